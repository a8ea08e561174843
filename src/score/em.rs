//! Learning the classes by expectation-maximisation over patterns of levels.
//!
//! The candidates stand for all pairs that could match; every other pair counts as random. So the priors are shares of
//! *all* pairs, and blocking does not bias them. u is counted on random pairs, of which the matching share is taken out
//! in each round. What tells the classes apart is fixed beforehand (`docs/matching.md`): a household shares what the
//! person shares with herself, except for what names the person.

use super::dependence::Strata;
use super::expected::{Seen, damped};
use super::guess::{
    LARGEST_PRIOR, LEAST, MOST_MOVED, USUAL_PAIRS, expected_m, first_guess, given,
    hold_several_slips, most_m, share_of_evidence, tells_residence,
};
use super::labels::Labels;
use super::model::{Class, HOUSEHOLD, MATCH, MOVED, Model, NAMESAKE, NEIGHBOUR, RANDOM, Settings};
use super::pairs::Training;
use super::pattern::{Outcomes, Patterns};
use crate::compare::Comparison;
use crate::pair::CandidatePair;
use crate::record::Facet;

/// How often two records match, or are related, before anything is known; it weighs as much as [`USUAL_PAIRS`].
const USUAL_PRIOR: f64 = 0.01;

/// With no more records than this does one match or share a household, in the mean; else a small file whose columns hang
/// together would be half relatives. Neighbours can be a whole city, and are no more pairs than agree in some surroundings.
const MOST_RELATED: f64 = 20.0;

/// Learning ends when no probability of a level given match moves by more in a round.
const SETTLED: f64 = 5e-4;

/// The most true pairs of labels that are learned from.
const MOST_KNOWN: u64 = 200_000;

/// Learns a model from random pairs and candidate pairs.
///
/// `candidates_in_all` is the number of candidate pairs that `candidates` is a sample of; `possible` is the number of
/// all pairs.
pub fn train(
    comparisons: &[Comparison],
    random: &[CandidatePair],
    candidates: &[CandidatePair],
    candidates_in_all: u64,
    possible: u64,
    settings: &Settings,
) -> Model {
    let training = Training {
        pairs: candidates.to_vec(),
        in_all: candidates_in_all,
    };
    Learner::new(comparisons, random, &training, None, possible, settings).learn(None)
}

/// What is learned from, compared once, however often it is learned from.
#[derive(Debug)]
pub struct Learner<'a> {
    comparisons: &'a [Comparison],
    /// The model before any learning.
    guess: Model,
    /// The rarity against which a pair's own rarity counts, per comparison, per level.
    mean: Vec<Vec<f64>>,
    random: Outcomes,
    candidates: &'a Training,
    training: Outcomes,
    /// A sample of the true pairs of all labels, and how they compare.
    known: Vec<CandidatePair>,
    known_outcomes: Outcomes,
    /// All true pairs per true pair in the sample.
    known_scale: f64,
    /// Pairs of which a person has decided whether they match, in canonical order, and how they compare.
    decided: Vec<(CandidatePair, bool)>,
    decided_outcomes: Outcomes,
    /// Pairs that agree on each attribute in turn.
    strata: Strata,
    possible: u64,
    rounds: usize,
}

impl<'a> Learner<'a> {
    /// Compares all pairs that are learned from; `labels` are all that will be known.
    pub fn new(
        comparisons: &'a [Comparison],
        random: &[CandidatePair],
        candidates: &'a Training,
        labels: Option<&Labels>,
        possible: u64,
        settings: &Settings,
    ) -> Self {
        let random = Outcomes::of(comparisons, random);
        let guess = first_guess(comparisons, &random, possible, labels.is_some());
        let mean: Vec<Vec<f64>> = guess
            .levels
            .iter()
            .map(|levels| levels.iter().map(|level| level.mean_rarity).collect())
            .collect();
        let known = labels.map_or_else(Vec::new, |labels| labels.draw_true_pairs(MOST_KNOWN));
        let known_in_all = labels.map_or(0, Labels::true_pairs);
        Self {
            comparisons,
            random,
            strata: Strata::draw(comparisons),
            training: Outcomes::of(comparisons, &candidates.pairs),
            candidates,
            known_outcomes: Outcomes::of(comparisons, &known),
            known_scale: known_in_all as f64 / known.len().max(1) as f64,
            known,
            decided: Vec::new(),
            decided_outcomes: Outcomes::of(comparisons, &[]),
            mean,
            guess,
            possible,
            rounds: settings.rounds,
        }
    }

    /// Takes down the pairs of which a person has decided whether they match.
    #[must_use]
    pub fn with_decided(mut self, mut decided: Vec<(CandidatePair, bool)>) -> Self {
        decided.sort_unstable();
        let pairs: Vec<CandidatePair> = decided.iter().map(|(pair, _)| *pair).collect();
        self.decided_outcomes = Outcomes::of(self.comparisons, &pairs);
        self.decided = decided;
        self
    }

    /// How the candidates compare that are learned from.
    pub(super) fn candidate_outcomes(&self) -> &Outcomes {
        &self.training
    }

    /// Learns a model; pairs of which `labels` say what they are are taken for that.
    pub fn learn(&self, labels: Option<&Labels>) -> Model {
        let mut model = self.guess.clone();
        let is_nothing_told = self.known.is_empty() && self.decided.is_empty();
        if self.possible == 0 || self.candidates.pairs.is_empty() && is_nothing_told {
            return model;
        }
        self.expect_and_improve(&mut model, labels);
        let follows = self.strata.follows(&model);
        model.set_follows(follows);
        model.make_monotone(self.comparisons);
        model.refresh();
        model
    }

    /// Learns until the model settles.
    fn expect_and_improve(&self, model: &mut Model, labels: Option<&Labels>) {
        let told = |pair: CandidatePair| labels.and_then(|labels| labels.is_match(pair));
        let count = |outcomes: &Outcomes, pairs: &[CandidatePair], wanted: Option<bool>| {
            Patterns::count(outcomes, &self.mean, &model.by_chance, &|at| {
                told(pairs[at]) == wanted
            })
        };
        let candidates = &self.candidates.pairs;
        let is_decided = |pair: &CandidatePair| {
            let found = self.decided.binary_search_by_key(pair, |(pair, _)| *pair);
            found.is_ok()
        };
        let is_unknown = |at: usize| told(candidates[at]).is_none() && !is_decided(&candidates[at]);
        let unknown = Patterns::count(&self.training, &self.mean, &model.by_chance, &is_unknown);
        // What labels say of a pair, they have said already.
        let decided = |is_match: bool| {
            let outcomes = &self.decided_outcomes;
            Patterns::count(outcomes, &self.mean, &model.by_chance, &|at| {
                let (pair, answer) = self.decided[at];
                answer == is_match && told(pair).is_none()
            })
        };
        let (same, different) = (decided(true), decided(false));
        let apart = count(&self.training, candidates, Some(false));
        // Candidates that are known to match are among the true pairs.
        let matching = count(&self.known_outcomes, &self.known, Some(true));
        let random = Patterns::count(&self.random, &self.mean, &model.by_chance, &|_| true);
        let scale = self.candidates.in_all as f64 / candidates.len().max(1) as f64;
        let scale = if scale > 0.0 { scale } else { 1.0 };
        for round in 1..=self.rounds {
            let mut unlabelled = model.expect(&unknown, &|_| true);
            // Each stands for itself alone, where a candidate that was drawn stands for many.
            unlabelled.add(&model.expect(&same, &Class::is_match), 1.0 / scale);
            unlabelled.add(
                &model.expect(&different, &|class| !class.is_match()),
                1.0 / scale,
            );
            let labelled = model.expect(&matching, &Class::is_match);
            let mut training = model.expect(&apart, &|class| !class.is_match());
            training.add(&unlabelled, 1.0);
            training.add(&labelled, self.known_scale / scale);
            let seen = Seen {
                training,
                unlabelled,
                labelled,
                told_by_pair: labels.map_or(1.0, Labels::told_by_pair),
                random: model.expect(&random, &|_| true),
                scale,
            };
            let moved = model.improve(self.comparisons, &seen, self.possible as f64);
            model.refresh();
            model.rounds = round;
            if moved < SETTLED {
                model.converged = true;
                break;
            }
        }
    }
}

impl Model {
    /// One round; returns the largest change of a probability given match.
    fn improve(&mut self, comparisons: &[Comparison], seen: &Seen, possible: f64) -> f64 {
        let most = (MOST_RELATED / (2.0 * possible).sqrt()).min(LARGEST_PRIOR);
        let surroundings = (shared_surroundings(comparisons) / possible).min(LARGEST_PRIOR);
        for class in [MATCH, HOUSEHOLD, NEIGHBOUR, NAMESAKE, MOVED] {
            // A class that was left out stays out: the expectation gives it next to nothing, which is not nothing.
            if self.prior[class] == 0.0 {
                continue;
            }
            let seen = seen.training.pairs[class] * seen.scale;
            let usual = USUAL_PRIOR * USUAL_PAIRS;
            let most = if class == NEIGHBOUR {
                surroundings
            } else {
                most
            };
            self.prior[class] = ((seen + usual) / (possible + USUAL_PAIRS)).min(most);
        }
        self.prior[MOVED] = self.prior[MOVED].min(MOST_MOVED * self.prior[MATCH]);
        let related: f64 = [MATCH, HOUSEHOLD, NEIGHBOUR, NAMESAKE, MOVED]
            .map(|class| self.prior[class])
            .iter()
            .sum();
        self.prior[RANDOM] = (1.0 - related).max(LEAST);
        let mut moved = 0.0f64;
        for (index, comparison) in comparisons.iter().enumerate() {
            let guess: Vec<f64> = (0..comparison.levels().len())
                .map(|at| expected_m(comparison, at))
                .collect();
            let matching: &[usize] = if tells_residence(comparison) {
                &[MATCH]
            } else {
                &[MATCH, MOVED]
            };
            let has_namesakes = self.prior[NAMESAKE] > 0.0;
            let mut most = most_m(comparison, has_namesakes);
            let freely = seen.matching(matching, index, &guess, &most);
            hold_several_slips(comparison, &mut most, &freely);
            let matching = seen.matching(matching, index, &guess, &most);
            let by_chance: Vec<f64> = (0..guess.len())
                .map(|at| seen.u(comparison, index, at))
                .collect();
            let matching = match share_of_evidence(comparison, has_namesakes) {
                1.0 => matching,
                share => damped(&matching, &by_chance, share),
            };
            let before = |class: usize| {
                self.levels[index]
                    .iter()
                    .map(|level| level.given[class])
                    .collect::<Vec<_>>()
            };
            let learned = [HOUSEHOLD, NEIGHBOUR, NAMESAKE, MOVED]
                .map(|class| seen.training.learned(&[class], index, &before(class)));
            for (at, level) in self.levels[index].iter_mut().enumerate() {
                moved = moved.max((matching[at] - level.m()).abs());
                let learned = std::array::from_fn(|class| learned[class][at]);
                level.given = given(comparison, at, matching[at], by_chance[at], learned);
            }
        }
        moved
    }
}

/// At most so many pairs agree in anything that people in like surroundings share.
fn shared_surroundings(comparisons: &[Comparison]) -> f64 {
    comparisons
        .iter()
        .filter(|comparison| comparison.facet == Facet::Shared)
        .map(|comparison| comparison.chance_agreement * comparison.filled_pairs())
        .sum()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::normalise::Attribute;
    use crate::record::Facet;
    use crate::score::fixture::{all_pairs, category};
    use crate::score::sample::spread;

    pub(in crate::score) const PERSONS: u64 = 400;
    const VALUES: u64 = 150;

    /// Two records of each person; the second keeps a value of the first with the probability given.
    pub(in crate::score) fn drawn(name: &str, keeps: f64, seed: u64) -> Attribute {
        let draw = |number: u64| spread(seed.wrapping_mul(1_000_003).wrapping_add(number));
        let value = |number: u64| draw(number) % VALUES;
        let values = (0..PERSONS).flat_map(|person| {
            let first = value(3 * person);
            let is_kept = (draw(3 * person + 1) as f64 / u64::MAX as f64) < keeps;
            let second = if is_kept {
                first
            } else {
                value(3 * person + 2)
            };
            [first, second]
        });
        category(name, Facet::Personal, VALUES, values)
    }

    /// Every pair is a candidate.
    pub(in crate::score) fn all_of(pairs: &[CandidatePair]) -> Training {
        Training {
            pairs: pairs.to_vec(),
            in_all: pairs.len() as u64,
        }
    }

    fn learned(keeps: &[f64]) -> Model {
        let attributes: Vec<Attribute> = keeps
            .iter()
            .zip(1..)
            .map(|(keeps, seed)| drawn("drawn", *keeps, seed))
            .collect();
        let comparisons = Comparison::all(&attributes);
        let pairs = all_pairs(2 * PERSONS);
        let count = pairs.len() as u64;
        train(
            &comparisons,
            &pairs,
            &pairs,
            count,
            count,
            &Settings::default(),
        )
    }

    #[test]
    fn data_drawn_from_chosen_m_and_u_give_them_back() {
        let keeps = [0.95, 0.9, 0.8, 0.7];
        let model = learned(&keeps);
        assert!(model.converged);
        let u = 1.0 / VALUES as f64;
        for (levels, keeps) in model.levels.iter().zip(keeps) {
            let (m, expected) = (levels[1].m(), keeps + (1.0 - keeps) * u);
            assert!((m - expected).abs() < 0.05, "m {m}, expected {expected}");
            assert!(
                (levels[1].u() - u).abs() < 0.2 * u,
                "u {}, expected {u}",
                levels[1].u()
            );
        }
        let expected = PERSONS as f64 / (PERSONS as f64 * (2.0 * PERSONS as f64 - 1.0));
        let prior = model.match_prior();
        assert!(
            (prior / expected - 1.0).abs() < 0.15,
            "prior {prior}, expected {expected}"
        );
    }

    #[test]
    fn labels_teach_what_the_pairs_alone_do_not() {
        // Two attributes that agree too seldom for the classes to come apart by themselves.
        let keeps = [0.6, 0.3];
        let attributes = [drawn("drawn", 0.6, 1), drawn("drawn", 0.3, 2)];
        let comparisons = Comparison::all(&attributes);
        let pairs = all_pairs(2 * PERSONS);
        let possible = pairs.len() as u64;
        let training = all_of(&pairs);
        let labels = Labels::new((0..2 * PERSONS).map(|record| Some(record / 2)));
        let settings = Settings::default();
        let learner = Learner::new(
            &comparisons,
            &pairs,
            &training,
            Some(&labels),
            possible,
            &settings,
        );
        let furthest = |model: Model| {
            let levels = model.levels.iter().zip(keeps);
            let off = levels.map(|(levels, keeps)| (levels[1].m() - keeps).abs());
            off.fold(0.0, f64::max)
        };
        let (alone, taught) = (
            furthest(learner.learn(None)),
            furthest(learner.learn(Some(&labels))),
        );
        assert!(taught < 0.15 && alone > 2.0 * taught, "{alone} {taught}");
    }

    #[test]
    fn decided_pairs_are_taken_for_what_they_are_decided_to_be_and_count_once() {
        let attributes = [drawn("drawn", 0.6, 1), drawn("drawn", 0.3, 2)];
        let comparisons = Comparison::all(&attributes);
        let pairs = all_pairs(2 * PERSONS);
        let possible = pairs.len() as u64;
        let training = all_of(&pairs);
        let settings = Settings::default();
        let learner = || Learner::new(&comparisons, &pairs, &training, None, possible, &settings);
        let prior = |decided: Vec<(CandidatePair, bool)>| {
            let model = learner().with_decided(decided).learn(None);
            model.match_prior() * possible as f64
        };
        let all = |is_match: bool| pairs.iter().map(|pair| (*pair, is_match)).collect();
        let usual = USUAL_PRIOR * USUAL_PAIRS;
        assert!(prior(all(false)) < 2.0 * usual, "{}", prior(all(false)));
        // All pairs of records that stand beside each other are one person's, and no others.
        let truth: Vec<(CandidatePair, bool)> = pairs
            .iter()
            .map(|pair| (*pair, pair.left.0 / 2 == pair.right.0 / 2))
            .collect();
        let found = prior(truth);
        let expected = PERSONS as f64;
        assert!((found / expected - 1.0).abs() < 0.05, "{found} {expected}");
    }

    #[test]
    fn pairs_that_are_labelled_as_apart_are_no_matches() {
        let attributes = [
            drawn("drawn", 0.95, 1),
            drawn("drawn", 0.9, 2),
            drawn("drawn", 0.8, 3),
        ];
        let comparisons = Comparison::all(&attributes);
        let pairs = all_pairs(2 * PERSONS);
        let possible = pairs.len() as u64;
        let training = all_of(&pairs);
        let settings = Settings::default();
        let learner = Learner::new(&comparisons, &pairs, &training, None, possible, &settings);
        let apart = Labels::new((0..2 * PERSONS).map(Some));
        let usual = USUAL_PRIOR * USUAL_PAIRS / (possible as f64 + USUAL_PAIRS);
        let prior = learner.learn(Some(&apart)).match_prior();
        assert!(prior < 2.0 * usual, "{prior} {usual}");
        assert!(learner.learn(None).match_prior() > 100.0 * usual);
    }

    #[test]
    fn a_class_that_nothing_could_tell_from_a_match_stays_out() {
        let model = learned(&[0.95, 0.9, 0.8]);
        assert!(model.rounds > 2);
        for class in [HOUSEHOLD, NEIGHBOUR, NAMESAKE, MOVED] {
            assert_eq!(model.prior[class], 0.0);
        }
    }
}
