//! `normalise` and `compare`: what they print for values from arguments, lines and objects, and how they refuse.

use serde_json::{Value, json};

use crate::workshop::{Outcome, Workshop};

fn answer(outcome: &Outcome) -> Value {
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("one JSON object")
}

fn asked(arguments: &[&str]) -> Value {
    answer(&Workshop::new().satukan(arguments.iter().copied()))
}

#[test]
fn what_is_known_of_a_value_can_stand_before_or_behind_it() {
    for arguments in [
        ["normalise", "--as", "phone", "5671234", "--city", "Sby"],
        ["normalise", "--city", "Sby", "--as", "phone", "5671234"],
    ] {
        assert_eq!(asked(&arguments)["numbers"][0]["e164"], "+62315671234");
    }
    let born = asked(&["normalise", "--as", "date", "01/01/1970", "--kind", "birth"]);
    assert_eq!(born["status"], "suspect");
    let abroad = asked(&["normalise", "--as", "phone", "91234567", "--country", "sg"]);
    assert_eq!(abroad["numbers"][0]["e164"], "+6591234567");
    let dash = asked(&["normalise", "--as", "name", "--", "-"]);
    assert_eq!(dash["kind"], "placeholder");
}

#[test]
fn two_values_are_compared_in_any_order() {
    let one = asked(&["compare", "--as", "name", "Sri Wahyuni", "Sriwahyuni"]);
    let other = asked(&["compare", "--as", "name", "Sriwahyuni", "Sri Wahyuni"]);
    assert_eq!(one, other);
    assert_eq!(
        (&one["relation"], &one["level"]),
        (&json!("same"), &json!("variant"))
    );
}

#[test]
fn settings_count_where_values_are_tried_out() {
    let workshop = Workshop::new();
    workshop.write(
        "satukan.toml",
        "[normalise]\n\
         titles = { \"bpkh\" = \"bapak\" }\n\
         aliases = { \"mhmmd\" = \"muhammad\" }\n\
         cities = { \"sby brt\" = \"35.78\" }\n\
         placeholders = [\"PELANGGAN TOKO\", \"0812-9999-1234\"]\n\
         shared_telephones = [\"031-5671234\"]\n",
    );
    let ask =
        |kind: &str, value: &str| answer(&workshop.satukan(["normalise", "--as", kind, value]));
    let name = ask("name", "BPKH MHMMD RIZKI");
    assert_eq!(name["titles"], json!(["bapak"]));
    assert_eq!(name["canonical"], "muhammad rizki");
    assert_eq!(ask("address", "Jl. Mawar 5, Sby Brt")["city_code"], "35.78");
    assert_eq!(ask("name", "pelanggan toko")["kind"], "placeholder");
    assert_eq!(
        ask("phone", "0812-9999-1234")["numbers"][0]["e164"],
        Value::Null
    );
    assert_eq!(
        ask("phone", "(031) 5671234")["numbers"][0]["status"],
        "shared"
    );
}

#[test]
fn words_that_could_have_no_effect_are_refused() {
    for (line, message) in [
        (
            "cities = { \"sby\" = \"35.78.10\" }",
            "expected the code of a city or regency",
        ),
        (
            "titles = { \"kyai hj\" = \"kiai\" }",
            "is not one word for one word",
        ),
        (
            "shared_telephones = [\"abc\"]",
            "no whole number at place 1",
        ),
        ("country = \"XX\"", "which is no country"),
    ] {
        let workshop = Workshop::new();
        workshop.write("satukan.toml", format!("[normalise]\n{line}\n"));
        let outcome = workshop.satukan(["normalise", "--as", "name", "Budi"]);
        assert_eq!(outcome.code, 2, "{line}");
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    }
}
