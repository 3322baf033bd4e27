//! The memo law: whatever was built before, a build gives what a build from nothing gives.

use proptest::prelude::*;
use ribbon::build::{Memos, build};
use ribbon::source::{Asset, AssetBytes, Settings, Snapshot, Source, SourceId};

const CONFIG: &str =
    "title = \"Law\"\nbase_url = \"https://example.org\"\ntheme = \"base\"\n[languages.fr]\n[taxonomies.tags]\nfeed = true\n";

/// One change to the sources, by what it touches and with what.
#[derive(Clone, Debug)]
enum Edit {
    Page { name: u8, text: u8 },
    Remove { at: prop::sample::Index },
    Rename { at: prop::sample::Index, to: u8 },
    Section { text: u8 },
    Template { name: u8, text: u8 },
    Data { text: u8 },
    Table { text: u8 },
    Config { text: u8 },
    Drafts(bool),
    Asset { byte: u8 },
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        6 => (any::<u8>(), any::<u8>()).prop_map(|(name, text)| Edit::Page { name, text }),
        2 => any::<prop::sample::Index>().prop_map(|at| Edit::Remove { at }),
        2 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, to)| Edit::Rename { at, to }),
        2 => any::<u8>().prop_map(|text| Edit::Section { text }),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(name, text)| Edit::Template { name, text }),
        2 => any::<u8>().prop_map(|text| Edit::Data { text }),
        2 => any::<u8>().prop_map(|text| Edit::Table { text }),
        1 => any::<u8>().prop_map(|text| Edit::Config { text }),
        1 => any::<bool>().prop_map(Edit::Drafts),
        1 => any::<u8>().prop_map(|byte| Edit::Asset { byte }),
    ];
    prop::collection::vec(edit, 1..14)
}

fn page_path(name: u8) -> &'static str {
    ["content/a.md", "content/b.md", "content/news/c.md", "content/news/d.fr.md", "content/a.fr.md", "content/news/e/index.md"]
        [usize::from(name) % 6]
}

fn page_text(text: u8) -> String {
    let bodies = [
        "Plain.",
        "A [link](@/b.md#part) and [news](@/news/_index.md).",
        "## Part\n\nText[^n].\n\n[^n]: A note.",
        "::: callout title=\"T\"\nInside [a](@/a.md).\n:::",
        "::unknown{x=1}",
        "[broken](nowhere.md) and :abbr[X]{title=\"ex\"}",
        "First.\n\n<!-- more -->\n\nRest.",
        "::chart{data=\"c.csv\" kind=\"bar\" title=\"T\" label=\"a\" value=\"b\" unit=\"people\" source=\"x\"}",
    ];
    let heads = [
        "",
        "+++\ntitle = \"One\"\ndate = 2026-01-02\n+++\n",
        "+++\ndraft = true\n+++\n",
        "---\ntitle: Two\ntaxonomies:\n  tags: [x, y]\n---\n",
        "+++\ntitel = 1\n+++\n",
    ];
    format!("{}{}\n", heads[usize::from(text) % heads.len()], bodies[usize::from(text / 5) % bodies.len()])
}

fn put(snapshot: &mut Snapshot, path: &str, text: impl Into<String>) {
    snapshot.texts.insert(SourceId::new(path), Source::new(path, text.into()));
}

fn nth_page(snapshot: &Snapshot, at: prop::sample::Index) -> Option<SourceId> {
    let pages: Vec<SourceId> = snapshot.texts_below("content/").map(|source| source.id.clone()).collect();
    (!pages.is_empty()).then(|| at.get(&pages).clone())
}

fn apply(snapshot: &mut Snapshot, edit: &Edit) {
    match edit {
        Edit::Page { name, text } => put(snapshot, page_path(*name), page_text(*text)),
        Edit::Remove { at } => {
            if let Some(id) = nth_page(snapshot, *at) {
                snapshot.texts.remove(&id);
            }
        }
        Edit::Rename { at, to } => {
            if let Some(old) = nth_page(snapshot, *at).and_then(|id| snapshot.texts.remove(&id)) {
                put(snapshot, page_path(*to), old.text.to_string());
            }
        }
        Edit::Section { text } => {
            let keys = [
                "sort_by = \"date\"",
                "paginate_by = 1\nsort_by = \"title\"",
                "generate_feeds = true",
                "fallback = true",
                "transparent = true",
            ];
            put(snapshot, "content/news/_index.md", format!("+++\ntitle = \"News\"\n{}\n+++\n", keys[usize::from(*text) % keys.len()]));
        }
        Edit::Template { name, text } => {
            let path = ["templates/page.html", "templates/section.html", "templates/components/own.html"][usize::from(*name) % 3];
            let texts = [
                "{{ head.title }} {{ data(path=\"d.toml\").x }}",
                "{% for page in section(path=\"news\").pages %}{{ page.title }}{% endfor %}",
                "{{ page(path=\"a.md\").title }}{{ asset(path=\"x.bin\").url }}",
                "{% extends \"theme/page.html\" %}",
                "{{ nothing }}",
                "{% if %}",
            ];
            put(snapshot, path, texts[usize::from(*text) % texts.len()]);
        }
        Edit::Data { text } => put(snapshot, "data/d.toml", ["x = 1\n", "x = 2\n", "x = \n", "y = 1\n"][usize::from(*text) % 4]),
        Edit::Table { text } => {
            let tables = ["a,b\nx,1\n", "a,b\nx,2\n", "\na,b\nx,2\n", "a,b\nx,\"1,000\"\n", "a,c\nx,1\n", "a,b\nx\n"];
            put(snapshot, "data/c.csv", tables[usize::from(*text) % tables.len()]);
        }
        Edit::Config { text } => {
            let more = ["", "[feeds]\ncontent = \"full\"\n", "[extra]\na = 1\n", "[menus]\nmain = [\"a.md\", \"b.md\"]\n", "titel = 1\n"];
            put(snapshot, "site.toml", format!("{CONFIG}{}", more[usize::from(*text) % more.len()]));
        }
        Edit::Drafts(drafts) => snapshot.settings.drafts = *drafts,
        Edit::Asset { byte } => {
            let id = SourceId::new("static/x.bin");
            let asset = Asset { id: id.clone(), len: 1, sha256: [*byte; 32], bytes: AssetBytes::Memory([*byte].as_slice().into()) };
            snapshot.assets.insert(id, asset);
        }
    }
}

/// A small site in the embedded base theme.
fn start() -> Snapshot {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/no-such-folder");
    let mut snapshot = ribbon::load::load(&root, Settings::on("2026-11-23".parse().expect("a date")));
    put(&mut snapshot, "site.toml", CONFIG);
    put(&mut snapshot, "content/_index.md", "Home, with [a](@/a.md).\n");
    put(&mut snapshot, "content/a.md", page_text(1));
    put(&mut snapshot, "content/news/_index.md", "+++\nsort_by = \"date\"\n+++\n");
    put(&mut snapshot, "content/news/c.md", page_text(3));
    snapshot
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_warm_build_gives_what_a_cold_one_gives(edits in edits()) {
        let mut snapshot = start();
        let mut warm = Memos::default();
        build(&snapshot, &mut warm);
        for edit in &edits {
            apply(&mut snapshot, edit);
            let again = build(&snapshot, &mut warm);
            let anew = build(&snapshot, &mut Memos::default());
            prop_assert_eq!(&again.diagnostics, &anew.diagnostics);
            prop_assert_eq!(&again.artifacts, &anew.artifacts);
        }
    }
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
