//! JSON: one object per line, or one array of objects -> a sheet of texts.
//!
//! The columns are the keys of all objects in the order of their first appearance, and a row is empty where its object
//! lacks the key. How an object becomes a row:
//!
//! - a key of an object within the object is `address.city`, and a key `address.city` is the same column;
//! - an array of scalars is one cell, joined with `; `;
//! - an array with an object or array among its elements has a column for each: `phones.1.number`, `phones.2.number`;
//! - numbers stay as they are written, `true` and `false` are words, `null` and Python's `NaN` are empty;
//! - a column written twice in one object has its last value, as in most readers.
//!
//! A column that never has a value is left out where others go on from its name: `address` of those whose address is
//! `null`. Lines are read in parallel, an array from its start to its end; the result is the same for one thread and many.

mod flat;
mod scan;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::flat::{Part, Stop};
use self::scan::{Cursor, Fault};
use super::grid::{Grid, Sheet};
use super::limits::Limits;
use super::reject::Why;
use crate::error::{Error, Result};

/// Bytes that are looked at to know the format.
const HEAD: usize = 64 << 10;

/// Bytes of lines that one thread reads at a time.
const PIECE: usize = 1 << 20;

/// So many rows that are no objects, and nothing but them, at the start of a file: it is something else.
const PATIENCE: usize = 10;

/// Tells whether the first value is an object or an array of objects; looks at the first 64 kB only.
pub(crate) fn is_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let head = String::from_utf8_lossy(&text[..text.len().min(HEAD)]);
    let mut cursor = Cursor::new(head.trim_ascii_end());
    cursor.skip_blank();
    if cursor.take(b'[') {
        cursor.skip_blank();
        if cursor.take(b']') {
            return true;
        }
    }
    // A lone bracket could be the start of anything.
    cursor.peek() == Some(b'{')
        && cursor.at + 1 < cursor.text.len()
        && matches!(cursor.skip(), Ok(()) | Err(Fault::Cut))
}

/// Reads one JSON object per line, or one array of objects.
///
/// Objects that go over several lines are read as well, one after the other. The first row has the names of the columns
/// and line 0; the line of any other row is the one on which its object starts. A line that is no whole object is refused
/// and the others are read.
///
/// # Errors
///
/// An input error for a broken array, for a file whose first rows are no objects, and beyond the limits.
pub(crate) fn read(text: &str, limits: Limits) -> Result<Sheet> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let unwrapped = unwrapped(text);
    let text = unwrapped.as_deref().unwrap_or(text);
    let parts = if text.trim_ascii_start().starts_with('[') || is_spread(text) {
        vec![sequence(text, limits)?]
    } else {
        lines(text, limits)?
    };
    check_start(&parts)?;
    let mut notes = Vec::new();
    if parts.iter().map(|part| part.rows.len()).sum::<usize>() == 1 {
        notes.push("the whole file is one object, read as one row".to_owned());
    }
    let grid = assemble(parts, limits)?;
    Ok(Sheet {
        name: None,
        // A table whose only key is empty has no header that could be told from an empty row.
        has_header: Some(grid.len() > 0 && grid.line(0) == 0),
        grid,
        encoding: None,
        notes,
    })
}

/// Tells whether the first object goes over several lines.
fn is_spread(text: &str) -> bool {
    let text = text.trim_ascii_start();
    let line = text.lines().next().unwrap_or_default();
    text.starts_with('{')
        && Cursor::new(line).skip() == Err(Fault::Cut)
        && Cursor::new(text).skip().is_ok()
}

/// The rows of an answer such as `{"data": [{...}, {...}], "total": 2}`: the one array of objects in it.
///
/// Lines keep their numbers.
fn unwrapped(text: &str) -> Option<String> {
    let mut cursor = Cursor::new(text);
    cursor.skip_blank();
    if !cursor.take(b'{') {
        return None;
    }
    let mut found = None;
    loop {
        cursor.skip_blank();
        cursor.skip().ok()?;
        cursor.skip_blank();
        if !cursor.take(b':') {
            return None;
        }
        cursor.skip_blank();
        let start = cursor.at;
        cursor.skip().ok()?;
        let value = &text[start..cursor.at];
        let inside = value.strip_prefix('[').unwrap_or_default().trim_start();
        if inside.starts_with('{') && found.replace((start, value)).is_some() {
            return None;
        }
        cursor.skip_blank();
        if !cursor.take(b',') {
            break;
        }
    }
    let whole = cursor.take(b'}');
    cursor.skip_blank();
    let (start, value) = found.filter(|_| whole && cursor.peek().is_none())?;
    Some("\n".repeat(newlines(&text[..start]) as usize) + value)
}

/// Reads an array of objects, or objects one after the other.
fn sequence(text: &str, limits: Limits) -> Result<Part> {
    let mut cursor = Cursor::new(text);
    let mut part = Part::new(limits);
    let (mut line, mut counted) = (1, 0);
    cursor.skip_blank();
    let bracketed = cursor.take(b'[');
    let mut is_open = bracketed;
    let broken = |cursor: &Cursor<'_>, fault| broken(text, cursor.at, fault);
    loop {
        cursor.skip_blank();
        // A comma behind the last object is forgiven.
        if is_open && cursor.take(b']') {
            is_open = false;
            cursor.skip_blank();
        }
        match cursor.peek() {
            None if is_open => return Err(broken(&cursor, Fault::Cut)),
            None => return Ok(part),
            Some(_) if bracketed && !is_open => {
                return Err(broken(&cursor, Fault::Expected("nothing behind the array")));
            }
            Some(_) => {}
        }
        line += newlines(&text[counted..cursor.at]);
        counted = cursor.at;
        if cursor.peek() == Some(b'{') {
            match part.object(&mut cursor, line) {
                Ok(()) => {}
                Err(Stop::Limit(error)) => return Err(*error),
                Err(Stop::Fault(fault)) => return Err(broken(&cursor, fault)),
            }
        } else {
            cursor.skip().map_err(|fault| broken(&cursor, fault))?;
            part.refuse(line, &text[counted..cursor.at]);
        }
        cursor.skip_blank();
        let more = cursor.take(b',');
        if bracketed && !more && !matches!(cursor.peek(), Some(b']') | None) {
            return Err(broken(&cursor, Fault::Expected("`,` or `]`")));
        }
    }
}

fn broken(text: &str, at: usize, fault: Fault) -> Error {
    let line = 1 + newlines(&text[..at]);
    match fault {
        Fault::Cut => Error::input(format!(
            "the JSON ends on line {line} in the middle of a value"
        ))
        .hinted("Export the file once more, it is not whole"),
        Fault::Expected(what) => Error::input(format!(
            "the JSON is broken on line {line}, expected {what}"
        ))
        .hinted("Export it as one object per line, so that one broken row costs one row"),
        Fault::Deep => Error::input(format!("the JSON nests too deeply on line {line}"))
            .hinted("Export the table without the objects within objects"),
    }
}

/// Reads one object per line.
fn lines(text: &str, limits: Limits) -> Result<Vec<Part>> {
    let pieces = pieces(text);
    let counts: Vec<u64> = pieces.par_iter().map(|piece| newlines(piece)).collect();
    let starts = counts.iter().scan(1, |line, count| {
        let start = *line;
        *line += count;
        Some(start)
    });
    let work: Vec<(&str, u64)> = pieces.iter().copied().zip(starts).collect();
    let parts: Vec<Result<Part>> = work
        .into_par_iter()
        .map(|(piece, start)| read_piece(piece, start, limits))
        .collect();
    parts.into_iter().collect()
}

/// Cuts a text behind line ends.
fn pieces(mut text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while text.len() > PIECE {
        let end = text.as_bytes()[PIECE..]
            .iter()
            .position(|byte| *byte == b'\n');
        let (piece, rest) = text.split_at(end.map_or(text.len(), |end| PIECE + end + 1));
        pieces.push(piece);
        text = rest;
    }
    pieces.push(text);
    pieces
}

fn read_piece(piece: &str, start: u64, limits: Limits) -> Result<Part> {
    let mut part = Part::new(limits);
    for (text, line) in piece.split('\n').zip(start..) {
        let text = text.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let mut cursor = Cursor::new(text);
        match part.whole_object(&mut cursor, line) {
            Ok(()) => {}
            Err(Stop::Limit(error)) => return Err(*error),
            Err(Stop::Fault(_)) => part.refuse(line, text),
        }
    }
    Ok(part)
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Stops at a file that only looks like JSON.
fn check_start(parts: &[Part]) -> Result<()> {
    let mut rows = parts
        .iter()
        .flat_map(|part| &part.rows)
        .take(PATIENCE)
        .peekable();
    let Some(line) = rows.peek().map(|row| row.line) else {
        return Ok(());
    };
    if rows.all(|row| row.refused) {
        return Err(Error::input(format!(
            "the first rows, from line {line}, are not JSON objects"
        ))
        .hinted("Export one object per line, or one array of objects"));
    }
    Ok(())
}

/// Puts the parts together, in their order.
fn assemble(parts: Vec<Part>, limits: Limits) -> Result<Grid> {
    let mut names: Vec<&str> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut has_value = Vec::new();
    let mut maps: Vec<Vec<usize>> = Vec::new();
    for part in &parts {
        let mut map = Vec::with_capacity(part.columns.names.len());
        for name in &part.columns.names {
            map.push(*places.entry(name).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            }));
        }
        let line = part.rows.first().map_or(0, |row| row.line);
        limits.check_columns(names.len(), line)?;
        has_value.resize(names.len(), false);
        for (place, filled) in map.iter().zip(&part.columns.has_value) {
            has_value[*place] |= filled;
        }
        maps.push(map);
    }
    let shown: Vec<usize> = (0..names.len())
        .filter(|at| has_value[*at] || !goes_on(names[*at], &names))
        .collect();
    // An empty cell takes no text but eight bytes of memory all the same.
    let rows: usize = parts.iter().map(|part| part.rows.len()).sum();
    limits.check_text(rows as u64 * shown.len() as u64 * 8)?;

    let mut grid = Grid::new(limits);
    for at in &shown {
        grid.push(names[*at])?;
    }
    grid.end_row(0);
    let width = names.len();
    for (part, map) in parts.into_iter().zip(maps) {
        let mut slots = vec![""; width];
        for (row, cells) in part.rows() {
            if row.refused {
                let raw = cells.last().map_or("", |(_, text)| text);
                grid.refuse(row.line, Why::Json, raw)?;
                continue;
            }
            slots.fill("");
            for (column, text) in cells {
                slots[map[column]] = text;
            }
            for at in &shown {
                grid.push(slots[*at])?;
            }
            grid.end_row(row.line);
        }
    }
    Ok(grid)
}

/// Tells whether other columns are parts of this one.
fn goes_on(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| {
        other
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Sheet {
        read(text, Limits::default()).expect("JSON")
    }

    #[test]
    fn the_rows_of_a_wrapped_answer_are_read() {
        let sheet = plain("{\"total\": 2,\n \"data\": [\n {\"a\": 1},\n {\"a\": 2}]}\n");
        assert_eq!(rows(&sheet), [["a"], ["1"], ["2"]]);
        assert_eq!((sheet.grid.line(1), sheet.grid.line(2)), (3, 4));
        let two = plain("{\"x\": [{\"a\": 1}], \"y\": [{\"a\": 2}]}");
        assert_eq!(two.grid.len(), 2);
    }

    fn rows(sheet: &Sheet) -> Vec<Vec<&str>> {
        (0..sheet.grid.len())
            .map(|at| sheet.grid.row(at).collect())
            .collect()
    }

    fn message(text: &str) -> String {
        read(text, Limits::default())
            .expect_err("broken")
            .to_string()
    }

    #[test]
    fn columns_are_the_keys_in_the_order_of_their_first_appearance() {
        let sheet = plain("{\"nama\": \"Budi\"}\n\n{\"kota\": \"Bogor\", \"nama\": \"Siti\"}\r\n");
        assert_eq!(
            rows(&sheet),
            [["nama", "kota"], ["Budi", ""], ["Siti", "Bogor"]]
        );
        assert_eq!(
            (0..3).map(|at| sheet.grid.line(at)).collect::<Vec<_>>(),
            [0, 1, 3]
        );
        assert_eq!((sheet.has_header, sheet.notes.len()), (Some(true), 0));
    }

    #[test]
    fn numbers_stay_as_they_are_written() {
        let sheet = plain(
            r#"[{"nik": 3201234567890001, "n": 0.10, "e": 1E+2, "b": true, "z": null, "x": NaN}]"#,
        );
        assert_eq!(
            rows(&sheet)[1],
            ["3201234567890001", "0.10", "1E+2", "true", "", ""]
        );
        assert_eq!(
            sheet.notes,
            ["the whole file is one object, read as one row"]
        );
    }

    #[test]
    fn objects_and_arrays_become_columns() {
        let sheet = plain(concat!(
            r#"{"id": 1, "alamat": null, "hobi": ["a", null, 2], "telp": []}"#,
            "\n",
            r#"{"id": 2, "alamat": {"kota": "Bogor", "rt": {"no": 3}}, "telp": [{"no": "08"}, {"no": "09"}]}"#,
        ));
        assert_eq!(
            rows(&sheet),
            [
                vec![
                    "id",
                    "hobi",
                    "alamat.kota",
                    "alamat.rt.no",
                    "telp.1.no",
                    "telp.2.no"
                ],
                vec!["1", "a; 2", "", "", "", ""],
                vec!["2", "", "Bogor", "3", "08", "09"],
            ]
        );
        let sheet = plain(r#"{"a": [1, [2, 3], {"b": 4}], "c": {}}"#);
        assert_eq!(rows(&sheet), [["a.1", "a.2", "a.3.b"], ["1", "2; 3", "4"]]);
    }

    #[test]
    fn the_last_of_two_values_counts() {
        assert_eq!(rows(&plain(r#"{"a": 1, "b": 2, "a": 3}"#))[1], ["3", "2"]);
        assert_eq!(
            rows(&plain(r#"{"a": {"b": 1}, "a.b": 2}"#)),
            [["a.b"], ["2"]]
        );
    }

    #[test]
    fn a_broken_line_is_refused_and_leaves_no_column() {
        let text = "{\"a\": 1}\n{\"a\": 2, \"geheim\": 3\n[1]\n{\"a\": 4} x\n{\"a\": 5}\n";
        let sheet = plain(text);
        assert_eq!(
            rows(&sheet),
            [
                vec!["a"],
                vec!["1"],
                vec!["{\"a\": 2, \"geheim\": 3"],
                vec!["[1]"],
                vec!["{\"a\": 4} x"],
                vec!["5"]
            ]
        );
        let refused: Vec<u64> = (0..sheet.grid.len())
            .filter(|at| sheet.grid.refused(*at) == Some(Why::Json))
            .map(|at| sheet.grid.line(at))
            .collect();
        assert_eq!(refused, [2, 3, 4]);
    }

    #[test]
    fn a_file_whose_first_rows_all_fail_is_an_error() {
        let text = format!("\n{}{{\"a\": 1}}", "{nama: 1}\n".repeat(10));
        assert_eq!(
            message(&text),
            "the first rows, from line 2, are not JSON objects"
        );
        let text = format!("{}{{\"a\": 1}}", "{nama: 1}\n".repeat(9));
        assert_eq!(plain(&text).grid.len(), 11);
    }

    #[test]
    fn rows_of_an_array_know_their_lines() {
        let sheet = plain("[\n  {\n    \"a\": 1\n  },\n  null,\n  {\"a\": 2},\n]\n");
        assert_eq!(
            (1..4).map(|at| sheet.grid.line(at)).collect::<Vec<_>>(),
            [2, 5, 6]
        );
        assert_eq!(sheet.grid.refused(2), Some(Why::Json));
        assert_eq!(plain("[]").grid.len(), 0);
    }

    #[test]
    fn objects_over_several_lines_are_read_without_an_array() {
        let sheet = plain("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n");
        assert_eq!(rows(&sheet), [["a"], ["1"], ["2"]]);
        assert_eq!(sheet.grid.line(2), 4);
    }

    #[test]
    fn a_broken_array_says_on_which_line() {
        assert_eq!(
            message("[\n{\"a\": 1}\n{\"a\": 2}]"),
            "the JSON is broken on line 3, expected `,` or `]`"
        );
        assert_eq!(
            message("[{\"a\": 1},\n{\"a\": "),
            "the JSON ends on line 2 in the middle of a value"
        );
        assert_eq!(
            message("[{\"a\": 1}]\n{}"),
            "the JSON is broken on line 2, expected nothing behind the array"
        );
        assert_eq!(
            message("[{\"a\": \"\\é"),
            "the JSON is broken on line 1, expected a known escape behind `\\`"
        );
        let deep = format!("[\n{{\"a\": {}", "[".repeat(500));
        assert_eq!(message(&deep), "the JSON nests too deeply on line 2");
    }

    #[test]
    fn a_flood_of_keys_ends_in_an_error() {
        let limits = Limits {
            columns: 3,
            ..Limits::default()
        };
        let error = read("{\"a\":1,\"b\":1}\n{\"c\":1,\"d\":1}", limits).expect_err("flood");
        assert_eq!(error.to_string(), "line 2 has more than 3 columns");
        let long = format!("{{\"{}\": 1}}", "k".repeat(5000));
        assert_eq!(message(&long), "line 1 has a key of more than 4 kB");
    }

    #[test]
    fn json_is_known_by_its_first_value() {
        let long = format!("[{}", "{\"nama\": \"Budi é\"},".repeat(10_000));
        for text in [
            "{\"a\": 1}",
            " \n[ {\"a\"",
            "\u{feff}{}",
            "[]",
            "{\"a\": 1} x",
            &long,
            &long[1..],
        ] {
            assert!(is_json(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "{",
            "[",
            "[1, 2]",
            "[Bagian]\na=1",
            "{{nama}}",
            "nama,kota",
            "\"a\"",
            "{nama: 1}",
        ] {
            assert!(!is_json(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn many_pieces_give_the_same_as_one() {
        let mut text = String::new();
        for at in 0..60_000 {
            text.push_str(&format!(
                "{{\"id\": {at}, \"k{}\": \"isi yang panjang sekali\"}}\n",
                at % 7
            ));
        }
        assert!(text.len() > 2 * PIECE);
        let sheet = plain(&text);
        assert_eq!(sheet.grid.len(), 60_001);
        assert_eq!(
            sheet.grid.row(0).collect::<Vec<_>>()[..3],
            ["id", "k0", "k1"]
        );
        assert_eq!(sheet.grid.line(60_000), 60_000);
        assert_eq!(sheet.grid.row(60_000).next(), Some("59999"));
        let array = format!("[{}]", text.trim_end().replace('\n', ",\n"));
        let other = plain(&array);
        for at in 0..sheet.grid.len() {
            assert!(sheet.grid.row(at).eq(other.grid.row(at)));
            assert_eq!(sheet.grid.line(at), other.grid.line(at));
        }
    }

    proptest! {
        #[test]
        fn any_table_of_texts_is_read_back(
            table in vec(vec("\\PC{0,8}|[\"\\\\\n\t é]{1,4}", 4), 1..20),
            as_array in any::<bool>(),
        ) {
            let names = ["id", "nama \"x\"", "kota.é", ""];
            let objects: Vec<String> = table
                .iter()
                .map(|row| {
                    let pairs = names.iter().zip(row).map(|(name, cell)| (name.to_string(), serde_json::json!(cell)));
                    serde_json::Value::Object(pairs.collect()).to_string()
                })
                .collect();
            let text = if as_array { format!("[{}]", objects.join(",\n")) } else { objects.join("\n") };
            prop_assert!(is_json(text.as_bytes()));
            let sheet = plain(&text);
            let expected: Vec<Vec<&str>> =
                table.iter().filter(|row| !row.concat().trim().is_empty())
                    .map(|row| row.iter().map(String::as_str).collect()).collect();
            prop_assert_eq!(rows(&sheet)[1..].to_vec(), expected);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}:,\" a\\\\0-9.\né]{0,60}", bytes in vec(any::<u8>(), 0..80)) {
            let _ = read(&text, Limits::default());
            let _ = is_json(text.as_bytes());
            let _ = is_json(&bytes);
            let _ = read(&String::from_utf8_lossy(&bytes), Limits::default());
        }
    }
}
