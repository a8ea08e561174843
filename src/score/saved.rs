//! The fitted model as a file: a person can read it, and a later run can use it instead of learning.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::model::{ByChance, Class, Follows, LevelModel, Logs, Model, PerClass};
use super::validate::CrossValidated;
use crate::compare::Comparison;
use crate::error::{Error, Kind, Result};
use crate::normalise::SOURCE_ATTRIBUTE;
use crate::record::{AttributeKind, Facet};

/// No value is rarer than one in so many powers of two.
const MOST_RARITY: f64 = 64.0;

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

/// A model with the comparisons that it weighs, in its order.
#[derive(Debug)]
pub struct Fitted {
    /// The model.
    pub model: Model,
    /// The comparisons that take part.
    pub comparisons: Vec<Comparison>,
    /// What takes no part, and why, in words.
    pub notes: Vec<String>,
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

    /// Checks that the figures are what they stand for.
    fn check(&self) -> Result<()> {
        let wrong = |what: String| {
            Error::usage(what)
                .hinted("Undo what was changed in the file, or learn a new model without it")
        };
        let classes = self.prior.classes();
        let is_share = |share: &f64| (0.0..=1.0).contains(share);
        // A class may be left out (0), but something has to be able to match.
        let sum: f64 = classes.iter().sum();
        if !classes.iter().all(is_share)
            || self.prior.matching == 0.0
            || self.prior.random == 0.0
            || (sum - 1.0).abs() > 1e-6
        {
            return Err(wrong(
                "the `prior` is no set of probabilities that sum to 1".to_owned(),
            ));
        }
        if !self.threshold.is_finite() {
            return Err(wrong("the `threshold` is no number".to_owned()));
        }
        for (at, known) in self.comparisons.iter().enumerate() {
            let name = &known.attribute;
            if self.comparisons[..at]
                .iter()
                .any(|other| other.attribute == *name)
            {
                return Err(wrong(format!("`{name}` is in the model twice")));
            }
            if let Some(follows) = &known.follows {
                if !follows.share.iter().all(is_share) {
                    return Err(wrong(format!(
                        "what `{name}` follows has a figure that is no share"
                    )));
                }
                let mut others = self.comparisons.iter();
                if !others.any(|other| other.attribute == follows.attribute) {
                    return Err(wrong(format!(
                        "`{name}` follows `{}`, which the model lacks",
                        follows.attribute
                    )));
                }
                if self.follows_itself(known) {
                    return Err(wrong(format!("`{name}` follows itself")));
                }
            }
            for level in &known.levels {
                let given = LevelModel::from(level).given;
                let is_sound = given.iter().all(|share| *share > 0.0 && is_share(share))
                    && (0.0..=MOST_RARITY).contains(&level.mean_rarity);
                if !is_sound {
                    return Err(wrong(format!(
                        "the level `{}` of `{name}` has a figure that is no probability",
                        level.name
                    )));
                }
            }
        }
        Ok(())
    }

    /// Whether the attributes that one follows come round to itself.
    fn follows_itself(&self, known: &SavedComparison) -> bool {
        let followed = |name: &str| {
            let known = self
                .comparisons
                .iter()
                .find(|known| known.attribute == name);
            known.and_then(|known| known.follows.as_ref())
        };
        let mut at = known.attribute.as_str();
        for _ in 0..=self.comparisons.len() {
            match followed(at) {
                Some(follows) => at = &follows.attribute,
                None => return false,
            }
        }
        true
    }

    /// Finds for each comparison what the model knows of it, by name and kind.
    ///
    /// Attributes that the model does not know take no part, so that nothing drifts.
    ///
    /// # Errors
    ///
    /// [`Kind::ModelMismatch`] if no attribute is known, or the levels of one are others.
    pub fn fit(&self, comparisons: Vec<Comparison>) -> Result<Fitted> {
        let mut notes = Vec::new();
        for known in &self.comparisons {
            let name = &known.attribute;
            // Which source a record comes from is nothing that the sources hold.
            if name != SOURCE_ATTRIBUTE
                && !comparisons
                    .iter()
                    .any(|comparison| comparison.attribute == *name)
            {
                notes.push(format!(
                    "the model knows `{name}`, which the sources don't have"
                ));
            }
        }
        let (mut taken, mut levels, mut by_chance) = (Vec::new(), Vec::new(), Vec::new());
        // Of one record, or of records without a value in common, there is nothing to know.
        let is_blank = comparisons
            .iter()
            .all(|comparison| comparison.attribute == SOURCE_ATTRIBUTE);
        for comparison in comparisons {
            let name = &comparison.attribute;
            let Some(known) = self
                .comparisons
                .iter()
                .find(|known| known.attribute == *name)
            else {
                if name != SOURCE_ATTRIBUTE {
                    notes.push(format!(
                        "the model doesn't know `{name}`, which therefore takes no part"
                    ));
                }
                continue;
            };
            if known.kind != comparison.kind {
                notes.push(format!(
                    "the model knows `{name}` as {}, here it is {}: it takes no part",
                    known.kind.word(),
                    comparison.kind.word()
                ));
                continue;
            }
            known.check_levels(&comparison)?;
            levels.push(known.levels.iter().map(LevelModel::from).collect());
            by_chance.push(known.levels.iter().map(SavedLevel::by_chance).collect());
            taken.push(comparison);
        }
        if taken.is_empty() && !is_blank {
            return Err(Error::new(
                Kind::ModelMismatch,
                "the model knows none of the attributes of these sources",
            )
            .hinted("Learn a model from these sources: run without one"));
        }
        let place = |name: &str| {
            taken
                .iter()
                .position(|one: &Comparison| one.attribute == name)
        };
        let follows = taken
            .iter()
            .map(|comparison| {
                let known = self.comparisons.iter();
                let mut known = known.filter(|known| known.attribute == comparison.attribute);
                let follows = known.next()?.follows.as_ref()?;
                Some(Follows {
                    on: place(&follows.attribute)?,
                    share: follows.share,
                })
            })
            .collect();
        let mut model = Model {
            prior: self.prior.classes(),
            levels,
            logs: Logs::default(),
            by_chance,
            follows: Vec::new(),
            order: Vec::new(),
            rounds: self.rounds,
            converged: self.converged,
        };
        model.set_follows(follows);
        model.refresh();
        Ok(Fitted {
            model,
            comparisons: taken,
            notes,
        })
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

    fn check_levels(&self, comparison: &Comparison) -> Result<()> {
        let known = self.levels.iter().map(|level| level.name.as_str());
        if known.eq(comparison.levels().iter().map(|level| level.name)) {
            return Ok(());
        }
        Err(Error::new(
            Kind::ModelMismatch,
            format!(
                "the levels of `{}` in the model are not those of this version",
                self.attribute
            ),
        )
        .hinted("Learn a new model: run without one, and keep the `model.json` that it writes"))
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
mod tests {
    use super::*;
    use crate::normalise::{Attribute, TextValue, Values};
    use crate::record::{RecordId, ValueId};

    fn comparison(name: &str, kind: AttributeKind) -> Comparison {
        let attribute = attribute(name, kind);
        Comparison::all([&attribute]).remove(0)
    }

    fn attribute(name: &str, kind: AttributeKind) -> Attribute {
        let text = |value: u32| TextValue {
            written: value.to_string().into(),
            canonical: value.to_string().into(),
        };
        Attribute {
            name: name.to_owned(),
            kind,
            facet: Facet::Open,
            width: 1,
            slots: [0, 0, 1, 2, 3].map(ValueId::from_index).to_vec(),
            values: Values::Texts((0..4).map(text).collect()),
        }
    }

    /// A model of some attributes, with figures that no short decimal writes.
    fn saved(attributes: &[(&str, AttributeKind)]) -> SavedModel {
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

    fn read(text: &str) -> Result<SavedModel> {
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
    fn what_only_one_side_knows_takes_no_part_and_is_said() {
        let saved = saved(&[("a", AttributeKind::Code), ("old", AttributeKind::Code)]);
        let comparisons = vec![
            comparison("new", AttributeKind::Code),
            comparison("a", AttributeKind::Code),
            comparison(SOURCE_ATTRIBUTE, AttributeKind::Category),
        ];
        let fitted = saved.fit(comparisons).expect("one is known");
        assert_eq!(fitted.comparisons.len(), 1);
        assert_eq!(fitted.comparisons[0].attribute, "a");
        assert_eq!(
            fitted.notes,
            [
                "the model knows `old`, which the sources don't have",
                "the model doesn't know `new`, which therefore takes no part",
            ]
        );
    }

    #[test]
    fn an_attribute_of_another_kind_takes_no_part() {
        let saved = saved(&[("a", AttributeKind::Code), ("b", AttributeKind::Code)]);
        let comparisons = vec![
            comparison("a", AttributeKind::Code),
            comparison("b", AttributeKind::Category),
        ];
        let fitted = saved.fit(comparisons).expect("one is known");
        assert_eq!(
            fitted.notes,
            ["the model knows `b` as code, here it is category: it takes no part"]
        );
    }

    #[test]
    fn a_model_of_other_attributes_or_levels_is_refused() {
        let error = saved(&[("a", AttributeKind::Code)])
            .fit(vec![comparison("b", AttributeKind::Code)])
            .expect_err("nothing is known");
        assert_eq!(error.kind(), Kind::ModelMismatch);
        assert_eq!(
            error.to_string(),
            "the model knows none of the attributes of these sources"
        );
        let mut saved = saved(&[("a", AttributeKind::Code)]);
        saved.comparisons[0].levels.remove(0);
        let error = saved
            .fit(vec![comparison("a", AttributeKind::Code)])
            .expect_err("a level lacks");
        assert_eq!(error.kind(), Kind::ModelMismatch);
        assert_eq!(
            error.to_string(),
            "the levels of `a` in the model are not those of this version"
        );
    }

    #[test]
    fn figures_that_are_no_probabilities_are_refused() {
        let good = saved(&[("a", AttributeKind::Code)]);
        let refused = |change: &dyn Fn(&mut SavedModel)| {
            let mut saved = good.clone();
            change(&mut saved);
            let error = read(&saved.to_json()).expect_err("refused");
            assert_eq!(error.kind(), Kind::Usage);
            let message = error.to_string();
            message.split(" (`").next().unwrap_or_default().to_owned()
        };
        assert_eq!(
            refused(&|saved| saved.prior.random = 0.5),
            "the `prior` is no set of probabilities that sum to 1"
        );
        assert_eq!(
            refused(&|saved| saved.comparisons[0].levels[0].u = 0.0),
            "the level `different` of `a` has a figure that is no probability"
        );
        assert_eq!(
            refused(&|saved| saved.comparisons.push(saved.comparisons[0].clone())),
            "`a` is in the model twice"
        );
    }

    #[test]
    fn a_file_that_is_no_model_is_refused_with_its_line() {
        let error = read("{\n  \"name\": 1\n}").expect_err("refused");
        assert_eq!(error.place().and_then(|place| place.line), Some(2));
    }
}
