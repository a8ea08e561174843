//! Where the columns of one line are cut, or why it can't be cut.
//!
//! Columns that were detected are as wide as the values of the sample. A value may reach into the gap behind its
//! column as long as a blank is left, a right-aligned number into the gap before it. A line with text across a whole
//! gap is a data line with a value that is too long if what still stands in its place looks like data (a card number
//! where card numbers stand); otherwise it is a title, a page header or a footer, wherever in the file it stands.

use rustc_hash::FxHashMap;

use super::FixedColumn;
use super::line::{Line, draw, shape};

/// First words of lines that sum up.
const TOTALS: [&str; 7] = [
    "total", "totals", "subtotal", "sub", "grand", "jumlah", "jml",
];

/// What one line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// A row with the positions at which its columns after the first begin.
    Row(Vec<usize>),
    /// A line that doesn't follow the columns and isn't meant to.
    Title,
    /// A data line with a value across the edge of its column.
    Overflow,
}

/// What the lines of a text have in common, column by column.
pub(super) struct Places {
    /// The positions between two columns that are blank in practically every data line.
    gaps: Vec<(usize, usize)>,
    columns: Vec<Habit>,
}

/// How the values of a column usually stand and look.
#[derive(Default)]
struct Habit {
    left_aligned: bool,
    /// Most begin where the column does.
    mostly_left: bool,
    /// Where most end, if they don't begin at one place.
    last: Option<usize>,
    /// The usual shapes of a column of numbers, codes or dates; empty for one of words.
    shapes: Vec<String>,
}

impl Places {
    /// Learns from a sample of the text that doesn't depend on the order of its lines.
    pub(super) fn learn(text: &str, columns: &[FixedColumn]) -> Self {
        let gaps: Vec<_> = columns
            .windows(2)
            .map(|pair| {
                let end = pair[0].end().min(pair[1].start);
                (end, pair[1].start)
            })
            .collect();
        let sample: Vec<_> = draw(text)
            .into_iter()
            .filter(|line| {
                !line.is_rule()
                    && gaps
                        .iter()
                        .all(|(start, end)| line.is_blank_between(*start, *end))
            })
            .collect();
        let columns = columns
            .iter()
            .map(|column| Habit::learn(&sample, column))
            .collect();
        Self { gaps, columns }
    }

    /// Finds out what a line is.
    pub(super) fn place(&self, line: &Line) -> Placed {
        let cuts: Vec<_> = (0..self.gaps.len())
            .map(|gap| self.cut(line, gap))
            .collect();
        let all: Option<Vec<_>> = cuts.iter().copied().collect();
        if let Some(all) = all {
            let regular = self
                .gaps
                .iter()
                .all(|(start, end)| line.is_blank_between(*start, *end));
            let knows_data = self.columns.iter().any(|column| !column.shapes.is_empty());
            let is_row = !knows_data
                || self.looks_like_data(line, &cuts)
                || (regular && !self.is_sentence(line) && self.is_aligned(line, &all));
            if is_row {
                return if self.is_pushed(line, &cuts) {
                    Placed::Overflow
                } else {
                    Placed::Row(all)
                };
            }
        }
        if line.text().contains(char::is_alphanumeric) {
            if let Some(cuts) = self.header(line) {
                return Placed::Row(cuts);
            }
            if self.looks_like_data(line, &cuts) || self.looks_shifted(line) {
                return Placed::Overflow;
            }
        }
        Placed::Title
    }

    /// Where the column behind a gap begins in a line, if no value runs across the gap.
    fn cut(&self, line: &Line, gap: usize) -> Option<usize> {
        let (start, end) = self.gaps[gap];
        if end == 0 || line.is_blank(end - 1) {
            let ends = line.text_end(start, end);
            return line.is_blank_between(ends, end).then_some(end);
        }
        let first = (start..end)
            .rev()
            .take_while(|at| !line.is_blank(*at))
            .last()?;
        let word = (end..).find(|at| line.is_blank(*at))?;
        let number = line.slice(first, word);
        let fits = !self.columns[gap + 1].left_aligned
            && (first == 0 || line.is_blank(first - 1))
            && number.contains(|character: char| character.is_ascii_digit())
            && !number.contains(char::is_alphabetic);
        fits.then_some(first)
    }

    /// Tells whether text goes on over gaps with single blanks only, as a sentence's does.
    ///
    /// Only asked of lines without any known value: a title over narrow columns, whose words happen to end at gaps.
    fn is_sentence(&self, line: &Line) -> bool {
        let words = line.words();
        let Some((first, last)) = words.first().zip(words.last()) else {
            return false;
        };
        let crossed = self
            .gaps
            .iter()
            .filter(|(start, end)| first.0 < *start && *end < last.1)
            .count();
        crossed > 1 && words.windows(2).all(|pair| pair[1].0 - pair[0].1 == 1)
    }

    /// Tells whether the cells of left-aligned columns begin where they should.
    fn is_aligned(&self, line: &Line, cuts: &[usize]) -> bool {
        (1..self.columns.len()).all(|column| {
            !self.columns[column].left_aligned
                || !line.is_blank(cuts[column - 1])
                || self.cell(line, cuts, column).is_empty()
        })
    }

    /// The cuts of a header whose labels are wider than the values below them.
    ///
    /// Labels fill most columns and mostly have two blanks or more between them, the words of a title one.
    fn header(&self, line: &Line) -> Option<Vec<usize>> {
        if line.has_numbers() {
            return None;
        }
        let mut cuts = Vec::new();
        let (mut crossings, mut wide) = (0, 0);
        for (start, end) in &self.gaps {
            let (length, cut) = (*start..*end)
                .filter(|at| line.is_blank(*at))
                .map(|at| blank_run(line, at))
                .max()?;
            if cut < line.len() && length < cut {
                crossings += 1;
                wide += usize::from(length > 1);
            }
            // A run that reaches over a whole empty column leaves the column where it is.
            cuts.push(cut.clamp(*start, *end));
        }
        let columns = self.columns.len();
        let filled = (0..columns)
            .filter(|column| !self.cell(line, &cuts, *column).is_empty())
            .count();
        (wide * 2 > crossings && filled * 2 > columns).then_some(cuts)
    }

    /// Tells whether values stand in their places and look as values there do.
    ///
    /// A gap that text runs across leaves the columns at its sides out.
    fn looks_like_data(&self, line: &Line, cuts: &[Option<usize>]) -> bool {
        let first_word = line
            .text()
            .split(|character: char| !character.is_alphabetic())
            .next();
        if first_word.is_some_and(|word| TOTALS.contains(&word.to_lowercase().as_str())) {
            return false;
        }
        let (mut known, mut unknown) = (0, 0);
        let mut crossed = false;
        for (column, habit) in self.columns.iter().enumerate() {
            let from = if column == 0 {
                Some(0)
            } else {
                cuts[column - 1]
            };
            let to = cuts.get(column).copied().unwrap_or(Some(usize::MAX));
            let (Some(from), Some(to)) = (from, to) else {
                // Behind a value that pushes the rest aside nothing tells against data.
                crossed |= known > 0 && unknown == 0;
                continue;
            };
            let cell = line.slice(from, to);
            if habit.shapes.is_empty() || cell.is_empty() {
                continue;
            }
            if habit.shapes.contains(&shape(cell)) {
                known += 1;
            } else if !crossed {
                unknown += 1;
            }
        }
        known > 0 && known >= unknown
    }

    /// Tells whether a value that is too long has a word's end just where its column ends.
    ///
    /// It then fills its column, goes on at the first position of the next one, and what comes behind is odd: out of
    /// its place, or words where others have numbers.
    fn is_pushed(&self, line: &Line, cuts: &[Option<usize>]) -> bool {
        // Codes always fill their column.
        let full = self
            .gaps
            .iter()
            .zip(&self.columns)
            .position(|((start, end), left)| {
                let text = line.text_end(*start, *end);
                left.shapes.is_empty() && *start <= text && text + 1 == *end && !line.is_blank(*end)
            });
        let Some(full) = full else {
            return false;
        };
        line.has_numbers()
            && self.looks_like_data(line, cuts)
            && (full + 1..self.columns.len()).any(|column| {
                let habit = &self.columns[column];
                let from = self.gaps[column - 1].1;
                let to = self.gaps.get(column).map_or(usize::MAX, |gap| gap.0);
                let cell = line.slice(from, to);
                let words = !habit.shapes.is_empty()
                    && !habit.shapes.contains(&shape(cell))
                    && cell.contains(char::is_alphabetic);
                let moved = (habit.mostly_left && line.is_blank(from))
                    || habit
                        .last
                        .is_some_and(|last| line.is_blank(last) || !line.is_blank(last + 1));
                !cell.is_empty() && (words || moved)
            })
    }

    /// Tells whether a line holds most of a row's values, but pushed out of their places.
    fn looks_shifted(&self, line: &Line) -> bool {
        let words = line.words();
        let shapes: Vec<_> = words
            .iter()
            .map(|(start, end)| line.slice(*start, *end))
            .filter(|word| word.bytes().filter(u8::is_ascii_digit).count() > 4)
            .map(shape)
            .collect();
        let telling = self.columns.iter().filter(|habit| !habit.shapes.is_empty());
        let found = telling
            .clone()
            .filter(|habit| shapes.iter().any(|shape| habit.shapes.contains(shape)))
            .count();
        found > 0 && found * 2 >= telling.count() && words.len() >= self.columns.len()
    }

    fn cell<'a>(&self, line: &'a Line, cuts: &[usize], column: usize) -> &'a str {
        let from = if column == 0 { 0 } else { cuts[column - 1] };
        line.slice(from, cuts.get(column).copied().unwrap_or(usize::MAX))
    }
}

impl Habit {
    fn learn(sample: &[Line], column: &FixedColumn) -> Self {
        let (mut filled, mut first, mut telling) = (0, 0, 0);
        let mut shapes: FxHashMap<String, usize> = FxHashMap::default();
        let mut ends: FxHashMap<usize, usize> = FxHashMap::default();
        for line in sample {
            let cell = line.slice(column.start, column.end());
            if cell.is_empty() {
                continue;
            }
            filled += 1;
            first += usize::from(!line.is_blank(column.start));
            let last = (column.start..column.end().min(line.len()))
                .rev()
                .find(|at| !line.is_blank(*at));
            if let Some(last) = last {
                *ends.entry(last).or_default() += 1;
            }
            if !cell.contains(char::is_whitespace) && cell.contains(char::is_numeric) {
                telling += 1;
                *shapes.entry(shape(cell)).or_default() += 1;
            }
        }
        let tells = telling > 1 && telling * 10 >= filled * 6;
        let mut shapes: Vec<_> = shapes
            .into_iter()
            .filter(|(_, count)| tells && count * 10 >= telling)
            .map(|(shape, _)| shape)
            .collect();
        shapes.sort_unstable();
        Self {
            left_aligned: first * 10 >= filled * 8,
            mostly_left: filled > 0 && first * 10 >= filled * 7,
            last: ends
                .into_iter()
                .find(|(_, count)| count * 10 >= filled * 7 && first * 10 < filled * 8)
                .map(|(last, _)| last),
            shapes,
        }
    }
}

/// The length of the blanks around a position and where they end.
fn blank_run(line: &Line, at: usize) -> (usize, usize) {
    let start = (0..=at)
        .rev()
        .take_while(|position| line.is_blank(*position))
        .last()
        .unwrap_or(at);
    let end = (at..line.len().max(at + 1))
        .find(|position| !line.is_blank(*position))
        .unwrap_or(at + 1);
    (end - start, end)
}
