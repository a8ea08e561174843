//! Why two records are, or are not, one person.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::path::{KnownLink, path, weakest};
use super::published::KnownDecision;
use super::{Link, Member, Published, Recalled, Show, Waterfall};
use crate::block::{Index, SharedKey, shared_keys};
use crate::error::{Error, Result};
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::review::Answer;

/// What became of a pair, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One person: the pair itself is a link. Two customers may hold the records all the same, as with the next.
    Linked,
    /// One person: other records hold the two together.
    JoinedByOthers,
    /// Two persons of one customer.
    SameCustomer,
    /// Two customers: the evidence does not reach the threshold.
    BelowThreshold,
    /// Two customers: the evidence would do, but the pair was never compared.
    NeverCompared,
    /// Two customers: the pair agrees, but the other records of the two speak against it.
    KeptApart,
    /// Two customers: the pair agrees, but as one person the two would be named twice by a source that names nobody twice.
    NamedTwice,
    /// Two customers: a person has decided so of these two records, or of others of the two.
    DecidedApart,
}

/// What a person had decided that bears on a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// What was asked: `one_person` or `one_customer`.
    pub question: &'static str,
    /// What was decided: `same` or `different`.
    pub answer: &'static str,
    /// One record of which it was decided, as `source:row`.
    pub left: String,
    /// The other.
    pub right: String,
}

/// Why two records are, or are not, together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairExplanation {
    /// One record.
    pub left: Member,
    /// The other.
    pub right: Member,
    /// What became of the pair.
    pub verdict: Verdict,
    /// What a person had decided of these two records, or of others that keep the two apart.
    pub decided: Option<Decided>,
    /// Whether they are one person.
    pub same_person: bool,
    /// Whether one customer holds them.
    pub same_customer: bool,
    /// Whether they live together.
    pub same_household: bool,
    /// How the match weight comes about.
    pub waterfall: Waterfall,
    /// Whether the pair was compared, and by which keys.
    pub blocking: Blocking,
    /// The links that lead from the one to the other, where they are one person.
    pub path: Vec<Link>,
    /// The place of the weakest of them, counted from 0.
    pub weakest_link: Option<usize>,
    /// The ties that lead from the one to the other, where one customer holds the records of two persons.
    pub ties: Vec<Link>,
    /// The place of the weakest of them, counted from 0.
    pub weakest_tie: Option<usize>,
    /// What the records of two customers say of each other, where the pair alone would have joined them.
    pub between: Option<Between>,
}

/// Whether a pair was compared, and by which keys.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocking {
    /// Whether the pair was compared.
    pub is_candidate: bool,
    /// Whether every record was compared with every other, so that no keys were needed.
    pub is_exhaustive: bool,
    /// Keys of more records than this were split by a second key.
    pub block_limit: usize,
    /// The keys that the two share.
    pub keys: Vec<KeyUse>,
}

/// A kind of blocking key that two records share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyUse {
    /// The rule, for example `name: two words`.
    pub rule: String,
    /// Records that have the key too, these two among them.
    pub records: usize,
    /// What it was good for.
    pub used: Used,
}

/// What a shared key was good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Used {
    /// All records with the key were compared.
    Whole,
    /// Too many records have it: only those that share another key, too, were compared.
    TooCommon,
    /// The plan left such keys out: others find as much for less.
    NotUsed,
}

/// What the records of two customers say of each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Between {
    /// Records of the first customer's person.
    pub left_records: usize,
    /// Records of the second customer's person.
    pub right_records: usize,
    /// Pairs that were asked, evenly spread where there are very many.
    pub pairs: usize,
    /// The mean match probability, given that a pair of theirs agrees.
    pub mean_probability: f64,
    /// What it takes to join two clusters.
    pub cohesion: f64,
    /// The pair that speaks against it most.
    pub weakest: Link,
    /// Two records of one source of which one person would have both, though it names nobody twice.
    pub twice: Option<Twice>,
}

/// Two records of a source that, as a rule, names nobody twice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Twice {
    /// The source.
    pub source: String,
    /// Its two records, one of each customer, which agree least.
    pub link: Link,
    /// The match weight in bits from which such records are one person all the same.
    pub needed_weight: f64,
}

/// The most members of a cluster that are asked about those of another.
const ASKED: usize = 64;

/// Explains what became of two different records.
///
/// # Errors
///
/// A usage error if both are the same record; an input error if the result can't be what this program makes of the
/// sources.
pub fn explain_pair(
    published: &Published,
    recalled: &Recalled,
    index: &Index,
    left: RecordId,
    right: RecordId,
    show: Show,
) -> Result<PairExplanation> {
    if left == right {
        return Err(Error::usage("both names stand for one record")
            .hinted("Name two records, or one alone to see its customer"));
    }
    let (one, other) = (published.place(left), published.place(right));
    let members = |person: &str| published.records(|place| place.person == person);
    let (of_left, of_right) = (members(&one.person), members(&other.person));
    let links = published.links(&[of_left.clone(), of_right.clone()].concat())?;
    recalled.check(&links)?;

    let waterfall = Waterfall::new(recalled, left, right, show);
    let blocking = Blocking::new(recalled, index, left, right);
    let way = path(&links, left, right);
    let same_person = one.person == other.person;
    let same_customer = one.customer == other.customer;
    let reaches = waterfall
        .match_weight
        .is_some_and(|weight| weight >= waterfall.threshold);
    let known = published.decisions()?;
    let decided = decided(published, &known, left, right);
    let is_decided_apart = decided
        .as_ref()
        .is_some_and(|decided| decided.answer == Answer::Different.word());
    let verdict = if same_person {
        if way.len() == 1 {
            Verdict::Linked
        } else {
            Verdict::JoinedByOthers
        }
    } else if same_customer {
        Verdict::SameCustomer
    } else if is_decided_apart {
        Verdict::DecidedApart
    } else if !reaches {
        Verdict::BelowThreshold
    } else if blocking.is_candidate {
        Verdict::KeptApart
    } else {
        Verdict::NeverCompared
    };
    let between = (verdict == Verdict::KeptApart)
        .then(|| Between::new(published, recalled, &of_left, &of_right));
    let is_twice = between
        .as_ref()
        .is_some_and(|between| between.twice.is_some());
    let verdict = if is_twice {
        Verdict::NamedTwice
    } else {
        verdict
    };
    let tied = if verdict == Verdict::SameCustomer {
        let held = published.records(|place| place.customer == one.customer);
        tied(&published.ties(&held)?, left, right)
    } else {
        Vec::new()
    };
    Ok(PairExplanation {
        left: published.member(left),
        right: published.member(right),
        verdict,
        decided,
        same_person,
        same_customer,
        same_household: one.household == other.household,
        waterfall,
        blocking,
        weakest_link: weakest(&way),
        path: way
            .iter()
            .map(|link| Link::of(recalled, published, link))
            .collect(),
        weakest_tie: weakest_of(&tied),
        ties: tied
            .iter()
            .map(|(link, words)| Link::tie(published, link, words))
            .collect(),
        between,
    })
}

/// What was decided of two records themselves; else, of two persons, what was decided of others of theirs that keeps them
/// apart, and of two customers likewise.
fn decided(
    published: &Published,
    known: &[KnownDecision],
    one: RecordId,
    other: RecordId,
) -> Option<Decided> {
    let between = |decision: &KnownDecision, of: &dyn Fn(RecordId) -> String| {
        let ends = (of(decision.left), of(decision.right));
        ends == (of(one), of(other)) || ends == (of(other), of(one))
    };
    let record = |record: RecordId| published.name(record);
    let person = |record: RecordId| published.place(record).person.clone();
    let customer = |record: RecordId| published.place(record).customer.clone();
    let is_apart = |decision: &&KnownDecision| decision.answer == Answer::Different;
    let themselves = || known.iter().find(|decision| between(decision, &record));
    let persons = || {
        let mut apart = known.iter().filter(is_apart);
        let is_it =
            |decision: &&KnownDecision| !decision.is_of_customers && between(decision, &person);
        apart.find(is_it).filter(|_| person(one) != person(other))
    };
    let customers = || {
        let mut apart = known.iter().filter(is_apart);
        let is_it =
            |decision: &&KnownDecision| decision.is_of_customers && between(decision, &customer);
        apart
            .find(is_it)
            .filter(|_| customer(one) != customer(other))
    };
    let decision = themselves().or_else(persons).or_else(customers)?;
    Some(Decided {
        question: if decision.is_of_customers {
            "one_customer"
        } else {
            "one_person"
        },
        answer: decision.answer.word(),
        left: published.name(decision.left),
        right: published.name(decision.right),
    })
}

/// The fewest ties that lead from one record to another, in their order and direction, each with its words.
fn tied(ties: &[(KnownLink, String)], from: RecordId, to: RecordId) -> Vec<(KnownLink, String)> {
    let links: Vec<KnownLink> = ties.iter().map(|(link, _)| *link).collect();
    let words: FxHashMap<CandidatePair, &String> = ties
        .iter()
        .filter_map(|(link, words)| Some((CandidatePair::new(link.left, link.right)?, words)))
        .collect();
    path(&links, from, to)
        .into_iter()
        .filter_map(|link| {
            let pair = CandidatePair::new(link.left, link.right)?;
            Some((link, (*words.get(&pair)?).clone()))
        })
        .collect()
}

/// The place of the weakest tie.
pub(super) fn weakest_of(ties: &[(KnownLink, String)]) -> Option<usize> {
    let links: Vec<KnownLink> = ties.iter().map(|(link, _)| *link).collect();
    weakest(&links)
}

impl Blocking {
    fn new(recalled: &Recalled, index: &Index, left: RecordId, right: RecordId) -> Self {
        let mut candidates = Vec::new();
        index.candidates(left.min(right), &mut candidates);
        let is_candidate = candidates.binary_search(&left.max(right)).is_ok();
        let is_exhaustive = index.is_exhaustive();
        let keys = if is_exhaustive {
            Vec::new()
        } else {
            shared_keys(&recalled.records, left, right)
                .into_iter()
                .map(|key| KeyUse {
                    used: used(index, &key),
                    rule: key.rule,
                    records: key.records,
                })
                .collect()
        };
        Self {
            is_candidate,
            is_exhaustive,
            block_limit: index.block_limit,
            keys,
        }
    }
}

/// What the plan of blocking made of a key.
fn used(index: &Index, key: &SharedKey) -> Used {
    let rule = index.rules.iter().find(|rule| rule.rule == key.rule);
    match rule.map(|rule| rule.limit) {
        None | Some(0..=1) => Used::NotUsed,
        Some(limit) if key.records > limit => Used::TooCommon,
        Some(_) => Used::Whole,
    }
}

impl Between {
    fn new(
        published: &Published,
        recalled: &Recalled,
        left: &[RecordId],
        right: &[RecordId],
    ) -> Self {
        let spread = |members: &[RecordId]| -> Vec<RecordId> {
            let step = members.len().div_ceil(ASKED).max(1);
            members.iter().copied().step_by(step).collect()
        };
        let pairs: Vec<(RecordId, RecordId, f64)> = spread(left)
            .into_iter()
            .flat_map(|one| spread(right).into_iter().map(move |other| (one, other)))
            .map(|(one, other)| {
                let weight = recalled.weight(one, other);
                (one, other, weight)
            })
            .collect();
        let sum: f64 = pairs
            .iter()
            .map(|(one, other, _)| {
                crate::score::model::probability(recalled.weight_between(*one, *other))
            })
            .sum();
        let weakest = pairs
            .iter()
            .min_by(|one, other| one.2.total_cmp(&other.2))
            .expect("no cluster is empty");
        let sure = recalled.threshold + recalled.twice;
        let is_twice = |one: RecordId, other: RecordId, weight: f64| {
            let source = |record: RecordId, of: &[u32]| of[record.index()];
            let exclusive = recalled.exclusive.as_deref();
            weight < sure && exclusive.is_some_and(|of| source(one, of) == source(other, of))
        };
        let twice = pairs
            .iter()
            .filter(|(one, other, weight)| is_twice(*one, *other, *weight))
            .min_by(|one, other| one.2.total_cmp(&other.2));
        Self {
            twice: twice.map(|(one, other, _)| Twice {
                source: published.place(*one).source.clone(),
                link: Link::new(recalled, published, *one, *other),
                needed_weight: sure,
            }),
            left_records: left.len(),
            right_records: right.len(),
            pairs: pairs.len(),
            mean_probability: sum / pairs.len() as f64,
            cohesion: recalled.cohesion,
            weakest: Link::new(recalled, published, weakest.0, weakest.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(left: u32, right: u32, weight: f64, words: &str) -> (KnownLink, String) {
        let (left, right) = (RecordId(left), RecordId(right));
        let link = KnownLink {
            left,
            right,
            weight,
            is_decided: false,
        };
        (link, words.to_owned())
    }

    #[test]
    fn ties_keep_their_words_whichever_way_they_are_gone() {
        let ties = [
            tie(0, 1, 3.0, "same receipt"),
            tie(0, 2, 5.0, "phone same"),
            tie(3, 4, 1.0, "email same"),
        ];
        let way = tied(&ties, RecordId(1), RecordId(2));
        assert_eq!(
            way,
            [tie(1, 0, 3.0, "same receipt"), tie(0, 2, 5.0, "phone same")]
        );
        assert_eq!(weakest_of(&way), Some(0));
        assert_eq!(tied(&ties, RecordId(1), RecordId(4)), []);
    }
}
