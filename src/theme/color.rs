//! Colours as numbers: contrast by WCAG's formula, and the nearest colour that passes.

use std::fmt;

use csscolorparser::Color as Parsed;

/// How finely lightness is searched.
const STEPS: u16 = 1000;

/// The names of colours that CSS has.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    csscolorparser::NAMED_COLORS.keys().map(|name| name.as_str())
}

/// A colour of sRGB: red, green, blue and opacity from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Color {
    rgb: [f64; 3],
    alpha: f64,
}

impl Color {
    /// Red, green and blue, without what shines through.
    pub(super) fn bytes(&self) -> [u8; 3] {
        let [red, green, blue, _] = self.parsed().to_rgba8();
        [red, green, blue]
    }

    /// Reads hexadecimal digits, `rgb()`, `hsl()`, `hwb()`, `lab()`, `lch()`, `oklab()`, `oklch()`,
    /// `color(srgb …)` and the names of CSS. Colours that screens of sRGB cannot show are clipped, as browsers do.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // The parser reads some forms that CSS does not have: digits without `#`, `hsv()`.
        let is_css = text.starts_with('#') || text.contains('(') || !text.starts_with(|first: char| first.is_ascii_digit());
        let is_hex_word = !text.starts_with('#') && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_css || is_hex_word || text.to_ascii_lowercase().starts_with("hsv") {
            return None;
        }
        let color: Parsed = csscolorparser::parse(text).ok()?;
        let [r, g, b, a] = color.clamp().to_array().map(exact);
        Some(Self { rgb: [r, g, b], alpha: a })
    }

    pub(crate) fn from_rgb8([r, g, b]: [u8; 3]) -> Self {
        Self { rgb: [r, g, b].map(|part| f64::from(part) / 255.0), alpha: 1.0 }
    }

    pub(crate) fn is_opaque(self) -> bool {
        self.alpha >= 1.0
    }

    /// The colour that is seen when this one is painted on an opaque ground. Source: Compositing and Blending Level 1, section
    /// 5.1, "source over".
    pub(crate) fn over(self, ground: Self) -> Self {
        let mix = |at: usize| self.rgb[at] * self.alpha + ground.rgb[at] * (1.0 - self.alpha);
        Self { rgb: [mix(0), mix(1), mix(2)], alpha: 1.0 }
    }

    /// Relative luminance, from 0 to 1. Source: WCAG 2.2, "relative luminance", with the
    /// threshold 0.04045 of its correction.
    pub(crate) fn luminance(self) -> f64 {
        let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = self.rgb.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The contrast ratio of two opaque colours, from 1 to 21, never rounded.
    /// Source: WCAG 2.2, "contrast ratio".
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest colour of the same hue that passes: lighter or darker, and greyer only where the
    /// screen has no such colour. It is one of the colours that eight bits can write.
    pub(crate) fn nearest(self, passes: impl Fn(Self) -> bool) -> Option<Self> {
        let [lightness, chroma, hue, _] = self.parsed().to_oklcha();
        let towards = |end: u8| {
            let parts = (1..STEPS).map(|step| f32::from(step) / f32::from(STEPS));
            let between = parts.map(|part| in_gamut(lightness + (f32::from(end) - lightness) * part, chroma, hue));
            // On the most difficult grounds only black or white itself passes.
            between.chain([Self::from_rgb8([end * 255; 3])]).find(|color| passes(*color))
        };
        let own = self.parsed().to_oklaba();
        let distance = |color: &Self| {
            let other = color.parsed().to_oklaba();
            (0..3).map(|at| (own[at] - other[at]).powi(2)).sum::<f32>()
        };
        [towards(0), towards(1)].into_iter().flatten().min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    fn parsed(self) -> Parsed {
        // Single precision is enough for comparing colours by eye.
        let [r, g, b] = self.rgb.map(|part| part as f32);
        Parsed::new(r, g, b, self.alpha as f32)
    }
}

/// Eight-bit parts come as single precision; they are made exact again.
fn exact(part: f32) -> f64 {
    let part = f64::from(part);
    let whole = (part * 255.0).round();
    if (part * 255.0 - whole).abs() < 1e-4 { whole / 255.0 } else { part }
}

/// The colour with as much of this chroma as sRGB can show, in eight bits.
fn in_gamut(lightness: f32, chroma: f32, hue: f32) -> Color {
    let at = |chroma: f32| Parsed::from_oklcha(lightness, chroma, hue, 1.0);
    let fits = |color: &Parsed| color.to_array()[..3].iter().all(|part| (-0.0005..=1.0005).contains(part));
    let mut color = at(chroma);
    if !fits(&color) {
        let (mut low, mut high) = (0.0, chroma);
        for _ in 0..16 {
            let middle = (low + high) / 2.0;
            if fits(&at(middle)) { low = middle } else { high = middle }
        }
        color = at(low);
    }
    let [r, g, b, _] = color.to_rgba8();
    Color::from_rgb8([r, g, b])
}

/// As CSS writes it, `#0a5560`.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b, _] = self.parsed().to_rgba8();
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap_or_else(|| panic!("`{text}` is a colour"))
    }

    fn ratio(a: &str, b: &str) -> f64 {
        color(a).contrast(color(b))
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let near = |found: f64, published: f64| assert!((found - published).abs() < 0.0005, "{found} is not {published}");
        near(ratio("#000", "#fff"), 21.0);
        near(ratio("#777777", "#ffffff"), 4.478);
        near(ratio("#767676", "#ffffff"), 4.542);
        near(ratio("#949494", "#ffffff"), 3.033);
        near(ratio("#959595", "#fff"), 2.995);
        near(ratio("red", "white"), 3.998);
        near(ratio("lime", "white"), 1.372);
        near(ratio("blue", "white"), 8.592);
        assert!(ratio("#777777", "#ffffff") < 4.5 && ratio("#767676", "#ffffff") > 4.5);
        assert!((ratio("#000000", "#ffffff") - 21.0).abs() < 1e-12);
    }

    #[test]
    fn one_colour_in_every_notation() {
        for text in ["#008080", "rgb(0 128 128)", "rgb(0, 128, 128)", "TEAL", "teal", "hsl(180 100% 25.098%)", "rgb(0% 50.196% 50.196%)"] {
            let difference = (color(text).contrast(color("white")) - ratio("#008080", "#fff")).abs();
            assert!(difference < 0.001, "{text}: {difference}");
        }
        // Source for the values: CSS Color Module Level 4, example of `oklch()` for green.
        assert_eq!(color("oklch(51.975% 0.17686 142.495)").to_string(), "#008000");
        assert_eq!(color("#0808").alpha, 136.0 / 255.0);
    }

    #[test]
    fn what_css_does_not_have_is_no_colour() {
        for text in [
            "",
            "ffffff",
            "fff",
            "hsv(0 0 0)",
            "rgb(1 2)",
            "rgb()",
            "hsl(a b c)",
            "oklch(1)",
            "#12",
            "currentcolor",
            "var(--x)",
            "color-mix(in srgb, red, blue)",
            "decade",
        ] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_transparent_shows_its_ground() {
        let half = color("rgb(0 0 0 / 50%)").over(color("white"));
        assert!((half.rgb[0] - 0.5).abs() < 0.001 && half.is_opaque());
        assert_eq!(color("transparent").over(color("#123456")), color("#123456"));
    }

    proptest! {
        #[test]
        fn contrast_runs_from_1_to_21_and_both_ways(a: [u8; 3], b: [u8; 3]) {
            let (a, b) = (Color::from_rgb8(a), Color::from_rgb8(b));
            prop_assert!((1.0..21.000_001).contains(&a.contrast(b)));
            prop_assert_eq!(a.contrast(b), b.contrast(a));
        }

        /// A suggested colour passes as it is written, and there is one for every ground.
        #[test]
        fn the_offer_passes(front: [u8; 3], ground: [u8; 3], needs_text: bool) {
            let (front, ground) = (Color::from_rgb8(front), Color::from_rgb8(ground));
            let needed = if needs_text { 4.5 } else { 3.0 };
            let offer = front.nearest(|color| color.contrast(ground) >= needed);
            let offer = offer.expect("black or white passes on every ground");
            let written = Color::parse(&offer.to_string()).expect("the offer is a colour");
            prop_assert!(written.contrast(ground) >= needed, "{} on {}", written, ground);
        }

        /// Another colour of the eight-bit greys is never nearer.
        #[test]
        fn the_offer_for_a_grey_is_the_nearest(front: u8, ground: u8) {
            let (own, paper) = (Color::from_rgb8([front; 3]), Color::from_rgb8([ground; 3]));
            let offer = own.nearest(|color| color.contrast(paper) >= 4.5).expect("black or white passes");
            let level = |color: Color| color.parsed().to_oklaba()[0];
            let distance = |color: Color| (level(color) - level(own)).abs();
            let best = (0..=255).map(|grey| Color::from_rgb8([grey; 3])).filter(|grey| *grey != own && grey.contrast(paper) >= 4.5).map(distance).fold(f32::MAX, f32::min);
            prop_assert!(distance(offer) <= best + 0.004, "{} for {}, {} against {}", offer, own, distance(offer), best);
        }

        #[test]
        fn eight_bits_are_read_exactly(rgb: [u8; 3]) {
            let color = Color::from_rgb8(rgb);
            prop_assert_eq!(Color::parse(&color.to_string()), Some(color));
        }
    }
}
