//! Rows to columns of numbered texts.
//!
//! A delimited text is cut in pieces, which all cores scan at once; a piece that begins inside a row, because a quoted
//! field runs over the cut, is scanned again from where the row ends. The columns then take in the pieces in order,
//! one column per core, so that the numbers of the texts don't depend on the number of cores.

use rayon::prelude::*;

use super::dialect::Layout;
use super::furniture::Furniture;
use super::grid::Grid;
use super::interner::Interner;
use super::limits::Limits;
use super::reject::Why;
use super::scanner::{Cells, Fit, Row, Scanner};
use super::texts::Texts;
use crate::error::{Error, Result};

/// Bytes of text that are scanned in one go: enough to be worth a thread's while, little enough to stay in the cache.
const PIECE: usize = 1 << 20;

/// Pieces that are scanned before the columns take them in: what bounds the memory for positions of fields.
const ROUND: usize = 16;

/// A row that was not taken: where it stands, why, and its text.
#[derive(Debug)]
pub(super) struct Refused {
    /// The data row number.
    pub(super) row: u32,
    /// The physical line.
    pub(super) line: u64,
    pub(super) why: Why,
    pub(super) raw: String,
}

/// One column, all rows read.
pub(super) struct Finished {
    pub(super) cells: Vec<u32>,
    pub(super) values: Texts,
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

/// A [`Table`] to which no row will be added.
pub(super) struct FinishedTable {
    pub(super) columns: Vec<Finished>,
    pub(super) rows: Vec<u32>,
    pub(super) lines: Vec<u32>,
    pub(super) rows_read: u64,
    pub(super) refused: Vec<Refused>,
}

/// What is needed to read the data rows of a delimited text.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) text: &'a [u8],
    pub(super) layout: Layout,
    pub(super) fit: Fit,
    /// Where the first data row starts, and its line.
    pub(super) start: usize,
    pub(super) line: u64,
    pub(super) furniture: &'a Furniture,
    /// The text may hold places that could not be decoded.
    pub(super) damaged: bool,
    pub(super) limits: Limits,
}

/// The rows of one piece of text; lines count from 1 at its start.
struct Piece {
    cells: Cells,
    /// Accepted and refused rows in order.
    rows: Vec<Row>,
    /// Where the next row starts, and the lines before it.
    next: usize,
    lines: u64,
    /// The line of a cell beyond the limit.
    too_long: Option<u64>,
}

/// Reads all data rows of a delimited text.
///
/// # Errors
///
/// An input error for a cell beyond the limits.
pub(super) fn of_text(body: &Body<'_>) -> Result<Table> {
    let mut table = Table::new(body.fit.width);
    let cuts = cuts(body);
    let mut line = body.line;
    let mut at = body.start;
    let mut is_first = true;
    for round in cuts.windows(2).collect::<Vec<_>>().chunks(ROUND) {
        let mut pieces: Vec<Piece> = round
            .par_iter()
            .map(|piece| body.scan(piece[0], piece[1]))
            .collect();
        let mut lines = Vec::with_capacity(pieces.len());
        for (piece, cut) in pieces.iter_mut().zip(round) {
            if at != cut[0] {
                *piece = body.scan(at, cut[1]);
            }
            lines.push(line);
            line += piece.lines;
            at = piece.next;
        }
        for (piece, before) in pieces.iter().zip(lines) {
            table.number(body.text, piece, before - 1)?;
        }
        table.take(body.text, &pieces);
        if is_first {
            table.expect_rows(at - body.start, body.text.len() - body.start);
            is_first = false;
        }
    }
    Ok(table)
}

/// Where the pieces begin, at starts of lines, and the end of the text.
fn cuts(body: &Body<'_>) -> Vec<usize> {
    let text = body.text;
    let mut cuts = vec![body.start];
    let mut at = body.start + PIECE;
    while at < text.len() {
        let Some(end) = memchr::memchr(body.layout.newline, &text[at..]) else {
            break;
        };
        let start = at + end + 1;
        if start < text.len() {
            cuts.push(start);
        }
        at = start + PIECE;
    }
    cuts.push(text.len());
    cuts
}

impl Body<'_> {
    /// Takes the rows that start from `at` up to before `until`.
    fn scan(&self, at: usize, until: usize) -> Piece {
        let mut scanner = Scanner::within(self.text, self.layout, Some(self.fit), at, until);
        let mut piece = Piece {
            cells: Cells::default(),
            rows: Vec::new(),
            next: at,
            lines: 0,
            too_long: None,
        };
        let width = self.fit.width;
        while let Some(mut row) = scanner.next_row(&mut piece.cells) {
            if row.end - row.start > self.limits.cell && piece.too_long.is_none() {
                // A row that is refused anyway may be somewhat longer: it is kept as a reject.
                let first = piece.cells.len().saturating_sub(width);
                let is_long = match row.refused {
                    Some(_) => row.end - row.start > self.limits.cell.saturating_mul(64),
                    None => (first..piece.cells.len())
                        .any(|at| piece.cells.bytes(self.text, at).len() > self.limits.cell),
                };
                if is_long {
                    piece.too_long = Some(row.line);
                }
            }
            if row.refused.is_none() {
                let first = piece.cells.len() - width;
                row.refused = self.judge(&scanner, &piece.cells, first, row);
                if row.refused.is_some() {
                    piece.cells.truncate(first);
                }
            } else if let Some(why) = self.furniture.of_line(&self.text[row.start..row.end]) {
                row.refused = Some(why);
            }
            piece.rows.push(row);
        }
        piece.next = scanner.at;
        piece.lines = scanner.line - 1;
        piece
    }

    /// Why a row with the right number of fields is not taken all the same.
    fn judge(&self, scanner: &Scanner<'_>, cells: &Cells, first: usize, row: Row) -> Option<Why> {
        if self.damaged && is_damaged(&self.text[row.start..row.end]) {
            return Some(Why::Undecodable);
        }
        let filled = (first..cells.len())
            .filter(|at| !scanner.is_blank(cells.bytes(self.text, *at)))
            .count();
        if filled == 0 {
            return Some(Why::NoValue);
        }
        let width = self.fit.width;
        let bytes = |column: usize| cells.bytes(self.text, first + column);
        if !self.furniture.may_be(width, filled, &bytes) {
            return None;
        }
        let cell = |column: usize| std::str::from_utf8(bytes(column)).unwrap_or_default();
        self.furniture.of_row(width, filled, &cell)
    }
}

/// Reads the rows of a grid from number `first` on into `width` columns.
///
/// Where it `has_lines`, a row of one cell is a line that doesn't follow the columns; in a `damaged` text rows may hold
/// places that could not be decoded.
pub(super) fn of_grid(
    grid: &Grid,
    first: usize,
    width: usize,
    furniture: &Furniture,
    has_lines: bool,
    damaged: bool,
) -> Table {
    let mut table = Table::new(width);
    let mut taken = Vec::with_capacity(grid.len());
    for at in first..grid.len() {
        table.rows_read += 1;
        let cells: Vec<&str> = grid.row(at).collect();
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let beyond = cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
        let is_line = has_lines && cells.len() == 1 && width > 1;
        let is_damaged = damaged && cells.iter().any(|cell| cell.contains('\u{fffd}'));
        let refused = grid.refused(at).or(is_damaged.then_some(Why::Undecodable));
        let why = if is_line || refused.is_some() {
            // A page header, total or footer follows no columns.
            furniture.of_line(cells[0].as_bytes()).or(refused)
        } else {
            // A worksheet ends a row with its last filled cell.
            let cell = |column: usize| cells.get(column).copied().unwrap_or("");
            furniture.of_row(cells.len().max(width), filled, &cell)
        };
        let why = why.or_else(|| {
            (beyond || is_line).then_some(Why::Fields {
                found: cells.len(),
                expected: width,
            })
        });
        let row = clamped(table.rows_read);
        if let Some(why) = why {
            let raw = match cells[..] {
                [only] => only.to_owned(),
                _ => written(&cells),
            };
            table.refused.push(Refused {
                row,
                line: grid.line(at),
                why,
                raw,
            });
            continue;
        }
        table.rows.push(row);
        table.lines.push(clamped(grid.line(at)));
        taken.push(at);
    }
    table
        .columns
        .par_iter_mut()
        .enumerate()
        .for_each(|(column, interner)| {
            let cells = taken.iter();
            interner.push_all(cells.map(|at| grid.cell_at(*at, column).as_bytes()));
        });
    table
}

/// Writes cells as one line of delimited text, for formats that have none of their own.
pub(super) fn written(cells: &[&str]) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer
        .write_record(cells)
        .expect("writing into memory can't fail");
    let bytes = writer.into_inner().expect("writing into memory can't fail");
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}

/// Rows and lines are counted in four bytes; a file with more of them shows the largest number.
fn clamped(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Table {
    fn new(width: usize) -> Self {
        Self {
            columns: (0..width).map(|_| Interner::new()).collect(),
            rows: Vec::new(),
            lines: Vec::new(),
            rows_read: 0,
            refused: Vec::new(),
        }
    }

    /// Numbers the rows of a piece; `before` lines stand before it.
    fn number(&mut self, text: &[u8], piece: &Piece, before: u64) -> Result<()> {
        if let Some(line) = piece.too_long {
            return Err(Error::input(format!(
                "line {} has a cell beyond the limit",
                line + before
            ))
            .hinted("If that is no damage, raise `limits.cell_kilobytes`"));
        }
        for row in &piece.rows {
            self.rows_read += 1;
            let number = clamped(self.rows_read);
            match row.refused {
                None => {
                    self.rows.push(number);
                    self.lines.push(clamped(row.line + before));
                }
                Some(why) => self.refused.push(Refused {
                    row: number,
                    line: row.line + before,
                    why,
                    raw: String::from_utf8_lossy(&text[row.start..row.end]).into_owned(),
                }),
            }
        }
        Ok(())
    }

    /// Makes room for the rows to come, going by the bytes that those so far took.
    fn expect_rows(&mut self, read: usize, in_all: usize) {
        let rows = self.rows.len() as f64;
        let expected = (rows * 1.05 * in_all as f64 / read.max(1) as f64) as usize;
        if rows > 0.0 && read < in_all {
            self.columns
                .par_iter_mut()
                .for_each(|column| column.reserve(expected));
        }
    }

    /// Moves pieces into the columns, one column per thread.
    fn take(&mut self, text: &[u8], pieces: &[Piece]) {
        let width = self.columns.len();
        self.columns
            .par_iter_mut()
            .enumerate()
            .for_each(|(column, interner)| {
                for piece in pieces {
                    let cells = (column..piece.cells.len()).step_by(width);
                    interner.push_all(cells.map(|at| piece.cells.bytes(text, at)));
                }
            });
    }

    /// Takes in a row that was refused at first; [`Table::finish`] puts it in its place.
    pub(super) fn accept(&mut self, row: u32, line: u64, cells: &[&str]) {
        self.rows.push(row);
        self.lines.push(clamped(line));
        for (interner, cell) in self.columns.iter_mut().zip(cells) {
            interner.push(cell.as_bytes());
        }
    }

    /// Puts the rows in order and gives back what only reading needed.
    ///
    /// # Errors
    ///
    /// An input error for a column of more than four gigabytes.
    pub(super) fn finish(mut self) -> Result<FinishedTable> {
        if self.columns.iter().any(|column| column.is_full) {
            return Err(
                Error::input("a column holds more than four gigabytes of different texts")
                    .hinted("Split the file and name the parts as sources"),
            );
        }
        if !self.rows.is_sorted() {
            let mut order: Vec<usize> = (0..self.rows.len()).collect();
            order.sort_by_key(|at| self.rows[*at]);
            let sorted = |cells: &[u32]| order.iter().map(|at| cells[*at]).collect::<Vec<u32>>();
            self.rows = sorted(&self.rows);
            self.lines = sorted(&self.lines);
            for column in &mut self.columns {
                column.cells = sorted(&column.cells);
            }
        }
        let columns = self
            .columns
            .into_par_iter()
            .map(|column| {
                let Interner {
                    mut cells, values, ..
                } = column;
                cells.shrink_to_fit();
                Finished {
                    cells,
                    values: values.finish(),
                }
            })
            .collect();
        Ok(FinishedTable {
            columns,
            rows: self.rows,
            lines: self.lines,
            rows_read: self.rows_read,
            refused: self.refused,
        })
    }
}

/// A row of a damaged file is damaged if it isn't UTF-8 or holds the mark of a failed conversion.
pub(super) fn is_damaged(raw: &[u8]) -> bool {
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

    fn table(text: &str) -> FinishedTable {
        table_in_pieces(text).finish().expect("a small table")
    }

    fn table_in_pieces(text: &str) -> Table {
        let text = text.as_bytes();
        let found = Layout::detect(text, Some(b';'));
        let mut header = Scanner::new(text, LAYOUT, None);
        let mut cells = Cells::default();
        header.next_row(&mut cells);
        let headings = cells.texts(text);
        let width = headings.len();
        of_text(&Body {
            text,
            layout: LAYOUT,
            fit: Fit {
                width,
                extra: found.sample.usual_extra(LAYOUT, width),
            },
            start: header.at,
            line: header.line,
            furniture: &Furniture::new(&[], &[headings]),
            damaged: false,
            limits: Limits::default(),
        })
        .expect("a small table")
    }

    fn column(table: &FinishedTable, column: usize) -> Vec<&str> {
        let interner = &table.columns[column];
        interner
            .cells
            .iter()
            .map(|cell| &interner.values[*cell as usize])
            .collect()
    }

    fn refused(table: &FinishedTable) -> Vec<(u64, String, &str)> {
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
        assert_eq!(&table.columns[1].values[0], "");
    }

    #[test]
    fn rows_are_the_same_however_the_text_is_cut_in_pieces() {
        let rows: String = (0..60_000)
            .map(|n| match n % 5 {
                0 => format!("{n};\"Jl. Mawar\nNo. {n};\nRT 3\";x\n"),
                1 => format!("{n};\"open;y\n"),
                2 => format!("{n};\n\n"),
                _ => format!("{n};Jl. Melati {n};z\n"),
            })
            .collect();
        let text = format!("a;b;c\n{rows}");
        assert!(text.len() > PIECE);
        let pieces = table(&text);
        let mut scanner = Scanner::new(text.as_bytes(), LAYOUT, Some(Fit { width: 3, extra: 0 }));
        let mut cells = Cells::default();
        let (mut lines, mut refused) = (Vec::new(), 0);
        while let Some(row) = scanner.next_row(&mut cells) {
            match row.refused {
                None => lines.push(row.line as u32),
                Some(_) => refused += 1,
            }
        }
        assert_eq!(pieces.lines, lines[1..]);
        assert_eq!(pieces.refused.len(), refused);
        assert_eq!(pieces.rows_read, 60_000);
    }

    #[test]
    fn rows_accepted_later_stand_in_their_place() {
        let mut table = table_in_pieces("a;b\n1;x\n2\n3;z\n");
        let row = table.refused.remove(0);
        table.accept(row.row, row.line, &["2", "y"]);
        let table = table.finish().expect("a small table");
        assert_eq!(column(&table, 1), ["x", "y", "z"]);
        assert_eq!((table.rows, table.lines), (vec![1, 2, 3], vec![2, 3, 4]));
    }
}
