//! What a BibTeX file may ask of its reader: `biblatex` follows strings and parents without an end, so a file
//! is looked at before it is handed over. What goes too far is told and left out; all else is read.

use std::collections::{BTreeMap, BTreeSet};

use biblatex::{Bibliography, Field, Pair, ParseError, RawBibliography, RawChunk, Spanned};

use super::inheritance::{self, MAX_FILE, whole_file};
use super::recovery;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;

/// Strings within strings; `biblatex` takes each on the stack.
const MAX_STRINGS: usize = 20;
/// Braces within braces, for the same reason.
const MAX_BRACES: usize = 50;
/// The bytes of one field with its strings filled in: a long abstract has a few thousand.
const MAX_FIELD: usize = 256 * 1024;
/// The braces, formulas and strings of one field, whose parts are joined in quadratic time.
const MAX_PARTS: usize = 5_000;

/// What a string or a field becomes when its strings are filled in.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    bytes: usize,
    parts: usize,
    strings: usize,
    braces: usize,
}

/// Reads the entries with what they inherit, after all that cannot be read has been taken out.
pub(super) fn read(
    mut raw: RawBibliography<'_>,
    source: &SourceId,
    start: usize,
    problems: &mut Problems,
) -> Result<Bibliography, ParseError> {
    let mut reader = Reader { source, start, problems, left: MAX_FILE };
    let sizes = reader.strings(&mut raw);
    let own: Vec<usize> = raw.entries.iter_mut().map(|entry| reader.fields(&mut entry.v.fields, &sizes)).collect();
    recovery::without_unreadable(&mut raw, |field, error| {
        let message = format!("the field `{}` cannot be read: {}", field.v, error.kind);
        reader.problems.push(
            Diagnostic::new(Code::Syntax, message)
                .at(source.at(start + field.span.start..start + field.span.end))
                .help("it is left out; compare it with `title = {…}` or `month = feb`"),
        );
    });
    let parents = inheritance::parents(&raw)?;
    for (place, fault) in inheritance::faults(&raw, &parents, &own, reader.left) {
        raw.entries[place].v.fields.retain(|field| !inheritance::is_link(field.key.v));
        reader.tell(&raw.entries[place].v.key, fault.message, fault.help);
    }
    Bibliography::from_raw(raw)
}

struct Reader<'a> {
    source: &'a SourceId,
    /// Where the text that was parsed starts in its file.
    start: usize,
    problems: &'a mut Problems,
    /// The bytes that the rest of the file may still become.
    left: usize,
}

impl Reader<'_> {
    fn tell(&mut self, at: &Spanned<&str>, message: String, help: &str) {
        let at = self.source.at(self.start + at.span.start..self.start + at.span.end);
        self.problems.push(Diagnostic::new(Code::InvalidValue, message).at(at).help(help));
    }

    /// The size of each string; what cannot be filled in becomes empty.
    fn strings<'t>(&mut self, raw: &mut RawBibliography<'t>) -> BTreeMap<&'t str, Size> {
        // Of two strings with one name the last counts, as for the library.
        let places: BTreeMap<&str, usize> = raw.abbreviations.iter().enumerate().map(|(place, string)| (string.key.v, place)).collect();
        let mut sizes = BTreeMap::new();
        for place in 0..raw.abbreviations.len() {
            self.string(place, raw, &places, &mut sizes, &mut Vec::new());
        }
        sizes
    }

    fn string<'t>(
        &mut self,
        place: usize,
        raw: &mut RawBibliography<'t>,
        places: &BTreeMap<&'t str, usize>,
        sizes: &mut BTreeMap<&'t str, Size>,
        open: &mut Vec<&'t str>,
    ) {
        let name = raw.abbreviations[place].key.v;
        if sizes.contains_key(name) || places.get(name) != Some(&place) {
            return;
        }
        open.push(name);
        let used: BTreeSet<&str> = names(&raw.abbreviations[place].value.v).collect();
        let mut fault = used.iter().find_map(|used| cycle(open, used));
        let can_go_on = fault.is_none() && open.len() <= MAX_STRINGS;
        for place in used.iter().filter(|_| can_go_on).filter_map(|used| places.get(used)) {
            self.string(*place, raw, places, sizes, open);
        }
        if fault.is_none() && !can_go_on && used.iter().any(|used| places.contains_key(used)) {
            fault = Some(too_deep(&format!("the string `{name}`")));
        }
        open.pop();
        let size = measured(&raw.abbreviations[place].value.v, sizes);
        fault = fault.or_else(|| too_much(&size, &format!("the string `{name}`")));
        if let Some(message) = fault {
            self.tell(&raw.abbreviations[place].key, message, "write out the text that the string stands for");
            raw.abbreviations[place].value.v.clear();
            sizes.insert(name, Size::default());
        } else {
            sizes.insert(name, size);
        }
    }

    /// The bytes of an entry, whose fields stay only where they can be read.
    fn fields(&mut self, fields: &mut Vec<Pair<'_>>, strings: &BTreeMap<&str, Size>) -> usize {
        let mut bytes = 0;
        fields.retain(|field| {
            let size = measured(&field.value.v, strings);
            let message = too_much(&size, &format!("the field `{}`", field.key.v));
            let message = message.or_else(|| (size.bytes > self.left).then(|| whole_file("the fields of this file become")));
            if let Some(message) = message {
                self.tell(&field.key, message, "shorten it, or leave it out");
                return false;
            }
            self.left -= size.bytes;
            bytes += size.bytes;
            true
        });
        bytes
    }
}

/// The message about a string that comes to itself again.
fn cycle(open: &[&str], used: &str) -> Option<String> {
    let place = open.iter().position(|name| *name == used)?;
    match &open[place..] {
        [name] => Some(format!("the string `{name}` is made of itself")),
        names => Some(format!("the strings `{}` are made of one another", names.join("`, `"))),
    }
}

fn too_deep(what: &str) -> String {
    format!("{what} is made of strings within strings, more than {MAX_STRINGS} deep")
}

fn too_much(size: &Size, what: &str) -> Option<String> {
    if size.strings > MAX_STRINGS {
        return Some(too_deep(what));
    }
    if size.braces > MAX_BRACES {
        return Some(format!("{what} has braces within braces, more than {MAX_BRACES} deep"));
    }
    if size.bytes > MAX_FIELD {
        return Some(format!("{what} becomes longer than {} kB", MAX_FIELD / 1024));
    }
    (size.parts > MAX_PARTS).then(|| format!("{what} has more than {MAX_PARTS} braces, formulas and strings"))
}

fn names<'t>(field: &Field<'t>) -> impl Iterator<Item = &'t str> {
    field.iter().filter_map(|chunk| match chunk.v {
        RawChunk::Abbreviation(name) => Some(name),
        RawChunk::Normal(_) => None,
    })
}

fn measured(field: &Field<'_>, strings: &BTreeMap<&str, Size>) -> Size {
    let mut whole = Size::default();
    for chunk in field {
        let part = match chunk.v {
            RawChunk::Normal(text) => written(text),
            RawChunk::Abbreviation(name) => strings.get(name).map_or(Size::default(), |size| Size { strings: size.strings + 1, ..*size }),
        };
        whole.bytes = whole.bytes.saturating_add(part.bytes);
        whole.parts = whole.parts.saturating_add(part.parts + 1);
        whole.strings = whole.strings.max(part.strings);
        whole.braces = whole.braces.max(part.braces);
    }
    whole
}

fn written(text: &str) -> Size {
    let (mut depth, mut braces, mut parts) = (0_usize, 0, 0);
    // Braces behind a backslash count too: the library looks for the end of a command without regard to them.
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'$' => {}
            _ => continue,
        }
        parts += 1;
        braces = braces.max(depth);
    }
    Size { bytes: text.len(), parts, strings: 0, braces }
}
