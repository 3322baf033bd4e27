//! Drawings: published SVG files are whole, run nothing and fetch nothing.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{AssetBytes, Snapshot, SourceId};
use crate::plan::{Plan, Target};

/// Checks the drawings that are published, as far as they are in memory; larger ones are no drawings of a hand.
pub(super) fn files(plan: &Plan, snapshot: &Snapshot, problems: &mut Problems) {
    let drawings = snapshot.assets.values().filter(|asset| asset.id.file_name().to_ascii_lowercase().ends_with(".svg"));
    let mut found = Vec::new();
    for asset in drawings {
        if let AssetBytes::Memory(bytes) = &asset.bytes {
            found.extend(drawing(bytes).into_iter().map(|finding| (&asset.id, finding)));
        }
    }
    if found.is_empty() {
        return;
    }
    let copied = |target: &Target| if let Target::Copy(id) = target { Some(id.clone()) } else { None };
    let published: BTreeSet<SourceId> = plan.outputs.values().filter_map(|planned| copied(&planned.target)).collect();
    problems.extend(found.into_iter().filter(|(id, _)| published.contains(*id)).map(|(id, finding)| finding.problem(id)));
}

#[derive(Debug, PartialEq)]
enum What {
    Empty,
    /// Says what is wrong, in the words of the reader.
    Broken(String),
    NoDrawing,
    Script,
    Remote(String),
}

#[derive(Debug, PartialEq)]
struct Finding {
    what: What,
    line: usize,
}

impl Finding {
    fn problem(self, id: &SourceId) -> Diagnostic {
        let line = self.line;
        let (code, message, help) = match self.what {
            What::Empty => (Code::BrokenPicture, format!("`{id}` is empty"), "copy the drawing here again, or remove the file"),
            What::Broken(why) => {
                (Code::BrokenPicture, format!("`{id}` cannot be read from line {line} on: {why}"), "save it anew from your drawing program")
            }
            What::NoDrawing => (
                Code::BrokenPicture,
                format!("`{id}` has the name of a drawing, and is none"),
                "save the drawing as SVG, or give the file the name of what it is",
            ),
            What::Script => (
                Code::SecSvg,
                format!("`{id}` has a script in line {line}, which runs where somebody opens the file"),
                "save it as plain SVG, without what moves or reacts in it",
            ),
            What::Remote(address) => (
                Code::SecSvg,
                format!("`{id}` fetches `{address}` in line {line}, which tells that site who looks at it, and does not work on pages"),
                "turn its text into paths and put its pictures into the drawing, then save it as plain SVG",
            ),
        };
        Diagnostic::new(code, message).at(id.at(0..0)).help(help)
    }
}

/// What is wrong with a drawing, each kind once, in the order of its lines.
fn drawing(bytes: &[u8]) -> Vec<Finding> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return vec![Finding { what: What::Empty, line: 1 }];
    }
    let mut reader = Reader::from_reader(bytes);
    let mut found: Vec<Finding> = Vec::new();
    let (mut is_drawing, mut is_style) = (false, false);
    let mut depth = 0_usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let mut tell = |what: What| {
            let is_new = !found.iter().any(|known| std::mem::discriminant(&known.what) == std::mem::discriminant(&what));
            if is_new {
                found.push(Finding { what, line: line_at(bytes, at) });
            }
        };
        let event = reader.read_event();
        depth = match event {
            Ok(Event::Start(_)) => depth + 1,
            Ok(Event::End(_)) => depth.saturating_sub(1),
            _ => depth,
        };
        match event {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name();
                is_drawing |= name.as_ref() == b"svg";
                is_style = name.as_ref() == b"style";
                if !is_drawing {
                    tell(What::NoDrawing);
                    break;
                }
                if name.as_ref().eq_ignore_ascii_case(b"script") {
                    tell(What::Script);
                }
                attributes(&tag, &mut tell);
            }
            Ok(Event::Text(text)) if is_style => remote_in_style(&String::from_utf8_lossy(&text), &mut tell),
            Ok(Event::CData(text)) if is_style => remote_in_style(&String::from_utf8_lossy(&text), &mut tell),
            Ok(Event::End(_)) => is_style = false,
            Ok(Event::Eof) => {
                if !is_drawing {
                    tell(What::NoDrawing);
                } else if depth > 0 {
                    tell(What::Broken("it ends before its drawing does".to_owned()));
                }
                break;
            }
            Err(error) => {
                tell(What::Broken(error.to_string()));
                break;
            }
            Ok(_) => {}
        }
    }
    found
}

fn attributes(tag: &BytesStart<'_>, tell: &mut impl FnMut(What)) {
    let is_link = tag.local_name().as_ref() == b"a";
    for attribute in tag.attributes().with_checks(false).flatten() {
        let name = attribute.key.local_name();
        let name = name.as_ref();
        let is_namespace = attribute.key.as_ref() == b"xmlns" || attribute.key.as_ref().starts_with(b"xmlns:");
        // A name of the drawing's own for a text is no address.
        let value = attribute.unescape_value().unwrap_or_default();
        let value = value.trim();
        if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on")
            || value.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
        {
            tell(What::Script);
        } else if (name == b"href" || name == b"src") && !is_link && is_remote(value) {
            tell(What::Remote(value.to_owned()));
        } else if !is_namespace {
            remote_in_style(value, tell);
        }
    }
}

fn is_remote(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["http://", "https://", "//"].iter().any(|start| address.starts_with(start))
}

/// Addresses of other sites in `url(…)` and `@import`.
fn remote_in_style(style: &str, tell: &mut impl FnMut(What)) {
    for start in ["url(", "@import"] {
        for (at, _) in style.match_indices(start) {
            let address = style[at + start.len()..].trim_start_matches([' ', '\t', '\n', '\r', '"', '\'']);
            let end = address.find(['"', '\'', ')', ';', ' ', '\n']).unwrap_or(address.len());
            if is_remote(&address[..end]) {
                tell(What::Remote(address[..end].to_owned()));
            }
        }
    }
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    // The reader stands where the last event ended; what comes next begins after white space.
    let blank = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    bytes.iter().take(at + blank).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(svg: &str) -> Vec<(usize, What)> {
        drawing(svg.as_bytes()).into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    fn within(content: &str) -> Vec<(usize, What)> {
        found(&format!("<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'>\n{content}\n</svg>"))
    }

    #[test]
    fn plain_drawings_are_fine() {
        for content in [
            "<path d='M0 0h1'/>",
            "<a href='https://example.org/'><text>More</text></a>",
            "<use href='#a'/><path fill='url(#b)'/><image href='data:image/png;base64,AA'/>",
            "<style>path { fill: url(#c) } /* see https://example.org */</style>",
            "<metadata xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        ] {
            assert_eq!(within(content), [], "{content}");
        }
    }

    #[test]
    fn scripts_and_what_is_fetched_are_found() {
        for content in ["<script>a</script>", "<path onclick='a()'/>", "<a href=' JavaScript:a()'/>", "<svg onload='a()'/>"] {
            assert_eq!(within(content), [(3, What::Script)], "{content}");
        }
        for (content, address) in [
            ("<image xlink:href='https://a.example/b.png'/>", "https://a.example/b.png"),
            ("<use href='//a.example/c.svg#d'/>", "//a.example/c.svg#d"),
            ("<path style='fill: url(\"http://a.example/d\")'/>", "http://a.example/d"),
            ("<style>@import 'https://a.example/e.css';</style>", "https://a.example/e.css"),
            ("<style><![CDATA[a { src: url( https://a.example/f ) }]]></style>", "https://a.example/f"),
        ] {
            assert_eq!(within(content), [(3, What::Remote(address.to_owned()))], "{content}");
        }
    }

    #[test]
    fn files_that_are_no_drawings_are_found() {
        assert_eq!(found(" \n"), [(1, What::Empty)]);
        assert_eq!(found("<html><body/></html>"), [(1, What::NoDrawing)]);
        assert_eq!(found("a drawing"), [(1, What::NoDrawing)]);
        assert!(matches!(&found("<svg>\n<g>\n</svg>")[..], [(3, What::Broken(_))]));
    }
}
