//! Edits of a text: byte ranges and what stands there afterwards. All other bytes stay.

use std::collections::BTreeMap;
use std::ops::Range;

/// One edit: where, and what.
pub(super) type Edit = (Range<usize>, String);

/// The edits of a text by their start and end; two at one place are one.
pub(crate) type Edits = BTreeMap<(usize, usize), String>;

/// The text with its edits made.
pub(crate) fn edited(text: &str, edits: &Edits) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for ((start, end), replacement) in edits.iter().filter(|((start, end), _)| start <= end && *end <= text.len()) {
        if *start < done {
            continue;
        }
        new.push_str(&text[done..*start]);
        new.push_str(replacement);
        done = *end;
    }
    new.push_str(&text[done..]);
    new
}

/// The edit that replaces a value within the range it is written in, without the quotes around it. `None` if the value is
/// written with escapes.
pub(super) fn replace(text: &str, written: Range<usize>, value: &str, new: &str) -> Option<Edit> {
    let slice = text.get(written.clone())?;
    if slice == value || slice.replace('\\', "") == value {
        return Some((written, new.to_owned()));
    }
    // Of a whole link `[value](value)` the last one is the address.
    let at = written.start + slice.rfind(value)?;
    Some((at..at + value.len(), new.to_owned()))
}

/// The line break that a text uses.
pub(super) fn newline(text: &str) -> &'static str {
    if text.lines().next().is_some_and(|line| text[line.len()..].starts_with("\r\n")) { "\r\n" } else { "\n" }
}
