//! Each test is a site as `== path` and its text, and what is expected of its theme.

#![expect(clippy::disallowed_methods, reason = "reads base as it lies on the disk")]

use std::sync::Arc;

use super::*;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::{AssetBytes, Settings, place};
use crate::syntax::fields::{Value, parse_toml};

/// The sources of a test; what lies in a `static` folder is an asset.
pub(super) fn snapshot(files: &str) -> Snapshot {
    let mut snapshot = Snapshot::empty(Settings::on(jiff::civil::date(2027, 2, 4)));
    for file in files.split("== ").filter(|file| !file.trim().is_empty()) {
        let (path, text) = file.split_once('\n').expect("a path ends with its line");
        if path.contains("static/") {
            let bytes = AssetBytes::Memory(Arc::from(text.as_bytes()));
            let asset = Asset { id: SourceId::new(path), len: text.len() as u64, sha256: [0; 32], bytes, picture: None };
            snapshot.assets.insert(asset.id.clone(), asset);
        } else {
            snapshot.texts.insert(SourceId::new(path), Source::new(path, text));
        }
    }
    snapshot
}

/// One paragraph a problem: `code place`, then message, other places and help.
pub(super) fn report(snapshot: &Snapshot, problems: &[Diagnostic]) -> String {
    let at = |span: &Span| {
        let text = snapshot.text(span.source.as_str()).map_or("", |source| &source.text);
        let place = place(text, span.start);
        format!("{}:{}:{} `{}`", span.source, place.line, place.column, &text[span.start..span.end])
    };
    let mut lines = Vec::new();
    for problem in problems {
        let place = problem.at.as_ref().map_or("nowhere".to_owned(), at);
        lines.push(format!("{} {place}", problem.code.name()));
        lines.push(format!("  {}", problem.message));
        lines.extend(problem.also.iter().map(|(span, label)| format!("  {} {label}", at(span))));
        lines.extend(problem.help.iter().map(|help| format!("  help: {help}")));
    }
    lines.join("\n")
}

/// Resolves the theme `x`, named in the text of `site.toml` if there is one.
fn resolved(files: &str) -> (Snapshot, Theme, String) {
    let snapshot = snapshot(files);
    let named_at = snapshot.text("site.toml").map(|source| source.id.at(8..source.text.trim_end().len()));
    let (theme, problems) = resolve(&snapshot, "x", named_at);
    let report = report(&snapshot, &problems);
    (snapshot, theme, report)
}

fn check_problems(files: &str, expected: &str) {
    assert_eq!(resolved(files).2, expected);
}

fn check_layers(files: &str, expected: &str) {
    let (_, theme, problems) = resolved(files);
    let names: Vec<&str> = theme.layers().iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!((names.join(" > ").as_str(), problems.as_str()), (expected, ""));
}

#[test]
fn layers_run_from_the_site_to_base() {
    check_layers("== themes/x/theme.toml\n== themes/base/theme.toml\n", "site > x > base");
    check_layers("== themes/x/theme.toml\ninherits = \"base\"\n== themes/base/theme.toml\n", "site > x > base");
    check_layers(
        "== themes/x/theme.toml\ninherits = \"y\"\n== themes/y/theme.toml\ninherits = \"z\"\n== themes/z/theme.toml\n== themes/base/theme.toml\n",
        "site > x > y > z > base",
    );
    check_layers("== themes/x/theme.toml\n", "site > x");
}

#[test]
fn missing_themes() {
    check_problems(
        "== site.toml\ntheme = \"x\"\n",
        r##"missing-theme site.toml:1:9 `"x"`
  there is no theme `x`
  help: there are no themes yet; put one into the folder `themes`"##,
    );
    check_problems(
        "== site.toml\ntheme = \"x\"\n== themes/xy/theme.toml\n== themes/base/theme.toml\n",
        r##"missing-theme site.toml:1:9 `"x"`
  there is no theme `x`
  help: did you mean `xy`?"##,
    );
    check_problems(
        "== themes/x/templates/page.html\n",
        r##"missing-theme nowhere
  the folder `themes/x` has no theme.toml
  help: add `themes/x/theme.toml` with a line `name = "x"`"##,
    );
    check_problems(
        "== themes/x/theme.toml\ninherits = \"unitd\"\n== themes/united/theme.toml\n",
        r##"missing-theme themes/x/theme.toml:1:12 `"unitd"`
  there is no theme `unitd`
  help: did you mean `united`?"##,
    );
    check_problems(
        "== themes/x/theme.toml\ninherits = \"unity\"\n== themes/campaign/theme.toml\n",
        r##"missing-theme themes/x/theme.toml:1:12 `"unity"`
  there is no theme `unity`
  help: the themes are campaign, x"##,
    );
    check_problems(
        "== themes/x/theme.toml\ninherits = \"../../etc\"\n",
        r##"invalid-value themes/x/theme.toml:1:12 `"../../etc"`
  `../../etc` cannot name a theme
  help: write the name of a folder in `themes`, of letters, digits, `-`, `_` and `.`"##,
    );
    check_problems(
        "== themes/x/theme.toml\ninherits = \"..\"\n",
        r##"invalid-value themes/x/theme.toml:1:12 `".."`
  `..` cannot name a theme
  help: write the name of a folder in `themes`, of letters, digits, `-`, `_` and `.`"##,
    );
}

#[test]
fn circles() {
    check_problems(
        "== themes/x/theme.toml\ninherits = \"x\"\n",
        r##"theme-cycle themes/x/theme.toml:1:12 `"x"`
  the theme `x` inherits itself: x → x
  help: let the last of them inherit `base`, or remove its `inherits`"##,
    );
    check_problems(
        "== themes/x/theme.toml\ninherits = \"y\"\n== themes/y/theme.toml\ninherits = \"z\"\n== themes/z/theme.toml\ninherits = \"y\"\n",
        r##"theme-cycle themes/z/theme.toml:1:12 `"y"`
  the theme `y` inherits itself: y → z → y
  help: let the last of them inherit `base`, or remove its `inherits`"##,
    );
    check_problems(
        "== themes/x/theme.toml\n== themes/base/theme.toml\ninherits = \"x\"\n",
        r##"invalid-value themes/base/theme.toml:1:12 `"x"`
  `base` is below every theme and cannot inherit one
  help: remove the line `inherits`"##,
    );
    check_problems(
        "== themes/x/theme.toml\ninherits = \"base\"\n== themes/base/theme.toml\ninherits = \"x\"\n",
        r##"invalid-value themes/base/theme.toml:1:12 `"x"`
  `base` is below every theme and cannot inherit one
  help: remove the line `inherits`"##,
    );
}

#[test]
fn what_a_manifest_must_not_say() {
    check_problems(
        "== themes/x/theme.toml\nname = \"y\"\ntitel = \"X\"\nengine = \">=99\"\ninherits = 3\n",
        r##"invalid-value themes/x/theme.toml:1:8 `"y"`
  the theme in `themes/x` calls itself `y`
  help: write `name = "x"`, or rename the folder
theme-engine themes/x/theme.toml:3:10 `">=99"`
  the theme `x` needs Ribbon >=99, but this is Ribbon 0.1.0
  help: use a version of Ribbon in that range, or of the theme that works with this one
wrong-type themes/x/theme.toml:4:12 `3`
  `inherits` must be text in quotes, but this is a whole number
  help: write it in quotes: `"3"`
unknown-key themes/x/theme.toml:2:1 `titel`
  unknown key `titel` in theme.toml
  help: did you mean `title`?"##,
    );
    check_problems(
        "== themes/x/theme.toml\nengine = \"new\"\nyears = [2027, 2025]\n",
        r##"invalid-value themes/x/theme.toml:1:10 `"new"`
  `engine` cannot be `new`
  help: write a range of versions such as `>=0.1` or `>=0.1, <0.3`
invalid-value themes/x/theme.toml:2:9 `[2027, 2025]`
  `years` must be the first and the last year of the theme
  help: write them like `years = [2025, 2027]`"##,
    );
    check_problems(
        "== themes/x/theme.toml\nyears = \"2025\"\n[slogan]\nenglish = \"Hope\"\nfr = [\"a\"]\n[hashtags]\nen = [\"#Fine\", \"not\", \"#two words\"]\n",
        r##"wrong-type themes/x/theme.toml:1:9 `"2025"`
  `years` must be a list of the first and the last year, such as [2025, 2027], but this is text
unknown-language themes/x/theme.toml:3:1 `english`
  `english` is no language code
  help: write a code like `en`, `fr-CA` or `zh-Hant`
wrong-type themes/x/theme.toml:4:6 `["a"]`
  `fr` must be text in quotes, but this is a list
invalid-value themes/x/theme.toml:6:16 `"not"`
  `not` is not a hashtag
  help: a hashtag is `#` and letters or digits, without spaces or signs: `#WorldCancerDay`
invalid-value themes/x/theme.toml:6:23 `"#two words"`
  `#two words` is not a hashtag
  help: a hashtag is `#` and letters or digits, without spaces or signs: `#WorldCancerDay`"##,
    );
    check_problems(
        "== themes/x/theme.toml\nname = x\n",
        r##"syntax themes/x/theme.toml:1:8 `x`
  this is neither a text in quotes nor a number, a date, `true` or `false`
  help: text needs quotes: `name = "x"`"##,
    );
}

#[test]
fn tokens_that_are_refused() {
    check_problems(
        "== themes/x/theme.toml
[tokens.color]
surface = \"#fff\"
[tokens.color.light]
ink = \"#12345\"
red = \"} body { display: none\"
blue = \"blu\"
green = \"rbg(0 0 0)\"
grey = \"rgb(0 0 0) url(x)b\"
[tokens.color.dark]
accent = \"navy\"
[tokens.space]
s = true
m = \"calc(1rem + 2px\"
l = \"\"
xl = \"1rem; color: red\"
\"a b\" = \"1rem\"
[tokens.font]
body = \"'Noto Sans\"
[tokens.a-b]
c = 1
[tokens.a]
b-c = 2
",
        r##"invalid-value themes/x/theme.toml:4:7 `"#12345"`
  `ink` cannot be `#12345`
  help: after `#` come 3, 4, 6 or 8 of the digits 0 to 9 and a to f
invalid-value themes/x/theme.toml:5:7 `"} body { display: none"`
  `red` cannot be `} body { display: none`
  help: a token is one CSS value, without `}`
invalid-value themes/x/theme.toml:6:8 `"blu"`
  `blue` cannot be `blu`
  help: did you mean `blue`?
invalid-value themes/x/theme.toml:7:9 `"rbg(0 0 0)"`
  `green` cannot be `rbg(0 0 0)`
  help: did you mean `rgb`?
invalid-value themes/x/theme.toml:8:8 `"rgb(0 0 0) url(x)b"`
  `grey` cannot be `rgb(0 0 0) url(x)b`
  help: a colour ends where `rgb(…)` closes
unknown-key themes/x/theme.toml:2:1 `surface`
  unknown key `surface` in `[tokens.color]`, where colours belong under `light` or `dark`
  help: known keys: light, dark
wrong-type themes/x/theme.toml:12:5 `true`
  `s` must be text in quotes or a number, but this is true or false
invalid-value themes/x/theme.toml:13:5 `"calc(1rem + 2px"`
  `m` cannot be `calc(1rem + 2px`
  help: a `)` is missing
invalid-value themes/x/theme.toml:14:5 `""`
  `l` cannot be ``
  help: write a CSS value
invalid-value themes/x/theme.toml:15:6 `"1rem; color: red"`
  `xl` cannot be `1rem; color: red`
  help: a token is one CSS value, without `;`
invalid-value themes/x/theme.toml:16:1 `"a b"`
  `space.a b` cannot name a token
  help: use the letters a to z, digits, `-` and `_`
invalid-value themes/x/theme.toml:18:8 `"'Noto Sans"`
  `body` cannot be `'Noto Sans`
  help: a `'` is missing
invalid-value themes/x/theme.toml:22:1 `b-c`
  two tokens are called `--a-b-c`
  themes/x/theme.toml:20:5 `1` the first one
  help: give one of them another name
invalid-value themes/x/theme.toml:10:10 `"navy"`
  `--color-accent` has a dark colour, but no light one
  help: add it under `[tokens.color.light]`"##,
    );
}

#[test]
fn tokens_become_custom_properties() {
    let (_, theme, problems) = resolved(
        "== themes/base/theme.toml
[tokens.color.light]
surface = \"#ffffff\"
ink = \"oklch(25% 0.02 260)\"
[tokens.color.dark]
surface = \"Black\"
[tokens.space]
s = \"0.5rem\"
m = \"calc(2 * var(--space-s))\"
[tokens.line]
height = 1.5
== themes/x/theme.toml
[tokens.space]
l = \"2rem\"
s = \"0.4rem\"
[tokens.font]
body = 'system-ui, \"Noto Sans\", sans-serif'
",
    );
    assert_eq!(problems, "");
    assert_eq!(
        theme.tokens().css(),
        r##":root {
  color-scheme: light dark;
  --color-surface: #ffffff;
  --color-ink: oklch(25% 0.02 260);
  --space-s: 0.4rem;
  --space-m: calc(2 * var(--space-s));
  --space-l: 2rem;
  --line-height: 1.5;
  --font-body: system-ui, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-scheme="light"]) {
    color-scheme: dark;
    --color-surface: Black;
  }
}
:root[data-scheme="light"] {
  color-scheme: light;
}
:root[data-scheme="dark"] {
  color-scheme: dark;
  --color-surface: Black;
}
"##
    );
    assert_eq!(
        resolved("== themes/x/theme.toml\n[tokens.space]\ns = 1\n").1.tokens().css(),
        ":root {\n  color-scheme: light;\n  --space-s: 1;\n}\n"
    );
}

/// Checks `site` as the text under `[params]`; one `name = value` a line, then the problems.
fn check_params(declared: &str, site: &str, expected: &str) {
    let files = format!("== themes/base/theme.toml\n{declared}\n== site.toml\n{site}");
    let snapshot = snapshot(&files);
    let (theme, mut problems) = resolve(&snapshot, BASE, None);
    let source = SourceId::new("site.toml");
    let table = parse_toml(&source, site, 0, &mut problems);
    let params = problems.absorb(theme.params(&table, &source));
    let values = params.0.iter().map(|(name, value)| match value {
        Value::Moment(moment) => format!("{name} = {}", moment.iso()),
        Value::String(text) => format!("{name} = {text:?}"),
        Value::Integer(number) => format!("{name} = {number}"),
        Value::Float(number) => format!("{name} = {number}"),
        Value::Bool(flag) => format!("{name} = {flag}"),
        Value::Array(nodes) => format!("{name} = list of {}", nodes.len()),
        Value::Nothing | Value::Table(_) => format!("{name} = nothing"),
    });
    assert_eq!(values.chain([report(&snapshot, &problems)]).collect::<Vec<_>>().join("\n"), expected);
}

#[test]
fn params_are_checked_and_filled_in() {
    let declared = "[params.day]\ntype = \"date\"\nrequired = true\n[params.accent]\ntype = \"color\"\ndefault = \"navy\"\n[params.width]\ntype = \"number\"\n\
        default = 3\n[params.tags]\ntype = \"list\"\n[params.share]\ntype = \"bool\"\ndefault = true\ndescription = \"Show the links for sharing\"";
    check_params(
        declared,
        "day = \"2027-02-04\"\nshare = false\ntags = [\"a\", \"b\"]\n",
        r##"day = 2027-02-04
accent = "navy"
width = 3
tags = list of 2
share = false
"##,
    );
    check_params(
        declared,
        "shar = true\naccent = \"nvy\"\nwidth = \"3\"\ntags = [1]\nsomething = 1\n",
        r##"day = nothing
accent = "navy"
width = 3
tags = nothing
share = true
unknown-param site.toml:1:1 `shar`
  the theme has no parameter `shar`
  help: did you mean `share`?
unknown-param site.toml:5:1 `something`
  the theme has no parameter `something`
  help: the theme's parameters are day, accent, width, tags, share; what only your own templates read belongs under `[extra]`
missing-key site.toml:1:1 ``
  the theme needs the parameter `day`
  themes/base/theme.toml:1:9 `day` declared here
  help: add `day = …`, a date, under `[params]`
invalid-value site.toml:2:10 `"nvy"`
  `accent` cannot be `nvy`
  themes/base/theme.toml:4:9 `accent` the theme declares a colour here
  help: did you mean `navy`?
wrong-type site.toml:3:9 `"3"`
  `width` must be a number, but this is text
  themes/base/theme.toml:7:9 `width` the theme declares a number here
wrong-type site.toml:4:8 `[1]`
  `tags` must be a list of texts in quotes, but this is a list
  themes/base/theme.toml:10:9 `tags` the theme declares a list of texts here"##,
    );
    check_params(
        "",
        "share = 1\n",
        "unknown-param site.toml:1:1 `share`
  the theme has no parameter `share`
  help: the theme has no parameters; what only your own templates read belongs under `[extra]`",
    );
}

#[test]
fn params_that_are_declared_wrongly() {
    check_params(
        "[params]\nplain = 3\n[params.no-dash]\ntype = \"string\"\n[params.a]\ndefault = 1\n[params.b]\ntype = \"text\"\n[params.c]\ntype = \"bool\"\n\
         default = \"yes\"\n[params.d]\ntype = \"integer\"\nrequired = true\ndefault = 1\ndefalt = 1",
        "",
        r##"c = nothing
d = 1
wrong-type themes/base/theme.toml:2:9 `3`
  `plain` must be a table that declares the parameter, but this is a whole number
  help: write `[params.plain]` with `type` and `default`
invalid-value themes/base/theme.toml:3:9 `no-dash`
  `no-dash` cannot name a parameter
  help: templates need a name of letters, digits and `_` that starts with a letter
missing-key themes/base/theme.toml:5:9 `a`
  the parameter `a` has no `type`
  help: add a line like `type = "string"`
invalid-value themes/base/theme.toml:8:8 `"text"`
  `type` cannot be `text`
  help: expected one of `string`, `bool`, `integer`, `number`, `date`, `color`, `list`
wrong-type themes/base/theme.toml:11:11 `"yes"`
  `default` must be true or false, without quotes, but this is text
  help: write `true`
unknown-key themes/base/theme.toml:16:1 `defalt`
  unknown key `defalt` in `[params.d]`
  help: did you mean `default`?
invalid-value themes/base/theme.toml:15:1 `default`
  `d` is required, so its default is never used
  help: remove `default` or `required`
missing-key site.toml:1:1 ``
  the theme needs the parameter `d`
  themes/base/theme.toml:12:9 `d` declared here
  help: add `d = …`, a whole number, under `[params]`"##,
    );
}

#[test]
fn the_strongest_file_counts() {
    let (_, theme, _) = resolved(
        "== templates/page.html\nsite\n== static/css/site.css\nsite\n== themes/x/theme.toml\n== themes/x/templates/page.html\nx\n\
         == themes/x/templates/partials/head.html\nx\n== themes/x/static/css/theme.css\nx\n== themes/base/theme.toml\n\
         == themes/base/templates/page.html\nbase\n== themes/base/static/css/site.css\nbase\n== themes/base/static/icon.svg\nbase\n",
    );
    let template = |name| theme.template(name).map(|(source, layer)| format!("{} {layer}", source.id));
    assert_eq!(template("page.html").as_deref(), Some("templates/page.html 0"));
    assert_eq!(template("partials/head.html").as_deref(), Some("themes/x/templates/partials/head.html 1"));
    assert_eq!(template("none.html"), None);
    let all: Vec<String> = theme.templates().map(|(layer, name, source)| format!("{layer} {name} {}", source.text.trim())).collect();
    assert_eq!(all, ["0 page.html site", "1 page.html x", "2 page.html base", "1 partials/head.html x"]);
    let statics: Vec<String> = theme.statics().map(|(path, asset)| format!("{path} = {}", asset.id)).collect();
    assert_eq!(
        statics,
        ["css/site.css = static/css/site.css", "css/theme.css = themes/x/static/css/theme.css", "icon.svg = themes/base/static/icon.svg"]
    );
    assert_eq!(theme.statics().find(|(path, _)| *path == "icon.svg").map(|(_, asset)| asset.len), Some(5));
}

#[test]
fn identity_comes_from_the_nearest_theme_that_has_it() {
    let (_, theme, problems) = resolved(
        "== themes/x/theme.toml\nname = \"x\"\ninherits = \"y\"\nengine = \">=0.1\"\n[slogan]\nen = \"Hope\"\nfr = \"Espoir\"\n\
         == themes/y/theme.toml\ntitle = \"Y\"\nyears = [2025, 2027]\n[slogan]\nen = \"Old\"\nar = \"قديم\"\n[hashtags]\nen = [\"#Old\", \"#متحدون\"]\n",
    );
    assert_eq!(problems, "");
    let language = |code| Language::parse(code).expect("a code");
    let slogan = |code| theme.slogan(&language(code), &language("en"));
    assert_eq!((slogan("fr-CA"), slogan("ar"), slogan("en")), (Some("Espoir"), Some("Hope"), Some("Hope")));
    assert_eq!(theme.hashtags(&language("ar"), &language("en")), ["#Old", "#متحدون"]);
    assert_eq!((theme.name(), theme.title(), theme.years()), ("x", Some("Y"), Some(Years { first: 2025, last: 2027 })));
}

#[test]
fn the_fingerprint_is_of_what_templates_are_given() {
    let print = |files: &str, params: &Params| resolve(&snapshot(files), "x", None).0.fingerprint(params);
    let files = "== themes/x/theme.toml\ntitle = \"X\"\n== themes/x/templates/page.html\none\n";
    let none = Params::default();
    assert_eq!(print(files, &none), print(&files.replace("title", "# a comment\ntitle"), &none));
    assert_eq!(print(files, &none), print(&format!("{files}== static/a.css\n"), &none));
    assert_ne!(print(files, &none), print(&files.replace("one", "two"), &none));
    assert_ne!(print(files, &none), print(&files.replace("\"X\"", "\"Y\""), &none));
    assert_ne!(print(files, &none), print(&format!("{files}== strings/en.ftl\n"), &none));
    assert_ne!(print(files, &none), print(files, &Params(vec![("a".to_owned(), Value::Bool(true))])));
}

/// Resolves a theme of colours alone over nothing.
fn check_colors(theme: &str, expected: &str) {
    check_problems(&format!("== themes/x/theme.toml\n{theme}"), expected);
}

#[test]
fn contrast_is_proved_without_rounding() {
    check_colors("[tokens.color.light]\nsurface = \"#ffffff\"\ntext = \"#767676\"\n", "");
    check_colors(
        "[tokens.color.light]\nsurface = \"#ffffff\"\ntext = \"#777777\"\n",
        r##"A11Y-CONTRAST themes/x/theme.toml:3:8 `"#777777"`
  `text` on `surface` has a contrast of 4.478:1 in the light scheme, and text needs 4.5:1
  themes/x/theme.toml:2:11 `"#ffffff"` the other colour, `#ffffff`
  help: write `text = "#767676"` under `[tokens.color.light]`: 4.542:1, the nearest colour that passes"##,
    );
    check_colors(
        "[tokens.color.light]\nsurface = \"white\"\nfocus = \"hsl(0 0% 60%)\"\n",
        r##"A11Y-CONTRAST-UI themes/x/theme.toml:3:9 `"hsl(0 0% 60%)"`
  `focus` on `surface` has a contrast of 2.849:1 in the light scheme, and a part of the interface needs 3:1
  themes/x/theme.toml:2:11 `"white"` the other colour, `white`
  help: write `focus = "#949494"` under `[tokens.color.light]`: 3.033:1, the nearest colour that passes"##,
    );
}

#[test]
fn both_schemes_are_proved_with_what_is_inherited() {
    // The theme changes the ground of the dark alone; the text comes from base, in its light colour.
    let files = "== themes/x/theme.toml
[tokens.color.dark]
surface = \"#202020\"
== themes/base/theme.toml
[tokens.color.light]
surface = \"#fff\"
text = \"#111\"
";
    check_problems(
        files,
        r##"A11Y-CONTRAST themes/x/theme.toml:2:11 `"#202020"`
  `text` on `surface` has a contrast of 1.158:1 in the dark scheme, and text needs 4.5:1
  themes/base/theme.toml:3:8 `"#111"` the other colour, `#111`
  help: write `text = "#878787"` under `[tokens.color.dark]`: 4.535:1, the nearest colour that passes"##,
    );
}

#[test]
fn a_theme_declares_what_its_own_colours_stand_on() {
    check_colors(
        "[tokens.color.light]
surface = \"#fff\"
field = \"#2c0f38\"
on-field = \"#808080\"
quiet = \"#777\"
line = \"#444\"
shade = \"rgb(0 0 0 / 0.5)\"
[contrast.large-text]
quiet = [\"surface\", \"shade\"]
[contrast.interface]
line = [\"field\", \"feild\"]
lime = [\"field\"]
[contrast.huge]
a = [\"b\"]
[contrast.text]
quiet = \"surface\"
",
        r##"wrong-type themes/x/theme.toml:16:9 `"surface"`
  `quiet` must be a list of texts in quotes, the colours it stands on, but this is text
  help: write it like `["surface"]`
unknown-key themes/x/theme.toml:13:11 `huge`
  unknown key `huge` in `[contrast]`
  help: known keys: text, large-text, interface
invalid-value themes/x/theme.toml:11:18 `"feild"`
  there is no colour `feild`
  help: did you mean `field`?
invalid-value themes/x/theme.toml:12:1 `lime`
  there is no colour `lime`
  help: did you mean `line`?
A11Y-CONTRAST themes/x/theme.toml:4:12 `"#808080"`
  `on-field` on `field` has a contrast of 4.314:1 in the light scheme, and text needs 4.5:1
  themes/x/theme.toml:3:9 `"#2c0f38"` the other colour, `#2c0f38`
  help: write `on-field = "#848484"` under `[tokens.color.light]`: 4.555:1, the nearest colour that passes
A11Y-CONTRAST themes/x/theme.toml:5:9 `"#777"`
  `quiet` on `shade` has a contrast of 1.126:1 in the light scheme, and large text needs 3:1
  themes/x/theme.toml:7:9 `"rgb(0 0 0 / 0.5)"` the other colour, `rgb(0 0 0 / 0.5)`
  help: write `quiet = "#363636"` under `[tokens.color.light]`: 3.038:1, the nearest colour that passes on all its grounds
A11Y-CONTRAST-UI themes/x/theme.toml:6:8 `"#444"`
  `line` on `field` has a contrast of 1.749:1 in the light scheme, and a part of the interface needs 3:1
  themes/x/theme.toml:3:9 `"#2c0f38"` the other colour, `#2c0f38`
  help: write `line = "#676767"` under `[tokens.color.light]`: 3.012:1, the nearest colour that passes"##,
    );
}

#[test]
fn colours_that_cannot_be_proved_are_refused_where_it_matters() {
    check_colors(
        "[tokens.color.light]
surface = \"#fffc\"
text = \"color-mix(in srgb, red, blue)\"
link = \"var(--color-accent)\"
accent = \"rgb(0 0)\"
spark = \"color-mix(in srgb, red, blue)\"
",
        r##"invalid-value themes/x/theme.toml:5:10 `"rgb(0 0)"`
  `accent` cannot be `rgb(0 0)`
  help: `rgb(…)` has parts that make no colour; write it like `rgb(11 83 148)` or `oklch(45% 0.12 250)`
invalid-value themes/x/theme.toml:2:11 `"#fffc"`
  `surface` lets through what lies behind the page
  help: write a colour without transparency
invalid-value themes/x/theme.toml:3:8 `"color-mix(in srgb, red, blue)"`
  the contrast of `text` cannot be proved, because `color-mix(in srgb, red, blue)` is not a colour that can be computed
  help: write it like `#0b5394`, `rgb(11 83 148)`, `hsl(207 86% 31%)`, `oklch(45% 0.12 250)`, `navy` or `var(--color-link)`
invalid-value themes/x/theme.toml:4:8 `"var(--color-accent)"`
  `link` takes the colour `accent`, which there is not
  help: write a colour like `#0b5394`"##,
    );
}

#[test]
fn a_colour_may_name_another_and_be_written_in_any_way() {
    check_colors(
        "[tokens.color.light]
surface = \"WhiteSmoke\"
text = \"oklch(30% 0.02 260)\"
text-muted = \"hsl(210 15% 35%)\"
link = \"var(--color-text)\"
focus = \"var(--color-focus)\"
",
        r##"invalid-value themes/x/theme.toml:6:9 `"var(--color-focus)"`
  the contrast of `focus` cannot be proved, because `var(--color-focus)` is not a colour that can be computed
  help: write it like `#0b5394`, `rgb(11 83 148)`, `hsl(207 86% 31%)`, `oklch(45% 0.12 250)`, `navy` or `var(--color-link)`"##,
    );
}

#[test]
fn every_token_of_base_is_a_role_or_a_size_and_is_used() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/base");
    let manifest = std::fs::read_to_string(root.join("theme.toml")).expect("base");
    let (theme, problems) = resolve(&snapshot(&format!("== themes/base/theme.toml\n{manifest}")), "base", None);
    assert_eq!(problems, [], "base proves its own colours");
    let colors: Vec<&str> = theme.tokens().light.iter().filter_map(|token| token.property.strip_prefix("--color-")).collect();
    let roles: Vec<&str> = roles::ROLES.iter().map(|role| role.name).collect();
    assert_eq!(colors, roles);
    assert_eq!(theme.tokens().dark.len(), roles.len(), "base sets every role for the dark too");
    let mut css = String::new();
    for entry in std::fs::read_dir(root.join("static/css")).expect("style sheets").flatten() {
        css.push_str(&std::fs::read_to_string(entry.path()).expect("a style sheet"));
    }
    let unused: Vec<&str> = theme
        .tokens()
        .light
        .iter()
        .map(|token| token.property.as_str())
        // Charts are drawn by a style sheet that comes with them.
        .filter(|property| !property.starts_with("--color-chart-") && !css.contains(&format!("var({property})")))
        .collect();
    assert_eq!(unused, [""; 0]);
}

/// The guide's table of roles is that of the code; the rows are printed where it is not.
#[test]
fn the_guide_has_every_role() {
    let row = |role: &roles::Role| {
        let on = role.on.iter().map(|(need, grounds)| {
            let grounds: Vec<String> = grounds.iter().map(|ground| format!("`{ground}`")).collect();
            format!("{} on {}", need.ratio(), grounds.join(", "))
        });
        format!("| `{}` | {} | {} |\n", role.name, role.meaning, on.collect::<Vec<_>>().join("; "))
    };
    let rows: String = roles::ROLES.iter().map(row).collect();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/design/themes.md");
    let guide = std::fs::read_to_string(path).expect("the guide");
    assert!(guide.contains(&rows), "write this table into the guide:\n{rows}");
}
