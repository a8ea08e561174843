//! Results to the output folder, which appears whole or not at all.
//!
//! In: everything that a run found. Out: the files of the output contract (`docs/outputs.md`), readable by their owner
//! only, with a manifest of their hashes. Rows are in canonical order, so that the files do not depend on the order of
//! the input rows.

pub mod crossref;
pub mod folder;
pub mod golden;
pub mod id;
pub mod links;
pub mod manifest;
pub mod opened;
pub mod profile;
pub mod review;
pub mod shared;

use compact_str::CompactString;
use rayon::prelude::*;

use crate::attribute::Customers;
use crate::block::Index;
use crate::cluster::Clusters;
use crate::compare::Comparison;
use crate::error::Result;
use crate::frame::{Cells, Frame, Table};
use crate::ingest::{Field, Source};
use crate::normalise::Records;
use crate::purchase::Purchases;
use crate::record::RecordId;
use crate::review::Found;
use crate::score::SavedModel;
use crate::score::model::Model;
use crate::segment::Segments;
use crate::survive::GoldenRecords;
use folder::Folder;
use id::Ids;

/// Everything that a run found.
#[derive(Debug)]
pub struct Findings {
    /// The inputs as read.
    pub sources: Vec<Source>,
    /// The identity records.
    pub records: Records,
    /// How each attribute is compared.
    pub comparisons: Vec<Comparison>,
    /// The fitted model.
    pub model: Model,
    /// The same model as it is saved.
    pub saved: SavedModel,
    /// What a saved model could not use, in words.
    pub model_notes: Vec<String>,
    /// What the blocks cost; their members are given back by then.
    pub index: Index,
    /// The persons.
    pub persons: Clusters,
    /// The customers, who hold the records.
    pub customers: Customers,
    /// The golden record of each customer.
    pub golden: GoldenRecords,
    /// The purchases, where a source holds invoices.
    pub purchases: Option<Purchases>,
    /// Where each customer stands, where a source holds invoices.
    pub segments: Option<Segments>,
    /// Doubtful pairs, worst first.
    pub doubtful: Vec<review::Doubt>,
    /// What a person has decided.
    pub decisions: Found,
    /// What the threshold was chosen for, where nobody set it, in words.
    pub threshold_by: Option<&'static str>,
    /// Stable ids of persons, customers and households.
    pub ids: Ids,
    /// How much was compared.
    pub effort: Effort,
}

/// How many pairs were looked at, and what for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Candidate pairs, each compared once.
    pub candidate_pairs: u64,
    /// Random pairs that u was counted on.
    pub random_pairs: u64,
    /// Candidate pairs that m was learned on.
    pub training_pairs: u64,
}

impl Findings {
    /// The name of the source of a record.
    pub fn source_name(&self, record: RecordId) -> &str {
        &self.sources[usize::from(self.records.origins[record.index()].source)].name
    }

    /// The data row of a record in its source, counted from 1.
    pub fn row(&self, record: RecordId) -> i64 {
        let origin = self.records.origins[record.index()];
        i64::from(self.sources[usize::from(origin.source)].rows[origin.row as usize])
    }

    /// The person of a record.
    pub fn person_of(&self, record: RecordId) -> usize {
        self.persons.of_record[record.index()] as usize
    }

    /// The customer of a record.
    pub fn customer_of(&self, record: RecordId) -> usize {
        self.customers.of_record[record.index()] as usize
    }

    /// Adds the ids of persons.
    fn push_persons(
        &self,
        frame: &mut Frame,
        name: impl Into<String>,
        persons: impl IntoIterator<Item = usize>,
    ) {
        push_ids(frame, name, 'P', &self.ids.persons, persons);
    }

    /// Adds the ids of customers.
    fn push_customers(
        &self,
        frame: &mut Frame,
        name: impl Into<String>,
        customers: impl IntoIterator<Item = usize>,
    ) {
        push_ids(frame, name, 'C', &self.ids.customers, customers);
    }

    /// Adds the ids of the households of customers.
    fn push_households(&self, frame: &mut Frame, customers: impl IntoIterator<Item = usize>) {
        let household = |customer| self.customers.household[customer] as usize;
        let households = customers.into_iter().map(household);
        push_ids(frame, "household_id", 'H', &self.ids.households, households);
    }
}

fn push_ids(
    frame: &mut Frame,
    name: impl Into<String>,
    letter: char,
    ids: &[CompactString],
    places: impl IntoIterator<Item = usize>,
) {
    frame.text_of(name, places, |place, into| {
        push_id(into, letter, &ids[place]);
    });
}

/// Writes an id behind the letter of its kind.
fn push_id(into: &mut String, letter: char, id: &str) {
    into.push(letter);
    into.push_str(id);
}

impl Findings {
    /// Distinct card numbers among records.
    pub fn cards(&self, members: &[RecordId]) -> usize {
        let mut cards: Vec<&str> = members
            .iter()
            .filter_map(|record| {
                let origin = self.records.origins[record.index()];
                let column = self.sources[usize::from(origin.source)]
                    .columns
                    .iter()
                    .find(|column| column.field == Field::CardNumber)?;
                Some(column.text(origin.row as usize)).filter(|card| !card.is_empty())
            })
            .collect();
        cards.sort_unstable();
        cards.dedup();
        cards.len()
    }

    /// Adds where records came from: `source`, `row`, and the source's own key, with a prefix before each.
    fn push_origin(
        &self,
        frame: &mut Frame,
        prefix: &str,
        records: impl Iterator<Item = RecordId> + Clone,
    ) {
        let key = if prefix.is_empty() {
            "record_key"
        } else {
            "key"
        };
        frame.text(
            format!("{prefix}source"),
            records.clone().map(|record| self.source_name(record)),
        );
        frame.push(
            format!("{prefix}row"),
            Cells::Whole(
                records
                    .clone()
                    .map(|record| Some(self.row(record)))
                    .collect(),
            ),
        );
        frame.text(
            format!("{prefix}{key}"),
            records.map(|record| &self.records.keys[record.index()]),
        );
    }

    /// The rows that could not be taken, by source and line.
    fn rejects(&self) -> Table<'_> {
        let mut rejects: Vec<_> = self
            .sources
            .iter()
            .flat_map(|source| &source.rejects)
            .collect();
        rejects.sort_by(|left, right| (&left.source, left.line).cmp(&(&right.source, right.line)));
        Table::new(rejects.len(), move |rows| {
            let rejects = &rejects[rows];
            let mut frame = Frame::new();
            frame.text("source", rejects.iter().map(|reject| &reject.source));
            let lines = rejects.iter().map(|reject| i64::try_from(reject.line).ok());
            frame.push("line", Cells::Whole(lines.collect()));
            frame.text("reason", rejects.iter().map(|reject| &reject.reason));
            frame.text("raw", rejects.iter().map(|reject| &reject.raw));
            frame
        })
    }
}

/// Writes all tables into the draft of the output folder.
///
/// # Errors
///
/// [`crate::error::Kind::Output`] if a file can't be written.
pub fn write(findings: &Findings, folder: &Folder) -> Result<()> {
    type Make = for<'a> fn(&'a Findings) -> Table<'a>;
    const TABLES: [(Option<&str>, Option<&str>, Make); 9] = [
        (
            Some("golden_customers.csv"),
            Some("golden_customers.parquet"),
            golden::table,
        ),
        (
            Some("crossref.csv"),
            Some("crossref.parquet"),
            crossref::table,
        ),
        (None, Some("links.parquet"), links::table),
        (Some(review::FILE), None, review::table),
        (Some(shared::FILE), None, shared::table),
        (Some("rejects.csv"), None, Findings::rejects),
        (None, Some("provenance.parquet"), golden::provenance),
        (None, Some("purchases.parquet"), profile::lines),
        (Some("cards.csv"), None, profile::cards),
    ];
    profile::check(findings)?;
    TABLES.par_iter().try_for_each(|(csv, parquet, make)| {
        let path = |name: &Option<&str>| name.map(|name| folder.file(name));
        let hashes = make(findings).write(path(csv).as_deref(), path(parquet).as_deref())?;
        for (name, hash) in [(csv, hashes.0), (parquet, hashes.1)] {
            if let Some((name, hash)) = name.zip(hash) {
                folder.note(name, hash);
            }
        }
        Ok(())
    })
}
