//! What the rest of a page can change about one citation or entry, found in the style's tree: where
//! it is little, what was written for one page serves the next.

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{IndependentStyle, Sort, SortKey, SubsequentAuthorSubstituteRule};

/// How far a style's marks and entries stand alone.
#[derive(Debug)]
pub(in super::super) struct Reuse {
    /// Whether a mark tells the first citation of an entry from later ones.
    pub sees_position: bool,
    /// Which names an entry leaves out when the one before it has the same.
    pub repeated: Repeated,
    /// None where the list stands in the order of citation.
    pub sorting: Option<Box<Sorting>>,
}

/// How a style sorts its list.
#[derive(Debug)]
pub(in super::super) struct Sorting {
    /// The style without anything but the order of its list.
    pub bare: IndependentStyle,
    /// The numbers that it sorts by.
    numbers: Vec<String>,
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
            sorting: list.and_then(|list| list.sort.as_ref()).map(|sort| Box::new(Sorting { bare: bare(csl), numbers: numbers(sort) })),
        })
    }
}

impl Sorting {
    /// Whether a reference has its place in an order of all references. The processor compares numbers as numbers
    /// with one another and as texts with anything else: 9 before 10, 10 before `5 in all`, and that before 9.
    pub(in super::super) fn has_place(&self, item: &Item) -> bool {
        let is_number = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = |value: &Value| value.to_str().is_some_and(|text| is_number(&text));
        self.numbers.iter().all(|variable| item.0.get(variable).is_none_or(is_plain))
    }
}

fn numbers(sort: &Sort) -> Vec<String> {
    let number = |key: &SortKey| match key {
        SortKey::Variable { variable: variable @ (Variable::Number(_) | Variable::Page(_)), .. } => Some(variable.to_string()),
        _ => None,
    };
    sort.keys.iter().filter_map(number).collect()
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
