//! The tables of an HTML page.

use super::super::grid::Sheet;
use super::super::limits::Limits;
use super::scan::{Scanner, Token, attribute, decode};
use super::table::Table;
use crate::error::Result;

/// Tables within tables that are told apart; a deeper one is text of its surroundings.
const DEEPEST: usize = 64;

/// What is known of the page so far.
pub(super) struct Page {
    limits: Limits,
    /// The open tables, the innermost last.
    open: Vec<Open>,
    /// The closed ones, with their numbers.
    done: Vec<(usize, Table)>,
    tables: usize,
    /// Open tables beyond the deepest.
    beyond: usize,
}

/// A table whose end hasn't come.
struct Open {
    table: Table,
    number: usize,
    in_row: bool,
    cell: Option<Cell>,
    caption: Option<String>,
}

/// A cell whose end hasn't come.
struct Cell {
    text: String,
    columns: usize,
    rows: u64,
}

impl Page {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            open: Vec::new(),
            done: Vec::new(),
            tables: 0,
            beyond: 0,
        }
    }

    pub(super) fn read(mut self, text: &str) -> Result<Vec<Sheet>> {
        for token in Scanner::new(text) {
            match token {
                Token::Text(text) => self.add(&decode(text)),
                Token::Literal(text) => self.add(text),
                Token::Open {
                    name, attributes, ..
                } => self.open_tag(&name.to_ascii_lowercase(), attributes)?,
                Token::Close(name) => self.close_tag(&name.to_ascii_lowercase())?,
            }
        }
        while !self.open.is_empty() {
            self.close_table()?;
        }
        self.done.sort_unstable_by_key(|(number, _)| *number);
        Ok(self
            .done
            .into_iter()
            .filter_map(|(number, table)| table.finish(Some(format!("table {number}"))))
            .collect())
    }

    fn add(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if let Some(caption) = &mut open.caption {
            caption.push_str(text);
        } else if let Some(cell) = &mut open.cell {
            cell.text.push_str(text);
        }
    }

    fn open_tag(&mut self, name: &str, attributes: &str) -> Result<()> {
        match name {
            "table" if self.open.len() == DEEPEST => self.beyond += 1,
            "table" => {
                self.tables += 1;
                self.open.push(Open {
                    table: Table::new(self.limits),
                    number: self.tables,
                    in_row: false,
                    cell: None,
                    caption: None,
                });
            }
            "br" | "p" | "div" | "li" => self.add(" "),
            "tr" | "td" | "th" | "caption" => {
                let Some(open) = self.open.last_mut() else {
                    return Ok(());
                };
                open.close_cell()?;
                match name {
                    "caption" => open.caption = Some(String::new()),
                    "tr" => {
                        open.close_row()?;
                        open.open_row();
                    }
                    _ => {
                        open.open_row();
                        let span = |name| {
                            attribute(attributes, name).and_then(|span| span.trim().parse().ok())
                        };
                        open.cell = Some(Cell {
                            text: String::new(),
                            columns: span("colspan").unwrap_or(1),
                            rows: span("rowspan").unwrap_or(1) as u64,
                        });
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_tag(&mut self, name: &str) -> Result<()> {
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        match name {
            "table" if self.beyond > 0 => self.beyond -= 1,
            "table" => self.close_table()?,
            "tr" | "thead" | "tbody" | "tfoot" => open.close_row()?,
            "td" | "th" | "caption" => open.close_cell()?,
            "p" | "div" | "li" => self.add(" "),
            _ => {}
        }
        Ok(())
    }

    fn close_table(&mut self) -> Result<()> {
        if let Some(mut open) = self.open.pop() {
            open.close_row()?;
            self.done.push((open.number, open.table));
        }
        Ok(())
    }
}

impl Open {
    fn open_row(&mut self) {
        if !self.in_row {
            self.table.open_row(None);
            self.in_row = true;
        }
    }

    fn close_row(&mut self) -> Result<()> {
        self.close_cell()?;
        if self.in_row {
            self.table.close_row()?;
            self.in_row = false;
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<()> {
        if let Some(caption) = self.caption.take() {
            self.table.name = Some(words(&caption)).filter(|name| !name.is_empty());
        }
        if let Some(cell) = self.cell.take() {
            self.table
                .push(&words(&cell.text), cell.columns, cell.rows)?;
        }
        Ok(())
    }
}

/// The text as a page shows it: every run of white space is one blank.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
