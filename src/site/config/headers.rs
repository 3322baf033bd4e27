//! `[headers]`: for which servers the headers of the finished files are written.

use super::section;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

/// A file of headers, by those who read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum HeaderFile {
    /// `_headers`, which Cloudflare Pages reads too.
    Netlify,
    Vercel,
    Apache,
    Nginx,
    Caddy,
    /// A policy of response headers, as CloudFront takes it.
    CloudFront,
    /// An element in each page, for hosts that let nobody set headers: GitHub Pages, GitLab Pages.
    Meta,
}

const NAMES: &[(&str, HeaderFile)] = &[
    ("netlify", HeaderFile::Netlify),
    ("cloudflare", HeaderFile::Netlify),
    ("vercel", HeaderFile::Vercel),
    ("apache", HeaderFile::Apache),
    ("nginx", HeaderFile::Nginx),
    ("caddy", HeaderFile::Caddy),
    ("cloudfront", HeaderFile::CloudFront),
    ("meta", HeaderFile::Meta),
];

impl HeaderFile {
    /// The file's name in the output folder; none for what stands in the pages themselves.
    pub(crate) fn file_name(self) -> Option<&'static str> {
        match self {
            Self::Netlify => Some("_headers"),
            Self::Vercel => Some("vercel.json"),
            Self::Apache => Some(".htaccess"),
            Self::Nginx => Some("headers.nginx.conf"),
            Self::Caddy => Some("headers.caddy"),
            Self::CloudFront => Some("headers.cloudfront.json"),
            Self::Meta => None,
        }
    }

    /// Whether it brings a policy to readers of a bucket, which sends none itself.
    pub(crate) fn suits_buckets(self) -> bool {
        matches!(self, Self::CloudFront | Self::Meta)
    }

    /// Whether one of them has this name.
    pub(crate) fn is_named(name: &str) -> bool {
        NAMES.iter().any(|(_, file)| file.file_name() == Some(name))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct HeaderFiles {
    /// Without repetitions.
    pub files: Vec<HeaderFile>,
    /// Whether browsers are to ask for the site by HTTPS alone for a year.
    pub hsts: bool,
}

impl HeaderFiles {
    /// All names of the files that are written.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().filter(|(_, file)| self.files.contains(file)).map(|(name, _)| *name)
    }
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> HeaderFiles {
    section(fields, source, "headers", problems, |keys, problems| {
        let names: Vec<Spanned<String>> = keys.optional("files", problems).unwrap_or_default();
        let mut files = Vec::new();
        for name in names {
            match NAMES.iter().find(|(known, _)| *known == name.value) {
                Some((_, file)) if files.contains(file) => {}
                Some((_, file)) => files.push(*file),
                None => {
                    let message = format!("there are no headers for `{}`", name.value);
                    let known = NAMES.iter().map(|(known, _)| *known);
                    let help = Suggestion::nearest(&name.value, known.clone())
                        .or(&format!("expected one of {}", known.map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ")));
                    problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.at(name.span)).help(help));
                }
            }
        }
        HeaderFiles { files, hsts: keys.optional("hsts", problems).unwrap_or_default() }
    })
}
