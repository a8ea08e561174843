//! A customer: its records, what holds them together, and its golden values.

use satukan::explain::Member;
use satukan::explain::customer::{Cohesion, CustomerExplanation};

use super::{golden, line, links, named_key, percent};
use crate::cli::message::counted;

/// Writes what a customer is made of.
pub(super) fn text(customer: &CustomerExplanation) -> String {
    let mut text = String::new();
    line(
        &mut text,
        &format!(
            "Customer {}, household {}: {}",
            customer.customer_id,
            customer.household_id,
            counted(customer.records.len() as u64, "record")
        ),
    );
    members(&mut text, customer);
    if !customer.links.is_empty() {
        let held = if customer.ties.is_empty() {
            "Held together by:"
        } else {
            "Records of one person by:"
        };
        line(&mut text, &format!("\n{held}"));
        links(&mut text, &customer.links, customer.weakest_link);
    }
    if !customer.ties.is_empty() {
        line(&mut text, "\nIn one hand by:");
        links(&mut text, &customer.ties, customer.weakest_tie);
    }
    if customer.links.is_empty() && customer.ties.is_empty() {
        line(&mut text, "\nNo other record matches.");
    }
    if let Some(cohesion) = customer
        .cohesion
        .as_ref()
        .filter(|cohesion| cohesion.pairs > 1)
    {
        text.push('\n');
        agreement(&mut text, cohesion, !customer.ties.is_empty());
    }
    line(&mut text, "\nGolden values:");
    golden::values(&mut text, &customer.golden);
    if !customer.doubts.is_empty() {
        line(&mut text, "\nIn doubt (review.csv):");
        for doubt in &customer.doubts {
            line(
                &mut text,
                &format!(
                    "  case {}: {} and {} of {}, {}: {}",
                    doubt.case,
                    doubt.record,
                    doubt.other_record,
                    doubt.other_customer_id,
                    percent(doubt.match_probability),
                    doubt.reason,
                ),
            );
        }
    }
    text
}

/// The records of a customer; where it holds those of several persons, with whose they are and why they are here.
fn members(text: &mut String, customer: &CustomerExplanation) {
    let is_one = |member: &Member| member.person_id == customer.records[0].person_id;
    let several = !customer.records.iter().all(is_one);
    let named = |member: &Member| {
        let key = named_key(member);
        format!("{}:{}{key}", member.source, member.row)
    };
    let widths = customer
        .records
        .iter()
        .map(|member| named(member).chars().count());
    let width = widths.max().unwrap_or(0);
    for member in &customer.records {
        let named = named(member);
        let role = &member.role;
        if several {
            let Member {
                person_id: person,
                confidence,
                reason,
                ..
            } = member;
            let sure = percent(*confidence);
            line(
                text,
                &format!("  {named:width$}  {role:<6}  person {person}  {sure:>12}  {reason}"),
            );
        } else {
            line(text, &format!("  {named}  {role}"));
        }
    }
}

fn agreement(text: &mut String, cohesion: &Cohesion, is_of_several: bool) {
    let spread = if cohesion.is_sample {
        " of evenly spread records"
    } else {
        ""
    };
    let which = if is_of_several {
        format!("{spread} of one person each")
    } else {
        spread.to_owned()
    };
    line(
        text,
        &format!(
            "Over all {}{which} the match probability is {} in the mean. The two that agree least:",
            counted(cohesion.pairs, "pair"),
            percent(cohesion.mean_probability)
        ),
    );
    links(text, std::slice::from_ref(&cohesion.weakest), None);
}
