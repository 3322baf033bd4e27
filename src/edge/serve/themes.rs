//! The theme that is tried in the browser, and the galleries of all of them.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::base::artifact::{Artifact, OutputPath};
use crate::base::source::Snapshot;
use crate::build::{Memos, build};
use crate::edition::gallery;
use crate::site::config;
use crate::theme;

/// The theme that somebody has chosen in the browser, until the server ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice(Arc<Mutex<Option<String>>>);

impl Choice {
    pub(crate) fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, name: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(name);
    }
}

/// The names of the themes below `themes/`.
fn names(snapshot: &Snapshot) -> Vec<&str> {
    let manifests =
        snapshot.texts_below("themes/").filter_map(|source| source.id.as_str().strip_prefix("themes/")?.strip_suffix("/theme.toml"));
    manifests.filter(|name| !name.contains('/')).collect()
}

/// The theme that the site is shown in.
fn active(snapshot: &Snapshot) -> Option<String> {
    config::read(snapshot).0.map(|config| config.theme.value)
}

/// The theme that the site is published in.
fn own(snapshot: &Snapshot) -> Option<String> {
    let mut own = Snapshot::empty(snapshot.settings.clone());
    own.settings.theme = None;
    own.texts.extend(snapshot.text(config::FILE).map(|source| (source.id.clone(), source.clone())));
    active(&own)
}

/// All themes with their titles, for a list to choose from.
pub(super) fn list(snapshot: &Snapshot, choice: &Choice, may_choose: bool) -> Value {
    // A choice is shown at once, even if the build with it is not finished yet.
    let active = choice.get().or_else(|| active(snapshot));
    let themes: Vec<Value> = names(snapshot)
        .into_iter()
        .map(|name| {
            let (theme, _) = theme::resolve(snapshot, name, None);
            json!({ "name": name, "title": theme.title().unwrap_or(name) })
        })
        .collect();
    json!({ "active": active, "own": own(snapshot), "mayChoose": may_choose, "themes": themes })
}

/// Shows the site in a theme from the next build on. Returns false if there is no theme of this name.
pub(super) fn choose(snapshot: &Snapshot, choice: &Choice, name: &str) -> bool {
    let is_known = names(snapshot).contains(&name);
    if is_known {
        choice.set(name.to_owned());
    }
    is_known
}

/// The files of a gallery.
type Files = Arc<BTreeMap<OutputPath, Artifact>>;

/// The gallery that was shown last: its theme, and the site it was made from.
#[derive(Default)]
pub(super) struct Galleries(Mutex<Option<(String, Arc<Snapshot>, Files)>>);

impl Galleries {
    /// Where the gallery of the theme that is shown begins, below its own address.
    pub(super) fn first(snapshot: &Snapshot) -> Option<String> {
        active(snapshot).map(|name| format!("{name}/"))
    }

    /// A file of a gallery by its address, `NAME/FILE`.
    pub(super) fn file(&self, snapshot: &Arc<Snapshot>, address: &str) -> Option<(OutputPath, Artifact)> {
        let (name, path) = address.split_once('/')?;
        if !names(snapshot).contains(&name) {
            return None;
        }
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        self.files(snapshot, name)?.get_key_value(path.as_str()).map(|(path, artifact)| (path.clone(), artifact.clone()))
    }

    fn files(&self, snapshot: &Arc<Snapshot>, name: &str) -> Option<Files> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, from, files)) = &*last
            && known == name
            && Arc::ptr_eq(from, snapshot)
        {
            return Some(files.clone());
        }
        // A panic in Ribbon loses the gallery, but not the server.
        let made = catch_unwind(AssertUnwindSafe(|| made(snapshot, name))).ok().flatten()?;
        let files = Arc::new(made);
        *last = Some((name.to_owned(), snapshot.clone(), files.clone()));
        Some(files)
    }
}

fn made(snapshot: &Snapshot, name: &str) -> Option<BTreeMap<OutputPath, Artifact>> {
    let gallery = gallery::gallery(snapshot, Some(name)).0?;
    let build = build(&gallery.site, &mut Memos::default());
    Some(gallery.files(&build.artifacts, &build.diagnostics).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::{Settings, Source, SourceId};

    fn snapshot(theme: Option<&str>) -> Snapshot {
        let mut snapshot = Snapshot::empty(Settings { theme: theme.map(str::to_owned), ..Settings::on("2027-02-04".parse().unwrap()) });
        for (path, text) in [
            ("site.toml", "title = \"A\"\nbase_url = \"https://example.org\"\ntheme = \"one\"\n"),
            ("themes/one/theme.toml", "name = \"one\"\ntitle = \"The first\"\n"),
            ("themes/two/theme.toml", "name = \"two\"\n"),
            ("themes/two/more/theme.toml", "name = \"more\"\n"),
        ] {
            snapshot.texts.insert(SourceId::new(path), Source::new(path, text));
        }
        snapshot
    }

    #[test]
    fn themes_are_listed_and_only_those_can_be_chosen() {
        let expected = json!({
            "active": "two", "own": "one", "mayChoose": true,
            "themes": [{ "name": "one", "title": "The first" }, { "name": "two", "title": "two" }],
        });
        let choice = Choice::default();
        assert_eq!(list(&snapshot(Some("two")), &choice, true), expected);
        for bad in ["", "three", "two/more", "../one", "one/"] {
            assert!(!choose(&snapshot(None), &choice, bad), "{bad}");
        }
        assert_eq!(choice.get(), None);
        assert!(choose(&snapshot(None), &choice, "two"));
        assert_eq!(list(&snapshot(None), &choice, true), expected);
    }

    #[test]
    fn a_gallery_is_made_once_for_a_site() {
        let galleries = Galleries::default();
        let site = Arc::new(snapshot(None));
        let first = galleries.files(&site, "one").unwrap();
        assert!(Arc::ptr_eq(&first, &galleries.files(&site, "one").unwrap()));
        assert!(!Arc::ptr_eq(&first, &galleries.files(&Arc::new(snapshot(None)), "one").unwrap()));
        assert!(galleries.file(&site, "one/").unwrap().0.as_str() == "index.html");
        for bad in ["", "one", "three/", "one/nothing.html", "one/../x"] {
            assert!(galleries.file(&site, bad).is_none(), "{bad}");
        }
    }
}
