//! One invoice line, attributed; and lines put together by whom they belong to.

use super::day::Day;
use crate::record::RecordId;

/// What a line was attributed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The number of the card that was shown.
    Card,
    /// The name and particulars that were typed.
    Identity,
}

impl By {
    /// As it stands in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Identity => "identity",
        }
    }
}

/// To whom a line belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// The record that the line was found by; of several with one card number the first.
    pub record: RecordId,
    /// The customer of that record.
    pub customer: u32,
    /// What it was found by.
    pub by: By,
}

/// One invoice line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The place of its source among the sources.
    pub source: u16,
    /// Its accepted row, counted from 0.
    pub row: u32,
    /// Lines with one number are of one invoice.
    pub invoice: u32,
    /// The day of the purchase, where it is known.
    pub day: Option<Day>,
    /// In hundredths of the currency unit; zero where it could not be read.
    pub amount: i64,
    /// In hundredths of a piece, negative where goods came back; none where only an amount is charged.
    pub quantity: i64,
    /// Who bought; none where nobody is found.
    pub buyer: Option<Buyer>,
}

impl Line {
    /// Whether money went back. A line of nothing is no return, whatever its quantity.
    pub fn is_return(&self) -> bool {
        self.amount < 0
    }
}

/// The lines of each customer or record, by their places; nobody's lines are in none.
pub(super) struct Groups {
    /// Where the lines of each group start; one more than there are groups.
    starts: Vec<usize>,
    lines: Vec<u32>,
}

impl Groups {
    /// Sorts lines by group, by counting; lines of one group stay in order.
    pub(super) fn new(lines: &[Line], groups: usize, group: impl Fn(&Buyer) -> usize) -> Self {
        let mut starts = vec![0; groups + 1];
        for buyer in lines.iter().filter_map(|line| line.buyer.as_ref()) {
            starts[group(buyer) + 1] += 1;
        }
        for at in 0..groups {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; starts[groups]];
        for (at, line) in (0..).zip(lines) {
            if let Some(buyer) = &line.buyer {
                let place = &mut next[group(buyer)];
                sorted[*place] = at;
                *place += 1;
            }
        }
        Self {
            starts,
            lines: sorted,
        }
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The lines of a group.
    pub(super) fn of(&self, group: usize) -> &[u32] {
        &self.lines[self.starts[group]..self.starts[group + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_negative_amount_makes_a_return() {
        let is_return = |amount, quantity| {
            let line = Line {
                source: 0,
                row: 0,
                invoice: 0,
                day: None,
                amount,
                quantity,
                buyer: None,
            };
            line.is_return()
        };
        assert!(is_return(-100, -100) && is_return(-100, 100));
        assert!(!is_return(0, -100) && !is_return(100, 100));
    }
}
