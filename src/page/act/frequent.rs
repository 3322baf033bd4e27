//! The most frequent words of languages, by which a text is known at a glance.

/// Words that make up a good part of any text in a language and are rare or missing in those that are easily taken for it, in
/// lower case.
const FREQUENT: &[(&str, &[&str])] = &[
    (
        "en",
        &["the", "of", "and", "to", "is", "for", "that", "with", "are", "you", "your", "this", "from", "by", "be", "it", "their", "they"],
    ),
    ("fr", &["le", "la", "les", "des", "et", "est", "une", "du", "pour", "dans", "qui", "sur", "au", "aux", "vous", "avec", "ce", "il"]),
    (
        "de",
        &["der", "die", "das", "und", "ist", "nicht", "ein", "eine", "den", "dem", "mit", "von", "zu", "sich", "auf", "für", "sie", "wird"],
    ),
    ("es", &["el", "los", "las", "y", "del", "una", "por", "con", "su", "al", "es", "lo", "más", "pero", "sus", "le", "este", "esta"]),
    ("pt", &["os", "um", "uma", "do", "da", "dos", "das", "em", "não", "no", "na", "ao", "mais", "são", "com", "seu", "sua", "você"]),
    (
        "it",
        &["il", "di", "che", "è", "gli", "della", "per", "non", "sono", "con", "dei", "nel", "una", "alla", "delle", "si", "anche", "più"],
    ),
    (
        "nl",
        &["het", "een", "van", "en", "dat", "niet", "zijn", "voor", "met", "ook", "aan", "bij", "wordt", "naar", "je", "om", "er", "of"],
    ),
    ("pl", &["w", "nie", "na", "się", "jest", "do", "że", "z", "oraz", "dla", "przez", "jak", "są", "lub", "po", "może", "to", "od"]),
    ("sv", &["och", "att", "är", "som", "för", "inte", "på", "ett", "av", "med", "kan", "du", "till", "eller", "har", "det", "din", "om"]),
    (
        "tr",
        &[
            "ve", "bir", "bu", "için", "ile", "olarak", "daha", "olan", "çok", "gibi", "en", "da", "ne", "ya", "veya", "her", "kadar",
            "değil",
        ],
    ),
    ("ar", &["من", "في", "على", "إلى", "أن", "عن", "هذا", "هذه", "التي", "الذي", "مع", "لا", "ما", "أو", "كل", "بين", "قد", "هو"]),
];

/// Whether a text has so many of the frequent words of a language that it needs no further look. `false` says nothing.
pub(super) fn is_plainly(text: &str, primary: &str) -> bool {
    const LOOKED_AT: usize = 150;
    const LEAST: usize = 12;
    let Some((_, frequent)) = FREQUENT.iter().find(|(language, _)| *language == primary) else { return false };
    let words = text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).take(LOOKED_AT);
    let (mut n_words, mut n_frequent) = (0, 0);
    for word in words {
        n_words += 1;
        n_frequent +=
            usize::from(frequent.iter().any(|known| *known == word || (word.len() == known.len() && known.eq_ignore_ascii_case(word))));
    }
    n_words >= LEAST && n_frequent * 100 >= n_words * 15
}

#[cfg(test)]
mod tests {
    use super::is_plainly;

    #[test]
    fn sentences_are_known_by_their_small_words() {
        let english =
            "Most people who are told that they have cancer ask the same questions, and the answers depend on the kind of cancer.";
        let french = "La plupart des personnes qui apprennent un cancer se posent les mêmes questions, et la réponse dépend du cancer.";
        let arabic = "يسأل معظم الناس عن الخيارات التي لديهم، وتعتمد الإجابة على نوع السرطان وعلى المرحلة التي هو فيها من المرض.";
        for (text, language) in [(english, "en"), (french, "fr"), (arabic, "ar")] {
            for other in ["en", "fr", "ar", "de", "es"] {
                assert_eq!(is_plainly(text, other), other == language, "{text}: {other}");
            }
        }
        assert!(!is_plainly("Home About News Contact Symptoms Screening Toolkit Sources Privacy Accessibility Data Support", "en"));
        assert!(!is_plainly("the of and", "en"), "three words say nothing");
    }
}
