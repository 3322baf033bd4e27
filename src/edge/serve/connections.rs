//! The connections of browsers: each on its own, and none that idles for ever.

use std::time::Duration;

use axum::extract::connect_info::ConnectInfo;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// How long a connection may take to send the head of its next request. A browser opens another when it needs one.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait after the system refused a connection, perhaps because too many files are open.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers all connections and never ends.
pub(super) async fn answer(listener: TcpListener, router: Router) {
    loop {
        let Ok((stream, from)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone().layer(Extension(ConnectInfo(from))));
        let connection =
            http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(PATIENCE).serve_connection(TokioIo::new(stream), service);
        // A connection that breaks off is the browser's affair.
        tokio::spawn(async { drop(connection.await) });
    }
}
