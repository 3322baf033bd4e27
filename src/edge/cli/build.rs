//! What `ribbon build` takes.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::SiteArgs;
use crate::build::Part;

#[derive(Clone, Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// The folder to write, instead of `output` in `site.toml`
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Checks every finished page too, as `ribbon check` does
    #[arg(long)]
    pub check: bool,
    /// Writes `.br`, `.gz` and `.zst` files beside texts, for servers that send them
    #[arg(long)]
    pub precompress: bool,
    /// Builds only if the sources have changed since this file was written, or if something in them is due; writes the file anew
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub if_due: Option<PathBuf>,
    /// Builds upon what is kept there, and keeps the finished build: a folder, or a bucket such as `s3://our-campaign/builds`
    #[arg(long, value_name = "PLACE")]
    pub store: Option<String>,
    /// Makes only one of several parts, such as `3/8`, into the store
    #[arg(long, value_name = "PART/PARTS", requires = "store", value_parser = part, conflicts_with_all = ["check", "precompress", "if_due", "out"])]
    pub shard: Option<Part>,
    /// Joins so many parts from the store
    #[arg(long, value_name = "PARTS", requires = "store", value_parser = clap::value_parser!(u16).range(1..), conflicts_with_all = ["shard", "check"])]
    pub join: Option<u16>,
}

/// `3/8`
fn part(text: &str) -> Result<Part, String> {
    let part = text.split_once('/').and_then(|(number, count)| Part::new(number.parse().ok()?, count.parse().ok()?));
    part.ok_or_else(|| "a part looks like `3/8`: the third of eight".to_owned())
}
