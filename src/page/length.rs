//! Lengths of CSS in pixels.

use cssparser::{Parser, Token};

/// What relative lengths are relative to, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub font: f64,
    pub root_font: f64,
    pub viewport: (f64, f64),
    /// What 100 % is, where that is known.
    pub whole: Option<f64>,
}

/// A value in pixels; a bare number is taken as it stands, and the second of the pair says so.
pub(super) fn read(value: &str, scale: &Scale) -> Option<(f64, bool)> {
    let mut parser = Parser::new(value);
    let amount = sum(&mut parser, scale)?;
    parser.is_exhausted().then_some(amount)
}

/// A length with its unit in pixels.
pub(super) fn in_pixels(value: f64, unit: &str, font: f64, root_font: f64, viewport: (f64, f64)) -> Option<f64> {
    Some(match &*unit.to_ascii_lowercase() {
        "px" => value,
        "em" => value * font,
        "rem" => value * root_font,
        // About half of the size of most typefaces.
        "ex" | "ch" => value * font * 0.5,
        "lh" => value * font * 1.2,
        "rlh" => value * root_font * 1.2,
        "pt" => value * 96.0 / 72.0,
        "pc" => value * 16.0,
        "in" => value * 96.0,
        "cm" => value * 96.0 / 2.54,
        "mm" => value * 96.0 / 25.4,
        "q" => value * 96.0 / 101.6,
        "vw" | "svw" | "lvw" | "dvw" | "vi" => value * viewport.0 / 100.0,
        "vh" | "svh" | "lvh" | "dvh" | "vb" => value * viewport.1 / 100.0,
        "vmin" => value * viewport.0.min(viewport.1) / 100.0,
        "vmax" => value * viewport.0.max(viewport.1) / 100.0,
        _ => return None,
    })
}

/// `a + b - c`, as in `calc(…)`.
fn sum(parser: &mut Parser<'_>, scale: &Scale) -> Option<(f64, bool)> {
    let mut total = product(parser, scale)?;
    loop {
        let state = parser.state();
        let sign = match parser.next() {
            Ok(Token::Delim('+')) => 1.0,
            Ok(Token::Delim('-')) => -1.0,
            _ => {
                parser.reset(&state);
                return Some(total);
            }
        };
        let part = product(parser, scale)?;
        total = (total.0 + sign * part.0, total.1 && part.1);
    }
}

fn product(parser: &mut Parser<'_>, scale: &Scale) -> Option<(f64, bool)> {
    let mut total = single(parser, scale)?;
    loop {
        let state = parser.state();
        let is_times = match parser.next() {
            Ok(Token::Delim('*')) => true,
            Ok(Token::Delim('/')) => false,
            _ => {
                parser.reset(&state);
                return Some(total);
            }
        };
        let part = single(parser, scale)?;
        total = (if is_times { total.0 * part.0 } else { total.0 / part.0 }, total.1 && part.1);
    }
}

fn single(parser: &mut Parser<'_>, scale: &Scale) -> Option<(f64, bool)> {
    match parser.next().ok()?.clone() {
        Token::Number { value, .. } => Some((f64::from(value), true)),
        Token::Percentage { unit_value, .. } => Some((f64::from(unit_value) * scale.whole?, false)),
        Token::Dimension { value, unit, .. } => {
            in_pixels(f64::from(value), &unit, scale.font, scale.root_font, scale.viewport).map(|pixels| (pixels, false))
        }
        Token::ParenthesisBlock => nested(parser, |inside| sum(inside, scale)),
        Token::Function(name) => {
            let parts = nested(parser, |inside| {
                inside.parse_comma_separated(|part| sum(part, scale).ok_or_else(|| cssparser::ParseError::<()>::custom(()))).ok()
            })?;
            let is_number = parts.iter().all(|part| part.1);
            let amounts: Vec<f64> = parts.iter().map(|part| part.0).collect();
            let amount = match (&*name.to_ascii_lowercase(), amounts.as_slice()) {
                ("calc", [amount]) => *amount,
                ("min", amounts) => amounts.iter().copied().reduce(f64::min)?,
                ("max", amounts) => amounts.iter().copied().reduce(f64::max)?,
                ("clamp", [least, amount, most]) => amount.min(*most).max(*least),
                _ => return None,
            };
            Some((amount, is_number))
        }
        _ => None,
    }
}

fn nested<T>(parser: &mut Parser<'_>, read: impl FnOnce(&mut Parser<'_>) -> Option<T>) -> Option<T> {
    let mut found = None;
    let _ = parser.parse_nested_block(|inside| {
        found = read(inside);
        Ok::<_, cssparser::ParseError<()>>(())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::{Scale, read};

    #[test]
    fn lengths() {
        let scale = Scale { font: 20.0, root_font: 16.0, viewport: (1000.0, 500.0), whole: Some(300.0) };
        for (text, pixels) in [
            ("12px", 12.0),
            ("1.5em", 30.0),
            ("2rem", 32.0),
            ("10vw", 100.0),
            ("50%", 150.0),
            ("calc(1rem + 2 * 3px)", 22.0),
            ("min(100vw, 100vh)", 500.0),
            ("clamp(1rem, 5vw, 40px)", 40.0),
            ("12pt", 16.0),
        ] {
            let (found, is_number) = read(text, &scale).expect(text);
            assert!((found - pixels).abs() < 0.001, "{text}: {found}");
            assert!(!is_number, "{text}");
        }
        assert_eq!(read("1.4", &scale), Some((f64::from(1.4_f32), true)));
        for unknown in ["auto", "1furlong", "12px 3px", "fit-content(3px)", ""] {
            assert_eq!(read(unknown, &scale), None, "{unknown}");
        }
    }
}
