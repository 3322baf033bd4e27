//! What the address of a link, a picture or a redirect may be, wherever it is written.

use super::diagnostic::{Code, Diagnostic, nearest};

/// Schemes that run what follows them, or show it with the rights of the page.
const SCRIPTS: &[&str] = &["javascript", "vbscript", "livescript", "mocha"];

/// Schemes that hand on the address behind them.
const WRAPPERS: &[&str] = &["feed", "jar", "view-source", "pcast", "url", "wyciwyg"];

/// Pictures that may stand in an address. A drawing in SVG is none of them, for it can hold a script.
const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// The endings of hosts that health texts name most; those of files, such as `.md`, are none of them.
const HOST_ENDINGS: &[&str] = &["com", "edu", "eu", "gov", "int", "net", "org"];

/// Schemes that links have; an unknown one that is near to the first few is mistyped.
const SCHEMES: &[&str] = &[
    "https", "http", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "geo", "maps", "webcal", "whatsapp", "signal", "tg", "viber", "skype",
    "facetime", "xmpp", "sip", "sips", "matrix", "irc", "ircs", "news", "magnet", "git", "ssh", "file", "data", "blob", "cid", "mid",
    "urn", "doi", "info", "intent", "market", "feed", "ws", "wss", "about", "slack", "zoommtg", "msteams", "threema", "fb", "line", "lbry",
    "ipfs",
];

/// How many of the schemes are those that people mistype.
const N_COMMON: usize = 4;

/// What can be done about an address that is refused.
pub(crate) const HELP: &str = "link to a page, a file or an address that starts with `https:`";

/// The scheme that an address starts with, in small letters: `https` of `https://…`.
pub(crate) fn scheme(address: &str) -> Option<String> {
    Some(split(address)?.0)
}

/// What is wrong with an address that no site may publish: it runs a script, or holds a document of its own.
pub(crate) fn refused(address: &str) -> Option<String> {
    // Browsers drop control characters before they read an address, so those inside a scheme hide nothing.
    let mut rest: String = address.chars().filter(|sign| !sign.is_ascii_control() && *sign != ' ').collect();
    loop {
        let (scheme, behind) = split(&rest)?;
        match scheme.as_str() {
            script if SCRIPTS.contains(&script) => return Some("a link must not run a script".to_owned()),
            "data" if is_picture(behind) => return None,
            "data" => return Some("a link must not hold a document: of `data:` only pictures are allowed".to_owned()),
            wrapper if WRAPPERS.contains(&wrapper) => rest = behind.to_owned(),
            _ => return None,
        }
    }
}

/// What to write for an address that lacks its scheme: a host such as `www.who.int`, or a mailbox.
pub(crate) fn advice(address: &str) -> Option<String> {
    if address.starts_with(['/', '#', '.', '@']) || scheme(address).is_some() {
        return None;
    }
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some((name, at)) = host.split_once('@') {
        let is_mailbox = !name.is_empty() && at.contains('.') && host.len() == address.split('?').next().unwrap_or_default().len();
        return is_mailbox.then(|| format!("for a mail address write `mailto:{address}`"));
    }
    let (name, ending) = host.rsplit_once('.')?;
    let is_host = host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
        || HOST_ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
    (is_host && !name.is_empty() && !host.contains(char::is_whitespace)).then(|| format!("for another site write `https://{address}`"))
}

/// An address that no reader can follow, whatever the site holds.
pub(crate) fn mistaken(target: &str) -> Option<Diagnostic> {
    if let Some((message, help)) = mistyped(target).or_else(|| number(target)).or_else(|| mailbox(target)) {
        return Some(Diagnostic::new(Code::BrokenLink, message).help(help));
    }
    is_local(target).then(|| {
        let message = format!("`{target}` is an address of your own computer, which nobody else can visit");
        Diagnostic::new(Code::ExampleAddress, message)
            .help("link to the page by its file, such as `about.md`, or put the file into `static/`")
    })
}

/// What is wrong with the scheme of an address, and the right spelling: `htps://…`, `https:/…`.
fn mistyped(address: &str) -> Option<(String, String)> {
    let (scheme, behind) = split(address)?;
    let rest = behind.trim_start_matches('/');
    if matches!(scheme.as_str(), "http" | "https") {
        let message = || format!("`{scheme}:` needs two slashes");
        return (behind.len() - rest.len() != 2).then(|| (message(), format!("write `{scheme}://{rest}`")));
    }
    // A port stands behind a colon too, and one letter is a drive.
    if scheme.len() < 3
        || SCHEMES.contains(&scheme.as_str())
        || scheme.contains('.')
        || behind.starts_with(|first: char| first.is_ascii_digit())
    {
        return None;
    }
    let meant = nearest(&scheme, SCHEMES[..N_COMMON].iter().copied())?;
    let right = if meant.starts_with("http") { format!("{meant}://{rest}") } else { format!("{meant}:{behind}") };
    Some((format!("no address starts with `{scheme}:`"), format!("write `{right}`")))
}

/// What is wrong with the number of `tel:…`: a telephone dials no letters, and many take `O` for a zero.
fn number(address: &str) -> Option<(String, String)> {
    let number = behind(address, "tel:")?;
    // Parameters follow the number: https://www.rfc-editor.org/rfc/rfc3966#section-3
    let number = number.split([';', '?']).next().unwrap_or_default();
    // A sign may be written by its code, such as `%20`: what stands behind a percent sign begins with two signs of that.
    let mut parts = number.split('%');
    let first = parts.next().unwrap_or_default().chars();
    let plain: String = first.chain(parts.flat_map(|part| part.chars().skip(2))).collect();
    let Some(letter) = plain.chars().find(|sign| sign.is_alphabetic()) else {
        let has_digit = plain.chars().any(char::is_numeric);
        let help = "write the number with the code of its country, such as `tel:+33123456789`".to_owned();
        return (!has_digit).then(|| (format!("`{address}` has no number to call"), help));
    };
    let digits: String = number.chars().map(like_a_digit).collect();
    let help = if !digits.contains(char::is_alphabetic) && digits.contains(char::is_numeric) && !digits.contains('%') {
        format!("write `tel:{digits}`")
    } else {
        "write digits alone, such as `tel:+33123456789`".to_owned()
    };
    Some((format!("`{letter}` is a letter, which no telephone dials"), help))
}

/// What stands behind a scheme, if an address has that one.
fn behind<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = address.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// The digit that a letter looks like, or the letter.
fn like_a_digit(letter: char) -> char {
    match letter {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        other => other,
    }
}

/// What is wrong with a mailbox of `mailto:…`: it has no host, or one without an ending, which only a local network has.
fn mailbox(address: &str) -> Option<(String, String)> {
    let boxes = behind(address, "mailto:")?;
    // Several stand with commas between them; the one who writes may also be left to choose: https://www.rfc-editor.org/rfc/rfc6068
    let boxes = boxes.split('?').next().unwrap_or_default();
    let is_wrong = |mailbox: &&str| {
        let host = mailbox.rsplit_once('@').or_else(|| mailbox.rsplit_once("%40")).map(|(name, host)| (name.trim(), host.trim()));
        host.is_none_or(|(name, host)| name.is_empty() || !is_host(host))
    };
    let wrong = boxes.split([',', ';']).map(str::trim).filter(|mailbox| !mailbox.is_empty()).find(is_wrong)?;
    Some((format!("`{wrong}` is no mail address"), "write the whole address, such as `mailto:help@example.org`".to_owned()))
}

/// Whether a host of mail has an ending; one in brackets is a number.
fn is_host(host: &str) -> bool {
    host.starts_with('[') || host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty())
}

/// Whether only one computer has what is at an address: the editor's own.
fn is_local(address: &str) -> bool {
    let Some((scheme, behind)) = split(address) else { return false };
    let host = behind.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    match scheme.as_str() {
        "file" => true,
        "http" | "https" => {
            name.eq_ignore_ascii_case("localhost")
                || name.ends_with(".localhost")
                || name.starts_with("127.0.0.")
                || matches!(name, "0.0.0.0" | "[::1]")
        }
        _ => false,
    }
}

/// The scheme and what stands behind its colon.
fn split(address: &str) -> Option<(String, &str)> {
    let (written, behind) = address.split_once(':')?;
    let written: String = written.chars().filter(|sign| !sign.is_ascii_control() && *sign != ' ').collect();
    let is_scheme = written.starts_with(|first: char| first.is_ascii_alphabetic())
        && written.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then(|| (written.to_ascii_lowercase(), behind))
}

fn is_picture(behind: &str) -> bool {
    let kind = behind.split([';', ',']).next().unwrap_or_default().to_ascii_lowercase();
    PICTURES.contains(&kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lack_their_scheme_get_it() {
        let check = |address: &str, expected: Option<&str>| {
            let advice = advice(address);
            assert_eq!(advice.as_deref().and_then(|advice| advice.split('`').nth(1)), expected, "{address}");
        };
        check("www.who.int", Some("https://www.who.int"));
        check("who.int/health-topics/cancer?a=b", Some("https://who.int/health-topics/cancer?a=b"));
        check("hello@example.org", Some("mailto:hello@example.org"));
        check("hello@example.org?subject=x", Some("mailto:hello@example.org?subject=x"));
        for own in
            ["about.md", "photo@2x", "/www.who.int", "@/a.com", "../a.org", "https://who.int", "a/b@c.org", "notes.org/../x y.org", ""]
        {
            check(own, if own.starts_with("notes") { Some("https://notes.org/../x y.org") } else { None });
        }
    }

    #[test]
    fn schemes_that_are_mistyped_are_told() {
        let check = |address: &str, expected: Option<&str>| {
            let found = mistyped(address);
            assert_eq!(found.as_ref().and_then(|(_, help)| help.split('`').nth(1)), expected, "{address}");
        };
        check("htps://who.int/a", Some("https://who.int/a"));
        check("https:/who.int", Some("https://who.int"));
        check("http:///who.int", Some("http://who.int"));
        check("https:who.int", Some("https://who.int"));
        check("mialto:a@b.c", Some("mailto:a@b.c"));
        for good in [
            "https://who.int",
            "HTTP://who.int",
            "mailto:a@b.c",
            "tel:+1",
            "sms:1",
            "tg://x",
            "example.org:80/x",
            "C:/x",
            "about.md",
            "test:1",
        ] {
            check(good, None);
        }
    }

    #[test]
    fn numbers_and_mailboxes_that_nobody_can_reach() {
        let check = |address: &str, message: &str, right: &str| {
            let found = mistaken(address).map(|problem| (problem.message, problem.help.unwrap_or_default()));
            let found = found.as_ref().map_or(("", ""), |(message, help)| (message, help.split('`').nth(1).unwrap_or_default()));
            assert_eq!(found, (message, right), "{address}");
        };
        check("tel:O8001234", "`O` is a letter, which no telephone dials", "tel:08001234");
        check("TEL:0800-FLOWERS", "`F` is a letter, which no telephone dials", "tel:+33123456789");
        check("tel:", "`tel:` has no number to call", "tel:+33123456789");
        check("mailto:help@hospital", "`help@hospital` is no mail address", "mailto:help@example.org");
        check("mailto:a@b.org,help", "`help` is no mail address", "mailto:help@example.org");
        check("mailto:help@hospital.?subject=a", "`help@hospital.` is no mail address", "mailto:help@example.org");
        check("mailto:@example.org", "`@example.org` is no mail address", "mailto:help@example.org");
        for good in [
            "tel:+33123456789",
            "tel:0800%20123%C2%A04",
            "tel:(0)800-12.34;ext=x5",
            "tel:٠٨٠٠",
            "tel:*100#",
            "mailto:a@b.org",
            "mailto:a%40b.org?subject=x",
            "mailto:?subject=a",
            "mailto:a@b.org, c@d.org",
            "mailto:a@bücher.example",
        ] {
            check(good, "", "");
        }
    }

    #[test]
    fn addresses_of_the_own_computer() {
        for local in ["http://localhost:1111/a/", "https://127.0.0.1", "http://[::1]:80/", "file:///C:/a.pdf", "http://site.localhost/"] {
            assert!(is_local(local), "{local}");
        }
        for open in ["https://localhost.example/", "https://example.org/localhost", "about.md", "mailto:a@localhost"] {
            assert!(!is_local(open), "{open}");
        }
    }

    #[test]
    fn addresses_that_run_or_hold_something_are_refused() {
        for good in [
            "",
            "#a:b",
            "a/b:c.md",
            "@/a.md",
            "/javascript:x",
            "https://example.org/javascript:x",
            "mailto:a@b.c",
            "tel:+1",
            "feed:https://example.org",
            "data:image/png;base64,AA",
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
        for script in [
            "javascript:x",
            "JavaScript:x",
            " java\tscript :x",
            "\u{1}javascript:x",
            "java\nscript:x",
            "vbscript:x",
            "feed:javascript:x",
            "view-source: feed:\njavascript:x",
            "jar:javascript:x!/",
        ] {
            assert_eq!(refused(script).as_deref(), Some("a link must not run a script"), "{script}");
        }
        for document in ["data:text/html,x", "DATA:,x", "da\tta:text/html,x", "data:image/svg+xml,x", "feed:data:text/html,x"] {
            let message = "a link must not hold a document: of `data:` only pictures are allowed";
            assert_eq!(refused(document).as_deref(), Some(message), "{document}");
        }
    }
}
