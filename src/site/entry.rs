//! A page or a section with its place among the others, and no body.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::moment::Moment;
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::base::url::UrlPath;
use crate::content::{Audience, FrontMatter};

/// The position of an entry in `Index::entries`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct EntryId(pub usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Page,
    Section,
}

/// A page or a section in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub kind: Kind,
    /// The content file; `None` for a section that exists only because of its pages.
    pub source: Option<SourceId>,
    /// The language it is shown in.
    pub language: LanguageId,
    /// The language that its text is written in: another one on a fallback page.
    pub written_in: LanguageId,
    pub title: String,
    /// From the front matter or the file's name; both dates as the clocks of the campaign's time zone show them.
    pub date: Option<Moment>,
    pub updated: Option<Moment>,
    pub front: Arc<FrontMatter>,
    pub url: UrlPath,
    /// The nearest section above; `None` for a home page.
    pub parent: Option<EntryId>,
    /// The same in every translation.
    pub group: String,
    /// All translations in the order of the languages, itself included, fallbacks left out.
    pub translations: Vec<EntryId>,
    /// A section's pages in its order, those of transparent sections below included.
    pub pages: Vec<EntryId>,
    /// A section's sections, by weight, then title.
    pub sections: Vec<EntryId>,
    /// A page's neighbours in its section.
    pub earlier: Option<EntryId>,
    pub later: Option<EntryId>,
    /// The files in the folder of a page or section that has its own.
    pub assets: Vec<SourceId>,
    /// The theme of the nearest section that names one.
    pub theme: Option<String>,
    /// The nearest section that is the edition of an earlier year, itself included.
    pub archive: Option<EntryId>,
    /// Whether search engines are asked not to index it.
    pub noindex: bool,
    /// Its own, or that of the nearest section that names one.
    pub audience: Option<Audience>,
    /// The `page_template` of the nearest section that names one.
    pub page_template: Option<String>,
}

impl Entry {
    pub(crate) fn is_fallback(&self) -> bool {
        self.language != self.written_in
    }

    pub(crate) fn updated_or_date(&self) -> Option<Moment> {
        self.updated.or(self.date)
    }
}
