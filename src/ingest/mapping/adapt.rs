//! The kind of the source is known: fields that mean something else in it.

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

fn adapt_to_invoices(drafts: &mut [Draft<'_>]) {
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
