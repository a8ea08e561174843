//! The code pages of DOS that old cash registers and dBase tables are written in; `encoding_rs` has none of them.

/// A code page of DOS; its lower half is ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DosPage {
    /// The first one, of the United States: `IBM437`.
    Cp437,
    /// The one of Western Europe, with more accented letters for fewer lines and Greek letters: `IBM850`.
    Cp850,
}

impl DosPage {
    /// Finds the page a label stands for: `cp850`, `ibm850`, `CP-850`, `850`.
    pub(crate) fn for_label(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase();
        let number = ["cp", "ibm", "dos", "oem"]
            .iter()
            .find_map(|prefix| label.strip_prefix(prefix))
            .unwrap_or(&label);
        match number.trim_start_matches(['-', '_', ' ']) {
            "437" => Some(Self::Cp437),
            "850" => Some(Self::Cp850),
            _ => None,
        }
    }

    /// The name for reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cp437 => "cp437",
            Self::Cp850 => "cp850",
        }
    }

    /// The character of one byte.
    pub(crate) fn character(self, byte: u8) -> char {
        let upper = match self {
            Self::Cp437 => &CP437,
            Self::Cp850 => &CP850,
        };
        match byte.checked_sub(0x80) {
            Some(at) => upper[usize::from(at)],
            None => char::from(byte),
        }
    }
}

/// Decodes bytes of a DOS code page; every byte has a character, so nothing can fail.
pub(crate) fn decode(page: DosPage, bytes: &[u8]) -> String {
    bytes.iter().map(|byte| page.character(*byte)).collect()
}

#[rustfmt::skip]
const CP437: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å',
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', '¢', '£', '¥', '₧', 'ƒ',
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '⌐', '¬', '½', '¼', '¡', '«', '»',
    '░', '▒', '▓', '│', '┤', '╡', '╢', '╖', '╕', '╣', '║', '╗', '╝', '╜', '╛', '┐',
    '└', '┴', '┬', '├', '─', '┼', '╞', '╟', '╚', '╔', '╩', '╦', '╠', '═', '╬', '╧',
    '╨', '╤', '╥', '╙', '╘', '╒', '╓', '╫', '╪', '┘', '┌', '█', '▄', '▌', '▐', '▀',
    'α', 'ß', 'Γ', 'π', 'Σ', 'σ', 'µ', 'τ', 'Φ', 'Θ', 'Ω', 'δ', '∞', 'φ', 'ε', '∩',
    '≡', '±', '≥', '≤', '⌠', '⌡', '÷', '≈', '°', '∙', '·', '√', 'ⁿ', '²', '■', '\u{a0}',
];

#[rustfmt::skip]
const CP850: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å',
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ',
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '®', '¬', '½', '¼', '¡', '«', '»',
    '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©', '╣', '║', '╗', '╝', '¢', '¥', '┐',
    '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦', '╠', '═', '╬', '¤',
    'ð', 'Ð', 'Ê', 'Ë', 'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì', '▀',
    'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ', 'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´',
    '\u{ad}', '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³', '²', '■', '\u{a0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_dos_wrote_them() {
        assert_eq!(decode(DosPage::Cp850, b"JOS\x90 \xb5LVARO"), "JOSÉ ÁLVARO");
        assert_eq!(
            decode(DosPage::Cp437, b"Jos\x82 \xb3 \xc4\xc4"),
            "José │ ──"
        );
    }

    #[test]
    fn the_pages_differ_where_python_says_they_do() {
        let differing = (0..=255)
            .filter(|byte| DosPage::Cp437.character(*byte) != DosPage::Cp850.character(*byte))
            .count();
        assert_eq!(differing, 47);
        assert_eq!(DosPage::Cp437.character(0xff), '\u{a0}');
        assert_eq!(DosPage::Cp850.character(0xd5), 'ı');
        assert_eq!(DosPage::Cp850.character(0x7f), '\u{7f}');
    }

    #[test]
    fn a_label_may_be_written_in_many_ways() {
        for label in ["cp850", "IBM850", "CP-850", "850", " dos 850"] {
            assert_eq!(DosPage::for_label(label), Some(DosPage::Cp850), "{label}");
        }
        assert_eq!(DosPage::for_label("ibm437"), Some(DosPage::Cp437));
        assert_eq!(DosPage::for_label("cp852"), None);
    }
}
