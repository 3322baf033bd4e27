//! A static file of a theme with its addresses, one of which holds its hash.

use crate::base::source::SourceId;
use crate::base::url::UrlPath;

/// A static file of a theme with its addresses.
#[derive(Clone, Debug)]
pub(crate) struct StaticFile {
    /// The path below `static/`.
    pub path: String,
    /// `None` for a file that Ribbon makes.
    pub asset: Option<SourceId>,
    pub url: UrlPath,
    /// The address with the hash of the content in its name, for styles and scripts.
    pub stamped: Option<UrlPath>,
    /// Whether this theme publishes it; a theme of a section leaves the site's own files to the site's theme.
    pub is_published: bool,
    pub sha256: [u8; 32],
    /// Width and height of a picture made of pixels, as it is shown.
    pub size: Option<(u32, u32)>,
}

impl StaticFile {
    /// The first digits of the hash, which distinguish versions of the file.
    pub(crate) fn version(&self) -> String {
        short_hex(&self.sha256)
    }
}

/// Styles and scripts change together with the pages that load them.
pub(super) fn is_stamped(path: &str) -> bool {
    [".css", ".js", ".mjs"].iter().any(|ending| path.ends_with(ending))
}

/// `css/site.css` as `css/site.0a1b2c3d.css`.
pub(super) fn stamp(path: &str, sha256: &[u8; 32]) -> String {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}.{}.{ending}", short_hex(sha256))
}

fn short_hex(sha256: &[u8; 32]) -> String {
    sha256[..5].iter().map(|byte| format!("{byte:02x}")).collect()
}
