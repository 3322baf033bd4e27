//! Numbers as data files must write them, and the messages about those written in another way.

/// A number that is written in another way than charts read, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub message: String,
    pub help: String,
}

/// `part` of `whole`: 1 in 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    pub part: u32,
    pub whole: u32,
}

impl Share {
    /// The nearest whole number of a whole, for a part in per cent.
    pub(super) fn of(percent: f64, whole: u32) -> Self {
        Self { part: (percent / 100.0 * f64::from(whole)).round() as u32, whole }
    }
}

/// The smallest of the usual wholes in which all parts, in per cent, are whole numbers that are nearly right.
pub(super) fn common_whole(percents: &[f64]) -> u32 {
    let is_near = |percent: f64, whole: u32| {
        let exact = percent / 100.0 * f64::from(whole);
        percent == 0.0 || (exact.round() - exact).abs() <= exact * NEARLY
    };
    WHOLES.into_iter().find(|whole| percents.iter().all(|percent| is_near(*percent, *whole))).unwrap_or(WHOLES[1])
}

/// Readers compare parts of one whole; parts of several they compare by the wrong number.
/// Source: Pighin S et al. The 1-in-X effect on the subjective assessment of medical probabilities. Med Decis Making 2011;31(5):721-9.
pub(super) const WHOLES: [u32; 2] = [100, 1000];

/// How far a rounded part may be from the exact one, as a share of it.
const NEARLY: f64 = 0.05;

/// Beyond it sums and the steps of a scale are no longer numbers that a picture can be made of.
pub(super) const LARGEST: f64 = 1e18;

fn unreadable<T>(message: String, help: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable { message, help: help.into() })
}

/// A number with `.` before its decimals and nothing between its thousands; `None` for an empty field.
pub(super) fn read(text: &str) -> Result<Option<f64>, Unreadable> {
    if text.is_empty() {
        return Ok(None);
    }
    if is_plain(text)
        && let Ok(number) = text.parse::<f64>()
        && number.is_finite()
    {
        if number.abs() > LARGEST {
            let help = "look the number up in the source; count in millions or billions if it is right";
            return unreadable(format!("`{text}` is larger than any number that a chart can show"), help);
        }
        return Ok(Some(number));
    }
    explain(text)
}

fn is_plain(text: &str) -> bool {
    text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'e' | b'E' | b'+'))
}

fn explain(text: &str) -> Result<Option<f64>, Unreadable> {
    if let Some(joined) = without_groups(text) {
        return unreadable(format!("`{text}` has separators between its thousands"), format!("write `{joined}`"));
    }
    let as_decimal = text.replacen(',', ".", 1);
    if text.contains(',') && is_plain(&as_decimal) && as_decimal.parse::<f64>().is_ok() {
        return unreadable(format!("`{text}` has a comma before its decimals"), format!("write `{as_decimal}`"));
    }
    if let Some(number) = text.strip_suffix(['%', '٪']) {
        let help = format!("write `{}` here, and `unit=\"%\"` at the chart", number.trim());
        return unreadable(format!("`{text}` includes its unit"), help);
    }
    if read_share(text).is_some() {
        return unreadable(format!("`{text}` is a proportion"), "draw it with `kind=\"proportion\"`, or write a number");
    }
    if text.chars().any(|letter| letter.is_numeric() && !letter.is_ascii_digit()) {
        return unreadable(
            format!("`{text}` is not written in the digits 0 to 9"),
            "write the digits 0 to 9; pages show those of their language",
        );
    }
    unreadable(format!("`{text}` is not a number"), "write a number such as `12.5`, or leave the field empty if there is no value")
}

/// The digits of a number in groups of three: `1,234`, `1 234 567`, `1.234.567`, `1'234.5`.
fn without_groups(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    [',', ' ', '\u{a0}', '\u{202f}', '\'', '’', '.'].into_iter().find_map(|separator| {
        let (whole, decimals) = match separator {
            '.' => digits.split_once(',').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals))),
            ' ' | '\u{a0}' | '\u{202f}' => {
                digits.split_once([',', '.']).map_or((digits, None), |(whole, decimals)| (whole, Some(decimals)))
            }
            _ => digits.split_once('.').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals))),
        };
        let groups: Vec<&str> = whole.split(separator).collect();
        let are_digits =
            groups.iter().chain(decimals.iter()).all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
        // A single full stop may also be a decimal point, and is read as one.
        let is_grouped =
            groups.len() > if separator == '.' { 2 } else { 1 } || (separator == '.' && groups.len() == 2 && decimals.is_some());
        let has_threes = groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
        (are_digits && is_grouped && has_threes).then(|| {
            let decimals = decimals.map(|decimals| format!(".{decimals}")).unwrap_or_default();
            format!("{sign}{}{decimals}", groups.concat())
        })
    })
}

/// `1 in 12`, as data files write it in every language.
pub(super) fn read_share(text: &str) -> Option<Share> {
    let (part, whole) = text.split_once(" in ")?;
    Some(Share { part: part.trim().parse().ok()?, whole: whole.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let told = match read(text) {
            Ok(number) => format!("{number:?}"),
            Err(Unreadable { message, help }) => format!("{message}; {help}"),
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn proportions_side_by_side_have_one_whole() {
        assert_eq!(common_whole(&[100.0 / 12.0, 100.0 / 27.0]), 1000);
        assert_eq!(common_whole(&[20.0, 39.0]), 100);
        assert_eq!(common_whole(&[0.0, 50.0]), 100);
        assert_eq!(common_whole(&[0.06, 50.0]), 1000);
        assert_eq!(Share::of(100.0 / 12.0, 1000), Share { part: 83, whole: 1000 });
    }

    #[test]
    fn numbers_and_what_is_none() {
        check("", "None");
        check("12.5", "Some(12.5)");
        check("-3", "Some(-3.0)");
        check("2e3", "Some(2000.0)");
        check("1,234", "`1,234` has separators between its thousands; write `1234`");
        check("-1,234,567.5", "`-1,234,567.5` has separators between its thousands; write `-1234567.5`");
        check("1 234", "`1 234` has separators between its thousands; write `1234`");
        check("9\u{202f}700\u{202f}000,5", "`9\u{202f}700\u{202f}000,5` has separators between its thousands; write `9700000.5`");
        check("1.234.567", "`1.234.567` has separators between its thousands; write `1234567`");
        check("1.234,5", "`1.234,5` has separators between its thousands; write `1234.5`");
        check("12,5", "`12,5` has a comma before its decimals; write `12.5`");
        check("45 %", "`45 %` includes its unit; write `45` here, and `unit=\"%\"` at the chart");
        check("1 in 12", "`1 in 12` is a proportion; draw it with `kind=\"proportion\"`, or write a number");
        check("٤٥", "`٤٥` is not written in the digits 0 to 9; write the digits 0 to 9; pages show those of their language");
        check("NA", "`NA` is not a number; write a number such as `12.5`, or leave the field empty if there is no value");
        check("inf", "`inf` is not a number; write a number such as `12.5`, or leave the field empty if there is no value");
        check(
            "-1e307",
            "`-1e307` is larger than any number that a chart can show; look the number up in the source; count in millions or billions if it is right",
        );
        check("1-2", "`1-2` is not a number; write a number such as `12.5`, or leave the field empty if there is no value");
        check("1e999", "`1e999` is not a number; write a number such as `12.5`, or leave the field empty if there is no value");
    }
}
