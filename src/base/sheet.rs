//! The sizes of what is drawn: of pictures on a screen, and of paper.

use serde::{Deserialize, Serialize};

/// In pixels, as large pictures of shared links are shown. Source: Open Graph, as Facebook and others read it.
pub(crate) const CARD_WIDTH: u32 = 1200;
pub(crate) const CARD_HEIGHT: u32 = 630;

/// A size that something is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sheet {
    A3,
    A4,
    A5,
    Letter,
    /// As cards of shared links are.
    Wide,
    Square,
    Story,
}

/// How large a sheet is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Extent {
    /// Of paper, in millimetres.
    Paper { width: f64, height: f64 },
    /// Of a picture, in pixels.
    Picture { width: u32, height: u32 },
}

impl Sheet {
    pub(crate) const ALL: [Self; 7] = [Self::A3, Self::A4, Self::A5, Self::Letter, Self::Square, Self::Story, Self::Wide];

    /// The name by which editors ask for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::A3 => "a3",
            Self::A4 => "a4",
            Self::A5 => "a5",
            Self::Letter => "letter",
            Self::Wide => "wide",
            Self::Square => "square",
            Self::Story => "story",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.name() == name)
    }

    /// Sources: ISO 216 for A3 to A5, ANSI Y14.1 for Letter; the pictures are those that social networks show uncut.
    pub(crate) const fn extent(self) -> Extent {
        match self {
            Self::A3 => Extent::Paper { width: 297.0, height: 420.0 },
            Self::A4 => Extent::Paper { width: 210.0, height: 297.0 },
            Self::A5 => Extent::Paper { width: 148.0, height: 210.0 },
            Self::Letter => Extent::Paper { width: 215.9, height: 279.4 },
            Self::Wide => Extent::Picture { width: CARD_WIDTH, height: CARD_HEIGHT },
            Self::Square => Extent::Picture { width: 1080, height: 1080 },
            Self::Story => Extent::Picture { width: 1080, height: 1920 },
        }
    }

    /// The ending of its files: paper is a PDF, a picture a PNG.
    pub(crate) const fn ending(self) -> &'static str {
        match self.extent() {
            Extent::Paper { .. } => "pdf",
            Extent::Picture { .. } => "png",
        }
    }
}
