//! How likely it is that a customer is gone, by the customer's own rhythm.

use crate::purchase::Totals;

/// The mean of the days from one day with a purchase to the next, over all customers; none where nobody came twice.
pub fn mean_days_between(customers: &[Totals]) -> Option<f64> {
    let (days, times) = customers
        .iter()
        .fold((0i64, 0u64), |(days, times), totals| {
            let (own, again) = rhythm(totals);
            (days + i64::from(own), times + again)
        });
    (times > 0).then(|| days as f64 / times as f64)
}

/// The days from the first to the last purchase, and how often the customer came again on a known day.
fn rhythm(totals: &Totals) -> (i32, u64) {
    match (totals.first, totals.last) {
        (Some(first), Some(last)) if last > first => {
            (last.since(first), totals.dated_visits.saturating_sub(1))
        }
        _ => (0, 0),
    }
}

/// The probability that a customer is gone who was last seen `recency` days ago.
///
/// A customer comes at random times, at a rate of her own, and may leave for good after each visit. Before anything
/// is known of her, her rate is that of all customers, counted as one visit (`mean` days apart; `usual_days` where
/// nobody came twice), and leaving is as likely as staying. With x further visits in the T days from first to last
/// and t days since:
///
/// risk = 1 / (1 + (1 + x) ((mean + T) / (mean + T + t))^(1 + x))
///
/// Someone seen once, today, is gone with a probability of 1/2; someone who came weekly for a year is soon missed.
///
/// # Source
///
/// The MBG/NBD model: Batislam, Denizel and Filiztekin, "Empirical validation and comparison of models for customer
/// base analysis" (2007), 1 - P(active) with r = a = b = 1 and alpha = mean.
pub fn risk(totals: &Totals, recency: i32, mean: Option<f64>, usual_days: i32) -> f64 {
    let (days, again) = rhythm(totals);
    let mean = mean.unwrap_or_else(|| f64::from(usual_days)).max(1.0);
    let seen = mean + f64::from(days);
    let visits = 1.0 + again as f64;
    let stays = visits * (seen / (seen + f64::from(recency))).powf(visits);
    1.0 / (1.0 + stays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase::Day;

    fn customer(first: &str, last: &str, visits: u64) -> Totals {
        Totals {
            visits,
            dated_visits: visits,
            first: Day::parse(first),
            last: Day::parse(last),
            ..Totals::default()
        }
    }

    #[test]
    fn the_risk_is_that_of_the_formula() {
        let once = customer("2010-01-01", "2010-01-01", 1);
        assert_eq!(risk(&once, 0, Some(100.0), 365), 0.5);
        // 1 / (1 + 100/200).
        assert!((risk(&once, 100, Some(100.0), 365) - 2.0 / 3.0).abs() < 1e-12);
        // Nobody came twice: 1 / (1 + 365/730).
        assert!((risk(&once, 365, None, 365) - 2.0 / 3.0).abs() < 1e-12);
        // 1 / (1 + 3 (150/200)^3): two more visits in 100 days, last seen 50 days ago.
        let thrice = customer("2010-01-01", "2010-04-11", 3);
        let expected = 1.0 / (1.0 + 3.0 * 0.75f64.powi(3));
        assert!((risk(&thrice, 50, Some(50.0), 365) - expected).abs() < 1e-12);
    }

    #[test]
    fn who_came_often_is_missed_sooner() {
        let weekly = customer("2009-01-01", "2010-01-01", 53);
        let yearly = customer("2005-01-01", "2010-01-01", 6);
        let risk = |totals, recency| risk(totals, recency, Some(120.0), 365);
        assert!(risk(&weekly, 180) > 0.99);
        assert!(risk(&yearly, 180) < 0.3);
        assert!(risk(&weekly, 7) < risk(&weekly, 30));
    }

    #[test]
    fn the_mean_is_over_all_intervals_of_all_customers() {
        let customers = [
            customer("2010-01-01", "2010-01-31", 3),
            customer("2010-01-01", "2010-03-02", 2),
            customer("2010-01-01", "2010-01-01", 1),
            Totals::default(),
        ];
        // 30 days in two intervals and 60 in one.
        assert_eq!(mean_days_between(&customers), Some(30.0));
        assert_eq!(mean_days_between(&customers[2..]), None);
    }
}
