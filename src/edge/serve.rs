//! A server that shows the site from memory, and every save at once. It writes nothing.

#![expect(clippy::disallowed_methods, reason = "opens a port, and measures the first build")]

mod clients;
mod connections;
mod editor;
mod http;
mod published;
mod rebuild;
mod respond;
mod themes;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use editor::Editor;
pub(crate) use themes::Choice;

use crate::base::diagnostic::Problems;
use crate::base::source::{Settings, Snapshot, SourceId};
use crate::edge::watch::Watch;
use http::Shared;
use published::Published;
use rebuild::Rebuilder;

/// Ports tried after the one that was asked for.
const MORE_PORTS: u16 = 100;

/// What a person decides about a server.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub root: PathBuf,
    /// The moment in it is replaced by the present one unless `is_fixed_moment`.
    pub settings: Settings,
    pub is_fixed_moment: bool,
    /// An address of this machine, or a name that leads to one.
    pub host: String,
    pub port: u16,
    /// Looks for changes again and again instead of being told.
    pub poll: bool,
    pub editor: Option<Editor>,
    /// The theme chosen in the browser overrides the one in the settings.
    pub choice: Choice,
}

/// What a server reports.
#[derive(Debug)]
pub(crate) enum Event {
    /// It answers requests now.
    Ready {
        place: Place,
        first: Option<Rebuilt>,
    },
    /// From now on it polls for changes, for this reason.
    Polling(String),
    Rebuilt(Rebuilt),
    /// A build ended because of a bug in Ribbon; the last one is still shown.
    Broken,
}

/// Where a server is reached.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// For a browser on this machine.
    pub url: String,
    /// For a phone in the same network, if others may come.
    pub phone: Option<String>,
    /// Whether other machines reach the server.
    pub is_open: bool,
    /// The port that was asked for, if another one is used.
    pub instead_of: Option<u16>,
}

/// One build after a save.
#[derive(Debug)]
pub(crate) struct Rebuilt {
    pub saved: Vec<SourceChange>,
    pub n_rendered: usize,
    pub n_pages: usize,
    /// From the event to the end of the build.
    pub time: Duration,
    /// From the event to when open pages were told.
    pub seen: Option<Duration>,
    pub diagnostics: Problems,
    /// The sources that the problems point into.
    pub snapshot: Arc<Snapshot>,
}

/// A source that differs from the last build's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SourceChange {
    New(SourceId),
    Changed(SourceId),
    Removed(SourceId),
}

impl SourceChange {
    pub(crate) fn source(&self) -> &SourceId {
        match self {
            Self::New(source) | Self::Changed(source) | Self::Removed(source) => source,
        }
    }
}

/// Serves the site until it is interrupted.
///
/// # Errors
///
/// If no port can be opened, or the system gives no threads.
pub(crate) fn serve(options: Options, tell: impl Fn(Event) + Send + 'static) -> io::Result<()> {
    let start = Instant::now();
    let listener = listen(&options.host, options.port)?;
    // The watch begins before the first load, so that nothing saved meanwhile is missed.
    let watch = Watch::start(&options.root, options.poll);
    let mut rebuilder = Rebuilder::new(&options);
    let published = Published::nothing_yet(rebuilder.snapshot().clone());
    let shared = Arc::new(Shared::new(published, &options, watch.waker()));
    let first = rebuilder.first(&shared, start);
    let place = place(&listener, &options, shared.published().base())?;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let router = http::router(shared.clone());
    listener.set_nonblocking(true)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let interrupted = interrupted()?;
        let options = options.clone();
        std::thread::Builder::new().name("rebuild".to_owned()).spawn(move || {
            tell(Event::Ready { place, first });
            rebuilder.run(&options, &shared, watch, &tell);
        })?;
        // Connections that listen for changes never end by themselves, so nobody waits for them.
        tokio::select! {
            () = connections::answer(listener, router) => Ok(()),
            () = interrupted => Ok(()),
        }
    });
    runtime.shutdown_background();
    served
}

/// Waits for Ctrl-C, or until the system asks the program to end.
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Opens the port, or the next one that is free.
fn listen(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut ports = std::iter::once(port).chain((1..=MORE_PORTS).filter_map(|step| port.checked_add(step)));
    let mut busy = None;
    let found = ports.find_map(|port| match TcpListener::bind((host, port)) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            busy = Some(error);
            None
        }
        bound => Some(bound),
    });
    found.unwrap_or_else(|| Err(busy.unwrap_or_else(|| io::ErrorKind::AddrInUse.into())))
}

fn place(listener: &TcpListener, options: &Options, base: &str) -> io::Result<Place> {
    let address = listener.local_addr()?;
    let (ip, port) = (address.ip(), address.port());
    let url = |host: &str| format!("http://{host}:{port}{base}/");
    let literal = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let own = if ip.is_unspecified() {
        url(&literal(if ip.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() }))
    } else if options.host.parse::<IpAddr>().is_ok() {
        url(&literal(ip))
    } else {
        url(&options.host)
    };
    let is_open = !ip.is_loopback();
    let phone = if ip.is_unspecified() { network_address() } else { Some(ip).filter(|_| is_open) };
    Ok(Place {
        url: own,
        phone: phone.map(|ip| url(&literal(ip))),
        is_open,
        instead_of: (options.port != 0 && port != options.port).then_some(options.port),
    })
}

/// This machine's address in its network, if it is in one. Nothing is sent: the system is only asked which route it would use.
fn network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address reserved for documentation (RFC 5737), so that no real host is meant.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}
