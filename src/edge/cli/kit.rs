//! What `ribbon kit` takes.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::SiteArgs;

#[derive(Clone, Debug, Args)]
pub struct KitArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// The folder that the kit is written into
    #[arg(long, value_name = "FOLDER", default_value = "kit", value_hint = ValueHint::DirPath)]
    pub to: PathBuf,
}
