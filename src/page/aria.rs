//! Roles, states and properties of WAI-ARIA.
//!
//! Sources: WAI-ARIA 1.2 (W3C Recommendation), with the roles and properties that 1.3 adds; DPUB-ARIA 1.1; Graphics-ARIA 1.0.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a role means for checks.
#[derive(Debug, Default)]
pub(super) struct Role {
    /// Its name may come from what it holds.
    pub names_by_content: bool,
    /// What it holds has no roles of its own.
    pub has_presentational_children: bool,
    /// `aria-label` and `aria-labelledby` have no place on it.
    pub forbids_name: bool,
    pub required: Vec<&'static str>,
    /// States and properties beside the global ones.
    pub supported: Vec<&'static str>,
    /// Roles of what it must hold.
    pub owned: Vec<&'static str>,
    /// Roles of what it must be in.
    pub context: Vec<&'static str>,
}

/// `role | flags | required | supported | owned | context`. Flags: `n` name from content, `p` presentational children,
/// `x` naming prohibited.
const ROLES: &str = "\
alert | | | | |
alertdialog | | | modal | |
application | | | activedescendant disabled errormessage expanded haspopup invalid | |
article | | | posinset setsize | |
banner | | | | |
blockquote | | | | |
button | np | | disabled expanded haspopup pressed | |
caption | nx | | | |
cell | n | | colindex colspan rowindex rowspan | | row
checkbox | np | checked | disabled errormessage expanded invalid readonly required | |
code | x | | | |
columnheader | n | | colindex colspan rowindex rowspan disabled errormessage expanded haspopup invalid readonly required selected sort | | row
combobox | | expanded | activedescendant autocomplete controls disabled errormessage haspopup invalid readonly required | |
comment | n | | level posinset setsize | |
complementary | | | | |
contentinfo | | | | |
definition | | | | |
deletion | x | | | |
dialog | | | modal | |
directory | | | | |
document | | | | |
emphasis | x | | | |
feed | | | | article |
figure | | | | |
form | | | | |
generic | x | | | |
grid | | | multiselectable readonly activedescendant colcount disabled rowcount | row rowgroup caption |
gridcell | n | | colindex colspan rowindex rowspan disabled errormessage expanded haspopup invalid readonly required selected | | row
group | | | activedescendant disabled | |
heading | n | level | | |
img | p | | | |
image | p | | | |
insertion | x | | | |
link | n | | disabled expanded haspopup | |
list | | | | listitem |
listbox | | | errormessage expanded invalid multiselectable readonly required activedescendant disabled orientation | option group |
listitem | | | level posinset setsize | | list directory
log | | | | |
main | | | | |
mark | x | | | |
marquee | | | | |
math | | | | |
menu | | | activedescendant disabled orientation | menuitem menuitemcheckbox menuitemradio group |
menubar | | | activedescendant disabled orientation | menuitem menuitemcheckbox menuitemradio group |
menuitem | n | | disabled expanded haspopup posinset setsize | | menu menubar group
menuitemcheckbox | np | checked | disabled errormessage expanded haspopup invalid posinset readonly required setsize | | menu menubar group
menuitemradio | np | checked | disabled errormessage expanded haspopup invalid posinset readonly required setsize | | menu menubar group
meter | p | valuenow | valuemax valuemin valuetext | |
navigation | | | | |
none | x | | | |
note | | | | |
option | np | | checked disabled posinset selected setsize | | listbox group
paragraph | x | | | |
presentation | x | | | |
progressbar | p | | valuemax valuemin valuenow valuetext | |
radio | np | checked | disabled posinset setsize | |
radiogroup | | | activedescendant disabled errormessage invalid orientation readonly required | radio |
region | | | | |
row | n | | activedescendant colindex disabled expanded level posinset rowindex selected setsize | cell columnheader gridcell rowheader | grid rowgroup table treegrid
rowgroup | n | | | row | grid table treegrid
rowheader | n | | colindex colspan rowindex rowspan disabled errormessage expanded haspopup invalid readonly required selected sort | | row
scrollbar | p | controls valuenow | disabled orientation valuemax valuemin valuetext | |
search | | | | |
searchbox | | | activedescendant autocomplete disabled errormessage haspopup invalid multiline placeholder readonly required | |
sectionfooter | | | | |
sectionheader | | | | |
separator | p | | disabled orientation valuemax valuemin valuenow valuetext | |
slider | p | valuenow | disabled errormessage haspopup invalid orientation readonly valuemax valuemin valuetext | |
spinbutton | | | activedescendant disabled errormessage invalid readonly required valuemax valuemin valuenow valuetext | |
status | | | | |
strong | x | | | |
subscript | x | | | |
suggestion | x | | | |
superscript | x | | | |
switch | np | checked | disabled errormessage expanded invalid readonly required | |
tab | np | | disabled expanded haspopup posinset selected setsize | | tablist
table | | | colcount rowcount | row rowgroup caption |
tablist | | | activedescendant disabled level multiselectable orientation | tab |
tabpanel | | | | |
term | | | | |
textbox | | | activedescendant autocomplete disabled errormessage haspopup invalid multiline placeholder readonly required | |
time | | | | |
timer | | | | |
toolbar | | | activedescendant disabled orientation | |
tooltip | n | | | |
tree | | | activedescendant disabled errormessage invalid multiselectable orientation required | treeitem group |
treegrid | | | activedescendant colcount disabled errormessage invalid multiselectable orientation readonly required rowcount | row rowgroup caption |
treeitem | n | | checked disabled expanded haspopup level posinset selected setsize | | tree group
graphics-document | | | | |
graphics-object | n | | activedescendant disabled | |
graphics-symbol | p | | | |
doc-abstract | | | | |
doc-acknowledgments | | | | |
doc-afterword | | | | |
doc-appendix | | | | |
doc-backlink | n | | disabled expanded haspopup | |
doc-biblioentry | | | level posinset setsize | |
doc-bibliography | | | | |
doc-biblioref | n | | disabled expanded haspopup | |
doc-chapter | | | | |
doc-colophon | | | | |
doc-conclusion | | | | |
doc-cover | p | | | |
doc-credit | | | | |
doc-credits | | | | |
doc-dedication | | | | |
doc-endnote | | | level posinset setsize | |
doc-endnotes | | | | |
doc-epigraph | | | | |
doc-epilogue | | | | |
doc-errata | | | | |
doc-example | | | | |
doc-footnote | | | | |
doc-foreword | | | | |
doc-glossary | | | | |
doc-glossref | n | | disabled expanded haspopup | |
doc-index | | | | |
doc-introduction | | | | |
doc-noteref | n | | disabled expanded haspopup | |
doc-notice | | | | |
doc-pagebreak | p | | disabled orientation valuemax valuemin valuenow valuetext | |
doc-pagefooter | | | | |
doc-pageheader | | | | |
doc-pagelist | | | | |
doc-part | | | | |
doc-preface | | | | |
doc-prologue | | | | |
doc-pullquote | | | | |
doc-qna | | | | |
doc-subtitle | n | | | |
doc-tip | | | | |
doc-toc | | | | |
";

static BY_NAME: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let read = |line: &'static str| {
        let mut fields = line.split('|').map(str::trim);
        let name = fields.next()?;
        let flags = fields.next()?;
        let mut list = || fields.next().map(|words| words.split_whitespace().collect::<Vec<_>>()).unwrap_or_default();
        let (required, supported, owned, context) = (list(), list(), list(), list());
        let role = Role {
            names_by_content: flags.contains('n'),
            has_presentational_children: flags.contains('p'),
            forbids_name: flags.contains('x'),
            required,
            supported,
            owned,
            context,
        };
        Some((name, role))
    };
    ROLES.lines().filter_map(read).collect()
});

/// A role that authors may use.
pub(super) fn role(name: &str) -> Option<&'static Role> {
    BY_NAME.get(name)
}

/// The name of a role as it stands in the table.
pub(super) fn known_role(name: &str) -> Option<&'static str> {
    BY_NAME.get_key_value(name).map(|(name, _)| *name)
}

/// States and properties that every role has; the last four are deprecated on most.
const GLOBAL: &[&str] = &[
    "atomic",
    "braillelabel",
    "brailleroledescription",
    "busy",
    "controls",
    "current",
    "describedby",
    "description",
    "details",
    "dropeffect",
    "flowto",
    "grabbed",
    "hidden",
    "keyshortcuts",
    "label",
    "labelledby",
    "live",
    "owns",
    "relevant",
    "roledescription",
    "disabled",
    "errormessage",
    "haspopup",
    "invalid",
];

/// Whether a state or property, without `aria-`, is a global one.
pub(super) fn is_global(attribute: &str) -> bool {
    GLOBAL.contains(&attribute)
}

/// What the value of a state or property may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    Reference,
    References,
    Integer,
    Number,
    OneOf(&'static str),
    SomeOf(&'static str),
}

/// The kind of a state or property, without `aria-`, or nothing if there is none of that name.
pub(super) fn kind(attribute: &str) -> Option<Kind> {
    Some(match attribute {
        "activedescendant" => Kind::Reference,
        "controls" | "describedby" | "details" | "flowto" | "labelledby" | "owns" | "errormessage" => Kind::References,
        "atomic" | "busy" | "disabled" | "modal" | "multiline" | "multiselectable" | "readonly" | "required" => Kind::OneOf("true false"),
        "expanded" | "grabbed" | "hidden" | "selected" => Kind::OneOf("true false undefined"),
        "checked" | "pressed" => Kind::OneOf("true false mixed undefined"),
        "autocomplete" => Kind::OneOf("inline list both none"),
        "current" => Kind::OneOf("page step location date time true false"),
        "dropeffect" => Kind::SomeOf("copy execute link move none popup"),
        "haspopup" => Kind::OneOf("false true menu listbox tree grid dialog"),
        "invalid" => Kind::OneOf("grammar false spelling true"),
        "live" => Kind::OneOf("assertive off polite"),
        "orientation" => Kind::OneOf("horizontal undefined vertical"),
        "relevant" => Kind::SomeOf("additions all removals text"),
        "sort" => Kind::OneOf("ascending descending none other"),
        "colcount" | "colindex" | "colspan" | "level" | "posinset" | "rowcount" | "rowindex" | "rowspan" | "setsize" => Kind::Integer,
        "valuemax" | "valuemin" | "valuenow" => Kind::Number,
        "braillelabel"
        | "brailleroledescription"
        | "colindextext"
        | "description"
        | "keyshortcuts"
        | "label"
        | "placeholder"
        | "roledescription"
        | "rowindextext"
        | "valuetext" => Kind::Text,
        _ => return None,
    })
}

impl Kind {
    /// Whether a value that is not empty is one of this kind.
    pub(super) fn allows(self, value: &str) -> bool {
        let value = value.trim();
        let is_among = |list: &str, word: &str| list.split(' ').any(|allowed| allowed.eq_ignore_ascii_case(word));
        match self {
            Self::Text => true,
            Self::Reference => !value.contains(char::is_whitespace),
            Self::References => !value.is_empty(),
            Self::Integer => value.parse::<i64>().is_ok(),
            Self::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
            Self::OneOf(list) => is_among(list, value),
            Self::SomeOf(list) => value.split_whitespace().all(|word| is_among(list, word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BY_NAME, Kind, kind, known_role};

    #[test]
    fn the_table_names_only_what_exists() {
        assert_eq!(BY_NAME.len(), 132);
        for (name, role) in BY_NAME.iter() {
            for attribute in role.required.iter().chain(&role.supported) {
                assert!(kind(attribute).is_some(), "{name}: {attribute}");
            }
            for other in role.owned.iter().chain(&role.context) {
                assert!(known_role(other).is_some(), "{name}: {other}");
            }
        }
    }

    #[test]
    fn values() {
        assert!(Kind::OneOf("true false").allows("TRUE"));
        assert!(!kind("required").is_some_and(|kind| kind.allows("undefined")));
        assert!(kind("relevant").is_some_and(|kind| kind.allows("additions text")));
        assert!(!Kind::Integer.allows("1.5"));
    }
}
