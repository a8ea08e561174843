//! The file beside a table that holds its long texts: `.dbt` of dBase, `.fpt` of FoxPro.

use super::header::Header;

/// The bytes of a memo file, and how they are cut into blocks.
pub(super) struct Memo<'a> {
    bytes: &'a [u8],
    foxpro: bool,
    block: usize,
    /// More than anybody may take, so that a missing end mark costs no time.
    most: usize,
}

/// What a block number leads to.
pub(super) enum Block<'a> {
    Text(&'a [u8]),
    /// A picture or an object.
    Binary,
    /// Nothing: the number or the length leads out of the file.
    Lost,
}

impl<'a> Memo<'a> {
    /// Opens the memo file of a table; a text is cut off behind `most` bytes.
    pub(super) fn new(bytes: &'a [u8], header: &Header, most: usize) -> Self {
        let foxpro = header.is_foxpro();
        let block = if foxpro {
            // FoxPro's `SET BLOCKSIZE TO 0` means single bytes.
            bytes.get(6..8).map_or(1, |size| {
                usize::from(u16::from_be_bytes([size[0], size[1]])).max(1)
            })
        } else if matches!(header.version, 0x03 | 0x83 | 0xfb | 0xf5) {
            512
        } else {
            match bytes.get(20..22) {
                Some(size) if size != [0, 0] => usize::from(u16::from_le_bytes([size[0], size[1]])),
                _ => 512,
            }
        };
        Self {
            bytes,
            foxpro,
            block,
            most,
        }
    }

    /// The text that starts at a block.
    pub(super) fn block(&self, number: u64) -> Block<'a> {
        let start = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_mul(self.block));
        let Some(rest) = start.and_then(|start| self.bytes.get(start..)) else {
            return Block::Lost;
        };
        if self.foxpro {
            return self.foxpro_block(rest);
        }
        // dBase IV says how long the text is, dBase III ends it with a mark; files of both kinds are about.
        if let [0xff, 0xff, 0x08, 0x00, a, b, c, d, ..] = *rest {
            let length = u32::from_le_bytes([a, b, c, d]) as usize;
            return match rest.get(8..length) {
                Some(text) => Block::Text(self.cut(text)),
                None => Block::Lost,
            };
        }
        let text = self.cut(rest);
        match text.iter().position(|byte| *byte == 0x1a) {
            Some(end) => Block::Text(&text[..end]),
            None if rest.is_empty() => Block::Lost,
            None => Block::Text(text),
        }
    }

    fn foxpro_block(&self, rest: &'a [u8]) -> Block<'a> {
        let Some(&[k0, k1, k2, k3, l0, l1, l2, l3]) = rest.first_chunk::<8>() else {
            return Block::Lost;
        };
        let length = u32::from_be_bytes([l0, l1, l2, l3]) as usize;
        match (
            u32::from_be_bytes([k0, k1, k2, k3]),
            rest[8..].get(..length),
        ) {
            (_, None) => Block::Lost,
            (1, Some(text)) => Block::Text(self.cut(text)),
            (0 | 2, Some(_)) => Block::Binary,
            _ => Block::Lost,
        }
    }

    fn cut(&self, text: &'a [u8]) -> &'a [u8] {
        &text[..text.len().min(self.most)]
    }
}

/// Takes off the padding, DOS line ends and, if `soft`, the line breaks that dBase's editor makes for the screen.
///
/// A soft break is the byte of a letter in some pages, so only the caller can know.
pub(super) fn tidy(text: &[u8], soft: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match text[at..] {
            [0x8d, b'\n', ..] if soft => {
                // A soft break stands where the editor wrapped the line, next to its blank or in its place.
                if out.last().is_some_and(|last| *last != b' ') {
                    out.push(b' ');
                }
                at += 1;
            }
            [b'\r', b'\n', ..] => {
                out.push(b'\n');
                at += 1;
            }
            [0, ..] => out.push(b' '),
            [byte, ..] => out.push(byte),
            [] => {}
        }
        at += 1;
    }
    out.trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_line_breaks_become_one_blank_and_hard_ones_stay() {
        assert_eq!("Í\na".as_bytes(), tidy("Í\na".as_bytes(), false));
        assert_eq!(
            tidy(b" satu\x8d\ndua \x8d\ntiga\r\nempat\0\0", true),
            b"satu dua tiga\nempat"
        );
    }
}
