//! The colours that a text and what is behind it have.

use std::sync::Arc;

use super::paint::{BLACK, Colour, Contrast, Ground, WHITE, contrast};
use super::style::Style;

fn read(value: &str, style: Style<'_>) -> Option<Colour> {
    match &*value.trim().to_ascii_lowercase() {
        "currentcolor" => style.colour(),
        "canvas" | "field" | "buttonface" => Some(WHITE),
        "canvastext" | "fieldtext" | "buttontext" => Some(BLACK),
        "transparent" => Some(Colour { alpha: 0.0, ..BLACK }),
        value => {
            let [red, green, blue, alpha] = csscolorparser::parse(value).ok()?.to_array().map(f64::from);
            Some(Colour { rgb: [red, green, blue], alpha })
        }
    }
}

/// What is painted behind the content of an element.
enum Paint {
    Plain(Colour),
    /// A gradient's colours, each on the plain one.
    Gradient(Vec<Colour>),
}

impl Style<'_> {
    fn colour(self) -> Option<Colour> {
        match self.value("color") {
            None => Some(BLACK),
            Some(value) if value.eq_ignore_ascii_case("currentcolor") => self.parent()?.colour(),
            Some(value) => read(&value, self),
        }
    }

    /// `None` where it cannot be told, as with a picture.
    fn paint(self) -> Option<Paint> {
        let image = self.value("background-image").unwrap_or_default();
        let plain = match self.value("background-color") {
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
        match self.value("opacity") {
            None => Some(1.0),
            Some(value) => match value.trim().strip_suffix('%') {
                Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
                None => value.trim().parse().ok(),
            },
        }
        .map(|opacity: f64| opacity.clamp(0.0, 1.0))
    }

    /// The contrast of a text with what is behind it, or nothing where it cannot be told.
    pub(super) fn text_contrast(self) -> Option<Contrast> {
        *self.kept().contrast.get_or_init(|| self.found_contrast())
    }

    fn found_contrast(self) -> Option<Contrast> {
        if self.cascade().is_incomplete {
            return None;
        }
        if let Some(shadow) = self.value("text-shadow").filter(|shadow| shadow != "none") {
            // Letters are read against their shadow too; what is behind it, only a layout knows.
            let shadow = words(&shadow).into_iter().find_map(|word| read(word, self))?;
            let ratio = contrast(self.colour()?, shadow);
            return Some(Contrast { lowest: 1.01, highest: ratio }).filter(|_| shadow.alpha >= 1.0 && ratio >= 7.0);
        }
        let ground = self.ground()?;
        let own = self.colour()?;
        let contrasts = ground.colours.iter().map(|below| {
            let text = Colour { alpha: own.alpha * ground.opacity, ..own }.over(*below);
            contrast(text, *below)
        });
        let (lowest, highest) =
            contrasts.fold((f64::MAX, 0.0), |(lowest, highest): (f64, f64), found| (lowest.min(found), highest.max(found)));
        Some(Contrast { lowest, highest })
    }

    /// The contrast of its text with that of another style, or nothing where one of the two cannot be told.
    pub(super) fn colour_contrast(self, other: Self) -> Option<f64> {
        let opaque = |style: Self| style.text_contrast().and(style.colour()).filter(|colour| colour.alpha >= 1.0);
        Some(contrast(opaque(self)?, opaque(other)?))
    }

    /// What is behind the content of an element.
    fn ground(self) -> Option<Arc<Ground>> {
        let found = || {
            self.ground_on(match self.parent() {
                None => Some(Arc::new(Ground { colours: vec![WHITE], opacity: 1.0 })),
                Some(parent) => parent.ground(),
            })
        };
        self.kept().ground.get_or_init(found).clone()
    }

    fn ground_on(self, around: Option<Arc<Ground>>) -> Option<Arc<Ground>> {
        let has_effect = |property: &str| self.value(property).is_some_and(|value| value != "none" && value != "normal");
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
            return Some(Arc::new(Ground { colours: vec![*colour], opacity: faded }));
        }
        // What is out of the flow stands in front of something that only a layout knows.
        let is_moved = self.value("position").is_some_and(|position| matches!(&*position, "absolute" | "fixed" | "sticky"));
        let around = around.filter(|_| !is_moved)?;
        let opacity = opacity * around.opacity;
        let colours: Vec<Colour> = match paint {
            Paint::Plain(colour) if colour.alpha <= 0.0 => around.colours.clone(),
            Paint::Plain(colour) => around.colours.iter().map(|below| colour.over(*below)).collect(),
            Paint::Gradient(stops) => stops.iter().flat_map(|stop| around.colours.iter().map(|below| stop.over(*below))).collect(),
        };
        (colours.len() <= 64).then(|| Arc::new(Ground { colours, opacity }))
    }
}

/// The colour in the value of `background-color` or `background`.
fn background_colour(value: &str, style: Style<'_>) -> Option<Colour> {
    if let Some(colour) = read(value, style) {
        return Some(colour);
    }
    let mut colour = Colour { alpha: 0.0, ..BLACK };
    for word in words(value) {
        if let Some(found) = read(word, style) {
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
fn gradient_colours(value: &str, style: Style<'_>) -> Option<Vec<Colour>> {
    let start = value.find("gradient(")? + "gradient(".len();
    let end = value.rfind(')')?;
    let colours: Vec<Colour> = words(value.get(start..end)?).into_iter().filter_map(|word| read(word, style)).collect();
    (!colours.is_empty()).then_some(colours)
}
