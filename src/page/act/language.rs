//! Languages: whether they are named, exist and are those of the texts.

use language_tags::LanguageTag;

use super::{Outcome, Subject, Verdict, frequent};
use crate::page::Node;
use crate::page::node::Part;
use crate::syntax::html::unescape;

/// Whether the first part of a tag is a language that IANA has registered.
fn is_known(tag: &str) -> bool {
    let primary = tag.trim().split('-').next().unwrap_or_default();
    let is_plain = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_plain && LanguageTag::parse(primary).is_ok_and(|tag| tag.validate().is_ok())
}

fn primary(tag: &str) -> String {
    tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

fn html<'p>(subject: &'p Subject<'_>) -> Option<Node<'p>> {
    subject.page().root()
}

pub(super) fn of_the_page_is_there(subject: &Subject<'_>) -> Vec<Verdict> {
    let Some(root) = html(subject) else { return Vec::new() };
    let is_there = root.value("lang").is_some_and(|lang| !lang.trim().is_empty());
    vec![Verdict::of(root, is_there, "does not say in which language the page is")]
}

pub(super) fn of_the_page_is_valid(subject: &Subject<'_>) -> Vec<Verdict> {
    let Some((root, lang)) = html(subject).and_then(|root| Some((root, root.value("lang")?))) else { return Vec::new() };
    if lang.trim().is_empty() {
        return Vec::new();
    }
    vec![Verdict::of(root, is_known(lang), format_args!("says that the page is in `{lang}`, which is no language"))]
}

pub(super) fn both_agree(subject: &Subject<'_>) -> Vec<Verdict> {
    let Some(root) = html(subject) else { return Vec::new() };
    let (Some(lang), Some(xml)) = (root.value("lang"), root.value("xml:lang")) else { return Vec::new() };
    if !is_known(lang) || xml.trim().is_empty() {
        return Vec::new();
    }
    vec![Verdict::of(root, primary(lang) == primary(xml), format_args!("names the languages `{lang}` and `{xml}`"))]
}

/// As much of a text as tells its language, in bytes.
const ENOUGH: usize = 3_000;

/// The texts that are in the language of an element, and that somebody sees or hears, as far as they are looked at.
fn texts_of(node: Node<'_>, texts: &mut String) {
    if texts.len() > ENOUGH {
        return;
    }
    let is_there = node.is_seen() || !node.is_hidden();
    if !is_there && !node.is_rendered() {
        return;
    }
    if is_there && matches!(node.name(), "img" | "area") {
        texts.push_str(node.value("alt").unwrap_or_default());
        texts.push(' ');
    }
    for part in node.parts() {
        match part {
            Part::Text(text) if is_there => texts.push_str(&unescape(text)),
            Part::Text(_) => {}
            Part::Element(child) if child.has("lang") || matches!(child.name(), "script" | "style" | "template") => {}
            Part::Element(child) => {
                texts.push(' ');
                texts_of(child, texts);
                texts.push(' ');
            }
        }
    }
}

/// Elements below the root that name a language for a text.
fn parts<'p>(subject: &'p Subject<'_>) -> Vec<(Node<'p>, &'p str, String)> {
    let mut parts = Vec::new();
    for node in subject.nodes().filter(|node| node.parent().is_some()) {
        let Some(lang) = node.value("lang").filter(|lang| !lang.is_empty()) else { continue };
        let mut text = String::new();
        texts_of(node, &mut text);
        if !text.trim().is_empty() {
            parts.push((node, lang, text));
        }
    }
    parts
}

pub(super) fn of_a_part(subject: &Subject<'_>) -> Vec<Verdict> {
    let verdict = |(node, lang, _): (Node<'_>, &str, String)| {
        Verdict::of(node, is_known(lang), format_args!("says that it is in `{lang}`, which is no language"))
    };
    parts(subject).into_iter().map(verdict).collect()
}

/// The least letters of a text that can be said to be in another language than it says.
const LEAST: usize = 60;

/// Whether a text is long enough to be said to be in another language than it says.
fn is_long(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphabetic()).nth(LEAST - 1).is_some()
}

/// Whether a text is in a language, as far as its letters and their order tell.
pub(crate) fn agrees(text: &str, lang: &str) -> Option<bool> {
    // The start of a text is enough.
    let end = text.char_indices().nth(1500).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    if frequent::is_plainly(text, &primary(lang)) {
        return Some(true);
    }
    if is_likeliest(text, &primary(lang)) {
        return Some(true);
    }
    let info = whatlang::detect(text)?;
    let is_it = two_letters(info.lang().code()) == primary(lang);
    match is_it {
        true => Some(true),
        false if info.is_reliable() && is_long(text) && is_prose(text) && info.confidence() > 0.9 => Some(false),
        false => None,
    }
}

/// Whether a text is rather in a language than in one of those that campaigns are mostly written in. To look at all that the
/// detector knows takes four times as long.
fn is_likeliest(text: &str, primary: &str) -> bool {
    use whatlang::Lang::{Ara, Deu, Eng, Fra, Ita, Nld, Pol, Por, Rus, Spa, Tur};
    let mut languages = vec![Eng, Fra, Spa, Por, Deu, Ita, Nld, Pol, Tur, Ara, Rus];
    if let Some(own) = whatlang::Lang::all().iter().find(|language| two_letters(language.code()) == primary)
        && !languages.contains(own)
    {
        languages.push(*own);
    }
    let detector = whatlang::Detector::with_allowlist(languages);
    let is_it = |n_letters: usize| {
        let end = text.char_indices().nth(n_letters).map_or(text.len(), |(at, _)| at);
        detector.detect_lang(&text[..end]).is_some_and(|found| two_letters(found.code()) == primary)
    };
    is_it(250) || is_it(600)
}

/// Whether a text is made of sentences: names and titles, as in a list of sources, tell nothing of a language.
fn is_prose(text: &str) -> bool {
    let firsts = || text.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let n_names = firsts().filter(|first| first.is_uppercase() || first.is_numeric()).count();
    n_names * 2 <= firsts().count()
}

/// The tag that pages use for a language of the detector.
fn two_letters(code: &str) -> &str {
    match code {
        "eng" => "en",
        "fra" => "fr",
        "deu" => "de",
        "spa" => "es",
        "por" => "pt",
        "ita" => "it",
        "nld" => "nl",
        "dan" => "da",
        "swe" => "sv",
        "nob" => "nb",
        "fin" => "fi",
        "rus" => "ru",
        "ukr" => "uk",
        "pol" => "pl",
        "ces" => "cs",
        "slk" => "sk",
        "ron" => "ro",
        "hun" => "hu",
        "tur" => "tr",
        "ara" => "ar",
        "heb" => "he",
        "pes" => "fa",
        "urd" => "ur",
        "hin" => "hi",
        "ben" => "bn",
        "cmn" => "zh",
        "jpn" => "ja",
        "kor" => "ko",
        "vie" => "vi",
        "tha" => "th",
        "ind" => "id",
        "ell" => "el",
        "bul" => "bg",
        "srp" => "sr",
        "hrv" => "hr",
        "slv" => "sl",
        "lit" => "lt",
        "lav" => "lv",
        "est" => "et",
        "cat" => "ca",
        "tgl" => "tl",
        "aze" => "az",
        "tam" => "ta",
        "tel" => "te",
        "mar" => "mr",
        "guj" => "gu",
        "kan" => "kn",
        "mal" => "ml",
        "pan" => "pa",
        "nep" => "ne",
        "sin" => "si",
        "khm" => "km",
        "mya" => "my",
        "amh" => "am",
        "kat" => "ka",
        "hye" => "hy",
        "afr" => "af",
        "lat" => "la",
        "epo" => "eo",
        "mkd" => "mk",
        "bel" => "be",
        "uzb" => "uz",
        "jav" => "jv",
        "yid" => "yi",
        "zul" => "zu",
        "sna" => "sn",
        "aka" => "ak",
        "ori" => "or",
        "tuk" => "tk",
        "cym" => "cy",
        code => code,
    }
}

fn outcome(agrees: Option<bool>) -> Outcome {
    match agrees {
        Some(true) => Outcome::Passed,
        Some(false) => Outcome::Failed,
        None => Outcome::Undecided,
    }
}

pub(super) fn of_a_part_matches(subject: &Subject<'_>) -> Vec<Verdict> {
    let known = parts(subject).into_iter().filter(|(node, lang, _)| is_known(lang) && node.name() != "body");
    known
        .map(|(node, lang, text)| Verdict {
            element: Some(node.index()),
            outcome: if subject.wants_failures && !is_long(&text) { Outcome::Undecided } else { outcome(agrees(&text, lang)) },
            why: format!("says that it is in `{lang}`, but its text is in another language"),
        })
        .collect()
}

pub(super) fn of_the_page_matches(subject: &Subject<'_>) -> Vec<Verdict> {
    let Some((root, lang)) = html(subject).and_then(|root| Some((root, root.value("lang").filter(|lang| is_known(lang))?))) else {
        return Vec::new();
    };
    let Some(body) = subject.nodes().find(|node| node.name() == "body") else { return Vec::new() };
    let mut text = String::new();
    texts_of(body, &mut text);
    if text.trim().is_empty() || body.has("lang") {
        return Vec::new();
    }
    let why = format!("says that the page is in `{lang}`, but its text is in another language");
    vec![Verdict { element: Some(root.index()), outcome: outcome(agrees(&text, lang)), why }]
}
