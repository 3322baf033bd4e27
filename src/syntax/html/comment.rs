//! Texts that are HTML comments and nothing else.

use std::ops::Range;

use super::Document;

/// The range of a comment's content, if the text is that comment and nothing else but white space.
pub(crate) fn sole_comment(text: &str) -> Option<Range<usize>> {
    let document = comments_only(text)?;
    let mut comments = document.comments();
    let at = comments.next().filter(|_| comments.next().is_none())?;
    // Browsers also take other forms for comments, such as `<?x>`.
    let words = text[at.clone()].strip_prefix("<!--")?.strip_suffix("-->")?;
    let start = at.start + "<!--".len();
    Some(start..start + words.len())
}

/// Whether a text is nothing but comments and white space to a browser.
pub(crate) fn is_only_comments(text: &str) -> bool {
    comments_only(text).is_some()
}

/// The document of a text that has only white space outside of comments.
fn comments_only(text: &str) -> Option<Document<'_>> {
    // Most HTML in Markdown is not a comment.
    if !text.trim_ascii_start().starts_with("<!--") {
        return None;
    }
    let document = Document::parse(text);
    let mut from = 0;
    for comment in document.comments() {
        if !text[from..comment.start].trim_ascii().is_empty() {
            return None;
        }
        from = comment.end;
    }
    text[from..].trim_ascii().is_empty().then_some(document)
}
