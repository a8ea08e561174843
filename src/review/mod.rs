//! Clerical review: what a person has decided of pairs of records, read back.
//!
//! In: lists of pairs with a column to decide in, such as the `review.csv` of an earlier run. Out: [`Decisions`] as they were
//! written, and the pairs of records that they speak of ([`Found`]), which the stages honour as plain constraints. Nothing
//! here depends on the order of the rows of a list, but for the lines that messages name.

mod check;
mod file;
mod find;
mod same;
mod unfit;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cluster::Constraints;
use crate::pair::CandidatePair;

pub use self::unfit::{Unfit, Why};

/// What was decided of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// They are one.
    Same,
    /// They are two.
    Different,
}

impl Answer {
    /// As it is written into the column `decision`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }

    /// Reads a cell that is not empty; capitals don't count.
    fn of(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "same" | "yes" | "ya" | "sama" => Some(Self::Same),
            "different" | "no" | "tidak" | "beda" => Some(Self::Different),
            _ => None,
        }
    }
}

/// What a case asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Two persons with a pair that agrees, while other records of theirs contradict.
    KeptApart,
    /// One person whose records hang together badly.
    Weak,
    /// Two persons, of whom the evidence does not decide.
    Undecided,
    /// Two records that nobody asked about: whether they name one person.
    OnePerson,
    /// Two persons whose cards one buyer may hold.
    OneCustomer,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::KeptApart,
        Self::Weak,
        Self::Undecided,
        Self::OnePerson,
        Self::OneCustomer,
    ];

    /// The word for it in the column `kind`.
    pub fn word(self) -> &'static str {
        match self {
            Self::KeptApart => "kept apart",
            Self::Weak => "weak",
            Self::Undecided => "undecided",
            Self::OnePerson => "one person?",
            Self::OneCustomer => "one customer?",
        }
    }

    /// Reads a cell; an empty one asks whether the two name one person.
    fn of(word: &str) -> Option<Self> {
        if word.is_empty() {
            return Some(Self::OnePerson);
        }
        let is_it = |kind: &Self| kind.word().eq_ignore_ascii_case(word);
        Self::ALL.into_iter().find(is_it)
    }

    /// Whether it asks who holds the two, not whom they name.
    pub fn is_of_customers(self) -> bool {
        self == Self::OneCustomer
    }
}

/// The attributes by which a list shows a record.
pub const SHOWN: [&str; 4] = ["name", "phone", "birth_date", "address"];

/// One record as a list names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// The name of its source; empty where the list does not say.
    pub source: String,
    /// Its data row, counted from 1, as it is written.
    pub row: String,
    /// The source's own key.
    pub key: String,
    /// What it says of each of [`SHOWN`]; `None` where the list has no such column.
    pub said: [Option<String>; SHOWN.len()],
}

impl Side {
    /// The data row, where it is one.
    fn row_number(&self) -> Option<u64> {
        self.row.parse().ok()
    }

    /// Whether the list has a column for anything that records say.
    fn is_shown(&self) -> bool {
        self.said.iter().any(Option::is_some)
    }

    /// Whether the list says anything of the record.
    fn says_anything(&self) -> bool {
        self.said.iter().flatten().any(|said| !said.is_empty())
    }
}

/// One decision as it was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// What was asked.
    pub kind: Kind,
    /// One record.
    pub left: Side,
    /// The other.
    pub right: Side,
    /// What was decided.
    pub answer: Answer,
    /// Where it stands.
    pub place: Place,
}

/// A line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which of the lists.
    list: usize,
    /// The line, counted from 1.
    line: u64,
}

/// All decisions of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// The lists that they stand in.
    lists: Vec<PathBuf>,
    /// Which of them this run writes anew.
    replaced: Option<usize>,
    /// In the order of the lists and lines.
    all: Vec<Decision>,
}

/// A decision on two records that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decided {
    /// The two.
    pub pair: CandidatePair,
    /// What was asked.
    pub kind: Kind,
    /// What was decided.
    pub answer: Answer,
    place: Place,
}

/// What came of the decisions in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Those on records that are there, one per question and pair: first of persons, then of customers, each in canonical
    /// order.
    pub decided: Vec<Decided>,
    /// Those that fit no two records, to be kept for a run where they do.
    pub unfit: Vec<Unfit>,
}

impl Decided {
    /// What was asked, in words.
    fn question(&self) -> &'static str {
        if self.kind.is_of_customers() {
            "one customer"
        } else {
            "one person"
        }
    }
}

impl Found {
    /// The decisions on one question.
    fn of_customers(&self, is_of_customers: bool) -> impl Iterator<Item = &Decided> {
        let is_asked = move |one: &&Decided| one.kind.is_of_customers() == is_of_customers;
        self.decided.iter().filter(is_asked)
    }

    /// What persons must honour.
    pub fn persons(&self) -> Constraints {
        constraints(self.of_customers(false))
    }

    /// What customers must honour: one person is one customer, too, unless of the same two records it is decided that two
    /// customers hold them.
    pub fn customers(&self) -> Constraints {
        let mut constraints =
            constraints(self.decided.iter().filter(binds_customers(&self.decided)));
        constraints.must_link.sort_unstable();
        constraints.must_link.dedup();
        constraints
    }

    /// BLAKE3 hash of all decisions, whatever the order in which they stand; `None` where there are none.
    pub fn hash(&self) -> Option<String> {
        let decided = self.decided.iter().map(|one| {
            let CandidatePair { left, right } = one.pair;
            let (question, answer) = (one.question(), one.answer.word());
            format!("{question} {} {} {answer}", left.0, right.0)
        });
        let side = |side: &Side| {
            let said = side.said.iter().flatten().map(String::as_str);
            let said: Vec<&str> = said.filter(|said| !said.is_empty()).collect();
            format!("{:?} {:?} {:?} {said:?}", side.source, side.row, side.key)
        };
        let unfit = self.unfit.iter().map(|one| &one.decision).map(|one| {
            let sides = (side(&one.left), side(&one.right));
            format!(
                "{} {} {} {}",
                one.kind.word(),
                sides.0,
                sides.1,
                one.answer.word()
            )
        });
        let all: Vec<String> = decided.chain(unfit).collect();
        let hash = || blake3::hash(all.join("\n").as_bytes());
        (!all.is_empty()).then(|| hash().to_hex().to_string())
    }

    /// How many decisions on one question have one answer.
    pub fn count(&self, is_of_customers: bool, answer: Answer) -> usize {
        let of_question = self.of_customers(is_of_customers);
        of_question.filter(|one| one.answer == answer).count()
    }

    /// Pairs of which is decided whether they name one person.
    pub fn answers_on_persons(&self) -> impl Iterator<Item = (CandidatePair, bool)> {
        let of_persons = self.of_customers(false);
        of_persons.map(|one| (one.pair, one.answer == Answer::Same))
    }

    /// The decision on whom two records name.
    pub fn on_person(&self, pair: CandidatePair) -> Option<Answer> {
        let persons = self
            .decided
            .partition_point(|one| !one.kind.is_of_customers());
        let found = self.decided[..persons].binary_search_by_key(&pair, |one| one.pair);
        found.ok().map(|at| self.decided[at].answer)
    }
}

/// Tells which decisions bind customers: those on customers, and that two records name one person, unless two customers hold
/// these very two.
fn binds_customers(decided: &[Decided]) -> impl Fn(&&Decided) -> bool + use<> {
    let is_apart = |one: &&Decided| one.kind.is_of_customers() && one.answer == Answer::Different;
    let apart: BTreeSet<CandidatePair> = decided
        .iter()
        .filter(is_apart)
        .map(|one| one.pair)
        .collect();
    move |one| {
        one.kind.is_of_customers() || one.answer == Answer::Same && !apart.contains(&one.pair)
    }
}

fn constraints<'a>(decided: impl Iterator<Item = &'a Decided>) -> Constraints {
    let mut constraints = Constraints::default();
    for one in decided {
        match one.answer {
            Answer::Same => constraints.must_link.push(one.pair),
            Answer::Different => constraints.cannot_link.push(one.pair),
        }
    }
    constraints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordId;

    #[test]
    fn words_of_two_languages_are_understood_in_any_capitals() {
        for (word, answer) in [
            ("same", Some(Answer::Same)),
            ("YES", Some(Answer::Same)),
            ("Ya", Some(Answer::Same)),
            ("sama", Some(Answer::Same)),
            ("Different", Some(Answer::Different)),
            ("no", Some(Answer::Different)),
            ("TIDAK", Some(Answer::Different)),
            ("beda", Some(Answer::Different)),
            ("perhaps", None),
        ] {
            assert_eq!(Answer::of(word), answer, "{word}");
        }
    }

    #[test]
    fn a_kind_is_found_by_its_word_and_an_empty_one_asks_for_persons() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(&kind.word().to_uppercase()), Some(kind));
        }
        assert_eq!(Kind::of(""), Some(Kind::OnePerson));
        assert_eq!(Kind::of("same"), None);
    }

    #[test]
    fn one_person_is_one_customer_and_two_persons_may_be() {
        let decided = |left, right, kind, answer| Decided {
            pair: CandidatePair {
                left: RecordId(left),
                right: RecordId(right),
            },
            kind,
            answer,
            place: Place { list: 0, line: 2 },
        };
        let found = Found {
            decided: vec![
                decided(0, 1, Kind::Weak, Answer::Same),
                decided(0, 4, Kind::Weak, Answer::Same),
                decided(1, 2, Kind::Undecided, Answer::Different),
                decided(0, 3, Kind::OneCustomer, Answer::Different),
                decided(0, 4, Kind::OneCustomer, Answer::Different),
            ],
            ..Found::default()
        };
        let customers = found.customers();
        assert_eq!(customers.must_link, [found.decided[0].pair]);
        assert_eq!(
            customers.cannot_link,
            [3, 4].map(|at| found.decided[at].pair)
        );
        let persons = found.persons();
        assert_eq!(persons.must_link, [0, 1].map(|at| found.decided[at].pair));
        assert_eq!(persons.cannot_link, [found.decided[2].pair]);
        assert_eq!(
            found.on_person(found.decided[2].pair),
            Some(Answer::Different)
        );
        assert_eq!(found.on_person(found.decided[3].pair), None);
    }
}
