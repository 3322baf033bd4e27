//! Styles that elements have in common. Elements whose rules, `style` attributes and surroundings are alike have one style, on
//! whichever page they stand, and what it comes to is found out once.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use xxhash_rust::xxh3::xxh3_128;

use super::cascade::{Applied, Cascade, IMPORTANT_INLINE, Priority};
use super::length;
use super::media::Environment;
use super::paint::{Contrast, Ground};
use super::sheet::{Declaration, Property, declarations, shorthand};

/// The styles of the elements of all pages that use the same sheets.
#[derive(Debug)]
pub(super) struct Table {
    pub cascade: Cascade,
    /// A number for each signature of an element and of what it is in, by its hash; and what is known of them by number.
    numbers: HashMap<u128, u32, FixedState>,
    matched: Vec<Matched>,
    /// Shapes by a hash of what they are made of.
    known: HashMap<u64, Vec<u32>, FixedState>,
    shapes: Vec<Shape>,
    /// What the styles come to in each environment, in the order of `Environment::ALL`.
    views: [View; Environment::ALL.len()],
}

/// What elements of one signature have in common.
#[derive(Debug)]
pub(super) struct Matched {
    /// The near rules that match them.
    pub near: Box<[u32]>,
    /// The other rules that may match one of them, which depends on what stands before it or in it.
    pub far_candidates: Box<[u32]>,
}

/// What a style is made of, wherever the page is shown.
#[derive(Debug)]
struct Shape {
    parent: Option<u32>,
    matching: Box<[u32]>,
    attribute: Box<str>,
    /// What the `style` attribute declares.
    inline: Box<[Declaration]>,
}

/// The styles in one environment.
#[derive(Debug, Default)]
struct View {
    /// Which rules apply; empty until somebody asks.
    apply: OnceCell<Vec<bool>>,
    /// One for each shape, made when it is asked for.
    entries: Vec<OnceCell<Box<Entry>>>,
}

#[derive(Debug)]
struct Entry {
    /// What applies to the element, and to the pseudo-elements that have any, the strongest last.
    own: Box<[Applied]>,
    pseudo: Box<[(Box<str>, Vec<Applied>)]>,
    /// The known properties that something sets, a bit for each.
    set: u64,
    font_size: OnceCell<Option<f64>>,
    kept: Kept,
}

/// What others have found out about a style.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub look: OnceCell<Look>,
    pub ground: OnceCell<Option<Arc<Ground>>>,
    pub contrast: OnceCell<Option<Contrast>>,
    pub is_large: OnceCell<Option<bool>>,
    /// The texts of `::before` and `::after`.
    pub generated: OnceCell<[String; 2]>,
}

/// What a style makes of an element by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub is_left_out: bool,
    pub is_block: bool,
    pub is_invisible: bool,
    pub is_out_of_sight: bool,
    /// Whether what does not fit into it is cut off, or scrolls, along either axis.
    pub clips: bool,
    pub scrolls: bool,
}

/// A style in an environment, with the table that it stands in.
#[derive(Clone, Copy)]
pub(super) struct Style<'s> {
    table: &'s Table,
    environment: Environment,
    at: u32,
}

impl Table {
    pub(super) fn new(cascade: Cascade) -> Self {
        Self {
            cascade,
            numbers: HashMap::default(),
            matched: Vec::new(),
            known: HashMap::default(),
            shapes: Vec::new(),
            views: Default::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.shapes.len().max(self.matched.len())
    }

    /// A number for all elements of a signature. An unknown one is matched.
    pub(super) fn number(&mut self, signature: &[u8], matched: impl FnOnce(&Cascade) -> Matched) -> u32 {
        let Self { numbers, matched: known, cascade, .. } = self;
        *numbers.entry(xxh3_128(signature)).or_insert_with(|| {
            known.push(matched(cascade));
            known.len() as u32 - 1
        })
    }

    /// What the elements of a number have in common.
    pub(super) fn matched(&self, number: u32) -> &Matched {
        &self.matched[number as usize]
    }

    /// The style of an element in one of style `parent`, by the number of the near rules that match it, all that do if there are
    /// others, and its `style` attribute.
    pub(super) fn style(&mut self, parent: Option<u32>, number: u32, matching: &[u32], attribute: &str) -> u32 {
        let matching = if matching.is_empty() { &*self.matched[number as usize].near } else { matching };
        let hash = FixedState::default().hash_one((parent, matching, attribute));
        let places = self.known.entry(hash).or_default();
        let is_it = |shape: &Shape| shape.parent == parent && *shape.matching == *matching && &*shape.attribute == attribute;
        if let Some(at) = places.iter().find(|at| is_it(&self.shapes[**at as usize])) {
            return *at;
        }
        let at = self.shapes.len() as u32;
        places.push(at);
        let inline = declarations(attribute).into();
        self.shapes.push(Shape { parent, matching: matching.into(), attribute: attribute.into(), inline });
        self.views.iter_mut().for_each(|view| view.entries.push(OnceCell::new()));
        at
    }

    /// A style by its place; `None` for a place that it has no style at.
    pub(super) fn get(&self, at: u32, environment: Environment) -> Option<Style<'_>> {
        ((at as usize) < self.shapes.len()).then_some(Style { table: self, environment, at })
    }
}

impl<'s> Style<'s> {
    fn shape(self) -> &'s Shape {
        &self.table.shapes[self.at as usize]
    }

    fn view(self) -> &'s View {
        &self.table.views[self.environment as usize]
    }

    fn entry(self) -> &'s Entry {
        self.view().entries[self.at as usize].get_or_init(|| {
            let Shape { matching, inline, .. } = self.shape();
            let (own, pseudo) = self.cascade().applied(matching, self.apply(), inline);
            let bit = |applied: &Applied| self.cascade().declaration(applied.place, inline).property.bit();
            let set = own.iter().fold(0, |set, applied| set | bit(applied));
            Box::new(Entry { own: own.into(), pseudo: pseudo.into(), set, font_size: OnceCell::new(), kept: Kept::default() })
        })
    }

    /// Which rules apply in its environment.
    fn apply(self) -> &'s [bool] {
        self.view().apply.get_or_init(|| self.cascade().apply_where(|queries| self.environment.answers(queries)))
    }

    pub(super) fn kept(self) -> &'s Kept {
        &self.entry().kept
    }

    pub(super) fn cascade(self) -> &'s Cascade {
        &self.table.cascade
    }

    /// The style of the element around it.
    pub(super) fn parent(self) -> Option<Self> {
        Some(Self { at: self.shape().parent?, ..self })
    }

    /// Itself and the styles around it, the innermost first.
    fn lineage(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |style| style.parent())
    }

    /// The rules that match, whether or not they apply in its environment.
    pub(super) fn matching(self) -> &'s [u32] {
        &self.shape().matching
    }

    /// What applies to the element by some rules, as properties with values.
    pub(super) fn by(self, matching: &[u32]) -> Vec<(&'s str, &'s str)> {
        let inline = &self.shape().inline;
        let applied = self.cascade().applied(matching, self.apply(), inline).0;
        let declarations = applied.into_iter().map(|applied| self.cascade().declaration(applied.place, inline));
        declarations.map(|declaration| (declaration.property.name(), &*declaration.value)).collect()
    }

    /// The strongest declaration of a property, or of its shorthand.
    fn strongest(self, applied: &[Applied], property: &Property) -> Option<(&'s Declaration, Priority)> {
        let shorthand = shorthand(property.name()).and_then(Property::named);
        applied.iter().rev().find_map(|applied| {
            let declaration = self.cascade().declaration(applied.place, &self.shape().inline);
            let is_it = declaration.property == *property || Some(&declaration.property) == shorthand.as_ref();
            is_it.then_some((declaration, applied.priority))
        })
    }

    /// The declared value of a property, variables replaced. A shorthand gives its whole value.
    fn declared(self, property: &str) -> Option<Cow<'s, str>> {
        let property = Property::named(property)?;
        if self.entry().set & property.bits() == 0 {
            return None;
        }
        let (declaration, _) = self.strongest(&self.entry().own, &property)?;
        self.resolved(&declaration.value, 0)
    }

    /// Whether anything sets a property of the element itself, whatever the value.
    pub(super) fn sets(self, property: &str) -> bool {
        Property::named(property).is_some_and(|property| self.entry().set & property.bits() != 0)
    }

    /// Whether the declaration that counts is important and stands in the `style` attribute.
    pub(super) fn is_important_inline(self, property: &str) -> bool {
        let strongest = Property::named(property).and_then(|property| self.strongest(&self.entry().own, &property));
        strongest.is_some_and(|(_, priority)| priority.0 == IMPORTANT_INLINE)
    }

    /// The value of a property, inherited where it is; `None` where nothing is declared or it cannot be told.
    pub(super) fn value(self, property: &str) -> Option<Cow<'s, str>> {
        self.origin(property).map(|(_, value)| value)
    }

    /// The value of a property, and how many elements further out it is declared.
    pub(super) fn origin(self, property: &str) -> Option<(usize, Cow<'s, str>)> {
        for (n_out, style) in self.lineage().enumerate() {
            let declared = style.declared(property);
            let is = |keyword: &str| declared.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(keyword));
            let inherits = match &declared {
                None => is_inherited(property),
                Some(_) if is("unset") || is("revert") || is("revert-layer") => is_inherited(property),
                Some(_) if is("inherit") => true,
                Some(_) if is("initial") => return None,
                Some(_) => return Some((n_out, declared?)),
            };
            if !inherits {
                return None;
            }
        }
        None
    }

    /// The value of a property of a pseudo-element.
    pub(super) fn pseudo_value(self, pseudo: &str, property: &str) -> Option<Cow<'s, str>> {
        let (_, applied) = self.entry().pseudo.iter().find(|(name, _)| **name == *pseudo)?;
        let (declaration, _) = self.strongest(applied, &Property::named(property)?)?;
        self.resolved(&declaration.value, 0)
    }

    /// A value with each `var(…)` replaced.
    fn resolved(self, value: &'s str, depth: usize) -> Option<Cow<'s, str>> {
        if !value.contains("var(") {
            return Some(Cow::Borrowed(value));
        }
        self.without_variables(value, depth).map(Cow::Owned)
    }

    fn without_variables(self, value: &str, depth: usize) -> Option<String> {
        let Some(start) = value.find("var(").filter(|_| depth < 16 && value.len() < 10_000) else {
            return if value.contains("var(") { None } else { Some(value.to_owned()) };
        };
        let inside = start + "var(".len();
        let mut open = 1;
        let end = value[inside..].char_indices().find_map(|(at, letter)| {
            open += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            (open == 0).then_some(inside + at)
        })?;
        let (name, fallback) = match value[inside..end].split_once(',') {
            Some((name, fallback)) => (name.trim(), Some(fallback)),
            None => (value[inside..end].trim(), None),
        };
        let set = self.lineage().find_map(|from| {
            let declarations = from.entry().own.iter().rev();
            let declarations = declarations.map(|applied| from.cascade().declaration(applied.place, &from.shape().inline));
            let is_it = |property: &Property| matches!(property, Property::Custom(known) if **known == *name);
            let found = declarations.into_iter().find(|declaration| is_it(&declaration.property))?;
            from.without_variables(&found.value, depth + 1)
        });
        let replacement = set.or_else(|| fallback.and_then(|fallback| self.without_variables(fallback, depth + 1)))?;
        let whole = format!("{}{replacement}{}", &value[..start], &value[end + 1..]);
        self.without_variables(&whole, depth + 1)
    }

    /// The size of letters in pixels.
    pub(super) fn font_size(self) -> Option<f64> {
        *self.entry().font_size.get_or_init(|| {
            let inherited = self.parent().map_or(Some(16.0), Self::font_size);
            match self.declared("font-size") {
                None => inherited,
                Some(value) => inherited.and_then(|inherited| self.font_size_of(&value, inherited)),
            }
        })
    }

    fn font_size_of(self, value: &str, inherited: f64) -> Option<f64> {
        let root = self.lineage().skip(1).last().map_or(Some(16.0), Self::font_size).unwrap_or(16.0);
        let scale = length::Scale { font: inherited, root_font: root, viewport: self.environment.viewport(), whole: Some(inherited) };
        // In `font` the size is the first length, and may carry the height of lines behind a slash.
        let words = std::iter::once(value).chain(value.split_whitespace().map(|word| word.split('/').next().unwrap_or(word)));
        for word in words {
            let keyword = match &*word.to_ascii_lowercase() {
                "xx-small" => Some(9.0),
                "x-small" => Some(10.0),
                "small" => Some(13.0),
                "medium" | "initial" => Some(16.0),
                "large" => Some(18.0),
                "x-large" => Some(24.0),
                "xx-large" => Some(32.0),
                "smaller" => Some(inherited / 1.2),
                "larger" => Some(inherited * 1.2),
                "inherit" | "unset" => Some(inherited),
                _ => None,
            };
            let size = keyword.or_else(|| length::read(word, &scale).filter(|(_, is_number)| !is_number).map(|(size, _)| size));
            if size.is_some() {
                return size;
            }
        }
        None
    }

    /// A length in pixels; the second of the pair says whether it is a bare number.
    pub(super) fn length(self, value: &str, whole: Option<f64>) -> Option<(f64, bool)> {
        let root_font = self.lineage().last().and_then(Self::font_size).unwrap_or(16.0);
        let scale = length::Scale { font: self.font_size()?, root_font, viewport: self.environment.viewport(), whole };
        length::read(value, &scale)
    }
}

fn is_inherited(property: &str) -> bool {
    matches!(
        property,
        "color"
            | "visibility"
            | "font-family"
            | "font-size"
            | "font-style"
            | "font-weight"
            | "line-height"
            | "letter-spacing"
            | "word-spacing"
            | "white-space"
            | "text-shadow"
            | "text-indent"
            | "text-transform"
    )
}
