//! What values show where no header tells.

use super::draft::UNIQUE;
use super::{Draft, has};
use crate::ingest::shape::Shape;
use crate::ingest::{Field, header};

/// Gives the columns without a known header what their values show, if no other column has it already.
///
/// In a `blind` source, where no header says anything, weaker signs count too.
pub(super) fn guess_by_values(drafts: &mut [Draft<'_>]) {
    let blind = drafts.iter().all(|draft| draft.meaning.is_none());
    for at in 0..drafts.len() {
        if drafts[at].is_open()
            && let Some((field, score)) =
                sure_by_values(&drafts[at].shape).or_else(|| likely(drafts, at, blind))
        {
            by_values(&mut drafts[at], field, score);
        }
    }
    guess_key(drafts, blind);
    guess_organisation(drafts);
    guess_name(drafts);
    if blind {
        guess_purchases(drafts);
        give(drafts, Field::City, |shape| {
            shape.person >= 0.9
                && shape.distinct > 2
                && shape.uniqueness() < 0.2
                && shape.words < 3.0
        });
    }
}

/// Gives a field that no column has to the first open column that fits.
fn give(drafts: &mut [Draft<'_>], field: Field, fits: impl Fn(&Shape) -> bool) {
    if !has(drafts, field)
        && let Some(draft) = drafts
            .iter_mut()
            .find(|draft| draft.is_open() && fits(&draft.shape))
    {
        by_values(draft, field, 0.4);
    }
}

/// A blind source in which no row has a code of its own, but rows have a date and a sum, holds purchases.
fn guess_purchases(drafts: &mut [Draft<'_>]) {
    let sum =
        |shape: &Shape| shape.number >= 0.9 && shape.median >= 1000.0 && shape.one_shape < 0.5;
    let keyed = has(drafts, Field::RecordKey)
        || has(drafts, Field::CardNumber)
        || has(drafts, Field::BirthDate);
    if keyed
        || !drafts
            .iter()
            .any(|draft| draft.is_open() && sum(&draft.shape))
    {
        return;
    }
    if let Some(date) = drafts
        .iter_mut()
        .find(|draft| !draft.configured && draft.field == Field::IssueDate)
    {
        by_values(date, Field::InvoiceDate, 0.4);
    }
    let code = |shape: &Shape| {
        shape.code >= 0.95 && shape.one_shape >= 0.9 && shape.time < 0.5 && shape.length >= 4.0
    };
    give(drafts, Field::InvoiceTime, |shape| shape.time >= 0.9);
    give(drafts, Field::InvoiceNumber, |shape| {
        code(shape) && shape.uniqueness() >= 0.2
    });
    give(drafts, Field::CardNumber, |shape| {
        code(shape) && shape.number >= 0.9 && shape.length >= 6.0
    });
    // The sum of a line stands behind the price of a piece.
    if let Some(draft) = drafts
        .iter_mut()
        .rev()
        .find(|draft| draft.is_open() && sum(&draft.shape))
    {
        by_values(draft, Field::Amount, 0.4);
    }
    give(drafts, Field::UnitPrice, sum);
}

fn by_values(draft: &mut Draft<'_>, field: Field, score: f32) {
    let reason = match draft.has_header {
        false => format!("no header, values look like {}", field.phrase()),
        true => format!(
            "{} is not known, values look like {}",
            draft.named(),
            field.phrase()
        ),
    };
    draft.set(field, score, reason);
}

/// What values show beyond doubt, whatever the header.
pub(super) fn sure_by_values(shape: &Shape) -> Option<(Field, f32)> {
    let score = |share: f32| 0.4 + 0.4 * share;
    if shape.email >= 0.6 {
        Some((Field::Email, score(shape.email)))
    } else if shape.nik >= 0.6 {
        Some((Field::NationalId, score(shape.nik)))
    } else if shape.sure_phone >= 0.6 && !is_running(shape) {
        Some((Field::Phone, score(shape.sure_phone)))
    } else {
        None
    }
}

/// Fewer numbers than this may lie close together by chance.
const FEWEST_RUNNING: usize = 50;

/// Fewer dates than this don't tell births from other events by their years.
const FEWEST_DATES: usize = 20;

/// Numbers that somebody counted on: plain digits of one length, nearly all distinct and close to one another.
fn is_running(shape: &Shape) -> bool {
    shape.distinct >= FEWEST_RUNNING
        && shape.number >= UNIQUE
        && shape.one_shape >= UNIQUE
        && shape.uniqueness() >= 0.9
        && shape.range < 50.0 * shape.distinct as f64
}

/// What values may mean when no other column does.
fn likely(drafts: &[Draft<'_>], at: usize, blind: bool) -> Option<(Field, f32)> {
    let shape = &drafts[at].shape;
    let free = |field| !has(drafts, field);
    if is_birth(drafts, at) && free(Field::BirthDate) && free(Field::BirthYear) {
        Some((Field::BirthDate, 0.6))
    } else if shape.date >= 0.8 && blind && free(Field::IssueDate) {
        Some((Field::IssueDate, 0.4))
    } else if shape.gender >= 0.95
        && (2..=4).contains(&shape.distinct)
        && shape.letter >= 0.5
        && free(Field::Gender)
    {
        Some((Field::Gender, 0.6))
    } else if shape.address >= 0.5 && shape.url < 0.1 && free(Field::Address) {
        Some((Field::Address, 0.6))
    } else if shape.british >= 0.8 && free(Field::PostalCode) {
        Some((Field::PostalCode, 0.6))
    } else if blind && is_postal(shape) && free(Field::PostalCode) {
        Some((Field::PostalCode, 0.4))
    } else if is_landline(shape) {
        Some((Field::Phone, 0.6))
    } else if holds_state_codes(drafts, at) && free(Field::Province) {
        Some((Field::Province, 0.6))
    } else {
        likely_place(shape).filter(|(field, _)| free(*field))
    }
}

/// The years, between a tenth from either end, over which births spread at least among customers.
const YEARS_OF_BIRTHS: i32 = 36;

/// The years that make somebody grown up.
const GROWN_UP: i32 = 18;

/// Dates that spread over decades, most of them long before the newest date of the source.
///
/// A header that names another event (`filing_date`) speaks against a birth.
fn is_birth(drafts: &[Draft<'_>], at: usize) -> bool {
    let shape = &drafts[at].shape;
    let newest = drafts
        .iter()
        .filter(|draft| draft.shape.date >= 0.8)
        .map(|draft| draft.shape.newest_year)
        .max()
        .unwrap_or_default();
    shape.date >= 0.8
        && shape.year_spread >= 25
        && (shape.sampled < FEWEST_DATES || shape.median_year + GROWN_UP < newest)
        && !(drafts[at].has_header && header::names_event(drafts[at].header))
}

/// Whether dates under a header that says no more than `date` are of births: they spread over more years than a shop keeps cards.
pub(super) fn is_birth_of_persons(drafts: &[Draft<'_>], at: usize) -> bool {
    let named = |field| has(drafts, field);
    let of_persons = named(Field::GivenName)
        || named(Field::FamilyName)
        || named(Field::Name) && !named(Field::Organisation);
    of_persons
        && !named(Field::BirthDate)
        && !named(Field::BirthYear)
        && drafts[at].shape.sampled >= FEWEST_DATES
        && drafts[at].shape.year_spread >= YEARS_OF_BIRTHS
        && is_birth(drafts, at)
}

/// `ST` between a city and a postal code is a state where the values are codes of two letters; elsewhere it may be a street
/// or a status.
fn holds_state_codes(drafts: &[Draft<'_>], at: usize) -> bool {
    let draft = &drafts[at];
    let shape = &draft.shape;
    let is_field = |at: usize, field| drafts.get(at).is_some_and(|draft| draft.field == field);
    at > 0
        && is_field(at - 1, Field::City)
        && is_field(at + 1, Field::PostalCode)
        && draft.has_header
        && header::words(draft.header) == ["st"]
        && shape.letter >= UNIQUE
        && (1.8..2.2).contains(&shape.length)
        && shape.words < 1.1
}

/// Numbers with an area code; a running card number may begin like one, but each row has its own.
fn is_landline(shape: &Shape) -> bool {
    shape.area_phone >= 0.6 && (shape.uniqueness() < UNIQUE || shape.fill() < UNIQUE)
}

/// What the names of places show: the smaller ones are often named like the larger.
fn likely_place(shape: &Shape) -> Option<(Field, f32)> {
    if shape.province >= 0.8 {
        Some((Field::Province, 0.6))
    } else if shape.city >= 0.6 {
        Some((Field::City, 0.6))
    } else if shape.district >= 0.6 {
        Some((Field::District, 0.5))
    } else {
        None
    }
}

fn is_postal(shape: &Shape) -> bool {
    shape.postal >= 0.9
        && shape.one_shape >= 0.9
        && (4.5..7.5).contains(&shape.length)
        && shape.uniqueness() < 0.9
}

/// `HRB 96936`: a few letters and a number, most of one form.
fn is_register_code(shape: &Shape) -> bool {
    shape.one_shape >= 0.5 && shape.digit >= UNIQUE && shape.letter < 0.5 && shape.words <= 2.0
}

/// Without a key or card by header, the first column with a code of its own in every row is one.
///
/// Else the foremost column with such codes, where its header means a plain fact (`ref`) or nothing that the values bear out
/// (`RegisterNo`), and nothing is bought.
fn guess_key(drafts: &mut [Draft<'_>], blind: bool) {
    if has(drafts, Field::RecordKey) || has(drafts, Field::CardNumber) {
        return;
    }
    let are_codes = |shape: &Shape| {
        shape.rows >= 2
            && (shape.code >= 0.95 || is_register_code(shape))
            && shape.date < 0.5
            && shape.one_shape >= 0.1
    };
    let is_bought = has(drafts, Field::Amount) || has(drafts, Field::InvoiceDate);
    let open = drafts.iter().position(|draft| {
        draft.is_open() && draft.shape.distinct == draft.shape.rows && are_codes(&draft.shape)
    });
    if let Some(draft) = open.map(|at| &mut drafts[at]) {
        let long = blind && draft.shape.length >= 8.0 && draft.shape.number >= 0.9;
        let field = if long {
            Field::CardNumber
        } else {
            Field::RecordKey
        };
        by_values(draft, field, 0.5);
    } else if let Some(first) = drafts.first_mut()
        && !first.configured
        && first.field == Field::Attribute
        && !is_bought
        && first.is_key_like()
        && are_codes(&first.shape)
    {
        let reason = format!(
            "{}, foremost, with a code of its own in every row",
            first.named()
        );
        first.set(Field::RecordKey, 0.5, reason);
    }
}

/// Without a firm's name by header, the column in which most values name firms is one, even beside the name of a contact.
fn guess_organisation(drafts: &mut [Draft<'_>]) {
    if has(drafts, Field::Organisation) {
        return;
    }
    let names_firms = |draft: &&mut Draft<'_>| {
        let shape = &draft.shape;
        // `Bezeichnung` is what an article or a firm is called.
        let may_be = draft.is_open() || !draft.configured && draft.field == Field::ItemName;
        may_be
            && shape.organisation >= 0.3
            && shape.words >= 1.2
            && (shape.uniqueness() >= 0.2 || shape.distinct >= 500)
    };
    if let Some(draft) = drafts.iter_mut().find(names_firms) {
        by_values(draft, Field::Organisation, 0.5);
    }
}

/// Without a name by header, the column with the most distinct person-like values is one.
fn guess_name(drafts: &mut [Draft<'_>]) {
    const NAMES: [Field; 5] = [
        Field::Name,
        Field::GivenName,
        Field::FamilyName,
        Field::Organisation,
        Field::ItemName,
    ];
    if NAMES.iter().any(|field| has(drafts, *field)) {
        return;
    }
    let are_names = |draft: &Draft<'_>| {
        let shape = &draft.shape;
        shape.person >= 0.8
            && shape.words >= 1.2
            && (shape.uniqueness() >= 0.2 || shape.distinct >= 500)
    };
    // `Member` means a card number, and may be who holds one.
    let are_persons = |draft: &Draft<'_>| {
        draft.is_contradicted() && draft.shape.words >= 1.5 && draft.shape.digit < 0.1
    };
    let best = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| are_names(draft) && (draft.is_open() || are_persons(draft)))
        .max_by(|left, right| {
            let known = |draft: &Draft<'_>| draft.shape.known_name >= 0.5;
            let (left_open, right_open) = (left.1.is_open(), right.1.is_open());
            left_open
                .cmp(&right_open)
                .then(known(left.1).cmp(&known(right.1)))
                .then(left.1.shape.distinct.cmp(&right.1.shape.distinct))
                .then(right.0.cmp(&left.0))
        })
        .map(|(at, _)| at);
    if let Some(at) = best {
        let field = if drafts[at].shape.organisation >= 0.5 {
            Field::Organisation
        } else {
            Field::Name
        };
        by_values(&mut drafts[at], field, 0.5);
    }
}
