//! `satukan normalise`

use anyhow::Result;
use satukan::ingest;
use satukan::normalise::answer::{
    Question, address, amount, date, email, name, national_id, phone, postcode,
};
use serde::Serialize;

use crate::cli::args::{self, ValueKind};
use crate::cli::message::Messages;
use crate::cli::question::{self, Asked};

/// Prints how values are understood, one JSON object per value.
pub fn run(args: &args::Normalise, messages: &Messages) -> Result<()> {
    let settings = super::use_words(args.about.config.as_deref())?;
    let about = question::about(&args.about, &settings);
    question::answer_all(&args.values, messages, |line| {
        let question = question::question(line, &about)?;
        answer(args.kind, &question)
    })
}

fn answer(kind: ValueKind, question: &Question) -> Asked<String> {
    let line = match kind {
        ValueKind::Name => json(&name::name(question)),
        ValueKind::Phone => json(&phone::phone(question)),
        ValueKind::Address => json(&address::address(question)),
        ValueKind::NationalId => json(&national_id::national_id(question)),
        ValueKind::Date => json(&date::date(question)),
        ValueKind::Amount => json(&amount::amount(question)),
        ValueKind::Email => json(&email::email(question)),
        ValueKind::Header => json(&ingest::header(&question.value)),
        ValueKind::Postcode => json(&postcode::postcode(question)),
    };
    Ok(line)
}

fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).expect("an answer holds texts, numbers and lists")
}
