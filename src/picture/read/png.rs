//! PNG and APNG, from chunk to chunk. Source: Portable Network Graphics, third edition (W3C, 2025).

use std::io::{Read, Seek};

use super::window::Window;
use super::{Found, be16, be32, exif};
use crate::base::picture::{Animation, Splice};

/// Chunks of one file; large photographs have some thousands.
const MAX_CHUNKS: usize = 200_000;

pub(super) fn read<R: Read + Seek>(window: &mut Window<R>) -> Found {
    let mut found = Found { is_cut_short: true, ..Found::default() };
    let mut at = 8;
    for _ in 0..MAX_CHUNKS {
        let Some(head) = window.exactly::<8>(at) else { break };
        let len = u64::from(be32(&head));
        // The content stands between the head and a sum of four bytes.
        let end = at + 12 + len;
        if end > window.len() {
            break;
        }
        let kind = &head[4..];
        chunk(window, kind, at + 8, len, &mut found);
        if is_note(window, kind, at + 8, len) {
            found.cleaning.push(Splice { at: at..end, with: Vec::new() });
        }
        at = end;
        if kind == b"IEND" {
            found.is_cut_short = false;
            break;
        }
    }
    if found.is_cut_short {
        found.cleaning.clear();
    }
    found
}

fn chunk<R: Read + Seek>(window: &mut Window<R>, kind: &[u8], at: u64, len: u64, found: &mut Found) {
    match kind {
        b"IHDR" => {
            if let Some(head) = window.exactly::<13>(at) {
                (found.width, found.height) = (be32(&head), be32(&head[4..]));
                found.has_alpha = matches!(head[9], 4 | 6);
            }
        }
        b"tRNS" => found.has_alpha = true,
        b"acTL" => {
            let n_frames = window.exactly::<4>(at).map_or(0, |number| be32(&number));
            found.animation = Some(Animation { n_frames, shortest: u32::MAX });
        }
        b"fcTL" => {
            if let (Some(head), Some(animation)) = (window.exactly::<26>(at), &mut found.animation) {
                let (time, parts) = (be16(&head[20..]), be16(&head[22..]));
                animation.shortest = animation.shortest.min(time * 1000 / if parts == 0 { 100 } else { parts });
            }
        }
        b"eXIf" => {
            // Not all browsers turn pictures of this format as their Exif data ask, so the data go, and all show the same.
            found.has_place |= exif::read(window.slice(at, usize::try_from(len).unwrap_or(usize::MAX))).has_place;
        }
        b"iTXt" => found.has_place |= exif::xmp_has_place(window.slice(at, usize::try_from(len).unwrap_or(usize::MAX))),
        _ => {}
    }
}

/// Whether a chunk says with what, when or where the picture was made.
fn is_note<R: Read + Seek>(window: &mut Window<R>, kind: &[u8], at: u64, len: u64) -> bool {
    let starts = |window: &mut Window<R>, with: &[u8]| window.slice(at, with.len().min(usize::try_from(len).unwrap_or(0))) == with;
    match kind {
        b"eXIf" => true,
        b"iTXt" | b"zTXt" | b"tEXt" => starts(window, b"XML:com.adobe.xmp") || starts(window, b"Raw profile type"),
        _ => false,
    }
}
