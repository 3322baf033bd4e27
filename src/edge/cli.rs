//! The command line.

mod build;
mod kit;
mod new;
mod theme;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;

pub use build::BuildArgs;
pub use kit::KitArgs;
pub use new::{NewArgs, NewFileArgs, NewSiteArgs, NewWhat, SiteTemplate};
pub use theme::{
    DiffFormat, GalleryArgs, ListFormat, ThemeArgs, ThemeCheckArgs, ThemeDiffArgs, ThemeExportArgs, ThemeListArgs, ThemeNewArgs,
    ThemeUseArgs, ThemeWhat,
};

use crate::base::calendar;
use crate::base::source::Now;
use crate::edge::report;

/// Builds health-awareness campaign sites from Markdown.
#[derive(Debug, Parser)]
#[command(name = "ribbon", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Builds the site into its output folder
    Build(BuildArgs),
    /// Shows the site in a browser, and every save at once
    Serve(ServeArgs),
    /// Checks the site, finished pages included, without writing anything
    Check(CheckArgs),
    /// Lists what changes by itself and when, and when to build next
    Schedule(ScheduleArgs),
    /// Moves a finished edition under its year, with its links, and keeps its old addresses
    Archive(ArchiveArgs),
    /// Makes the campaign's posters, leaflets and tiles in a folder, from the site's words and numbers
    Kit(KitArgs),
    /// Builds the site and puts it online, or takes the last publication back
    Publish(PublishArgs),
    /// Makes a site, a page or a section
    New(NewArgs),
    /// Lists the state of reviews, and records an approval
    Review(ReviewArgs),
    /// Lists, checks, compares, creates, previews and activates themes
    Theme(ThemeArgs),
    /// Says what on this machine and in this site would get in the way, each with its fix
    Doctor(DoctorArgs),
    /// Explains a message by its code
    Explain(ExplainArgs),
    /// Prints the JSON Schema of a file that people write, for editors that complete and check it
    Schema(SchemaArgs),
    // For those who work on the rules; `cargo xtask act` calls it.
    /// Says which of the W3C's accessibility test cases are judged as expected
    #[command(hide = true)]
    Act(ActArgs),
    /// Prints completions for a shell
    Completions(CompletionsArgs),
    /// Prints the manual page of the program, or of a command
    Man(ManArgs),
}

#[derive(Clone, Debug, Args)]
pub struct DoctorArgs {
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub format: ListFormat,
}

/// What `act` takes.
#[derive(Clone, Debug, Args)]
pub struct ActArgs {
    /// A list of cases in JSON, each with `rule`, `rule_name`, `title`, `expected` and `html`
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Prints each case of this rule with what is said of it
    #[arg(long, value_name = "RULE")]
    pub show: Option<String>,
}

/// What every command that reads a site takes.
#[derive(Clone, Debug, Args)]
pub struct SiteArgs {
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The address the site will be published at, instead of `base_url` in `site.toml`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub base_url: Option<String>,
    /// Builds drafts too
    #[arg(long)]
    pub drafts: bool,
    /// The day to build for instead of now, like 2027-02-04 or 2027-02-04T09:00
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub date: Option<Now>,
    /// Tries another theme without changing `site.toml`
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Treats warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// How problems are shown
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Prints problems only
    #[arg(long, short)]
    pub quiet: bool,
    /// Prints the milliseconds of every stage as JSON to standard error
    #[arg(long, hide = true)]
    pub timings: bool,
}

#[derive(Clone, Debug, Args)]
pub struct PublishArgs {
    /// The place, as named by `[publish.NAME]` in `site.toml`; the only one if left out
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
    /// Shows what would change online, and changes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Goes back to the publication before the last
    #[arg(long, conflicts_with = "list")]
    pub undo: bool,
    /// Lists the publications that are kept
    #[arg(long)]
    pub list: bool,
    /// Does not ask
    #[arg(long)]
    pub yes: bool,
    /// Asks the site's own address afterwards whether what was published is there; all of it, if nothing had changed
    #[arg(long, conflicts_with_all = ["dry_run", "list"])]
    pub verify: bool,
    #[command(flatten)]
    pub site: SiteArgs,
}

#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Also asks other sites whether the pages that links lead to are there; no site is asked twice in a week
    #[arg(long)]
    pub external: bool,
    /// Lists what is found in `data/baseline.toml`, so that from then on only what is new is told
    #[arg(long)]
    pub baseline: bool,
    /// Writes a report on the finished site as a page: accessibility, privacy, evidence, weight, links
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct ArchiveArgs {
    /// The year of the edition, like 2026; it moves to `content/2026`
    #[arg(value_parser = clap::value_parser!(u16).range(1900..=9999))]
    pub year: u16,
    /// Pages and folders below `content` that belong to it; all if left out
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// A page or folder below `content` that stays; may be given several times
    #[arg(long, value_name = "PATH")]
    pub keep: Vec<String>,
    /// Asks search engines to leave the old pages out
    #[arg(long)]
    pub noindex: bool,
    /// Sends search engines to the same pages of the current edition, once it has them
    #[arg(long, conflicts_with = "noindex")]
    pub canonical: bool,
    /// Shows what would be done, and changes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Archives even if version control could not undo it
    #[arg(long)]
    pub force: bool,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The moment to try the result at instead of now, like 2027-03-10
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub date: Option<Now>,
}

#[derive(Clone, Debug, Args)]
pub struct ScheduleArgs {
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The moment to start from instead of now, like 2027-02-04 or 2027-02-04T09:00
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub date: Option<Now>,
    /// Lists nothing after the start of this day
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub until: Option<Now>,
    /// How the list is printed, or what is to start the next build
    #[arg(long, value_enum, default_value_t = ScheduleFormat::Human)]
    pub format: ScheduleFormat,
}

/// How `schedule` says what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScheduleFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// The `on` of a workflow of GitHub that starts at the next moment
    Github,
    /// A line for a crontab that builds at the next moment
    Cron,
    /// A timer unit of systemd for the next moment
    Systemd,
}

#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The port; the next free one is taken if it is busy
    #[arg(long, short, value_name = "PORT", default_value_t = 1111)]
    pub port: u16,
    /// The address to listen on; 0.0.0.0 lets phones and other devices in your network connect
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_hint = ValueHint::Hostname)]
    pub host: String,
    /// Opens the site in your browser
    #[arg(long, short)]
    pub open: bool,
    /// Shows drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Also shows pages whose `publish` date has not come yet
    #[arg(long)]
    pub future: bool,
    /// The day to show the site on instead of now, like 2027-02-04 or 2027-02-04T09:00
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub date: Option<Now>,
    /// Tries another theme without changing `site.toml`
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Polls for changes several times a second, for folders where the system reports none
    #[arg(long)]
    pub poll: bool,
    /// The editor that a problem's link opens: vscode, idea, sublime, zed … or an address with
    /// {path}, {line} and {column}; RIBBON_EDITOR does the same
    #[arg(long, value_name = "EDITOR")]
    pub editor: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, with the text around every problem
    Human,
    /// One line a problem
    Short,
    /// For programs
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// Annotations in a GitHub workflow
    Github,
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Short => Self::Short,
            Format::Json => Self::Json,
            Format::Sarif => Self::Sarif,
            Format::Github => Self::Github,
        }
    }
}

#[derive(Debug, Args)]
pub struct ReviewArgs {
    #[command(subcommand)]
    pub what: ReviewWhat,
}

#[derive(Debug, Subcommand)]
pub enum ReviewWhat {
    /// Lists all pages with the state and age of their reviews
    Status(ReviewStatusArgs),
    /// Records that a person approved a page exactly as it is now
    Approve(ReviewApproveArgs),
}

#[derive(Debug, Args)]
pub struct ReviewStatusArgs {
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// Lists only pages whose review is overdue or that have changed since; exits with 1 if there are any
    #[arg(long)]
    pub stale: bool,
    /// How the list is shown
    #[arg(long, value_enum, default_value_t = ReviewFormat::Table)]
    pub format: ReviewFormat,
    /// The day to show the state on instead of today, like 2027-02-04
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub struct ReviewApproveArgs {
    /// The content file, like `about.md`; every language has its own
    pub page: String,
    /// The id of the reviewer in `data/people.toml`
    #[arg(long, value_name = "ID")]
    pub by: String,
    /// The day by which the page has to be reviewed again, 36 months from now at most
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Date,
    /// The folder with `site.toml`
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub root: PathBuf,
    /// The day of the review instead of today, like 2027-02-04
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<Date>,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code, like `broken-link`; all codes are listed if left out
    pub code: Option<String>,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which file
    #[arg(value_enum)]
    pub of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// `site.toml`
    Site,
    /// The front matter of a page
    Page,
    /// The front matter of a section
    Section,
    /// `theme.toml` of a theme
    Theme,
    /// `data/stats.toml`
    Statistics,
    /// `data/people.toml`
    People,
    /// `data/events.toml`
    Events,
    /// `data/kit.toml`
    Kit,
    /// `data/terms.toml`
    Terms,
    /// `data/references.yml`
    References,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command, like `build` or `new page`; the whole program if left out
    pub command: Vec<String>,
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day that exists, like 2027-02-04".to_owned())
}

fn parse_now(text: &str) -> Result<Now, String> {
    calendar::parse_now(text).ok_or_else(|| {
        "write a day that exists, like 2027-02-04, perhaps with a time of the campaign's zone, like 2027-02-04T09:00".to_owned()
    })
}
