//! `ribbon theme diff`: what differs between two themes.

use std::fs;

use super::read_site;
use crate::base::diagnostic::Suggestion;
use crate::base::plain;
use crate::build::survey;
use crate::edge::cli::{DiffFormat, Format, ThemeDiffArgs};
use crate::edge::command::terminal::{eprint, fail, print, print_style, refuse, style};
use crate::edge::command::{FINE, WRONG_USE};
use crate::edge::report;
use crate::edition::contract::{self, Pack};
use crate::theme;

/// Prints or writes the differences.
pub(super) fn diff(args: &ThemeDiffArgs) -> u8 {
    let snapshot = match read_site(&args.root) {
        Ok(snapshot) => snapshot,
        Err(code) => return code,
    };
    let known = theme::names(&snapshot);
    for name in [&args.old, &args.new] {
        if !known.contains(name) {
            let help =
                Suggestion::nearest(name, known.iter().map(String::as_str)).or_else(|| format!("the themes are {}", known.join(", ")));
            return refuse(&format!("there is no theme `{name}`"), &help);
        }
    }
    let Some((world, plan)) = survey(&snapshot) else { return WRONG_USE };
    let packs = [&args.old, &args.new].map(|name| Pack::new(&world, &snapshot, name));
    // A theme with problems is compared as far as it can be read.
    let [(old, old_problems), (new, new_problems)] = packs;
    let problems: Vec<_> = old_problems.into_iter().chain(new_problems).collect();
    eprint(&report::render(Format::Human.into(), &problems, &snapshot.shown(), style()));
    let diff = contract::diff(&world, &plan, &old, &new);
    let color = print_style().color && args.out.is_none();
    let text = match args.format {
        DiffFormat::Human => contract::text(&diff, color),
        DiffFormat::Json => plain::json(&format!("{:#}\n", serde_json::json!(diff))),
        DiffFormat::Html => match contract::html(&diff, &world.config.title, &old, &new) {
            Ok(text) => text,
            Err(error) => return fail(&format!("the report cannot be made: {error}"), "this is a bug in Ribbon, please report it"),
        },
    };
    let Some(out) = &args.out else {
        print(&text);
        return FINE;
    };
    match fs::write(out, text) {
        Ok(()) => {
            print(&format!("wrote `{}`\n", plain::plain(&out.display().to_string())));
            FINE
        }
        Err(error) => fail(&format!("cannot write `{}`: {error}", out.display()), "name a file in a folder that exists"),
    }
}
