//! Bytes to text: byte order marks, UTF-8, UTF-16 and the Windows code page of old exports.

use std::borrow::Cow;
use std::collections::BTreeSet;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::dbf;
use super::dos::{self, DosPage};
use crate::error::{Error, Result};

/// A file's text in UTF-8, as bytes: a damaged row must not spoil the others.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, [u8]>,
    pub(super) encoding: &'static str,
    /// What it was told by.
    pub(super) why: &'static str,
    pub(super) bom: bool,
    /// Some bytes could not be decoded; the rows that hold them are rejects.
    pub(super) damaged: bool,
}

impl Decoded<'_> {
    /// The whole text, for formats of which a damaged part spoils the rest.
    ///
    /// # Errors
    ///
    /// An input error for bytes that the encoding doesn't know.
    pub(super) fn whole(self) -> Result<String> {
        let wrong = || {
            Error::input(format!("the file has bytes that are not {}", self.encoding))
                .hinted("Name its encoding in the settings")
        };
        if self.damaged {
            return Err(wrong());
        }
        let encoding = self.encoding;
        String::from_utf8(self.text.into_owned()).map_err(|_| {
            Error::input(format!("the file has bytes that are not {encoding}"))
                .hinted("Name its encoding in the settings")
        })
    }
}

/// Decodes a whole file, by `label` when one is configured.
///
/// The end-of-file marks of DOS and the NULs of a padded last block are taken off.
///
/// # Errors
///
/// A usage error for an unknown label, an input error for a binary file.
pub(super) fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> Result<Decoded<'a>> {
    let mark = Encoding::for_bom(bytes);
    let bom = mark.is_some();
    let body = &bytes[mark.map_or(0, |(_, length)| length)..];
    if let Some(page) = label.and_then(DosPage::for_label) {
        refuse_binary(body)?;
        return Ok(Decoded {
            text: Cow::Owned(dos::decode(page, trim_end(body)).into_bytes()),
            encoding: page.name(),
            why: CONFIGURED,
            bom,
            damaged: false,
        });
    }
    let (encoding, why) = match (label, mark) {
        (Some(label), _) => (named(label)?, CONFIGURED),
        (None, Some((encoding, _))) => (encoding, "the byte order mark"),
        (None, None) => match guess_wide(body) {
            Some(wide) => (wide, "every second byte is zero"),
            None => (UTF_8, "all bytes are UTF-8"),
        },
    };
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if !wide {
        refuse_binary(body)?;
    }
    if encoding != UTF_8 {
        return Ok(convert(body, encoding, why, bom));
    }
    let text = trim_end(body);
    let damaged = match std::str::from_utf8(text) {
        Ok(_) => false,
        // A configured or marked UTF-8 file with bad bytes is damaged; an unmarked one is in an older encoding.
        Err(_) if label.is_none() && !bom && !mostly_utf8(text) => {
            if let Some(page) = dbf::guess_dos(words(text)) {
                return Ok(Decoded {
                    text: Cow::Owned(dos::decode(page, text).into_bytes()),
                    encoding: page.name(),
                    why: "its letters stand where DOS has letters",
                    bom,
                    damaged: false,
                });
            }
            let (encoding, why) = guess_old(text);
            return Ok(convert(body, encoding, why, bom));
        }
        Err(_) => true,
    };
    Ok(Decoded {
        text: Cow::Borrowed(text),
        encoding: UTF_8.name(),
        why: if damaged && label.is_none() && !bom {
            "nearly all bytes are UTF-8"
        } else {
            why
        },
        bom,
        damaged,
    })
}

const CONFIGURED: &str = "set by the configuration";

/// The words with letters beyond ASCII.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic())
        .filter(|word| !word.is_ascii())
}

/// Guesses the encoding of a text that isn't UTF-8.
///
/// A few accents look alike in many encodings, so another than the Windows code page of western Europe needs many
/// words to show it. The lines are taken in the order of their bytes: where they stand in the file decides nothing.
fn guess_old(text: &[u8]) -> (&'static Encoding, &'static str) {
    const ENOUGH: usize = 20;
    const MOST: usize = 20_000;
    let words: BTreeSet<&[u8]> = words(text).collect();
    if words.len() >= ENOUGH {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        for word in words.iter().take(MOST) {
            detector.feed(word, false);
            detector.feed(b" ", false);
        }
        detector.feed(b"", true);
        let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
        if guess != WINDOWS_1252 {
            return (guess, "the frequency of its letters");
        }
    }
    (WINDOWS_1252, "its bytes are not UTF-8")
}

fn named(label: &str) -> Result<&'static Encoding> {
    let alias = match label.to_ascii_lowercase().as_str() {
        "cp1252" | "ansi" => "windows-1252".to_owned(),
        other => other.to_owned(),
    };
    Encoding::for_label(alias.as_bytes()).ok_or_else(|| {
        Error::usage(format!("unknown encoding `{label}`"))
            .hinted("Use a name such as `utf-8`, `windows-1252` or `utf-16le`")
    })
}

fn convert(
    body: &[u8],
    encoding: &'static Encoding,
    why: &'static str,
    bom: bool,
) -> Decoded<'static> {
    let (text, damaged) = encoding.decode_without_bom_handling(body);
    let mut text = text.into_owned().into_bytes();
    text.truncate(trim_end(&text).len());
    Decoded {
        text: Cow::Owned(text),
        encoding: encoding.name(),
        why,
        bom,
        damaged,
    }
}

fn trim_end(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .rposition(|byte| !matches!(byte, 0 | 0x1a))
        .map_or(0, |last| last + 1);
    &text[..end]
}

/// UTF-16 without a mark: every second byte of Latin text is zero.
fn guess_wide(body: &[u8]) -> Option<&'static Encoding> {
    let head = &trim_end(body)[..trim_end(body).len().min(4096)];
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() * 2 / 5;
    match (even >= many.max(2), odd >= many.max(2)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// More good multi-byte characters than bad places, by far.
fn mostly_utf8(text: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in text.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 5
}

fn refuse_binary(body: &[u8]) -> Result<()> {
    let hint = "Export the table as CSV text or as a workbook and name that file";
    let text = trim_end(body);
    let head = &text[..text.len().min(1 << 16)];
    let odd = head
        .iter()
        .filter(|byte| matches!(byte, 0 | 2..=8 | 0x0e..=0x19 | 0x1b))
        .count();
    if odd * 50 > head.len() {
        return Err(Error::input("the file is binary, expected a table").hinted(hint));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_the_encoding_and_is_taken_off() {
        let decoded = decode(b"\xef\xbb\xbfa,b\n", None).expect("text");
        assert_eq!(
            (&*decoded.text, decoded.encoding, decoded.bom),
            (b"a,b\n".as_slice(), "UTF-8", true)
        );
        let decoded = decode(b"\xff\xfea\0;\0b\0", None).expect("text");
        assert_eq!(
            (&*decoded.text, decoded.encoding),
            (b"a;b".as_slice(), "UTF-16LE")
        );
    }

    #[test]
    fn utf16_without_a_mark_is_seen_by_its_zeros() {
        let bytes: Vec<u8> = "id;nama\n1;Budi\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decode(&bytes, None).expect("text").encoding, "UTF-16BE");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_the_windows_code_page() {
        let decoded = decode(b"nama;kota\nJos\xe9;M\xfcnchen\n", None).expect("text");
        assert_eq!(decoded.encoding, "windows-1252");
        assert_eq!(&*decoded.text, "nama;kota\nJosé;München\n".as_bytes());
    }

    #[test]
    fn one_bad_byte_in_a_utf8_file_does_not_change_its_encoding() {
        let text = ["José;München\n".as_bytes(), &b"\xff;x\n"[..]];
        let bytes = [text[0].repeat(10), text[1].to_vec()].concat();
        let decoded = decode(&bytes, None).expect("text");
        assert_eq!((decoded.encoding, decoded.damaged), ("UTF-8", true));
    }

    #[test]
    fn end_marks_and_padding_are_taken_off() {
        assert_eq!(
            &*decode(b"a,b\n1,2\n\x1a\0\0\0", None).expect("text").text,
            b"a,b\n1,2\n"
        );
    }

    #[test]
    fn binary_files_are_refused() {
        let error = decode(b"a\0\0\x01\x02b", None).expect_err("binary");
        assert_eq!(error.to_string(), "the file is binary, expected a table");
        assert_eq!(
            error.hint(),
            Some("Export the table as CSV text or as a workbook and name that file")
        );
    }

    #[test]
    fn an_unknown_encoding_is_a_usage_error() {
        let error = decode(b"a", Some("klingon")).expect_err("unknown");
        assert_eq!(error.to_string(), "unknown encoding `klingon`");
    }
}
