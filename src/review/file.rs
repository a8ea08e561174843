//! Reads decisions out of a list of pairs.

use std::path::Path;

use csv::ByteRecord;
use encoding_rs::WINDOWS_1252;

use super::{Answer, Decision, Decisions, Kind, Place, SHOWN, Side};
use crate::error::{Error, Result};
use crate::evaluate::Table;
use crate::frame::is_formula;

/// Where a list has the columns of one side.
struct Columns {
    source: Option<usize>,
    row: Option<usize>,
    key: Option<usize>,
    said: [Option<usize>; SHOWN.len()],
}

impl Decisions {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds the decisions of a list that this run writes anew; as [`Self::add`].
    ///
    /// # Errors
    ///
    /// As [`Self::add`].
    pub fn add_replaced(&mut self, path: &Path) -> Result<()> {
        self.replaced = Some(self.lists.len());
        self.add(path)
    }

    /// Adds the decisions of a list; rows without one are passed over.
    ///
    /// A spreadsheet may have saved it with another delimiter or in another encoding.
    ///
    /// # Errors
    ///
    /// An input error if the file can't be read, lacks a column, or holds another word than the ones known.
    pub fn add(&mut self, path: &Path) -> Result<()> {
        let mut table = Table::open(path, "Check the path of the decisions")?;
        table.refuse_open_quote()?;
        let missing = |column: &str| {
            Error::input(format!("has no column `{column}`"))
                .in_file(path)
                .hinted("Save it with its header, or move it away to go on without its decisions")
        };
        let decision = table.position("decision");
        let decision = decision.ok_or_else(|| missing("decision"))?;
        let kind = table.position("kind");
        let [left, right] = ["left", "right"].map(|side| Columns::of(&table, side));
        for (side, columns) in [("left", &left), ("right", &right)] {
            if columns.row.or(columns.key).is_none() {
                return Err(missing(&format!("{side}_row")));
            }
        }
        let list = self.lists.len();
        self.lists.push(path.to_path_buf());
        let before = self.all.len();
        let mut read = Vec::new();
        let mut row = ByteRecord::new();
        while table.read(&mut row)? {
            let word = text(&row, Some(decision));
            if word.is_empty() {
                continue;
            }
            let answer = Answer::of(&word).ok_or_else(|| {
                table
                    .error_at(
                        &row,
                        "the column `decision` holds neither `same` nor `different`",
                    )
                    .hinted("Write one of the two, or leave the cell empty to decide nothing")
            })?;
            let kind = Kind::of(&text(&row, kind)).ok_or_else(|| {
                table
                    .error_at(&row, "the column `kind` holds no kind of case")
                    .hinted(format!(
                        "Leave it as the run wrote it, or write `{}` or `{}`",
                        Kind::OnePerson.word(),
                        Kind::OneCustomer.word()
                    ))
            })?;
            read.push(row.position().cloned().unwrap_or_else(csv::Position::new));
            // Which of the two stands left means nothing.
            let (one, other) = (left.side(&row), right.side(&row));
            self.all.push(Decision {
                kind,
                left: one.clone().min(other.clone()),
                right: one.max(other),
                answer,
                place: Place { list, line: 0 },
            });
        }
        // The reader of rows miscounts lines that end as spreadsheets end them.
        for (decision, line) in self.all[before..].iter_mut().zip(table.lines(&read)) {
            decision.place.line = line;
        }
        Ok(())
    }
}

impl Columns {
    fn of(table: &Table, side: &str) -> Self {
        let column = |name: &str| table.position(&format!("{side}_{name}"));
        Self {
            source: column("source"),
            row: column("row"),
            key: column("key"),
            said: SHOWN.map(column),
        }
    }

    fn side(&self, row: &ByteRecord) -> Side {
        let number = text(row, self.row);
        // As tools write whole numbers of a column with gaps.
        let number = number.strip_suffix(".0").unwrap_or(&number);
        Side {
            source: text(row, self.source),
            row: number.to_owned(),
            key: text(row, self.key),
            said: self.said.map(|column| Some(text(row, Some(column?)))),
        }
    }
}

/// A cell without what kept it from running as a formula; empty where there is none.
fn text(row: &ByteRecord, column: Option<usize>) -> String {
    let cell = column.and_then(|column| row.get(column));
    let cell = cell.unwrap_or_default().trim_ascii();
    let text = match std::str::from_utf8(cell) {
        Ok(text) => text.trim().to_owned(),
        // As spreadsheets save in the code page of the machine.
        Err(_) => WINDOWS_1252.decode(cell).0.trim().to_owned(),
    };
    match text.strip_prefix('\'') {
        Some(plain) if is_formula(plain) => plain.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Decisions> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("written");
        let mut decisions = Decisions::default();
        decisions.add(file.path())?;
        Ok(decisions)
    }

    const HEADER: &str =
        "decision,left_source,left_row,left_key,right_source,right_row,right_key,left_name,kind";

    #[test]
    fn only_rows_with_a_decision_count() {
        let text =
            format!("{HEADER}\n,a,1,x,b,2,y,Budi,weak\nSame,a,1,x,b,2.0,'-y,Budi,one customer?\n");
        let decisions = read(text.as_bytes()).expect("read");
        assert_eq!(decisions.all.len(), 1);
        let one = &decisions.all[0];
        assert_eq!((one.answer, one.kind), (Answer::Same, Kind::OneCustomer));
        assert_eq!(
            (one.right.row.as_str(), one.right.key.as_str()),
            ("2", "-y")
        );
        assert_eq!(one.left.said[0].as_deref(), Some("Budi"));
        assert_eq!(one.left.said[1], None);
        assert_eq!(one.place.line, 3);
    }

    #[test]
    fn what_a_spreadsheet_saves_is_understood() {
        let semicolons = format!("\u{feff}{HEADER}\r\nbeda;a;1;x;b;2;y;Ren\u{e9};WEAK;\r\n");
        let semicolons = semicolons.replace(',', ";");
        let decisions = read(semicolons.as_bytes()).expect("read");
        assert_eq!(decisions.all[0].answer, Answer::Different);
        assert_eq!(decisions.all[0].place.line, 2);
        let old = WINDOWS_1252
            .encode(semicolons.trim_start_matches('\u{feff}'))
            .0
            .into_owned();
        let again = read(&old).expect("read");
        assert_eq!(again.all, decisions.all);
    }

    #[test]
    fn a_first_line_for_spreadsheets_is_passed_over() {
        let text = format!("sep=;\n{HEADER}\nbeda;a;1;x;b;2;y;;weak\n").replace(',', ";");
        let decisions = read(text.as_bytes()).expect("read");
        assert_eq!(decisions.all[0].place.line, 3);
    }

    #[test]
    fn a_list_of_another_tool_needs_little() {
        let decisions = read(b"left_key,right_key,decision\nx,y,no\n").expect("read");
        assert_eq!(decisions.all[0].kind, Kind::OnePerson);
        assert_eq!(decisions.all[0].left.row_number(), None);
        let pasted = read("left_key,right_key,decision\nx,y,no\u{a0}\n".as_bytes());
        assert_eq!(pasted.expect("read").all, decisions.all);
    }

    #[test]
    fn what_can_not_be_used_is_refused_with_its_place_and_no_value() {
        let refused = |text: &str| {
            let error = read(text.as_bytes()).expect_err("refused");
            let line = error.place().and_then(|place| place.line);
            let message = error.to_string();
            assert!(!message.contains("maybe") && error.hint().is_some());
            (
                message.split(" (`").next().unwrap_or_default().to_owned(),
                line,
            )
        };
        assert_eq!(
            refused(&format!(
                "{HEADER}\n,a,1,x,b,2,y,,weak\nmaybe,a,1,x,b,2,y,,weak\n"
            )),
            (
                "the column `decision` holds neither `same` nor `different`".to_owned(),
                Some(3)
            )
        );
        assert_eq!(
            refused(&format!("{HEADER}\nsame,a,1,x,b,2,y,,maybe\n")),
            (
                "the column `kind` holds no kind of case".to_owned(),
                Some(2)
            )
        );
        assert_eq!(
            refused(&format!(
                "{HEADER}\nsame,a,1,x,b,2,y,\"maybe,weak\nsame,a,1,x,b,2,y,,weak\n"
            )),
            (
                "a quote that opens in this row is never closed".to_owned(),
                Some(2)
            )
        );
        assert_eq!(
            refused("left_key,right_key\nx,y\n"),
            ("has no column `decision`".to_owned(), None)
        );
        assert_eq!(
            refused("left_key,decision\nx,same\n"),
            ("has no column `right_row`".to_owned(), None)
        );
    }
}
