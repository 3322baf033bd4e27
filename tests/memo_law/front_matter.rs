//! The memo law where nothing but front matter changes, on a site without a mistake: most of the index then stays as it is.

use proptest::prelude::*;
use proptest::sample::select;
use ribbon::build::{Memos, build};
use ribbon::source::Snapshot;

use crate::edit::put;
use crate::{cases, compare, start};

const CONFIG: &str = "title = \"Words\"\nbase_url = \"https://example.org\"\ntheme = \"base\"\n[languages.fr]\ntitle = \"Mots\"\n\
    [taxonomies.tags]\nfeed = true\n[menus]\nmain = [\"a.md\", \"news/_index.md\", \"b.md\"]\n";

/// A template that names all that a page knows of others.
const TEMPLATE: &str = "{% extends \"theme/page.html\" %}{% block content %}{{ page.title }} {{ page.description }} {{ page.content }}\
    {% for p in page.ancestors %}{{ p.title }} {% endfor %}{% for p in page.translations %}{{ p.title }} {% endfor %}\
    {% if page.earlier %}{{ page.earlier.title }} {{ page.earlier.description }}{% endif %}\
    {% if page.later %}{{ page.later.title }} {{ page.later.extra.note }}{% endif %}{{ section.title }}\
    {% for item in site.menus.main %}{{ item.label }} {% endfor %}\
    {% if current.archive %}{{ current.archive.title }}{% endif %}{{ head.full_title }}{{ structured }}\
    {% set named = page(path=\"b.md\") %}{{ named.title }}{% endblock content %}";

const PAGES: &[&str] = &[
    "content/_index.md",
    "content/_index.fr.md",
    "content/a.md",
    "content/a.fr.md",
    "content/b.md",
    "content/news/_index.md",
    "content/news/_index.fr.md",
    "content/news/c.md",
    "content/news/d.md",
    "content/news/d.fr.md",
    "content/news/deep/_index.md",
    "content/news/deep/e.md",
    "content/old/_index.md",
    "content/old/a.md",
    "content/old/b.md",
];

/// The first keys of a file: longer and shorter ones, so that all keys below move.
const WORDS: &[&str] = &[
    "",
    "title = \"A\"\n",
    "title = \"A longer title\"\n",
    "title = \"Z\"\ndescription = \"Of it\"\n",
    "title = \"A\"\ndescription = \"Of it, at length\"\n",
    "title = \"A\"\nimage = \"/x.png\"\nimage_alt = \"x\"\n",
    "title = \"M\"\nauthors = [\"Ann\"]\n",
];

const KEYS: &[&str] = &[
    "",
    "",
    "",
    "date = 2026-01-02\n",
    "date = 2026-03-04\nupdated = 2026-05-06\n",
    "weight = 1\n",
    "weight = 2\n",
    "slug = \"s\"\n",
    "path = \"p\"\n",
    "aliases = [\"/was/\"]\n",
    "noindex = true\n",
    "draft = true\n",
    "translation = \"t\"\n",
    "canonical = \"@/b.md\"\n",
    "kind = \"health\"\n",
    "audience = \"public\"\n",
    "template = \"page.html\"\n",
    "phases = [\"day\"]\n",
];

const SECTION_KEYS: &[&str] = &[
    "",
    "",
    "sort_by = \"title\"\n",
    "sort_by = \"date\"\n",
    "sort_by = \"weight\"\n",
    "paginate_by = 1\n",
    "transparent = true\n",
    "fallback = true\n",
    "generate_feeds = true\n",
    "page_template = \"page.html\"\n",
    "redirect_to = \"@/b.md\"\n",
];

const TABLES: &[&str] = &[
    "",
    "",
    "[taxonomies]\ntags = [\"x\"]\n",
    "[taxonomies]\ntags = [\"X\", \"y\"]\n",
    "[extra]\nnote = \"n\"\n",
    "[archive]\nyear = 2020\n",
];

fn page() -> impl Strategy<Value = (&'static str, String)> {
    (select(PAGES), select(WORDS), select(KEYS), select(SECTION_KEYS), select(TABLES)).prop_map(|(path, words, keys, of_section, table)| {
        let is_section = path.contains("_index");
        let of_section = if is_section { of_section } else { "" };
        let table = if is_section || !table.starts_with("[archive]") { table } else { "" };
        (path, file(&format!("{words}{keys}{of_section}{table}")))
    })
}

fn file(keys: &str) -> String {
    format!("+++\n{keys}+++\nA [link](@/b.md).\n\n::: callout title=\"T\"\nInside.\n:::\n\n::section-pages\n")
}

fn site() -> Snapshot {
    let mut snapshot = start();
    snapshot.texts.retain(|id, _| !id.as_str().starts_with("content/"));
    put(&mut snapshot, "site.toml", CONFIG);
    put(&mut snapshot, "templates/page.html", TEMPLATE);
    for path in PAGES {
        let table = if *path == "content/old/_index.md" { "[archive]\nyear = 2020\ncanonical = true\n" } else { "" };
        put(&mut snapshot, path, file(&format!("title = \"{path}\"\n{table}")));
    }
    snapshot
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn changed_front_matter_gives_what_a_cold_build_gives(edits in prop::collection::vec(page(), 1..8)) {
        let mut snapshot = site();
        let mut warm = Memos::default();
        build(&snapshot, &mut warm);
        for (path, text) in edits {
            put(&mut snapshot, path, text);
            compare(&build(&snapshot, &mut warm), &build(&snapshot, &mut Memos::default()))?;
        }
    }

    /// One page's words, again and again, as somebody types them.
    #[test]
    fn changed_words_give_what_a_cold_build_gives(edits in prop::collection::vec((select(PAGES), select(WORDS)), 1..8)) {
        let mut snapshot = site();
        let mut warm = Memos::default();
        build(&snapshot, &mut warm);
        for (path, words) in edits {
            let table = if path == "content/old/_index.md" { "[archive]\nyear = 2020\ncanonical = true\n" } else { "" };
            put(&mut snapshot, path, file(&format!("{words}{table}")));
            compare(&build(&snapshot, &mut warm), &build(&snapshot, &mut Memos::default()))?;
        }
    }
}
