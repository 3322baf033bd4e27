//! Problems that only follow from others: a file that cannot be read explains all that is missing because of it, and is told once.
//!
//! Nothing is published while an error stands, so what is left out here is told as soon as it is the only thing that is wrong.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic, FIX_FIRST, Problems, Severity};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::site::config;

/// Leaves out what follows from files that cannot be read, templates that cannot be used and keys that were not understood.
pub(crate) fn without_follow_ons(snapshot: &Snapshot, mut problems: Problems) -> Problems {
    if !problems.has_errors() {
        return problems;
    }
    let causes = Causes::of(snapshot, &problems);
    let kept: Vec<bool> = problems.iter().map(|problem| !causes.explain(problem)).collect();
    // Whatever is left out, an error remains.
    if problems.iter().zip(&kept).any(|(problem, is_kept)| *is_kept && problem.severity == Severity::Error) {
        let mut kept = kept.into_iter();
        problems.retain(|_| kept.next().unwrap_or(true));
    }
    // A variable that nothing gives is told where it is shown, too.
    let starts = |at: &Span| (at.source.clone(), at.start);
    let of_render = problems.iter().filter(|problem| problem.code == Code::TemplateRender);
    let shown: BTreeSet<_> = of_render.filter_map(|problem| problem.at.as_ref().map(starts)).collect();
    problems.retain(|problem| problem.code != Code::TemplateVariable || problem.at.as_ref().is_none_or(|at| !shown.contains(&starts(at))));
    // A list of references is data too, and is read as both.
    problems.dedup_by(|next, first| next.code == Code::Syntax && first.code == Code::Syntax && next.at == first.at);
    problems
}

/// What is broken, by what depends on it.
struct Causes {
    site_file: bool,
    references: bool,
    statistics: bool,
    data: bool,
    people: bool,
    templates: bool,
    /// Files with components whose first line is not understood.
    components: BTreeSet<SourceId>,
    /// Files with keys that were not understood.
    keys: BTreeSet<SourceId>,
    strings: bool,
    /// What else is said of the same: of a reference that a statistic names, of a static file that cannot be read.
    repeated: BTreeSet<String>,
}

impl Causes {
    fn of(snapshot: &Snapshot, problems: &Problems) -> Self {
        let unread = |start: &str| snapshot.problems.iter().filter_map(place).any(|id| id.starts_with(start));
        let of_keys = || problems.errors().filter(|problem| problem.code.is_of_keys());
        let broken = |start: &str| of_keys().filter_map(place).any(|id| id.starts_with(start));
        let invalid =
            |start: &str| of_keys().filter(|problem| problem.code == Code::Syntax).filter_map(place).any(|id| id.starts_with(start));
        let of_templates = [Code::TemplateSyntax, Code::TemplateReference, Code::TemplateLoop];
        let is_absent =
            |problem: &&Diagnostic| problem.code == Code::CiteUnresolved && place(problem).is_some_and(|id| id.starts_with("data/"));
        let is_named_by_site = |problem: &&Diagnostic| problem.code == Code::MissingAsset && place(problem) == Some(config::FILE);
        let named_by_site = problems.iter().filter(is_named_by_site);
        Self {
            site_file: invalid(config::FILE) || unread(config::FILE),
            references: unread("data/references"),
            statistics: unread("data/stats.") || broken("data/stats."),
            data: broken("data/"),
            people: broken("data/people.") || broken("data/reviews") || unread("data/people.") || unread("data/reviews"),
            templates: problems.iter().any(|problem| of_templates.contains(&problem.code)),
            components: problems.iter().filter(|problem| problem.code == Code::ComponentSyntax).filter_map(source).collect(),
            keys: of_keys().filter_map(source).collect(),
            strings: snapshot.unusable.keys().any(|id| id.as_str().ends_with(".ftl")),
            repeated: problems
                .iter()
                .filter(is_absent)
                .filter_map(|problem| problem.message.split(',').next().map(str::to_owned))
                .chain(named_by_site.map(|problem| problem.message.clone()))
                .chain(
                    snapshot
                        .unusable
                        .keys()
                        .filter_map(below_static)
                        .flat_map(|path| [format!("the site has nothing at `/{path}`"), format!("there is no static file `{path}`")]),
                )
                .collect(),
        }
    }

    fn explain(&self, problem: &Diagnostic) -> bool {
        if self.site_file {
            // Without the site's settings, only what is wrong with a file by itself can be judged.
            let is_of_site_file = place(problem) == Some(config::FILE) && problem.code != Code::MissingKey;
            let is_kept = is_of_a_file_alone(problem.code) || (is_of_site_file && problem.code.is_of_keys());
            return !is_kept;
        }
        let is_at = |ids: &BTreeSet<SourceId>| problem.at.as_ref().is_some_and(|at| ids.contains(&at.source));
        match problem.code {
            Code::CiteUnresolved if problem.message.starts_with("there is no statistic") => self.statistics,
            Code::CiteUnresolved | Code::CiteUnused => self.references,
            Code::TrustEditedAfterReview => self.templates || self.data || self.references,
            Code::TrustReviewer | Code::TrustAuthor | Code::TrustCredentials | Code::ReviewLedger => self.people,
            // The line that was to open it is told.
            Code::UnopenedComponent => is_at(&self.components),
            Code::TrustKind | Code::SchemaValid | Code::SchemaSync => is_at(&self.keys),
            Code::MissingString => self.strings,
            Code::BrokenLink | Code::BrokenOutputLink => self.repeated.contains(&problem.message),
            Code::TemplateRender => problem.help.as_deref() == Some(FIX_FIRST) || self.repeated.contains(&problem.message),
            _ => false,
        }
    }
}

/// Whether a problem is one whatever the rest of the site says.
fn is_of_a_file_alone(code: Code) -> bool {
    use Code::{
        ComponentSyntax, FileNameClash, LinkLeavesSite, MarkdownEnding, MisplacedFrontMatter, NotUtf8, Syntax, TemplateSyntax,
        UnclosedComponent, UnclosedFrontMatter, UnclosedHtml, UnreadableFile,
    };
    matches!(
        code,
        ComponentSyntax
            | FileNameClash
            | LinkLeavesSite
            | MarkdownEnding
            | MisplacedFrontMatter
            | NotUtf8
            | Syntax
            | TemplateSyntax
            | UnclosedComponent
            | UnclosedFrontMatter
            | UnclosedHtml
            | UnreadableFile
    )
}

fn source(problem: &Diagnostic) -> Option<SourceId> {
    problem.at.as_ref().map(|at| at.source.clone())
}

/// The path of a static file of the site or of a theme.
fn below_static(id: &SourceId) -> Option<&str> {
    let path = id.as_str();
    let inside = path.strip_prefix("themes/").and_then(|rest| rest.split_once('/')).map_or(path, |(_, inside)| inside);
    inside.strip_prefix("static/")
}

fn place(problem: &Diagnostic) -> Option<&str> {
    problem.at.as_ref().map(|at| at.source.as_str())
}
