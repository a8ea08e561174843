//! Whole numbers that a program wrote as real ones: `8789482199.0` for a telephone number.
//!
//! Tools that keep a column with gaps as real numbers write it so. Read as it stands, the number has a digit more.

use rustc_hash::FxHashMap;

use super::table::Finished;
use super::texts::Texts;

/// Takes `.0` off a column in which all numbers with a point have it; gives the number of cells.
pub(super) fn take_off(column: &mut Finished) -> u64 {
    let mut numbers = 0;
    for text in column.values.iter().skip(1) {
        let digits = |text: &str| {
            let text = text.strip_prefix('-').unwrap_or(text);
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        match text.split_once('.') {
            Some((whole, "0")) if digits(whole) => numbers += 1,
            // A price with cents: the point is one, and `.0` may be a price as well.
            Some((whole, fraction)) if digits(whole) && digits(fraction) => return 0,
            _ => {}
        }
    }
    // A version `2.0` among texts is none of these.
    if numbers == 0 || numbers * 2 < column.values.len() - 1 {
        return 0;
    }
    let short: Vec<&str> = column
        .values
        .iter()
        .map(|text| text.strip_suffix(".0").unwrap_or(text))
        .collect();
    let mut places: FxHashMap<&str, u32> = FxHashMap::default();
    places.insert("", 0);
    let mut distinct: Vec<&str> = Vec::with_capacity(short.len());
    let numbered: Vec<u32> = short
        .iter()
        .map(|text| {
            *places.entry(text).or_insert_with(|| {
                distinct.push(text);
                distinct.len() as u32
            })
        })
        .collect();
    let changed: Vec<bool> = column
        .values
        .iter()
        .zip(&short)
        .map(|(text, short)| text.len() != short.len())
        .collect();
    let values: Texts = distinct.into_iter().collect();
    let mut cells = 0;
    for cell in &mut column.cells {
        cells += u64::from(changed[*cell as usize]);
        *cell = numbered[*cell as usize];
    }
    column.values = values;
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(texts: &[&str]) -> (Vec<String>, u64) {
        let mut column = Finished {
            cells: (1..=texts.len() as u32).collect(),
            values: texts.iter().collect(),
        };
        let cells = take_off(&mut column);
        let read = |cell: &u32| column.values[*cell as usize].to_owned();
        (column.cells.iter().map(read).collect(), cells)
    }

    #[test]
    fn whole_numbers_lose_their_fraction_and_equal_ones_become_one() {
        let (texts, cells) = taken(&["8789482199.0", "812345.0", "812345", "-"]);
        assert_eq!(texts, ["8789482199", "812345", "812345", "-"]);
        assert_eq!(cells, 2);
    }

    #[test]
    fn prices_and_versions_stay() {
        assert_eq!(taken(&["10.0", "12.5", "8.0"]).1, 0);
        assert_eq!(taken(&["Windows", "Jl. 2", "2.0", "x"]).1, 0);
    }
}
