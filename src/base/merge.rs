//! The marks that Git leaves in a text of which two versions were not joined.

use std::ops::Range;

pub(crate) const MESSAGE: &str = "a merge of two versions is not finished here";

pub(crate) const HELP: &str = "choose one of the two versions, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`";

/// The line that opens the first pair of versions; none without a line that closes it.
pub(crate) fn unfinished(text: &[u8]) -> Option<Range<usize>> {
    let opening = line_of(text, b"<<<<<<< ")?;
    line_of(&text[opening.end..], b">>>>>>> ")?;
    Some(opening)
}

/// The first line that starts with a mark.
fn line_of(text: &[u8], mark: &[u8]) -> Option<Range<usize>> {
    let start = memchr::memmem::find_iter(text, mark).find(|at| *at == 0 || text[at - 1] == b'\n')?;
    let end = memchr::memchr2(b'\n', b'\r', &text[start..]).map_or(text.len(), |length| start + length);
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_the_start_of_lines_and_come_in_pairs() {
        assert_eq!(unfinished(b"a\n<<<<<<< HEAD\r\nb\n=======\nc\n>>>>>>> x\n"), Some(2..14));
        assert_eq!(unfinished(b"<<<<<<< a\n>>>>>>> b"), Some(0..9));
        for good in ["", "=======\n", "<<<<<<< alone\n", "a <<<<<<< b\n>>>>>>> c", "<<<<<<<\n>>>>>>>"] {
            assert_eq!(unfinished(good.as_bytes()), None, "{good}");
        }
    }
}
