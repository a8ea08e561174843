use super::super::city;
use super::*;

fn read(raw: &str) -> Address {
    parse(raw).unwrap_or_default()
}

/// Street, number and block in one line.
fn house(raw: &str) -> String {
    let address = read(raw);
    format!(
        "{}|{}|{}",
        address.street.join(" "),
        address.number.unwrap_or_default(),
        address.block.unwrap_or_default()
    )
}

#[test]
fn one_house_is_read_in_many_forms() {
    for raw in [
        "Jl. Ketintang Baru III No. 12, Surabaya",
        "JL KETINTANG BARU 3/12 SBY",
        "Jalan Ketintang Baru 3 No 12 RT.003 RW.005 Kel. Ketintang Kec. Gayungan Surabaya 60231",
        "Jln.Ketintang Baru III/12",
        "Jalna Ketintang Baru Iii No.12",
    ] {
        assert_eq!(house(raw), "jl ketintang baru 3|12|", "{raw}");
    }
    for raw in [
        "JL. H. A. SALIM NO.155 RT 01 RW 10 CANDIBINANGUN",
        "JLN KYAI HAJI AGUS SALIM NO. 155 01/10 KEL CANDIBINANGUN KEC. PAKEM",
        "JL.KH Agus Salmi No.155 Ds. Candibinangun",
        "JL Agus Salim 155",
    ] {
        assert_eq!(house(raw), "jl kyai haji agus salim|155|", "{raw}");
    }
}

#[test]
fn one_estate_house_is_read_in_many_forms() {
    for raw in [
        "PERUM. VILLA PERMAI BLOK E19-20 Rt9 Rw1 Kel. Kebonwaris",
        "VILLA PERMAI E19 NO 20 RT9 RW1 KEL. KEBONWARIS KEC PANDAAN",
        "Komp. Villa Permai Blok E19 No. 20 Kec. Pandaan",
        "VILLA PERMAI BLOK E 19 / 20",
        "Perum Villa Permai E-19/20",
    ] {
        let address = read(raw);
        assert_eq!(
            address.estate.map(|words| words.join(" ")).as_deref(),
            Some("villa permai"),
            "{raw}"
        );
        assert_eq!(
            (address.number.as_deref(), address.block.as_deref()),
            (Some("20"), Some("e19")),
            "{raw}"
        );
    }
}

#[test]
fn house_numbers_with_a_slash_stay_whole_on_main_streets() {
    for raw in [
        "JL.PANCASILA 203/12 RT 01 RW 09",
        "Jl. Panca Sila No. 203/12",
    ] {
        assert_eq!(house(raw), "jl pancasila|203/12|", "{raw}");
    }
    assert_eq!(
        house("Gang Slamet Riyadi Ii No. 2 10/02"),
        "gg slamet riyadi 2|2|"
    );
    assert_eq!(house("JL.Pangsud No.35B"), "jl sudirman|35b|");
}

#[test]
fn quarters_and_malls_keep_their_names() {
    assert_eq!(house("Jl. Simpang Dukuh 38-40"), "jl simpang dukuh|38-40|");
    assert_eq!(house("Jl. Masjid 5 Surabaya"), "jl masjid|5|");
    let numbered = read("26 Ilir Palembang");
    assert_eq!(numbered.village.as_deref(), Some("26 ilir"));
    let mall = read("Tunjungan Plaza Lt. 3 Surabaya");
    assert_eq!(
        mall.estate.map(|words| words.join(" ")).as_deref(),
        Some("tunjungan plaza")
    );
    let regency = read("Cibinong Bogor");
    assert_eq!(regency.district.as_deref(), Some("cibinong"));
    assert_eq!(regency.city.and_then(|city| city.code), Some("32.01"));
    let local = read("Jl. Pemuda 15 Semarang (3541234)");
    assert_eq!(local.telephone.as_deref(), Some("3541234"));
}

#[test]
fn neighbourhood_units_are_read_in_all_forms() {
    for raw in [
        "Jl. Pluit 7 RT 8/4",
        "Jl. Pluit 7 RT.008/RW.004",
        "Jl. Pluit No 7 08/04",
        "Jl. Pluit No 7 Rt8 Rw4",
        "Jl. Pluit 7 RT 08 RW 04 Kel. Pluit",
        "JL PLUIT NO.7 0804",
        "Jl. Pluit 7, RT.8-4",
    ] {
        let address = read(raw);
        assert_eq!((address.rt, address.rw), (Some(8), Some(4)), "{raw}");
        assert_eq!(address.number.as_deref(), Some("7"), "{raw}");
    }
}

#[test]
fn the_row_city_tells_districts_from_villages() {
    let malang = city::resolve("Malang");
    let address = parse_in(
        "JL DOKTOR SUTOMO NO. 66 DS. GAJAHREJO, GEDANGAN",
        malang.as_ref(),
    )
    .expect("an address");
    assert_eq!(address.village.as_deref(), Some("gajahrejo"));
    assert_eq!(address.district.as_deref(), Some("gedangan"));
}

#[test]
fn landmarks_are_kept_apart() {
    let address = read("JL.SULTAN AGUNG 95/12 (DPN MASJID)");
    assert_eq!(address.rest, ["depan", "masjid"]);
    assert_eq!(address.extra, ["depan masjid"]);
    assert_eq!(
        house("JALAN BASUKI RAHMAT NO. 172B SBLH WARTEL"),
        "jl basuki rahmat|172b|"
    );
}

#[test]
fn western_addresses_are_read() {
    for (raw, street, number, unit) in [
        ("88513 White Branch Apt. 621", "white br", "88513", "621"),
        ("7939 S. Western Ave", "s western ave", "7939", ""),
        ("7939 South Western Avenue", "s western ave", "7939", ""),
        ("12 Constitution Street", "constitution st", "12", ""),
        (
            "Hughes Plaza, 100 Howard Hughes Way, Las Vegas, NV 89111",
            "howard hughes way",
            "100",
            "",
        ),
        ("PO Box 12", "po box", "12", ""),
        ("P.O. Box 12", "po box", "12", ""),
        (
            "Flat 2, 12 High Street, London N1 0PD",
            "high st",
            "12",
            "2",
        ),
        ("3/45 Smith St", "smith st", "45", "3"),
        ("2610 W 25th Pl", "w 25th pl", "2610", ""),
        ("Hauptstrasse 12", "hauptstrasse", "12", ""),
        ("12, rue de Rivoli", "rue de rivoli", "12", ""),
        ("Hauptstraße 12, 10115 Berlin", "hauptstrasse", "12", ""),
        ("Hauptstr. 12, 10115 Berlin", "hauptstrasse", "12", ""),
        ("Calle Mayor 5 2B, 28013 Madrid", "calle mayor", "5", "2b"),
        ("12 rue de la Paix, 75002 Paris", "rue de la paix", "12", ""),
        (
            "Kerkstraat 12-A, 1017 GA Amsterdam",
            "kerkstraat",
            "12a",
            "",
        ),
        (
            "59412 Escobar Forest Suite 431",
            "escobar frst",
            "59412",
            "431",
        ),
    ] {
        let address = read(raw);
        assert_eq!(address.street.join(" "), street, "{raw}");
        assert_eq!(
            address.number.as_deref().unwrap_or_default(),
            number,
            "{raw}"
        );
        assert_eq!(address.unit.as_deref().unwrap_or_default(), unit, "{raw}");
    }
    let address = read("100 Howard Hughes Way Las Vegas NV 89111-1234");
    assert_eq!(address.street.join(" "), "howard hughes way");
    assert_eq!(
        address.city.map(|city| city.name).as_deref(),
        Some("las vegas")
    );
    assert_eq!(address.province.as_deref(), Some("nv"));
    assert_eq!(address.postal_code.as_deref(), Some("89111"));
    let address = read("Flat 2, 12 High Street, London N1 0PD");
    assert_eq!(address.postal_code.as_deref(), Some("n1 0pd"));
}

#[test]
fn any_text_is_survived() {
    for raw in [
        "",
        "-",
        "/",
        "#",
        "Jl",
        "Jl.",
        "No",
        "RT",
        "RT/RW",
        "Blok",
        "Blok -",
        "1",
        "1/",
        "/1",
        "((",
        "\u{1F600} 12",
        "улица Ленина 5",
        "Jl. 𝕏 12",
        "Kota",
        "Kab",
        "Kec.",
        "#5",
        "apt",
        "Apt #",
        "po box",
        "lt",
        "Tower",
        "J1",
        "j.l",
        "No. A",
        "blok a-",
        "rt 1/rw",
        "km",
        "telp 1",
        "Jl. Raya",
        "Jl. Raya Malang",
        "99999999999999999999999",
    ] {
        let _ = parse(raw);
        let _ = parse_in(raw, city::resolve("Malang").as_ref());
    }
}

#[test]
fn the_canonical_text_names_all_parts() {
    let address = read(
        "Jalan Ketintang Baru 3 No 12 RT.003 RW.005 Kel. Ketintang Kec. Gayungan Surabaya 60231",
    );
    assert_eq!(
        address.canonical(),
        "jl ketintang baru 3, no 12, kel ketintang, kec gayungan, rt 3 rw 5, kota surabaya, 60231"
    );
}

#[test]
fn the_code_before_a_european_city_is_the_postal_code() {
    for (raw, code, city) in [
        ("Hauptstraße 12, 10115 Berlin", "10115", "berlin"),
        ("Kerkstraat 12-A, 1017 GA Amsterdam", "1017 ga", "amsterdam"),
    ] {
        let address = read(raw);
        assert_eq!(address.postal_code.as_deref(), Some(code), "{raw}");
        assert_eq!(
            address.city.map(|city| city.name).as_deref(),
            Some(city),
            "{raw}"
        );
    }
}

#[test]
fn what_is_no_place_is_kept_apart() {
    let address = read("d/a Ibu Siti, Jl. Pemuda 15 Semarang Telp 024-3541234");
    assert_eq!(address.telephone.as_deref(), Some("0243541234"));
    assert!(address.has_name);
    assert_eq!(address.extra, ["da ibu siti"]);
    assert_eq!(address.street, ["jl", "pemuda"]);
    let address = read("Apt Taman Rasuna Tower 5 Unit 12C Jakarta Selatan");
    assert_eq!(address.unit.as_deref(), Some("tower 5 unit 12c"));
    let address = read("Sosrowijayan GT I/123 Yogyakarta");
    assert_eq!(
        (address.number.as_deref(), address.extra),
        (Some("123"), vec!["gt 1".to_owned()])
    );
}

#[test]
fn names_behind_a_label_stay_whole() {
    let address = read("Kel. Kampung Melayu Kec. Jatinegara Jaktim");
    assert_eq!(address.village.as_deref(), Some("kampung melayu"));
    let address = read("Kec. Seberang Ulu I Palembang");
    assert_eq!(address.district.as_deref(), Some("seberang ulu i"));
    assert_eq!(
        house("Jl. Rw. Mangun Muka Raya 12 Jaktim"),
        "jl raya rawa mangun muka|12|"
    );
}

#[test]
fn numbered_estates_keep_their_number() {
    for raw in [
        "Vila Nusa Indah 2 Blok B3/12 Bekasi",
        "Villa Nusa Indah II Blok B3/12 Bekasi",
        "Perum Villa Nusa Indah 2 B3/12 Bekasi",
    ] {
        let address = read(raw);
        let estate = address.estate.map(|words| words.join(" "));
        assert_eq!(estate.as_deref(), Some("villa nusa indah 2"), "{raw}");
        assert_eq!(
            (address.number.as_deref(), address.block.as_deref()),
            (Some("12"), Some("b3")),
            "{raw}"
        );
    }
}

#[test]
fn a_text_of_a_megabyte_is_no_value_and_costs_nothing() {
    use crate::normalise::{amount, date, email, name, national_id, phone};
    use crate::text::notation::{AmountStyle, DateOrder};

    for text in ["a & ", "1o", "jl a, ", "x@", "9 9"].map(|part| part.repeat(300_000)) {
        assert!(parse(&text).is_none() && name::parse(&text).is_none());
        assert!(phone::parse(&text, phone::Country::Indonesia, None).is_empty());
        assert!(email::parse(&text).is_none() && national_id::parse(&text).is_none());
        assert!(date::parse_birth(&text, DateOrder::DayMonth).is_none());
        assert!(amount::parse(&text, AmountStyle::Indonesian).is_none());
    }
}
