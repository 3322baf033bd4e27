//! Front matter: TOML between `+++` or YAML between `---`.

mod edition;
mod foreign;
mod misplaced;
mod sense;

use std::ops::Range;
use std::sync::LazyLock;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::merge;
use crate::base::rare::{Rare, Standard};
use crate::base::source::{Source, SourceId};
use crate::content::editorial::{self, EditorialInfo};
use crate::syntax::fields::{Fields, FromNode, Moment, Spanned, Table, parse_toml, parse_yaml, wrong_type};

pub(crate) use edition::Archive;

/// The keys of a page, and of a section if the file is an `_index.md`.
/// Keys and their meaning are Zola's where Zola has them.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct FrontMatter {
    pub title: Option<String>,
    pub description: Option<Spanned<String>>,
    pub date: Option<Spanned<Moment>>,
    pub updated: Option<Moment>,
    /// The page is left out before this day.
    pub publish: Option<Moment>,
    /// The page is left out from this day on.
    pub expires: Option<Moment>,
    /// The phases of the campaign that the page is part of; `None` means all.
    pub phases: Option<Vec<Spanned<String>>>,
    pub weight: Option<i64>,
    pub draft: bool,
    pub slug: Option<Spanned<String>>,
    pub path: Option<Spanned<String>>,
    pub aliases: Vec<Spanned<String>>,
    pub template: Option<Spanned<String>>,
    /// Names, or ids of `data/people.toml`.
    pub authors: Vec<Spanned<String>>,
    pub editorial: Rare<EditorialInfo>,
    /// An id shared by translations whose file names differ.
    pub translation: Option<Spanned<String>>,
    /// Whether search engines are asked not to index the page; a section passes it on to its pages.
    pub noindex: Option<bool>,
    /// The page that search engines should show instead: a content file, a path or an address.
    pub canonical: Option<Spanned<String>>,
    pub image: Option<Spanned<String>>,
    pub image_alt: Option<String>,
    /// Terms by taxonomy, in the order they are written.
    pub taxonomies: Vec<(Spanned<String>, Vec<Spanned<String>>)>,
    pub extra: Table,
    pub section: Rare<SectionKeys>,
}

impl FrontMatter {
    /// The fingerprint of all keys but those that say something about the page itself: whether and where it is, among which others,
    /// and in which order.
    pub(super) fn place_key(&self) -> Fingerprint {
        // Each key is named, so that a new one is counted in here or left out on purpose.
        let Self {
            title,
            description: _,
            date,
            updated,
            publish,
            expires,
            phases,
            weight,
            draft,
            slug,
            path,
            aliases,
            template: _,
            authors: _,
            editorial,
            translation,
            noindex,
            canonical,
            image: _,
            image_alt: _,
            taxonomies,
            extra: _,
            section,
        } = self;
        let times = (date, updated, publish, expires, phases);
        // Without a title, the file's name is taken for one.
        let names = (title.is_some(), slug, path, aliases, translation, canonical);
        Fingerprint::of(&(times, names, weight, draft, editorial.audience, noindex, taxonomies, section))
    }
}

/// The keys that only an `_index.md` may have.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct SectionKeys {
    pub sort_by: Option<SortBy>,
    pub paginate_by: Option<usize>,
    pub paginate_path: Option<Spanned<String>>,
    /// The template of the pages below, unless they name their own.
    pub page_template: Option<Spanned<String>>,
    /// The section's pages are listed in its parent too.
    pub transparent: Option<bool>,
    pub redirect_to: Option<Spanned<String>>,
    pub generate_feeds: Option<bool>,
    /// The theme of the section and all below it.
    pub theme: Option<Spanned<String>>,
    /// Whether pages missing in a language show the default language's text; sections below inherit it.
    pub fallback: Option<bool>,
    /// The section is the edition of an earlier year.
    pub archive: Option<Archive>,
}

impl Standard for SectionKeys {
    fn standard() -> &'static Self {
        static STANDARD: LazyLock<SectionKeys> = LazyLock::new(SectionKeys::default);
        &STANDARD
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SortBy {
    /// Newest first.
    Date,
    /// Latest update first; pages without one count by their date.
    Updated,
    /// By the language's collation.
    Title,
    /// Smallest first.
    Weight,
    /// By file name.
    None,
}

/// Front matter's delimiters and the text between, as byte ranges of the file.
enum Fence {
    Toml,
    Yaml,
}

/// Reads the front matter and says at which byte the body starts.
pub(super) fn read(source: &Source, problems: &mut Problems) -> (FrontMatter, usize) {
    let text: &str = &source.text;
    let text_start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[text_start..];
    let (fence, mark) = if opens(rest, "+++") {
        (Fence::Toml, "+++")
    } else if opens(rest, "---") {
        (Fence::Yaml, "---")
    } else if let Some(problem) = misplaced::find(source) {
        problems.push(problem);
        return (FrontMatter::default(), text.len());
    } else {
        return (keys(&Table::default(), &source.id, problems), text_start);
    };
    let head_start = text_start + rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    let Some((head_end, body_start)) = close(text, head_start, mark) else {
        // A text may start with a thematic break; only if keys follow is it front matter.
        if matches!(fence, Fence::Yaml) && !starts_with_a_key(&text[head_start..]) {
            return (keys(&Table::default(), &source.id, problems), text_start);
        }
        problems.push(
            Diagnostic::new(Code::UnclosedFrontMatter, format!("the front matter opened by `{mark}` is never closed"))
                .at(source.id.at(text_start..text_start + 3))
                .help(format!("add a line with only `{mark}` after the last key")),
        );
        return (FrontMatter::default(), text.len());
    };
    let head = &text[head_start..head_end];
    if let Some(problem) = unmerged(source, head_start..head_end) {
        problems.push(problem);
        return (FrontMatter::default(), text.len());
    }
    let table = match fence {
        Fence::Toml => parse_toml(&source.id, head, head_start, problems),
        Fence::Yaml => parse_yaml(&source.id, head, head_start, problems),
    };
    (keys(&table, &source.id, problems), body_start)
}

/// Two versions of front matter, of which the second may reach into the text.
fn unmerged(source: &Source, head: Range<usize>) -> Option<Diagnostic> {
    let at = merge::unfinished(source.text[head.start..].as_bytes())?;
    let at = head.start + at.start..head.start + at.end;
    (at.start < head.end).then(|| Diagnostic::new(Code::Syntax, merge::MESSAGE).at(source.id.at(at)).help(merge::HELP))
}

/// Whether the first line is exactly the mark.
fn opens(text: &str, mark: &str) -> bool {
    text.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.lines().next().is_some_and(|line| line.trim_end().is_empty()))
}

/// Whether the first line is a key, or the first that is neither empty nor a comment one that is known.
fn starts_with_a_key(text: &str) -> bool {
    let is_passed_over = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    text.lines().next().is_some_and(looks_like_a_key)
        || text.lines().find(|line| !is_passed_over(line)).is_some_and(misplaced::has_known_key)
}

fn looks_like_a_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '"')))
}

/// Where the head ends and the body starts, if a closing line is found.
fn close(text: &str, from: usize, mark: &str) -> Option<(usize, usize)> {
    let mut line_start = from;
    for line in text[from..].split_inclusive('\n') {
        if line.trim_end() == mark {
            return Some((line_start, line_start + line.len()));
        }
        line_start += line.len();
    }
    None
}

fn keys(table: &Table, source: &SourceId, problems: &mut Problems) -> FrontMatter {
    let is_section = source.file_name().starts_with("_index.");
    let mut fields = Fields::new(table, source);
    let mut front = FrontMatter {
        title: fields.optional("title", problems),
        description: fields.optional("description", problems),
        date: fields.optional("date", problems),
        updated: fields.optional("updated", problems),
        publish: fields.optional("publish", problems),
        expires: fields.optional("expires", problems),
        phases: fields.optional("phases", problems),
        weight: fields.optional("weight", problems),
        draft: fields.optional("draft", problems).unwrap_or_default(),
        slug: fields.optional("slug", problems),
        path: fields.optional("path", problems),
        aliases: fields.optional("aliases", problems).unwrap_or_default(),
        template: fields.optional("template", problems),
        authors: fields.optional("authors", problems).unwrap_or_default(),
        editorial: editorial::read(&mut fields, source, problems).into(),
        translation: fields.optional("translation", problems),
        noindex: fields.optional("noindex", problems),
        canonical: fields.address("canonical", problems),
        image: fields.address("image", problems),
        image_alt: fields.optional("image_alt", problems),
        taxonomies: taxonomies(&mut fields, source, problems),
        extra: fields.optional("extra", problems).unwrap_or_default(),
        section: if is_section { section_keys(&mut fields, source, problems).into() } else { Rare::default() },
    };
    let n_before = problems.len();
    fields.finish(if is_section { "the front matter of a section" } else { "the front matter of a page" }, problems);
    foreign::advise(table, source, &mut problems[n_before..]);
    sense::check(table, &mut front, is_section, source, problems);
    if !is_section && problems.len() > n_before {
        send_to_section(table, source, &mut problems[n_before..]);
    }
    front
}

/// Reports those of a page's unknown keys that a section knows.
fn send_to_section(table: &Table, source: &SourceId, problems: &mut [Diagnostic]) {
    let mut fields = Fields::new(table, source);
    section_keys(&mut fields, source, &mut Problems::new());
    for problem in problems {
        let key = table.entries.iter().find(|entry| problem.at == Some(source.at(entry.key_span.clone()))).map(|entry| &entry.key);
        if let Some(key) = key.filter(|key| fields.knows(key)) {
            problem.help = Some(format!("`{key}` is a key of sections: write it in the `_index.md` of the folder"));
        }
    }
}

fn section_keys(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> SectionKeys {
    const SORTS: &[(&str, SortBy)] = &[
        ("date", SortBy::Date),
        ("updated", SortBy::Updated),
        ("title", SortBy::Title),
        ("weight", SortBy::Weight),
        ("none", SortBy::None),
    ];
    SectionKeys {
        sort_by: fields.choice("sort_by", SORTS, problems),
        paginate_by: fields.optional("paginate_by", problems).filter(|&size| size > 0),
        paginate_path: fields.optional("paginate_path", problems),
        page_template: fields.optional("page_template", problems),
        transparent: fields.optional("transparent", problems),
        redirect_to: fields.address("redirect_to", problems),
        generate_feeds: fields.optional("generate_feeds", problems),
        theme: fields.optional("theme", problems),
        fallback: fields.optional("fallback", problems),
        archive: edition::archive(fields, source, problems),
    }
}

fn taxonomies(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Vec<(Spanned<String>, Vec<Spanned<String>>)> {
    let Some(table) = fields.optional::<Table>("taxonomies", problems) else { return Vec::new() };
    let mut terms = Vec::new();
    for entry in &table.entries {
        match Vec::<Spanned<String>>::from_node(&entry.node) {
            Ok(list) => {
                let mut kept: Vec<Spanned<String>> = Vec::new();
                for term in list {
                    if !kept.contains(&term) && !term.value.trim().is_empty() {
                        kept.push(term);
                    }
                }
                terms.push((Spanned { value: entry.key.clone(), span: entry.key_span.clone() }, kept));
            }
            Err(_) => problems.push(wrong_type(source, &entry.key, &entry.node, "a list of texts like [\"care\", \"news\"]")),
        }
    }
    terms
}
