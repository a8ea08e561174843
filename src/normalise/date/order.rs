//! In which order a column writes day and month.

use super::DateOrder;
use super::lex::lex;
use crate::ingest::Column;
use crate::text::clean::{is_too_long, tidy};

/// Finds the order of day and month in a column from the values that allow only one; the majority wins.
pub fn decide_order<'a>(sample: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let (mut day_first, mut month_first) = (0_usize, 0_usize);
    for raw in sample.filter(|raw| !is_too_long(raw)) {
        let text = tidy(raw);
        let parts = lex(&text);
        let [first, second, third] = parts.numbers.as_slice() else {
            continue;
        };
        if parts.month.is_some() || first.width > 2 || second.width > 2 || third.width == 3 {
            continue;
        }
        match (first.value, second.value) {
            (13..=31, 1..=12) => day_first += 1,
            (1..=12, 13..=31) => month_first += 1,
            _ => {}
        }
    }
    match day_first.cmp(&month_first) {
        std::cmp::Ordering::Greater => Some(DateOrder::DayMonth),
        std::cmp::Ordering::Less => Some(DateOrder::MonthDay),
        std::cmp::Ordering::Equal => None,
    }
}

/// The order of day and month in a column: as configured, else as its values show, else the day first.
pub fn order_of(column: &Column) -> DateOrder {
    column
        .settings
        .dates
        .or_else(|| decide_order(column.values.iter()))
        .unwrap_or(DateOrder::DayMonth)
}
