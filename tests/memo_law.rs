//! The memo law: whatever was built before, a build gives what a build from nothing gives. The same for what is read from a folder.

#![expect(clippy::disallowed_methods, reason = "saves files in real folders")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use proptest::prelude::*;
use ribbon::artifact::OutputPath;
use ribbon::build::{BuildObserver, Memos, build, build_for};
use ribbon::load::{Cache, load, load_again};
use ribbon::sink::Memory;
use ribbon::source::{Asset, AssetBytes, Now, Settings, Snapshot, Source, SourceId};

const CONFIG: &str =
    "title = \"Law\"\nbase_url = \"https://example.org\"\ntheme = \"base\"\n[languages.fr]\n[taxonomies.tags]\nfeed = true\n";

/// People and approvals, right and wrong.
const REVIEW: &[(&str, &[&str])] = &[
    (
        "data/people.toml",
        &[
            "[ann]\nname = \"Ann\"\nqualifications = [\"RN\"]\n",
            "[ann]\nname = \"Anna\"\nqualifications = [\"RN\"]\n",
            "[ann]\nname = 1\n",
            "[ann\n",
        ],
    ),
    (
        "data/reviews.toml",
        &[
            "[[review]]\npage = \"a.md\"\nby = \"ann\"\non = 2026-01-02\nuntil = 2027-01-02\nhash = \"v1-sha256-0000000000000000000000000000000000000000000000000000000000000000\"\n",
            "[[review]]\npage = \"a.md\"\nby = \"ann\"\non = 2026-01-02\nuntil = 2026-02-02\nhash = \"x\"\n",
            "review = 1\n",
        ],
    ),
];

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
    References { text: u8 },
    Stats { text: u8 },
    Config { text: u8 },
    Drafts(bool),
    Day(u8),
    Asset { byte: u8 },
    Review { file: u8, text: u8 },
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
        2 => any::<u8>().prop_map(|text| Edit::References { text }),
        2 => any::<u8>().prop_map(|text| Edit::Stats { text }),
        1 => any::<u8>().prop_map(|text| Edit::Config { text }),
        1 => any::<bool>().prop_map(Edit::Drafts),
        1 => any::<u8>().prop_map(|byte| Edit::Asset { byte }),
        2 => any::<u8>().prop_map(Edit::Day),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(file, text)| Edit::Review { file, text }),
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
        "::countdown",
        "::: phase only=\"day\"\n## Live\n[a](@/a.md) ::: callout\n:::\n\n[to](#live)",
        "::: phase except=\"day later\"\n:abbr[Y]{title=\"yes\"}\n:::",
        "One [@x], two [@y; @x, p. 3].\n\n::: callout title=\"T [@y]\"\nAbout :stat{id=\"n\"}.\n:::",
        "::stat{id=\"n\"}\n\n::references\n\n::bibliography",
        "::chart{data=\"c.csv\" kind=\"bar\" title=\"T\" label=\"a\" value=\"b\" unit=\"people\" source=\"x\"}",
    ];
    let heads = [
        "",
        "+++\ntitle = \"One\"\ndate = 2026-01-02\n+++\n",
        "+++\ndraft = true\n+++\n",
        "---\ntitle: Two\ntaxonomies:\n  tags: [x, y]\n---\n",
        "+++\ntitel = 1\n+++\n",
        "+++\nphases = [\"countdown\"]\n+++\n",
        "+++\npublish = 2027-02-04T09:00:00\nexpires = 2027-02-05\n+++\n",
        "+++\ntitle = \"H\"\nkind = \"health\"\nauthors = [\"ann\"]\n+++\n",
    ];
    format!("{}{}\n", heads[usize::from(text) % heads.len()], bodies[usize::from(text / 6) % bodies.len()])
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
                "{% set d = data(path=\"d.toml\") %}{{ head.title }} {{ d.x }}",
                "{% set news = section(path=\"news\") %}{% for page in news.pages %}{{ page.title }}{% endfor %}",
                "{% set a = page(path=\"a.md\") %}{% set x = asset(path=\"x.bin\") %}{{ a.title }}{{ x.url }}",
                "{% extends \"theme/page.html\" %}",
                "{{ nothing }}",
                "{% if %}",
                "{{ campaign.phase }}{{ page.content }}",
                "{% set c = campaign %}{{ c.days_left }}",
                "{{ build.date }} {% for phase in campaign.phases %}{{ phase.is_past }}{% endfor %}",
            ];
            put(snapshot, path, texts[usize::from(*text) % texts.len()]);
        }
        Edit::Data { text } => put(snapshot, "data/d.toml", ["x = 1\n", "x = 2\n", "x = \n", "y = 1\n"][usize::from(*text) % 4]),
        Edit::References { text } => {
            let x = "x:\n  type: book\n  title: X\n  publisher: P\n  date: 2020\n";
            let texts = [
                x.to_owned(),
                x.replace("2020", "2021"),
                format!("{x}{}", x.replace("x:", "y:")),
                x.replace("x:", "xx:"),
                "x: [".to_owned(),
            ];
            put(snapshot, "data/references.yml", texts[usize::from(*text) % texts.len()].clone());
        }
        Edit::Stats { text } => {
            let texts = [
                "[n]\nvalue = 5\nsource = \"x\"\n",
                "[n]\nvalue = 6\nsource = \"y\"\n",
                "[m]\nvalue = 5\nsource = \"x\"\n",
                "[n]\nvalue = \n",
                "[n]\nlower = 1\nupper = 2\nunit = \"percent\"\n",
            ];
            put(snapshot, "data/stats.toml", texts[usize::from(*text) % texts.len()]);
        }
        Edit::Table { text } => {
            let tables = ["a,b\nx,1\n", "a,b\nx,2\n", "\na,b\nx,2\n", "a,b\nx,\"1,000\"\n", "a,c\nx,1\n", "a,b\nx\n"];
            put(snapshot, "data/c.csv", tables[usize::from(*text) % tables.len()]);
        }
        Edit::Config { text } => {
            let more = [
                "",
                "[feeds]\ncontent = \"full\"\n",
                "[extra]\na = 1\n",
                "[menus]\nmain = [\"a.md\", \"b.md\"]\n",
                "titel = 1\n",
                "[campaign]\nday = 2027-02-04\n",
                "[campaign]\nday = 2027-02-05\ntime_zone = \"Asia/Tokyo\"\n",
            ];
            put(snapshot, "site.toml", format!("{CONFIG}{}", more[usize::from(*text) % more.len()]));
        }
        Edit::Day(day) => {
            snapshot.settings.now = [now("2027-02-03"), now("2027-02-04"), now("2027-02-05"), now("2026-11-23")][usize::from(*day) % 4]
        }
        Edit::Review { file, text } => {
            let (path, texts) = REVIEW[usize::from(*file) % REVIEW.len()];
            put(snapshot, path, texts[usize::from(*text) % texts.len()]);
        }
        Edit::Drafts(drafts) => snapshot.settings.drafts = *drafts,
        Edit::Asset { byte } => {
            let id = SourceId::new("static/x.bin");
            let asset = Asset { id: id.clone(), len: 1, sha256: [*byte; 32], bytes: AssetBytes::Memory([*byte].as_slice().into()) };
            snapshot.assets.insert(id, asset);
        }
    }
}

/// A build that is left when it asks for the `n`th time, after it has handed over some pages.
fn leave(snapshot: &Snapshot, memos: &mut Memos, n: usize) {
    let n_asked = Cell::new(0);
    let is_cancelled = || {
        n_asked.set(n_asked.get() + 1);
        n_asked.get() == n
    };
    let awaited = ["index.html", "a/index.html"].iter().filter_map(|path| OutputPath::new(path).ok()).collect();
    let audience = BuildObserver { stage: &|_| {}, priority: &awaited, ready: &|_| {}, is_cancelled: &is_cancelled, sink: &Memory };
    let left = build_for(&audience, snapshot, memos);
    // Where there is no configuration there is nothing to wait for.
    assert!(left.is_none() || n_asked.get() < n);
}

fn now(date: &str) -> Now {
    Settings::on(date.parse().expect("a date")).now
}

/// A small site in the embedded base theme.
fn start() -> Snapshot {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/no-such-folder");
    let mut snapshot = load(&root, Settings::on("2026-11-23".parse().expect("a date")));
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
        for (step, edit) in edits.iter().enumerate() {
            apply(&mut snapshot, edit);
            if step % 3 > 0 {
                leave(&snapshot, &mut warm, step % 3);
            }
            let again = build(&snapshot, &mut warm);
            let anew = build(&snapshot, &mut Memos::default());
            prop_assert_eq!(&again.diagnostics, &anew.diagnostics);
            prop_assert_eq!(&again.artifacts, &anew.artifacts);
        }
    }
}

/// A save as some program does it.
#[derive(Clone, Copy, Debug)]
enum Way {
    InPlace,
    RenameOver,
    DeleteAndCreate,
    /// The time of the last change is put back, as `rsync -t`, `tar` and some editors do.
    WithOldTime,
    BehindALink,
}

fn ways() -> impl Strategy<Value = Vec<(Way, bool)>> {
    let way = prop_oneof![
        2 => Just(Way::InPlace),
        2 => Just(Way::RenameOver),
        1 => Just(Way::DeleteAndCreate),
        1 => Just(Way::WithOldTime),
        1 => Just(Way::BehindALink),
    ];
    // With a pause the files are old enough to be known by their looks; without, they have to be read.
    prop::collection::vec((way, any::<bool>()), 14)
}

/// The steps of the clock on the disks that tests run on, with a margin: Linux ticks every 1 to 10 ms.
const CLOCK: Duration = Duration::from_millis(25);

/// The files that a site's own folder holds: the base theme comes from the binary.
fn own_files(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let texts = snapshot.texts.values().map(|source| (source.id.to_string(), source.text.as_bytes().to_vec()));
    let assets = snapshot.assets.values().filter_map(|asset| match &asset.bytes {
        AssetBytes::Memory(bytes) => Some((asset.id.to_string(), bytes.to_vec())),
        AssetBytes::Disk(_) => None,
    });
    texts.chain(assets).filter(|(path, _)| !path.starts_with("themes/")).collect()
}

/// Saves what differs.
fn save(root: &Path, before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>, way: Way) {
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        fs::remove_file(root.join(path)).expect("a file to remove");
    }
    for (path, bytes) in after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        let old = fs::metadata(&file).and_then(|metadata| metadata.modified());
        match way {
            Way::RenameOver => {
                fs::write(root.join("beside"), bytes).expect("a file");
                fs::rename(root.join("beside"), &file).expect("the file in place");
            }
            Way::DeleteAndCreate if old.is_ok() => {
                fs::remove_file(&file).expect("a file to remove");
                fs::write(&file, bytes).expect("a file");
            }
            #[cfg(unix)]
            Way::BehindALink => {
                let goal = root.join("goals").join(path.replace('/', "-"));
                fs::create_dir_all(root.join("goals")).expect("a folder");
                fs::write(&goal, bytes).expect("a file");
                let _ = fs::remove_file(&file);
                std::os::unix::fs::symlink(goal, &file).expect("a link");
            }
            _ => fs::write(&file, bytes).expect("a file"),
        }
        if let (Way::WithOldTime, Ok(time)) = (way, old) {
            let file = fs::File::options().append(true).open(&file).expect("a file");
            file.set_modified(time).expect("the old time");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_folder_read_again_gives_what_a_first_look_gives(edits in edits(), ways in ways()) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut model = start();
        let (mut cache, mut warm) = (Cache::for_clock(CLOCK), Memos::default());
        save(folder.path(), &BTreeMap::new(), &own_files(&model), Way::InPlace);
        build(&load_again(folder.path(), model.settings.clone(), &mut cache), &mut warm);
        for (step, (edit, (way, pauses))) in edits.iter().zip(ways).enumerate() {
            if pauses {
                sleep(CLOCK * 2);
                load_again(folder.path(), model.settings.clone(), &mut cache);
            }
            let before = own_files(&model);
            apply(&mut model, edit);
            // A text that changes without changing its length.
            put(&mut model, "content/count.md", format!("Step {}.\n", step % 10));
            save(folder.path(), &before, &own_files(&model), way);
            let again = load_again(folder.path(), model.settings.clone(), &mut cache);
            let anew = load(folder.path(), model.settings.clone());
            prop_assert_eq!(&again.texts, &anew.texts);
            prop_assert_eq!(&again.assets, &anew.assets);
            prop_assert_eq!(own_files(&anew), own_files(&model));
            let (warm, cold) = (build(&again, &mut warm), build(&anew, &mut Memos::default()));
            prop_assert_eq!(&warm.diagnostics, &cold.diagnostics);
            prop_assert_eq!(&warm.artifacts, &cold.artifacts);
        }
    }
}

/// That files are known by their looks is what the law above is about.
#[test]
fn a_file_that_was_not_saved_is_not_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = start();
    save(folder.path(), &BTreeMap::new(), &own_files(&model), Way::InPlace);
    sleep(CLOCK * 2);
    let mut cache = Cache::for_clock(CLOCK);
    let first = load_again(folder.path(), model.settings.clone(), &mut cache);
    let second = load_again(folder.path(), model.settings, &mut cache);
    let page = SourceId::new("content/a.md");
    assert!(std::sync::Arc::ptr_eq(&first.texts[&page].text, &second.texts[&page].text));
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
    snapshot.settings.now = now("2027-01-10");
    let mut memos = Memos::default();
    build(&snapshot, &mut memos);
    snapshot.settings.now = now("2027-01-11");
    assert_eq!(build(&snapshot, &mut memos).n_rendered, 1);
    // A phase that no page shows changes nothing either.
    put(&mut snapshot, "content/a.md", "No days.\n");
    build(&snapshot, &mut memos);
    snapshot.settings.now = now("2027-02-04");
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
