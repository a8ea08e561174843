//! How a delimited file is written: delimiter, quote, line end, header or none.
//!
//! Judged on the first line and on a sample of lines drawn by their hash, so that the order of the rows
//! decides nothing.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};
use serde::Serialize;

use super::csv::{Cells, Scanner};
use super::shape::looks_like_data;
use super::{SourceSettings, header};

/// Lines in the sample.
const SAMPLE: usize = 1000;

/// The delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How one file is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dialect {
    /// Between fields.
    pub delimiter: u8,
    /// Around fields that hold a delimiter or a line end.
    pub quote: u8,
    /// The encoding's standard name.
    pub encoding: String,
    /// The first row names the columns.
    pub has_header: bool,
    /// The file starts with a byte order mark.
    pub bom: bool,
}

/// What is needed to split the text into rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// `\n`, or `\r` in a file that has no other line end.
    pub(super) newline: u8,
    /// Bytes before the first row: Excel's `sep=;` line.
    pub(super) skip: usize,
}

/// Lines of the file, drawn independently of their order.
pub(super) struct Sample<'a> {
    /// The first line that isn't blank.
    first: &'a [u8],
    lines: Vec<&'a [u8]>,
}

impl Layout {
    /// Finds the layout of a text, whose delimiter may be configured, and the sample it was found in.
    pub(super) fn detect<'a>(text: &'a [u8], settings: &SourceSettings) -> (Self, Sample<'a>) {
        let newline = if text.contains(&b'\n') { b'\n' } else { b'\r' };
        let (skip, announced) = announced_delimiter(text, newline);
        let sample = Sample::draw(&text[skip..], newline);
        let delimiter = settings
            .delimiter
            .or(announced)
            .unwrap_or_else(|| sample.delimiter());
        (
            Self {
                delimiter,
                quote: sample.quote(delimiter),
                newline,
                skip,
            },
            sample,
        )
    }
}

impl<'a> Sample<'a> {
    /// Draws the lines with the lowest hashes; equal lines count once.
    fn draw(text: &'a [u8], newline: u8) -> Self {
        let mut lines = text
            .split(|byte| *byte == newline)
            .map(trim)
            .filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default();
        let mut drawn: Vec<(u64, &[u8])> = Vec::with_capacity(4 * SAMPLE);
        let mut limit = u64::MAX;
        for line in lines {
            let mut hasher = FxHasher::default();
            hasher.write(line);
            let hash = hasher.finish();
            if hash < limit {
                drawn.push((hash, line));
                if drawn.len() == 4 * SAMPLE {
                    limit = keep_lowest(&mut drawn);
                }
            }
        }
        keep_lowest(&mut drawn);
        Self {
            first,
            lines: drawn.into_iter().map(|(_, line)| line).collect(),
        }
    }

    /// Tells whether the first row names the columns rather than being data.
    ///
    /// `first` are its fields.
    pub(super) fn has_header(&self, layout: Layout, first: &[String]) -> bool {
        let mut columns: Vec<FxHashSet<String>> = vec![FxHashSet::default(); first.len()];
        let mut data = vec![0_usize; first.len()];
        let mut rows = 0;
        for line in self.lines.iter().filter(|line| **line != self.first) {
            rows += 1;
            for (column, cell) in split(line, layout.delimiter, layout.quote)
                .into_iter()
                .enumerate()
                .take(first.len())
            {
                data[column] += usize::from(looks_like_data(&cell));
                columns[column].insert(cell);
            }
        }
        let mut evidence = 0.0;
        for (column, cell) in first
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty())
        {
            evidence += if looks_like_data(cell) {
                -3.0
            } else if header::is_known(cell) {
                3.0
            } else if rows > 0 && data[column] * 5 >= rows * 4 {
                1.0
            } else {
                0.0
            };
            if columns[column].contains(cell.as_str()) {
                evidence -= 2.0;
            }
        }
        evidence >= 0.0
    }

    /// The delimiter that gives most lines the same number of fields, the header's if possible.
    fn delimiter(&self) -> u8 {
        let mut best = (0.0, DELIMITERS[0]);
        for delimiter in DELIMITERS {
            let rating = self.rate(delimiter);
            if rating > best.0 {
                best = (rating, delimiter);
            }
        }
        best.1
    }

    fn rate(&self, delimiter: u8) -> f64 {
        let width = |line: &[u8]| split(line, delimiter, b'"').len();
        let header = width(self.first);
        let mut counts = vec![0_usize; 2];
        for line in &self.lines {
            let fields = width(line);
            counts.resize(counts.len().max(fields + 1), 0);
            counts[fields] += 1;
        }
        if self.lines.is_empty() {
            return (header as f64).ln();
        }
        let Some(usual) = (2..counts.len()).max_by_key(|fields| (counts[*fields], *fields)) else {
            return 0.0;
        };
        let share = counts[usual] as f64 / self.lines.len() as f64;
        let agreement = if usual == header { 1.0 } else { 0.5 };
        share * share * (usual as f64).ln() * agreement
    }

    /// The double quote, unless single quotes wrap most fields and double quotes none.
    fn quote(&self, delimiter: u8) -> u8 {
        let (mut single, mut double, mut filled) = (0, 0, 0);
        for cell in self
            .lines
            .iter()
            .flat_map(|line| line.split(|byte| *byte == delimiter))
            .map(trim)
        {
            let wrapped = |quote: u8| {
                cell.len() >= 2 && cell.first() == Some(&quote) && cell.last() == Some(&quote)
            };
            filled += usize::from(!cell.is_empty());
            single += usize::from(wrapped(b'\''));
            double += usize::from(wrapped(b'"'));
        }
        if double == 0 && single >= 5 && single * 2 >= filled {
            b'\''
        } else {
            b'"'
        }
    }
}

/// Excel's first line `sep=;`: its length with the line end, and the delimiter it names.
fn announced_delimiter(text: &[u8], newline: u8) -> (usize, Option<u8>) {
    let end = text
        .iter()
        .position(|byte| *byte == newline)
        .map_or(text.len(), |at| at + 1);
    match trim_line_end(&text[..end]) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (end, Some(*delimiter)),
        _ => (0, None),
    }
}

fn keep_lowest(drawn: &mut Vec<(u64, &[u8])>) -> u64 {
    drawn.sort_unstable();
    drawn.dedup();
    drawn.truncate(SAMPLE);
    if drawn.len() == SAMPLE {
        drawn[SAMPLE - 1].0
    } else {
        u64::MAX
    }
}

fn split(line: &[u8], delimiter: u8, quote: u8) -> Vec<String> {
    let layout = Layout {
        delimiter,
        quote,
        newline: b'\n',
        skip: 0,
    };
    let mut cells = Cells::default();
    let mut scanner = Scanner::new(line, layout, None);
    scanner.next_row(&mut cells);
    cells.texts(line)
}

fn trim(line: &[u8]) -> &[u8] {
    trim_line_end(line).trim_ascii_start()
}

fn trim_line_end(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|byte| !matches!(byte, b'\r' | b'\n' | 0 | 0x1a))
        .map_or(0, |last| last + 1);
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        Layout::detect(text.as_bytes(), &SourceSettings::new("x.csv")).0
    }

    fn has_header(text: &str, first: &[&str]) -> bool {
        let (layout, sample) = Layout::detect(text.as_bytes(), &SourceSettings::new("x.csv"));
        sample.has_header(
            layout,
            &first
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn the_delimiter_with_steady_field_counts_wins() {
        assert_eq!(layout("a;b;c\n1;2,5;x\n2;3,5;y, z\n").delimiter, b';');
        assert_eq!(layout("a,b,c\n1,\"x; y\",z\n2,p,q\n").delimiter, b',');
        assert_eq!(layout("a\tb\n1\t2\n").delimiter, b'\t');
        assert_eq!(layout("a|b\n1|2\n").delimiter, b'|');
        assert_eq!(layout("nama\nBudi\n").delimiter, b',');
    }

    #[test]
    fn decimal_commas_do_not_beat_the_semicolon() {
        assert_eq!(layout("a;b\nx;1,50\ny;2,50\nz;3,75\n").delimiter, b';');
    }

    #[test]
    fn the_delimiter_line_of_excel_is_obeyed_and_skipped() {
        let found = layout("sep=|\r\na|b\r\n1|2\r\n");
        assert_eq!((found.delimiter, found.skip), (b'|', 7));
    }

    #[test]
    fn single_quotes_around_most_fields_are_the_quote() {
        let text = "a,b\n'1','x, y'\n'2','z'\n'3','w'\n";
        assert_eq!(layout(text).quote, b'\'');
        assert_eq!(layout("a,b\n'0812,x\n'0813,y\n").quote, b'"');
    }

    #[test]
    fn an_old_line_end_is_found() {
        assert_eq!(layout("a,b\r1,2\r").newline, b'\r');
    }

    #[test]
    fn a_first_row_of_data_is_not_a_header() {
        let text = "0107000571;BUDI;081234567890\n0107000572;ANI;081234567891\n";
        assert!(!has_header(text, &["0107000571", "BUDI", "081234567890"]));
        assert!(has_header("x1;x2\nBudi;Ani\n", &["x1", "x2"]));
    }
}
