//! `ribbon check --external`, against a server in this process. What it makes of misbehaving servers is tested where it asks them.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::server::without_proxies;
use crate::site::{HOME, Outcome, SITE_TOML, Site};

/// Says of `/here` that it is there, of `/moved` that it is at `/here`, and of all else that it is gone; counts requests.
fn server() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its number");
    let n_requests = Arc::new(AtomicUsize::new(0));
    let count = n_requests.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let mut reader = BufReader::new(stream.try_clone().expect("the same stream"));
            let mut line = String::new();
            let _ = reader.read_line(&mut line);
            let mut rest = String::new();
            while reader.read_line(&mut rest).is_ok_and(|n| n > 2) {}
            let status = match line.split(' ').nth(1) {
                Some("/here") => "200 OK",
                Some("/moved") => "301 Moved\r\nLocation: /here",
                _ => "404 Not Found",
            };
            let _ = stream.write_all(format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").as_bytes());
        }
    });
    (address, n_requests)
}

fn run(site: &Site, words: &[&str]) -> Outcome {
    let command = site.command(&[&["check", "--external", "--date", "2027-02-04", "--format", "short"], words].concat());
    Outcome::of(without_proxies(command))
}

#[test]
fn other_sites_are_asked_on_demand_and_not_again_for_days() {
    let (address, n_requests) = server();
    let links = |paths: &[&str]| paths.iter().map(|path| format!("[A link](http://{address}{path}).\n\n")).collect::<String>();
    let site = Site::new().with("content/_index.md", format!("{HOME}\n{}", links(&["/here", "/gone", "/moved"])));
    assert_eq!(site.run(&["check"]).code, Some(0));
    assert_eq!(n_requests.load(Ordering::SeqCst), 0, "`check` alone asks nobody");

    let outcome = run(&site, &[]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(
        outcome.stdout.contains(&format!("content/_index.md:10:10: error[external-gone]: `http://{address}/gone` is gone")),
        "{outcome:?}"
    );
    let moved =
        format!("content/_index.md:12:10: warning[external-moved]: `http://{address}/moved` has moved for good to `http://{address}/here`");
    assert!(outcome.stdout.contains(&moved), "{outcome:?}");
    assert!(outcome.stderr.contains("3 addresses of other sites, 3 asked now"), "{outcome:?}");
    assert!(!site.has("public"));

    let report = run(&site, &["--report", "report.html"]);
    assert_eq!(report.code, Some(1), "{report:?}");
    let row = |what: &str, found: &str| format!("<th scope=\"row\">{what}</th><td>{found}</td>");
    let page = site.read("report.html");
    assert!(page.contains(&row("Addresses of other sites that were asked, with those of references", "3")), "{page}");
    assert!(page.contains(&row("Found: external-gone", "1 time")) && page.contains("do not answer programs"), "{page}");
    site.remove("report.html");

    let n_before = n_requests.load(Ordering::SeqCst);
    let again = run(&site, &[]);
    assert_eq!((again.code, &again.stdout), (Some(1), &outcome.stdout));
    assert_eq!(n_requests.load(Ordering::SeqCst), n_before, "{again:?}");

    // A warning fails nothing but `--strict`, and what nobody asks has no finding.
    let never = format!("[[check.never_ask]]\naddress = \"http://{address}/go*\"\nreason = \"It comes online on the day.\"\n");
    site.write("site.toml", format!("{SITE_TOML}{never}"));
    let outcome = run(&site, &[]);
    assert!(outcome.code == Some(0) && !outcome.stdout.contains("external-gone"), "{outcome:?}");
    assert_eq!(run(&site, &["--strict"]).code, Some(1));
}

#[test]
fn a_machine_without_a_way_to_the_web_is_one_problem() {
    let site = Site::new().with("content/_index.md", format!("{HOME}\n<http://one.invalid/> and <http://two.invalid/>\n"));
    let outcome = run(&site, &[]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("this machine has no way to the web") && outcome.stdout.is_empty(), "{outcome:?}");
}
