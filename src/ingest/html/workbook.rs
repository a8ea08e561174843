//! The worksheets of an Excel 2003 XML file (SpreadsheetML).

use super::super::grid::Sheet;
use super::super::limits::Limits;
use super::scan::{Scanner, Token, attribute, decode, local};
use super::table::Table;
use crate::error::Result;

/// What is known of the workbook so far.
pub(super) struct Workbook {
    limits: Limits,
    sheets: Vec<Sheet>,
    table: Option<Table>,
    in_row: bool,
    cell: Option<Cell>,
    /// Within a comment, whose text is no data.
    in_comment: bool,
    in_data: bool,
}

/// A cell whose end hasn't come.
struct Cell {
    text: String,
    kind: String,
    /// Counted from 0.
    column: Option<usize>,
    columns: usize,
    rows: u64,
}

impl Workbook {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            sheets: Vec::new(),
            table: None,
            in_row: false,
            cell: None,
            in_comment: false,
            in_data: false,
        }
    }

    pub(super) fn read(mut self, text: &str) -> Result<Vec<Sheet>> {
        for token in Scanner::new(text) {
            match token {
                Token::Text(text) => self.add(&decode(text)),
                Token::Literal(text) => self.add(text),
                Token::Open {
                    name,
                    attributes,
                    ends,
                } => {
                    let name = local(name);
                    self.open_tag(&name, attributes)?;
                    if ends {
                        self.close_tag(&name)?;
                    }
                }
                Token::Close(name) => self.close_tag(&local(name))?,
            }
        }
        self.close_sheet()?;
        Ok(self.sheets)
    }

    fn add(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell
            && self.in_data
            && !self.in_comment
        {
            cell.text.push_str(text);
        }
    }

    fn open_tag(&mut self, name: &str, attributes: &str) -> Result<()> {
        let number = |name| -> Option<u64> { attribute(attributes, name)?.trim().parse().ok() };
        match name {
            "worksheet" => {
                self.close_sheet()?;
                let mut table = Table::new(self.limits);
                table.name = attribute(attributes, "name");
                self.table = Some(table);
            }
            "row" => {
                self.close_row()?;
                if let Some(table) = &mut self.table {
                    table.open_row(number("index"));
                    self.in_row = true;
                }
            }
            "cell" => {
                self.close_cell()?;
                let span = |name| number(name).unwrap_or(0).saturating_add(1);
                let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
                self.cell = self.in_row.then(|| Cell {
                    text: String::new(),
                    kind: String::new(),
                    column: number("index").map(|index| place(index.saturating_sub(1))),
                    columns: place(span("mergeacross")),
                    rows: span("mergedown"),
                });
            }
            "comment" => self.in_comment = true,
            "data" if !self.in_comment => {
                self.in_data = true;
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(attributes, "type").unwrap_or_default();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_tag(&mut self, name: &str) -> Result<()> {
        match name {
            "worksheet" => self.close_sheet()?,
            "row" => self.close_row()?,
            "cell" => self.close_cell()?,
            "comment" => self.in_comment = false,
            "data" if !self.in_comment => self.in_data = false,
            _ => {}
        }
        Ok(())
    }

    fn close_sheet(&mut self) -> Result<()> {
        self.close_row()?;
        self.sheets
            .extend(self.table.take().and_then(|table| table.finish(None)));
        Ok(())
    }

    fn close_row(&mut self) -> Result<()> {
        self.close_cell()?;
        if let Some(table) = &mut self.table
            && self.in_row
        {
            table.close_row()?;
            self.in_row = false;
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        (self.in_comment, self.in_data) = (false, false);
        if let Some((table, cell)) = self.table.as_mut().zip(self.cell.take()) {
            table.fill_to(cell.column.unwrap_or(0))?;
            table.push(&value(&cell.kind, &cell.text), cell.columns, cell.rows)?;
        }
        Ok(())
    }
}

/// A cell's value as a person would write it.
fn value(kind: &str, text: &str) -> String {
    let text = text.trim();
    match kind {
        "Number" => number(text),
        "DateTime" => date(text),
        // `#N/A` and its like are no values.
        "Error" => String::new(),
        _ => text.replace("\r\n", " ").replace(['\r', '\n'], " "),
    }
}

/// A number without exponent and without decimals that are all zero.
///
/// Digits stay as they are where possible: a card number may have more than a float can hold.
fn number(text: &str) -> String {
    if let Some((whole, decimals)) = text.split_once('.')
        && decimals.bytes().all(|byte| byte == b'0')
    {
        return whole.to_owned();
    }
    match text.parse::<f64>() {
        Ok(number) if text.contains(['e', 'E']) && number.is_finite() => number.to_string(),
        _ => text.to_owned(),
    }
}

/// A date without the midnight that Excel adds, or a time without the day zero.
fn date(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else {
        return text.to_owned();
    };
    let time = time.strip_suffix(".000").unwrap_or(time);
    match (day, time) {
        (_, "00:00:00" | "") => day.to_owned(),
        ("1899-12-31" | "1899-12-30", _) => time.to_owned(),
        _ => format!("{day} {time}"),
    }
}
