//! WebP, from chunk to chunk. Source: RFC 9649.

use std::io::{Read, Seek};

use super::window::Window;
use super::{Found, exif, le};
use crate::base::picture::{Animation, Splice};

/// Chunks of one file: a frame is one.
const MAX_CHUNKS: usize = 100_000;

/// The bits of the second head that announce metadata.
const NOTES: u8 = 0x08 | 0x04;

pub(super) fn read<R: Read + Seek>(window: &mut Window<R>) -> Found {
    let mut found = Found::default();
    let said = window.exactly::<4>(4).map_or(0, |size| u64::from(le(&size))) + 8;
    found.is_cut_short = said > window.len();
    let mut flags = None;
    let mut at = 12;
    for _ in 0..MAX_CHUNKS {
        let Some(head) = window.exactly::<8>(at).filter(|_| at + 8 <= said) else { break };
        let len = u64::from(le(&head[4..]));
        let end = at + 8 + len + len % 2;
        match &head[..4] {
            b"VP8X" => flags = window.exactly::<1>(at + 8).map(|[flags]| (at + 8, flags)),
            b"EXIF" | b"XMP " => found.cleaning.push(Splice { at: at..end.min(window.len()), with: Vec::new() }),
            _ => {}
        }
        chunk(window, &head[..4], at + 8, len, &mut found);
        at = end;
    }
    finish(&mut found, flags, said);
    found
}

fn chunk<R: Read + Seek>(window: &mut Window<R>, kind: &[u8], at: u64, len: u64, found: &mut Found) {
    match kind {
        b"VP8X" => {
            if let Some(head) = window.exactly::<10>(at) {
                (found.width, found.height) = (le(&head[4..7]) + 1, le(&head[7..10]) + 1);
                found.has_alpha |= head[0] & 0x10 != 0;
            }
        }
        b"VP8 " if found.width == 0 => {
            if let Some([_, _, _, 0x9d, 0x01, 0x2a, a, b, c, d]) = window.exactly::<10>(at) {
                // The two upper bits say how to enlarge.
                (found.width, found.height) = (le(&[a, b]) & 0x3fff, le(&[c, d]) & 0x3fff);
            }
        }
        b"VP8L" => {
            if let Some([0x2f, a, b, c, d]) = window.exactly::<5>(at) {
                let bits = le(&[a, b, c, d]);
                if found.width == 0 {
                    (found.width, found.height) = ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
                }
                found.has_alpha |= bits >> 28 & 1 == 1;
            }
        }
        b"ANMF" => {
            let time = window.exactly::<15>(at).map_or(0, |head| le(&head[12..15]));
            let animation = found.animation.get_or_insert(Animation { n_frames: 0, shortest: u32::MAX });
            animation.n_frames += 1;
            animation.shortest = animation.shortest.min(time);
        }
        b"EXIF" => {
            let data = window.slice(at, usize::try_from(len).unwrap_or(usize::MAX));
            // Not all browsers turn pictures of this format as their Exif data ask, so the data go, and all show the same.
            found.has_place |= exif::read(data.strip_prefix(b"Exif\0\0").unwrap_or(data)).has_place;
        }
        b"XMP " => found.has_place |= exif::xmp_has_place(window.slice(at, usize::try_from(len).unwrap_or(usize::MAX))),
        _ => {}
    }
}

/// Makes the heads say what is left.
fn finish(found: &mut Found, flags: Option<(u64, u8)>, said: u64) {
    if found.is_cut_short || found.cleaning.is_empty() {
        found.cleaning.clear();
        return;
    }
    let cut: u64 = found.cleaning.iter().map(|splice| splice.at.end - splice.at.start).sum();
    let size = u32::try_from(said.saturating_sub(8 + cut)).unwrap_or(0);
    let mut heads = vec![Splice { at: 4..8, with: size.to_le_bytes().to_vec() }];
    heads.extend(flags.map(|(at, flags)| Splice { at: at..at + 1, with: vec![flags & !NOTES] }));
    found.cleaning.splice(0..0, heads);
}
