//! The corpus as a Hugo site with the same pages, lists, taxonomy, feed and sitemap, and templates that say the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::corpus::{Corpus, FEED_LIMIT, N_SECTIONS, PER_PAGER, page_file, section_name};
use crate::shell;

pub struct Hugo {
    program: PathBuf,
    pub version: String,
}

const LAYOUTS: [(&str, &str); 7] = [
    ("baseof.html", include_str!("hugo/baseof.html")),
    ("home.html", include_str!("hugo/home.html")),
    ("section.html", include_str!("hugo/section.html")),
    ("page.html", include_str!("hugo/page.html")),
    ("taxonomy.html", include_str!("hugo/taxonomy.html")),
    ("term.html", include_str!("hugo/term.html")),
    ("404.html", include_str!("hugo/404.html")),
];

/// Hugo, if it is installed. Its Python package starts it through a script that says where the program lies; measuring that script
/// would be unfair to Hugo.
pub fn find() -> Option<Hugo> {
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
    pub fn build(&self, site: &Path, out: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["build", "--quiet", "--noBuildLock", "--source"]).arg(site).arg("--destination").arg(out);
        command
    }
}

pub fn write_site(root: &Path, corpus: &Corpus) -> Result<(), String> {
    let write = |name: &str, text: &str| shell::write(&root.join(name), text);
    write(
        "hugo.toml",
        &format!(
            "title = \"Bench\"\nbaseURL = \"https://bench.example/\"\nlocale = \"en\"\nenableRobotsTXT = true\n\n[params]\ndescription = \"A seeded site\"\n\n\
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
    LAYOUTS.iter().try_for_each(|(name, text)| write(&format!("layouts/{name}"), text))
}
