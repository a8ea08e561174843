//! How records were brought together: what was compared, and what agreement was worth.

use maud::{Markup, html};

use super::figure::{count, decimal, one_in, percent, probability, signed, weight_bar};
use super::{section, table};
use crate::block::RuleCost;
use crate::report::audit::{
    BlockingAudit, CommonKeyAudit, ComparisonAudit, LevelAudit, ModelAudit,
};

/// The blocking plan, and what was left out of it.
pub(super) fn blocking(blocking: &BlockingAudit) -> Markup {
    let total = |figure: fn(&RuleCost) -> u64| -> u128 {
        blocking
            .rules
            .iter()
            .map(|rule| u128::from(figure(rule)))
            .sum()
    };
    let body = html! {
        thead {
            tr {
                th scope="col" { "Blocking rule" }
                th.number scope="col" { "Records" }
                th.number scope="col" { "Blocks" }
                th.number scope="col" { "Pairs" }
                th.number scope="col" { "Finds" }
                th.number scope="col" { "Blocks split" }
                th.number scope="col" { "Pairs not compared" }
            }
        }
        tbody {
            @for rule in &blocking.rules {
                tr {
                    th scope="row" { (rule.rule) }
                    td.number { (count(rule.records)) }
                    td.number { (count(rule.blocks)) }
                    td.number { (count(rule.pairs)) }
                    td.number { (share(rule.finds)) }
                    td.number { (count(rule.refined_blocks)) }
                    td.number { (count(rule.lost_pairs)) }
                }
            }
            tr.balance {
                th scope="row" { "All rules" }
                td.number { "" }
                td.number { (count(total(|rule| rule.blocks))) }
                td.number { (count(total(|rule| rule.pairs))) }
                td.number { (share(blocking.estimate.found)) }
                td.number { (count(total(|rule| rule.refined_blocks))) }
                td.number { (count(total(|rule| rule.lost_pairs))) }
            }
        }
    };
    let (possible, compared) = (
        blocking.possible_pairs as f64,
        blocking.candidate_pairs as f64,
    );
    section(
        "blocking",
        &html! {
            p {
                "Of " (count(blocking.possible_pairs)) " pairs that exist, "
                (count(blocking.candidate_pairs)) " (" (percent(compared, possible))
                ") were compared, each once. "
                "A pair may be in the blocks of several rules, so the rules add up to more."
            }
            @if let Some(recall) = blocking.estimate.recall.filter(|_| blocking.estimate.likely_pairs > 0) {
                p {
                    "By an estimate from " (count(blocking.estimate.likely_pairs))
                    " sampled pairs that are likely matches, about " (percent(recall, 1.0))
                    " of all matches were among them, or more."
                }
            }
            (declared_loss(
            blocking.block_limit,
            total(|rule| rule.refined_blocks),
            total(|rule| rule.lost_pairs),
        ))
            @if blocking.rules.is_empty() { p.none { "No blocking rule was used." } }
            @else { (table("Blocking rules and what they cost", &body)) }
            @if !blocking.unused_rules.is_empty() {
                p.note {
                    "These rules were not used, because the others make as many keys as are paid for: "
                    (blocking.unused_rules.join(", ")) "."
                }
            }
            @if !blocking.common_keys.is_empty() { (common_keys(&blocking.common_keys)) }
        },
    )
}

/// A share, where there is one.
fn share(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| percent(share, 1.0))
}

/// The keys that would have cost most.
fn common_keys(keys: &[CommonKeyAudit]) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Blocking rule" }
                th scope="col" { "Key, masked" }
                th.number scope="col" { "Records" }
                th.number scope="col" { "Pairs it would cost" }
                th.number scope="col" { "Pairs not compared" }
            }
        }
        tbody {
            @for key in keys {
                tr {
                    th scope="row" { (key.rule) }
                    td { code { (key.key) } }
                    td.number { (count(key.records)) }
                    td.number { (count(key.pairs)) }
                    td.number { (count(key.lost_pairs)) }
                }
            }
        }
    };
    table("The commonest keys that were not compared whole", &body)
}

fn declared_loss(block_limit: usize, blocks: u128, pairs: u128) -> Markup {
    html! {
        p.note {
            strong { "Declared loss. " }
            @if blocks == 0 { "No block was too common to be compared whole." }
            @else {
                (count(blocks)) @if blocks == 1 { " block was" } @else { " blocks were" }
                " too common to be compared whole and were split by a second key; the largest that any rule compares has "
                (count(block_limit)) " records. At least " (count(pairs))
                " of their pairs were not compared for that key; they were compared all the same wherever "
                "they share another key."
            }
        }
    }
}

/// A class of pairs beside the matches at one residence and the random pairs.
struct Class {
    heading: &'static str,
    /// What its pairs are, beside "two random records".
    fact: &'static str,
    /// When a level is seen in it.
    seen: &'static str,
    prior: fn(&ModelAudit) -> f64,
    level: fn(&LevelAudit) -> f64,
}

const CLASSES: [Class; 4] = [
    Class {
        heading: "Moved",
        fact: "They match, and the person has moved",
        seen: "when they name one person who has moved",
        prior: |model| model.moved_prior,
        level: |level| level.moved,
    },
    Class {
        heading: "Household",
        fact: "They name two people of one household",
        seen: "when they name two people at one address or telephone",
        prior: |model| model.household_prior,
        level: |level| level.household,
    },
    Class {
        heading: "Neighbour",
        fact: "They name two people in like surroundings",
        seen: "when they name two people in like surroundings",
        prior: |model| model.neighbour_prior,
        level: |level| level.neighbour,
    },
    Class {
        heading: "Namesake",
        fact: "They name two of one name",
        seen: "when they name two of one name, such as branches of a chain",
        prior: |model| model.namesake_prior,
        level: |level| level.namesake,
    },
];

/// What the model learned: the worth of each level of agreement. Classes that it has left out are not shown.
pub(super) fn model(model: &ModelAudit) -> Markup {
    let figures = model.cross_validated.as_ref();
    let left_out = figures.is_some_and(|figures| figures.objection().is_some());
    let classes: Vec<&Class> = CLASSES
        .iter()
        .filter(|class| (class.prior)(model) > 0.0)
        .collect();
    section(
        "model",
        &html! {
            p {
                "Each attribute of a pair adds its weight, in bits: one bit more doubles the odds of a match, "
                "one less halves them. A total starts at " (signed(model.prior_weight, 1))
                " bits, because two records taken at random hardly ever match; from "
                strong { (signed(model.threshold, 1)) " bits" } " on the pair is joined."
            }
            dl.facts {
                dt { "Two random records match" } dd { (one_in(model.prior)) }
                @for class in &classes {
                    dt { (class.fact) } dd { (one_in((class.prior)(model))) }
                }
                dt { "Learned from" } dd {
                    (count(model.training_pairs)) " candidate pairs (m) and "
                    (count(model.random_pairs)) " random pairs (u)"
                    @if left_out { ", and not from the labels, which were left out" }
                    @else if let Some(labels) = &model.labels {
                        ", and the labels of " (count(labels.records)) " records of "
                        (count(labels.persons)) " persons"
                    }
                }
                @if let Some(labels) = &model.labels {
                    dt { "Labelled pairs of one person that were compared" } dd {
                        (count(labels.true_candidates)) " of " (count(labels.true_pairs)) " ("
                        (percent(labels.true_candidates as f64, labels.true_pairs as f64)) ")"
                    }
                }
                @if let Some(figures) = &model.cross_validated {
                    dt { "On persons whose labels were kept back" } dd {
                        "pairwise precision " (percent(figures.precision, 1.0))
                        ", recall " (percent(figures.recall, 1.0))
                        ", F1 " (percent(figures.f1, 1.0))
                        ", without labels F1 " (percent(figures.f1_without_labels, 1.0))
                    }
                }
                dt { "Learning" } dd {
                    @if model.iterations == 0 { "took no rounds" }
                    @else if model.converged { "settled after " (count(model.iterations)) " rounds" }
                    @else { strong.bad { "did not settle" } " within " (count(model.iterations)) " rounds" }
                }
            }
            @if model.comparisons.is_empty() { p.none { "No attribute was compared." } }
            @else { (levels(&model.comparisons, &classes)) }
        },
    )
}

fn levels(comparisons: &[ComparisonAudit], classes: &[&Class]) -> Markup {
    let weights = comparisons.iter().flat_map(|comparison| &comparison.levels);
    let largest = weights
        .map(|level| level.weight.abs())
        .filter(|weight| weight.is_finite())
        .fold(0.0, f64::max);
    let body = html! {
        thead {
            tr {
                th scope="col" { "Level" }
                th.number scope="col" { "m" }
                th.number scope="col" { "u" }
                @for class in classes { th.number scope="col" { (class.heading) } }
                th.number scope="col" { "Weight in bits" }
                th.wide scope="col" { "against" span.right { "for" } }
            }
        }
        @for comparison in comparisons {
            tbody {
                tr.group {
                    th colspan=(5 + classes.len()) scope="rowgroup" {
                        code { (comparison.attribute) }
                        span {
                            "compared as " (comparison.kind) ", " (count(comparison.filled)) " values, "
                            (count(comparison.distinct)) " distinct"
                        }
                    }
                }
                @for level in &comparison.levels {
                    tr {
                        th scope="row" { (level.name) }
                        td.number { (probability(level.m)) }
                        td.number { (probability(level.u)) }
                        @for class in classes { td.number { (probability((class.level)(level))) } }
                        td.number { (signed(level.weight, 1)) }
                        td { (weight_bar(level.weight, largest)) }
                    }
                }
            }
        }
    };
    html! {
        (table("Levels of agreement and their weights, weakest first", &body))
        p.small {
            "m: how often the level is seen when the two records match; u: when they are strangers"
            @for class in classes { "; " (class.heading.to_lowercase()) ": " (class.seen) }
            ". An absent value adds nothing. The longest bar is " (decimal(largest, 1)) " bits."
        }
    }
}
