//! The corpus as a Hugo site with the same pages, lists, taxonomy, feed and sitemap, and templates that say the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::corpus::{Corpus, FEED_LIMIT, N_SECTIONS, PER_PAGER, page_file, section_name};
use crate::shell;

pub(super) struct Hugo {
    program: PathBuf,
    pub version: String,
}

/// The version that the layouts were written for.
pub(super) const NEWEST: &str = "0.168.0";

/// The layouts by the names of today.
const LAYOUTS: [(&str, &str); 7] = [
    ("baseof.html", include_str!("hugo/baseof.html")),
    ("home.html", include_str!("hugo/home.html")),
    ("section.html", include_str!("hugo/section.html")),
    ("page.html", include_str!("hugo/page.html")),
    ("taxonomy.html", include_str!("hugo/taxonomy.html")),
    ("term.html", include_str!("hugo/term.html")),
    ("404.html", include_str!("hugo/404.html")),
];

/// Hugo 0.146 found new names for layouts; those of before, in the order of `LAYOUTS`.
const OLD_NAMES: [&str; 7] = [
    "_default/baseof.html",
    "index.html",
    "_default/section.html",
    "_default/single.html",
    "_default/taxonomy.html",
    "_default/term.html",
    "404.html",
];

/// What Hugo 0.123 and later have built in: a link to a source file leads to its page.
const OLD_LINKS: &str =
    r#"<a href="{{ with .Page.GetPage .Destination }}{{ .RelPermalink }}{{ else }}{{ .Destination }}{{ end }}">{{ .Text | safeHTML }}</a>"#;

/// Hugo, if it is installed. Its Python package starts it through a script that says where the program lies; measuring that script
/// would be unfair to Hugo.
pub(super) fn find() -> Option<Hugo> {
    let found = shell::which("hugo")?;
    let output = Command::new(&found).arg("version").output().ok()?;
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let plain = told.replace("\u{1b}[95m", "").replace("\u{1b}[0m", "");
    let wrapped =
        plain.lines().find_map(|line| line.strip_prefix("Running Hugo ")?.split_once(" at ")).map(|(_, path)| PathBuf::from(path.trim()));
    let version = plain.split("hugo v").nth(1)?.split(['-', '+', ' ']).next()?.to_owned();
    Some(Hugo { program: wrapped.filter(|path| path.is_file()).unwrap_or(found), version })
}

impl Hugo {
    pub(super) fn build(&self, site: &Path, out: &Path) -> Command {
        let mut command = Command::new(&self.program);
        // Without the word `build`, which Hugo before 0.113 does not know and later ones do not need.
        command.args(["--quiet", "--noBuildLock", "--source"]).arg(site).arg("--destination").arg(out);
        command
    }
}

/// `0.111.3` is 111: all versions so far begin with a zero.
fn minor(version: &str) -> u32 {
    version.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(u32::MAX)
}

/// The site for a version of Hugo.
pub(super) fn write_site(root: &Path, corpus: &Corpus, version: &str) -> Result<(), String> {
    let write = |name: &str, text: &str| shell::write(&root.join(name), text);
    let minor = minor(version);
    let pagination = if minor < 128 { format!("paginate = {PER_PAGER}\n") } else { String::new() };
    write(
        "hugo.toml",
        &format!(
            "title = \"Bench\"\nbaseURL = \"https://bench.example/\"\nlocale = \"en\"\nenableRobotsTXT = true\n{pagination}\n[params]\ndescription = \"A seeded site\"\n\n\
         [taxonomies]\ntag = \"tags\"\n\n[pagination]\npagerSize = {PER_PAGER}\ndisableAliases = true\n\n[services.rss]\nlimit = {FEED_LIMIT}\n\n\
         [outputs]\nhome = [\"html\", \"rss\"]\nsection = [\"html\"]\ntaxonomy = [\"html\"]\nterm = [\"html\"]\n\n\
         [markup.goldmark.renderer]\nunsafe = true\n\n[markup.goldmark.renderHooks.link]\nuseEmbedded = \"always\"\n"
        ),
    )?;
    write("content/_index.md", "+++\ntitle = \"Home\"\n+++\n\nA seeded site.\n")?;
    for section in 0..N_SECTIONS {
        write(&format!("content/{}/_index.md", section_name(section)), &format!("+++\ntitle = \"Topic {section}\"\n+++\n\nOne topic.\n"))?;
    }
    for page in &corpus.pages {
        let text = format!(
            "+++\ntitle = \"{}\"\ndescription = \"{}\"\ndate = {}\ntags = [\"{}\", \"{}\"]\n+++\n\n{}",
            page.title, page.description, page.date, page.tags[0], page.tags[1], page.body
        );
        write(&page_file(page.number), &text)?;
    }
    if minor < 123 {
        write("layouts/_default/_markup/render-link.html", OLD_LINKS)?;
    }
    LAYOUTS.iter().zip(OLD_NAMES).try_for_each(|((name, text), old)| {
        let name = if minor < 146 { old } else { name };
        write(&format!("layouts/{name}"), text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        assert_eq!(minor("0.111.3"), 111);
        assert_eq!(minor("0.168.0"), 168);
    }
}
