//! `ribbon serve`: what it prints while editors write.

#![expect(clippy::disallowed_methods, reason = "asks for the day, the environment and the folder")]

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::time::Duration;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::terminal::{counts, eprint, fail, print, print_style, refuse, style};
use super::{FINE, PROBLEMS};
use crate::base::diagnostic::{Code, Problems};
use crate::base::plain::plain;
use crate::base::source::{Now, Settings, SourceId};
use crate::build::title;
use crate::edge::cli::ServeArgs;
use crate::edge::report::{self, Format};
use crate::edge::serve::{self, Editor, Event, Options, Place, Rebuilt, SourceChange};

/// At most this many new problems are shown in full; the others are counted.
const MAX_PROBLEMS: usize = 5;

/// At most this many saved files are named on a line; the others are counted.
const MAX_NAMES: usize = 2;

/// Serves the site until Ctrl-C.
pub(super) fn serve(args: &ServeArgs) -> u8 {
    if !args.root.is_dir() {
        let shown = args.root.display();
        return refuse(&format!("there is no folder `{shown}`"), "name the folder that holds `site.toml` with `--root`");
    }
    let editor = match editor(args) {
        Ok(editor) => editor,
        Err(why) => return refuse("this editor is not known", &why),
    };
    let settings = Settings {
        now: args.date.unwrap_or_else(|| Now::Clock(jiff::Timestamp::now())),
        drafts: args.drafts,
        future: args.future,
        base_url: None,
        theme: args.theme.clone(),
        thorough: false,
        strict: false,
    };
    let options = Options {
        root: std::path::absolute(&args.root).unwrap_or_else(|_| args.root.clone()),
        settings,
        is_fixed_moment: args.date.is_some(),
        host: args.host.clone(),
        port: args.port,
        poll: args.poll,
        editor,
        choice: serve::Choice::default(),
    };
    let shown = Mutex::new(Printed::default());
    let (host, opens) = (args.host.clone(), args.open);
    let tell = move |event| {
        let mut shown = shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        shown.tell(event, &host, opens);
    };
    match serve::serve(options, tell) {
        Ok(()) => FINE,
        Err(error) => fail_to_listen(args, &error),
    }
}

/// The editor that was named, or the one that this terminal belongs to.
fn editor(args: &ServeArgs) -> Result<Option<Editor>, String> {
    let named = args.editor.clone().or_else(|| std::env::var("RIBBON_EDITOR").ok().filter(|name| !name.is_empty()));
    let own = || std::env::var("TERM_PROGRAM").is_ok_and(|program| program == "vscode").then(|| "vscode".to_owned());
    named.or_else(own).map(|name| Editor::new(&name)).transpose()
}

fn fail_to_listen(args: &ServeArgs, error: &io::Error) -> u8 {
    let ServeArgs { host, port, .. } = args;
    match error.kind() {
        io::ErrorKind::AddrInUse => fail(&format!("port {port} and the hundred after it are busy"), "choose another one with `--port`"),
        io::ErrorKind::PermissionDenied => {
            fail(&format!("port {port} may not be opened"), "ports below 1024 belong to the system: choose a higher one with `--port`")
        }
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::InvalidInput => not_an_address(host),
        _ if host.parse::<std::net::IpAddr>().is_err() => not_an_address(host),
        _ => {
            fail(&format!("the server cannot listen: {error}"), "try another `--port` or `--host`");
            PROBLEMS
        }
    }
}

fn not_an_address(host: &str) -> u8 {
    refuse(
        &format!("`{host}` is not an address of this machine"),
        "leave out `--host` to be reached from this machine alone, or write `--host 0.0.0.0` for your network",
    )
}

/// What was printed, so that nothing is repeated.
#[derive(Default)]
struct Printed {
    /// How often each problem is in the last list. A problem that only moved is not new.
    problems: BTreeMap<Likeness, usize>,
}

/// A problem apart from its place in the file.
type Likeness = (Code, Option<SourceId>, String);

impl Printed {
    fn tell(&mut self, event: Event, host: &str, opens: bool) {
        match event {
            Event::Ready { place, first } => self.ready(&place, first, host, opens),
            Event::Polling(why) => {
                eprint(&format!("note: {}; Ribbon looks for changes three times a second instead\n", plain(&why.to_string())));
            }
            Event::Rebuilt(rebuilt) => {
                print(&line(&rebuilt));
                self.problems(&rebuilt);
            }
            Event::Broken => {
                eprint(
                    "error: Ribbon itself crashed on what was saved; this is a bug, please report it\n help: the last good version is still shown; change the text, or take the last save back\n",
                );
            }
        }
    }

    fn ready(&mut self, place: &Place, first: Option<Rebuilt>, host: &str, opens: bool) {
        if let Some(port) = place.instead_of {
            eprint(&format!("note: port {port} is busy, so another one was taken\n"));
        }
        let (bold, off) = if print_style().color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        let made = first.as_ref().map(|first| {
            let title = title(&first.snapshot).unwrap_or_else(|| "the site".to_owned());
            format!("Ribbon serves {}: {} in {} ms", plain(&title), plural(first.n_pages, "page"), first.time.as_millis())
        });
        print(&format!("{}\n\n  {bold}{}{off}\n", made.unwrap_or_else(|| "Ribbon serves the site".to_owned()), place.url));
        if place.is_open {
            self.open_to_others(place, host);
        }
        print("\n  Every save shows in the browser. Ctrl-C ends the server.\n\n");
        match &first {
            Some(first) => self.problems(first),
            None => self.tell(Event::Broken, host, false),
        }
        if opens && open::that_detached(&place.url).is_err() {
            eprint("note: no browser could be opened; open the address above yourself\n");
        }
    }

    fn open_to_others(&self, place: &Place, host: &str) {
        let (yellow, plain) = if style().color { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "") };
        eprint(&format!(
            "{yellow}warning{plain}: with `--host {host}` everyone in your network can see this site, with everything that is not published yet\n"
        ));
        let Some(phone) = &place.phone else { return };
        print(&format!("  {phone}  for a phone in the same network\n"));
        if let (true, Ok(code)) = (print_style().color, QrCode::new(phone.as_bytes())) {
            print(&format!("\n{}\n", code.render::<Dense1x2>().quiet_zone(true).build()));
        }
    }

    /// Prints the problems that were not there before, and how many are left of the others.
    fn problems(&mut self, rebuilt: &Rebuilt) {
        let mut known = std::mem::take(&mut self.problems);
        let had_some = !known.is_empty();
        let mut new: Problems = Problems::new();
        for problem in &rebuilt.diagnostics {
            let likeness = (problem.code, problem.at.as_ref().map(|at| at.source.clone()), problem.message.clone());
            match known.get_mut(&likeness) {
                Some(n) if *n > 0 => *n -= 1,
                _ => new.push(problem.clone()),
            }
            *self.problems.entry(likeness).or_default() += 1;
        }
        let n_new = new.len();
        new.truncate(MAX_PROBLEMS);
        eprint(&report::render(Format::Human, &new, &rebuilt.snapshot.shown(), style()));
        if n_new > MAX_PROBLEMS {
            eprint(&format!("and {} more new problems; `ribbon check` lists them all\n", n_new - MAX_PROBLEMS));
        }
        let n = rebuilt.diagnostics.len();
        if n > 0 && (n_new > 0 || had_some) {
            let old = match n_new {
                0 => ", as before".to_owned(),
                n_new if n_new < n => format!(", {n_new} of them new"),
                _ => String::new(),
            };
            print(&format!("          {}{old}\n", counts(&rebuilt.diagnostics)));
        } else if n == 0 && had_some {
            print("          all problems are fixed\n");
        }
    }
}

/// `14:05:31  content/about.md, 1 page rendered in 12 ms`
fn line(rebuilt: &Rebuilt) -> String {
    let (dim, off) = if print_style().color { ("\u{1b}[2m", "\u{1b}[0m") } else { ("", "") };
    let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    let milliseconds = |time: Duration| format!("{} ms", time.as_millis());
    let seen = rebuilt.seen.map(|seen| format!(", open pages in {}", milliseconds(seen))).unwrap_or_default();
    format!(
        "{dim}{time}{off}  {}: {} in {}{seen}\n",
        plain(&names(&rebuilt.saved)),
        rendered(rebuilt.n_rendered),
        milliseconds(rebuilt.time)
    )
}

fn rendered(n: usize) -> String {
    if n == 0 { "no page changed".to_owned() } else { format!("{} rendered", plural(n, "page")) }
}

/// What was saved, in few words.
fn names(saved: &[SourceChange]) -> String {
    let name = |saved: &SourceChange| match saved {
        SourceChange::New(source) => format!("{source} is new"),
        SourceChange::Changed(source) => source.to_string(),
        SourceChange::Removed(source) => format!("{source} is gone"),
    };
    match saved {
        [] => "another day, theme or state of the folder".to_owned(),
        some if some.len() <= MAX_NAMES => some.iter().map(name).collect::<Vec<_>>().join(", "),
        [first, rest @ ..] => format!("{} and {} more files", name(first), rest.len()),
    }
}

fn plural(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_few_files_and_counts_many() {
        let file = |n: usize| SourceChange::Changed(SourceId::new(format!("content/{n}.md")));
        assert_eq!(names(&[file(1)]), "content/1.md");
        assert_eq!(names(&[file(1), SourceChange::Removed(SourceId::new("content/2.md"))]), "content/1.md, content/2.md is gone");
        assert_eq!(names(&(1..=500).map(file).collect::<Vec<_>>()), "content/1.md and 499 more files");
    }
}
