//! Columns to fields: what the header says, unless the values say no; then what the values alone say.
//!
//! Decisions look at the set of rows, never at their order, and at columns from left to right only to break ties.

mod adapt;
mod draft;
mod guess;
mod settle;
mod support;
#[cfg(test)]
mod tests;

pub(super) use self::adapt::adapt;
pub(super) use self::draft::Draft;
use self::guess::guess_by_values;
use self::settle::{
    read_families, settle_births, settle_keys, settle_names, settle_places,
    settle_second_given_names, settle_second_names, settle_single_fields,
};
use super::Field;

/// Finds the field of every column, the kind not yet known.
pub(super) fn map(drafts: &mut [Draft<'_>]) {
    read_families(drafts);
    settle_keys(drafts);
    settle_places(drafts);
    settle_single_fields(drafts);
    settle_births(drafts);
    settle_second_given_names(drafts);
    settle_names(drafts);
    guess_by_values(drafts);
    settle_second_names(drafts);
    for draft in drafts
        .iter_mut()
        .filter(|draft| !draft.configured && draft.field == Field::Attribute)
    {
        if draft.shape.distinct == 1
            && draft.shape.filled == draft.shape.rows
            && draft.shape.rows >= 20
        {
            draft.set(Field::Ignore, 0.9, "every row has the same value");
        }
    }
}

/// Tells whether any column has the field.
pub(super) fn has(drafts: &[Draft<'_>], field: Field) -> bool {
    drafts.iter().any(|draft| draft.field == field)
}
