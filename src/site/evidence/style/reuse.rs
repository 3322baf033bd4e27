//! What the rest of a page can change about one citation or entry, found in the style's tree: where
//! it is little, what was written for one page serves the next.

use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{IndependentStyle, Sort, SortKey, SubsequentAuthorSubstituteRule};

/// How far a style's marks and entries stand alone.
#[derive(Debug)]
pub(in super::super) struct Reuse {
    /// Whether a mark tells the first citation of an entry from later ones.
    pub sees_position: bool,
    /// Which names an entry leaves out when the one before it has the same.
    pub repeated: Repeated,
    /// The style without anything but the order of its list; none where that is the order of citation.
    pub order: Option<Box<IndependentStyle>>,
}

/// `subsequent-author-substitute`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Repeated {
    /// All names are written.
    Written,
    /// They are replaced where all of them are the same.
    All,
    /// They are replaced as soon as the first of them is the same.
    First,
}

impl Reuse {
    /// None where every mark or entry can depend on every other.
    pub(super) fn of(csl: &IndependentStyle) -> Option<Self> {
        // The tree is searched as it prints itself: a walk of our own could forget a branch. A word that stands
        // there for something else costs speed alone.
        let tree = format!("{:?} {:?} {:?} {:?}", csl.settings, csl.macros, csl.citation, csl.bibliography);
        let has = |word: &str| tree.contains(word);
        if has("CitationNumber") || has("CitationLabel") {
            return None;
        }
        let list = csl.bibliography.as_ref();
        let sort = list.and_then(|list| list.sort.as_ref());
        if !sort.is_none_or(is_total) {
            return None;
        }
        let repeated = match list.filter(|list| list.subsequent_author_substitute.is_some()) {
            None => Repeated::Written,
            Some(list) => match list.subsequent_author_substitute_rule {
                SubsequentAuthorSubstituteRule::CompleteAll | SubsequentAuthorSubstituteRule::CompleteEach => Repeated::All,
                SubsequentAuthorSubstituteRule::PartialEach | SubsequentAuthorSubstituteRule::PartialFirst => Repeated::First,
            },
        };
        Some(Self {
            sees_position: has("position: Some") || has("et_al_subsequent_min: Some") || has("et_al_subsequent_use_first: Some"),
            repeated,
            order: sort.is_some().then(|| Box::new(bare(csl))),
        })
    }
}

/// Whether the keys of a list put any references in one order, whatever others there are. The processor compares
/// numbers as numbers with one another and as texts with anything else, which gives circles.
fn is_total(sort: &Sort) -> bool {
    sort.keys.iter().all(|key| match key {
        SortKey::MacroName { .. } => true,
        SortKey::Variable { variable, .. } => matches!(variable, Variable::Standard(_) | Variable::Date(_) | Variable::Name(_)),
    })
}

/// A style that writes nothing, but puts its list in the same order.
fn bare(csl: &IndependentStyle) -> IndependentStyle {
    let mut bare = csl.clone();
    bare.citation.sort = None;
    bare.citation.layout.elements.clear();
    if let Some(list) = &mut bare.bibliography {
        list.layout.elements.clear();
    }
    bare
}
