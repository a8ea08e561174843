//! Ditto marks: cells that say "the same as above".
//!
//! They mean the row above in the order of the file, the only place where that order says something.

use crate::ingest::{Column, Field, Source, SourceKind};
use crate::text::placeholder::{Meaning, PlaceholderField, meaning};

/// No mark is longer, in bytes.
const LONGEST: usize = 20;

/// Fields that a row can share with the row above; a key, a card or an identity number it cannot.
const SHARED: [Field; 17] = [
    Field::Name,
    Field::GivenName,
    Field::MiddleName,
    Field::FamilyName,
    Field::Organisation,
    Field::BirthDate,
    Field::Phone,
    Field::Email,
    Field::Address,
    Field::HouseNumber,
    Field::Unit,
    Field::Village,
    Field::District,
    Field::City,
    Field::Province,
    Field::PostalCode,
    Field::Country,
];

/// Puts the text of the row above into every identity cell with a ditto mark; gives the number of cells filled.
///
/// What is a mark to one reader is a text to another, so that the reading leaves it as it stands.
pub fn fill_dittos(source: &mut Source) -> u64 {
    if source.kind == SourceKind::Invoices {
        return 0;
    }
    let (filled, rows) = fill(&mut source.columns, &source.rows);
    source.dittos = rows;
    filled
}

/// `numbers` has the data row number of each accepted row: below a rejected one nobody knows what stood above.
fn fill(columns: &mut [Column], numbers: &[u32]) -> (u64, Vec<u32>) {
    let (mut filled, mut rows) = (0, Vec::new());
    for column in columns
        .iter_mut()
        .filter(|column| SHARED.contains(&column.field))
    {
        let marks: Vec<bool> = column
            .values
            .iter()
            .map(|text| is_mark(column.field, text))
            .collect();
        if !marks.contains(&true) {
            continue;
        }
        for row in 1..column.cells.len() {
            let above = column.cells[row - 1];
            let is_next = numbers[row] == numbers[row - 1] + 1;
            let is_something = is_next && above != 0 && !marks[above as usize];
            if marks[column.cells[row] as usize] && is_something {
                column.cells[row] = above;
                filled += 1;
                rows.push(u32::try_from(row).expect("fewer than 2^32 rows"));
            }
        }
    }
    rows.sort_unstable();
    rows.dedup();
    (filled, rows)
}

fn is_mark(field: Field, text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let text = text.trim().to_lowercase();
    let is_something = match field {
        // In a column of cities it is Sidoarjo.
        Field::City => text == "sda",
        // There are people of that name.
        Field::Name | Field::GivenName | Field::MiddleName | Field::FamilyName => text == "sama",
        _ => false,
    };
    !is_something && meaning(PlaceholderField::Other, &text) == Some(Meaning::Ditto)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{SourceSettings, read};

    fn source(rows: &[&str]) -> (u64, Source) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kartu.csv");
        let text = format!("NO_KARTU;NAMA;ALAMAT;KOTA\n{}\n", rows.join("\n"));
        std::fs::write(&path, text).expect("written");
        let mut source = read(&SourceSettings::new(path)).expect("read").remove(0);
        (fill_dittos(&mut source), source)
    }

    #[test]
    fn a_ditto_mark_stands_for_the_row_above() {
        let (filled, source) = source(&[
            "0001;Budi Santoso;Jl. Mawar 5;Surabaya",
            "0002;Ani Lestari;sda;idem",
            "0003;Siti Aminah;Sama dgn atas;SDA",
            "0004;Rina Wati;Jl. Melati 7;Malang",
        ]);
        let address = source.columns_of(Field::Address).next().expect("addresses");
        assert_eq!(
            [address.text(1), address.text(2), address.text(3)],
            ["Jl. Mawar 5", "Jl. Mawar 5", "Jl. Melati 7"]
        );
        let city = source.columns_of(Field::City).next().expect("cities");
        assert_eq!([city.text(1), city.text(2)], ["Surabaya", "SDA"]);
        assert_eq!(source.dittos, [1, 2]);
        assert_eq!(filled, 3);
    }

    #[test]
    fn a_mark_below_nothing_stays_nothing() {
        let (_, source) = source(&[
            "0001;Budi Santoso;sda;Malang",
            "0002;Ani Lestari;idem;Malang",
        ]);
        assert!(source.dittos.is_empty());
    }
}
