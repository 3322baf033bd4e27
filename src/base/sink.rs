//! Where finished outputs go while the build is still under way.

use std::sync::Arc;

use crate::base::artifact::{Artifact, Content, OutputPath};
use crate::base::fingerprint::Fingerprint;

/// Takes each output as soon as it is finished. Whether the site is published at all is decided when the build has ended.
pub trait Sink: Sync {
    /// Takes the bytes, and returns an artifact that stands for them until then.
    fn put(&self, path: &OutputPath, artifact: Artifact) -> Artifact;

    /// What stands for an output that an earlier build has left in its place with these contents; none where it has to be made.
    fn kept(&self, path: &OutputPath, fingerprint: Fingerprint) -> Option<Content>;

    /// The text of an output that it took; `None` if the output is not a text.
    fn text(&self, path: &OutputPath, artifact: &Artifact) -> Option<Arc<str>>;
}

/// Keeps everything in memory.
pub struct Memory;

impl Sink for Memory {
    fn put(&self, _: &OutputPath, artifact: Artifact) -> Artifact {
        artifact
    }

    fn kept(&self, _: &OutputPath, _: Fingerprint) -> Option<Content> {
        None
    }

    fn text(&self, _: &OutputPath, artifact: &Artifact) -> Option<Arc<str>> {
        match &artifact.content {
            Content::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}
