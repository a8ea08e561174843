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
use crate::frame::{Database, Frame, Refusal, SqlTable};
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
    /// The first customer of every household.
    Household,
}

/// Which values may not repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Unique {
    /// Those of the first contact column among the chosen columns.
    #[default]
    FirstContact,
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
    /// The column whose values don't repeat.
    pub unique: Option<String>,
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
    let unique = match &settings.unique {
        Unique::Nothing => None,
        Unique::Column(name) => Some(column_of(&golden, name)?),
        Unique::FirstContact => columns.iter().copied().find(|name| CONTACTS.contains(name)),
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
    let contacts: Vec<&str> = columns
        .iter()
        .copied()
        .filter(|name| CONTACTS.contains(name))
        .collect();
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
    // The one who stands for others is the one who buys most, wherever she stands in the file.
    let ranks = ranks(&golden);
    rows.sort_unstable_by_key(|row| ranks[*row]);
    if settings.per == Per::Household {
        counts.same_household = keep_first(&golden, "household_id", &mut rows);
    }
    if let Some(unique) = unique {
        counts.same_contact = keep_first(&golden, unique, &mut rows);
    }
    rows.sort_unstable();
    counts.selected = rows.len();
    Ok(Selection {
        table: golden.pick(&columns, &rows),
        counts,
        opt_out: opt_out.columns,
        unique: unique.map(str::to_owned),
    })
}

/// Keeps the first row of each value of a column, and the rows without a value. Gives how many went.
fn keep_first(golden: &Frame, column: &str, rows: &mut Vec<usize>) -> usize {
    let Some(cells) = golden.column(column) else {
        return 0;
    };
    let before = rows.len();
    let mut seen = FxHashSet::default();
    rows.retain(|row| {
        let value = cells.text(*row);
        value.is_empty() || seen.insert(value.to_lowercase())
    });
    before - rows.len()
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
    use crate::frame::Cells;

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
        assert_eq!(keep_first(&golden(), "household_id", &mut rows), 1);
        assert_eq!(rows, [1, 2, 3]);
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
