//! What customers are worth and where they stand, for the audit.

use serde::Serialize;

use crate::publish::Findings;
use crate::purchase::Purchases;
use crate::segment::{Band, Lifecycle, OTHER, Rule, Segments, Standing, Tier, Views};

/// Segments, and the two views of cards and customers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SegmentsAudit {
    /// The day from which is counted back; none where no line has a date.
    pub reference: Option<String>,
    /// Lines dated after it; they count as bought on it.
    pub lines_after_reference: u64,
    /// A customer is new for so many days.
    pub new_days: i32,
    /// Lapsed after so many.
    pub lapsed_days: i32,
    /// Lost after so many.
    pub lost_days: i32,
    /// Loyal from so many visits on.
    pub loyal_visits: u64,
    /// What a file of cards says, and what customers say.
    pub views: Views,
    /// Days since the last purchase by score, from 1 to 5.
    pub recency: Vec<Band>,
    /// Visits by score.
    pub frequency: Vec<Band>,
    /// Amounts in hundredths by score.
    pub money: Vec<Band>,
    /// The named segments in the order of their rules.
    pub named: Vec<GroupAudit>,
    /// The stages, from suspect to lost.
    pub lifecycle: Vec<GroupAudit>,
    /// The tiers, the most valuable first.
    pub tiers: Vec<GroupAudit>,
    /// The mean of the days from one visit to the next; none where nobody came twice.
    pub mean_days_between: Option<f64>,
    /// Customers by tenths of the probability that they are gone: (from, customers), all ten.
    pub churn: Vec<(f64, usize)>,
}

/// Customers who are in one group, and what they bought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupAudit {
    /// The word in the golden file.
    pub name: String,
    /// What it takes to be in it, as it is written in the settings.
    pub rule: String,
    /// Customers.
    pub customers: usize,
    /// What they bought, in hundredths.
    pub amount: i128,
}

/// Gathers the segments; none where no source holds invoices.
pub(super) fn gather(findings: &Findings) -> Option<SegmentsAudit> {
    let (purchases, segments) = (findings.purchases.as_ref()?, findings.segments.as_ref()?);
    let settings = &segments.settings;
    let of_rule = |at: Option<usize>, rule: String, name: &str| {
        let is_in = |standing: &Standing| standing.scores.is_some() && standing.rule == at;
        group(purchases, segments, name, rule, is_in)
    };
    let mut named: Vec<GroupAudit> = settings
        .rules
        .iter()
        .enumerate()
        .map(|(at, rule)| of_rule(Some(at), words(rule), &rule.name))
        .collect();
    let other = of_rule(None, "no rule holds".to_owned(), OTHER);
    named.extend(Some(other).filter(|other| other.customers > 0));
    let stage = |stage: Lifecycle| {
        let is_in = |standing: &Standing| standing.lifecycle == stage;
        let rule = match stage {
            Lifecycle::Suspect => "no purchase, telephone or e-mail known".to_owned(),
            Lifecycle::Prospect => "no purchase known, a telephone or e-mail is".to_owned(),
            Lifecycle::FirstTime => "1 visit".to_owned(),
            Lifecycle::Repeat => "more visits".to_owned(),
            Lifecycle::Loyal => format!("{} visits or more", settings.loyal_visits),
            Lifecycle::Lapsed => {
                format!("no purchase for more than {} days", settings.lapsed_days)
            }
            Lifecycle::Lost => format!("no purchase for more than {} days", settings.lost_days),
        };
        group(purchases, segments, stage.word(), rule, is_in)
    };
    let tier = |tier: Tier| {
        let is_in = |standing: &Standing| standing.tier == Some(tier);
        let rule = match tier {
            Tier::A => "those above bring less than 80 % of the money",
            Tier::B => "those above bring 80 % to less than 95 %",
            Tier::C => "those above bring 95 % or more",
        };
        group(purchases, segments, tier.word(), rule.to_owned(), is_in)
    };
    Some(SegmentsAudit {
        reference: purchases.reference.map(|day| day.iso()),
        lines_after_reference: purchases.after_reference,
        new_days: settings.new_days,
        lapsed_days: settings.lapsed_days,
        lost_days: settings.lost_days,
        loyal_visits: settings.loyal_visits,
        views: segments.views,
        recency: segments.recency.clone(),
        frequency: segments.frequency.clone(),
        money: segments.money.clone(),
        named,
        lifecycle: Lifecycle::ALL.map(stage).into(),
        tiers: Tier::ALL.map(tier).into(),
        mean_days_between: segments.mean_days_between,
        churn: churn(segments),
    })
}

fn group(
    purchases: &Purchases,
    segments: &Segments,
    name: &str,
    rule: String,
    is_in: impl Fn(&Standing) -> bool,
) -> GroupAudit {
    let mut group = GroupAudit {
        name: name.to_owned(),
        rule,
        ..GroupAudit::default()
    };
    for (standing, totals) in segments.customers.iter().zip(&purchases.by_customer) {
        if is_in(standing) {
            group.customers += 1;
            group.amount += totals.amount;
        }
    }
    group
}

/// The conditions of a rule: `r 4-5, f 4-5`.
fn words(rule: &Rule) -> String {
    let conditions = rule.conditions();
    let words: Vec<String> = conditions
        .map(|(key, bounds)| format!("{key} {bounds}"))
        .collect();
    words.join(", ")
}

fn churn(segments: &Segments) -> Vec<(f64, usize)> {
    const TENTHS: usize = 10;
    let mut customers = [0; TENTHS];
    for risk in segments.customers.iter().filter_map(|it| it.churn) {
        customers[((risk * TENTHS as f64) as usize).min(TENTHS - 1)] += 1;
    }
    let from = (0..TENTHS).map(|tenth| tenth as f64 / TENTHS as f64);
    from.zip(customers).collect()
}
