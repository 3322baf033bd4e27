//! `ribbon theme …`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;

use super::{Format, SiteArgs, parse_date};

#[derive(Debug, Args)]
pub struct ThemeArgs {
    #[command(subcommand)]
    pub what: ThemeWhat,
}

#[derive(Debug, Subcommand)]
pub enum ThemeWhat {
    /// Lists the themes of the site
    List(ThemeListArgs),
    /// Activates a theme: changes its name in `site.toml`, and nothing else
    Use(ThemeUseArgs),
    /// Reports everything that a theme would break, without changing anything
    Check(ThemeCheckArgs),
    /// Shows how two themes differ, and which pages that affects
    Diff(ThemeDiffArgs),
    /// Makes a theme that starts from another one
    New(ThemeNewArgs),
    /// Writes a theme with everything that it inherits as one that stands alone
    Export(ThemeExportArgs),
    /// Writes a page that shows a theme: its tokens, a page of each kind, every component
    Gallery(GalleryArgs),
}

#[derive(Debug, Args)]
pub struct ThemeListArgs {
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// How the list is shown
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub struct ThemeUseArgs {
    /// The theme: a folder in `themes`
    pub name: String,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// Changes `site.toml` even if the theme breaks something
    #[arg(long)]
    pub force: bool,
    /// The day to check the site on instead of today, like 2027-02-04
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
}

#[derive(Debug, Args)]
pub struct ThemeCheckArgs {
    /// The theme; the one in `site.toml` if left out
    pub name: Option<String>,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The day to check the site on instead of today, like 2027-02-04
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
    /// Treats warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// How problems are shown
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Prints problems only
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub struct ThemeDiffArgs {
    /// The theme to come from
    pub old: String,
    /// The theme to go to
    pub new: String,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// How the differences are shown
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub format: DiffFormat,
    /// The file to write, instead of printing
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// A self-contained page, with the colours before and after
    Html,
}

#[derive(Debug, Args)]
pub struct ThemeNewArgs {
    /// The name of its folder in `themes`, like `united-2028`
    pub name: String,
    /// The theme it inherits, and whose values it starts with
    #[arg(long, value_name = "THEME", default_value = "base")]
    pub from: String,
    /// The name for people; made from the folder's name if left out
    #[arg(long)]
    pub title: Option<String>,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
}

#[derive(Debug, Args)]
pub struct ThemeExportArgs {
    /// The theme
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The name of the new one; `NAME-alone` if left out
    #[arg(long, value_name = "NEW")]
    pub to: Option<String>,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct GalleryArgs {
    /// The theme, instead of the site's own
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// The folder to write, instead of one among the temporary files
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub site: SiteArgs,
}
