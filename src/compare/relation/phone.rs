//! How two telephone fields stand to each other.

use super::{Level, Likeness, Question, Relation, best};
use crate::compare::similarity::edits_within;
use crate::normalise::answer::phone::read;
use crate::normalise::phone::{Number, NumberType, Standing, is_expanded, line_of};

/// Compares two telephone fields by their most alike numbers.
///
/// Service numbers and the shop's own identify nobody; what is masked or invented says nothing.
pub fn phones(left: &Question, right: &Question) -> Likeness {
    let (left, right) = (evidence(left), evidence(right));
    best(&left, &right, likeness).unwrap_or(Likeness {
        relation: Relation::Different,
        level: Level::Missing,
        similarity: 0.0,
    })
}

fn evidence(question: &Question) -> Vec<Number> {
    let mut numbers = read(question);
    numbers.retain(|number| {
        let names_somebody = !matches!(
            number.number_type,
            NumberType::Service | NumberType::SharedCost
        );
        !number.digits.is_empty() && names_somebody && number.standing != Standing::Shared
    });
    numbers
}

fn likeness(left: &Number, right: &Number) -> Likeness {
    let told = |relation, level, similarity| Likeness {
        relation,
        level,
        similarity,
    };
    let (l, r) = (left.digits.as_str(), right.digits.as_str());
    let is_local = |number: &Number| number.number_type == NumberType::LocalOnly;
    if l == r && !is_local(left) {
        // One switchboard, two desks.
        return match (&left.extension, &right.extension) {
            (Some(one), Some(other)) if one != other => {
                told(Relation::Similar, Level::Compatible, 0.7)
            }
            _ => told(Relation::Same, Level::Same, 1.0),
        };
    }
    if let (Some(left_line), Some(right_line)) = (line_of(l), line_of(r)) {
        let same_line = left_line == right_line;
        return if is_local(left) || is_local(right) {
            if same_line {
                told(Relation::Similar, Level::Compatible, 0.8)
            } else if is_expanded(left_line, right_line) {
                told(Relation::Similar, Level::Compatible, 0.6)
            } else {
                told(Relation::Different, Level::Different, 0.1)
            }
        } else if area_of(l, left_line) != area_of(r, right_line) {
            let level = if same_line {
                Level::Contradicting
            } else {
                Level::Different
            };
            told(Relation::Different, level, 0.1)
        } else {
            lines(left_line, right_line)
        };
    }
    match edits_within(l.as_bytes(), r.as_bytes(), 1) {
        Some(_) if l.len().min(r.len()) >= 9 => told(Relation::Similar, Level::Near, 0.8),
        _ => told(Relation::Different, Level::Different, 0.0),
    }
}

fn area_of<'a>(digits: &'a str, line: &str) -> &'a str {
    &digits[..digits.len() - line.len()]
}

/// Two unequal lines of one area.
fn lines(left: &str, right: &str) -> Likeness {
    if is_expanded(left, right) {
        return Likeness {
            relation: Relation::Similar,
            level: Level::Variant,
            similarity: 0.85,
        };
    }
    // Neighbouring lines are those of one office block or street, and of strangers.
    let only_last = left.len() == right.len() && left[..left.len() - 1] == right[..right.len() - 1];
    let is_near = edits_within(left.as_bytes(), right.as_bytes(), 1).is_some();
    match (only_last, is_near) {
        (true, _) => Likeness {
            relation: Relation::Different,
            level: Level::Near,
            similarity: 0.35,
        },
        (_, true) => Likeness {
            relation: Relation::Similar,
            level: Level::Near,
            similarity: 0.7,
        },
        _ => Likeness {
            relation: Relation::Different,
            level: Level::Different,
            similarity: 0.1,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(left: &str, right: &str) -> Relation {
        let question = |value: &str| Question {
            value: value.to_owned(),
            ..Question::default()
        };
        let (left, right) = (question(left), question(right));
        let likeness = phones(&left, &right);
        assert_eq!(
            phones(&right, &left),
            likeness,
            "the order makes no difference"
        );
        likeness.relation
    }

    #[test]
    fn junk_and_call_centres_are_no_evidence() {
        for (left, right) in [
            ("08123456789", "08123456789"),
            ("1500123", "1500123"),
            ("0804 1 401401", "08041401401"),
            ("0812-3045-67XX", "0812-3045-67XX"),
        ] {
            assert_eq!(relation(left, right), Relation::Different, "{left}");
        }
    }

    #[test]
    fn a_missing_area_is_no_contradiction() {
        assert_eq!(relation("5671234", "031-5671234"), Relation::Similar);
        assert_eq!(relation("5671234", "5671234"), Relation::Similar);
        assert_eq!(relation("031-5671234", "021-5671234"), Relation::Different);
        assert_eq!(relation("0251-312345", "0251-8312345"), Relation::Similar);
    }
}
