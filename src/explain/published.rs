//! The output folder of a run, read back.

use std::path::{Path, PathBuf};

use csv::ByteRecord;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::cluster::DECIDED;
use crate::error::{Error, Result};
use crate::evaluate::Table;
use crate::explain::Member;
use crate::explain::path::KnownLink;
use crate::frame::{is_formula, read_columns};
use crate::publish::links::Level;
use crate::publish::manifest::Manifest;
use crate::publish::opened::{self, Opened};
use crate::publish::review;
use crate::record::RecordId;
use crate::review::{Answer, Kind};

/// A record and where the result put it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The name of the record's source.
    pub source: String,
    /// Its data row, counted from 1.
    pub row: u32,
    /// The source's own key.
    pub key: String,
    /// Its person.
    pub person: String,
    /// Its customer.
    pub customer: String,
    /// Its household.
    pub household: String,
    /// Its role under the customer.
    pub role: String,
    /// How sure it is that it belongs there, 0 to 1.
    pub confidence: f64,
    /// What ties it there, in words.
    pub reason: String,
}

/// The result of a run.
#[derive(Debug)]
pub struct Published {
    /// The output folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// The records in the order of the cross-reference, which is the canonical one.
    pub places: Vec<Place>,
}

/// A golden value and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Provenance {
    pub(super) attribute: String,
    pub(super) value: String,
    pub(super) source: String,
    pub(super) row: u32,
    pub(super) rule: String,
    pub(super) agreeing: u64,
    pub(super) available: u64,
    pub(super) role: String,
    pub(super) confidence: f64,
    pub(super) alternatives: Vec<KnownAlternative>,
}

/// What else was said of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct KnownAlternative {
    pub(super) value: String,
    pub(super) source: String,
    pub(super) row: u64,
    pub(super) records: u64,
    #[serde(default)]
    pub(super) last: String,
}

/// A case of the review list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    pub(super) number: u64,
    pub(super) left: RecordId,
    pub(super) right: RecordId,
    pub(super) probability: f64,
    pub(super) reason: String,
}

/// What a person had decided of a pair, and the run obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KnownDecision {
    pub(super) left: RecordId,
    pub(super) right: RecordId,
    pub(super) is_of_customers: bool,
    pub(super) answer: Answer,
}

/// A row of the review list.
struct ReviewRow {
    case: String,
    left: RecordId,
    right: RecordId,
    probability: String,
    kind: String,
}

impl Published {
    /// Opens the output folder of a run.
    ///
    /// # Errors
    ///
    /// An input error if the folder is no result, or one that was changed or that another version made.
    pub fn open(folder: &Path) -> Result<Self> {
        let Opened { folder, manifest } = Opened::open(folder)?;
        let mut published = Self {
            folder,
            manifest,
            places: Vec::new(),
        };
        published.places = published.read_places()?;
        Ok(published)
    }

    /// The bytes of one of its files, as the run wrote them.
    ///
    /// # Errors
    ///
    /// An input error if the file is not there or was changed.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        opened::bytes(&self.folder, &self.manifest, name)
    }

    /// A record as it is named to the user: `source:row`.
    pub fn name(&self, record: RecordId) -> String {
        let place = self.place(record);
        format!("{}:{}", place.source, place.row)
    }

    pub(super) fn place(&self, record: RecordId) -> &Place {
        &self.places[record.index()]
    }

    pub(super) fn member(&self, record: RecordId) -> Member {
        let place = self.place(record).clone();
        Member {
            source: place.source,
            row: place.row,
            record_key: place.key,
            person_id: place.person,
            customer_id: place.customer,
            household_id: place.household,
            role: place.role,
            confidence: place.confidence,
            reason: place.reason,
        }
    }

    /// The records for which something holds, in canonical order.
    pub(super) fn records(&self, holds: impl Fn(&Place) -> bool) -> Vec<RecordId> {
        (0..)
            .zip(&self.places)
            .filter(|(_, place)| holds(place))
            .map(|(record, _)| RecordId(record))
            .collect()
    }

    fn read_places(&self) -> Result<Vec<Place>> {
        const COLUMNS: [&str; 9] = [
            "source",
            "row",
            "record_key",
            "person_id",
            "customer_id",
            "household_id",
            "role",
            "confidence",
            "reason",
        ];
        let name = "crossref.parquet";
        let mut columns = self.columns(name, &COLUMNS)?;
        let rows = columns[0].len();
        let mut take = |column: usize, row: usize| std::mem::take(&mut columns[column][row]);
        (0..rows)
            .map(|row| {
                Ok(Place {
                    source: take(0, row),
                    row: self.number(name, &take(1, row))?,
                    key: take(2, row),
                    person: take(3, row),
                    customer: take(4, row),
                    household: take(5, row),
                    role: take(6, row),
                    confidence: self.number(name, &take(7, row))?,
                    reason: take(8, row),
                })
            })
            .collect()
    }

    /// The links between some records of one person each.
    pub(super) fn links(&self, members: &[RecordId]) -> Result<Vec<KnownLink>> {
        self.rows_of_links(members, Level::Person)
            .map(|rows| rows.into_iter().map(|(link, _)| link).collect())
    }

    /// The ties between some records that one customer holds, each with what the two have in common, in words.
    pub(super) fn ties(&self, members: &[RecordId]) -> Result<Vec<(KnownLink, String)>> {
        self.rows_of_links(members, Level::Customer)
    }

    /// The rows of one level between some records, each with its reason.
    fn rows_of_links(
        &self,
        members: &[RecordId],
        level: Level,
    ) -> Result<Vec<(KnownLink, String)>> {
        const COLUMNS: [&str; 7] = [
            "level",
            "left_source",
            "left_row",
            "right_source",
            "right_row",
            "match_weight",
            "reason",
        ];
        let name = "links.parquet";
        let columns = self.columns(name, &COLUMNS)?;
        let by_place: FxHashMap<(&str, u32), RecordId> = members
            .iter()
            .map(|member| {
                let place = self.place(*member);
                ((place.source.as_str(), place.row), *member)
            })
            .collect();
        let find = |source: &str, row: &str| -> Result<Option<RecordId>> {
            let row: u32 = self.number(name, row)?;
            Ok(by_place.get(&(source, row)).copied())
        };
        let mut links = Vec::new();
        for (row, of_level) in columns[0].iter().enumerate() {
            if of_level != level.word() {
                continue;
            }
            let left = find(&columns[1][row], &columns[2][row])?;
            let right = find(&columns[3][row], &columns[4][row])?;
            if let (Some(left), Some(right)) = (left, right) {
                // Two that have nothing in common to compare can only be decided to be one.
                let weight = match columns[5][row].as_str() {
                    "" => f64::NEG_INFINITY,
                    weight => self.number(name, weight)?,
                };
                let reason = columns[6][row].clone();
                let link = KnownLink {
                    left,
                    right,
                    weight,
                    is_decided: reason == DECIDED,
                };
                links.push((link, reason));
            }
        }
        Ok(links)
    }

    /// The golden values of a customer, in the order of the attributes.
    pub(super) fn provenance(&self, customer: &str) -> Result<Vec<Provenance>> {
        const COLUMNS: [&str; 11] = [
            "customer_id",
            "attribute",
            "value",
            "source",
            "row",
            "rule",
            "agreeing",
            "available",
            "role",
            "confidence",
            "alternatives",
        ];
        let name = "provenance.parquet";
        let columns = self.columns(name, &COLUMNS)?;
        let of_customer = columns[0]
            .iter()
            .enumerate()
            .filter(|(_, id)| *id == customer);
        of_customer
            .map(|(row, _)| {
                Ok(Provenance {
                    attribute: columns[1][row].clone(),
                    value: columns[2][row].clone(),
                    source: columns[3][row].clone(),
                    row: self.number(name, &columns[4][row])?,
                    rule: columns[5][row].clone(),
                    agreeing: self.number(name, &columns[6][row])?,
                    available: self.number(name, &columns[7][row])?,
                    role: columns[8][row].clone(),
                    confidence: self.number(name, &columns[9][row])?,
                    alternatives: self.alternatives(name, &columns[10][row])?,
                })
            })
            .collect()
    }

    fn alternatives(&self, name: &str, json: &str) -> Result<Vec<KnownAlternative>> {
        if json.is_empty() {
            return Ok(Vec::new());
        }
        serde_json::from_str(json).map_err(|error| {
            Error::input("the alternatives of a golden value can't be read")
                .in_file(self.folder.join(name))
                .caused_by(error)
        })
    }

    /// The cases of the review list that touch a customer and are not decided.
    pub(super) fn cases(&self, customer: &str) -> Result<Vec<Case>> {
        let mut cases = Vec::new();
        for (row, reason) in self.review()? {
            let is_its =
                [&row.left, &row.right].map(|record| self.place(*record).customer == customer);
            // What was decided and fits no records has no probability, nor has a row that was added by hand.
            let is_open = answer(&reason).is_none() && !row.probability.is_empty();
            if is_open && is_its.contains(&true) {
                cases.push(Case {
                    number: self.number(review::FILE, &row.case)?,
                    left: row.left,
                    right: row.right,
                    // A spreadsheet may have saved it with a decimal comma.
                    probability: self.number(review::FILE, &row.probability.replace(',', "."))?,
                    reason,
                });
            }
        }
        Ok(cases)
    }

    /// What the run obeyed of what a person had decided.
    pub(super) fn decisions(&self) -> Result<Vec<KnownDecision>> {
        let rows = self.review()?.into_iter();
        let decision = |(row, reason): (ReviewRow, String)| {
            Some(KnownDecision {
                left: row.left,
                right: row.right,
                is_of_customers: row.kind == Kind::OneCustomer.word(),
                answer: answer(&reason)?,
            })
        };
        Ok(rows.filter_map(decision).collect())
    }

    /// The rows of the review list on records that are there, each with its reason. The list may have been written into, so
    /// that it is not checked to be as the run left it.
    fn review(&self) -> Result<Vec<(ReviewRow, String)>> {
        let path = self.folder.join(review::FILE);
        let mut table = Table::open(&path, "Run again, so that the result has its review list")?;
        let mut row = ByteRecord::new();
        let mut by_place: FxHashMap<(&str, u32), RecordId> = FxHashMap::default();
        for (record, place) in (0..).map(RecordId).zip(&self.places) {
            by_place.insert((&place.source, place.row), record);
        }
        let mut rows = Vec::new();
        while table.read(&mut row)? {
            let cell = |wanted: &str| {
                let cell = table.position(wanted).and_then(|at| row.get(at));
                String::from_utf8_lossy(cell.unwrap_or_default()).into_owned()
            };
            let record = |side: &str| {
                let source = cell(&format!("{side}_source"));
                let number = cell(&format!("{side}_row")).parse().ok()?;
                by_place
                    .get(&(without_apostrophe(&source), number))
                    .copied()
            };
            if let Some((left, right)) = record("left").zip(record("right")) {
                let known = ReviewRow {
                    case: cell("case"),
                    left,
                    right,
                    probability: cell("match_probability"),
                    kind: cell("kind"),
                };
                rows.push((known, cell("reason")));
            }
        }
        Ok(rows)
    }

    fn columns(&self, name: &str, columns: &[&str]) -> Result<Vec<Vec<String>>> {
        read_columns(&self.bytes(name)?, columns)
            .map_err(|error| error.in_file(self.folder.join(name)))
    }

    fn number<T: std::str::FromStr>(&self, name: &str, text: &str) -> Result<T> {
        text.parse().map_err(|_| {
            Error::input("a file of the result holds a text where a number should be")
                .in_file(self.folder.join(name))
                .hinted("Run again with this version")
        })
    }
}

/// What was decided and obeyed, by the reason of a row; `None` for a case to decide.
fn answer(reason: &str) -> Option<Answer> {
    let word = reason.strip_prefix(review::DECIDED_HERE)?;
    let mut answers = [Answer::Same, Answer::Different].into_iter();
    answers.find(|answer| answer.word() == word)
}

/// A cell as it was before it was kept from running as a formula.
fn without_apostrophe(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}
