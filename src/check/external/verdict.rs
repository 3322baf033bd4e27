//! What an answer means, decided from the answer alone.

use crate::base::answer::{Answer, End};

/// What is to be told of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fine,
    /// The page does not exist any more, or never did.
    Gone {
        status: u16,
    },
    /// The page is elsewhere, and is to be linked to there.
    Moved {
        to: String,
        status: u16,
    },
    /// The server says nothing to programs, whatever it shows to people.
    Undecided {
        status: u16,
    },
    /// Nothing came; half a sentence about it.
    Silent {
        why: String,
    },
}

/// The status codes of redirects that hold for good (RFC 9110, section 15.4).
const FOR_GOOD: &[u16] = &[301, 308];

/// What servers say to programs that they take for intruders, or that lack something that browsers have: among them codes that
/// no standard knows, such as 999.
const REFUSALS: &[u16] = &[401, 402, 403, 405, 406, 407, 412, 418, 421, 425, 426, 428, 429, 430, 431, 451, 999];

/// The registry of DOIs answers for a name by itself: once it redirects, the name is registered, and the link stays as it is.
const REGISTRIES: &[&str] = &["https://doi.org/", "https://dx.doi.org/", "http://doi.org/", "http://dx.doi.org/"];

pub(super) fn verdict(address: &str, answer: &Answer) -> Verdict {
    let End::Status(status) = answer.end else { return Verdict::Silent { why: words(answer.end) } };
    match status {
        404 | 410 => Verdict::Gone { status },
        // Whether the publisher's own page answers programs says nothing about the name.
        _ if is_registry(address) && !answer.hops.is_empty() => Verdict::Fine,
        200..=299 => match lasting(address, answer) {
            Some((status, to)) => Verdict::Moved { to, status },
            None => Verdict::Fine,
        },
        // A redirect that names no address of the web.
        300..=399 => Verdict::Undecided { status },
        refusal if REFUSALS.contains(&refusal) => Verdict::Undecided { status },
        _ => Verdict::Silent { why: format!("its server answers {status}") },
    }
}

/// Where redirects for good lead to, before the first one that may change.
fn lasting(address: &str, answer: &Answer) -> Option<(u16, String)> {
    let last = answer.hops.iter().take_while(|hop| FOR_GOOD.contains(&hop.status)).last()?;
    (last.to != address).then(|| (last.status, last.to.clone()))
}

/// Whether an address is that of a DOI.
pub(super) fn is_registry(address: &str) -> bool {
    REGISTRIES.iter().any(|registry| address.starts_with(registry))
}

fn words(end: End) -> String {
    match end {
        End::Status(status) => format!("its server answers {status}"),
        End::Circle => "it redirects in a circle".to_owned(),
        End::Private => "it redirects into a private network".to_owned(),
        End::NoHost => "its host is not found".to_owned(),
        End::Tls => "its host has no certificate that browsers accept".to_owned(),
        End::NoConnection => "its host takes no connection".to_owned(),
        End::Timeout => "its host does not answer".to_owned(),
        End::Broken => "its host breaks off".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::answer::Hop;

    fn check(address: &str, hops: &[(u16, &str)], end: End, expected: Verdict) {
        let hops = hops.iter().map(|(status, to)| Hop { status: *status, to: (*to).to_owned() }).collect();
        assert_eq!(verdict(address, &Answer { hops, end, missing: Default::default() }), expected);
    }

    #[test]
    fn what_is_gone_is_told_apart_from_what_is_refused() {
        let ends = [
            (200, Verdict::Fine),
            (204, Verdict::Fine),
            (304, Verdict::Undecided { status: 304 }),
            (403, Verdict::Undecided { status: 403 }),
            (404, Verdict::Gone { status: 404 }),
            (410, Verdict::Gone { status: 410 }),
            (429, Verdict::Undecided { status: 429 }),
            (503, Verdict::Silent { why: "its server answers 503".to_owned() }),
            (999, Verdict::Undecided { status: 999 }),
        ];
        for (status, expected) in ends {
            check("https://a.example/x", &[], End::Status(status), expected);
        }
        check("https://a.example/", &[], End::Tls, Verdict::Silent { why: "its host has no certificate that browsers accept".to_owned() });
    }

    #[test]
    fn only_redirects_for_good_move_a_link() {
        let a = "https://a.example/";
        check(a, &[(302, "https://b.example/")], End::Status(200), Verdict::Fine);
        let to = |to: &str| Verdict::Moved { to: to.to_owned(), status: 308 };
        check(
            a,
            &[(301, "https://b.example/"), (308, "https://c.example/"), (302, "https://d.example/")],
            End::Status(200),
            to("https://c.example/"),
        );
        check(a, &[(302, "https://b.example/"), (301, "https://c.example/")], End::Status(200), Verdict::Fine);
        // A page that moved and is gone there is gone; one that sets a cookie and comes back is where it was.
        check(a, &[(301, "https://b.example/")], End::Status(404), Verdict::Gone { status: 404 });
        check(a, &[(301, a)], End::Status(200), Verdict::Fine);
        check(a, &[(301, "https://b.example/")], End::Status(403), Verdict::Undecided { status: 403 });
        check(a, &[(301, a), (301, a)], End::Circle, Verdict::Silent { why: "it redirects in a circle".to_owned() });
    }

    #[test]
    fn a_registered_doi_is_right_whatever_its_publisher_says_to_programs() {
        let doi = "https://doi.org/10.1000/182";
        check(doi, &[(302, "https://publisher.example/182")], End::Status(403), Verdict::Fine);
        check(doi, &[(301, "https://publisher.example/182")], End::Status(200), Verdict::Fine);
        check(doi, &[(302, "https://publisher.example/182")], End::Status(404), Verdict::Gone { status: 404 });
        check(doi, &[], End::Status(404), Verdict::Gone { status: 404 });
        check(doi, &[], End::Status(403), Verdict::Undecided { status: 403 });
    }
}
