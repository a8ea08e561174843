//! The years an export covers, counted in minutes, and dates as operators write them.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Minutes of one day.
pub const DAY: u32 = 24 * 60;
/// Days from the first to the last day of the exports: 1 March 1999 to 31 December 2011.
pub const DAYS: u32 = 4689;

/// A minute since the first day of the exports.
pub type Minute = u32;

/// The day on which `minute` falls.
pub fn date_of(minute: Minute) -> Date {
    let days: Span = i64::from(minute / DAY).days();
    jiff::civil::date(1999, 3, 1).saturating_add(days)
}

/// The year in which `minute` falls.
pub fn year_of(minute: Minute) -> i16 {
    date_of(minute).year()
}

/// How a column writes its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// 20040731, as dBase does.
    Compact,
    /// 31/07/2004.
    Slashes,
    /// 31-07-04.
    ShortDashes,
    /// 7/31/2004, from a PC with American settings.
    American,
    /// 31 Agt 2004.
    Month,
    /// 2004-07-31.
    Iso,
    /// 38199, a spreadsheet's day number.
    Serial,
    /// 31.7.2004.
    Dots,
}

/// Months as Indonesian operators shorten them; the old spellings Peb, Agt and Nop are wanted.
const MONTHS: [&str; 12] = [
    "Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des",
];

/// Writes `date` in the column's form.
pub fn write_date(date: Date, form: DateForm) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match form {
        DateForm::Compact => format!("{year:04}{month:02}{day:02}"),
        DateForm::Slashes => format!("{day:02}/{month:02}/{year:04}"),
        DateForm::ShortDashes => format!("{day:02}-{month:02}-{:02}", year % 100),
        DateForm::American => format!("{month}/{day}/{year:04}"),
        DateForm::Month => format!("{day} {} {year:04}", MONTHS[(month - 1) as usize]),
        DateForm::Iso => format!("{year:04}-{month:02}-{day:02}"),
        DateForm::Serial => {
            let days = date
                .since(jiff::civil::date(1899, 12, 30))
                .map_or(0, |span| span.get_days());
            days.to_string()
        }
        DateForm::Dots => format!("{day}.{month}.{year:04}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_last_day_of_the_exports_is_the_end_of_2011() {
        assert_eq!(date_of((DAYS - 1) * DAY + 1439), date(2011, 12, 31));
    }

    #[test]
    fn a_date_is_written_in_every_form() {
        let day = date(2004, 8, 1);
        let written = |form| write_date(day, form);
        assert_eq!(written(DateForm::Compact), "20040801");
        assert_eq!(written(DateForm::Slashes), "01/08/2004");
        assert_eq!(written(DateForm::ShortDashes), "01-08-04");
        assert_eq!(written(DateForm::American), "8/1/2004");
        assert_eq!(written(DateForm::Month), "1 Agt 2004");
        assert_eq!(written(DateForm::Iso), "2004-08-01");
        assert_eq!(written(DateForm::Serial), "38200");
        assert_eq!(written(DateForm::Dots), "1.8.2004");
    }
}
