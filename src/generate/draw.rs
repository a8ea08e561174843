//! Seeded draws, spelt out on top of the raw generator.
//!
//! Only `next_u64` of the generator is used, so that a new version of `rand` cannot change the bytes of an export.

use rand::Rng;
use rand_pcg::Pcg64Mcg;

/// A stream of draws that belongs to one seed and one subject.
#[derive(Debug)]
pub struct Draw {
    generator: Pcg64Mcg,
}

impl Draw {
    /// Starts the stream of `subject` under `seed`; streams of different subjects are unrelated.
    pub fn new(seed: u64, subject: u64) -> Self {
        let low = mix(seed ^ mix(subject));
        let high = mix(low ^ 0x9e37_79b9_7f4a_7c15);
        let state = (u128::from(high) << 64) | u128::from(low);
        Self {
            generator: Pcg64Mcg::new(state),
        }
    }

    /// Draws all 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// Draws from 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Is true with probability `probability`.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Draws a number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    /// Draws from `first` to `last`, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1).max(1) as usize) as i64
    }

    /// Draws an element, all alike; `items` must not be empty.
    pub fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// Draws an element by the Zipf-Mandelbrot law: the first are far more frequent than the last.
    pub fn pick_common<T: Clone>(&mut self, items: &[T]) -> T {
        const FLATNESS: f64 = 7.0;
        let count = items.len() as f64;
        let rank = FLATNESS * (((count + FLATNESS) / FLATNESS).powf(self.unit()) - 1.0);
        items[(rank as usize).min(items.len() - 1)].clone()
    }

    /// Draws the index of a weight, in proportion to the weights.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return index;
            }
        }
        weights.len() - 1
    }

    /// Counts successes until the first failure, at most `most`.
    pub fn run_of(&mut self, probability: f64, most: usize) -> usize {
        (0..most).take_while(|_| self.chance(probability)).count()
    }

    /// Draws a string of `length` decimal digits.
    pub fn digits(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }
}

/// Spreads the bits of a counter (the finaliser of SplitMix64).
fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_subject_draws_the_same_and_another_draws_otherwise() {
        let bits = |seed, subject| Draw::new(seed, subject).bits();
        assert_eq!(bits(1, 2), bits(1, 2));
        assert_ne!(bits(1, 2), bits(1, 3));
        assert_ne!(bits(1, 2), bits(2, 2));
    }

    #[test]
    fn the_first_of_a_list_is_common_and_the_last_is_rare_but_drawn() {
        let mut draw = Draw::new(1, 1);
        let items: Vec<usize> = (0..200).collect();
        let mut counts = [0; 200];
        for _ in 0..50_000 {
            counts[draw.pick_common(&items)] += 1;
        }
        assert!(counts[0] > 8 * counts[150], "{counts:?}");
        assert!(counts[190] > 0);
    }
}
