//! Pictures made of pixels: what their files say, and what pages say of them.

mod markup;
mod read;

pub(crate) use markup::{Place, tag};
pub(crate) use read::read;
