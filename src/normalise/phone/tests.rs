//! What telephone fields are read as.

use proptest::prelude::*;

use super::super::city;
use super::*;

fn all(raw: &str, place: &str) -> Vec<String> {
    let place = city::resolve(place);
    let code = place.and_then(|place| place.code);
    parse(raw, Country::Indonesia, code)
        .into_iter()
        .map(|phone| phone.digits.into_string())
        .collect()
}

#[test]
fn one_mobile_number_is_read_in_many_forms() {
    for raw in [
        "085643120987",
        "+62 856 4312 0987",
        "+62 0856 4312 0987",
        "6285643120987",
        "0062-856-43120987",
        "85643120987",
        "'085643120987",
        "0856 4312 O987",
        "085643120987 (WA)",
        "HP: 0856.4312.0987",
        "+62(0)85643120987",
        "0856-4312-09-87",
    ] {
        assert_eq!(all(raw, ""), ["+6285643120987"], "{raw}");
    }
}

#[test]
fn the_city_lends_its_area_code() {
    assert_eq!(all("567-1234", "Sby"), ["+62315671234"]);
    assert_eq!(all("5671234", "JAKARTA"), ["+62215671234"]);
    assert_eq!(all("5671234", "Sidoarjo"), ["+62315671234"]);
    assert_eq!(all("5671234", ""), ["5671234"]);
    assert_eq!(all("8311234", "SMG"), ["+62248311234"]);
    assert_eq!(all("315671234", "SURABAYA"), ["+62315671234"]);
}

#[test]
fn a_field_may_hold_several_numbers() {
    assert_eq!(
        all("(0283) 368085, 0879 760 27215", ""),
        ["+62283368085", "+6287976027215"]
    );
    assert_eq!(all("5671234/35", "SBY"), ["+62315671234", "+62315671235"]);
    assert_eq!(all("5671234-35", "SBY"), ["+62315671234", "+62315671235"]);
    assert_eq!(
        all("081230456712 & 13", ""),
        ["+6281230456712", "+6281230456713"]
    );
    assert_eq!(all("031/5671234", ""), ["+62315671234"]);
    assert_eq!(
        all("081230456712 085643120987", ""),
        ["+6281230456712", "+6285643120987"]
    );
}

#[test]
fn notes_are_kept_and_labels_are_not() {
    let note = |raw| parse(raw, Country::Indonesia, None)[0].note.clone();
    assert_eq!(note("081230456712(ibu)").as_deref(), Some("ibu"));
    assert_eq!(note("081230456712 an. Budi").as_deref(), Some("an budi"));
    assert_eq!(note("HP 081230456712"), None);
}

#[test]
fn what_is_damaged_or_invented_is_missing() {
    for raw in [
        "8.5643E+10",
        "0812-3045-67XX",
        "08123456789",
        "021",
        "BELUM ADA",
        "021-1234567",
        "pin bb 25A1B2C3",
        "27A31B9C",
        "-",
        "9-",
        "(0) ",
        "\u{661}\u{662}",
    ] {
        assert_eq!(all(raw, "Surabaya"), [""; 0], "{raw}");
    }
}

#[test]
fn other_plans_need_no_settings() {
    let one = |raw, country| parse(raw, country, None).remove(0).digits;
    assert_eq!(one("(650) 253-0000", Country::UnitedStates), "+16502530000");
    assert_eq!(one("1-650-253-0000", Country::UnitedStates), "+16502530000");
    assert_eq!(
        one("650.253.0000 x12", Country::UnitedStates),
        "+16502530000"
    );
    assert_eq!(
        one("020 7183 8750", Country::Other(*b"GB")),
        "+442071838750"
    );
    assert_eq!(one("+44 20 7183 8750", Country::Unknown), "+442071838750");
    assert_eq!(one("878-3641", Country::Unknown), "8783641");
}

#[test]
fn most_values_tell_the_country() {
    let guess = |values: &[&str]| guess_country(values.iter().copied(), || None);
    assert_eq!(
        guess(&["081230456712", "62812304567", "031-5671234", "5671234"]),
        Country::Indonesia
    );
    assert_eq!(
        guess(&["650-253-0000", "(312) 555-1234", "3125551234"]),
        Country::UnitedStates
    );
    assert_eq!(
        guess(&["812-253-0000", "(812) 555-1234"]),
        Country::UnitedStates
    );
    assert_eq!(guess(&["12345678", "-"]), Country::Unknown);
}

#[test]
fn the_codes_of_a_column_tell_the_country_of_numbers_without_one() {
    let guess = |values: &[&str]| guess_country(values.iter().copied(), || None);
    let german = [
        "+49 171 12467584",
        "0171/12467584",
        "017112467584",
        "0891135127",
        "0049 89 1135128",
        "0221 902691",
    ];
    assert_eq!(guess(&german), Country::Other(*b"DE"));
    assert_eq!(
        guess(&["+62 812 3045 6712", "031-5671234", "0341 567123"]),
        Country::Indonesia
    );
    // Only guests have a code, or the others are no numbers of their country.
    assert_eq!(
        guess(&["+49 171 12467584", "+33 6 12 34 56 78", "0221 902691"]),
        Country::Unknown
    );
    assert_eq!(
        guess(&["+65 9123 4567", "0341 567123", "031 5671234"]),
        Country::Unknown
    );
}

#[test]
fn an_area_code_before_a_slash_counts_with_its_line() {
    let guess = |values: &[&str]| guess_country(values.iter().copied(), || None);
    assert_eq!(
        guess(&["213/415-3043", "310/555-1234"]),
        Country::UnitedStates
    );
}

#[test]
fn landlines_are_indonesian_at_home_alone() {
    let british = ["07260007056", "07083882654", "0711 5551234"];
    let landlines = ["031-5671234", "0341 567123"];
    let mobiles = ["081230456712", "085643120987", "031-5671234"];
    let guess = |values: &[&str], is_home| guess_country(values.iter().copied(), || is_home);
    for is_home in [Some(false), None] {
        assert_eq!(guess(&british, is_home), Country::Unknown);
        assert_eq!(guess(&landlines, is_home), Country::Unknown);
        assert_eq!(guess(&mobiles, is_home), Country::Indonesia);
    }
    assert_eq!(guess(&landlines, Some(true)), Country::Indonesia);
}

#[test]
fn a_slash_behind_an_area_code_of_any_country_parts_it_from_the_line() {
    let one = |raw, country| parse(raw, country, None).remove(0).digits;
    assert_eq!(one("0201/517971", Country::Unknown), "0201517971");
    assert_eq!(one("0221/902691", Country::Unknown), "0221902691");
    let german = Country::Other(*b"DE");
    for (raw, country, digits) in [
        ("213/415-3043", Country::UnitedStates, "+12134153043"),
        ("+1 213/415-3043", Country::Unknown, "+12134153043"),
        ("0171/87543029", german, "+4917187543029"),
        ("0049 171/87543029", german, "+4917187543029"),
        ("+49 (0)171 / 875 43029", Country::Unknown, "+4917187543029"),
        ("089/1135127", german, "+49891135127"),
        ("0711 / 123 45 67", german, "+497111234567"),
        ("02/512.34.56", Country::Other(*b"BE"), "+3225123456"),
    ] {
        assert_eq!(one(raw, country), digits, "{raw}");
    }
}

#[test]
fn a_slash_between_numbers_still_parts_them() {
    let all = |raw| -> Vec<_> {
        let phones = parse(raw, Country::UnitedStates, None);
        phones.into_iter().map(|phone| phone.digits).collect()
    };
    assert_eq!(
        all("213/415-3043, 213/415-3044"),
        ["+12134153043", "+12134153044"]
    );
    assert_eq!(
        all("213-415-3043/44/213-415-3055"),
        ["+12134153043", "+12134153044", "+12134153055"]
    );
    let indonesian = |raw| -> Vec<_> {
        let phones = parse(raw, Country::Indonesia, None);
        phones.into_iter().map(|phone| phone.digits).collect()
    };
    assert_eq!(
        indonesian("021/5551234/35/5551236"),
        ["+62215551234", "+62215551235", "+62215551236"]
    );
    for apart in ["24; 5671299", "110 / 5671299", "1500 & 5671299"] {
        let joined = apart.replace(|c: char| !c.is_ascii_digit(), "");
        assert!(
            !indonesian(apart)
                .iter()
                .any(|digits| digits.ends_with(&joined)),
            "{apart}"
        );
    }
}

#[test]
fn the_shops_own_numbers_are_no_evidence() {
    set_shared(vec!["+62319870123".to_owned()]);
    assert_eq!(all("031-9870123 / 081230456712", ""), ["+6281230456712"]);
    assert_eq!(all("031-9870123", ""), [""; 0]);
    let number = read("031-9870123", Country::Indonesia, None, None).remove(0);
    assert_eq!(
        (number.number_type, number.standing),
        (NumberType::Landline, Standing::Shared)
    );
}

#[test]
fn an_area_code_is_held_against_the_city() {
    let one = |raw| parse(raw, Country::Indonesia, None).remove(0);
    assert_eq!(fits_city(&one("031-5671234"), "35.15"), Some(true));
    assert_eq!(fits_city(&one("031-5671234"), "35"), Some(true));
    assert_eq!(fits_city(&one("031-5671234"), "31.74"), Some(false));
    assert_eq!(fits_city(&one("081230456712"), "35.78"), None);
    assert_eq!(in_service(&one("082130456712"), 2003), Some(false));
    assert_eq!(in_service(&one("081230456712"), 2003), Some(true));
    assert_eq!(in_service(&one("022-91304528"), 2020), Some(false));
}

#[test]
fn expanded_lines_are_one_line() {
    assert!(is_renumbered("+6224311234", "+62248311234"));
    assert!(!is_renumbered("+6224311234", "+62318311234"));
    assert!(!is_renumbered("+6281230456712", "+62812304567"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(raw in "\\PC{0,40}", city in proptest::option::of("[0-9.]{0,6}")) {
        let _ = read(&raw, Country::Indonesia, city.as_deref(), Some(2005));
        let _ = parse(&raw, Country::Unknown, None);
    }

    #[test]
    fn fields_of_digits_and_words_are_read_without_panic(raw in "[0-9oilx+()/,&#. a-z-]{0,40}") {
        let _ = read(&raw, Country::Indonesia, Some("35.78"), None);
        let _ = parse(&raw, Country::UnitedStates, None);
    }

    #[test]
    fn a_canonical_number_is_read_as_itself(raw in "(0|62|\\+62|)[0-9]{5,13}( / [0-9]{5,12})?") {
        for phone in parse(&raw, Country::Indonesia, Some("35.78")) {
            if phone.digits.starts_with('+') {
                let again = parse(&phone.digits, Country::Indonesia, Some("35.78"));
                prop_assert_eq!(again.len(), 1, "{}", raw);
                prop_assert_eq!(&again[0].digits, &phone.digits, "{}", raw);
            }
        }
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one(raw in "(0|62|\\+62|)[2-8][0-9]{2}[ -]?[0-9]{3,4}[ .-]?[0-9]{0,5}") {
        if let Some(verdict) = read_plain(&raw) {
            let number = read(&raw, Country::Indonesia, None, None).remove(0);
            prop_assert_eq!(number.digits, verdict.digits);
            prop_assert_eq!(number.number_type, verdict.number_type);
        }
    }
}

#[test]
fn a_spreadsheets_decimals_are_left_to_the_long_way() {
    for raw in ["0210001.00", "0215671234.0", "031-5671234.000"] {
        assert!(read_plain(raw).is_none(), "{raw}");
    }
}

#[test]
fn a_regency_of_several_areas_lends_the_code_of_its_main_one() {
    for (city, code) in [
        ("35.25", "31"),
        ("32.01", "251"),
        ("73.06", "411"),
        ("35.09", "331"),
    ] {
        let phones = parse("567123", Country::Indonesia, Some(city));
        assert_eq!(phones[0].digits, format!("+62{code}567123"), "{city}");
    }
}
