//! Values that most of their owners leave at their default.

use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// A value that takes no more room than a pointer while it is the default.
#[derive(Clone, Debug)]
pub(crate) struct Rare<T>(Option<Box<T>>);

/// A type whose default can be borrowed for as long as the program runs.
pub(crate) trait Standard: Default + PartialEq + 'static {
    fn standard() -> &'static Self;
}

impl<T: Standard> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self((value != *T::standard()).then(|| value.into()))
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Standard> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(value) => value,
            None => T::standard(),
        }
    }
}

impl<T: Standard> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Standard> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Standard + Hash> Hash for Rare<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::base::fingerprint::Fingerprint;

    #[derive(Clone, Debug, Default, PartialEq, Hash)]
    struct Keys {
        weight: i64,
    }

    impl Standard for Keys {
        fn standard() -> &'static Self {
            static STANDARD: LazyLock<Keys> = LazyLock::new(Keys::default);
            &STANDARD
        }
    }

    #[test]
    fn a_default_takes_no_room_and_is_equal_however_it_came_about() {
        assert!(Rare::from(Keys::default()).0.is_none());
        let mut keys = Rare::from(Keys { weight: 3 });
        assert_eq!(keys.weight, 3);
        keys.weight = 0;
        assert_eq!(keys, Rare::default());
        assert_eq!(Fingerprint::of(&keys), Fingerprint::of(&Rare::<Keys>::default()));
        assert_eq!(size_of::<Rare<Keys>>(), size_of::<usize>());
    }
}
