//! Measures a run against labelled records.
//!
//! In: the cross-reference of a run, and a CSV that says which records are one. Out: [`Scores`],
//! pairwise and B-cubed, and how often a card's role was found.
//!
//! The figures are the same for any order of the rows of either file. Pairs are counted, never
//! listed: time and memory are linear in the records of both files.

mod columns;
mod count;
mod household;
mod labels;
mod role;
mod table;
mod text;
mod truth;

use std::path::{Path, PathBuf};

use csv::ByteRecord;
use serde::Serialize;

use crate::error::{Error, Result};
use columns::Plan;
use household::Households;
use labels::Labels;
use table::{CrossReference, Sources};

pub use count::Scores;
pub use role::{Role, Roles};
pub(crate) use table::Table;
pub use truth::{Known, Place, Truth};

/// The level at which records are held to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Records that name the same human being.
    Person,
    /// Records that one buyer holds, whoever they are made out to.
    Customer,
    /// Records of customers who live together.
    Household,
}

impl Level {
    /// The column of the cross-reference that holds the clusters of this level.
    pub fn column(self) -> &'static str {
        match self {
            Self::Person => "person_id",
            Self::Customer => "customer_id",
            Self::Household => "household_id",
        }
    }
}

/// The columns of the truth as the user named them; what is not named is looked for.
///
/// `id` and `row` exclude each other; `source` goes with either.
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
    /// A file that tells the households of customers; then the true cluster is the customer.
    pub households: Option<PathBuf>,
}

/// What to do where one of the two files can't be opened.
const CHECK_BOTH: &str =
    "Check that the folder was written by `satukan run`, and the path of the truth";

/// Compares the clusters of a cross-reference with the truth.
///
/// The truth is a delimited file with a header, one labelled record per row. Its records are
/// found by source and row when it has both columns, else by the source's own key, with the source
/// where it has the columns `source` and `record_key`. A record that
/// the cross-reference lacks counts as alone in its cluster and as missing; records that the truth
/// lacks are left out of every figure but `extra`. A row that repeats an earlier one counts once.
///
/// The households of customers may stand in a file of their own, with the columns `customer_id` and `household_id`; a
/// customer that it lacks is a household alone. At the level of customers the roles are compared, too, where both files
/// have a column `role`.
///
/// # Errors
///
/// [`Kind::Usage`](crate::error::Kind::Usage) if a named column is not there, or households are given at another level.
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
    let households = columns.households.as_deref();
    let households = households.map(Households::read).transpose()?;
    let crossref = CrossReference::read(crossref, level, &plan.join)?;

    let mut entities = Labels::default();
    let mut missing = Labels::default();
    let mut entity_of_found = vec![None; crossref.keys()];
    let mut entity_of_missing = Vec::new();
    let mut roles = Roles::default();
    let mut row = ByteRecord::new();
    let (mut key, mut of_household) = (Vec::new(), Vec::new());
    let mut is_source_known = plan.join.source().is_none();
    while table.read(&mut row)? {
        let source = table.source(&row, &plan.join)?;
        is_source_known |= source.is_some_and(|source| crossref.sources.has(source));
        table.write_key(&row, &plan.join, &mut key)?;
        let mut label = table.filled(&row, plan.cluster)?;
        if let Some(households) = &households {
            households.write(label, &mut of_household);
            label = &of_household;
        }
        let entity = entities.intern(label);
        let slot = match crossref.find(&key) {
            Some(id) if crossref.is_ambiguous(id) => {
                return Err(ambiguous(&table, &row, "the cross-reference"));
            }
            Some(id) => {
                let role = plan.role.and_then(|column| row.get(column));
                if entity_of_found[id].is_none() {
                    roles.count(role.and_then(Role::of), crossref.role_of(id));
                }
                &mut entity_of_found[id]
            }
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
        return Err(no_records(&table, level));
    }
    let mut labels: Vec<(usize, usize)> = entity_of_found
        .iter()
        .enumerate()
        .filter_map(|(id, entity)| entity.map(|entity| (crossref.cluster_of(id), entity)))
        .collect();
    let found = labels.len();
    if found == 0 {
        let error = Error::input(format!(
            "not one record of the truth is in the cross-reference, by {joined_on}"
        ));
        return Err(error.in_file(truth).hinted(if is_source_known {
            "Name the column of the source's own key with `--id`, \
                 or give the truth the columns `source` and `row`"
                .to_owned()
        } else {
            name_sources(&crossref.sources)
        }));
    }
    let alone = entity_of_missing.iter().flatten().enumerate();
    labels.extend(alone.map(|(nth, &entity)| (crossref.clusters() + nth, entity)));

    let mut scores = Scores::count(labels);
    scores.missing = missing.len();
    scores.extra = crossref.records() - found;
    scores.joined_on = joined_on;
    scores.cluster_column = table.headers()[plan.cluster].clone();
    scores.roles = roles.if_any();
    Ok(scores)
}

fn no_records(table: &Table, level: Level) -> Error {
    Error::input("the truth has no records")
        .in_file(table.path())
        .hinted(columns::expected(level))
}

/// What to do where a truth names none of the sources.
fn name_sources(known: &Sources) -> String {
    format!("Name the sources as the result does: {}", known.list())
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
