//! Headers and header words that are listed.
//!
//! `export_headers.csv` lists headers as they stood in old Indonesian exports, `header_words.csv` words of any language;
//! `inside` words also count as a part of a longer header.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Meaning, words};
use crate::ingest::field::Field;

#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) field: Field,
    otherwise: Field,
    strength: f32,
    word: &'static str,
}

impl Entry {
    pub(super) fn meaning(self, share: f32) -> Meaning {
        let Self {
            field,
            otherwise,
            strength,
            word,
        } = self;
        Meaning {
            field,
            otherwise,
            strength: strength * share,
            counts_rows: false,
            word,
        }
    }
}

pub(super) struct Table {
    /// Whole headers, their words joined.
    pub(super) whole: FxHashMap<String, Entry>,
    /// Words that count inside a longer header, by their first word.
    pub(super) inside: FxHashMap<String, Vec<(Vec<String>, Entry)>>,
    /// The keys of `whole`, sorted, for abbreviations and misspellings.
    pub(super) sorted: Vec<String>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        whole: FxHashMap::default(),
        inside: FxHashMap::default(),
        sorted: Vec::new(),
    };
    let mut exports =
        csv::Reader::from_reader(include_bytes!("../tables/export_headers.csv").as_slice());
    for row in exports
        .records()
        .map(|row| row.expect("the embedded table is well-formed"))
    {
        let (field, otherwise) = of_export(&row[1]);
        let strength = if row[2].is_empty() { 1.0 } else { 0.9 };
        table.whole.entry(words(&row[0]).concat()).or_insert(Entry {
            field,
            otherwise,
            strength,
            word: keep(&row[1]),
        });
    }
    let mut own = csv::Reader::from_reader(include_bytes!("../tables/header_words.csv").as_slice());
    for row in own
        .records()
        .map(|row| row.expect("the embedded table is well-formed"))
    {
        let field = row[1].parse().expect("the embedded table names fields");
        let otherwise = row[3].parse().unwrap_or(Field::Attribute);
        let phrase = words(&row[0]);
        let ambiguous = matches!(
            row[0].as_ref(),
            "id" | "no" | "date" | "data" | "net" | "netto" | "nett" | "amount"
        );
        let strength = match (ambiguous, row[3].is_empty()) {
            (true, _) => 0.8,
            // A word with a second meaning yields its first one to a word without.
            (_, false) => 0.9,
            _ => 1.0,
        };
        let entry = Entry {
            field,
            otherwise,
            strength,
            // Of a header that both tables list, the export table knows the finer meaning.
            word: table
                .whole
                .get(&phrase.concat())
                .map_or(word_of(field), |known| known.word),
        };
        table.whole.insert(phrase.concat(), entry);
        if &row[2] == "y" {
            table
                .inside
                .entry(phrase[0].clone())
                .or_default()
                .push((phrase, entry));
        }
    }
    table.sorted = table.whole.keys().cloned().collect();
    table.sorted.sort_unstable();
    table
});

/// Keeps a word of the table for the life of the program: it is loaded once.
fn keep(word: &str) -> &'static str {
    Box::leak(word.into())
}

/// The export table's word for a field; the field's own word where that table has none.
pub(super) fn word_of(field: Field) -> &'static str {
    match field {
        Field::RecordKey => "customer_id",
        Field::CardNumber => "card_no",
        Field::Village => "kelurahan",
        Field::District => "kecamatan",
        Field::PostalCode => "postal",
        Field::Phone => "phone_home",
        Field::NationalId => "nik",
        Field::IssueDate => "join_date",
        Field::Shop => "store",
        Field::InvoiceNumber => "invoice_no",
        Field::Quantity => "qty",
        Field::Amount => "total",
        Field::OtherName => "nickname",
        Field::BirthYear | Field::BirthMonth | Field::BirthDay | Field::Age => "other",
        Field::Ignore => "row_no",
        Field::Attribute => "other",
        other => other.word(),
    }
}

/// The field of a canonical word of the export table, and what a second such column is.
fn of_export(canonical: &str) -> (Field, Field) {
    let field = match canonical {
        "name" => Field::Name,
        "nickname" => Field::OtherName,
        "title" => Field::Title,
        "customer_id" => Field::RecordKey,
        "card_no" => Field::CardNumber,
        "address" | "address2" | "address3" => Field::Address,
        "kelurahan" => Field::Village,
        "kecamatan" => Field::District,
        "city" => Field::City,
        "province" => Field::Province,
        "postal" => Field::PostalCode,
        "phone_home" | "phone_mobile" | "phone_other" => Field::Phone,
        "email" => Field::Email,
        "nik" | "sim_no" | "npwp" => Field::NationalId,
        "birth_date" => Field::BirthDate,
        "birth_place" => Field::BirthPlace,
        "gender" => Field::Gender,
        "join_date" => Field::IssueDate,
        "expiry_date" => Field::ExpiryDate,
        "store" => Field::Shop,
        "invoice_no" => Field::InvoiceNumber,
        "invoice_date" => Field::InvoiceDate,
        "invoice_time" => Field::InvoiceTime,
        "item_code" => Field::ItemCode,
        "item_name" => Field::ItemName,
        "qty" => Field::Quantity,
        "unit_price" => Field::UnitPrice,
        "total" => Field::Amount,
        "cashier" => Field::Cashier,
        "notes" => Field::Notes,
        "row_no" => Field::Ignore,
        _ => Field::Attribute,
    };
    (field, Field::Attribute)
}
