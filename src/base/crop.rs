//! The part of a picture that a page shows: its shape, and the point that has to stay in it.

use serde::{Deserialize, Serialize};

/// What a page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Crop {
    pub ratio: Ratio,
    pub focus: Focus,
}

/// Width to height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Ratio {
    pub width: u16,
    pub height: u16,
}

/// A point of a picture, in hundredths of its sides from its left and its top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Focus {
    pub left: u8,
    pub top: u8,
}

/// A part of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

/// What is expected of a ratio and of a focus, in an editor's words.
pub(crate) const RATIO_HELP: &str =
    "write width and height in whole numbers from 1 to 100, such as `16:9` or `1:1`; neither may be over ten times the other";
pub(crate) const FOCUS_HELP: &str = "write one or two of `left`, `right`, `top`, `bottom` and `center`, such as `top left`, or how far the point is from the left and from the \
     top: `30% 40%`";

impl Ratio {
    /// Reads `16:9`. None for what is no ratio, or for a strip of more than ten to one.
    pub(crate) fn read(written: &str) -> Option<Self> {
        let side = |side: &str| {
            let side = side.trim();
            let is_plain = !side.is_empty() && side.bytes().all(|byte| byte.is_ascii_digit());
            side.parse::<u16>().ok().filter(|side| is_plain && (1..=100).contains(side))
        };
        let (width, height) = written.split_once(':')?;
        let (width, height) = (side(width)?, side(height)?);
        (width <= 10 * height && height <= 10 * width).then_some(Self { width, height })
    }
}

impl Focus {
    pub(crate) const CENTER: Self = Self { left: 50, top: 50 };

    /// Reads `top left`, `left`, `30% 40%`. Words may stand in either order, hundredths are from the left and then from the top.
    pub(crate) fn read(written: &str) -> Option<Self> {
        let mut focus = Self::CENTER;
        let parts: Vec<&str> = written.split_ascii_whitespace().collect();
        if parts.is_empty() || parts.len() > 2 {
            return None;
        }
        if parts.iter().any(|part| part.ends_with('%')) {
            let [left, top] = parts[..] else { return None };
            let hundredths = |part: &str| {
                let digits = part.strip_suffix('%').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
                digits.parse::<u8>().ok().filter(|hundredths| *hundredths <= 100)
            };
            return Some(Self { left: hundredths(left)?, top: hundredths(top)? });
        }
        let (mut n_sideways, mut n_upright) = (0, 0);
        for part in parts {
            match part {
                "left" | "right" => {
                    n_sideways += 1;
                    focus.left = if part == "left" { 0 } else { 100 };
                }
                "top" | "bottom" => {
                    n_upright += 1;
                    focus.top = if part == "top" { 0 } else { 100 };
                }
                "center" => {}
                _ => return None,
            }
        }
        (n_sideways < 2 && n_upright < 2).then_some(focus)
    }
}

impl Crop {
    /// The largest part of a picture that has the shape, with the focus as near to its middle as the picture's edges allow.
    pub(crate) fn window(self, width: u32, height: u32) -> Window {
        let (wide, high) = (u64::from(self.ratio.width), u64::from(self.ratio.height));
        let (own_width, own_height) = (u64::from(width), u64::from(height));
        let scaled = |of: u64, to: u64, side: u64| u32::try_from((side * to + of / 2) / of).unwrap_or(u32::MAX).max(1);
        let (window_width, window_height) = if own_width * high > own_height * wide {
            (scaled(high, wide, own_height).min(width), height)
        } else {
            (width, scaled(wide, high, own_width).min(height))
        };
        let start = |own: u32, part: u32, hundredths: u8| {
            let middle = u64::from(own) * u64::from(hundredths) / 100;
            let start = middle.saturating_sub(u64::from(part) / 2).min(u64::from(own - part));
            u32::try_from(start).unwrap_or_default()
        };
        Window {
            left: start(width, window_width, self.focus.left),
            top: start(height, window_height, self.focus.top),
            width: window_width,
            height: window_height,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_two_numbers() {
        assert_eq!(Ratio::read("16:9"), Some(Ratio { width: 16, height: 9 }));
        assert_eq!(Ratio::read(" 1 : 1"), Some(Ratio { width: 1, height: 1 }));
        for wrong in ["", "16", "16:", "16/9", "0:1", "1:0", "1.5:1", "-1:1", "101:100", "100:9", "1:11", "+1:1", "wide"] {
            assert_eq!(Ratio::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_focus_is_words_or_hundredths() {
        for (written, left, top) in [
            ("top left", 0, 0),
            ("left top", 0, 0),
            ("bottom", 50, 100),
            ("right", 100, 50),
            ("center", 50, 50),
            ("center right", 100, 50),
            ("30% 40%", 30, 40),
            ("0% 100%", 0, 100),
        ] {
            assert_eq!(Focus::read(written), Some(Focus { left, top }), "{written}");
        }
        for wrong in ["", "middle", "left right", "top bottom", "30%", "30 40", "30% top", "101% 0%", "-1% 0%", "1.5% 0%", "top left top"] {
            assert_eq!(Focus::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_window_is_the_largest_with_the_focus_in_its_middle() {
        let window = |ratio: &str, focus: &str, width, height| {
            let crop = Crop { ratio: Ratio::read(ratio).unwrap(), focus: Focus::read(focus).unwrap() };
            let Window { left, top, width, height } = crop.window(width, height);
            (left, top, width, height)
        };
        assert_eq!(window("1:1", "center", 400, 300), (50, 0, 300, 300));
        assert_eq!(window("1:1", "30% 40%", 400, 300), (0, 0, 300, 300));
        assert_eq!(window("1:1", "45% 0%", 400, 300), (30, 0, 300, 300));
        assert_eq!(window("1:1", "right", 400, 300), (100, 0, 300, 300));
        assert_eq!(window("16:9", "top", 1600, 1600), (0, 0, 1600, 900));
        assert_eq!(window("16:9", "0% 60%", 1600, 1600), (0, 510, 1600, 900));
        assert_eq!(window("4:3", "center", 400, 300), (0, 0, 400, 300));
        assert_eq!(window("10:1", "bottom", 3, 1), (0, 0, 3, 1));
        assert_eq!(window("1:1", "center", u32::MAX, u32::MAX), (0, 0, u32::MAX, u32::MAX));
    }
}
