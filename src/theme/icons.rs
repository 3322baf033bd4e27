//! The icons of a theme: the files that are made of its mark, once a template names one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contrast::{Colors, Scheme};
use super::naming::is_named;
use super::{StaticFile, Theme};
use crate::base::artifact::{Content, Derived, Icon, Way};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{AssetBytes, Snapshot, SourceId};
use crate::base::url::UrlPath;
use crate::picture::{ICONS, icon_key, icon_sha256, read_mark};
use crate::syntax::fields::Spanned;

/// The drawing that they are made of, unless the site names another.
const USUAL: &str = "images/favicon.svg";

/// The name by which templates find that drawing, whatever file it is.
const MARK: &str = "icon.svg";

/// A theme that names this file has all of them.
const WANTED: &str = "apple-touch-icon.png";

/// The colour that phones see behind the mark, where no theme names one.
const GROUND: &str = "surface";

/// What the icons of a theme are made of.
#[derive(Debug)]
pub(crate) struct IconParts {
    /// The drawing as templates find it.
    mark: StaticFile,
    source: SourceId,
    /// `None` where the file is too large to be a drawing.
    svg: Option<Arc<[u8]>>,
    pub(super) ground: [u8; 3],
    pub key: Fingerprint,
}

/// A drawing of which icons can be made.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    svg: Arc<[u8]>,
    sha256: [u8; 32],
    source: SourceId,
    ground: [u8; 3],
}

impl Mark {
    /// An icon that is yet to be drawn. `made` has the lengths of those that were drawn before, in bytes, by their keys.
    pub(super) fn icon(&self, file: &str, made: &BTreeMap<String, u64>) -> Option<Content> {
        let file = ICONS.iter().map(|icon| icon.file).find(|known| *known == file)?;
        let key = icon_key(file, &icon_sha256(file, &self.sha256, self.ground));
        let icon = Icon { file, svg: self.svg.clone(), source: self.source.clone(), ground: self.ground };
        Some(Content::Derived(Arc::new(Derived { len: made.get(&key).copied(), key, way: Way::Icon(icon) })))
    }
}

/// What the icons of a theme are made of; `None` where no template names one. `named` is the drawing that the site names, in the
/// file that names it.
pub(super) fn parts(
    snapshot: &Snapshot,
    theme: &Theme,
    files: &BTreeMap<String, StaticFile>,
    named: (Option<&Spanned<String>>, &SourceId),
    problems: &mut Problems,
) -> Option<IconParts> {
    if !is_named(theme, WANTED) {
        return None;
    }
    let ground = ground(theme, problems);
    let found = match named {
        (Some(path), source) => files.get(&path.value).filter(|_| path.value.ends_with(".svg")).or_else(|| {
            problems.push(no_drawing(files, path, source));
            None
        }),
        (None, _) => None,
    };
    let file = found.or_else(|| files.get(USUAL))?;
    let asset = snapshot.assets.get(file.asset.as_ref()?)?;
    let svg = if let AssetBytes::Memory(bytes) = &asset.bytes { Some(bytes.clone()) } else { None };
    let key = Fingerprint::of(&(asset.sha256, &asset.id, ground));
    // The file is published under its own name.
    let mark = StaticFile { path: MARK.to_owned(), is_published: false, ..file.clone() };
    Some(IconParts { mark, source: asset.id.clone(), svg, ground, key })
}

fn no_drawing(files: &BTreeMap<String, StaticFile>, path: &Spanned<String>, source: &SourceId) -> Diagnostic {
    let drawings = files.keys().map(String::as_str).filter(|path| path.ends_with(".svg"));
    let help = Suggestion::nearest(&path.value, drawings);
    let (message, usual) = if files.contains_key(&path.value) {
        (format!("`{}` is no SVG file, and icons are drawn in many sizes", path.value), "name a drawing in SVG".to_owned())
    } else {
        (format!("there is no drawing `{}`", path.value), format!("put it into `static/{}`", path.value))
    };
    Diagnostic::new(Code::MissingAsset, message).at(source.at(path.span.clone())).help(help.or(&usual))
}

/// The colour that the strongest layer names, as `theme.toml` has it for light schemes.
fn ground(theme: &Theme, problems: &mut Problems) -> [u8; 3] {
    let colors = Colors::new(theme.tokens(), Scheme::Light);
    let named = theme.layers().iter().find_map(|layer| Some((layer, layer.manifest.icon_ground.as_ref()?)));
    if let Some((layer, name)) = named {
        match colors.color(&name.value) {
            Some(color) => return color.bytes(),
            None => {
                let source = SourceId::new(format!("{}/theme.toml", layer.folder));
                let help = Suggestion::nearest(&name.value, colors.names()).or("name a token of `[tokens.color.light]`");
                let message = format!("there is no colour `{}` to put icons on", name.value);
                problems.push(Diagnostic::new(Code::MissingToken, message).at(source.at(name.span.clone())).help(help));
            }
        }
    }
    colors.color(GROUND).map_or([255; 3], |color| color.bytes())
}

impl IconParts {
    /// Reads the drawing, with what is wrong with it.
    pub(crate) fn read(&self) -> (Option<Mark>, Problems) {
        let read = match &self.svg {
            Some(svg) => read_mark(svg).map(|_| svg),
            None => Err("it has more than 256 kB".to_owned()),
        };
        match read {
            Ok(svg) => {
                let sha256 = self.mark.sha256;
                (Some(Mark { svg: svg.clone(), sha256, source: self.source.clone(), ground: self.ground }), Problems::new())
            }
            Err(why) => {
                let message = format!("no icons can be drawn of `{}`: {why}", self.source);
                let help = "save it anew as plain SVG, made of shapes and with a `viewBox`";
                (None, Problems::from(Diagnostic::new(Code::BrokenIcon, message).at(self.source.at(0..0)).help(help)))
            }
        }
    }

    pub(super) fn ground_in_css(&self) -> String {
        let [red, green, blue] = self.ground;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The files that templates find, by their names: the mark, and what is made of it below `root`.
    pub(super) fn files(&self, root: &UrlPath) -> Vec<StaticFile> {
        let made = ICONS.iter().map(|icon| StaticFile {
            path: icon.file.to_owned(),
            asset: None,
            url: root.join(icon.file),
            stamped: None,
            is_published: true,
            sha256: icon_sha256(icon.file, &self.mark.sha256, self.ground),
            size: icon.sides.last().map(|side| (*side, *side)),
        });
        std::iter::once(self.mark.clone()).chain(made).collect()
    }
}
