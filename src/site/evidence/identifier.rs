//! The identifiers of sources and people, and their check digits.

use std::borrow::Cow;

/// What is wrong with an identifier, and the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub message: String,
    pub help: String,
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> Option<Wrong> {
    Some(Wrong { message: message.into(), help: help.into() })
}

/// Crossref's pattern for a DOI, `^10.\d{4,9}/[-._;()/:A-Z0-9]+$` without regard to case, which fits 74.4 of
/// 74.9 million (Crossref blog, 2015), with the older ones of Wiley that may hold any sign. It lets a
/// full stop at the end pass, which no DOI should have.
pub(crate) fn doi(written: &str) -> Option<Wrong> {
    if let Some(rest) = written.strip_suffix(['.', ',', ';', ':']) {
        return wrong(format!("the DOI `{written}` ends with a punctuation mark"), format!("write `{rest}`"));
    }
    let Some((prefix, suffix)) = written.split_once('/') else {
        return wrong(format!("`{written}` is not a DOI"), "a DOI looks like `10.3322/caac.21834`");
    };
    // https://shortdoi.org
    let is_short = prefix == "10" && suffix.len() >= 3 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_short {
        return None;
    }
    let is_prefix = prefix.strip_prefix("10.").is_some_and(|digits| (4..=9).contains(&digits.len()) && is_digits(digits));
    let is_suffix = |sign: char| sign.is_ascii_alphanumeric() || "-._;()/:".contains(sign);
    let is_wiley = prefix == "10.1002" && !suffix.contains(char::is_whitespace);
    if !is_prefix || suffix.is_empty() || !(is_wiley || suffix.chars().all(is_suffix)) {
        return wrong(format!("`{written}` is not a DOI"), "a DOI looks like `10.3322/caac.21834`");
    }
    None
}

/// An identifier without the address or the word before it, as some programs export it: `https://doi.org/10.3322/caac.21834`,
/// `ISSN 1542-4863`.
pub(crate) fn bare<'t>(variable: &str, written: &'t str) -> Cow<'t, str> {
    let before: &[&str] = match variable {
        "DOI" => &["https://", "http://", "www.", "dx.", "doi.org/", "doi:", "doi "],
        "PMID" => &["https://", "http://", "www.", "pubmed.ncbi.nlm.nih.gov/", "pmid:", "pmid "],
        "PMCID" => &["https://", "http://", "www.", "pmc.ncbi.nlm.nih.gov/articles/", "ncbi.nlm.nih.gov/pmc/articles/", "pmcid:", "pmcid "],
        "ISSN" | "ISBN" => &[
            "https://portal.issn.org/resource/issn/",
            "urn:",
            "e-issn",
            "eissn",
            "p-issn",
            "issn",
            "isbn-13",
            "isbn-10",
            "isbn",
            "-l",
            ":",
        ],
        _ => return Cow::Borrowed(written),
    };
    let mut bare = written.trim();
    for word in before {
        if bare.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            bare = bare[word.len()..].trim_start();
        }
    }
    match variable {
        // An address spells some signs in another way.
        "DOI" if bare.len() < written.len() && bare.contains('%') => percent_encoding::percent_decode_str(bare).decode_utf8_lossy(),
        "PMID" | "PMCID" => Cow::Borrowed(bare.trim_end_matches('/')),
        _ => Cow::Borrowed(bare),
    }
}

/// `^[1-9]\d{0,7}$`; it has no check digit.
pub(crate) fn pmid(written: &str) -> Option<Wrong> {
    let is_pmid = is_digits(written) && (1..=8).contains(&written.len()) && !written.starts_with('0');
    if is_pmid {
        return None;
    }
    if let Some(digits) = written.strip_prefix("PMC").filter(|digits| is_digits(digits)) {
        return wrong(
            format!("`{written}` is the number of PubMed Central, not of PubMed"),
            format!("write it as `pmcid: \"PMC{digits}\"`"),
        );
    }
    wrong(format!("`{written}` is not a PMID"), "a PMID has up to eight digits, such as `38572751`")
}

/// `^PMC[1-9]\d*(\.\d+)?$`; it has no check digit.
pub(crate) fn pmcid(written: &str) -> Option<Wrong> {
    let is_pmcid = written.strip_prefix("PMC").is_some_and(|rest| {
        let (number, version) = rest.split_once('.').unwrap_or((rest, "1"));
        is_digits(number) && !number.starts_with('0') && is_digits(version)
    });
    if is_pmcid {
        return None;
    }
    let help = if is_digits(written) { format!("write `PMC{written}`") } else { "a PMCID looks like `PMC8518833`".to_owned() };
    wrong(format!("`{written}` is not a PMCID"), help)
}

/// Eight digits, the last by modulus 11 with the weights 8 to 2 (ISO 3297).
pub(crate) fn issn(written: &str) -> Option<Wrong> {
    let signs: Vec<char> = written.chars().filter(|sign| *sign != '-').collect();
    let Some((digits, check)) = digits_and_check(&signs, 8) else {
        return wrong(format!("`{written}` is not an ISSN"), "an ISSN looks like `1542-4863`");
    };
    let sum: u32 = digits.iter().zip((2..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    check_eleven(written, "ISSN", sum, check)
}

/// Ten digits with modulus 11, or thirteen with modulus 10 (ISO 2108).
pub(crate) fn isbn(written: &str) -> Option<Wrong> {
    let signs: Vec<char> = written.chars().filter(|sign| !matches!(sign, '-' | ' ')).collect();
    if signs.len() == 10 {
        let Some((digits, check)) = digits_and_check(&signs, 10) else { return no_isbn(written) };
        let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        return check_eleven(written, "ISBN", sum, check);
    }
    let Some((digits, check)) = digits_and_check(&signs, 13).filter(|(_, check)| *check < 10) else { return no_isbn(written) };
    let sum: u32 = digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    let expected = (10 - sum % 10) % 10;
    (expected != check).then(|| mistyped(written, "ISBN", &expected.to_string())).flatten()
}

fn no_isbn(written: &str) -> Option<Wrong> {
    wrong(format!("`{written}` is not an ISBN"), "an ISBN has 10 or 13 digits, such as `978-92-4-151194-0`")
}

/// Sixteen digits, the last by ISO 7064 modulus 11-2: `0000-0002-1825-0097`.
#[cfg_attr(not(test), expect(dead_code, reason = "people are given by it"))]
pub(crate) fn orcid(written: &str) -> Option<Wrong> {
    let signs: Vec<char> = written.chars().filter(|sign| *sign != '-').collect();
    let Some((digits, check)) = digits_and_check(&signs, 16).filter(|_| written.matches('-').count() == 3) else {
        return wrong(format!("`{written}` is not an ORCID"), "an ORCID looks like `0000-0002-1825-0097`");
    };
    let total = digits.iter().fold(0, |total, digit| (total + digit) * 2 % 11);
    let expected = (12 - total) % 11;
    (expected != check).then(|| mistyped(written, "ORCID", &digit_or_x(expected))).flatten()
}

/// All digits but the last, and the last, where `X` is ten.
fn digits_and_check(signs: &[char], length: usize) -> Option<(Vec<u32>, u32)> {
    let (last, rest) = signs.split_last().filter(|_| signs.len() == length)?;
    let digits: Option<Vec<u32>> = rest.iter().map(|sign| sign.to_digit(10)).collect();
    let check = if matches!(last, 'X' | 'x') { 10 } else { last.to_digit(10)? };
    Some((digits?, check))
}

fn check_eleven(written: &str, what: &str, sum: u32, check: u32) -> Option<Wrong> {
    let expected = (11 - sum % 11) % 11;
    if expected == check { None } else { mistyped(written, what, &digit_or_x(expected)) }
}

fn digit_or_x(digit: u32) -> String {
    if digit == 10 { "X".to_owned() } else { digit.to_string() }
}

fn mistyped(written: &str, what: &str, expected: &str) -> Option<Wrong> {
    wrong(
        format!("the {what} `{written}` has a wrong check digit"),
        format!("a digit is mistyped; the others would end with `{expected}`: compare it with the source"),
    )
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: fn(&str) -> Option<Wrong>, good: &[&str], bad: &[(&str, &str)]) {
        for written in good {
            assert_eq!(rule(written), None, "{written}");
        }
        for (written, help) in bad {
            assert_eq!(rule(written).map(|wrong| wrong.help).as_deref(), Some(*help), "{written}");
        }
    }

    #[test]
    fn dois() {
        check(
            doi,
            &[
                "10.3322/caac.21834",
                "10.1016/S0140-6736(21)02178-4",
                "10.1002/14651858.CD001431.pub6",
                "10.1002/(SICI)1<1::AID>3.0.CO;2-#",
                "10/bwkf",
            ],
            &[
                ("10.3322/caac.21834.", "write `10.3322/caac.21834`"),
                ("10.33/x", "a DOI looks like `10.3322/caac.21834`"),
                ("10.3322/a b", "a DOI looks like `10.3322/caac.21834`"),
                ("38572751", "a DOI looks like `10.3322/caac.21834`"),
            ],
        );
    }

    #[test]
    fn words_before_identifiers() {
        let check = |variable: &str, written: &str, expected: &str| assert_eq!(bare(variable, written), expected, "{written}");
        check("DOI", "https://doi.org/10.3322/caac.21834", "10.3322/caac.21834");
        check("DOI", "http://dx.doi.org/10.1016/S0140-6736%2821%2902178-4", "10.1016/S0140-6736(21)02178-4");
        check("DOI", "doi: 10.3322/caac.21834", "10.3322/caac.21834");
        check("DOI", "https://doi.org/10/bwkf", "10/bwkf");
        check("ISSN", "ISSN 1542-4863", "1542-4863");
        check("ISSN", "eISSN: 1542-4863", "1542-4863");
        check("ISBN", "ISBN-13: 978-92-4-151194-0", "978-92-4-151194-0");
        check("PMID", "PMID: 38572751", "38572751");
        check("PMCID", "https://pmc.ncbi.nlm.nih.gov/articles/PMC8518833/", "PMC8518833");
        check("title", "ISSN 1", "ISSN 1");
    }

    #[test]
    fn numbers_of_pubmed() {
        check(
            pmid,
            &["1", "38572751"],
            &[("PMC123", "write it as `pmcid: \"PMC123\"`"), ("012", "a PMID has up to eight digits, such as `38572751`")],
        );
        check(pmcid, &["PMC8518833", "PMC1.2"], &[("8518833", "write `PMC8518833`"), ("PMC", "a PMCID looks like `PMC8518833`")]);
    }

    #[test]
    fn check_digits() {
        let fix = |digit: &str| format!("a digit is mistyped; the others would end with `{digit}`: compare it with the source");
        check(issn, &["1542-4863", "0028-4793", "2434-561X"], &[("1542-4864", &fix("3")), ("15424", "an ISSN looks like `1542-4863`")]);
        check(isbn, &["978-92-4-151194-0", "0-306-40615-2", "080442957X"], &[("9789241511941", &fix("0")), ("0306406153", &fix("2"))]);
        check(orcid, &["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"], &[("0000-0002-1825-0098", &fix("7"))]);
    }
}
