//! Scores from 1 to 5 for recency, frequency and money.

use rayon::prelude::*;
use serde::Serialize;

use crate::purchase::Totals;

/// The scores of one customer, 5 the best fifth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scores {
    /// How recently the customer bought; none where no purchase has a date.
    pub recency: Option<u8>,
    /// How often.
    pub frequency: u8,
    /// For how much.
    pub money: u8,
}

/// The values that got one score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// From 1 to 5.
    pub score: u8,
    /// The lowest value.
    pub from: i128,
    /// The highest value.
    pub to: i128,
    /// Customers with the score.
    pub customers: usize,
}

/// The scores of all customers, and the bands they come from.
pub(super) struct Scored {
    /// None for customers without a purchase.
    pub(super) scores: Vec<Option<Scores>>,
    pub(super) recency: Vec<Band>,
    pub(super) frequency: Vec<Band>,
    pub(super) money: Vec<Band>,
}

/// Scores every customer with a purchase.
pub(super) fn score(
    customers: &[Totals],
    recency: impl Fn(&Totals) -> Option<i32> + Sync,
) -> Scored {
    let buyers = || customers.iter().filter(|totals| totals.visits > 0);
    // Few days are good, so they count backwards.
    let days = |totals: &Totals| recency(totals).map(|days| -i128::from(days));
    let recent = Fifths::new(buyers().filter_map(days).collect());
    let frequent = Fifths::new(buyers().map(|totals| i128::from(totals.visits)).collect());
    let spent = Fifths::new(buyers().map(|totals| totals.amount).collect());
    let scores = |totals: &Totals| {
        (totals.visits > 0).then(|| Scores {
            recency: days(totals).map(|days| recent.score(days)),
            frequency: frequent.score(i128::from(totals.visits)),
            money: spent.score(totals.amount),
        })
    };
    let forwards = |band: Band| Band {
        from: -band.to,
        to: -band.from,
        ..band
    };
    Scored {
        scores: customers.par_iter().map(scores).collect(),
        recency: recent.bands().into_iter().map(forwards).collect(),
        frequency: frequent.bands(),
        money: spent.bands(),
    }
}

/// Values cut in fifths.
struct Fifths {
    sorted: Vec<i128>,
}

impl Fifths {
    fn new(mut values: Vec<i128>) -> Self {
        values.par_sort_unstable();
        Self { sorted: values }
    }

    /// The fifth in which the middle of all values equal to this one lies.
    ///
    /// Equal values get equal scores, and half of the values lie on either side of the middle: where all are equal,
    /// all get 3.
    fn score(&self, value: i128) -> u8 {
        let less = self.sorted.partition_point(|known| *known < value);
        let not_more = self.sorted.partition_point(|known| *known <= value);
        let fifth = 5 * (less + not_more) / (2 * self.sorted.len()).max(1);
        fifth.min(4) as u8 + 1
    }

    /// The values of each score that somebody got.
    fn bands(&self) -> Vec<Band> {
        let mut bands: Vec<Band> = Vec::new();
        for equal in self.sorted.chunk_by(|one, other| one == other) {
            let score = self.score(equal[0]);
            match bands.last_mut() {
                Some(band) if band.score == score => {
                    band.to = equal[0];
                    band.customers += equal.len();
                }
                _ => bands.push(Band {
                    score,
                    from: equal[0],
                    to: equal[0],
                    customers: equal.len(),
                }),
            }
        }
        bands
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scores(values: &[i128]) -> Vec<u8> {
        let fifths = Fifths::new(values.to_vec());
        values.iter().map(|value| fifths.score(*value)).collect()
    }

    #[test]
    fn ten_different_values_are_two_in_each_fifth() {
        let values: Vec<i128> = (1..=10).collect();
        assert_eq!(scores(&values), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn equal_values_share_the_fifth_of_their_middle() {
        // Six of ten lie from 0 to 0.6, the middle is 0.3; two from 0.6 to 0.8; two from 0.8 to 1.
        assert_eq!(
            scores(&[1, 1, 1, 1, 1, 1, 2, 2, 3, 3]),
            [2, 2, 2, 2, 2, 2, 4, 4, 5, 5]
        );
        assert_eq!(scores(&[7; 20]), [3; 20]);
    }

    #[test]
    fn fewer_than_five_customers_are_spread_around_the_middle() {
        assert_eq!(scores(&[9]), [3]);
        assert_eq!(scores(&[1, 9]), [2, 4]);
        assert_eq!(scores(&[1, 5, 9]), [1, 3, 5]);
        assert_eq!(scores(&[1, 3, 5, 9]), [1, 2, 4, 5]);
    }

    #[test]
    fn few_days_since_the_last_purchase_score_high_and_bands_count_forwards() {
        let customers: Vec<Totals> = (1..=5)
            .map(|visits| Totals {
                visits,
                amount: i128::from(visits) * 100,
                ..Totals::default()
            })
            .chain([Totals::default()])
            .collect();
        let scored = score(&customers, |totals| Some(10 * totals.visits as i32));
        let of = |at: usize| scored.scores[at].expect("a buyer");
        assert_eq!((of(0).recency, of(0).frequency), (Some(5), 1));
        assert_eq!((of(4).recency, of(4).money), (Some(1), 5));
        assert_eq!(scored.scores[5], None, "who bought nothing has no score");
        let last = scored.recency.last().expect("bands");
        assert_eq!((last.score, last.from, last.to), (5, 10, 10));
    }

    proptest! {
        #[test]
        fn scores_rise_with_values_and_bands_hold_every_value_once(
            values in prop::collection::vec(-5i128..40, 1..200),
        ) {
            let fifths = Fifths::new(values.clone());
            for one in &values {
                for other in &values {
                    prop_assert!(one >= other || fifths.score(*one) <= fifths.score(*other));
                }
            }
            let bands = fifths.bands();
            prop_assert_eq!(bands.iter().map(|band| band.customers).sum::<usize>(), values.len());
            for value in &values {
                let held = bands.iter().filter(|band| (band.from..=band.to).contains(value));
                let scores: Vec<u8> = held.map(|band| band.score).collect();
                prop_assert_eq!(scores, vec![fifths.score(*value)]);
            }
        }
    }
}
