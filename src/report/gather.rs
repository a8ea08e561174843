//! From what a run found to the facts of its audit.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::audit::{
    Audit, CohesionAudit, ColumnAudit, ComparisonAudit, Completeness, DecisionsAudit, InvoiceAudit,
    LevelAudit, ModelAudit, QualityFlag, SourceAudit, Sum, Totals,
};
use super::way::Way;
use super::{blocking, holders, segments};
use crate::attribute::Role;
use crate::cluster::cohesion::SAMPLED_MEMBERS;
use crate::config::SettingInForce;
use crate::ingest::{Source, SourceKind, delimiter_word};
use crate::normalise::Flag;
use crate::publish::Findings;
use crate::publish::review::{self, Doubt, DoubtKind, WEAK_BELOW};
use crate::record::{RecordId, ValueId};
use crate::review::Answer;
use crate::score::model::Class;
use crate::text::count::counted;

/// Gathers the audit of a run.
pub fn gather(findings: &Findings, settings: &[SettingInForce], threshold: f64) -> Audit {
    let sources: Vec<SourceAudit> = findings.sources.iter().map(source).collect();
    let totals = totals(findings);
    let way = Way::new(&sources, &totals);
    let mut audit = Audit {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.to_vec(),
        sources,
        conservation: conservation(findings, &way),
        totals,
        way,
        rings: holders::rings(findings),
        shared_values: holders::shared(findings),
        cluster_sizes: cluster_sizes(findings),
        cohesion: cohesion(findings),
        blocking: blocking::gather(
            &findings.index,
            findings.records.len(),
            findings.effort.candidate_pairs,
        ),
        decisions: decisions(findings),
        model: model(findings, threshold),
        invoices: invoices(findings),
        segments: segments::gather(findings),
        completeness: completeness(findings),
        quality: quality(findings),
        warnings: Vec::new(),
    };
    audit.warnings = warnings(&audit);
    audit.warnings.extend(findings.model_notes.iter().cloned());
    let unfit = findings.customers.unfit.len();
    if unfit > 0 {
        audit.warnings.push(format!(
            "{unfit} of the decisions in {} {} no value of this run and had no effect; a spreadsheet can round long numbers",
            crate::publish::shared::FILE,
            if unfit == 1 { "fits" } else { "fit" },
        ));
    }
    audit
}

fn decisions(findings: &Findings) -> DecisionsAudit {
    let of = |is_of_customers, answer| findings.decisions.count(is_of_customers, answer);
    DecisionsAudit {
        one_person: of(false, Answer::Same),
        two_persons: of(false, Answer::Different),
        one_customer: of(true, Answer::Same),
        two_customers: of(true, Answer::Different),
        unfit: findings.decisions.unfit.len(),
    }
}

fn source(source: &Source) -> SourceAudit {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for reject in &source.rejects {
        *reasons.entry(&reject.reason).or_default() += 1;
    }
    SourceAudit {
        name: source.name.clone(),
        path: source.path.display().to_string(),
        kind: source.kind.word().to_owned(),
        kind_reason: source.kind_reason.clone(),
        format: source.dialect.format.word().to_owned(),
        encoding: source.dialect.encoding.clone().unwrap_or_default(),
        delimiter: source
            .dialect
            .delimiter
            .map_or(String::new(), delimiter_word),
        has_header: source.dialect.has_header,
        decisions: source.decisions.clone(),
        notes: source.notes.clone(),
        bytes: source.bytes,
        hash: source.hash.clone(),
        rows_read: source.rows_read,
        rows_accepted: source.rows.len() as u64,
        identities: source.identity_rows().len() as u64,
        rows_rejected: source.rejects.len() as u64,
        furniture: (source.rejects.len() - source.misread().count()) as u64,
        reject_reasons: reasons
            .into_iter()
            .map(|(reason, count)| (reason.to_owned(), count))
            .collect(),
        columns: source
            .columns
            .iter()
            .map(|column| ColumnAudit {
                header: column.header.clone(),
                field: column.field.word().to_owned(),
                score: column.score,
                reason: column.reason.clone(),
                filled: column.cells.iter().filter(|cell| **cell != 0).count() as u64,
                distinct: column.values.len() as u64 - 1,
            })
            .collect(),
    }
}

fn conservation(findings: &Findings, way: &Way) -> Vec<Sum> {
    let mut sums: Vec<Sum> = findings
        .sources
        .iter()
        .map(|source| Sum {
            what: format!("rows of {}: read, and accepted or rejected", source.name),
            before: i128::from(source.rows_read),
            after: (source.rows.len() + source.rejects.len()) as i128,
        })
        .collect();
    let accepted: usize = findings
        .sources
        .iter()
        .map(|source| source.identity_rows().len())
        .sum();
    let members: usize = findings.customers.members.iter().map(Vec::len).sum();
    let mut seen = vec![0u32; findings.records.len()];
    for record in findings.customers.members.iter().flatten() {
        seen[record.index()] += 1;
    }
    let once = seen.iter().filter(|times| **times == 1).count();
    sums.push(Sum {
        what: "identity rows accepted, and records of customers".to_owned(),
        before: accepted as i128,
        after: members as i128,
    });
    sums.push(Sum {
        what: "identity records, and records that are in exactly one customer".to_owned(),
        before: findings.records.len() as i128,
        after: once as i128,
    });
    sums.push(Sum {
        what: "records without repeats, further own, family and proxy records, and customers"
            .to_owned(),
        before: way.left_of_records(),
        after: findings.customers.len() as i128,
    });
    sums.push(Sum {
        what: "customers, and golden records".to_owned(),
        before: findings.customers.len() as i128,
        after: findings.golden.customers.len() as i128,
    });
    if let Some(purchases) = &findings.purchases {
        let lines_in: usize = findings
            .sources
            .iter()
            .filter(|source| source.kind == SourceKind::Invoices)
            .map(|source| source.rows.len())
            .sum();
        let lines: u64 = purchases
            .by_customer
            .iter()
            .map(|totals| totals.lines)
            .sum();
        let amount: i128 = purchases
            .by_customer
            .iter()
            .map(|totals| totals.amount)
            .sum();
        sums.push(Sum {
            what: "invoice rows accepted, and lines of customers or of nobody, or rows that head lines"
                .to_owned(),
            before: lines_in as i128,
            after: i128::from(lines + purchases.unattributed.lines + purchases.header_rows),
        });
        sums.push(Sum {
            what: "purchase amount read, and amount of customers or of nobody, or of rows that head lines (hundredths)"
                .to_owned(),
            before: purchases.amount_read,
            after: amount + purchases.unattributed.amount + purchases.header_amount,
        });
        let cards = &purchases.by_record;
        sums.push(Sum {
            what: "purchase amount read, and amount of cards or of nobody, or of rows that head lines (hundredths)"
                .to_owned(),
            before: purchases.amount_read,
            after: cards.iter().map(|totals| totals.amount).sum::<i128>()
                + purchases.unattributed.amount
                + purchases.header_amount,
        });
        sums.push(Sum {
            what: "invoice rows accepted, and rows of purchases.parquet, or rows that head lines"
                .to_owned(),
            before: lines_in as i128,
            after: purchases.lines.len() as i128 + i128::from(purchases.header_rows),
        });
        let written = purchases.lines.iter().map(|line| i128::from(line.amount));
        sums.push(Sum {
            what: "purchase amount read, and amount in purchases.parquet, or of rows that head lines (hundredths)"
                .to_owned(),
            before: purchases.amount_read,
            after: written.sum::<i128>() + purchases.header_amount,
        });
    }
    sums
}

fn totals(findings: &Findings) -> Totals {
    let customers = findings.customers.len();
    let held = |role: Role| {
        findings
            .customers
            .roles
            .iter()
            .filter(|one| **one == role)
            .count()
    };
    let (repeats, further_own) = own_records(findings);
    Totals {
        records: findings.records.len(),
        persons: findings.persons.members.len(),
        customers,
        households: findings.customers.households(),
        family: held(Role::Family),
        proxy: held(Role::Proxy),
        repeats,
        further_own,
        estimate: findings.customers.estimate,
        duplicates: findings.records.len() - customers,
        singletons: findings
            .customers
            .members
            .iter()
            .filter(|members| members.len() == 1)
            .count(),
        largest: findings
            .customers
            .members
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(0),
        links: findings.persons.links.len()
            + findings.customers.ties_of_several(&findings.persons).len(),
        review: review::count(findings),
        rejects: findings
            .sources
            .iter()
            .map(|source| source.rejects.len() as u64)
            .sum(),
    }
}

/// Records beyond the first in the customer's own name: those that say in every attribute what an earlier one says, and
/// the others.
fn own_records(findings: &Findings) -> (usize, usize) {
    let attributes = &findings.records.attributes;
    let said = |record: &RecordId| -> Vec<&[ValueId]> {
        attributes
            .iter()
            .map(|attribute| attribute.values_of(*record))
            .collect()
    };
    let counted = |members: &Vec<RecordId>| {
        let is_own = |record: &&RecordId| findings.customers.roles[record.index()] == Role::Own;
        let mut own: Vec<Vec<&[ValueId]>> = members.iter().filter(is_own).map(said).collect();
        let all = own.len();
        own.sort_unstable();
        own.dedup();
        (all - own.len(), own.len().saturating_sub(1))
    };
    findings
        .customers
        .members
        .par_iter()
        .filter(|members| members.len() > 1)
        .map(counted)
        .reduce(|| (0, 0), |one, other| (one.0 + other.0, one.1 + other.1))
}

fn cluster_sizes(findings: &Findings) -> Vec<(usize, usize)> {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for members in &findings.persons.members {
        *sizes.entry(members.len()).or_default() += 1;
    }
    sizes.into_iter().collect()
}

fn cohesion(findings: &Findings) -> CohesionAudit {
    const TENTHS: usize = 10;
    let mut persons = [0; TENTHS];
    let clusters = &findings.persons;
    for (members, cohesion) in clusters.members.iter().zip(&clusters.cohesion) {
        if members.len() > 1 {
            let tenth = (f64::from(cohesion.mean) * TENTHS as f64) as usize;
            persons[tenth.min(TENTHS - 1)] += 1;
        }
    }
    let from = (0..TENTHS).map(|tenth| tenth as f64 / TENTHS as f64);
    let is_weak = |doubt: &&Doubt| doubt.kind == DoubtKind::Weak;
    CohesionAudit {
        sampled_records: SAMPLED_MEMBERS,
        persons: from.zip(persons).collect(),
        weak_below: WEAK_BELOW,
        weak: findings.doubtful.iter().filter(is_weak).count(),
    }
}

fn model(findings: &Findings, threshold: f64) -> ModelAudit {
    let model = &findings.model;
    ModelAudit {
        prior: model.match_prior(),
        household_prior: model.prior[Class::Household as usize],
        neighbour_prior: model.prior[Class::Neighbour as usize],
        namesake_prior: model.prior[Class::Namesake as usize],
        moved_prior: model.prior[Class::Moved as usize],
        prior_weight: model.prior_weight(),
        threshold,
        iterations: model.rounds,
        converged: model.converged,
        random_pairs: findings.effort.random_pairs,
        training_pairs: findings.effort.training_pairs,
        labels: findings.saved.learned_on.labels,
        cross_validated: findings.saved.cross_validated,
        comparisons: findings
            .comparisons
            .iter()
            .zip(&model.levels)
            .map(|(comparison, levels)| ComparisonAudit {
                attribute: comparison.attribute.clone(),
                kind: comparison.kind.word().to_owned(),
                filled: comparison.filled,
                distinct: comparison.distinct,
                levels: comparison
                    .levels()
                    .iter()
                    .zip(levels)
                    .map(|(spec, level)| LevelAudit {
                        name: spec.name.to_owned(),
                        m: level.m(),
                        u: level.u(),
                        household: level.given[Class::Household as usize],
                        neighbour: level.given[Class::Neighbour as usize],
                        namesake: level.given[Class::Namesake as usize],
                        moved: level.given[Class::Moved as usize],
                        weight: level.weight(),
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn invoices(findings: &Findings) -> Option<InvoiceAudit> {
    findings.purchases.as_ref().map(|purchases| InvoiceAudit {
        lines: purchases.lines.len() as u64,
        invoices: purchases.invoices,
        amount: purchases.amount(),
        unreadable_amounts: purchases.unreadable_amounts,
        by_card: purchases.lines_by_card,
        by_identity: purchases.lines_by_identity,
        unattributed: purchases.unattributed.lines,
        unattributed_amount: purchases.unattributed.amount,
    })
}

fn completeness(findings: &Findings) -> Vec<Completeness> {
    const SHOWN: [&str; 9] = [
        "name",
        "gender",
        "birth_date",
        "mobile",
        "landline",
        "email",
        "national_id",
        "address",
        "city",
    ];
    SHOWN
        .iter()
        .map(|attribute| Completeness {
            attribute: (*attribute).to_owned(),
            filled: findings.golden.attribute(attribute).map_or(0, |attribute| {
                let customers = findings.golden.customers.iter();
                customers
                    .filter(|golden| golden.get(attribute).is_some())
                    .count() as u64
            }),
            customers: findings.golden.customers.len() as u64,
        })
        .collect()
}

fn quality(findings: &Findings) -> Vec<QualityFlag> {
    let flags = &findings.records.flags;
    Flag::ALL
        .into_iter()
        .map(|flag| QualityFlag {
            flag: flag.word().to_owned(),
            meaning: flag.meaning().to_owned(),
            records: flags.iter().filter(|flags| flags.has(flag)).count() as u64,
        })
        .filter(|quality| quality.records > 0)
        .collect()
}

fn warnings(audit: &Audit) -> Vec<String> {
    let mut warnings = Vec::new();
    for source in &audit.sources {
        let named = |note: &String| format!("{}: {note}", source.name);
        warnings.extend(source.notes.iter().map(named));
    }
    for source in audit
        .sources
        .iter()
        .filter(|source| source.rows_rejected > 0)
    {
        warnings.push(format!(
            "{} of {} of {} {} rejected; see rejects.csv",
            source.rows_rejected,
            counted(source.rows_read, "row"),
            source.name,
            if source.rows_rejected == 1 {
                "was"
            } else {
                "were"
            }
        ));
    }
    if !audit.model.converged && audit.model.iterations > 0 {
        warnings.push(format!(
            "the model had not settled after {}; its weights are rougher than usual",
            counted(audit.model.iterations, "round")
        ));
    }
    if let Some(invoices) = audit
        .invoices
        .as_ref()
        .filter(|invoices| invoices.unreadable_amounts > 0)
    {
        warnings.push(format!(
            "amounts of invoice lines that can't be read and count as zero: {}",
            invoices.unreadable_amounts
        ));
    }
    if let Some(segments) = &audit.segments
        && let Some(day) = segments.reference.as_ref()
        && segments.lines_after_reference > 0
    {
        warnings.push(format!(
            "{} dated after {day}, from which days are counted back; `segments.reference` sets another day",
            match segments.lines_after_reference {
                1 => "1 invoice line is".to_owned(),
                lines => format!("{lines} invoice lines are"),
            }
        ));
    }
    if audit.model.comparisons.len() < 2 {
        warnings.push("records could be compared by fewer than two attributes; check how the columns were understood".to_owned());
    }
    warnings
}
