//! What is decided from a whole column, and what satukan does about it.

use super::column::{Digits, Scan};
use super::look::Sign;
use super::reading::{is_amount, is_date};
use super::{Fact, share};
use crate::ingest::Field;
use crate::normalise::date::DateOrder;

/// From this share of values in capitals on the column is written in capitals.
const IN_CAPITALS: f64 = 0.5;

/// A length that this share of the numbers has is the usual one.
const USUAL: f64 = 0.8;

/// Numbers of the usual length are of a form that begins with 0 if this share of them does.
const ZEROS: f64 = 0.2;

/// Finds the facts of a column, those on its notation first.
pub(super) fn find(scan: &Scan<'_>) -> Vec<Fact> {
    let mut facts = Facts {
        scan,
        found: Vec::new(),
    };
    facts.dates();
    facts.amounts();
    facts.numbers();
    facts.text();
    facts.found
}

struct Facts<'a> {
    scan: &'a Scan<'a>,
    found: Vec<Fact>,
}

impl Facts<'_> {
    fn rows(&self, sign: Sign) -> u64 {
        self.scan.tally.rows_with(sign)
    }

    fn add(&mut self, what: &str, rows: u64, treatment: impl Into<String>) {
        if rows > 0 {
            self.found.push(Fact {
                what: what.to_owned(),
                rows,
                share: share(rows, self.scan.tally.filled),
                treatment: treatment.into(),
            });
        }
    }

    fn dates(&mut self) {
        if !is_date(self.scan.field()) {
            return;
        }
        let (day, month) = (self.rows(Sign::DayFirst), self.rows(Sign::MonthFirst));
        let either = self.rows(Sign::EitherOrder);
        let is_day = self.scan.reader.order == DateOrder::DayMonth;
        let (order, word) = match is_day {
            true => ("all are read day first", "day-month"),
            false => ("all are read month first", "month-day"),
        };
        let told = match self.scan.column.settings.dates {
            Some(_) => format!("{order}, set by the configuration"),
            None => format!("{order}, as most of the dates that tell"),
        };
        let alone = "read in the only order that makes a date";
        if is_day {
            self.add("dates that must be day first", day, told);
            self.add("dates that must be month first", month, alone);
        } else {
            self.add("dates that must be month first", month, told);
            self.add("dates that must be day first", day, alone);
        }
        let unsure = match (day.max(month), self.scan.column.settings.dates) {
            (0, None) => {
                format!("{order}, the rule where no value tells; set `dates` if that is wrong")
            }
            _ => format!("read as {word} like the others"),
        };
        self.add("dates that fit either order", either, unsure);
        self.add(
            "spreadsheet day numbers",
            self.rows(Sign::Serial),
            "read as days since 30-12-1899",
        );
        let pivot = match self.scan.field() {
            Field::BirthDate => "00 to 15 are read as 2000 to 2015, others as 1916 to 1999",
            _ => "00 to 40 are read as 2000 to 2040, others as 1941 to 1999",
        };
        self.add("two-digit years", self.rows(Sign::ShortYear), pivot);
    }

    fn amounts(&mut self) {
        if !is_amount(self.scan.field()) {
            return;
        }
        self.add(
            "notation 1.250.000,00",
            self.rows(Sign::DecimalComma),
            "read with the comma before decimals",
        );
        self.add(
            "notation 1,250,000.00",
            self.rows(Sign::DecimalPoint),
            "read with the point before decimals",
        );
    }

    fn numbers(&mut self) {
        let field = self.scan.field();
        let read_as_number = is_amount(field);
        self.add(
            "scientific notation",
            self.rows(Sign::Exponent),
            match field {
                _ if read_as_number => "read as the number it stands for",
                Field::Phone | Field::NationalId => "digits are lost, taken as missing",
                _ => "digits are lost; export the column as text",
            },
        );
        self.add(
            "whole numbers with `.0`",
            self.rows(Sign::PointZero),
            match field {
                Field::PostalCode => "the `.0` is taken off",
                _ => "kept as they stand; export the column as text",
            },
        );
        self.add(
            "numbers that begin with 8",
            self.rows(Sign::LostZero),
            "read as mobile numbers that lost their 0",
        );
        self.add(
            "several numbers in a cell",
            self.rows(Sign::Several),
            "each is taken",
        );
        if matches!(
            field,
            Field::CardNumber
                | Field::RecordKey
                | Field::NationalId
                | Field::PostalCode
                | Field::InvoiceNumber
                | Field::ItemCode
                | Field::Shop
                | Field::Attribute
        ) {
            self.lengths_of_numbers();
        }
    }

    /// Numbers that lost zeros in front, or are shorter than they should be.
    fn lengths_of_numbers(&mut self) {
        let digits = &self.scan.tally.digits;
        let Some((usual, of_usual)) = digits
            .iter()
            .max_by_key(|(length, digits)| (digits.rows, **length))
        else {
            return;
        };
        let (usual, of_usual) = (*usual, *of_usual);
        if of_usual.rows * 2 < self.scan.tally.filled || usual < 4 {
            return;
        }
        let before = |length: u64| digits.get(&length).copied().unwrap_or_default();
        let Digits { rows, zero } = before(usual - 1);
        let lost = if share(of_usual.zero, of_usual.rows) >= ZEROS {
            rows - zero
        } else {
            0
        };
        let all: u64 = digits.values().map(|digits| digits.rows).sum();
        let shorter: u64 = digits.range(..usual).map(|(_, digits)| digits.rows).sum();
        let field = self.scan.field();
        self.add(
            &format!("{} digits where others have 0 and {}", usual - 1, usual - 1),
            lost,
            match field {
                Field::CardNumber => {
                    "a 0 in front was lost; an invoice finds such a card where that leaves no doubt"
                }
                _ => "a 0 in front was lost and is not put back; export the column as text",
            },
        );
        let is_long_number = matches!(field, Field::CardNumber | Field::NationalId);
        if is_long_number && usual >= 8 && share(of_usual.rows, all) >= USUAL {
            self.add(
                &format!("fewer than the usual {usual} digits"),
                shorter - lost,
                match field {
                    Field::NationalId => "compared as another kind of number",
                    _ => "compared as they stand",
                },
            );
        }
    }

    fn text(&mut self) {
        let (letters, capitals) = (self.rows(Sign::Letters), self.rows(Sign::Capitals));
        let is_of_words = letters * 2 > self.scan.tally.filled
            && !matches!(
                self.scan.field(),
                Field::CardNumber
                    | Field::RecordKey
                    | Field::InvoiceNumber
                    | Field::ItemCode
                    | Field::Gender
                    | Field::PostalCode
                    | Field::Ignore
            );
        if is_of_words && share(capitals, letters) >= IN_CAPITALS {
            self.add(
                "all in capitals",
                capitals,
                "capitals don't count when values are compared",
            );
        }
        self.add(
            "wrapped as `=\"...\"` or behind an apostrophe",
            self.rows(Sign::Wrapped),
            "the wrapping is taken off",
        );
        self.add(
            "text in the wrong encoding, such as `Ã©`",
            self.rows(Sign::Mojibake),
            "kept; it was damaged before the export, or set `encoding`",
        );
        self.add("blanks at an end", self.rows(Sign::Blanks), "taken off");
        self.add(
            "control characters",
            self.rows(Sign::Control),
            "read as blanks",
        );
    }
}
