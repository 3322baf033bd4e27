//! From what a person calls a new page to its file, its title and its date.

use jiff::civil::Date;

use crate::base::locale::Language;

/// A new file below `content`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// `news/the-day.md`
    pub path: String,
    /// The part of the name that the title is made of.
    pub stem: String,
    /// From a name like `2027-02-04-the-day.md`.
    pub date: Option<Date>,
}

/// Why a name will not do; the message goes on after the name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NameProblem {
    pub message: &'static str,
    pub help: &'static str,
}

impl Name {
    /// `news/the-day`, `news/the-day.md` and `content/news/the-day.md` are one page.
    pub(super) fn of_page(written: &str) -> Result<Self, NameProblem> {
        let mut parts = parts(written)?;
        let last = parts.pop().unwrap_or_default();
        let file = if last.ends_with(".md") { last.clone() } else { format!("{last}.md") };
        let stem = file.trim_end_matches(".md");
        if stem.is_empty() {
            return Err(NameProblem { message: "is no name for a page", help: "write it like `news/the-day.md`" });
        }
        let (stem, is_bundle) = (without_language(stem), parts.last().is_some() && without_language(stem) == "index");
        let titled = if is_bundle || stem == "_index" { parts.last().cloned().unwrap_or_default() } else { stem.to_owned() };
        let titled = if parts.is_empty() && stem == "_index" { "Home".to_owned() } else { titled };
        let (date, titled) = without_date(&titled);
        let stem = titled.to_owned();
        parts.push(file);
        Ok(Self { path: parts.join("/"), stem, date })
    }

    /// `news`, `news/`, `news/_index.md` and `content/news` are one section.
    pub(super) fn of_section(written: &str) -> Result<Self, NameProblem> {
        let mut parts = parts(written)?;
        if parts.last().is_some_and(|last| without_language(last.trim_end_matches(".md")) == "_index") {
            let file = parts.pop().unwrap_or_default();
            let stem = parts.last().cloned().unwrap_or_default();
            parts.push(file);
            return Ok(Self { path: parts.join("/"), stem, date: None });
        }
        if parts.last().is_some_and(|last| last.ends_with(".md")) {
            return Err(NameProblem {
                message: "is the name of a page, and a section is a folder",
                help: "write it like `news`, or use `ribbon new page`",
            });
        }
        let stem = parts.last().cloned().unwrap_or_default();
        parts.push("_index.md".to_owned());
        Ok(Self { path: parts.join("/"), stem, date: None })
    }
}

/// The folders and the name, below `content`.
fn parts(written: &str) -> Result<Vec<String>, NameProblem> {
    let path = written.replace('\\', "/");
    if path.starts_with('/') || path.get(1..3) == Some(":/") {
        return Err(NameProblem {
            message: "starts at the top of the disk",
            help: "write the path below `content`, such as `news/the-day.md`",
        });
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(NameProblem { message: "leads out of the site", help: "write the path below `content`, without `..`" });
    }
    let parts = parts.strip_prefix(&["content"]).filter(|rest| !rest.is_empty()).unwrap_or(&parts);
    if parts.is_empty() {
        return Err(NameProblem { message: "is no name", help: "write it like `news/the-day.md`" });
    }
    for part in parts {
        if part.contains(['<', '>', ':', '"', '|', '?', '*']) || part.contains(char::is_control) || part.ends_with(['.', ' ']) {
            return Err(NameProblem {
                message: "has a character that not every computer can store in a file name",
                help: "use letters, digits and hyphens; the title may hold anything",
            });
        }
        if is_reserved(part) {
            return Err(NameProblem {
                message: "is a name that Windows keeps for itself",
                help: "choose another name; the title may hold anything",
            });
        }
        if part.starts_with(['.', '#']) || part.ends_with('~') {
            return Err(NameProblem {
                message: "is named like a hidden file or a backup, and those are left out of the site",
                help: "start and end the name with a letter or digit",
            });
        }
    }
    Ok(parts.iter().map(|part| (*part).to_owned()).collect())
}

/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let numbered =
        |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|digit| ('1'..='9').contains(&digit)));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// `about.fr` is `about` in French.
fn without_language(stem: &str) -> &str {
    let is_primary = |suffix: &str| (2..=3).contains(&suffix.len()) && suffix.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_regional = |suffix: &str| suffix.contains('-') && Language::parse(suffix).is_ok_and(|language| language.is_known());
    match stem.rsplit_once('.') {
        Some((front, suffix)) if is_primary(suffix) || is_regional(suffix) => front,
        _ => stem,
    }
}

fn without_date(stem: &str) -> (Option<Date>, &str) {
    let dated = stem.split_at_checked(10).and_then(|(date, rest)| {
        let name = rest.strip_prefix(['-', '_']).filter(|name| !name.is_empty())?;
        Some((date.parse::<Date>().ok()?, name))
    });
    dated.map_or((None, stem), |(date, name)| (Some(date), name))
}

/// `the-day` becomes `The day`.
pub(super) fn title_of(stem: &str) -> String {
    let words = stem.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_in_many_ways() {
        let page =
            |written: &str| Name::of_page(written).map(|name| (name.path, title_of(&name.stem), name.date.map(|date| date.to_string())));
        let plain = Ok(("news/the-day.md".to_owned(), "The day".to_owned(), None));
        assert_eq!(page("news/the-day"), plain);
        assert_eq!(page("news\\the-day.md"), plain);
        assert_eq!(page("./content/news//the-day.md"), plain);
        assert_eq!(
            page("news/2027-02-04-the-day.fr.md").map(|(_, title, date)| (title, date)),
            Ok(("The day".to_owned(), Some("2027-02-04".to_owned())))
        );
        assert_eq!(page("toolkit/index.md").map(|(_, title, _)| title), Ok("Toolkit".to_owned()));
        for bad in ["../x", "a/../../x", "/etc/passwd", "C:/x", "", "content/con.md", "what?.md", ".hidden.md", "a.", ".md"] {
            assert!(page(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sections_are_folders() {
        let section = |written: &str| Name::of_section(written).map(|name| (name.path, title_of(&name.stem)));
        let plain = Ok(("press/our-news/_index.md".to_owned(), "Our news".to_owned()));
        assert_eq!(section("press/our-news"), plain);
        assert_eq!(section("content/press/our-news/_index.md"), plain);
        assert!(section("news.md").is_err());
        assert!(section("..").is_err());
    }
}
