//! The kind of the source is known: fields that mean something else in it.

use super::guess::is_birth_of_persons;
use super::{Draft, has};
use crate::ingest::Field;
use crate::ingest::kind::SourceKind;

/// Adapts the fields that mean something else in another kind of source.
pub(in crate::ingest) fn adapt(drafts: &mut [Draft<'_>], kind: SourceKind) {
    if kind == SourceKind::Invoices {
        adapt_to_invoices(drafts);
        return;
    }
    if has(drafts, Field::InvoiceNumber) {
        return;
    }
    let births = (0..drafts.len()).find(|at| {
        !drafts[*at].configured
            && drafts[*at].field == Field::InvoiceDate
            && is_birth_of_persons(drafts, *at)
    });
    if let Some(draft) = births.map(|at| &mut drafts[at]) {
        let reason = format!("{} of persons, over as many years as births", draft.named());
        draft.set(Field::BirthDate, draft.score * 0.8, reason);
    }
    let issue = !has(drafts, Field::IssueDate) && kind == SourceKind::Cards;
    for draft in drafts.iter_mut().filter(|draft| !draft.configured) {
        match draft.field {
            Field::InvoiceDate if issue => {
                let reason = format!(
                    "{}, the date of the card, as there are no invoices",
                    draft.named()
                );
                draft.set(Field::IssueDate, draft.score * 0.8, reason);
            }
            Field::InvoiceDate
            | Field::InvoiceTime
            | Field::ItemCode
            | Field::ItemName
            | Field::Quantity
            | Field::UnitPrice
            | Field::Amount => {
                let reason = format!("{}, but the source has no invoices", draft.named());
                draft.set(Field::Attribute, 0.4, reason);
            }
            _ => {}
        }
    }
}

/// Headers of the groups of goods, as words side by side.
const CATEGORIES: [&str; 18] = [
    "category",
    "categories",
    "kategori",
    "kategori barang",
    "kategori produk",
    "kelompok",
    "kelompok barang",
    "golongan",
    "golongan barang",
    "jenis barang",
    "jenis produk",
    "item category",
    "item group",
    "product category",
    "product group",
    "product type",
    "department",
    "departemen",
];

/// Headers of ways of payment, as words side by side.
const PAYMENTS: [&str; 14] = [
    "cara bayar",
    "carabayar",
    "jns bayar",
    "jenis bayar",
    "jenis pembayaran",
    "cara pembayaran",
    "metode pembayaran",
    "metode bayar",
    "kd bayar",
    "tipe bayar",
    "payment method",
    "payment type",
    "payment",
    "tender type",
];

/// Names what else a receipt says of its goods and of how they were paid.
fn name_further_facts(drafts: &mut [Draft<'_>]) {
    for (field, headers, what) in [
        (Field::ItemCategory, &CATEGORIES[..], "a group of goods"),
        (Field::Payment, &PAYMENTS[..], "a way of payment"),
    ] {
        if has(drafts, field) {
            continue;
        }
        // Numbers under such a header are amounts paid, not ways.
        let tells = |draft: &&mut Draft<'_>| {
            let words: Vec<String> = draft
                .header
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            !draft.configured
                && draft.field == Field::Attribute
                && headers.contains(&words.join(" ").as_str())
                && draft.shape.median < 1000.0
        };
        if let Some(draft) = drafts.iter_mut().find(tells) {
            let reason = format!("{}, {what} on the invoice", draft.named());
            draft.set(field, 0.7, reason);
        }
    }
}

fn adapt_to_invoices(drafts: &mut [Draft<'_>]) {
    name_further_facts(drafts);
    if !has(drafts, Field::CardNumber)
        && let Some(draft) = drafts
            .iter_mut()
            .find(|draft| draft.repeated_key && draft.field == Field::Attribute)
    {
        let reason = format!("{}, the customer's number on the invoice", draft.named());
        draft.set(Field::CardNumber, 0.7, reason);
    }
    if !has(drafts, Field::InvoiceDate)
        && let Some(draft) = drafts
            .iter_mut()
            .find(|draft| !draft.configured && draft.field == Field::IssueDate)
    {
        let reason = format!("{}, the date of the invoice", draft.named());
        draft.set(Field::InvoiceDate, draft.score * 0.8, reason);
    }
    let lines = has(drafts, Field::Quantity)
        || has(drafts, Field::UnitPrice)
        || has(drafts, Field::ItemCode);
    if lines && !has(drafts, Field::ItemName) {
        let goods = |draft: &&mut Draft<'_>| {
            !draft.configured
                && draft.field == Field::Name
                && draft.shape.sampled > 0
                && draft.shape.person < 0.5
        };
        if let Some(draft) = drafts.iter_mut().find(goods) {
            let reason = format!(
                "{} in a list of goods, values look unlike persons",
                draft.named()
            );
            draft.set(Field::ItemName, draft.score * 0.8, reason);
        }
    }
}
