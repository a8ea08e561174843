//! Which columns of the truth say what.

use super::table::Table;
use super::{Level, TruthColumns};
use crate::error::{Error, Result, did_you_mean};

/// How the rows of one file are known in the other; columns are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// By the source's own key.
    Key(usize),
    /// By source and data row, which no two records share.
    SourceRow { source: usize, row: usize },
}

impl Join {
    /// Names the columns in words.
    pub(super) fn describe(&self, table: &Table) -> String {
        let name = |column: usize| &table.headers()[column];
        match *self {
            Self::Key(key) => format!("`{}`", name(key)),
            Self::SourceRow { source, row } => format!("`{}` and `{}`", name(source), name(row)),
        }
    }

    fn uses(&self, column: usize) -> bool {
        match *self {
            Self::Key(key) => column == key,
            Self::SourceRow { source, row } => column == source || column == row,
        }
    }
}

/// The columns of the truth that are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) join: Join,
    pub(super) cluster: usize,
}

impl Plan {
    /// Takes the columns that were named, then those with the usual names, then the first ones.
    pub(super) fn resolve(truth: &Table, level: Level, named: &TruthColumns) -> Result<Self> {
        if named.id.is_some() && (named.source.is_some() || named.row.is_some()) {
            return Err(
                Error::usage("`--id` can't be used with `--source` or `--row`")
                    .hinted("Records are found by key, or by source and row"),
            );
        }
        let cluster = match &named.cluster {
            Some(name) => Some(truth.column(name)?),
            None => truth.position(level.column()),
        };
        let join = join(truth, named, cluster)?;
        let cluster = match cluster {
            Some(cluster) => cluster,
            None => first_free(truth, &join)?,
        };
        if join.uses(cluster) {
            let name = &truth.headers()[cluster];
            return Err(Error::usage(format!(
                "column `{name}` can't be both the record and its cluster"
            ))
            .in_file(truth.path()));
        }
        Ok(Self { join, cluster })
    }
}

fn join(truth: &Table, named: &TruthColumns, cluster: Option<usize>) -> Result<Join> {
    if let Some(id) = &named.id {
        return Ok(Join::Key(truth.column(id)?));
    }
    if named.source.is_some() || named.row.is_some() {
        return Ok(Join::SourceRow {
            source: truth.column(named.source.as_deref().unwrap_or("source"))?,
            row: truth.column(named.row.as_deref().unwrap_or("row"))?,
        });
    }
    if let (Some(source), Some(row)) = (truth.position("source"), truth.position("row")) {
        return Ok(Join::SourceRow { source, row });
    }
    // A truth that starts with the cluster has its key in the second column.
    let first = if cluster == Some(0) { 1 } else { 0 };
    let key = truth.position("record_key").unwrap_or(first);
    match truth.headers().len() {
        0 => Err(Error::input("the truth is empty").in_file(truth.path())),
        columns if key < columns => Ok(Join::Key(key)),
        _ => Err(too_few_columns(truth)),
    }
}

/// Columns that say which record it is, and never which cluster.
const OF_RECORDS: [&str; 3] = ["source", "row", "record_key"];

/// The first column that doesn't say which record it is: the second of two.
fn first_free(truth: &Table, join: &Join) -> Result<usize> {
    let headers = truth.headers();
    (0..headers.len())
        .find(|&column| !join.uses(column) && !OF_RECORDS.contains(&headers[column].as_str()))
        .ok_or_else(|| too_few_columns(truth))
}

fn too_few_columns(truth: &Table) -> Error {
    Error::input("the truth needs a column for the record and one for its cluster")
        .in_file(truth.path())
        .hinted("The truth is read as comma-separated, with a header")
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
