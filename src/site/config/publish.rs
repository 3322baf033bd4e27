//! `[publish.NAME]`: the places that `ribbon publish NAME` puts the site in.

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{SourceId, Span};
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, wrong_type};

/// A place to publish to.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct PublishTarget {
    pub name: String,
    pub place: PublishPlace,
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum PublishPlace {
    Dir {
        /// A folder that a web server shows; a relative one is below the site's root.
        dir: String,
        /// How long files that no page names any more stay, in hours.
        grace_hours: usize,
    },
    Bucket {
        /// `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`.
        bucket: String,
        /// The server, if it is not the platform's own.
        endpoint: Option<String>,
        region: Option<String>,
        /// Whether texts are kept and sent in gzip.
        compress: bool,
        grace_hours: usize,
    },
    Rsync {
        /// `user@host:/folder`, `rsync://host/module/folder` or a folder of this machine.
        address: String,
        grace_hours: usize,
    },
    Netlify {
        /// Its id or its name, such as `campaign.netlify.app`.
        site: String,
        /// The address of the API, if it is not Netlify's own.
        endpoint: Option<String>,
    },
    /// By the program `wrangler`.
    Cloudflare {
        /// The name of the project.
        project: String,
        /// The branch that the project shows to everybody.
        branch: String,
    },
    /// By the program `vercel`.
    Vercel {
        /// The name or the id of the project.
        project: String,
    },
    Git {
        /// The name of a remote of the site's own repository, or the address of one.
        remote: String,
        /// The branch that the host publishes.
        branch: String,
    },
}

const DEFAULT_BRANCH: &str = "gh-pages";

/// The name that Cloudflare proposes for the branch of a new project.
const DEFAULT_PRODUCTION_BRANCH: &str = "main";

const DEFAULT_GRACE_HOURS: usize = 24;

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Vec<PublishTarget> {
    let table: Table = fields.optional("publish", problems).unwrap_or_default();
    let mut targets = Vec::new();
    for entry in table.entries {
        let Ok(own) = Table::from_node(&entry.node) else {
            let help = format!("write a line `[publish.{}]`, and `dir = …` below it", entry.key);
            problems.push(wrong_type(source, &entry.key, &entry.node, "a table of a place to publish to").help(help));
            continue;
        };
        let keys = Keys::read(&entry.key, &own, source, problems);
        if let Some(place) = keys.place(&entry.key, source, source.at(entry.key_span.clone()), problems) {
            targets.push(PublishTarget { name: entry.key, place });
        }
    }
    targets
}

/// What the table of a place says.
struct Keys {
    git: Option<Spanned<String>>,
    branch: Option<Spanned<String>>,
    dir: Option<Spanned<String>>,
    rsync: Option<Spanned<String>>,
    netlify: Option<Spanned<String>>,
    cloudflare: Option<Spanned<String>>,
    vercel: Option<Spanned<String>>,
    bucket: Option<Spanned<String>>,
    endpoint: Option<Spanned<String>>,
    region: Option<Spanned<String>>,
    compress: bool,
    grace_hours: usize,
}

impl Keys {
    fn read(name: &str, table: &Table, source: &SourceId, problems: &mut Problems) -> Self {
        let mut keys = Fields::new(table, source);
        let read = Self {
            git: keys.optional("git", problems),
            branch: keys.optional("branch", problems),
            dir: keys.optional("dir", problems),
            rsync: keys.optional("rsync", problems),
            netlify: keys.optional("netlify", problems),
            cloudflare: keys.optional("cloudflare", problems),
            vercel: keys.optional("vercel", problems),
            bucket: keys.optional("bucket", problems),
            endpoint: keys.optional("endpoint", problems),
            region: keys.optional("region", problems),
            compress: keys.optional("compress", problems).unwrap_or(false),
            grace_hours: keys.optional("grace_hours", problems).unwrap_or(DEFAULT_GRACE_HOURS),
        };
        keys.finish(&format!("`[publish.{name}]`"), problems);
        read
    }

    /// The place, unless the table names none, several or one that cannot be.
    fn place(self, name: &str, source: &SourceId, at: Span, problems: &mut Problems) -> Option<PublishPlace> {
        let invalid = |at: &Spanned<String>, message: String| Diagnostic::new(Code::InvalidValue, message).at(source.at(at.span.clone()));
        let named = [
            ("git", &self.git),
            ("bucket", &self.bucket),
            ("netlify", &self.netlify),
            ("cloudflare", &self.cloudflare),
            ("vercel", &self.vercel),
            ("rsync", &self.rsync),
            ("dir", &self.dir),
        ];
        let named: Vec<(&str, &Spanned<String>)> = named.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))).collect();
        if let [(first, _), (second, value), ..] = named[..] {
            let message = format!("`[publish.{name}]` has both `{first}` and `{second}`");
            problems.push(invalid(value, message).help("leave one of them out, or make two places of it"));
        }
        let grace_hours = self.grace_hours;
        match self {
            Self { git: Some(remote), branch, .. } => git(remote, branch, &invalid, problems),
            Self { bucket: Some(bucket), endpoint, region, compress, .. } => {
                let (scheme, rest) = bucket.value.split_once("://").unwrap_or_default();
                if !matches!(scheme, "s3" | "gs" | "az")
                    || rest.trim_start_matches('/') != rest
                    || rest.is_empty()
                    || rest.contains(['?', '#', '@'])
                {
                    let message = format!("`{}` is no bucket", bucket.value);
                    let help = "write `s3://`, `gs://` (Google Cloud) or `az://` (Azure), then the bucket's name, and a folder if you \
                                want one: `s3://our-campaign/2027`";
                    problems.push(invalid(&bucket, message).help(help));
                    return None;
                }
                if let Some(endpoint) = endpoint.as_ref().filter(|endpoint| !is_server(&endpoint.value)) {
                    problems.push(no_server(endpoint, &invalid));
                    return None;
                }
                let [endpoint, region] = [endpoint, region].map(|value| value.map(|value| value.value));
                Some(PublishPlace::Bucket { bucket: bucket.value, endpoint, region, compress, grace_hours })
            }
            Self { netlify: Some(site), .. } if !is_site(&site.value) => {
                let message = format!("`{}` is no site at Netlify", site.value);
                problems.push(invalid(&site, message).help("write its id, or its name like `our-campaign.netlify.app`"));
                None
            }
            Self { netlify: Some(_), endpoint: Some(endpoint), .. } if !is_server(&endpoint.value) => {
                problems.push(no_server(&endpoint, &invalid));
                None
            }
            Self { netlify: Some(site), endpoint, .. } => {
                Some(PublishPlace::Netlify { site: site.value, endpoint: endpoint.map(|endpoint| endpoint.value) })
            }
            Self { cloudflare: Some(project), .. } | Self { vercel: Some(project), .. } if !is_project(&project.value) => {
                let message = format!("`{}` names no project", project.value);
                problems.push(invalid(&project, message).help("write the project's name as the host shows it, like `our-campaign`"));
                None
            }
            Self { cloudflare: Some(_), branch: Some(branch), .. } if !is_branch(&branch.value) => {
                let message = format!("`{}` names no branch", branch.value);
                problems.push(invalid(&branch, message).help("write the production branch of the project, like `main`"));
                None
            }
            Self { cloudflare: Some(project), branch, .. } => {
                let branch = branch.map_or_else(|| DEFAULT_PRODUCTION_BRANCH.to_owned(), |branch| branch.value);
                Some(PublishPlace::Cloudflare { project: project.value, branch })
            }
            Self { vercel: Some(project), .. } => Some(PublishPlace::Vercel { project: project.value }),
            Self { rsync: Some(rsync), .. } if !is_rsync(&rsync.value) => {
                let message = format!("`{}` is no place for rsync", rsync.value);
                let help = "write it like `user@server.example.org:/srv/www/campaign` or `rsync://server.example.org/module`";
                problems.push(invalid(&rsync, message).help(help));
                None
            }
            Self { rsync: Some(rsync), .. } => Some(PublishPlace::Rsync { address: rsync.value, grace_hours }),
            Self { dir: Some(dir), .. } if dir.value.trim().is_empty() || dir.value.contains('\0') => {
                let help = "write the folder that your web server shows, like `/srv/www/campaign`";
                problems.push(invalid(&dir, "`dir` names no folder".to_owned()).help(help));
                None
            }
            Self { dir: Some(dir), .. } => Some(PublishPlace::Dir { dir: dir.value, grace_hours }),
            Self { dir: None, .. } => {
                let message = format!("`[publish.{name}]` does not say where the site goes");
                let help = "add `dir` with the folder that your web server shows, `rsync` with one of another machine, `git` with a \
                            repository, `bucket` with one of an object store, or `netlify`, `cloudflare` or `vercel` with a site there";
                problems.push(Diagnostic::new(Code::MissingKey, message).at(at).help(help));
                None
            }
        }
    }
}

/// Whether it names a folder. What begins with a dash would be an option of the program, or of `ssh`.
fn is_rsync(address: &str) -> bool {
    let folder = address.trim_end_matches('/');
    let is_option = folder.starts_with('-') || folder.contains("@-");
    !folder.is_empty() && !folder.ends_with([':', '@']) && !is_option && !folder.contains(char::is_control)
}

/// An id, or a name of a host.
fn is_site(site: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    !site.is_empty() && site.bytes().all(is_plain) && !site.starts_with(['-', '.'])
}

/// A project's name, which is a word of a command.
fn is_project(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    !name.is_empty() && name.bytes().all(is_plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn is_branch(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('-') && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

fn no_server(endpoint: &Spanned<String>, invalid: &dyn Fn(&Spanned<String>, String) -> Diagnostic) -> Diagnostic {
    invalid(endpoint, format!("`{}` is no address of a server", endpoint.value)).help("write it like `https://storage.example.org`")
}

fn is_server(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['@', '?', '#', ' ']))
}

/// A branch to publish to, unless a name is none.
fn git(
    remote: Spanned<String>,
    branch: Option<Spanned<String>>,
    invalid: &dyn Fn(&Spanned<String>, String) -> Diagnostic,
    problems: &mut Problems,
) -> Option<PublishPlace> {
    // What begins with a dash would be an option of the program.
    let is_name = |name: &Spanned<String>| !name.value.trim().is_empty() && !name.value.starts_with('-') && !name.value.contains('\0');
    let wrong: Problems = std::iter::once(&remote)
        .chain(&branch)
        .filter(|name| !is_name(name))
        .map(|name| {
            let message = format!("`{}` is no name for git", name.value);
            invalid(name, message).help("write a remote such as `origin`, and a branch such as `gh-pages`")
        })
        .collect();
    if !wrong.is_empty() {
        problems.extend(wrong);
        return None;
    }
    let branch = branch.map_or_else(|| DEFAULT_BRANCH.to_owned(), |branch| branch.value);
    Some(PublishPlace::Git { remote: remote.value, branch })
}
