//! Pictures: what files of pixels say, what is made of them, of a site's mark and of a page's title, and what pages say of them.

mod card;
mod icon;
mod markup;
mod read;
mod variants;

pub(crate) use card::{CARD_HEIGHT, CARD_WIDTH, Fonts, Undrawable, card_key, draw_card};
pub(crate) use icon::{ICONS, Mark, sha256 as icon_sha256};
pub(crate) use markup::{Place, Shown, tag};
pub(crate) use read::read;
pub(crate) use variants::{MAX_PIXELS, Settings, Variants, is_variant, variants};
