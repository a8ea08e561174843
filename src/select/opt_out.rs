//! Who asked not to be contacted.
//!
//! A doubt is decided for the customer: what can't be read as a no to opting out counts as opting out, and so does a record
//! that says something else than the golden value.

use rustc_hash::FxHashSet;

use super::{OptOutColumn, column_of};
use crate::error::Result;
use crate::frame::{Cell, Cells, Frame};
use crate::publish::opened::{Opened, PROVENANCE};

/// Names of columns that say who opted out, as letters alone.
const OPT_OUT: [&str; 26] = [
    "optout",
    "optedout",
    "emailoptout",
    "smsoptout",
    "donotcontact",
    "dontcontact",
    "donotcall",
    "donotmail",
    "donotemail",
    "donotsms",
    "dnc",
    "unsubscribe",
    "unsubscribed",
    "berhentilangganan",
    "berhentisms",
    "stopsms",
    "stoppromo",
    "jangandihubungi",
    "janganhubungi",
    "janganditelepon",
    "jangandisms",
    "tidakmaudihubungi",
    "tolakpromo",
    "tolaksms",
    "blokirsms",
    "tanpapromo",
];

/// The same, where the name may mean a number, too: `NO SMS` is "no text messages" in English and a number in Indonesian.
const OPT_OUT_OR_NUMBER: [&str; 5] = ["nosms", "nocall", "noemail", "nocontact", "nopromo"];

/// Names of columns that say who agreed to be contacted.
const OPT_IN: [&str; 14] = [
    "optin",
    "optedin",
    "emailoptin",
    "smsoptin",
    "consent",
    "marketingconsent",
    "subscribed",
    "setujupromo",
    "setujudihubungi",
    "terimasms",
    "terimapromo",
    "maudihubungi",
    "bolehdihubungi",
    "bolehsms",
];

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// `T`: true in English, `tidak` (no) in Indonesian.
    T,
    Unknown,
}

fn answer(value: &str) -> Answer {
    match value.trim().to_lowercase().as_str() {
        "y" | "ya" | "yes" | "true" | "1" | "x" | "iya" | "stop" => Answer::Yes,
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
            Answer::No => self.is_consent,
            // A date, a channel, a reason: somebody wrote down when or why.
            Answer::Unknown => !self.is_consent,
            Answer::Yes | Answer::T => !self.is_consent,
        }
    }
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
            let words = Words::of(is_consent(column), texts(golden, column));
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

/// The letters of a column's name, without the `x_` of columns without a meaning of their own.
fn letters(name: &str) -> String {
    name.strip_prefix("x_")
        .unwrap_or(name)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_lowercase()
}

fn is_consent(name: &str) -> bool {
    OPT_IN.contains(&letters(name).as_str())
}

fn found(golden: &Frame) -> Vec<&str> {
    let is_one = |name: &str| {
        let letters = letters(name);
        let letters = letters.as_str();
        OPT_OUT.contains(&letters)
            || OPT_IN.contains(&letters)
            || OPT_OUT_OR_NUMBER.contains(&letters)
                && texts(golden, name)
                    .filter(|value| !value.is_empty())
                    .all(|value| answer(value) != Answer::Unknown)
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
            Cell::Missing => false,
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
            others.is_empty() || others.split(" | ").any(|other| words.is_out(other))
        })
        .map(|row| ids.text(row))
        .collect();
    let customers: Option<&Cells> = golden.column("customer_id");
    for (row, out) in out.iter_mut().enumerate() {
        *out |= customers.is_some_and(|customers| doubted.contains(customers.text(row)));
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
}
