//! A bucket of an object store: Amazon S3 and what speaks like it, Google Cloud Storage, Azure Blob Storage.
//!
//! Credentials come from the environment or from the machine, as each platform's own tools find them; Ribbon takes none in
//! files of the site and prints none.

#![expect(clippy::disallowed_methods, reason = "the environment may name the server")]

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ClientOptions, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig, UpdateVersion,
};
use rayon::ThreadPool;
use rayon::prelude::*;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use tokio::runtime::Runtime;
use tokio_stream::StreamExt;

use super::store::{Delivery, PublishError, Store, Work};
use super::web::{GZIP, plain_of_gzip};
use super::{Bucket, PREFIX, hash};
use crate::base::artifact::OutputPath;
use crate::base::content_type::content_type;
use crate::build::{FOREVER, FRESH};

/// So many requests are under way at once.
const MAX_AT_ONCE: usize = 16;

/// How long a request that fails is tried again.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The folder in the bucket that the site is put in.
    folder: Path,
    /// As the site's owner wrote it, for messages.
    address: String,
    runtime: Runtime,
    pool: ThreadPool,
    /// The hash and the version of each record that was read or written, so that it can be replaced only as long as it is that.
    versions: Mutex<BTreeMap<String, (String, UpdateVersion)>>,
}

impl Objects {
    /// As `Bucket::open`.
    pub(super) fn open(bucket: &Bucket<'_>) -> Result<Self, PublishError> {
        let unusable = |error: Error| {
            let help = "see the guide's page on publishing for what each platform wants in its environment";
            PublishError::new(format!("`{}` cannot be used: {}", bucket.address, told(&error)), help)
        };
        // An error only says that there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = Self::connect(bucket).map_err(unusable)?;
        let folder = bucket.address.splitn(4, '/').nth(3).unwrap_or_default();
        let folder = Path::parse(folder.trim_matches('/')).map_err(|error| unusable(error.into()))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(MAX_AT_ONCE).build();
        let (Ok(runtime), Ok(pool)) = (runtime, pool) else {
            return Err(PublishError::new("the system gives no threads for the upload", "end other programs, and publish again"));
        };
        Ok(Self { store, folder, address: bucket.address.to_owned(), runtime, pool, versions: Mutex::default() })
    }

    fn connect(bucket: &Bucket<'_>) -> Result<Arc<dyn ObjectStore>, Error> {
        // Amazon's own tools take a server from the environment too.
        let known = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT"].into_iter().find_map(|name| std::env::var(name).ok());
        let is_plain = bucket.endpoint.or(known.as_deref()).is_some_and(|endpoint| endpoint.starts_with("http://"));
        let client = ClientOptions::new()
            .with_allow_http(is_plain)
            .with_connect_timeout(Duration::from_secs(10))
            .with_timeout(Duration::from_secs(60));
        let retry = RetryConfig { retry_timeout: PATIENCE, max_retries: 6, ..RetryConfig::default() };
        let address = bucket.address.to_owned();
        let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
        Ok(match scheme {
            "gs" => {
                // Otherwise Google unpacks what is kept in gzip, and then tells no length.
                let packed = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(GZIP))]);
                let client = client.with_default_headers(packed);
                let mut builder = GoogleCloudStorageBuilder::from_env().with_url(address).with_client_options(client).with_retry(retry);
                if let Some(endpoint) = bucket.endpoint {
                    builder = builder.with_base_url(endpoint);
                }
                Arc::new(builder.build()?)
            }
            "az" => {
                let mut builder = MicrosoftAzureBuilder::from_env().with_url(address).with_retry(retry);
                builder = builder.with_client_options(client).with_allow_http(is_plain);
                if let Some(endpoint) = bucket.endpoint {
                    builder = builder.with_endpoint(endpoint.to_owned());
                }
                Arc::new(builder.build()?)
            }
            _ => {
                let mut builder = AmazonS3Builder::from_env().with_url(address).with_retry(retry);
                builder = builder.with_client_options(client).with_allow_http(is_plain);
                if let Some(endpoint) = bucket.endpoint {
                    builder = builder.with_endpoint(endpoint);
                }
                if let Some(region) = bucket.region {
                    builder = builder.with_region(region);
                }
                Arc::new(builder.build()?)
            }
        })
    }

    fn at(&self, key: &str) -> Result<Path, PublishError> {
        let path = if self.folder.as_ref().is_empty() { Path::parse(key) } else { Path::parse(format!("{}/{key}", self.folder)) };
        path.map_err(|_| {
            let help = "give the page or file a simpler name";
            PublishError::new(format!("`{key}` is no name that `{}` takes", self.address), help)
        })
    }

    fn know(&self, key: &str, bytes: &[u8], version: UpdateVersion) {
        if key.starts_with(PREFIX) {
            let known = (hash(bytes), version);
            self.versions.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), known);
        }
    }

    fn known(&self, key: &str, bytes: &[u8]) -> Option<UpdateVersion> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.get(key).filter(|(known, _)| *known == hash(bytes)).map(|(_, version)| version.clone())
    }

    fn refused(&self, doing: &str, error: &Error) -> PublishError {
        let help = match error {
            _ if is_about_time(error) => "set the clock of this machine, best from the network, and publish again",
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                "see that the environment holds credentials that may list, read, write and delete in this bucket"
            }
            Error::NotFound { .. } => "see that the bucket exists and that its name and region are right",
            _ => "publish again when the store answers: every page online still finds its files",
        };
        PublishError::new(format!("`{}` did not {doing}: {}", self.address, told(error)), help)
    }
}

/// Whether the store refuses a signature for its time. Amazon S3 and those that speak like it name this code from a quarter of an hour
/// on; Google says it of the key's own token.
fn is_about_time(error: &Error) -> bool {
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        let words = error.to_string();
        if words.contains("RequestTimeTooSkewed") || words.contains("in a reasonable timeframe") {
            return true;
        }
        next = error.source();
    }
    false
}

/// What went wrong, in one line, without addresses, which may hold signatures.
fn told(error: &Error) -> String {
    match error {
        _ if is_about_time(error) => "its clock and that of this machine differ by too much".to_owned(),
        Error::PermissionDenied { .. } => "these credentials have no right to".to_owned(),
        Error::Unauthenticated { .. } => "it does not accept the credentials, or there are none".to_owned(),
        Error::NotFound { .. } => "there is no such bucket".to_owned(),
        error => {
            let mut innermost: &dyn std::error::Error = error;
            while let Some(source) = innermost.source() {
                innermost = source;
            }
            let words = innermost.to_string();
            let line = words.lines().next().unwrap_or_default();
            line.split(' ').filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
        }
    }
}

fn attributes(key: &str, delivery: Delivery) -> Attributes {
    let (kind, cache, encoding) = match delivery {
        Delivery::Record => ("application/octet-stream", "no-store", None),
        Delivery::File { is_lasting, is_compressed } => {
            (content_type(key), if is_lasting { FOREVER } else { FRESH }, is_compressed.then_some(GZIP))
        }
    };
    let encoding = encoding.map(|encoding| (Attribute::ContentEncoding, encoding));
    [(Attribute::ContentType, kind), (Attribute::CacheControl, cache)].into_iter().chain(encoding).collect()
}

/// The same bytes for the same input: no time and no name is written.
fn compressed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

impl Store for Objects {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let at = self.at(key)?;
        let got = self.runtime.block_on(async {
            let found = self.store.get(&at).await?;
            let version = UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
            let is_compressed = found.attributes.get(&Attribute::ContentEncoding).is_some_and(|encoding| **encoding == *GZIP);
            Ok((found.bytes().await?, is_compressed, version))
        });
        match got {
            Ok((bytes, true, _)) => Ok(Some(plain_of_gzip(&bytes).unwrap_or_else(|| bytes.to_vec()))),
            Ok((bytes, false, version)) => {
                self.know(key, &bytes, version);
                Ok(Some(bytes.to_vec()))
            }
            Err(Error::NotFound { source, .. }) if !source.to_string().contains("NoSuchBucket") => Ok(None),
            Err(error) => Err(self.refused(&format!("give `{key}`"), &error)),
        }
    }

    fn put(&self, key: &str, bytes: &[u8], delivery: Delivery) -> Result<(), PublishError> {
        let at = self.at(key)?;
        let options = PutOptions { attributes: attributes(key, delivery), ..PutOptions::default() };
        let bytes = match delivery {
            Delivery::File { is_compressed: true, .. } => compressed(bytes).map_err(|error| {
                PublishError::new(format!("`{key}` cannot be compressed: {error}"), "publish again, or take `compress` out of `site.toml`")
            })?,
            _ => bytes.to_vec(),
        };
        let put = self.runtime.block_on(self.store.put_opts(&at, bytes.into(), options));
        put.map(drop).map_err(|error| self.refused(&format!("take `{key}`"), &error))
    }

    fn put_if(&self, key: &str, bytes: &[u8], old: Option<&[u8]>) -> Result<bool, PublishError> {
        let at = self.at(key)?;
        let mode = match old {
            None => PutMode::Create,
            Some(old) => match self.known(key, old) {
                Some(version) => PutMode::Update(version),
                None => return Ok(false),
            },
        };
        let options = PutOptions { attributes: attributes(key, Delivery::Record), mode, ..PutOptions::default() };
        match self.runtime.block_on(self.store.put_opts(&at, bytes.to_vec().into(), options)) {
            Ok(put) => {
                self.know(key, bytes, UpdateVersion { e_tag: put.e_tag, version: put.version });
                Ok(true)
            }
            // A request that was taken, but whose answer was lost, is refused when it is tried again.
            Err(Error::Precondition { .. } | Error::AlreadyExists { .. }) => Ok(self.get(key)?.as_deref() == Some(bytes)),
            Err(error @ (Error::NotImplemented { .. } | Error::NotSupported { .. })) => {
                let help = "use a store that knows conditional writes, as Amazon S3, R2, MinIO, Google Cloud and Azure do: without them, \
                            two publishers at once would mix their sites";
                Err(PublishError { help: help.to_owned(), ..self.refused(&format!("take `{key}` on a condition"), &error) })
            }
            Err(error) => Err(self.refused(&format!("take `{key}`"), &error)),
        }
    }

    fn written_at(&self, key: &str) -> Result<Option<i64>, PublishError> {
        let at = self.at(key)?;
        let found =
            self.runtime.block_on(self.store.head(&at)).map_err(|error| self.refused(&format!("say when it got `{key}`"), &error))?;
        Ok(Some(found.last_modified.timestamp()))
    }

    fn remove(&self, key: &str) -> Result<(), PublishError> {
        let at = self.at(key)?;
        match self.runtime.block_on(self.store.delete(&at)) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.refused(&format!("remove `{key}`"), &error)),
        }
    }

    fn lengths(&self) -> Result<Option<BTreeMap<String, u64>>, PublishError> {
        let folder = (!self.folder.as_ref().is_empty()).then_some(&self.folder);
        let listed = self.runtime.block_on(self.store.list(folder).collect::<Result<Vec<_>, _>>());
        let listed = listed.map_err(|error| self.refused("list its files", &error))?;
        let below = |path: &Path| {
            let parts = path.prefix_match(&self.folder)?;
            Some(parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"))
        };
        Ok(Some(listed.iter().filter_map(|object| Some((below(&object.location)?, object.size))).collect()))
    }

    fn each(&self, paths: &[OutputPath], work: &Work<'_>) -> Result<(), PublishError> {
        self.pool.install(|| paths.par_iter().try_for_each(work))
    }
}
