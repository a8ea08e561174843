//! Tables in SQLite: as a file with keys and indexes, and in memory, to ask for the rows that meet a condition.
//!
//! The only place that knows rusqlite.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use rustc_hash::FxHashSet;

use super::{Cell, Cells, Frame};
use crate::error::{Error, Result};

/// A table on its way into a database.
#[derive(Clone, Copy, Debug)]
pub struct SqlTable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its columns and rows.
    pub frame: &'a Frame,
    /// The columns of its primary key. A key that isn't there, or that isn't unique, is left out.
    pub key: &'a [&'a str],
    /// Columns with an index each, as far as they are there.
    pub indexes: &'a [&'a str],
}

/// Writes tables into a new SQLite file. Gives the BLAKE3 hash of the file.
///
/// # Errors
///
/// [`crate::error::Kind::Output`] if the file can't be written.
pub fn write_sqlite(tables: &[SqlTable<'_>], path: &Path) -> Result<blake3::Hash> {
    let fail = |error: rusqlite::Error| {
        Error::output("can't write the SQLite file")
            .in_file(path)
            .caused_by(error)
    };
    let fail_file = |error: std::io::Error| {
        Error::output("can't write the SQLite file")
            .in_file(path)
            .caused_by(error)
    };
    // A journal would only guard what nobody sees before it is whole.
    std::fs::File::create(path).map_err(fail_file)?;
    let connection = Connection::open(path).map_err(fail)?;
    connection
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        .map_err(fail)?;
    for table in tables {
        create(&connection, table, Texts::Exact).map_err(fail)?;
    }
    connection.execute_batch("COMMIT").map_err(fail)?;
    connection.close().map_err(|(_, error)| fail(error))?;
    let file = std::fs::File::open(path).map_err(fail_file)?;
    file.sync_all().map_err(fail_file)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(fail_file)?;
    Ok(hasher.finalize())
}

/// Puts two texts of a column in order, or finds them equal.
pub type Compare = fn(&str, &str) -> Ordering;

/// How the texts of a table compare.
#[derive(Clone, Copy)]
enum Texts<'a> {
    /// By their bytes.
    Exact,
    /// Without regard to capitals, but those of some columns in a way of their own.
    Folded(&'a [(&'a str, Compare)]),
}

impl Texts<'_> {
    fn collation(self, column: &str) -> String {
        match self {
            Self::Exact => String::new(),
            Self::Folded(own) if own.iter().any(|(name, _)| *name == column) => {
                format!(" COLLATE {}", quoted(column))
            }
            Self::Folded(_) => " COLLATE NOCASE".to_owned(),
        }
    }
}

fn create(connection: &Connection, table: &SqlTable<'_>, texts: Texts<'_>) -> rusqlite::Result<()> {
    let columns = &table.frame.columns;
    let mut sql = format!("CREATE TABLE {} (", quoted(table.name));
    for (at, (name, cells)) in columns.iter().enumerate() {
        let separator = if at > 0 { ", " } else { "" };
        let kind = match cells {
            Cells::Text(_) => format!("TEXT{}", texts.collation(name)),
            Cells::Whole(_) => "INTEGER".to_owned(),
            Cells::Real(_) | Cells::Amount(_) => "REAL".to_owned(),
            Cells::Truth(_) => "BOOLEAN".to_owned(),
        };
        let known = if table.key.contains(&name.as_str()) {
            " NOT NULL"
        } else {
            ""
        };
        write!(sql, "{separator}{} {kind}{known}", quoted(name)).expect("memory");
    }
    if !table.key.is_empty() && is_key(table.frame, table.key) {
        let key: Vec<String> = table.key.iter().map(|name| quoted(name)).collect();
        write!(sql, ", PRIMARY KEY ({})", key.join(", ")).expect("memory");
    } else {
        sql = sql.replace(" NOT NULL", "");
    }
    sql.push(')');
    connection.execute_batch(&sql)?;
    let places = vec!["?"; columns.len()].join(", ");
    let insert = format!("INSERT INTO {} VALUES ({places})", quoted(table.name));
    let mut insert = connection.prepare(&insert)?;
    for row in 0..table.frame.rows() {
        insert.execute(params_from_iter(
            columns.iter().map(|(_, cells)| cells.get(row)),
        ))?;
    }
    for column in table.indexes {
        if table.frame.column(column).is_some() {
            let name = format!("{}_{column}", table.name);
            connection.execute_batch(&format!(
                "CREATE INDEX {} ON {} ({})",
                quoted(&name),
                quoted(table.name),
                quoted(column)
            ))?;
        }
    }
    Ok(())
}

/// Whether the columns are all there and tell every row apart.
fn is_key(frame: &Frame, key: &[&str]) -> bool {
    let Some(columns) = key
        .iter()
        .map(|name| frame.column(name))
        .collect::<Option<Vec<&Cells>>>()
    else {
        return false;
    };
    let mut seen = FxHashSet::default();
    (0..frame.rows()).all(|row| {
        let cells: Vec<Cell<'_>> = columns.iter().map(|cells| cells.get(row)).collect();
        !cells.contains(&Cell::Missing) && seen.insert(format!("{cells:?}"))
    })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match *self {
            Cell::Missing => ToSqlOutput::Owned(Value::Null),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Whole(number) => ToSqlOutput::Owned(Value::Integer(number)),
            Cell::Real(number) => ToSqlOutput::Owned(Value::Real(number)),
            Cell::Amount(hundredths) => ToSqlOutput::Owned(Value::Real(hundredths as f64 / 100.0)),
            Cell::Truth(truth) => ToSqlOutput::Owned(Value::Integer(truth.into())),
        })
    }
}

/// Tables in memory, to be asked and not to be changed.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
}

/// Why a condition can't be answered. It holds no text of the condition but a bare word that should name something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No column is called so; `None` where the word stood in double quotes.
    UnknownColumn(Option<String>),
    /// No table is called so.
    UnknownTable(String),
    /// No function is called so.
    UnknownFunction(String),
    /// It is no SQL from this character on, counted from 1.
    Unreadable(Option<usize>),
    /// It is more than a condition.
    Several,
    /// It would do more than read.
    Forbidden,
    /// It can be read and not be worked out.
    Failed,
}

impl Database {
    /// A database without tables.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Internal`] if SQLite gives no memory.
    pub fn in_memory() -> Result<Self> {
        let connection = Connection::open_in_memory().map_err(internal)?;
        // A text in double quotes would silently be a column, or a text where there is no such column.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)
            .map_err(internal)?;
        Ok(Self { connection })
    }

    /// Adds a table; its texts compare without regard to capitals, those of the columns in `own` as is said there.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Internal`] if SQLite doesn't take it.
    pub fn add(&self, table: &SqlTable<'_>, own: &[(&str, Compare)]) -> Result<()> {
        for (name, compare) in own {
            self.connection
                .create_collation(*name, *compare)
                .map_err(internal)?;
        }
        self.connection.execute_batch("BEGIN").map_err(internal)?;
        create(&self.connection, table, Texts::Folded(own)).map_err(internal)?;
        self.connection.execute_batch("COMMIT").map_err(internal)
    }

    /// The rows of a table that meet a condition, counted from 0, in the order of the table.
    ///
    /// The condition may read the tables that were added. It can't write, attach, load, or ask for chance. It stands in a
    /// bracket, and one that closes that bracket is refused: it could bring rows of its own.
    ///
    /// # Errors
    ///
    /// Why it can't be answered.
    pub fn rows_where(
        mut self,
        table: &str,
        condition: &str,
    ) -> std::result::Result<Vec<usize>, Refusal> {
        if leaves_bracket(condition) {
            return Err(Refusal::Several);
        }
        self.connection
            .pragma_update(None, "query_only", true)
            .map_err(|_| Refusal::Failed)?;
        self.connection
            .authorizer(Some(may_read))
            .map_err(|_| Refusal::Failed)?;
        // Behind a comment at its end the bracket would be lost without the line feed.
        let before = "SELECT rowid - 1 FROM ";
        let sql = format!(
            "{before}{} WHERE (\n{condition}\n) ORDER BY rowid",
            quoted(table)
        );
        let start = before.len() + quoted(table).len() + " WHERE (\n".len();
        let refuse = |error: rusqlite::Error| refusal(&error, &sql, start, condition);
        let mut statement = self.connection.prepare(&sql).map_err(refuse)?;
        // A name of a parameter may hold brackets that are none, and nothing is bound to it.
        if statement.column_count() != 1 || statement.parameter_count() != 0 {
            return Err(Refusal::Several);
        }
        let found: Vec<i64> = statement
            .query_map([], |row| row.get(0))
            .map_err(refuse)?
            .collect::<rusqlite::Result<_>>()
            .map_err(refuse)?;
        let count = format!("SELECT count(*) FROM {}", quoted(table));
        let count: i64 = self
            .connection
            .query_row(&count, [], |row| row.get(0))
            .map_err(|_| Refusal::Failed)?;
        let is_of_table = found.is_sorted_by(|row, next| row < next)
            && found.iter().all(|row| (0..count).contains(row));
        if !is_of_table {
            return Err(Refusal::Several);
        }
        Ok(found.into_iter().map(|row| row as usize).collect())
    }
}

/// Whether a condition closes a bracket that it didn't open; brackets in texts, names and comments are none.
fn leaves_bracket(condition: &str) -> bool {
    let mut open = 0usize;
    let mut rest = condition;
    while let Some(at) = rest.find(['(', ')', '\'', '"', '`', '[', '-', '/']) {
        let mut behind = &rest[at + 1..];
        let end = match rest.as_bytes()[at] {
            b'(' => {
                open += 1;
                None
            }
            b')' if open == 0 => return true,
            b')' => {
                open -= 1;
                None
            }
            b'\'' => Some("'"),
            b'"' => Some("\""),
            b'`' => Some("`"),
            b'[' => Some("]"),
            b'-' if behind.starts_with('-') => Some("\n"),
            b'/' if behind.starts_with('*') => {
                behind = &behind[1..];
                Some("*/")
            }
            _ => None,
        };
        rest = match end {
            None => behind,
            // Without an end it goes to the end of the condition, and SQLite says so where that is wrong.
            Some(end) => behind
                .find(end)
                .map_or("", |found| &behind[found + end.len()..]),
        };
    }
    false
}

fn internal(error: rusqlite::Error) -> Error {
    Error::new(
        crate::error::Kind::Internal,
        "the tables can't be held in memory to be asked",
    )
    .caused_by(error)
}

fn may_read(asked: AuthContext<'_>) -> Authorization {
    match asked.action {
        AuthAction::Select | AuthAction::Read { .. } => Authorization::Allow,
        AuthAction::Function { function_name } => {
            let name = function_name.to_ascii_lowercase();
            if matches!(name.as_str(), "load_extension" | "random" | "randomblob") {
                Authorization::Deny
            } else {
                Authorization::Allow
            }
        }
        _ => Authorization::Deny,
    }
}

/// What SQLite says, without what it quotes.
fn refusal(error: &rusqlite::Error, sql: &str, start: usize, condition: &str) -> Refusal {
    let (message, offset) = match error {
        rusqlite::Error::SqlInputError { msg, offset, .. } => {
            (msg.as_str(), usize::try_from(*offset).ok())
        }
        rusqlite::Error::MultipleStatement => return Refusal::Several,
        rusqlite::Error::SqliteFailure(failure, message) => {
            if failure.code == rusqlite::ErrorCode::AuthorizationForStatementDenied {
                return Refusal::Forbidden;
            }
            (message.as_deref().unwrap_or_default(), None)
        }
        _ => return Refusal::Failed,
    };
    if message.contains("not authorized") || message.contains("prohibited") {
        return Refusal::Forbidden;
    }
    let named = |before: &str| message.strip_prefix(before).map(str::trim);
    if let Some(word) = named("no such column:") {
        let is_bare = offset
            .and_then(|offset| sql.as_bytes().get(offset))
            .is_none_or(|byte| *byte != b'"');
        let word = word.trim_matches('"').to_owned();
        return Refusal::UnknownColumn(Some(word).filter(|word| is_bare && is_word(word)));
    }
    if let Some(word) = named("no such table:").filter(|word| is_word(word)) {
        return Refusal::UnknownTable(word.to_owned());
    }
    if let Some(word) = named("no such function:").filter(|word| is_word(word)) {
        return Refusal::UnknownFunction(word.to_owned());
    }
    if message.contains("syntax error")
        || message.contains("unrecognized token")
        || message.contains("incomplete input")
    {
        let at = offset
            .and_then(|offset| offset.checked_sub(start))
            .filter(|at| condition.is_char_boundary(*at) && *at < condition.len())
            .map(|at| condition[..at].chars().count() + 1);
        return Refusal::Unreadable(at);
    }
    Refusal::Failed
}

/// Whether a text is a bare word of SQL, so that it is no value.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers() -> Frame {
        let mut frame = Frame::new();
        frame.text("customer_id", ["C1", "C2", "C3"]);
        frame.text("city", ["Surabaya", "Malang", ""]);
        frame.push("invoices", Cells::Whole(vec![Some(3), Some(0), None]));
        frame.push("doubtful", Cells::Truth(vec![true, false, false]));
        frame
    }

    fn table(frame: &Frame) -> SqlTable<'_> {
        SqlTable {
            name: "customers",
            frame,
            key: &["customer_id"],
            indexes: &["city", "no_such"],
        }
    }

    fn ask(condition: &str) -> std::result::Result<Vec<usize>, Refusal> {
        let frame = customers();
        let database = Database::in_memory().expect("memory");
        database.add(&table(&frame), &[]).expect("added");
        database.rows_where("customers", condition)
    }

    #[test]
    fn rows_that_meet_a_condition_come_in_order() {
        assert_eq!(ask("city is not null"), Ok(vec![0, 1]));
        assert_eq!(ask("city = 'surabaya' -- in any capitals"), Ok(vec![0]));
        assert_eq!(ask("invoices > 1 and doubtful"), Ok(vec![0]));
        assert_eq!(ask("city like 'm%' or invoices is null"), Ok(vec![1, 2]));
        let nested = "customer_id in (select customer_id from customers where invoices = 0)";
        assert_eq!(ask(nested), Ok(vec![1]));
    }

    #[test]
    fn a_condition_that_would_do_more_than_read_is_refused() {
        assert_eq!(ask("random() > 0"), Err(Refusal::Forbidden));
        for condition in [
            "load_extension('x') is null",
            "1 in (select * from pragma_database_list)",
            "1); drop table customers; --",
            "1) order by rowid; attach 'x.db' as y; select (1",
        ] {
            ask(condition).expect_err(condition);
        }
    }

    #[test]
    fn a_condition_that_leaves_its_bracket_is_refused() {
        for condition in [
            "1) union all select 99999 as rowid where (1",
            "0) union all select rowid+50 as rowid from customers where (1",
            "0) union all select rowid as rowid from customers where (1",
            "1) or (1",
            "'(' is null) or (1",
            "1 /*/ ( */) or (1",
            "1 -- (\n) or (1",
        ] {
            assert_eq!(ask(condition), Err(Refusal::Several), "{condition}");
        }
        // SQLite takes the first bracket for a part of the parameter's name.
        let hidden = "$a(() is null) union all select 99999 as rowid where (1";
        assert_eq!(ask(hidden), Err(Refusal::Several));
    }

    #[test]
    fn brackets_in_texts_names_and_comments_are_none() {
        for condition in [
            "city = ')' or city = 'it''s)' or invoices = 3",
            "(\"city\" = 'Surabaya') -- :)",
            "/* :) */ [city] = 'Surabaya'",
            "`city` = 'Surabaya' and (1 - (2 / 2)) = 0",
        ] {
            assert_eq!(ask(condition), Ok(vec![0]), "{condition}");
        }
    }

    #[test]
    fn a_refusal_names_a_bare_word_and_never_a_text() {
        assert_eq!(
            ask("citty = 'Surabaya'"),
            Err(Refusal::UnknownColumn(Some("citty".to_owned())))
        );
        assert_eq!(
            ask("city = \"Budi Santoso\""),
            Err(Refusal::UnknownColumn(None))
        );
        assert_eq!(
            ask("city = \"Surabaya\""),
            Err(Refusal::UnknownColumn(None))
        );
        assert_eq!(ask("city == = 1"), Err(Refusal::Unreadable(Some(9))));
        assert!(matches!(ask("city = 'Budi"), Err(Refusal::Unreadable(_))));
        assert!(matches!(ask(""), Err(Refusal::Unreadable(_))));
        assert_eq!(
            ask("nosuch(city)"),
            Err(Refusal::UnknownFunction("nosuch".to_owned()))
        );
    }

    #[test]
    fn a_file_has_keys_and_indexes_and_is_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let frame = customers();
        let paths = ["one.sqlite", "other.sqlite"].map(|name| folder.path().join(name));
        let hashes = paths
            .each_ref()
            .map(|path| write_sqlite(&[table(&frame)], path).expect("written"));
        assert_eq!(hashes[0], hashes[1]);
        assert_eq!(
            hashes[0],
            blake3::hash(&std::fs::read(&paths[1]).expect("read"))
        );
        let connection = Connection::open(&paths[0]).expect("a database");
        let schema: Vec<String> = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
            .expect("a statement")
            .query_map([], |row| row.get(0))
            .expect("rows")
            .collect::<rusqlite::Result<_>>()
            .expect("texts");
        assert_eq!(
            schema,
            [
                "CREATE TABLE \"customers\" (\"customer_id\" TEXT NOT NULL, \"city\" TEXT, \"invoices\" INTEGER, \
                 \"doubtful\" BOOLEAN, PRIMARY KEY (\"customer_id\"))",
                "CREATE INDEX \"customers_city\" ON \"customers\" (\"city\")",
            ]
        );
        let row: (String, Option<String>, Option<i64>, bool) = connection
            .query_row(
                "SELECT * FROM customers WHERE customer_id = 'C3'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .expect("a row");
        assert_eq!(row, ("C3".to_owned(), None, None, false));
    }

    #[test]
    fn a_key_that_is_not_unique_is_left_out() {
        let frame = customers();
        assert!(is_key(&frame, &["customer_id"]));
        assert!(!is_key(&frame, &["doubtful"]));
        assert!(!is_key(&frame, &["city"]));
        assert!(!is_key(&frame, &["no_such"]));
    }
}
