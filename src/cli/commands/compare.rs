//! `satukan compare`

use anyhow::Result;
use satukan::compare::relation::{Likeness, address, name, other, phone};
use satukan::error::Error;
use satukan::normalise::answer::Question;

use crate::cli::args::{self, ValueKind};
use crate::cli::message::Messages;
use crate::cli::question;

/// Prints how two values compare, one JSON object per pair.
pub fn run(args: &args::Compare, messages: &Messages) -> Result<()> {
    let settings = super::use_words(args.about.config.as_deref())?;
    let about = question::about(&args.about, &settings);
    let compare: fn(&Question, &Question) -> Likeness = match args.kind {
        ValueKind::Name => name::names,
        ValueKind::Phone => phone::phones,
        ValueKind::Address => address::addresses,
        ValueKind::NationalId => other::national_ids,
        ValueKind::Date => other::dates,
        ValueKind::Amount => other::amounts,
        ValueKind::Email => other::emails,
        ValueKind::Postcode => other::postcodes,
        ValueKind::Header => {
            return Err(Error::usage("headers are not compared")
                .hinted("See what a header means with `satukan normalise --as header`")
                .into());
        }
    };
    match args.values.as_slice() {
        [] => question::answer_all(&[], messages, |line| {
            let (left, right) = question::pair(line, &about)?;
            let likeness = compare(&left, &right);
            Ok(serde_json::to_string(&likeness).expect("a likeness holds words and a number"))
        }),
        [left, right] => {
            let likeness = compare(&with(left, &about), &with(right, &about));
            super::print(&format!("{}\n", serde_json::to_string(&likeness)?))
        }
        _ => Err(Error::usage("expected two values to compare")
            .hinted("Put each value in quotes, or write pairs to the standard input")
            .into()),
    }
}

fn with(value: &str, about: &Question) -> Question {
    Question {
        value: value.to_owned(),
        ..about.clone()
    }
}
