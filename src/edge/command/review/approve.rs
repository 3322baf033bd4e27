//! `ribbon review approve`: records exactly what a person approved.

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity, Suggestion};
use crate::base::plain::plain;
use crate::base::source::{Snapshot, SourceId};
use crate::build::{Build, Memos, build};
use crate::edge::cli::ReviewApproveArgs;
use crate::edge::command::terminal::{fail, print, refuse};
use crate::edge::command::{FINE, PROBLEMS};
use crate::edge::edit;
use crate::edge::report;
use crate::site::review::{self, Person, Review, Reviewed, canonical, last_day, ledger, people};

const HEAD: &str = "# What was approved, by whom, and until when. `ribbon review approve` writes this record: the hash stands\n\
                    # for exactly what the reviewer read, and for these lines. Remarks of yours are kept.\n\n";

pub(super) fn approve(args: &ReviewApproveArgs) -> u8 {
    let snapshot = super::read(&args.root, args.date);
    let build = build(&snapshot, &mut Memos::default());
    let (page, person) = match allowed(args, &snapshot, &build) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let today = snapshot.settings.now.date();
    let name = page.source.as_str().trim_start_matches("content/").to_owned();
    let mut new = Review {
        page: name,
        by: person.id.clone(),
        on: today,
        until: args.until,
        hash: String::new(),
        at: page.source.at(0..0),
        hash_at: 0..0,
    };
    new.hash = canonical::record(&page.hash, &new, &person.name);
    // A page keeps the file that its last approval stands in.
    let known = page.review.as_ref().map(|review| review.at.source.to_string());
    let file = known.unwrap_or_else(|| ledger::file_of(&new.page));
    let path = args.root.join(&file);
    let old = match edit::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return fail(&format!("`{}` cannot be read: {error}", file), "check that you may read it"),
    };
    let head = if old.is_empty() { HEAD } else { "" };
    let Some(text) = record(&old, &new).map(|text| format!("{head}{text}")) else {
        return fail(&format!("`{}` cannot be understood", file), "`ribbon check` says what is wrong with it");
    };
    if let Err(error) = edit::replace_or_create(&path, &text) {
        return fail(&format!("`{}` cannot be written: {error}", file), "check that you may write it and that the disk has room");
    }
    print(&format!("{} approved {} until {}; recorded in {}\n", plain(&person.name), plain(&new.page), new.until, file));
    FINE
}

/// The page and the person, if nothing prevents the approval.
fn allowed<'b>(args: &ReviewApproveArgs, snapshot: &Snapshot, build: &'b Build) -> Result<(&'b Reviewed, Person), u8> {
    let source = SourceId::new(format!("content/{}", args.page.trim_start_matches("./").trim_start_matches("content/")));
    let Some(page) = build.reviews.iter().find(|page| page.source == source) else {
        let pages = build.reviews.iter().map(|page| page.source.as_str().trim_start_matches("content/"));
        let help =
            Suggestion::nearest(&args.page, pages).or("name a file below `content/`, such as `about.md`; `ribbon review status` lists all");
        return Err(refuse(&format!("there is no page `{}`", args.page), &help));
    };
    let (people, _) = review::read(snapshot, &mut Problems::new());
    let Some(person) = people.get(&args.by) else {
        let help = Suggestion::of(people.nearest(&args.by)).or_else(|| format!("add the person to `{}`", people::FILE));
        return Err(refuse(&format!("nobody in `{}` has the id `{}`", people::FILE, args.by), &help));
    };
    if !person.is_clinical {
        let help = format!("a health professional has to approve; qualifications stand in `{}`", people::FILE);
        return Err(refuse(&format!("{} has no clinical qualification", person.name), &help));
    }
    if page.authors.len() == 1 && (page.authors[0] == person.id || page.authors[0] == person.name) {
        return Err(refuse(&format!("{} is the only author of the page", person.name), "let somebody else review it"));
    }
    date(args.until, snapshot.settings.now.date())?;
    let errors: Problems = build.diagnostics.iter().filter(|problem| prevents(problem, &source)).cloned().collect();
    if !errors.is_empty() {
        crate::edge::command::terminal::eprint(&report::render(
            report::Format::Human,
            &errors,
            &snapshot.shown(),
            crate::edge::command::terminal::style(),
        ));
        let message = format!("`{}` has errors, so nobody can have read it as it should be", args.page);
        return Err(fail(&message, "fix them, let the page be read, and approve it then").max(PROBLEMS));
    }
    Ok((page, person.clone()))
}

fn date(until: Date, today: Date) -> Result<(), u8> {
    if until <= today {
        return Err(refuse(&format!("{until} is not in the future"), "give the day by which the page has to be reviewed again"));
    }
    if until > last_day(today) {
        let help = format!("a review holds for 36 months at most: until {}", last_day(today));
        return Err(refuse(&format!("{until} is too far away"), &help));
    }
    Ok(())
}

/// Whether a problem keeps a page from being approved. An old review that is overdue or outdated does not.
fn prevents(problem: &Diagnostic, page: &SourceId) -> bool {
    let is_of_page = problem.at.as_ref().is_some_and(|at| at.source == *page)
        || problem.during.as_ref().is_some_and(|during| during.ends_with(page.as_str()))
        || problem
            .at
            .as_ref()
            .is_some_and(|at| (ledger::is_ledger(&at.source) || at.source.as_str() == people::FILE) && problem.code == Code::Syntax);
    let is_of_old_review = matches!(problem.code, Code::TrustStale | Code::TrustEditedAfterReview | Code::TrustReviewer);
    problem.severity == Severity::Error && is_of_page && !is_of_old_review
}

/// The ledger with one more record, or with a page's record replaced. Everything else stays as it was written.
pub(super) fn record(ledger: &str, review: &Review) -> Option<String> {
    let mut document: DocumentMut = ledger.parse().ok()?;
    let records = document.entry("review").or_insert(Item::ArrayOfTables(ArrayOfTables::new())).as_array_of_tables_mut()?;
    let is_of_page = |table: &Table| table.get("page").and_then(Item::as_str) == Some(&review.page);
    let known = records.iter().position(is_of_page);
    let at = match known {
        Some(at) => at,
        None => {
            records.push(Table::new());
            records.len() - 1
        }
    };
    let table = records.get_mut(at)?;
    let fields = [
        ("page", review.page.clone().into()),
        ("by", review.by.clone().into()),
        ("on", day(review.on)?),
        ("until", day(review.until)?),
        ("hash", review.hash.clone().into()),
    ];
    for (key, new) in fields {
        set(table, key, new);
    }
    Some(document.to_string())
}

fn day(date: Date) -> Option<toml_edit::Value> {
    date.to_string().parse::<toml_edit::Datetime>().ok().map(toml_edit::Value::from)
}

/// Replaces a value and keeps the comment after it.
fn set(table: &mut Table, key: &str, new: toml_edit::Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(new))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(page: &str) -> Review {
        let day = |text: &str| text.parse().expect("a date");
        Review {
            page: page.to_owned(),
            by: "doe".to_owned(),
            on: day("2027-02-04"),
            until: day("2029-02-04"),
            hash: "v1-sha256-0".to_owned(),
            at: SourceId::new("content/a.md").at(0..0),
            hash_at: 0..0,
        }
    }

    #[test]
    fn a_record_is_added_below_all_others() {
        let old = "# Ours\n\n[[review]] # first\npage = \"b.md\" # kept\nby = \"x\"\n";
        let new = record(old, &review("a.md")).expect("a ledger");
        assert_eq!(
            new,
            format!("{old}\n[[review]]\npage = \"a.md\"\nby = \"doe\"\non = 2027-02-04\nuntil = 2029-02-04\nhash = \"v1-sha256-0\"\n")
        );
    }

    #[test]
    fn a_page_has_one_record_and_remarks_stay() {
        let old = "[[review]]\n# why\npage = \"a.md\" # this\nhash = \"old\"\nby = \"x\"   # who\n\n[[review]]\npage = \"b.md\"\n";
        let new = record(old, &review("a.md")).expect("a ledger");
        assert_eq!(
            new,
            "[[review]]\n# why\npage = \"a.md\" # this\nhash = \"v1-sha256-0\"\nby = \"doe\"   # who\non = 2027-02-04\nuntil = 2029-02-04\n\n[[review]]\npage = \"b.md\"\n"
        );
        assert_eq!(record(&new, &review("a.md")).as_deref(), Some(&*new));
    }

    #[test]
    fn what_is_no_ledger_stays_untouched() {
        assert_eq!(record("review = 1\n", &review("a.md")), None);
        assert_eq!(record("[[review]\n", &review("a.md")), None);
    }
}
