//! `satukan evaluate`

use anyhow::Result;
use satukan::evaluate::{self, Role, Roles, Scores, TruthColumns};

use crate::cli::args::{Evaluate, Level};
use crate::cli::message::{counted, grouped};

/// Measures a result against labels and prints the figures.
pub fn run(args: &Evaluate) -> Result<()> {
    let level = match args.level {
        Level::Person => evaluate::Level::Person,
        Level::Customer => evaluate::Level::Customer,
        Level::Household => evaluate::Level::Household,
    };
    let columns = TruthColumns {
        id: args.id.clone(),
        source: args.source.clone(),
        row: args.row.clone(),
        cluster: args.cluster.clone(),
        households: args.households.clone(),
    };
    let scores = evaluate::evaluate(
        &args.output.join("crossref.csv"),
        &args.truth,
        level,
        &columns,
    )?;
    if args.json {
        return super::print(&format!("{}\n", serde_json::to_string(&scores)?));
    }
    super::print(&table(&scores, level))
}

fn table(scores: &Scores, level: evaluate::Level) -> String {
    let count = |number: usize| grouped(number as u64);
    let level = match level {
        evaluate::Level::Person => "person",
        evaluate::Level::Customer => "customer",
        evaluate::Level::Household => "household",
    };
    let sizes = |sizes: &[(usize, usize)]| {
        let shown: Vec<String> = sizes
            .iter()
            .take(6)
            .map(|(records, clusters)| format!("{records}: {}", count(*clusters)))
            .collect();
        shown.join(", ") + if sizes.len() > 6 { ", ..." } else { "" }
    };
    format!(
        "level      {level} (truth column `{}`, found by {})\n\
         records    {} labelled, {} missing from the result, {} without a label\n\n\
         {:<10} {:>9} {:>9} {:>9}\n\
         {:<10} {:>9.5} {:>9.5} {:>9.5}\n\
         {:<10} {:>9.5} {:>9.5} {:>9.5}\n\n\
         clusters   {} found, {} true, the largest found has {}\n\
         pairs      {} joined that {} not one, {} missed\n\
         sizes      found {}; true {}\n\
         {}",
        scores.cluster_column,
        scores.joined_on,
        count(scores.records),
        count(scores.missing),
        count(scores.extra),
        "",
        "precision",
        "recall",
        "F1",
        "pairwise",
        scores.precision,
        scores.recall,
        scores.f1,
        "B-cubed",
        scores.b3_precision,
        scores.b3_recall,
        scores.b3_f1,
        count(scores.clusters),
        count(scores.entities),
        counted(scores.largest as u64, "record"),
        grouped(scores.false_merges),
        if scores.false_merges == 1 {
            "is"
        } else {
            "are"
        },
        grouped(scores.missed),
        sizes(&scores.cluster_sizes),
        sizes(&scores.entity_sizes),
        scores.roles.as_ref().map_or(String::new(), roles),
    )
}

/// A line for each true role, a column for each that was found.
fn roles(roles: &Roles) -> String {
    let [own, family, proxy] = Role::ALL.map(Role::word);
    let mut text = format!(
        "\nroles      {:.5} of the records right; a line for each true role, a column for each found\n\n\
         {:<10} {own:>9} {family:>9} {proxy:>9}\n",
        roles.accuracy, ""
    );
    for (role, found) in Role::ALL.iter().zip(roles.found) {
        let [own, family, proxy] = found.map(|records| grouped(records as u64));
        let word = role.word();
        text.push_str(&format!("{word:<10} {own:>9} {family:>9} {proxy:>9}\n"));
    }
    text
}
