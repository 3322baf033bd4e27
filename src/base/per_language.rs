//! The languages of a site by their positions, and values of which each language has one.

use std::ops::{Deref, Index, IndexMut};

/// The position of a language in `Config::languages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LanguageId(pub usize);

impl LanguageId {
    /// The site's default language comes first.
    pub(crate) const DEFAULT: Self = Self(0);
}

/// One value for each of a site's languages, in the order of `Config::languages`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PerLanguage<T>(Vec<T>);

impl<T> PerLanguage<T> {
    pub(crate) fn ids(&self) -> impl Iterator<Item = LanguageId> + use<T> {
        (0..self.0.len()).map(LanguageId)
    }

    /// Each value with its language.
    pub(crate) fn with_ids(&self) -> impl Iterator<Item = (LanguageId, &T)> {
        self.ids().zip(&self.0)
    }

    /// None for a language that the site does not have.
    pub(crate) fn get(&self, language: LanguageId) -> Option<&T> {
        self.0.get(language.0)
    }

    /// A value for each of the same languages.
    pub(crate) fn map<U>(&self, value: impl FnMut(&T) -> U) -> PerLanguage<U> {
        self.0.iter().map(value).collect()
    }

    /// The first language with a value like this.
    pub(crate) fn find(&self, is_wanted: impl FnMut(&T) -> bool) -> Option<LanguageId> {
        self.0.iter().position(is_wanted).map(LanguageId)
    }
}

impl<T> Index<LanguageId> for PerLanguage<T> {
    type Output = T;

    fn index(&self, language: LanguageId) -> &T {
        &self.0[language.0]
    }
}

impl<T> IndexMut<LanguageId> for PerLanguage<T> {
    fn index_mut(&mut self, language: LanguageId) -> &mut T {
        &mut self.0[language.0]
    }
}

/// It can be read in order like any list, but an index into it has to be a `LanguageId`.
impl<T> Deref for PerLanguage<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<Vec<T>> for PerLanguage<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<T> FromIterator<T> for PerLanguage<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}
