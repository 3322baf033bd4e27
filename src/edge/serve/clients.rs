//! The browsers that are connected, and the pages they have open.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::published::Published;
use crate::base::artifact::OutputPath;
use crate::base::diagnostic::Severity;

/// At most this many messages wait for a browser. One that falls behind is disconnected; it connects again.
const MAX_WAITING: usize = 64;

/// At most this many open pages of a browser are told of changes.
const MAX_PAGES: usize = 1_000;

/// More changed files than this are not named.
const MAX_ASSETS: usize = 200;

/// A message to a browser: the event's name and its data.
pub(super) type Message = (&'static str, Value);

/// All connected browsers by number.
#[derive(Default)]
pub(super) struct Clients {
    next: u64,
    open: BTreeMap<u64, Client>,
}

struct Client {
    messages: Sender<Message>,
    /// Each open page with the tag of what it shows.
    pages: BTreeMap<String, String>,
}

impl Clients {
    /// Registers a new connection, and greets it.
    pub(super) fn connect(&mut self, published: &Published) -> (u64, Receiver<Message>) {
        self.next += 1;
        let (messages, receiver) = channel(MAX_WAITING);
        let mut hello = counts(published);
        hello["client"] = self.next.to_string().into();
        let client = Client { messages, pages: BTreeMap::new() };
        client.send(("hello", hello));
        self.open.insert(self.next, client);
        (self.next, receiver)
    }

    pub(super) fn disconnect(&mut self, client: u64) {
        self.open.remove(&client);
    }

    /// Records what a browser has open, and returns what has changed since. `None` if the browser is not known, because the
    /// server was restarted meanwhile.
    pub(super) fn set_pages(
        &mut self,
        client: u64,
        pages: BTreeMap<String, String>,
        published: &Published,
    ) -> Option<BTreeMap<String, String>> {
        let client = self.open.get_mut(&client)?;
        client.pages = pages.into_iter().take(MAX_PAGES).collect();
        Some(client.changed(published))
    }

    /// The outputs that somebody is looking at.
    pub(super) fn open_outputs(&self, published: &Published) -> BTreeSet<OutputPath> {
        self.open.values().flat_map(|client| client.pages.keys()).filter_map(|page| published.output(page)).collect()
    }

    /// Tells every browser of those of its pages that have changed, and nothing else.
    pub(super) fn tell_pages(&mut self, published: &Published) {
        self.tell(|client| {
            let changed = client.changed(published);
            (!changed.is_empty()).then(|| ("pages", json!(changed)))
        });
    }

    /// Tells all browsers of changed files that are not pages.
    pub(super) fn tell_assets(&mut self, paths: &[String]) {
        if !paths.is_empty() {
            let paths = if paths.len() > MAX_ASSETS { json!(["*"]) } else { json!(paths) };
            self.tell(|_| Some(("assets", paths.clone())));
        }
    }

    pub(super) fn tell_problems(&mut self, published: &Published) {
        let counts = counts(published);
        self.tell(|_| Some(("problems", counts.clone())));
    }

    /// Names the page whose source was saved last.
    pub(super) fn tell_saved(&mut self, path: &str) {
        self.tell(|_| Some(("follow", json!({ "path": path }))));
    }

    fn tell(&mut self, mut message: impl FnMut(&mut Client) -> Option<Message>) {
        self.open.retain(|_, client| message(client).is_none_or(|message| client.send(message)));
    }
}

impl Client {
    /// False if the browser has gone or has fallen behind.
    fn send(&self, message: Message) -> bool {
        self.messages.try_send(message).is_ok()
    }

    /// The open pages whose content has changed; what they show now is recorded.
    fn changed(&mut self, published: &Published) -> BTreeMap<String, String> {
        let mut changed = BTreeMap::new();
        for (page, shown) in &mut self.pages {
            let now = published.tag(page);
            if now != *shown {
                shown.clone_from(&now);
                changed.insert(page.clone(), now);
            }
        }
        changed
    }
}

/// The number of problems, for the overlay.
pub(super) fn counts(published: &Published) -> Value {
    json!({
        "revision": published.revision(),
        "errors": published.count(Severity::Error),
        "warnings": published.count(Severity::Warning),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::artifact::{Artifact, ArtifactKind};
    use crate::base::source::{Settings, Snapshot};
    use crate::build::Build;

    fn show(published: &mut Published, pages: &[(&str, &str)]) {
        let artifacts = pages.iter().map(|(path, text)| (OutputPath::new(path).unwrap(), Artifact::text(ArtifactKind::Page, *text)));
        let build = Build { artifacts: artifacts.collect(), is_sound: true, ..Build::default() };
        published.show(build, String::new(), published.snapshot().clone());
    }

    #[test]
    fn a_browser_hears_of_its_own_pages_alone() {
        let mut published = Published::nothing_yet(Arc::new(Snapshot::empty(Settings::on("2027-02-04".parse().unwrap()))));
        show(&mut published, &[("a/index.html", "1"), ("b/index.html", "1")]);
        let mut clients = Clients::default();
        let (one, mut at_one) = clients.connect(&published);
        let (two, mut at_two) = clients.connect(&published);
        assert_eq!(at_one.try_recv().unwrap().0, "hello");
        assert_eq!(at_two.try_recv().unwrap().0, "hello");
        let open = |path: &str| BTreeMap::from([(path.to_owned(), published.tag(path))]);
        assert_eq!(clients.set_pages(one, open("/a/"), &published), Some(BTreeMap::new()));
        assert_eq!(clients.set_pages(two, open("/b/"), &published), Some(BTreeMap::new()));
        assert_eq!(clients.set_pages(99, open("/b/"), &published), None);

        show(&mut published, &[("a/index.html", "2"), ("b/index.html", "1")]);
        clients.tell_pages(&published);
        assert_eq!(at_one.try_recv().unwrap(), ("pages", json!({ "/a/": published.tag("/a/") })));
        assert!(at_two.try_recv().is_err());
        // What was told once is not told again.
        clients.tell_pages(&published);
        assert!(at_one.try_recv().is_err());
        // A browser that shows an older version is told at once.
        let stale = BTreeMap::from([("/b/".to_owned(), "old".to_owned())]);
        assert_eq!(clients.set_pages(two, stale, &published).unwrap().len(), 1);
    }
}
