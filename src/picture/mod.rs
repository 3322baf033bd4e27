//! Pictures made of pixels: what their files say, what is made of them, and what pages say of them.

mod markup;
mod read;
mod variants;

pub(crate) use markup::{Place, Shown, tag};
pub(crate) use read::read;
pub(crate) use variants::{MAX_PIXELS, Settings, Variants, is_variant, variants};
