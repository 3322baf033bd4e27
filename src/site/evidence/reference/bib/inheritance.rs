//! What entries of a BibTeX file inherit from others: by `crossref` from a parent, by `xdata` from several.

use biblatex::{Bibliography, Entry, Pair, ParseError, RawBibliography, RawEntry, Spanned};

/// Parents of parents; `biblatex` follows them on the stack, and copies them for every entry.
const MAX_PARENTS: usize = 10;

/// The fields that name parents, each with the name of a field under which the library only reads it.
const LINKS: &[(&str, &str)] = &[("crossref", "read-crossref"), ("xdata", "read-xdata"), ("ids", "ids")];

/// The bytes of all fields of a file, with strings filled in and with what entries inherit.
pub(super) const MAX_FILE: usize = 64 * 1024 * 1024;

/// What is wrong with the parents of an entry.
pub(super) struct Fault {
    pub message: String,
    pub help: &'static str,
}

pub(super) fn whole_file(what: &str) -> String {
    format!("{what} more than {} MB", MAX_FILE / 1024 / 1024)
}

pub(super) fn is_link(field: &str) -> bool {
    ["crossref", "xdata"].iter().any(|link| field.eq_ignore_ascii_case(link))
}

/// The places of each entry's parents, read by the library itself, but followed by nobody.
pub(super) fn parents(raw: &RawBibliography<'_>) -> Result<Vec<Vec<usize>>, ParseError> {
    let renamed = |field: &Pair<'_>| LINKS.iter().find(|(name, _)| field.key.v.eq_ignore_ascii_case(name)).map(|(_, name)| *name);
    let entries = raw.entries.iter().map(|entry| {
        let fields = entry.v.fields.iter().filter_map(|field| {
            let name = renamed(field)?;
            Some(Pair { key: Spanned::new(name, field.key.span.clone()), value: field.value.clone() })
        });
        Spanned::new(RawEntry { fields: fields.collect(), ..entry.v.clone() }, entry.span.clone())
    });
    let only_links = RawBibliography { entries: entries.collect(), ..raw.clone() };
    let read = Bibliography::from_raw(only_links)?;
    let place = |key: &String| {
        let parent = read.get(key)?;
        read.iter().position(|entry| std::ptr::eq(entry, parent))
    };
    let named = |entry: &Entry| {
        let one = entry.get_as::<String>("read-crossref").ok();
        let several = entry.get_as::<Vec<String>>("read-xdata").unwrap_or_default();
        one.into_iter().chain(several).collect::<Vec<_>>()
    };
    Ok(read.iter().map(|entry| named(entry).iter().filter_map(place).collect()).collect())
}

/// The entries whose parents cannot be followed, given the bytes of each entry and how many all may inherit.
pub(super) fn faults(raw: &RawBibliography<'_>, parents: &[Vec<usize>], own: &[usize], left: usize) -> Vec<(usize, Fault)> {
    let mut walk = Walk { raw, parents, own, left, seen: vec![None; parents.len()], open: Vec::new(), faults: Vec::new() };
    for entry in 0..parents.len() {
        walk.visit(entry);
    }
    walk.faults.sort_by_key(|(place, _)| *place);
    walk.faults
}

/// An entry with all that it inherits.
#[derive(Clone, Copy)]
struct Whole {
    bytes: usize,
    depth: usize,
}

struct Walk<'a> {
    raw: &'a RawBibliography<'a>,
    parents: &'a [Vec<usize>],
    own: &'a [usize],
    left: usize,
    seen: Vec<Option<Whole>>,
    /// The entries that are being looked at, each a parent of the one before it.
    open: Vec<usize>,
    faults: Vec<(usize, Fault)>,
}

impl Walk<'_> {
    fn visit(&mut self, entry: usize) -> Whole {
        if let Some(whole) = self.seen[entry] {
            return whole;
        }
        self.open.push(entry);
        // What is not written still has to be followed.
        let alone = Whole { bytes: self.own[entry] + 100, depth: 0 };
        let whole = self.inherited(entry, alone).unwrap_or_else(|fault| {
            self.faults.push((entry, fault));
            alone
        });
        self.open.pop();
        self.seen[entry] = Some(whole);
        whole
    }

    fn inherited(&mut self, entry: usize, alone: Whole) -> Result<Whole, Fault> {
        let mut whole = alone;
        for parent in &self.parents[entry] {
            if let Some(place) = self.open.iter().position(|open| open == parent) {
                return Err(self.cycle(place));
            }
            let is_deep = self.open.len() > MAX_PARENTS;
            let above = if is_deep { Whole { bytes: 0, depth: MAX_PARENTS } } else { self.visit(*parent) };
            whole.depth = whole.depth.max(above.depth + 1);
            whole.bytes = whole.bytes.saturating_add(above.bytes);
        }
        if whole.depth > MAX_PARENTS {
            let message = format!("`{}` inherits from parents of parents, more than {MAX_PARENTS} in a row", self.key(entry));
            return Err(Fault { message, help: "name the entry with the fields itself" });
        }
        let inherited = whole.bytes - alone.bytes;
        if inherited > self.left {
            let message = whole_file("what the entries of this file inherit comes to");
            return Err(Fault { message, help: "keep long fields such as `abstract` out of the parents" });
        }
        self.left -= inherited;
        Ok(whole)
    }

    fn cycle(&self, place: usize) -> Fault {
        let help = "`crossref` and `xdata` name another entry, which has the fields that this one leaves out";
        let message = match &self.open[place..] {
            [entry] => format!("`{0}` names itself as its `{1}`", self.key(*entry), self.link(*entry)),
            entries => {
                let keys: Vec<String> = entries.iter().map(|entry| format!("`{}`", self.key(*entry))).collect();
                format!("{} inherit from one another", keys.join(", "))
            }
        };
        Fault { message, help }
    }

    fn key(&self, entry: usize) -> &str {
        self.raw.entries[entry].v.key.v
    }

    fn link(&self, entry: usize) -> String {
        let fields = &self.raw.entries[entry].v.fields;
        fields.iter().find(|field| is_link(field.key.v)).map_or("crossref".to_owned(), |field| field.key.v.to_lowercase())
    }
}
