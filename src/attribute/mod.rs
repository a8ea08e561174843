//! Persons to customers: who really holds the cards.
//!
//! In: the identity records, their persons, and what the sources say of the handing out of each card. Out: the customer
//! of every record and the role of the record under its customer. A card can belong to somebody else than the person
//! that it names, so records are attributed, not persons. Where no source has cards, customers are persons.

pub mod contact;
mod join;
mod model;
pub mod role;
mod trace;

use rayon::prelude::*;

use crate::cluster::Clusters;
use crate::compare::Comparison;
use crate::ingest::{Source, SourceKind};
use crate::normalise::Records;
use crate::record::RecordId;
use contact::Contact;
use join::Tie;
use model::Model;
use role::{Namer, Role};
use trace::Traces;

/// Who holds what.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// The customer of each record; customers are numbered by their first record.
    pub of_record: Vec<u32>,
    /// The records of each customer, in canonical order.
    pub members: Vec<Vec<RecordId>>,
    /// The person that each customer is.
    pub person: Vec<u32>,
    /// What each record is to its customer.
    pub roles: Vec<Role>,
}

/// Attributes records to customers.
pub fn attribute(sources: &[Source], records: &Records, comparisons: &[Comparison], persons: &Clusters, person_weight: impl Fn(RecordId, RecordId) -> f64 + Sync) -> Customers {
    if sources.iter().all(|source| source.kind != SourceKind::Cards) {
        return Customers::of_persons(persons);
    }
    let traces = Traces::read(sources, records);
    let contacts = Contact::all(records, comparisons, &persons.of_record);
    let pairs = contact::pairs(records, &contacts, &traces, &persons.members);
    let model = Model::learn(comparisons, &contacts, &traces, &persons.of_record, &pairs);
    let ties: Vec<Tie> = pairs
        .par_iter()
        .with_min_len(256)
        .map(|pair| {
            let mut weight = model.weigh(pair.left, pair.right).weight;
            let person = |record: RecordId| persons.of_record[record.index()];
            // That both name one person is no surer than the match of the two.
            if person(pair.left) == person(pair.right) {
                weight = weight.min(person_weight(pair.left, pair.right));
            }
            Tie { pair: *pair, weight: weight as f32 }
        })
        .filter(|tie| tie.weight > -3.0)
        .collect();
    if std::env::var("SATUKAN_DEBUG").is_ok() {
        eprintln!("pairs {} ties {}", pairs.len(), ties.len());
        model.print();
    }
    let (mut sets, made) = join::join(&model, &persons.members, ties, 0.0);
    if let Ok(path) = std::env::var("SATUKAN_TIES") {
        use std::fmt::Write;
        let mut text = String::new();
        for tie in &made {
            let of = |r: RecordId| format!("{},{}", sources[usize::from(records.origins[r.index()].source)].name, records.keys[r.index()]);
            writeln!(text, "{},{},{:.2},{}", of(tie.pair.left), of(tie.pair.right), tie.weight, model.describe(tie.pair)).expect("x");
        }
        std::fs::write(path, text).expect("x");
    }
    let mut customers = Customers::default();
    let mut number = vec![u32::MAX; records.len()];
    for record in records.ids() {
        let root = sets.find(record.0) as usize;
        if number[root] == u32::MAX {
            number[root] = customers.members.len() as u32;
            customers.members.push(Vec::new());
        }
        customers.of_record.push(number[root]);
        customers.members[number[root] as usize].push(record);
    }
    let namer = Namer::new(records, comparisons, &traces, &persons.of_record, &customers.of_record);
    let named: Vec<(u32, Vec<Role>)> = customers.members.par_iter().with_min_len(64).map(|members| namer.roles(members)).collect();
    customers.roles = vec![Role::Own; records.len()];
    for (members, (person, roles)) in customers.members.iter().zip(named) {
        customers.person.push(person);
        for (record, role) in members.iter().zip(roles) {
            customers.roles[record.index()] = role;
        }
    }
    customers
}

impl Customers {
    /// Every person is a customer.
    pub fn of_persons(persons: &Clusters) -> Self {
        Self {
            of_record: persons.of_record.clone(),
            members: persons.members.clone(),
            person: (0..persons.members.len() as u32).collect(),
            roles: vec![Role::Own; persons.of_record.len()],
        }
    }
}
