//! Texts compressed beforehand, for servers that send `page.html.br` where a browser takes it.
//!
//! Equal bytes are compressed once, in parallel, and not again while the last build's file is still there.

#![expect(clippy::disallowed_methods, reason = "reads what waits on the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::paths::on_disk;
use super::staging::Staging;
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::content_type::{MAX_COMPRESSIBLE, is_compressible};
use crate::base::fingerprint::Fingerprint;
use crate::base::picture::Spliced;

/// Raised when an encoder or its settings change, so that files of an older one are made anew.
const VERSION: u32 = 1;

#[derive(Clone, Copy)]
enum Encoding {
    Brotli,
    Gzip,
    Zstd,
}

impl Encoding {
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Zstd];

    fn ending(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
            Self::Zstd => "zst",
        }
    }

    /// The same bytes for the same input on every machine: no time and no name is written.
    fn encode(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut encoded = Vec::new();
                let mode = BrotliEncoderMode::BROTLI_MODE_TEXT;
                let settings = BrotliEncoderParams { quality: 11, mode, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
                brotli::BrotliCompress(&mut &*bytes, &mut encoded, &settings)?;
                Ok(encoded)
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
            Self::Zstd => zstd::bulk::compress(bytes, 19),
        }
    }
}

/// The compressed files that belong beside the texts among the artifacts: those that are smaller. A file of the site's own that
/// has the name of one stands for it.
pub fn compressed(staging: &Staging, site_root: &Path, artifacts: &BTreeMap<OutputPath, Artifact>) -> Vec<(OutputPath, Artifact)> {
    let mut same: BTreeMap<Fingerprint, Vec<(&OutputPath, &Artifact)>> = BTreeMap::new();
    for (path, artifact) in artifacts.iter().filter(|(path, artifact)| is_compressible(path.as_str(), artifact.content.len())) {
        same.entry(artifact.fingerprint).or_default().push((path, artifact));
    }
    let groups: Vec<_> = same.into_values().collect();
    let compress = |group: &Vec<_>| one(staging, site_root, group, &|path| !artifacts.contains_key(path));
    groups.par_iter().flat_map_iter(compress).collect()
}

/// The compressed files of artifacts that have the same bytes.
fn one(
    staging: &Staging,
    site_root: &Path,
    group: &[(&OutputPath, &Artifact)],
    is_free: &dyn Fn(&OutputPath) -> bool,
) -> Vec<(OutputPath, Artifact)> {
    let mut made = Vec::new();
    let mut bytes = None;
    for encoding in Encoding::ALL {
        let fingerprint = Fingerprint::of(&(group[0].1.fingerprint, encoding.ending(), VERSION));
        let mut encoded: Option<Option<Vec<u8>>> = None;
        for (path, artifact) in group {
            let Ok(path) = OutputPath::new(format!("{path}.{}", encoding.ending())) else { continue };
            if !is_free(&path) {
                continue;
            }
            let content = match staging.in_place(&path, fingerprint) {
                Some(content) => content,
                None => {
                    let bytes = bytes.get_or_insert_with(|| read(staging, site_root, group[0].0, &artifact.content));
                    let encoded = encoded.get_or_insert_with(|| {
                        let encoded = encoding.encode(bytes.as_deref()?).ok()?;
                        (encoded.len() < bytes.as_ref()?.len()).then_some(encoded)
                    });
                    let Some(encoded) = encoded else { continue };
                    staging.keep(encoded)
                }
            };
            // Pages stand before what is made of them; none of these counts as one.
            let kind = if artifact.kind == ArtifactKind::Asset { ArtifactKind::Asset } else { ArtifactKind::Feed };
            made.push((path, Artifact { kind, content, fingerprint, made_from: None }));
        }
    }
    made
}

/// The bytes of a text; `None` where the disk does not give them. What is wrong there is told when the text itself is written.
fn read(staging: &Staging, site_root: &Path, path: &OutputPath, content: &Content) -> Option<Vec<u8>> {
    match content {
        Content::Text(text) => Some(text.as_bytes().to_vec()),
        Content::Bytes(bytes) => Some(bytes.to_vec()),
        Content::Staged { file, .. } => fs::read(file).ok(),
        Content::InPlace { .. } => fs::read(staging.place(path)).ok(),
        // Pictures are compressed as they are.
        Content::Derived(_) => None,
        Content::Disk { path, splices, len, .. } => {
            let original = fs::File::open(on_disk(site_root, path)).ok()?;
            let mut bytes = Vec::new();
            Spliced::new(original, splices).take(MAX_COMPRESSIBLE).read_to_end(&mut bytes).ok()?;
            (bytes.len() as u64 == *len).then_some(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_bytes_back_and_the_same_each_time() {
        let text = "A line that is there again and again.\n".repeat(60);
        for encoding in Encoding::ALL {
            let encoded = encoding.encode(text.as_bytes()).unwrap();
            assert!(encoded.len() < 200, "{}: {} bytes", encoding.ending(), encoded.len());
            assert_eq!(encoded, encoding.encode(text.as_bytes()).unwrap());
            let mut decoded = Vec::new();
            match encoding {
                Encoding::Brotli => brotli::BrotliDecompress(&mut &*encoded, &mut decoded).unwrap(),
                Encoding::Gzip => drop(flate2::read::GzDecoder::new(&*encoded).read_to_end(&mut decoded).unwrap()),
                Encoding::Zstd => decoded = zstd::bulk::decompress(&encoded, text.len()).unwrap(),
            }
            assert_eq!(decoded, text.as_bytes(), "{}", encoding.ending());
        }
        // Bytes 4 to 7 of a gzip file hold a time.
        assert_eq!(Encoding::Gzip.encode(text.as_bytes()).unwrap()[4..8], [0; 4]);
    }
}
