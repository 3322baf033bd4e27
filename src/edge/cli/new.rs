//! What `ribbon new` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;

use super::parse_date;

#[derive(Debug, Args)]
pub struct NewArgs {
    #[command(subcommand)]
    pub what: NewWhat,
}

#[derive(Debug, Subcommand)]
pub enum NewWhat {
    /// Makes a site in a new or empty folder
    Site(NewSiteArgs),
    /// Makes a page, like `news/the-day.md`
    Page(NewFileArgs),
    /// Makes a section, like `news`
    Section(NewFileArgs),
}

#[derive(Debug, Args)]
pub struct NewSiteArgs {
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// What the site begins with
    #[arg(long, value_enum, default_value_t = SiteTemplate::Campaign)]
    pub template: SiteTemplate,
    /// The site's title
    #[arg(long)]
    pub title: Option<String>,
    /// The day that the campaign leads up to
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub day: Option<Date>,
    /// The site's language, like en or fr
    #[arg(long, default_value = "en")]
    pub language: String,
    /// Where the site will be published
    #[arg(long, value_name = "URL", default_value = "https://example.org", hide_default_value = true, value_hint = ValueHint::Url)]
    pub address: String,
}

/// What a new site begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SiteTemplate {
    /// A campaign: numbers with their sources, a chart, a page of help, and what publishes and checks the site
    Campaign,
    /// A home page, a page and news
    Minimal,
}

#[derive(Debug, Args)]
pub struct NewFileArgs {
    /// Where, below `content`
    pub path: String,
    /// The title; made from the name if left out
    #[arg(long)]
    pub title: Option<String>,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The day to date it with instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
}
