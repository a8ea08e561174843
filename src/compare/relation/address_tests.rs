use super::*;

fn compare(left: &str, right: &str) -> Likeness {
    let question = |value: &str| Question {
        value: value.to_owned(),
        ..Question::default()
    };
    let found = addresses(&question(left), &question(right));
    let turned = addresses(&question(right), &question(left));
    assert_eq!(found, turned, "{left} / {right}");
    let fits = match found.relation {
        Relation::Same => found.similarity >= 0.9,
        Relation::Similar => (0.4..0.9).contains(&found.similarity),
        Relation::Different => found.similarity < 0.4,
    };
    assert!(fits, "{left} / {right}: {found:?}");
    found
}

#[test]
fn one_house_in_many_forms_is_the_same() {
    for (left, right) in [
        ("Jl. Raya Darmo 50 Surabaya", "Jl. Darmo Raya No 50 Sby"),
        ("Jl. Dago 120 Bandung", "Jl. Ir. H. Juanda 120 Bandung"),
        ("Jl. Veteran 5 Ujung Pandang", "Jl Veteran No.5 Makassar"),
        (
            "Jl. Slamet Riyadi 200 Kartasura Sukoharjo",
            "Jl. Slamet Riyadi 200 Solo",
        ),
        (
            "Jl. Merpati 5 Ciputat Tangerang Selatan",
            "Jl. Merpati 5 Tangerang",
        ),
        ("Jl. Diponegoro 7 Batu", "Jl. Diponegoro 7 Malang"),
        ("Gg. Mawar III No 7 RT 02/04 Bandung", "Gang Mawar 3/7 Bdg"),
        ("Jl. Dinoyo Gg. 3A No. 10 Malang", "Dinoyo III A/10 Malang"),
        (
            "Dsn. Krajan RT 02 RW 01 Ds. Sumber Porong Kec. Lawang Kab. Malang",
            "Dusun Krajan RT 2/1 Sumberporong Lawang Malang",
        ),
        ("Jakal Km 5 Yogya", "Jl. Kaliurang Km. 5 Yogyakarta"),
        (
            "Dukuh Kupang XX/12 Surabaya",
            "Jl. Dukuh Kupang XX No. 12 Sby",
        ),
        ("Jl. Gatsu 21 Denpasar", "Jl. Gatot Subroto No.21 Dps"),
        (
            "Jl. KHA. Dahlan 7 Yk",
            "Jl. K.H. Ahmad Dahlan No.7 Yogyakarta",
        ),
        (
            "Jl. Cempaka Putih Tengah 30 no 12 Jakarta 10510",
            "Jl. Cemp. Putih Tgh XXX/12 Jakarta",
        ),
        (
            "Jl. Kb. Jeruk Raya 27 Kebon Jeruk Jkt 11530",
            "Jl. Raya Kebon Jeruk No 27 Jakarta Barat",
        ),
        (
            "Jl. Kelapa Gading Timur Blok QJ1 No. 7, Kelapa Gading, Jakut",
            "Klp Gading Tmr QJ-1/7 Jkt",
        ),
        (
            "Jl. Pemuda 15 Semarang Telp 024-3541234",
            "JL PEMUDA NO 15 SMG",
        ),
        (
            "BTN Minasa Upa Blok K3/9 Makassar",
            "BTN Minasa Upa K3 No 9 Ujung Pandang",
        ),
        ("12 High Street, London", "12 High St, London"),
    ] {
        assert_eq!(
            compare(left, right).relation,
            Relation::Same,
            "{left} / {right}"
        );
    }
}

#[test]
fn weak_and_slipped_agreement_is_similar() {
    for (left, right) in [
        ("Jl. Pemuda Semarang", "Jl. Pemuda Semarang"),
        ("Jl. Pemuda 15 Semarang", "Jl. Pemuda Semarang"),
        (
            "Mall Kelapa Gading Jakut",
            "Mal Kelapa Gading Jakarta Utara",
        ),
        ("Kp. Rawa Bebek Bekasi", "Kampung Rawa Bebek Bekasi"),
        ("Jl. Menteng Raya 25 Jakarta", "Jl. Menteng 25 Jakarta"),
        ("Griya Asri C3/12 Sidoarjo", "Griya Asri C3/21 Sidoarjo"),
        ("Griya Asri C3/12", "Perum Griya Asri C3/12 Sidoarjo"),
        (
            "Kp Rawa Bebek RT 05/09 Bekasi",
            "Kp Rawa Bebek RT 05 RW 09 No 12 Bekasi",
        ),
        (
            "Kost Putri Jl. Mawar Bandung",
            "Kost Putri Jl Mawar Bandung",
        ),
    ] {
        assert_eq!(
            compare(left, right).relation,
            Relation::Similar,
            "{left} / {right}"
        );
    }
}

#[test]
fn neighbours_and_namesakes_are_different() {
    for (left, right, level) in [
        (
            "Jl. Pemuda 15 Semarang",
            "Jl. Pemuda 17 Semarang",
            Level::Contradicting,
        ),
        (
            "Griya Asri C3/12 Sidoarjo",
            "Griya Asri C2/12 Sidoarjo",
            Level::Contradicting,
        ),
        (
            "Griya Asri C3/12 Sidoarjo",
            "Griya Asri C3/14 Sidoarjo",
            Level::Contradicting,
        ),
        (
            "Jl. Mawar 5 Surabaya",
            "Jl. Melati 5 Surabaya",
            Level::Different,
        ),
        (
            "Gg. Mawar 3 No 7 Bandung",
            "Gg. Mawar 5 No 7 Bandung",
            Level::Different,
        ),
        (
            "Jl. Pemuda 15 Semarang",
            "Jl. Pemuda 15 Surabaya",
            Level::Different,
        ),
        (
            "Jl. Raya Darmo 50 Surabaya",
            "Jl. Raya Darmo Permai 50 Surabaya",
            Level::Different,
        ),
        (
            "Jl. Kaliurang Km 5 Sleman",
            "Jl. Kaliurang Km 7 Sleman",
            Level::Contradicting,
        ),
        ("Semarang", "Semarang", Level::Missing),
        ("-", "Jl. Pemuda 15 Surabaya", Level::Missing),
        ("-", "-", Level::Missing),
    ] {
        let found = compare(left, right);
        assert_eq!(found.relation, Relation::Different, "{left} / {right}");
        assert_eq!(found.level, level, "{left} / {right}");
    }
}
