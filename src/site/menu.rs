//! Resolves links and menus in `site.toml`.

use super::{EntryId, Resolved, Structure, resolve, suffix};
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::syntax::fields::Spanned;

/// The entry a menu means by a content path.
pub(crate) fn menu_entry(site: &Structure, page: &str, language: LanguageId) -> Option<EntryId> {
    let page = page.trim_start_matches("@/");
    let source = SourceId::new(format!("content/{page}"));
    site.index.in_language(&source, language).or_else(|| site.index.homes[language].filter(|_| page == "_index.md"))
}

/// Where a link in `site.toml` leads; none for one that leads nowhere.
pub(crate) fn address(site: &Structure, target: &Spanned<String>, language: LanguageId) -> Option<String> {
    let base = &site.config.base_url;
    let suffix = suffix(&target.value);
    match resolve(&site.index, &site.config, &site.config.source, language, &target.value) {
        Resolved::Entry(id, _) => Some(format!("{}{suffix}", base.href(&site.index.entry(id).url))),
        Resolved::Path(url, _) | Resolved::Asset(url) => Some(format!("{}{suffix}", base.href(&url))),
        Resolved::External => Some(target.value.clone()),
        Resolved::Here(_) | Resolved::Broken { .. } => None,
    }
}
