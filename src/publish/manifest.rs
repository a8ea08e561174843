//! The manifest: hashes of inputs, settings and outputs, the version, the counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// BLAKE3 hash of what a person had decided of pairs of records, where something was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decisions: Option<String>,
}

impl Manifest {
    /// The manifest as indented JSON.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest holds only texts and numbers");
        text.push('\n');
        text
    }
}
