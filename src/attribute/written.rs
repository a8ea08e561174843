//! Where the address comes from that is written on a card in another name.
//!
//! It is the buyer's own, one made up from hers, or anybody's. Her own is spelt as variously as the address of any house,
//! so that a slip in it speaks neither for one buyer nor for two. How variously houses are spelt, the cards of one person
//! show.

use super::kind::{BUYER, HOUSE, Level, PerClass, STRANGER};

/// What is known beforehand weighs as much as so many pairs.
const GUESS_PAIRS: f64 = 20.0;

/// The levels of two addresses of which one was made up from the other: another number, mostly.
const MADE_UP: [f64; 6] = [0.0, 0.2, 0.8, 0.0, 0.0, 0.0];

/// Two cards of one house name quite different addresses at most so often.
const MOST_ELSEWHERE: f64 = 0.05;

/// How often the address is the buyer's own, one made up from hers, anybody's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    own: f64,
    made_up: f64,
    anybodys: f64,
}

/// Beforehand.
const GUESS: Written = Written {
    own: 0.7,
    made_up: 0.1,
    anybodys: 0.2,
};

impl Default for Written {
    fn default() -> Self {
        GUESS
    }
}

impl Written {
    /// Takes over how variously a house is spelt on the cards of one person, `own`.
    pub(super) fn spell(&self, levels: &mut [Level], own: &[Level]) {
        let other = own[0].given[BUYER].min(MOST_ELSEWHERE);
        let same: f64 = own[1..].iter().map(|level| level.given[BUYER]).sum();
        for (at, (level, own)) in levels.iter_mut().zip(own).enumerate() {
            let house = if at == 0 {
                other
            } else {
                own.given[BUYER] * (1.0 - other) / same
            };
            *level = Level::new([level.given[BUYER], house, level.given[STRANGER]]);
        }
        self.give(levels);
    }

    /// Tells how often two cards of one buyer come to each level, from how often those of one house and of strangers do.
    pub(super) fn give(&self, levels: &mut [Level]) {
        for (level, made_up) in levels.iter_mut().zip(MADE_UP) {
            let [_, house, stranger] = level.given;
            let buyer = self.own * house + self.made_up * made_up + self.anybodys * stranger;
            *level = Level::new([buyer, house, stranger]);
        }
    }

    /// Learns from the pairs of one buyer.
    pub(super) fn learn(&mut self, levels: &mut [Level], counts: &[PerClass]) {
        let mut seen = [GUESS.own, GUESS.made_up, GUESS.anybodys].map(|share| share * GUESS_PAIRS);
        for ((level, count), made_up) in levels.iter().zip(counts).zip(MADE_UP) {
            let parts = [
                self.own * level.given[HOUSE],
                self.made_up * made_up,
                self.anybodys * level.given[STRANGER],
            ];
            let all = parts.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            for (seen, part) in seen.iter_mut().zip(parts) {
                *seen += count[BUYER] * part / all;
            }
        }
        let all: f64 = seen.iter().sum();
        let [own, made_up, anybodys] = seen.map(|seen| seen / all);
        *self = Self {
            own,
            made_up,
            anybodys,
        };
        self.give(levels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels of a house that is spelt right in eight of ten pairs, and of strangers.
    fn levels() -> Vec<Level> {
        let house = [0.05, 0.02, 0.03, 0.06, 0.04, 0.8];
        let strangers = [0.97, 0.015, 0.01, 0.004, 0.0005, 0.0005];
        let mut levels: Vec<Level> = house
            .iter()
            .zip(strangers)
            .map(|(house, stranger)| Level::new([0.0, *house, stranger]))
            .collect();
        Written::default().give(&mut levels);
        levels
    }

    #[test]
    fn a_slip_in_an_address_speaks_neither_for_one_buyer_nor_for_two() {
        let levels = levels();
        let odds = |at: usize| (levels[at].given[BUYER] / levels[at].given[HOUSE]).log2();
        assert!((odds(4) - odds(5)).abs() < 0.05, "{} {}", odds(4), odds(5));
        assert!(odds(2) > 1.0, "another number is made up");
    }

    #[test]
    fn the_shares_are_found_again_in_pairs_drawn_with_them() {
        let truth = Written {
            own: 0.5,
            made_up: 0.3,
            anybodys: 0.2,
        };
        let mut drawn = levels();
        truth.give(&mut drawn);
        let counts: Vec<PerClass> = drawn
            .iter()
            .map(|level| [level.given[BUYER] * 1e5, 0.0, 0.0])
            .collect();
        let (mut found, mut known) = (Written::default(), levels());
        for _ in 0..200 {
            found.learn(&mut known, &counts);
        }
        for (found, truth) in [
            (found.own, truth.own),
            (found.made_up, truth.made_up),
            (found.anybodys, truth.anybodys),
        ] {
            assert!((found - truth).abs() < 0.01, "{found} for {truth}");
        }
    }
}
