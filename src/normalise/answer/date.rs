//! Dates, told in plain facts.

use serde::Serialize;

use super::{Order, Question};
use crate::normalise::date::{self, Date, DateContext, DateOrder, DateVerdict};

/// What a date is understood as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateAnswer {
    /// The known parts: `2005-12-03`, `2005-12`, `2005`, `--12-03`.
    pub value: Option<String>,
    /// `day`, `month`, `year`, `month_day`; where there is no such date: `invalid`, `null`, `suspect`, `age`.
    pub precision: &'static str,
    /// `valid`, `recovered`, `suspect`, or the precision again where there is no date.
    pub status: &'static str,
}

/// Tells what a date says; `question.kind` is `birth` where births are meant.
pub fn date(question: &Question) -> DateAnswer {
    let (date, verdict) = read(question);
    let (precision, status) = match (verdict, &date) {
        (DateVerdict::Valid, Some(date)) => (precision(date), "valid"),
        (DateVerdict::Recovered, Some(date)) => (precision(date), "recovered"),
        (DateVerdict::StandIn | DateVerdict::OutOfRange, _) => ("suspect", "suspect"),
        (DateVerdict::Nothing, _) => ("null", "null"),
        (DateVerdict::Age, _) => ("age", "age"),
        _ => ("invalid", "invalid"),
    };
    DateAnswer {
        value: date.map(|date| date.iso()),
        precision,
        status,
    }
}

/// A date as its question allows to read it.
pub(crate) fn read(question: &Question) -> (Option<Date>, DateVerdict) {
    let context = DateContext {
        order: match question.order {
            Some(Order::MonthDayYear) => DateOrder::MonthDay,
            _ => DateOrder::DayMonth,
        },
        is_year_first: question.order == Some(Order::YearMonthDay),
        is_birth: question
            .kind
            .as_deref()
            .is_some_and(|kind| kind.starts_with("birth")),
        as_of: question.as_of,
    };
    date::read(&question.value, &context)
}

fn precision(date: &Date) -> &'static str {
    match (date.year, date.month, date.day) {
        (Some(_), Some(_), Some(_)) => "day",
        (Some(_), Some(_), None) => "month",
        (Some(_), None, _) => "year",
        (None, _, _) => "month_day",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_stand_ins_are_told() {
        let ask = |value: &str, kind: Option<&str>| {
            let question = Question {
                value: value.to_owned(),
                kind: kind.map(str::to_owned),
                ..Question::default()
            };
            let answer = date(&question);
            (answer.value.unwrap_or_default(), answer.status)
        };
        let told = |value: &str, status| (value.to_owned(), status);
        assert_eq!(ask("O3-12-2OO5", None), told("2005-12-03", "recovered"));
        assert_eq!(
            ask("01/01/1970", Some("birth")),
            told("1970-01-01", "suspect")
        );
        assert_eq!(ask("01/01/1970", None), told("1970-01-01", "valid"));
        assert_eq!(ask("01/01/1900", Some("birth")), told("", "null"));
        assert_eq!(ask("tahun 1980", Some("birth")), told("1980", "valid"));
        assert_eq!(ask("3okt2005", None), told("2005-10-03", "valid"));
        assert_eq!(ask("XII/2005", None), told("2005-12", "valid"));
        assert_eq!(ask("1 Agust 2005", None), told("2005-08-01", "valid"));
        assert_eq!(ask("5 Djan 1950", None), told("1950-01-05", "valid"));
        assert_eq!(ask("3 Desmber 2005", None), told("2005-12-03", "valid"));
        assert_eq!(ask("3 xyz 2005", None), told("", "invalid"));
        assert_eq!(ask("20051303", None), told("", "invalid"));
        assert_eq!(ask("3122005", None), told("2005-12-03", "valid"));
        assert_eq!(
            ask("12 Maret '80", Some("birth")),
            told("1980-03-12", "valid")
        );
        assert_eq!(ask("991231", None), told("1999-12-31", "valid"));
        assert_eq!(ask("tidak ada", None), told("", "null"));
        assert_eq!(ask("31/12/9999", None), told("", "null"));
        assert_eq!(
            ask("2005-12-03 14:35:22", None),
            told("2005-12-03", "valid")
        );
        assert_eq!(ask("03/12/2005 2:35 PM", None), told("2005-12-03", "valid"));
    }
}
