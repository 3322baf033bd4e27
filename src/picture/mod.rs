//! Pictures made of pixels: what their files say, and what is wrong with them.

mod read;

pub(crate) use read::read;
