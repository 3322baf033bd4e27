//! The corpus as a Ribbon site.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::corpus::{Corpus, FEED_LIMIT, N_SECTIONS, PER_PAGER, page_file, section_name};
use super::evidence;
use super::measure::{self, Run};
use crate::shell;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Templates that say the same as the ones that Hugo gets.
    Equal,
    /// The same with recent pages and a tag cloud beside every page.
    Sidebar,
    /// Ribbon's own base theme as it is.
    BaseTheme,
    /// The base theme with a token of the site's own theme.
    OwnTheme,
    /// Equal, with three citations in a numbered style and two statistics on every page.
    Evidence,
    /// The same in a style of names and years.
    NamesAndYears,
}

/// Templates of the site; each has its twin in `hugo`.
const EQUAL: [(&str, &str); 7] = [
    ("base.html", include_str!("ribbon/base.html")),
    ("index.html", include_str!("ribbon/index.html")),
    ("section.html", include_str!("ribbon/section.html")),
    ("page.html", include_str!("ribbon/page.html")),
    ("terms.html", include_str!("ribbon/terms.html")),
    ("term.html", include_str!("ribbon/term.html")),
    ("404.html", include_str!("ribbon/404.html")),
];
/// The day of every build, as a source that is young today would be a problem of its own in some years.
pub(super) const DAY: &str = "2026-11-26";

const SIDEBAR: &str = include_str!("ribbon/sidebar.html");

/// Where the style of names and years lies in the site.
const STYLE_FILE: &str = "data/styles/names-and-years.csl";
const NAMES_AND_YEARS: &str = include_str!("ribbon/names-and-years.csl");

/// A theme that only changes a token of the base theme's.
pub(super) const THEME_FILE: &str = "themes/bench/theme.toml";
pub(super) const THEME: &str =
    "name = \"bench\"\ntitle = \"Bench\"\nengine = \">=0.1\"\ninherits = \"base\"\n\n[tokens.measure]\ntext = \"60rem\"\n";

pub(super) fn write_site(root: &Path, corpus: &Corpus, look: Look) -> Result<(), String> {
    let write = |name: &str, text: &str| shell::write(&root.join(name), text);
    let style = if look == Look::NamesAndYears { format!("\n[citations]\nstyle = \"{STYLE_FILE}\"\n") } else { String::new() };
    write(
        "site.toml",
        &format!(
            "title = \"Bench\"\nbase_url = \"https://bench.example\"\nlanguage = \"en\"\ntheme = \"{}\"\ndescription = \"A seeded site\"\nauthor = \"Bench\"\n\n\
         [taxonomies.tags]\npaginate_by = {PER_PAGER}\n\n[feeds]\nlimit = {FEED_LIMIT}\n{style}",
            if look == Look::OwnTheme { "bench" } else { "base" },
        ),
    )?;
    let cites = matches!(look, Look::Evidence | Look::NamesAndYears);
    if cites {
        write("data/references.yml", &evidence::references())?;
        write("data/stats.toml", &evidence::statistics())?;
        write(STYLE_FILE, NAMES_AND_YEARS)?;
    }
    write("content/_index.md", "+++\ntitle = \"Home\"\nsort_by = \"date\"\ngenerate_feeds = true\n+++\n\nA seeded site.\n")?;
    for section in 0..N_SECTIONS {
        let name = section_name(section);
        write(
            &format!("content/{name}/_index.md"),
            &format!(
                "+++\ntitle = \"Topic {section}\"\nsort_by = \"date\"\npaginate_by = {PER_PAGER}\ntransparent = true\n+++\n\nOne topic.\n"
            ),
        )?;
    }
    for page in &corpus.pages {
        // Without the key each page would be asked what it is about, and what is measured would be the telling.
        let (kind, evidence) = if cites { ("kind = \"general\"\n", evidence::paragraph(page)) } else { ("", String::new()) };
        let text = format!(
            "+++\ntitle = \"{}\"\ndescription = \"{}\"\ndate = {}\n{kind}\n[taxonomies]\ntags = [\"{}\", \"{}\"]\n+++\n\n{}{evidence}",
            page.title, page.description, page.date, page.tags[0], page.tags[1], page.body
        );
        write(&page_file(page.number), &text)?;
    }
    match look {
        Look::BaseTheme => return Ok(()),
        Look::OwnTheme => return write(THEME_FILE, THEME),
        Look::Equal | Look::Sidebar | Look::Evidence | Look::NamesAndYears => (),
    }
    EQUAL.iter().try_for_each(|(name, text)| write(&format!("templates/{name}"), text))?;
    write("templates/partials/bench-sidebar.html", if look == Look::Sidebar { SIDEBAR } else { "" })
}

/// Adds a sentence to the page in the middle; gives back its path and its text as it was.
pub(super) fn edit_one_page(root: &Path, n_pages: usize) -> Result<(PathBuf, String), String> {
    let path = root.join(page_file(n_pages / 2));
    let text = shell::at(&path, std::fs::read_to_string(&path))?;
    shell::write(&path, &format!("{text}\nOne more sentence.\n"))?;
    Ok((path, text))
}

/// `ribbon build` of one site.
pub(super) struct Build {
    program: PathBuf,
    site: PathBuf,
    out: PathBuf,
}

impl Build {
    /// Builds once, so that a site which does not build is told before anything is measured.
    pub(super) fn new(program: &Path, site: &Path, out: &Path) -> Result<Build, String> {
        let build = Build { program: program.to_path_buf(), site: site.to_path_buf(), out: out.to_path_buf() };
        build.run()?;
        Ok(build)
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["build", "--quiet", "--timings", "--date", DAY, "--root"]).arg(&self.site).arg("--out").arg(&self.out);
        command
    }

    pub(super) fn run(&self) -> Result<Run, String> {
        measure::time(&mut self.command())
    }
}
