//! A file that is read here and there, through one buffer of a fixed size.

use std::io::{Read, Seek, SeekFrom};

const SIZE: usize = 64 * 1024;

pub(super) struct Window<R> {
    file: R,
    len: u64,
    /// Where the buffer's first byte lies in the file.
    start: u64,
    buffer: Vec<u8>,
}

impl<R: Read + Seek> Window<R> {
    pub(super) fn new(file: R, len: u64) -> Self {
        Self { file, len, start: 0, buffer: Vec::new() }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Up to `n` bytes from a place on, at most as many as the buffer holds; fewer at the end of the file.
    pub(super) fn up_to(&mut self, at: u64, n: usize) -> Vec<u8> {
        self.slice(at, n).to_vec()
    }

    /// Exactly `N` bytes; none where the file ends before.
    pub(super) fn exactly<const N: usize>(&mut self, at: u64) -> Option<[u8; N]> {
        self.slice(at, N).try_into().ok()
    }

    pub(super) fn slice(&mut self, at: u64, n: usize) -> &[u8] {
        let n = n.min(SIZE);
        let is_here = at >= self.start && at + n as u64 <= self.start + self.buffer.len() as u64;
        if !is_here && !self.fill(at) {
            self.buffer.clear();
        }
        let from = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX).min(self.buffer.len());
        &self.buffer[from..(from + n).min(self.buffer.len())]
    }

    fn fill(&mut self, at: u64) -> bool {
        self.start = at;
        self.buffer.clear();
        if at >= self.len || self.file.seek(SeekFrom::Start(at)).is_err() {
            return at >= self.len;
        }
        // A file may shrink or fail while it is read, which then looks as if it ended there.
        self.file.by_ref().take(SIZE as u64).read_to_end(&mut self.buffer).is_ok()
    }

    /// The first place from `at` on where a byte stands.
    pub(super) fn find(&mut self, byte: u8, mut at: u64) -> Option<u64> {
        while at < self.len {
            let piece = self.slice(at, SIZE);
            if piece.is_empty() {
                return None;
            }
            match memchr::memchr(byte, piece) {
                Some(found) => return Some(at + found as u64),
                None => at += piece.len() as u64,
            }
        }
        None
    }
}
