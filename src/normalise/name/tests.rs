//! Hand-picked names, then the specification's case files when they are at hand.

use super::*;

fn parsed(raw: &str) -> Name {
    parse(raw).unwrap_or_else(|| panic!("`{raw}` is a name"))
}

fn canonical(raw: &str) -> String {
    parsed(raw).canonical()
}

fn titles(raw: &str) -> String {
    parsed(raw).titles.join("|")
}

#[test]
fn titles_leave_the_front_of_an_indonesian_name() {
    let name = parsed("Drs. Ec. H. Soegeng Rijadi, MM");
    assert_eq!(name.titles, ["drs", "h", "mm"]);
    assert_eq!(name.core, "soegeng rijadi");
    assert_eq!(name.canonical(), "sugeng riyadi");
    assert_eq!(name.gender, Some(Gender::Male));
    assert_eq!(titles("Ir.H.Djuanda"), "h|ir");
    assert_eq!(titles("K.H. Hasyim"), "kh");
    assert_eq!(titles("Raden Roro Siti Maryam"), "rr");
}

#[test]
fn degrees_are_known_with_dots_with_blanks_and_without() {
    for raw in [
        "Budi Santoso, S. Kom",
        "Budi Santoso S.Kom.",
        "BUDI SANTOSO SKOM",
    ] {
        assert_eq!(
            (canonical(raw).as_str(), titles(raw).as_str()),
            ("budi santoso", "skom"),
            "{raw}"
        );
    }
    assert_eq!(titles("dr. Abd. Rachman, Sp.PD"), "dr|sppd");
}

#[test]
fn the_last_token_is_never_a_title() {
    assert_eq!(canonical("Haji"), "haji");
    assert_eq!(canonical("AGUS MM"), "agus mm");
    assert_eq!(canonical("Yanto ST"), "yanto st");
    assert_eq!(canonical("dr. Mars"), "mars");
}

#[test]
fn words_of_foreign_names_are_kept() {
    for (raw, expected) in [
        ("Vincent van Gogh", "vincent van gogh"),
        ("Conan O'Brien", "conan obrien"),
        ("Bruno Mars", "bruno mars"),
        ("Yo-Yo Ma", "yo yo ma"),
        ("H. G. Wells", "h g wells"),
        ("R. A. Dickey", "r a dickey"),
        ("María de la Cruz", "maria de la cruz"),
        ("Ian St. John", "ian st john"),
        ("KO SIOE LAN", "ko siu lan"),
        ("Dan Brown", "dan brown"),
        ("Ray Charles", "ray charles"),
        ("Pa Houa Vang", "pa houa vang"),
        ("Zhang Bin", "zhang bin"),
    ] {
        let name = parsed(raw);
        assert_eq!(
            (name.kind, name.titles.len()),
            (NameKind::Person, 0),
            "{raw}"
        );
        assert_eq!(
            name.tokens.len(),
            expected.split(' ').count(),
            "{raw}: {:?}",
            name.tokens
        );
    }
    assert_eq!(canonical("H. G. Wells"), "h g wells");
}

#[test]
fn western_titles_and_suffixes_are_split_off() {
    let name = parsed("Dr. John Smith Jr.");
    assert_eq!(
        (name.suffix.as_deref(), name.titles.join("|").as_str()),
        (Some("jr"), "dr")
    );
    assert_eq!(name.tokens, ["john", "smith"]);
    assert_eq!(name.core, "john smith jr");
    assert_eq!(parsed("Thurston Howell III").suffix.as_deref(), Some("iii"));
    assert_eq!(parsed("John Smith, MD, PhD").titles, ["md", "phd"]);
    assert_eq!(parsed("Mrs. Jane Doe").gender, Some(Gender::Female));
    assert_eq!(parsed("Herr Jürgen Groß").core, "jürgen groß");
}

#[test]
fn a_comma_without_a_degree_turns_the_name_round() {
    assert_eq!(canonical("Santoso, Budi"), "budi santoso");
    assert_eq!(canonical("Hughes, Howie"), "howie hughes");
    assert_eq!(canonical("Smith Jr., Mary Anne"), "mary anne smith");
    assert_eq!(parsed("Smith, Mary, III").suffix.as_deref(), Some("iii"));
    assert_eq!(canonical("Santoso, SE"), "santoso");
}

#[test]
fn balinese_abbreviations_need_balinese_neighbours() {
    assert_eq!(canonical("I GST. NGR. PUTRA"), "i gusti ngurah putra");
    assert_eq!(canonical("Ni Lh. Pt. Ayu"), "ni luh putu ayu");
    assert_eq!(canonical("John Pt"), "john pt");
    assert_eq!(parsed("Ni Md. Suartini").gender, Some(Gender::Female));
    assert_eq!(parsed("I Gusti Ayu Rai").gender, Some(Gender::Female));
}

#[test]
fn markers_of_descent_tell_gender_and_keep_the_father_apart() {
    let name = parsed("Sutrisno bin Kartodimejo");
    assert_eq!(
        (name.canonical().as_str(), name.father.as_deref()),
        ("sutrisno", Some("kartodimejo"))
    );
    assert_eq!(name.gender, Some(Gender::Male));
    let name = parsed("Rina br. Sitepu");
    assert_eq!(
        (name.canonical().as_str(), name.gender),
        ("rina sitepu", Some(Gender::Female))
    );
}

#[test]
fn persons_named_by_a_relation_say_so() {
    assert_eq!(parsed("Ny. Budi Santoso").relation.as_deref(), Some("ny"));
    assert_eq!(parsed("Ny. Lily Tanoto").relation, None);
    assert_eq!(parsed("Mrs. John Smith").relation.as_deref(), Some("mrs"));
    let name = parsed("Istri Pak Budi");
    assert_eq!(
        (name.relation.as_deref(), name.gender),
        (Some("istri"), Some(Gender::Female))
    );
    assert_eq!(name.tokens, ["budi"]);
    assert_eq!(parsed("Anak Agung Istri Rai").relation, None);
}

#[test]
fn two_persons_make_a_joint_name() {
    let name = parsed("Budi & Ani");
    assert_eq!(
        (name.kind, name.core.as_str()),
        (NameKind::Joint, "budi & ani")
    );
    let name = parsed("Bpk/Ibu Hartono");
    assert_eq!(
        (name.kind, name.titles.join("|").as_str(), name.gender),
        (NameKind::Joint, "bapak|ibu", None)
    );
    assert_eq!(parsed("Mr. and Mrs. Smith").kind, NameKind::Joint);
}

#[test]
fn organisations_groups_and_mixed_parties_are_told_from_persons() {
    for (raw, kind) in [
        ("PT Maju Jaya", NameKind::Organisation),
        ("P.T. Maju Jaya", NameKind::Organisation),
        ("Acme Widgets, Inc.", NameKind::Organisation),
        ("Apotik Sehat", NameKind::Organisation),
        ("Keluarga Tanoto", NameKind::Group),
        ("Susanti c.s.", NameKind::Group),
        ("UD. Makmur (Bp. Hendro)", NameKind::Mixed),
        ("Ibu Lanny d/a Toko Mas Gajah", NameKind::Mixed),
    ] {
        assert_eq!(parsed(raw).kind, kind, "{raw}");
    }
}

#[test]
fn a_column_of_organisations_knows_no_titles() {
    let name = organisation("PT. Bank Mas Tbk").expect("a name");
    assert_eq!(
        (name.core.as_str(), name.canonical().as_str()),
        ("pt bank mas tbk", "bank mas")
    );
    assert_eq!(
        organisation("Herr GmbH & Co. KG").expect("a name").tokens,
        ["herr"]
    );
    assert_eq!(
        organisation("Ferrari S.p.A.").expect("a name").tokens,
        ["ferrari"]
    );
    assert_eq!(
        organisation("Johnson & Johnson").expect("a name").tokens,
        ["johnson", "johnson"]
    );
    let dotted = [
        "Vogel Elektronik B.V.",
        "P.T. Maju Jaya",
        "Acme L.L.C.",
        "Vogel Textil Gesellschaft mit beschränkter Haftung",
        "Kelid Sociedad Limitada",
    ];
    let plain = [
        "Vogel Elektronik BV",
        "PT Maju Jaya",
        "Acme LLC",
        "Vogel Textil GmbH",
        "Kelid SL",
    ];
    for (dotted, plain) in dotted.into_iter().zip(plain) {
        let of = |raw| organisation(raw).expect("a name");
        assert_eq!(of(dotted).display_plain(), of(plain).display_plain());
        assert_eq!(of(dotted).tokens, of(plain).tokens);
    }
    assert_eq!(organisation("-"), None);
}

#[test]
fn parts_keep_their_counts() {
    let name = from_parts("Mary Ann", "", "van der Berg", "").expect("a name");
    assert_eq!((name.given, name.family, name.tokens.len()), (2, 3, 5));
    let name = from_parts("Robert", "J", "Ma", "Jr.").expect("a name");
    assert_eq!(
        (name.core.as_str(), name.suffix.as_deref()),
        ("robert j ma jr", Some("jr"))
    );
    assert_eq!((name.given, name.family), (2, 1));
    let name = from_parts("-", "", "Smith III", "").expect("a name");
    assert_eq!(
        (name.given, name.family, name.suffix.as_deref()),
        (0, 1, Some("iii"))
    );
    assert_eq!(from_parts("", "-", "N/A", ""), None);
    let name = from_parts("Henry", "", "Ford Sr.", "MD").expect("a name");
    assert_eq!(
        (
            name.suffix.as_deref(),
            name.titles.join("|").as_str(),
            name.family
        ),
        (Some("sr"), "md", 1)
    );
}

#[test]
fn placeholders_roles_and_void_records_are_no_names() {
    for raw in [
        "",
        "-",
        "CASH",
        "NN",
        "Tes Kasir",
        "JANGAN DIPAKAI",
        "Ibu Guru",
        "Bu Haji",
        "Bapak",
        "12345",
        "...",
        "()",
    ] {
        assert_eq!(parse(raw), None, "{raw}");
    }
}

#[test]
fn notes_and_counters_are_cut_off() {
    assert_eq!(parsed("BUDI 2").core, "budi");
    assert_eq!(parsed("Ibu Ani (Darmo)").core, "ani");
    assert_eq!(parsed("B U D I").core, "budi");
    assert_eq!(parsed("Alm. Suparno").titles, ["alm"]);
    assert_eq!(canonical("Tan Lie Hwa alias Santoso Wijaya"), "tan lie hwa");
}

#[test]
fn salutations_and_parties_in_odd_places_are_understood() {
    assert_eq!(titles("HARTONO BPK"), "bapak");
    assert_eq!(titles("Hartono (Bpk)"), "bapak");
    assert_eq!(titles("Kol. (Purn) Suharto"), "kol|purn");
    assert_eq!(parsed("Djoko Santoso & Istri").tokens, ["joko", "santoso"]);
    assert_eq!(parsed("Hendra / Toko Jaya").kind, NameKind::Mixed);
    assert_eq!(canonical("A.A. Ngr. Oka"), "anak agung ngurah oka");
    assert_eq!(canonical("u.p. Ibu Rina"), "rina");
}

#[test]
fn any_script_becomes_ascii_tokens_and_keeps_its_core() {
    let name = parsed("王小明");
    assert_eq!(
        (name.core.as_str(), name.canonical().as_str()),
        ("王 小明", "wang xiaoming")
    );
    assert_eq!(canonical("Александр Пушкин"), "aleksandr pushkin");
    assert_eq!(parsed("José Müller").core, "josé müller");
    assert_eq!(canonical("김민수"), "gim minsu");
}

#[test]
fn odd_text_does_not_panic() {
    let odd = [
        "'",
        "''",
        "\"",
        "(",
        ")(",
        "((Budi",
        "a/",
        "/",
        "//a",
        "&",
        "& Ani",
        ",",
        ",,",
        "Budi,",
        ", Budi",
        ".",
        "S.",
        "-H.-",
        "🙂",
        "🙂 Budi",
        "\u{301}",
        "ß",
        "İ",
        "a/n",
        "d/a",
        "qq",
        "bin",
        "binti x",
        "x bin",
        "R. R. R.",
        "PT",
        "PT.",
        "cs",
        "Kel.",
        "و",
        "ﷺ",
        "नमस्ते",
        "ⅷ",
        "½",
        "H. H. H.",
        "& & &",
        "dan",
        "and and and",
        "Jr.",
        "III",
        "SE, SE",
        "b. b. b.",
        "Ny. Ny.",
        "oe",
        "oe oe",
        "tj dj",
        "O'",
        "'O",
        "d'",
        "a\u{0}b",
        "\u{ffff}",
        "\u{10ffff}",
        "1 2 3",
        "Mr. Mr. Mr.",
    ];
    for left in odd {
        for right in odd {
            for text in [
                left.to_owned(),
                format!("{left} {right}"),
                format!("{left},{right}"),
                format!("{left}({right}"),
            ] {
                let _ = (parse(&text), organisation(&text), token_key(&text));
            }
            let _ = from_parts(left, right, left, right);
        }
    }
}
