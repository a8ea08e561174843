//! One pass over the distinct values of a column.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::look::{SIGNS, Sign, look};
use super::reading::{Reader, hash};
use super::{ColumnProfile, Frequent, Settings, fact, pattern, share};
use crate::ingest::{Column, Field, Source};
use crate::text::clean::tidy;

/// Values that one thread takes at a time.
const PIECE: usize = 4096;

/// How many examples of values are given.
const EXAMPLES: usize = 3;

/// How many frequent values are named.
const FREQUENT: usize = 5;

/// How many patterns are named.
const PATTERNS: usize = 8;

/// Where fewer of the places are known, they are those of a country that no table holds.
const KNOWN_PLACES: f64 = 0.2;

/// A column and what its values showed.
pub(super) struct Scan<'a> {
    pub(super) column: &'a Column,
    pub(super) reader: Reader,
    /// Rows by value.
    pub(super) counts: Vec<u32>,
    /// What each value means; 0 for nothing.
    pub(super) meanings: Vec<u64>,
    pub(super) tally: Tally,
}

/// Values of digits alone that have one length.
#[derive(Clone, Copy, Default)]
pub(super) struct Digits {
    pub(super) rows: u64,
    /// Rows whose value begins with 0.
    pub(super) zero: u64,
}

/// What is counted over the values; sums do not depend on their order.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) filled: u64,
    pub(super) placeholders: u64,
    pub(super) distinct: u64,
    pub(super) unique: u64,
    pub(super) valid: u64,
    /// Rows and distinct values by length.
    pub(super) lengths: BTreeMap<u64, (u64, u64)>,
    pub(super) digits: BTreeMap<u64, Digits>,
    patterns: FxHashMap<String, u64>,
    signs: [u64; SIGNS],
    /// The values with the lowest hashes.
    examples: Vec<(u64, u32)>,
    /// Values in several rows.
    pub(super) repeated: Vec<u32>,
    /// Values that stand for nothing.
    pub(super) nothing: Vec<u32>,
    /// Values that are not understood.
    pub(super) invalid: Vec<u32>,
}

impl Tally {
    pub(super) fn rows_with(&self, sign: Sign) -> u64 {
        self.signs[sign as usize]
    }

    /// Takes in one value and returns what it means.
    fn add(
        &mut self,
        at: u32,
        value: &str,
        rows: u64,
        reader: &Reader,
        buffer: &mut String,
    ) -> u64 {
        if tidy(value).is_empty() {
            return 0;
        }
        if reader.is_placeholder(value) {
            self.placeholders += rows;
            self.nothing.push(at);
            return 0;
        }
        self.filled += rows;
        self.distinct += 1;
        if rows == 1 {
            self.unique += 1;
        } else {
            self.repeated.push(at);
        }
        let reading = reader.read(value).unwrap_or_default();
        if reading.is_valid {
            self.valid += rows;
        } else {
            self.invalid.push(at);
        }
        let trimmed = value.trim();
        let length = trimmed.chars().count() as u64;
        let of_length = self.lengths.entry(length).or_default();
        of_length.0 += rows;
        of_length.1 += 1;
        if trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
            let digits = self.digits.entry(length).or_default();
            digits.rows += rows;
            digits.zero += if trimmed.starts_with('0') { rows } else { 0 };
        }
        pattern::pattern(value, buffer);
        match self.patterns.get_mut(buffer.as_str()) {
            Some(count) => *count += rows,
            None => {
                self.patterns.insert(buffer.clone(), rows);
            }
        }
        look(value, reader, &reading, |sign| {
            self.signs[sign as usize] += rows;
        });
        self.examples.push((hash(value), at));
        if self.examples.len() > 64 {
            self.examples.sort_unstable();
            self.examples.truncate(EXAMPLES);
        }
        reading.meaning
    }

    fn merge(&mut self, other: Self) {
        self.filled += other.filled;
        self.placeholders += other.placeholders;
        self.distinct += other.distinct;
        self.unique += other.unique;
        self.valid += other.valid;
        for (length, (rows, values)) in other.lengths {
            let of_length = self.lengths.entry(length).or_default();
            of_length.0 += rows;
            of_length.1 += values;
        }
        for (length, digits) in other.digits {
            let of_length = self.digits.entry(length).or_default();
            of_length.rows += digits.rows;
            of_length.zero += digits.zero;
        }
        for (pattern, rows) in other.patterns {
            *self.patterns.entry(pattern).or_default() += rows;
        }
        for (sign, rows) in self.signs.iter_mut().zip(other.signs) {
            *sign += rows;
        }
        self.examples.extend(other.examples);
        self.repeated.extend(other.repeated);
        self.nothing.extend(other.nothing);
        self.invalid.extend(other.invalid);
    }
}

impl<'a> Scan<'a> {
    pub(super) fn new(source: &Source, column: &'a Column) -> Self {
        let mut counts = vec![0_u32; column.values.len()];
        for cell in &column.cells {
            counts[*cell as usize] += 1;
        }
        let reader = Reader::new(source, column);
        let pieces: Vec<(Vec<u64>, Tally)> = counts
            .par_chunks(PIECE)
            .enumerate()
            .map(|(piece, counts)| {
                let mut tally = Tally::default();
                let mut buffer = String::new();
                let meanings = counts
                    .iter()
                    .zip(piece * PIECE..)
                    .map(|(rows, at)| {
                        if *rows == 0 {
                            return 0;
                        }
                        let number = u32::try_from(at).expect("values are numbered by u32");
                        let value = &column.values[at];
                        tally.add(number, value, u64::from(*rows), &reader, &mut buffer)
                    })
                    .collect();
                (meanings, tally)
            })
            .collect();
        let mut meanings = Vec::with_capacity(counts.len());
        let mut tally = Tally::default();
        for (of_piece, counted) in pieces {
            meanings.extend(of_piece);
            tally.merge(counted);
        }
        Self {
            column,
            reader,
            counts,
            meanings,
            tally,
        }
    }

    pub(super) fn field(&self) -> Field {
        self.column.field
    }

    /// What an accepted row means in this column, 0 for nothing.
    pub(super) fn meaning(&self, row: usize) -> u64 {
        self.meanings[self.column.cells[row] as usize]
    }

    pub(super) fn value(&self, at: u32) -> &'a str {
        &self.column.values[at as usize]
    }

    pub(super) fn rows(&self, at: u32) -> u64 {
        self.counts[at as usize].into()
    }

    /// The values that stand in most rows, of equally frequent ones those with the lowest hash.
    pub(super) fn most_frequent(&self, mut values: Vec<u32>, most: usize) -> Vec<u32> {
        let rank = |at: &u32| {
            let value = self.value(*at);
            (Reverse(self.rows(*at)), hash(value), value)
        };
        if values.len() > most {
            values.select_nth_unstable_by_key(most, rank);
            values.truncate(most);
        }
        values.sort_unstable_by_key(rank);
        values
    }

    /// Filled rows whose value is understood; `None` where the field takes any text.
    pub(super) fn valid(&self) -> Option<u64> {
        let tally = &self.tally;
        let is_place = matches!(
            self.field(),
            Field::City | Field::Province | Field::BirthPlace
        );
        let is_abroad = is_place && share(tally.valid, tally.filled) < KNOWN_PLACES;
        (self.reader.has_validity() && tally.filled > 0 && !is_abroad).then_some(tally.valid)
    }

    /// The profile of the column, its suspicious values still missing.
    pub(super) fn profile(&self, settings: Settings) -> ColumnProfile {
        let (column, tally) = (self.column, &self.tally);
        let mut examples: Vec<(u64, &str)> = tally
            .examples
            .iter()
            .map(|(hash, at)| (*hash, self.value(*at)))
            .collect();
        examples.sort_unstable();
        examples.truncate(EXAMPLES);
        let frequent = self.most_frequent(tally.repeated.clone(), FREQUENT);
        let lengths: BTreeMap<u64, u64> = tally
            .lengths
            .iter()
            .map(|(length, (rows, _))| (*length, *rows))
            .collect();
        let of_filled = |value: String, rows: u64| Frequent {
            value,
            rows,
            share: share(rows, tally.filled),
        };
        ColumnProfile {
            header: column.header.clone(),
            field: column.field.word().to_owned(),
            score: column.score,
            reason: column.reason.clone(),
            rows: column.cells.len() as u64,
            filled: tally.filled,
            placeholders: tally.placeholders,
            distinct: tally.distinct,
            unique: tally.unique,
            valid: self.valid(),
            frequent: frequent
                .into_iter()
                .map(|at| of_filled(settings.show(self.value(at)), self.rows(at)))
                .collect(),
            examples: examples
                .into_iter()
                .map(|(_, value)| settings.show(value))
                .collect(),
            facts: fact::find(self),
            suspicious: Vec::new(),
            lengths: pattern::lengths(&lengths),
            patterns: self
                .patterns()
                .into_iter()
                .map(|(pattern, rows)| of_filled(pattern.to_owned(), rows))
                .collect(),
        }
    }

    fn patterns(&self) -> Vec<(&str, u64)> {
        let mut patterns: Vec<(&str, u64)> = self
            .tally
            .patterns
            .iter()
            .map(|(pattern, rows)| (pattern.as_str(), *rows))
            .collect();
        patterns.sort_unstable_by_key(|(pattern, rows)| (Reverse(*rows), *pattern));
        patterns.truncate(PATTERNS);
        patterns
    }
}
