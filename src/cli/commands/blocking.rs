//! The blocking plan as a table.

use satukan::report::audit::BlockingAudit;

use crate::cli::message::{counted, grouped};

/// Draws the plan for a terminal.
pub(super) fn render(plan: &BlockingAudit) -> String {
    let mut text = if plan.candidate_pairs == plan.possible_pairs {
        format!(
            "{} compared, which is every one: no match is left out\n",
            match plan.possible_pairs {
                1 => "1 pair is".to_owned(),
                pairs => format!("{} pairs are", grouped(pairs)),
            }
        )
    } else {
        format!(
            "about {} of {} possible pairs are compared; the budget is {} per record\n",
            grouped(plan.candidate_pairs),
            grouped(plan.possible_pairs),
            grouped(plan.pairs_per_record),
        )
    };
    let estimate = &plan.estimate;
    if let (Some(found), Some(recall)) = (estimate.found, estimate.recall) {
        text.push_str(&format!(
            "{} likely matches sampled: {} of them compared; of all matches about {} or more\n",
            grouped(estimate.likely_pairs),
            percent(found),
            percent(recall),
        ));
    }
    if let Some(labelled) = plan.labelled.filter(|labelled| labelled.true_pairs > 0) {
        text.push_str(&format!(
            "{} of one person by the labels: {} of them compared\n",
            counted(labelled.true_pairs, "pair"),
            percent(labelled.true_candidates as f64 / labelled.true_pairs as f64),
        ));
    }
    let mut rows = vec![
        [
            "rule",
            "records",
            "limit",
            "blocks",
            "pairs",
            "finds",
            "alone",
            "refused",
            "would cost",
            "lost",
        ]
        .map(str::to_owned),
    ];
    rows.extend(plan.rules.iter().map(|rule| {
        [
            rule.rule.clone(),
            grouped(rule.records),
            grouped(rule.limit as u64),
            grouped(rule.blocks),
            grouped(rule.pairs),
            rule.finds.map_or_else(String::new, percent),
            rule.finds_alone.map_or_else(String::new, percent),
            grouped(rule.refined_blocks),
            grouped(rule.refused_pairs),
            grouped(rule.lost_pairs),
        ]
    }));
    text.push('\n');
    text.push_str(&table(&rows, 1));
    if !plan.unused_rules.is_empty() {
        let rules = plan.unused_rules.join(", ");
        text.push_str(&format!(
            "\nnot used, as the others make keys enough: {rules}\n"
        ));
    }
    if !plan.common_keys.is_empty() {
        let mut rows = vec![
            [
                "commonest keys refused",
                "key",
                "records",
                "would cost",
                "lost",
            ]
            .map(str::to_owned),
        ];
        rows.extend(plan.common_keys.iter().map(|common| {
            [
                common.rule.clone(),
                common.key.clone(),
                grouped(common.records),
                grouped(common.pairs),
                grouped(common.lost_pairs),
            ]
        }));
        text.push('\n');
        text.push_str(&table(&rows, 2));
    }
    text
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Columns in line; the first `texts` of them from the left, numbers from the right.
fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]], texts: usize) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..COLUMNS)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if column < texts {
                line.push_str(&format!("{cell:<width$}  "));
            } else {
                line.push_str(&format!("{cell:>width$}  "));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
