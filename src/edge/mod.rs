//! Everything that touches the outside world: reading a site, writing it, watching for saves, serving pages, the command line.

pub mod cli;
pub mod command;
pub(crate) mod edit;
pub(crate) mod encode;
pub(crate) mod external;
pub mod load;
pub(crate) mod publish;
pub mod report;
pub(crate) mod serve;
pub(crate) mod store;
pub(crate) mod watch;
pub mod write;
