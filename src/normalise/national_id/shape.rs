//! What is written around and inside an identity number: labels, separators, letters typed for digits.

use super::IdKind;
use crate::text::clean::tidy;

/// The longest number taken for one, in characters.
pub(super) const LONGEST: usize = 24;

/// A number as written, without what is no part of it.
pub(super) struct Written {
    /// Letters in capitals and digits, no separators; at most one more than [`LONGEST`].
    pub(super) compact: String,
    /// The kind that a label in front names.
    pub(super) label: Option<IdKind>,
    /// A spreadsheet rounded it: `3.5781E+15`.
    pub(super) is_rounded: bool,
    /// Digits are blotted out: `XXX-XX-2983`.
    pub(super) is_masked: bool,
}

/// So many blotted digits side by side are meant, fewer may be letters of the number or a slip.
const SHORTEST_MASK: usize = 3;

/// Takes labels, separators and a spreadsheet's marks off.
pub(super) fn written(raw: &str) -> Written {
    if raw.len() == 16 && raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return Written {
            compact: raw.to_owned(),
            label: None,
            is_rounded: false,
            is_masked: false,
        };
    }
    let text = tidy(raw);
    let (label, rest) = split_label(&text);
    let rest = without_decimals(rest);
    let compact = rest
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(LONGEST + 1)
        .map(|character| character.to_ascii_uppercase())
        .collect();
    Written {
        compact,
        label,
        is_rounded: is_exponent(rest),
        is_masked: is_masked(rest),
    }
}

/// Whether places are masked, three side by side or more than half of all: `XXX-XX-2983`, `**-**-12`, `336-57-••••`.
///
/// Other separators than the mask's own don't count. A single dot is one, several are a mask.
fn is_masked(text: &str) -> bool {
    let (mut places, mut masked, mut run, mut longest) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let is_dotted = character == '.' && (before == '.' || rest.peek() == Some(&'.'));
        before = character;
        if is_dotted || matches!(character, 'X' | 'x' | '*' | '#' | '•' | '●' | '·' | '∙') {
            places += 1;
            masked += 1;
            run += 1;
            longest = longest.max(run);
        } else if character.is_alphanumeric() {
            places += 1;
            run = 0;
        }
    }
    longest >= SHORTEST_MASK || masked * 2 > places
}

/// `3578101203800001.0`: a spreadsheet took the number for one to count with.
fn without_decimals(text: &str) -> &str {
    match text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")) {
        Some(whole) if whole.len() >= 12 && whole.bytes().all(|byte| byte.is_ascii_digit()) => {
            whole
        }
        _ => text,
    }
}

/// Drops `NIK :`, `No. KTP`, `NPWP:` in front.
fn split_label(text: &str) -> (Option<IdKind>, &str) {
    let mut label = None;
    let mut rest = text.trim();
    loop {
        let word_end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at(word_end);
        let kind = match word.to_ascii_lowercase().as_str() {
            "nik" | "ktp" | "ektp" => Some(IdKind::Nik),
            "npwp" => Some(IdKind::Npwp),
            "sim" => Some(IdKind::DrivingLicence),
            "kk" => Some(IdKind::FamilyCard),
            "paspor" | "passport" | "pasport" => Some(IdKind::Passport),
            "e" if tail
                .get(..4)
                .is_some_and(|next| next.eq_ignore_ascii_case("-ktp")) =>
            {
                None
            }
            "no" | "nomor" | "nomer" | "ssn" | "id" | "kartu" | "keluarga" | "penduduk" => None,
            _ => return (label, rest),
        };
        label = label.or(kind);
        rest = behind_sign(tail);
    }
}

/// What stands behind the signs after a label; several `#` are a mask.
fn behind_sign(text: &str) -> &str {
    const SIGNS: [char; 6] = [' ', '.', ':', '-', '/', '='];
    let rest = text.trim_start_matches(SIGNS);
    match rest.strip_prefix('#') {
        Some(number) if !number.starts_with('#') => number.trim_start_matches(SIGNS),
        _ => rest,
    }
}

/// `3.5781E+15`: digits are lost for good.
fn is_exponent(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(front, back)| {
        back.strip_prefix('+')
            .is_some_and(|power| !power.is_empty() && power.bytes().all(|b| b.is_ascii_digit()))
            && front.bytes().any(|b| b.is_ascii_digit())
    })
}

/// The digits, with O, I and l repaired, if nothing but digits results and most were digits.
pub(super) fn repair(compact: &str) -> Option<String> {
    let digits = compact.bytes().filter(u8::is_ascii_digit).count();
    if digits * 2 < compact.len() {
        return None;
    }
    compact
        .chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            _ => None,
        })
        .collect()
}

/// One letter and six or seven digits; a run such as 1234567 is as good as any in so short a number.
pub(super) fn is_passport(compact: &str) -> bool {
    let (letter, digits) = compact.split_at(compact.len().min(1));
    letter.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (6..=7).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits
            .bytes()
            .any(|byte| Some(byte) != digits.bytes().next())
}
