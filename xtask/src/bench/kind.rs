//! The kinds of run that take turns, and the folders they work in.

use std::path::{Path, PathBuf};

use super::corpus::Corpus;
use super::ribbon::{self, Look};
use super::{hugo, measure};

/// In the order of a round: an unchanged site follows its cold build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Copy,
    Floor,
    Cold,
    Unchanged,
    Edited,
    BaseTheme,
    Sidebar,
    Evidence,
    NamesAndYears,
    Hugo,
}

impl Kind {
    /// Whether it is about what the run before it left, and so stays behind that.
    fn follows(self) -> bool {
        matches!(self, Kind::Unchanged | Kind::Edited)
    }

    /// What the site looks like, if Ribbon builds one.
    pub(super) fn look(self) -> Option<Look> {
        match self {
            Kind::Cold | Kind::Unchanged | Kind::Edited => Some(Look::Equal),
            Kind::BaseTheme => Some(Look::BaseTheme),
            Kind::Sidebar => Some(Look::Sidebar),
            Kind::Evidence => Some(Look::Evidence),
            Kind::NamesAndYears => Some(Look::NamesAndYears),
            Kind::Copy | Kind::Floor | Kind::Hugo => None,
        }
    }

    /// The folder of the sources; kinds with equal sources share them.
    fn sources(self) -> &'static str {
        match self {
            Kind::Copy | Kind::Floor | Kind::Cold | Kind::Unchanged | Kind::Edited => "site",
            Kind::BaseTheme => "themed-site",
            Kind::Sidebar => "sidebar-site",
            Kind::Evidence => "evidence-site",
            Kind::NamesAndYears => "names-and-years-site",
            Kind::Hugo => "hugo-site",
        }
    }

    fn output(self) -> &'static str {
        match self {
            Kind::Copy => "copy",
            Kind::Floor => "floor-out",
            Kind::Cold | Kind::Unchanged | Kind::Edited => "out",
            Kind::BaseTheme => "themed-out",
            Kind::Sidebar => "sidebar-out",
            Kind::Evidence => "evidence-out",
            Kind::NamesAndYears => "names-and-years-out",
            Kind::Hugo => "hugo-out",
        }
    }
}

/// The kinds of one round: every other round goes backwards, so that none has always the same one before it, whose files the kernel may
/// still be busy with.
pub(super) fn turned(kinds: &[Kind], round: usize) -> Vec<Kind> {
    let groups = kinds.chunk_by(|_, next| next.follows());
    if round.is_multiple_of(2) { kinds.to_vec() } else { groups.rev().flatten().copied().collect() }
}

/// The folder that one number of pages is measured in.
pub(super) struct Places(pub PathBuf);

impl Places {
    pub(super) fn site(&self, kind: Kind) -> PathBuf {
        self.0.join(kind.sources())
    }

    pub(super) fn out(&self, kind: Kind) -> PathBuf {
        self.0.join(kind.output())
    }

    /// The list of outputs for the floor program.
    pub(super) fn sizes(&self) -> PathBuf {
        self.0.join("sizes.tsv")
    }

    /// The output folder of a kind, empty.
    pub(super) fn emptied(&self, kind: Kind) -> Result<PathBuf, String> {
        let out = self.out(kind);
        measure::empty(&out).map(|()| out)
    }

    /// The sources of each kind; those for Hugo as its version wants them.
    pub(super) fn write_sources(&self, kinds: &[Kind], corpus: &Corpus, hugo: &str) -> Result<(), String> {
        for &kind in kinds {
            let site = self.site(kind);
            match kind.look() {
                _ if site.exists() => (),
                Some(look) => ribbon::write_site(&site, corpus, look)?,
                None if kind == Kind::Hugo => hugo::write_site(&site, corpus, hugo)?,
                None => (),
            }
        }
        Ok(())
    }
}

/// Copies the sources as plainly as can be.
pub(super) fn copy(from: &Path, to: &Path) -> std::process::Command {
    let mut command = std::process::Command::new("cp");
    command.arg("-r").arg(from).arg(to);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_round_goes_backwards_but_an_unchanged_site_follows_its_build() {
        let kinds = [Kind::Copy, Kind::Cold, Kind::Unchanged, Kind::Edited, Kind::Sidebar];
        assert_eq!(turned(&kinds, 0), kinds);
        assert_eq!(turned(&kinds, 1), [Kind::Sidebar, Kind::Cold, Kind::Unchanged, Kind::Edited, Kind::Copy]);
    }
}
