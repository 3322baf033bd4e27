//! The last published table, kept in the README between two comments.

use crate::shell;

const BEGIN: &str = "<!-- bench: written by `cargo xtask bench --readme` -->\n";
const END: &str = "<!-- bench: end -->\n";

pub(super) fn write(table: &str) -> Result<(), String> {
    let path = shell::repository().join("README.md");
    let text = shell::at(&path, std::fs::read_to_string(&path))?;
    let renewed = renewed(&text, table).ok_or_else(|| format!("{}: no lines `{}` and `{}`", path.display(), BEGIN.trim(), END.trim()))?;
    shell::write(&path, &renewed)
}

fn renewed(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n\n{END}{after}", table.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_comments_is_renewed() {
        let text = format!("# Ribbon\n\n{BEGIN}old\n{END}\nMore.\n");
        assert_eq!(renewed(&text, "| new |\n"), Some(format!("# Ribbon\n\n{BEGIN}\n| new |\n\n{END}\nMore.\n")));
        assert_eq!(renewed("# Ribbon\n", "| new |"), None);
    }
}
