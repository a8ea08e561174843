//! Which sign groups thousands in a column, and which parts the cents.

use super::AmountStyle;
use super::digits::Signs;
use crate::ingest::Column;
use crate::text::clean::tidy;

/// Finds the style of a column from the values that allow only one; Indonesian if they don't tell.
pub fn decide_style<'a>(sample: impl Iterator<Item = &'a str>) -> AmountStyle {
    let (mut indonesian, mut english) = (0_usize, 0_usize);
    for style in sample.filter_map(told_by) {
        match style {
            AmountStyle::Indonesian => indonesian += 1,
            AmountStyle::English => english += 1,
        }
    }
    if english > indonesian {
        AmountStyle::English
    } else {
        AmountStyle::Indonesian
    }
}

/// The style of a value that allows only one.
pub fn told_by(raw: &str) -> Option<AmountStyle> {
    let text = tidy(raw);
    let body = text.trim_end_matches([',', '.', '-']);
    let signs = Signs::of(body.as_bytes());
    let decimal = match (signs.dots, signs.commas) {
        (0, 0) => return None,
        (dots, 0) if dots > 1 => b',',
        (0, commas) if commas > 1 => b'.',
        (1, 0) if signs.tail == 3 => b',',
        (0, 1) if signs.tail == 3 => b'.',
        _ if signs.tail > 2 => return None,
        _ => signs.last,
    };
    Some(if decimal == b',' {
        AmountStyle::Indonesian
    } else {
        AmountStyle::English
    })
}

/// The style of a column: as configured, else as its values show.
pub fn style_of(column: &Column) -> AmountStyle {
    column
        .settings
        .decimal
        .unwrap_or_else(|| decide_style(column.values.iter()))
}
