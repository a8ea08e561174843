//! Why a customer has these records and these values.

use serde::Serialize;

use super::pair::weakest_of;
use super::path::weakest;
use super::published::{Place, Provenance};
use super::{Link, Member, Published, Recalled, Show};
use crate::error::{Error, Result};
use crate::record::RecordId;
use crate::score::model::probability;

/// Why a customer has these records and these values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerExplanation {
    /// The customer.
    pub customer_id: String,
    /// Its household.
    pub household_id: String,
    /// Its records, in canonical order.
    pub records: Vec<Member>,
    /// The pairs that hold its persons together, in canonical order.
    pub links: Vec<Link>,
    /// The place of the weakest of them, counted from 0.
    pub weakest_link: Option<usize>,
    /// The pairs that hold records of several persons together, in canonical order.
    pub ties: Vec<Link>,
    /// The place of the weakest of them, counted from 0.
    pub weakest_tie: Option<usize>,
    /// How well the records agree with each other; `None` for a single one.
    pub cohesion: Option<Cohesion>,
    /// The golden values, each with where it came from.
    pub golden: Vec<GoldenValue>,
    /// Its cases in the review list.
    pub doubts: Vec<Doubt>,
}

/// How well the records of a customer agree with each other, those of each person by themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cohesion {
    /// Pairs that were asked.
    pub pairs: u64,
    /// Whether those are evenly spread records only, because there are very many.
    pub is_sample: bool,
    /// Their mean match probability.
    pub mean_probability: f64,
    /// The pair that agrees least.
    pub weakest: Link,
}

/// A golden value and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoldenValue {
    /// The attribute.
    pub attribute: String,
    /// The value.
    pub value: String,
    /// The record that gave it, as `source:row`.
    pub record: String,
    /// The rule that chose it.
    pub rule: String,
    /// Records of the customer that say the same.
    pub agreeing: u64,
    /// Records of the customer that say anything.
    pub available: u64,
    /// What the record that gave it is to the customer: `own`, `family` or `proxy`.
    pub role: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// What else was said, most frequent first.
    pub alternatives: Vec<Alternative>,
}

/// A value that was said too, and not chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// The value.
    pub value: String,
    /// A record that says so, as `source:row`.
    pub record: String,
    /// Records that say so.
    pub records: u64,
    /// The day on which the last of them was made; empty where none is known.
    pub last: String,
}

/// A case of the review list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Doubt {
    /// Its number in `review.csv`.
    pub case: u64,
    /// The record of this customer, as `source:row`.
    pub record: String,
    /// The record of the other.
    pub other_record: String,
    /// The other customer.
    pub other_customer_id: String,
    /// The match probability of the two.
    pub match_probability: f64,
    /// Why it is doubtful.
    pub reason: String,
}

/// The most records of a person that are all asked about each other.
const ASKED: usize = 1000;

/// Explains a customer of the result.
///
/// # Errors
///
/// An input error if the result can't be what this program makes of the sources.
pub fn explain_customer(
    published: &Published,
    recalled: &Recalled,
    customer: &str,
    show: Show,
) -> Result<CustomerExplanation> {
    let members = published.records(|place| place.customer == customer);
    let Some(first) = members.first() else {
        return Err(Error::usage("the result has no such customer")
            .hinted("Take an id from the column `customer_id` of `golden_customers.csv`"));
    };
    let links = published.links(&members)?;
    recalled.check(&links)?;
    let ties = published.ties(&members)?;
    let golden = published.provenance(customer)?;
    let doubts = published.cases(customer)?;
    Ok(CustomerExplanation {
        customer_id: customer.to_owned(),
        household_id: published.place(*first).household.clone(),
        weakest_link: weakest(&links),
        links: links
            .iter()
            .map(|link| Link::of(recalled, published, link))
            .collect(),
        weakest_tie: weakest_of(&ties),
        ties: ties
            .iter()
            .map(|(link, words)| Link::tie(published, link, words))
            .collect(),
        cohesion: Cohesion::new(published, recalled, &members),
        records: members
            .iter()
            .map(|record| published.member(*record))
            .collect(),
        golden: golden
            .into_iter()
            .map(|value| GoldenValue::new(value, show))
            .collect(),
        doubts: doubts
            .into_iter()
            .map(|case| {
                let is_ours = |place: &Place| place.customer == customer;
                let (ours, other) = if is_ours(published.place(case.left)) {
                    (case.left, case.right)
                } else {
                    (case.right, case.left)
                };
                Doubt {
                    case: case.number,
                    record: published.name(ours),
                    other_record: published.name(other),
                    other_customer_id: published.place(other).customer.clone(),
                    match_probability: case.probability,
                    reason: case.reason,
                }
            })
            .collect(),
    })
}

impl Cohesion {
    fn new(published: &Published, recalled: &Recalled, members: &[RecordId]) -> Option<Self> {
        let step = members.len().div_ceil(ASKED).max(1);
        let asked: Vec<RecordId> = members.iter().copied().step_by(step).collect();
        let (mut pairs, mut sum) = (0u64, 0.0);
        let mut weakest: Option<(f64, RecordId, RecordId)> = None;
        for (at, one) in asked.iter().enumerate() {
            let person = &published.place(*one).person;
            let others = asked[at + 1..].iter();
            for other in others.filter(|other| published.place(**other).person == *person) {
                let weight = recalled.weight(*one, *other);
                pairs += 1;
                sum += probability(weight);
                if weakest.is_none_or(|(least, _, _)| weight < least) {
                    weakest = Some((weight, *one, *other));
                }
            }
        }
        let (_, one, other) = weakest?;
        Some(Self {
            pairs,
            is_sample: step > 1,
            mean_probability: sum / pairs as f64,
            weakest: Link::new(recalled, published, one, other),
        })
    }
}

impl GoldenValue {
    fn new(value: Provenance, show: Show) -> Self {
        Self {
            attribute: value.attribute,
            value: show.value(&value.value),
            record: format!("{}:{}", value.source, value.row),
            rule: value.rule,
            agreeing: value.agreeing,
            available: value.available,
            role: value.role,
            confidence: value.confidence,
            alternatives: value
                .alternatives
                .into_iter()
                .map(|other| Alternative {
                    value: show.value(&other.value),
                    record: format!("{}:{}", other.source, other.row),
                    records: other.records,
                    last: show.value(&other.last),
                })
                .collect(),
        }
    }
}
