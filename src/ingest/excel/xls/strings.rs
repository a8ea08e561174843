//! Texts of an .xls file, which may run on from one record into the next.

use encoding_rs::Encoding;

use crate::ingest::excel::shared::Shared;

/// How texts are stored: in a code page up to Excel 95, in UTF-16 from Excel 97 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    Biff5,
    Biff8,
}

/// A text with its length in two bytes in front; nothing if it is cut off.
pub(super) fn text(data: &[u8], version: Version, encoding: &'static Encoding) -> Option<String> {
    match version {
        Version::Biff8 => continued(&[data]),
        Version::Biff5 => {
            let length = usize::from(u16::from_le_bytes([*data.first()?, *data.get(1)?]));
            Some(encoding.decode(data.get(2..2 + length)?).0.into_owned())
        }
    }
}

/// A text of so many characters after a byte of flags.
pub(super) fn unicode(data: &[u8], length: usize) -> Option<String> {
    let mut reader = Parts::new(std::slice::from_ref(&data));
    let flags = reader.byte()?;
    let mut units = Vec::new();
    reader.characters(length, flags & 1 != 0, &mut units)?;
    Some(String::from_utf16_lossy(&units))
}

/// A text with its length in front that may run on over several records.
pub(super) fn continued(parts: &[&[u8]]) -> Option<String> {
    let mut reader = Parts::new(parts);
    let length = usize::from(reader.u16()?);
    // Writers leave the flags out where there is no character.
    let is_wide = if length == 0 {
        false
    } else {
        reader.byte()? & 1 != 0
    };
    let mut units = Vec::new();
    reader.characters(length, is_wide, &mut units)?;
    Some(String::from_utf16_lossy(&units))
}

/// Reads the texts that cells share from their record and those that continue it; nothing if they are damaged.
pub(super) fn shared(parts: &[&[u8]]) -> Option<Shared> {
    let mut reader = Parts::new(parts);
    let mut shared = Shared::default();
    reader.skip(4)?;
    let count = reader.u32()?;
    let mut units = Vec::new();
    for _ in 0..count {
        // Some writers count uses instead of texts.
        if reader.is_at_end() {
            break;
        }
        let length = usize::from(reader.u16()?);
        let flags = reader.byte()?;
        let runs = if flags & 8 != 0 {
            usize::from(reader.u16()?)
        } else {
            0
        };
        let extra = if flags & 4 != 0 {
            reader.u32()? as usize
        } else {
            0
        };
        units.clear();
        reader.characters(length, flags & 1 != 0, &mut units)?;
        reader.skip(runs * 4)?;
        reader.skip(extra)?;
        shared.push(units.iter().copied());
    }
    Some(shared)
}

/// Bytes that run on from one record into the next.
struct Parts<'a> {
    rest: &'a [u8],
    parts: std::slice::Iter<'a, &'a [u8]>,
}

impl<'a> Parts<'a> {
    fn new(parts: &'a [&'a [u8]]) -> Self {
        let mut parts = parts.iter();
        Self {
            rest: parts.next().copied().unwrap_or_default(),
            parts,
        }
    }

    /// Goes on to the next record; nothing after the last.
    fn turn(&mut self) -> Option<()> {
        self.rest = self.parts.next()?;
        Some(())
    }

    fn is_at_end(&self) -> bool {
        self.rest.is_empty() && self.parts.as_slice().iter().all(|part| part.is_empty())
    }

    fn byte(&mut self) -> Option<u8> {
        while self.rest.is_empty() {
            self.turn()?;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.rest.len() {
            count -= self.rest.len();
            self.turn()?;
        }
        self.rest = &self.rest[count..];
        Some(())
    }

    /// Reads characters of one byte or two; where they run on into another record, that starts with flags of its own.
    fn characters(
        &mut self,
        mut count: usize,
        mut is_wide: bool,
        units: &mut Vec<u16>,
    ) -> Option<()> {
        while count > 0 {
            let width = if is_wide { 2 } else { 1 };
            let here = count.min(self.rest.len() / width);
            let (characters, rest) = self.rest.split_at_checked(here * width)?;
            if is_wide {
                units.extend(
                    characters
                        .chunks_exact(2)
                        .map(|unit| u16::from_le_bytes([unit[0], unit[1]])),
                );
            } else {
                units.extend(characters.iter().map(|byte| u16::from(*byte)));
            }
            self.rest = rest;
            count -= here;
            if count > 0 {
                self.turn()?;
                is_wide = self.byte()? & 1 != 0;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_text_runs_on_into_the_next_record_in_another_width() {
        let first = b"\x02\0\0\0\x02\0\0\0\x04\0\0Si";
        let second = b"\x01t\0i\0\x03\0\x08\x01\0Adi\0\0\0\0";
        let strings = shared(&[first, second]).expect("as the test made it");
        assert_eq!(strings.get(0), Some("Siti"));
        assert_eq!(strings.get(1), Some("Adi"));
        assert_eq!(strings.get(2), None);
    }

    #[test]
    fn a_table_that_breaks_off_is_damaged() {
        assert!(shared(&[b"\x01\0\0\0\x01\0\0\0\x04\0\0Si"]).is_none());
        assert!(shared(&[b"\x01\0"]).is_none());
        assert!(shared(&[b"\x01\0\0\0\x01\0\0\0\x01\0\x04\xff\xff\xff\xffA"]).is_none());
    }

    #[test]
    fn a_text_of_an_old_file_is_in_its_code_page() {
        let text = text(b"\x04\0Jos\xe9", Version::Biff5, encoding_rs::WINDOWS_1252);
        assert_eq!(text.as_deref(), Some("José"));
        assert_eq!(continued(&[b"\x00\x00"]).as_deref(), Some(""));
    }
}
