//! The work of a build grows with its pages, not with their square.
//!
//! Allocations are counted, not time: twice as many more pages may cost about twice as many more of them. A loop that
//! only compares is not seen by this; what has such loops looks things up in maps.

use std::alloc::System;
use std::fmt::Write;

use ribbon::build::{Memos, build};
use ribbon::source::{Settings, Snapshot, Source, SourceId};
use stats_alloc::{Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &stats_alloc::INSTRUMENTED_SYSTEM;

const CONFIG: &str = "title = \"Work\"\nbase_url = \"https://example.org\"\n[languages.fr]\n[taxonomies.tags]\n";

/// A site of some pages, of which each has what `front` and `body` say of its number.
fn site(n_pages: usize, front: &dyn Fn(usize) -> String, body: &dyn Fn(usize) -> String, others: &[(String, String)]) -> Snapshot {
    let mut snapshot = Snapshot::empty(Settings::on("2026-11-23".parse().expect("a date")));
    let mut put = |path: &str, text: String| snapshot.texts.insert(SourceId::new(path), Source::new(path, text));
    put("site.toml", CONFIG.to_owned());
    put("themes/base/theme.toml", "name = \"base\"\n".to_owned());
    for name in ["index.html", "section.html", "terms.html", "term.html", "404.html", "robots.txt", "sitemap.xml", "sitemap_index.xml"] {
        put(&format!("templates/{name}"), "<h1>Work</h1>".to_owned());
    }
    let page = "{{ page.title }}{{ page.content }}{% if page.later %}{{ page.later.title }}{% endif %}";
    put("templates/page.html", page.to_owned());
    put("content/_index.md", "+++\ntitle = \"Home\"\n+++\n".to_owned());
    for n in 0..n_pages {
        put(&format!("content/s{}/p{n:04}.md", n / 10), format!("+++\ntitle = \"Page {n}\"\n{}\n+++\n{}\n", front(n), body(n)));
        if n % 10 == 0 {
            put(&format!("content/s{}/_index.md", n / 10), "+++\nsort_by = \"title\"\n+++\n".to_owned());
        }
    }
    for (path, text) in others {
        put(path, text.clone());
    }
    snapshot
}

fn work(snapshot: &Snapshot) -> usize {
    let region = Region::new(COUNTED);
    let built = build(snapshot, &mut Memos::default());
    let n_allocations = region.change().allocations;
    assert_eq!(built.diagnostics.iter().map(|problem| &problem.message).collect::<Vec<_>>(), Vec::<&String>::new());
    n_allocations
}

/// Compares what the pages from n to 2n cost with what those from 2n to 4n do.
fn check(name: &str, site: &dyn Fn(usize) -> Snapshot) {
    const N: usize = 60;
    work(&site(N));
    let [one, two, four] = [N, 2 * N, 4 * N].map(|n| work(&site(n)));
    let growth = (four - two) as f64 / (two - one) as f64;
    assert!(growth < 2.4, "{name}: {one}, {two} and {four} allocations at {N}, {} and {} pages", 2 * N, 4 * N);
}

/// One test, for the counts are those of the whole program.
#[test]
fn work_follows_the_number_of_pages() {
    let none = |_: usize| String::new();
    check("pages", &|n| site(n, &none, &none, &[]));
    check("languages", &|n| {
        let french = |n| (format!("content/s{}/p{n:04}.fr.md", n / 10), format!("+++\ntitle = \"Page {n}\"\n+++\nTexte\n"));
        site(n, &none, &none, &(0..n).map(french).collect::<Vec<_>>())
    });
    check("fallback", &|n| {
        let homes = [
            ("content/_index.md".to_owned(), "+++\ntitle = \"Home\"\nfallback = true\n+++\n".to_owned()),
            ("content/_index.fr.md".to_owned(), "+++\ntitle = \"Accueil\"\n+++\n".to_owned()),
        ];
        site(n, &none, &none, &homes)
    });
    check("terms", &|n| site(n, &|n| format!("[taxonomies]\ntags = [\"all\", \"own {n}\"]"), &none, &[]));
    check("redirects", &|n| site(n, &|n| format!("aliases = [\"/old/{n}/\", \"/older/{n}/\"]"), &none, &[]));
    check("neighbours", &|n| {
        let home = ("content/s0/_index.md".to_owned(), "+++\nsort_by = \"weight\"\ntransparent = true\n+++\n".to_owned());
        let flat = |n: usize| (format!("content/s0/q{n:04}.md"), format!("+++\ntitle = \"Flat {n}\"\nweight = {n}\n+++\n"));
        site(n, &|n| format!("weight = {n}"), &none, &(0..n).map(flat).chain([home]).collect::<Vec<_>>())
    });
    check("links", &|n| site(n, &none, &|at| format!("[a](@/s{}/p{:04}.md) and [b](/s0/p0000/)", (at + 7) % n / 10, (at + 7) % n), &[]));
    check("citations", &|n| {
        let mut references = String::new();
        for n in 0..n {
            let _ =
                write!(references, "r{n}:\n  type: book\n  title: Title {n}\n  author: [\"Name{n}, A.\"]\n  date: 2020\n  publisher: P\n");
        }
        let file = ("data/references.yml".to_owned(), references);
        site(n, &none, &|at| format!("Said [@r{at}] and [@r{}; @r{at}].", (at + 1) % n), &[file])
    });
}
