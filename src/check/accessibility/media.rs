//! Sound and film, and what stands in for them: a transcript, captions.
//!
//! Source: WCAG 2.2, criteria 1.2.1 to 1.2.3. Whether a film needs an audio description, only its pictures tell.

use super::own::Found;
use crate::base::diagnostic::Code;
use crate::page::Node;
use crate::page::act::Subject;

/// What a transcript is called in the languages that health publishers write most, in small letters.
const TRANSCRIPT: &[&str] = &[
    "transcri",
    "transkri",
    "trascrizion",
    "nagranie w formie tekst",
    "text version",
    "read the text",
    "version texte",
    "النص المكتوب",
    "نص مكتوب",
    "النص الكامل",
    "تفريغ",
    "文字稿",
    "文字记录",
    "文字起こし",
    "расшифровк",
    "стенограмм",
];

pub(super) fn all<'p>(subject: &'p Subject<'_>) -> Vec<Found<'p>> {
    let media: Vec<Node<'p>> = subject.page().nodes().filter(|node| is_heard(*node)).collect();
    if media.is_empty() || subject.is_built_by_scripts() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let offers_one = subject.page().nodes().any(names_a_transcript);
    for node in media {
        if node.name() == "video" && !node.child_elements().any(is_captions) {
            let why = "has no captions for people who do not hear it".to_owned();
            let help = "put `<track kind=\"captions\" src=\"….vtt\" srclang=\"…\" label=\"…\">` into it; if it has no sound, write `muted`";
            found.push(Found { node, code: Code::A11yMediaCaptions, why, help });
        }
        if !offers_one && !is_described(node) {
            let why = "has no transcript on its page".to_owned();
            let help = "write what is said and shown below it, or link to it with a text such as \"Transcript\"";
            found.push(Found { node, code: Code::A11yMediaTranscript, why, help });
        }
    }
    found
}

/// A film or a sound that readers play; what is muted, or hidden from screen readers, decorates.
fn is_heard(node: Node<'_>) -> bool {
    let has_file = || node.has("src") || node.child_elements().any(|child| child.name() == "source");
    matches!(node.name(), "audio" | "video") && has_file() && !node.has("muted") && node.is_seen() && !node.is_hidden()
}

/// In `<track>`, a kind that is not written is that of subtitles, and one that is not known is that of metadata.
fn is_captions(track: Node<'_>) -> bool {
    let kind = track.value("kind").unwrap_or("subtitles").trim().to_ascii_lowercase();
    track.name() == "track" && matches!(&*kind, "captions" | "subtitles") && track.value("src").is_some_and(|src| !src.trim().is_empty())
}

/// Whether it refers to a text that describes it.
fn is_described(node: Node<'_>) -> bool {
    let texts = node.referenced("aria-describedby").into_iter().chain(node.referenced("aria-details"));
    texts.into_iter().any(|text| !text.element().text().trim().is_empty())
}

/// Whether a heading, a link or the like is called a transcript.
fn names_a_transcript(node: Node<'_>) -> bool {
    const NAMING: &[&str] = &["a", "button", "summary", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "strong"];
    let says_so = |text: &str| {
        let text = text.to_lowercase();
        TRANSCRIPT.iter().any(|name| text.contains(name))
    };
    ["aria-label", "id", "href"].iter().any(|attribute| node.value(attribute).is_some_and(says_so))
        || (NAMING.contains(&node.name()) && says_so(&node.element().text()))
}
