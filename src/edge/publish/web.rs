//! How other machines are asked by HTTP, and what they pack.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::runtime::Runtime;

use super::PublishError;

/// As it stands in `Content-Encoding`.
pub(super) const GZIP: &str = "gzip";

/// No file of a site is longer, whatever is packed into it.
const MAX_PLAIN: u64 = 1 << 30;

/// A client that treats redirects so and waits no longer than this for an answer, with what it runs on.
///
/// # Errors
///
/// Fails if the system gives no network to ask with, or no certificates to tell others by.
pub(super) fn web(redirects: Policy, timeout: Duration) -> Result<(Client, Runtime), PublishError> {
    // An error only says that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let unusable = |error: &dyn std::fmt::Display| {
        PublishError::new(format!("this machine cannot ask other machines: {error}"), "see that it has a network and its certificates")
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| unusable(&error))?;
    let client = Client::builder()
        .user_agent(concat!("ribbon/", env!("CARGO_PKG_VERSION")))
        .redirect(redirects)
        .connect_timeout(Duration::from_secs(10))
        .timeout(timeout)
        .build()
        .map_err(|error| unusable(&error))?;
    Ok((client, runtime))
}

/// What was compressed; `None` if it was not, or only in part.
pub(super) fn plain_of_gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut plain = Vec::new();
    let n_read = flate2::read::GzDecoder::new(bytes).take(MAX_PLAIN).read_to_end(&mut plain).ok()?;
    ((n_read as u64) < MAX_PLAIN).then_some(plain)
}
