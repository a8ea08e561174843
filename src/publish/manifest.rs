//! The manifest: hashes of inputs, settings and outputs, the version, the counts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a run took and what it gave. It holds no time, so that the same run gives the same manifest.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Manifest {
    /// The program's version.
    pub version: String,
    /// BLAKE3 hash of the settings in force.
    pub settings: String,
    /// BLAKE3 hash of each input, by source name.
    pub inputs: BTreeMap<String, String>,
    /// BLAKE3 hash of each output file, by name.
    pub outputs: BTreeMap<String, String>,
    /// Identity records accepted.
    pub records: usize,
    /// Persons found.
    pub persons: usize,
    /// Customers found.
    pub customers: usize,
    /// Rows rejected.
    pub rejects: u64,
}

impl Manifest {
    /// Hashes every file in a folder into `outputs`.
    pub fn add_outputs(&mut self, folder: &Path) -> Result<()> {
        let fail = |error: std::io::Error| {
            Error::output("can't read back what was written")
                .in_file(folder)
                .caused_by(error)
        };
        for entry in fs::read_dir(folder).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let bytes = fs::read(entry.path()).map_err(fail)?;
            self.outputs.insert(
                entry.file_name().to_string_lossy().into_owned(),
                blake3::hash(&bytes).to_hex().to_string(),
            );
        }
        Ok(())
    }

    /// The manifest as indented JSON.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest holds only texts and numbers");
        text.push('\n');
        text
    }
}
