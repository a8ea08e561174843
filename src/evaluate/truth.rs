//! Labels for records that are at hand, to learn from.

use std::path::Path;

use csv::ByteRecord;

use super::columns::{Plan, Within};
use super::labels::Labels;
use super::table::{Identity, Sources, Table, write_identity};
use super::{Level, TruthColumns, ambiguous, name_sources, no_records, two_clusters};
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
    /// How many of these are of a source that is not at hand.
    pub elsewhere: usize,
    /// The names of the sources, in words; empty where records are found by their keys alone.
    pub sources: String,
    /// The column or columns by which records were found.
    pub joined_on: String,
    /// The column that tells their persons.
    pub person_column: String,
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
        let mut sources = Sources::default();
        let has_source = plan.join.source().is_some();
        for place in records {
            if has_source {
                sources.add(place.source.as_bytes());
            }
            let within = match plan.join.within() {
                Within::Key(_) if place.key.is_empty() => {
                    key_of.push(None);
                    continue;
                }
                Within::Key(_) => Identity::Key(place.key.as_bytes()),
                Within::Row(_) => Identity::Row(place.row),
            };
            let source = has_source.then_some(place.source.as_bytes());
            write_identity(source, within, &mut key);
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
        let mut elsewhere = 0;
        let mut row = ByteRecord::new();
        while table.read(&mut row)? {
            table.write_key(&row, &plan.join, &mut key)?;
            let person = persons.intern(table.filled(&row, plan.cluster)?);
            let id = keys.intern(&key);
            if id == person_of_key.len() {
                person_of_key.push(None);
                let source = table.source(&row, &plan.join)?;
                elsewhere += usize::from(source.is_some_and(|source| !sources.has(source)));
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
            return Err(no_records(&table, Level::Person));
        }
        if person_of_key[..at_hand].iter().all(Option::is_none) {
            let error = Error::input(format!(
                "not one record of the truth is in the sources, by {joined_on}"
            ));
            let missing = person_of_key.len() - at_hand;
            return Err(error.in_file(table.path()).hinted(
                if elsewhere == missing && has_source {
                    name_sources(&sources)
                } else {
                    "Give the truth the columns `source` and `row`, as they are in `crossref.csv`"
                        .to_owned()
                },
            ));
        }
        Ok(Known {
            person_of: key_of
                .into_iter()
                .map(|key: Option<usize>| person_of_key[key?])
                .collect(),
            missing: person_of_key.len() - at_hand,
            elsewhere,
            sources: sources.list(),
            joined_on,
            person_column: table.headers()[plan.cluster].clone(),
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
    fn keys_that_sources_share_are_told_apart_by_the_source() {
        let places = [("a", 1, "x"), ("b", 1, "x"), ("-c", 1, "-x"), ("b", 2, "")];
        let known = read(
            "person_id,source,record_key\nP1,b,x\nP2,a,x\nP1,\'-c,\'-x\nP3,d,x\n",
            &places,
        );
        let known = known.expect("read");
        assert_eq!(known.person_of, [Some(1), Some(0), Some(0), None]);
        assert_eq!(known.joined_on, "`source` and `record_key`");
        assert_eq!((known.missing, known.elsewhere), (1, 1));
        assert_eq!(known.sources, "`-c`, `a`, `b`");
    }

    #[test]
    fn what_a_spreadsheet_saves_is_understood() {
        let places = [("a", 1, "x"), ("a", 2, "y")];
        let known = read(
            "Source;ROW;Person_Id;\r\na;1.0;P1;\r\n;;;\r\na;2;P1\r\n",
            &places,
        );
        let known = known.expect("read");
        assert_eq!(known.person_of, [Some(0), Some(0)]);
        assert_eq!(known.person_column, "Person_Id");
        let known = read("id\tentity\ny\t1\n", &places).expect("read");
        assert_eq!(known.person_of, [None, Some(0)]);
    }

    /// The message, the line and the hint.
    fn refused(truth: &str) -> (String, Option<u64>, String) {
        let error = read(truth, &[("a", 1, "x"), ("b", 1, "y")]).expect_err("refused");
        let (line, hint) = (
            error.place().and_then(|place| place.line),
            error.hint().unwrap_or_default().to_owned(),
        );
        let message = error.to_string();
        let message = message.split(" (`").next().unwrap_or_default().to_owned();
        (message, line, hint)
    }

    #[test]
    fn a_row_that_is_wrong_is_named_by_its_line_however_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let rows = ["source,row,person_id", "a,1,P1", "", "b,0,P1"].join(end);
            let (message, line, hint) = refused(&rows);
            assert_eq!(message, "column `row` is not a row number");
            assert_eq!(line, Some(4), "{end:?}");
            assert!(
                hint.starts_with("Rows are whole numbers, counted from 1"),
                "{hint}"
            );
        }
        let (message, line, hint) = refused("source,row,person_id\r\na,1,P1,P2\r\n");
        assert_eq!(message, "row has 4 fields, the header has 3");
        assert_eq!(line, Some(2));
        assert_eq!(hint, "Put a text with a comma in it between double quotes");
        let (message, _, hint) = refused("source,row,person_id\na,1\n");
        assert_eq!(message, "row has 2 fields, the header has 3");
        assert_eq!(hint, "Give the row a field for each column of the header");
    }

    #[test]
    fn sources_that_nobody_knows_are_answered_with_those_at_hand() {
        let (message, _, hint) = refused("source,row,person_id\nc,1,P1\n");
        assert_eq!(
            message,
            "not one record of the truth is in the sources, by `source` and `row`"
        );
        assert_eq!(hint, "Name the sources as the result does: `a`, `b`");
        let (_, _, hint) = refused("source,row,person_id\na,9,P1\n");
        assert!(hint.starts_with("Give the truth the columns"), "{hint}");
    }

    #[test]
    fn a_truth_without_any_text_is_told_what_to_hold() {
        let (message, _, hint) = refused("");
        assert_eq!(message, "the truth is empty");
        assert!(
            hint.starts_with("Write a header `source,row,person_id`"),
            "{hint}"
        );
        let (message, _, _) = refused("PK\u{3}\u{4}\0\0\0");
        assert_eq!(message, "the file holds no text");
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
