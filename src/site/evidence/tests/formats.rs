//! What the three formats say with names, pages, dates and formatting, as it is printed.

use super::*;

/// Reads a file of references, which has these problems, and gives its entries as HTML.
fn read_file(name: &str, text: &str, messages: &[&str]) -> Vec<String> {
    let mut snapshot = Snapshot::empty(Settings::on("2026-11-24".parse().expect("a date")));
    let source = Source::new(name, text);
    snapshot.texts.insert(source.id.clone(), source);
    let (style, _) = load_style(&snapshot, None, &SourceId::new("site.toml"), &["en".to_owned()]);
    let (evidence, problems) = read(&snapshot, Arc::new(style), &["en".to_owned()]);
    let own = evidence.faults.iter().flat_map(|fault| &fault.problems);
    let found: Vec<&str> = problems.iter().chain(own).map(|problem| problem.message.as_str()).collect();
    assert_eq!(found, messages);
    evidence.references.values().map(|reference| reference.styled(&evidence.style, LanguageId::DEFAULT).html.clone()).collect()
}

fn json(fields: &str, expected: &str) {
    let item = format!(
        r#"[{{"id":"a","type":"article-journal","container-title":"J","issued":{{"date-parts":[[2020]]}},"title":"T","author":[{{"family":"Roe","given":"Jo"}}],{fields}}}]"#
    );
    // Of a key that is given twice the first counts, which a fixture may not rely on.
    let item = match fields.split_once(':').map(|(key, _)| key) {
        Some("\"title\"") => item.replacen("\"title\":\"T\",", "", 1),
        Some("\"author\"") => item.replacen("\"author\":[{\"family\":\"Roe\",\"given\":\"Jo\"}],", "", 1),
        Some("\"issued\"") => item.replacen("\"issued\":{\"date-parts\":[[2020]]},", "", 1),
        _ => item,
    };
    assert_eq!(read_file("data/references/a.json", &item, &[]), [expected]);
}

#[test]
fn names_in_csl_json() {
    json(
        r#""author":[{"family":"ten Brink","given":"Lotte"},{"family":"Brink","given":"Kai","non-dropping-particle":"ten"},{"family":"Lenz","given":"Uwe","dropping-particle":"von"}]"#,
        "ten Brink L, ten Brink K, Lenz U von. T. J. 2020.",
    );
    json(
        r#""author":[{"family":"Nunn","given":"Kim T.W."},{"family":"Pace","given":"Al","suffix":"Jr."},{"family":"Van Loon","given":"Jet"}]"#,
        "Nunn KTW, Pace A Jr., Van Loon J. T. J. 2020.",
    );
    json(r#""author":[{"family":"O'Hara","given":"Sue"},{"literal":"Society for Signs"}]"#, "O’Hara S, Society for Signs. T. J. 2020.");
}

#[test]
fn pages_in_csl_json() {
    json(r#""page":"e77-e77""#, "Roe J. T. J. 2020;e77.");
    json(r#""page":"412–412""#, "Roe J. T. J. 2020;412.");
    json(r#""page":"412-419""#, "Roe J. T. J. 2020;412–9.");
}

#[test]
fn formatting_in_csl_json() {
    json(
        r#""title":"<i>TP53</i>, H<sub>2</sub>O, 10<sup>3</sup> and <span class=\"nocase\">HeLa</span> at p < 0.05""#,
        "Roe J. <i>TP53</i>, H<sub>2</sub>O, 10<sup>3</sup> and HeLa at p &lt; 0.05. J. 2020.",
    );
    json(r#""title":"The \"silent\" one: patients' words""#, "Roe J. The “silent” one: patients’ words. J. 2020.");
}

#[test]
fn ranges_of_dates_in_csl_json() {
    json(r#""issued":{"date-parts":[[2019,1],[2019,3]]}"#, "Roe J. T. J. 2019 Jan–Mar.");
    json(r#""issued":{"date-parts":[[2019,1,30],[2019,2,2]]}"#, "Roe J. T. J. 2019 Jan 30–Feb 2.");
    json(r#""issued":{"date-parts":[[2009]],"season":"3"}"#, "Roe J. T. J. 2009 Autumn.");
}

#[test]
fn dates_in_words_are_shown_as_they_are_written() {
    let item = |date: &str| {
        format!(
            r#"[{{"id":"a","type":"article-journal","container-title":"J","title":"T","author":[{{"literal":"Office"}}],"issued":{date}}}]"#
        )
    };
    let check = |date: &str, written: &str| {
        let message = format!("`{written}` is not a date; it is shown as it is written");
        assert_eq!(read_file("data/references/a.json", &item(date), &[&message]), [format!("Office. T. J. {written}.")]);
    };
    check(r#"{"literal":"Harvest 2001"}"#, "Harvest 2001");
    check(r#"{"raw":"1875 [2004]"}"#, "1875 [2004]");
    check(r#""in press""#, "in press");
}

#[test]
fn bibtex() {
    let check = |entry: &str, expected: &str| assert_eq!(read_file("data/references/a.bib", entry, &[]), [expected]);
    check(
        "@article{a, author={ten Brink, Lotte AND Pace, Jr., Al and {Office of Signs} and others}, title={First}, subtitle={and second}, \
         journal={J}, year=2020, pages={e7--e7}}",
        "ten Brink L, Pace A Jr., Office of Signs, et al. First: and second. J. 2020;e7.",
    );
    check(
        "@article{a, author={Roe, Jo and others}, title={{\\em Whole} $\\beta$-cells of {CD4} in CO$_2$: \\textit{in vitro}~work}, journal={J}, \
         date={2019-01/2019-03}}",
        "Roe J, et al. <i>Whole</i> β-cells of CD4 in CO<sub>2</sub>: <i>in vitro</i>\u{a0}work. J. 2019 Jan–Mar.",
    );
    check(
        "@phdthesis{a, author={Roe, Jo}, title={Towns}, school={Fen College}, year=2019}",
        "Roe J. Towns [PhD thesis]. Fen College; 2019.",
    );
    check(
        "@misc{a, author={Roe, Jo}, title={Early}, year=2023, eprint={2301.01234}, archivePrefix={arXiv}}",
        "Roe J. Early [Internet]. arXiv; 2023. Available from: <a class=\"external\" rel=\"external noopener\" \
         href=\"https://arxiv.org/abs/2301.01234\">https://arxiv.org/abs/2301.01234</a>",
    );
}

#[test]
fn commands_that_cannot_be_read_are_told() {
    let entry = "@article{a, author={Roe, Jo}, title={One \\wavy{two}}, journal={J}, year=2020}";
    let message = "the command `\\wavy` in `title` cannot be read; it is left out, and what it holds is kept";
    assert_eq!(read_file("data/references/a.bib", entry, &[message]), ["Roe J. One two. J. 2020."]);
}

#[test]
fn yaml() {
    let entry = "a:\n  type: article\n  title: \"<i>TP53</i> and {HeLa}\"\n  author: [\"ten Brink, Lotte\", \"Pace, Al, Jr.\"]\n  date: 2019-01/2019-03\n  \
                 page-range: e9-e9\n  parent: { type: periodical, title: J }\n";
    assert_eq!(read_file("data/references/a.yml", entry, &[]), ["ten Brink L, Pace A Jr. <i>TP53</i> and HeLa. J. 2019 Jan–Mar;e9."]);
}
