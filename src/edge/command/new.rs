//! `ribbon new`: a site to start from, a page, a section. Nothing is ever overwritten.

#![expect(clippy::disallowed_methods, reason = "makes files, and reads the clock for their date")]

mod name;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::FINE;
use super::schema::{schema_text, snippets_text};
use super::terminal::{fail, print, refuse};
use crate::base::locale::Language;
use crate::base::plain::plain;
use crate::base::source::{Settings, Snapshot, Source, SourceId};
use crate::content::PLACEHOLDER;
use crate::edge::cli::{NewFileArgs, NewSiteArgs, NewWhat, SchemaOf, SiteTemplate};
use crate::edge::edit;
use crate::site::{self, config};
use crate::syntax::toml::quoted;
use name::{Name, NameProblem, title_of};

/// Files by path, with names in braces that are filled in.
type Files = &'static [(&'static str, &'static str)];

/// What every new site has.
const STARTER: Files = &[
    ("site.toml", include_str!("new/starter/site.toml")),
    ("content/about.md", include_str!("new/starter/content/about.md")),
    ("content/news/_index.md", include_str!("new/starter/content/news/_index.md")),
    ("content/news/{date}-hello.md", include_str!("new/starter/content/news/hello.md")),
    (".gitignore", include_str!("new/starter/gitignore")),
];

/// What a small site has beside it.
const MINIMAL: Files = &[("content/_index.md", include_str!("new/starter/content/_index.md"))];

/// What a campaign has beside it: numbers with their sources, and what publishes and checks it.
const CAMPAIGN: Files = &[
    ("content/_index.md", include_str!("new/starter/campaign/content/_index.md")),
    ("content/help.md", include_str!("new/starter/campaign/content/help.md")),
    ("content/numbers.md", include_str!("new/starter/campaign/content/numbers.md")),
    ("data/new_cases_share.csv", include_str!("new/starter/campaign/data/new_cases_share.csv")),
    ("data/references.yml", include_str!("new/starter/campaign/data/references.yml")),
    ("data/stats.toml", include_str!("new/starter/campaign/data/stats.toml")),
    ("static/images/mark.svg", include_str!("new/starter/campaign/static/images/mark.svg")),
    (".editorconfig", include_str!("new/starter/campaign/editorconfig")),
    (".github/workflows/site.yml", include_str!("new/starter/campaign/github/site.yml")),
    (".vscode/extensions.json", include_str!("new/starter/campaign/vscode/extensions.json")),
    (".vscode/settings.json", include_str!("new/starter/campaign/vscode/settings.json")),
];

/// The schemas of a campaign's site, each with the file that editors complete and check by it, also once it is made later.
const DESCRIBED: &[(&str, &str, SchemaOf)] = &[
    ("site.toml", ".vscode/site.schema.json", SchemaOf::Site),
    ("data/stats.toml", ".vscode/statistics.schema.json", SchemaOf::Statistics),
    ("data/people.toml", ".vscode/people.schema.json", SchemaOf::People),
    ("data/events.toml", ".vscode/events.schema.json", SchemaOf::Events),
    ("data/kit.toml", ".vscode/kit.schema.json", SchemaOf::Kit),
    ("data/terms.toml", ".vscode/terms.schema.json", SchemaOf::Terms),
    ("data/references.yml", ".vscode/references.schema.json", SchemaOf::References),
    ("themes/*/theme.toml", ".vscode/theme.schema.json", SchemaOf::Theme),
];

/// The keys of front matter as editors offer them.
const SNIPPETS: &str = ".vscode/front-matter.code-snippets";

/// What a new page or section says about the key that it may need most.
const KIND: &str = "# Advice or numbers about health: \"health\" names the authors and shows the review. Somebody's own story: \"story\".\n\
                    # kind = \"health\"\n";

/// Makes what was asked for and says what to do next.
pub(super) fn new(what: &NewWhat) -> u8 {
    match what {
        NewWhat::Site(args) => site(args),
        NewWhat::Page(args) => page(args),
        NewWhat::Section(args) => section(args),
    }
}

fn site(args: &NewSiteArgs) -> u8 {
    let NewSiteArgs { folder, title, language, address, .. } = args;
    let (folder, language) = (folder.as_path(), language.as_str());
    let language = match Language::parse(language) {
        Ok(language) if !language.is_known() => {
            return refuse(
                &format!("`{language}` is the code of no language"),
                "write the code of the site's language, such as `en` or `fr`",
            );
        }
        Ok(language) => language,
        Err(invalid) => return refuse(&invalid.to_string(), &invalid.help()),
    };
    match fs::read_dir(folder) {
        Ok(entries) => {
            // A fresh clone of an empty repository is where many sites start.
            if entries.flatten().any(|entry| entry.file_name() != ".git") {
                let message = format!("`{}` is not empty, and a new site must not mix with other files", shown(folder));
                return refuse(&message, "name a folder that does not exist yet, such as `ribbon new site my-campaign`");
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return refuse(
                &format!("`{}` is a file", shown(folder)),
                "name a folder that does not exist yet, such as `ribbon new site my-campaign`",
            );
        }
        Err(error) => return disk(folder, &error),
    }
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let own_name = absolute.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let usual = || Some(title_of(&own_name)).filter(|title| !title.is_empty()).unwrap_or_else(|| "My campaign".to_owned());
    let title = title.clone().unwrap_or_else(usual);
    let date = today();
    let (campaign, menu) = match args.template {
        SiteTemplate::Campaign => (day(args.day), "\"about.md\", \"numbers.md\", \"help.md\", \"news/_index.md\""),
        SiteTemplate::Minimal => (day(args.day), "\"about.md\", \"news/_index.md\""),
    };
    let identity = if args.template == SiteTemplate::Campaign { IDENTITY } else { "" };
    let fill = |text: &str| {
        text.replace("\"{title}\"", &quoted(&title))
            .replace("{title}", &title)
            .replace("{language}", language.as_str())
            .replace("{date}", &date.to_string())
            .replace("{version}", env!("CARGO_PKG_VERSION"))
            .replace("\"{address}\"", &quoted(address))
            .replace("{menu}", menu)
            .replace("{campaign}", &campaign)
            .replace("{identity}", identity)
            .replace("{countdown}", if args.day.is_some() { "::countdown\n\n" } else { "" })
    };
    let more = if args.template == SiteTemplate::Campaign { CAMPAIGN } else { MINIMAL };
    let mut made = String::new();
    let described = if args.template == SiteTemplate::Campaign { DESCRIBED } else { &[] };
    let mut schemas: Vec<(&str, String)> = described.iter().map(|(_, schema, of)| (*schema, schema_text(*of))).collect();
    if !described.is_empty() {
        schemas.push((SNIPPETS, snippets_text()));
    }
    let schemas = schemas.iter().map(|(path, text)| (*path, text.as_str()));
    for (path, text) in STARTER.iter().chain(more).copied().chain(schemas) {
        let path = fill(path);
        // Nothing in a schema is to be filled in, and in snippets it is somebody else who fills in.
        let text = if path.ends_with(".schema.json") || path == SNIPPETS { text.to_owned() } else { fill(text) };
        let text = match described.iter().find(|(file, ..)| *file == path) {
            Some((_, schema, _)) => format!("{}{text}", named_schema(&path, schema)),
            None => text,
        };
        if let Err((path, error)) = edit::create(&folder.join(&path), &text) {
            return disk(&path, &error);
        }
        made.push_str(&format!("  {path}\n"));
    }
    let here = if folder == Path::new(".") { String::new() } else { format!("  cd {}\n", in_shell(folder)) };
    let translate = if language.as_str().starts_with("en") { "" } else { "\nThe example texts are in English: write over them.\n" };
    print(&format!(
        "made a site in `{}`:\n{made}{translate}\nNow:\n{here}  ribbon serve    shows the site in a browser, and every save at once\n  ribbon build    makes the finished site in `public`\n  ribbon check    looks for mistakes without writing anything\n\nBegin with `site.toml` and `content/_index.md`.\n",
        shown(folder)
    ));
    FINE
}

/// The line by which a file names its schema, as the language servers of TOML and YAML read it.
fn named_schema(path: &str, schema: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    if path.ends_with(".toml") { format!("#:schema {up}{schema}\n") } else { format!("# yaml-language-server: $schema={up}{schema}\n") }
}

/// The pictures of a campaign.
const IDENTITY: &str = "
# The drawing before the site's name, and the one that all icons are made of.
[identity]
logo = \"images/mark.svg\"
icon = \"images/mark.svg\"
";

/// `[campaign]` with its day, or with a day to fill in.
fn day(day: Option<Date>) -> String {
    match day {
        Some(day) => {
            format!("[campaign]\nday = {day}\n# Days begin by these clocks; without them, in UTC.\n# time_zone = \"Europe/Paris\"")
        }
        None => "# Take the `#` away and write your day.\n# [campaign]\n# day = 2027-02-04\n# time_zone = \"Europe/Paris\"".to_owned(),
    }
}

fn page(args: &NewFileArgs) -> u8 {
    let name = match Name::of_page(&args.path) {
        Ok(name) => name,
        Err(problem) => return misnamed(&args.path, problem),
    };
    let title = args.title.clone().unwrap_or_else(|| title_of(&name.stem));
    let date = args.date.or(name.date).or_else(|| is_dated(&args.root, &name.path).then(today));
    let date = date.map(|date| format!("date = {date}\n")).unwrap_or_default();
    let text = format!(
        "+++\ntitle = {}\n# description = \"In one sentence, what the page is about.\"\n{KIND}{date}+++\n\n{PLACEHOLDER}\n",
        quoted(&title)
    );
    add(args, &name.path, &text, "write the page's text, and one sentence for search engines as its `description`")
}

/// Whether the pages beside a new one stand in the order of their days: a page with a day is news, and lands in the feed.
fn is_dated(root: &Path, page: &str) -> bool {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Ok(text) = edit::read(&root.join("content").join(folder).join("_index.md")) else { return false };
    text.lines().any(|line| line.split_once('=').is_some_and(|(key, value)| key.trim() == "sort_by" && value.trim() == "\"date\""))
}

fn section(args: &NewFileArgs) -> u8 {
    let name = match Name::of_section(&args.path) {
        Ok(name) => name,
        Err(problem) => return misnamed(&args.path, problem),
    };
    let title = args.title.clone().unwrap_or_else(|| title_of(&name.stem));
    let date = args.date.map(|date| format!("date = {date}\n")).unwrap_or_default();
    let text = format!(
        "+++\ntitle = {}\n# description = \"In one sentence, what the pages are about.\"\n{KIND}{date}# The order of the pages: \"date\", \"updated\", \"title\", \"weight\" or \"none\".\nsort_by = \"title\"\n+++\n",
        quoted(&title)
    );
    let below = name.path.strip_suffix("_index.md").unwrap_or_default();
    add(args, &name.path, &text, &format!("`ribbon new page {below}first-page` makes a page in it"))
}

/// Writes a new file below `content`, and says so.
fn add(args: &NewFileArgs, path: &str, text: &str, next: &str) -> u8 {
    if !args.root.join("site.toml").is_file() {
        let help = match site_above(&args.root) {
            Some(above) => format!("the site is further up; say `--root {}`", in_shell(&above)),
            None => "go to the site's folder, name it with `--root`, or make a site with `ribbon new site FOLDER`".to_owned(),
        };
        return refuse(&format!("there is no `site.toml` in `{}`, so this is not a site", shown(&args.root)), &help);
    }
    if let Some((message, help)) = foreign(&args.root, path) {
        return refuse(&message, &help);
    }
    let file = args.root.join("content").join(path);
    match edit::create(&file, text) {
        Ok(()) => {
            print(&format!("made `{}`\nNow: {}.\n", shown(&file), plain(next)));
            FINE
        }
        Err((path, error)) if path == file && error.kind() == io::ErrorKind::AlreadyExists => {
            refuse(&format!("`{}` exists already, and it is left as it is", shown(&file)), "choose another name, or edit that file")
        }
        Err((path, error)) => disk(&path, &error),
    }
}

/// What is wrong with a file in a language that the site does not have: nothing would be made from it.
fn foreign(root: &Path, path: &str) -> Option<(String, String)> {
    let text = edit::read(&root.join("site.toml")).ok()?;
    let mut snapshot = Snapshot::empty(Settings::on(today()));
    let source = Source::new(config::FILE, text);
    snapshot.texts.insert(source.id.clone(), source);
    let config = config::read(&snapshot).0?;
    let code = site::foreign_language(&SourceId::new(format!("content/{path}")), &config)?;
    Some(match Language::parse(&code) {
        Ok(language) if language.is_known() => (
            format!("the site has no pages in `{code}` yet"),
            format!("add `[languages.{code}]` to `site.toml` first, or name the page without `.{code}`"),
        ),
        _ => (
            format!("`{code}` is the code of no language"),
            "write the code of the language, such as `fr`, or leave out the dot; the title may hold anything".to_owned(),
        ),
    })
}

/// A folder above that holds a site, as `../..`.
fn site_above(root: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(root).ok()?;
    let n_up = absolute.ancestors().position(|folder| folder.join("site.toml").is_file())?;
    let up = std::iter::repeat_n("..", n_up).collect::<PathBuf>();
    Some(if root == Path::new(".") { up } else { root.join(up) })
}

fn misnamed(path: &str, problem: NameProblem) -> u8 {
    refuse(&format!("`{path}` {}", problem.message), problem.help)
}

fn disk(path: &Path, error: &io::Error) -> u8 {
    let reason = match error.kind() {
        io::ErrorKind::PermissionDenied => "you have no permission".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file has the name of one of its folders".to_owned(),
        io::ErrorKind::InvalidFilename => "the name is too long".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
    };
    fail(&format!("cannot make `{}`: {reason}", shown(path)), "choose another place, or see that you may write there")
}

fn today() -> Date {
    jiff::Zoned::now().date()
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let path = if path.is_empty() { ".".to_owned() } else { path };
    let path = plain(&path).into_owned();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

/// A path, quoted for a shell if need be.
fn in_shell(path: &Path) -> String {
    let path = plain(&path.display().to_string()).into_owned();
    let is_plain = path.chars().all(|letter| letter.is_alphanumeric() || "/\\._-:~".contains(letter));
    if is_plain { path } else { format!("\"{path}\"") }
}
