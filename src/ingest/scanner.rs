//! Delimited text to rows of fields.
//!
//! The rows are cut here rather than by the csv crate, because a quote that is never closed must cost one line:
//! a reader that only moves forward cannot give back what it swallowed, and can't say on which line it began.

use memchr::{memchr, memchr3};

use super::dialect::Layout;
use super::reject::Why;

/// The lines that one row may span; more is an unclosed quote.
const MOST_LINES: u32 = 100;

/// Set in a span's start: the range is one of the scratch.
const COPIED: usize = 1 << (usize::BITS - 1);

/// One field: a range of the text, or of the scratch when quotes had to be taken out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The start, with [`COPIED`] in the highest bit: millions of spans are held at a time.
    start: usize,
    end: usize,
}

impl Span {
    fn in_text(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    fn in_scratch(start: usize, end: usize) -> Self {
        Self {
            start: start | COPIED,
            end,
        }
    }
}

/// Fields of one or several rows.
#[derive(Debug, Default)]
pub(super) struct Cells {
    spans: Vec<Span>,
    scratch: Vec<u8>,
}

impl Cells {
    /// One field.
    pub(super) fn bytes<'a>(&'a self, text: &'a [u8], at: usize) -> &'a [u8] {
        let span = self.spans[at];
        if span.start & COPIED != 0 {
            &self.scratch[span.start & !COPIED..span.end]
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

    /// How many fields there are.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Forgets the fields from number `spans` on.
    pub(super) fn truncate(&mut self, spans: usize) {
        self.spans.truncate(spans);
    }

    fn cut_back(&mut self, spans: usize, scratch: usize) {
        self.spans.truncate(spans);
        self.scratch.truncate(scratch);
    }

    fn close(&mut self, copy: usize, from: usize, to: usize, text: &[u8]) {
        if self.scratch.len() == copy {
            self.spans.push(Span::in_text(from, to));
        } else {
            self.scratch.extend_from_slice(&text[from..to]);
            self.spans.push(Span::in_scratch(copy, self.scratch.len()));
        }
    }
}

/// One row as it was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The physical line on which it starts, counted from 1.
    pub(super) line: u64,
    /// Its range in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) refused: Option<Why>,
}

/// How many fields a row has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The fields of the header.
    pub(super) width: usize,
    /// The empty fields that most rows have behind them.
    pub(super) extra: usize,
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
    fit: Option<Fit>,
    /// Where the next row starts.
    pub(super) at: usize,
    /// Rows that start here or behind are somebody else's.
    until: usize,
    /// The line of `at`, counted from 1 where the scanner started.
    pub(super) line: u64,
}

impl<'a> Scanner<'a> {
    /// Starts behind the layout's skipped bytes; with a `fit`, rows of another number of fields are refused.
    pub(super) fn new(text: &'a [u8], layout: Layout, fit: Option<Fit>) -> Self {
        Self {
            line: 1 + u64::from(layout.skip > 0),
            ..Self::within(text, layout, fit, layout.skip, text.len())
        }
    }

    /// Takes the rows that start from `at` up to before `until`; lines count from 1 at `at`.
    pub(super) fn within(
        text: &'a [u8],
        layout: Layout,
        fit: Option<Fit>,
        at: usize,
        until: usize,
    ) -> Self {
        Self {
            text,
            layout,
            fit,
            at,
            until,
            line: 1,
        }
    }

    /// Appends the fields of the next row to `cells`, none for a refused row; blank lines are passed over.
    pub(super) fn next_row(&mut self, cells: &mut Cells) -> Option<Row> {
        while self.at < self.until {
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

    /// Tells whether a line or field holds nothing to read.
    pub(super) fn is_blank(&self, line: &[u8]) -> bool {
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
        let mut at = start;
        let mut has_quote = false;
        let stop = loop {
            let Some(offset) = memchr3(delimiter, newline, quote, &self.text[at..]) else {
                break self.text.len();
            };
            at += offset;
            let byte = self.text[at];
            if byte == delimiter {
                cells.spans.push(Span::in_text(from, at));
                from = at + 1;
            } else if byte == newline {
                break at;
            } else {
                // The fields are not to be trusted any more; only the line's end is still wanted.
                has_quote = true;
                break memchr(newline, &self.text[at..]).map_or(self.text.len(), |end| at + end);
            }
            at += 1;
        };
        let end = self.without_returns(from, stop);
        cells.spans.push(Span::in_text(from, end));
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
                let refused = self.fit.map(
                    |Fit {
                         width: expected, ..
                     }| Why::Fields { found, expected },
                );
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
                cells.spans.push(Span::in_text(from, end));
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
                cells
                    .spans
                    .push(Span::in_scratch(copy, cells.scratch.len()));
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
            .fit
            .map_or(usize::MAX, |fit| fit.width.saturating_sub(1).max(1));
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
        self.fit.is_none_or(|Fit { width, extra }| {
            (found == width || found == width + extra)
                && (before + width..cells.spans.len())
                    .all(|at| self.is_blank(cells.bytes(self.text, at)))
        })
    }

    fn fitted(&self, row: Row, spans: usize, scratch: usize, cells: &mut Cells) -> Row {
        let Some(Fit {
            width: expected, ..
        }) = self.fit
        else {
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
