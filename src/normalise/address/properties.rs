//! What must hold: no text makes a panic, and the canonical form of an Indonesian address reads as itself.

use proptest::prelude::*;

use super::super::city;
use super::parse;

/// The canonical form, and the canonical form of that.
fn twice(raw: &str) -> Option<(String, String)> {
    let once = parse(raw)?.canonical();
    let again = parse(&once).map(|address| address.canonical());
    Some((once, again.unwrap_or_default()))
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
fn canonical_forms_of_listed_cases_are_stable() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/identity/cases/addresses.csv"
    );
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        eprintln!("skipped: {path} is not there");
        return;
    };
    let mut changed = 0;
    for row in reader.records().map(|row| row.expect("well-formed cases")) {
        if let Some((once, again)) = twice(&row[1])
            && once != again
        {
            changed += 1;
            eprintln!("{}: {once:?} becomes {again:?}", &row[0]);
        }
    }
    assert_eq!(changed, 0, "canonical forms that change");
}

/// One part of an address in one of its forms.
fn part(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(forms).prop_map(str::to_owned)
}

fn indonesian() -> impl Strategy<Value = String> {
    let street = part(&[
        "Jl. Ahmad Yani",
        "Jl Ketintang Baru III",
        "JL. RAYA DARMO",
        "Jalan Gatsu",
        "Gg. Mawar 3",
        "Jl. Rappocini Raya Lr. 5",
        "Ngagel Jaya Selatan",
        "Perum Griya Asri",
        "Villa Nusa Indah II",
        "Puri Indah 2",
        "Komp. Margahayu Raya",
        "BTN Minasa Upa",
        "Apt Taman Rasuna Tower 5 Lt 12C",
        "Kp. Rawa Bebek",
        "Dsn Krajan",
        "Desa Sumberejo",
    ]);
    let house = part(&[
        "No. 12",
        "12B",
        "/12",
        "Blok C3/12",
        "Blok C No 5",
        "Kav 7",
        "Km 5",
        "",
    ]);
    let units = part(&["RT 02 RW 04", "RT.003/RW.005", "02/04", "RW 5", ""]);
    let area = part(&[
        "Kel. Ketintang Kec. Gayungan",
        "Ds. Sumber Porong Kec. Lawang",
        "Kec. Menteng",
        "dpn masjid",
        "(belakang Bank BCA)",
        "Telp 031-5671234",
        "",
    ]);
    let city = part(&[
        "Surabaya",
        "Kab. Malang",
        "Bdg",
        "Jkt 11530",
        "Jakarta Selatan",
        "Solo",
        "Sleman DIY",
        "",
    ]);
    (street, house, units, area, city)
        .prop_map(|(street, house, units, area, city)| [street, house, units, area, city].join(" "))
}

proptest! {
    #[test]
    fn any_text_is_parsed_without_a_panic(raw in "\\PC{0,60}", city in "\\PC{0,12}") {
        let _ = parse(&raw);
        let _ = super::parse_in(&raw, city::resolve(&city).as_ref());
    }

    #[test]
    fn any_signs_and_labels_are_parsed_without_a_panic(
        words in prop::collection::vec(
            part(&["jl", "no", "rt", "rw", "/", "-", "blok", "kav", "km", "gg", "ii", "c", "3", "12", ",", "(", ")", "kel",
                "kec", "kota", "kab", "malang", "lt", "d/a", "telp", "0315671234", "br", "gm", "+", ".", "60231", "j1", "é"]),
            0..12,
        ),
        glue in part(&["", " ", "."]),
    ) {
        let raw = words.join(&glue);
        if let Some(address) = parse(&raw) {
            let _ = address.canonical();
        }
        let _ = super::parse_in(&raw, city::resolve("Denpasar").as_ref());
    }

    #[test]
    fn canonical_forms_are_stable(raw in indonesian()) {
        if let Some((once, again)) = twice(&raw) {
            prop_assert_eq!(&once, &again, "{}", raw);
        }
    }
}
