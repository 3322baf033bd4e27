//! Which module uses which, read from the sources: paths from `crate`, `super` and `self`, followed through re-exports.

use std::collections::{BTreeMap, BTreeSet};

use crate::File;

/// A module's path in the crate: `render::structured` as its two names.
type Module = Vec<String>;

/// Modules of one level with those beside them that they use.
pub(crate) type Arrows = BTreeMap<String, BTreeSet<String>>;

/// What all files say.
pub(crate) struct Crate {
    /// Each module with the paths in its file, from the crate's root.
    paths: BTreeMap<Module, Vec<Vec<String>>>,
    /// What a module hands on under a name of its own, with the path it comes from.
    exports: BTreeMap<(Module, String), Vec<String>>,
}

impl Crate {
    pub(crate) fn of(files: &[File]) -> Self {
        let mut found = Self { paths: BTreeMap::new(), exports: BTreeMap::new() };
        let modules: BTreeSet<Module> = files.iter().map(module).collect();
        for file in files {
            let module = module(file);
            let mut paths = Vec::new();
            for Written { path, is_export } in written(&tokens(&file.code)) {
                let Some(whole) = from_root(&module, &path, &modules) else { continue };
                if let (true, Some(name)) = (is_export, path.last()) {
                    found.exports.insert((module.clone(), name.clone()), whole.clone());
                }
                paths.push(whole);
            }
            found.paths.insert(module, paths);
        }
        found
    }

    /// Who uses whom among the modules right below one: the whole of what is inside them counts.
    pub(crate) fn below(&self, folder: &[&str]) -> Arrows {
        let folder: Module = folder.iter().map(ToString::to_string).collect();
        let mut arrows = Arrows::new();
        for (module, paths) in &self.paths {
            let Some(own) = module.strip_prefix(&folder[..]).and_then(|rest| rest.first()) else { continue };
            let used = paths.iter().map(|path| self.home(path));
            let beside = used.filter_map(|used| used.strip_prefix(&folder[..])?.first().cloned());
            arrows.entry(own.clone()).or_default().extend(beside.filter(|used| used != own));
        }
        arrows
    }

    /// Every module that has modules below it, by its path; the crate itself is the empty one.
    pub(crate) fn folders(&self) -> BTreeSet<Vec<&str>> {
        let above = self.paths.keys().filter_map(|module| module.split_last()).map(|(_, above)| above);
        above.map(|above| above.iter().map(String::as_str).collect()).collect()
    }

    /// The module that a path leads to, through what modules hand on.
    fn home(&self, path: &[String]) -> Module {
        let length = (0..=path.len()).rev().find(|length| self.paths.contains_key(&path[..*length])).unwrap_or(0);
        let (module, rest) = path.split_at(length);
        let handed_on = rest.first().and_then(|name| self.exports.get(&(module.to_vec(), name.clone())));
        match handed_on {
            Some(from) if from != path => self.home(&[from, &rest[1..]].concat()),
            _ => module.to_vec(),
        }
    }
}

fn module(file: &File) -> Module {
    let path = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(path, "lib" | "main") { vec![path.to_owned()] } else { path.split('/').map(str::to_owned).collect() }
}

/// A path from the root, if it starts in the crate: `super` and `self` are the module's, a bare name is that of a module below it.
fn from_root(module: &[String], path: &[String], modules: &BTreeSet<Module>) -> Option<Vec<String>> {
    let n_super = path.iter().take_while(|part| *part == "super").count();
    let (base, rest) = match path.first()?.as_str() {
        "crate" => (&module[..0], &path[1..]),
        "super" => (&module[..module.len().checked_sub(n_super)?], &path[n_super..]),
        "self" => (module, &path[1..]),
        name => {
            let child = [module, &[name.to_owned()]].concat();
            modules.contains(&child).then_some(())?;
            (module, path)
        }
    };
    Some([base, rest].concat())
}

/// A path as it stands in a file.
struct Written {
    path: Vec<String>,
    /// Whether it stands in a `pub use`.
    is_export: bool,
}

/// Words and the signs that paths are made of; comments are left out.
fn tokens(code: &str) -> Vec<&str> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut tokens = Vec::new();
    for line in lines {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_')).unwrap_or(rest.len());
            let length = if rest.starts_with("::") { 2 } else { word.max(first.len_utf8()) };
            if !first.is_whitespace() {
                tokens.push(&rest[..length]);
            }
            rest = &rest[length..];
        }
    }
    tokens
}

/// All paths of a file: those of `use` taken apart, and those that stand in the code.
fn written(tokens: &[&str]) -> Vec<Written> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_path = is_word(tokens[at]) && (at == 0 || tokens[at - 1] != "::");
        if !is_path {
            at += 1;
            continue;
        }
        if tokens[at] == "use" {
            let start = tokens[..at].iter().rposition(|token| [";", "}"].contains(token)).map_or(0, |end| end + 1);
            let is_export = tokens[start..at].contains(&"pub");
            let mut paths = Vec::new();
            at = tree(tokens, at + 1, &[], &mut paths);
            found.extend(paths.into_iter().map(|path| Written { path, is_export }));
            continue;
        }
        let mut path = vec![tokens[at].to_owned()];
        while tokens.get(at + 1) == Some(&"::") && tokens.get(at + 2).is_some_and(|next| is_word(next)) {
            path.push(tokens[at + 2].to_owned());
            at += 2;
        }
        at += 1;
        if path.len() > 1 {
            found.push(Written { path, is_export: false });
        }
    }
    found
}

/// Reads one tree of a `use` and gives the place behind it.
fn tree(tokens: &[&str], mut at: usize, above: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = above.to_vec();
    loop {
        match tokens.get(at) {
            Some(&"{") => {
                at += 1;
                while at < tokens.len() && tokens[at] != "}" {
                    at = tree(tokens, at, &path, found);
                    at += usize::from(tokens.get(at) == Some(&","));
                }
                return at + 1;
            }
            Some(&"self") if !path.is_empty() => at += 1,
            Some(word) if is_word(word) => {
                path.push((*word).to_owned());
                at += 1;
            }
            // What `*` brings is not looked for: the module is used, whatever it is.
            Some(_) => at += 1,
            None => break,
        }
        match tokens.get(at) {
            Some(&"::") => at += 1,
            Some(&"as") => {
                at += 2;
                break;
            }
            _ => break,
        }
    }
    found.push(path);
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|sign: char| sign.is_alphabetic() || sign == '_')
}
