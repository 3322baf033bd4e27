//! Ribbon: a static-site generator for health-awareness campaign microsites.

pub mod artifact;
pub mod build;
mod check;
pub mod cli;
pub mod command;
mod config;
mod contract;
mod data;
pub mod diagnostic;
mod document;
mod evidence;
mod fields;
mod gallery;
pub mod load;
mod locale;
pub mod memo;
mod plan;
mod render;
pub mod report;
pub mod review;
mod serve;
mod site;
pub mod source;
mod theme;
mod watch;
pub mod write;
