//! Each test has files as `== path` and their text, and what `get` answers.

use super::super::resolve;
use super::super::tests::{report, snapshot};
use super::*;

fn language(code: &str) -> Language {
    Language::parse(code).unwrap_or_else(|problem| panic!("{problem}"))
}

/// The strings of a site in English, Canadian French and Arabic, with the problems.
fn strings(files: &str) -> (Strings, String) {
    let files = format!("== themes/base/theme.toml\n{files}");
    let snapshot = snapshot(&files);
    let (theme, _) = resolve(&snapshot, "base", None);
    let languages: Vec<Language> = ["en", "fr-CA", "ar"].map(language).into();
    let (strings, problems) = theme.strings(&languages, &languages[0]);
    (strings, report(&snapshot, &problems))
}

/// Asks for a key by `LANGUAGE key`; expects `LANGUAGE text`, or the problem with its help.
fn check(files: &str, asked: &str, arguments: &[(&str, Argument<'_>)], expected: &str) {
    let (strings, problems) = strings(files);
    assert_eq!(problems, "");
    let (code, key) = asked.split_once(' ').expect("a language and a key");
    let written = match strings.get(&language(code), key, arguments) {
        Ok(text) => format!("{} {}", text.language, text.text),
        Err(problem) => format!("{problem}: {}", problem.help()),
    };
    assert_eq!(written, expected, "{asked}");
}

const FILES: &str = "\
== themes/base/strings/en.ftl
read-more = Read more
    .title = Read all of it
skip = Skip to content
only-english = English
== themes/base/strings/fr.ftl
read-more = Lire la suite
skip = Aller au contenu
== themes/base/strings/de.ftl
read-more = this file is not { asked for
== strings/fr-CA.ftl
read-more = Continuer
== strings/en.ftl
skip = Skip
";

#[test]
fn a_language_falls_back_to_its_parent_then_to_the_default() {
    check(FILES, "fr-CA read-more", &[], "fr-CA Continuer");
    check(FILES, "fr-CA skip", &[], "fr Aller au contenu");
    check(FILES, "fr-CA only-english", &[], "en English");
    check(FILES, "ar skip", &[], "en Skip");
    check(FILES, "de read-more", &[], "en Read more");
}

#[test]
fn layers_replace_each_other_key_by_key() {
    check(FILES, "en skip", &[], "en Skip");
    check(FILES, "en read-more", &[], "en Read more");
    check(FILES, "en read-more.title", &[], "en Read all of it");
}

#[test]
fn keys_that_are_missing() {
    check(
        FILES,
        "fr-CA read-mor",
        &[],
        "there is no string `read-mor` in `fr-CA` or the languages it falls back to: did you mean `read-more`?",
    );
    check(
        FILES,
        "fr-CA something",
        &[],
        "there is no string `something` in `fr-CA` or the languages it falls back to: add a line `something = …` to `strings/fr-CA.ftl`",
    );
    check(
        FILES,
        "en read-more.titel",
        &[],
        "there is no string `read-more.titel` in `en` or the languages it falls back to: did you mean `read-more.title`?",
    );
}

#[test]
fn arabic_has_six_plural_forms() {
    let files = "== strings/ar.ftl
days = { $count ->
    [zero] صفر { $count }
    [one] واحد
    [two] اثنان
    [few] قليل { $count }
    [many] كثير { $count }
   *[other] آخر { $count }
}
";
    for (count, expected) in
        [(0.0, "ar صفر 0"), (1.0, "ar واحد"), (2.0, "ar اثنان"), (3.0, "ar قليل 3"), (11.0, "ar كثير 11"), (100.0, "ar آخر 100")]
    {
        check(files, "ar days", &[("count", Argument::Number(count))], expected);
    }
}

#[test]
fn numbers_are_written_in_the_language() {
    let files = "== strings/en.ftl\nmany = { $n } people\n== strings/fr.ftl\nmany = { $n } personnes\nexact = { NUMBER($n, minimumFractionDigits: 1, maximumFractionDigits: 2) }\n\
        year = { NUMBER($n, useGrouping: \"false\") }\nrank = { NUMBER($n, type: \"ordinal\") ->\n    [one] { $n }er\n   *[other] { $n }e\n}\n";
    let n = |n| [("n", Argument::Number(n))];
    check(files, "en many", &n(9_700_000.5), "en 9,700,000.5 people");
    check(files, "fr-CA many", &n(9_700_000.0), "fr 9\u{202f}700\u{202f}000 personnes");
    check(files, "fr-CA exact", &n(3.0), "fr 3,0");
    check(files, "fr-CA exact", &n(3.145), "fr 3,15");
    check(files, "fr-CA year", &n(2027.0), "fr 2027");
    check(files, "fr-CA rank", &n(1.0), "fr 1er");
    check(files, "en many", &n(f64::NAN), "en NaN people");
    check(files, "fr-CA rank", &n(f64::INFINITY), "fr infe");
    check(files, "fr-CA rank", &n(1e300), &format!("fr 1{}e", "\u{202f}000".repeat(100)));
    check(files, "fr-CA rank", &n(1e-20), "fr 0,00000000000000000001e");
}

#[test]
fn arguments_are_put_in_without_marks() {
    let files = "== strings/en.ftl\n-brand = World Cancer Day\nhello = Hello { $name }, it is { -brand }\nself = { self }\n";
    check(files, "en hello", &[("name", Argument::Text("<b>"))], "en Hello <b>, it is World Cancer Day");
    check(files, "en hello", &[], r##"the string `hello` needs `name`: write `t(key="hello", name=…)`"##);
    check(files, "en self", &[], "the string `self` refers to itself, or to too many others: remove one of the references in braces");
}

#[test]
fn the_rest_of_fluent() {
    let files = "== strings/en.ftl
-brand = { $case ->
   *[short] Day
    [long] World Cancer Day
}
    .kind = campaign
brands = { -brand } { -brand(case: \"long\") } { { \"\\u007B\" } } { 1.50 } { read.title }
read = Read
    .title = Read all
by-term = { -brand.kind ->
    [campaign] A campaign
   *[other] Something else
}
exactly = { $n ->
    [0] None
    [1.0] One exactly
    [one] One
   *[other]
        Several,
        on two lines
}
";
    check(files, "en brands", &[], "en Day World Cancer Day { 1.50 Read all");
    check(files, "en by-term", &[], "en A campaign");
    check(files, "en exactly", &[("n", Argument::Number(0.0))], "en None");
    check(files, "en exactly", &[("n", Argument::Number(1.0))], "en One exactly");
    check(files, "en exactly", &[("n", Argument::Text("one"))], "en One");
    check(files, "en exactly", &[("n", Argument::Number(2.0))], "en Several,\non two lines");
    check(
        &files.replace('\n', "\r\n").replace(".ftl\r", ".ftl"),
        "en exactly",
        &[("n", Argument::Number(2.0))],
        "en Several,\non two lines",
    );
    check(files, "en -brand", &[], "there is no string `-brand` in `en` or the languages it falls back to: did you mean `brands`?");
}

fn check_problems(files: &str, expected: &str) {
    assert_eq!(strings(files).1, expected);
}

#[test]
fn what_fluent_cannot_read() {
    check_problems(
        "== strings/en.ftl\nfine = Fine\nread more\n",
        "syntax strings/en.ftl:2:6 `m`
  `=` is missing after the key
  help: write `read-more = Read more`; where a text goes on in the next line, indent that line",
    );
    check_problems(
        "== strings/en.ftl\nempty =\nopen = { $name\nnext = Next\n",
        "syntax strings/en.ftl:1:1 `empty =
`
  the string `empty` has no text
  help: write the text after `=`
syntax strings/en.ftl:3:1 `n`
  `}` is missing
  help: every `{` needs its `}`",
    );
    check_problems(
        "== strings/en.ftl\nclose = a } b\nnothing = { }\n",
        r##"syntax strings/en.ftl:1:11 `}`
  `}` closes nothing
  help: for a brace in the text write `{ "}" }`
syntax strings/en.ftl:2:13 `}`
  there is nothing to put in here
  help: write an argument, `{ $name }`, another string, `{ key }`, or a text, `{ "…" }`"##,
    );
    check_problems(
        "== strings/en.ftl\ncount = { $n ->\n    [one] One\n    [other] Many\n}\n",
        "syntax strings/en.ftl:4:1 `}`
  no case is marked as the one for all others
  help: put `*` before the last one: `*[other] …`",
    );
    check_problems(
        "== strings/en.ftl\ncount = { $n ->\n   *[one] One\n   *[other] Many\n}\nquote = { \"a }\n",
        r##"syntax strings/en.ftl:3:5 `[`
  two cases are marked as the one for all others
  help: keep `*` before one of them only
syntax strings/en.ftl:5:15 `
`
  a quotation mark is missing
  help: close the text with `"`"##,
    );
    check_problems(
        "== strings/en.ftl\ncall = { number($n) }\n",
        "syntax strings/en.ftl:1:20 ` `
  only functions in capital letters can be called
  help: write `{ NUMBER($count) }`",
    );
}

#[test]
fn what_would_go_wrong_later() {
    check_problems(
        "== strings/en.ftl\nname = One\n-name = Term\nname = Two\n",
        "syntax strings/en.ftl:3:1 `name`
  the string `name` is written twice
  strings/en.ftl:1:1 `name` the first one
  help: remove one of them",
    );
    check_problems(
        "== strings/en.ftl\n-brand = Ribbon\nhello = { -brnd } { helo } { DATETIME($day) }\n",
        "invalid-value strings/en.ftl:2:30 `DATETIME`
  there is no function `DATETIME`
  help: the only function is `NUMBER`
missing-string strings/en.ftl:2:12 `brnd`
  there is no string `-brnd` in this language
  help: did you mean `-brand`?
missing-string strings/en.ftl:2:21 `helo`
  there is no string `helo` in this language
  help: did you mean `hello`?",
    );
    check_problems(
        "== strings/en.ftl\nshare = { NUMBER($n, style: \"percent\") } { NUMBER($n, minimumFractionDigit: 1) }\n",
        "invalid-value strings/en.ftl:1:22 `style`
  `NUMBER` has no option `style` in Ribbon
  help: the options are minimumFractionDigits, maximumFractionDigits, useGrouping, type
invalid-value strings/en.ftl:1:55 `minimumFractionDigit`
  `NUMBER` has no option `minimumFractionDigit` in Ribbon
  help: the options are minimumFractionDigits, maximumFractionDigits, useGrouping, type",
    );
    check_problems(
        "== strings/en.ftl\na = { NUMBER($n, minimumFractionDigits: 99) } { NUMBER($n, maximumFractionDigits: \"2\") }\n",
        "invalid-value strings/en.ftl:1:41 `99`
  `minimumFractionDigits` cannot be `99`
  help: write a whole number up to 20, without quotes
invalid-value strings/en.ftl:1:84 `2`
  `maximumFractionDigits` cannot be `2`
  help: write a whole number up to 20, without quotes",
    );
    check_problems(
        "== strings/en.ftl\na = { NUMBER() }\n",
        "invalid-value strings/en.ftl:1:7 `NUMBER`
  `NUMBER` needs a number
  help: write `{ NUMBER($count) }`",
    );
    check_problems(
        "== strings/english.ftl\na = A\n== strings/fr_ca.ftl\n== strings/more/en.ftl\n",
        "unknown-language strings/more/en.ftl:1:1 ``
  `more/en` is no language code, so `strings/more/en.ftl` cannot be used
  help: name the file by its language: `strings/fr.ftl`
unknown-language strings/fr_ca.ftl:1:1 ``
  `fr_ca` is no language code, so `strings/fr_ca.ftl` cannot be used
  help: rename the file to `strings/fr-CA.ftl`
unknown-language strings/english.ftl:1:1 ``
  `english` is no language code, so `strings/english.ftl` cannot be used
  help: name the file by its language: `strings/fr.ftl`",
    );
}

#[test]
fn hostile_files_do_not_end_the_program() {
    for open in ["{", "{ A(", "{ $a ->\n *[b] ", "{\nA(\n"] {
        let files = format!("== strings/en.ftl\nfine = Fine\ndeep = {}\n", open.repeat(50_000));
        let (_, problems) = strings(&files);
        assert!(problems.starts_with("nested-too-deep strings/en.ftl:"), "{problems:.200}");
        let files = format!("== strings/en.ftl\ndeep = {}\n", open.repeat(100 / open.matches(['{', '(']).count()));
        strings(&files);
    }
    let chain: String = (0..5000).map(|n| format!("m{n} = {{ m{} }}\n", n + 1)).collect();
    check(
        &format!("== strings/en.ftl\n{chain}m5000 = end\n"),
        "en m0",
        &[],
        "the string `m0` refers to itself, or to too many others: remove one of the references in braces",
    );
}

#[test]
fn strings_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Strings>();
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn no_file_ends_the_program(words in proptest::collection::vec("[a-b] ?= |\\{ ?\\$?[ab]|-a\\(?|NUMBER\\(|\\)| ->\n|\n ?\\*?\\[(one|1|é)\\]| ?\\}|\"|\\\\u00|[0-9.]{1,30}|[a-z:,\\- ]{1,5}|\r?\n|\n    \\.a = ", 0..60)) {
        let (strings, _) = strings(&format!("== strings/en.ftl\na = {}\n", words.concat()));
        for key in ["a", "b", "a.a"] {
            let _ = strings.get(&language("en"), key, &[("a", Argument::Number(1.0))]);
        }
    }
}
