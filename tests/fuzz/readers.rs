//! What reads a damaged file, and what must hold afterwards.

use std::path::Path;

use satukan::config::{Arguments, Settings};
use satukan::error::{Kind, Result};
use satukan::ingest::{Format, Limits, Source, SourceSettings, read, read_all};

/// A reader under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Whatever the file looks like.
    Detected,
    Delimited,
    FixedWidth,
    /// The workbook as it is stored.
    Workbook,
    /// A packed workbook of which a part was damaged before it was packed.
    WorkbookPart,
    Dbase,
    Parquet,
    Arrow,
    Json,
    Markup,
    Gzip,
    Zstandard,
    /// A list of rejects, given back beside its source.
    Rejects,
    /// `satukan.toml`.
    Settings,
}

impl Reader {
    pub(crate) const ALL: [Self; 14] = [
        Self::Detected,
        Self::Delimited,
        Self::FixedWidth,
        Self::Workbook,
        Self::WorkbookPart,
        Self::Dbase,
        Self::Parquet,
        Self::Arrow,
        Self::Json,
        Self::Markup,
        Self::Gzip,
        Self::Zstandard,
        Self::Rejects,
        Self::Settings,
    ];

    fn format(self) -> Option<Format> {
        match self {
            Self::Delimited => Some(Format::Delimited),
            Self::FixedWidth => Some(Format::FixedWidth),
            Self::Workbook | Self::WorkbookPart => Some(Format::Workbook),
            Self::Dbase => Some(Format::Dbase),
            Self::Parquet => Some(Format::Parquet),
            Self::Arrow => Some(Format::Arrow),
            Self::Json => Some(Format::Json),
            Self::Markup => Some(Format::Markup),
            _ => None,
        }
    }

    /// Reads a file; what is wrong about the outcome, if anything is.
    pub(crate) fn check(self, path: &Path) -> Option<String> {
        match self {
            Self::Rejects => {
                let source =
                    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialects/cut_off.csv");
                let settings = [SourceSettings::new(source), SourceSettings::new(path)];
                wrong(read_all(&settings, &|| {}))
            }
            Self::Settings => {
                let arguments = Arguments {
                    config: Some(path.to_owned()),
                    ..Arguments::default()
                };
                wrong(Settings::load(&arguments).map(|_| Vec::new()))
            }
            _ => {
                let mut settings = SourceSettings::new(path);
                settings.format = self.format();
                // A damaged length may ask for more than a test run has.
                settings.limits = Limits {
                    text: 64 << 20,
                    ..Limits::default()
                };
                wrong(read(&settings))
            }
        }
    }
}

fn wrong(read: Result<Vec<Source>>) -> Option<String> {
    match read {
        Ok(sources) => sources.iter().find_map(unsound),
        Err(error) if error.to_string().is_empty() => {
            Some("has an error without a message".to_owned())
        }
        // Settings that can't be parsed name the line, which is all there is to say.
        Err(error) if error.kind() == Kind::Usage => None,
        Err(error) if error.hint().is_none_or(str::is_empty) => {
            let message = error.to_string();
            let words = message.split(" (`").next().unwrap_or_default();
            Some(format!("has no hint: {words}"))
        }
        Err(_) => None,
    }
}

/// What can't be about a source that was read.
fn unsound(source: &Source) -> Option<String> {
    let accepted = source.rows.len();
    let says = |words: &str| Some(words.to_owned());
    if source.rows_read != (accepted + source.rejects.len()) as u64 {
        return says("has rows that are neither taken nor rejected");
    }
    if source.lines.len() != accepted
        || source
            .columns
            .iter()
            .any(|column| column.cells.len() != accepted)
    {
        return says("has columns of different lengths");
    }
    if !source.rows.is_sorted_by(|left, right| left < right) {
        return says("has rows out of order");
    }
    let mut headers: Vec<&str> = source
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    headers.sort_unstable();
    if headers.windows(2).any(|pair| pair[0] == pair[1]) || headers.contains(&"") {
        return says("has columns of one name");
    }
    None
}
