//! A generated shop for the benches: its files, and what the stages before the measured one make of them.

use std::path::PathBuf;

use satukan::block::{self, Index};
use satukan::compare::Comparison;
use satukan::config::{Arguments, Settings};
use satukan::generate::{self, generate};
use satukan::ingest::{self, Source};
use satukan::normalise::{self, Copies, Records, assemble};
use tempfile::TempDir;

/// A shop of about two thousand cards in a temporary folder.
pub struct Shop {
    /// The folder, to be removed at the end.
    _folder: TempDir,
    /// The files without the truth.
    pub files: Vec<PathBuf>,
}

impl Shop {
    /// Generates the shop; it is the same each time.
    pub fn new(customers: u64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = generate::Settings {
            customers,
            ..generate::Settings::default()
        };
        let made = generate(&settings, folder.path()).expect("a generated shop");
        let files = made
            .files
            .into_iter()
            .filter(|file| {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                !name.starts_with("truth")
            })
            .collect();
        Self {
            _folder: folder,
            files,
        }
    }

    /// The settings of a run on this shop.
    pub fn settings(&self) -> Settings {
        let arguments = Arguments {
            sources: self.files.clone(),
            ..Arguments::default()
        };
        Settings::load(&arguments).expect("settings")
    }

    /// The files as read.
    pub fn sources(&self) -> Vec<Source> {
        self.settings()
            .sources
            .iter()
            .flat_map(|source| ingest::read(source).expect("a source"))
            .collect()
    }

    /// The identity records.
    pub fn records(&self) -> Records {
        assemble(&self.sources(), &normalise::Settings::default())
    }
}

/// How the attributes of the records are compared.
pub fn comparisons(records: &Records) -> Vec<Comparison> {
    Comparison::all(&records.attributes)
}

/// The blocks of the records.
pub fn index(records: &Records) -> Index {
    Index::build(records, &Copies::of(records), &block::Settings::default())
}
