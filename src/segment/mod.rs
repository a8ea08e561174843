//! Customers by what they are worth and where they stand.
//!
//! In: what each customer and each record bought, and whom one could write to. Out: per customer the scores for recency,
//! frequency and money, a named segment, a lifecycle stage, a value tier and the risk that the customer is gone; and
//! what a file of cards would have said instead. Equal customers always get equal answers, whatever their order.

pub mod churn;
pub mod lifecycle;
pub mod rfm;
pub mod rule;
pub mod tier;
pub mod view;

use rayon::prelude::*;

use crate::purchase::{Day, Purchases, Totals};
pub use lifecycle::Lifecycle;
pub use rfm::{Band, Scores};
pub use rule::{Bounds, Rule};
pub use tier::Tier;
pub use view::{View, Views};

/// How customers are put into segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The day from which is counted back; without it the day of the last purchase.
    pub reference: Option<Day>,
    /// A customer is new for so many days after the first purchase.
    pub new_days: i32,
    /// A customer is lapsed who has not bought for more days.
    pub lapsed_days: i32,
    /// A customer is lost who has not bought for more days.
    pub lost_days: i32,
    /// A customer is loyal from so many visits on.
    pub loyal_visits: u64,
    /// The named segments; the first whose conditions hold is a customer's.
    pub rules: Vec<Rule>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reference: None,
            new_days: 365,
            lapsed_days: 365,
            lost_days: 730,
            loyal_visits: 4,
            rules: Rule::usual(),
        }
    }
}

/// Where one customer stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Days since the last purchase; none without a dated one. What is dated after the reference day was bought on it.
    pub recency: Option<i32>,
    /// None without a purchase.
    pub scores: Option<Scores>,
    /// The place of the rule that names the segment; none without a purchase, or where no rule holds.
    pub rule: Option<usize>,
    /// The stage on the way from a name in the file to a loyal customer, and away.
    pub lifecycle: Lifecycle,
    /// None without a purchase.
    pub tier: Option<Tier>,
    /// The probability that the customer is gone; none without a dated purchase.
    pub churn: Option<f64>,
}

/// Customers in segments.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    /// By customer.
    pub customers: Vec<Standing>,
    /// The days since the last purchase that got each score, from 1 to 5.
    pub recency: Vec<Band>,
    /// The visits that got each score.
    pub frequency: Vec<Band>,
    /// The amounts that got each score, in hundredths.
    pub money: Vec<Band>,
    /// The mean of the days from one visit to the next, over all customers; none where nobody came twice.
    pub mean_days_between: Option<f64>,
    /// What cards say, and what customers say.
    pub views: Views,
    /// The settings in force.
    pub settings: Settings,
}

/// The word for a customer whom no rule names.
pub const OTHER: &str = "other";

/// Puts customers into segments.
///
/// `reachable` tells of each customer whether a telephone or e-mail is known, `customer_of` whose each record is.
pub fn segment(
    purchases: &Purchases,
    reachable: &[bool],
    customer_of: &[u32],
    settings: &Settings,
) -> Segments {
    let customers = &purchases.by_customer;
    let recency = |totals: &Totals| days_ago(purchases.reference, totals.last);
    let scored = rfm::score(customers, recency);
    let tiers = tier::tiers(customers);
    let mean = churn::mean_days_between(customers);
    let of_customer = |(at, totals): (usize, &Totals)| {
        let recency = recency(totals);
        let scores = scored.scores[at];
        Standing {
            recency,
            scores,
            rule: scores.and_then(|scores| {
                let mut rules = settings.rules.iter();
                rules.position(|rule| rule.holds(scores, totals.visits))
            }),
            lifecycle: lifecycle::stage(totals.visits, recency, reachable[at], settings),
            tier: tiers[at],
            churn: recency.map(|recency| churn::risk(totals, recency, mean, settings.lapsed_days)),
        }
    };
    Segments {
        customers: customers.par_iter().enumerate().map(of_customer).collect(),
        recency: scored.recency,
        frequency: scored.frequency,
        money: scored.money,
        mean_days_between: mean,
        views: view::compare(purchases, customer_of, settings),
        settings: settings.clone(),
    }
}

/// The days since a day; what lies ahead is today.
fn days_ago(reference: Option<Day>, day: Option<Day>) -> Option<i32> {
    Some(reference?.since(day?).max(0))
}
