//! Which qualifications are those of a health profession.

/// One per line; `#` starts a comment.
const LIST: &str = include_str!("clinical.txt");

/// Whether any of the qualifications is a clinical one. Dots, case and text in brackets are ignored.
pub(super) fn any(qualifications: &[String]) -> bool {
    qualifications.iter().any(|written| {
        let plain = plain(written);
        LIST.lines()
            .map(|line| line.split('#').next().unwrap_or_default())
            .any(|known| !known.trim().is_empty() && self::plain(known) == plain)
    })
}

fn plain(text: &str) -> String {
    let before_bracket = text.split('(').next().unwrap_or_default();
    before_bracket.chars().filter(|sign| *sign != '.').collect::<String>().trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    #[test]
    fn clinical_are_the_health_professions() {
        let any = |written: &str| super::any(&[written.to_owned()]);
        assert!(any("M.D.") && any("MBBS") && any("registered nurse") && any("FRCP (Edin)") && any("infirmière diplômée d’État"));
        assert!(!any("PhD") && !any("MBA") && !any("") && !any("MDiv"));
    }
}
