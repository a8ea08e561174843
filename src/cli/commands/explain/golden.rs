//! The golden values of a customer, and where each came from.

use std::fmt::Write;

use satukan::explain::customer::{Alternative, GoldenValue};

use super::{line, percent};
use crate::cli::message::counted;

/// The widest value that others are aligned with.
const WIDEST: usize = 40;

/// Writes each value with its origin, why it was chosen, how sure it is, and below it what else was said.
pub(super) fn values(text: &mut String, golden: &[GoldenValue]) {
    let width = |of: fn(&GoldenValue) -> &str| {
        let widths = golden.iter().map(|value| of(value).chars().count());
        widths.max().unwrap_or(0)
    };
    let names = width(|value| &value.attribute);
    let values = width(|value| &value.value).min(WIDEST);
    for value in golden {
        let role = match value.role.as_str() {
            "own" => String::new(),
            other => format!(" ({other})"),
        };
        line(
            text,
            &format!(
                "  {:names$}  {:values$}  from {}{role}, {}; said by {} of {}, sure to {}",
                value.attribute,
                value.value,
                value.record,
                value.rule,
                value.agreeing,
                value.available,
                percent(value.confidence),
            ),
        );
        for other in &value.alternatives {
            line(text, &format!("  {:names$}  else {}", "", else_said(other)));
        }
    }
}

fn else_said(other: &Alternative) -> String {
    let mut said = format!(
        "{}  in {}, {}",
        other.value,
        other.record,
        counted(other.records, "record")
    );
    if !other.last.is_empty() {
        let _ = write!(said, ", last {}", other.last);
    }
    said
}
