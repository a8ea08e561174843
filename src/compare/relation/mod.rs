//! How two values of one kind stand to each other, told in words: `satukan compare` prints these.
//!
//! In: two [`Question`]s. Out: a [`Likeness`]. The order of the two makes no difference. The rules are stricter than the
//! levels that a run scores with: they answer without the rarity that only a whole file can tell. Names share the run's
//! matching of words; the other kinds have rules of their own.

pub mod address;
pub mod name;
pub mod other;
pub mod phone;

use serde::Serialize;

pub use crate::normalise::answer::Question;

/// What two values say about identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// To be treated as equal.
    Same,
    /// Compatible, but in need of other evidence.
    Similar,
    /// No agreement, or evidence against.
    Different,
}

/// The outcome of comparing two values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Likeness {
    /// What it says about identity.
    pub relation: Relation,
    /// Why, as a comparison level.
    pub level: Level,
    /// 0 for nothing in common or contradiction, 1 for equal meanings.
    pub similarity: f64,
}

/// The most alike of all pairs of values; `None` when a side has none.
fn best<T>(left: &[T], right: &[T], compare: impl Fn(&T, &T) -> Likeness) -> Option<Likeness> {
    let pairs = left.iter().flat_map(|l| right.iter().map(move |r| (l, r)));
    // Of equally alike ones the stronger level, so that the order of the values does not matter.
    pairs.map(|(l, r)| compare(l, r)).max_by(|one, other| {
        let by_similarity = one.similarity.total_cmp(&other.similarity);
        by_similarity.then(other.level.cmp(&one.level))
    })
}

/// Comparison levels that every kind of value shares, strongest agreement first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Equal once written in one form.
    Same,
    /// Another spelling, abbreviation or order of the same.
    Variant,
    /// One side says less: a missing part, an initial, a nickname.
    Compatible,
    /// A slip of the finger apart.
    Near,
    /// Equal in a lossy key only, such as the sound or the street.
    SameKey,
    /// Nothing that agrees, or too little.
    Different,
    /// Alike, and for that reason another: Putra and Putri, neighbouring houses.
    Contradicting,
    /// One side says nothing.
    Missing,
}
