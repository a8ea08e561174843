//! The tables `[sources.NAME]`: what is known of the sources.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ingest::{ColumnSettings, Field, FixedColumn, Format, SourceKind, SourceSettings};

/// A table `[sources.NAME]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The file, from the folder of the settings file.
    pub path: Option<PathBuf>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Leave the source out.
    pub skip: bool,
    /// What a row stands for.
    pub kind: Option<SourceKind>,
    /// How the file is stored.
    pub format: Option<Format>,
    /// The character between fields.
    pub delimiter: Option<char>,
    /// The encoding's name.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The line of the header.
    pub header_line: Option<u64>,
    /// The columns of a fixed-width text.
    pub layout: Vec<LayoutColumn>,
    /// What is known of columns, by header.
    pub columns: BTreeMap<String, Column>,
}

/// One column of a fixed-width text.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutColumn {
    /// Its header; a layout without any name only says where the columns are, the header stands in the text.
    pub name: Option<String>,
    /// The position of its first character, counted from 1.
    pub start: usize,
    /// Its characters; without, it reaches to the end of the line.
    pub width: Option<usize>,
}

/// What is known of a column: its field, or a table of facts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Column {
    /// The field alone.
    Field(Field),
    /// Field, order of dates, decimal sign.
    Facts(ColumnSettings),
}

impl Column {
    pub(super) fn settings(&self) -> ColumnSettings {
        match self {
            Self::Field(field) => ColumnSettings {
                field: Some(*field),
                ..ColumnSettings::default()
            },
            Self::Facts(settings) => *settings,
        }
    }
}

impl Source {
    /// Puts what the file says over what the detection starts from.
    pub(super) fn apply(&self, name: &str, mut settings: SourceSettings) -> Result<SourceSettings> {
        name.clone_into(&mut settings.name);
        settings.sheet.clone_from(&self.sheet);
        settings.skip = self.skip;
        settings.kind = self.kind;
        settings.format = self.format;
        settings.header_line = self.header_line;
        settings.fixed_columns = self
            .layout
            .iter()
            .map(|column| {
                let start = column.start.checked_sub(1).ok_or_else(|| {
                    Error::usage(format!(
                        "`sources.{name}.layout` has a column that starts at 0"
                    ))
                    .hinted("Positions count from 1")
                })?;
                Ok(FixedColumn {
                    name: column.name.clone(),
                    start,
                    width: column.width,
                })
            })
            .collect::<Result<_>>()?;
        settings.encoding.clone_from(&self.encoding);
        settings.header = self.header;
        settings.columns = self
            .columns
            .iter()
            .map(|(header, column)| (header.clone(), column.settings()))
            .collect();
        settings.delimiter = match self.delimiter {
            None => None,
            Some(delimiter)
                if delimiter.is_ascii_punctuation() && delimiter != '"'
                    || delimiter.is_ascii_control() && !matches!(delimiter, '\n' | '\r' | '\0') =>
            {
                Some(delimiter as u8)
            }
            Some(_) => {
                return Err(
                    Error::usage(format!("`sources.{name}.delimiter` is no delimiter"))
                        .hinted("Delimiters are `,`, `;`, `|` or a tab, written `\"\\t\"`"),
                );
            }
        };
        Ok(settings)
    }

    /// What is set, as (key, value), for the audit.
    pub(super) fn described(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut note = |key: &str, value: Option<String>| {
            found.extend(value.map(|value| (key.to_owned(), value)));
        };
        note(
            "path",
            self.path.as_ref().map(|path| path.display().to_string()),
        );
        note("sheet", self.sheet.clone());
        note("skip", self.skip.then(|| "true".to_owned()));
        note("format", self.format.map(|format| format.word().to_owned()));
        note("kind", self.kind.map(|kind| kind.word().to_owned()));
        note(
            "delimiter",
            self.delimiter.map(|delimiter| delimiter.to_string()),
        );
        note("encoding", self.encoding.clone());
        note("header", self.header.map(|header| header.to_string()));
        note("header_line", self.header_line.map(|line| line.to_string()));
        let columns = self.layout.len();
        note(
            "layout",
            (columns > 0).then(|| format!("{columns} columns")),
        );
        for (header, column) in &self.columns {
            let ColumnSettings {
                field,
                dates,
                decimal,
            } = column.settings();
            let key = |part: &str| format!("columns.{header}{part}");
            note(&key(""), field.map(|field| field.word().to_owned()));
            note(&key(".dates"), dates.map(|dates| dates.word().to_owned()));
            note(&key(".decimal"), decimal.map(|sign| sign.word().to_owned()));
        }
        found
    }
}
