//! A program that nobody talks to: it is run to its end, or until it has been silent for too long.

#![expect(clippy::disallowed_methods, reason = "runs other programs, and knows the secrets in the environment so as not to show them")]

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::base::plain::plain;

/// More than a program has to say.
const MAX_SAID: usize = 1 << 20;

/// Environment variables whose values are never shown.
const SECRETS: [&str; 5] = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL", "VERCEL_TOKEN", "VERCEL_OIDC_TOKEN"];

/// How a program ended, in words.
pub(super) fn end_of(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with {code}"),
        None => "was ended from outside".to_owned(),
    }
}

/// What a program said until its end; without a status it was ended for its silence.
pub(super) struct Ended {
    pub status: Option<ExitStatus>,
    pub said: String,
    pub complained: String,
}

/// Runs a program until it ends, or has said nothing for too long.
///
/// # Errors
///
/// Fails if it cannot be started.
pub(super) fn finish(mut command: Command, patience: Duration) -> io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        listen(stdout, false, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        listen(stderr, true, sender);
    }
    let (mut said, mut complained) = (Vec::new(), Vec::new());
    let is_silent = loop {
        match receiver.recv_timeout(patience) {
            Ok((is_complaint, bytes)) => {
                let heard: &mut Vec<u8> = if is_complaint { &mut complained } else { &mut said };
                heard.extend(bytes);
                let n_more = heard.len().saturating_sub(MAX_SAID);
                heard.drain(..n_more);
            }
            Err(RecvTimeoutError::Disconnected) => break false,
            Err(RecvTimeoutError::Timeout) => break true,
        }
    };
    let status = if is_silent { end(&mut child) } else { Some(child.wait()?) };
    let text = |bytes: Vec<u8>| without_secrets(&String::from_utf8_lossy(&bytes));
    Ok(Ended { status, said: text(said), complained: text(complained) })
}

fn end(child: &mut Child) -> Option<ExitStatus> {
    let _ = child.kill();
    let _ = child.wait();
    None
}

fn listen(mut from: impl Read + Send + 'static, is_complaint: bool, to: mpsc::Sender<(bool, Vec<u8>)>) {
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(n_read) = from.read(&mut bytes) {
            if n_read == 0 || to.send((is_complaint, bytes[..n_read].to_vec())).is_err() {
                break;
            }
        }
    });
}

fn without_secrets(text: &str) -> String {
    let known = SECRETS.iter().filter_map(|name| std::env::var(name).ok()).filter(|value| value.trim().len() > 3);
    known.fold(text.to_owned(), |text, value| text.replace(value.trim(), "…"))
}

/// The last line that says something, as it can stand in a message.
pub(super) fn last_line(said: &str) -> Option<String> {
    let line = said.lines().rev().map(str::trim).find(|line| line.contains(char::is_alphanumeric))?;
    Some(plain(&line.chars().take(300).collect::<String>()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_program_that_says_nothing_is_ended() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo begun; exec sleep 60"]);
        let ended = finish(command, Duration::from_millis(300)).expect("a shell");
        assert_eq!((ended.status, ended.said.as_str()), (None, "begun\n"));
    }
}
