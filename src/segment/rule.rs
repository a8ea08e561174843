//! Rules that name segments.

use std::fmt;
use std::str::FromStr;

use super::rfm::Scores;

/// Whole numbers from one to another, both among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The lowest.
    pub least: u64,
    /// The highest; `u64::MAX` where there is no end.
    pub most: u64,
}

impl Bounds {
    fn hold(self, number: u64) -> bool {
        (self.least..=self.most).contains(&number)
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, most) if least == most => write!(f, "{least}"),
            (least, u64::MAX) => write!(f, "{least}-"),
            (least, most) => write!(f, "{least}-{most}"),
        }
    }
}

impl FromStr for Bounds {
    type Err = ();

    /// Reads `4`, `4-5` and `4-`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| {
            let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u64>().ok().filter(|_| is_plain).ok_or(())
        };
        let (least, most) = match text.split_once('-') {
            None => (number(text)?, number(text)?),
            Some((least, "")) => (number(least)?, u64::MAX),
            Some((least, most)) => (number(least)?, number(most)?),
        };
        if least <= most {
            Ok(Self { least, most })
        } else {
            Err(())
        }
    }
}

/// A named segment and what a customer must be like to be in it; a condition that is not set holds always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// The name of the segment.
    pub name: String,
    /// Scores for recency, from 1 to 5.
    pub recency: Option<Bounds>,
    /// Scores for frequency.
    pub frequency: Option<Bounds>,
    /// Scores for money.
    pub money: Option<Bounds>,
    /// Days with a purchase.
    pub visits: Option<Bounds>,
}

impl Rule {
    /// The rules of a run that is told no others. Whoever bought on a known day is in one of them.
    pub fn usual() -> Vec<Self> {
        let rule = |name: &str, recency: &str, frequency: &str, money: &str, visits: &str| {
            let bounds = |text: &str| text.parse().ok();
            Self {
                name: name.to_owned(),
                recency: bounds(recency),
                frequency: bounds(frequency),
                money: bounds(money),
                visits: bounds(visits),
            }
        };
        vec![
            rule("champions", "4-5", "4-5", "4-5", "2-"),
            rule("loyal", "3-5", "4-5", "", "2-"),
            rule("new", "4-5", "", "", "1"),
            rule("promising", "4-5", "", "", ""),
            rule("lapsed loyal", "1-2", "4-5", "", "2-"),
            rule("one-time", "1-3", "", "", "1"),
            rule("needs attention", "3", "", "", ""),
            rule("drifting", "2", "", "", ""),
            rule("lost", "1", "", "", ""),
        ]
    }

    /// Whether a customer is in the segment.
    pub fn holds(&self, scores: Scores, visits: u64) -> bool {
        let holds = |bounds: Option<Bounds>, number: Option<u64>| {
            bounds.is_none_or(|bounds| number.is_some_and(|number| bounds.hold(number)))
        };
        holds(self.recency, scores.recency.map(u64::from))
            && holds(self.frequency, Some(u64::from(scores.frequency)))
            && holds(self.money, Some(u64::from(scores.money)))
            && holds(self.visits, Some(visits))
    }

    /// The conditions in the order and words of the settings.
    pub fn conditions(&self) -> impl Iterator<Item = (&'static str, Bounds)> {
        [
            ("r", self.recency),
            ("f", self.frequency),
            ("m", self.money),
            ("visits", self.visits),
        ]
        .into_iter()
        .filter_map(|(key, bounds)| Some((key, bounds?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(recency: u8, frequency: u8, money: u8, visits: u64) -> String {
        let scores = Scores {
            recency: Some(recency),
            frequency,
            money,
        };
        let rules = Rule::usual();
        let rule = rules.iter().find(|rule| rule.holds(scores, visits));
        rule.map_or("other".to_owned(), |rule| rule.name.clone())
    }

    #[test]
    fn the_usual_rules_name_customers_as_their_words_say() {
        assert_eq!(named(5, 5, 5, 9), "champions");
        assert_eq!(named(4, 5, 2, 9), "loyal");
        assert_eq!(named(5, 2, 3, 1), "new");
        assert_eq!(named(4, 3, 3, 2), "promising");
        assert_eq!(named(1, 4, 5, 6), "lapsed loyal");
        assert_eq!(named(1, 2, 5, 1), "one-time");
        assert_eq!(named(3, 3, 3, 2), "needs attention");
        assert_eq!(named(2, 3, 3, 2), "drifting");
        assert_eq!(named(1, 3, 3, 2), "lost");
    }

    #[test]
    fn every_dated_customer_is_in_a_segment() {
        for recency in 1..=5 {
            for frequency in 1..=5 {
                for (money, visits) in [(1, 1), (5, 1), (1, 2), (5, 2), (3, 99)] {
                    assert_ne!(named(recency, frequency, money, visits), "other");
                }
            }
        }
    }

    #[test]
    fn without_dates_no_condition_on_recency_holds() {
        let scores = Scores {
            recency: None,
            frequency: 5,
            money: 5,
        };
        assert!(Rule::usual().iter().all(|rule| !rule.holds(scores, 9)));
        assert!(Rule::default().holds(scores, 9));
    }

    #[test]
    fn bounds_read_back_as_they_are_written() {
        for text in ["4", "4-5", "2-", "0"] {
            assert_eq!(text.parse::<Bounds>().expect("bounds").to_string(), text);
        }
        for text in ["", "-", "-5", "5-4", "4-5-6", "a", "+4", " 4"] {
            assert!(text.parse::<Bounds>().is_err(), "{text}");
        }
    }
}
