use super::*;

fn ask(value: &str, city: &str) -> AddressAnswer {
    address(&Question {
        value: value.to_owned(),
        city: Some(city.to_owned()).filter(|city| !city.is_empty()),
        ..Question::default()
    })
}

#[test]
fn placeholders_and_ditto_marks_are_told_apart() {
    for raw in ["Jl.", "XXX", "-", "", "Jl", "Jl. -"] {
        assert_eq!(ask(raw, "").status, "junk", "{raw}");
    }
    for raw in ["sda", "S.D.A.", "idem", "\""] {
        assert_eq!(ask(raw, "Surabaya").status, "ditto", "{raw}");
    }
    for raw in ["Jl. Rumah Sakit 5", "Kost Putri Jl. Mawar 5"] {
        assert_eq!(ask(raw, "").status, "value", "{raw}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
fn listed_cases_are_answered() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/identity/cases/addresses.csv"
    );
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        eprintln!("skipped: {path} is not there");
        return;
    };
    let (mut passed, mut total) = (0, 0);
    for row in reader.records().map(|row| row.expect("well-formed cases")) {
        total += 1;
        let answer = ask(&row[1], &row[2]);
        let got = [
            answer.street,
            answer.number,
            answer.block,
            answer.rt,
            answer.rw,
            answer.complex,
            answer.hamlet,
            answer.village,
            answer.district,
            answer.city_code,
            answer.city,
            answer.province_code,
            answer.postal_code,
            answer.extra,
        ];
        let wrong: Vec<String> = (3..17)
            .zip(got)
            .filter(|(column, got)| got.as_deref().unwrap_or_default() != &row[*column])
            .map(|(column, got)| format!("{:?} read as {got:?}", &row[column]))
            .collect();
        passed += usize::from(wrong.is_empty());
        if !wrong.is_empty() {
            eprintln!("{}: `{}`: {}", &row[0], &row[1], wrong.join("; "));
        }
    }
    eprintln!("addresses: {passed} of {total}");
    assert!(passed * 100 >= total * 97, "{passed} of {total}");
}
