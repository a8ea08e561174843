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
