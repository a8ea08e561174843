//! Decisions that can't be obeyed, and why.

use super::{Decision, Found};

/// The decisions that a note names, at most.
const NAMED: usize = 5;

/// Why no record is the one that a list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The list names no source that is there.
    Source,
    /// No record has the key.
    NoKey,
    /// Several have it.
    SharedKey,
    /// There is no such row.
    NoRow,
    /// What stands for the row is no number.
    RowIsNoNumber,
    /// Neither key nor row is given.
    NoPlace,
    /// The record says something else than the list.
    SaysElse,
    /// Several records say what the list says.
    Several,
}

impl Why {
    fn words(self) -> &'static str {
        match self {
            Self::Source => "no source has this name",
            Self::NoKey => "no record has this key",
            Self::SharedKey => "several records have this key",
            Self::NoRow => "there is no such row",
            Self::RowIsNoNumber => "the row is no number",
            Self::NoPlace => "neither key nor row is given",
            Self::SaysElse => "the record says something else now",
            Self::Several => "several records say the same",
        }
    }
}

/// A decision that is not obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// As it was read.
    pub decision: Decision,
    /// Why the left record is not found, if it is not.
    pub(super) left: Option<Why>,
    /// Why the right one is not.
    pub(super) right: Option<Why>,
    /// The list and line, where the run does not write the list anew.
    pub(super) written: Option<String>,
}

impl Unfit {
    /// Why it is not obeyed, in words.
    pub fn reason(&self) -> String {
        match (self.left, self.right) {
            (None, None) => "both are one record".to_owned(),
            (Some(left), None) => format!("left: {}", left.words()),
            (None, Some(right)) => format!("right: {}", right.words()),
            (Some(left), Some(right)) if left == right => {
                format!("left and right: {}", left.words())
            }
            (Some(left), Some(right)) => {
                format!("left: {}; right: {}", left.words(), right.words())
            }
        }
    }
}

impl Found {
    /// Says what was not obeyed, why, and where it stands from now on; `before` is how many rows of the review list stand
    /// above.
    pub fn note_on_unfit(&self, before: usize) -> Option<String> {
        let count = self.unfit.len();
        let named = self
            .unfit
            .iter()
            .enumerate()
            .take(NAMED)
            .map(|(at, unfit)| {
                let case = before + at + 1;
                let written = unfit.written.as_ref();
                let written = written.map_or(String::new(), |place| format!(" ({place})"));
                format!("case {case}{written}, {}", unfit.reason())
            });
        let named: Vec<String> = named.collect();
        let more = match count - named.len() {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let what = match count {
            0 => return None,
            1 => "1 decision on a pair fits no two records of this run. It is not obeyed, and kept at the end of `review.csv`"
                .to_owned(),
            _ => format!(
                "{count} decisions on pairs fit no two records of this run. They are not obeyed, and kept at the end of `review.csv`"
            ),
        };
        Some(format!("{what}: {}{more}", named.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Answer, Kind, Place, Side};

    fn unfit(left: Option<Why>, right: Option<Why>, written: Option<&str>) -> Unfit {
        Unfit {
            decision: Decision {
                kind: Kind::OnePerson,
                left: Side::default(),
                right: Side::default(),
                answer: Answer::Same,
                place: Place { list: 0, line: 2 },
            },
            left,
            right,
            written: written.map(str::to_owned),
        }
    }

    #[test]
    fn the_note_tells_the_new_place_and_the_reason() {
        let note = |unfit: Vec<Unfit>| {
            let found = Found {
                unfit,
                ..Found::default()
            };
            found.note_on_unfit(7)
        };
        assert_eq!(note(Vec::new()), None);
        assert_eq!(
            note(vec![unfit(None, None, None)]).as_deref(),
            Some(
                "1 decision on a pair fits no two records of this run. It is not obeyed, and kept at the end of `review.csv`: case 8, both are one record"
            )
        );
        let two = vec![
            unfit(Some(Why::Source), Some(Why::NoKey), None),
            unfit(None, Some(Why::SaysElse), Some("`a.csv` line 3")),
        ];
        assert_eq!(
            note(two).as_deref(),
            Some(
                "2 decisions on pairs fit no two records of this run. They are not obeyed, and kept at the end of `review.csv`: case 8, left: no source has this name; right: no record has this key; case 9 (`a.csv` line 3), right: the record says something else now"
            )
        );
        let many = note(vec![unfit(Some(Why::NoRow), Some(Why::NoRow), None); 9]);
        assert!(
            many.expect("a note")
                .ends_with("left and right: there is no such row; and 4 more")
        );
    }
}
