//! The cascade: which declaration counts for a property of an element, and what it comes to.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use selectors::context::SelectorCaches;

use super::media::Environment;
use super::node::Node;
use super::sheet::{Declaration, Property, Sheet, declarations, shorthand};
use super::{Page, length, selector};

/// What browsers bring along, as far as checks depend on it.
/// Source: HTML Living Standard, 15.3 "Non-replaced elements".
const DEFAULTS: &str = "
    [hidden], base, basefont, datalist, head, link, meta, noembed, noframes, param, rp, script, style, template, title,
    noscript, dialog:not([open]), input[type=hidden i], details:not([open]) > :not(summary) { display: none }
    html, body, address, blockquote, center, dialog, div, figure, figcaption, footer, form, header, hr, legend, listing, main,
    p, plaintext, pre, xmp, search, article, aside, h1, h2, h3, h4, h5, h6, hgroup, nav, section, dir, dd, dl, dt, menu, ol,
    ul, fieldset, details, summary, optgroup, option { display: block }
    li { display: list-item }
    table { display: table } caption { display: table-caption } tr { display: table-row } td, th { display: table-cell }
    thead, tbody, tfoot { display: table-row-group } col { display: table-column }
    input, select, button, textarea, meter, progress { display: inline-block }
    ruby { display: ruby }
    h1 { font-size: 2em; font-weight: bold } h2 { font-size: 1.5em; font-weight: bold }
    h3 { font-size: 1.17em; font-weight: bold } h4, th, b, strong { font-weight: bold }
    h5 { font-size: 0.83em; font-weight: bold } h6 { font-size: 0.67em; font-weight: bold }
    small, sub, sup { font-size: 0.83em }
    input, select, button, textarea { font-size: 13.3333px; color: black; letter-spacing: normal; word-spacing: normal }
    button, input[type=button i], input[type=submit i], input[type=reset i] { background-color: #efefef }
    input, textarea, select { background-color: white }
    mark { background-color: yellow; color: black }
    a[href] { color: #0000ee; text-decoration: underline }
    nobr { white-space: nowrap } pre, textarea { white-space: pre }
";

/// The styles of a page in one environment.
#[derive(Debug)]
pub(crate) struct Styles {
    environment: Environment,
    /// Those that apply to each node, the one that counts last.
    declared: Vec<Vec<Applied>>,
    /// The known properties that something sets on each node, a bit for each.
    set: Vec<u64>,
    /// The same for the pseudo-elements that have any.
    pseudo: HashMap<(usize, Box<str>), Vec<Applied>>,
    /// That of browsers first.
    sheets: Vec<Arc<Sheet>>,
    /// The names of the layers of all sheets, the weakest first.
    layers: Vec<String>,
    /// What `style` attributes declare.
    inline: Vec<Declaration>,
    /// Whether a style sheet could not be read.
    pub(crate) is_incomplete: bool,
    font_sizes: RefCell<HashMap<usize, Option<f64>>>,
}

/// A declaration that applies to an element.
#[derive(Clone, Copy, Debug)]
struct Applied {
    priority: Priority,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    /// The sheet, the rule in it and the declaration in that.
    Sheet(u32, u32, u32),
    /// The place in what `style` attributes declare.
    Inline(u32),
}

/// What applies to the pseudo-elements of an element, by their names.
type PseudoStyles = BTreeMap<Box<str>, Vec<Applied>>;

/// Importance and origin, layer, specificity, order.
type Priority = (u8, usize, u32, usize);

impl Default for Styles {
    fn default() -> Self {
        Self {
            environment: Environment::DESKTOP,
            declared: Vec::new(),
            set: Vec::new(),
            pseudo: HashMap::new(),
            sheets: Vec::new(),
            layers: Vec::new(),
            inline: Vec::new(),
            is_incomplete: false,
            font_sizes: RefCell::default(),
        }
    }
}

impl Styles {
    pub(super) fn of(page: &Page<'_>, environment: &Environment, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>) -> Self {
        static OWN: LazyLock<Arc<Sheet>> = LazyLock::new(|| Arc::new(Sheet::read(DEFAULTS, &Environment::DESKTOP)));
        let mut styles = Self { environment: environment.clone(), sheets: vec![OWN.clone()], ..Self::default() };
        styles.gather(page, linked);
        for layer in styles.sheets.iter().flat_map(|sheet| &sheet.layers) {
            if layer.is_empty() || !styles.layers.contains(layer) {
                styles.layers.push(layer.clone());
            }
        }
        styles.declared = vec![Vec::new(); page.document.n_nodes()];
        styles.set = vec![0; page.document.n_nodes()];
        let mut caches = SelectorCaches::default();
        for node in page.nodes() {
            let first = styles.inline.len();
            styles.inline.extend(declarations(node.value("style").unwrap_or_default()));
            let (own, pseudo) = styles.applied(node, first..styles.inline.len(), false, &mut caches);
            let set = |set: u64, applied: &Applied| set | styles.declaration(*applied).property.bit();
            let set = own.iter().fold(0, set);
            styles.set[node.index()] = set;
            styles.declared[node.index()] = own;
            styles.pseudo.extend(pseudo.into_iter().map(|(pseudo, applied)| ((node.index(), pseudo), applied)));
        }
        styles
    }

    /// The style sheets of a page in their order.
    fn gather(&mut self, page: &Page<'_>, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>) {
        let mut wanted: Vec<Option<Arc<Sheet>>> = Vec::new();
        for node in page.nodes() {
            let media = node.value("media").unwrap_or_default();
            let is_sheet =
                || node.value("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("stylesheet")));
            match node.name() {
                "style" if self.environment.answers(media) => {
                    wanted.push(Some(Arc::new(Sheet::read(node.element().source(), &self.environment))));
                }
                "link" if is_sheet() && self.environment.answers(media) => wanted.push(node.value("href").and_then(linked)),
                _ => {}
            }
        }
        for sheet in wanted {
            match sheet {
                Some(sheet) => self.add(sheet, linked, 0),
                None => self.is_incomplete = true,
            }
        }
    }

    fn add(&mut self, sheet: Arc<Sheet>, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>, depth: usize) {
        for import in &sheet.imports {
            match linked(import).filter(|_| depth < 8) {
                Some(imported) => self.add(imported, linked, depth + 1),
                None => self.is_incomplete = true,
            }
        }
        self.sheets.push(sheet);
    }

    /// What applies to an element, and to its pseudo-elements, sorted. `inline` are the places of what its attribute declares.
    fn applied(&self, node: Node<'_>, inline: Range<usize>, focused: bool, caches: &mut SelectorCaches) -> (Vec<Applied>, PseudoStyles) {
        let (mut own, mut pseudo) = (Vec::new(), PseudoStyles::new());
        let id = node.value("id").map(|id| format!("#{id}"));
        let classes = node.value("class").unwrap_or_default().split_ascii_whitespace().map(|class| format!(".{class}"));
        let keys: Vec<String> = id.into_iter().chain(classes).collect();
        for (n, sheet) in self.sheets.iter().enumerate() {
            let keys = ["", node.name()].into_iter().chain(keys.iter().map(String::as_str));
            for at in keys.filter_map(|key| sheet.by_key.get(key)).flatten() {
                let rule = &sheet.rules[*at];
                if !selector::matches(&rule.selector, node, focused, caches) {
                    continue;
                }
                let layer = rule.layer.and_then(|layer| self.layers.iter().position(|known| *known == sheet.layers[layer]));
                let applied = match &rule.pseudo {
                    None => &mut own,
                    Some(name) => pseudo.entry(name.clone()).or_default(),
                };
                for (m, declaration) in rule.declarations.iter().enumerate() {
                    let strength = match (n == 0, declaration.is_important) {
                        (true, false) => 0,
                        (false, false) => 1,
                        (false, true) => 3,
                        (true, true) => 5,
                    };
                    // Without a layer a rule is the strongest, and the weakest where it is important.
                    let layer = layer.unwrap_or(usize::MAX);
                    let layer = if declaration.is_important { usize::MAX - layer } else { layer };
                    let priority = (strength, layer, rule.selector.specificity(), (n << 24) + *at);
                    applied.push(Applied { priority, place: Place::Sheet(n as u32, *at as u32, m as u32) });
                }
            }
        }
        for at in inline {
            let strength = if self.inline[at].is_important { 4 } else { 2 };
            own.push(Applied { priority: (strength, 0, 0, 0), place: Place::Inline(at as u32) });
        }
        own.sort_by_key(|applied| applied.priority);
        pseudo.values_mut().for_each(|applied| applied.sort_by_key(|applied| applied.priority));
        (own, pseudo)
    }

    fn declaration(&self, applied: Applied) -> &Declaration {
        match applied.place {
            Place::Sheet(sheet, rule, at) => &self.sheets[sheet as usize].rules[rule as usize].declarations[at as usize],
            Place::Inline(at) => &self.inline[at as usize],
        }
    }

    /// What would apply to an element if it had the focus, as properties with values.
    pub(super) fn when_focused(&self, node: Node<'_>) -> Vec<(&str, &str)> {
        let own = self.declared.get(node.index()).map(Vec::as_slice).unwrap_or_default();
        let inline: Vec<usize> =
            own.iter().filter_map(|applied| if let Place::Inline(at) = applied.place { Some(at as usize) } else { None }).collect();
        let inline = inline.first().map_or(0..0, |first| *first..first + inline.len());
        self.listed(&self.applied(node, inline, true, &mut SelectorCaches::default()).0)
    }

    /// What applies to an element without the focus.
    pub(super) fn plain(&self, node: Node<'_>) -> Vec<(&str, &str)> {
        self.listed(self.declared.get(node.index()).map(Vec::as_slice).unwrap_or_default())
    }

    fn listed(&self, applied: &[Applied]) -> Vec<(&str, &str)> {
        let declarations = applied.iter().map(|applied| self.declaration(*applied));
        declarations.map(|declaration| (declaration.property.name(), &*declaration.value)).collect()
    }

    /// Whether a style sheet asks how the device is held.
    pub(super) fn asks_orientation(&self) -> bool {
        self.sheets.iter().any(|sheet| sheet.asks_orientation)
    }

    /// Whether a style sheet asks how wide the window is.
    pub(super) fn asks_width(&self) -> bool {
        self.sheets.iter().skip(1).any(|sheet| sheet.asks_width)
    }

    pub(super) fn viewport(&self) -> (f64, f64) {
        (self.environment.width, self.environment.height)
    }

    /// The strongest declaration of a property, or of its shorthand.
    fn strongest(&self, applied: &[Applied], property: &Property) -> Option<(&Declaration, Priority)> {
        let shorthand = shorthand(property.name()).and_then(Property::named);
        applied.iter().rev().find_map(|applied| {
            let declaration = self.declaration(*applied);
            let is_it = declaration.property == *property || Some(&declaration.property) == shorthand.as_ref();
            is_it.then_some((declaration, applied.priority))
        })
    }

    /// The declared value of a property of an element, variables replaced. A shorthand gives its whole value.
    fn declared(&self, node: Node<'_>, property: &str) -> Option<Cow<'_, str>> {
        let property = Property::named(property)?;
        if self.set.get(node.index())? & property.bits() == 0 {
            return None;
        }
        let (declaration, _) = self.strongest(self.declared.get(node.index())?, &property)?;
        self.resolved(node, &declaration.value, 0)
    }

    /// Whether the declaration that counts is important and stands in the `style` attribute.
    pub(super) fn is_important_inline(&self, node: Node<'_>, property: &str) -> bool {
        let applied = self.declared.get(node.index()).map(Vec::as_slice).unwrap_or_default();
        Property::named(property).and_then(|property| self.strongest(applied, &property)).is_some_and(|(_, priority)| priority.0 == 4)
    }

    /// The value of a property, inherited where it is; `None` where nothing is declared or it cannot be told.
    pub(super) fn value(&self, node: Node<'_>, property: &str) -> Option<Cow<'_, str>> {
        self.origin(node, property).map(|(_, value)| value)
    }

    /// The value of a property with the element that declares it.
    pub(super) fn origin<'p>(&self, node: Node<'p>, property: &str) -> Option<(Node<'p>, Cow<'_, str>)> {
        let mut from = node;
        loop {
            let declared = self.declared(from, property);
            let is = |keyword: &str| declared.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(keyword));
            let inherits = match &declared {
                None => is_inherited(property),
                Some(_) if is("unset") || is("revert") || is("revert-layer") => is_inherited(property),
                Some(_) if is("inherit") => true,
                Some(_) if is("initial") => return None,
                Some(_) => return Some((from, declared?)),
            };
            if !inherits {
                return None;
            }
            from = from.parent()?;
        }
    }

    /// The value of a property of a pseudo-element.
    pub(super) fn pseudo_value(&self, node: Node<'_>, pseudo: &str, property: &str) -> Option<Cow<'_, str>> {
        if self.pseudo.is_empty() {
            return None;
        }
        let (declaration, _) = self.strongest(self.pseudo.get(&(node.index(), pseudo.into()))?, &Property::named(property)?)?;
        self.resolved(node, &declaration.value, 0)
    }

    /// A value with each `var(…)` replaced.
    fn resolved<'v>(&self, node: Node<'_>, value: &'v str, depth: usize) -> Option<Cow<'v, str>> {
        let Some(start) = value.find("var(").filter(|_| depth < 16 && value.len() < 10_000) else {
            return if value.contains("var(") { None } else { Some(Cow::Borrowed(value)) };
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
        let set = node.lineage().find_map(|from| {
            let applied = self.declared.get(from.index())?;
            let declarations = applied.iter().rev().map(|applied| self.declaration(*applied));
            let found = declarations
                .into_iter()
                .find(|declaration| matches!(&declaration.property, Property::Custom(known) if **known == *name))?;
            self.resolved(from, &found.value, depth + 1)
        });
        let replacement = set.or_else(|| fallback.and_then(|fallback| self.resolved(node, fallback, depth + 1)))?;
        let whole = format!("{}{replacement}{}", &value[..start], &value[end + 1..]);
        self.resolved(node, &whole, depth + 1).map(|value| Cow::Owned(value.into_owned()))
    }

    /// The size of an element's letters in pixels.
    pub(super) fn font_size(&self, node: Node<'_>) -> Option<f64> {
        if let Some(known) = self.font_sizes.borrow().get(&node.index()) {
            return *known;
        }
        let inherited = node.parent().map_or(Some(16.0), |parent| self.font_size(parent));
        let size = match self.declared(node, "font-size") {
            None => inherited,
            Some(value) => inherited.and_then(|inherited| self.font_size_of(node, &value, inherited)),
        };
        self.font_sizes.borrow_mut().insert(node.index(), size);
        size
    }

    fn font_size_of(&self, node: Node<'_>, value: &str, inherited: f64) -> Option<f64> {
        let root = node.ancestors().last().map_or(Some(16.0), |root| self.font_size(root)).unwrap_or(16.0);
        let scale = length::Scale { font: inherited, root_font: root, viewport: self.viewport(), whole: Some(inherited) };
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

    /// A length of an element in pixels; the second of the pair says whether it is a bare number.
    pub(super) fn length(&self, node: Node<'_>, value: &str, whole: Option<f64>) -> Option<(f64, bool)> {
        let root_font = node.lineage().last().and_then(|root| self.font_size(root)).unwrap_or(16.0);
        let scale = length::Scale { font: self.font_size(node)?, root_font, viewport: self.viewport(), whole };
        length::read(value, &scale)
    }
}

fn is_inherited(property: &str) -> bool {
    matches!(
        property,
        "color"
            | "visibility"
            | "font-size"
            | "font-weight"
            | "line-height"
            | "letter-spacing"
            | "word-spacing"
            | "white-space"
            | "text-shadow"
            | "text-indent"
    )
}
