//! References as they are printed, against the forms that the NLM publishes; and the two ways to
//! number a page, which must agree.

mod formats;

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::base::per_language::LanguageId;
use crate::base::source::{Settings, SourceId};
use crate::content::{Asked, Locator, LocatorKind};
use crate::syntax::fields::Spanned;

const LANGUAGES: [&str; 3] = ["en", "fr", "ar"];

fn evidence(style: Option<&str>) -> Evidence {
    evidence_of(style, include_str!("samples.yml"))
}

fn evidence_of(style: Option<&str>, references: &str) -> Evidence {
    let mut snapshot = Snapshot::empty(Settings::on("2026-11-24".parse().expect("a date")));
    let source = Source::new("data/references.yml", references);
    snapshot.texts.insert(source.id.clone(), source);
    let languages = LANGUAGES.map(str::to_owned);
    let wanted = style.map(|style| Spanned { value: style.to_owned(), span: 0..0 });
    let (style, problems) = load_style(&snapshot, wanted.as_ref(), &SourceId::new("site.toml"), &languages);
    assert_eq!(problems, []);
    let (evidence, problems) = read(&snapshot, Arc::new(style), &languages);
    assert_eq!(problems, []);
    evidence
}

fn check(style: Option<&str>, language: LanguageId, expected: &[(&str, &str)]) {
    let evidence = evidence(style);
    let written: Vec<(&str, String)> =
        expected.iter().map(|(key, _)| (*key, evidence.references[*key].styled(&evidence.style, language).text.clone())).collect();
    let expected: Vec<(&str, String)> = expected.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
    assert_eq!(written, expected);
}

/// The samples' own words, but for the dash of a range, and what a home page has besides.
const ENGLISH: &[(&str, &str)] = &[
    (
        "article",
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. 2002 Jul 25;347(4):284–7.",
    ),
    (
        "many-authors",
        "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1–2):40–6.",
    ),
    (
        "trial",
        "Trachtenberg F, Maserejian NN, Soncini JA, Hayes C, Tavares M. Does fluoride in compomers prevent future caries in children? J Dent Res. 2009 Mar;88(3):276–9. PubMed PMID: 19329464. ClinicalTrials.gov registration number: NCT00065988.",
    ),
    ("book", "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002."),
    (
        "chapter",
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler KW, editors. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93–113.",
    ),
    (
        "report",
        "Russell ML, Goth-Goldstein R, Apte MG, Fisk WJ. Method for measuring the size distribution of airborne Rhinovirus. Berkeley (CA): Lawrence Berkeley National Laboratory, Environmental Energy Technologies Division; 2002 Jan. Report no.: LBNL49574.",
    ),
    (
        "web",
        "Cancer-Pain.org [Internet]. New York: Association of Cancer Online Resources, Inc.; 2000 [cited 2002 Jul 9]. Available from: http://www.cancer-pain.org/",
    ),
    (
        "dataset",
        "International Agency for Research on Cancer. GLOBOCAN 2022: estimated cancer incidence, mortality and prevalence [dataset] [Internet]. Lyon: International Agency for Research on Cancer; 2024 [cited 2026 Nov 23]. Available from: https://example.org/globocan",
    ),
];

const FRENCH: &[(&str, &str)] = &[
    (
        "article",
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. 25 juill 2002;347(4):284‑7.",
    ),
    (
        "trial",
        "Trachtenberg F, Maserejian NN, Soncini JA, Hayes C, Tavares M. Does fluoride in compomers prevent future caries in children? J Dent Res. mars 2009;88(3):276‑9. PubMed PMID: 19329464. ClinicalTrials.gov registration number: NCT00065988.",
    ),
    ("book", "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4ᵉ éd. St. Louis: Mosby; 2002."),
    (
        "chapter",
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler KW, éditeurs. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93‑113.",
    ),
    (
        "report",
        "Russell ML, Goth-Goldstein R, Apte MG, Fisk WJ. Method for measuring the size distribution of airborne Rhinovirus. Berkeley (CA): Lawrence Berkeley National Laboratory, Environmental Energy Technologies Division; janv 2002. Rapport nᵒ: LBNL49574.",
    ),
    (
        "web",
        "Cancer-Pain.org [Internet]. New York: Association of Cancer Online Resources, Inc.; 2000 [cité 9 juill 2002]. Disponible sur: http://www.cancer-pain.org/",
    ),
    (
        "dataset",
        "International Agency for Research on Cancer. GLOBOCAN 2022: estimated cancer incidence, mortality and prevalence [dataset] [Internet]. Lyon: International Agency for Research on Cancer; 2024 [cité 23 nov 2026]. Disponible sur: https://example.org/globocan",
    ),
];

#[test]
fn references_have_the_forms_of_the_nlm() {
    check(None, LanguageId::DEFAULT, ENGLISH);
}

#[test]
fn references_speak_the_language_of_the_page() {
    check(None, LanguageId(1), FRENCH);
    check(
        None,
        LanguageId(2),
        &[(
            "web",
            "Cancer-Pain.org [انترنت]. New York: Association of Cancer Online Resources, Inc.; 2000 [وثق 9 يوليو، 2002]. موجود في: http://www.cancer-pain.org/",
        )],
    );
}

/// The words of an entry, in the language that its markup gives them, where that is not the source's.
#[track_caller]
fn check_words(language: LanguageId, key: &str, expected: &[&str]) {
    let in_english = include_str!("samples.yml").replace(&format!("\n{key}:\n"), &format!("\n{key}:\n  language: en\n"));
    let evidence = evidence_of(None, &in_english);
    let html = &evidence.references[key].styled(&evidence.style, language).html;
    let words: Vec<&str> = html.split("<span lang=\"").skip(1).filter_map(|rest| rest.split("</span>").next()).collect();
    assert_eq!(words, expected, "{html}");
}

#[test]
fn words_of_the_style_say_their_language_where_it_is_not_the_sources() {
    check_words(LanguageId(1), "web", &["fr\">cité 9 juill 2002", "fr\">Disponible sur"]);
    check_words(LanguageId(1), "article", &["fr\">25 juill 2002"]);
    check_words(LanguageId::DEFAULT, "web", &[]);
    check_words(LanguageId(2), "web", &[]);
}

#[test]
fn the_ama_has_its_own_forms() {
    check(
        Some("ama"),
        LanguageId::DEFAULT,
        &[
            (
                "article",
                "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. 2002;347(4):284-287.",
            ),
            (
                "many-authors",
                "Rose ME, Huerbin MB, Melick J, et al. Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-46.",
            ),
            (
                "chapter",
                "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler KW, eds. The Genetic Basis of Human Cancer. McGraw-Hill; 2002:93-113.",
            ),
        ],
    );
}

/// A page's marks as plain text.
fn marks(style: Option<&str>, marks: &[Mark], language: LanguageId) -> Vec<String> {
    let evidence = evidence(style);
    let page = evidence.cite(marks, language);
    let plain = |part: &Part| match part {
        Part::Html(text) | Part::Item(_, text) => text.replace("<sup>", "").replace("</sup>", ""),
    };
    page.marks.iter().map(|parts| parts.iter().map(plain).collect()).collect()
}

fn keys(text: &str) -> Mark {
    text.split(' ').map(|key| (key.to_owned(), Asked::default())).collect()
}

#[test]
fn marks_are_numbered_by_first_use() {
    let page = [keys("book"), keys("article chapter report"), keys("report book article chapter"), keys("web book"), keys("web unknown")];
    assert_eq!(marks(None, &page, LanguageId::DEFAULT), ["(1)", "(2–4)", "(1–4)", "(1,5)", "(5,?)"]);
    assert_eq!(marks(Some("ama"), &page[..4], LanguageId::DEFAULT), ["1", "2–4", "1–4", "1,5"]);
}

#[test]
fn places_are_named_in_the_language() {
    let at = |kind, value: &str| {
        let asked = Asked { locator: Some(Locator { kind, value: value.to_owned() }), ..Asked::default() };
        vec![("book".to_owned(), asked), ("web".to_owned(), Asked::default())]
    };
    let page = [at(LocatorKind::Page, "3"), at(LocatorKind::Page, "3–5"), at(LocatorKind::Own, "box 2")];
    assert_eq!(marks(None, &page, LanguageId::DEFAULT), ["(1, p.\u{a0}3; 2)", "(1, pp.\u{a0}3–5; 2)", "(1, box 2; 2)"]);
    assert_eq!(marks(None, &page[..1], LanguageId(1)), ["(1, p.\u{a0}3; 2)"]);
    assert_eq!(marks(Some("ama"), &page[..1], LanguageId::DEFAULT), ["1(p3),2"]);
}

#[test]
fn words_stand_around_a_citation() {
    let asked = |prefix: &str, suffix: &str| Asked { prefix: prefix.to_owned(), suffix: suffix.to_owned(), ..Asked::default() };
    let page = [vec![("book".to_owned(), asked("see", "in the box")), ("web".to_owned(), asked("also", ""))]];
    assert_eq!(marks(None, &page, LanguageId::DEFAULT), ["(see 1, in the box; also 2)"]);
    assert_eq!(marks(Some("ama"), &page, LanguageId::DEFAULT), ["see 1, in the box,also 2"]);
    // A number names no author that could be left out.
    let page = [vec![("book".to_owned(), Asked { without_author: true, ..Asked::default() })]];
    assert_eq!(marks(Some("ama"), &page, LanguageId::DEFAULT), ["1"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// The fast way to number a page gives what the processor gives.
    #[test]
    fn numbers_are_those_of_the_processor(page in prop::collection::vec(prop::collection::vec(0..8_usize, 1..6), 1..6), ama in any::<bool>()) {
        let evidence = evidence(ama.then_some("ama"));
        let known: Vec<&String> = evidence.references.keys().collect();
        let page: Vec<Mark> = page
            .iter()
            .map(|mark| {
                let mut mark = mark.clone();
                mark.sort_unstable();
                mark.dedup();
                mark.iter().map(|at| (known[*at].clone(), Asked::default())).collect()
            })
            .collect();
        let cited: Vec<Vec<style::Cited<'_>>> = page
            .iter()
            .map(|mark| mark.iter().map(|(key, _)| style::Cited { item: evidence.references[key].shown(), locator: None, is_year: false }).collect())
            .collect();
        let expected: Vec<String> = evidence.style.process(&cited, LanguageId::DEFAULT).citations.iter().map(|mark| format!("{:#}", mark.citation)).collect();
        let numbered = evidence.cite(&page, LanguageId::DEFAULT);
        let plain = |parts: &Vec<Part>| parts.iter().map(|part| match part { Part::Html(text) | Part::Item(_, text) => text.as_str() }).collect::<String>();
        prop_assert_eq!(numbered.marks.iter().map(plain).collect::<Vec<_>>(), expected);
    }
}
