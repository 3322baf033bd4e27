//! JPEG, from segment to segment. Sources: ITU-T T.81, annex B; Exif 3.0; CIPA DC-007 for files with several pictures.

use std::io::{Read, Seek};

use super::window::Window;
use super::{Found, be16, exif};
use crate::base::picture::Splice;

/// Segments of one file; a real one has dozens.
const MAX_SEGMENTS: usize = 20_000;

pub(super) fn read<R: Read + Seek>(window: &mut Window<R>) -> Found {
    let mut found = Found::default();
    let mut at = 2;
    let mut is_ended = false;
    for _ in 0..MAX_SEGMENTS {
        let Some([0xff, marker]) = window.exactly::<2>(at) else { break };
        match marker {
            // Filling bytes, and markers without a content.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xd9 => {
                is_ended = true;
                at += 2;
                break;
            }
            _ => {
                let Some(size) = window.exactly::<2>(at + 2).map(|size| u64::from(be16(&size))).filter(|size| *size >= 2) else { break };
                segment(window, marker, at, size, &mut found);
                at += 2 + size;
                if marker == 0xda {
                    let Some(end) = end_of_scan(window, at) else { break };
                    at = end;
                }
            }
        }
    }
    found.is_cut_short = !is_ended;
    finish(&mut found, at, window.len());
    found
}

/// Reads one segment, whose size counts its two bytes of size.
fn segment<R: Read + Seek>(window: &mut Window<R>, marker: u8, at: u64, size: u64, found: &mut Found) {
    let inside = |window: &mut Window<R>, n: usize| window.up_to(at + 4, n.min(usize::try_from(size - 2).unwrap_or(0)));
    match marker {
        // Frames of all kinds; the four that are left out are tables.
        0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
            if let [_, a, b, c, d, n_colours, ..] = inside(window, 6)[..] {
                (found.height, found.width) = (be16(&[a, b]), be16(&[c, d]));
                found.is_cmyk = n_colours == 4;
            }
        }
        0xe1 => {
            let data = inside(window, usize::MAX);
            if let Some(tiff) = data.strip_prefix(b"Exif\0") {
                let exif = exif::read(tiff.get(1..).unwrap_or_default());
                found.orientation = if found.orientation == 0 { exif.orientation } else { found.orientation };
                found.has_place |= exif.has_place;
            } else if data.starts_with(b"http://ns.adobe.com/x") {
                found.has_place |= exif::xmp_has_place(&data);
            }
            cut(at, size, found);
        }
        // Further pictures behind the first, which have metadata of their own.
        0xe2 if inside(window, 4) == *b"MPF\0" => cut(at, size, found),
        // What Photoshop and newsrooms note.
        0xed => cut(at, size, found),
        _ => {}
    }
}

fn cut(at: u64, size: u64, found: &mut Found) {
    found.cleaning.push(Splice { at: at..at + 2 + size, with: Vec::new() });
}

/// Where the data of a scan end: at the first marker that is none of those within scans.
fn end_of_scan<R: Read + Seek>(window: &mut Window<R>, mut at: u64) -> Option<u64> {
    loop {
        at = window.find(0xff, at)?;
        match window.exactly::<2>(at)?[1] {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// Leaves away what follows the picture, and keeps the turn where its data go.
fn finish(found: &mut Found, end: u64, len: u64) {
    if found.is_cut_short {
        found.cleaning.clear();
        return;
    }
    if end < len && !found.cleaning.is_empty() {
        found.cleaning.push(Splice { at: end..len, with: Vec::new() });
    }
    if let (Some(first), 2..=8) = (found.cleaning.first_mut(), found.orientation) {
        let data = exif::turn_alone(found.orientation);
        let size = u16::try_from(data.len() + 8).unwrap_or(u16::MAX).to_be_bytes();
        first.with = [&[0xff, 0xe1], &size[..], b"Exif\0\0", &data].concat();
    }
}
