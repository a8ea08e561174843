//! Rows with a field too many or too few, put right where only one way is possible.
//!
//! An unquoted delimiter inside an address makes a field too many; a printout that breaks long rows, or a program that
//! leaves out empty fields at the end, makes too few. What the other rows hold in each column says which fields belong
//! together. Where two ways are possible, or none, the row stays a reject: a wrong repair would be a wrong customer.

use rustc_hash::{FxHashMap, FxHashSet};

use super::interner::Interner;
use super::reject::Why;
use super::table::Table;

/// The fewest rows that say what a column holds.
const LEAST_ROWS: usize = 20;

/// The fewest rows that say that a row without its empty last fields is like them.
const LEAST_ROWS_TO_CUT: usize = 8;

/// The most fields that one row may have too many.
const MOST_EXTRA: usize = 3;

/// What the accepted rows hold in one column.
struct Habit {
    /// Values of a column that repeats a few of them.
    values: Option<FxHashSet<String>>,
    /// Forms of a column that has a few of them.
    forms: Option<FxHashSet<String>>,
    /// Some values begin with a blank.
    has_leading_blanks: bool,
    /// Some values hold digits.
    has_digits: bool,
    /// Some values hold no letter: a number, a code, a date.
    has_bare_numbers: bool,
    /// Some values are empty.
    has_blanks: bool,
    /// Some values hold the delimiter in quotes, or would: free text.
    is_text: bool,
}

impl Habit {
    fn of(column: &Interner) -> Self {
        let mut counts = vec![0_usize; column.values.len()];
        for cell in &column.cells {
            counts[*cell as usize] += 1;
        }
        let rows = column.cells.len();
        let filled = rows - counts[0];
        let mut forms: FxHashMap<String, usize> = FxHashMap::default();
        let (mut blanks, mut digits, mut bare, mut letters) = (0, 0, 0, 0);
        for (number, count) in counts.iter().enumerate().skip(1) {
            let value = &String::from_utf8_lossy(column.values.get(number));
            *forms.entry(form(value)).or_default() += count;
            blanks += count * usize::from(value.starts_with(' '));
            let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
            let has_letter = value.chars().any(char::is_alphabetic);
            digits += count * usize::from(has_digit);
            bare += count * usize::from(!has_letter);
            letters += count * usize::from(has_letter);
        }
        // One in two hundred is an odd value, not a habit.
        let usual = |count: usize| count * 200 > filled;
        let mut common: Vec<(String, usize)> = forms.into_iter().collect();
        // In a short file one odd value would be one in two hundred.
        common.retain(|(_, count)| usual(*count) && *count >= 3);
        let covered: usize = common.iter().map(|(_, count)| count).sum();
        let has_few_forms = common.len() <= 24 && covered * 100 >= filled * 98;
        let repeats = (column.values.len() - 1) * 5 <= filled;
        Self {
            values: (repeats && filled > 0).then(|| {
                (1..column.values.len())
                    .map(|number| String::from_utf8_lossy(column.values.get(number)).into_owned())
                    .collect()
            }),
            forms: (has_few_forms && filled > 0)
                .then(|| common.into_iter().map(|(form, _)| form).collect()),
            has_leading_blanks: usual(blanks),
            has_digits: usual(digits),
            has_bare_numbers: usual(bare),
            has_blanks: counts[0] * 200 > rows,
            is_text: letters * 2 > filled,
        }
    }

    /// Tells whether the column could hold the cell.
    fn allows(&self, cell: &str) -> bool {
        if cell.trim().is_empty() {
            return self.has_blanks;
        }
        if cell.starts_with(' ') && !self.has_leading_blanks {
            return false;
        }
        if let Some(values) = &self.values {
            return values.contains(cell);
        }
        if let Some(forms) = &self.forms {
            return forms.contains(&form(cell));
        }
        let has_digit = cell.bytes().any(|byte| byte.is_ascii_digit());
        let has_letter = cell.chars().any(char::is_alphabetic);
        (self.has_digits || !has_digit) && (self.has_bare_numbers || has_letter)
    }

    /// Tells whether the column could hold fields that a delimiter cut apart.
    fn allows_joined(&self, parts: &[&str], delimiter: char) -> bool {
        // The cut may only be seen in text: a number doesn't hold its own delimiter.
        let joined = parts.join(&delimiter.to_string());
        let has_digit = joined.bytes().any(|byte| byte.is_ascii_digit());
        self.is_text
            && self.values.is_none()
            && (self.has_digits || !has_digit)
            && (self.has_leading_blanks || !joined.starts_with(' '))
            && joined.chars().any(char::is_alphabetic)
    }
}

/// Writes a value with 9 for digits and A for a run of letters.
fn form(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for character in value.chars().take(40) {
        match character {
            '0'..='9' => out.push('9'),
            other if other.is_alphabetic() => {
                if !out.ends_with('A') {
                    out.push('A');
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// Repairs what can be repaired; gives the number of rows by what was done.
///
/// `split` cuts the raw text of a row into fields.
pub(super) fn repair(
    table: &mut Table,
    delimiter: u8,
    split: &dyn Fn(&str) -> Vec<String>,
) -> Vec<(u64, &'static str)> {
    let ragged = |why: Why| matches!(why, Why::Fields { .. });
    let is_needed = table.refused.iter().any(|row| ragged(row.why));
    if !is_needed || table.rows.len() < LEAST_ROWS_TO_CUT {
        return Vec::new();
    }
    let habits: Vec<Habit> = table.columns.iter().map(Habit::of).collect();
    let width = habits.len();
    let is_known_well = table.rows.len() >= LEAST_ROWS;
    let (mut joined, mut cut_off, mut padded, mut glued) = (0, 0, 0, 0);
    let mut kept = Vec::with_capacity(table.refused.len());
    let mut refused = std::mem::take(&mut table.refused).into_iter().peekable();
    while let Some(row) = refused.next() {
        if !ragged(row.why) {
            kept.push(row);
            continue;
        }
        let fields = split(&row.raw);
        let cells: Vec<&str> = fields.iter().map(String::as_str).collect();
        if cells.len() > width {
            let whole = match (
                cut(&cells, &habits),
                join(&cells, &habits, char::from(delimiter)),
            ) {
                (Some(whole), None) => {
                    cut_off += 1;
                    table.accept(row.row, row.line, &whole);
                    continue;
                }
                (None, joined) => joined,
                (Some(_), Some(_)) => None,
            };
            if let Some(whole) = whole.filter(|_| is_known_well) {
                table.accept(row.row, row.line, &texts(&whole));
                joined += 1;
                continue;
            }
        } else if !is_known_well {
            kept.push(row);
            continue;
        } else if let Some(whole) = pad(&cells, &habits) {
            table.accept(row.row, row.line, &texts(&whole));
            padded += 1;
            continue;
        } else if let Some(next) = refused.peek()
            && ragged(next.why)
            && next.row == row.row + 1
        {
            let rest = split(&next.raw);
            if let Some(whole) = glue(&cells, &rest, &habits) {
                table.accept(row.row, row.line, &texts(&whole));
                // The second half is no row of its own.
                refused.next();
                table.rows_read -= 1;
                glued += 1;
                continue;
            }
        }
        kept.push(row);
    }
    table.refused = kept;
    [
        (joined, "with a delimiter inside a text were put together"),
        (cut_off, "with empty fields too many were cut"),
        (padded, "without their empty last fields were filled up"),
        (glued, "broken over two lines were put together"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .collect()
}

fn texts(cells: &[String]) -> Vec<&str> {
    cells.iter().map(String::as_str).collect()
}

/// The row without the empty fields at its end, if the others are where they belong.
fn cut<'a>(cells: &[&'a str], habits: &[Habit]) -> Option<Vec<&'a str>> {
    let (whole, behind) = cells.split_at(habits.len());
    let fits = whole
        .iter()
        .zip(habits)
        .all(|(cell, habit)| habit.allows(cell))
        && behind.iter().all(|cell| cell.trim().is_empty());
    fits.then(|| whole.to_vec())
}

/// The one way to put neighbouring fields together so that every column holds what it usually does.
fn join(cells: &[&str], habits: &[Habit], delimiter: char) -> Option<Vec<String>> {
    let extra = cells.len() - habits.len();
    if extra > MOST_EXTRA {
        return None;
    }
    let mut found = None;
    for at in 0..habits.len() {
        let fits = cells[..at]
            .iter()
            .zip(habits)
            .all(|(cell, habit)| habit.allows(cell))
            && cells[at + extra + 1..]
                .iter()
                .zip(&habits[at + 1..])
                .all(|(cell, habit)| habit.allows(cell))
            && habits[at].allows_joined(&cells[at..=at + extra], delimiter);
        if !fits {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(at);
    }
    let at = found?;
    let mut whole: Vec<String> = cells[..at].iter().map(|cell| (*cell).to_owned()).collect();
    whole.push(cells[at..=at + extra].join(&delimiter.to_string()));
    whole.extend(
        cells[at + extra + 1..]
            .iter()
            .map(|cell| (*cell).to_owned()),
    );
    Some(whole)
}

/// Empty fields at the end, if they can be missing nowhere else.
fn pad(cells: &[&str], habits: &[Habit]) -> Option<Vec<String>> {
    let missing = habits.len() - cells.len();
    // Half a row is a row that was cut off.
    if missing * 2 > habits.len() || cells.len() < 2 {
        return None;
    }
    // A program that leaves out empty last fields writes none of them: what is left out may be empty.
    let fits = |at: usize| {
        let behind = &habits[at + missing..];
        let mut pairs = cells[..at]
            .iter()
            .zip(habits)
            .chain(cells[at..].iter().zip(behind));
        pairs.all(|(cell, habit)| habit.allows(cell))
    };
    let only_at_the_end = fits(cells.len()) && !(0..cells.len()).any(fits);
    only_at_the_end.then(|| {
        let left_out = std::iter::repeat_n("", missing);
        cells
            .iter()
            .copied()
            .chain(left_out)
            .map(str::to_owned)
            .collect()
    })
}

/// Two short rows that are one: the break fell into the last field of the first.
fn glue(first: &[&str], second: &[String], habits: &[Habit]) -> Option<Vec<String>> {
    if first.len() + second.len() != habits.len() + 1 {
        return None;
    }
    let (last, before) = first.split_last()?;
    let (head, behind) = second.split_first()?;
    let at = before.len();
    let middle = format!("{} {}", last.trim_end(), head.trim_start());
    let mut whole: Vec<String> = before.iter().map(|cell| (*cell).to_owned()).collect();
    whole.push(middle.trim().to_owned());
    whole.extend(behind.iter().cloned());
    let fits = whole
        .iter()
        .zip(habits)
        .enumerate()
        .all(|(column, (cell, habit))| {
            if column == at {
                habit.is_text
                    && habit.values.is_none()
                    && (habit.has_digits || !cell.bytes().any(|byte| byte.is_ascii_digit()))
            } else {
                habit.allows(cell)
            }
        });
    fits.then_some(whole)
}
