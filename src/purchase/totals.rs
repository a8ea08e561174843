//! What lines come to.

use super::day::Day;
use super::line::Line;

/// What some lines come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Distinct invoices.
    pub invoices: u64,
    /// Invoice lines.
    pub lines: u64,
    /// Their sum in hundredths of the currency unit, returns taken off.
    pub amount: i128,
    /// Days with a purchase; an invoice without a date counts as a day of its own, one that only takes back as none.
    pub visits: u64,
    /// Those of them with a date.
    pub dated_visits: u64,
    /// The day of the first purchase; none where no line has a date.
    pub first: Option<Day>,
    /// The day of the last purchase.
    pub last: Option<Day>,
}

impl Totals {
    /// Adds up lines; leaves in `days` the distinct days of purchases, in order.
    pub(super) fn of<'a>(
        lines: impl Iterator<Item = &'a Line> + Clone,
        invoices: &mut Vec<(u32, bool, Option<Day>)>,
        days: &mut Vec<Day>,
    ) -> Self {
        let mut totals = Self::default();
        invoices.clear();
        for line in lines {
            totals.lines += 1;
            totals.amount += i128::from(line.amount);
            let is_purchase = !line.is_return();
            let day = line.day.filter(|_| is_purchase);
            invoices.push((line.invoice, is_purchase, day));
        }
        invoices.sort_unstable();
        days.clear();
        days.extend(invoices.iter().filter_map(|(.., day)| *day));
        days.sort_unstable();
        days.dedup();
        let mut undated = 0;
        for invoice in invoices.chunk_by(|one, other| one.0 == other.0) {
            totals.invoices += 1;
            // The last one is a purchase and dated, if any is.
            let (_, is_purchase, day) = invoice[invoice.len() - 1];
            undated += u64::from(is_purchase && day.is_none());
        }
        totals.dated_visits = days.len() as u64;
        totals.visits = totals.dated_visits + undated;
        totals.first = days.first().copied();
        totals.last = days.last().copied();
        totals
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::purchase::line::{Buyer, By, Groups};
    use crate::record::RecordId;

    fn line(invoice: u32, date: &str, amount: i64) -> Line {
        Line {
            source: 0,
            row: 0,
            invoice,
            day: Day::parse(date),
            amount,
            quantity: 100,
            buyer: None,
        }
    }

    fn totals(lines: &[Line]) -> Totals {
        Totals::of(lines.iter(), &mut Vec::new(), &mut Vec::new())
    }

    #[test]
    fn a_day_is_one_visit_whatever_the_number_of_receipts() {
        let totals = totals(&[
            line(1, "2010-01-01", 100),
            line(1, "2010-01-01", 200),
            line(2, "2010-01-01", 300),
            line(3, "2010-02-01", 400),
        ]);
        assert_eq!((totals.lines, totals.invoices, totals.visits), (4, 3, 2));
        assert_eq!(totals.amount, 1000);
    }

    #[test]
    fn what_only_goes_back_is_no_visit_and_no_last_purchase() {
        let totals = totals(&[line(1, "2010-01-01", 100), line(2, "2010-03-01", -100)]);
        assert_eq!((totals.invoices, totals.visits, totals.amount), (2, 1, 0));
        assert_eq!(totals.last, Day::parse("2010-01-01"));
    }

    #[test]
    fn an_invoice_without_a_date_is_a_visit_of_its_own() {
        let totals = totals(&[
            line(1, "", 100),
            line(1, "", 100),
            line(2, "", 0),
            line(3, "2010-01-01", 5),
            line(3, "", 5),
        ]);
        assert_eq!((totals.visits, totals.dated_visits), (3, 1));
    }

    #[test]
    fn a_sum_beyond_64_bits_is_exact() {
        let lines = vec![line(1, "", i64::MAX); 3];
        assert_eq!(totals(&lines).amount, 3 * i128::from(i64::MAX));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_counted_twice_whoever_buys(
            rows in prop::collection::vec((0u32..6, 0u32..8, 0u8..5, any::<i64>()), 0..80),
        ) {
            let days = ["", "2009-01-01", "2009-06-01", "2010-01-01", "2010-12-31"];
            let lines: Vec<Line> = rows
                .iter()
                .map(|(customer, invoice, day, amount)| Line {
                    // The sixth is nobody.
                    buyer: (*customer < 5).then_some(Buyer {
                        record: RecordId(*customer),
                        customer: *customer,
                        by: By::Card,
                    }),
                    ..line(*invoice, days[usize::from(*day)], *amount)
                })
                .collect();
            let groups = Groups::new(&lines, 5, |buyer| buyer.customer as usize);
            let each = |customer: usize| {
                let own = groups.of(customer).iter().map(|at| &lines[*at as usize]);
                Totals::of(own, &mut Vec::new(), &mut Vec::new())
            };
            let nobodys = lines.iter().filter(|line| line.buyer.is_none());
            let nobody = Totals::of(nobodys, &mut Vec::new(), &mut Vec::new());
            let of_all: Vec<Totals> = (0..5).map(each).chain([nobody]).collect();
            let amount: i128 = of_all.iter().map(|totals| totals.amount).sum();
            prop_assert_eq!(amount, lines.iter().map(|line| i128::from(line.amount)).sum::<i128>());
            let count: u64 = of_all.iter().map(|totals| totals.lines).sum();
            prop_assert_eq!(count, lines.len() as u64);
            for (customer, totals) in of_all.iter().take(5).enumerate() {
                let mut turned: Vec<Line> = lines
                    .iter()
                    .filter(|line| line.buyer.is_some_and(|buyer| buyer.customer as usize == customer))
                    .copied()
                    .collect();
                turned.reverse();
                let again = Totals::of(turned.iter(), &mut Vec::new(), &mut Vec::new());
                prop_assert_eq!(&again, totals);
                prop_assert!(totals.visits <= totals.invoices + totals.dated_visits);
            }
        }
    }
}
