//! Which cities and regencies are no contradiction: new ones split from old ones, and big cities named for their
//! surroundings.

use super::Place;

/// Cities and regencies with the region they were cut out of, which old files still name.
///
/// # Source
///
/// The laws that founded them, from 1992 on: common knowledge of Indonesia.
const SPLIT: [(&str, &str); 40] = [
    ("11.73", "11.08"), // Lhokseumawe, Aceh Utara
    ("11.74", "11.03"), // Langsa, Aceh Timur
    ("12.77", "12.03"), // Padangsidimpuan, Tapanuli Selatan
    ("12.18", "12.07"), // Serdang Bedagai, Deli Serdang
    ("13.77", "13.05"), // Pariaman, Padang Pariaman
    ("14.72", "14.03"), // Dumai, Bengkalis
    ("15.72", "15.01"), // Sungai Penuh, Kerinci
    ("16.72", "16.04"), // Pagar Alam, Lahat
    ("16.73", "16.05"), // Lubuklinggau, Musi Rawas
    ("16.74", "16.03"), // Prabumulih, Muara Enim
    ("18.72", "18.02"), // Metro, Lampung Tengah
    ("21.72", "21.01"), // Tanjungpinang, Bintan
    ("32.17", "32.04"), // Bandung Barat 2007, Bandung
    ("32.77", "32.04"), // Cimahi 2001, Bandung
    ("32.76", "32.01"), // Depok 1999, Bogor
    ("32.79", "32.07"), // Banjar 2003, Ciamis
    ("32.18", "32.07"), // Pangandaran 2012, Ciamis
    ("35.79", "35.07"), // Batu 2001, Malang
    ("35.79", "35.73"), // Batu, and Malang as people say
    ("36.72", "36.04"), // Cilegon 1999, Serang
    ("36.73", "36.04"), // Serang 2007
    ("36.74", "36.03"), // Tangerang Selatan 2008, Tangerang
    ("36.74", "36.71"), // Tangerang Selatan, and Tangerang as people say
    ("51.71", "51.03"), // Denpasar 1992, Badung
    ("52.71", "52.01"), // Mataram 1993, Lombok Barat
    ("52.08", "52.01"), // Lombok Utara 2008, Lombok Barat
    ("61.72", "61.01"), // Singkawang, Sambas
    ("61.12", "61.02"), // Kubu Raya, Mempawah
    ("61.12", "61.71"), // Kubu Raya, and Pontianak as people say
    ("63.72", "63.03"), // Banjarbaru 1999, Banjar
    ("63.10", "63.02"), // Tanah Bumbu, Kotabaru
    ("64.74", "64.02"), // Bontang 1999, Kutai Kartanegara
    ("64.09", "64.01"), // Penajam Paser Utara, Paser
    ("71.73", "71.02"), // Tomohon 2003, Minahasa
    ("71.06", "71.02"), // Minahasa Utara, Minahasa
    ("73.73", "73.17"), // Palopo 2002, Luwu
    ("73.22", "73.17"), // Luwu Utara, Luwu
    ("74.72", "74.04"), // Baubau 2001, Buton
    ("82.72", "82.03"), // Tidore Kepulauan, Halmahera Tengah
    ("75.03", "75.01"), // Bone Bolango, Gorontalo
];

/// Cities whose names people use for the regencies around them.
///
/// # Source
///
/// Identity specification, section 5; common knowledge of Indonesia.
const SURROUNDINGS: [(&str, &[&str]); 6] = [
    ("33.72", &["33.11", "33.13", "33.09", "33.10"]),
    ("34.71", &["34.04", "34.02"]),
    ("32.73", &["32.04", "32.17", "32.77"]),
    (
        "31",
        &["32.75", "32.16", "32.76", "36.71", "36.03", "36.74"],
    ),
    ("34", &["34.71", "34.04", "34.02"]),
    ("51.71", &["51.03"]),
];

/// Tells whether two places can be meant by one address; none if the tables cannot tell.
///
/// A province goes with its cities, a city with the regency of its name, a new city with the one it was split from, and
/// Solo, Jogja, Bandung and Jakarta with their surroundings.
pub(crate) fn are_compatible(left: &Place, right: &Place) -> Option<bool> {
    let (Some(l), Some(r)) = (left.code, right.code) else {
        return unknown_places(left, right);
    };
    let includes = |outer: &str, inner: &str| inner.starts_with(outer);
    let ordered = |outer: &str, inner: &str| {
        includes(outer, inner)
            || SPLIT.contains(&(outer, inner))
            || SURROUNDINGS
                .iter()
                .any(|(city, around)| *city == outer && around.contains(&inner))
    };
    Some(ordered(l, r) || ordered(r, l) || are_namesakes(left, right))
}

/// Places outside the tables have nothing but their names.
fn unknown_places(left: &Place, right: &Place) -> Option<bool> {
    if left.code.is_some() != right.code.is_some() {
        return None;
    }
    let part = left.name.contains(&right.name) || right.name.contains(&left.name);
    Some(part || strsim::osa_distance(&left.name, &right.name) <= 1)
}

/// The city and the regency of one name in one province, unless the text told both apart.
fn are_namesakes(left: &Place, right: &Place) -> bool {
    let bare = |place: &Place| {
        place
            .name
            .split_once(' ')
            .map(|(_, name)| name.to_owned())
            .unwrap_or_default()
    };
    (left.ambiguous || right.ambiguous)
        && left.code.and_then(|code| code.get(..2)) == right.code.and_then(|code| code.get(..2))
        && bare(left) == bare(right)
}

#[cfg(test)]
mod tests {
    use super::super::by_code;
    use super::*;

    fn codes_are_compatible(left: &str, right: &str) -> Option<bool> {
        are_compatible(&by_code(left)?, &by_code(right)?)
    }

    #[test]
    fn split_and_surrounding_regions_are_no_contradiction() {
        for (left, right) in [
            ("33.72", "33.11"),
            ("35.79", "35.07"),
            ("36.03", "36.74"),
            ("31", "31.74"),
            ("34.04", "34.71"),
            ("31", "32.76"),
        ] {
            assert_eq!(
                codes_are_compatible(left, right),
                Some(true),
                "{left} {right}"
            );
            assert_eq!(
                codes_are_compatible(right, left),
                Some(true),
                "{left} {right}"
            );
        }
        assert_eq!(codes_are_compatible("35.78", "35.73"), Some(false));
        assert_eq!(codes_are_compatible("31.74", "32.76"), Some(false));
        assert_eq!(codes_are_compatible("99", "35.73"), None);
    }

    #[test]
    fn every_code_is_in_the_tables() {
        let around = SURROUNDINGS
            .iter()
            .flat_map(|(city, around)| around.iter().chain(std::iter::once(city)));
        let split = SPLIT.iter().flat_map(|(new, old)| [new, old]);
        for code in split.chain(around) {
            assert!(by_code(code).is_some(), "{code}");
        }
    }
}
