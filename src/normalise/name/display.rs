//! How a name is shown: properly cased, with its titles and forms of law.

use super::tables::{self, Side};
use super::word::Word;
use super::{Name, NameKind};
use crate::text::clean::push_title_case;

/// Titles that are shown in front of a name, in the order they are written in.
const FRONT: [(&str, &str); 24] = [
    ("alm", "Alm."),
    ("kh", "K.H."),
    ("tgh", "T.G.H."),
    ("prof", "Prof."),
    ("dr", "Dr."),
    ("drg", "drg."),
    ("drh", "drh."),
    ("ir", "Ir."),
    ("drs", "Drs."),
    ("dra", "Dra."),
    ("ust", "Ust."),
    ("h", "H."),
    ("hj", "Hj."),
    ("habib", "Habib"),
    ("tgk", "Tgk."),
    ("pdt", "Pdt."),
    ("pst", "Pst."),
    ("krt", "K.R.T."),
    ("raden", "R."),
    ("rm", "R.M."),
    ("ra", "R.A."),
    ("rr", "Rr."),
    ("rev", "Rev."),
    ("sir", "Sir"),
];

/// Degrees that are not written in capitals alone, or as a letter and a word.
const DEGREES: [(&str, &str); 11] = [
    ("ak", "Ak."),
    ("amd", "A.Md."),
    ("amdkeb", "A.Md.Keb."),
    ("amdkep", "A.Md.Kep."),
    ("bsc", "B.Sc."),
    ("lc", "Lc."),
    ("msc", "M.Sc."),
    ("phd", "Ph.D."),
    ("spdi", "S.Pd.I."),
    ("mpdi", "M.Pd.I."),
    ("sikom", "S.I.Kom."),
];

/// Words inside a name of another country that are written small.
const SMALL: [&str; 18] = [
    "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "von", "zu",
    "ten", "ter", "bin", "binti",
];

/// The words with their apostrophes, or nothing where none was left out.
pub(super) fn with_apostrophes(words: &[Word]) -> Option<Box<str>> {
    if words.iter().all(|word| word.apostrophe.is_none()) {
        return None;
    }
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        let written = word.written();
        let at = word.apostrophe.map_or(0, usize::from);
        match written.split_at_checked(at) {
            Some((head, tail)) if !head.is_empty() && !tail.is_empty() => {
                text.push_str(head);
                text.push('\'');
                text.push_str(tail);
            }
            _ => text.push_str(written),
        }
    }
    Some(text.into())
}

impl Name {
    /// The name as a letter would write it: `Drs. H. Muhammad Suharto, SE`, `PT Maju Jaya`, `Conan O'Brien`.
    ///
    /// Salutations, which change from letter to letter, and ranks are left out; spelling stays as it was written.
    pub fn display(&self) -> String {
        let core = self.shown.as_deref().unwrap_or(&self.core);
        if self.is_organisation() {
            return self.display_organisation(core);
        }
        let mut text = String::with_capacity(core.len() + 12);
        let is_one = !matches!(self.kind, NameKind::Joint | NameKind::Mixed);
        for (_, shown) in FRONT
            .iter()
            .filter(|(title, _)| is_one && self.has_title(title))
        {
            text.push_str(if *shown == "Dr." && !self.is_scholar() {
                "dr."
            } else {
                shown
            });
            text.push(' ');
        }
        push_person(&mut text, core);
        let mut degrees: Vec<&String> = self
            .titles
            .iter()
            .filter(|title| is_one && is_degree(title))
            .collect();
        degrees.sort_by_key(|title| rank(title));
        for title in degrees {
            text.push_str(", ");
            push_degree(&mut text, title);
        }
        text
    }

    /// The name as [`Self::display`] writes it, without a person's titles: records of one person often differ in them.
    pub fn display_plain(&self) -> String {
        let core = self.shown.as_deref().unwrap_or(&self.core);
        if self.is_organisation() {
            return self.display_organisation(core);
        }
        let mut text = String::with_capacity(core.len() + 2);
        push_person(&mut text, core);
        text
    }

    /// Whether forms of law belong to the name: an organisation, or a shop with its contact.
    fn is_organisation(&self) -> bool {
        self.kind == NameKind::Organisation
            || self.kind == NameKind::Mixed && self.is_of_open_gender
    }

    /// Whether `Dr.` is a doctorate: by itself it is a physician's, who is many times as frequent.
    fn is_scholar(&self) -> bool {
        const OF_SCHOLARS: [&str; 5] = ["prof", "ir", "drs", "dra", "phd"];
        OF_SCHOLARS.iter().any(|title| self.has_title(title))
            || self.titles.iter().any(|title| rank(title) == Rank::Master)
    }

    fn has_title(&self, title: &str) -> bool {
        self.titles.iter().any(|known| known == title)
    }

    fn display_organisation(&self, core: &str) -> String {
        let mut text = String::with_capacity(core.len() + 8);
        let is_held = |title: &String| core.split(' ').any(|word| word == title);
        let forms = |side: Side| {
            self.titles
                .iter()
                .filter(move |title| !is_held(title) && tables::side_of_form(title) == side)
        };
        for title in forms(Side::Front) {
            push_form(&mut text, title);
            text.push(' ');
        }
        for word in core.split(' ') {
            if text.is_empty() || text.ends_with(' ') {
                push_form(&mut text, word);
            } else {
                text.push(' ');
                push_form(&mut text, word);
            }
        }
        for title in forms(Side::Back) {
            text.push(' ');
            push_form(&mut text, title);
        }
        text
    }
}

fn push_person(text: &mut String, core: &str) {
    for (position, word) in core.split(' ').enumerate() {
        if position > 0 {
            text.push(' ');
        }
        let is_initial = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        match word {
            "jr" | "sr" => {
                push_capitalised(text, word);
                text.push('.');
            }
            _ if position > 0 && SMALL.contains(&word) => text.push_str(word),
            _ => push_capitalised(text, word),
        }
        if is_initial && !(position == 0 && word == "i") {
            text.push('.');
        }
    }
}

/// A word with a capital at its start, and one behind O' and D'.
fn push_capitalised(text: &mut String, word: &str) {
    match word.split_once('\'') {
        Some((head, tail)) if head.len() == 1 => {
            push_title_case(text, head);
            text.push('\'');
            push_title_case(text, tail);
        }
        _ => push_title_case(text, word),
    }
}

fn is_degree(title: &str) -> bool {
    tables::back_title(title).is_some() && tables::front_title(title).is_none() && title != "purn"
}

/// The order in which degrees are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    First,
    Master,
    Doctor,
    Specialist,
}

fn rank(degree: &str) -> Rank {
    match degree {
        "phd" => Rank::Doctor,
        _ if is_specialist(degree) => Rank::Specialist,
        _ if degree.starts_with('m') => Rank::Master,
        _ => Rank::First,
    }
}

/// Specialists among physicians: `spa` is Sp.A, `spog` is Sp.OG; not `spd`, `spdi`, `spt`, which are bachelors.
fn is_specialist(degree: &str) -> bool {
    degree.len() > 2
        && degree.starts_with("sp")
        && !matches!(degree, "spd" | "spdi" | "spt" | "spi" | "spsi")
}

/// `se` is SE, `skom` is S.Kom., `phd` is Ph.D.
fn push_degree(text: &mut String, title: &str) {
    if let Some((_, shown)) = DEGREES.iter().find(|(known, _)| *known == title) {
        text.push_str(shown);
        return;
    }
    if let Some(field) = title.strip_prefix("sp").filter(|_| is_specialist(title)) {
        text.push_str("Sp.");
        text.push_str(&field.to_uppercase());
        return;
    }
    let (head, tail) = title.split_at(usize::from(title.is_char_boundary(1)));
    let is_piece = tail.len() > 1
        && tail.len() < 6
        && matches!(head, "s" | "m")
        && tail
            .bytes()
            .any(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u'));
    if is_piece
        || matches!(
            title,
            "spd" | "mpd" | "spt" | "ssn" | "msn" | "sth" | "mth" | "mkn"
        )
    {
        text.push_str(&head.to_uppercase());
        text.push('.');
        push_capitalised(text, tail);
        text.push('.');
    } else {
        text.push_str(&title.to_uppercase());
    }
}

/// A word of an organisation's name; forms of law are written in capitals.
fn push_form(text: &mut String, word: &str) {
    const CAPITALS: [&str; 27] = [
        "pt", "cv", "ud", "pd", "nv", "po", "tk", "rs", "pkk", "llc", "llp", "plc", "kk", "ag",
        "sa", "bv", "ab", "kg", "lp", "tb", "tm", "rm", "smp", "sma", "smk", "ohg", "sl",
    ];
    match word {
        "gmbh" => text.push_str("GmbH"),
        "kgaa" => text.push_str("KGaA"),
        _ if CAPITALS.contains(&word) => text.push_str(&word.to_uppercase()),
        _ => push_capitalised(text, word),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn names_are_shown_as_a_letter_writes_them() {
        for (raw, shown) in [
            (
                "drs. h. muhammad suharto, se",
                "Drs. H. Muhammad Suharto, SE",
            ),
            ("PT. MAJU JAYA", "PT Maju Jaya"),
            ("conan o'brien", "Conan O'Brien"),
            ("NUR'AINI", "Nur'aini"),
            ("VINCENT VAN GOGH", "Vincent van Gogh"),
            ("BUDI S.", "Budi S."),
            ("I WAYAN SUDANA", "I Wayan Sudana"),
            ("budi santoso, s.kom", "Budi Santoso, S.Kom."),
            ("UD. Makmur (Bp. Hendro)", "UD Makmur"),
            ("Acme Widgets, Inc.", "Acme Widgets Inc"),
            ("john smith jr", "John Smith Jr."),
            ("dr. Siti Aminah, Sp.A", "dr. Siti Aminah, Sp.A"),
            (
                "Prof. Dr. Ir. Sutrisno Hadi, M.Sc.",
                "Prof. Dr. Ir. Sutrisno Hadi, M.Sc.",
            ),
            ("Agus Salim, S.H., M.H.", "Agus Salim, SH, MH"),
        ] {
            assert_eq!(parse(raw).expect("a name").display(), shown, "{raw}");
        }
    }
}
