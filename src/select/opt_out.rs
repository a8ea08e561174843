//! Who asked not to be contacted.
//!
//! A doubt is decided for the customer: what can't be read as a no to opting out counts as opting out, what can't be read as
//! an agreement is none, and a record that says something else than the golden value counts against it.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{OptOutColumn, column_of};
use crate::error::Result;
use crate::frame::{Cell, Cells, Frame};
use crate::normalise::date::{self, DateOrder};
use crate::publish::opened::{Opened, PROVENANCE};
use crate::text::refusal::{Refusal, meaning};

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// A word that refuses, whatever the column is called.
    Stop,
    /// `T`: true in English, `tidak` (no) in Indonesian.
    T,
    Unknown,
}

fn answer(value: &str) -> Answer {
    match value.trim().to_lowercase().as_str() {
        "y" | "ya" | "yes" | "true" | "1" | "x" | "iya" => Answer::Yes,
        "stop" => Answer::Stop,
        "n" | "no" | "tidak" | "tdk" | "tak" | "false" | "f" | "0" | "-" | "belum" | "bukan" => {
            Answer::No
        }
        "t" => Answer::T,
        _ => Answer::Unknown,
    }
}

/// A column and how its words are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words {
    /// A yes means "do contact".
    is_consent: bool,
    /// What a `T` is.
    t: Answer,
}

impl Words {
    /// Learns what `T` means from the other words of the column.
    fn of<'a>(is_consent: bool, values: impl Iterator<Item = &'a str>) -> Self {
        let mut has_y = false;
        let mut has_f = false;
        for value in values {
            let value = value.trim().to_lowercase();
            has_y |= matches!(value.as_str(), "y" | "ya");
            has_f |= value == "f";
        }
        let t = match (has_y, has_f) {
            (true, false) => Answer::No,
            (false, true) => Answer::Yes,
            // Nothing tells: it is taken for what keeps the customer from being contacted.
            _ if is_consent => Answer::No,
            _ => Answer::Yes,
        };
        Self { is_consent, t }
    }

    fn is_out(self, value: &str) -> bool {
        let answer = match answer(value) {
            Answer::T => self.t,
            other => other,
        };
        match answer {
            Answer::Stop => true,
            Answer::No => self.is_consent,
            Answer::Yes | Answer::T => !self.is_consent,
            // Somebody wrote down when: she agreed, or refused.
            Answer::Unknown if self.is_consent => !is_date(value),
            // A date, a channel, a reason.
            Answer::Unknown => true,
        }
    }
}

/// Whether a value is a date and nothing else.
fn is_date(value: &str) -> bool {
    let value = value.trim();
    let is_of_numbers = value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-/.: T".contains(&byte));
    // A lone number may be anything.
    let has_parts = value.contains(['-', '/', '.']);
    is_of_numbers
        && has_parts
        && date::parse(value, DateOrder::DayMonth)
            .is_some_and(|date| date.year.is_some() && date.month.is_some())
}

/// The customers who opted out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptOut {
    /// The columns that say so.
    pub columns: Vec<String>,
    /// By row of the golden file.
    out: Vec<bool>,
}

impl OptOut {
    /// Reads who opted out.
    ///
    /// # Errors
    ///
    /// A usage error for a named column that isn't there; an input error for a result that was changed.
    pub fn of(result: &Opened, golden: &Frame, wanted: &OptOutColumn) -> Result<Self> {
        let columns = match wanted {
            OptOutColumn::Ignored => Vec::new(),
            OptOutColumn::Named(name) => vec![column_of(golden, name)?],
            OptOutColumn::Found => found(golden),
        };
        let provenance = if columns.is_empty() {
            None
        } else {
            Some(result.table(PROVENANCE)?)
        };
        let mut out = vec![false; golden.rows()];
        for column in &columns {
            let words = Words::of(
                meaning(column) == Some(Refusal::Consent),
                texts(golden, column),
            );
            mark(golden, column, words, &mut out);
            if let Some(provenance) = &provenance {
                mark_by_records(golden, provenance, column, words, &mut out);
            }
        }
        Ok(Self {
            columns: columns.into_iter().map(str::to_owned).collect(),
            out,
        })
    }

    /// Nobody of so many customers.
    #[cfg(test)]
    pub(crate) fn nobody(customers: usize) -> Self {
        Self {
            columns: Vec::new(),
            out: vec![false; customers],
        }
    }

    /// Whether the customer of a row opted out.
    pub fn has(&self, row: usize) -> bool {
        self.out[row]
    }

    /// The contacts of those who opted out.
    pub(super) fn contacts<'a>(&self, golden: &'a Frame, columns: &[&'a str]) -> Closed<'a> {
        let of_column = |name: &&'a str| {
            let values = (0..golden.rows())
                .filter(|row| self.out[*row])
                .filter_map(|row| golden.column(name).map(|cells| cells.text(row)))
                .filter(|value| !value.is_empty())
                .collect();
            (*name, values)
        };
        Closed(columns.iter().map(of_column).collect())
    }
}

/// Contacts that nobody may be reached by, by column.
pub(super) struct Closed<'a>(Vec<(&'a str, FxHashSet<&'a str>)>);

impl Closed<'_> {
    /// Whether the customer of a row would be reached by one of them.
    pub(super) fn holds(&self, golden: &Frame, row: usize) -> bool {
        self.0.iter().any(|(name, values)| {
            golden
                .column(name)
                .is_some_and(|cells| values.contains(cells.text(row)))
        })
    }
}

fn texts<'a>(golden: &'a Frame, column: &str) -> impl Iterator<Item = &'a str> {
    let cells = golden.column(column);
    (0..golden.rows()).filter_map(move |row| cells.map(|cells| cells.text(row)))
}

fn found(golden: &Frame) -> Vec<&str> {
    let is_one = |name: &str| match meaning(name) {
        None => false,
        Some(Refusal::OptOutOrNumber) => texts(golden, name)
            .filter(|value| !value.is_empty())
            .all(|value| answer(value) != Answer::Unknown),
        Some(Refusal::OptOut | Refusal::Consent) => true,
    };
    golden
        .columns()
        .map(|(name, _)| name)
        .filter(|name| is_one(name))
        .collect()
}

fn mark(golden: &Frame, column: &str, words: Words, out: &mut [bool]) {
    let Some(cells) = golden.column(column) else {
        return;
    };
    for (row, out) in out.iter_mut().enumerate() {
        *out |= match cells.get(row) {
            // Silence is no refusal, and no agreement either.
            Cell::Missing => words.is_consent,
            Cell::Text(value) => words.is_out(value),
            Cell::Truth(truth) => truth != words.is_consent,
            Cell::Whole(number) | Cell::Amount(number) => (number != 0) != words.is_consent,
            Cell::Real(number) => (number != 0.0) != words.is_consent,
        };
    }
}

/// Marks customers of whom a record says something else than the golden value.
fn mark_by_records(
    golden: &Frame,
    provenance: &Frame,
    column: &str,
    words: Words,
    out: &mut [bool],
) {
    let columns =
        ["customer_id", "attribute", "agreeing", "available"].map(|name| provenance.column(name));
    let [Some(ids), Some(attributes), Some(agreeing), Some(available)] = columns else {
        return;
    };
    let alternatives = provenance.column("alternatives");
    let attribute = column.strip_prefix("x_").unwrap_or(column);
    let doubted: FxHashSet<&str> = (0..provenance.rows())
        .filter(|row| attributes.text(*row) == attribute)
        .filter(|row| agreeing.get(*row).number() < available.get(*row).number())
        .filter(|row| {
            let others = alternatives.map_or("", |cells| cells.text(*row));
            says_out(others, words)
        })
        .map(|row| ids.text(row))
        .collect();
    let customers: Option<&Cells> = golden.column("customer_id");
    for (row, out) in out.iter_mut().enumerate() {
        *out |= customers.is_some_and(|customers| doubted.contains(customers.text(row)));
    }
}

/// What a record says beside the golden value, as far as it is asked for here.
#[derive(Deserialize)]
struct Other {
    value: String,
}

/// Whether one of the other values opts out, or may do so since they aren't told.
fn says_out(alternatives: &str, words: Words) -> bool {
    match serde_json::from_str::<Vec<Other>>(alternatives) {
        Ok(others) if !others.is_empty() => others.iter().any(|other| words.is_out(&other.value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_out(is_consent: bool, values: &[&str], value: &str) -> bool {
        Words::of(is_consent, values.iter().copied()).is_out(value)
    }

    #[test]
    fn t_is_what_the_other_words_of_the_column_make_it() {
        assert!(!is_out(false, &["Y", "T"], "T"));
        assert!(is_out(false, &["T", "F"], "T"));
        assert!(is_out(false, &["T"], "T"));
        assert!(is_out(true, &["Y", "T"], "T"));
        assert!(!is_out(true, &["T", "F"], "T"));
    }

    #[test]
    fn a_date_or_a_reason_opts_out_and_a_no_does_not() {
        for value in ["2009-04-01", "ya", "SMS", "STOP"] {
            assert!(is_out(false, &[], value), "{value}");
        }
        for value in ["tidak", "N", "0", "-"] {
            assert!(!is_out(false, &[], value), "{value}");
            assert!(is_out(true, &[], value), "{value}");
        }
    }

    #[test]
    fn a_column_of_numbers_for_messages_is_no_column_of_refusals() {
        let mut golden = Frame::new();
        golden.text("x_no_sms", ["0812"]);
        golden.text("x_jangan_dihubungi", [""]);
        golden.text("x_no_call", ["N"]);
        golden.text("name", ["Budi"]);
        assert_eq!(found(&golden), ["x_jangan_dihubungi", "x_no_call"]);
    }

    #[test]
    fn only_a_yes_or_a_date_agrees() {
        for value in ["ya", "Y", "1", "x", "2009-04-01", "01/04/2009"] {
            assert!(!is_out(true, &[], value), "{value}");
        }
        for value in ["stop", "SMS", "mungkin", "berhenti 2009-04-01", "0812", ""] {
            assert!(is_out(true, &[], value), "{value}");
        }
        let mut golden = Frame::new();
        golden.text("customer_id", ["C1", "C2", "C3"]);
        golden.text("x_opt_in", ["Y", "", "N"]);
        golden.text("x_opt_out", ["N", "", "Y"]);
        for (column, expected) in [
            ("x_opt_in", [false, true, true]),
            ("x_opt_out", [false, false, true]),
        ] {
            let mut out = vec![false; 3];
            let words = Words::of(
                meaning(column) == Some(Refusal::Consent),
                texts(&golden, column),
            );
            mark(&golden, column, words, &mut out);
            assert_eq!(out, expected, "{column}");
        }
    }

    #[test]
    fn other_values_count_as_provenance_writes_them() {
        let mut golden = Frame::new();
        golden.text("customer_id", ["C1", "C2", "C3", "C4"]);
        golden.text("x_opt_out", ["N", "N", "N", "N"]);
        let mut provenance = Frame::new();
        provenance.text("customer_id", ["C1", "C2", "C3", "C4"]);
        provenance.text("attribute", ["opt_out"; 4]);
        provenance.push(
            "agreeing",
            Cells::Whole(vec![Some(2), Some(1), Some(1), Some(1)]),
        );
        provenance.push("available", Cells::Whole(vec![Some(2); 4]));
        provenance.text(
            "alternatives",
            [
                "",
                r#"[{"value":"tidak","source":"kartu","row":3,"records":1}]"#,
                r#"[{"value":"0","source":"kartu","row":4,"records":1},{"value":"ya","source":"web","row":9,"records":1,"last":"2009-04-01"}]"#,
                "",
            ],
        );
        let words = Words::of(false, texts(&golden, "x_opt_out"));
        let mut out = vec![false; 4];
        mark_by_records(&golden, &provenance, "x_opt_out", words, &mut out);
        assert_eq!(out, [false, false, true, true]);
    }
}
