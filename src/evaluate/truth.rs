//! Labels for records that are at hand, to learn from.

use std::path::Path;

use csv::ByteRecord;

use super::columns::{Join, Plan};
use super::labels::Labels;
use super::table::{FORMULA, Table};
use super::{Level, TruthColumns, ambiguous, two_clusters};
use crate::error::{Error, Result};

/// A record as the truth may name it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The name of its source.
    pub source: &'a str,
    /// Its data row, counted from 1.
    pub row: u64,
    /// The source's own key; empty where it has none.
    pub key: &'a str,
}

/// A file of labels, opened but not yet read.
pub struct Truth {
    table: Table,
    plan: Plan,
}

/// What a file of labels says of some records.
#[derive(Debug)]
pub struct Known {
    /// By record: the number of its person.
    pub person_of: Vec<Option<usize>>,
    /// Records of the truth that are not at hand.
    pub missing: usize,
    /// The column or columns by which records were found.
    pub joined_on: String,
}

impl Truth {
    /// Opens a file of labels and finds its columns as [`evaluate`](super::evaluate()) does at the level of persons.
    ///
    /// # Errors
    ///
    /// An input error for a file that can't be read or lacks columns.
    pub fn open(path: &Path) -> Result<Self> {
        let table = Table::open(path, "Check the path of the truth")?;
        let plan = Plan::resolve(&table, Level::Person, &TruthColumns::default())?;
        let has = |level: Level| table.position(level.column()).is_some();
        if has(Level::Customer) && !has(Level::Person) {
            return Err(Error::input(
                "the truth tells customers, and a run learns who is one person",
            )
            .in_file(path)
            .hinted("Give the truth a column `person_id`"));
        }
        Ok(Self { table, plan })
    }

    /// Reads the labels of `records`.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](super::evaluate()).
    pub fn read<'a>(self, records: impl Iterator<Item = Place<'a>>) -> Result<Known> {
        let Self { mut table, plan } = self;
        let mut keys = Labels::default();
        // By record: the number of its key. By key: whether several records have it, and its person.
        let mut key_of = Vec::new();
        let mut is_shared = Vec::new();
        let mut key = Vec::new();
        for place in records {
            key.clear();
            match plan.join {
                Join::Key(_) if place.key.is_empty() => {
                    key_of.push(None);
                    continue;
                }
                Join::Key(_) => key.extend_from_slice(place.key.as_bytes()),
                Join::SourceRow { .. } => {
                    key.extend_from_slice(place.source.as_bytes());
                    key.push(0);
                    key.extend_from_slice(&place.row.to_be_bytes());
                }
            }
            let id = keys.intern(&key);
            if id == is_shared.len() {
                is_shared.push(false);
            } else {
                is_shared[id] = true;
            }
            key_of.push(Some(id));
        }

        let at_hand = keys.len();
        let mut persons = Labels::default();
        let mut person_of_key = vec![None; at_hand];
        let mut row = ByteRecord::new();
        while table.read(&mut row)? {
            table.write_key(&row, &plan.join, &mut key)?;
            let person = persons.intern(table.filled(&row, plan.cluster)?);
            // As `crossref.csv` has it: a formula behind an apostrophe.
            if let [b'\'', first, ..] = key[..]
                && FORMULA.contains(&first)
                && keys.get(&key).is_none()
            {
                key.remove(0);
            }
            let id = keys.intern(&key);
            if id == person_of_key.len() {
                person_of_key.push(None);
            } else if is_shared.get(id) == Some(&true) {
                return Err(ambiguous(&table, &row, "the sources"));
            }
            if person_of_key[id]
                .replace(person)
                .is_some_and(|before| before != person)
            {
                return Err(two_clusters(&table, &row));
            }
        }
        let joined_on = plan.join.describe(&table);
        if person_of_key.iter().all(Option::is_none) {
            return Err(Error::input("the truth has no records").in_file(table.path()));
        }
        if person_of_key[..at_hand].iter().all(Option::is_none) {
            return Err(Error::input(format!(
                "not one record of the truth is in the sources, by {joined_on}"
            ))
            .in_file(table.path())
            .hinted(
                "Give the truth the columns `source` and `row`, as they are in `crossref.csv`",
            ));
        }
        Ok(Known {
            person_of: key_of
                .into_iter()
                .map(|key: Option<usize>| person_of_key[key?])
                .collect(),
            missing: person_of_key.len() - at_hand,
            joined_on,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(truth: &str, places: &[(&str, u64, &str)]) -> Result<Known> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(truth.as_bytes()).expect("written");
        let place = |&(source, row, key)| Place { source, row, key };
        Truth::open(file.path())?.read(places.iter().map(place))
    }

    #[test]
    fn records_are_found_by_source_and_row_or_by_key() {
        let places = [("a", 1, "x"), ("a", 2, ""), ("b", 1, "y")];
        let known = read("source,row,person_id\nb,1,P1\na,2,P1\nc,9,P2\n", &places).expect("read");
        assert_eq!(known.person_of, [None, Some(0), Some(0)]);
        assert_eq!(
            (known.missing, known.joined_on.as_str()),
            (1, "`source` and `row`")
        );
        let known = read("id,entity\ny,1\nx,2\n", &places).expect("read");
        assert_eq!(known.person_of, [Some(1), None, Some(0)]);
    }

    #[test]
    fn a_key_is_found_as_the_cross_reference_writes_it() {
        let places = [("a", 1, "-7"), ("a", 2, "'-8")];
        let known = read("record_key,person_id\n'-7,P1\n'-8,P2\n", &places).expect("read");
        assert_eq!(known.person_of, [Some(0), Some(1)]);
    }

    #[test]
    fn what_can_not_be_told_is_an_error() {
        let message = |truth: &str| {
            let places = [("a", 1, "x"), ("b", 1, "x"), ("b", 2, "y")];
            let error = read(truth, &places).expect_err("refused").to_string();
            let file = error.find(" (`").expect("the file is named");
            error[..file].to_owned()
        };
        assert_eq!(
            message("id,entity\nx,1\n"),
            "the key of this row stands for several records of the sources"
        );
        assert_eq!(
            message("id,entity\nz,1\n"),
            "not one record of the truth is in the sources, by `id`"
        );
        assert_eq!(message("id,entity\n"), "the truth has no records");
        assert_eq!(
            message("id,entity\ny,1\ny,2\n"),
            "the truth gives one record two clusters"
        );
        assert_eq!(message("id,person_id\ny,\n"), "column `person_id` is blank");
        assert_eq!(
            message("source,record_key,customer_id\na,y,1\n"),
            "the truth tells customers, and a run learns who is one person"
        );
        assert_eq!(
            message("id\ny\n"),
            "the truth needs a column for the record and one for its cluster"
        );
    }
}
