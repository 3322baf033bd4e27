//! The one place where every stage puts what it finds.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::{Diagnostic, Severity};

/// What has been found wrong so far, in the order in which it was found until it is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Problems(Vec<Diagnostic>);

impl Problems {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub fn push(&mut self, problem: Diagnostic) {
        self.0.push(problem);
    }

    /// The value of a reader that also says what is wrong, which is kept here.
    pub fn absorb<T>(&mut self, (value, found): (T, Self)) -> T {
        self.extend(found);
        value
    }

    pub fn retain(&mut self, is_kept: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(is_kept);
    }

    pub fn retain_mut(&mut self, is_kept: impl FnMut(&mut Diagnostic) -> bool) {
        self.0.retain_mut(is_kept);
    }

    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    pub fn dedup_by(&mut self, is_same: impl FnMut(&mut Diagnostic, &mut Diagnostic) -> bool) {
        self.0.dedup_by(is_same);
    }

    /// The errors alone, which keep a build from being written.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter().filter(|problem| problem.severity == Severity::Error)
    }

    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|problem| problem.severity == severity).count()
    }

    /// Sorts by place, then severity, code and message, and drops repetitions.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            (&a.at, a.severity, a.code.name(), &a.message, &a.during).cmp(&(&b.at, b.severity, b.code.name(), &b.message, &b.during))
        });
        self.0.dedup_by(|a, b| a.code == b.code && a.at == b.at && a.message == b.message);
    }

    pub fn sorted(mut self) -> Self {
        self.sort();
        self
    }
}

impl Deref for Problems {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl DerefMut for Problems {
    fn deref_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.0
    }
}

impl<const N: usize> PartialEq<[Diagnostic; N]> for Problems {
    fn eq(&self, others: &[Diagnostic; N]) -> bool {
        self.0 == others
    }
}

impl From<Diagnostic> for Problems {
    fn from(problem: Diagnostic) -> Self {
        Self(vec![problem])
    }
}

impl From<Vec<Diagnostic>> for Problems {
    fn from(problems: Vec<Diagnostic>) -> Self {
        Self(problems)
    }
}

impl FromIterator<Diagnostic> for Problems {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(problems: I) -> Self {
        Self(problems.into_iter().collect())
    }
}

impl Extend<Diagnostic> for Problems {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, problems: I) {
        self.0.extend(problems);
    }
}

impl IntoIterator for Problems {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Diagnostic;
    type IntoIter = std::slice::Iter<'p, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'p> IntoIterator for &'p mut Problems {
    type Item = &'p mut Diagnostic;
    type IntoIter = std::slice::IterMut<'p, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}
