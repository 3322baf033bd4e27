//! Puts a finished site online, so that at every moment each page there finds its files, and so that it can be taken back.
//!
//! A place holds the site's files and, below `.ribbon-publish`, one file that says which publications there are
//! (`head.json`) and the content of each by its hash. A publication is announced in the head before the first file changes
//! and finished by it after the last, both only if nobody else has changed the head.

mod dir;
mod git;
mod hosted;
#[cfg(feature = "cloud")]
mod netlify;
#[cfg(feature = "cloud")]
mod objects;
#[cfg(feature = "cloud")]
mod online;
mod plan;
mod program;
mod rsync;
mod store;
#[cfg(test)]
mod tests;
mod vercel;
#[cfg(feature = "cloud")]
mod web;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use dir::Dir;
pub(crate) use git::{Changes, Git, Next};
pub(crate) use hosted::{Host, Hosted};
#[cfg(feature = "cloud")]
pub(crate) use netlify::Netlify;
pub(crate) use plan::{Entry, Files, Plan};
pub(crate) use rsync::Rsync;
pub(crate) use store::{Delivery, PublishError, Store};

use crate::base::artifact::OutputPath;
use plan::{Online, Retired, plan};

/// The folder of records in a place.
pub(crate) const PREFIX: &str = ".ribbon-publish";

const HEAD: &str = ".ribbon-publish/head.json";

/// Raised when the meaning of the head changes.
const VERSION: u32 = 1;

/// How many publications can be gone back to.
const MAX_KEPT: usize = 10;

/// A bucket of an object store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket<'a> {
    /// `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`.
    pub address: &'a str,
    /// The server, if it is not the platform's own.
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub endpoint: Option<&'a str>,
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub region: Option<&'a str>,
}

impl Bucket<'_> {
    /// Gets ready to ask the bucket; asks nothing yet.
    ///
    /// # Errors
    ///
    /// Fails if the address or what the environment says of the platform cannot be used, or if this program speaks to no bucket.
    #[cfg(feature = "cloud")]
    pub(crate) fn open(&self) -> Result<Box<dyn Store>, PublishError> {
        Ok(Box::new(objects::Objects::open(self)?))
    }

    #[cfg(not(feature = "cloud"))]
    pub(crate) fn open(&self) -> Result<Box<dyn Store>, PublishError> {
        let message = format!("this program was built without what it takes to publish to `{}`", self.address);
        Err(PublishError::new(message, "install Ribbon with its feature `cloud`, which it has unless somebody leaves it out"))
    }
}

/// What is to answer at an address of the site.
pub(crate) struct Wanted {
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub path: OutputPath,
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub address: String,
    /// Of the content; `None` if nothing is to be there any more.
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub hash: Option<String>,
    /// Whether it only leads elsewhere, which hosts may do by a header.
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub is_redirect: bool,
    /// Whether the host is to send the headers of the site with it.
    #[cfg_attr(not(feature = "cloud"), expect(dead_code, reason = "nothing is asked there"))]
    pub has_headers: bool,
}

/// Asks for all of these; gives the address of each that is wrong, and what is. With patience, a host is given half a minute to bring all online.
///
/// # Errors
///
/// Fails if nothing can be asked, or if this program speaks to no other machines.
#[cfg(feature = "cloud")]
pub(crate) fn verify(wanted: Vec<Wanted>, is_patient: bool) -> Result<Vec<(String, String)>, PublishError> {
    online::verify(wanted, is_patient)
}

#[cfg(not(feature = "cloud"))]
pub(crate) fn verify(_: Vec<Wanted>, _: bool) -> Result<Vec<(String, String)>, PublishError> {
    let help = "install Ribbon with its feature `cloud`, which it has unless somebody leaves it out";
    Err(PublishError::new("this program was built without what it takes to ask the site's address", help))
}

/// A publication that was finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Publication {
    /// Seconds since 1970.
    pub at: i64,
    pub n_files: usize,
    /// In bytes.
    pub len: u64,
    /// The hash of its list of files.
    files: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Head {
    version: u32,
    /// The oldest first; the last is online.
    publications: Vec<Publication>,
    /// The list of files of a publication that has begun.
    pending: Option<String>,
    retired: BTreeMap<OutputPath, Retired>,
}

/// What is to be published, compared with what is online.
pub(crate) struct Prepared {
    pub plan: Plan,
    pub new: Files,
    online: Online,
    head: Head,
    /// As it was read.
    head_bytes: Option<Vec<u8>>,
    /// Those that stay before the new one.
    earlier: Vec<Publication>,
    /// Whether the contents are in the place already.
    is_undo: bool,
    now: i64,
    grace: i64,
}

impl Prepared {
    /// Whether nothing was published there before.
    pub(crate) fn is_first(&self) -> bool {
        self.head.publications.is_empty()
    }

    /// Whether an earlier publication was broken off.
    pub(crate) fn is_repair(&self) -> bool {
        self.head.pending.is_some()
    }
}

/// The SHA-256 of a content, in hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn busy() -> PublishError {
    PublishError::new("somebody else is publishing to this place right now", "wait until they are done, then publish again")
}

/// The publications of a place, the oldest first.
///
/// # Errors
///
/// Fails if the place cannot be read.
pub(crate) fn publications(store: &dyn Store) -> Result<Vec<Publication>, PublishError> {
    Ok(read_head(store)?.0.publications)
}

/// Compares the files of a finished build with what is online. `now` and `grace` are in seconds.
///
/// # Errors
///
/// Fails if the place cannot be read.
pub(crate) fn prepare(store: &dyn Store, new: Files, now: i64, grace: i64) -> Result<Prepared, PublishError> {
    let (head, head_bytes) = read_head(store)?;
    let online = online(store, &head)?;
    let earlier = head.publications.clone();
    Ok(Prepared { plan: plan(&online, &new, now, grace), new, online, head, head_bytes, earlier, is_undo: false, now, grace })
}

/// The way back to the publication before the last, or to the last one if another was broken off since.
///
/// # Errors
///
/// Fails if there is none, or if the place cannot be read.
pub(crate) fn prepare_undo(store: &dyn Store, now: i64, grace: i64) -> Result<Prepared, PublishError> {
    let (head, head_bytes) = read_head(store)?;
    let mut earlier = head.publications.clone();
    if head.pending.is_none() {
        earlier.pop();
    }
    let Some(back) = earlier.pop() else {
        return Err(PublishError::new("there is no earlier publication to go back to", "see which there are with `ribbon publish --list`"));
    };
    let online = online(store, &head)?;
    let new = read_files(store, &back.files)?;
    Ok(Prepared { plan: plan(&online, &new, now, grace), new, online, head, head_bytes, earlier, is_undo: true, now: back.at, grace })
}

/// Does what was prepared. `read` gives the content of a file of the finished build, `clock` the seconds since 1970. Returns by how
/// many seconds this machine's clock is ahead of the place's, if anything was done and the place has one.
///
/// # Errors
///
/// Fails if the place refuses, if somebody else published since or changed a file there, or if the build changed meanwhile.
/// What is online is then old and new side by side, and each page finds its files.
pub(crate) fn publish(
    store: &dyn Store,
    prepared: &Prepared,
    clock: &dyn Fn() -> i64,
    read: &(dyn Fn(&OutputPath) -> Result<Vec<u8>, PublishError> + Sync),
) -> Result<Option<i64>, PublishError> {
    let Prepared { plan, new, online, head, head_bytes, earlier, is_undo, now, grace } = prepared;
    if plan.is_empty() && head.pending.is_none() && !is_undo {
        return Ok(None);
    }
    let there = store.lengths()?;
    refuse_foreign(store, prepared, there.as_ref())?;
    let built = |path: &OutputPath, entry: &Entry| {
        read(path).and_then(|bytes| if hash(&bytes) == entry.hash { Ok(bytes) } else { Err(changed(path)) })
    };
    if *is_undo {
        store.fetch(&plan.put.iter().filter_map(|path| Some(kept_at(&new.get(path)?.hash))).collect::<Vec<_>>())?;
    }
    store.each(&plan.put, &|path| {
        let entry = new.get(path).ok_or_else(|| changed(path))?;
        let at = kept_at(&entry.hash);
        if *is_undo {
            return kept(store, &entry.hash).map(drop);
        }
        if there.as_ref().is_some_and(|there| there.get(&at) == Some(&entry.len)) {
            return Ok(());
        }
        store.put(&at, &built(path, entry)?, Delivery::Record)
    })?;
    let list = to_json(new)?;
    let files = hash(&list);
    store.put(&kept_at(&files), &list, Delivery::Record)?;
    // Machines that publish here may have wrong clocks; the place has one for all of them.
    let (there, here) = (store.written_at(&kept_at(&files))?, clock());
    let of_place = there.map(|there| plan.by_clock_of_place(&online.retired, there, *grace));
    let plan = of_place.as_ref().unwrap_or(plan);
    // Until the end, files of both are online.
    let mut retired = online.retired.clone();
    retired.extend(plan.retired.clone());
    let begun = to_json(&Head { version: VERSION, pending: Some(files.clone()), retired, ..head.clone() })?;
    if !store.put_if(HEAD, &begun, head_bytes.as_deref())? {
        return Err(busy());
    }
    for step in plan.steps() {
        store.each(step, &|path| {
            let entry = new.get(path).ok_or_else(|| changed(path))?;
            // What the place keeps is there, whatever has become of the build.
            let bytes = if *is_undo { kept(store, &entry.hash)? } else { built(path, entry).or_else(|_| kept(store, &entry.hash))? };
            store.put(path.as_str(), &bytes, entry.delivery())
        })?;
        // What the next step puts online names what this one did.
        store.flush()?;
    }
    store.each(&plan.removed, &|path| store.remove(path.as_str()))?;
    store.flush()?;
    let len = new.values().map(|entry| entry.len).sum();
    let mut publications = earlier.clone();
    publications.push(Publication { at: *now, n_files: new.len(), len, files });
    let dropped: Vec<Publication> = publications.drain(..publications.len().saturating_sub(MAX_KEPT)).collect();
    let done = to_json(&Head { version: VERSION, publications: publications.clone(), pending: None, retired: plan.retired.clone() })?;
    if !store.put_if(HEAD, &done, Some(&begun))? {
        return Err(busy());
    }
    forget(store, &dropped, &publications)?;
    Ok(there.map(|there| here - there))
}

/// What the place keeps of a publication that was prepared.
///
/// # Errors
///
/// Fails if the place cannot be read, or if it is not whole.
pub(crate) fn content(store: &dyn Store, prepared: &Prepared, path: &OutputPath) -> Result<Vec<u8>, PublishError> {
    kept(store, &prepared.new.get(path).ok_or_else(|| changed(path))?.hash)
}

/// Refuses to write over, or to remove, what another program has put there.
fn refuse_foreign(store: &dyn Store, prepared: &Prepared, there: Option<&BTreeMap<String, u64>>) -> Result<(), PublishError> {
    let Prepared { plan, new, online, .. } = prepared;
    let touched: Vec<OutputPath> = plan.put.iter().chain(&plan.removed).cloned().collect();
    if let Some(there) = there {
        let found = touched.iter().map(OutputPath::as_str).filter(|path| there.contains_key(*path));
        store.fetch(&found.map(str::to_owned).collect::<Vec<_>>())?;
    }
    store.each(&touched, &|path| {
        let retired = online.retired.get(path).map(|retired| &retired.entry);
        let ours = [online.files.get(path), online.pending.as_ref().and_then(|pending| pending.get(path)), new.get(path), retired];
        let is_ours = match there.map(|there| there.get(path.as_str())) {
            Some(None) => true,
            _ => {
                let found = store.get(path.as_str())?.map(|bytes| hash(&bytes));
                found.is_none_or(|found| ours.into_iter().flatten().any(|entry| entry.hash == found))
            }
        };
        if is_ours {
            return Ok(());
        }
        Err(PublishError::new(
            format!("`{path}` at this place is not as Ribbon published it, so nothing was changed"),
            "keep a copy of it, remove it there, and publish again",
        ))
    })
}

/// Removes contents that only publications named which nobody can go back to any more.
fn forget(store: &dyn Store, dropped: &[Publication], left: &[Publication]) -> Result<(), PublishError> {
    if dropped.is_empty() {
        return Ok(());
    }
    store.fetch(&left.iter().chain(dropped).map(|publication| kept_at(&publication.files)).collect::<Vec<_>>())?;
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for publication in left {
        wanted.extend(read_files(store, &publication.files)?.into_values().map(|entry| entry.hash));
        wanted.insert(publication.files.clone());
    }
    for publication in dropped.iter().filter(|publication| !wanted.contains(&publication.files)) {
        let hashes: BTreeSet<String> = read_files(store, &publication.files)?.into_values().map(|entry| entry.hash).collect();
        for hash in hashes.difference(&wanted).chain([&publication.files]) {
            store.remove(&kept_at(hash))?;
        }
    }
    store.flush()
}

fn kept_at(hash: &str) -> String {
    format!("{PREFIX}/contents/{hash}")
}

/// A content that the place keeps, if it is whole.
fn kept(store: &dyn Store, wanted: &str) -> Result<Vec<u8>, PublishError> {
    let found = store.get(&kept_at(wanted))?;
    found.filter(|bytes| hash(bytes) == wanted).ok_or_else(|| {
        PublishError::new(
            "what this place has kept of a publication is damaged",
            format!(
                "build the state you want and publish it; if that fails too, move `{PREFIX}` away there and publish into an empty place"
            ),
        )
    })
}

fn changed(path: &OutputPath) -> PublishError {
    PublishError::new(format!("`{path}` changed while it was being published"), "publish again when no other build is running")
}

fn read_head(store: &dyn Store) -> Result<(Head, Option<Vec<u8>>), PublishError> {
    let Some(bytes) = store.get(HEAD)? else { return Ok((Head::default(), None)) };
    match serde_json::from_slice::<Head>(&bytes) {
        Ok(head) if head.version == VERSION => Ok((head, Some(bytes))),
        _ => Err(PublishError::new(
            format!("`{HEAD}` at this place was written by another version of Ribbon, or is damaged"),
            "publish with the version that published last, or into an empty place",
        )),
    }
}

fn online(store: &dyn Store, head: &Head) -> Result<Online, PublishError> {
    let files = head.publications.last().map(|last| read_files(store, &last.files)).transpose()?.unwrap_or_default();
    let pending = head.pending.as_ref().map(|pending| read_files(store, pending)).transpose()?;
    Ok(Online { files, pending, retired: head.retired.clone() })
}

fn read_files(store: &dyn Store, list: &str) -> Result<Files, PublishError> {
    let damaged = |_| PublishError::new("the list of a publication is damaged", "publish into an empty place");
    serde_json::from_slice(&kept(store, list)?).map_err(damaged)
}

fn to_json(value: &impl Serialize) -> Result<Vec<u8>, PublishError> {
    serde_json::to_vec(value).map_err(|error| PublishError::new(error.to_string(), "publish again"))
}
