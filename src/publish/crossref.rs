//! The cross-reference: one row per accepted identity record.

use std::borrow::Cow;
use std::ops::Range;

use super::Findings;
use super::links::agreements;
use crate::attribute::{Role, Tie};
use crate::cluster::DECIDED;
use crate::frame::{Cells, Frame, Table};
use crate::record::RecordId;
use crate::review::Answer;
use crate::score::Edge;
use crate::score::model::probability;

/// The cross-reference, in the order of the records.
pub fn table(findings: &Findings) -> Table<'_> {
    let strongest = strongest_links(findings);
    let ties = findings
        .customers
        .strongest_ties(&findings.persons.of_record);
    Table::new(findings.records.len(), move |records| {
        part(findings, &records, &strongest, &ties)
    })
}

/// Builds the rows of some records; of `strongest` links and `ties` there is one per record of all.
fn part(
    findings: &Findings,
    rows: &Range<usize>,
    strongest: &[Option<Edge>],
    ties: &[Option<Tie>],
) -> Frame {
    let id = |at| RecordId(u32::try_from(at).expect("fewer than 2^32 records"));
    let records: Vec<RecordId> = rows.clone().map(id).collect();
    let mut frame = Frame::new();
    findings.push_origin(&mut frame, "", records.iter().copied());
    let customers = || records.iter().map(|record| findings.customer_of(*record));
    let persons = records.iter().map(|record| findings.person_of(*record));
    findings.push_persons(&mut frame, "person_id", persons);
    findings.push_customers(&mut frame, "customer_id", customers());
    findings.push_households(&mut frame, customers());
    let roles = findings.customers.roles[rows.clone()].iter();
    frame.text("role", roles.map(|role| role.word()));
    let certain = |record: &RecordId| {
        // What a person has decided is certain.
        let in_person = strongest[record.index()].map(|edge| match is_decided(findings, &edge) {
            true => f32::INFINITY,
            false => edge.weight,
        });
        let tie = ties[record.index()].map(|tie| match findings.customers.is_decided(tie.pair) {
            true => f32::INFINITY,
            false => tie.weight,
        });
        // A card in another name belongs to its customer by its tie alone.
        let weight = match findings.customers.roles[record.index()] {
            Role::Own => in_person.or(tie),
            Role::Family | Role::Proxy => tie,
        };
        weight.map_or(1.0, |weight| probability(f64::from(weight)))
    };
    frame.push(
        "confidence",
        Cells::Real(records.iter().map(|record| Some(certain(record))).collect()),
    );
    let reason = |record: &RecordId| -> Cow<'_, str> {
        let at = record.index();
        match (&findings.customers.reasons[at], strongest[at]) {
            (Some(tied), _) => Cow::Borrowed(tied),
            (None, Some(edge)) if is_decided(findings, &edge) => Cow::Borrowed(DECIDED),
            (None, Some(edge)) => agreements(findings, edge.pair).into(),
            (None, None) => Cow::Borrowed("no other record matches"),
        }
    };
    frame.text("reason", records.iter().map(reason));
    let flags = findings.records.flags[rows.clone()].iter();
    frame.text("flags", flags.map(|flags| flags.words()));
    frame
}

/// Whether a person has decided that a link holds.
fn is_decided(findings: &Findings, edge: &Edge) -> bool {
    findings.decisions.on_person(edge.pair) == Some(Answer::Same)
}

/// The strongest link of each record.
fn strongest_links(findings: &Findings) -> Vec<Option<Edge>> {
    let mut strongest: Vec<Option<Edge>> = vec![None; findings.records.len()];
    for edge in &findings.persons.links {
        for record in [edge.pair.left, edge.pair.right] {
            let known = &mut strongest[record.index()];
            if known.is_none_or(|known| known.weight < edge.weight) {
                *known = Some(*edge);
            }
        }
    }
    strongest
}
