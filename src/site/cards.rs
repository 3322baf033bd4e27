//! Which pages have a card of their own, and where it is.

use super::{EntryId, Site};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::url::UrlPath;
use crate::site::config::card_names;

/// The folder of all cards.
const FOLDER: &str = "cards";

impl Site {
    /// The address of the card that shared links to a page show; none for a page that shows another language's text, which has that
    /// page's words.
    pub(crate) fn card(&self, id: EntryId) -> Option<UrlPath> {
        let template = self.config.cards.file()?;
        let entry = self.index.entry(id);
        let file = entry.source.as_ref()?.as_str().strip_prefix("content/")?;
        let has_template = self.themes.get(self.theme_of(id))?.theme.template(&template).is_some();
        if entry.is_fallback() || entry.front.section.redirect_to.is_some() || !has_template || self.config.cards.leaves_out(file) {
            return None;
        }
        let name = entry.url.as_str().trim_matches('/');
        Some(UrlPath::root().join(&format!("{FOLDER}/{}.png", if name.is_empty() { "index" } else { name })))
    }

    /// Tells of a template that no theme has, and of pages to be left out that are not there.
    pub(crate) fn check_cards(&self, problems: &mut Problems) {
        let cards = &self.config.cards;
        let (Some(template), Some(file)) = (&cards.template, cards.file()) else { return };
        let at = |span: &std::ops::Range<usize>| self.config.source.at(span.clone());
        if let Some(theme) = self.theme().filter(|theme| theme.theme.template(&file).is_none()) {
            let all = theme.theme.templates();
            let names: Vec<&str> = all.filter_map(|(_, name, _)| name.strip_prefix("cards/")?.strip_suffix(".xml")).collect();
            let help = Suggestion::nearest(&template.value, names.iter().copied());
            let help = help.or_else(|| format!("add `templates/{file}`, or remove `template` to have no cards"));
            problems
                .push(Diagnostic::new(Code::MissingTemplate, format!("there is no template `{file}`")).at(at(&template.span)).help(help));
        }
        for path in &cards.except {
            let is_there = self.index.ids().any(|id| {
                let file = self.index.entry(id).source.as_ref().and_then(|source| source.as_str().strip_prefix("content/"));
                file.is_some_and(|file| card_names(&path.value, file))
            });
            if !is_there {
                let problem = Diagnostic::new(Code::InvalidValue, format!("`except` names `{}`, and there is no such page", path.value));
                problems.push(problem.at(at(&path.span)).help("name a file or a folder below `content/`, such as `privacy.md` or `news`"));
            }
        }
    }
}
