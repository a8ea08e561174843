//! The fitted model as a file: a person can read it, and a later run can use it instead of learning.

mod check;
mod fit;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::fit::Fitted;
use super::model::{ByChance, Class, LevelModel, Model, PerClass};
use super::validate::CrossValidated;
use crate::compare::Comparison;
use crate::error::{Error, Result};
use crate::record::{AttributeKind, Facet};

/// A fitted model with everything that it takes to weigh pairs of other records by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedModel {
    /// The version of the program that learned it.
    pub version: String,
    /// What it was learned on.
    pub learned_on: LearnedOn,
    /// Rounds of expectation-maximisation.
    pub rounds: usize,
    /// Whether they settled.
    pub converged: bool,
    /// Pairs are joined from this match weight on, in bits.
    pub threshold: f64,
    /// How the model did on persons whose labels were kept from it, where there were labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cross_validated: Option<CrossValidated>,
    /// P(class) of two records drawn at random.
    pub prior: Prior,
    /// One entry per compared attribute.
    pub comparisons: Vec<SavedComparison>,
}

/// How much a model was learned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearnedOn {
    /// Identity records.
    pub records: u64,
    /// Random pairs that u was counted on.
    pub random_pairs: u64,
    /// Candidate pairs that m was learned on.
    pub training_pairs: u64,
    /// What was known beforehand, where something was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<LearnedLabels>,
}

/// What was known beforehand when a model was learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearnedLabels {
    /// Labelled records.
    pub records: u64,
    /// The persons that they name.
    pub persons: u64,
    /// Pairs of labelled records that name one person.
    pub true_pairs: u64,
    /// How many of these were candidates.
    pub true_candidates: u64,
}

/// P(class) of two records drawn at random.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    /// They name one person.
    #[serde(rename = "match")]
    pub matching: f64,
    /// They have nothing to do with each other.
    pub random: f64,
    /// They name two people of one household.
    pub household: f64,
    /// They name two people in like surroundings.
    pub neighbour: f64,
    /// They name two of one name, such as branches of a chain.
    pub namesake: f64,
    /// They name one person at two residences.
    pub moved: f64,
}

impl Prior {
    fn classes(self) -> PerClass {
        let Self {
            matching,
            random,
            household,
            neighbour,
            namesake,
            moved,
        } = self;
        [matching, random, household, neighbour, namesake, moved]
    }
}

/// What was learned of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedComparison {
    /// The attribute, for example `birth_date`.
    pub attribute: String,
    /// How its values are compared.
    pub kind: AttributeKind,
    /// What it tells about.
    pub facet: Facet,
    /// The finer attribute that this one follows, such as a city its postal code; its agreement is not counted twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<SavedFollows>,
    /// The levels, weakest first.
    pub levels: Vec<SavedLevel>,
}

/// How far an attribute agrees because a finer one agrees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFollows {
    /// The finer attribute.
    pub attribute: String,
    /// Of the pairs that agree on it, the share that agrees on this one because of it, class by class.
    pub share: PerClass,
}

/// What was learned of one comparison level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedLevel {
    /// What the level means, for example `one edit`.
    pub name: String,
    /// P(level given match).
    pub m: f64,
    /// P(level given a random pair that does not match).
    pub u: f64,
    /// P(level given two people of one household).
    pub household: f64,
    /// P(level given two people in like surroundings).
    pub neighbour: f64,
    /// P(level given two of one name).
    pub namesake: f64,
    /// P(level given one person at two residences).
    pub moved: f64,
    /// The mean rarity of such agreement, in bits; a pair's own rarity counts against it.
    pub mean_rarity: f64,
    /// The classes whose pairs agree like this by chance, so that rarity speaks against them.
    pub by_chance: Vec<Class>,
    /// log2(m/u), in bits; told for the reader, worked out again when the model is used.
    pub weight: f64,
}

impl SavedModel {
    /// Takes down a model and the comparisons that it weighs.
    pub fn new(
        model: &Model,
        comparisons: &[Comparison],
        threshold: f64,
        learned_on: LearnedOn,
    ) -> Self {
        let prior = |class: Class| model.prior[class as usize];
        let learned = model
            .levels
            .iter()
            .zip(&model.by_chance)
            .zip(&model.follows);
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            learned_on,
            rounds: model.rounds,
            converged: model.converged,
            threshold,
            cross_validated: None,
            prior: Prior {
                matching: prior(Class::Match),
                random: prior(Class::Random),
                household: prior(Class::Household),
                neighbour: prior(Class::Neighbour),
                namesake: prior(Class::Namesake),
                moved: prior(Class::Moved),
            },
            comparisons: comparisons
                .iter()
                .zip(learned)
                .map(
                    |(comparison, ((levels, by_chance), follows))| SavedComparison {
                        follows: follows.map(|follows| SavedFollows {
                            attribute: comparisons[follows.on].attribute.clone(),
                            share: follows.share,
                        }),
                        ..SavedComparison::new(comparison, levels, by_chance)
                    },
                )
                .collect(),
        }
    }

    /// Reads a model that a run wrote.
    ///
    /// # Errors
    ///
    /// A usage error for a file that can't be read, is none of ours, or holds what is no probability.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::usage("can't read the model")
                .in_file(path)
                .hinted("Name the `model.json` that an earlier run wrote into its output folder")
                .caused_by(error)
        })?;
        // The parser's own words would quote the file, which may hold anything.
        let mut saved: Self = serde_json::from_str(&text).map_err(|error| {
            Error::usage("the file holds no model that this version can use")
                .in_file(path)
                .at_line(error.line() as u64)
                .hinted("Name the `model.json` that an earlier run wrote into its output folder")
        })?;
        saved.check().map_err(|error| error.in_file(path))?;
        for level in saved
            .comparisons
            .iter_mut()
            .flat_map(|known| &mut known.levels)
        {
            level.weight = LevelModel::from(&*level).weight();
        }
        Ok(saved)
    }

    /// The model as indented JSON.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a model holds only texts and numbers");
        text.push('\n');
        text
    }
}

impl SavedComparison {
    fn new(comparison: &Comparison, levels: &[LevelModel], by_chance: &[ByChance]) -> Self {
        let learned = levels.iter().zip(by_chance);
        Self {
            attribute: comparison.attribute.clone(),
            kind: comparison.kind,
            facet: comparison.facet,
            follows: None,
            levels: comparison
                .levels()
                .iter()
                .zip(learned)
                .map(|(spec, (level, by_chance))| SavedLevel {
                    name: spec.name.to_owned(),
                    m: level.m(),
                    u: level.u(),
                    household: level.given[Class::Household as usize],
                    neighbour: level.given[Class::Neighbour as usize],
                    namesake: level.given[Class::Namesake as usize],
                    moved: level.given[Class::Moved as usize],
                    mean_rarity: level.mean_rarity,
                    by_chance: Class::ALL
                        .into_iter()
                        .filter(|class| by_chance[*class as usize])
                        .collect(),
                    weight: level.weight(),
                })
                .collect(),
        }
    }
}

impl SavedLevel {
    fn by_chance(&self) -> ByChance {
        Class::ALL.map(|class| self.by_chance.contains(&class))
    }
}

impl From<&SavedLevel> for LevelModel {
    fn from(level: &SavedLevel) -> Self {
        Self {
            given: [
                level.m,
                level.u,
                level.household,
                level.neighbour,
                level.namesake,
                level.moved,
            ],
            mean_rarity: level.mean_rarity,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::normalise::Attribute;
    use crate::record::RecordId;
    use crate::score::fixture::category;
    use crate::score::model::CLASSES;

    pub(super) fn comparison(name: &str, kind: AttributeKind) -> Comparison {
        let attribute = Attribute {
            kind,
            ..category(name, Facet::Open, 4, [0, 0, 1, 2, 3])
        };
        Comparison::all([&attribute]).remove(0)
    }

    /// A model of some attributes, with figures that no short decimal writes.
    pub(super) fn saved(attributes: &[(&str, AttributeKind)]) -> SavedModel {
        let level = |spec: &crate::compare::level::Level| SavedLevel {
            name: spec.name.to_owned(),
            m: spec.expected_m / 3.0,
            u: 0.1 / 7.0,
            household: 0.3,
            neighbour: 1.0 / 3.0,
            namesake: 0.2,
            moved: 0.1,
            mean_rarity: 10.0 / 3.0,
            by_chance: vec![Class::Random, Class::Neighbour],
            weight: (spec.expected_m / 3.0 / (0.1 / 7.0)).log2(),
        };
        let known = |(name, kind): &(&str, AttributeKind)| SavedComparison {
            follows: None,
            attribute: (*name).to_owned(),
            kind: *kind,
            facet: Facet::Open,
            levels: comparison(name, *kind).levels().iter().map(level).collect(),
        };
        SavedModel {
            version: "0.0.0".to_owned(),
            learned_on: LearnedOn::default(),
            rounds: 7,
            converged: true,
            threshold: 0.0,
            cross_validated: None,
            prior: Prior {
                matching: 0.01 / 3.0,
                random: 1.0 - 0.01 / 3.0,
                household: 0.0,
                neighbour: 0.0,
                namesake: 0.0,
                moved: 0.0,
            },
            comparisons: attributes.iter().map(known).collect(),
        }
    }

    /// Following another attribute in each class alike.
    pub(super) fn following(attribute: &str) -> Option<SavedFollows> {
        Some(SavedFollows {
            attribute: attribute.to_owned(),
            share: [0.5; CLASSES],
        })
    }

    pub(super) fn read(text: &str) -> Result<SavedModel> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.json");
        std::fs::write(&path, text).expect("written");
        SavedModel::read(&path)
    }

    #[test]
    fn a_model_weighs_the_same_to_the_last_bit_after_it_was_saved_and_read() {
        let saved = saved(&[("a", AttributeKind::Code), ("b", AttributeKind::Category)]);
        let again = read(&saved.to_json()).expect("a model");
        assert_eq!(saved, again);
        let both = || {
            vec![
                comparison("a", AttributeKind::Code),
                comparison("b", AttributeKind::Category),
            ]
        };
        let weigh = |saved: &SavedModel| {
            let fitted = saved.fit(both()).expect("known");
            let weight = fitted
                .model
                .weight(&fitted.comparisons, RecordId(0), RecordId(1));
            (weight.to_bits(), fitted.notes)
        };
        assert_eq!(weigh(&saved), weigh(&again));
        assert_eq!(weigh(&saved).1, Vec::<String>::new());
    }

    #[test]
    fn a_file_that_is_no_model_is_refused_with_its_line() {
        let error = read("{\n  \"name\": 1\n}").expect_err("refused");
        assert_eq!(error.place().and_then(|place| place.line), Some(2));
    }
}
