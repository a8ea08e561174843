//! What a source is: cards, people or invoices.

use serde::{Deserialize, Serialize};

use super::Field;
use super::mapping::{Draft, has};

/// What one row of a source stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An identity with a card or membership number.
    Cards,
    /// An identity without a card.
    People,
    /// A receipt or a line of one.
    Invoices,
}

impl SourceKind {
    /// The word used in settings and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::People => "people",
            Self::Invoices => "invoices",
        }
    }
}

impl std::fmt::Display for SourceKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// Decides what the rows of a source stand for, and says why.
pub(super) fn decide(drafts: &[Draft<'_>]) -> (SourceKind, String) {
    let any = |fields: &[Field]| fields.iter().any(|field| has(drafts, *field));
    let lines = any(&[
        Field::Quantity,
        Field::UnitPrice,
        Field::ItemCode,
        Field::ItemName,
    ]);
    let number = any(&[Field::InvoiceNumber]);
    let amount = any(&[Field::Amount]);
    // Facts of a person that a receipt doesn't carry.
    let personal = any(&[
        Field::BirthDate,
        Field::BirthPlace,
        Field::NationalId,
        Field::Gender,
    ]);
    let home = personal || any(&[Field::Address, Field::City, Field::Email, Field::PostalCode]);
    let named = any(&[
        Field::Name,
        Field::GivenName,
        Field::FamilyName,
        Field::Organisation,
    ]);
    let own_key = any(&[Field::RecordKey]);
    let unique = |field: Field| {
        drafts
            .iter()
            .filter(|draft| draft.field == field)
            .map(|draft| draft.shape.uniqueness())
            .fold(0.0, f32::max)
    };
    let card = any(&[Field::CardNumber]);
    let card_of_its_own = card && unique(Field::CardNumber) >= 0.9;
    let goods = any(&[Field::Quantity]) && (amount || any(&[Field::UnitPrice]));
    let purchase = number || goods || any(&[Field::InvoiceDate]);

    if purchase && (lines || amount) && !(home && (card_of_its_own || personal && !number)) {
        let customer_file = home && !number && own_key && !lines;
        if !customer_file {
            let what = if number {
                "invoice numbers"
            } else {
                "purchases"
            };
            let with = if lines { "goods" } else { "amounts" };
            return (SourceKind::Invoices, format!("{what} with {with}"));
        }
    }
    if purchase && number && !home && !card_of_its_own && (card || !named) {
        return (
            SourceKind::Invoices,
            "invoice numbers without facts of persons".to_owned(),
        );
    }
    if card && unique(Field::CardNumber) >= 0.5 {
        let reason = if named {
            "names with a card number of their own"
        } else {
            "a card number of its own in every row"
        };
        return (SourceKind::Cards, reason.to_owned());
    }
    (
        SourceKind::People,
        "names or facts of persons, no card number".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::mapping;
    use crate::ingest::shape::Shape;

    fn kind(text: &str) -> (SourceKind, String) {
        let mut lines = text
            .lines()
            .map(|line| line.split(';').map(str::trim).collect::<Vec<_>>());
        let headers = lines.next().expect("a header");
        let rows: Vec<Vec<&str>> = lines.collect();
        let mut drafts: Vec<Draft<'_>> = headers
            .iter()
            .enumerate()
            .map(|(column, header)| {
                let mut values: Vec<Box<str>> = vec!["".into()];
                let mut cells = Vec::new();
                for row in &rows {
                    let at = values
                        .iter()
                        .position(|value| **value == *row[column])
                        .unwrap_or_else(|| {
                            values.push(row[column].into());
                            values.len() - 1
                        });
                    cells.push(at as u32);
                }
                Draft::new(
                    header,
                    true,
                    Shape::of(&cells, &values.iter().skip(1).collect()),
                    None,
                )
            })
            .collect();
        mapping::map(&mut drafts);
        decide(&drafts)
    }

    #[test]
    fn names_with_a_card_each_are_cards() {
        let (kind, reason) = kind(
            "NO_KARTU;NAMA;ALAMAT;TGL_DAFTAR;NO_FAKTUR;TOTAL\n0107000571;BUDI;Jl. Mawar 5;04/12/2006;F1;1500000\n\
             0107000572;ANI;Jl. Melati 6;04/12/2006;F2;2500000",
        );
        assert_eq!(
            (kind, reason.as_str()),
            (SourceKind::Cards, "names with a card number of their own")
        );
    }

    #[test]
    fn names_without_a_card_are_people() {
        let (kind, _) = kind(
            "customer_id;name;email;date;amount\n1;Ann Bee;a@b.com;1/2/18;100\n2;Cy Dee;c@d.com;1/3/18;200",
        );
        assert_eq!(kind, SourceKind::People);
    }

    #[test]
    fn receipts_and_their_lines_are_invoices() {
        let (lines, reason) = kind(
            "NO_FAKTUR;TGL;NO_KARTU;NAMA;QTY;TOTAL\nF1;02/01/2006;0107000571;BUDI;1;15000\nF1;02/01/2006;0107000571;BUDI;2;30000",
        );
        assert_eq!(
            (lines, reason.as_str()),
            (SourceKind::Invoices, "invoice numbers with goods")
        );
        let (receipts, _) = kind(
            "No Struk;Tgl;Kd Cust;Jml\nR1;02/01/2006;7;15000\nR2;03/01/2006;7;25000\nR3;03/01/2006;8;9000",
        );
        assert_eq!(receipts, SourceKind::Invoices);
        let (orders, _) = kind(
            "Order ID;Order Date;Name;Email;Address;Total\n1;2020-01-02;Ann Bee;a@b.com;1 High Street;15\n2;2020-01-03;Ann Bee;a@b.com;1 High Street;20",
        );
        assert_eq!(orders, SourceKind::Invoices);
    }
}
