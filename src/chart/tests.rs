//! What charts look like, and what they say.

use super::{Chart, Setting, Settings, Voice, draw};
use crate::base::diagnostic::Problems;
use crate::base::locale::{Language, Locale};
use crate::base::source::{Source, SourceId};

const CASES: &str = "site,site_ar,cases,deaths\nLung,الرئة,2480675,1817469\nBreast,الثدي,2296840,666103\nThyroid,الغدة الدرقية,821214,\n";
const VACCINE: &str = "age,fewer,low,high\n16-18,34,25,41\n14-16,62,52,71\n12-13,87,72,94\n";
const ODDS: &str = "who,odds\nDiagnosed,1 in 12\nDie,1 in 71\n";
const YEARS: &str = "year,place,visits\n2019,North,12\n2020,North,\n2021,North,15.5\n2023,North,18\n2019,South,9\n2020,South,8\n2021,South,11\n2023,South,10\n";
const DAYS: &str = "day,calls\n2024-01-01,4\n2024-01-02,9\n2024-02-10,30\n2024-02-12,22\n2024-05-30,7\n";
const TRIALS: &str = "trial,hr,low,high\nOne,0.53,0.44,0.65\nTwo,1.10,0.80,1.51\nThree,0.8,0.4,1.6\nAll,0.68,0.58,0.8\n";
const CURVES: &str = "month,arm,alive,low,high,left\n0,A,100,100,100,120\n6,A,80,72,87,95\n12,A,55,46,64,60\n24,A,40,31,49,21\n\
                      0,B,100,100,100,118\n6,B,70,61,78,80\n12,B,41,32,50,44\n24,B,22,15,31,9\n";
const AGES: &str = "age,women,men\n0 to 14,120,130\n15 to 64,400,380\n65 and over,90,60\n";
const CHANGES: &str = "place,change\nNorth,12\nSouth,-7.5\nEast,\n";

/// A language's strings of `base`, put together without Fluent: they hold nothing but `{ $name }`, or one choice by a word.
fn string(language: &str, key: &str, arguments: &[(&str, &str)]) -> String {
    let file = match language {
        "fr" => include_str!("../../themes/base/strings/fr.ftl"),
        "ar" => include_str!("../../themes/base/strings/ar.ftl"),
        _ => include_str!("../../themes/base/strings/en.ftl"),
    };
    let mut lines = file.lines().skip_while(|line| !line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = ")));
    let first = lines.next().unwrap_or_else(|| panic!("no string `{key}`"));
    let mut text = &first[key.len() + " = ".len()..];
    if let Some(name) = text.strip_prefix("{ $").and_then(|rest| rest.strip_suffix(" ->")) {
        let wanted = arguments.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        let cases: Vec<(&str, &str)> = lines.take_while(|line| *line != "}").filter_map(|line| line.split_once("] ")).collect();
        let case = cases.iter().find(|(case, _)| case.trim_start_matches([' ', '*', '[']) == wanted);
        text = case.or_else(|| cases.iter().find(|(case, _)| case.contains('*'))).map_or("", |(_, text)| text);
    }
    arguments.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{ ${name} }}"), value))
}

fn try_draw(language: &str, csv: &str, arguments: &[(&str, &str)]) -> Result<Chart, Problems> {
    let at = SourceId::new("content/x.md").at(0..0);
    let setting = |(name, value): &(&str, &str)| ((*name).to_owned(), Setting { value: (*value).to_owned(), at: at.clone() });
    let settings = Settings { values: arguments.iter().map(setting).collect(), at: at.clone() };
    let locale = Locale::new(&Language::parse(language).expect("a language"));
    let code = language.to_owned();
    let strings = move |key: &str, arguments: &[(&str, &str)]| string(&code, key, arguments);
    draw(&Source::new("data/x.csv", csv), &settings, &Voice { locale: &locale, strings: &strings })
}

fn chart(language: &str, csv: &str, arguments: &[(&str, &str)]) -> Chart {
    try_draw(language, csv, arguments).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Both pictures in both directions, an element a line.
fn check_pictures(name: &str, csv: &str, arguments: &[(&str, &str)]) {
    for language in ["en", "ar"] {
        let chart = chart(language, csv, arguments);
        let legend: Vec<String> = chart.legend.iter().map(|(mark, name)| format!("{name}: {mark}")).collect();
        let all = format!("{}\n\n{}\n\n{}", chart.narrow, chart.wide, legend.join("\n")).replace("><", ">\n<");
        insta::assert_snapshot!(format!("{name}.{language}"), all);
    }
}

const BAR: &[(&str, &str)] =
    &[("kind", "bar"), ("title", "New cases, 2022"), ("label", "site"), ("value", "cases"), ("unit", "people"), ("sort", "largest")];
const GROUPED: &[(&str, &str)] = &[
    ("kind", "grouped-bar"),
    ("title", "Cases and deaths"),
    ("label", "site"),
    ("value", "cases, deaths"),
    ("names", "New cases, Deaths"),
    ("unit", "people"),
];
const STACKED: &[(&str, &str)] =
    &[("kind", "stacked-bar"), ("title", "Visits"), ("label", "year"), ("value", "visits"), ("series", "place"), ("unit", "visits")];
const LINE: &[(&str, &str)] =
    &[("kind", "line"), ("title", "Visits"), ("label", "year"), ("value", "visits"), ("series", "place"), ("unit", "visits")];
const TIME: &[(&str, &str)] =
    &[("kind", "line"), ("title", "Calls to the helpline"), ("label", "day"), ("value", "calls"), ("unit", "calls")];
const DOT: &[(&str, &str)] = &[
    ("kind", "dot"),
    ("title", "The vaccine"),
    ("label", "age"),
    ("value", "fewer"),
    ("lower", "low"),
    ("upper", "high"),
    ("unit", "% fewer"),
];
const FOREST: &[(&str, &str)] = &[
    ("kind", "forest"),
    ("title", "Deaths with the new treatment"),
    ("label", "trial"),
    ("value", "hr"),
    ("lower", "low"),
    ("upper", "high"),
    ("unit", "hazard ratio"),
    ("total", "All"),
];
const SURVIVAL: &[(&str, &str)] = &[
    ("kind", "survival"),
    ("title", "Alive after the start of treatment"),
    ("label", "month"),
    ("label-name", "Months"),
    ("series", "arm"),
    ("value", "alive"),
    ("lower", "low"),
    ("upper", "high"),
    ("at-risk", "left"),
    ("unit", "%"),
];
const SLOPE: &[(&str, &str)] = &[
    ("kind", "slope"),
    ("title", "Visits"),
    ("label", "year"),
    ("value", "visits"),
    ("series", "place"),
    ("filter", "year=2019|2023"),
    ("unit", "visits"),
];
const PYRAMID: &[(&str, &str)] =
    &[("kind", "pyramid"), ("title", "Members"), ("label", "age"), ("value", "women, men"), ("unit", "people")];
const MULTIPLES: &[(&str, &str)] =
    &[("kind", "multiples"), ("title", "Visits"), ("label", "year"), ("value", "visits"), ("series", "place"), ("unit", "visits")];
const PICTOGRAM: &[(&str, &str)] = &[("kind", "pictogram"), ("title", "Breast cancer"), ("label", "who"), ("value", "odds")];
const PROPORTION: &[(&str, &str)] = &[("kind", "proportion"), ("title", "Breast cancer"), ("label", "who"), ("value", "odds")];
const NEGATIVE: &[(&str, &str)] = &[("kind", "bar"), ("title", "Changes"), ("label", "place"), ("value", "change"), ("unit", "%")];

#[test]
fn every_kind_has_its_pictures() {
    check_pictures("bar", CASES, BAR);
    check_pictures("grouped_bar", CASES, GROUPED);
    check_pictures("stacked_bar", YEARS, STACKED);
    check_pictures("line", YEARS, LINE);
    check_pictures("time", DAYS, TIME);
    check_pictures("dot", VACCINE, DOT);
    check_pictures("forest", TRIALS, FOREST);
    check_pictures("survival", CURVES, SURVIVAL);
    check_pictures("slope", YEARS, SLOPE);
    check_pictures("pyramid", AGES, PYRAMID);
    check_pictures("multiples", YEARS, MULTIPLES);
    check_pictures("pictogram", "who,odds\nDiagnosed,1 in 12\nNot told in time,1 in 4\n", PICTOGRAM);
    check_pictures("proportion", ODDS, PROPORTION);
    check_pictures("negative", CHANGES, NEGATIVE);
}

/// The class and the horizontal places of the marks of a picture.
fn places(picture: &str, mark: &str, attribute: &str) -> Vec<f64> {
    let marks = picture.split('<').filter(|element| element.starts_with(mark));
    let value = |element: &str| element.split_once(attribute)?.1.split('"').next()?.parse().ok();
    marks.filter_map(value).collect()
}

#[test]
fn dates_stand_at_their_true_distance() {
    let x = places(&chart("en", DAYS, TIME).wide, "circle", " cx=\"");
    let day = (x[4] - x[0]) / 150.0;
    let days: Vec<f64> = x.iter().map(|place| ((place - x[0]) / day).round()).collect();
    assert_eq!(days, [0.0, 1.0, 40.0, 42.0, 150.0]);
    let wide = chart("fr", DAYS, TIME).wide;
    for month in ["janv. 2024", "mars 2024", "mai 2024"] {
        assert!(wide.contains(&format!(">{month}</text>")), "{month} in {wide}");
    }
    let problems = try_draw("en", "day,calls\n2024-02-30,1\n", TIME).expect_err("no such day");
    assert_eq!(problems[0].message, "the calendar has no `2024-02-30`");
}

fn check_summary(language: &str, csv: &str, arguments: &[(&str, &str)], expected: &str) {
    assert_eq!(chart(language, csv, arguments).summary, expected);
}

#[test]
fn the_summary_states_the_numbers() {
    check_summary(
        "en",
        CASES,
        GROUPED,
        "Grouped bar chart: Cases and deaths. New cases. Lung: 2.48 million people; Breast: 2.30 million people; Thyroid: 821,214 people. \
         Highest: Lung. Lowest: Thyroid. Deaths. Lung: 1.82 million people; Breast: 666,103 people. No value for Thyroid, Deaths.",
    );
    check_summary(
        "en",
        VACCINE,
        DOT,
        "Dot chart: The vaccine. 16-18: 34% fewer (25% to 41%); 14-16: 62% fewer (52% to 71%); 12-13: 87% fewer (72% to 94%). \
         Highest: 12-13. Lowest: 16-18.",
    );
    check_summary("en", ODDS, PROPORTION, "Picture of proportions: Breast cancer. Diagnosed: 83 in 1,000; Die: 14 in 1,000. Rounded.");
    check_summary(
        "en",
        YEARS,
        LINE,
        "Line chart: Visits. North. First, 2019: 12.0 visits. Last, 2023: 18.0 visits. Highest, 2023: 18.0 visits. \
         Lowest, 2019: 12.0 visits. South. First, 2019: 9.0 visits. Last, 2023: 10.0 visits. Highest, 2021: 11.0 visits. \
         Lowest, 2020: 8.0 visits. Turning point, 2020: 8.0 visits; falling before, rising after. No value for 2020, North.",
    );
    check_summary("en", CHANGES, NEGATIVE, "Bar chart: Changes. North: 12.0%; South: -7.5%. No value for East.");
    check_summary(
        "fr",
        CHANGES,
        NEGATIVE,
        "Diagramme en barres\u{a0}: Changes. North\u{a0}: 12,0\u{202f}%\u{a0}; South\u{a0}: -7,5\u{202f}%. Pas de valeur pour East.",
    );
    // Millions are a noun in French, singular below two, and take `de`.
    let of = |unit: &'static str| [&BAR[..4], &[("unit", unit)]].concat();
    let french = |csv: &str, unit: &'static str, expected: &str| {
        check_summary("fr", csv, &of(unit), &format!("Diagramme en barres\u{a0}: New cases, 2022. {expected}"));
    };
    let two = "site,cases\nLung,2480675\nColon,1926425\nLip,389846\n";
    french(
        two,
        "personnes",
        "Lung\u{a0}: 2,48\u{a0}millions de personnes\u{a0}; Colon\u{a0}: 1,93\u{a0}million de personnes\u{a0}; Lip\u{a0}: 389\u{202f}846 personnes. \
         La plus haute\u{a0}: Lung. La plus basse\u{a0}: Lip.",
    );
    let in_millions = "site,cases\nA,12.5\nB,1.5\n";
    let both = "A\u{a0}: 12,5\u{a0}millions d’hommes\u{a0}; B\u{a0}: 1,5\u{a0}million d’hommes.";
    for unit in ["millions hommes", "millions d’hommes", "million d'hommes"] {
        french(in_millions, unit, both);
    }
    check_summary(
        "ar",
        CASES,
        BAR,
        "رسم بياني بالأعمدة: New cases, 2022. الرئة: 2.48 مليون people؛ الثدي: 2.30 مليون people؛ الغدة الدرقية: 821,214 people. الأعلى: الرئة. الأدنى: الغدة الدرقية.",
    );
}

#[test]
fn ratios_stand_on_a_log_scale_around_one() {
    let drawn = chart("en", TRIALS, FOREST);
    for text in ["1: no difference", "0.2", "0.5", "1", "2", "0.53 (0.44 to 0.65)"] {
        assert!(drawn.wide.contains(&format!(">{text}</text>")), "{text} in {}", drawn.wide);
    }
    assert_eq!(drawn.rows[2], ["Three", "0.80", "0.40", "1.60"]);
    // Half and twice are equally far from one.
    let ticks = places(&drawn.wide, "text class=\"chart-tick\"", " x=\"");
    assert!(((ticks[3] - ticks[2]) - (ticks[4] - ticks[3])).abs() < 0.1, "{ticks:?}");
    let summary = "Forest plot: Deaths with the new treatment. One: 0.53 hazard ratio (0.44 to 0.65); Two: 1.10 hazard ratio (0.80 to 1.51); \
                   Three: 0.80 hazard ratio (0.40 to 1.60); All: 0.68 hazard ratio (0.58 to 0.80). Highest: Two. Lowest: One. \
                   A line marks 1: no difference. The intervals of 2 of 4 include it.";
    assert_eq!(drawn.summary, summary);
    let bars =
        [("kind", "bar"), ("title", "x"), ("label", "trial"), ("value", "hr"), ("unit", "odds ratio"), ("reference-label", "as before")];
    assert!(chart("en", TRIALS, &bars).wide.contains(">1: as before</text>"));
    let bars = [("kind", "bar"), ("title", "x"), ("label", "trial"), ("value", "hr"), ("unit", "odds ratio"), ("scale", "log")];
    let problems = try_draw("en", TRIALS, &bars).expect_err("no zero");
    assert_eq!(problems[0].message, "`kind=\"bar\"` starts at zero, and a log scale has none");
    let problems = try_draw("en", "trial,hr,low,high\nOne,0.5,0,1\nTwo,-0.5,-1,0\nAll,1,1,1\n", FOREST).expect_err("below zero");
    let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, ["`0` has no place on a log scale", "`-0.5` has no place on a log scale"]);
}

#[test]
fn the_summary_tells_where_a_line_turns() {
    check_summary(
        "en",
        DAYS,
        TIME,
        "Line chart: Calls to the helpline. First, January 1, 2024: 4 calls. Last, May 30, 2024: 7 calls. \
         Highest, February 10, 2024: 30 calls. Lowest, January 1, 2024: 4 calls. Turning point, February 10, 2024: 30 calls; rising before, falling after.",
    );
}

#[test]
fn a_survival_curve_falls_in_steps_and_counts_who_is_left() {
    let drawn = chart("en", CURVES, SURVIVAL);
    assert_eq!(drawn.head[1..5], ["A (%)", "A, lower end", "A, upper end", "A, number at risk"]);
    assert_eq!(drawn.rows[2][..5], ["12", "55%", "46%", "64%", "60"]);
    assert!(drawn.summary.contains("At or below 50% from 24. B."), "{}", drawn.summary);
    assert!(drawn.summary.ends_with("At or below 50% from 12."), "{}", drawn.summary);
    let step = drawn.wide.split("chart-line l1 s1").nth(1).and_then(|rest| rest.split(" d=\"").nth(1)).expect("a curve");
    let points: Vec<&str> = step.split('"').next().expect("its path").split(['M', 'L']).skip(1).collect();
    assert_eq!(points.len(), 7);
    let y = |n: usize| points[n].split(' ').nth(1);
    assert!(y(0) == y(1) && y(1) != y(2) && y(2) == y(3), "{points:?}");
    for text in ["Number at risk", "120", "95", "60", "21", "118"] {
        assert!(drawn.narrow.contains(&format!(">{text}</text>")), "{text} in {}", drawn.narrow);
    }
    let problems = try_draw("en", &CURVES.replace("24,A,40,31,49", "24,A,60,31,70"), SURVIVAL).expect_err("it rises");
    assert_eq!(problems[0].message, "the curve of `A` falls and rises, which no share of survivors does");
    let problems = try_draw("en", "month,arm,alive,low,high,left\nlate,A,1,1,1,1\n", SURVIVAL).expect_err("no times");
    assert_eq!(problems[0].message, "a survival curve needs times along its axis");
}

#[test]
fn new_kinds_say_what_they_show() {
    check_summary(
        "en",
        YEARS,
        SLOPE,
        "Slope chart: Visits. North. First, 2019: 12 visits. Last, 2023: 18 visits. South. First, 2019: 9 visits. Last, 2023: 10 visits. \
         Largest rise: North.",
    );
    check_summary(
        "en",
        AGES,
        PYRAMID,
        "Population pyramid: Members. Women. 0 to 14: 120 people; 15 to 64: 400 people; 65 and over: 90 people. Highest: 15 to 64. \
         Lowest: 65 and over. Men. 0 to 14: 130 people; 15 to 64: 380 people; 65 and over: 60 people. Highest: 15 to 64. Lowest: 65 and over.",
    );
    check_summary("en", "who,odds\nTold late,1 in 12\n", PICTOGRAM, "Picture of people: Breast cancer. Told late: 8 in 100. Rounded.");
}

fn check_refusal(csv: &str, arguments: &[(&str, &str)], expected: &str) {
    let problems = try_draw("en", csv, arguments).expect_err(expected);
    assert_eq!(problems[0].message, expected);
}

#[test]
fn kinds_refuse_what_they_cannot_show() {
    let all_years = [&SLOPE[..5], &SLOPE[6..]].concat();
    check_refusal(YEARS, &all_years, "a slope leads from one item to another, and here are 4");
    let one_side = [&PYRAMID[..3], &[("value", "women"), ("unit", "people")]].concat();
    check_refusal(AGES, &one_side, "a population pyramid has two sides, and here are 1 series");
    check_refusal(&AGES.replace("90,60", "90,-60"), PYRAMID, "numbers below zero have no side in a population pyramid");
    let panels = (0..13).fold("year,place,visits\n".to_owned(), |csv, n| format!("{csv}2019,P{n},1\n2020,P{n},2\n"));
    check_refusal(AGES, &[PYRAMID, &[("reference", "100")]].concat(), "`kind=\"pyramid\"` draws no line to compare with");
    check_refusal(&panels, MULTIPLES, "this chart has 13 series; more than 12 cannot be told apart");
}

/// Fields that data files have, and such as they should not have.
const FIELDS: &[&str] = &[
    "",
    "0",
    "1",
    "-1",
    "12.5",
    "100",
    "1e18",
    "-1e18",
    "1e-300",
    "1e308",
    "1 in 12",
    "5 in 0",
    "2024",
    "2024-02",
    "2024-02-30",
    "2024-02-29",
    "1500-01-01",
    "2200",
    "05/03/2024",
    "North",
    "\"a, b\"",
    "\"x\ny\"",
    "%",
    "\u{202e}مرحبا",
    "🙂",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    #[test]
    fn no_data_breaks_a_chart(
        fields in proptest::collection::vec(proptest::sample::select(FIELDS), 0..32),
        kind in proptest::sample::select(super::ChartKind::NAMES),
        more in proptest::sample::subsequence(
            vec![
                ("lower", "b"), ("upper", "c"), ("scale", "log"), ("reference", "1"), ("sort", "largest"), ("series", "d"), ("unit", "%"),
                ("per", "100"), ("total", "North"), ("limit", "2"), ("at-risk", "c"), ("filter", "d!=0"),
            ],
            0..6,
        ),
    ) {
        let rows: Vec<String> = fields.chunks(4).map(|row| row.join(",")).collect();
        let csv = format!("a,b,c,d\n{}\n", rows.join("\n"));
        let arguments = [&[("kind", kind.0), ("title", "T"), ("label", "a"), ("value", "b")][..], &more].concat();
        // A picture whose places are numbers, or a message.
        for language in ["en", "ar"] {
            match try_draw(language, &csv, &arguments) {
                Ok(chart) => {
                    let pictures = chart.narrow + &chart.wide;
                    proptest::prop_assert!(!pictures.contains("NaN") && !pictures.contains("inf"), "{csv}");
                }
                Err(problems) => proptest::prop_assert!(!problems.is_empty()),
            }
        }
    }
}

/// Every word of every picture stays inside it, by the guess that places it.
#[test]
fn no_word_leaves_a_picture() {
    let long = "who,n,low,high\nImmunhistochemieverfahrensanweisung für alle,1234567890,1,2345678901\nKurz,2345678901,2,3456789012\n";
    let of =
        |kind| [("kind", kind), ("title", "x"), ("label", "who"), ("value", "n"), ("lower", "low"), ("upper", "high"), ("unit", "people")];
    let names = "g,who,n,low,high\nImmunhistochemieverfahrensanweisung für wirklich alle Kranken,1,5,2,6\nImmunhistochemieverfahrensanweisung für wirklich alle Kranken,2,4,2,6\n\
                 B,1,2,1,3\nB,2,1,0,3\n";
    let kinds = ["bar", "grouped-bar", "stacked-bar", "dot", "line", "slope", "forest", "multiples"].map(|kind| (kind, long, vec![]));
    let in_series = ["grouped-bar", "dot", "line", "slope", "forest", "multiples", "survival", "pyramid"]
        .map(|kind| (kind, names, vec![("series", "g")]));
    for (kind, csv, more) in kinds.into_iter().chain(in_series) {
        let drawn = chart("en", csv, &[&of(kind)[..], &more].concat());
        for (picture, width) in [(&drawn.narrow, 288.0), (&drawn.wide, 640.0)] {
            for element in picture.split("<text ").skip(1) {
                let attribute = |name: &str| element.split_once(name).and_then(|(_, rest)| rest.split('"').next());
                let x: f64 = attribute(" x=\"").and_then(|x| x.parse().ok()).expect("a place");
                let text = element.split_once('>').and_then(|(_, rest)| rest.split("</text>").next()).expect("a text");
                let size = super::canvas::measure(text, if width < 300.0 { 13.5 } else { 14.0 });
                let start = match attribute("text-anchor=\"") {
                    Some("middle") => x - size / 2.0,
                    Some("end") => x - size,
                    _ => x,
                };
                assert!(start > -2.0 && start + size < width + 2.0, "{kind}: `{text}` from {start} to {} of {width}", start + size);
            }
        }
    }
}

#[test]
fn proportions_side_by_side_are_counted_in_one_whole() {
    let drawn = chart("en", ODDS, PROPORTION);
    assert_eq!(drawn.unit, "out of every 1,000, rounded");
    assert_eq!(drawn.rows, [["Diagnosed", "83 in 1,000 (1 in 12)"], ["Die", "14 in 1,000 (1 in 71)"]]);
    let of = |odds: &str, more: &[(&str, &str)]| chart("en", &format!("who,odds\n{odds}"), &[PROPORTION, more].concat());
    assert_eq!(of("a,2 in 5\nb,1 in 5\n", &[]).rows, [["a", "2 in 5"], ["b", "1 in 5"]]);
    assert_eq!(of("a,2 in 5\nb,1 in 4\n", &[]).rows, [["a", "40 in 100 (2 in 5)"], ["b", "25 in 100 (1 in 4)"]]);
    assert_eq!(of("a,2 in 5\nb,1 in 4\n", &[]).unit, "out of every 100");
    assert_eq!(of("a,1 in 12\n", &[]).summary, "Picture of proportions: Breast cancer. a: 1 in 12.");
    assert_eq!(of("a,1 in 12\n", &[("per", "1000")]).rows, [["a", "83 in 1,000 (1 in 12)"]]);
    assert_eq!(of("a,39\nb,28\n", &[("unit", "%")]).rows, [["a", "39%"], ["b", "28%"]]);
}

#[test]
fn a_magnitude_stands_with_every_number() {
    let csv = "year,cases\n2008,12.7\n2022,20\n";
    let arguments = [("kind", "bar"), ("title", "Cases"), ("label", "year"), ("value", "cases"), ("unit", "million people")];
    let drawn = chart("en", csv, &arguments);
    assert_eq!(drawn.summary, "Bar chart: Cases. 2008: 12.7 million people; 2022: 20.0 million people.");
    assert_eq!(drawn.head, ["Year", "Cases (million people)"]);
    assert_eq!(drawn.rows, [["2008", "12.7 million"], ["2022", "20.0 million"]]);
    for label in ["12.7 million people", "20.0 million", "10 million"] {
        assert!(drawn.wide.contains(&format!(">{label}</text>")), "{label} in {}", drawn.wide);
    }
    let large = chart(
        "fr",
        "what,n\na,3200000000\nb,1000000000\n",
        &[&[("label", "what"), ("value", "n")], &arguments[..2], &[("unit", "euros")]].concat(),
    );
    for label in ["3,2\u{a0}milliards d’euros", "1,0\u{a0}milliard", "2\u{a0}milliards"] {
        assert!(large.wide.contains(&format!(">{label}</text>")), "{label} in {}", large.wide);
    }
}

#[test]
fn of_many_numbers_the_summary_states_the_ends() {
    let csv = (1..=9).fold("n,v\n".to_owned(), |csv, n| format!("{csv}item {n},{}\n", (n * 7) % 10));
    let arguments = [("kind", "bar"), ("title", "Many"), ("label", "n"), ("value", "v"), ("unit", "people")];
    check_summary("en", &csv, &arguments, "Bar chart: Many. 9 values. Highest, item 7: 9 people. Lowest, item 3: 1 people.");
}

#[test]
fn the_table_keeps_every_digit_and_says_what_is_missing() {
    let chart = chart("en", CASES, GROUPED);
    assert_eq!(chart.head, ["Site", "New cases (people)", "Deaths (people)"]);
    assert_eq!(chart.rows[0], ["Lung", "2,480,675", "1,817,469"]);
    assert_eq!(chart.rows[2], ["Thyroid", "821,214", "no value"]);
    assert_eq!(chart.unit, "people");
}

#[test]
fn rows_are_chosen_ordered_and_cut() {
    let arguments =
        [&GROUPED[..5], &[("unit", "people"), ("filter", "deaths!=, site=Lung|Breast|Thyroid"), ("sort", "smallest"), ("limit", "1")]]
            .concat();
    assert_eq!(chart("en", CASES, &arguments).rows, [["Breast", "2,296,840", "666,103"]]);
}

#[test]
fn of_a_long_file_only_the_rows_that_are_asked_for_count() {
    let csv = (0..30_000).fold("year,n\n".to_owned(), |csv, n| format!("{csv}{},1\n", n % 10_000));
    let arguments = [("kind", "bar"), ("title", "Few"), ("label", "year"), ("value", "n"), ("unit", "people")];
    let problems = try_draw("en", &csv, &arguments).expect_err("too many rows");
    assert_eq!(problems[0].message, "more rows than a chart can be made of are left; reading stopped here");
    let problems = try_draw("en", &csv, &[&arguments[..], &[("filter", "year=7|8")]].concat()).expect_err("three of each");
    assert_eq!(problems[0].message, "two rows of this chart are for `7`");
    let problems = try_draw("en", &csv, &[&arguments[..], &[("filter", "year=99999")]].concat()).expect_err("none");
    assert_eq!(problems[0].message, "no row of `data/x.csv` is left");
}

#[test]
fn a_name_with_a_comma_is_a_column_or_told() {
    let csv = "who,\"cases, new\",deaths\nA,3,1\n";
    let chart_of = |value| [("kind", "grouped-bar"), ("title", "x"), ("label", "who"), ("value", value), ("unit", "people")];
    assert_eq!(chart("en", csv, &chart_of("cases, new")).rows, [["A", "3"]]);
    let problems = try_draw("en", csv, &chart_of("cases, new, deaths")).expect_err("a comma");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "the column `cases, new` has a comma in its name, and commas part names");
}

#[test]
fn a_word_in_the_data_cannot_break_the_picture() {
    let csv = "who,n\n\"<b> & \"\"x\"\"\",1\n";
    let arguments = [("kind", "bar"), ("title", "A \"<title>\""), ("label", "who"), ("value", "n"), ("unit", "people")];
    let chart = chart("en", csv, &arguments);
    assert!(chart.wide.contains("&lt;b&gt; &amp; &quot;x&quot;") && !chart.wide.contains("<b>") && !chart.wide.contains("<title>"));
}

#[test]
fn what_cannot_be_read_as_a_chart_is_refused() {
    let many = (0..61).fold("n,v\n".to_owned(), |csv, n| format!("{csv}item {n},1\n"));
    let arguments = [("kind", "bar"), ("title", "Many"), ("label", "n"), ("value", "v"), ("unit", "people")];
    let problems = try_draw("en", &many, &arguments).expect_err("too many bars");
    assert_eq!(problems[0].message, "this chart has 61 items; more than 60 cannot be read");
    let two = [&BAR[..3], &[("value", "cases, deaths"), ("unit", "people")]].concat();
    let problems = try_draw("en", CASES, &two).expect_err("two series");
    assert_eq!(problems[0].message, "`kind=\"bar\"` shows one series, and here are 2");
    let negative = [("kind", "stacked-bar"), ("title", "Changes"), ("label", "place"), ("value", "change"), ("unit", "%")];
    let problems = try_draw("en", CHANGES, &negative).expect_err("below zero");
    assert_eq!(problems[0].message, "numbers below zero cannot be stacked");
}

/// `cargo test --release --lib chart -- --ignored --nocapture` prints how long a chart takes.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, reason = "measures time")]
fn how_long_a_chart_takes() {
    let start = std::time::Instant::now();
    for _ in 0..1000 {
        std::hint::black_box(chart("en", CASES, GROUPED));
    }
    println!("{:?} a chart, with its file read", start.elapsed() / 1000);
}
