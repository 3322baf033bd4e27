//! What the front matter says about a text's credentials: who reviewed it, who paid for it, who gave consent.

use std::sync::LazyLock;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::rare::Standard;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Moment, Spanned, Table};

/// The kind of a page, which decides the rules that it is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PageKind {
    /// Information about health: it shows its review and names its authors.
    Health,
    /// A person's own story: it needs their consent.
    Story,
    /// Anything else, said of a page that shows advice or numbers about health without being about them.
    General,
}

impl PageKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Story => "story",
            Self::General => "general",
        }
    }
}

/// Whom a page is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Audience {
    Patient,
    Caregiver,
    Clinician,
    Public,
}

/// The editorial keys. Only the ledger decides who has reviewed a page; these keys have to agree with it.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct EditorialInfo {
    pub kind: Option<PageKind>,
    /// Told to search engines; a section passes it on to its pages.
    pub audience: Option<Audience>,
    pub reviewed_by: Option<Spanned<String>>,
    pub last_reviewed: Option<Spanned<Moment>>,
    pub next_review: Option<Spanned<Moment>>,
    /// What the authors and reviewers have to declare; "none declared" is an answer.
    pub conflicts: Option<Spanned<String>>,
    /// Who paid.
    pub funding: Option<Spanned<String>>,
    pub consent: Option<Spanned<Consent>>,
}

impl Standard for EditorialInfo {
    fn standard() -> &'static Self {
        static STANDARD: LazyLock<EditorialInfo> = LazyLock::new(EditorialInfo::default);
        &STANDARD
    }
}

/// The agreement of the person a story is about.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Consent {
    /// Where the signed form is kept: a number, never a name.
    pub reference: Option<String>,
    pub date: Option<Moment>,
    /// What may be shown, and where.
    pub scope: Option<String>,
    /// Where to withdraw the consent.
    pub contact: Option<String>,
    pub expires: Option<Moment>,
    pub withdrawn: bool,
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> EditorialInfo {
    const KINDS: &[(&str, PageKind)] = &[("health", PageKind::Health), ("story", PageKind::Story), ("general", PageKind::General)];
    const AUDIENCES: &[(&str, Audience)] = &[
        ("patient", Audience::Patient),
        ("caregiver", Audience::Caregiver),
        ("clinician", Audience::Clinician),
        ("public", Audience::Public),
    ];
    let standing = EditorialInfo {
        kind: fields.choice("kind", KINDS, problems),
        audience: fields.choice("audience", AUDIENCES, problems),
        reviewed_by: fields.optional("reviewed_by", problems),
        last_reviewed: fields.optional("last_reviewed", problems),
        next_review: fields.optional("next_review", problems),
        conflicts: fields.optional("conflicts", problems),
        funding: fields.optional("funding", problems),
        consent: consent(fields, source, problems),
    };
    for (key, text) in [("conflicts", &standing.conflicts), ("funding", &standing.funding)] {
        if let Some(empty) = text.as_ref().filter(|text| text.value.trim().is_empty()) {
            let example = if key == "conflicts" { "`conflicts = \"none declared\"`" } else { "who paid, or leave the key out" };
            problems.push(
                Diagnostic::new(Code::InvalidValue, format!("`{key}` says nothing"))
                    .at(source.at(empty.span.clone()))
                    .help(format!("write {example}")),
            );
        }
    }
    standing
}

fn consent(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<Spanned<Consent>> {
    let Spanned { value: table, span }: Spanned<Table> = fields.optional("consent", problems)?;
    let mut keys = Fields::new(&table, source);
    let consent = Consent {
        reference: keys.optional("reference", problems),
        date: keys.optional("date", problems),
        scope: keys.optional("scope", problems),
        contact: keys.optional("contact", problems),
        expires: keys.optional("expires", problems),
        withdrawn: keys.optional("withdrawn", problems).unwrap_or(false),
    };
    keys.finish("`[consent]`", problems);
    Some(Spanned { value: consent, span })
}
