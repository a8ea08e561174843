//! How a column writes dates and amounts, decided once for all its values.

use serde::{Deserialize, Serialize};

/// Which of the two leading numbers of a date is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateOrder {
    /// 31/12/2005, the rule outside the United States.
    #[serde(rename = "day-month")]
    DayMonth,
    /// 12/31/2005.
    #[serde(rename = "month-day")]
    MonthDay,
}

impl DateOrder {
    /// The word used in settings and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayMonth => "day-month",
            Self::MonthDay => "month-day",
        }
    }
}

/// Which sign groups thousands and which parts the cents in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AmountStyle {
    /// 1.250.000,00
    #[serde(rename = ",")]
    Indonesian,
    /// 1,250,000.00
    #[serde(rename = ".")]
    English,
}

impl AmountStyle {
    /// The decimal sign, as settings and reports write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Indonesian => ",",
            Self::English => ".",
        }
    }
}
