//! Colours as numbers, and their contrast.

/// Red, green and blue from 0 to 1, and how opaque it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    pub rgb: [f64; 3],
    pub alpha: f64,
}

pub(super) const WHITE: Colour = Colour { rgb: [1.0; 3], alpha: 1.0 };
pub(super) const BLACK: Colour = Colour { rgb: [0.0; 3], alpha: 1.0 };

/// The lowest and the highest contrast of a text with what may be behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Contrast {
    pub lowest: f64,
    pub highest: f64,
}

/// The colours that may be behind a text, and how opaque the text is.
#[derive(Debug)]
pub(super) struct Ground {
    pub colours: Vec<Colour>,
    pub opacity: f64,
}

impl Colour {
    /// The colour on top of another one that is opaque.
    pub(super) fn over(self, below: Self) -> Self {
        let mix = |at: usize| self.rgb[at] * self.alpha + below.rgb[at] * (1.0 - self.alpha);
        Self { rgb: [mix(0), mix(1), mix(2)], alpha: 1.0 }
    }

    /// Source: WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let [red, green, blue] =
            self.rgb.map(|channel| if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// Source: WCAG 2.2, "contrast ratio".
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
