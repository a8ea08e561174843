//! Objects within objects -> columns and cells.

use rustc_hash::FxHashMap;

use super::scan::{Cursor, Fault, Start};
use crate::error::Error;
use crate::ingest::limits::Limits;

/// Bytes of a column's name; more is no name, and thousands of such columns would fill the memory.
const NAME: usize = 4096;

/// Names of columns in the order of their first appearance.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) names: Vec<Box<str>>,
    /// Whether some row has a value in it.
    pub(super) has_value: Vec<bool>,
    places: FxHashMap<Box<str>, u32>,
}

impl Columns {
    /// The place of a column, new or not; `guess` is where it would be if this object had the keys of the last one.
    pub(super) fn place(&mut self, name: &str, guess: u32) -> u32 {
        if self
            .names
            .get(guess as usize)
            .is_some_and(|known| **known == *name)
        {
            return guess;
        }
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.names.len() as u32;
        self.names.push(name.into());
        self.has_value.push(false);
        self.places.insert(name.into(), place);
        place
    }

    /// Forgets the columns from `length` on, those of an object that turned out to be damaged.
    fn truncate(&mut self, length: usize) {
        for name in self.names.drain(length..) {
            self.places.remove(&name);
        }
        self.has_value.truncate(length);
    }
}

/// One row of a [`Part`].
pub(super) struct Row {
    pub(super) line: u64,
    /// Where its cells end in [`Part::cells`].
    pub(super) end: usize,
    /// The text of its only cell is what stood there, and no object.
    pub(super) refused: bool,
}

/// The rows of one stretch of a file.
pub(super) struct Part {
    pub(super) columns: Columns,
    /// The column of each cell, and where its text ends in `text`.
    pub(super) cells: Vec<(u32, usize)>,
    pub(super) text: String,
    pub(super) rows: Vec<Row>,
    limits: Limits,
    path: String,
    is_nested: bool,
    guess: u32,
    line: u64,
}

/// Why an object could not be added.
pub(super) enum Stop {
    Fault(Fault),
    Limit(Box<Error>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Limit(Box::new(error))
    }
}

type Flat<T> = std::result::Result<T, Stop>;

impl Part {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            columns: Columns::default(),
            cells: Vec::new(),
            text: String::new(),
            rows: Vec::new(),
            limits,
            path: String::new(),
            is_nested: false,
            guess: 0,
            line: 0,
        }
    }

    /// Adds the object at the cursor as a row; on a fault nothing of it stays.
    pub(super) fn object(&mut self, cursor: &mut Cursor<'_>, line: u64) -> Flat<()> {
        self.add(cursor, line, false)
    }

    /// As [`Part::object`], where nothing but the object may be in the text.
    pub(super) fn whole_object(&mut self, cursor: &mut Cursor<'_>, line: u64) -> Flat<()> {
        self.add(cursor, line, true)
    }

    fn add(&mut self, cursor: &mut Cursor<'_>, line: u64, is_whole: bool) -> Flat<()> {
        let (cells, text, columns) = (self.cells.len(), self.text.len(), self.columns.names.len());
        self.guess = 0;
        self.is_nested = false;
        self.line = line;
        self.path.clear();
        let mut result = match cursor.start() {
            Ok(Start::Object) => self.members(cursor),
            Ok(_) => Err(Fault::Expected("an object").into()),
            Err(fault) => Err(fault.into()),
        };
        if is_whole && result.is_ok() && cursor.at < cursor.text.len() {
            result = Err(Fault::Expected("the end of the line").into());
        }
        if result.is_ok() {
            let mut begin = text;
            for (column, end) in &self.cells[cells..] {
                self.columns.has_value[*column as usize] |= *end > begin;
                begin = *end;
            }
            self.rows.push(Row {
                line,
                end: self.cells.len(),
                refused: false,
            });
        } else {
            self.cells.truncate(cells);
            self.text.truncate(text);
            self.columns.truncate(columns);
        }
        result
    }

    /// The rows, each with the columns and texts of its cells.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Row, impl Iterator<Item = (usize, &str)>)> {
        let mut start = 0;
        self.rows.iter().map(move |row| {
            let from = std::mem::replace(&mut start, row.end);
            let cells = (from..row.end).map(|at| {
                let begin = if at == 0 { 0 } else { self.cells[at - 1].1 };
                let (column, end) = self.cells[at];
                (column as usize, &self.text[begin..end])
            });
            (row, cells)
        })
    }

    /// Adds what is no object as a refused row; a text beyond the limit of a cell is cut off.
    pub(super) fn refuse(&mut self, line: u64, raw: &str) {
        let mut end = raw.len().min(self.limits.cell);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        self.text.push_str(&raw[..end]);
        self.cells.push((0, self.text.len()));
        self.rows.push(Row {
            line,
            end: self.cells.len(),
            refused: true,
        });
    }

    fn members(&mut self, cursor: &mut Cursor<'_>) -> Flat<()> {
        let mut more = !cursor.open(b'}')?;
        let parent = self.path.len();
        while more {
            if self.is_nested {
                self.path.push('.');
            }
            cursor.key(&mut self.path)?;
            let outer = std::mem::replace(&mut self.is_nested, true);
            self.value(cursor)?;
            self.is_nested = outer;
            self.path.truncate(parent);
            more = cursor.goes_on(b'}')?;
        }
        Ok(())
    }

    fn value(&mut self, cursor: &mut Cursor<'_>) -> Flat<()> {
        match cursor.start()? {
            Start::Object => self.members(cursor),
            Start::Array => self.array(cursor),
            _ => {
                let from = self.text.len();
                scalar(cursor, &mut self.text)?;
                self.cell(from)
            }
        }
    }

    /// Scalars become one cell, anything else a column for each element.
    fn array(&mut self, cursor: &mut Cursor<'_>) -> Flat<()> {
        let from = self.text.len();
        let back = *cursor;
        if join(cursor, &mut self.text)? {
            return self.cell(from);
        }
        // An object stands among them: the scalars before it are read once more, each to its own column.
        self.text.truncate(from);
        *cursor = back;
        let parent = self.path.len();
        let mut more = !cursor.open(b']')?;
        let mut number = 1_u32;
        while more {
            self.path.push('.');
            self.path.push_str(&number.to_string());
            self.value(cursor)?;
            self.path.truncate(parent);
            number += 1;
            more = cursor.goes_on(b']')?;
        }
        Ok(())
    }

    /// Makes the text behind `from` the cell of the column at the path.
    fn cell(&mut self, from: usize) -> Flat<()> {
        self.limits.check_cell(self.text.len() - from, self.line)?;
        if self.path.len() > NAME {
            let (line, most) = (self.line, NAME >> 10);
            let error = Error::input(format!("line {line} has a key of more than {most} kB"));
            return Err(error
                .hinted("Export the table with its columns as keys")
                .into());
        }
        let column = self.columns.place(&self.path, self.guess);
        self.guess = column + 1;
        self.limits
            .check_columns(self.columns.names.len(), self.line)?;
        self.cells.push((column, self.text.len()));
        Ok(())
    }
}

fn scalar(cursor: &mut Cursor<'_>, out: &mut String) -> std::result::Result<(), Fault> {
    match cursor.start()? {
        Start::Text => cursor.string(out)?,
        Start::Number => out.push_str(cursor.number()?),
        _ => out.push_str(cursor.word()?),
    }
    Ok(())
}

/// Joins the scalars of an array with `; `, the empty ones left out; stops with `false` at anything else.
fn join(cursor: &mut Cursor<'_>, out: &mut String) -> std::result::Result<bool, Fault> {
    let start = out.len();
    let mut more = !cursor.open(b']')?;
    while more {
        if matches!(cursor.start()?, Start::Object | Start::Array) {
            return Ok(false);
        }
        let before = out.len();
        if before > start {
            out.push_str("; ");
        }
        let from = out.len();
        scalar(cursor, out)?;
        if out.len() == from {
            out.truncate(before);
        }
        more = cursor.goes_on(b']')?;
    }
    Ok(true)
}
