//! What a file of cards says of buyers, and what customers say.

use serde::Serialize;

use super::{Settings, days_ago};
use crate::purchase::{Day, Purchases, Totals};

/// Buyers as one kind of file counts them: cards, or customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct View {
    /// Those with a purchase.
    pub buyers: usize,
    /// Of these, bought not longer ago than a customer may before being lapsed.
    pub active: usize,
    /// Lapsed.
    pub lapsed: usize,
    /// Lost.
    pub lost: usize,
    /// Without a dated purchase; the last four sum to `buyers`.
    pub undated: usize,
    /// Of the buyers, those whose first purchase is new.
    pub new: usize,
    /// Of the buyers, those with one visit.
    pub once: usize,
    /// Of the buyers, those with more.
    pub repeat: usize,
    /// Days with a purchase, over all buyers.
    pub visits: u64,
    /// What they bought, in hundredths.
    pub amount: i128,
}

/// Both views of the same lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Views {
    /// As a file of cards counts: each record with a purchase is a buyer.
    pub cards: View,
    /// As customers count.
    pub customers: View,
    /// New cards whose customer is not new.
    pub new_cards_of_old_customers: usize,
    /// Cards with one visit whose customer came more often.
    pub once_cards_of_repeat_customers: usize,
    /// Lapsed or lost cards whose customer is active.
    pub inactive_cards_of_active_customers: usize,
}

/// How long ago somebody came first and last.
struct Seen<'a> {
    reference: Option<Day>,
    settings: &'a Settings,
}

impl Seen<'_> {
    fn is_new(&self, totals: &Totals) -> bool {
        let first = days_ago(self.reference, totals.first);
        first.is_some_and(|days| days <= self.settings.new_days)
    }

    fn is_active(&self, totals: &Totals) -> bool {
        let last = days_ago(self.reference, totals.last);
        last.is_some_and(|days| days <= self.settings.lapsed_days)
    }

    fn view(&self, of: &[Totals]) -> View {
        let mut view = View::default();
        for totals in of.iter().filter(|totals| totals.visits > 0) {
            view.buyers += 1;
            match days_ago(self.reference, totals.last) {
                None => view.undated += 1,
                Some(days) if days > self.settings.lost_days => view.lost += 1,
                Some(days) if days > self.settings.lapsed_days => view.lapsed += 1,
                Some(_) => view.active += 1,
            }
            view.new += usize::from(self.is_new(totals));
            view.once += usize::from(totals.visits == 1);
            view.repeat += usize::from(totals.visits > 1);
            view.visits += totals.visits;
        }
        view.amount = of.iter().map(|totals| totals.amount).sum();
        view
    }
}

/// Counts buyers both ways.
pub(super) fn compare(purchases: &Purchases, customer_of: &[u32], settings: &Settings) -> Views {
    let seen = Seen {
        reference: purchases.reference,
        settings,
    };
    let mut views = Views {
        cards: seen.view(&purchases.by_record),
        customers: seen.view(&purchases.by_customer),
        ..Views::default()
    };
    for (card, customer) in purchases.by_record.iter().zip(customer_of) {
        if card.visits == 0 {
            continue;
        }
        let customer = &purchases.by_customer[*customer as usize];
        let count = |is_so: bool| usize::from(is_so);
        views.new_cards_of_old_customers += count(seen.is_new(card) && !seen.is_new(customer));
        views.once_cards_of_repeat_customers += count(card.visits == 1 && customer.visits > 1);
        let is_away = card.last.is_some() && !seen.is_active(card);
        views.inactive_cards_of_active_customers += count(is_away && seen.is_active(customer));
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(first: &str, last: &str, visits: u64, amount: i128) -> Totals {
        Totals {
            visits,
            dated_visits: visits,
            amount,
            first: Day::parse(first),
            last: Day::parse(last),
            ..Totals::default()
        }
    }

    #[test]
    fn a_new_card_of_an_old_customer_is_no_new_customer() {
        let purchases = Purchases {
            by_record: vec![
                totals("2007-05-01", "2007-05-01", 1, 500),
                totals("2010-11-01", "2010-11-01", 1, 700),
                totals("2010-10-01", "2010-10-01", 1, 300),
                Totals::default(),
            ],
            by_customer: vec![
                totals("2007-05-01", "2010-11-01", 2, 1200),
                totals("2010-10-01", "2010-10-01", 1, 300),
                Totals::default(),
            ],
            reference: Day::parse("2010-12-31"),
            ..Purchases::default()
        };
        let views = compare(&purchases, &[0, 0, 1, 2], &Settings::default());
        let counts = |view: View| {
            (
                view.buyers,
                view.active,
                view.lost,
                view.new,
                view.once,
                view.repeat,
            )
        };
        assert_eq!(counts(views.cards), (3, 2, 1, 2, 3, 0));
        assert_eq!(counts(views.customers), (2, 2, 0, 1, 1, 1));
        assert_eq!(views.cards.amount, views.customers.amount);
        assert_eq!(views.new_cards_of_old_customers, 1);
        assert_eq!(views.once_cards_of_repeat_customers, 2);
        assert_eq!(views.inactive_cards_of_active_customers, 1);
    }
}
