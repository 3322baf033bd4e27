//! `ribbon build --store`: machines that build upon what others have made, alone or in parts.

use std::fs;
use std::path::PathBuf;

use crate::site::{HOME, Outcome, Site, files};

/// A checkout of one site, with a store beside it that its command lines name `../store`.
struct Checkouts {
    folder: Site,
}

impl Checkouts {
    fn new() -> Self {
        Self { folder: Site::empty() }
    }

    /// The name of a new checkout.
    fn add(&self, name: &str) -> String {
        let write = |path: &str, text: &str| self.folder.write(&format!("{name}/{path}"), text);
        write("site.toml", "title = \"Test site\"\nbase_url = \"https://example.org\"\n");
        write("content/_index.md", HOME);
        for n in 0..12 {
            let text = HOME.replace("Home", &format!("Page {n}")).replace("Welcome.", &format!("Words of page {n}."));
            write(&format!("content/news/{n}.md"), &text);
        }
        write("content/news/_index.md", &HOME.replace("Home", "News"));
        name.to_owned()
    }

    fn run(&self, name: &str, words: &[&str]) -> Outcome {
        let date: &[&str] = if words.contains(&"--date") { &[] } else { &["--date", "2027-02-04"] };
        self.folder.run(&[&["build", "--root", name], date, words].concat())
    }

    fn build(&self, name: &str, words: &[&str]) -> Outcome {
        let outcome = self.run(name, words);
        assert!(outcome.code == Some(0) && outcome.stderr.is_empty(), "{outcome:?}");
        outcome
    }

    fn public(&self, name: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
        files(&self.folder.path(&format!("{name}/public")))
    }

    fn edit(&self, name: &str, page: usize) {
        let path = format!("{name}/content/news/{page}.md");
        self.folder.write(&path, self.folder.read(&path).replace("Words of", "New words of"));
    }

    /// Files of the store below a folder of it.
    fn store(&self, below: &str) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(self.folder.path("store").join(below)).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        found.sort();
        found
    }
}

const STORE: [&str; 2] = ["--store", "store"];

#[test]
fn another_checkout_builds_upon_what_is_kept() {
    let all = Checkouts::new();
    let (a, b, cold) = (all.add("a"), all.add("b"), all.add("cold"));
    all.build(&a, &STORE);
    let (n_records, n_packs) = (all.store("records").len(), all.store("packs").len());
    assert_eq!((n_records, n_packs), (1, 1));
    for name in [&b, &cold] {
        all.edit(name, 3);
    }
    all.build(&b, &STORE);
    all.build(&cold, &[]);
    assert_eq!(all.public(&b), all.public(&cold));
    // What changed is a second pack, far smaller than the first.
    let mut sizes: Vec<u64> = all.store("packs").iter().map(|pack| fs::metadata(pack).expect("a pack").len()).collect();
    sizes.sort_unstable();
    assert!(sizes.len() == 2 && sizes[0] * 3 < sizes[1], "{sizes:?}");
    // A machine that has its own output at hand leaves no more than what is new.
    all.edit(&b, 4);
    all.build(&b, &STORE);
    let n_large = all.store("packs").iter().filter(|pack| fs::metadata(pack).expect("a pack").len() * 3 > sizes[1]).count();
    assert_eq!((all.store("packs").len(), n_large), (3, 1));
    // Many edits do not make many packs to read.
    for page in 0..12 {
        let name = all.add(&format!("edit-{page}"));
        (0..=page).for_each(|page| all.edit(&name, page));
        all.build(&name, &STORE);
    }
    let last = all.public("edit-11");
    let cold = all.add("cold-11");
    (0..12).for_each(|page| all.edit(&cold, page));
    all.build(&cold, &[]);
    assert_eq!(last, all.public(&cold));
    assert_eq!(all.store("records").len(), 1);
}

/// A folder of the store, and what happens to each file in it.
type Damage = (&'static str, fn(Vec<u8>) -> Vec<u8>);

#[test]
fn what_is_damaged_is_made_anew() {
    let all = Checkouts::new();
    let (a, cold) = (all.add("a"), all.add("cold"));
    all.build(&a, &STORE);
    all.build(&cold, &[]);
    let damages: [Damage; 5] = [
        ("packs", |bytes| bytes.iter().map(|byte| byte ^ 1).collect()),
        ("packs", |bytes| bytes[..bytes.len() / 2].to_vec()),
        ("records", |bytes| bytes[..bytes.len() / 2].to_vec()),
        ("records", |mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            bytes
        }),
        ("records", |_| Vec::new()),
    ];
    for (n, (folder, damage)) in damages.into_iter().enumerate() {
        let _ = fs::remove_dir_all(all.folder.path("store"));
        all.build(&all.add(&format!("first-{n}")), &STORE);
        for file in all.store(folder) {
            let bytes = damage(fs::read(&file).expect("a file"));
            fs::write(&file, bytes).expect("a file");
        }
        let name = all.add(&format!("second-{n}"));
        all.build(&name, &STORE);
        assert_eq!(all.public(&name), all.public(&cold), "damage {n}");
    }
}

#[test]
fn parts_are_joined_to_what_one_machine_gives() {
    let all = Checkouts::new();
    let (a, cold) = (all.add("a"), all.add("cold"));
    all.build(&cold, &[]);
    let join = [&STORE[..], &["--join", "3"]].concat();
    let shard = |part: &'static str| [&STORE[..], &["--shard", part]].concat();
    all.build(&a, &shard("1/3"));
    let refused = all.run(&a, &join);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("the store has no parts 2/3, 3/3 of a build of these sources"), "{refused:?}");
    assert!(!all.folder.has("a/public"));
    // Twice is as good as once, in any order, and from other checkouts of the same sources.
    for part in ["3/3", "2/3", "3/3"] {
        let outcome = all.build(&all.add(&format!("machine-{}", &part[..1])), &shard(part));
        assert!(outcome.stdout.starts_with(&format!("part {} of 3: ", &part[..1])), "{outcome:?}");
    }
    // What is strict about the join is what it tells: the parts need not be.
    let strict = all.run(&a, &[&join[..], &["--strict", "--base-url", "https://campaign.example"]].concat());
    assert!(strict.stderr.contains("the store has no parts"), "another address is another site: {strict:?}");
    let strict = all.run(&a, &[&join[..], &["--strict", "--format", "short"]].concat());
    assert!(strict.code == Some(1) && strict.stdout.contains("site.toml:2:"), "{strict:?}");
    all.build(&a, &join);
    assert_eq!(all.public(&a), all.public(&cold));

    // Parts of other sources are none, and neither are those of another day.
    let edited = all.add("edited");
    all.edit(&edited, 5);
    assert!(all.run(&edited, &join).stderr.contains("the store has no parts 1/3, 2/3, 3/3"));
    let late = all.run(&a, &[&join[..], &["--date", "2027-02-05", "--out", "late"]].concat());
    assert!(late.code == Some(2) && late.stderr.contains("the parts were made on different days"), "{late:?}");

    // A damaged part is a missing one; a damaged pack costs time alone.
    for pack in all.store("packs") {
        fs::write(&pack, "damaged").expect("a pack");
    }
    fs::remove_dir_all(all.folder.path("a/public")).expect("a folder");
    fs::remove_dir_all(all.folder.path("a/.ribbon")).expect("a folder");
    all.build(&a, &join);
    assert_eq!(all.public(&a), all.public(&cold));
    for record in all.store("records") {
        fs::write(&record, "damaged").expect("a record");
    }
    fs::remove_dir_all(all.folder.path("a/.ribbon")).expect("a folder");
    fs::remove_dir_all(all.folder.path("a/public")).expect("a folder");
    assert!(all.run(&a, &join).stderr.contains("1/3, 2/3, 3/3"));
}

#[test]
fn pictures_are_made_by_one_machine() {
    let all = Checkouts::new();
    let add = |name: &str| {
        let name = all.add(name);
        let text = HOME.replace("Welcome.", "![A blue field](/walk.png)");
        all.folder.write(&format!("{name}/content/walk.md"), text);
        all.folder.write(&format!("{name}/static/walk.png"), crate::pictures::png(900, 300));
        name
    };
    let (a, b, c) = (add("a"), add("b"), add("c"));
    assert!(all.build(&a, &STORE).stdout.contains(" pictures made"));
    assert!(!all.build(&b, &STORE).stdout.contains(" pictures made"));
    assert_eq!(all.public(&a), all.public(&b));
    // What is damaged is no picture.
    for picture in all.store("pictures") {
        let mut bytes = fs::read(&picture).expect("a picture");
        *bytes.last_mut().expect("a byte") ^= 1;
        fs::write(&picture, bytes).expect("a picture");
    }
    assert!(all.build(&c, &STORE).stdout.contains(" pictures made"));
    assert_eq!(all.public(&a), all.public(&c));
}

#[test]
fn what_is_wrong_on_a_page_is_told_when_parts_are_joined() {
    let all = Checkouts::new();
    let a = all.add("a");
    all.folder.write("a/content/news/4.md", HOME.replace("Welcome.", "[Nowhere](nowhere.md)"));
    let mut broken = 0;
    for part in ["1/2", "2/2"] {
        let outcome = all.build(&a, &[&STORE[..], &["--shard", part]].concat());
        broken += usize::from(outcome.stdout.contains("1 has errors, which are told when the parts are joined"));
    }
    assert_eq!(broken, 1);
    let joined = all.run(&a, &[&STORE[..], &["--join", "2", "--format", "short"]].concat());
    assert!(joined.code == Some(1) && joined.stdout.contains("content/news/4.md:6:"), "{joined:?}");
    all.folder.write("a/site.toml", "title = 3\n");
    let shard = all.run(&a, &[&STORE[..], &["--shard", "1/2", "--format", "short"]].concat());
    assert!(shard.code == Some(1) && shard.stdout.contains("site.toml:1:"), "{shard:?}");
}

#[test]
fn what_cannot_be_a_store_or_a_part_is_refused() {
    let all = Checkouts::new();
    let a = all.add("a");
    for part in ["0/3", "4/3", "3", "a/b", "1/0"] {
        let outcome = all.run(&a, &[&STORE[..], &["--shard", part]].concat());
        assert!(outcome.code == Some(2) && outcome.stderr.contains("a part looks like `3/8`"), "{part}: {outcome:?}");
    }
    assert_eq!(all.run(&a, &["--shard", "1/2"]).code, Some(2));
    assert!(all.run(&a, &["--store", "ftp://example.org"]).stderr.contains("`ftp://example.org` is no store of builds"));
    all.folder.write("file", "a file");
    let refused = all.run(&a, &["--store", "file"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("cannot write `file/records`"), "{refused:?}");
}
