//! The pairs that hold persons together, with the evidence per attribute, and those that hold customers of several persons
//! together, with what ties them in words.

use super::{Findings, push_id};
use crate::cluster::DECIDED;
use crate::frame::{Cells, Frame, Table};
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::model::{RELATED, Step, probability};

/// The evidence for a pair, step by step.
pub fn steps(findings: &Findings, pair: CandidatePair) -> Vec<Step> {
    findings
        .model
        .steps(&findings.comparisons, pair.left, pair.right)
}

/// Evidence of less than this many bits is not worth a word.
const WORTH_A_WORD: f64 = 0.5;

/// What of a pair agrees and what does not, in words, weightiest first: `name same, phone same; against: birth_date
/// different`.
pub fn agreements(findings: &Findings, pair: CandidatePair) -> String {
    let mut steps = steps(findings, pair);
    steps.retain(|step| step.attribute != RELATED && step.bits.abs() > WORTH_A_WORD);
    steps.sort_by(|left, right| right.bits.abs().total_cmp(&left.bits.abs()));
    let words = |is_for: bool| {
        let side = steps.iter().filter(|step| (step.bits > 0.0) == is_for);
        side.map(|step| format!("{} {}", step.attribute, step.level))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (words(true), words(false)) {
        (agreeing, against) if agreeing.is_empty() && against.is_empty() => {
            "nothing contradicts".to_owned()
        }
        (agreeing, against) if against.is_empty() => agreeing,
        (agreeing, against) => format!("{agreeing}; against: {against}"),
    }
}

/// What a link holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Records of one person.
    Person,
    /// Records of several persons that one customer holds.
    Customer,
}

impl Level {
    /// The word for it in the column `level`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Customer => "customer",
        }
    }
}

/// One row of the table.
struct Row<'a> {
    pair: CandidatePair,
    weight: f32,
    level: Level,
    /// Of customers, what ties them, in words; of persons only that it was decided.
    reason: &'a str,
}

/// The links of persons, then the ties of customers who hold cards of several persons, each in canonical order.
fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let persons = findings.persons.links.iter().map(|edge| Row {
        pair: edge.pair,
        weight: edge.weight,
        level: Level::Person,
        reason: match findings.decisions.on_person(edge.pair) {
            Some(_) => DECIDED,
            None => "",
        },
    });
    let ties = findings.customers.ties_of_several(&findings.persons);
    let customers = ties.into_iter().map(|(tie, words)| Row {
        pair: tie.pair,
        weight: tie.weight,
        level: Level::Customer,
        reason: words,
    });
    persons.chain(customers).collect()
}

/// The table of links.
pub fn table(findings: &Findings) -> Table<'_> {
    let rows = rows(findings);
    Table::new(rows.len(), move |range| part(findings, &rows[range]))
}

/// Builds some rows of the table.
fn part(findings: &Findings, rows: &[Row<'_>]) -> Frame {
    let mut frame = Frame::new();
    findings.push_origin(&mut frame, "left_", rows.iter().map(|row| row.pair.left));
    findings.push_origin(&mut frame, "right_", rows.iter().map(|row| row.pair.right));
    let both = |of: &dyn Fn(RecordId) -> usize, row: &Row| {
        let (left, right) = (of(row.pair.left), of(row.pair.right));
        (left == right).then_some(left)
    };
    let person = |record: RecordId| findings.person_of(record);
    let customer = |record: RecordId| findings.customer_of(record);
    frame.text_of("person_id", rows, |row, into| {
        if let Some(person) = both(&person, row) {
            push_id(into, 'P', &findings.ids.persons[person]);
        }
    });
    // What was decided may have nothing that could be compared.
    let weights = || {
        let weights = rows.iter().map(|row| f64::from(row.weight));
        weights.map(|weight| Some(weight).filter(|weight| weight.is_finite()))
    };
    frame.push("match_weight", Cells::Real(weights().collect()));
    let probabilities = weights().map(|weight| weight.map(probability));
    frame.push("match_probability", Cells::Real(probabilities.collect()));
    push_evidence(&mut frame, findings, rows);
    frame.text_of("customer_id", rows, |row, into| {
        if let Some(customer) = both(&customer, row) {
            push_id(into, 'C', &findings.ids.customers[customer]);
        }
    });
    frame.text("reason", rows.iter().map(|row| row.reason));
    frame.text("level", rows.iter().map(|row| row.level.word()));
    frame
}

/// Adds what each attribute says of the links of persons.
fn push_evidence(frame: &mut Frame, findings: &Findings, rows: &[Row]) {
    let evidence: Vec<Vec<Step>> = rows
        .iter()
        .map(|row| match row.level {
            Level::Person => steps(findings, row.pair),
            Level::Customer => Vec::new(),
        })
        .collect();
    let names = findings
        .comparisons
        .iter()
        .map(|comparison| comparison.attribute.clone())
        .chain([RELATED.to_owned()]);
    for name in names {
        let find = |steps: &'_ [Step]| steps.iter().position(|step| step.attribute == name);
        frame.text(
            format!("{name}_level"),
            evidence
                .iter()
                .map(|steps| find(steps).map_or("", |at| steps[at].level)),
        );
        frame.push(
            format!("{name}_weight"),
            Cells::Real(
                evidence
                    .iter()
                    .map(|steps| find(steps).map(|at| steps[at].bits))
                    .collect(),
            ),
        );
    }
}
