//! Measures a run against labelled records.
//!
//! In: the cross-reference of a run, and a CSV that says which records are one. Out: [`Scores`],
//! pairwise and B-cubed.
//!
//! The figures are the same for any order of the rows of either file. Pairs are counted, never
//! listed: time and memory are linear in the records of both files.

mod columns;
mod count;
mod labels;
mod table;
mod truth;

use std::path::Path;

use csv::ByteRecord;
use serde::Serialize;

use crate::error::{Error, Result};
use columns::Plan;
use labels::Labels;
use table::{CrossReference, Table};

pub use count::Scores;
pub use truth::{Known, Place, Truth};

/// The level at which records are held to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Records that name the same human being.
    Person,
    /// Records that one buyer holds, whoever they are made out to.
    Customer,
}

impl Level {
    /// The column of the cross-reference that holds the clusters of this level.
    pub fn column(self) -> &'static str {
        match self {
            Self::Person => "person_id",
            Self::Customer => "customer_id",
        }
    }
}

/// The columns of the truth as the user named them; what is not named is looked for.
///
/// `source` and `row` go together, and exclude `id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TruthColumns {
    /// The source's own key; else `record_key`, else the first column.
    pub id: Option<String>,
    /// The name of the source; else `source`.
    pub source: Option<String>,
    /// The data row within the source, counted from 1; else `row`.
    pub row: Option<String>,
    /// The true cluster; else the level's column of the cross-reference, else the second column.
    pub cluster: Option<String>,
}

/// What to do where one of the two files can't be opened.
const CHECK_BOTH: &str =
    "Check that the folder was written by `satukan run`, and the path of the truth";

/// Compares the clusters of a cross-reference with the truth.
///
/// The truth is a comma-separated file with a header, one labelled record per row. Its records are
/// found by source and row when it has both columns, else by the source's own key. A record that
/// the cross-reference lacks counts as alone in its cluster and as missing; records that the truth
/// lacks are left out of every figure but `extra`. A row that repeats an earlier one counts once.
///
/// # Errors
///
/// [`Kind::Usage`](crate::error::Kind::Usage) if a named column is not there.
/// [`Kind::Input`](crate::error::Kind::Input) if a file can't be read or has no records, if a row
/// lacks its key or label, if one record has two labels, if a key stands for several records of
/// the cross-reference, and if not one record of the truth is in the cross-reference: then the
/// figures would speak of the wrong column.
///
/// # Source
///
/// B-cubed: Bagga and Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space
/// Model" (1998).
pub fn evaluate(
    crossref: &Path,
    truth: &Path,
    level: Level,
    columns: &TruthColumns,
) -> Result<Scores> {
    let mut table = Table::open(truth, CHECK_BOTH)?;
    let plan = Plan::resolve(&table, level, columns)?;
    let crossref = CrossReference::read(crossref, level, &plan.join)?;

    let mut entities = Labels::default();
    let mut missing = Labels::default();
    let mut entity_of_found = vec![None; crossref.keys()];
    let mut entity_of_missing = Vec::new();
    let mut row = ByteRecord::new();
    let mut key = Vec::new();
    while table.read(&mut row)? {
        table.write_key(&row, &plan.join, &mut key)?;
        let entity = entities.intern(table.filled(&row, plan.cluster)?);
        let slot = match crossref.find(&key) {
            Some(id) if crossref.is_ambiguous(id) => {
                return Err(ambiguous(&table, &row, "the cross-reference"));
            }
            Some(id) => &mut entity_of_found[id],
            None => {
                let id = missing.intern(&key);
                entity_of_missing.resize(missing.len(), None);
                &mut entity_of_missing[id]
            }
        };
        if slot.replace(entity).is_some_and(|before| before != entity) {
            return Err(two_clusters(&table, &row));
        }
    }

    let joined_on = plan.join.describe(&table);
    if entities.len() == 0 {
        return Err(Error::input("the truth has no records").in_file(truth));
    }
    let mut labels: Vec<(usize, usize)> = entity_of_found
        .iter()
        .enumerate()
        .filter_map(|(id, entity)| entity.map(|entity| (crossref.cluster_of(id), entity)))
        .collect();
    let found = labels.len();
    if found == 0 {
        return Err(Error::input(format!(
            "not one record of the truth is in the cross-reference, by {joined_on}"
        ))
        .in_file(truth)
        .hinted(
            "Name the column of the source's own key with `--id`, \
                 or give the truth the columns `source` and `row`",
        ));
    }
    let alone = entity_of_missing.iter().flatten().enumerate();
    labels.extend(alone.map(|(nth, &entity)| (crossref.clusters() + nth, entity)));

    let mut scores = Scores::count(labels);
    scores.missing = missing.len();
    scores.extra = crossref.records() - found;
    scores.joined_on = joined_on;
    scores.cluster_column = table.headers()[plan.cluster].clone();
    Ok(scores)
}

fn ambiguous(table: &Table, row: &ByteRecord, of: &str) -> Error {
    table
        .error_at(
            row,
            format!("the key of this row stands for several records of {of}"),
        )
        .hinted("Give the truth the columns `source` and `row`, as they are in `crossref.csv`")
}

fn two_clusters(table: &Table, row: &ByteRecord) -> Error {
    table
        .error_at(row, "the truth gives one record two clusters")
        .hinted("Leave one row per record in the truth")
}

#[cfg(test)]
mod tests;
