//! How somebody buys: how often, where, what, how it is paid, what goes back, and whether it grows.

use super::day::Day;
use super::line::Line;
use super::words::{Topic, Word};

/// The days of a year, as they are counted back from the reference day.
pub const YEAR: i32 = 365;

/// What somebody bought in most of the invoices that say anything of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Favourite {
    /// What it is.
    pub word: Word,
    /// Invoices with it.
    pub invoices: u64,
    /// Invoices that say anything.
    pub of: u64,
}

/// How a customer buys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Habits {
    /// Pieces in hundredths, returns taken off.
    pub quantity: i128,
    /// The median of the days from one day with purchases to the next; none before the second.
    pub days_between: Option<f64>,
    /// By [`Topic::ALL`].
    pub favourites: [Option<Favourite>; Topic::ALL.len()],
    /// Lines with a negative amount.
    pub return_lines: u64,
    /// Their sum in hundredths; never above zero.
    pub return_amount: i128,
    /// What lines of the year up to the reference day come to, in hundredths.
    pub last_year: i128,
    /// What those of the year before come to.
    pub year_before: i128,
}

impl Habits {
    /// Adds up quantities, returns and years.
    pub(super) fn of<'a>(
        lines: impl Iterator<Item = &'a Line>,
        days: &[Day],
        reference: Option<Day>,
    ) -> Self {
        let mut habits = Self {
            days_between: median_between(days),
            ..Self::default()
        };
        for line in lines {
            let amount = i128::from(line.amount);
            habits.quantity += i128::from(line.quantity);
            if line.is_return() {
                habits.return_lines += 1;
                habits.return_amount += amount;
            }
            let ago = reference
                .zip(line.day)
                .map(|(reference, day)| reference.since(day));
            match ago {
                Some(ago) if (0..YEAR).contains(&ago) => habits.last_year += amount,
                Some(ago) if (YEAR..2 * YEAR).contains(&ago) => habits.year_before += amount,
                _ => {}
            }
        }
        habits
    }

    /// From -1 (nothing in the last year) over 0 (as much as in the year before) to 1 (nothing in the year before).
    ///
    /// None where neither year comes to anything; a year in which more went back than was bought counts as nothing.
    pub fn trend(&self) -> Option<f64> {
        let (last, before) = (self.last_year.max(0), self.year_before.max(0));
        (last + before > 0).then(|| (last - before) as f64 / (last + before) as f64)
    }
}

/// The median of the days between neighbours.
fn median_between(days: &[Day]) -> Option<f64> {
    let mut between: Vec<i32> = days.windows(2).map(|two| two[1].since(two[0])).collect();
    between.sort_unstable();
    let middle = between.len() / 2;
    let upper = *between.get(middle)?;
    let lower = if between.len().is_multiple_of(2) {
        between[middle - 1]
    } else {
        upper
    };
    Some(f64::from(lower + upper) / 2.0)
}

/// What is bought in most invoices; of equals what comes to most, of those the first text in order.
///
/// Takes (word, invoice, amount) of every line that says something and took nothing back.
pub(super) fn favourite(said: &mut [(Word, u32, i64)]) -> Option<Favourite> {
    said.sort_unstable();
    let mut best: Option<(Favourite, i128)> = None;
    for lines in said.chunk_by(|one, other| one.0 == other.0) {
        let invoices = lines.chunk_by(|one, other| one.1 == other.1).count() as u64;
        let amount: i128 = lines.iter().map(|line| i128::from(line.2)).sum();
        let is_better = best
            .as_ref()
            .is_none_or(|(known, sum)| (invoices, amount) > (known.invoices, *sum));
        if is_better {
            let word = lines[0].0;
            best = Some((
                Favourite {
                    word,
                    invoices,
                    of: 0,
                },
                amount,
            ));
        }
    }
    let (best, _) = best?;
    said.sort_unstable_by_key(|line| line.1);
    let of = said.chunk_by(|one, other| one.1 == other.1).count() as u64;
    Some(Favourite { of, ..best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase::words::word;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn line(date: &str, amount: i64, quantity: i64) -> Line {
        Line {
            source: 0,
            row: 0,
            invoice: 1,
            day: Day::parse(date),
            amount,
            quantity,
            buyer: None,
        }
    }

    #[test]
    fn the_median_is_that_of_the_days_between() {
        let days = ["2010-01-01", "2010-01-11", "2010-01-31", "2010-07-01"].map(day);
        // 10, 20 and 151 days.
        assert_eq!(median_between(&days), Some(20.0));
        assert_eq!(median_between(&days[..3]), Some(15.0));
        assert_eq!(median_between(&days[..1]), None);
    }

    #[test]
    fn years_are_counted_back_from_the_reference_day() {
        let lines = [
            line("2010-12-31", 100, 100),
            line("2010-01-01", 200, 100),
            line("2009-12-31", 400, 100),
            line("2009-01-01", 800, 100),
            line("2008-12-31", 1600, 100),
            line("2011-01-01", 3200, 100),
            line("", 6400, 100),
        ];
        let habits = Habits::of(lines.iter(), &[], Some(day("2010-12-31")));
        assert_eq!((habits.last_year, habits.year_before), (300, 1200));
        assert_eq!(habits.trend(), Some(-0.6));
        assert_eq!(habits.quantity, 700);
    }

    #[test]
    fn a_trend_needs_a_year_that_comes_to_something() {
        let trend = |last_year, year_before| {
            Habits {
                last_year,
                year_before,
                ..Habits::default()
            }
            .trend()
        };
        assert_eq!(trend(0, 0), None);
        assert_eq!(trend(-500, 0), None);
        assert_eq!(trend(500, -20), Some(1.0));
        assert_eq!(trend(0, 1), Some(-1.0));
        assert_eq!(trend(700, 700), Some(0.0));
    }

    #[test]
    fn what_goes_back_is_counted_by_itself() {
        let lines = [
            line("2010-12-31", 100, 200),
            line("2010-12-31", -40, -100),
            line("2010-12-31", 0, 100),
        ];
        let habits = Habits::of(lines.iter(), &[], None);
        assert_eq!((habits.return_lines, habits.return_amount), (1, -40));
        assert_eq!((habits.quantity, habits.last_year), (200, 0));
    }

    #[test]
    fn the_favourite_is_in_most_invoices_and_then_comes_to_most() {
        let (tv, fan, ac) = (word(0), word(1), word(2));
        let of = |said: &[(Word, u32, i64)]| favourite(&mut said.to_vec()).expect("a favourite");
        // Two lines of one invoice count once.
        let chosen = of(&[
            (tv, 1, 900),
            (tv, 1, 900),
            (fan, 1, 10),
            (fan, 2, 10),
            (ac, 3, 5),
        ]);
        assert_eq!((chosen.word, chosen.invoices, chosen.of), (fan, 2, 3));
        assert_eq!(of(&[(ac, 1, 50), (fan, 2, 60), (tv, 3, 50)]).word, fan);
        assert_eq!(of(&[(ac, 2, 50), (tv, 1, 50)]).word, tv);
        assert_eq!(favourite(&mut Vec::new()), None);
    }
}
