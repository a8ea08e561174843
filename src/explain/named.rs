//! Finds what the user names: a record or a customer.

use super::published::{Place, Published};
use crate::error::{Error, Result};
use crate::record::RecordId;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A record.
    Record(RecordId),
    /// A customer, by its id.
    Customer(String),
}

/// The most places that a message lists.
const LISTED: usize = 4;

/// Finds a customer by its id or that of one of its persons, else a record.
///
/// # Errors
///
/// As [`find_record`].
pub fn find(published: &Published, name: &str) -> Result<Asked> {
    let name = name.trim();
    let mut places = published.places.iter();
    match places.find(|place| place.customer == name || place.person == name) {
        Some(place) => Ok(Asked::Customer(place.customer.clone())),
        None => find_record(published, name).map(Asked::Record),
    }
}

/// Finds a record by `source:row`, `source:key` or its key.
///
/// `source:row=12` and `source:key=12` say which of the two is meant.
///
/// # Errors
///
/// A usage error for a name that stands for no record, or for several. It says what was expected, never the name: a key
/// may be somebody's number.
pub fn find_record(published: &Published, name: &str) -> Result<RecordId> {
    look_up(published, name, "name")
}

/// Finds two records as [`find_record`] does, and says which of the two names is at fault.
///
/// # Errors
///
/// As [`find_record`].
pub fn find_pair(published: &Published, first: &str, second: &str) -> Result<(RecordId, RecordId)> {
    Ok((
        look_up(published, first, "first name")?,
        look_up(published, second, "second name")?,
    ))
}

/// Finds a record; `called` is what messages call its name.
fn look_up(published: &Published, name: &str, called: &str) -> Result<RecordId> {
    let name = name.trim();
    let is_customer = |place: &Place| place.customer == name || place.person == name;
    if !name.is_empty() && published.places.iter().any(is_customer) {
        return Err(Error::usage(format!(
            "the {called} is that of a customer, where a record is expected"
        ))
        .hinted(
            "Name two records, or the customer alone: `satukan explain OUT CUSTOMER` lists its records",
        ));
    }
    let found = published.records(|place| place.is_named(name));
    match found[..] {
        [record] => Ok(record),
        [] => Err(unknown(published, name, called)),
        [..] => Err(ambiguous(published, &found, called)),
    }
}

impl Place {
    /// Whether a name may mean this record.
    fn is_named(&self, name: &str) -> bool {
        if name.is_empty() {
            return false;
        }
        if self.key == name {
            return true;
        }
        let Some(rest) = within(&self.source, name) else {
            return false;
        };
        let row = |text: &str| text.parse() == Ok(self.row);
        match (rest.strip_prefix("row="), rest.strip_prefix("key=")) {
            (Some(number), _) => row(number),
            (_, Some(key)) => self.key == key,
            _ => row(rest) || (!rest.is_empty() && self.key == rest),
        }
    }
}

/// What stands behind the source in `source:rest`. The name of a source may hold colons of its own.
fn within<'a>(source: &str, name: &'a str) -> Option<&'a str> {
    name.strip_prefix(source)?.strip_prefix(':')
}

fn unknown(published: &Published, name: &str, called: &str) -> Error {
    let mut places = published.places.iter();
    let place = places.find(|place| within(&place.source, name).is_some());
    match place {
        Some(place) => Error::usage(format!(
            "the {called} gives a row or key that no accepted record of `{}` has",
            place.source
        ))
        .hinted(
            "Rows are counted from 1 below the header; `rejects.csv` has those that were not taken",
        ),
        None => {
            let error = Error::usage(format!(
                "no record or customer of the result has the {called}"
            ));
            match published.places.first() {
                None => error,
                Some(place) => error.hinted(format!(
                    "Name it by source and row, as in `crossref.csv` (`{}:{}`), or by its record key",
                    place.source, place.row
                )),
            }
        }
    }
}

fn ambiguous(published: &Published, found: &[RecordId], called: &str) -> Error {
    let first = published.place(found[0]);
    let mut shown: Vec<String> = found
        .iter()
        .take(LISTED)
        .map(|record| {
            let place = published.place(*record);
            format!("`{}:row={}`", place.source, place.row)
        })
        .collect();
    if found.len() > LISTED {
        shown.push(format!("{} more", found.len() - LISTED));
    }
    Error::usage(format!(
        "the {called} stands for {} records: {}",
        found.len(),
        shown.join(", ")
    ))
    .hinted(format!(
        "Say which one is meant, as in `{}:row={}`",
        first.source, first.row
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::manifest::Manifest;

    fn published() -> Published {
        let place = |source: &str, row: u32, key: &str| Place {
            source: source.to_owned(),
            row,
            key: key.to_owned(),
            person: format!("P{source}{row}"),
            customer: format!("C{source}{row}"),
            household: format!("H{source}{row}"),
            role: "own".to_owned(),
            confidence: 1.0,
            reason: String::new(),
        };
        Published {
            folder: "out".into(),
            manifest: Manifest::default(),
            places: vec![
                place("kartu", 1, "0107"),
                place("kartu", 2, "0108"),
                place("web", 1, "2"),
                place("web", 2, "3"),
                place("web:old", 5, ""),
                place("web:old", 6, ""),
                place("kartu", 3, "0108"),
            ],
        }
    }

    fn found(name: &str) -> std::result::Result<u32, (String, String)> {
        find_record(&published(), name)
            .map(|record| record.0)
            .map_err(|error| {
                (
                    error.to_string(),
                    error.hint().unwrap_or_default().to_owned(),
                )
            })
    }

    #[test]
    fn a_record_goes_by_source_and_row_by_key_and_by_both() {
        for (name, record) in [
            ("kartu:1", 0),
            ("0107", 0),
            ("kartu:0107", 0),
            (" kartu:1 ", 0),
            ("web:1", 2),
            ("web:old:6", 5),
            ("web:row=2", 3),
            ("web:key=2", 2),
        ] {
            assert_eq!(found(name), Ok(record), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_one_row_and_another_key_is_asked_back() {
        let (message, hint) = found("web:2").expect_err("two are meant");
        assert_eq!(
            message,
            "the name stands for 2 records: `web:row=1`, `web:row=2`"
        );
        assert_eq!(hint, "Say which one is meant, as in `web:row=1`");
        let (message, _) = found("0108").expect_err("two have the key");
        assert_eq!(
            message,
            "the name stands for 2 records: `kartu:row=2`, `kartu:row=3`"
        );
    }

    #[test]
    fn an_unknown_name_is_not_repeated() {
        let (message, hint) = found("08123456").expect_err("nobody");
        assert_eq!(message, "no record or customer of the result has the name");
        assert_eq!(
            hint,
            "Name it by source and row, as in `crossref.csv` (`kartu:1`), or by its record key"
        );
        let (message, _) = found("kartu:99").expect_err("no such row");
        assert_eq!(
            message,
            "the name gives a row or key that no accepted record of `kartu` has"
        );
        found("").expect_err("records without a key are not meant");
        found("web:old:").expect_err("records without a key are not meant");
    }

    #[test]
    fn of_two_names_the_one_at_fault_is_told() {
        let found = |first: &str, second: &str| {
            let pair = find_pair(&published(), first, second);
            pair.map_err(|error| error.to_string())
        };
        assert_eq!(found("kartu:1", "web:1"), Ok((RecordId(0), RecordId(2))));
        assert_eq!(
            found("kartu:1", "nobody"),
            Err("no record or customer of the result has the second name".to_owned())
        );
        assert_eq!(
            found("0108", "nobody"),
            Err("the first name stands for 2 records: `kartu:row=2`, `kartu:row=3`".to_owned())
        );
    }

    #[test]
    fn a_person_or_customer_is_found_by_its_id_and_is_no_record() {
        let asked = find(&published(), "Pkartu2").expect("a person");
        assert_eq!(asked, Asked::Customer("Ckartu2".to_owned()));
        let (message, _) = found("Ckartu2").expect_err("no record");
        assert_eq!(
            message,
            "the name is that of a customer, where a record is expected"
        );
    }
}
