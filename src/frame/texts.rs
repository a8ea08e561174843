//! The cells of a column of texts, end to end in one piece of memory.

use std::ops::Index;

/// Texts by row.
///
/// Millions of short texts of their own would cost more to make and to give back than to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextCells {
    bytes: String,
    /// Where each text ends; it starts where the one before ends.
    ends: Vec<usize>,
}

impl TextCells {
    /// Makes the text of each row, which `write` adds to what is there.
    pub(super) fn of<T>(rows: impl IntoIterator<Item = T>, write: impl Fn(T, &mut String)) -> Self {
        let rows = rows.into_iter();
        let mut cells = Self {
            bytes: String::new(),
            ends: Vec::with_capacity(rows.size_hint().0),
        };
        for row in rows {
            write(row, &mut cells.bytes);
            cells.ends.push(cells.bytes.len());
        }
        cells
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts by row.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| &self[row])
    }
}

impl Index<usize> for TextCells {
    type Output = str;

    fn index(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[row]]
    }
}

impl<T: AsRef<str>> FromIterator<T> for TextCells {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        Self::of(texts, |text, into| into.push_str(text.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_row() {
        let cells: TextCells = ["Ani", "", "Budi"].into_iter().collect();
        assert_eq!((&cells[0], &cells[1], &cells[2]), ("Ani", "", "Budi"));
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["Ani", "", "Budi"]);
    }
}
