//! Pictures: what files of pixels say, what is made of them, of a site's mark and of a page's title, and what pages say of them.

mod drawing;
mod flow;
mod icon;
mod layout;
mod lines;
mod markup;
mod materials;
#[cfg(feature = "kit")]
mod pdf;
mod read;
mod variants;

pub(crate) use drawing::{draw, drawing_key};
pub(crate) use icon::{FORMS as ICONS, draw_icon, icon_key, read_mark, sha256 as icon_sha256};
pub(crate) use markup::{CropFault, Place, Shown, WrongCrop, crop, may_ask_for_parts, tag, without_crop};
pub(crate) use materials::{Fault, Materials, Undrawable};
pub(crate) use read::read;
pub(crate) use variants::{MAX_PIXELS, Original, Settings, Variant, Variants, can_be_cut, is_variant, variants};
