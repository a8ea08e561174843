//! Comparing codes: telephone numbers, e-mail addresses, identity numbers, postal codes, categories.

use compact_str::CompactString;

use super::level::Outcome;
use super::similarity::{edits_within, jaro_winkler_above};
use crate::normalise::phone::is_renumbered;

/// How two unequal codes are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRule {
    /// Telephone: one edit, or the same last digits.
    Phone,
    /// E-mail: near, or the same before the @.
    Email,
    /// Identity number: one or two edits; numbers of different schemes are not compared.
    NationalId,
    /// Postal code: the same area, or one edit.
    PostalCode,
    /// Any code: one edit.
    Code,
    /// Equal or not.
    Category,
}

/// Compares the codes of one attribute.
#[derive(Debug)]
pub struct CodeComparator {
    rule: CodeRule,
    codes: Vec<Code>,
}

/// One distinct code; short ones lie in place.
#[derive(Debug)]
struct Code {
    text: CompactString,
    scheme: u32,
    rarity: f32,
}

/// Numbers that differ by less may have been given out in turn.
const IN_TURN: u64 = 10;

/// The digits at the end of a telephone number that two notations of it share.
const SUBSCRIBER_DIGITS: usize = 7;

impl CodeComparator {
    /// Prepares the distinct codes of an attribute; `schemes` tells apart numbers that can't be compared.
    pub fn new(rule: CodeRule, codes: &[&str], schemes: &[u32], rarity: &[f32]) -> Self {
        let codes = codes
            .iter()
            .zip(schemes)
            .zip(rarity)
            .map(|((text, scheme), rarity)| Code {
                text: CompactString::new(text),
                scheme: *scheme,
                rarity: *rarity,
            })
            .collect();
        Self { rule, codes }
    }

    /// How rare each code is, in bits.
    pub fn rarity(&self) -> impl Iterator<Item = f32> {
        self.codes.iter().map(|code| code.rarity)
    }

    /// Compares two codes by their index.
    pub fn compare(&self, left: usize, right: usize) -> Outcome {
        let (l, r) = (&self.codes[left], &self.codes[right]);
        let rarity = l.rarity.min(r.rarity);
        if l.scheme != r.scheme {
            return Outcome::MISSING;
        }
        let (l, r) = (l.text.as_str(), r.text.as_str());
        match self.rule {
            // Values are distinct codes, so equal codes are one value.
            _ if left == right => Outcome {
                level: self.top(),
                rarity,
            },
            CodeRule::Category => Outcome::plain(1),
            CodeRule::Code => Outcome::plain(1 + u8::from(is_one_edit(l, r, 4))),
            CodeRule::NationalId => {
                let most = if l.len().min(r.len()) >= 8 { 2 } else { 1 };
                let is_near = l.len().min(r.len()) >= 5
                    && edits_within(l.as_bytes(), r.as_bytes(), most).is_some();
                if is_near && (is_near_by_chance(l, r) || are_in_turn(l, r)) {
                    return Outcome::MISSING;
                }
                Outcome::plain(1 + u8::from(is_near))
            }
            CodeRule::Phone => match (shares_tail(l, r), is_one_edit(l, r, 7)) {
                (true, _) => Outcome { level: 3, rarity },
                (_, true) => Outcome::plain(2),
                _ => Outcome::plain(1),
            },
            CodeRule::PostalCode => match (is_one_edit(l, r, 4), shares_area(l, r)) {
                (true, _) => Outcome::plain(3),
                (_, true) => Outcome::plain(2),
                _ => Outcome::plain(1),
            },
            CodeRule::Email => compare_emails(l, r, rarity),
        }
    }

    /// About how long it takes to compare two different codes, by that of equal or not.
    pub fn cost(&self) -> f64 {
        match self.rule {
            CodeRule::Category => 1.0,
            CodeRule::PostalCode | CodeRule::Code => 2.0,
            CodeRule::Phone | CodeRule::NationalId => 3.0,
            CodeRule::Email => 5.0,
        }
    }

    fn top(&self) -> u8 {
        match self.rule {
            CodeRule::Phone | CodeRule::Email | CodeRule::PostalCode => 4,
            CodeRule::NationalId | CodeRule::Code => 3,
            CodeRule::Category => 2,
        }
    }
}

fn is_one_edit(left: &str, right: &str, least_length: usize) -> bool {
    left.len().min(right.len()) >= least_length
        && edits_within(left.as_bytes(), right.as_bytes(), 1).is_some()
}

/// Whether one side may lack only the area code, or the digit that number expansion put in front of the line.
///
/// Two whole Indonesian numbers share a line only within one area: 021-5671234 and 031-5671234 are two houses, and mobile
/// numbers that end alike are two telephones.
fn shares_tail(left: &str, right: &str) -> bool {
    if left.starts_with("+62") && right.starts_with("+62") {
        return is_renumbered(left, right);
    }
    let (l, r) = (left.as_bytes(), right.as_bytes());
    let shorter = l.len().min(r.len());
    shorter >= 6 && {
        let digits = shorter.min(SUBSCRIBER_DIGITS);
        l[l.len() - digits..] == r[r.len() - digits..]
    }
}

/// Whether two population numbers that are near each other may be so because both people were born on one day, in one city.
///
/// Region, birth date and a serial number that begins anew each day make them so; that the dates agree says the birth date
/// already, and counting it twice would join all who were born that day.
fn is_near_by_chance(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let two = |digits: &[u8]| digits.iter().fold(0, |sum, digit| 10 * sum + digit - b'0');
    let is_nik = |digits: &[u8]| {
        digits.len() == 16
            && digits.iter().all(u8::is_ascii_digit)
            && matches!(two(&digits[6..8]), 1..=31 | 41..=71)
            && matches!(two(&digits[8..10]), 1..=12)
    };
    is_nik(left) && is_nik(right) && left[..4] == right[..4] && left[6..12] == right[6..12]
}

/// Whether two numbers may have been given out one after the other, as to a family at one counter: that they are near says
/// nothing of whose they are.
fn are_in_turn(left: &str, right: &str) -> bool {
    let alike = left.bytes().zip(right.bytes());
    let same = alike.take_while(|(left, right)| left == right).count();
    let rest = |number: &str| number.get(same..)?.parse::<u64>().ok();
    left.len() == right.len()
        && rest(left)
            .zip(rest(right))
            .is_some_and(|(left, right)| left.abs_diff(right) < IN_TURN)
}

/// Postal codes run from the region to the street: all but the last two places, or the part before a blank.
fn shares_area(left: &str, right: &str) -> bool {
    let area = |code: &str| {
        code.find(' ')
            .unwrap_or_else(|| code.len().saturating_sub(2))
    };
    let (l, r) = (area(left), area(right));
    l > 1 && l == r && left.as_bytes()[..l] == right.as_bytes()[..r]
}

fn compare_emails(left: &str, right: &str, rarity: f32) -> Outcome {
    let local = |email: &'_ str| email.find('@').unwrap_or(email.len());
    let (l, r) = (
        &left.as_bytes()[..local(left)],
        &right.as_bytes()[..local(right)],
    );
    if l == r && l.len() >= 4 {
        return Outcome {
            level: 3,
            rarity: 0.5 * rarity,
        };
    }
    let is_near = edits_within(left.as_bytes(), right.as_bytes(), 2).is_some()
        || (l.len().min(r.len()) >= 4
            && jaro_winkler_above(left.as_bytes(), right.as_bytes(), 0.93) > 0.0);
    Outcome::plain(1 + u8::from(is_near))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(rule: CodeRule, left: &str, right: &str) -> u8 {
        CodeComparator::new(rule, &[left, right], &[0, 0], &[1.0, 1.0])
            .compare(0, 1)
            .level
    }

    #[test]
    fn telephones_share_their_last_digits_when_the_area_is_missing() {
        assert_eq!(level(CodeRule::Phone, "+62315671234", "5671234"), 3);
        assert_eq!(level(CodeRule::Phone, "+6224311234", "+62248311234"), 3);
        assert_eq!(level(CodeRule::Phone, "+62745671234", "+62315671234"), 1);
        assert_eq!(
            level(CodeRule::Phone, "+6281230456712", "+6281230456713"),
            2
        );
        assert_eq!(
            level(CodeRule::Phone, "+6281230456712", "+6285643120987"),
            1
        );
    }

    #[test]
    fn population_numbers_of_one_day_are_no_evidence_though_they_are_near() {
        let level = |left, right| level(CodeRule::NationalId, left, right);
        assert_eq!(level("3578014102850003", "3578094102850002"), 0);
        assert_eq!(level("3578014102850003", "3578014102870003"), 2);
        assert_eq!(level("3578014102850003", "3578021707630001"), 1);
        // Another city, and another number of the day; and a slip in the city.
        assert_eq!(level("3578014102850003", "1271014102850917"), 1);
        assert_eq!(level("3578014102850003", "3528014102850003"), 2);
        // No birth date is in these.
        assert_eq!(level("3578019902850003", "3578019902870003"), 2);
    }

    #[test]
    fn numbers_given_out_in_turn_are_no_evidence_though_they_are_near() {
        let level = |left, right| level(CodeRule::NationalId, left, right);
        assert_eq!(level("e21723829", "e21723830"), 0);
        assert_eq!(level("e21723829", "e21723839"), 2);
        assert_eq!(level("e21723829", "f21723829"), 2);
        assert_eq!(level("e21723829", "e2172382"), 2);
    }

    #[test]
    fn postal_codes_share_an_area() {
        assert_eq!(level(CodeRule::PostalCode, "n1 0pd", "n1 0jy"), 2);
        assert_eq!(level(CodeRule::PostalCode, "60231", "60232"), 3);
        assert_eq!(level(CodeRule::PostalCode, "60231", "60299"), 2);
    }

    #[test]
    fn emails_are_near_or_share_the_part_before_the_at() {
        assert_eq!(
            level(
                CodeRule::Email,
                "budi.santoso@gmail.com",
                "budi.santoso@yahoo.com"
            ),
            3
        );
        assert_eq!(
            level(
                CodeRule::Email,
                "e.rogers3@hopkins.org",
                "e.rogers3@honkips.org"
            ),
            3
        );
        assert_eq!(
            level(
                CodeRule::Email,
                "evied56@harris-bailey.net",
                "evihd56@earris-bailey.net"
            ),
            2
        );
        assert_eq!(level(CodeRule::Email, "a@b.org", "zzzz@qqqq.net"), 1);
    }

    #[test]
    fn numbers_of_different_schemes_are_not_compared() {
        let comparator = CodeComparator::new(
            CodeRule::NationalId,
            &["123456", "123456"],
            &[0, 1],
            &[1.0, 1.0],
        );
        assert_eq!(comparator.compare(0, 1), Outcome::MISSING);
    }
}
