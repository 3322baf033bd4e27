//! Series of edits by name: what was wrong once, and how little an edit may render.

use ribbon::build::{Memos, build};
use ribbon::source::Snapshot;

use crate::edit::{moment, put};
use crate::texts::CONFIG;
use crate::{compare, start};

/// Builds, edits, and compares the next build with one from nothing.
fn check(mut snapshot: Snapshot, edit: impl FnOnce(&mut Snapshot)) {
    let mut warm = Memos::default();
    build(&snapshot, &mut warm);
    edit(&mut snapshot);
    let (again, anew) = (build(&snapshot, &mut warm), build(&snapshot, &mut Memos::default()));
    compare(&again, &anew).expect("what a build from nothing gives");
}

fn with(files: &[(&str, &str)]) -> Snapshot {
    let mut snapshot = start();
    for (path, text) in files {
        put(&mut snapshot, path, *text);
    }
    snapshot
}

#[test]
fn a_new_page_is_suggested_for_a_near_miss_in_a_template() {
    let snapshot = with(&[("templates/page.html", "{% set about = page(path=\"news/abuot.md\") %}{{ about.title }}")]);
    let suggestion = "did you mean `news/about.md`?";
    let says = |snapshot: &Snapshot, memos: &mut Memos| {
        build(snapshot, memos).diagnostics.iter().any(|problem| format!("{problem:?}").contains(suggestion))
    };
    let mut edited = snapshot.clone();
    put(&mut edited, "content/news/about.md", "About.\n");
    let mut warm = Memos::default();
    assert!(!says(&snapshot, &mut warm));
    assert!(says(&edited, &mut warm));
    check(snapshot, |snapshot| put(snapshot, "content/news/about.md", "About.\n"));
}

#[test]
fn a_changed_term_is_looked_for_in_texts_that_are_known() {
    let terms = |avoid: &str| format!("[x]\nsource = \"s\"\nen = {{ use = \"right\", avoid = \"{avoid}\" }}\n");
    let snapshot = with(&[("data/terms.toml", &terms("other")), ("content/a.md", "A wrong word.\n")]);
    check(snapshot.clone(), |snapshot| put(snapshot, "data/terms.toml", terms("wrong")));
    let mut warm = Memos::default();
    let tells = |snapshot: &Snapshot, memos: &mut Memos| {
        build(snapshot, memos).diagnostics.iter().any(|problem| problem.code == ribbon::diagnostic::Code::TermAvoid)
    };
    assert!(!tells(&snapshot, &mut warm));
    let mut edited = snapshot;
    put(&mut edited, "data/terms.toml", terms("wrong"));
    assert!(tells(&edited, &mut warm));
}

#[test]
fn problems_move_with_the_keys_of_the_site() {
    let wrong = format!("{CONFIG}[menus]\nmain = [\"nowhere.md\"]\n[params]\noutlin = false\n");
    check(with(&[("site.toml", &wrong)]), |snapshot| put(snapshot, "site.toml", format!("# A line above.\n{wrong}")));
}

#[test]
fn problems_move_with_the_keys_of_a_page() {
    let page = |above: &str| format!("+++\n{above}title = \"A\"\nphases = [\"dya\"]\n[taxonomies]\ntagz = [\"x\"]\n+++\n");
    check(with(&[("content/a.md", &page(""))]), |snapshot| put(snapshot, "content/a.md", page("# A line above.\n")));
}

#[test]
fn a_missing_template_is_shown_where_the_key_stands_now() {
    let page = |above: &str| format!("+++\n{above}template = \"paeg.html\"\n+++\n");
    check(with(&[("content/a.md", &page(""))]), |snapshot| put(snapshot, "content/a.md", page("# A line above.\n")));
    let section = |above: &str| format!("+++\n{above}page_template = \"paeg.html\"\n+++\n");
    let path = "content/news/_index.md";
    check(with(&[(path, &section(""))]), |snapshot| put(snapshot, path, section("# A line above.\n")));
}

#[test]
fn a_theme_that_is_not_there_has_addresses_of_its_own() {
    let section = |theme: &str| format!("+++\ntheme = \"{theme}\"\n+++\n");
    let snapshot = with(&[
        ("site.toml", &format!("{CONFIG}[campaign]\nday = 2027-02-04\n")),
        ("content/news/_index.md", &section("base")),
        ("content/news/c.md", "::countdown\n"),
    ]);
    check(snapshot, |snapshot| put(snapshot, "content/news/_index.md", section("othr")));
}

#[test]
fn a_new_style_is_suggested_for_a_near_miss() {
    let config = format!("{CONFIG}[citations]\nstyle = \"data/sytle.csl\"\n");
    check(with(&[("site.toml", &config)]), |snapshot| put(snapshot, "data/style.csl", "<style/>"));
}

#[test]
fn one_edited_body_renders_one_page() {
    let mut snapshot = start();
    put(&mut snapshot, "content/a.md", "+++\ntitle = \"A\"\ndescription = \"d\"\n+++\nFirst.\n\nSecond.\n");
    let mut memos = Memos::default();
    build(&snapshot, &mut memos);
    put(&mut snapshot, "content/a.md", "+++\ntitle = \"A\"\ndescription = \"d\"\n+++\nFirst.\n\nChanged here!\n");
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 1);
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 0);
}

#[test]
fn another_day_renders_only_what_shows_the_day() {
    let mut snapshot = start();
    put(&mut snapshot, "site.toml", format!("{CONFIG}[campaign]\nday = 2027-02-04\n"));
    put(&mut snapshot, "content/a.md", "::countdown\n");
    put(&mut snapshot, "content/b.md", "::: callout title=\"T\"\nNo days here.\n:::\n");
    snapshot.settings.now = moment("2027-01-10");
    let mut memos = Memos::default();
    build(&snapshot, &mut memos);
    snapshot.settings.now = moment("2027-01-11");
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 1);
    // A phase that no page shows changes nothing either.
    put(&mut snapshot, "content/a.md", "No days.\n");
    build(&snapshot, &mut memos);
    snapshot.settings.now = moment("2027-02-04");
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 0);
}

#[test]
fn an_edited_statistic_or_reference_renders_the_pages_that_use_it() {
    let mut snapshot = start();
    let reference = |key: &str, year: &str| format!("{key}:\n  type: book\n  title: T\n  publisher: P\n  date: {year}\n");
    let stat = |id: &str, value: &str| format!("[{id}]\nvalue = {value}\nsource = \"one\"\n");
    put(&mut snapshot, "data/references.yml", reference("one", "2020") + &reference("two", "2020"));
    put(&mut snapshot, "data/stats.toml", stat("first", "1") + &stat("second", "2"));
    let page = |text: &str| format!("+++\ntitle = \"T\"\ndescription = \"d\"\n+++\nA text.\n\n{text}\n");
    put(&mut snapshot, "content/a.md", page("About :stat{id=\"first\" cite=false} people."));
    put(&mut snapshot, "content/b.md", page("About :stat{id=\"second\" cite=false} people."));
    put(&mut snapshot, "content/c.md", page("A claim [@one]."));
    put(&mut snapshot, "content/d.md", page("A claim [@two]."));
    let mut memos = Memos::default();
    build(&snapshot, &mut memos);
    put(&mut snapshot, "data/stats.toml", stat("first", "7") + &stat("second", "2"));
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 1);
    put(&mut snapshot, "data/references.yml", reference("one", "2020") + &reference("two", "2021"));
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 1);
    // A number and a source that no page uses change none.
    put(&mut snapshot, "data/stats.toml", stat("first", "7") + &stat("second", "2") + &stat("third", "3"));
    put(&mut snapshot, "data/references.yml", reference("one", "2020") + &reference("two", "2021") + &reference("three", "2022"));
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 0);
}

#[test]
fn a_template_for_cards_that_comes_later_draws_them() {
    let config = format!("{CONFIG}[cards]\ntemplate = \"own\"\n");
    let snapshot = with(&[("site.toml", config.as_str())]);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><text>{{ page.title }}</text></svg>";
    check(snapshot, |snapshot| put(snapshot, "templates/cards/own.xml", svg));
}
