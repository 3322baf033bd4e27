//! A finished page as the rules see it.

use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::syntax::html::Document;

/// A finished page.
pub(super) struct Finished<'a> {
    pub path: &'a OutputPath,
    pub artifact: &'a Artifact,
    pub document: Document<'a>,
}

impl<'a> Finished<'a> {
    /// Reads an output, if it is a page.
    pub(super) fn read(path: &'a OutputPath, artifact: &'a Artifact) -> Option<Self> {
        let Content::Text(text) = &artifact.content else { return None };
        (artifact.kind == ArtifactKind::Page).then(|| Self { path, artifact, document: Document::parse(text) })
    }

    /// A problem of the page, at the file that it is made from.
    pub(super) fn problem(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        problem(self.path, self.artifact, code, message)
    }
}

/// A problem of a finished page, at the file that it is made from.
pub(super) fn problem(path: &OutputPath, artifact: &Artifact, code: Code, message: impl Into<String>) -> Diagnostic {
    let problem = Diagnostic::new(code, message).during(format!("checking the finished page /{path}"));
    match &artifact.made_from {
        Some(source) => problem.at(source.at(0..0)),
        None => problem,
    }
}
