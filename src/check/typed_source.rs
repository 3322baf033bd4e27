//! Sources that are typed by hand, so that nobody can follow them.

use std::ops::Range;

use super::block::BlockText;
use super::token::{Token, is_acronym, is_arabic, tokens};
use super::words::Words;
use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// The longest name before a year in brackets: `(Site Health Organization, 2023)`.
const NAME_LENGTH: usize = 80;

/// So many bytes are looked at for an author before a year, and for a year behind `Source:`.
const NEAR: usize = 300;

/// Sources that nobody can follow: `(WHO, 2023)`, `[WHO 2023]`, `Smith et al. (2022)`, `Source: WHO, 2023`.
pub(super) fn typed_by_hand(text: &BlockText<'_>, words: &Words, problems: &mut Problems) {
    let mut places: Vec<Range<usize>> = Vec::new();
    for open in memchr::memchr2_iter(b'(', b'[', text.joined.as_bytes()) {
        let is_round = text.joined[open..].starts_with('(');
        let close = if is_round { [')', '('] } else { [']', '['] };
        let Some(inner) = text.joined[open + 1..].split(close).next() else { continue };
        let end = open + 1 + inner.len();
        if !text.joined[end..].starts_with(close[0]) || text.is_quoted(open) {
            continue;
        }
        if is_round && is_year(inner) {
            places.extend(author_before(&text.joined[..open]).map(|start| start..end + 1));
        } else if inner.split([';', '؛']).any(|part| is_typed_source(part, words)) {
            places.push(open..end + 1);
        }
    }
    for (at, colon) in labels(&text.joined, words) {
        let sentence = text.sentence(at);
        let end = sentence.end.min(text.joined.len());
        let near = text.joined.floor_char_boundary(end.min(colon + NEAR));
        let named = text.joined.get(colon + 1..near).unwrap_or_default();
        if tokens(named).iter().any(|token| is_year(&token.text)) && !text.is_cited_in(&sentence) && !text.is_quoted(at) {
            places.push(at..at + text.joined[at..end].trim_end().len());
        }
    }
    places.sort_by_key(|place| place.start);
    places.dedup_by(|next, place| next.start < place.end);
    for place in places {
        let shown = text.shown(place.clone());
        problems.push(
            Diagnostic::new(Code::CiteInlineText, format!("`{shown}` names a source by hand"))
                .at(text.span(place))
                .help("add the source to `data/references.yml` and cite it, like `[@key]`: readers can then follow it"),
        );
    }
}

/// Whether anything in a text could be a source typed by hand, so that its sentences matter.
pub(super) fn may_be_typed(text: &str, words: &Words) -> bool {
    memchr::memchr2(b'(', b'[', text.as_bytes()).is_some() || labels(text, words).next().is_some()
}

/// Where a label such as `Source` stands before a colon, and the colon.
fn labels<'t>(text: &'t str, words: &'t Words) -> impl Iterator<Item = (usize, usize)> + 't {
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(|colon| {
        let before = text[..colon].trim_end();
        let start = words.source_labels.iter().find_map(|label| before.strip_suffix(label.as_str()))?;
        let is_word = start.trim_end_matches(['*', '_', '(', '[']).chars().next_back().is_none_or(char::is_whitespace);
        is_word.then_some((start.len(), colon))
    })
}

/// Whether a text is a year alone, perhaps with a letter: `2019b`.
fn is_year(text: &str) -> bool {
    match tokens(text.trim().trim_end_matches(|letter: char| letter.is_ascii_lowercase())).as_slice() {
        [year] => year.is_number && year.text.len() == 4 && year.text.starts_with(['1', '2']),
        _ => false,
    }
}

/// `WHO, 2023`, `see Jones, 2020, p. 14`, `CDC 2022`, `Lancet 2021;397:1253` without what follows the semicolon.
fn is_typed_source(part: &str, words: &Words) -> bool {
    let part = part.trim();
    let found = tokens(part);
    let Some(year) = found.iter().position(|token| token.is_number && is_year(&part[token.start..token.end])) else { return false };
    // What follows the year leads to a page at most.
    let is_locator = |token: &Token<'_>| token.is_number || token.text.chars().count() <= 2 || OF_PAGES.contains(&&*token.text);
    if !found[year + 1..].iter().all(is_locator) {
        return false;
    }
    let before = &part[..found[year].start];
    let name = before.trim().trim_end_matches([',', '،', ':']);
    let name = LEADS.iter().find_map(|lead| name.strip_prefix(lead)).unwrap_or(name).trim();
    let is_name = !name.is_empty() && name.chars().count() <= NAME_LENGTH && starts_as_name(name) && !is_date_or_file(name, words);
    let is_apart = before.trim_end().ends_with([',', '،']) || before.contains('\u{a0}');
    let has_acronym = name.split_whitespace().any(is_acronym);
    let is_body = is_arabic(name) && name.split_whitespace().count() > 1;
    let is_of_several = OTHERS.iter().any(|others| name.ends_with(others));
    // `Lancet 2021` before a volume: a name of one or two words in capitals and a year, and nothing else.
    let names = name.split_whitespace();
    let is_journal = names.clone().count() <= 2
        && names.clone().all(|word| word.starts_with(|first: char| first.is_uppercase() || first.is_numeric()))
        && before.ends_with(' ');
    let ends_with_year = part.len() < before.len() + "2021a".len() + 1;
    is_name && (is_apart || has_acronym || is_body || is_of_several || (is_journal && ends_with_year))
}

fn starts_as_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase) || is_arabic(name)
}

/// What leads a reader to a source in brackets.
const LEADS: &[&str] = &["see ", "See ", "cf. ", "e.g. ", "voir ", "Voir ", "انظر ", "راجع "];

/// What stands for further authors.
const OTHERS: &[&str] = &["et al.", "et al", "et coll.", "et coll", "وآخرون", "وآخرين", "وزملاؤه", "وزملائه"];

/// What stands before a page.
const OF_PAGES: &[&str] = &["pp", "page", "pages", "chap", "fig", "table", "tableau", "صفحة"];

/// Where an author begins that stands right before a year in brackets: `Smith et al. (2022)`, `Jones and Smith (2017)`,
/// `According to Bray (2024)`.
fn author_before(text: &str) -> Option<usize> {
    let from = text.floor_char_boundary(text.len().saturating_sub(NEAR));
    let is_whole = from == 0;
    author_at_end(text[from..].trim_end(), is_whole).map(|start| from + start)
}

/// The same in a text; one that is not whole begins in the middle of a sentence.
fn author_at_end(text: &str, is_whole: bool) -> Option<usize> {
    let place_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let all: Vec<&str> = text.split_whitespace().collect();
    let others = OTHERS.iter().find(|others| text.ends_with(**others));
    let n_others = others.map_or(0, |others| others.split_whitespace().count());
    let author = all.len().checked_sub(n_others + 1)?;
    let is_name = |word: &str| starts_as_name(word) && word.chars().any(char::is_lowercase) || is_arabic(word);
    if !is_name(all[author]) {
        return None;
    }
    if n_others > 0 {
        return Some(place_of(all[author]));
    }
    let joined = author.checked_sub(2).filter(|first| ["and", "&", "et", "و"].contains(&all[first + 1]) && is_name(all[*first]));
    if let Some(first) = joined {
        return Some(place_of(all[first]));
    }
    let begins = match author.checked_sub(1) {
        None => is_whole,
        Some(before) => all[before].ends_with(['.', '!', '?', '؟']),
    };
    if begins && !is_arabic(all[author]) {
        return Some(place_of(all[author]));
    }
    let lead = all[author.saturating_sub(2)..author].join(" ").to_lowercase();
    let is_led = ["according to", "selon", "d'après", "d’après", "وفقا ل", "بحسب", "حسب"].iter().any(|words| lead.ends_with(words));
    is_led.then(|| place_of(all[author]))
}

/// What a download is, beside its size: no name of a source.
const OF_FILES: &[&str] = &[
    "pdf",
    "doc",
    "docx",
    "odt",
    "rtf",
    "txt",
    "epub",
    "xls",
    "xlsx",
    "ods",
    "csv",
    "ppt",
    "pptx",
    "odp",
    "zip",
    "html",
    "jpg",
    "jpeg",
    "png",
    "svg",
    "mp3",
    "mp4",
    "b",
    "kb",
    "mb",
    "gb",
    "kib",
    "mib",
    "ko",
    "mo",
    "go",
    "bytes",
    "octets",
    "pp",
    "p",
    "pages",
    "page",
    "صفحات",
    "صفحة",
    "كيلوبايت",
    "ميغابايت",
];

/// Whether what stands before a year is only a day, or the kind and the size of a file: `December 13`, `PDF, 140 kb, 8 pages`.
fn is_date_or_file(name: &str, words: &Words) -> bool {
    let parts = name.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '،' | ';' | '/')).filter(|part| !part.is_empty());
    let is_of_them = |part: &str| {
        let part = part.trim_end_matches('.').to_lowercase();
        let letters = part.trim_start_matches(|sign: char| sign.is_numeric() || matches!(sign, '.' | '-' | '–'));
        let is_ordinal = letters.len() < part.len() && matches!(letters, "" | "st" | "nd" | "rd" | "th" | "er" | "e");
        is_ordinal || OF_FILES.contains(&letters) || words.is_month(letters) || words.is_month_cut_short(letters)
    };
    parts.clone().next().is_some() && parts.into_iter().all(is_of_them)
}
