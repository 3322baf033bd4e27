//! All that touches the world: reading a site, writing it, seeing saves, showing pages, the command line.

pub mod cli;
pub mod command;
pub mod edit;
pub mod load;
pub mod report;
pub mod serve;
pub mod watch;
pub mod write;
