//! `ribbon new`: a site to start from, a page, a section. Nothing is ever overwritten.

#![expect(clippy::disallowed_methods, reason = "makes files, and reads the clock for their date")]

mod name;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::FINE;
use super::terminal::{fail, print, refuse};
use crate::base::locale::Language;
use crate::base::plain::plain;
use crate::base::source::{Settings, Snapshot, Source, SourceId};
use crate::content::PLACEHOLDER;
use crate::edge::cli::{NewFileArgs, NewWhat};
use crate::edge::edit;
use crate::site::{self, config};
use crate::syntax::toml::quoted;
use name::{Name, NameProblem, title_of};

/// The starter site by path. `{title}`, `{language}` and `{date}` are filled in.
const STARTER: &[(&str, &str)] = &[
    ("site.toml", include_str!("new/starter/site.toml")),
    ("content/_index.md", include_str!("new/starter/content/_index.md")),
    ("content/about.md", include_str!("new/starter/content/about.md")),
    ("content/news/_index.md", include_str!("new/starter/content/news/_index.md")),
    ("content/news/{date}-hello.md", include_str!("new/starter/content/news/hello.md")),
    (".gitignore", include_str!("new/starter/gitignore")),
];

/// What a new page or section says about the key that it may need most.
const KIND: &str = "# Advice or numbers about health: \"health\" names the authors and shows the review. Somebody's own story: \"story\".\n\
                    # kind = \"health\"\n";

/// Makes what was asked for and says what to do next.
pub(super) fn new(what: &NewWhat) -> u8 {
    match what {
        NewWhat::Site { folder, title, language } => site(folder, title.as_deref(), language),
        NewWhat::Page(args) => page(args),
        NewWhat::Section(args) => section(args),
    }
}

fn site(folder: &Path, title: Option<&str>, language: &str) -> u8 {
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
    let title = title.map_or_else(
        || Some(title_of(&own_name)).filter(|title| !title.is_empty()).unwrap_or_else(|| "My campaign".to_owned()),
        str::to_owned,
    );
    let date = today();
    let fill = |text: &str| {
        text.replace("\"{title}\"", &quoted(&title))
            .replace("{title}", &title)
            .replace("{language}", language.as_str())
            .replace("{date}", &date.to_string())
    };
    let mut made = String::new();
    for (path, text) in STARTER {
        let path = fill(path);
        if let Err((path, error)) = edit::create(&folder.join(&path), &fill(text)) {
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

fn page(args: &NewFileArgs) -> u8 {
    let name = match Name::of_page(&args.path) {
        Ok(name) => name,
        Err(problem) => return misnamed(&args.path, problem),
    };
    let title = args.title.clone().unwrap_or_else(|| title_of(&name.stem));
    let date = args.date.or(name.date).unwrap_or_else(today);
    let text = format!(
        "+++\ntitle = {}\n# description = \"In one sentence, what the page is about.\"\n{KIND}date = {date}\n+++\n\n{PLACEHOLDER}\n",
        quoted(&title)
    );
    add(args, &name.path, &text, "write the page's text, and one sentence for search engines as its `description`")
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
