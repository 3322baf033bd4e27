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

    /// The sides of the small picture of it that a list shows, in pixels: the longer one twice what is shown, for dense screens.
    pub(crate) fn preview(self) -> (u32, u32) {
        const LONG: f64 = 256.0;
        let (width, height) = match self.extent() {
            Extent::Paper { width, height } => (width, height),
            Extent::Picture { width, height } => (f64::from(width), f64::from(height)),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no side is longer than the long one")]
        let side = |side: f64| (side * LONG / width.max(height)).round() as u32;
        (side(width), side(height))
    }

    /// The ending of its files: paper is a PDF, a picture a PNG.
    pub(crate) const fn ending(self) -> &'static str {
        match self.extent() {
            Extent::Paper { .. } => "pdf",
            Extent::Picture { .. } => "png",
        }
    }
}
