//! Bad luck and bad manners: busy ports, foreign hosts, huge files, full disks, folders that go and come.

use std::io::{Read, Seek, SeekFrom, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::listing::{Browser, Clean};
use super::server::{Server, wait_for};
use crate::site::{HOME, Site};

fn page(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndescription = \"About {title}.\"\n+++\n\n{body}\n")
}

/// A site with one page more than the home page.
fn small() -> Site {
    Site::new().with("content/about.md", page("About", "Words.")).with("static/fence.txt", "0")
}

fn shows(server: &Server, path: &str, words: &str) {
    wait_for(words, || server.get(path).text().contains(words).then_some(()));
}

/// What Linux tells of a process: resident bytes, the most of them ever, open files.
#[cfg(target_os = "linux")]
fn used(server: &Server) -> (u64, u64, usize) {
    let folder = format!("/proc/{}", server.id());
    let status = std::fs::read_to_string(format!("{folder}/status")).expect("a status");
    let bytes = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key)).expect("a line");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    };
    (bytes("VmRSS:"), bytes("VmHWM:"), std::fs::read_dir(format!("{folder}/fd")).expect("a list").count())
}

/// A round counts when the second half came within the quiet period: the test itself may be held up on a busy machine.
#[test]
fn a_page_that_is_saved_in_two_halves_shows_no_problem() {
    let site = small();
    let server = Server::start(site.root());
    let tags = [("/about/".to_owned(), server.get("/about/").header("x-ribbon-tag").to_owned())].into();
    let mut listener = server.listen(&tags);
    let mut n_good = 0;
    for round in 0..200 {
        let whole = page("About", &format!("Été {round}."));
        // In the middle of the front matter, or in the middle of a letter.
        let cut = if round % 2 == 0 { 12 } else { whole.find('É').expect("a letter") + 1 };
        let start = Instant::now();
        std::fs::write(site.path("content/about.md"), &whole.as_bytes()[..cut]).expect("a half");
        std::thread::sleep(Duration::from_millis(3));
        std::fs::write(site.path("content/about.md"), &whole).expect("the whole");
        let is_good = start.elapsed() < Duration::from_millis(9);
        shows(&server, "/about/", &format!("Été {round}."));
        let mut names = Vec::new();
        loop {
            let (name, data) = listener.next();
            let is_last = name == "pages" && data["/about/"] == server.get("/about/").header("x-ribbon-tag");
            names.push(name);
            if is_last {
                break;
            }
        }
        if is_good {
            assert!(names.iter().all(|name| name == "pages" || name == "follow"), "round {round}: {names:?}");
            n_good += 1;
        }
        if n_good == 10 {
            return;
        }
    }
    eprintln!("only {n_good} rounds were quick enough to count");
}

#[test]
fn two_servers_on_one_folder_work_side_by_side() {
    let site = small();
    let (one, other) = (Server::start(site.root()), Server::start(site.root()));
    assert_ne!(one.port, other.port);
    for n in 0..5 {
        site.write("content/about.md", page("About", &format!("Words {n}.")));
        site.write(&format!("content/new-{n}.md"), page("New", "New."));
        let clean = Clean::of(&site);
        for server in [&one, &other] {
            Browser::open(server, &[]).converge(&site, &clean, "two servers");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_of_200_mb_is_streamed() {
    const LENGTH: u64 = 200 * 1024 * 1024;
    let site = small();
    let mut file = std::fs::File::create(site.path("static/film.mp4")).expect("a file");
    file.set_len(LENGTH).expect("a long file");
    for at in [0, LENGTH / 2, LENGTH - 8] {
        file.seek(SeekFrom::Start(at)).expect("a place");
        file.write_all(format!("{at:08x}").as_bytes()).expect("a mark");
    }
    drop(file);
    let server = Server::start(site.root());
    let (_, before, _) = used(&server);

    let head = server.ask("HEAD", "/film.mp4", &[]);
    assert_eq!((head.status, head.header("content-length"), head.header("accept-ranges")), (200, "209715200", "bytes"));
    assert_eq!(head.header("content-type"), "video/mp4");
    let part = |range: &str| server.ask("GET", "/film.mp4", &[("Range", range)]);
    let middle = part(&format!("bytes={}-{}", LENGTH / 2, LENGTH / 2 + 7));
    assert_eq!((middle.status, middle.text()), (206, format!("{:08x}", LENGTH / 2)));
    assert_eq!(middle.header("content-range"), "bytes 104857600-104857607/209715200");
    assert_eq!(part("bytes=-8").text(), format!("{:08x}", LENGTH - 8));
    assert_eq!(part(&format!("bytes={LENGTH}-")).status, 416);

    // Four browsers read it at once, to the end.
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = server.connect();
            let host = server.port;
            std::thread::spawn(move || {
                write!(stream, "GET /film.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{host}\r\nConnection: close\r\n\r\n").expect("a request");
                let (mut n_bytes, mut chunk) = (0, vec![0; 256 * 1024]);
                loop {
                    let n = stream.read(&mut chunk).expect("more of it");
                    if n == 0 {
                        return n_bytes;
                    }
                    n_bytes += n as u64;
                }
            })
        })
        .collect();
    for reader in readers {
        let n_bytes = reader.join().expect("a reader");
        assert!((LENGTH..LENGTH + 4096).contains(&n_bytes), "{n_bytes} bytes with the head");
    }
    let (_, after, _) = used(&server);
    assert!(after < 128 << 20 && after - before < 32 << 20, "{} MB at most, {} MB before", after >> 20, before >> 20);

    // A save that has nothing to do with it does not read it again.
    std::thread::sleep(Duration::from_millis(2500));
    let read_bytes = || {
        let io = std::fs::read_to_string(format!("/proc/{}/io", server.id())).expect("counters");
        io.lines().find_map(|line| line.strip_prefix("rchar: ")).expect("a line").parse::<u64>().expect("a number")
    };
    site.write("content/about.md", page("About", "Once."));
    shows(&server, "/about/", "Once.");
    let before = read_bytes();
    site.write("content/about.md", page("About", "Twice."));
    shows(&server, "/about/", "Twice.");
    assert!(read_bytes() - before < 16 << 20, "{} bytes were read for a save", read_bytes() - before);
}

#[test]
fn a_busy_port_is_left_to_its_owner() {
    let site = small();
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let server = Server::start_with(site.root(), &["--port", &port.to_string()]);
    assert_ne!(server.port, port);
    let note = format!("note: port {port} is busy, so another one was taken");
    wait_for("the note", || server.told().contains(&note).then_some(()));
    assert_eq!(server.get("/about/").status, 200);
}

#[test]
fn nobody_else_may_ask_and_no_path_leaves_the_site() {
    let site = small().with("secret.txt", "secret").with("content/about/secret.md.bak", "secret");
    let server = Server::start(site.root());
    let host = |host: &str| server.send(&format!("GET /about/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    let own = server.port;
    for good in [format!("127.0.0.1:{own}"), format!("localhost:{own}"), "localhost".to_owned(), format!("[::1]:{own}")] {
        assert_eq!(host(&good), 200, "{good}");
    }
    for bad in ["evil.example".to_owned(), format!("evil.example:{own}"), format!("127.0.0.1.evil.example:{own}"), String::new()] {
        assert_eq!(host(&bad), 403, "{bad}");
    }
    assert_eq!(server.send("GET /about/ HTTP/1.0\r\n\r\n").status, 403, "without a host");
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/static/../../secret.txt",
        "/about/..%5c..%5csecret.txt",
        "//secret.txt",
        "/secret.txt",
        "/site.toml",
        "/content/about.md",
        "/about/secret.md.bak",
        "/%00",
        "/about/%ff",
        "/__ribbon/../site.toml",
        "/__ribbon/nothing.js",
        "/__ribbon/",
    ] {
        let answer = server.get(path);
        assert!(answer.status == 404 && !answer.text().contains("secret"), "{path}: {answer:?}");
    }
    let foreign = [("Origin", "http://evil.example"), ("Content-Length", "0")];
    assert_eq!(server.ask("POST", "/__ribbon/open", &foreign).status, 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = server.ask(method, "/about/", &[("Content-Length", "0")]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let redirect = server.get("/about?from=mail");
    assert_eq!((redirect.status, redirect.header("location")), (307, "/about/?from=mail"));
    let etag = server.get("/css/site.css").header("etag").to_owned();
    assert_eq!(server.ask("GET", "/css/site.css", &[("If-None-Match", &etag)]).status, 304);
}

#[test]
fn ctrl_c_ends_it_within_a_second() {
    for signal in ["-INT", "-TERM"] {
        let site = small();
        let mut server = Server::start(site.root());
        // Browsers that listen, and one that is in the middle of a request, do not hold it up.
        let _listeners: Vec<_> = (0..5).map(|_| server.listen(&[].into())).collect();
        let mut idle = server.connect();
        idle.write_all(b"GET / HT").expect("half a request");
        let start = Instant::now();
        assert!(Command::new("kill").args([signal, &server.id().to_string()]).status().expect("kill").success());
        wait_for("the end", || (!server.is_running()).then_some(()));
        assert!(start.elapsed() < Duration::from_secs(1), "{:?} after {signal}", start.elapsed());
        assert!(!site.has("public"), "nothing was written");
    }
}

#[test]
fn folders_that_go_and_come_are_followed() {
    let site = small();
    let server = Server::start(site.root());
    let mut browser = Browser::open(&server, &["/", "/about/", "/deep/er/page/"]);
    let content = site.path("content");
    for n in 0..3 {
        std::fs::remove_dir_all(&content).expect("a folder to remove");
        browser.converge(&site, &Clean::of(&site), "without content");
        // It comes back by a rename, as from a backup, and once by hand.
        let from = site.path(&format!("backup-{n}"));
        std::fs::create_dir_all(&from).expect("a folder");
        std::fs::write(from.join("_index.md"), HOME).expect("a page");
        std::fs::write(from.join("about.md"), page("About", &format!("From backup {n}."))).expect("a page");
        std::fs::rename(&from, &content).expect("the folder in place");
        browser.converge(&site, &Clean::of(&site), "with content again");
        // What is saved in it, and in folders that are made in it, is seen too.
        site.write("content/about.md", page("About", &format!("Saved after backup {n}.")));
        browser.converge(&site, &Clean::of(&site), "a save after it came back");
        site.write("content/deep/er/page.md", page("Deep", &format!("Deep {n}.")));
        browser.converge(&site, &Clean::of(&site), "a new folder after it came back");
        site.write("content/deep/er/page.md", page("Deep", &format!("Deep {n}, again.")));
        browser.converge(&site, &Clean::of(&site), "a save in the new folder");
    }
}

#[test]
fn a_linked_folder_and_its_new_goal_are_followed() {
    use std::os::unix::fs::symlink;
    let site = small().with("shared/one/page.md", page("Page", "One.")).with("shared/two/page.md", page("Page", "Two."));
    symlink(site.path("shared/one"), site.path("content/linked")).expect("a link");
    let server = Server::start(site.root());
    let mut browser = Browser::open(&server, &["/linked/page/", "/linked/more/"]);
    let mut converge = |what| browser.converge(&site, &Clean::of(&site), what);
    converge("a linked folder");
    site.write("shared/one/page.md", page("Page", "One, saved."));
    converge("a save behind the link");
    site.write("shared/one/more.md", page("More", "More."));
    converge("a new page behind the link");
    symlink(site.path("shared/two"), site.path("link")).expect("a link");
    std::fs::rename(site.path("link"), site.path("content/linked")).expect("the link led elsewhere");
    converge("the link led elsewhere");
    site.write("shared/two/page.md", page("Page", "Two, saved."));
    converge("a save behind the new link");
}

#[test]
fn polling_converges_too() {
    let site = small();
    let server = Server::start_with(site.root(), &["--port", "0", "--poll"]);
    let mut browser = Browser::open(&server, &["/", "/about/", "/new/"]);
    for (what, save) in [
        ("a save", (|site: &Site| site.write("content/about.md", page("About", "Polled."))) as fn(&Site)),
        ("a save of the same length and time", |site| {
            let before = std::fs::metadata(site.path("content/about.md")).and_then(|metadata| metadata.modified()).expect("a time");
            site.write("content/about.md", page("About", "Pulled."));
            let file = std::fs::File::options().append(true).open(site.path("content/about.md")).expect("a file");
            file.set_modified(before).expect("the old time");
        }),
        ("a new page", |site| site.write("content/new.md", page("New", "New."))),
        ("another name", |site| std::fs::rename(site.path("content/new.md"), site.path("content/newer.md")).expect("another name")),
        ("a broken configuration", |site| site.write("site.toml", "titel = 1")),
        ("a fixed one", |site| site.write("site.toml", crate::site::SITE_TOML)),
    ] {
        save(&site);
        browser.converge_however(&site, &Clean::of(&site), what);
    }
}

/// Whether namespaces can be made here that `unshare` is asked for.
#[cfg(target_os = "linux")]
fn can(unshare: &[&str], script: &str) -> bool {
    let tried = Command::new("unshare").args(unshare).args(["sh", "-ec", script]).stderr(Stdio::null()).status();
    let can = tried.is_ok_and(|status| status.success());
    if !can {
        eprintln!("skipped: `unshare {}` is not allowed here", unshare.join(" "));
    }
    can
}

/// A server that a shell starts after `script`, in namespaces of its own.
#[cfg(target_os = "linux")]
fn serve_after(unshare: &[&str], script: &str, root: &str) -> Server {
    let serve = format!("{script}; exec \"$RIBBON\" serve --date {} --port 0 --root {root}", super::server::DAY);
    Server::started(Command::new("unshare").args(unshare).args(["sh", "-ec", &serve]).env("RIBBON", env!("CARGO_BIN_EXE_ribbon")))
}

#[test]
#[cfg(target_os = "linux")]
fn the_limits_of_watching_lead_to_polling() {
    for (limit, named) in [("max_inotify_watches", "max_user_watches=524288"), ("max_inotify_instances", "max_user_instances=1024")] {
        let script = format!("echo {} > /proc/sys/user/{limit}", u8::from(limit.ends_with("watches")));
        let own = ["--user", "--map-root-user"];
        if !can(&own, &script) {
            return;
        }
        let site = small();
        let server = serve_after(&own, &script, &site.root().display().to_string());
        wait_for("the note", || server.told().contains("instead").then_some(()));
        let told = server.told();
        assert!(told.contains("note: the system's limit of watched folders is reached"), "{told}");
        assert!(told.contains(&format!("raise it with `sudo sysctl fs.inotify.{named}`")), "{told}");
        for n in 0..3 {
            site.write("content/about.md", page("About", &format!("Words {n}.")));
            site.write(&format!("content/new-{n}/page.md"), page("New", "New."));
            shows(&server, "/about/", &format!("Words {n}."));
            shows(&server, &format!("/new-{n}/page/"), "New.");
        }
        assert_eq!(server.told().matches("instead").count(), 1, "it is said once: {}", server.told());
    }
}

/// What is written to the lower layer of an overlay is seen in it, but no event tells of it: as in a container whose files are shared.
#[test]
#[cfg(target_os = "linux")]
fn a_file_system_without_events_leads_to_polling() {
    let mount = "mkdir -p over/upper over/work over/merged
        mount -t tmpfs tmpfs over
        mkdir over/lower over/upper over/work over/merged
        cp -r sources/. over/lower
        mount -t overlay overlay -o lowerdir=over/lower,upperdir=over/upper,workdir=over/work over/merged";
    let site = Site::empty().with("sources/site.toml", crate::site::SITE_TOML).with("sources/content/_index.md", HOME);
    site.write("sources/content/about.md", page("About", "Words 0."));
    let script = format!("cd '{}'; {mount}", site.root().display());
    if !can(&["--mount"], &script) {
        return;
    }
    let server = serve_after(&["--mount"], &script, "over/merged");
    let below = format!("/proc/{}/root{}/over/lower/content/about.md", server.id(), site.root().display());
    for n in 1..=4 {
        std::fs::write(&below, page("About", &format!("Words {n}."))).expect("a save below");
        shows(&server, "/about/", &format!("Words {n}."));
    }
    let told = server.told();
    assert!(told.contains("note: something was saved that the system did not tell of; Ribbon looks for changes"), "{told}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_no_end() {
    let site = Site::empty().with("sources/site.toml", crate::site::SITE_TOML).with("sources/content/_index.md", HOME);
    site.write("sources/content/about.md", page("About", "Before."));
    let script = format!("cd '{}'; mkdir -p full; mount -t tmpfs -o size=256k tmpfs full; cp -r sources/. full", site.root().display());
    if !can(&["--mount"], &script) {
        return;
    }
    let mut server = serve_after(&["--mount"], &script, "full");
    let full = format!("/proc/{}/root{}/full", server.id(), site.root().display());
    // Everything that is left is taken, and a save on the full disk leaves an empty file or a part of it.
    let mut filler = std::fs::File::create(format!("{full}/filler")).expect("a file");
    while filler.write_all(&[b'x'; 4096]).is_ok() {}
    let long = page("About", &"Many words. ".repeat(2000));
    assert!(std::fs::write(format!("{full}/content/about.md"), &long).is_err(), "the disk is full");
    assert!(std::fs::write(format!("{full}/content/more.md"), &long).is_err(), "the disk is full");
    shows(&server, "/__ribbon/problems", "revision");
    assert!(server.is_running());
    assert_eq!(server.get("/").status, 200);
    drop(filler);
    std::fs::remove_file(format!("{full}/filler")).expect("room again");
    std::fs::write(format!("{full}/content/about.md"), page("About", "After.")).expect("a save");
    std::fs::write(format!("{full}/content/more.md"), page("More", "More.")).expect("a save");
    shows(&server, "/about/", "After.");
    shows(&server, "/more/", "More.");
    assert_eq!(server.problems(), "");
}

#[test]
#[cfg(target_os = "linux")]
fn hundreds_of_saves_keep_memory_and_files() {
    let site = small();
    for n in 0..40 {
        site.write(&format!("content/many/p{n}.md"), page(&format!("Page {n}"), &"Many words. ".repeat(100)));
    }
    let server = Server::start(site.root());
    let save = |from: usize, to: usize| {
        for n in from..to {
            site.write("content/about.md", page("About", &format!("Save {n}. {}", "Some words. ".repeat(50))));
            shows(&server, "/about/", &format!("Save {n}."));
        }
        used(&server)
    };
    // Connections come and go meanwhile.
    for _ in 0..20 {
        drop(server.listen(&[].into()));
    }
    let before = save(0, 60);
    for _ in 0..20 {
        drop(server.listen(&[].into()));
    }
    let after = save(60, 360);
    assert!(after.0 as f64 <= before.0 as f64 * 1.2, "{} MB before, {} MB after", before.0 >> 20, after.0 >> 20);
    // Connections that have just been closed may still be open on the other side.
    wait_for("files to be closed", || (used(&server).2 <= before.2 + 2).then_some(()));
}

#[test]
fn more_last_bytes_than_there_are_is_the_whole_file() {
    let site = Site::new().with("static/a.txt", "0123456789");
    let server = Server::start(site.root());
    let part = |range: &str| server.ask("GET", "/a.txt", &[("Range", range)]);
    for range in ["bytes=-100", "bytes=-10"] {
        let whole = part(range);
        assert_eq!((whole.status, whole.header("content-range"), whole.text()), (206, "bytes 0-9/10", "0123456789".to_owned()), "{range}");
    }
    assert_eq!((part("bytes=-0").status, part("bytes=-3").text()), (416, "789".to_owned()));
}

#[test]
fn other_sites_can_show_nothing_of_it() {
    let site = Site::new().with("static/a.png", "png");
    let server = Server::start(site.root());
    for path in ["/", "/a.png", "/gone", "/__ribbon/client.js", "/__ribbon/problems"] {
        let answer = server.get(path);
        let guards = (answer.header("cross-origin-resource-policy"), answer.header("x-frame-options"));
        assert_eq!(guards, ("same-origin", "SAMEORIGIN"), "{path}");
    }
}

#[test]
fn connections_that_send_nothing_are_ended() {
    let site = Site::new();
    let server = Server::start(site.root());
    for start in ["", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "] {
        let mut stream = server.connect();
        stream.write_all(start.as_bytes()).expect("a beginning");
        let mut answer = Vec::new();
        // The time limit of the test's own connection is far longer.
        stream.read_to_end(&mut answer).expect("the end of the connection");
    }
    assert_eq!(server.get("/").status, 200);
}
