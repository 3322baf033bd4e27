//! What can be asked of the site while something is rendered.

use serde::{Deserialize, Serialize};

use crate::base::crop::Crop;
use crate::base::per_language::LanguageId;
use crate::picture::WrongCrop;

/// A question that is answered while something is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    Page {
        path: String,
        language: LanguageId,
    },
    Section {
        path: String,
        language: LanguageId,
    },
    Data {
        path: String,
    },
    /// A data file with the places of its fields, as charts read it.
    Table {
        path: String,
    },
    Asset {
        theme: String,
        path: String,
    },
    /// A colour of a theme, in one of its schemes.
    Color {
        theme: String,
        scheme: &'static str,
        name: String,
    },
    Terms {
        taxonomy: String,
        language: LanguageId,
    },
    /// An entry of a reference file, styled for a language.
    Reference {
        key: String,
        language: LanguageId,
    },
    /// All entries of the reference files.
    Bibliography {
        language: LanguageId,
    },
    /// A statistic in the words of a language.
    Stat {
        id: String,
        language: LanguageId,
    },
    /// An event in the words of a language.
    Event {
        id: String,
        language: LanguageId,
    },
    /// The events that are not over.
    Events {
        language: LanguageId,
    },
    /// The campaign's kit in a language.
    Kit {
        language: LanguageId,
    },
    /// The report on the finished site.
    Report,
    /// A part of what the calendar says.
    Calendar(CalendarPart),
    /// The names that there are, which messages suggest from.
    Names(Names),
    BaseUrl,
    /// Whether the site publishes any picture that pages say something of.
    HasPictures,
    /// What a page says of a picture.
    Picture(ShownPicture),
    /// The templates and strings of a theme.
    Theme(String),
    /// The code and the data of a language.
    Language(LanguageId),
}

/// A picture as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ShownPicture {
    /// The file that is published, or the address of one that is not.
    pub file: String,
    /// The part that the page wants of it.
    pub crop: Option<Crop>,
    /// What the page asks for, and cannot have.
    pub wrong: Option<WrongCrop>,
}

impl ShownPicture {
    /// The file, and the part of it.
    pub(crate) fn part(&self) -> (&str, Option<Crop>) {
        (&self.file, self.crop)
    }
}

/// The parts of `campaign` and `build` that change by themselves or by `[campaign]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum CalendarPart {
    Day,
    Launch,
    TimeZone,
    Phase,
    Phases,
    DaysLeft,
    BuildDate,
}

/// Lists of names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Names {
    /// Content files, below `content/`.
    Pages,
    Data,
    /// Static files of a theme.
    Assets {
        theme: String,
    },
    /// Colours of a theme.
    Colors {
        theme: String,
    },
    Taxonomies,
    Languages,
    References,
    Stats,
    Events,
}
