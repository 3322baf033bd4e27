//! What the smallest runs take: the site of this repository, a site of one page, and the program saying its version.

use std::path::Path;
use std::process::Command;

use super::measure::{self, Measured};
use crate::shell;

/// Each takes milliseconds, so many runs cost little.
const N_RUNS: usize = 20;

pub(super) struct Programs {
    pub bundled: Measured,
    pub empty: Measured,
    pub version: Measured,
}

pub(super) fn measure(program: &Path, folder: &Path) -> Result<Programs, String> {
    let (site, out) = (folder.join("empty-site"), folder.join("out"));
    shell::write(
        &site.join("site.toml"),
        "title = \"Empty\"\nbase_url = \"https://empty.example\"\nlanguage = \"en\"\ntheme = \"base\"\n",
    )?;
    shell::write(&site.join("content/_index.md"), "+++\ntitle = \"Home\"\n+++\n")?;
    let build = |site: &Path| {
        let mut command = Command::new(program);
        command.args(["build", "--quiet", "--root"]).arg(site).arg("--out").arg(&out);
        command
    };
    let repository = shell::repository();
    let mut programs = Programs { bundled: Measured::default(), empty: Measured::default(), version: Measured::default() };
    for _ in 0..N_RUNS {
        measure::empty(&out)?;
        programs.bundled.add(measure::time(&mut build(&repository))?);
        measure::empty(&out)?;
        programs.empty.add(measure::time(&mut build(&site))?);
        programs.version.add(measure::time(Command::new(program).arg("--version"))?);
    }
    Ok(programs)
}
