//! One telephone field -> the numbers written in it, digits only, with the words beside each.

use super::part::{fill_tails, join_parts, part};

/// One number as written.
#[derive(Clone, Default)]
pub(super) struct Candidate {
    /// Digits only, letters typed for digits mended.
    pub(super) digits: String,
    /// A plus stood in front.
    pub(super) has_plus: bool,
    /// Words beside the number, lower case.
    pub(super) note: String,
    /// Digits behind `ext`, `psw`, `#`.
    pub(super) extension: String,
    /// What keeps it from being a number.
    pub(super) flaw: Option<Flaw>,
    /// A slash stands behind it.
    pub(super) ends_at_slash: bool,
    /// A letter was read as a digit, or a tail was filled up.
    pub(super) is_mended: bool,
}

/// Why a text with digits is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Digits are blotted out: `0812-3045-67XX`.
    Masked,
    /// The number of something else: a `BlackBerry` PIN, an account.
    Other,
    /// A letter among the digits that stands for none.
    Letter,
}

/// Words that say what kind of number follows, or that another number does: no note.
const LABELS: [&str; 42] = [
    "hp",
    "h",
    "p",
    "telp",
    "telpon",
    "telepon",
    "telephone",
    "telfon",
    "tlp",
    "tilp",
    "tel",
    "t",
    "no",
    "nomor",
    "nomer",
    "wa",
    "whatsapp",
    "sms",
    "phone",
    "mobile",
    "cell",
    "ph",
    "hunting",
    "hunt",
    "m",
    "office",
    "home",
    "work",
    "f",
    "c",
    "e",
    "fax",
    "faks",
    "facs",
    "facsimile",
    "handphone",
    "hape",
    "ponsel",
    "simpati",
    "flexi",
    "esia",
    "cdma",
];

/// Words before an extension.
const EXTENSIONS: [&str; 11] = [
    "ext",
    "extension",
    "extn",
    "ekst",
    "ekstensi",
    "psw",
    "pes",
    "pesw",
    "pesawat",
    "x",
    "pswt",
];

/// Words before a number that is no telephone's.
const OTHER_NUMBERS: [&str; 12] = [
    "pin",
    "bb",
    "bbm",
    "line",
    "ig",
    "fb",
    "ym",
    "instagram",
    "facebook",
    "twitter",
    "email",
    "nik",
];

/// Words behind a count of lines: `5671234 (3 line)`.
const LINE_COUNTS: [&str; 4] = ["line", "lines", "saluran", "sal"];

/// Splits a field into candidates at separators, at "or", and between complete numbers side by side.
///
/// `text` is tidied and in lower case.
pub(super) fn split(text: &str) -> Vec<Candidate> {
    let mut splitter = Splitter {
        text,
        at: 0,
        out: Vec::new(),
        current: Pending::default(),
        is_labelled: false,
    };
    while splitter.at < text.len() {
        splitter.step();
    }
    splitter.finish();
    let mut out = splitter.out;
    join_parts(&mut out);
    fill_tails(&mut out);
    out
}

/// The number being read, group by group.
#[derive(Default)]
struct Pending {
    number: Candidate,
    /// Where each group of digits begins in `number.digits`, and whether a dash stood before it.
    groups: Vec<(usize, bool)>,
    /// The note was written before the digits.
    note_first: bool,
}

struct Splitter<'a> {
    text: &'a str,
    at: usize,
    out: Vec<Candidate>,
    current: Pending,
    /// A label was the last word.
    is_labelled: bool,
}

impl Splitter<'_> {
    fn step(&mut self) {
        let bytes = self.text.as_bytes();
        let byte = bytes[self.at];
        if let Some(pin) = self.messenger_pin() {
            self.finish();
            self.at += pin.len();
            self.out.push(Candidate {
                digits: pin,
                flaw: Some(Flaw::Other),
                ..Candidate::default()
            });
        } else if is_digit_run(bytes, self.at) {
            self.digits();
        } else if byte.is_ascii_alphabetic() {
            self.word();
        } else {
            self.sign(byte);
            self.at += 1;
        }
    }

    /// Eight hexadecimal digits with a letter among them: a `BlackBerry` PIN.
    fn messenger_pin(&self) -> Option<String> {
        let bytes = self.text.as_bytes();
        if self.at > 0 && bytes[self.at - 1].is_ascii_alphanumeric() {
            return None;
        }
        let token = bytes[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let pin = self
            .text
            .get(self.at..self.at + token)
            .filter(|_| token == 8)?;
        let letters = pin.bytes().filter(u8::is_ascii_alphabetic).count();
        ((1..8).contains(&letters) && pin.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .then(|| pin.to_owned())
    }

    /// A count beside words is part of the note (`anak 2`) or of the label (`HP 1:`), not of a number.
    fn is_count(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let width = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let has_note = !self.current.number.note.is_empty() && !self.current.note_first;
        let has_digits = !self.current.number.digits.is_empty();
        (has_note && (1..=2).contains(&width))
            || (width == 1
                && !has_digits
                && self.is_labelled
                && matches!(rest[0], b'1'..=b'4')
                && rest
                    .get(1)
                    .is_some_and(|byte| matches!(byte, b':' | b'.' | b')' | b'=' | b' ')))
    }

    fn digits(&mut self) {
        if self.is_count() {
            self.at += self.text[self.at..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count();
            return;
        }
        let has_note = !self.current.number.note.is_empty() && !self.current.note_first;
        if has_note && self.current.number.digits.len() >= 5 {
            self.finish();
        }
        self.is_labelled = false;
        let bytes = self.text.as_bytes();
        let start = self.at;
        let before = self.current.number.digits.len();
        while let Some(digit) = bytes.get(self.at).and_then(|byte| digit(*byte)) {
            // A number run into a word, as in `0315671234hunting`, ends where the word begins.
            if !bytes[self.at].is_ascii_digit() && !is_digit_run(bytes, self.at) {
                break;
            }
            self.current.number.is_mended |= !bytes[self.at].is_ascii_digit();
            self.current.number.digits.push(char::from(digit));
            self.at += 1;
        }
        // (0) after a country code is the zero that is dialled at home.
        let is_home_zero = self.current.number.has_plus
            && self.current.groups.len() == 1
            && &self.current.number.digits[before..] == "0";
        if is_home_zero {
            self.current.number.digits.truncate(before);
            return;
        }
        let is_dashed = start > 0 && bytes[start - 1] == b'-';
        self.current.groups.push((before, is_dashed));
    }

    fn word(&mut self) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        // "On behalf of": the slash parts nothing.
        if self.text[start..].starts_with("a/n") {
            self.at += 3;
            self.note("an");
            return;
        }
        while self.at < bytes.len()
            && (bytes[self.at].is_ascii_alphabetic() || bytes[self.at] == b'\'')
        {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        let follows_digit = start > 0 && bytes[start - 1].is_ascii_digit();
        let has_digits = !self.current.number.digits.is_empty();
        if EXTENSIONS.contains(&word) && self.current.number.digits.len() >= 5 && self.extension() {
            return;
        }
        match word {
            "atau" | "or" | "dan" | "and" => self.finish(),
            _ if word.bytes().all(|byte| byte == b'x') => self.flaw(Flaw::Masked),
            _ if LINE_COUNTS.contains(&word) && self.drop_line_count() => {}
            _ if OTHER_NUMBERS.contains(&word) => {
                if has_digits {
                    self.finish();
                }
                self.flaw(Flaw::Other);
            }
            _ if LABELS.contains(&word) => {
                self.start_anew_before_digits(6);
                self.is_labelled = true;
            }
            // A letter or two at a digit blot it out or are a slip; longer words are words.
            _ if follows_digit && word.len() <= 2 && word != "an" => self.flaw(Flaw::Letter),
            _ => self.note(word),
        }
    }

    fn sign(&mut self, byte: u8) {
        let digits = self.current.number.digits.len();
        match byte {
            b'/' | b',' | b';' | b'&' | b'|' | b'\\' => {
                self.finish();
                if let Some(last) = self.out.last_mut().filter(|_| digits > 0) {
                    last.ends_at_slash = byte == b'/';
                }
            }
            b'#' if digits > 0 && !self.extension() => self.flaw(Flaw::Masked),
            b'+' => {
                if digits >= 7 {
                    self.finish();
                }
                self.current.number.has_plus |= self.current.number.digits.is_empty();
            }
            b'*' | b'?' | b'_' if digits > 0 => self.flaw(Flaw::Masked),
            _ => {}
        }
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.current.number.flaw.get_or_insert(flaw);
    }

    /// Takes digits right behind as the extension; false when there are none.
    fn extension(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let skipped = rest
            .find(|c: char| !matches!(c, ' ' | '.' | ':' | '#' | '-' | '('))
            .unwrap_or(rest.len());
        let digits = rest[skipped..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        if !(1..=5).contains(&digits) {
            return false;
        }
        self.current.number.extension = rest[skipped..skipped + digits].to_owned();
        self.at += skipped + digits;
        true
    }

    /// `3 line`: takes the count off again.
    fn drop_line_count(&mut self) -> bool {
        match self.current.groups.as_slice() {
            [_, .., (start, _)] if self.current.number.digits.len() - start <= 2 => {
                self.current.number.digits.truncate(*start);
                self.current.groups.pop();
                true
            }
            _ => false,
        }
    }

    /// A label between two numbers belongs to the second.
    fn start_anew_before_digits(&mut self, enough: usize) {
        let bytes = self.text.as_bytes();
        let next = (self.at..bytes.len())
            .find(|at| bytes[*at].is_ascii_alphanumeric() || bytes[*at] == b'+');
        let digits_follow = next.is_some_and(|at| bytes[at] == b'+' || is_digit_run(bytes, at));
        if digits_follow && self.current.number.digits.len() >= enough {
            self.finish();
        }
    }

    fn note(&mut self, word: &str) {
        if self.current.number.digits.is_empty() {
            self.current.note_first = true;
        } else if self.current.note_first {
            self.finish();
        }
        let note = &mut self.current.number.note;
        if !note.is_empty() {
            note.push(' ');
        }
        note.push_str(word);
    }

    fn finish(&mut self) {
        let pending = std::mem::take(&mut self.current);
        let done = pending.number;
        if done.digits.is_empty() && done.flaw.is_none() {
            // A note behind a separator belongs to the number before it.
            if let Some(last) = self.out.last_mut()
                && last.note.is_empty()
            {
                last.note = done.note;
            }
            return;
        }
        part(done, &pending.groups, &mut self.out);
    }
}

/// Letters typed for digits count when nothing else stands around them: `0856 4312 O987`.
fn is_digit_run(bytes: &[u8], at: usize) -> bool {
    if bytes[at].is_ascii_digit() {
        return true;
    }
    digit(bytes[at]).is_some() && {
        let starts = bytes[..at]
            .iter()
            .rposition(|byte| !byte.is_ascii_alphanumeric())
            .map_or(0, |gap| gap + 1);
        let run = bytes[starts..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric());
        let (mut digits, mut others) = (0, 0);
        for byte in run {
            digits += usize::from(byte.is_ascii_digit());
            others += usize::from(digit(*byte).is_none());
        }
        digits > 0 && others == 0
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte),
        b'o' => Some(b'0'),
        b'i' | b'l' => Some(b'1'),
        _ => None,
    }
}
