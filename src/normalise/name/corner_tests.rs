//! Titles, forms and parties at the edges of the tables.

use super::*;

fn parsed(raw: &str) -> Name {
    parse(raw).expect("a name")
}

/// Titles joined by a bar, and the core.
fn titles_and_core(raw: &str) -> (String, String) {
    let name = parsed(raw);
    (name.titles.join("|"), name.core)
}

fn extra(raw: &str, kind: Extra) -> Option<String> {
    parsed(raw).extra(kind).map(str::to_owned)
}

#[test]
fn salutations_stand_before_chinese_indonesian_given_names() {
    for (raw, titles, core) in [
        ("Ci Lanny", "ci", "lanny"),
        ("Cik Lanny", "cik", "lanny"),
        ("Nona Lanny", "nn", "lanny"),
        ("Koh Lanny", "koh", "lanny"),
        ("Br. Paulus", "br", "paulus"),
        ("KO SIOE LAN", "", "ko sioe lan"),
        ("Cici Lanny", "ci", "lanny"),
        ("Cici", "", "cici"),
        ("Cucu Sulastri", "", "cucu sulastri"),
    ] {
        assert_eq!(
            titles_and_core(raw),
            (titles.to_owned(), core.to_owned()),
            "{raw}"
        );
    }
}

#[test]
fn degrees_are_found_by_their_capitals_and_behind_doctors() {
    for (raw, titles, core) in [
        ("dr Hendra Gunawan SpA", "dr|spa", "hendra gunawan"),
        ("DR HENDRA GUNAWAN SPA", "dr|spa", "hendra gunawan"),
        ("dr. Hendra, SpOT", "dr|spot", "hendra"),
        ("dr. Budi, Sp.N", "dr|spn", "budi"),
        ("dr. Budi, M.Biomed", "dr|mbiomed", "budi"),
        ("Siti Aminah AMd Keb", "amdkeb", "siti aminah"),
        ("Budi Santoso, M.Ak", "mak", "budi santoso"),
        ("Rini Astuti Ak.", "ak", "rini astuti"),
    ] {
        assert_eq!(
            titles_and_core(raw),
            (titles.to_owned(), core.to_owned()),
            "{raw}"
        );
    }
}

#[test]
fn ranks_may_be_written_in_two_words() {
    for (raw, titles) in [
        ("Let.Kol. Agus Hartono", "letkol"),
        ("Let.Jen. S. Parman", "letjen"),
        ("Mayor Jenderal Agus Hartono", "mayjen"),
        ("Letnan Kolonel Agus", "letkol"),
    ] {
        assert_eq!(titles_and_core(raw).0, titles, "{raw}");
    }
}

#[test]
fn a_dead_persons_mark_tells_a_gender_that_the_name_does_not() {
    let gender = |raw: &str| parsed(raw).told_gender().map(|told| told.0);
    assert_eq!(gender("Alm. Budi"), Some(Gender::Male));
    assert_eq!(gender("Budi (alm)"), Some(Gender::Male));
    assert_eq!(gender("Budi, alm."), Some(Gender::Male));
    assert_eq!(gender("Almh. Budi"), Some(Gender::Female));
    assert_eq!(gender("Alm. Siti Aminah"), Some(Gender::Female));
}

#[test]
fn fathers_lose_their_titles() {
    let father = |raw: &str| parsed(raw).father.unwrap_or_default();
    assert_eq!(father("Siti Aminah binti H. Abdullah"), "abdullah");
    assert_eq!(father("Sutrisno bin Alm. Karto"), "karto");
}

#[test]
fn organisations_show_their_form_and_their_contact() {
    for (raw, titles, core) in [
        ("MAJU JAYA CV", "cv", "maju jaya"),
        ("PT Telkom (Persero)", "persero|pt", "telkom"),
        ("Rumah Makan Padang", "rm", "padang"),
        ("Universitas Airlangga", "univ", "airlangga"),
        ("Dharma Wanita", "pkk", "dharma wanita"),
    ] {
        assert_eq!(
            titles_and_core(raw),
            (titles.to_owned(), core.to_owned()),
            "{raw}"
        );
    }
    for raw in [
        "UD. Makmur, Bp. Hendro",
        "UD. Makmur (Hendro)",
        "UD. Makmur, up. Hendro",
    ] {
        assert_eq!(
            extra(raw, Extra::Contact).as_deref(),
            Some("hendro"),
            "{raw}"
        );
        assert_eq!(parsed(raw).kind, NameKind::Mixed, "{raw}");
    }
}

#[test]
fn other_names_and_other_persons_are_told() {
    assert_eq!(
        extra("Santoso (Tan Lie Hwa)", Extra::Alias).as_deref(),
        Some("tan lie hwa")
    );
    assert_eq!(
        extra("Santoso d/h Tan Lie Hwa", Extra::Alias).as_deref(),
        Some("tan lie hwa")
    );
    assert!(extra("Atas nama Budi", Extra::OnBehalf).is_some());
    assert_eq!(parsed("Mak Lina").relation.as_deref(), Some("mak"));
    assert_eq!(parsed("Mak Siu Ling").relation, None);
    assert_eq!(parsed("Ist. Budi").relation.as_deref(), Some("ist"));
    assert_eq!(extra("BUDI2", Extra::Note).as_deref(), Some("2"));
    assert_eq!(extra("Rina br Karo", Extra::Clan).as_deref(), Some("karo"));
    assert_eq!(
        parsed("Anaknya Bu Ani").relation.as_deref(),
        Some("anaknya")
    );
    assert!(
        ["Tdk mau isi", "Tanpa nama", "Guest", "Double"]
            .iter()
            .all(|raw| parse(raw).is_none())
    );
    assert_eq!(parsed("Tanoto Family").kind, NameKind::Group);
    assert_eq!(parsed("Ibu-ibu PKK").kind, NameKind::Group);
}

#[test]
fn initials_and_old_letters_are_written_out() {
    for (raw, canonical) in [
        ("F.X. Suharjanto", "fransiskus xaverius suharjanto"),
        ("F. X. Schmidt", "f x schmidt"),
        ("I.B. Mantra", "ida bagus mantra"),
        ("IDA BGS. OKA", "ida bagus oka"),
        ("Prijono", "priyono"),
        ("Rijal", "rijal"),
        ("BUDI2", "budi"),
        ("AA Ayu Putri", "anak agung ayu putri"),
        ("Lh. Sari", "luh sari"),
    ] {
        assert_eq!(parsed(raw).canonical(), canonical, "{raw}");
    }
}
