//! How likely one buyer holds two cards: a small Fellegi-Sunter model of its own.
//!
//! Pairs of cards that name one person and pairs that name two are learned apart, because what they share means different
//! things: two cards of one person have her address whoever holds them. Cards of two persons are of one buyer, of two
//! buyers in one house, or of strangers who share something by chance.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::contact::{self, Contact, Shared};
use super::guess::{Guess, guesses};
use super::kind::{
    BUYER, CLASSES, Counts, HOUSE, Kind, Level, SAME_PERSON, STRANGER, TWO_PERSONS, add, is_address,
    patterns,
};
use super::trace::{Occasion, Traces};
use super::written::Written;
use crate::compare::Comparison;
use crate::compare::level::Outcome;
use crate::pair::CandidatePair;
use crate::record::{AttributeKind, RecordId, ValueId};
use crate::score::model::log2_sum;
use crate::score::sample::{random_pairs, spread};

/// Rounds of learning, at most.
const ROUNDS: usize = 60;

/// Learning ends when no probability given one buyer moves by more in a round.
const SETTLED: f64 = 5e-4;

/// Pairs that are learned from, at most.
const MOST_PAIRS: u64 = 100_000;

/// Random pairs on which chance is counted.
const RANDOM_PAIRS: usize = 100_000;

/// How often strangers share a value that is private, in bits: slips, and numbers that went to a new owner.
const PRIVATE: f32 = -26.0;

/// Beforehand, log2 of the odds that what two persons share is private to them and theirs.
const USUALLY_PRIVATE: f64 = 8.0;

/// What each further person takes off these odds, in bits.
const LESS_PER_PERSON: f64 = 0.5;

/// How often shared values are judged, and the probabilities learned again with what they turned out to be.
const JUDGEMENTS: usize = 3;

/// The members of a group that are asked.
const ASKED: usize = 7;

/// The level of telephones on which a household's line agrees, below a mobile, which is one person's.
const SAME_LANDLINE: u8 = 3;

/// One in so many pairs of a ring's cards were taken together, at the least; else there is no ring.
const LEAST_TOGETHER: f64 = 0.04;

/// What is compared of two cards.
#[derive(Debug)]
pub enum Evidence<'a> {
    /// How they were handed out.
    Occasion,
    /// A way to reach the persons named: how it is compared, who shares it, and per value how often strangers do, in bits.
    Contact(&'a Comparison, &'a Contact, Vec<f32>),
}

/// What two cards say about their holder, in bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// log2 of the odds that one buyer holds both.
    pub weight: f64,
    /// The same without what is known of pairs beforehand: what the two cards alone say, against strangers.
    pub evidence: f64,
}

/// Weighs pairs of cards.
#[derive(Debug)]
pub struct Model<'a> {
    pub(super) evidence: Vec<Evidence<'a>>,
    /// Of values of comparisons, whether they are private.
    decided: &'a FxHashMap<(usize, u32), bool>,
    traces: &'a Traces,
    person_of: &'a [u32],
    /// Cards of one person, cards of two.
    kinds: [Kind; 2],
}

impl<'a> Model<'a> {
    /// Learns from the pairs that share anything.
    pub fn learn(
        comparisons: &'a [Comparison],
        contacts: &'a [Contact],
        traces: &'a Traces,
        person_of: &'a [u32],
        pairs: &[CandidatePair],
        decided: &'a FxHashMap<(usize, u32), bool>,
    ) -> Self {
        let mut evidence = vec![Evidence::Occasion];
        evidence.extend(contacts.iter().map(|contact| {
            let comparison = &comparisons[contact.comparison];
            Evidence::Contact(comparison, contact, vec![PRIVATE; contact.count()])
        }));
        let mut model = Self {
            evidence,
            decided,
            traces,
            person_of,
            kinds: [Kind::default(), Kind::default()],
        };
        let by_chance = model.by_chance();
        let records = person_of.len() as f64;
        let possible = (records * (records - 1.0) / 2.0).max(1.0);
        for kind in [SAME_PERSON, TWO_PERSONS] {
            let of_kind: Vec<CandidatePair> = pairs
                .iter()
                .copied()
                .filter(|pair| model.kind_of(*pair) == kind)
                .collect();
            model.kinds[kind] = model.first_guess(kind, &by_chance);
            if kind == SAME_PERSON {
                model.improve(kind, &of_kind, possible);
                continue;
            }
            for round in 0..JUDGEMENTS {
                model.judge_shared(round > 0);
                model.improve(kind, &of_kind, possible);
            }
        }
        if std::env::var_os("SATUKAN_DEBUG").is_some() {
            for kind in &model.kinds {
                eprintln!("prior {:?} {:?}", kind.prior.map(f64::log2), kind.written);
                for (e, l) in model.evidence.iter().zip(&kind.levels) {
                    let n = match e { Evidence::Occasion => "occasion", Evidence::Contact(c, ..) => &c.attribute };
                    for (i, l) in l.iter().enumerate() { eprintln!("  {n} {} buyer {:.4} house {:.4} stranger {:.6}", i + 1, l.given[0], l.given[1], l.given[2]); }
                }
            }
        }
        model
    }

    /// Tells values that belong to a few people from those that strangers share.
    fn judge_shared(&mut self, by_others: bool) {
        let records = self.person_of.len() as f64;
        let chances: Vec<Option<Vec<f32>>> = (0..self.evidence.len())
            .map(|at| {
                let Evidence::Contact(_, contact, _) = &self.evidence[at] else {
                    return None;
                };
                let mut chances = vec![PRIVATE; contact.count()];
                let judged: Vec<f32> = contact
                    .shared
                    .par_iter()
                    .map(|(value, shared)| {
                        match self.decision(contact.comparison, *value) {
                            Some(true) => return PRIVATE,
                            Some(false) => return 0.0,
                            None => {}
                        }
                        let odds = self.private_odds(at, shared, by_others);
                        let is_private = 1.0 / (1.0 + (-odds).exp2());
                        if is_private < 0.5 {
                            return 0.0;
                        }
                        let by_chance = f64::from(shared.persons) / records;
                        (is_private * f64::from(PRIVATE).exp2() + (1.0 - is_private) * by_chance)
                            .log2() as f32
                    })
                    .collect();
                for ((value, _), chance) in contact.shared.iter().zip(judged) {
                    chances[value.0 as usize] = chance;
                }
                for (values, shared) in &contact.lines {
                    if self.private_odds(at, shared, by_others) < 0.0 {
                        let undecided = values
                            .iter()
                            .filter(|value| self.decision(contact.comparison, **value).is_none());
                        for value in undecided {
                            chances[value.0 as usize] = 0.0;
                        }
                    }
                }
                Some(chances)
            })
            .collect();
        for (evidence, judged) in self.evidence.iter_mut().zip(chances) {
            if let (Evidence::Contact(_, _, chances), Some(judged)) = (evidence, judged) {
                *chances = judged;
            }
        }
    }

    /// log2 of the odds that those who share a value have to do with each other, by everything but the value itself.
    fn private_odds(&self, at: usize, shared: &Shared, by_others: bool) -> f64 {
        let persons = f64::from(shared.persons);
        let before = USUALLY_PRIVATE - LESS_PER_PERSON * (persons - 2.0);
        if !by_others {
            return before;
        }
        let kind = &self.kinds[TWO_PERSONS];
        let related = (kind.prior[BUYER] + kind.prior[HOUSE]).max(f64::MIN_POSITIVE);
        let (buyer, house) = (
            (kind.prior[BUYER] / related).log2(),
            (kind.prior[HOUSE] / related).log2(),
        );
        let (mut said, mut asked) = (0.0, 0u32);
        for pair in contact::within(&some(&shared.members)) {
            if self.kind_of(pair) == SAME_PERSON {
                continue;
            }
            let mut sum = [0.0; CLASSES];
            for (other, (evidence, levels)) in self.evidence.iter().zip(&kind.levels).enumerate() {
                let outcome = self.outcome(evidence, pair);
                // What customers of one shop share may be the shop's own.
                let is_shop = matches!(evidence, Evidence::Occasion)
                    && (Occasion::SameShop as u8..=Occasion::SameDay as u8)
                        .contains(&outcome.level);
                if other != at && !is_shop {
                    add(&mut sum, levels, outcome);
                }
            }
            said += log2_sum(buyer + sum[BUYER], house + sum[HOUSE]) - sum[STRANGER];
            asked += 1;
        }
        let said = said / f64::from(asked.max(1)) * (persons - 1.0).min(10.0);
        before + said
    }

    fn kind_of(&self, pair: CandidatePair) -> usize {
        let of = |record: RecordId| self.person_of[record.index()];
        if of(pair.left) == of(pair.right) {
            SAME_PERSON
        } else {
            TWO_PERSONS
        }
    }

    fn outcome(&self, evidence: &Evidence, pair: CandidatePair) -> Outcome {
        match evidence {
            Evidence::Occasion => {
                let mut occasion = self
                    .traces
                    .of(pair.left)
                    .occasion(self.traces.of(pair.right));
                // Her own account says nothing of who holds a card in her name.
                if occasion == Occasion::OneAccount && self.kind_of(pair) == SAME_PERSON {
                    occasion = Occasion::Unknown;
                }
                Outcome {
                    level: occasion as u8,
                    rarity: 0.0,
                }
            }
            Evidence::Contact(comparison, contact, chances) => {
                let (left, right) = (contact.values_of(pair.left), contact.values_of(pair.right));
                let chance = |value: &ValueId| chances[value.0 as usize];
                let is_private = |value: &&ValueId| !value.is_missing() && chance(value) < 0.0;
                let says_nothing =
                    |values: &[ValueId]| !values.iter().any(|value| is_private(&value));
                let is_told = |values: &[ValueId]| values.iter().any(|value| !value.is_missing());
                // A public number is neither shared nor different. A house that could not be told is compared as it is.
                let is_public = |values: &[ValueId]| is_told(values) && says_nothing(values);
                if is_public(left) || is_public(right) {
                    return Outcome::MISSING;
                }
                let equal = || {
                    left.iter()
                        .filter(is_private)
                        .filter(|value| right.contains(value))
                };
                let is_line = |value: &&ValueId| contact.is_landline(**value);
                let rarest = |values: &mut dyn Iterator<Item = &ValueId>| {
                    values.map(|value| -chance(value)).reduce(f32::max)
                };
                let top = comparison.levels().len() as u8;
                if let Some(rarity) = rarest(&mut equal().filter(|value| !is_line(value))) {
                    return Outcome { level: top, rarity };
                }
                if let Some(rarity) = rarest(&mut equal().filter(is_line)) {
                    return Outcome {
                        level: SAME_LANDLINE,
                        rarity,
                    };
                }
                let outcome = comparison.compare(pair.left, pair.right);
                if comparison.kind == AttributeKind::Phone {
                    // Public numbers agree, or the ends of numbers do: a shop's own, with and without area code.
                    let is_alike = outcome.level >= SAME_LANDLINE;
                    return Outcome {
                        level: if is_alike { 0 } else { outcome.level },
                        rarity: 0.0,
                    };
                }
                if outcome.level < top {
                    return Outcome {
                        rarity: 0.0,
                        ..outcome
                    };
                }
                // Values that agree, but not to the letter: they are as private as the less private of them.
                let either = left.iter().chain(right).filter(|value| !value.is_missing());
                let rarity = either.map(|value| -chance(value)).reduce(f32::min);
                Outcome {
                    level: top,
                    rarity: rarity.unwrap_or(-PRIVATE),
                }
            }
        }
    }

    /// How often random pairs come to each level, per evidence.
    fn by_chance(&self) -> Vec<Vec<f64>> {
        let random = random_pairs(self.person_of.len(), RANDOM_PAIRS);
        self.evidence
            .iter()
            .map(|evidence| {
                let guesses = guesses(TWO_PERSONS, evidence);
                let levels: Vec<u8> = random
                    .par_iter()
                    .with_min_len(1024)
                    .map(|pair| self.outcome(evidence, *pair).level)
                    .collect();
                let mut counts = vec![0.5; guesses.len()];
                counts[0] = 1.0;
                for at in levels
                    .iter()
                    .filter_map(|level| usize::from(*level).checked_sub(1))
                {
                    counts[at] += 1.0;
                }
                let sum: f64 = counts.iter().sum();
                let mut shares: Vec<f64> = counts.iter().map(|count| count / sum).collect();
                if matches!(evidence, Evidence::Occasion) {
                    shares[Occasion::SameInvoice as usize - 1] = f64::from(PRIVATE).exp2();
                }
                shares
            })
            .collect()
    }

    fn first_guess(&self, kind: usize, by_chance: &[Vec<f64>]) -> Kind {
        let level = |guess: &Guess, chance: f64| {
            let stranger = if kind == SAME_PERSON { 0.0 } else { chance };
            Level::new([guess.buyer, guess.house, stranger])
        };
        let written = Written::default();
        let levels = self
            .evidence
            .iter()
            .zip(by_chance)
            .map(|(evidence, chance)| {
                let guesses = guesses(kind, evidence);
                let mut levels: Vec<Level> = guesses
                    .iter()
                    .zip(chance)
                    .map(|(guess, chance)| level(guess, *chance))
                    .collect();
                if kind == TWO_PERSONS && is_address(evidence) {
                    written.give(&mut levels);
                }
                levels
            })
            .collect();
        let prior = if kind == SAME_PERSON {
            [0.95, 0.05, 0.0]
        } else {
            [1e-5, 1e-5, 1.0]
        };
        Kind {
            prior,
            levels,
            written,
        }
    }

    /// Learns the probabilities of one kind of pairs by expectation-maximisation.
    fn improve(&mut self, kind: usize, pairs: &[CandidatePair], possible: f64) {
        let one_in = (pairs.len() as u64).div_ceil(MOST_PAIRS).max(1);
        let drawn: Vec<CandidatePair> = pairs
            .iter()
            .copied()
            .zip(0u64..)
            .filter(|(_, at)| spread(*at).is_multiple_of(one_in))
            .map(|(pair, _)| pair)
            .collect();
        if drawn.is_empty() {
            return;
        }
        let scale = pairs.len() as f64 / drawn.len() as f64;
        let width = self.evidence.len();
        let outcomes: Vec<Outcome> = drawn
            .par_iter()
            .with_min_len(256)
            .flat_map_iter(|pair| {
                self.evidence
                    .iter()
                    .map(|evidence| self.outcome(evidence, *pair))
            })
            .collect();
        let patterns = patterns(&outcomes, width);
        let most = self.most_rings(kind, &patterns) * scale;
        for _ in 0..ROUNDS {
            let mut counts = Counts::new(&self.kinds[kind]);
            for (pattern, times) in &patterns {
                let shares = self.kinds[kind].shares(pattern);
                counts.add(pattern, shares.map(|share| share * f64::from(*times)));
            }
            let before = self.kinds[kind].clone();
            let evidence = &self.evidence;
            self.kinds[kind].update(kind, evidence, &counts, scale, possible, most);
            if self.kinds[kind].moved_from(&before) < SETTLED {
                break;
            }
        }
    }

    /// The pairs that one buyer can hold at the most, as far as the sources tell of occasions.
    ///
    /// Those who borrow names take several cards at a time. Where no two cards that share a contact were ever handed out
    /// together, what looks like rings are families.
    fn most_rings(&self, kind: usize, patterns: &[(Vec<Outcome>, u32)]) -> f64 {
        if kind == SAME_PERSON || !self.traces.tell_occasions() {
            return f64::INFINITY;
        }
        let (occasion, contacts) = (0, 1..);
        let is_together = |pattern: &[Outcome]| {
            pattern[occasion].level >= Occasion::InTurn as u8
                && pattern[contacts.clone()]
                    .iter()
                    .any(|outcome| outcome.rarity > 0.0)
        };
        let together = patterns.iter().filter(|(pattern, _)| is_together(pattern));
        together.map(|(_, times)| f64::from(*times)).sum::<f64>() / LEAST_TOGETHER
    }

    /// Weighs two cards.
    pub fn weigh(&self, left: RecordId, right: RecordId) -> Weighed {
        let pair = CandidatePair::new(left, right).expect("two records");
        let kind_of = self.kind_of(pair);
        let kind = &self.kinds[kind_of];
        let mut sum = [0.0; CLASSES];
        for (evidence, levels) in self.evidence.iter().zip(&kind.levels) {
            add(&mut sum, levels, self.outcome(evidence, pair));
        }
        let against = if kind_of == SAME_PERSON {
            HOUSE
        } else {
            STRANGER
        };
        let evidence = sum[BUYER] - sum[against];
        for (sum, prior) in sum.iter_mut().zip(kind.prior) {
            *sum += prior.log2();
        }
        let others = log2_sum(sum[HOUSE], sum[STRANGER]);
        Weighed {
            weight: sum[BUYER] - others,
            evidence,
        }
    }
}

/// At most [`ASKED`] of the members, evenly spread.
fn some(members: &[RecordId]) -> Vec<RecordId> {
    let step = members.len().div_ceil(ASKED).max(1);
    members.iter().copied().step_by(step).collect()
}

impl Model<'_> {
    /// What of two cards agrees, in words: `same receipt, phone same`.
    pub fn words(&self, pair: CandidatePair) -> String {
        let words: Vec<String> = self
            .evidence
            .iter()
            .filter_map(|evidence| {
                let outcome = self.outcome(evidence, pair);
                match evidence {
                    Evidence::Occasion => Some(
                        self.traces
                            .of(pair.left)
                            .occasion(self.traces.of(pair.right)),
                    )
                    .filter(|occasion| *occasion > Occasion::OtherShop)
                    .map(|occasion| occasion.words().to_owned()),
                    Evidence::Contact(comparison, ..) => {
                        let level = comparison
                            .levels()
                            .get(usize::from(outcome.level).checked_sub(1)?)?;
                        let is_line = comparison.kind == AttributeKind::Phone
                            && outcome.level == SAME_LANDLINE;
                        let name = if is_line { "same landline" } else { level.name };
                        (!level.is_contradiction)
                            .then(|| format!("{} {name}", comparison.attribute))
                    }
                }
            })
            .collect();
        words.join(", ")
    }

    /// Whether two cards share an occasion, and whether they share a contact.
    pub fn seen(&self, left: RecordId, right: RecordId) -> (bool, bool) {
        let pair = CandidatePair::new(left, right).expect("two records");
        let occasion = self.traces.of(left).occasion(self.traces.of(right)) >= Occasion::InTurn;
        let contact = self.evidence.iter().any(|evidence| match evidence {
            Evidence::Occasion => false,
            Evidence::Contact(..) => self.outcome(evidence, pair).rarity > 0.0,
        });
        (occasion, contact)
    }

    /// Whether two cards have a telephone in common; `None` where either has none, or a public one.
    pub fn shares_phone(&self, pair: CandidatePair) -> Option<bool> {
        self.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Contact(comparison, ..) if comparison.kind == AttributeKind::Phone => {
                let level = self.outcome(evidence, pair).level;
                (level > 0).then_some(level > 1)
            }
            _ => None,
        })
    }

    /// The houses that belong to no crowd.
    pub fn residences(&self) -> impl Iterator<Item = &Shared> {
        self.evidence.iter().flat_map(|evidence| {
            match evidence {
                Evidence::Contact(comparison, contact, chances)
                    if comparison.kind == AttributeKind::Address =>
                {
                    let shared = contact.shared.iter();
                    Some(
                        shared
                            .filter(|(value, _)| chances[value.0 as usize] < 0.0)
                            .map(|(_, shared)| shared),
                    )
                }
                _ => None,
            }
            .into_iter()
            .flatten()
        })
    }

    /// What a person has decided of a value: whether it is private.
    pub fn decision(&self, comparison: usize, value: ValueId) -> Option<bool> {
        self.decided.get(&(comparison, value.0)).copied()
    }
}
