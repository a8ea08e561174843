//! Delimited text to columns.
//!
//! The rows are cut here rather than by the csv crate, because a quote that is never closed must cost one line:
//! a reader that only moves forward cannot give back what it swallowed, and can't say on which line it began.

use std::collections::BTreeMap;
use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::dialect::Layout;
use super::reject::Why;

/// The lines that one row may span; more is an unclosed quote.
const MOST_LINES: u32 = 100;

/// Rows between two visits to the columns: few enough for memory, many enough that threads seldom wait.
const BATCH: usize = 32_768;

/// One field: a range of the text, or of the scratch when quotes had to be taken out.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    copied: bool,
}

/// Fields of one or several rows.
#[derive(Debug, Default)]
pub(super) struct Cells {
    spans: Vec<Span>,
    scratch: Vec<u8>,
}

impl Cells {
    fn bytes<'a>(&'a self, text: &'a [u8], at: usize) -> &'a [u8] {
        let span = self.spans[at];
        if span.copied {
            &self.scratch[span.start..span.end]
        } else {
            &text[span.start..span.end]
        }
    }

    /// The fields as text.
    pub(super) fn texts(&self, text: &[u8]) -> Vec<String> {
        (0..self.spans.len())
            .map(|at| String::from_utf8_lossy(self.bytes(text, at)).into_owned())
            .collect()
    }

    fn cut_back(&mut self, spans: usize, scratch: usize) {
        self.spans.truncate(spans);
        self.scratch.truncate(scratch);
    }

    fn clear(&mut self) {
        self.cut_back(0, 0);
    }
}

/// One row as it was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The physical line on which it starts, counted from 1.
    line: u64,
    start: usize,
    end: usize,
    refused: Option<Why>,
}

/// What to do with a quote that no delimiter follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StrayQuote {
    /// It belongs to the text, the field goes on: `"PT "MAJU" JAYA"`.
    Stays,
    /// It closed the field, the rest is text: `"BUDI" SANTOSO`.
    Closes,
}

/// The extent of a row that has quotes.
#[derive(Clone, Copy)]
struct Extent {
    end: usize,
    next: usize,
    lines: u32,
    stray: bool,
}

/// Cuts a text into rows, one by one.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    layout: Layout,
    width: Option<usize>,
    /// The empty fields that most rows have behind the header's.
    extra: usize,
    at: usize,
    line: u64,
}

impl<'a> Scanner<'a> {
    /// Starts behind the layout's skipped bytes; with a `width`, rows of another number of fields are refused.
    pub(super) fn new(text: &'a [u8], layout: Layout, width: Option<usize>) -> Self {
        Self {
            text,
            layout,
            width,
            extra: width.map_or(0, |width| usual_extra(text, layout, width)),
            at: layout.skip,
            line: 1 + u64::from(layout.skip > 0),
        }
    }

    /// Appends the fields of the next row to `cells`, none for a refused row; blank lines are passed over.
    pub(super) fn next_row(&mut self, cells: &mut Cells) -> Option<Row> {
        while self.at < self.text.len() {
            let start = self.at;
            let (spans, scratch) = (cells.spans.len(), cells.scratch.len());
            let (end, next, has_quote) = self.split_plain(start, cells);
            if self.is_blank(&self.text[start..end]) {
                cells.cut_back(spans, scratch);
                self.advance(next, 1);
                continue;
            }
            let row = Row {
                line: self.line,
                start,
                end,
                refused: None,
            };
            if has_quote {
                cells.cut_back(spans, scratch);
                return Some(self.quoted_row(row, next, cells));
            }
            self.advance(next, 1);
            return Some(self.fitted(row, spans, scratch, cells));
        }
        None
    }

    fn advance(&mut self, next: usize, lines: u32) {
        self.at = next;
        self.line += u64::from(lines);
    }

    fn without_returns(&self, start: usize, mut end: usize) -> usize {
        while end > start && self.text[end - 1] == b'\r' {
            end -= 1;
        }
        end
    }

    fn is_blank(&self, line: &[u8]) -> bool {
        line.iter().all(|byte| {
            matches!(byte, b' ' | b'\t' | b'\r' | 0x0c | 0 | 0x1a) && *byte != self.layout.delimiter
        })
    }

    /// Splits one line at its delimiters: the end of its content, the start of the next line, and whether it has a
    /// quote, in which case the fields are not to be trusted.
    fn split_plain(&self, start: usize, cells: &mut Cells) -> (usize, usize, bool) {
        let Layout {
            delimiter,
            newline,
            quote,
            ..
        } = self.layout;
        let mut from = start;
        let mut has_quote = false;
        let mut stop = self.text.len();
        for (offset, byte) in self.text[start..].iter().enumerate() {
            if *byte == delimiter {
                cells.spans.push(Span {
                    start: from,
                    end: start + offset,
                    copied: false,
                });
                from = start + offset + 1;
            } else if *byte == newline {
                stop = start + offset;
                break;
            }
            has_quote |= *byte == quote;
        }
        let end = self.without_returns(from, stop);
        cells.spans.push(Span {
            start: from,
            end,
            copied: false,
        });
        (end, (stop + 1).min(self.text.len()), has_quote)
    }

    /// Reads a row whose first line has a quote; tries the whole, then the line alone, then gives up the line.
    fn quoted_row(&mut self, row: Row, next: usize, cells: &mut Cells) -> Row {
        let (spans, scratch) = (cells.spans.len(), cells.scratch.len());
        let whole = self.split_quoted(row.start, MOST_LINES, StrayQuote::Stays, cells);
        if let Some(extent) = whole
            && self.fits(spans, cells)
            && (extent.lines == 1 || !self.lines_are_whole(row.start, extent))
        {
            self.advance(extent.next, extent.lines);
            return self.fitted(
                Row {
                    end: extent.end,
                    ..row
                },
                spans,
                scratch,
                cells,
            );
        }
        let found = cells.spans.len() - spans;
        cells.cut_back(spans, scratch);
        if self
            .split_quoted(row.start, 1, StrayQuote::Closes, cells)
            .is_some()
            && self.fits(spans, cells)
        {
            self.advance(next, 1);
            return self.fitted(row, spans, scratch, cells);
        }
        cells.cut_back(spans, scratch);
        match whole {
            Some(extent) if extent.lines == 1 || !self.line_fits(next, cells) => {
                self.advance(extent.next, extent.lines);
                let refused = self.width.map(|expected| Why::Fields { found, expected });
                Row {
                    end: extent.end,
                    refused,
                    ..row
                }
            }
            _ => {
                self.advance(next, 1);
                Row {
                    refused: Some(Why::OpenQuote),
                    ..row
                }
            }
        }
    }

    /// Splits from `start`, over several lines if quotes say so; `None` if a quote stays open.
    fn split_quoted(
        &self,
        start: usize,
        most: u32,
        stray: StrayQuote,
        cells: &mut Cells,
    ) -> Option<Extent> {
        let Layout {
            delimiter,
            newline,
            quote,
            ..
        } = self.layout;
        let mut extent = Extent {
            end: start,
            next: start,
            lines: 1,
            stray: false,
        };
        let mut at = start;
        loop {
            if self.text.get(at) == Some(&quote) {
                at = self.quoted_field(at + 1, most, stray, cells, &mut extent)?;
            } else {
                let from = at;
                at += self.text[at..]
                    .iter()
                    .take_while(|byte| **byte != delimiter && **byte != newline)
                    .count();
                let end = if self.text.get(at) == Some(&delimiter) {
                    at
                } else {
                    self.without_returns(from, at)
                };
                cells.spans.push(Span {
                    start: from,
                    end,
                    copied: false,
                });
            }
            match self.text.get(at) {
                Some(byte) if *byte == delimiter => at += 1,
                other => {
                    extent.end = at;
                    extent.next = at + usize::from(other.is_some());
                    return Some(extent);
                }
            }
        }
    }

    /// Reads one field from behind its opening quote to the delimiter or line end that follows it.
    fn quoted_field(
        &self,
        from: usize,
        most: u32,
        stray: StrayQuote,
        cells: &mut Cells,
        extent: &mut Extent,
    ) -> Option<usize> {
        let Layout {
            delimiter,
            newline,
            quote,
            ..
        } = self.layout;
        let copy = cells.scratch.len();
        let mut copied_to = from;
        let mut at = from;
        loop {
            let byte = *self.text.get(at)?;
            at += 1;
            if byte == newline {
                extent.lines += 1;
                if extent.lines > most || extent.stray {
                    return None;
                }
            }
            if byte != quote {
                continue;
            }
            if self.text.get(at) == Some(&quote) {
                cells.scratch.extend_from_slice(&self.text[copied_to..at]);
                at += 1;
                copied_to = at;
                continue;
            }
            if let Some(stop) = self.field_stop(at) {
                cells.close(copy, copied_to, at - 1, self.text);
                return Some(stop);
            }
            extent.stray = true;
            if stray == StrayQuote::Stays && extent.lines > 1 {
                return None;
            }
            if stray == StrayQuote::Closes {
                let rest = self.text[at..]
                    .iter()
                    .take_while(|byte| **byte != delimiter && **byte != newline)
                    .count();
                cells
                    .scratch
                    .extend_from_slice(&self.text[copied_to..at - 1]);
                cells
                    .scratch
                    .extend_from_slice(&self.text[at..self.without_returns(at, at + rest)]);
                cells.spans.push(Span {
                    start: copy,
                    end: cells.scratch.len(),
                    copied: true,
                });
                return Some(at + rest);
            }
        }
    }

    /// Where the field stops if only blanks stand between `at` and the next delimiter or line end.
    fn field_stop(&self, at: usize) -> Option<usize> {
        let Layout {
            delimiter, newline, ..
        } = self.layout;
        let blank = |byte: &u8| {
            matches!(byte, b' ' | b'\r' | b'\t') && *byte != delimiter && *byte != newline
        };
        let stop = at
            + self.text[at..]
                .iter()
                .take_while(|byte| blank(byte))
                .count();
        self.text
            .get(stop)
            .is_none_or(|byte| *byte == delimiter || *byte == newline)
            .then_some(stop)
    }

    /// Tells whether lines of a quoted stretch hold a whole row's delimiters each: the first and a later one, or one
    /// in between; then the quote was left open and closed by another row's.
    fn lines_are_whole(&self, start: usize, extent: Extent) -> bool {
        let needed = self
            .width
            .map_or(usize::MAX, |width| width.saturating_sub(1).max(1));
        let delimiters = |line: &[u8]| {
            line.iter()
                .filter(|byte| **byte == self.layout.delimiter)
                .count()
        };
        let mut lines = self.text[start..extent.end]
            .split(|byte| *byte == self.layout.newline)
            .map(delimiters);
        let first_is_whole = lines.next().is_some_and(|first| first >= needed);
        let mut lines = lines.peekable();
        while let Some(line) = lines.next() {
            let is_between = lines.peek().is_some();
            // With one delimiter a row, a line of prose with a comma would look whole.
            if first_is_whole && line >= needed || is_between && needed >= 2 && line == needed {
                return true;
            }
        }
        false
    }

    /// Tells whether the line at `start` is a row by itself.
    fn line_fits(&self, start: usize, cells: &mut Cells) -> bool {
        let (spans, scratch) = (cells.spans.len(), cells.scratch.len());
        let fits = self
            .split_quoted(start, 1, StrayQuote::Closes, cells)
            .is_some()
            && self.fits(spans, cells);
        cells.cut_back(spans, scratch);
        fits
    }

    /// Tells whether the fields from `before` on are as many as the header's; empty ones may follow.
    fn fits(&self, before: usize, cells: &Cells) -> bool {
        let found = cells.spans.len() - before;
        self.width.is_none_or(|width| {
            (found == width || found == width + self.extra)
                && (before + width..cells.spans.len())
                    .all(|at| self.is_blank(cells.bytes(self.text, at)))
        })
    }

    fn fitted(&self, row: Row, spans: usize, scratch: usize, cells: &mut Cells) -> Row {
        let Some(expected) = self.width else {
            return row;
        };
        let found = cells.spans.len() - spans;
        if self.fits(spans, cells) {
            cells.spans.truncate(spans + expected);
            return row;
        }
        cells.cut_back(spans, scratch);
        Row {
            refused: Some(Why::Fields { found, expected }),
            ..row
        }
    }
}

impl Cells {
    fn close(&mut self, copy: usize, from: usize, to: usize, text: &[u8]) {
        if self.scratch.len() == copy {
            self.spans.push(Span {
                start: from,
                end: to,
                copied: false,
            });
        } else {
            self.scratch.extend_from_slice(&text[from..to]);
            self.spans.push(Span {
                start: copy,
                end: self.scratch.len(),
                copied: true,
            });
        }
    }
}

/// The cells of one column and their distinct texts; number 0 is the empty text.
pub(super) struct Interner {
    pub(super) cells: Vec<u32>,
    pub(super) values: Vec<Box<str>>,
    tags: Vec<u32>,
    /// Open addressing, 0 for a free slot; at most half full.
    slots: Vec<u32>,
}

impl Interner {
    fn new() -> Self {
        Self {
            cells: Vec::new(),
            values: vec!["".into()],
            tags: vec![0],
            slots: vec![0; 64],
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let cell = if bytes.is_empty() {
            0
        } else {
            self.number(bytes)
        };
        self.cells.push(cell);
    }

    fn number(&mut self, bytes: &[u8]) -> u32 {
        let mut hasher = FxHasher::default();
        hasher.write(bytes);
        let tag = (hasher.finish() >> 16) as u32;
        let mask = self.slots.len() - 1;
        let mut slot = tag as usize & mask;
        while self.slots[slot] != 0 {
            let number = self.slots[slot];
            if self.tags[number as usize] == tag && self.values[number as usize].as_bytes() == bytes
            {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        let number =
            u32::try_from(self.values.len()).expect("a column has fewer rows than u32 can count");
        self.slots[slot] = number;
        self.tags.push(tag);
        self.values.push(String::from_utf8_lossy(bytes).into());
        if self.values.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        self.slots = vec![0; mask + 1];
        for (number, tag) in self.tags.iter().enumerate().skip(1) {
            let mut slot = *tag as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = number as u32;
        }
    }
}

/// A row that was not taken: its line, why, and its text.
pub(super) struct Refused {
    pub(super) line: u64,
    pub(super) why: Why,
    pub(super) raw: String,
}

/// All data rows of a file.
pub(super) struct Table {
    pub(super) columns: Vec<Interner>,
    /// The data row number of each accepted row, counted from 1 over all data rows.
    pub(super) rows: Vec<u32>,
    /// The physical line of each accepted row.
    pub(super) lines: Vec<u32>,
    pub(super) rows_read: u64,
    pub(super) refused: Vec<Refused>,
}

/// The first row of a file.
pub(super) struct FirstRow {
    pub(super) cells: Vec<String>,
    /// The row's range in the text.
    start: usize,
    end: usize,
}

/// Reads the first row, whatever it is.
pub(super) fn first_row(text: &[u8], layout: Layout) -> Option<FirstRow> {
    let mut cells = Cells::default();
    let row = Scanner::new(text, layout, None).next_row(&mut cells)?;
    Some(FirstRow {
        cells: cells.texts(text),
        start: row.start,
        end: row.end,
    })
}

/// How many delimiters more than the header most lines have: some programs end each row with one.
///
/// A row with an empty field too many where the others have none is no such row: something in it was cut in two.
fn usual_extra(text: &[u8], layout: Layout, width: usize) -> usize {
    let mut lines_by_extra: BTreeMap<usize, usize> = BTreeMap::new();
    let lines = text.split(|byte| *byte == layout.newline);
    for line in lines.filter(|line| !line.trim_ascii().is_empty()) {
        let delimiters = line
            .iter()
            .filter(|byte| **byte == layout.delimiter)
            .count();
        *lines_by_extra
            .entry((delimiters + 1).saturating_sub(width))
            .or_default() += 1;
    }
    // Of equally frequent ones the smallest, whatever the order of lines.
    lines_by_extra
        .into_iter()
        .rev()
        .max_by_key(|(_, lines)| *lines)
        .map_or(0, |(extra, _)| extra)
}

/// Reads all data rows into `width` columns.
///
/// `damaged` says that the text may hold undecodable places; `header` is the row to pass over.
pub(super) fn read_table(
    text: &[u8],
    layout: Layout,
    width: usize,
    header: Option<&FirstRow>,
    damaged: bool,
) -> Table {
    let mut table = Table {
        columns: (0..width).map(|_| Interner::new()).collect(),
        rows: Vec::new(),
        lines: Vec::new(),
        rows_read: 0,
        refused: Vec::new(),
    };
    let mut scanner = Scanner::new(text, layout, Some(width));
    if header.is_some() {
        Scanner {
            width: None,
            ..scanner
        }
        .pass_header(&mut scanner);
    }
    let header = header.map(|row| &text[row.start..row.end]);
    let mut cells = Cells::default();
    while let Some(row) = scanner.next_row(&mut cells) {
        table.rows_read += 1;
        let raw = &text[row.start..row.end];
        let first = cells.spans.len().saturating_sub(width);
        let why = row.refused.or_else(|| {
            if damaged && is_damaged(raw) {
                Some(Why::Undecodable)
            } else if header == Some(raw) {
                Some(Why::RepeatedHeader)
            } else if (first..cells.spans.len()).all(|at| scanner.is_blank(cells.bytes(text, at))) {
                Some(Why::NoValue)
            } else {
                None
            }
        });
        if let Some(why) = why {
            if row.refused.is_none() {
                cells.spans.truncate(first);
            }
            table.refused.push(Refused {
                line: row.line,
                why,
                raw: String::from_utf8_lossy(raw).into_owned(),
            });
            continue;
        }
        table
            .rows
            .push(u32::try_from(table.rows_read).unwrap_or(u32::MAX));
        table
            .lines
            .push(u32::try_from(row.line).unwrap_or(u32::MAX));
        if cells.spans.len() >= BATCH * width {
            table.take(text, &mut cells);
        }
    }
    table.take(text, &mut cells);
    table
}

impl Scanner<'_> {
    fn pass_header(mut self, data: &mut Scanner<'_>) {
        self.next_row(&mut Cells::default());
        data.at = self.at;
        data.line = self.line;
    }
}

impl Table {
    /// Moves the batch into the columns, one column per thread.
    fn take(&mut self, text: &[u8], cells: &mut Cells) {
        let width = self.columns.len();
        let batch = &*cells;
        self.columns
            .par_iter_mut()
            .enumerate()
            .for_each(|(column, interner)| {
                for at in (column..batch.spans.len()).step_by(width) {
                    interner.push(batch.bytes(text, at));
                }
            });
        cells.clear();
    }
}

/// A row of a damaged file is damaged if it isn't UTF-8 or holds the mark of a failed conversion.
fn is_damaged(raw: &[u8]) -> bool {
    std::str::from_utf8(raw).map_or(true, |text| text.contains('\u{fffd}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        delimiter: b';',
        quote: b'"',
        newline: b'\n',
        skip: 0,
    };

    fn table(text: &str) -> Table {
        let header = first_row(text.as_bytes(), LAYOUT).expect("header");
        read_table(
            text.as_bytes(),
            LAYOUT,
            header.cells.len(),
            Some(&header),
            false,
        )
    }

    fn column(table: &Table, column: usize) -> Vec<&str> {
        let interner = &table.columns[column];
        interner
            .cells
            .iter()
            .map(|cell| &*interner.values[*cell as usize])
            .collect()
    }

    fn refused(table: &Table) -> Vec<(u64, String, &str)> {
        table
            .refused
            .iter()
            .map(|row| (row.line, row.why.words("UTF-8"), row.raw.as_str()))
            .collect()
    }

    #[test]
    fn quotes_hold_delimiters_line_ends_and_quotes() {
        let table = table("a;b\r\n1;\"x;y\"\r\n2;\"one\r\ntwo\"\r\n3;\"say \"\"hi\"\"\"\r\n");
        assert_eq!(column(&table, 1), ["x;y", "one\r\ntwo", "say \"hi\""]);
        assert_eq!(table.lines, [2, 3, 5]);
        assert_eq!(table.rows, [1, 2, 3]);
    }

    #[test]
    fn blank_lines_are_no_rows() {
        let table = table("a;b\n\n1;x\n  \n2;y\n\x1a\n");
        assert_eq!((table.rows_read, column(&table, 1)), (2, vec!["x", "y"]));
        assert_eq!(table.lines, [3, 5]);
    }

    #[test]
    fn ragged_rows_are_refused_and_an_empty_field_that_most_rows_end_with_is_not() {
        let table = table("a;b\n1;x;\n2\n3;y;z\n4;w;\n5;v;\n6;u;;\n");
        assert_eq!(column(&table, 0), ["1", "4", "5"]);
        assert_eq!(table.rows, [1, 4, 5]);
        assert_eq!(
            refused(&table),
            [
                (3, "row has 1 field, the header has 2".to_owned(), "2"),
                (4, "row has 3 fields, the header has 2".to_owned(), "3;y;z"),
                (7, "row has 4 fields, the header has 2".to_owned(), "6;u;;")
            ]
        );
    }

    #[test]
    fn a_row_that_was_cut_in_two_is_refused_though_its_last_field_is_empty() {
        let table = table("a;b;c\n1;x;\n2;Jl. Melati;RT 03;\n3;y;z\n");
        assert_eq!(column(&table, 0), ["1", "3"]);
        assert_eq!(table.refused.len(), 1);
    }

    #[test]
    fn an_unclosed_quote_costs_one_line() {
        let table = table("a;b;c\n1;\"open;x\n2;Ani;y\n3;\"Budi\";z\n4;Cici;w\n");
        assert_eq!(column(&table, 0), ["2", "3", "4"]);
        assert_eq!(
            refused(&table),
            [(
                2,
                "a quote that opens in this row is never closed".to_owned(),
                "1;\"open;x"
            )]
        );
        assert_eq!(table.rows_read, 4);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_rows_up_to_the_next_quote() {
        let table = table("a;b;c\n1;\"open;x\n2;Ani\";y\n3;Cici;z\n");
        assert_eq!(column(&table, 0), ["2", "3"]);
        assert_eq!(table.refused.len(), 1);
    }

    #[test]
    fn a_row_cut_off_in_its_quote_does_not_swallow_the_rows_up_to_the_other_half() {
        let table = table("a;b;c\n1;Ani;\"Jl. Mawar\n2;Budi;x\n3;Cici;y\nKrajan\";z\n4;Dedi;w\n");
        assert_eq!(column(&table, 0), ["2", "3", "4"]);
        assert_eq!(table.refused.len(), 2);
        assert_eq!(table.rows_read, 5);
    }

    #[test]
    fn a_quoted_text_over_several_lines_may_hold_delimiters() {
        let table = table("a;b;c;d\n1;\"one; two\nthree\nfour; five; six\";x;y\n2;y;z;w\n");
        assert_eq!(column(&table, 0), ["1", "2"]);
    }

    #[test]
    fn an_unclosed_quote_at_the_end_of_the_file_is_refused() {
        let table = table("a;b\n1;x\n2;\"open");
        assert_eq!(column(&table, 0), ["1"]);
        assert_eq!(table.refused[0].why, Why::OpenQuote);
    }

    #[test]
    fn stray_quotes_belong_to_the_text() {
        let table = table("a;b\n1;\"PT \"MAJU\" JAYA\"\n2;\"BUDI\" SANTOSO\n3;TV 15\"\n");
        assert_eq!(
            column(&table, 1),
            ["PT \"MAJU\" JAYA", "BUDI SANTOSO", "TV 15\""]
        );
    }

    #[test]
    fn a_long_ragged_row_in_quotes_is_one_reject() {
        let table = table("a;b\n1;\"one\ntwo\nthree\";x\n2;y\n");
        assert_eq!((table.rows_read, table.refused.len()), (2, 1));
        assert_eq!(table.refused[0].raw, "1;\"one\ntwo\nthree\";x");
    }

    #[test]
    fn repeated_headers_and_rows_without_a_value_are_refused() {
        let table = table("a;b\n1;x\na;b\n;\n2;y\n");
        assert_eq!(column(&table, 0), ["1", "2"]);
        let reasons: Vec<Why> = table.refused.iter().map(|row| row.why).collect();
        assert_eq!(reasons, [Why::RepeatedHeader, Why::NoValue]);
    }

    #[test]
    fn equal_texts_share_a_number_and_nothing_is_number_zero() {
        let text = (0..5000).fold("a;b\n".to_owned(), |text, n| {
            text + &format!("{n};{}\n", n % 7)
        });
        let table = table(&text);
        assert_eq!(
            (table.columns[0].values.len(), table.columns[1].values.len()),
            (5001, 8)
        );
        assert_eq!(column(&table, 0)[4321], "4321");
        assert_eq!(&*table.columns[1].values[0], "");
    }
}
