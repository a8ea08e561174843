//! How likely one buyer holds two cards: a small Fellegi-Sunter model of its own.
//!
//! Pairs of cards that name one person and pairs that name two are learned apart, because what they share means different
//! things: two cards of one person have her address whoever holds them. Cards of two persons are of one buyer, of two
//! buyers in one house, or of strangers who share something by chance.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::contact::{self, Contact, Shared};
use super::guess::{Guess, guesses};
use super::household::Residence;
use super::join::Tie;
use super::kind::{
    BUYER, CLASSES, Counts, HOUSE, Kind, Level, Pattern, PerClass, SAME_PERSON, STRANGER,
    TWO_PERSONS, add, is_address, patterns,
};
use super::look::{Look, Looks};
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
    Contact(&'a Comparison, &'a Contact<'a>, Vec<f32>),
}

/// What two cards say about their holder without what is known of pairs beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// log2 of the odds of one buyer against strangers.
    pub evidence: f64,
    /// Whether they have a telephone in common; `None` where either has none, or a public one.
    pub shares_phone: Option<bool>,
}

/// Pairs of one kind to learn from.
#[derive(Debug)]
struct Drawn {
    /// Their places among the pairs that share anything.
    places: Vec<usize>,
    /// How many pairs each of them stands for.
    scale: f64,
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
    looks: Looks<'a>,
    /// Per evidence, per record: whether all that it has is public. Nothing is where all values are private.
    is_public: Vec<Vec<bool>>,
}

impl<'a> Model<'a> {
    /// Learns from the pairs that share anything.
    pub fn learn(
        comparisons: &'a [Comparison],
        contacts: &'a [Contact<'a>],
        traces: &'a Traces,
        person_of: &'a [u32],
        pairs: &'a [CandidatePair],
        decided: &'a FxHashMap<(usize, u32), bool>,
    ) -> Self {
        let mut evidence = vec![Evidence::Occasion];
        evidence.extend(contacts.iter().map(|contact| {
            let comparison = &comparisons[contact.comparison];
            Evidence::Contact(comparison, contact, vec![PRIVATE; contact.count()])
        }));
        let looks = Looks::new(&evidence, traces, pairs, person_of.len());
        let mut model = Self {
            is_public: vec![Vec::new(); evidence.len()],
            evidence,
            decided,
            traces,
            person_of,
            kinds: [Kind::default(), Kind::default()],
            looks,
        };
        let by_chance = model.by_chance();
        let records = person_of.len() as f64;
        let possible = (records * (records - 1.0) / 2.0).max(1.0);
        for kind in [SAME_PERSON, TWO_PERSONS] {
            let drawn = model.draw(kind);
            model.kinds[kind] = model.first_guess(kind, &by_chance);
            if kind == SAME_PERSON {
                model.improve(kind, &drawn, possible);
                continue;
            }
            for round in 0..JUDGEMENTS {
                model.judge_shared(round > 0);
                model.improve(kind, &drawn, possible);
            }
        }
        for kind in &mut model.kinds {
            kind.prior_logs = kind.prior.map(f64::log2);
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
        let is_public = |evidence: &Evidence| match evidence {
            Evidence::Contact(_, contact, chances) => (0..self.person_of.len() as u32)
                .into_par_iter()
                .with_min_len(4096)
                .map(|record| is_public(contact.values_of(RecordId(record)), chances))
                .collect(),
            Evidence::Occasion => Vec::new(),
        };
        self.is_public = self.evidence.iter().map(is_public).collect();
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
            let looks = self.looks.find(pair);
            for (other, (evidence, levels)) in self.evidence.iter().zip(&kind.levels).enumerate() {
                if other == at {
                    continue;
                }
                let outcome = self.outcome(other, pair, looks);
                // What customers of one shop share may be the shop's own.
                let is_shop = matches!(evidence, Evidence::Occasion)
                    && (Occasion::SameShop as u8..=Occasion::SameDay as u8)
                        .contains(&outcome.level);
                if !is_shop {
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

    /// What one kind of evidence says of a pair, given its looks if they were taken.
    fn outcome(&self, at: usize, pair: CandidatePair, looks: Option<&[Look]>) -> Outcome {
        let evidence = &self.evidence[at];
        let look = looks.map_or_else(|| Look::at(evidence, self.traces, pair), |looks| looks[at]);
        if look.level() == 0 {
            return Outcome::MISSING;
        }
        match evidence {
            Evidence::Occasion => {
                // Her own account says nothing of who holds a card in her name.
                let is_own_account =
                    look.level() == Occasion::OneAccount as u8 && self.kind_of(pair) == SAME_PERSON;
                Outcome {
                    level: if is_own_account { 0 } else { look.level() },
                    rarity: 0.0,
                }
            }
            Evidence::Contact(comparison, contact, chances) => {
                let is_public = |record: RecordId| {
                    let known = self.is_public[at].get(record.index());
                    known.copied().unwrap_or(false)
                };
                // A public number is neither shared nor different.
                if is_public(pair.left) || is_public(pair.right) {
                    return Outcome::MISSING;
                }
                let (left, right) = (contact.values_of(pair.left), contact.values_of(pair.right));
                let chance = |value: &ValueId| chances[value.0 as usize];
                let is_private = |value: &&ValueId| !value.is_missing() && chance(value) < 0.0;
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
                let mut level = look.level();
                if look == Look::EQUAL {
                    if let Some(rarity) = rarest(&mut equal().filter(|value| !is_line(value))) {
                        return Outcome { level: top, rarity };
                    }
                    if let Some(rarity) = rarest(&mut equal().filter(is_line)) {
                        return Outcome {
                            level: SAME_LANDLINE,
                            rarity,
                        };
                    }
                    level = comparison.compare(pair.left, pair.right).level;
                }
                if comparison.kind == AttributeKind::Phone {
                    // Public numbers agree, or the ends of numbers do: a shop's own, with and without area code.
                    let is_alike = level >= SAME_LANDLINE;
                    return Outcome {
                        level: if is_alike { 0 } else { level },
                        rarity: 0.0,
                    };
                }
                if level < top {
                    return Outcome { level, rarity: 0.0 };
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
        let records: Vec<RecordId> = RecordId::first(self.person_of.len()).collect();
        let random = random_pairs(&records, RANDOM_PAIRS);
        let width = self.evidence.len();
        let mut seen = vec![0; random.len() * width];
        seen.par_chunks_mut(width)
            .zip(&random)
            .with_min_len(1024)
            .for_each(|(levels, pair)| {
                for (at, level) in levels.iter_mut().enumerate() {
                    *level = self.outcome(at, *pair, None).level;
                }
            });
        self.evidence
            .iter()
            .enumerate()
            .map(|(at, evidence)| {
                let guesses = guesses(TWO_PERSONS, evidence);
                let mut counts = vec![0.5; guesses.len()];
                counts[0] = 1.0;
                let levels = seen.iter().skip(at).step_by(width);
                for level in levels.filter_map(|level| usize::from(*level).checked_sub(1)) {
                    counts[level] += 1.0;
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
            .enumerate()
            .map(|(at, (evidence, chance))| {
                let guesses = guesses(kind, evidence);
                let mut levels: Vec<Level> = guesses
                    .iter()
                    .zip(chance)
                    .map(|(guess, chance)| level(guess, *chance))
                    .collect();
                if kind == TWO_PERSONS && is_address(evidence) {
                    let own = &self.kinds[SAME_PERSON].levels[at];
                    written.spell(&mut levels, own);
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
            ..Kind::default()
        }
    }

    /// Draws the pairs of one kind to learn from.
    fn draw(&self, kind: usize) -> Drawn {
        let is_of_kind = |(_, pair): &(usize, &CandidatePair)| self.kind_of(**pair) == kind;
        let of_kind: Vec<usize> = self
            .looks
            .pairs()
            .par_iter()
            .enumerate()
            .with_min_len(4096)
            .filter(is_of_kind)
            .map(|(place, _)| place)
            .collect();
        let one_in = (of_kind.len() as u64).div_ceil(MOST_PAIRS).max(1);
        let places: Vec<usize> = of_kind
            .iter()
            .zip(0u64..)
            .filter(|(_, at)| spread(*at).is_multiple_of(one_in))
            .map(|(place, _)| *place)
            .collect();
        Drawn {
            scale: of_kind.len() as f64 / places.len().max(1) as f64,
            places,
        }
    }

    /// Learns the probabilities of one kind of pairs by expectation-maximisation.
    fn improve(&mut self, kind: usize, drawn: &Drawn, possible: f64) {
        let Drawn { places, scale } = drawn;
        if places.is_empty() {
            return;
        }
        let width = self.evidence.len();
        let mut outcomes = vec![Outcome::MISSING; places.len() * width];
        outcomes
            .par_chunks_mut(width)
            .zip(places)
            .with_min_len(1024)
            .for_each(|(outcomes, place)| {
                let (pair, looks) = (self.looks.pairs()[*place], self.looks.of(*place));
                for (at, outcome) in outcomes.iter_mut().enumerate() {
                    *outcome = self.outcome(at, pair, Some(looks));
                }
            });
        let patterns = patterns(&outcomes, width);
        let most = self.most_rings(kind, &patterns) * scale;
        for _ in 0..ROUNDS {
            let shares = self.kinds[kind].shares(&patterns);
            let mut counts = Counts::new(&self.kinds[kind]);
            for ((pattern, times), shares) in patterns.iter().zip(shares) {
                counts.add(pattern, shares.map(|share| share * f64::from(*times)));
            }
            let before = self.kinds[kind].clone();
            let evidence = &self.evidence;
            self.kinds[kind].update(kind, evidence, &counts, *scale, possible, most);
            if self.kinds[kind].moved_from(&before) < SETTLED {
                break;
            }
        }
    }

    /// The pairs that one buyer can hold at the most, as far as the sources tell of occasions.
    ///
    /// Those who borrow names take several cards at a time. Where no two cards that share a contact were ever handed out
    /// together, what looks like rings are families.
    fn most_rings(&self, kind: usize, patterns: &[Pattern]) -> f64 {
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

    /// What a pair says of each class with what is known beforehand, given its looks if they were taken.
    fn sum(&self, pair: CandidatePair, looks: Option<&[Look]>) -> PerClass {
        let kind = &self.kinds[self.kind_of(pair)];
        let mut sum = [0.0; CLASSES];
        for (at, levels) in kind.levels.iter().enumerate() {
            add(&mut sum, levels, self.outcome(at, pair, looks));
        }
        for (sum, prior) in sum.iter_mut().zip(kind.prior_logs) {
            *sum += prior;
        }
        sum
    }

    /// log2 of the odds that one buyer holds two cards.
    pub fn weigh(&self, pair: CandidatePair) -> f64 {
        odds(self.sum(pair, self.looks.find(pair)))
    }

    /// The pairs that share anything and that one buyer holds with odds of at least `least`, in canonical order.
    ///
    /// `most` says of two cards of one person how high the odds can be; log2 throughout.
    pub fn weigh_all(&self, least: f32, most: impl Fn(CandidatePair) -> f64 + Sync) -> Vec<Tie> {
        let weigh = |(place, pair): (usize, &CandidatePair)| {
            let sum = self.sum(*pair, Some(self.looks.of(place)));
            // The other classes together are likelier than the likelier of them: what fails this fails in any case.
            if ((sum[BUYER] - sum[HOUSE].max(sum[STRANGER])) as f32) < least {
                return None;
            }
            let odds = odds(sum);
            if (odds as f32) < least {
                return None;
            }
            let is_one_person = self.kind_of(*pair) == SAME_PERSON;
            let weight = if is_one_person {
                odds.min(most(*pair))
            } else {
                odds
            } as f32;
            (weight >= least).then_some(Tie {
                pair: *pair,
                weight,
            })
        };
        self.looks
            .pairs()
            .par_iter()
            .enumerate()
            .with_min_len(256)
            .filter_map(weigh)
            .collect()
    }

    /// What two cards alone say.
    pub fn said(&self, pair: CandidatePair) -> Said {
        let looks = self.looks.find(pair);
        let kind = self.kind_of(pair);
        let mut sum = [0.0; CLASSES];
        let mut shares_phone = None;
        for (at, levels) in self.kinds[kind].levels.iter().enumerate() {
            let outcome = self.outcome(at, pair, looks);
            add(&mut sum, levels, outcome);
            let is_phone = matches!(&self.evidence[at], Evidence::Contact(comparison, ..)
                if comparison.kind == AttributeKind::Phone);
            if is_phone && outcome.level > 0 && shares_phone.is_none() {
                shares_phone = Some(outcome.level > 1);
            }
        }
        let against = if kind == SAME_PERSON { HOUSE } else { STRANGER };
        Said {
            evidence: sum[BUYER] - sum[against],
            shares_phone,
        }
    }
}

/// log2 of the odds of one buyer against the others.
fn odds(sum: PerClass) -> f64 {
    sum[BUYER] - log2_sum(sum[HOUSE], sum[STRANGER])
}

/// Whether there are values, and all of them are public. A house that could not be told is compared as it is.
fn is_public(values: &[ValueId], chances: &[f32]) -> bool {
    let mut told = values.iter().filter(|value| !value.is_missing()).peekable();
    told.peek().is_some() && told.all(|value| chances[value.0 as usize] >= 0.0)
}

/// At most [`ASKED`] of the members, evenly spread.
fn some(members: &[RecordId]) -> Vec<RecordId> {
    let step = members.len().div_ceil(ASKED).max(1);
    members.iter().copied().step_by(step).collect()
}

impl Model<'_> {
    /// What of two cards agrees, in words: `same receipt, phone same`.
    pub fn words(&self, pair: CandidatePair) -> String {
        let looks = self.looks.find(pair);
        let words: Vec<String> = self
            .evidence
            .iter()
            .enumerate()
            .filter_map(|(at, evidence)| {
                let outcome = self.outcome(at, pair, looks);
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
    pub fn seen(&self, pair: CandidatePair) -> (bool, bool) {
        let (left, right) = (self.traces.of(pair.left), self.traces.of(pair.right));
        let looks = self.looks.find(pair);
        let is_shared = |(at, evidence): (usize, &Evidence)| {
            matches!(evidence, Evidence::Contact(..)) && self.outcome(at, pair, looks).rarity > 0.0
        };
        (
            left.occasion(right) >= Occasion::InTurn,
            self.evidence.iter().enumerate().any(is_shared),
        )
    }

    /// The houses and the lines into houses that belong to no crowd, and who has them.
    pub fn residences(&self) -> impl Iterator<Item = (Residence, &Shared)> {
        let contacts = self.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Occasion => None,
            Evidence::Contact(comparison, contact, chances) => {
                Some((comparison.kind, *contact, chances))
            }
        });
        contacts.flat_map(|(kind, contact, chances)| {
            let private = contact
                .shared
                .iter()
                .filter(|(value, _)| chances[value.0 as usize] < 0.0);
            private.filter_map(move |(value, shared)| {
                let residence = match kind {
                    AttributeKind::Address => Residence::House,
                    AttributeKind::Phone if contact.is_landline(*value) => Residence::Landline,
                    _ => return None,
                };
                Some((residence, shared))
            })
        })
    }

    /// What a person has decided of a value: whether it is private.
    pub fn decision(&self, comparison: usize, value: ValueId) -> Option<bool> {
        self.decided.get(&(comparison, value.0)).copied()
    }
}
