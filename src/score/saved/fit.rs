//! A saved model and the comparisons of other sources: what it knows of each, and what takes no part.

use super::{SavedComparison, SavedLevel, SavedModel};
use crate::compare::Comparison;
use crate::error::{Error, Kind, Result};
use crate::normalise::SOURCE_ATTRIBUTE;
use crate::record::AttributeKind;
use crate::score::model::{Follows, LevelModel, Logs, Model};

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
    /// Finds for each comparison what the model knows of it, by name, kind and facet.
    ///
    /// Attributes that the model does not know take no part, so that nothing drifts.
    ///
    /// # Errors
    ///
    /// [`Kind::ModelMismatch`] if no attribute is known, or the levels of one are others.
    pub fn fit(&self, comparisons: Vec<Comparison>) -> Result<Fitted> {
        let mut notes = self.lacking(&comparisons);
        // Of one record, or of records without a value in common, there is nothing to know.
        let is_blank = comparisons
            .iter()
            .all(|comparison| comparison.attribute == SOURCE_ATTRIBUTE);
        let (mut taken, mut known) = (Vec::new(), Vec::new());
        for mut comparison in comparisons {
            match self.knows(&comparison)? {
                Known::As(what) => {
                    // Whether numbers are a person's own was found when the model was learned.
                    comparison.facet = what.facet;
                    known.push(what);
                    taken.push(comparison);
                }
                Known::Not(note) => notes.extend(note),
            }
        }
        if taken.is_empty() && !is_blank {
            return Err(Error::new(
                Kind::ModelMismatch,
                "the model knows none of the attributes of these sources",
            )
            .hinted("Learn a model from these sources: run without one"));
        }
        let follows = known.iter().map(|known| {
            let follows = known.follows.as_ref()?;
            let on = taken
                .iter()
                .position(|other| other.attribute == follows.attribute);
            if on.is_none() {
                notes.push(format!(
                    "`{}` follows `{}` in the model, which takes no part: its agreement counts in full",
                    known.attribute, follows.attribute
                ));
            }
            Some(Follows {
                on: on?,
                share: follows.share,
            })
        });
        let follows = follows.collect();
        let mut model = Model {
            prior: self.prior.classes(),
            levels: known
                .iter()
                .map(|known| known.levels.iter().map(LevelModel::from).collect())
                .collect(),
            logs: Logs::default(),
            by_chance: known
                .iter()
                .map(|known| known.levels.iter().map(SavedLevel::by_chance).collect())
                .collect(),
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

    /// Notes the attributes that the sources don't have.
    fn lacking(&self, comparisons: &[Comparison]) -> Vec<String> {
        let names = self.comparisons.iter().map(|known| &known.attribute);
        // Which source a record comes from is nothing that the sources hold.
        names
            .filter(|name| *name != SOURCE_ATTRIBUTE)
            .filter(|name| comparisons.iter().all(|one| one.attribute != **name))
            .map(|name| format!("the model knows `{name}`, which the sources don't have"))
            .collect()
    }

    /// Looks up what the model knows of an attribute.
    fn knows(&self, comparison: &Comparison) -> Result<Known<'_>> {
        let name = &comparison.attribute;
        let mut comparisons = self.comparisons.iter();
        let Some(known) = comparisons.find(|known| known.attribute == *name) else {
            let is_told = name != SOURCE_ATTRIBUTE;
            return Ok(Known::Not(is_told.then(|| {
                format!("the model doesn't know `{name}`, which therefore takes no part")
            })));
        };
        let other = |then: &str, now: &str| {
            Known::Not(Some(format!(
                "the model knows `{name}` as {then}, here it is {now}: it takes no part"
            )))
        };
        if known.kind != comparison.kind {
            return Ok(other(known.kind.word(), comparison.kind.word()));
        }
        if known.facet != comparison.facet && known.kind != AttributeKind::NationalId {
            return Ok(other(known.facet.word(), comparison.facet.word()));
        }
        known.check_levels(comparison)?;
        Ok(Known::As(known))
    }
}

/// What a model knows of an attribute.
enum Known<'a> {
    /// All that it takes to weigh it.
    As(&'a SavedComparison),
    /// Nothing that could be used, with a note where that is worth one.
    Not(Option<String>),
}

impl SavedComparison {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AttributeKind, Facet};
    use crate::score::saved::tests::{comparison, following, saved};

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
    fn whose_numbers_are_is_kept_as_it_was_learned() {
        let mut saved = saved(&[("a", AttributeKind::NationalId)]);
        saved.comparisons[0].facet = Facet::Shared;
        let numbers = comparison("a", AttributeKind::NationalId);
        assert_ne!(numbers.facet, Facet::Shared);
        let fitted = saved.fit(vec![numbers]).expect("it is known");
        assert_eq!(fitted.comparisons[0].facet, Facet::Shared);
        assert!(fitted.notes.is_empty());
    }

    #[test]
    fn an_attribute_that_tells_about_something_else_takes_no_part() {
        let mut saved = saved(&[("a", AttributeKind::Code), ("b", AttributeKind::Code)]);
        saved.comparisons[1].facet = Facet::Personal;
        let comparisons = ["a", "b"].map(|name| comparison(name, AttributeKind::Code));
        let fitted = saved.fit(comparisons.into()).expect("one is known");
        assert_eq!(fitted.comparisons.len(), 1);
        assert_eq!(
            fitted.notes,
            ["the model knows `b` as personal, here it is open: it takes no part"]
        );
    }

    #[test]
    fn what_follows_an_absent_attribute_counts_in_full_and_is_said() {
        let mut saved = saved(&[("a", AttributeKind::Code), ("b", AttributeKind::Code)]);
        let fit = |saved: &SavedModel, names: &[&str]| {
            let comparisons = names
                .iter()
                .map(|name| comparison(name, AttributeKind::Code));
            saved.fit(comparisons.collect()).expect("known")
        };
        saved.comparisons[0].follows = following("b");
        let both = fit(&saved, &["a", "b"]);
        assert_eq!(both.model.follows(0).map(|follows| follows.on), Some(1));
        assert_eq!(both.notes, Vec::<String>::new());
        let alone = fit(&saved, &["a"]);
        assert_eq!(alone.model.follows(0), None);
        assert_eq!(
            alone.notes,
            [
                "the model knows `b`, which the sources don't have",
                "`a` follows `b` in the model, which takes no part: its agreement counts in full",
            ]
        );
    }
}
