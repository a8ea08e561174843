//! What one value is understood as, told in plain facts: `satukan normalise` prints these.
//!
//! In: a [`Question`], one raw value with what its row and column tell about it. Out: a serialisable answer per kind,
//! made by the same functions that a run normalises with. Missing facts are `None`, written as `null`.

pub mod address;
pub mod amount;
pub mod date;
pub mod email;
pub mod name;
pub mod national_id;
pub mod phone;
pub mod postcode;

use super::phone::Country;

/// One raw value, and what else is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The value as read.
    pub value: String,
    /// The city of the row, as written.
    pub city: Option<String>,
    /// The year of the record: births and issue years are judged by it.
    pub as_of: Option<i16>,
    /// The order of day, month and year in the column.
    pub order: Option<Order>,
    /// The country of telephone numbers without a country code; Indonesia unless told.
    pub country: Option<Country>,
    /// What the column is known to hold: `birth`, `invoice`, `nik`, `npwp`, `sim`, `passport`, `kk`.
    pub kind: Option<String>,
}

/// In which order a column writes day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 31/12/2005.
    DayMonthYear,
    /// 12/31/2005.
    MonthDayYear,
    /// 051231.
    YearMonthDay,
}
