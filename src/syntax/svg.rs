//! A drawing in SVG without what only its editor and its author read: comments, the state of drawing programs, white space between
//! elements. Nothing that a browser draws, reads aloud or can name is touched.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Namespaces in which drawing programs keep their windows, layers and undo: nobody else reads them.
const EDITORS: &[&str] = &[
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://ns.adobe.com/AdobeIllustrator/10.0/",
    "http://ns.adobe.com/Extensibility/1.0/",
    "http://ns.adobe.com/AdobeSVGViewerExtensions/3.0/",
    "http://ns.adobe.com/Graphs/1.0/",
    "http://ns.adobe.com/SaveForWeb/1.0/",
    "http://ns.adobe.com/Flows/1.0/",
    "http://ns.adobe.com/Variables/1.0/",
    "http://ns.adobe.com/ImageReplacement/1.0/",
    "http://www.bohemiancoding.com/sketch/ns",
    "http://www.figma.com/figma/ns",
    "http://www.serif.com/",
    "http://vectornator.io",
];

/// Elements in which all characters count, also those of what is in them.
const TEXTS: &[&[u8]] = &[b"text", b"title", b"desc", b"style", b"script", b"foreignObject", b"metadata"];

/// Words of comments that say who may use a drawing.
const LICENCES: &[&str] = &["licence", "license", "copyright", "©", "(c)", "creative commons", "creativecommons", "spdx"];

/// The drawing in fewer bytes; `None` where there are none to save, or where it cannot be read with certainty.
///
/// Comments about a licence stay, and so does all of `<metadata>` that is not an editor's own, where drawings keep theirs.
pub(crate) fn minified(svg: &[u8]) -> Option<Vec<u8>> {
    let len = svg.len();
    let svg = svg.strip_prefix(b"\xef\xbb\xbf").unwrap_or(svg);
    std::str::from_utf8(svg).ok()?;
    let removable = Prefixes::read(svg)?;
    let mut reader = Reader::from_reader(svg);
    let mut made = Vec::with_capacity(svg.len());
    // Whether white space counts in each open element, and its name.
    let mut open: Vec<(bool, Vec<u8>)> = Vec::new();
    // How many elements are open inside one that goes.
    let mut n_dropped = 0_usize;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let raw = svg.get(start..usize::try_from(reader.buffer_position()).ok()?)?;
        let counts = open.last().is_some_and(|(counts, _)| *counts);
        match event {
            Event::Eof => break,
            Event::Start(_) if n_dropped > 0 => n_dropped += 1,
            Event::End(_) if n_dropped > 0 => n_dropped -= 1,
            _ if n_dropped > 0 => {}
            Event::Start(tag) if removable.has(tag.name().as_ref()) => n_dropped = 1,
            Event::Empty(tag) if removable.has(tag.name().as_ref()) => {}
            Event::Start(tag) => {
                let counts = match space(&tag) {
                    Some(counts) => counts,
                    None => counts || TEXTS.contains(&tag.local_name().as_ref()),
                };
                // Inside an element in which all characters count, nothing ends that by saying otherwise.
                let counts = counts || open.iter().any(|(_, name)| TEXTS.contains(&local(name)));
                open.push((counts, tag.name().as_ref().to_vec()));
                removable.put_tag(raw, &mut made)?;
            }
            Event::Empty(_) => removable.put_tag(raw, &mut made)?,
            Event::End(_) => {
                open.pop()?;
                made.extend_from_slice(raw);
            }
            Event::Text(_) if !counts && !removable.keeps_space && raw.iter().all(u8::is_ascii_whitespace) => {}
            Event::Comment(_) if !says_licence(raw) => {}
            // What it says is what a reader assumes without it: the encoding was looked at above.
            Event::Decl(_) | Event::DocType(_) => {}
            _ => made.extend_from_slice(raw),
        }
    }
    let is_drawing = made.contains(&b'<') && open.is_empty() && n_dropped == 0;
    (is_drawing && made.len() < len).then_some(made)
}

/// Whether an element says that white space in it counts, or that it does not.
fn space(tag: &BytesStart<'_>) -> Option<bool> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == b"xml:space")?;
    Some(found.value.as_ref() == b"preserve")
}

fn says_licence(comment: &[u8]) -> bool {
    let comment = String::from_utf8_lossy(comment).to_lowercase();
    LICENCES.iter().any(|word| comment.contains(word))
}

fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

/// The prefixes of a drawing that are those of editors.
struct Prefixes {
    removable: BTreeSet<Vec<u8>>,
    /// Whether a style asks whether an element is empty, which white space decides.
    keeps_space: bool,
}

impl Prefixes {
    /// `None` for a drawing that is better left alone: one that is broken, in another encoding, or with entities of its own.
    fn read(svg: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_reader(svg);
        let mut namespaces: BTreeMap<Vec<u8>, BTreeSet<String>> = BTreeMap::new();
        let mut written = Vec::new();
        let (mut is_named, mut has_switch) = (false, false);
        loop {
            match reader.read_event().ok()? {
                Event::Eof => break,
                Event::Decl(decl) => {
                    let encoding = decl.encoding().transpose().ok()?;
                    encoding.is_none_or(|name| name.eq_ignore_ascii_case(b"utf-8")).then_some(())?;
                }
                Event::DocType(doctype) => (!doctype.contains(&b'[')).then_some(())?,
                Event::Start(tag) | Event::Empty(tag) => {
                    has_switch |= tag.local_name().as_ref() == b"switch";
                    is_named = matches!(tag.local_name().as_ref(), b"style" | b"script");
                    for attribute in tag.attributes() {
                        let attribute = attribute.ok()?;
                        if let Some(prefix) = attribute.key.as_ref().strip_prefix(b"xmlns:") {
                            let uri = attribute.unescape_value().ok()?.into_owned();
                            namespaces.entry(prefix.to_vec()).or_default().insert(uri);
                        }
                    }
                }
                Event::Text(text) if is_named => written.extend_from_slice(&text),
                Event::CData(text) => written.extend_from_slice(&text),
                // A sheet from elsewhere may name anything.
                Event::PI(pi) if pi.starts_with(b"xml-stylesheet") => return None,
                _ => {}
            }
        }
        let is_editor = |uris: &BTreeSet<String>| uris.iter().all(|uri| EDITORS.contains(&uri.as_str()));
        // A style or a script that speaks of such names needs them.
        let is_used = |prefix: &[u8]| memchr::memmem::find(&written, prefix).is_some();
        // In a `<switch>` the place of each element counts, and what stays needs its prefix.
        let removable = namespaces.into_iter().filter(|(prefix, uris)| !has_switch && is_editor(uris) && !is_used(prefix));
        let keeps_space = memchr::memmem::find(&written, b":empty").is_some();
        Some(Self { removable: removable.map(|(prefix, _)| prefix).collect(), keeps_space })
    }

    fn has(&self, name: &[u8]) -> bool {
        let prefix = name.iter().position(|byte| *byte == b':').map(|colon| &name[..colon]);
        prefix.is_some_and(|prefix| self.removable.contains(prefix))
    }

    /// Adds a tag without the attributes of editors, and with one space before each of the others, which stay as they are written.
    fn put_tag(&self, raw: &[u8], made: &mut Vec<u8>) -> Option<()> {
        let inner = raw.strip_prefix(b"<")?.strip_suffix(b">")?;
        let (inner, end) = inner.strip_suffix(b"/").map_or((inner, &b">"[..]), |inner| (inner, &b"/>"[..]));
        let name_end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        made.push(b'<');
        made.extend_from_slice(&inner[..name_end]);
        let mut rest = inner[name_end..].trim_ascii();
        while !rest.is_empty() {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let name = rest[..equals].trim_ascii_end();
            let value = rest[equals + 1..].trim_ascii_start();
            let quote = *value.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
            let close = 1 + value[1..].iter().position(|byte| *byte == quote)?;
            let goes = self.has(name) || name.strip_prefix(b"xmlns:").is_some_and(|prefix| self.removable.contains(prefix));
            if !goes {
                made.push(b' ');
                made.extend_from_slice(name);
                made.push(b'=');
                made.extend_from_slice(&value[..=close]);
            }
            rest = value[close + 1..].trim_ascii_start();
        }
        made.extend_from_slice(end);
        Some(())
    }
}

#[cfg(test)]
mod tests;
