//! Which columns of the truth say what.

use super::table::Table;
use super::{Level, TruthColumns};
use crate::error::{Error, Result, did_you_mean};

/// How the rows of one file are known in the other; columns are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// By the source's own key.
    Key(usize),
    /// By source and the source's own key.
    SourceKey { source: usize, key: usize },
    /// By source and data row, which no two records share.
    SourceRow { source: usize, row: usize },
}

/// The column that tells records of one source apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// The source's own key.
    Key(usize),
    /// The data row.
    Row(usize),
}

impl Join {
    /// The column that names the source.
    pub(super) fn source(&self) -> Option<usize> {
        match *self {
            Self::Key(_) => None,
            Self::SourceKey { source, .. } | Self::SourceRow { source, .. } => Some(source),
        }
    }

    /// The column that tells records of one source apart.
    pub(super) fn within(&self) -> Within {
        match *self {
            Self::Key(key) | Self::SourceKey { key, .. } => Within::Key(key),
            Self::SourceRow { row, .. } => Within::Row(row),
        }
    }

    /// Names the columns in words.
    pub(super) fn describe(&self, table: &Table) -> String {
        let columns = self.columns().into_iter().flatten();
        let names: Vec<String> = columns
            .map(|column| format!("`{}`", table.headers()[column]))
            .collect();
        names.join(" and ")
    }

    fn uses(&self, column: usize) -> bool {
        self.columns().contains(&Some(column))
    }

    fn columns(&self) -> [Option<usize>; 2] {
        let (Within::Key(column) | Within::Row(column)) = self.within();
        [self.source(), Some(column)]
    }
}

/// The columns of the truth that are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) join: Join,
    pub(super) cluster: usize,
    /// What a card is to its customer, where customers are measured.
    pub(super) role: Option<usize>,
}

impl Plan {
    /// Takes the columns that were named, then those with the usual names, then the first ones.
    pub(super) fn resolve(truth: &Table, level: Level, named: &TruthColumns) -> Result<Self> {
        if named.id.is_some() && named.row.is_some() {
            return Err(Error::usage("`--id` can't be used with `--row`")
                .hinted("Records are found by key, or by source and row"));
        }
        let told_by = match (&named.households, level) {
            (None, level) => level,
            // The households of customers are told elsewhere.
            (Some(_), Level::Household) => Level::Customer,
            (Some(_), _) => {
                return Err(Error::usage("`--households` goes with `--level household`")
                    .hinted("Leave `--households` out, or measure households"));
            }
        };
        let cluster = match &named.cluster {
            Some(name) => Some(truth.column(name)?),
            None => truth.position(told_by.column()),
        };
        let join = join(truth, level, named, cluster)?;
        let cluster = match cluster {
            Some(cluster) => cluster,
            None => first_free(truth, level, &join)?,
        };
        // Households held against persons or customers would give a figure that means nothing.
        let is_of_other_level = [Level::Person, Level::Customer]
            .iter()
            .any(|other| truth.headers()[cluster] == other.column());
        if level == Level::Household
            && named.households.is_none()
            && named.cluster.is_none()
            && is_of_other_level
        {
            return Err(Error::usage(format!("the truth has no column `{}`", level.column()))
                .in_file(truth.path())
                .hinted("Name the file that tells the households of customers with `--households`, or the column with `--cluster`"));
        }
        if join.uses(cluster) {
            let name = &truth.headers()[cluster];
            return Err(Error::usage(format!(
                "column `{name}` can't be both the record and its cluster"
            ))
            .in_file(truth.path()));
        }
        let role = truth
            .position("role")
            .filter(|column| level == Level::Customer && *column != cluster && !join.uses(*column));
        Ok(Self {
            join,
            cluster,
            role,
        })
    }
}

fn join(truth: &Table, level: Level, named: &TruthColumns, cluster: Option<usize>) -> Result<Join> {
    if truth.headers().iter().all(String::is_empty) {
        return Err(Error::input("the truth is empty")
            .in_file(truth.path())
            .hinted(expected(level)));
    }
    if let Some(id) = &named.id {
        let key = truth.column(id)?;
        return match &named.source {
            None => Ok(Join::Key(key)),
            Some(source) => {
                let source = truth.column(source)?;
                Ok(Join::SourceKey { source, key })
            }
        };
    }
    let is_named = named.source.is_some() || named.row.is_some();
    let (source, row, key) = (
        named.source.as_deref().unwrap_or("source"),
        named.row.as_deref().unwrap_or("row"),
        truth.position("record_key"),
    );
    match (truth.position(source), truth.position(row), key) {
        (Some(source), Some(row), _) => Ok(Join::SourceRow { source, row }),
        (Some(source), None, Some(key)) if named.row.is_none() => {
            Ok(Join::SourceKey { source, key })
        }
        _ if is_named => Ok(Join::SourceRow {
            source: truth.column(source)?,
            row: truth.column(row)?,
        }),
        (_, _, Some(key)) => Ok(Join::Key(key)),
        (source, row, None) => {
            let taken = [cluster, source, row];
            let mut columns = 0..truth.headers().len();
            let key = columns.find(|column| !taken.contains(&Some(*column)));
            key.map(Join::Key)
                .ok_or_else(|| too_few_columns(truth, level))
        }
    }
}

/// Columns that say which record it is, and never which cluster.
const OF_RECORDS: [&str; 3] = ["source", "row", "record_key"];

/// The first column that doesn't say which record it is: the second of two.
fn first_free(truth: &Table, level: Level, join: &Join) -> Result<usize> {
    let headers = truth.headers();
    let is_of_records = |header: &str| {
        OF_RECORDS
            .iter()
            .any(|word| word.eq_ignore_ascii_case(header))
    };
    (0..headers.len())
        .find(|&column| !join.uses(column) && !is_of_records(&headers[column]))
        .ok_or_else(|| too_few_columns(truth, level))
}

fn too_few_columns(truth: &Table, level: Level) -> Error {
    Error::input("the truth needs a column for the record and one for its cluster")
        .in_file(truth.path())
        .hinted(expected(level))
}

/// What a truth looks like, as one thing to do.
pub(super) fn expected(level: Level) -> String {
    format!(
        "Write a header `source,row,{}`, and below it a line for each labelled record, parted by commas",
        level.column()
    )
}

/// Makes the error for a column that was named but isn't there.
pub(super) fn unknown_column(table: &Table, name: &str) -> Error {
    let headers = table.headers();
    let hint = match did_you_mean(name, headers.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Write the column as it stands in the header of the truth".to_owned(),
    };
    Error::usage(format!("unknown column `{name}`"))
        .in_file(table.path())
        .hinted(hint)
}
