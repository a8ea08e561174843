//! What is known of two cards before any pair is seen, and how far learning may move it.

use super::kind::SAME_PERSON;
use super::model::Evidence;
use super::trace::Occasion;
use crate::record::AttributeKind;

/// What is known of one level before learning, and the bounds of what may be learned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guess {
    pub(super) buyer: f64,
    pub(super) house: f64,
    /// Cards of one buyer show this at least and at most so often.
    pub(super) buyer_bounds: (f64, f64),
    /// Cards of two buyers of one house show this at most so often.
    pub(super) house_most: f64,
}

const fn guess(buyer: f64, house: f64) -> Guess {
    bound(buyer, house, (0.0, 1.0), 1.0)
}

const fn bound(buyer: f64, house: f64, buyer_bounds: (f64, f64), house_most: f64) -> Guess {
    Guess {
        buyer,
        house,
        buyer_bounds,
        house_most,
    }
}

/// In the order of [`Occasion`].
const OCCASION: [Guess; Occasion::COUNT] = [
    bound(0.005, 0.05, (0.0, 0.02), 1.0),
    bound(0.02, 0.05, (0.0, 0.05), 1.0),
    guess(0.125, 0.60),
    guess(0.60, 0.287),
    guess(0.05, 0.01),
    bound(0.10, 0.002, (0.02, 1.0), 0.01),
    bound(0.10, 0.001, (0.02, 1.0), 0.002),
];

/// Different, one edit, same landline, same mobile.
const PHONE: [Guess; 4] = [
    bound(0.40, 0.60, (0.25, 0.6), 1.0),
    guess(0.05, 0.03),
    guess(0.10, 0.27),
    bound(0.45, 0.10, (0.3, 1.0), 0.3),
];

const EMAIL: [Guess; 4] = [
    bound(0.50, 0.88, (0.0, 0.8), 1.0),
    guess(0.05, 0.05),
    guess(0.05, 0.02),
    bound(0.40, 0.05, (0.1, 1.0), 0.2),
];

const NATIONAL_ID: [Guess; 3] = [
    guess(0.80, 0.97),
    guess(0.05, 0.02),
    bound(0.15, 0.01, (0.05, 1.0), 0.05),
];

/// The same for cards that name one person, held by her or by somebody else.
const OWN_OCCASION: [Guess; Occasion::COUNT] = [
    guess(0.005, 0.005),
    guess(0.05, 0.05),
    guess(0.10, 0.60),
    guess(0.69, 0.33),
    guess(0.05, 0.01),
    guess(0.05, 0.002),
    bound(0.05, 0.001, (0.01, 1.0), 0.002),
];

const OWN_PHONE: [Guess; 4] = [
    guess(0.20, 0.70),
    guess(0.05, 0.03),
    guess(0.15, 0.17),
    guess(0.60, 0.10),
];

/// Of cards of two persons it is told by [`super::written`].
const ADDRESS: [Guess; 6] = [
    guess(0.20, 0.02),
    guess(0.03, 0.02),
    guess(0.05, 0.01),
    guess(0.12, 0.15),
    guess(0.10, 0.10),
    guess(0.50, 0.70),
];

pub(super) fn guesses(kind: usize, evidence: &Evidence) -> &'static [Guess] {
    match evidence {
        Evidence::Occasion if kind == SAME_PERSON => &OWN_OCCASION,
        Evidence::Contact(comparison, ..)
            if kind == SAME_PERSON && comparison.kind == AttributeKind::Phone =>
        {
            &OWN_PHONE
        }
        Evidence::Occasion => &OCCASION,
        Evidence::Contact(comparison, ..) => match comparison.kind {
            AttributeKind::Phone => &PHONE,
            AttributeKind::Email => &EMAIL,
            AttributeKind::NationalId => &NATIONAL_ID,
            _ => &ADDRESS,
        },
    }
}
