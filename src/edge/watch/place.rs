//! What is known of a watched place: which folder it is, and on what kind of file system.

#![expect(clippy::disallowed_methods, reason = "looks at folders and at the table of file systems")]

use std::path::{Path, PathBuf};

/// Distinguishes a folder from another one that has taken its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    real: PathBuf,
    #[cfg(unix)]
    number: (u64, u64),
}

impl Mark {
    /// None if there is no such folder.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let real = std::fs::canonicalize(path).ok()?;
        #[cfg(unix)]
        let number = {
            use std::os::unix::fs::MetadataExt;
            let metadata = std::fs::metadata(&real).ok()?;
            (metadata.dev(), metadata.ino())
        };
        Some(Self {
            real,
            #[cfg(unix)]
            number,
        })
    }
}

/// The kind of a folder's file system, if changes made elsewhere send no events there: network
/// shares, folders shared with a virtual machine, WSL's view of Windows disks.
pub(crate) fn system_without_events(folder: &Path) -> Option<String> {
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let system = system_of(&table, folder)?;
    is_silent(system).then(|| system.to_owned())
}

/// The kind of the file system that holds a path, by Linux's table.
/// Source: proc_pid_mountinfo(5): the fifth field is the place, the one after `-` the kind.
fn system_of<'t>(table: &'t str, path: &Path) -> Option<&'t str> {
    let mounts = table.lines().filter_map(|line| {
        let (mount, rest) = line.split_once(" - ")?;
        let place = PathBuf::from(mount.split(' ').nth(4)?.replace("\\040", " "));
        path.starts_with(&place).then(|| (place.components().count(), rest.split(' ').next()))
    });
    // Of two mounts at one place, the later one hides the other.
    mounts.max_by_key(|(depth, _)| *depth)?.1
}

fn is_silent(system: &str) -> bool {
    let shared = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "virtiofs", "afs", "ceph", "drvfs", "prl_fs", "ncpfs", "davfs"];
    // Of the file systems in user space only these are local disks.
    shared.contains(&system) || (system.starts_with("fuse.") && !matches!(system, "fuse.ntfs-3g" | "fuse.exfat" | "fuse.fuse-overlayfs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
        30 22 0:26 / /home/ana rw - nfs4 server:/home rw\n\
        31 30 0:27 / /home/ana/My\\040Sites rw,nosuid - fuse.sshfs host: rw\n\
        32 22 0:28 / /mnt/c rw - 9p drvfs rw\n";

    #[test]
    fn the_innermost_file_system_counts() {
        for (path, system) in [
            ("/srv/site", "ext4"),
            ("/home/ana/site", "nfs4"),
            ("/home/ana/My Sites/x", "fuse.sshfs"),
            ("/mnt/c/site", "9p"),
            ("/home/anabel", "ext4"),
        ] {
            assert_eq!(system_of(TABLE, Path::new(path)), Some(system), "{path}");
        }
        assert_eq!(system_of("", Path::new("/")), None);
    }

    #[test]
    fn shares_are_silent_and_disks_are_not() {
        assert!(["nfs4", "fuse.sshfs", "9p", "vboxsf"].into_iter().all(is_silent));
        assert!(!["ext4", "btrfs", "tmpfs", "overlay", "fuseblk", "fuse.ntfs-3g"].into_iter().any(is_silent));
    }
}
