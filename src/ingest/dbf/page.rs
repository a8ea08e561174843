//! The code page of a table's texts: named by the user, by the language driver in the header, or found out.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, X_MAC_CYRILLIC,
};

use crate::error::{Error, Result};
use crate::ingest::dos::{self, DosPage};

/// A code page that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Dos(DosPage),
    Other(&'static Encoding),
}

impl Page {
    /// The page of a configured label.
    ///
    /// # Errors
    ///
    /// A usage error for a label nobody knows, or one that no dBase table can have.
    pub(super) fn named(label: &str) -> Result<Self> {
        if let Some(page) = DosPage::for_label(label) {
            return Ok(Self::Dos(page));
        }
        let known = match label.to_ascii_lowercase().as_str() {
            "ansi" => Some(WINDOWS_1252),
            other => Encoding::for_label(other.as_bytes()),
        };
        match known {
            Some(encoding) if encoding.is_ascii_compatible() => Ok(Self::Other(encoding)),
            Some(_) => Err(
                Error::usage(format!("no dBase table can be in encoding `{label}`"))
                    .hinted("Use a code page such as `windows-1252` or `cp850`"),
            ),
            None => Err(Error::usage(format!("unknown encoding `{label}`"))
                .hinted("Use a name such as `windows-1252`, `cp850` or `utf-8`")),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dos(page) => page.name(),
            Self::Other(encoding) => encoding.name(),
        }
    }

    /// Tells whether every byte is a character.
    pub(super) fn is_single_byte(self) -> bool {
        match self {
            Self::Dos(_) => true,
            Self::Other(encoding) => encoding.is_single_byte(),
        }
    }

    /// Decodes a text, and tells whether some bytes are not of this page.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Dos(page) => match std::str::from_utf8(bytes) {
                Ok(text) if text.is_ascii() => (Cow::Borrowed(text), false),
                _ => (Cow::Owned(dos::decode(page, bytes)), false),
            },
            Self::Other(encoding) => {
                // Half a character at the end is where the field's width cut the text off, no damage.
                let whole = match std::str::from_utf8(bytes) {
                    Err(error) if encoding == UTF_8 && error.error_len().is_none() => {
                        &bytes[..error.valid_up_to()]
                    }
                    _ => bytes,
                };
                encoding.decode_without_bom_handling(whole)
            }
        }
    }

    fn character(self, byte: u8) -> char {
        match self {
            Self::Dos(page) => page.character(byte),
            Self::Other(encoding) => encoding
                .decode_without_bom_handling(&[byte])
                .0
                .chars()
                .next()
                .unwrap_or('\u{fffd}'),
        }
    }
}

/// What a language driver byte stands for.
enum Driver {
    Open,
    Readable(Page),
    /// Known, but there is no table for it.
    Unreadable(&'static str),
}

fn driver(byte: u8) -> Driver {
    let dos = |page| Driver::Readable(Page::Dos(page));
    let other = |encoding| Driver::Readable(Page::Other(encoding));
    match byte {
        0x01 | 0x09 | 0x0b | 0x0d | 0x0f | 0x11 | 0x15 | 0x18 | 0x19 | 0x1b | 0x5e | 0x5f => {
            dos(DosPage::Cp437)
        }
        0x02 | 0x0a | 0x0c | 0x0e | 0x10 | 0x12 | 0x14 | 0x16 | 0x1a | 0x1d | 0x25 | 0x37
        | 0x60 => dos(DosPage::Cp850),
        0x03 | 0x57 | 0x58 | 0x59 | 0x61 => other(WINDOWS_1252),
        0x04 => other(MACINTOSH),
        0x13 | 0x56 | 0x7b => other(SHIFT_JIS),
        0x26 | 0x65 => other(IBM866),
        0x4d | 0x7a => other(GBK),
        0x4e | 0x79 => other(EUC_KR),
        0x4f | 0x78 => other(BIG5),
        0x50 | 0x7c => other(WINDOWS_874),
        0x7d => other(WINDOWS_1255),
        0x7e => other(WINDOWS_1256),
        0x96 => other(X_MAC_CYRILLIC),
        0xc8 => other(WINDOWS_1250),
        0xc9 => other(WINDOWS_1251),
        0xca => other(WINDOWS_1254),
        0xcb => other(WINDOWS_1253),
        0xcc => other(WINDOWS_1257),
        0x08 | 0x17 | 0x66 => Driver::Unreadable("cp865"),
        0x1c => Driver::Unreadable("cp863"),
        0x1f | 0x22 | 0x23 | 0x40 | 0x64 => Driver::Unreadable("cp852"),
        0x24 => Driver::Unreadable("cp860"),
        0x67 => Driver::Unreadable("cp861"),
        0x68 => Driver::Unreadable("cp895"),
        0x69 => Driver::Unreadable("cp620"),
        0x6a => Driver::Unreadable("cp737"),
        0x6b => Driver::Unreadable("cp857"),
        0x97 => Driver::Unreadable("the Macintosh page of Eastern Europe"),
        0x98 => Driver::Unreadable("the Macintosh page of Greece"),
        _ => Driver::Open,
    }
}

/// Letters that Western names are full of; `æ` is not among them, because `’` stands in its place.
const FREQUENT: &str = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåçèéêëìíîïñòóôõöøùúûü";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Near {
    Other,
    Upper,
    Lower,
}

impl Near {
    fn of(byte: Option<&u8>) -> Self {
        match byte {
            Some(b'A'..=b'Z') => Self::Upper,
            Some(b'a'..=b'z') => Self::Lower,
            _ => Self::Other,
        }
    }
}

/// How often each byte above ASCII stands between which neighbours: sums, so that no order of records matters.
pub(super) struct Evidence {
    counts: Vec<u64>,
    good: u64,
    bad: u64,
    any: bool,
}

impl Evidence {
    pub(super) fn new() -> Self {
        Self {
            counts: vec![0; 9 * 128],
            good: 0,
            bad: 0,
            any: false,
        }
    }

    /// Adds one text.
    pub(super) fn add(&mut self, text: &[u8]) {
        if text.is_ascii() {
            return;
        }
        self.any = true;
        for chunk in text.utf8_chunks() {
            self.good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count() as u64;
            self.bad += u64::from(!chunk.invalid().is_empty());
        }
        if std::str::from_utf8(text).is_err_and(|error| error.error_len().is_none()) {
            self.bad -= 1;
        }
        for (at, byte) in text.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
            let before = Near::of(at.checked_sub(1).map(|before| &text[before])) as usize;
            let behind = Near::of(text.get(at + 1)) as usize;
            self.counts[(before * 3 + behind) * 128 + usize::from(byte - 0x80)] += 1;
        }
    }

    /// Decides on the page by label, then by language driver, then by these texts; a note when the driver was wrong.
    ///
    /// # Errors
    ///
    /// A usage error for a label or a driver's page that can't be read.
    pub(super) fn decide(&self, label: Option<&str>, byte: u8) -> Result<(Page, Option<String>)> {
        if let Some(label) = label {
            return Ok((Page::named(label)?, None));
        }
        match driver(byte) {
            Driver::Open => Ok((self.guess(), None)),
            Driver::Readable(page) => {
                // Geographic programs write UTF-8 under any driver byte; no other text is valid UTF-8 that often.
                let is_utf8 = page.is_single_byte() && self.bad == 0 && self.good >= 3;
                // And programs of Windows put their own driver byte on the texts of DOS; an `É` of DOS is no character
                // of Windows.
                let is_dos = page == Page::Other(WINDOWS_1252) && self.undefined() > 0;
                let found = if is_utf8 || is_dos {
                    self.guess()
                } else {
                    page
                };
                let note = (found != page).then(|| {
                    let (named, found) = (page.name(), found.name());
                    format!("the header names {named} but the texts are {found}")
                });
                Ok((found, note))
            }
            Driver::Unreadable(_) if !self.any => Ok((Page::Other(WINDOWS_1252), None)),
            Driver::Unreadable(name) => Err(Error::usage(format!(
                "the texts of the table are in code page {name}, which can't be read"
            ))
            .hinted("Save the table in another code page, or name a near one with `encoding`")),
        }
    }

    fn guess(&self) -> Page {
        if self.good > self.bad * 5 {
            return Page::Other(UTF_8);
        }
        // The first of the best: a tie says nothing, and then the page of Windows is the likely one.
        let pages = [
            Page::Other(WINDOWS_1252),
            Page::Dos(DosPage::Cp850),
            Page::Dos(DosPage::Cp437),
        ];
        // A byte that Windows has no character for weighs as much as a letter in its place.
        let mut best = (pages[0], self.points(pages[0]));
        for page in &pages[1..] {
            let points = self.points(*page) + self.undefined() * 8;
            if points > best.1 {
                best = (*page, points);
            }
        }
        best.0
    }

    /// How many bytes are no characters of `windows-1252`.
    fn undefined(&self) -> u64 {
        [0x81, 0x8d, 0x8f, 0x90, 0x9d]
            .iter()
            .map(|byte| self.counts[byte - 0x80..].iter().step_by(128).sum::<u64>())
            .sum()
    }

    fn points(&self, page: Page) -> u64 {
        let nears = [Near::Other, Near::Upper, Near::Lower];
        let mut points = 0;
        for (slot, count) in self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            let (before, behind) = (nears[slot / 384], nears[slot / 128 % 3]);
            let byte = 0x80 + (slot % 128) as u8;
            points += count * worth(page.character(byte), before, behind);
        }
        points
    }
}

/// How well a character fits between its neighbours.
fn worth(character: char, before: Near, behind: Near) -> u64 {
    let inside = before != Near::Other && behind != Near::Other;
    if before == Near::Other && behind == Near::Other {
        return 0;
    }
    if matches!(character, '’' | '´') {
        return if inside { 8 } else { 0 };
    }
    if !character.is_alphabetic() {
        return 0;
    }
    let fits = if character.is_uppercase() {
        before != Near::Lower
    } else {
        behind != Near::Upper && (before != Near::Upper || behind == Near::Lower)
    };
    match (fits, FREQUENT.contains(character)) {
        (true, true) => 8,
        (true, false) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(texts: &[&[u8]], driver: u8) -> (&'static str, Option<String>) {
        let mut evidence = Evidence::new();
        for text in texts {
            evidence.add(text);
        }
        let (page, note) = evidence.decide(None, driver).expect("a page");
        (page.name(), note)
    }

    #[test]
    fn letters_in_the_places_of_letters_decide() {
        assert_eq!(decide(&[b"JOS\x90", b"MU\xa5OZ"], 0).0, "cp850");
        assert_eq!(decide(&[b"Jos\x82", b"M\x81ller"], 0).0, "cp850");
        assert_eq!(decide(&[b"JOS\xc9", b"Mu\xf1oz"], 0).0, "windows-1252");
        assert_eq!(decide(&[b"Jos\xe9"], 0).0, "windows-1252");
        assert_eq!(decide(&[b"Ma\x92ruf", b"MA\x92RUF"], 0).0, "windows-1252");
        assert_eq!(decide(&["José".as_bytes(), b"Budi"], 0).0, "UTF-8");
        assert_eq!(decide(&[b"Budi"], 0).0, "windows-1252");
        assert_eq!(decide(&[b"\xc4\xc4\xc4"], 0).0, "windows-1252");
    }

    #[test]
    fn the_language_driver_is_believed() {
        assert_eq!(decide(&[b"Jos\xe9"], 2).0, "cp850");
        assert_eq!(decide(&[b"Jos\x82"], 0x57).0, "windows-1252");
        assert_eq!(decide(&[b"\xcf"], 0xc9).0, "windows-1251");
        assert_eq!(decide(&[b"Budi"], 0x64).0, "windows-1252");
    }

    #[test]
    fn texts_of_dos_under_a_windows_driver_are_noted() {
        let note = "the header names windows-1252 but the texts are cp850";
        assert_eq!(decide(&[b"JOS\x90"], 3), ("cp850", Some(note.to_owned())));
        assert_eq!(decide(&[b"\x8e\x94\x81!\xf5$%&/"], 3).0, "cp850");
        assert_eq!(
            decide(&[b"JOS\x90", b"Jos\xe9", b"Andr\xe9", b"Ren\xe9"], 3).0,
            "windows-1252"
        );
    }

    #[test]
    fn utf8_under_a_windows_driver_is_noted() {
        let texts: Vec<&[u8]> = vec!["José".as_bytes(), "Müller Ñ".as_bytes()];
        assert_eq!(
            decide(&texts, 0x57),
            (
                "UTF-8",
                Some("the header names windows-1252 but the texts are UTF-8".to_owned())
            )
        );
    }

    #[test]
    fn half_a_character_at_the_end_of_a_field_is_left_out() {
        let page = Page::Other(UTF_8);
        let (text, damaged) = page.decode("José Muñoz".as_bytes().split_last().expect("bytes").1);
        assert_eq!((&*text, damaged), ("José Muño", false));
        let (text, damaged) = page.decode(b"Jos\xc3");
        assert_eq!((&*text, damaged), ("Jos", false));
        assert!(page.decode(b"Jos\xff!").1);
    }

    #[test]
    fn a_page_without_a_table_is_a_usage_error() {
        let mut evidence = Evidence::new();
        evidence.add(b"Ji\xa9");
        let error = evidence.decide(None, 0x64).expect_err("no cp852");
        assert_eq!(
            error.to_string(),
            "the texts of the table are in code page cp852, which can't be read"
        );
        let error = Page::named("utf-16le").expect_err("two bytes");
        assert_eq!(
            error.to_string(),
            "no dBase table can be in encoding `utf-16le`"
        );
        let error = Page::named("klingon").expect_err("unknown");
        assert_eq!(error.to_string(), "unknown encoding `klingon`");
        assert_eq!(Page::named("IBM850").expect("known").name(), "cp850");
    }
}
