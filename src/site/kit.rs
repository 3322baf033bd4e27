//! `data/kit.toml`: the pieces of a campaign's kit, which are made of the site's own words and numbers.
//!
//! A piece is drawn by a template of the theme for a page of the site, in one or more sizes; without sizes it is a text. It is made in
//! every language that has the page, and all pieces of a language lie in one archive.

use super::config::is_template_name;
use super::evidence::stat::Words;
use super::{EntryId, Site, UrlPath, event};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::per_language::LanguageId;
use crate::base::sheet::Sheet;
use crate::base::source::{Source, SourceId, Span};
use crate::syntax::fields::{Entry, Fields, Spanned, Table, Value, parse_file, wrong_type};

pub(crate) const FILE: &str = "data/kit.toml";

/// The folder of a language's pieces, below its home page.
const FOLDER: &str = "kit";

/// Whether this program can write paper and archives.
const CAN_PRINT: bool = cfg!(feature = "kit");

/// Something that a campaign hands out.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub name: String,
    pub at: Span,
    /// The theme's template below `kit/`, without its ending.
    pub template: Spanned<String>,
    /// The page that it is made of and leads to, below `content/`; the home page if it names none.
    pub page: Option<Spanned<String>>,
    /// What it is called in the list of the kit; the page's title if it says nothing.
    pub title: Words,
    /// A text of its own.
    pub text: Words,
    /// Where the file says that text.
    pub text_at: Option<Span>,
    /// A number of the site.
    pub stat: Option<Spanned<String>>,
    /// Whether it is a text, which has no sizes.
    pub is_text: bool,
    pub sheets: Vec<Sheet>,
}

impl Piece {
    /// The template as its theme names it.
    pub(crate) fn file(&self) -> String {
        format!("{FOLDER}/{}.{}", self.template.value, if self.is_text { "txt" } else { "xml" })
    }

    /// The name of one of its files.
    pub(crate) fn file_name(&self, sheet: Option<Sheet>) -> String {
        match sheet {
            Some(sheet) => format!("{}-{}.{}", self.name, sheet.name(), sheet.ending()),
            None => format!("{}.txt", self.name),
        }
    }

    /// The sheet that the small picture in the list shows.
    pub(crate) fn previewed(&self) -> Option<Sheet> {
        self.sheets.first().copied()
    }

    /// The name of that picture.
    pub(crate) fn preview_name(&self) -> String {
        format!("{}-preview.webp", self.name)
    }

    /// The sizes that this program can make; a text has one without a sheet.
    pub(crate) fn made_sheets(&self) -> impl Iterator<Item = Option<Sheet>> {
        let sheets = self.sheets.iter().filter(|sheet| CAN_PRINT || sheet.ending() != "pdf").map(|sheet| Some(*sheet));
        sheets.chain(self.is_text.then_some(None))
    }
}

/// A piece in a language.
#[derive(Clone, Copy)]
pub(crate) struct Made<'s> {
    pub at: usize,
    pub piece: &'s Piece,
    /// The page that it is made of.
    pub page: EntryId,
}

/// The name of the archive of a language.
pub(crate) fn archive_name(code: &str) -> String {
    format!("kit-{code}.zip")
}

impl Site {
    /// The pieces that a language has: those whose page is in it.
    pub(crate) fn pieces(&self, language: LanguageId) -> impl Iterator<Item = Made<'_>> {
        self.kit.iter().enumerate().filter_map(move |(at, piece)| Some(Made { at, piece, page: self.page_of_piece(piece, language)? }))
    }

    fn page_of_piece(&self, piece: &Piece, language: LanguageId) -> Option<EntryId> {
        let id = match &piece.page {
            Some(page) => self.index.in_language(&SourceId::new(format!("content/{}", page.value)), language)?,
            None => self.index.homes[language]?,
        };
        let entry = self.index.entry(id);
        (entry.language == language && !entry.is_fallback()).then_some(id)
    }

    /// The address of a file of a language's kit.
    pub(crate) fn kit_file(&self, language: LanguageId, name: &str) -> Option<UrlPath> {
        let home = self.index.homes[language]?;
        Some(self.index.entry(home).url.join(&format!("{FOLDER}/{name}")))
    }

    /// The address of a language's archive, if it has a kit and this program can write archives.
    pub(crate) fn kit_archive(&self, language: LanguageId) -> Option<UrlPath> {
        self.pieces(language).next().filter(|_| CAN_PRINT)?;
        self.kit_file(language, &archive_name(&self.config.languages[language].code))
    }

    /// Words of the kit in a language; none where they are in others only, as nobody prints half a sheet in another language.
    pub(crate) fn kit_words<'w>(&'w self, words: &'w Words, language: LanguageId) -> Option<&'w str> {
        let codes = event::codes(&self.config, language);
        let (code, text) = event::Event::words(words, &codes)?;
        (code == codes[0] || code == codes[1]).then_some(text)
    }

    /// A piece whose own text is not in every language that it is made in. Its title is no such matter: the page's takes its place.
    fn untold(&self, piece: &Piece) -> Option<Diagnostic> {
        let at = piece.text_at.clone()?;
        let made = self.config.languages.ids().filter(|language| self.page_of_piece(piece, *language).is_some());
        let missing = made.filter(|language| self.kit_words(&piece.text, *language).is_none());
        let codes: Vec<&str> = missing.map(|language| self.config.languages[language].code.as_str()).collect();
        codes.first()?;
        let names = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        let message = format!("the piece `{}` has no text in {names}, so the title of its page takes its place", piece.name);
        let all = self.config.languages.iter().map(|language| format!("{} = \"…\"", language.code)).collect::<Vec<_>>();
        let help = format!("write it in each language: `text = {{ {} }}`", all.join(", "));
        Some(Diagnostic::new(Code::MissingString, message).at(at).help(help))
    }

    /// Tells of templates, pages, numbers and pictures of the kit that are not there.
    pub(crate) fn check_kit(&self, problems: &mut Problems) {
        let theme = self.theme();
        for piece in self.kit.iter() {
            let at = |span: &std::ops::Range<usize>| piece.at.source.at(span.clone());
            problems.extend(self.untold(piece));
            let file = piece.file();
            if let Some(theme) = theme.filter(|theme| theme.theme.template(&file).is_none()) {
                let ending = &file[file.len() - 4..];
                let all = theme.theme.templates();
                let names: Vec<&str> = all.filter_map(|(_, name, _)| name.strip_prefix("kit/")?.strip_suffix(ending)).collect();
                let help = Suggestion::nearest(&piece.template.value, names.iter().copied());
                let help = help.or_else(|| format!("add `templates/{file}`, or remove the piece"));
                let problem = Diagnostic::new(Code::MissingTemplate, format!("there is no template `{file}`"));
                problems.push(problem.at(at(&piece.template.span)).help(help));
            }
            if let Some(page) = &piece.page
                && self.index.of_source(&SourceId::new(format!("content/{}", page.value))).is_empty()
            {
                let pages = self.index.sources().filter_map(|source| source.as_str().strip_prefix("content/"));
                let help = Suggestion::nearest(&page.value, pages).or("name a file below `content/`, such as `@/about.md`");
                let problem = Diagnostic::new(Code::BrokenLink, format!("there is no page `{}`", page.value));
                problems.push(problem.at(at(&page.span)).help(help));
            }
            if let Some(stat) = piece.stat.as_ref().filter(|stat| !self.evidence.stats.contains_key(&stat.value)) {
                let known = self.evidence.stats.keys().map(String::as_str);
                let help = Suggestion::nearest(&stat.value, known).or("add the number to `data/stats.toml`");
                let problem = Diagnostic::new(Code::CiteUnresolved, format!("there is no statistic `{}`", stat.value));
                problems.push(problem.at(at(&stat.span)).help(help));
            }
        }
        let logo = self.config.partner.logo.as_ref().zip(theme);
        if let Some((logo, theme)) = logo.filter(|(logo, theme)| !theme.theme.statics().any(|(path, _)| path == logo.value)) {
            let help = Suggestion::nearest(&logo.value, theme.theme.statics().map(|(path, _)| path));
            let help = help.or("put the picture into `static/`, and name it by its path there");
            let problem = Diagnostic::new(Code::BrokenLink, format!("there is no picture `static/{}`", logo.value));
            problems.push(problem.at(self.config.source.at(logo.span.clone())).help(help));
        }
    }
}

/// Reads the file, if there is one, in its order. Syntax errors are reported by the reader of data files.
pub(crate) fn read(source: Option<&Source>, languages: &[String], problems: &mut Problems) -> Vec<Piece> {
    let Some(source) = source else { return Vec::new() };
    let mut pieces = Vec::new();
    for entry in parse_file(source, &mut Problems::new()).entries {
        let Value::Table(table) = &entry.node.value else {
            let help = format!("write a line `[{}]`, and the piece's keys on the lines below", entry.key);
            problems.push(wrong_type(&source.id, &entry.key, &entry.node, "a table of keys").help(help));
            continue;
        };
        pieces.extend(piece(&source.id, &entry, table, languages, problems));
    }
    pieces
}

/// An entry, if it names its template.
fn piece(source: &SourceId, entry: &Entry, table: &Table, languages: &[String], problems: &mut Problems) -> Option<Piece> {
    let Entry { key: name, key_span, .. } = entry;
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let mut refuse = |span: std::ops::Range<usize>, message: String, help: &str| {
        problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.at(span)).help(help));
    };
    if !is_name(name) {
        let help = "write it in small letters of English, digits and `-`, such as `poster-early-signs`";
        refuse(key_span.clone(), format!("`{name}` cannot be the name of a file"), help);
    }
    let mut keys = Fields::new(table, source);
    let template: Option<Spanned<String>> = keys.required("template", key_span.clone(), problems);
    if let Some(wrong) = template.as_ref().filter(|template| !is_template_name(&template.value)) {
        let help = "write the name of a file in the theme's folder `templates/kit`, without its ending: `template = \"poster\"`";
        let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` is not the name of a template of the kit", wrong.value));
        problems.push(problem.at(source.at(wrong.span.clone())).help(help));
        return None;
    }
    let page: Option<Spanned<String>> = keys.optional("page", problems);
    let stat: Option<Spanned<String>> = keys.optional("stat", problems);
    let (title, text) = (keys.optional("title", problems).unwrap_or_default(), keys.optional("text", problems).unwrap_or_default());
    let is_text = !keys.has("sizes");
    let sizes: Vec<Spanned<String>> = keys.optional("sizes", problems).unwrap_or_default();
    keys.finish(&format!("the piece `{name}`"), problems);
    for key in ["title", "text"] {
        event::check_languages(source, table, key, languages, problems);
    }
    let mut sheets: Vec<Sheet> = Vec::new();
    for size in sizes {
        match Sheet::named(&size.value) {
            Some(sheet) if !sheets.contains(&sheet) => sheets.push(sheet),
            Some(_) => {}
            None => {
                let names = Sheet::ALL.map(Sheet::name);
                let help = Suggestion::nearest(&size.value, names).or_list("expected one of ", &names, "name a size");
                let problem = Diagnostic::new(Code::InvalidValue, format!("there is no size `{}`", size.value));
                problems.push(problem.at(source.at(size.span)).help(help));
            }
        }
    }
    let text_at = table.get("text").map(|entry| source.at(entry.key_span.clone()));
    let page = page.map(|page| {
        let path = page.value.trim_start_matches("@/");
        Spanned { value: path.strip_prefix("content/").unwrap_or(path).to_owned(), span: page.span }
    });
    Some(Piece {
        name: name.clone(),
        at: source.at(key_span.clone()),
        template: template?,
        page,
        title,
        text,
        text_at,
        stat,
        is_text,
        sheets,
    })
}
