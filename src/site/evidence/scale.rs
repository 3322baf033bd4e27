//! What large numbers are counted in.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    One,
    Thousand,
    Million,
    Billion,
}

impl Scale {
    pub(crate) const NAMES: &'static [(&'static str, Self)] =
        &[("one", Self::One), ("thousand", Self::Thousand), ("million", Self::Million), ("billion", Self::Billion)];

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, scale)| *scale == self).map_or("one", |(name, _)| name)
    }

    pub(crate) fn factor(self) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Thousand => 1e3,
            Self::Million => 1e6,
            Self::Billion => 1e9,
        }
    }
}
