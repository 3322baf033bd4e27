//! What turns one year's site into the next: the contract between a site and its themes, the gallery of a theme, the archive.

pub(crate) mod archive;
pub(crate) mod contract;
pub(crate) mod gallery;
