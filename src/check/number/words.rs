//! What a number measures, as the set of the words that say it.

use std::collections::BTreeSet;

pub(super) type Words = BTreeSet<String>;

/// Words that tell no measure, place or group from another: those of grammar in English and French, and "both", "all", "people".
const EMPTY: &[&str] = &[
    "a",
    "about",
    "after",
    "all",
    "among",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "been",
    "before",
    "both",
    "by",
    "can",
    "could",
    "each",
    "every",
    "for",
    "from",
    "had",
    "has",
    "have",
    "how",
    "in",
    "is",
    "it",
    "its",
    "many",
    "more",
    "most",
    "n",
    "no",
    "number",
    "of",
    "on",
    "one",
    "or",
    "overall",
    "people",
    "per",
    "person",
    "persons",
    "that",
    "the",
    "their",
    "them",
    "they",
    "this",
    "to",
    "total",
    "value",
    "was",
    "were",
    "which",
    "who",
    "with",
    "à",
    "au",
    "aux",
    "ce",
    "ces",
    "chez",
    "d",
    "dans",
    "de",
    "des",
    "du",
    "en",
    "est",
    "et",
    "l",
    "la",
    "le",
    "les",
    "leur",
    "nombre",
    "ont",
    "ou",
    "par",
    "personne",
    "personnes",
    "pour",
    "qui",
    "sont",
    "sur",
    "un",
    "une",
];

/// Groups of people that a title may speak of and a statistic may not mean.
const GROUPS: &[&str] =
    &["woman", "man", "child", "adult", "girl", "boy", "teenager", "femme", "homme", "enfant", "adulte", "fille", "garçon"];

/// Words that stand for another.
const SAME: &[(&str, &str)] = &[
    ("women", "woman"),
    ("female", "woman"),
    ("females", "woman"),
    ("men", "man"),
    ("male", "man"),
    ("males", "man"),
    ("children", "child"),
    ("worldwide", "world"),
    ("global", "world"),
    ("globally", "world"),
    ("monde", "world"),
    ("died", "death"),
    ("die", "death"),
    ("treated", "treatment"),
    ("diagnosed", "diagnosis"),
    ("dies", "death"),
];

/// The words of a text in one form for singular and plural. Years are no words.
pub(super) fn of(text: &str) -> Words {
    tokens(text).map(|token| plain(&token)).filter(|word| !EMPTY.contains(&word.as_str()) && year(word).is_none()).collect()
}

/// The years that a text names.
pub(super) fn years(text: &str) -> BTreeSet<i64> {
    tokens(text).filter_map(|token| year(&token)).collect()
}

/// The words of a title that may say of whom or of where it speaks: groups of people, and names, by their capital letters.
pub(super) fn of_names(title: &str) -> Words {
    let is_name = |n: usize, token: &str| n > 0 && token.starts_with(char::is_uppercase);
    let written = title.split(|letter: char| !letter.is_alphanumeric()).filter(|token| !token.is_empty()).enumerate();
    let named = written.filter(|(n, token)| is_name(*n, token) || GROUPS.contains(&plain(&token.to_lowercase()).as_str()));
    named.flat_map(|(_, token)| of(token)).collect()
}

pub(super) fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '%').filter(|token| !token.is_empty()).map(str::to_lowercase)
}

fn year(token: &str) -> Option<i64> {
    let number: i64 = token.parse().ok().filter(|_| token.len() == 4)?;
    (1900..=2100).contains(&number).then_some(number)
}

fn plain(token: &str) -> String {
    if let Some((_, same)) = SAME.iter().find(|(word, _)| *word == token) {
        return (*same).to_owned();
    }
    let is_word = token.chars().count() > 3 && token.chars().all(char::is_alphabetic);
    match token.strip_suffix('s').filter(|stem| is_word && !stem.ends_with(['s', 'u', 'i'])) {
        Some(stem) => stem.strip_suffix("ie").map_or_else(|| stem.to_owned(), |stem| format!("{stem}y")),
        None => token.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_one_form() {
        let check = |text: &str, expected: &str| assert_eq!(of(text).into_iter().collect::<Vec<_>>().join(" "), expected, "{text}");
        check("Deaths from cancer in low-income countries, 2022", "cancer country death income low");
        check("new_cases_pct", "case new pct");
        check("Women and females, cervix uteri, virus", "cervix uteri virus woman");
        assert_eq!(of_names("Deaths in Kenya among women, 2022").into_iter().collect::<Vec<_>>(), ["kenya", "woman"]);
        assert_eq!(years("2012-2022, 12 345").into_iter().collect::<Vec<_>>(), [2012, 2022]);
    }
}
