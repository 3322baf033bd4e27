//! Asks other sites whether the addresses that pages lead to are there, as politely as a good neighbour does, and remembers
//! what they said.

mod cache;
#[cfg(all(test, feature = "cloud"))]
mod tests;
#[cfg(feature = "cloud")]
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use crate::base::answer::{Answer, End, Question};
use cache::{Cache, Record};

/// How other sites are treated.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nobody is asked"))]
pub(crate) struct Manners {
    /// What servers are told about who asks.
    pub user_agent: String,
    /// So many requests are under way at once, one to each host.
    pub n_at_once: usize,
    /// Between the end of one request to a host and the next.
    pub pause: Duration,
    /// How long one request may take.
    pub timeout: Duration,
    /// How often an address is tried that is busy or says nothing.
    pub n_tries: u32,
    /// The wait before the second try; each further one is twice as long.
    pub first_wait: Duration,
    /// Nobody waits longer for a server that asks for patience.
    pub longest_wait: Duration,
}

impl Manners {
    /// Those that the command has. `site` is the address of the site whose links are checked, so that whoever reads a server's
    /// log knows whom to write to.
    pub(crate) fn of(site: Option<&str>) -> Self {
        let contact = site.map_or(String::new(), |site| format!("; +{site}"));
        Self {
            user_agent: format!("Ribbon/{} (link check{contact})", env!("CARGO_PKG_VERSION")),
            n_at_once: 8,
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(20),
            n_tries: 3,
            first_wait: Duration::from_secs(2),
            longest_wait: Duration::from_secs(60),
        }
    }
}

/// What there is to say once all is asked.
#[derive(Debug)]
pub(crate) struct Asked {
    pub answers: BTreeMap<String, Answer>,
    /// How many of the addresses were asked now; the others had been asked not long ago.
    pub n_asked: usize,
    /// Whether the answers are there for the next run.
    pub is_kept: bool,
}

/// Answers questions from what the site has kept in a file, and asks what is too old or unknown. `now` is in seconds since 1970;
/// `progress` hears how many of how many are answered.
///
/// # Errors
///
/// Fails, in an editor's words, if this program cannot ask, or if nobody at all answers.
pub(crate) fn ask(
    questions: &[Question],
    file: Result<&Path, &std::io::Error>,
    now: i64,
    manners: &Manners,
    progress: &dyn Fn(usize, usize),
) -> Result<Asked, CannotAsk> {
    let file = file.ok();
    let mut cache = file.map_or_else(Cache::empty, Cache::read);
    cache.keep_only(questions, now);
    let due: Vec<(&Question, Option<Record>)> = questions
        .iter()
        .filter(|question| !cache.is_fresh(question, now))
        .map(|question| (question, cache.get(&question.address).cloned()))
        .collect();
    let n_due = due.len();
    let mut hosts = BTreeSet::new();
    let mut is_anybody_there = false;
    if n_due > 0 {
        let mut n_done = 0;
        progress(0, n_due);
        asked(due, manners, &mut |question, mut record| {
            record.at = now;
            hosts.insert(host(&question.address).to_owned());
            is_anybody_there |= !matches!(record.answer.end, End::NoHost | End::NoConnection | End::Timeout);
            cache.put(question, record);
            n_done += 1;
            progress(n_done, n_due);
            // What was asked before somebody loses patience need not be asked again.
            if let (0, Some(file), true) = (n_done % 25, file, is_anybody_there) {
                let _ = cache.write(file);
            }
        })?;
    }
    if hosts.len() > 1 && !is_anybody_there {
        return Err(OFFLINE);
    }
    let is_kept = n_due == 0 || file.is_some_and(|file| cache.write(file).is_ok());
    let answers = questions.iter().filter_map(|question| Some((question.address.clone(), cache.get(&question.address)?.answer.clone())));
    Ok(Asked { answers: answers.collect(), n_asked: n_due, is_kept })
}

/// Why nobody was asked, and what to do about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CannotAsk {
    pub message: &'static str,
    pub help: &'static str,
}

/// Were it told of each address, a cable that is not plugged in would have a hundred findings.
const OFFLINE: CannotAsk = CannotAsk {
    message: "not one of the other sites answers, so this machine has no way to the web, and no link was checked",
    help: "connect it, or set `HTTPS_PROXY` if it needs a proxy, and check again; without `--external` no site is asked",
};

fn host(address: &str) -> &str {
    address.split('/').nth(2).unwrap_or_default()
}

/// Takes each answer as it comes.
type Take<'a> = dyn FnMut(&Question, Record) + 'a;

#[cfg(feature = "cloud")]
fn asked(due: Vec<(&Question, Option<Record>)>, manners: &Manners, take: &mut Take<'_>) -> Result<(), CannotAsk> {
    web::ask(due, manners, take).map_err(|message| CannotAsk { message, help: "end other programs, and check again" })
}

#[cfg(not(feature = "cloud"))]
fn asked(_due: Vec<(&Question, Option<Record>)>, _manners: &Manners, _take: &mut Take<'_>) -> Result<(), CannotAsk> {
    Err(CannotAsk {
        message: "this program was built without what it takes to ask other sites",
        help: "install Ribbon with its feature `cloud`, which it has unless somebody leaves it out",
    })
}
