//! The colours that a text and what is behind it have, and their contrast.

use std::collections::HashMap;
use std::rc::Rc;

use super::node::Node;

/// Red, green and blue from 0 to 1, and how opaque it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    pub rgb: [f64; 3],
    pub alpha: f64,
}

const WHITE: Colour = Colour { rgb: [1.0; 3], alpha: 1.0 };
const BLACK: Colour = Colour { rgb: [0.0; 3], alpha: 1.0 };

impl Colour {
    fn read(value: &str, node: Node<'_>) -> Option<Self> {
        match &*value.trim().to_ascii_lowercase() {
            "currentcolor" => node.colour(),
            "canvas" | "field" | "buttonface" => Some(WHITE),
            "canvastext" | "fieldtext" | "buttontext" => Some(BLACK),
            "transparent" => Some(Self { alpha: 0.0, ..BLACK }),
            value => {
                let [red, green, blue, alpha] = csscolorparser::parse(value).ok()?.to_array().map(f64::from);
                Some(Self { rgb: [red, green, blue], alpha })
            }
        }
    }

    /// The colour on top of another one that is opaque.
    fn over(self, below: Self) -> Self {
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
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The lowest and the highest contrast of a text with what may be behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Contrast {
    pub lowest: f64,
    pub highest: f64,
}

/// What is painted behind the content of an element.
enum Paint {
    Plain(Colour),
    /// A gradient's colours, each on the plain one.
    Gradient(Vec<Colour>),
}

impl Node<'_> {
    fn colour(self) -> Option<Colour> {
        match self.page.styles().value(self, "color") {
            None => Some(BLACK),
            Some(value) if value.eq_ignore_ascii_case("currentcolor") => self.parent()?.colour(),
            Some(value) => Colour::read(&value, self),
        }
    }

    /// `None` where it cannot be told, as with a picture.
    fn paint(self) -> Option<Paint> {
        let styles = self.page.styles();
        let image = styles.value(self, "background-image").unwrap_or_default();
        let plain = match styles.value(self, "background-color") {
            None => Colour { alpha: 0.0, ..BLACK },
            Some(value) => background_colour(&value, self)?,
        };
        if !image.contains("gradient(") {
            return if image.contains("url(") || image.contains("image") { None } else { Some(Paint::Plain(plain)) };
        }
        if image.contains("url(") {
            return None;
        }
        let stops = gradient_colours(&image, self)?;
        Some(Paint::Gradient(stops.into_iter().map(|stop| if plain.alpha > 0.0 { stop.over(plain) } else { stop }).collect()))
    }

    fn opacity(self) -> Option<f64> {
        match self.page.styles().value(self, "opacity") {
            None => Some(1.0),
            Some(value) => match value.trim().strip_suffix('%') {
                Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
                None => value.trim().parse().ok(),
            },
        }
        .map(|opacity: f64| opacity.clamp(0.0, 1.0))
    }

    /// The contrast of the text in an element with what is behind it, or nothing where it cannot be told. What is behind
    /// elements is kept in `grounds`, by their indices.
    pub(super) fn text_contrast(self, grounds: &mut Grounds) -> Option<Contrast> {
        let styles = self.page.styles();
        if styles.is_incomplete {
            return None;
        }
        if let Some(shadow) = styles.value(self, "text-shadow").filter(|shadow| shadow != "none") {
            // Letters are read against their shadow too; what is behind it, only a layout knows.
            let shadow = words(&shadow).into_iter().find_map(|word| Colour::read(word, self))?;
            let ratio = contrast(self.colour()?, shadow);
            return Some(Contrast { lowest: 1.01, highest: ratio }).filter(|_| shadow.alpha >= 1.0 && ratio >= 7.0);
        }
        let ground = self.ground(grounds)?;
        let own = self.colour()?;
        let contrasts = ground.colours.iter().map(|below| {
            let text = Colour { alpha: own.alpha * ground.opacity, ..own }.over(*below);
            contrast(text, *below)
        });
        let (lowest, highest) =
            contrasts.fold((f64::MAX, 0.0), |(lowest, highest): (f64, f64), found| (lowest.min(found), highest.max(found)));
        Some(Contrast { lowest, highest })
    }

    /// What is behind the content of an element.
    fn ground(self, grounds: &mut Grounds) -> Option<Rc<Ground>> {
        if let Some(known) = grounds.get(&self.index()) {
            return known.clone();
        }
        let around = match self.parent() {
            None => Some(Rc::new(Ground { colours: vec![WHITE], opacity: 1.0 })),
            Some(parent) => parent.ground(grounds),
        };
        let ground = self.ground_on(around);
        grounds.insert(self.index(), ground.clone());
        ground
    }

    fn ground_on(self, around: Option<Rc<Ground>>) -> Option<Rc<Ground>> {
        let styles = self.page.styles();
        let has_effect = |property: &str| styles.value(self, property).is_some_and(|value| value != "none" && value != "normal");
        if ["filter", "mix-blend-mode", "backdrop-filter", "-webkit-text-fill-color"].into_iter().any(has_effect) {
            return None;
        }
        let paint = self.paint()?;
        let opacity = self.opacity()?;
        // Nothing behind an opaque colour matters.
        if let Paint::Plain(colour) = &paint
            && colour.alpha >= 1.0
            && opacity >= 1.0
        {
            let faded = around.as_ref().map_or(1.0, |around| around.opacity);
            return Some(Rc::new(Ground { colours: vec![*colour], opacity: faded }));
        }
        // What is out of the flow stands in front of something that only a layout knows.
        let is_moved = styles.value(self, "position").is_some_and(|position| matches!(&*position, "absolute" | "fixed" | "sticky"));
        let around = around.filter(|_| !is_moved)?;
        let opacity = opacity * around.opacity;
        let colours: Vec<Colour> = match paint {
            Paint::Plain(colour) if colour.alpha <= 0.0 => around.colours.clone(),
            Paint::Plain(colour) => around.colours.iter().map(|below| colour.over(*below)).collect(),
            Paint::Gradient(stops) => stops.iter().flat_map(|stop| around.colours.iter().map(|below| stop.over(*below))).collect(),
        };
        (colours.len() <= 64).then(|| Rc::new(Ground { colours, opacity }))
    }
}

/// The colours that may be behind a text, and how opaque the text is.
#[derive(Debug)]
pub(super) struct Ground {
    colours: Vec<Colour>,
    opacity: f64,
}

/// What is behind the elements that were asked for it; nothing where it cannot be told.
pub(super) type Grounds = HashMap<usize, Option<Rc<Ground>>>;

/// The colour in the value of `background-color` or `background`.
fn background_colour(value: &str, node: Node<'_>) -> Option<Colour> {
    if let Some(colour) = Colour::read(value, node) {
        return Some(colour);
    }
    let mut colour = Colour { alpha: 0.0, ..BLACK };
    for word in words(value) {
        if let Some(found) = Colour::read(word, node) {
            colour = found;
        } else if word.starts_with("color-mix(") || word.starts_with("light-dark(") || word.starts_with("color(") {
            return None;
        }
    }
    Some(colour)
}

/// A value's parts between blanks, commas and slashes, functions whole.
fn words(value: &str) -> Vec<&str> {
    let (mut words, mut start, mut open) = (Vec::new(), 0, 0_usize);
    for (at, letter) in value.char_indices() {
        match letter {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            ' ' | '\n' | '\t' | ',' | '/' if open == 0 => {
                words.push(&value[start..at]);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    words.push(&value[start..]);
    words.retain(|word| !word.trim().is_empty());
    words
}

/// The colours of a gradient's stops.
fn gradient_colours(value: &str, node: Node<'_>) -> Option<Vec<Colour>> {
    let start = value.find("gradient(")? + "gradient(".len();
    let end = value.rfind(')')?;
    let colours: Vec<Colour> = words(value.get(start..end)?).into_iter().filter_map(|word| Colour::read(word, node)).collect();
    (!colours.is_empty()).then_some(colours)
}
