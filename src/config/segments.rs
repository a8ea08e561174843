//! `[segments]` in `satukan.toml`: how customers are put into segments.

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use super::keys::{Checked, Misplaced, check_table};
use crate::error::{Error, Result};
use crate::purchase::Day;
use crate::segment::{self, Bounds, OTHER, Rule};

/// The table `[segments]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Segments {
    /// The day from which is counted back.
    pub reference: Option<String>,
    /// Days for which a customer is new.
    pub new_days: Option<i64>,
    /// Days after which a customer is lapsed.
    pub lapsed_days: Option<i64>,
    /// Days after which a customer is lost.
    pub lost_days: Option<i64>,
    /// Visits from which on a customer is loyal.
    pub loyal_visits: Option<i64>,
    /// The named segments, in order.
    pub rules: Option<Vec<WrittenRule>>,
}

/// A rule as written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenRule {
    /// The name of the segment.
    pub name: String,
    /// Scores for recency.
    pub r: Option<WrittenBounds>,
    /// Scores for frequency.
    pub f: Option<WrittenBounds>,
    /// Scores for money.
    pub m: Option<WrittenBounds>,
    /// Days with a purchase.
    pub visits: Option<WrittenBounds>,
}

/// Bounds as written: `4` or `"4-5"`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a whole number, or two such as `\"4-5\"`"
)]
pub enum WrittenBounds {
    /// One number.
    Number(u64),
    /// One number or two.
    Text(String),
}

impl WrittenBounds {
    fn read(&self) -> Option<Bounds> {
        match self {
            Self::Number(number) => Some(Bounds {
                least: *number,
                most: *number,
            }),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

pub(super) const SEGMENTS: [&str; 6] = [
    "reference",
    "new_days",
    "lapsed_days",
    "lost_days",
    "loyal_visits",
    "rules",
];
const RULE: [&str; 5] = ["name", "r", "f", "m", "visits"];

/// The most days or visits that can be asked for.
const MOST: i64 = 36_500;

/// What is wrong with a value of the table, where something is.
fn complaint(key: &str, value: &DeValue<'_>) -> Option<String> {
    match (key, value) {
        ("reference", DeValue::String(text)) => Day::parse(text)
            .is_none()
            .then(|| "expected a day such as `\"2010-12-31\"`".to_owned()),
        ("reference", DeValue::Datetime(_)) => {
            Some("expected a day in quotes, such as `\"2010-12-31\"`".to_owned())
        }
        ("new_days" | "lapsed_days" | "lost_days" | "loyal_visits", DeValue::Integer(number)) => {
            let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
            let is_good = number.is_some_and(|number| (1..=MOST).contains(&number));
            (!is_good).then(|| format!("expected 1 to {MOST}"))
        }
        ("r" | "f" | "m", value) => bounds_complaint(value, 1, 5, "a score, `4` or `\"4-5\"`"),
        ("visits", value) => {
            bounds_complaint(value, 0, u64::MAX, "a number of visits, `1` or `\"2-\"`")
        }
        _ => None,
    }
}

fn bounds_complaint(value: &DeValue<'_>, least: u64, most: u64, what: &str) -> Option<String> {
    let bounds = match value {
        DeValue::String(text) => text.parse::<Bounds>().ok(),
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|number| Bounds {
                least: number,
                most: number,
            }),
        _ => return None,
    };
    // A score without an end, `4-`, ends at the best.
    let is_good = bounds.is_some_and(|bounds| {
        bounds.least >= least
            && bounds.least <= most
            && (bounds.most <= most || bounds.most == u64::MAX)
    });
    let range = if most == u64::MAX {
        String::new()
    } else {
        format!(", from {least} to {most}")
    };
    (!is_good).then(|| format!("expected {what}{range}"))
}

/// Checks keys and values, so that errors name the line.
pub(super) fn check(table: &DeTable<'_>) -> Checked<()> {
    check_table(table, "segments.", &SEGMENTS)?;
    check_values(table, "segments.")?;
    check_limits(table)?;
    let Some(DeValue::Array(rules)) = table.get("rules").map(|value| value.get_ref()) else {
        return Ok(());
    };
    for rule in rules.iter() {
        let DeValue::Table(written) = rule.get_ref() else {
            continue;
        };
        check_table(written, "segments.rules.", &RULE)?;
        check_values(written, "segments.rules.")?;
        let name = written.get("name").map(|name| name.get_ref());
        let is_named = matches!(name, Some(DeValue::String(name)) if !name.trim().is_empty() && **name != *OTHER);
        if !is_named {
            let error = Error::usage("a rule in `segments.rules` has no name of its own");
            return Err(Box::new(Misplaced {
                error: error.hinted(format!(
                    "Give it a `name`; `{OTHER}` stands for customers that no rule names"
                )),
                span: Some(rule.span()),
            }));
        }
    }
    Ok(())
}

fn check_values(table: &DeTable<'_>, prefix: &str) -> Checked<()> {
    for (key, value) in table {
        let key: &str = key.get_ref();
        if let Some(expected) = complaint(key, value.get_ref()) {
            return Err(Box::new(Misplaced {
                error: Error::usage(format!("`{prefix}{key}` can't be used: {expected}")),
                span: Some(value.span()),
            }));
        }
    }
    Ok(())
}

/// Checks that customers are lost later than they are lapsed.
fn check_limits(table: &DeTable<'_>) -> Checked<()> {
    let days = |key: &str| match table.get(key).map(|value| value.get_ref()) {
        Some(DeValue::Integer(number)) => i32::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    let lapsed = days("lapsed_days").unwrap_or(segment::Settings::default().lapsed_days);
    // Left alone, the later limit keeps its distance.
    if let Some(error) = days("lost_days").and_then(|lost| limits_complaint(lapsed, lost)) {
        return Err(Box::new(Misplaced {
            error,
            span: table.get("lost_days").map(|value| value.span()),
        }));
    }
    Ok(())
}

/// What is wrong with the two limits, where something is.
fn limits_complaint(lapsed: i32, lost: i32) -> Option<Error> {
    (lost <= lapsed).then(|| {
        Error::usage(format!(
            "`segments.lost_days` is {lost}, expected more than `segments.lapsed_days`, which is {lapsed}"
        ))
    })
}

impl Segments {
    /// Every setting as it would be written, and whether the file sets it.
    pub(super) fn described(
        &self,
        in_force: &segment::Settings,
    ) -> [(&'static str, String, bool); 6] {
        let reference = in_force.reference.map_or_else(
            || "day of the last purchase".to_owned(),
            |day| format!("\"{}\"", day.iso()),
        );
        let rules: Vec<String> = in_force.rules.iter().map(written).collect();
        let number = |key, number: &dyn ToString, is_set| (key, number.to_string(), is_set);
        [
            ("reference", reference, self.reference.is_some()),
            number("new_days", &in_force.new_days, self.new_days.is_some()),
            number(
                "lapsed_days",
                &in_force.lapsed_days,
                self.lapsed_days.is_some(),
            ),
            number("lost_days", &in_force.lost_days, self.lost_days.is_some()),
            number(
                "loyal_visits",
                &in_force.loyal_visits,
                self.loyal_visits.is_some(),
            ),
            (
                "rules",
                format!("[{}]", rules.join(", ")),
                self.rules.is_some(),
            ),
        ]
    }

    /// The checked settings.
    pub(super) fn settings(&self) -> Result<segment::Settings> {
        let usual = segment::Settings::default();
        let days = |days: Option<i64>, usual: i32| {
            let days = days.and_then(|days| i32::try_from(days).ok());
            days.unwrap_or(usual)
        };
        let lapsed = days(self.lapsed_days, usual.lapsed_days);
        // Left alone, the later limit keeps its distance.
        let usual_lost = usual.lost_days.max(lapsed.saturating_mul(2));
        let settings = segment::Settings {
            reference: self.reference.as_deref().and_then(Day::parse),
            new_days: days(self.new_days, usual.new_days),
            lapsed_days: lapsed,
            lost_days: days(self.lost_days, usual_lost),
            loyal_visits: self
                .loyal_visits
                .and_then(|visits| u64::try_from(visits).ok())
                .unwrap_or(usual.loyal_visits),
            rules: match &self.rules {
                Some(rules) => rules.iter().map(WrittenRule::rule).collect(),
                None => usual.rules,
            },
        };
        match limits_complaint(settings.lapsed_days, settings.lost_days) {
            Some(error) => Err(error),
            None => Ok(settings),
        }
    }
}

impl WrittenRule {
    fn rule(&self) -> Rule {
        let bounds = |written: &Option<WrittenBounds>| written.as_ref()?.read();
        Rule {
            name: self.name.trim().to_owned(),
            recency: bounds(&self.r),
            frequency: bounds(&self.f),
            money: bounds(&self.m),
            visits: bounds(&self.visits),
        }
    }
}

/// A rule as it would be written.
pub(super) fn written(rule: &Rule) -> String {
    let name = toml::Value::from(rule.name.as_str());
    let conditions: String = rule
        .conditions()
        .map(|(key, bounds)| format!(", {key} = \"{bounds}\""))
        .collect();
    format!("{{ name = {name}{conditions} }}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back_as_it_is_written() {
        let rules = Rule::usual();
        let lines: Vec<String> = rules.iter().map(written).collect();
        let text = format!("rules = [{}]", lines.join(", "));
        let segments: Segments = toml::from_str(&text).expect("rules");
        assert_eq!(segments.settings().expect("settings").rules, rules);
        assert_eq!(
            lines[0],
            "{ name = \"champions\", r = \"4-5\", f = \"4-5\", m = \"4-5\", visits = \"2-\" }"
        );
    }

    #[test]
    fn being_lost_begins_after_being_lapsed() {
        let lapsed = |days, lost| Segments {
            lapsed_days: Some(days),
            lost_days: lost,
            ..Segments::default()
        };
        let settings = lapsed(900, None).settings().expect("settings");
        assert_eq!((settings.lapsed_days, settings.lost_days), (900, 1800));
        let error = lapsed(900, Some(900)).settings().expect_err("refused");
        assert_eq!(
            error.to_string(),
            "`segments.lost_days` is 900, expected more than `segments.lapsed_days`, which is 900"
        );
    }
}
