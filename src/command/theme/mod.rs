//! `ribbon theme`: what can be done with theme packs.

mod gallery;

use crate::cli::ThemeWhat;

pub fn theme(what: &ThemeWhat) -> u8 {
    match what {
        ThemeWhat::Gallery(args) => gallery::gallery(args),
    }
}
