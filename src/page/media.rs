//! Media queries, answered for one environment.

use cssparser::{Parser, Token};

use super::length::{self, Scale};

/// Where a page is shown.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Environment {
    /// A window on a desktop, in light colours.
    Desktop,
    /// The same in dark colours.
    Dark,
    /// A window of 1280 pixels that is enlarged to 200 %.
    Zoomed,
    /// A device that is held upright, and on its side.
    Upright,
    Sideways,
    /// A common phone.
    Phone,
}

impl Environment {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; 6] = [Self::Desktop, Self::Dark, Self::Zoomed, Self::Upright, Self::Sideways, Self::Phone];

    /// Width and height in CSS pixels.
    pub(crate) fn viewport(self) -> (f64, f64) {
        match self {
            Self::Desktop | Self::Dark => (1280.0, 720.0),
            Self::Zoomed => (640.0, 512.0),
            Self::Upright => (600.0, 1000.0),
            Self::Sideways => (1000.0, 600.0),
            Self::Phone => (412.0, 915.0),
        }
    }

    /// A length in CSS pixels where letters have their usual size, such as in `sizes`.
    pub(crate) fn length(self, text: &str) -> Option<f64> {
        let scale = Scale { font: 16.0, root_font: 16.0, viewport: self.viewport(), whole: None };
        length::read(text, &scale).filter(|(_, is_number)| !is_number).map(|(pixels, _)| pixels)
    }

    fn is_portrait(self) -> bool {
        let (width, height) = self.viewport();
        height >= width
    }

    /// Whether a list of queries lets its styles apply. Queries that are not known here do not.
    pub(crate) fn answers(&self, queries: &str) -> bool {
        let mut parser = Parser::new(queries);
        if parser.is_exhausted() {
            return true;
        }
        let answers = parser.parse_comma_separated(|query| Ok::<_, cssparser::ParseError<()>>(self.query(query)));
        answers.is_ok_and(|answers| answers.into_iter().any(|answer| answer == Some(true)))
    }

    /// `not? type (and condition)*` or a condition. `None` for what is not known.
    fn query(&self, parser: &mut Parser<'_>) -> Option<bool> {
        let mut is_negated = false;
        let mut answer = Some(true);
        let mut by_or = false;
        let mut is_first = true;
        while let Ok(token) = parser.next().cloned() {
            let part = match &token {
                Token::Ident(word) => match &*word.to_ascii_lowercase() {
                    "not" => {
                        is_negated = true;
                        continue;
                    }
                    "and" | "only" => continue,
                    "or" => {
                        by_or = true;
                        continue;
                    }
                    "all" | "screen" => Some(true),
                    _ => Some(false),
                },
                Token::ParenthesisBlock => {
                    parser.parse_nested_block(|inside| Ok::<_, cssparser::ParseError<()>>(self.condition(inside))).ok()?
                }
                Token::Function(_) => {
                    let _ = parser.parse_nested_block(|inside| {
                        while inside.next().is_ok() {}
                        Ok::<_, cssparser::ParseError<()>>(())
                    });
                    None
                }
                _ => None,
            };
            answer = match (is_first, by_or) {
                (true, _) => part,
                (false, true) => either(answer, part),
                (false, false) => both(answer, part),
            };
            is_first = false;
        }
        if is_negated { answer.map(|answer| !answer) } else { answer }
    }

    /// What is between the brackets of a condition.
    fn condition(&self, parser: &mut Parser<'_>) -> Option<bool> {
        let start = parser.state();
        match parser.next().cloned().ok()? {
            Token::Ident(word) if !word.eq_ignore_ascii_case("not") => {
                let feature = word.to_ascii_lowercase();
                let next = parser.next().cloned();
                match next {
                    Ok(Token::Colon) => self.feature(&feature, parser),
                    Ok(Token::Delim(sign)) => {
                        let is_equal = parser.try_parse(|parser| parser.expect_delim('=')).is_ok();
                        let limit = pixels(parser)?;
                        Some(compare(self.size(&feature)?, sign, is_equal, limit))
                    }
                    _ => match &*feature {
                        "color" | "width" | "height" => Some(true),
                        "hover" | "any-hover" => Some(*self != Self::Phone),
                        "pointer" | "any-pointer" => Some(true),
                        "prefers-reduced-motion" | "prefers-contrast" | "forced-colors" | "inverted-colors" => Some(false),
                        "prefers-color-scheme" => Some(true),
                        _ => None,
                    },
                }
            }
            Token::Number { .. } | Token::Dimension { .. } => {
                parser.reset(&start);
                let least = pixels(parser)?;
                let Ok(Token::Delim(sign)) = parser.next().cloned() else { return None };
                let is_equal = parser.try_parse(|parser| parser.expect_delim('=')).is_ok();
                let size = self.size(&parser.expect_ident_cloned().ok()?.to_ascii_lowercase())?;
                let lower = compare(least, sign, is_equal, size);
                let Ok(Token::Delim(sign)) = parser.next().cloned() else { return Some(lower) };
                let is_equal = parser.try_parse(|parser| parser.expect_delim('=')).is_ok();
                Some(lower && compare(size, sign, is_equal, pixels(parser)?))
            }
            _ => {
                parser.reset(&start);
                self.query(parser)
            }
        }
    }

    fn size(&self, feature: &str) -> Option<f64> {
        match feature {
            "width" | "device-width" => Some(self.viewport().0),
            "height" | "device-height" => Some(self.viewport().1),
            _ => None,
        }
    }

    /// `feature: value`
    fn feature(&self, feature: &str, parser: &mut Parser<'_>) -> Option<bool> {
        if let Some(size) = feature.strip_prefix("min-").and_then(|feature| self.size(feature)) {
            return Some(size >= pixels(parser)?);
        }
        if let Some(size) = feature.strip_prefix("max-").and_then(|feature| self.size(feature)) {
            return Some(size <= pixels(parser)?);
        }
        let value = parser.expect_ident_cloned().ok()?.to_ascii_lowercase();
        Some(match (feature, &*value) {
            ("orientation", value) => (value == "portrait") == self.is_portrait(),
            ("prefers-color-scheme", value) => (value == "dark") == (*self == Self::Dark),
            ("prefers-reduced-motion" | "prefers-contrast" | "prefers-reduced-transparency", value) => value == "no-preference",
            ("forced-colors" | "inverted-colors", value) => value == "none",
            ("hover" | "any-hover", value) => (value == "hover") == (*self != Self::Phone),
            ("pointer" | "any-pointer", value) => value == if *self == Self::Phone { "coarse" } else { "fine" },
            ("scripting", value) => value == "enabled",
            _ => return None,
        })
    }
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn compare(one: f64, sign: char, or_equal: bool, other: f64) -> bool {
    match sign {
        '<' => one < other || (or_equal && one <= other),
        '>' => one > other || (or_equal && one >= other),
        _ => (one - other).abs() < f64::EPSILON,
    }
}

/// A length of a query: `em` and `rem` are 16 px there, whatever the page says.
fn pixels(parser: &mut Parser<'_>) -> Option<f64> {
    match parser.next().ok()? {
        Token::Number { value, .. } => Some(f64::from(*value)),
        Token::Dimension { value, unit, .. } => length::in_pixels(f64::from(*value), unit, 16.0, 16.0, (0.0, 0.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn queries() {
        let desktop = Environment::Desktop;
        for applies in [
            "",
            "screen",
            "all",
            "only screen and (min-width: 40rem)",
            "(width >= 1280px)",
            "(40em < width <= 1280px)",
            "(orientation: landscape)",
            "print, (prefers-color-scheme: light)",
            "not print",
            "not all and (min-width: 2000px)",
            "(max-width: 10px) or (min-width: 20px)",
            "(not (max-width: 10px))",
        ] {
            assert!(desktop.answers(applies), "{applies}");
        }
        for not in
            ["print", "(max-width: 640px)", "(prefers-color-scheme: dark)", "(orientation: portrait)", "(unheard-of: 3)", "not screen"]
        {
            assert!(!desktop.answers(not), "{not}");
        }
    }
}
