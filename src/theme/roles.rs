//! The colour roles of a theme, and what they imply: which colour is used on which, and the contrast that it needs.

/// What a colour is used for, which decides the contrast that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Need {
    /// Text of any size.
    Text,
    /// Text of at least 24 CSS pixels, or 18.66 in bold.
    LargeText,
    /// Borders of controls, focus rings, signs and the marks of charts.
    Interface,
}

impl Need {
    /// The least contrast ratio. Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
    pub(crate) fn ratio(self) -> f64 {
        match self {
            Self::Text => 4.5,
            Self::LargeText | Self::Interface => 3.0,
        }
    }

    /// The use, in the words of a message.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LargeText => "large text",
            Self::Interface => "a part of the interface",
        }
    }
}

/// A colour that `base` sets and its style sheet uses: `[tokens.color.light] NAME`, in CSS `--color-NAME`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    pub name: &'static str,
    pub meaning: &'static str,
    /// The grounds that it is used on, with the need on each. A ground itself, and a decoration, has none.
    pub on: &'static [(Need, &'static [&'static str])],
}

/// The grounds of a page's text.
const PAGE: &[&str] = &["surface", "surface-raised", "surface-sunken"];
/// The same with the soft ground of heroes, tags and marks.
const SOFT: &[&str] = &["surface", "surface-raised", "surface-sunken", "accent-soft"];

const fn ground(name: &'static str, meaning: &'static str) -> Role {
    Role { name, meaning, on: &[] }
}

const fn text(name: &'static str, meaning: &'static str) -> Role {
    Role { name, meaning, on: &[(Need::Text, SOFT)] }
}

const fn signal(name: &'static str, meaning: &'static str) -> Role {
    Role { name, meaning, on: &[(Need::Text, PAGE)] }
}

const fn interface(name: &'static str, meaning: &'static str) -> Role {
    Role { name, meaning, on: &[(Need::Interface, SOFT)] }
}

const fn series(name: &'static str) -> Role {
    Role { name, meaning: "a series of a chart", on: &[(Need::Interface, PAGE)] }
}

/// Every role, in the order of `themes/base/theme.toml`.
pub(crate) const ROLES: &[Role] = &[
    ground("surface", "the page; the only ground that must be opaque"),
    ground("surface-raised", "cards and callouts"),
    ground("surface-sunken", "heads of pages, the foot, code"),
    text("text", "text"),
    text("text-muted", "dates, captions, remarks"),
    text("link", "links, titles that open, numbers of lists"),
    text("link-hover", "links under the pointer"),
    interface("accent", "buttons, marks of lists, the line of the current page"),
    interface("accent-hover", "buttons under the pointer"),
    Role { name: "on-accent", meaning: "text on buttons", on: &[(Need::Text, &["accent", "accent-hover"])] },
    ground("accent-soft", "heroes, tags, marked text"),
    ground("border", "lines that only divide"),
    interface("border-strong", "borders of controls"),
    interface("focus", "the ring around what has the keyboard"),
    signal("info", "titles and edges of remarks"),
    signal("tip", "titles and edges of tips"),
    signal("warning", "titles and edges of warnings and notices"),
    signal("caution", "titles and edges of cautions"),
    signal("evidence", "titles and edges of what studies say"),
    ground("care-non-urgent", "head of a care card: when it can wait"),
    ground("care-urgent", "head of a care card: soon"),
    ground("care-emergency", "head of a care card: now"),
    Role { name: "on-care", meaning: "text on their heads", on: &[(Need::Text, &["care-non-urgent", "care-urgent", "care-emergency"])] },
    ground("care-emergency-body", "the text of an emergency card lies on it"),
    Role { name: "on-care-emergency-body", meaning: "that text, links too", on: &[(Need::Text, &["care-emergency-body"])] },
    series("chart-1"),
    series("chart-2"),
    series("chart-3"),
    series("chart-4"),
    series("chart-5"),
    series("chart-6"),
    ground("chart-grid", "lines behind a chart, which say nothing alone"),
];

/// The role of a name, if it is one of `base`.
pub(crate) fn role(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name == name)
}
