//! What labels say of a model: the threshold that serves them best, and how well it does on persons that it never saw.
//!
//! In: labels, and what is to be learned from. Out: a threshold and [`CrossValidated`] figures. All pairs are compared once.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::em::Learner;
use super::labels::{FOLDS, Labels, UNLABELLED_PAIRS};
use super::model::{Model, probability, weight_of};
use super::pattern::Outcomes;
use super::sample::spread;
use super::saved::LearnedLabels;
use crate::block::Index;
use crate::compare::Comparison;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// Labelled candidate pairs that a model is judged by, about.
const JUDGED: u64 = 400_000;

/// If a smaller share of the labelled true pairs is compared, blocking is worth a look.
const FEW_COMPARED: f64 = 0.95;

/// How a model does on persons whose labels it was not given, summed over the parts.
///
/// The figures are estimates for all records: false pairs weigh as many times more as there are records per labelled
/// record, since two persons are rarer both labelled than one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossValidated {
    /// The share of true pairs among those from the threshold on.
    pub precision: f64,
    /// The share of the true pairs from the threshold on; true pairs that are no candidates are missed.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// The F1 of a model that was given no label, with the threshold that it chooses, on the same pairs.
    #[serde(default)]
    pub f1_without_labels: f64,
}

/// Labels of which no model foretells as much have hardly anything to do with the records.
///
/// On the hardest of the development sets the F1 is 0.27 and more; for persons drawn by lot it is all but nothing.
const HARDLY: f64 = 0.25;

/// In F1: labels that lose more against none are left out. Smaller losses foretell nothing.
const WORSE: f64 = 0.03;

impl CrossValidated {
    /// Why nothing should be learned from the labels, in words; `None` where they are of use.
    pub fn objection(&self) -> Option<String> {
        let (f1, without) = (self.f1, self.f1_without_labels);
        let why = if f1.max(without) < HARDLY {
            "which have hardly anything to do with the records"
        } else if f1 + WORSE < without {
            "which would make it worse"
        } else {
            return None;
        };
        Some(format!(
            "nothing is learned from the labels, {why}: on persons whose labels were kept back the pairwise F1 is {f1:.3} with \
             labels and {without:.3} without. Check that they name the right rows and persons, and label more persons"
        ))
    }
}

/// How many pairs of labelled records that name one person are candidates.
pub fn true_candidates(index: &Index, labels: &Labels) -> u64 {
    let of_person = |members: &Vec<RecordId>| {
        let mut candidates = Vec::new();
        let mut found = 0;
        for (at, left) in members.iter().enumerate() {
            index.candidates(*left, &mut candidates);
            let later = members[at + 1..].iter();
            found += later
                .filter(|right| candidates.binary_search(right).is_ok())
                .count() as u64;
        }
        found
    };
    labels.members().par_iter().map(of_person).sum()
}

/// Labelled pairs that are candidates, compared once, and true pairs that are none.
#[derive(Debug)]
pub struct Judged<'a> {
    labels: &'a Labels,
    pairs: Vec<CandidatePair>,
    outcomes: Outcomes,
    /// The true pairs that are no candidates: their first records, each with how many they are.
    missed: Vec<(RecordId, usize)>,
    /// True pairs among all candidates.
    true_candidates: u64,
}

/// A pair with its weight.
#[derive(Clone, Copy)]
struct Weighed {
    weight: f64,
    /// How much it counts.
    counts: f64,
    /// How much of that matches.
    matching: f64,
}

impl<'a> Judged<'a> {
    /// Finds the labelled pairs among the candidates and compares them.
    pub fn new(
        index: &Index,
        comparisons: &[Comparison],
        labels: &'a Labels,
        records: usize,
    ) -> Self {
        let expected = index.expected_pairs as f64 * labels.share() * labels.share();
        let one_in = (expected as u64).div_ceil(JUDGED).max(1);
        let ids = 0..u32::try_from(records).expect("fewer than 2^32 records");
        let found: Vec<(Vec<CandidatePair>, (RecordId, usize), u64)> = ids
            .into_par_iter()
            .map(RecordId)
            .filter(|left| labels.person(*left).is_some())
            .map(|left| {
                let mut candidates = Vec::new();
                index.candidates(left, &mut candidates);
                let labelled = candidates
                    .into_iter()
                    .map(|right| CandidatePair { left, right })
                    .filter(|pair| labels.is_match(*pair).is_some());
                let mut pairs: Vec<CandidatePair> = labelled.collect();
                let matching = |pair: &&CandidatePair| labels.is_match(**pair) == Some(true);
                let matching = pairs.iter().filter(matching).count();
                let mut missed = labels.later_members(left) - matching;
                if !spread(u64::from(left.0)).is_multiple_of(one_in) {
                    pairs.clear();
                    missed = 0;
                }
                (pairs, (left, missed), matching as u64)
            })
            .collect();
        let (mut pairs, mut missed, mut true_candidates) = (Vec::new(), Vec::new(), 0);
        for (found, not_found, matching) in found {
            pairs.extend(found);
            if not_found.1 > 0 {
                missed.push(not_found);
            }
            true_candidates += matching;
        }
        Self {
            outcomes: Outcomes::of(comparisons, &pairs),
            labels,
            pairs,
            missed,
            true_candidates,
        }
    }

    /// The true pairs that are no candidates, of the first records that are `wanted`.
    fn missed_pairs(&self, wanted: impl Fn(RecordId) -> bool) -> usize {
        let missed = self.missed.iter().filter(|(left, _)| wanted(*left));
        missed.map(|(_, pairs)| pairs).sum()
    }

    /// How much was known.
    pub fn learned_labels(&self) -> LearnedLabels {
        LearnedLabels {
            records: self.labels.records() as u64,
            persons: self.labels.persons() as u64,
            true_pairs: self.labels.true_pairs(),
            true_candidates: self.true_candidates,
        }
    }

    /// What the user should know of the labels, in words.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let several = self.labels.persons_with_several();
        let pairs = self.labels.true_pairs();
        if several == 0 {
            notes.push(
                "no person of the labels has several records: they tell only what does not match, \
                 and the threshold is chosen without them"
                    .to_owned(),
            );
        } else if (several as u64) < FOLDS {
            notes.push(format!(
                "fewer than {FOLDS} persons of the labels have several records, which is too few for cross-validation"
            ));
        }
        let compared = self.true_candidates as f64 / pairs.max(1) as f64;
        if pairs > 0 && compared < FEW_COMPARED {
            notes.push(format!(
                "{:.1} % of the labelled pairs of one person are not compared, since no blocking key that is rare \
                 enough brings them together: raise `matching.pairs_per_record`, and see the keys with `--explain-blocking`",
                100.0 * (1.0 - compared)
            ));
        }
        notes
    }

    /// The threshold, in bits, at which the pairwise F1 is best on all labelled pairs; `None` where none of them matches.
    pub fn threshold(&self, model: &Model, learner: &Learner<'_>) -> Option<f64> {
        if self.labels.true_pairs() == 0 {
            return None;
        }
        let mut weighed = self.weighed(model, |_| 1.0);
        self.expect(model, learner, &mut weighed);
        best(weighed, self.missed_pairs(|_| true) as f64)
    }

    /// Learns with the labels of all parts but one, chooses the threshold by them, and looks how the persons of that part
    /// fare; and so for every part.
    ///
    /// `unlabelled` has never seen a label. `None` where too few persons have several records.
    pub fn cross_validate(
        &self,
        learner: &Learner<'_>,
        unlabelled: &Learner<'_>,
    ) -> Option<CrossValidated> {
        if (self.labels.persons_with_several() as u64) < FOLDS {
            return None;
        }
        let mut tally = Tally::default();
        for fold in 0..FOLDS {
            let model = learner.learn(Some(&self.labels.without_fold(fold)));
            let inside = |record: RecordId| {
                let person = self.labels.person(record);
                person.is_some_and(|person| Labels::fold(person) == fold)
            };
            let ends = |pair: CandidatePair| {
                f64::from(u8::from(inside(pair.left)) + u8::from(inside(pair.right)))
            };
            let missed_inside = self.missed_pairs(inside);
            let missed_outside = self.missed_pairs(|left| !inside(left));
            // Fewer are labelled without this part, so that false pairs are rarer among them still.
            let mut outside = self.weighed(&model, |pair| match self.labels.is_match(pair) {
                _ if ends(pair) > 0.0 => 0.0,
                Some(false) => FOLDS as f64 / (FOLDS - 1) as f64,
                _ => 1.0,
            });
            self.expect(&model, learner, &mut outside);
            let threshold = best(outside, missed_outside as f64).unwrap_or(weight_of(0.5));
            // Of a false pair between two parts, each has one half.
            let seen = self.weighed(&model, |pair| ends(pair) / 2.0);
            tally.add(&seen, threshold, missed_inside);
        }
        (tally.all > 0.0).then(|| CrossValidated {
            precision: tally.precision(),
            recall: tally.found / tally.all,
            f1: tally.f1(),
            f1_without_labels: self.without_labels(unlabelled).f1(),
        })
    }

    /// How a model fares on all labelled pairs that was given no label and chooses its threshold alone.
    fn without_labels(&self, unlabelled: &Learner<'_>) -> Tally {
        let model = unlabelled.learn(None);
        let threshold = best(expected(&model, unlabelled), 0.0).unwrap_or(weight_of(0.5));
        let mut tally = Tally::default();
        let seen = self.weighed(&model, |_| 1.0);
        tally.add(&seen, threshold, self.missed_pairs(|_| true));
        tally
    }

    /// Adds what the model expects of the candidates that it learned from.
    fn expect(&self, model: &Model, learner: &Learner<'_>, weighed: &mut Vec<Weighed>) {
        let expected = expected(model, learner);
        let matching: f64 = expected.iter().map(|pair| pair.matching).sum();
        if matching > 0.0 {
            let share = UNLABELLED_PAIRS / self.labels.told_by_pair() / matching;
            weighed.extend(expected.into_iter().map(|pair| Weighed {
                counts: share * pair.counts,
                matching: share * pair.matching,
                ..pair
            }));
        }
    }

    /// Weighs the labelled pairs that count for something.
    fn weighed(&self, model: &Model, counts: impl Fn(CandidatePair) -> f64 + Sync) -> Vec<Weighed> {
        let per_false_pair = 1.0 / self.labels.share();
        self.pairs
            .par_iter()
            .zip(self.outcomes.of_pairs())
            .filter_map(|(pair, outcomes)| {
                let is_match = self.labels.is_match(*pair)?;
                let times = if is_match { 1.0 } else { per_false_pair };
                let counts = counts(*pair) * times;
                (counts > 0.0).then(|| Weighed {
                    weight: model.weight_of(&model.gather_all(|index| outcomes[index])),
                    counts,
                    matching: if is_match { counts } else { 0.0 },
                })
            })
            .collect()
    }
}

/// What a model expects of the candidates that it learned from.
fn expected(model: &Model, learner: &Learner<'_>) -> Vec<Weighed> {
    learner
        .candidate_outcomes()
        .of_pairs()
        .map(|outcomes| {
            let weight = model.weight_of(&model.gather_all(|index| outcomes[index]));
            Weighed {
                weight,
                counts: 1.0,
                matching: probability(weight),
            }
        })
        .collect()
}

/// Pairs that were joined at a threshold, by whether that was right.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    found: f64,
    wrong: f64,
    /// All that match.
    all: f64,
}

impl Tally {
    fn add(&mut self, seen: &[Weighed], threshold: f64, missed: usize) {
        self.all += missed as f64 + seen.iter().map(|pair| pair.matching).sum::<f64>();
        for pair in seen.iter().filter(|pair| pair.weight >= threshold) {
            self.found += pair.matching;
            self.wrong += pair.counts - pair.matching;
        }
    }

    fn precision(&self) -> f64 {
        let joined = self.found + self.wrong;
        if joined > 0.0 {
            self.found / joined
        } else {
            1.0
        }
    }

    fn f1(&self) -> f64 {
        2.0 * self.found / (self.found + self.wrong + self.all).max(f64::MIN_POSITIVE)
    }
}

/// A threshold is so many bits below the weakest pair that it is to let in.
const ROUNDING: f64 = 1e-3;

/// The threshold with the best F1, where `missed` more pairs match.
///
/// It lies between the last pair that is joined and the next one; at one half where that is between them.
fn best(mut weighed: Vec<Weighed>, missed: f64) -> Option<f64> {
    // Stable, so that sums run in one order.
    weighed.par_sort_by(|left, right| right.weight.total_cmp(&left.weight));
    let all = missed + weighed.iter().map(|pair| pair.matching).sum::<f64>();
    let (mut found, mut joined) = (0.0, 0.0);
    let mut best = None;
    let mut best_f1 = 0.0;
    for (at, pair) in weighed.iter().enumerate() {
        joined += pair.counts;
        found += pair.matching;
        let next = weighed.get(at + 1).map(|next| next.weight);
        // Equal weights are decided alike.
        if next == Some(pair.weight) || !pair.weight.is_finite() {
            continue;
        }
        let f1 = 2.0 * found / (joined + all);
        if f1 > best_f1 {
            best_f1 = f1;
            let usual = weight_of(0.5);
            let next = next.filter(|next| next.is_finite());
            best = Some(match next {
                // Edges are kept with fewer digits: the last pair stays above.
                _ if pair.weight < usual && next.is_none() => pair.weight - ROUNDING,
                Some(next) if next >= usual || pair.weight < usual => (next + pair.weight) / 2.0,
                _ => usual,
            });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Settings;
    use crate::score::em::tests::{PERSONS, all_of, drawn};
    use crate::score::fixture::all_pairs;

    fn weighed(pairs: &[(f64, bool)]) -> Vec<Weighed> {
        let weighed = |&(weight, is_match): &(f64, bool)| Weighed {
            weight,
            counts: 1.0,
            matching: f64::from(u8::from(is_match)),
        };
        pairs.iter().map(weighed).collect()
    }

    #[test]
    fn the_threshold_has_the_best_f1_on_the_labels() {
        // F1 by pairs joined, of three that match: 0.5, 0.8, 0.67, 0.86, 0.75.
        let pairs = [
            (9.0, true),
            (5.0, true),
            (3.0, false),
            (1.0, true),
            (-2.0, false),
        ];
        assert_eq!(best(weighed(&pairs), 0.0), Some(0.0));
        assert_eq!(best(weighed(&pairs[..3]), 0.0), Some(4.0));
        assert_eq!(
            best(weighed(&[(-3.0, true), (-5.0, false)]), 0.0),
            Some(-4.0)
        );
        assert_eq!(best(weighed(&[(-3.0, true)]), 2.0), Some(-3.0 - ROUNDING));
        assert_eq!(best(weighed(&[(3.0, true)]), 2.0), Some(0.0));
    }

    /// What is known of two records each of many persons, by labels that hold for `person_of`.
    fn cross_validated(
        person_of: impl Fn(u64) -> Option<u64>,
    ) -> (Option<CrossValidated>, Vec<String>) {
        let attributes =
            [0.95, 0.9, 0.8].map(|keeps| drawn("drawn", keeps, (keeps * 100.0) as u64));
        let comparisons = Comparison::all(&attributes);
        let pairs = all_pairs(2 * PERSONS);
        let possible = pairs.len() as u64;
        let training = all_of(&pairs);
        let labels = Labels::new((0..2 * PERSONS).map(person_of));
        let settings = Settings::default();
        let known = Some(&labels);
        let learner = Learner::new(&comparisons, &pairs, &training, known, possible, &settings);
        let judged = Judged {
            outcomes: Outcomes::of(&comparisons, &pairs),
            labels: &labels,
            pairs: pairs.clone(),
            missed: Vec::new(),
            true_candidates: labels.true_pairs(),
        };
        let unlabelled = Learner::new(&comparisons, &pairs, &training, None, possible, &settings);
        (judged.cross_validate(&learner, &unlabelled), judged.notes())
    }

    #[test]
    fn part_of_the_labels_foretells_what_all_of_them_say() {
        let all = cross_validated(|record| Some(record / 2))
            .0
            .expect("figures");
        assert!((0.85..0.99).contains(&all.f1), "{all:?}");
        let some =
            cross_validated(|record| spread(record / 2).is_multiple_of(2).then_some(record / 2));
        let some = some.0.expect("figures");
        assert!((some.f1 - all.f1).abs() < 0.06, "{some:?} {all:?}");
    }

    #[test]
    fn labels_that_say_nothing_true_are_found_out() {
        let wrong = cross_validated(|record| Some((record + 1) % (2 * PERSONS) / 2));
        let figures = wrong.0.expect("figures");
        assert!(figures.f1 < 0.05, "{figures:?}");
        assert!(figures.f1_without_labels < 0.05, "{figures:?}");
        let objection = figures.objection().expect("words");
        assert!(objection.contains("hardly anything"), "{objection}");
    }

    #[test]
    fn labels_that_make_it_worse_are_objected_to_and_others_are_not() {
        let figures = |f1, f1_without_labels| CrossValidated {
            f1,
            f1_without_labels,
            ..CrossValidated::default()
        };
        let objection = figures(0.8, 0.9).objection().expect("words");
        assert!(objection.contains("make it worse"), "{objection}");
        assert!(
            objection.contains("0.800 with labels and 0.900 without"),
            "{objection}"
        );
        assert_eq!(figures(0.88, 0.9).objection(), None);
        assert_eq!(figures(0.9, 0.1).objection(), None);
    }

    #[test]
    fn what_a_model_without_labels_reaches_stands_beside() {
        let all = cross_validated(|record| Some(record / 2)).0;
        let all = all.expect("figures");
        assert!((all.f1_without_labels - all.f1).abs() < 0.06, "{all:?}");
    }

    #[test]
    fn too_few_labels_foretell_nothing() {
        let (figures, notes) = cross_validated(|record| (record < 8).then_some(record / 2));
        assert!(figures.is_none());
        assert!(notes[0].starts_with("fewer than 5 persons"), "{notes:?}");
        let (figures, notes) = cross_validated(Some);
        assert!(figures.is_none());
        assert!(notes[0].starts_with("no person of the labels"), "{notes:?}");
    }

    #[test]
    fn without_a_true_pair_no_threshold_is_best() {
        assert_eq!(best(weighed(&[(3.0, false)]), 0.0), None);
        assert_eq!(best(Vec::new(), 7.0), None);
    }
}
