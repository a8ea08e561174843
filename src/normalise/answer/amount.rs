//! Amounts of money, told in plain facts.

use serde::Serialize;

use super::Question;
use crate::normalise::amount::{self, Amount, AmountVerdict};

/// A number as JSON writes it: whole units exactly, cents as decimals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum AmountNumber {
    /// Whole rupiah or dollars.
    Whole(i64),
    /// With cents.
    Decimal(f64),
}

/// What an amount is understood as.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AmountAnswer {
    /// The amount in units of its money; decimals only where cents were written.
    pub value: Option<AmountNumber>,
    /// `exact`, `ambiguous`, `review`, `null`, `percent`, `foreign`.
    pub status: &'static str,
}

/// Tells what an amount says.
pub fn amount(question: &Question) -> AmountAnswer {
    let (amount, verdict) = amount::read(&question.value, None);
    AmountAnswer {
        value: amount.map(number),
        status: match verdict {
            AmountVerdict::Exact => "exact",
            AmountVerdict::Ambiguous => "ambiguous",
            AmountVerdict::Review => "review",
            AmountVerdict::Nothing => "null",
            AmountVerdict::Percent => "percent",
            AmountVerdict::Foreign => "foreign",
        },
    }
}

fn number(amount: Amount) -> AmountNumber {
    if amount.has_cents {
        // Exact up to 2^53 hundredths; JSON readers know no finer decimals.
        AmountNumber::Decimal(amount.hundredths as f64 / 100.0)
    } else {
        AmountNumber::Whole(amount.hundredths / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(value: &str) -> (Option<f64>, &'static str) {
        let answer = amount(&Question {
            value: value.to_owned(),
            ..Question::default()
        });
        let value = answer.value.map(|value| match value {
            AmountNumber::Whole(whole) => whole as f64,
            AmountNumber::Decimal(decimal) => decimal,
        });
        (value, answer.status)
    }

    #[test]
    fn amounts_say_how_sure_they_are() {
        for (value, expected, status) in [
            ("Rp1.250.000,00", Some(1_250_000.0), "exact"),
            ("1,25 juta", Some(1_250_000.0), "exact"),
            ("2 juta 500 ribu", Some(2_500_000.0), "exact"),
            ("1.250.0000", Some(12_500_000.0), "review"),
            ("l25.000", Some(125_000.0), "exact"),
            ("Rp. -", None, "null"),
            ("LUNAS", None, "null"),
            ("5x25.000", Some(125_000.0), "exact"),
            ("25.000 x 5", Some(125_000.0), "exact"),
            ("5 pcs @ 25.000", Some(125_000.0), "exact"),
            ("2 lusin @ 25.000", Some(600_000.0), "ambiguous"),
            ("USD 125", Some(125.0), "foreign"),
            ("S$ 25.50", Some(25.5), "foreign"),
            ("10 persen", None, "percent"),
            ("Rp 1,5 miliar", Some(1_500_000_000.0), "exact"),
            ("seratus ribu", Some(100_000.0), "exact"),
            ("125.000 CR", Some(-125_000.0), "exact"),
            ("(Rp 125.000)", Some(-125_000.0), "exact"),
            ("1.25E+06", Some(1_250_000.0), "exact"),
        ] {
            assert_eq!(ask(value), (expected, status), "{value}");
        }
    }
}
