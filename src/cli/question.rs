//! Values to be understood, as they come from arguments and the standard input.

use std::io::{BufRead, IsTerminal, stdin};

use anyhow::Result;
use satukan::error::Error;
use satukan::normalise::Settings;
use satukan::normalise::answer::{Order, Question};
use satukan::normalise::phone::Country;
use serde_json::{Map, Value};

use super::args::About;
use super::message::Messages;

/// What an input line asks, or what is wrong with it.
pub type Asked<T> = std::result::Result<T, String>;

/// The questions of `normalise`, one per line.
pub fn question(line: &str, about: &Question) -> Asked<Question> {
    match object(line)? {
        None => Ok(Question {
            value: line.to_owned(),
            ..about.clone()
        }),
        Some(object) => {
            let value = object.get("value").ok_or("the object has no `value`")?;
            let question = with_context(&object, about)?;
            with_value(value, &question, "value")
        }
    }
}

/// The questions of `compare`: two values per line, parted by a tab, or an object with `left` and `right`.
pub fn pair(line: &str, about: &Question) -> Asked<(Question, Question)> {
    let Some(object) = object(line)? else {
        let (left, right) = line
            .split_once('\t')
            .filter(|(_, right)| !right.contains('\t'))
            .ok_or(
                "expected two values with a tab between, or an object with `left` and `right`",
            )?;
        let side = |text: &str| Question {
            value: text.to_owned(),
            ..about.clone()
        };
        return Ok((side(left), side(right)));
    };
    let common = with_context(&object, about)?;
    let side = |name: &str| -> Asked<Question> {
        let value = object
            .get(name)
            .ok_or(format!("the object has no `{name}`"))?;
        match value {
            Value::Object(own) => {
                let inner = own.get("value").ok_or(format!("`{name}` has no `value`"))?;
                with_value(inner, &with_context(own, &common)?, name)
            }
            value => with_value(value, &common, name),
        }
    };
    Ok((side("left")?, side("right")?))
}

/// A line that begins like a JSON object has to be one.
fn object(line: &str) -> Asked<Option<Map<String, Value>>> {
    if !line.trim_start().starts_with('{') {
        return Ok(None);
    }
    serde_json::from_str(line)
        .map(Some)
        .map_err(|error| format!("no JSON object (column {})", error.column()))
}

fn with_value(value: &Value, about: &Question, key: &str) -> Asked<Question> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null => String::new(),
        _ => return Err(format!("`{key}` is neither a text nor a number")),
    };
    Ok(Question {
        value: text,
        ..about.clone()
    })
}

/// What an object says about its value, over what was said before. Keys that are none of ours are passed over.
fn with_context(object: &Map<String, Value>, about: &Question) -> Asked<Question> {
    let text = |key: &str| match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(format!("`{key}` is no text")),
    };
    let mut question = about.clone();
    if let Some(city) = text("city")? {
        question.city = Some(city);
    }
    if let Some(year) = text("as_of")? {
        question.as_of = Some(as_of(&year)?);
    }
    if let Some(order) = text("order")? {
        question.order = Some(order_of(&order)?);
    }
    if let Some(kind) = text("kind")? {
        question.kind = Some(kind);
    }
    Ok(question)
}

/// A year, or a date that begins with one.
pub fn as_of(text: &str) -> Asked<i16> {
    let text = text.trim();
    let year = text
        .get(..4)
        .filter(|_| text.len() == 4 || text[4..].starts_with('-'));
    year.and_then(|year| year.parse().ok())
        .filter(|year| (1900..=2199).contains(year))
        .ok_or_else(|| "`as_of` is no year, for example `2010`".to_owned())
}

/// A match probability from which records may be joined.
///
/// # Errors
///
/// A usage error, which says what to write, for what is no number above 0 and below 1.
pub fn match_probability(text: &str) -> std::result::Result<f64, Error> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let fits = |value: &f64| *value > 0.0 && *value < 1.0;
    let hint = match number(text) {
        Some(value) if fits(&value) => return Ok(value),
        Some(0.0) => "0 would join all records to one: write `0.5` to join what is likelier one person than not".to_owned(),
        Some(1.0) => "No pair is that sure: write `0.99` to join little".to_owned(),
        _ => {
            let share = text.trim().strip_suffix('%').and_then(number);
            let meant = share.map(|share| share / 100.0);
            let meant = meant.or_else(|| number(&text.replace(',', ".")));
            let meant = meant.filter(fits).unwrap_or(0.9);
            format!("Write a share of one with a point, for example `{meant}`")
        }
    };
    Err(Error::usage(format!(
        "`--match-probability` is `{text}`, expected a number above 0 and below 1"
    ))
    .hinted(hint))
}

/// An order of day, month and year.
pub fn order_of(text: &str) -> Asked<Order> {
    match text.trim().to_ascii_uppercase().as_str() {
        "DMY" | "DAY-MONTH" => Ok(Order::DayMonthYear),
        "MDY" | "MONTH-DAY" => Ok(Order::MonthDayYear),
        "YMD" => Ok(Order::YearMonthDay),
        _ => Err("`order` is none of `DMY`, `MDY`, `YMD`".to_owned()),
    }
}

/// A country by its code.
pub fn country(text: &str) -> Asked<Country> {
    Country::of_code(text)
        .ok_or_else(|| "expected an ISO 3166 code of two letters, for example `ID`".to_owned())
}

/// What settings and arguments say about every value, the arguments over the settings.
pub fn about(about: &About, settings: &Settings) -> Question {
    Question {
        value: String::new(),
        city: about.city.clone(),
        as_of: about.as_of,
        order: about.order,
        kind: about.column.clone(),
        country: about.country.or(settings.country),
    }
}

/// Hands every line to `answer`: the given ones, else those of the standard input; fails at the end if one made no sense.
///
/// Every line gives exactly one line of output. Bytes that are no UTF-8 are read as Windows-1252.
pub fn answer_all(
    given: &[String],
    messages: &Messages,
    mut answer: impl FnMut(&str) -> Asked<String>,
) -> Result<()> {
    let mut out = super::commands::Output::new();
    let (mut number, mut failed) = (0_u64, None);
    let mut take = |line: &str, out: &mut super::commands::Output| -> Result<bool> {
        number += 1;
        let text = answer(line).unwrap_or_else(|problem| {
            failed.get_or_insert((number, problem.clone()));
            serde_json::json!({ "error": problem }).to_string()
        });
        out.line(&text)
    };
    if given.is_empty() {
        let input = stdin();
        if input.is_terminal() {
            messages.hint("Type one value per line, and end with Ctrl-D");
        }
        let mut input = input.lock();
        let mut bytes = Vec::new();
        while input.read_until(b'\n', &mut bytes)? > 0 {
            while bytes
                .last()
                .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
            {
                bytes.pop();
            }
            if !take(&text_of(&bytes), &mut out)? {
                return Ok(());
            }
            bytes.clear();
        }
    } else {
        for line in given {
            if !take(line, &mut out)? {
                return Ok(());
            }
        }
    }
    out.end()?;
    match failed {
        None => Ok(()),
        Some((number, problem)) => Err(Error::input(format!("value {number}: {problem}"))
            .hinted("Write one value per line, or one JSON object per line")
            .into()),
    }
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_that_makes_no_sense_is_told_what_to_write() {
        let hint = |text: &str| {
            let error = match_probability(text).expect_err("refused");
            assert_eq!(
                error.to_string(),
                format!("`--match-probability` is `{text}`, expected a number above 0 and below 1")
            );
            error.hint().expect("a hint").to_owned()
        };
        assert!(hint("90%").ends_with("for example `0.9`"));
        assert!(hint("0,85").ends_with("for example `0.85`"));
        assert!(hint("-0.1").ends_with("for example `0.9`"));
        assert!(hint("nan").ends_with("for example `0.9`"));
        assert!(hint("0").starts_with("0 would join all records"));
        assert!(hint("1").starts_with("No pair is that sure"));
        assert_eq!(match_probability("0.7").ok(), Some(0.7));
    }
}
