//! Pages from what is kept are those that the processor writes whole, whatever was asked before.

use std::fmt::Write;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use super::cite;
use crate::base::per_language::LanguageId;
use crate::base::source::{Settings, Snapshot, Source, SourceId};
use crate::content::{Asked, Locator, LocatorKind};
use crate::site::evidence::page::{CitedPage, Mark, processed};
use crate::site::evidence::{Evidence, load_style, read};
use crate::syntax::fields::Spanned;

const N_REFERENCES: usize = 7;
const LANGUAGES: [&str; 2] = ["en", "fr"];
const FILE: &str = "data/styles/tried.csl";

/// What a style does with names, years and the rest of a page.
#[derive(Clone, Debug)]
struct Tried {
    class: &'static str,
    citation: &'static str,
    marks_sort: &'static str,
    mark: &'static str,
    list: &'static str,
    list_sort: &'static str,
}

impl Tried {
    /// In the manner of the APA.
    const NAMES_AND_YEARS: Self = Self {
        class: "in-text",
        citation: "et-al-min=\"3\" et-al-use-first=\"1\" disambiguate-add-year-suffix=\"true\" disambiguate-add-names=\"true\" \
                   disambiguate-add-givenname=\"true\" collapse=\"year\"",
        marks_sort: BY_NAMES,
        mark: MARKS[0],
        list: "et-al-min=\"21\" et-al-use-first=\"19\"",
        list_sort: BY_NAMES,
    };

    fn csl(&self) -> String {
        let Self { class, citation, marks_sort, mark, list, list_sort } = self;
        format!(
            r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="{class}" version="1.0" default-locale="en-US">
  <info><title>Tried</title><id>https://tried.example</id><updated>2026-11-26T00:00:00+00:00</updated></info>
  <macro name="author"><names variable="author"><name name-as-sort-order="first" and="text" initialize-with=". "/>
    <substitute><names variable="editor"/><text variable="title"/></substitute></names></macro>
  <macro name="author-short"><names variable="author"><name form="short" and="symbol" initialize-with=". "/>
    <substitute><names variable="editor"/><text variable="title" form="short"/></substitute></names></macro>
  <macro name="year"><choose><if variable="issued"><date variable="issued" form="text" date-parts="year"/></if>
    <else><text term="no date" form="short"/></else></choose><text variable="year-suffix"/></macro>
  <citation {citation}>{marks_sort}<layout prefix="(" suffix=")" delimiter="; ">{mark}</layout></citation>
  <bibliography {list}>{list_sort}<layout suffix=".">
    <group delimiter=". "><text macro="author"/><text macro="year" prefix="(" suffix=")"/><text variable="title" font-style="italic"/>
      <text variable="volume"/><text variable="page"/></group>
  </layout></bibliography>
</style>
"#
        )
    }
}

const BY_NAMES: &str = "<sort><key macro=\"author\"/><key macro=\"year\" sort=\"descending\"/></sort>";

const MARKS: &[&str] = &[
    "<group delimiter=\", \"><text macro=\"author-short\"/><text macro=\"year\"/><text variable=\"locator\"/></group>",
    "<group delimiter=\", \"><text macro=\"author-short\"/><text macro=\"year\"/>\
     <group delimiter=\" \"><label variable=\"locator\" form=\"short\"/><text variable=\"locator\"/></group>\
     <choose><if disambiguate=\"true\"><text variable=\"title\"/></if></choose></group>",
    "<choose><if position=\"ibid-with-locator\"><text term=\"ibid\"/><text variable=\"locator\" prefix=\", \"/></if>\
     <else-if position=\"ibid\"><text term=\"ibid\"/></else-if>\
     <else-if position=\"subsequent\"><group delimiter=\", \"><text macro=\"author-short\"/><text variable=\"locator\"/></group></else-if>\
     <else><group delimiter=\", \"><text macro=\"author\"/><text variable=\"title\"/><text variable=\"locator\"/></group></else></choose>",
    "<group delimiter=\" \"><text variable=\"citation-number\"/><text variable=\"locator\"/></group>",
    "<text macro=\"author-short\"/>",
    "<text variable=\"locator\"/>",
    "<text variable=\"title\" font-style=\"italic\"/>",
];

const SORTS: &[&str] = &[
    "",
    BY_NAMES,
    "<sort><key variable=\"title\" sort=\"descending\"/></sort>",
    "<sort><key variable=\"author\"/><key variable=\"issued\"/></sort>",
    "<sort><key variable=\"volume\"/><key macro=\"author\"/></sort>",
    "<sort><key variable=\"citation-number\"/></sort>",
];

const CITATIONS: &[&str] = &[
    "",
    Tried::NAMES_AND_YEARS.citation,
    "disambiguate-add-givenname=\"true\" givenname-disambiguation-rule=\"by-cite\" cite-group-delimiter=\", \"",
    "et-al-min=\"3\" et-al-use-first=\"2\" et-al-subsequent-min=\"2\" et-al-subsequent-use-first=\"1\" collapse=\"year-suffix\"",
];

const LISTS: &[&str] = &[
    "",
    "subsequent-author-substitute=\"———\"",
    "subsequent-author-substitute=\"———\" subsequent-author-substitute-rule=\"complete-each\"",
    "subsequent-author-substitute=\"———\" subsequent-author-substitute-rule=\"partial-each\"",
    "subsequent-author-substitute=\"———\" subsequent-author-substitute-rule=\"partial-first\"",
];

fn style() -> impl Strategy<Value = Tried> {
    let words = |words: &'static [&'static str]| select(words);
    (words(&["in-text"]), words(CITATIONS), words(SORTS), words(MARKS), words(LISTS), words(SORTS))
        .prop_map(|(class, citation, marks_sort, mark, list, list_sort)| Tried { class, citation, marks_sort, mark, list, list_sort })
}

/// A reference of few names, years and titles, so that many are alike.
fn reference(n_names: usize) -> impl Strategy<Value = String> {
    let names = ["Adler, Ann", "Adler, Bo", "Baron, C.", "The Agency", "Costa, D.", "Diaz, E.", "Evans, F.", "Fontaine, G."];
    let authors = prop::collection::vec(select(names[..n_names].to_vec()), 0..4);
    let years = select(vec!["2020", "2021", "2021-03", "2019"]);
    let titles = select(vec!["Alpha", "alpha", "Beta?", "Gamma rays", "A \\e[3mdelta"]);
    (authors, prop::option::of(years), titles, prop::option::of(select(vec!["9", "10", "5 in all"]))).prop_map(
        |(authors, year, title, volume)| {
            let mut text = format!("type: article, title: \"{title}\"");
            let quoted: Vec<String> = authors.iter().map(|name| format!("\"{name}\"")).collect();
            let _ = write!(text, ", author: [{}]", quoted.join(", "));
            let _ = year.map(|year| write!(text, ", date: {year}"));
            let _ = volume.map(|volume| write!(text, ", parent: {{ type: periodical, title: Journal, volume: {volume} }}"));
            format!("{{ {text} }}")
        },
    )
}

fn references() -> impl Strategy<Value = Vec<String>> {
    (2..=8_usize).prop_flat_map(|n_names| prop::collection::vec(reference(n_names), N_REFERENCES))
}

fn item(n_references: usize) -> impl Strategy<Value = (String, Asked)> {
    let place =
        select(vec![None, None, Some(("3", LocatorKind::Page)), Some(("4–5", LocatorKind::Page)), Some(("3", LocatorKind::Chapter))]);
    let locator = |(value, kind): (&str, _)| Locator { kind, value: value.to_owned() };
    let words = select(vec!["", "", "", "see"]);
    (0..=n_references, place, words, prop::bool::weighted(0.1)).prop_map(move |(at, place, prefix, without_author)| {
        let asked = Asked { locator: place.map(locator), prefix: prefix.to_owned(), suffix: String::new(), without_author };
        (format!("source-{at}"), asked)
    })
}

/// Pages of few references each, as a page of many has some that look the same.
fn pages() -> impl Strategy<Value = Vec<Vec<Mark>>> {
    prop::collection::vec(prop::collection::vec(prop::collection::vec(item(N_REFERENCES), 1..4), 1..4), 1..5)
}

/// Pages that cite the same few again and again.
fn repeating_pages() -> impl Strategy<Value = Vec<Vec<Mark>>> {
    let item = || prop_oneof![4 => item(3).prop_map(|(key, _)| (key, Asked::default())), 1 => item(3)];
    prop::collection::vec(prop::collection::vec(prop::collection::vec(item(), 1..=1), 1..6), 12)
}

fn evidence(style: Option<&str>, csl: &str, references: &[String]) -> Evidence {
    let mut snapshot = Snapshot::empty(Settings::on("2026-11-24".parse().expect("a date")));
    let mut library = String::new();
    for (at, reference) in references.iter().enumerate() {
        let _ = writeln!(library, "source-{at}: {reference}");
    }
    for source in [Source::new("data/references.yml", &*library), Source::new(FILE, csl)] {
        snapshot.texts.insert(source.id.clone(), source);
    }
    let wanted = Spanned { value: style.unwrap_or(FILE).to_owned(), span: 0..0 };
    let (style, problems) = load_style(&snapshot, Some(&wanted), &SourceId::new("site.toml"), &LANGUAGES.map(str::to_owned));
    assert_eq!(problems, []);
    read(&snapshot, Arc::new(style), &LANGUAGES.map(str::to_owned)).0
}

fn first_used(page: &[Mark], evidence: &Evidence) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for (key, _) in page.iter().flatten() {
        if evidence.references.contains_key(key) && !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    keys
}

/// All that a page shows of its citations.
fn shown(page: &CitedPage, evidence: &Evidence, language: LanguageId) -> String {
    let entries: Vec<_> = page.entries.iter().map(|key| (key, page.styled(key, &evidence.references, &evidence.style, language))).collect();
    format!("{:#?}\n{entries:#?}\n{} {}", page.marks, page.is_numbered, page.is_raised)
}

/// How many of the pages were made of what is kept.
fn n_kept(evidence: &Evidence, pages: &[Vec<Mark>]) -> usize {
    let mut n_kept = 0;
    // The second time all of a page is kept.
    for (n, page) in pages.iter().chain(pages).enumerate() {
        let language = LanguageId(n % pages.len() % LANGUAGES.len());
        let keys = first_used(page, evidence);
        let Some(kept) = cite(page, &keys, evidence, language) else { continue };
        let whole = processed(page, keys, evidence, language);
        assert_eq!(shown(&kept, evidence, language), shown(&whole, evidence, language));
        n_kept += 1;
    }
    n_kept
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_the_processor_writes(style in style(), references in references(), pages in pages()) {
        n_kept(&evidence(None, &style.csl(), &references), &pages);
    }

    #[test]
    fn so_it_is_in_the_manner_of_the_apa(references in references(), pages in pages()) {
        n_kept(&evidence(None, &Tried::NAMES_AND_YEARS.csl(), &references), &pages);
    }

    #[test]
    fn positions_are_told_apart(mark in select(vec![MARKS[0], MARKS[2]]), citation in select(CITATIONS), pages in repeating_pages()) {
        let references = ["Adler, A.", "Baron, B.", "Costa, C."].map(|name| format!("{{ type: book, title: \"By {name}\", author: [\"{name}\"] }}"));
        n_kept(&evidence(None, &Tried { mark, citation, ..Tried::NAMES_AND_YEARS }.csl(), &references), &pages);
    }

    #[test]
    fn numbers_are_never_kept(references in references(), pages in pages(), ama in any::<bool>()) {
        prop_assert_eq!(n_kept(&evidence(Some(if ama { "ama" } else { "nlm" }), "", &references), &pages), 0);
    }
}

fn check(style: &Tried, references: &[&str], pages: &[&[&str]], expected: usize) {
    let references: Vec<String> = references.iter().map(|text| format!("{{ type: book, {text} }}")).collect();
    let mark = |keys: &&str| -> Mark { keys.split(' ').map(|key| (format!("source-{key}"), Asked::default())).collect() };
    let pages: Vec<Vec<Mark>> = pages.iter().map(|page| page.iter().map(mark).collect()).collect();
    assert_eq!(n_kept(&evidence(None, &style.csl(), &references), &pages), 2 * expected);
}

const THREE: &[&str] = &[
    "title: One, author: [\"Adler, A.\"], date: 2020",
    "title: Two, author: [\"Baron, B.\"], date: 2020",
    "title: Three, author: [\"Adler, A.\"], date: 2020",
];

#[test]
fn pages_are_kept_unless_two_references_look_the_same() {
    check(&Tried::NAMES_AND_YEARS, THREE, &[&["0", "1", "0 1", "1 9"], &["1", "2"], &["0", "2"]], 2);
}

#[test]
fn a_style_that_knows_positions_keeps_marks_by_them() {
    let style = Tried { mark: MARKS[2], ..Tried::NAMES_AND_YEARS };
    check(&style, THREE, &[&["0", "1"], &["0", "0"], &["0", "1", "0"], &["0 1", "9", "2"]], 4);
    check(&style, THREE, &[&["0 0"], &["0 1", "0"], &["0", "9", "0"], &["0", "0", "1", "1"]], 0);
}

#[test]
fn a_number_that_is_a_text_takes_no_part_in_the_order() {
    let volume =
        |name: &str, volume: &str| format!("title: {name}, author: [\"{name}, A.\"], parent: {{ title: Works, volume: {volume} }}");
    let (one, two, three) = (volume("Adler", "9"), volume("Baron", "10"), volume("Costa", "5 in all"));
    let style = Tried { list_sort: SORTS[4], ..Tried::NAMES_AND_YEARS };
    check(&style, &[&one, &two, &three], &[&["1", "0"], &["0", "1", "2"], &["2", "1", "0"], &["2 0"]], 4);
}

#[test]
fn names_that_a_list_would_leave_out_are_not_kept() {
    let substitutes = Tried { list: LISTS[1], mark: MARKS[6], ..Tried::NAMES_AND_YEARS };
    check(&substitutes, THREE, &[&["0", "1"], &["0", "2"]], 1);
}
