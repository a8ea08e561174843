//! Whether the figures of a saved model are what they stand for; a person may have changed them.

use super::{Prior, SavedComparison, SavedLevel, SavedModel};
use crate::error::{Error, Result};
use crate::score::model::LevelModel;

/// No value is rarer than one in so many powers of two.
const MOST_RARITY: f64 = 64.0;

impl SavedModel {
    /// Checks that the figures are what they stand for.
    pub(super) fn check(&self) -> Result<()> {
        self.prior.check()?;
        if !self.threshold.is_finite() {
            return Err(wrong("the `threshold` is no number".to_owned()));
        }
        for (at, known) in self.comparisons.iter().enumerate() {
            let name = &known.attribute;
            let mut before = self.comparisons[..at].iter();
            if before.any(|other| other.attribute == *name) {
                return Err(wrong(format!("`{name}` is in the model twice")));
            }
            self.check_follows(known)?;
            for level in &known.levels {
                level.check(name)?;
            }
        }
        Ok(())
    }

    fn check_follows(&self, known: &SavedComparison) -> Result<()> {
        let Some(follows) = &known.follows else {
            return Ok(());
        };
        let name = &known.attribute;
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
        Ok(())
    }

    /// Whether the attributes that one follows come round to itself.
    fn follows_itself(&self, known: &SavedComparison) -> bool {
        let followed = |name: &str| {
            let mut comparisons = self.comparisons.iter();
            let known = comparisons.find(|known| known.attribute == name)?;
            Some(known.follows.as_ref()?.attribute.as_str())
        };
        std::iter::successors(followed(&known.attribute), |name| followed(name))
            .take(self.comparisons.len())
            .any(|name| name == known.attribute)
    }
}

impl Prior {
    fn check(self) -> Result<()> {
        let classes = self.classes();
        let sum: f64 = classes.iter().sum();
        // A class may be left out (0), but something has to be able to match, and something not to.
        if !classes.iter().all(is_share)
            || self.matching == 0.0
            || self.random == 0.0
            || (sum - 1.0).abs() > 1e-6
        {
            return Err(wrong(
                "the `prior` is no set of probabilities that sum to 1".to_owned(),
            ));
        }
        Ok(())
    }
}

impl SavedLevel {
    fn check(&self, attribute: &str) -> Result<()> {
        let name = &self.name;
        let given = LevelModel::from(self).given;
        if !given.iter().all(|share| *share > 0.0 && is_share(share)) {
            return Err(wrong(format!(
                "the level `{name}` of `{attribute}` has a figure that is no probability"
            )));
        }
        if !(0.0..=MOST_RARITY).contains(&self.mean_rarity) {
            return Err(wrong(format!(
                "the `mean_rarity` of the level `{name}` of `{attribute}` is not from 0 to {MOST_RARITY}"
            )));
        }
        Ok(())
    }
}

fn is_share(share: &f64) -> bool {
    (0.0..=1.0).contains(share)
}

fn wrong(what: String) -> Error {
    Error::usage(what).hinted("Undo what was changed in the file, or learn a new model without it")
}

#[cfg(test)]
mod tests {
    use crate::error::Kind;
    use crate::record::AttributeKind;
    use crate::score::model::CLASSES;
    use crate::score::saved::tests::{following, read, saved};
    use crate::score::saved::{SavedFollows, SavedModel};

    /// What is said of a model of `a`, `b` and `c` after a change.
    fn refused(change: impl Fn(&mut SavedModel)) -> String {
        let kind = AttributeKind::Code;
        let mut saved = saved(&[("a", kind), ("b", kind), ("c", kind)]);
        read(&saved.to_json()).expect("the model is sound before it is changed");
        change(&mut saved);
        let error = read(&saved.to_json()).expect_err("refused");
        assert_eq!(error.kind(), Kind::Usage);
        let message = error.to_string();
        message.split(" (`").next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_prior_leaves_room_for_pairs_that_match_and_for_strangers_and_sums_to_one() {
        let message = "the `prior` is no set of probabilities that sum to 1";
        assert_eq!(refused(|saved| saved.prior.random = 0.5), message);
        let without_strangers = refused(|saved| {
            saved.prior.household = saved.prior.random;
            saved.prior.random = 0.0;
        });
        assert_eq!(without_strangers, message);
        let without_matches = refused(|saved| {
            saved.prior.random += saved.prior.matching;
            saved.prior.matching = 0.0;
        });
        assert_eq!(without_matches, message);
        let below_nothing = refused(|saved| {
            saved.prior.random += 0.1;
            saved.prior.moved = -0.1;
        });
        assert_eq!(below_nothing, message);
    }

    #[test]
    fn the_figures_of_a_level_are_probabilities_and_bits() {
        for share in [0.0, -0.1, 1.1] {
            assert_eq!(
                refused(|saved| saved.comparisons[0].levels[0].u = share),
                "the level `different` of `a` has a figure that is no probability"
            );
        }
        for bits in [-0.1, 64.1] {
            assert_eq!(
                refused(|saved| saved.comparisons[0].levels[0].mean_rarity = bits),
                "the `mean_rarity` of the level `different` of `a` is not from 0 to 64"
            );
        }
    }

    #[test]
    fn an_attribute_is_in_a_model_once() {
        assert_eq!(
            refused(|saved| saved.comparisons.push(saved.comparisons[0].clone())),
            "`a` is in the model twice"
        );
    }

    #[test]
    fn what_follows_itself_by_whatever_way_is_refused() {
        assert_eq!(
            refused(|saved| saved.comparisons[0].follows = following("a")),
            "`a` follows itself"
        );
        let in_a_circle = refused(|saved| {
            saved.comparisons[0].follows = following("b");
            saved.comparisons[1].follows = following("c");
            saved.comparisons[2].follows = following("b");
        });
        assert_eq!(in_a_circle, "`b` follows itself");
    }

    #[test]
    fn what_is_followed_is_in_the_model_and_by_a_share() {
        assert_eq!(
            refused(|saved| saved.comparisons[0].follows = following("d")),
            "`a` follows `d`, which the model lacks"
        );
        for share in [-0.1, 1.1] {
            let follows = Some(SavedFollows {
                attribute: "b".to_owned(),
                share: [share; CLASSES],
            });
            assert_eq!(
                refused(|saved| saved.comparisons[0].follows.clone_from(&follows)),
                "what `a` follows has a figure that is no share"
            );
        }
    }
}
