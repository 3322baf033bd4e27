//! What a style file may ask of its reader and of the processor, which both follow it on the stack without an end: so it
//! is looked at before they see it.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The largest styles of the Citation Style Language project have 200 kB.
const MAX_BYTES: usize = 1024 * 1024;
/// Elements within elements, those of the macros that are used counted: the Chicago styles have 72.
const MAX_DEPTH: usize = 100;
/// What is written at most where of each choice one branch is taken: the Chicago styles have 3,000.
const MAX_WRITTEN: usize = 20_000;
/// The elements of all branches, which the processor searches: the Chicago styles have 1.4 million.
const MAX_SEARCHED: usize = 5_000_000;

/// What is wrong with a style, at its place in the file.
#[derive(Debug)]
pub(super) struct Fault {
    pub message: String,
    pub at: Range<usize>,
}

/// Looks for what would not end. What is no XML is left to the reader of styles, which says so.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault { message: "it is larger than 1 MB".to_owned(), at: 0..0 });
    }
    let Some(tree) = Tree::read(text)? else { return Ok(()) };
    let mut walk = Walk { tree: &tree, macros: BTreeMap::new(), open: Vec::new() };
    for element in 0..tree.elements.len() {
        let Element { is_root, defines, .. } = &tree.elements[element];
        match defines.as_deref().filter(|_| *is_root) {
            Some(name) => {
                walk.used(name, &tree.elements[element], 0)?;
            }
            None if *is_root => {
                walk.element(element, 0)?;
            }
            None => {}
        }
    }
    Ok(())
}

/// An element, with those inside it by their places in the tree.
struct Element {
    at: Range<usize>,
    is_choice: bool,
    is_root: bool,
    /// The macro that it is.
    defines: Option<String>,
    /// The macro that it uses.
    uses: Option<String>,
    children: Vec<usize>,
}

struct Tree {
    elements: Vec<Element>,
    /// The definitions of each macro.
    macros: BTreeMap<String, Vec<usize>>,
}

impl Tree {
    fn read(text: &str) -> Result<Option<Self>, Fault> {
        let mut tree = Self { elements: Vec::new(), macros: BTreeMap::new() };
        let mut open: Vec<usize> = Vec::new();
        let mut reader = Reader::from_str(text);
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event();
            let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Ok(Event::Start(tag)) => {
                    if open.len() > MAX_DEPTH {
                        return Err(too_deep(start..end));
                    }
                    let element = tree.add(&tag, start..end, &open);
                    open.push(element);
                }
                Ok(Event::Empty(tag)) => {
                    tree.add(&tag, start..end, &open);
                }
                Ok(Event::End(_)) => {
                    open.pop();
                }
                Ok(Event::Eof) => return Ok(Some(tree)),
                Ok(_) => {}
                Err(_) => return Ok(None),
            }
        }
    }

    fn add(&mut self, tag: &BytesStart<'_>, at: Range<usize>, open: &[usize]) -> usize {
        let place = self.elements.len();
        let value = |name: &str| {
            let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
            attribute.unescape_value().ok().map(std::borrow::Cow::into_owned)
        };
        let name = tag.local_name();
        let is_macro = name.as_ref() == b"macro";
        let defines = value("name").filter(|_| is_macro);
        if let Some(name) = defines.clone() {
            self.macros.entry(name).or_default().push(place);
        }
        // Right below the style itself.
        let is_root = open.len() == 1;
        let uses = value("macro").filter(|_| !is_macro);
        self.elements.push(Element { at, is_choice: name.as_ref() == b"choose", is_root, defines, uses, children: Vec::new() });
        if let Some(parent) = open.last() {
            self.elements[*parent].children.push(place);
        }
        place
    }
}

/// What an element comes to with all that it uses.
#[derive(Clone, Copy, Default)]
struct Size {
    written: usize,
    searched: usize,
    depth: usize,
}

struct Walk<'t> {
    tree: &'t Tree,
    macros: BTreeMap<&'t str, Size>,
    /// The macros that are being looked at, each used by the one before it.
    open: Vec<&'t str>,
}

impl<'t> Walk<'t> {
    fn element(&mut self, place: usize, depth: usize) -> Result<Size, Fault> {
        let element = &self.tree.elements[place];
        if depth > MAX_DEPTH {
            return Err(too_deep(element.at.clone()));
        }
        let mut size = Size::default();
        for child in &element.children {
            let inside = self.element(*child, depth + 1)?;
            size.written = if element.is_choice { size.written.max(inside.written) } else { size.written + inside.written };
            size.searched += inside.searched;
            size.depth = size.depth.max(inside.depth);
        }
        if let Some(name) = &element.uses {
            let used = self.used(name, element, depth)?;
            size.written += used.written;
            size.searched += used.searched;
            size.depth = size.depth.max(used.depth);
        }
        let size = Size { written: size.written + 1, searched: size.searched + 1, depth: size.depth + 1 };
        if size.depth > MAX_DEPTH {
            return Err(too_deep(element.at.clone()));
        }
        if size.written > MAX_WRITTEN || size.searched > MAX_SEARCHED {
            let message = format!("its macros use one another until they come to more than {MAX_WRITTEN} elements");
            return Err(Fault { message, at: element.at.clone() });
        }
        Ok(size)
    }

    fn used(&mut self, name: &'t str, by: &Element, depth: usize) -> Result<Size, Fault> {
        if let Some(place) = self.open.iter().position(|open| *open == name) {
            let message = match &self.open[place..] {
                [name] => format!("its macro `{name}` uses itself"),
                names => format!("its macros `{}` use one another", names.join("`, `")),
            };
            return Err(Fault { message, at: by.at.clone() });
        }
        if let Some(size) = self.macros.get(name) {
            return Ok(*size);
        }
        let mut size = Size::default();
        self.open.push(name);
        for definition in self.tree.macros.get(name).into_iter().flatten() {
            let found = self.element(*definition, depth + 1)?;
            size = Size {
                written: size.written + found.written,
                searched: size.searched + found.searched,
                depth: size.depth.max(found.depth),
            };
        }
        self.open.pop();
        self.macros.insert(name, size);
        Ok(size)
    }
}

fn too_deep(at: Range<usize>) -> Fault {
    Fault { message: format!("its elements lie within one another, more than {MAX_DEPTH} deep"), at }
}
