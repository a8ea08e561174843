//! The output folder: written beside its place, then renamed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::frame::HashedFile;

/// The file by which an output folder is recognised as ours.
pub const MANIFEST: &str = "manifest.json";

/// The facts of the audit.
pub const AUDIT: &str = "audit.json";

/// The fitted model.
pub const MODEL: &str = "model.json";

/// How the sources were read.
pub const SETTINGS: &str = "settings.json";

/// An output folder that is being written and does not stand in its place yet.
///
/// Dropped before [`publish`](Self::publish), it vanishes and leaves the previous output untouched.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    draft: TempDir,
    /// The BLAKE3 hashes of the files that are written, by name.
    hashes: Mutex<BTreeMap<String, String>>,
}

impl Folder {
    /// Checks, before any work is done, that `place` can become the output folder.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if a file stands there, or a folder that holds something else.
    pub fn check(place: &Path) -> Result<()> {
        if place.file_name().is_none() {
            return Err(Error::output("the output folder has no name of its own")
                .in_file(place)
                .hinted("Name a folder with `-o`, for example `-o out`"));
        }
        let mut above = parent_of(place);
        while !above.exists() {
            above = parent_of(&above);
        }
        tempfile::tempfile_in(&above).map_err(|error| {
            Error::output("can't write beside the output folder")
                .in_file(place)
                .hinted("Choose a folder that may be written to with `-o`")
                .caused_by(error)
        })?;
        if !place.exists() {
            return Ok(());
        }
        if !place.is_dir() {
            return Err(Error::output("the output folder is a file")
                .in_file(place)
                .hinted("Name a folder with `-o`, for example `-o out`"));
        }
        let entries = fs::read_dir(place).map_err(|error| {
            Error::output("can't look into the output folder")
                .in_file(place)
                .caused_by(error)
        })?;
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let Some(ours) = manifest_of(place) else {
            return Err(
                Error::output("the output folder holds files that are not ours")
                    .in_file(place)
                    .hinted("Name a new folder with `-o`, or one that holds nothing but an earlier result"),
            );
        };
        names.sort_unstable();
        let is_ours = |name: &str| name == MANIFEST || ours.outputs.contains_key(name);
        if let Some(name) = names.iter().find(|name| !is_ours(name)) {
            return Err(
                Error::output("the output folder holds a file that is not ours")
                    .in_file(place.join(name))
                    .hinted(advice(name)),
            );
        }
        Ok(())
    }

    /// Starts a draft beside `place`.
    ///
    /// A run that was killed between the two renames of [`publish`](Self::publish) left the previous output under
    /// another name; it is put back first.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), and if nothing can be written beside `place`.
    pub fn start(place: &Path) -> Result<Self> {
        Self::check(place)?;
        let parent = parent_of(place);
        let fail = |error| {
            Error::output("can't write beside the output folder")
                .in_file(place)
                .caused_by(error)
        };
        fs::create_dir_all(&parent).map_err(fail)?;
        let previous = previous_of(place);
        if previous.is_dir() {
            if place.exists() {
                fs::remove_dir_all(&previous).map_err(fail)?;
            } else {
                fs::rename(&previous, place).map_err(fail)?;
            }
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".satukan-");
        // Nobody else may look into the draft either.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let draft = builder.tempdir_in(&parent).map_err(fail)?;
        Ok(Self {
            place: place.to_path_buf(),
            draft,
            hashes: Mutex::default(),
        })
    }

    /// The folder of the draft.
    pub fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Notes the hash of a file that was written into the draft.
    pub fn note(&self, name: &str, hash: blake3::Hash) {
        let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        hashes.insert(name.to_owned(), hash.to_hex().to_string());
    }

    /// The BLAKE3 hashes of the files that were written so far, by name.
    pub fn hashes(&self) -> BTreeMap<String, String> {
        let hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        hashes.clone()
    }

    /// The path of a file in the draft.
    pub fn file(&self, name: &str) -> PathBuf {
        self.draft.path().join(name)
    }

    /// Writes a text file into the draft.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.file(name);
        let fail = |error| {
            Error::output("can't write the file")
                .in_file(self.place.join(name))
                .caused_by(error)
        };
        let mut file = HashedFile::create(&path).map_err(fail)?;
        file.write_all(text.as_bytes()).map_err(fail)?;
        self.note(name, file.finish().map_err(fail)?);
        Ok(())
    }

    /// Puts the draft into its place; what stood there before is removed only when the new folder stands.
    pub fn publish(self) -> Result<()> {
        let fail = |error: std::io::Error| {
            Error::output("can't put the output folder into its place")
                .in_file(&self.place)
                .caused_by(error)
        };
        for entry in fs::read_dir(self.draft.path()).map_err(fail)? {
            owner_only(&entry.map_err(fail)?.path(), 0o600).map_err(fail)?;
        }
        owner_only(self.draft.path(), 0o700).map_err(fail)?;
        sync_folder(self.draft.path()).map_err(fail)?;
        let previous = previous_of(&self.place);
        let has_previous = self.place.exists();
        if has_previous {
            fs::rename(&self.place, &previous).map_err(fail)?;
        }
        if let Err(error) = fs::rename(self.draft.path(), &self.place) {
            if has_previous {
                fs::rename(&previous, &self.place).map_err(fail)?;
            }
            return Err(fail(error));
        }
        // The draft has moved: its guard must not look for it.
        let _moved = self.draft.keep();
        sync_folder(&parent_of(&self.place)).map_err(fail)?;
        if has_previous {
            fs::remove_dir_all(previous).map_err(fail)?;
        }
        Ok(())
    }
}

/// The manifest of an earlier result; `None` where the folder is none.
fn manifest_of(place: &Path) -> Option<Manifest> {
    serde_json::from_str(&fs::read_to_string(place.join(MANIFEST)).ok()?).ok()
}

fn parent_of(place: &Path) -> PathBuf {
    match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Where the previous output stands while the new one is put into its place.
fn previous_of(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    parent_of(place).join(format!(".satukan-previous-{name}"))
}

#[cfg(unix)]
fn owner_only(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn owner_only(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    fs::File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// What to do about a file of somebody else in the output folder.
fn advice(name: &str) -> String {
    match locked(name) {
        Some(locked) => {
            format!("Close `{locked}` in the spreadsheet; if it is closed, remove its lock file")
        }
        None => "Move the file elsewhere, or name another folder with `-o`; decisions are read \
                 from `review.csv` alone"
            .to_owned(),
    }
}

/// The file that is open in LibreOffice or Excel, if a file with this name is a lock that they left beside it.
fn locked(name: &str) -> Option<&str> {
    let of_libre_office = || name.strip_prefix(".~lock.")?.strip_suffix('#');
    of_libre_office().or_else(|| name.strip_prefix("~$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(version: &str) -> String {
        let manifest = Manifest {
            version: version.to_owned(),
            ..Manifest::default()
        };
        manifest.to_json()
    }

    fn version(place: &Path) -> String {
        manifest_of(place).expect("a manifest").version
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_look_into_a_draft() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().expect("a folder");
        let folder = Folder::start(&parent.path().join("out")).expect("started");
        let mode = fs::metadata(folder.path())
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_folder_that_another_program_calls_by_a_manifest_is_not_replaced() {
        let parent = tempfile::tempdir().expect("a folder");
        fs::write(parent.path().join(MANIFEST), "{\"name\": \"an extension\"}").expect("written");
        Folder::check(parent.path()).expect_err("refused");
        fs::write(parent.path().join(MANIFEST), manifest("1")).expect("written");
        fs::write(parent.path().join("notes.txt"), "mine").expect("written");
        Folder::check(parent.path()).expect_err("refused");
    }

    #[test]
    fn a_draft_that_is_dropped_leaves_the_previous_output_untouched() {
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("out");
        let first = Folder::start(&place).expect("started");
        first.write(MANIFEST, &manifest("first")).expect("written");
        first.publish().expect("published");
        let second = Folder::start(&place).expect("started");
        second
            .write(MANIFEST, &manifest("second"))
            .expect("written");
        drop(second);
        assert_eq!(version(&place), "first");
        assert_eq!(fs::read_dir(parent.path()).expect("listed").count(), 1);
    }

    #[test]
    fn a_new_output_replaces_the_previous_one_whole() {
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("out");
        for text in ["first", "second"] {
            let folder = Folder::start(&place).expect("started");
            folder.write(MANIFEST, &manifest(text)).expect("written");
            folder.publish().expect("published");
        }
        assert_eq!(version(&place), "second");
        assert_eq!(fs::read_dir(parent.path()).expect("listed").count(), 1);
    }

    #[test]
    fn an_output_that_a_killed_run_moved_aside_is_put_back() {
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("out");
        let first = Folder::start(&place).expect("started");
        first.write(MANIFEST, &manifest("first")).expect("written");
        first.publish().expect("published");
        fs::rename(&place, previous_of(&place)).expect("moved");
        drop(Folder::start(&place).expect("started"));
        assert_eq!(version(&place), "first");
    }

    #[test]
    fn a_folder_with_other_files_is_not_replaced() {
        let parent = tempfile::tempdir().expect("a folder");
        fs::write(parent.path().join("diary.txt"), "mine").expect("written");
        let error = Folder::start(parent.path()).expect_err("refused");
        assert!(
            error
                .to_string()
                .starts_with("the output folder holds files that are not ours")
        );
    }

    #[test]
    fn a_file_beside_an_earlier_result_is_named_with_what_to_do() {
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("out");
        for (name, told) in [
            (
                ".~lock.review.csv#",
                "Close `review.csv` in the spreadsheet",
            ),
            ("~$golden.csv", "Close `golden.csv` in the spreadsheet"),
            ("review.xlsx", "Move the file elsewhere"),
        ] {
            let folder = Folder::start(&place).expect("started");
            folder.write(MANIFEST, &manifest("text")).expect("written");
            folder.publish().expect("published");
            fs::write(place.join(name), "").expect("written");
            let error = Folder::start(&place).expect_err("refused");
            let said = error.to_string();
            assert!(said.contains("holds a file that is not ours"), "{said}");
            assert!(said.contains(name), "{said}");
            let hint = error.hint().expect("a hint");
            assert!(hint.starts_with(told), "{hint}");
            fs::remove_file(place.join(name)).expect("removed");
        }
    }

    #[cfg(unix)]
    #[test]
    fn files_are_readable_by_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().expect("a folder");
        let place = parent.path().join("out");
        let folder = Folder::start(&place).expect("started");
        folder.write(MANIFEST, &manifest("text")).expect("written");
        folder.publish().expect("published");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&place), mode(&place.join(MANIFEST))), (0o700, 0o600));
    }
}
