//! The output folder of a run, opened again: its manifest, and its files as the run wrote them.

use std::path::{Path, PathBuf};

use super::folder::MANIFEST;
use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::frame::{Frame, read_frame};

/// The golden customers, with their types.
pub const GOLDEN: &str = "golden_customers.parquet";

/// The cross-reference, with its types.
pub const CROSSREF: &str = "crossref.parquet";

/// Where golden values came from.
pub const PROVENANCE: &str = "provenance.parquet";

/// The purchases, one row per invoice line.
pub const PURCHASES: &str = "purchases.parquet";

/// An output folder whose manifest was read.
#[derive(Debug)]
pub struct Opened {
    /// The folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Opened {
    /// Opens the output folder of a run.
    ///
    /// # Errors
    ///
    /// An input error if the folder is no result, or one that another version made.
    pub fn open(folder: &Path) -> Result<Self> {
        let no_result = || {
            Error::input("the folder holds no result")
                .in_file(folder)
                .hinted("Name the folder that `satukan run` wrote with `-o`")
        };
        let manifest = manifest_of(folder).ok_or_else(no_result)?;
        if manifest.version != env!("CARGO_PKG_VERSION") {
            return Err(Error::input(format!(
                "the result was made by version {} of satukan, this is {}",
                manifest.version,
                env!("CARGO_PKG_VERSION")
            ))
            .in_file(folder)
            .hinted("Run again with this version, or use the one that made it"));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            manifest,
        })
    }

    /// Whether a folder is the output of a run, of whichever version.
    pub fn is_at(folder: &Path) -> bool {
        manifest_of(folder).is_some()
    }

    /// Whether the result has a file of this name.
    pub fn has(&self, name: &str) -> bool {
        self.manifest.outputs.contains_key(name)
    }

    /// The bytes of one of its files, as the run wrote them.
    ///
    /// # Errors
    ///
    /// An input error if the file is not there or was changed.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        bytes(&self.folder, &self.manifest, name)
    }

    /// One of its tables, with all columns it has.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes).
    pub fn table(&self, name: &str) -> Result<Frame> {
        read_frame(&self.bytes(name)?).map_err(|error| error.in_file(self.folder.join(name)))
    }

    /// Whether a place is this folder or lies in it, where the next run would find a file that isn't its own.
    pub fn holds(&self, place: &Path) -> bool {
        let Ok(folder) = self.folder.canonicalize() else {
            return false;
        };
        place
            .ancestors()
            .find_map(|above| {
                let above = if above.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    above
                };
                above.canonicalize().ok()
            })
            .is_some_and(|above| above.starts_with(folder))
    }
}

/// The manifest of a run; `None` where the folder is no result.
fn manifest_of(folder: &Path) -> Option<Manifest> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: Manifest = serde_json::from_str(&text).ok()?;
    manifest.outputs.contains_key(GOLDEN).then_some(manifest)
}

/// The bytes of a file of a result, as the run wrote them.
///
/// # Errors
///
/// An input error if the file is not there or was changed.
pub fn bytes(folder: &Path, manifest: &Manifest, name: &str) -> Result<Vec<u8>> {
    let path = folder.join(name);
    let hint = "Run again; copy a file elsewhere before you change it";
    let bytes = std::fs::read(&path).map_err(|error| {
        Error::input("a file of the result can't be read")
            .in_file(&path)
            .hinted(hint)
            .caused_by(error)
    })?;
    if manifest.outputs.get(name) == Some(&blake3::hash(&bytes).to_hex().to_string()) {
        return Ok(bytes);
    }
    Err(
        Error::input("a file of the result is not what the run wrote")
            .in_file(&path)
            .hinted(hint),
    )
}
