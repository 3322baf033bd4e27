//! GIF, from block to block. Source: Graphics Interchange Format, version 89a.

use std::io::{Read, Seek};

use super::window::Window;
use super::{Found, le};
use crate::base::picture::Animation;

/// Blocks of one file: a frame has two or three.
const MAX_BLOCKS: usize = 100_000;

pub(super) fn read<R: Read + Seek>(window: &mut Window<R>) -> Found {
    let mut found = Found { is_cut_short: true, ..Found::default() };
    let Some(head) = window.exactly::<13>(0) else { return found };
    (found.width, found.height) = (le(&head[6..8]), le(&head[8..10]));
    let mut at = 13 + colours(head[10]);
    let mut animation = Animation { n_frames: 0, shortest: u32::MAX };
    for _ in 0..MAX_BLOCKS {
        let Some([kind]) = window.exactly::<1>(at) else { break };
        match kind {
            0x21 => {
                if let Some([_, 0xf9, 4, flags, a, b]) = window.exactly::<6>(at) {
                    found.has_alpha |= flags & 1 == 1;
                    animation.shortest = animation.shortest.min(shown(le(&[a, b]) * 10));
                }
                at = blocks_end(window, at + 2);
            }
            0x2c => {
                animation.n_frames += 1;
                let flags = window.exactly::<10>(at).map_or(0, |head| head[9]);
                at = blocks_end(window, at + 11 + colours(flags));
            }
            0x3b => {
                found.is_cut_short = false;
                break;
            }
            _ => break,
        }
    }
    found.animation = (animation.n_frames > 1).then_some(animation);
    found
}

/// How many bytes the colours take that a head announces.
fn colours(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// How long browsers show a frame: they slow down what claims to be faster than they can be.
fn shown(milliseconds: u32) -> u32 {
    if milliseconds <= 10 { 100 } else { milliseconds }
}

/// Where a row of blocks ends; each begins with its length, and the last has none.
fn blocks_end<R: Read + Seek>(window: &mut Window<R>, mut at: u64) -> u64 {
    while let Some([len]) = window.exactly::<1>(at) {
        at += 1 + u64::from(len);
        if len == 0 {
            break;
        }
    }
    at
}
