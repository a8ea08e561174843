//! What dates are read as.

use proptest::prelude::*;

use super::*;

fn dmy(raw: &str) -> String {
    parse(raw, DateOrder::DayMonth).map_or_else(String::new, |date| date.iso())
}

fn birth(raw: &str) -> String {
    parse_birth(raw, DateOrder::DayMonth).map_or_else(String::new, |date| date.iso())
}

#[test]
fn one_day_is_read_in_many_forms() {
    for raw in [
        "03.12.2005",
        "3-12-2005",
        "031205",
        "20051203",
        "2005-12-03",
        "03/12/2005 14.35",
        "3 Des 2005",
        "Sabtu, 3 Desember 2005",
        "03-XII-2005",
        "O3-12-2OO5",
        "38689",
        "38689.6077",
        "2005-12-03T10:15:00Z",
        "Dec 3, 2005",
        "03-Dec-05",
        "3/12/05",
    ] {
        assert_eq!(dmy(raw), "2005-12-03", "{raw}");
    }
}

#[test]
fn the_precision_is_that_of_the_source() {
    assert_eq!(dmy("Des 2005"), "2005-12");
    assert_eq!(dmy("12/2005"), "2005-12");
    assert_eq!(dmy("2005"), "2005");
    assert_eq!(birth("12 Maret"), "--03-12");
    assert_eq!(birth("12/03"), "--03-12");
    assert_eq!(birth("00/00/1980"), "1980");
}

#[test]
fn old_years_are_valid() {
    assert_eq!(dmy("1501-01-01"), "1501-01-01");
    assert_eq!(dmy("1847-05-16"), "1847-05-16");
}

#[test]
fn impossible_dates_keep_what_can_be_kept() {
    let date = parse("1862-02-81", DateOrder::DayMonth).expect("a month is left");
    assert_eq!((date.iso().as_str(), date.suspect), ("1862-02", true));
    for raw in [
        "00-00-0000",
        "0000-00-00",
        "  /  /    ",
        "-",
        "abc",
        "99999999999999999",
    ] {
        assert_eq!(dmy(raw), "", "{raw}");
    }
}

#[test]
fn two_digit_years_of_birth_turn_after_fifteen() {
    assert_eq!(birth("12/03/80"), "1980-03-12");
    assert_eq!(birth("01-Apr-16"), "1916-04-01");
    assert_eq!(birth("01-Apr-15"), "2015-04-01");
    assert_eq!(dmy("22-Jan-10"), "2010-01-22");
}

#[test]
fn usual_stand_ins_are_suspect_as_birth_dates_only() {
    for raw in ["01/01/1980", "01/01/1900", "17-08-1945"] {
        let date = parse_birth(raw, DateOrder::DayMonth).expect("a date");
        assert!(date.suspect, "{raw}");
    }
    let date = parse("01/01/2006", DateOrder::DayMonth).expect("a date");
    assert!(!date.suspect);
    assert_eq!(dmy("01/01/1900"), "");
}

#[test]
fn an_age_is_not_a_date() {
    assert_eq!(birth("25 th"), "");
    assert_eq!(birth("30 tahun"), "");
}

#[test]
fn a_value_with_one_reading_decides_the_column() {
    let order = |values: &[&str]| decide_order(values.iter().copied());
    assert_eq!(
        order(&["01/02/2005", "12/25/2005"]),
        Some(DateOrder::MonthDay)
    );
    assert_eq!(
        order(&["01/02/2005", "25/12/2005"]),
        Some(DateOrder::DayMonth)
    );
    assert_eq!(order(&["01/02/2005", "2005-12-25"]), None);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(raw in "\\PC{0,30}", digits in "[0-9OlI/. -]{0,24}", as_of in proptest::option::of(any::<i16>())) {
        for text in [&raw, &digits] {
            for is_birth in [false, true] {
                let context = DateContext { order: DateOrder::MonthDay, is_year_first: is_birth, is_birth, as_of };
                let _ = read(text, &context);
            }
            let _ = parse_birth(text, DateOrder::DayMonth);
        }
    }

    #[test]
    fn a_canonical_date_is_read_as_itself(raw in "[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}|[0-9]{4,8}") {
        if let Some(date) = parse(&raw, DateOrder::DayMonth).filter(Date::is_full) {
            let again = parse(&date.iso(), DateOrder::DayMonth);
            prop_assert_eq!(again.map(|date| date.iso()), Some(date.iso()));
        }
    }
}

#[test]
fn a_birth_in_parts_is_read_as_far_as_it_is_written() {
    let iso = |year, month, day| birth_of_parts(year, month, day).map(|date| date.iso());
    assert_eq!(iso("1956", "6", "15").as_deref(), Some("1956-06-15"));
    assert_eq!(iso("56", "Juni", "15").as_deref(), Some("1956-06-15"));
    assert_eq!(iso("1956", "", "").as_deref(), Some("1956"));
    assert_eq!(iso("", "6", "15"), None);
    assert_eq!(
        birth_of_age("35", 1881).map(|date| date.iso()).as_deref(),
        Some("1846")
    );
    assert_eq!(birth_of_age("7 bulan", 2006), None);
}

#[test]
fn new_years_that_stand_for_years_alone_are_kept() {
    let text = |at: u32| match at {
        0..100 => format!("{}-01-01", 1850 + at),
        _ => format!("{}-05-{:02}", 1750 + at, 1 + at % 28),
    };
    let mut dates: Vec<Option<Date>> = (0..200)
        .map(|at| parse_birth(&text(at), DateOrder::DayMonth))
        .collect();
    let rows: Vec<u32> = (0..200).collect();
    leave_out_defaults(&mut dates, &rows, &rows);
    assert!(dates.iter().all(Option::is_some));
}

#[test]
fn a_day_that_far_too_many_are_born_on_is_missing() {
    let day = |at: u32| {
        parse_birth(
            &format!("19{:02}-{:02}-05", 40 + at % 50, 1 + at % 12),
            DateOrder::DayMonth,
        )
    };
    let mut dates: Vec<Option<Date>> = (0..300).map(day).collect();
    let default = |text| parse_birth(text, DateOrder::DayMonth);
    dates.extend([default("1911-11-11"), default("1901-01-01")]);
    let mut cells: Vec<u32> = (0..300).chain([301]).collect();
    cells.extend([300; 40]);
    let rows: Vec<u32> = (0..341).collect();
    leave_out_defaults(&mut dates, &cells, &rows);
    assert_eq!(dates[300..], [None, None]);
    assert!(dates[..300].iter().all(Option::is_some));
}
