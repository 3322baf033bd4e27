//! The running text of a file by its places, for rules about wording.
//!
//! Nothing is copied: a block is a list of byte ranges of the file, with the places at which
//! something is cited between them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::syntax::html::sole_comment;

/// All running text of a file, and the comments that silence rules in it.
#[derive(Debug, Default)]
pub(super) struct Prose {
    pub blocks: Vec<Block>,
    pub ignores: Vec<Ignore>,
}

/// A paragraph, an item, a cell or a heading.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Bytes of the file, in order; what stands between them is markup.
    pub runs: Vec<Range<usize>>,
    /// Bytes of the file at which a source or a recorded number stands.
    pub cited: Vec<usize>,
    pub is_heading: bool,
    /// The number of the table that a cell belongs to.
    pub table: Option<u32>,
}

/// A comment like `<!-- ribbon-ignore CITE-VAGUE: reason -->`.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub(crate) struct Ignore {
    /// The codes as written, with their places.
    pub codes: Vec<(String, Range<usize>)>,
    pub reason: String,
    /// The whole comment.
    pub at: Range<usize>,
    /// What it is about: the next block, or the one it stands in.
    pub covers: Range<usize>,
}

const MARK: &str = "ribbon-ignore";

/// Components whose text is somebody else's or has its own source.
const EXEMPT_COMPONENTS: &[&str] = &["quote", "stat", "stats", "chart", "cite", "message-copy", "message_copy"];

/// Arguments by which a component carries a source.
const SOURCE_ARGUMENTS: &[&str] = &["source", "cite", "citation", "data"];

/// Collects the running text while the file is translated.
#[derive(Debug, Default)]
pub(super) struct ProseCollector {
    prose: Prose,
    block: Block,
    /// Where the block that is open lies.
    around: Range<usize>,
    /// How many open elements exempt their text from the rules.
    exempt_depth: usize,
    n_tables: u32,
    table: Option<u32>,
    is_heading: bool,
    /// Comments that wait for their block.
    waiting: Vec<usize>,
}

impl ProseCollector {
    /// What a reader sees as running text.
    pub(super) fn text(&mut self, range: Range<usize>) {
        if self.exempt_depth > 0 || range.is_empty() {
            return;
        }
        match self.block.runs.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.block.runs.push(range),
        }
    }

    pub(super) fn cited(&mut self, at: usize) {
        if self.exempt_depth == 0 {
            self.block.cited.push(at);
        }
    }

    /// Starts another block. Its range is known if it is one of Markdown's own.
    pub(super) fn gap(&mut self, next: Option<Range<usize>>) {
        let block = std::mem::take(&mut self.block);
        if !block.runs.is_empty() {
            self.prose.blocks.push(block);
        }
        self.block.is_heading = self.is_heading;
        self.block.table = self.table;
        let Some(next) = next else { return };
        for ignore in self.waiting.drain(..) {
            self.prose.ignores[ignore].covers = next.clone();
        }
        self.around = next;
    }

    pub(super) fn heading(&mut self, is_open: bool) {
        self.is_heading = is_open;
        self.block.is_heading = is_open;
    }

    pub(super) fn table(&mut self, is_open: bool) {
        if is_open {
            self.n_tables += 1;
            self.table = Some(self.n_tables);
        } else {
            self.gap(None);
            self.table = None;
            self.block.table = None;
        }
    }

    /// Starts or ends an element whose text is not the page's own, between blocks.
    pub(super) fn exempt(&mut self, is_open: bool) {
        self.gap(None);
        self.exempt_depth = if is_open { self.exempt_depth + 1 } else { self.exempt_depth.saturating_sub(1) };
    }

    /// The same within a block, if `is_exempt`.
    pub(super) fn exempt_inline(&mut self, is_exempt: bool, is_open: bool) {
        if is_exempt {
            self.exempt_depth = if is_open { self.exempt_depth + 1 } else { self.exempt_depth.saturating_sub(1) };
        }
    }

    /// Records a comment that silences rules; returns false for any other HTML. `is_block` says whether it is a block of its
    /// own.
    pub(super) fn ignore(&mut self, html: &str, start: usize, is_block: bool) -> bool {
        let Some(ignore) = read_ignore(html, start) else { return false };
        let covers = if is_block { ignore.at.end..ignore.at.end } else { self.around.clone() };
        if is_block {
            self.waiting.push(self.prose.ignores.len());
        }
        self.prose.ignores.push(Ignore { covers, ..ignore });
        true
    }

    /// Takes the comments that wait for a block: the component that is about to open is it.
    pub(super) fn take_waiting(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.waiting)
    }

    /// Sets the range of the component that comments waited for.
    pub(super) fn cover(&mut self, ignores: &[usize], range: &Range<usize>) {
        for ignore in ignores {
            self.prose.ignores[*ignore].covers = range.clone();
        }
    }

    pub(super) fn finish(mut self) -> Prose {
        self.gap(None);
        self.prose
    }
}

/// Whether the text of a component is exempt from the rules: it is a quotation, or has a source.
pub(super) fn is_exempt<'a>(name: &str, mut arguments: impl Iterator<Item = &'a str>) -> bool {
    EXEMPT_COMPONENTS.contains(&name) || arguments.any(|argument| SOURCE_ARGUMENTS.contains(&argument))
}

/// A comment that silences rules; `start` is its byte in the file.
fn read_ignore(html: &str, start: usize) -> Option<Ignore> {
    let words = sole_comment(html)?;
    let rest = html[words.clone()].trim_start().strip_prefix(MARK)?;
    if rest.starts_with(|next: char| next.is_alphanumeric() || next == '-') {
        return None;
    }
    let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let names_start = start + words.end - rest.len();
    let mut codes = Vec::new();
    let mut offset = names_start;
    for name in names.split(',') {
        let trimmed = name.trim();
        if !trimmed.is_empty() {
            let from = offset + name.find(trimmed)?;
            codes.push((trimmed.to_owned(), from..from + trimmed.len()));
        }
        offset += name.len() + 1;
    }
    let at = start + words.start - "<!--".len()..start + words.end + "-->".len();
    Some(Ignore { codes, reason: reason.trim().to_owned(), at, covers: 0..0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_codes_and_a_reason() {
        let html = "  <!-- ribbon-ignore CITE-VAGUE, READ-RISK: told below: twice -->\n";
        let ignore = read_ignore(html, 100).expect("a comment");
        assert_eq!(
            ignore.codes.iter().map(|(code, at)| (&**code, &html[at.start - 100..at.end - 100])).collect::<Vec<_>>(),
            [("CITE-VAGUE", "CITE-VAGUE"), ("READ-RISK", "READ-RISK")]
        );
        assert_eq!((&*ignore.reason, ignore.at), ("told below: twice", 102..165));
        assert_eq!(read_ignore("<!--ribbon-ignore X-->", 0).map(|ignore| (ignore.codes.len(), ignore.reason)), Some((1, String::new())));
        assert_eq!(read_ignore("<!-- ribbon-ignored X: a -->", 0), None);
        assert_eq!(read_ignore("<!-- more -->", 0), None);
        assert_eq!(read_ignore("<!-- ribbon-ignore A: b --><b>-->", 0), None);
    }
}
