//! Campaign lists: the customers who meet a condition, each once, and nobody who asked not to be contacted.
//!
//! In: a result ([`Opened`]) and what the list should be. Out: a table in the order of the golden file, with the count of
//! everybody who was left out and why. The same result and settings give the same list. Only the columns that a condition
//! names are held a second time.

mod opt_out;
mod place;

use rustc_hash::FxHashSet;

pub use opt_out::OptOut;

use crate::error::{Error, Result, did_you_mean};
use crate::frame::{Cells, Database, Frame, Refusal, SqlTable};
use crate::publish::opened::{CROSSREF, GOLDEN, Opened, PROVENANCE, PURCHASES};

/// The columns by which a customer is contacted.
pub const CONTACTS: [&str; 3] = ["mobile", "email", "landline"];

/// The name by which a condition knows the golden customers.
const CUSTOMERS: &str = "golden_customers";

/// Further tables that a condition may ask, by their files.
const FURTHER: [(&str, &str); 3] = [
    ("crossref", CROSSREF),
    ("provenance", PROVENANCE),
    ("purchases", PURCHASES),
];

/// Who gets a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
    /// Every customer.
    #[default]
    Customer,
    /// The first customer of every household who can be reached, else its first.
    Household,
}

/// Which values may not repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Unique {
    /// Those of every contact column among the chosen columns.
    #[default]
    Contacts,
    /// Those of a column.
    Column(String),
    /// None.
    Nothing,
}

/// Which column says who opted out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OptOutColumn {
    /// Those that are called so.
    #[default]
    Found,
    /// A column by name.
    Named(String),
    /// None: everybody may be contacted.
    Ignored,
}

/// What the list should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// A condition in SQL; without one everybody meets it.
    pub condition: Option<String>,
    /// The columns of the list; without any all.
    pub columns: Vec<String>,
    /// Who gets a row.
    pub per: Per,
    /// Which values may not repeat.
    pub unique: Unique,
    /// Who opted out.
    pub opt_out: OptOutColumn,
}

/// How many customers there are, and what became of them. All but `customers` sum to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Customers of the result.
    pub customers: usize,
    /// They don't meet the condition.
    pub not_met: usize,
    /// They opted out.
    pub opted_out: usize,
    /// One who opted out has the contact, too.
    pub shares_contact: usize,
    /// Another one of the household stands for it.
    pub same_household: usize,
    /// The contact stands on the list already.
    pub same_contact: usize,
    /// They are on the list.
    pub selected: usize,
}

/// A campaign list.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The list.
    pub table: Frame,
    /// Who is on it, and who is not.
    pub counts: Counts,
    /// The columns that said who opted out.
    pub opt_out: Vec<String>,
    /// The columns whose values don't repeat.
    pub unique: Vec<String>,
}

/// Makes a campaign list of a result.
///
/// # Errors
///
/// A usage error for a column that isn't there, or a condition that can't be answered; an input error for a result that was
/// changed.
pub fn select(result: &Opened, settings: &Settings) -> Result<Selection> {
    let golden = result.table(GOLDEN)?;
    let columns: Vec<&str> = if settings.columns.is_empty() {
        golden.columns().map(|(name, _)| name).collect()
    } else {
        settings
            .columns
            .iter()
            .map(|name| column_of(&golden, name))
            .collect::<Result<_>>()?
    };
    let contacts: Vec<&str> = columns
        .iter()
        .copied()
        .filter(|name| CONTACTS.contains(name))
        .collect();
    let unique = match &settings.unique {
        Unique::Nothing => Vec::new(),
        Unique::Column(name) => vec![unique_column(&golden, name)?],
        Unique::Contacts => contacts.clone(),
    };
    let opt_out = OptOut::of(result, &golden, &settings.opt_out)?;
    let met = match &settings.condition {
        Some(condition) => rows_where(result, &golden, condition)?,
        None => (0..golden.rows()).collect(),
    };
    let mut counts = Counts {
        customers: golden.rows(),
        not_met: golden.rows() - met.len(),
        ..Counts::default()
    };
    let mut rows: Vec<usize> = Vec::with_capacity(met.len());
    let closed = opt_out.contacts(&golden, &contacts);
    for row in met {
        if opt_out.has(row) {
            counts.opted_out += 1;
        } else if closed.holds(&golden, row) {
            counts.shares_contact += 1;
        } else {
            rows.push(row);
        }
    }
    // The one who stands for others is the one who buys most, wherever she stands in the file; for a household it is one who
    // can be reached.
    let ranks = ranks(&golden);
    let is_per_household = settings.per == Per::Household;
    rows.sort_unstable_by_key(|row| {
        let is_out_of_reach = is_per_household
            && !contacts.is_empty()
            && contacts
                .iter()
                .all(|name| value(&golden, name, *row).is_empty());
        (is_out_of_reach, ranks[*row])
    });
    keep_first(&golden, is_per_household, &unique, &mut rows, &mut counts);
    rows.sort_unstable();
    counts.selected = rows.len();
    Ok(Selection {
        table: golden.pick(&columns, &rows),
        counts,
        opt_out: opt_out.columns,
        unique: unique.into_iter().map(str::to_owned).collect(),
    })
}

/// Keeps the first row of each household, where that is asked, and of each value of the columns; counts who went.
///
/// A missing value repeats nothing. For a household whose first row repeats a value the next one stands.
fn keep_first(
    golden: &Frame,
    is_per_household: bool,
    unique: &[&str],
    rows: &mut Vec<usize>,
    counts: &mut Counts,
) {
    let mut households: FxHashSet<&str> = FxHashSet::default();
    let mut seen: Vec<FxHashSet<String>> = vec![FxHashSet::default(); unique.len()];
    rows.retain(|row| {
        let household = if is_per_household {
            value(golden, "household_id", *row)
        } else {
            ""
        };
        if households.contains(household) {
            counts.same_household += 1;
            return false;
        }
        let values: Vec<String> = unique
            .iter()
            .map(|name| value(golden, name, *row).to_lowercase())
            .collect();
        if seen
            .iter()
            .zip(&values)
            .any(|(seen, value)| seen.contains(value))
        {
            counts.same_contact += 1;
            return false;
        }
        if !household.is_empty() {
            households.insert(household);
        }
        for (seen, value) in seen.iter_mut().zip(values) {
            if !value.is_empty() {
                seen.insert(value);
            }
        }
        true
    });
}

/// The text of a golden value; empty where there is none.
fn value<'a>(golden: &'a Frame, column: &str, row: usize) -> &'a str {
    golden.column(column).map_or("", |cells| cells.text(row))
}

/// Finds a golden column whose values may not repeat.
fn unique_column<'a>(golden: &'a Frame, name: &str) -> Result<&'a str> {
    let column = column_of(golden, name)?;
    if matches!(golden.column(column), Some(Cells::Text(_))) {
        return Ok(column);
    }
    Err(Error::usage(format!(
        "the column `{column}` holds no texts that could repeat"
    ))
    .hinted("Name a column of texts, such as `mobile`; `--list-columns` lists them"))
}

/// The place of every customer when the weightiest come first.
///
/// Weightiest is who has most invoices, then the largest amount, then the most complete record, then the lowest id.
pub fn ranks(golden: &Frame) -> Vec<usize> {
    let number = |name: &str, row: usize| {
        let cell = golden.column(name).map(|cells| cells.get(row));
        cell.and_then(crate::frame::Cell::number).unwrap_or(0.0)
    };
    let id = |row: usize| {
        golden
            .column("customer_id")
            .map_or("", |cells| cells.text(row))
    };
    let mut rows: Vec<usize> = (0..golden.rows()).collect();
    rows.sort_by(|left, right| {
        ["invoices", "purchase_amount", "completeness"]
            .iter()
            .map(|name| number(name, *right).total_cmp(&number(name, *left)))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| id(*left).cmp(id(*right)))
    });
    let mut ranks = vec![0; rows.len()];
    for (rank, row) in rows.into_iter().enumerate() {
        ranks[row] = rank;
    }
    ranks
}

/// Finds a golden column, in any capitals and with or without the `x_` of columns without a meaning of their own.
pub(crate) fn column_of<'a>(golden: &'a Frame, name: &str) -> Result<&'a str> {
    let wanted = name.trim();
    let names = || golden.columns().map(|(name, _)| name);
    let is_same = |known: &&str| {
        known.eq_ignore_ascii_case(wanted)
            || known
                .strip_prefix("x_")
                .is_some_and(|bare| bare.eq_ignore_ascii_case(wanted))
    };
    names()
        .find(|known| known.eq_ignore_ascii_case(wanted))
        .or_else(|| names().find(is_same))
        .ok_or_else(|| unknown_column(wanted, names()))
}

fn unknown_column<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let error = Error::usage(format!("the golden customers have no column `{word}`"));
    match did_you_mean(word, known) {
        Some(near) => error.hinted(format!("Did you mean `{near}`?")),
        None => error.hinted("`--list-columns` lists them"),
    }
}

/// The rows of the golden file that meet a condition.
fn rows_where(result: &Opened, golden: &Frame, condition: &str) -> Result<Vec<usize>> {
    let database = Database::in_memory()?;
    let words: FxHashSet<String> = condition
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .map(str::to_lowercase)
        .collect();
    let asked = |name: &str| name == "customer_id" || words.contains(&name.to_lowercase());
    let all: Vec<usize> = (0..golden.rows()).collect();
    let columns: Vec<&str> = golden
        .columns()
        .map(|(name, _)| name)
        // A name of several words stands in quotes and is not looked for.
        .filter(|name| {
            asked(name) || name.contains(|letter: char| !letter.is_alphanumeric() && letter != '_')
        })
        .collect();
    let table = golden.pick(&columns, &all);
    let customers = SqlTable {
        name: CUSTOMERS,
        frame: &table,
        key: &["customer_id"],
        indexes: &[],
    };
    database.add(&customers, &[("city", place::compare)])?;
    for (name, file) in FURTHER {
        if asked(name) && result.has(file) {
            let further = SqlTable {
                name,
                frame: &result.table(file)?,
                key: &[],
                indexes: &["customer_id"],
            };
            database.add(&further, &[])?;
        }
    }
    database
        .rows_where(CUSTOMERS, condition)
        .map_err(|refusal| refused(refusal, golden))
}

fn refused(refusal: Refusal, golden: &Frame) -> Error {
    let singles = "Texts stand in single quotes, as in `--where \"city = 'Surabaya'\"`";
    match refusal {
        Refusal::UnknownColumn(Some(word)) => {
            unknown_column(&word, golden.columns().map(|(name, _)| name))
        }
        Refusal::UnknownColumn(None) => {
            Error::usage("the condition has double quotes around what is no column").hinted(singles)
        }
        Refusal::UnknownTable(word) => {
            Error::usage(format!("there is no table `{word}` to ask")).hinted(
                "There are `golden_customers`, `crossref` and `provenance`, and `purchases` where there are invoices",
            )
        }
        Refusal::UnknownFunction(word) => {
            Error::usage(format!("there is no function `{word}`"))
                .hinted("The condition is SQL as SQLite knows it")
        }
        Refusal::Unreadable(at) => {
            let place = match at {
                Some(at) => format!(" from character {at} on"),
                None => String::new(),
            };
            Error::usage(format!("the condition can't be read as SQL{place}")).hinted(singles)
        }
        Refusal::Several => Error::usage("the condition is more than one statement")
            .hinted("Give what would stand behind `WHERE`, without a semicolon"),
        Refusal::Forbidden => {
            Error::usage("the condition asks for more than to read the result")
                .hinted("It can compare, count and look up; it can't write, load files or draw by chance")
        }
        Refusal::Failed => Error::usage("the condition can't be worked out")
            .hinted("The condition is SQL as SQLite knows it; see whether its parts fit together"),
    }
}

/// What a column of the golden customers holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// `text`, `whole`, `real` or `truth`.
    pub kind: &'static str,
    /// Customers who have a value.
    pub filled: usize,
    /// Distinct values.
    pub distinct: usize,
    /// The values with their customers, most first, where they are few and name groups rather than persons.
    pub values: Vec<(String, usize)>,
}

/// A column with more distinct values than this is not listed by value.
const FEW: usize = 16;

/// So many customers share a listed value at least, on average: a group, and nobody's own.
const SHARED_BY: usize = 5;

/// Says what each column of the golden customers holds.
///
/// # Errors
///
/// An input error for a result that was changed.
pub fn columns(result: &Opened) -> Result<Vec<ColumnFacts>> {
    use crate::frame::{Cell, Cells};
    use std::collections::BTreeMap;

    let golden = result.table(GOLDEN)?;
    let facts = golden.columns().map(|(name, cells)| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        let mut filled = 0;
        for row in 0..golden.rows() {
            let text = match cells.get(row) {
                Cell::Missing => continue,
                Cell::Text(text) => text.to_owned(),
                Cell::Whole(number) | Cell::Amount(number) => number.to_string(),
                Cell::Real(number) => number.to_string(),
                Cell::Truth(truth) => truth.to_string(),
            };
            filled += 1;
            *counted.entry(text).or_default() += 1;
        }
        let distinct = counted.len();
        let is_group = matches!(cells, Cells::Text(_) | Cells::Truth(_))
            && distinct <= FEW
            && filled >= distinct * SHARED_BY;
        let mut values: Vec<(String, usize)> = if is_group {
            counted.into_iter().collect()
        } else {
            Vec::new()
        };
        values.sort_by_key(|(_, customers)| std::cmp::Reverse(*customers));
        ColumnFacts {
            name: name.to_owned(),
            kind: match cells {
                Cells::Text(_) => "text",
                Cells::Whole(_) => "whole",
                Cells::Real(_) | Cells::Amount(_) => "real",
                Cells::Truth(_) => "truth",
            },
            filled,
            distinct,
            values,
        }
    });
    Ok(facts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden() -> Frame {
        let mut frame = Frame::new();
        frame.text("customer_id", ["C3", "C1", "C2", "C4"]);
        frame.text("household_id", ["H1", "H1", "", ""]);
        frame.text("x_opt_out", ["", "", "Y", ""]);
        frame.push(
            "invoices",
            Cells::Whole(vec![Some(1), Some(5), Some(1), None]),
        );
        frame
    }

    #[test]
    fn who_buys_most_comes_first_and_ids_break_ties() {
        assert_eq!(ranks(&golden()), [2, 0, 1, 3]);
    }

    #[test]
    fn the_first_of_each_value_stays_and_so_do_those_without_one() {
        let mut rows = vec![1, 2, 0, 3];
        let mut counts = Counts::default();
        keep_first(&golden(), false, &["household_id"], &mut rows, &mut counts);
        assert_eq!(rows, [1, 2, 3]);
        assert_eq!(counts.same_contact, 1);
    }

    #[test]
    fn no_contact_column_repeats_and_the_next_of_a_household_steps_in() {
        let mut golden = Frame::new();
        golden.text("household_id", ["H1", "H2", "H2", "H2"]);
        golden.text("mobile", ["0812", "0813", "0814", "0815"]);
        golden.text("email", ["a@shop.id", "A@shop.id", "", ""]);
        let mut rows = vec![0, 1, 2, 3];
        let mut counts = Counts::default();
        keep_first(&golden, true, &["mobile", "email"], &mut rows, &mut counts);
        assert_eq!(rows, [0, 2]);
        assert_eq!((counts.same_contact, counts.same_household), (1, 1));
    }

    #[test]
    fn a_column_of_numbers_is_not_made_unique() {
        assert_eq!(
            unique_column(&golden(), "household_id").expect("texts"),
            "household_id"
        );
        unique_column(&golden(), "invoices").expect_err("numbers");
    }

    #[test]
    fn columns_are_found_in_any_capitals_and_slips_are_answered() {
        let golden = golden();
        assert_eq!(
            column_of(&golden, " Invoices").expect("a column"),
            "invoices"
        );
        assert_eq!(
            column_of(&golden, "OPT_OUT").expect("a column"),
            "x_opt_out"
        );
        let error = column_of(&golden, "invoces").expect_err("a slip");
        assert_eq!(error.hint(), Some("Did you mean `invoices`?"));
    }
}
