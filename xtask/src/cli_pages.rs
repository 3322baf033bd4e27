//! The man page and shell completions, as the binary itself prints them.

use std::process::Command;

use crate::shell;

const SHELLS: [(&str, &str); 5] =
    [("bash", "ribbon.bash"), ("zsh", "_ribbon"), ("fish", "ribbon.fish"), ("powershell", "_ribbon.ps1"), ("elvish", "ribbon.elv")];

pub(crate) fn man() -> Result<(), String> {
    build()?;
    write("man", "ribbon.1", &["man"])
}

pub(crate) fn completions() -> Result<(), String> {
    build()?;
    SHELLS.iter().try_for_each(|(name, file)| write("completions", file, &["completions", name]))
}

fn build() -> Result<(), String> {
    shell::run(&mut shell::cargo(&["build", "--release", "--locked", "--package", "ribbon-ssg"]))
}

fn write(folder: &str, file: &str, words: &[&str]) -> Result<(), String> {
    let text = shell::output(Command::new(shell::ribbon()).args(words))?;
    let path = shell::target().join(folder).join(file);
    shell::write(&path, &text)?;
    println!("{}", path.display());
    Ok(())
}
