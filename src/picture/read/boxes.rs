//! AVIF and HEIC: boxes within boxes. Sources: ISO/IEC 14496-12 and 23008-12.

use std::io::{Read, Seek};

use super::window::Window;
use super::{Found, be32};
use crate::base::picture::Animation;

/// How deep the size lies: `meta`, `iprp`, `ipco`, `ispe`.
const MAX_DEPTH: usize = 4;

const MAX_BOXES: usize = 1000;

pub(super) fn read<R: Read + Seek>(window: &mut Window<R>) -> Found {
    let mut found = Found::default();
    let end = window.len();
    let mut n_left = MAX_BOXES;
    level(window, 0..end, 0, &mut n_left, &mut found);
    if window.exactly::<4>(8) == Some(*b"avis") {
        // How long its frames last is told in tables that nothing else needs.
        found.animation = Some(Animation { n_frames: 2, shortest: u32::MAX });
    }
    found
}

fn level<R: Read + Seek>(window: &mut Window<R>, within: std::ops::Range<u64>, depth: usize, n_left: &mut usize, found: &mut Found) {
    let mut at = within.start;
    while at + 8 <= within.end && *n_left > 0 {
        *n_left -= 1;
        let Some(head) = window.exactly::<8>(at) else { return };
        let (len, head_len) = match be32(&head) {
            0 => (within.end - at, 8),
            1 => match window.exactly::<8>(at + 8) {
                Some(long) => (u64::from_be_bytes(long), 16),
                None => return,
            },
            len => (u64::from(len), 8),
        };
        let Some(end) = at.checked_add(len).filter(|end| len >= head_len && *end > at) else { return };
        if end > within.end {
            found.is_cut_short = true;
            return;
        }
        let inside = at + head_len;
        match &head[4..] {
            // A version and flags come first.
            b"meta" if depth < MAX_DEPTH => level(window, inside + 4..end, depth + 1, n_left, found),
            b"iprp" | b"ipco" if depth < MAX_DEPTH => level(window, inside..end, depth + 1, n_left, found),
            b"ispe" => size(window, inside, found),
            b"irot" => found.orientation = window.exactly::<1>(inside).map_or(0, |[turn]| [1, 8, 3, 6][usize::from(turn & 3)]),
            b"auxC" => found.has_alpha = true,
            _ => {}
        }
        at = end;
    }
}

/// The largest size is the picture's: others are those of its tiles and of its thumbnail.
fn size<R: Read + Seek>(window: &mut Window<R>, at: u64, found: &mut Found) {
    let Some(content) = window.exactly::<12>(at) else { return };
    let (width, height) = (be32(&content[4..]), be32(&content[8..]));
    if u64::from(width) * u64::from(height) > u64::from(found.width) * u64::from(found.height) {
        (found.width, found.height) = (width, height);
    }
}
