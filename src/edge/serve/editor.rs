//! Links that open a file in someone's editor.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base::source::Place;

/// Characters that need no escape in the path of such a link.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// The addresses by which editors open files, as their documentation gives them.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("phpstorm", "phpstorm://open?file={path}&line={line}&column={column}"),
    ("webstorm", "webstorm://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("macvim", "mvim://open?url=file://{path}&line={line}&column={column}"),
];

/// An address with `{path}`, `{line}` and `{column}` to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Editor(String);

impl Editor {
    /// An editor by its name, or by an address of its own.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the address, and which names there are.
    pub(crate) fn new(written: &str) -> Result<Self, String> {
        if let Some((_, address)) = KNOWN.iter().find(|(name, _)| *name == written) {
            return Ok(Self((*address).to_owned()));
        }
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        let scheme = written.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        match scheme {
            Some(scheme) if matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "blob") => {
                Err(format!("`{scheme}:` runs in the page instead of opening a file"))
            }
            Some(scheme) if is_scheme(&scheme) && written.contains("{path}") => Ok(Self(written.to_owned())),
            _ => Err(format!("write one of {}, or an address such as `my-editor://open?file={{path}}&line={{line}}`", names.join(", "))),
        }
    }

    /// The address that opens a file at a place.
    pub(crate) fn link(&self, file: &Path, place: Place) -> String {
        let path = file.to_string_lossy().replace('\\', "/");
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        self.0
            .replace("{path}", &utf8_percent_encode(&path, PATH).to_string())
            .replace("{line}", &place.line.to_string())
            .replace("{column}", &place.column.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_open_the_file_at_its_place() {
        let place = Place { line: 7, column: 3 };
        let link = |editor: &str, file: &str| Editor::new(editor).unwrap().link(Path::new(file), place);
        assert_eq!(link("vscode", "/home/ana/my site/a&b.md"), "vscode://file/home/ana/my%20site/a%26b.md:7:3");
        assert_eq!(link("idea", "C:\\site\\a.md"), "idea://open?file=/C:/site/a.md&line=7&column=3");
        assert_eq!(link("x-edit://{path}#{line}", "/a\"><b>.md"), "x-edit:///a%22%3E%3Cb%3E.md#7");
    }

    #[test]
    fn addresses_that_open_nothing_are_refused() {
        for bad in ["vim", "", "vscode://file", "javascript:alert('{path}')", "JavaScript:{path}", "1x:{path}"] {
            assert!(Editor::new(bad).is_err(), "{bad}");
        }
    }
}
