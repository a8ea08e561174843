//! Amounts and days of invoice lines.

use rayon::prelude::*;

use super::day::Day;
use crate::ingest::{Column, Field, Source};
use crate::normalise::amount;
use crate::normalise::date;

/// Line totals: the amount column, else price times quantity.
pub(super) struct Amounts<'a> {
    total: Option<(&'a Column, Vec<Option<i64>>)>,
    price: Option<(&'a Column, Vec<Option<i64>>)>,
    quantity: Option<(&'a Column, Vec<Option<i64>>)>,
}

impl<'a> Amounts<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        let parsed = |field| {
            let column = source.columns.iter().find(|column| column.field == field)?;
            let style = amount::style_of(column);
            Some((column, of_each(column, |value| amount::parse(value, style))))
        };
        Self {
            total: parsed(Field::Amount),
            price: parsed(Field::UnitPrice),
            quantity: parsed(Field::Quantity),
        }
    }

    /// How many pieces a line is about, in hundredths; one where nothing is said. What goes back counts against.
    pub(super) fn quantity(&self, row: usize) -> i64 {
        let written = self.quantity.as_ref();
        let pieces = written.and_then(|(column, values)| values[column.cells[row] as usize]);
        let pieces = pieces.unwrap_or(100);
        if self.of(row).is_some_and(|amount| amount < 0) {
            pieces.checked_abs().map_or(pieces, |pieces| -pieces)
        } else {
            pieces
        }
    }

    /// The sum of lines.
    pub(super) fn total(&self, rows: impl Iterator<Item = usize>) -> i128 {
        rows.filter_map(|row| self.of(row)).map(i128::from).sum()
    }

    pub(super) fn of(&self, row: usize) -> Option<i64> {
        let value = |parsed: &Option<(&Column, Vec<Option<i64>>)>| {
            parsed
                .as_ref()
                .and_then(|(column, values)| values[column.cells[row] as usize])
        };
        let is_written = self
            .total
            .as_ref()
            .is_some_and(|(column, _)| column.cells[row] != 0);
        if is_written {
            return value(&self.total);
        }
        let (price, quantity) = (value(&self.price)?, value(&self.quantity).unwrap_or(100));
        let product = i128::from(price) * i128::from(quantity);
        // Half a hundredth is rounded away from zero.
        i64::try_from((product + 50 * product.signum()) / 100).ok()
    }
}

/// The days of a date column, one per distinct value.
pub(super) struct Days<'a> {
    column: &'a Column,
    days: Vec<Option<Day>>,
}

impl<'a> Days<'a> {
    pub(super) fn new(column: &'a Column) -> Self {
        let order = date::order_of(column);
        let day = |value: &str| {
            let date = date::parse(value, order).filter(|date| date.day.is_some())?;
            Day::of(date)
        };
        Self {
            column,
            days: of_each(column, day),
        }
    }

    pub(super) fn of(&self, row: usize) -> Option<Day> {
        self.days[self.column.cells[row] as usize]
    }
}

/// What `read` makes of each distinct value of a column.
pub(super) fn of_each<T: Send>(column: &Column, read: impl Fn(&str) -> T + Sync) -> Vec<T> {
    (0..column.values.len())
        .into_par_iter()
        .with_min_len(1024)
        .map(|value| read(&column.values[value]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{SourceSettings, read};

    #[test]
    fn price_times_quantity_is_rounded_to_the_hundredth() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("faktur.csv");
        let lines = "NO_FAKTUR;KD_BRG;NAMA_BRG;QTY;HARGA\nF1;B1;KABEL;1,5;10.000,99\nF1;B2;PITA;-1,5;10.000,99\n\
            F2;B3;TALI;2;10.000,50\nF2;B4;BENANG;1,25;10.000,01\n";
        std::fs::write(&path, lines).expect("written");
        let sources = read(&SourceSettings::new(path)).expect("read");
        let amounts = Amounts::new(&sources[0]);
        let read: Vec<Option<i64>> = (0..4).map(|row| amounts.of(row)).collect();
        // Of 15001.485 and 12500.0125 in units.
        let expected = [1_500_149, -1_500_149, 2_000_100, 1_250_001];
        assert_eq!(read, expected.map(Some));
    }
}
