//! Ribbon as people run it: the real binary on real folders.

#![expect(clippy::disallowed_methods, reason = "runs the real binary on real folders")]

mod archive;
mod bad_input;
mod bucket;
mod bytes;
mod calendar;
mod citations;
mod commands;
mod crawl;
mod disk;
mod edition;
mod events;
mod export;
mod external;
mod fixtures;
mod gallery;
#[cfg(unix)]
mod hosted;
mod hostile;
mod identity;
mod killed;
#[cfg(feature = "kit")]
mod kit;
mod mistakes;
#[cfg(feature = "cloud")]
mod netlify;
mod numbers;
mod output;
mod packs;
mod pictures;
mod proof;
mod publish;
mod review;
#[cfg(unix)]
mod rsync;
mod serve;
mod server;
mod site;
mod store;
mod structured;
mod theme;
#[cfg(unix)]
mod unread;
mod verify;
