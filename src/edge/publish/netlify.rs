//! A site at Netlify, by its API for deploys: the host is told the SHA-1 of every file, asks for those that it does not have, and
//! shows all of the new site at once.
//! Source: docs.netlify.com, "Get started with the Netlify API", deploy with the API, file digest method.

#![expect(clippy::disallowed_methods, reason = "reads the finished site and the token in the environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use tokio::runtime::Runtime;

use super::git::Changes;
use super::web::web;
use super::{PublishError, busy};
use crate::base::artifact::OutputPath;

const API: &str = "https://api.netlify.com/api/v1";

/// Where the token is, as in Netlify's own program.
const TOKEN: &str = "NETLIFY_AUTH_TOKEN";

/// Who published, and the deploy that was shown before, which the way back needs.
const TITLE: &str = "Published by Ribbon";
const AFTER: &str = " after ";

/// How often a request that fails by chance is sent, and how long a deploy may take until it is ready.
const MAX_TRIES: u32 = 4;
const MAX_POLLS: u32 = 120;

/// What a segment of a path may hold as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

pub(crate) struct Netlify {
    client: Client,
    runtime: Runtime,
    api: String,
    site: String,
    token: String,
    /// The deploy that was shown when it was looked at.
    online: Option<String>,
    next: Option<Next>,
}

enum Next {
    /// These files below a folder, with their digests.
    Files(PathBuf, BTreeMap<String, String>),
    Restore(String),
}

#[derive(Deserialize)]
struct SiteAnswer {
    id: String,
    published_deploy: Option<Deploy>,
}

#[derive(Deserialize)]
struct Deploy {
    id: String,
    #[serde(default)]
    state: String,
    title: Option<String>,
    created_at: Option<String>,
    error_message: Option<String>,
    /// The digests of files that are to be sent.
    #[serde(default)]
    required: BTreeSet<String>,
}

#[derive(Deserialize)]
struct FileAnswer {
    path: String,
    sha: String,
}

impl Netlify {
    /// A site by its id or by its name like `campaign.netlify.app`.
    ///
    /// # Errors
    ///
    /// Fails if the environment holds no token, or if the system gives no network.
    pub(crate) fn open(site: &str, endpoint: Option<&str>) -> Result<Self, PublishError> {
        let token = std::env::var(TOKEN).ok().filter(|token| !token.trim().is_empty()).ok_or_else(|| {
            let help = "make a token at app.netlify.com, User settings, Applications, and put it into the environment, in CI as a secret";
            PublishError::new(format!("there is no `{TOKEN}` in the environment"), help)
        })?;
        let (client, runtime) = web(Policy::default(), Duration::from_secs(120))?;
        let api = endpoint.unwrap_or(API).trim_end_matches('/').to_owned();
        Ok(Self { client, runtime, api, site: encoded(site), token: token.trim().to_owned(), online: None, next: None })
    }

    /// Compares the finished site with what is shown, and gets ready for `publish`. Changes nothing online.
    ///
    /// # Errors
    ///
    /// Fails if Netlify cannot be asked, or if the site cannot be read.
    pub(crate) fn prepare(&mut self, out: &Path, files: &[OutputPath]) -> Result<Changes, PublishError> {
        self.look()?;
        let shown: Vec<FileAnswer> = match self.online {
            Some(_) => self.ask(&Method::GET, &format!("sites/{}/files", self.site), None)?,
            None => Vec::new(),
        };
        let mut shown: BTreeMap<String, String> =
            shown.into_iter().map(|file| (file.path.trim_start_matches('/').to_owned(), file.sha)).collect();
        let (mut changes, mut digests) = (Changes::default(), BTreeMap::new());
        for file in files {
            let bytes = content(out, file.as_str())?;
            let digest: String = Sha1::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            match shown.remove(file.as_str()) {
                Some(known) if known == digest => {}
                Some(_) => drop(changes.changed.insert(file.as_str().to_owned(), bytes.len() as u64)),
                None => drop(changes.added.insert(file.as_str().to_owned(), bytes.len() as u64)),
            }
            digests.insert(file.as_str().to_owned(), digest);
        }
        changes.removed = shown.into_keys().collect();
        self.next = Some(Next::Files(out.to_owned(), digests));
        Ok(changes)
    }

    /// Gets ready for the way back; gives the moment of the publication that will be shown.
    ///
    /// # Errors
    ///
    /// Fails if Netlify cannot be asked, or if nothing was published before.
    pub(crate) fn prepare_undo(&mut self) -> Result<String, PublishError> {
        let none = || PublishError::new("there is no earlier publication to go back to", "publish the site as it should be");
        self.look()?;
        let online = self.online.clone().ok_or_else(none)?;
        let online: Deploy = self.ask(&Method::GET, &format!("deploys/{}", encoded(&online)), None)?;
        let before = online.title.as_deref().and_then(|title| title.strip_prefix(TITLE)?.strip_prefix(AFTER)).ok_or_else(none)?;
        let before: Deploy = self.ask(&Method::GET, &format!("deploys/{}", encoded(before)), None)?;
        self.next = Some(Next::Restore(before.id));
        Ok(before.created_at.unwrap_or_default())
    }

    /// Publishes what was prepared, unless somebody else has since.
    ///
    /// # Errors
    ///
    /// Fails if Netlify refuses; what is online was then not changed.
    pub(crate) fn publish(&mut self) -> Result<(), PublishError> {
        let before = self.online.clone();
        let id = match self.next.take() {
            None => return Ok(()),
            Some(Next::Restore(id)) => id,
            Some(Next::Files(out, digests)) => self.upload(&out, &digests, before.as_deref())?,
        };
        self.look()?;
        if self.online != before {
            return Err(busy());
        }
        let shown: Value = self.ask(&Method::POST, &format!("sites/{}/deploys/{}/restore", self.site, encoded(&id)), None)?;
        drop(shown);
        Ok(())
    }

    /// What was published, the newest first: the moment, what was done, and whether it is shown.
    ///
    /// # Errors
    ///
    /// Fails if Netlify cannot be asked.
    pub(crate) fn list(&mut self) -> Result<Vec<(String, String, bool)>, PublishError> {
        self.look()?;
        let deploys: Vec<Deploy> = self.ask(&Method::GET, &format!("sites/{}/deploys?per_page=50", self.site), None)?;
        let ready = deploys.into_iter().filter(|deploy| deploy.state == "ready");
        let one = |deploy: Deploy| {
            let is_online = Some(&deploy.id) == self.online.as_ref();
            let title = deploy.title.unwrap_or_else(|| "published by another program".to_owned());
            let title = title.split(AFTER).next().unwrap_or_default().to_owned();
            (deploy.created_at.unwrap_or_default(), title, is_online)
        };
        Ok(ready.map(one).collect())
    }

    /// Learns which deploy is shown.
    fn look(&mut self) -> Result<(), PublishError> {
        let site: SiteAnswer = self.ask(&Method::GET, &format!("sites/{}", self.site), None)?;
        self.site = encoded(&site.id);
        self.online = site.published_deploy.map(|deploy| deploy.id);
        Ok(())
    }

    /// Makes a deploy that nobody sees yet, and sends what it lacks.
    fn upload(&self, out: &Path, digests: &BTreeMap<String, String>, before: Option<&str>) -> Result<String, PublishError> {
        let title = before.map_or_else(|| TITLE.to_owned(), |before| format!("{TITLE}{AFTER}{before}"));
        let files: BTreeMap<String, &String> = digests.iter().map(|(path, digest)| (format!("/{path}"), digest)).collect();
        let body = json!({ "files": files, "draft": true }).to_string().into_bytes();
        let path = format!("sites/{}/deploys?title={}", self.site, utf8_percent_encode(&title, NON_ALPHANUMERIC));
        let deploy: Deploy = self.ask(&Method::POST, &path, Some((body, "application/json")))?;
        let id = encoded(&deploy.id);
        for (path, digest) in digests {
            if !deploy.required.contains(digest) {
                continue;
            }
            let body = content(out, path)?;
            let path = format!("deploys/{id}/files/{}", encoded(path));
            let _: Value = self.ask(&Method::PUT, &path, Some((body, "application/octet-stream")))?;
        }
        for n in 0..MAX_POLLS {
            let now: Deploy = self.ask(&Method::GET, &format!("deploys/{id}"), None)?;
            match &*now.state {
                "ready" => return Ok(deploy.id),
                "error" => {
                    let said = now.error_message.unwrap_or_else(|| "it does not say why".to_owned());
                    return Err(PublishError::new(format!("Netlify did not take the site: {said}"), "what is online was not changed"));
                }
                _ => self.pause(Duration::from_millis(if n < 10 { 200 } else { 1000 })),
            }
        }
        Err(PublishError::new("Netlify has not finished the deploy", "look at the site's page of deploys, and publish again"))
    }

    fn pause(&self, time: Duration) {
        // The timer belongs to the runtime, so it is made inside.
        self.runtime.block_on(async { tokio::time::sleep(time).await });
    }

    /// One request; what fails by chance is tried again.
    fn ask<T: for<'d> Deserialize<'d>>(
        &self,
        method: &Method,
        path: &str,
        body: Option<(Vec<u8>, &'static str)>,
    ) -> Result<T, PublishError> {
        let failed = |what: String, help: &str| Err(PublishError::new(format!("Netlify {what}"), help));
        let mut n_tries = 0;
        loop {
            n_tries += 1;
            let sent = self.runtime.block_on(async {
                let mut request = self.client.request(method.clone(), format!("{}/{path}", self.api)).bearer_auth(&self.token);
                if let Some((bytes, kind)) = &body {
                    request = request.header("content-type", *kind).body(bytes.clone());
                }
                let answer = request.send().await?;
                let status = answer.status();
                Ok::<_, reqwest::Error>((status, answer.bytes().await?))
            });
            let is_last = n_tries >= MAX_TRIES;
            match sent {
                Ok((status, bytes)) if status.is_success() => {
                    let bytes = if bytes.is_empty() { &b"null"[..] } else { &bytes };
                    return serde_json::from_slice(bytes).or_else(|_| {
                        failed("gave an answer that Ribbon does not understand".to_owned(), "publish again, or with a newer version")
                    });
                }
                Ok((StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _)) => {
                    return failed(format!("does not accept the token in `{TOKEN}`"), "make a new one, for an account that owns the site");
                }
                Ok((StatusCode::NOT_FOUND, _)) => {
                    return failed(format!("knows no site `{}`", self.site), "see its name or id in the settings of the site");
                }
                Ok((status, _)) if (status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS) && !is_last => {}
                Ok((status, _)) => return failed(format!("answered with the status {status}"), "publish again; what is online is whole"),
                Err(_) if !is_last => {}
                Err(error) => {
                    let what = if error.is_timeout() { "took too long" } else { "gave no answer" };
                    return failed(what.to_owned(), "publish again when it can be reached; what is online is whole");
                }
            }
            self.pause(Duration::from_millis(300) * 3_u32.pow(n_tries - 1));
        }
    }
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, SEGMENT).to_string()
}

fn content(out: &Path, path: &str) -> Result<Vec<u8>, PublishError> {
    let at = out.join(path);
    fs::read(&at).map_err(|error| {
        PublishError::new(format!("cannot read `{}`: {}", at.display(), error.kind()), "build the site, and publish again")
    })
}
