//! What rules say of small pages.

use super::{KnownStyles, Outcome, RULES, Subject, overall};
use crate::syntax::html::Document;

/// What a rule says of a page with this body; `None` where it does not apply.
fn outcome(id: &str, body: &str) -> Option<Outcome> {
    let text = format!("<!doctype html><html lang=\"en\"><head><title>A page</title></head><body>{body}</body></html>");
    of_text(id, &text)
}

fn of_text(id: &str, text: &str) -> Option<Outcome> {
    let document = Document::parse(text);
    let known = KnownStyles::default();
    let subject = Subject::read(&document, &|_| None, &known)?;
    let rule = RULES.iter().find(|rule| rule.id == id).expect("a rule");
    overall(&rule.check(&subject))
}

fn passes(id: &str, bodies: &[&str]) {
    for body in bodies {
        assert_eq!(outcome(id, body), Some(Outcome::Passed), "{id}: {body}");
    }
}

fn fails(id: &str, bodies: &[&str]) {
    for body in bodies {
        assert_eq!(outcome(id, body), Some(Outcome::Failed), "{id}: {body}");
    }
}

fn does_not_apply(id: &str, bodies: &[&str]) {
    for body in bodies {
        assert_eq!(outcome(id, body), None, "{id}: {body}");
    }
}

#[test]
fn names_of_links_and_buttons() {
    let by_label = "<a href=/ aria-label=Start><i></i></a>";
    passes("c487ae", &["<a href=/>Start</a>", by_label, "<a href=/><img src=a alt=Start></a>", "<a href=/ title=Start></a>"]);
    let hidden = "<a href=/><span hidden>Start</span></a>";
    fails("c487ae", &["<a href=/></a>", "<a href=/><img src=a alt=''></a>", hidden, "<a href=/ aria-labelledby=none></a>"]);
    let away = "<div aria-hidden=true><a href=/></a></div>";
    does_not_apply("c487ae", &["<a>Start</a>", "<a href=/ hidden></a>", away, "<a href=/ role=button></a>"]);
    let referenced = "<p id=n hidden>Send</p><button aria-labelledby=n></button>";
    passes("97a4e1", &["<button>Send</button>", "<input type=submit>", "<button><svg><title>Send</title></svg></button>", referenced]);
    fails("97a4e1", &["<button> </button>", "<div role=button tabindex=0></div>", "<input type=button>"]);
}

#[test]
fn generated_content_and_labels_give_names() {
    passes("97a4e1", &["<style>.x::before { content: 'Close' }</style><button class=x></button>"]);
    let titled = "<select title=Year><option>1</select>";
    passes("e086e5", &["<label>Name <input></label>", "<label for=a>Name</label><input id=a>", "<input aria-label=Name>", titled]);
    let of_another = "<label for=b>Name</label><input id=a>";
    fails("e086e5", &["Name <input>", "<label>Name</label><input>", of_another, "<div role=textbox contenteditable></div>"]);
}

#[test]
fn pictures() {
    let decorative = "<img src=a role=presentation>";
    passes("23a2a8", &["<img src=a alt='A tree'>", "<img src=a alt=''>", decorative, "<div role=img aria-label='A tree'></div>"]);
    fails("23a2a8", &["<img src=a>", "<img src=a alt='  '>", "<img src=a role=none tabindex=0>", "<div role=img></div>"]);
    does_not_apply("23a2a8", &["<img src=a style='display: none'>", "<svg role=img></svg>"]);
    fails("7d6734", &["<svg role=img></svg>"]);
    passes("7d6734", &["<svg role=img><title>A tree</title></svg>"]);
}

#[test]
fn roles_and_attributes() {
    fails("674b10", &["<p role=paragrph>A</p>"]);
    passes("674b10", &["<p role='nothing note'>A</p>"]);
    fails("5f99a7", &["<p aria-lable=a>A</p>"]);
    let dangling = "<div role=scrollbar aria-controls=none aria-valuenow=1></div>";
    fails("6a7281", &["<button aria-pressed=yes>A</button>", "<div role=heading aria-level=two>A</div>", dangling]);
    passes(
        "6a7281",
        &["<button aria-pressed=mixed>A</button>", "<p aria-relevant='additions text'>A</p>", "<p aria-describedby=none>A</p>"],
    );
    let open = "<div role=combobox aria-expanded=true></div>";
    fails("4e8ab6", &["<div role=checkbox>A</div>", "<div role=slider></div>", open, "<hr role=separator tabindex=0>"]);
    passes("4e8ab6", &["<div role=checkbox aria-checked=false>A</div>", "<div role=combobox aria-expanded=false></div>"]);
    does_not_apply("4e8ab6", &["<input type=checkbox role=switch>", "<h2 role=heading>A</h2>", "<div role=separator></div>"]);
    fails("5c01ea", &["<button aria-checked=true>A</button>", "<ul aria-sort=none></ul>"]);
    passes("5c01ea", &["<button aria-expanded=true>A</button>", "<p aria-live=polite>A</p>"]);
    fails("kb1m8s", &["<span aria-label=A>B</span>", "<p aria-roledescription=tile>B</p>"]);
    passes("kb1m8s", &["<nav aria-label=A>B</nav>"]);
}

#[test]
fn what_is_inside_what() {
    fails("ff89c9", &["<div role=tab>A</div>", "<div role=list><div role=link><div role=listitem>A</div></div></div>"]);
    let owned = "<div role=list aria-owns=i></div><div id=i role=listitem>A</div>";
    passes("ff89c9", &["<div role=list><div><div role=listitem>A</div></div></div>", owned]);
    let in_group = "<div role=menu><div role=group><a href=/>A</a></div></div>";
    fails("bc4a75", &["<div role=list><p role=note>A</p></div>", "<div role=tablist></div>", in_group]);
    passes("bc4a75", &["<div role=tablist><span role=tab>A</span></div>", "<ul></ul>"]);
    does_not_apply("bc4a75", &["<div role=list aria-busy=true></div>"]);
    fails("307n5z", &["<button><a href=/>A</a></button>", "<div role=img aria-label=A><input></div>"]);
    fails("6cfa84", &["<div aria-hidden=true><a href=/>A</a></div>", "<p aria-hidden=true tabindex=0>A</p>"]);
    let disabled = "<div aria-hidden=true><button disabled>A</button></div>";
    passes("6cfa84", &["<div aria-hidden=true><a href=/ tabindex=-1>A</a></div>", disabled]);
    fails("46ca7f", &["<img src=a alt='' aria-label=A>", "<ul role=none tabindex=0></ul>"]);
}

#[test]
fn languages() {
    fails("de46e4", &["<p lang=english>Words</p>", "<p lang=xyzzy>Words</p>"]);
    passes("de46e4", &["<p lang=en-GB>Words</p>", "<p lang=sr-Latn>Words</p>"]);
    passes("de46e4", &["<p lang=english><span lang=en>Words</span></p>"]);
    does_not_apply("de46e4", &["<p lang=english></p>"]);
    assert_eq!(of_text("b5c3f8", "<html><body>A"), Some(Outcome::Failed));
    assert_eq!(of_text("bf051a", "<html lang=eng><body>A"), Some(Outcome::Failed));
    assert_eq!(of_text("bf051a", "<html lang=pt-BR><body>A"), Some(Outcome::Passed));
    let german = "Wer krank ist, braucht Menschen, die zuhören, und Zeit, um zu verstehen, was die Ärzte ihm gesagt haben.";
    fails("ucwvc8", &[&format!("<p>{german}</p>")]);
    passes("off6ek", &[&format!("<p lang=de>{german}</p>")]);
    fails("off6ek", &[&format!("<p lang=fr>{german}</p>")]);
    // Names and titles tell nothing of a language.
    let source = "<p lang=fr>Bray F, Laversanne M, Sung H, Ferlay J, Siegel RL. Global Cancer Statistics 2022. Lyon, Geneva.</p>";
    assert_ne!(outcome("off6ek", source), Some(Outcome::Failed));
}

#[test]
fn contrast_of_texts() {
    let on_dark = "<div style='background: #333'><p style='color: #555'>A</p></div>";
    fails("afw4f7", &["<p style='color: #888'>A</p>", on_dark, "<p style='opacity: .4'>A</p>"]);
    let large = "<p style='color: #949494; font-size: 24px'>A</p>";
    passes("afw4f7", &["<p style='color: #767676'>A</p>", large, "<p style='color: var(--c, #000)'>A</p>"]);
    does_not_apply("afw4f7", &["<button disabled style='color: #ddd'>A</button>", "<p style='color: #fff'>A</p>", "<p>—</p>"]);
    let on_picture = "<p style='color: #888; background: url(a.png)'>A</p>";
    assert_eq!(outcome("afw4f7", on_picture), Some(Outcome::Undecided));
    let unknown_sheet = "<link rel=stylesheet href=a.css><p style='color: #888'>A</p>";
    assert_eq!(outcome("afw4f7", unknown_sheet), Some(Outcome::Undecided));
}

#[test]
fn the_cascade() {
    let styled = |style: &str| format!("<style>{style}</style><p id=i class=c>A</p>");
    for failing in [
        "p { color: #888 }",
        "#i { color: #888 } .c { color: #000 }",
        "p { color: #888 !important } #i { color: #000 }",
        "@layer a { #i { color: #000 } } p { color: #888 }",
        "@layer a, b; @layer b { p { color: #888 } } @layer a { #i { color: #000 } }",
        "@media (min-width: 40rem) { p { color: #888 } }",
        "body { & .c { color: #888 } }",
        ":root { --grey: #888 } p { color: var(--grey) }",
        "body { color: #888 }",
        "p:not(.d):is(.c, .e) { color: #888 }",
    ] {
        assert_eq!(outcome("afw4f7", &styled(failing)), Some(Outcome::Failed), "{failing}");
    }
    let overridden = "p { color: #888 } .c { color: #111 }";
    for passing in ["@media print { p { color: #888 } }", overridden, ".d { color: #888 }", "p { color: #888 } p { color: initial }"] {
        assert_eq!(outcome("afw4f7", &styled(passing)), Some(Outcome::Passed), "{passing}");
    }
}

#[test]
fn pages_as_a_whole() {
    fails("bc659a", &["<meta http-equiv=refresh content='20; url=/'>"]);
    passes("bc659a", &["<meta http-equiv=refresh content='0; url=/'>", "<meta http-equiv=refresh content=80000>"]);
    does_not_apply("bc659a", &["<meta http-equiv=refresh content='soon'>"]);
    fails("b4f0c3", &["<meta name=viewport content='user-scalable=no'>", "<meta name=viewport content='maximum-scale=1.5'>"]);
    passes("b4f0c3", &["<meta name=viewport content='maximum-scale=3'>"]);
    does_not_apply("b4f0c3", &["<meta name=viewport content='width=device-width'>"]);
    assert_eq!(of_text("2779a5", "<html lang=en><body><svg><title>A</title></svg>"), Some(Outcome::Failed));
    passes("b40fd1", &["<nav>A</nav><main>B</main>"]);
    fails("b40fd1", &["<nav>A</nav><div>B</div>"]);
    passes("ye5d6e", &["<a href=#m>Skip</a><nav><a href=/>A</a></nav><main id=m>B</main>"]);
    fails("ye5d6e", &["<nav><a href=/>A</a></nav><main>B</main>"]);
}

#[test]
fn tables_and_fields() {
    let table = |rows: &str| format!("<table>{rows}</table>");
    fails("d0f69e", &[&table("<tr><th>A<th>B<tr><td>1")]);
    let spanning = table("<tr><th colspan=2>A<tr><td>1<td>2");
    passes("d0f69e", &[&table("<tr><th>A<th>B<tr><td>1<td>2"), &table("<tr><th>A<td>1<tr><th>B<td>2"), &spanning]);
    fails("a25f45", &[&table("<tr><th id=a>A<tr><td headers=b>1"), &table("<tr><th>A<tr><td id=c headers=c>1")]);
    passes("a25f45", &[&table("<tr><th id=a>A<tr><td headers=a>1")]);
    fails("73f2c2", &["<input autocomplete=mail>"]);
    does_not_apply("73f2c2", &["<input autocomplete=off>", "<input disabled autocomplete=mail>"]);
}

#[test]
fn texts_that_are_shown_are_in_names() {
    let part_of_a_word = "<a href=/ aria-label=Sender>Send</a>";
    fails("2ee8b8", &["<button aria-label='Submit form'>Send</button>", part_of_a_word, "<a href=/ aria-label='2nd'>2</a>"]);
    let with_dots = "<a href=/ aria-label='Read: our story'>Our story…</a>";
    passes("2ee8b8", &["<button aria-label='Send form'>Send</button>", with_dots, "<button aria-label=Close>×</button>"]);
    does_not_apply("2ee8b8", &["<button>Send</button>", "<a href=/ aria-label=Send><img src=a alt=''></a>"]);
}

#[test]
fn boxes_that_do_not_fit() {
    let long = "word ".repeat(100);
    fails("59br37", &[&format!("<p style='overflow: hidden; height: 2em; width: 200px'>{long}</p>")]);
    passes("59br37", &["<p style='overflow: hidden; height: 200px; width: 200px'>A few words</p>"]);
    fails("0ssw9k", &[&format!("<div style='overflow: auto; height: 60px; width: 200px'><p>{long}</p></div>")]);
    passes("0ssw9k", &[&format!("<div tabindex=0 style='overflow: auto; height: 60px; width: 200px'><p>{long}</p></div>")]);
    fails("b33eff", &["<style>@media (orientation: landscape) { body { rotate: -90deg } }</style><p>A</p>"]);
    passes("b33eff", &["<style>@media (orientation: landscape) { body { transform: rotate(180deg) } }</style><p>A</p>"]);
    fails("oj04fd", &["<style>a { outline: 0 }</style><a href=/>A</a>"]);
    let drawn = "<style>a { outline: 0 } a:focus-visible { outline: 2px solid }</style><a href=/>A</a>";
    passes("oj04fd", &["<a href=/>A</a>", drawn]);
}

#[test]
fn pages_that_are_too_large_are_not_read() {
    let known = KnownStyles::default();
    let reads = |text: &str| Subject::read(&Document::parse(text), &|_| None, &known).is_some();
    assert!(reads(&"<p>".repeat(19_000)) && reads(&"<i>".repeat(200)));
    assert!(!reads(&"<p>".repeat(21_000)) && !reads(&"<i>".repeat(300)));
}

/// Nothing that a page may hold brings a rule to a stop.
#[test]
fn pages_without_sense() {
    let deep = "<div style='color: var(--a); --a: var(--b); --b: var(--a)'>".repeat(100);
    let many = "<a href=/ aria-labelledby='x y'>a</a><label>b <input></label>".repeat(500);
    let labels = "<label id=a aria-labelledby=b></label><label id=b aria-labelledby=a></label><input aria-labelledby=a>";
    for body in [&deep, &many, labels, "<style>@layer a{@layer b{</style><p>", "<style>@media (((</style>"] {
        for rule in RULES {
            let _ = outcome(rule.id, body);
        }
    }
}
