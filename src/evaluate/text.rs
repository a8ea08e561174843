//! Opens the text of a table as a spreadsheet or a program may have saved it.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::error::{Error, Result};

/// What is looked at to tell encoding and delimiter.
const HEAD_BYTES: u64 = 1 << 16;

/// The delimiters that are known; of equally frequent ones the first is taken.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A text file and how it is read.
#[derive(Debug)]
pub(super) struct Text {
    path: PathBuf,
    /// What it is decoded from; nothing where its bytes are read as they stand.
    encoding: Option<&'static Encoding>,
    /// What parts its fields.
    pub(super) delimiter: u8,
    /// Bytes of a first line that tells a spreadsheet the delimiter, which is not read.
    skipped: usize,
}

impl Text {
    /// Opens a file; `hint` says what to do if that can't be done.
    ///
    /// # Errors
    ///
    /// An input error for a folder, a file that can't be opened, and one that holds no text.
    pub(super) fn open(path: &Path, hint: &str) -> Result<(Self, Box<dyn Read + Send>)> {
        let failed = |error: std::io::Error| {
            Error::input("can't open the file")
                .in_file(path)
                .hinted(hint)
                .caused_by(error)
        };
        if path.is_dir() {
            return Err(Error::input("a folder stands where a file is expected")
                .in_file(path)
                .hinted("Name the CSV file in it"));
        }
        let mut file = File::open(path).map_err(failed)?;
        let mut head = Vec::new();
        let read = file.by_ref().take(HEAD_BYTES).read_to_end(&mut head);
        read.map_err(failed)?;
        let mut text = Self {
            path: path.to_path_buf(),
            encoding: utf_16(&head),
            delimiter: b',',
            skipped: 0,
        };
        if text.encoding.is_none() {
            if head.contains(&0) {
                return Err(Error::input("the file holds no text")
                    .in_file(path)
                    .hinted("Save it as comma-separated text (CSV)"));
            }
            text.find_delimiter(&head);
            head.drain(..text.skipped);
            return Ok((text, Box::new(Cursor::new(head).chain(file))));
        }
        file.read_to_end(&mut head).map_err(failed)?;
        let mut decoded = text.decoded(head);
        text.find_delimiter(&decoded);
        decoded.drain(..text.skipped);
        Ok((text, Box::new(Cursor::new(decoded))))
    }

    /// Takes the delimiter of the first line where it tells one, else that of the header.
    fn find_delimiter(&mut self, head: &[u8]) {
        (self.delimiter, self.skipped) = told_delimiter(head).unwrap_or((delimiter(head), 0));
    }

    /// The line, counted from 1, of the first row in which a quote opens that nothing closes before a delimiter.
    pub(super) fn open_quote(&self) -> Option<u64> {
        let bytes = self.path.is_file().then(|| std::fs::read(&self.path).ok());
        let bytes = self.decoded(bytes??);
        let start = open_quote(bytes.get(self.skipped..)?, self.delimiter)?;
        self.lines_at(&[start as u64])?.pop()
    }

    fn decoded(&self, bytes: Vec<u8>) -> Vec<u8> {
        match self.encoding {
            None => bytes,
            Some(encoding) => encoding.decode(&bytes).0.into_owned().into_bytes(),
        }
    }

    /// The lines, counted from 1, on which the rows begin that are read from these bytes on, as an editor counts them.
    ///
    /// The bytes ascend. Counted only when it is asked for, since the reader of rows does not know how lines end.
    pub(super) fn lines_at(&self, starts: &[u64]) -> Option<Vec<u64>> {
        // What is no regular file can't be read twice.
        if !self.path.is_file() {
            return None;
        }
        let bytes = self.decoded(std::fs::read(&self.path).ok()?);
        let is_end = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let ends_line = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(*at + 1) != Some(&b'\n'),
            _ => false,
        };
        let (mut counted, mut line) = (0, 1);
        let mut lines = Vec::with_capacity(starts.len());
        for start in starts {
            let start = usize::try_from(*start).ok()?.saturating_add(self.skipped);
            let start = start.min(bytes.len());
            let start = start + bytes[start..].iter().take_while(is_end).count();
            line += (counted..start).filter(ends_line).count() as u64;
            counted = start;
            lines.push(line);
        }
        Some(lines)
    }
}

/// UTF-16 by its byte order mark, or by the zeros beside its Latin letters.
fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    match *head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [first, 0, second, 0, ..] if first != 0 && second != 0 => Some(UTF_16LE),
        [0, first, 0, second, ..] if first != 0 && second != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// The delimiter of a first line such as `sep=;`, and the length of that line.
fn told_delimiter(text: &[u8]) -> Option<(u8, usize)> {
    let mark = if text.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let told = text[mark..].get(..5)?;
    if !told[..4].eq_ignore_ascii_case(b"sep=") || matches!(told[4], b'\r' | b'\n') {
        return None;
    }
    let end = match text[mark + 5..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some((told[4], mark + 5 + end))
}

/// Where the first row begins in which a quote opens a field and does not close one.
fn open_quote(text: &[u8], delimiter: u8) -> Option<usize> {
    let mark = if text.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let (mut at, mut row) = (mark, mark);
    let mut is_field_start = true;
    while at < text.len() {
        if is_field_start && text[at] == b'"' {
            loop {
                at += 1 + text[at + 1..]
                    .iter()
                    .position(|byte| *byte == b'"')
                    .unwrap_or(text.len());
                match text.get(at + 1) {
                    Some(b'"') => at += 1,
                    Some(b'\r' | b'\n') => break,
                    None if at < text.len() => break,
                    Some(next) if *next == delimiter => break,
                    _ => return Some(row),
                }
            }
        }
        let is_end = at < text.len() && matches!(text[at], b'\r' | b'\n');
        is_field_start = is_end || at < text.len() && text[at] == delimiter;
        at += 1;
        if is_end {
            row = at;
        }
    }
    None
}

/// The delimiter that occurs most often in the header, outside of quotes.
fn delimiter(text: &[u8]) -> u8 {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut counts = [0u32; DELIMITERS.len()];
    let (mut is_quoted, mut is_begun) = (false, false);
    for byte in text {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && is_begun => break,
            _ if is_quoted => {}
            byte => {
                if let Some(at) = DELIMITERS.iter().position(|known| known == byte) {
                    counts[at] += 1;
                }
            }
        }
        is_begun |= !matches!(byte, b'\n' | b'\r');
    }
    let most = (0..DELIMITERS.len()).max_by_key(|&at| (counts[at], std::cmp::Reverse(at)));
    DELIMITERS[most.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(bytes: &[u8]) -> (Text, tempfile::NamedTempFile, String) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), bytes).expect("written");
        let (text, mut reader) = Text::open(file.path(), "").expect("opened");
        let mut read = String::new();
        reader.read_to_string(&mut read).expect("text");
        (text, file, read)
    }

    #[test]
    fn the_delimiter_is_the_one_that_the_header_has_most_of() {
        assert_eq!(delimiter(b"id,entity\na;b;c,d\n"), b',');
        assert_eq!(delimiter(b"\n\rid;\"a,b,c\";entity\n"), b';');
        assert_eq!(delimiter(b"\xef\xbb\xbfid\tentity"), b'\t');
        assert_eq!(delimiter(b"id|entity\r\n"), b'|');
        assert_eq!(delimiter(b"id\na,b\n"), b',');
    }

    #[test]
    fn a_first_line_may_tell_the_delimiter() {
        for (before, read) in [
            ("sep=;\r\n", "a,b;c\n1;2\n"),
            ("\u{feff}SEP=;\n", "a,b,c;d\n1;2\n"),
        ] {
            let (text, _file, found) = opened(format!("{before}{read}").as_bytes());
            assert_eq!((text.delimiter, found.as_str()), (b';', read));
            let second = read.find('1').expect("it is there") as u64;
            assert_eq!(text.lines_at(&[second]), Some(vec![3]));
        }
        assert_eq!(opened(b"sep=x,b\n1,2\n").0.delimiter, b',');
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_by_its_row() {
        for (body, line) in [
            ("1,\"a\"\"b\n c\",x\r\n2,\"\",y\n", None),
            ("1,a \"b\" c,x\n2,\"end\"", None),
            ("1,a,x\n2,\"b,y\n3,c,z\n", Some(3)),
            ("1,a,x\n2,\"b,y\n3,\"c\",z\n", Some(3)),
            ("1,a,x\n2,b,\"", Some(3)),
        ] {
            let (text, _file, _) = opened(format!("id,name,note\n{body}").as_bytes());
            assert_eq!(text.open_quote(), line, "{body}");
        }
    }

    #[test]
    fn utf_16_is_decoded_with_a_mark_and_without() {
        let text = "id,entity\n\u{e9},1\n";
        for mark in ["\u{feff}", ""] {
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let marked = format!("{mark}{text}");
                let encoded: Vec<u8> = marked.encode_utf16().flat_map(bytes).collect();
                assert_eq!(opened(&encoded).2, text);
            }
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does_however_they_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["id,entity", "a,1", "", "b,2"].join(end);
            let (opened, _file, _) = opened(text.as_bytes());
            let at = |part: &str| text.find(part).expect("it is there") as u64;
            let lines = |starts: &[u64]| opened.lines_at(starts);
            assert_eq!(lines(&[at("a,1"), at("b,2")]), Some(vec![2, 4]), "{end:?}");
            // The reader may stand in front of what ended the line before.
            assert_eq!(lines(&[at("b,2") - 1]), Some(vec![4]), "{end:?}");
        }
    }
}
