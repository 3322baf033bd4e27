//! Servers in the test's own process, and commands that ask them and nobody else.

use std::net::SocketAddr;
use std::process::Command;

use axum::Router;
use tokio::runtime::Runtime;

/// Serves until the runtime goes.
pub(crate) fn serve(router: Router) -> (SocketAddr, Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let address = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its number");
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    });
    (address, runtime)
}

/// A proxy of this machine knows nothing of servers in a test.
pub(crate) fn without_proxies(mut command: Command) -> Command {
    for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command
}
