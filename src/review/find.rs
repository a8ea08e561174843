//! Finds the records that decisions speak of.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::same::{Stands, bare, clue, cut, long, may_be_key};
use super::{Decided, Decisions, Found, Place, SHOWN, Side, Unfit, Why};
use crate::error::Result;
use crate::ingest::Source;
use crate::normalise::Records;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// The lines that a message names, at most.
const NAMED_LINES: usize = 5;

/// The records that a key, or what a list says, stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hit {
    None,
    One(RecordId),
    Several,
}

impl Hit {
    fn add(&mut self, record: RecordId) {
        *self = match self {
            Self::None => Self::One(record),
            _ => Self::Several,
        };
    }
}

/// The keys and rows of one source that decisions name, and the records found by them.
#[derive(Debug, Default)]
struct Wanted<'a> {
    keys: FxHashMap<&'a str, Hit>,
    /// By what a spreadsheet leaves of a long number.
    cut_keys: FxHashMap<(&'a str, usize), Hit>,
    rows: FxHashMap<u64, Option<RecordId>>,
}

impl Decisions {
    /// Finds the records of each decision, those that still say what the list says of them: by source and key where one record
    /// of the source has the key, else by source and row, else the one record of the source that says the same.
    ///
    /// # Errors
    ///
    /// An input error where two records must be both one and two.
    pub fn find(&self, records: &Records, sources: &[Source]) -> Result<Found> {
        let mut found = Found::default();
        if self.is_empty() {
            return Ok(found);
        }
        let at_hand = AtHand::new(self, records, sources);
        let sides: Vec<&Side> = self
            .all
            .iter()
            .flat_map(|decision| [&decision.left, &decision.right])
            .collect();
        let ends = at_hand.find(&sides);
        let mut unfit = Vec::new();
        for (decision, ends) in self.all.iter().zip(ends.chunks_exact(2)) {
            let pair = match *ends {
                [Ok(left), Ok(right)] => CandidatePair::new(left, right),
                _ => None,
            };
            match pair {
                Some(pair) => found.decided.push(Decided {
                    pair,
                    kind: decision.kind,
                    answer: decision.answer,
                    place: decision.place,
                }),
                None => unfit.push(Unfit {
                    decision: decision.clone(),
                    left: ends[0].err(),
                    right: ends[1].err(),
                    written: self.written(decision.place),
                }),
            }
        }
        let question = |one: &Decided| (one.kind.is_of_customers(), one.pair);
        let in_order = |one: &Decided| (question(one), one.answer, one.kind, one.place);
        found.decided.sort_unstable_by_key(in_order);
        self.check(&found.decided, records, sources)?;
        found.decided.dedup_by_key(|one| question(one));
        found.unfit = kept(unfit);
        Ok(found)
    }

    /// Where a decision stands, if this run does not replace its list.
    fn written(&self, place: Place) -> Option<String> {
        let is_kept = self.replaced != Some(place.list);
        is_kept.then(|| self.lines(std::iter::once(place)))
    }

    /// Lists and lines in words.
    pub(super) fn lines(&self, places: impl Iterator<Item = Place>) -> String {
        let mut by_list: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for place in places {
            by_list.entry(place.list).or_default().push(place.line);
        }
        let words = by_list.into_iter().map(|(list, lines)| {
            let named: Vec<String> = lines.iter().take(NAMED_LINES).map(u64::to_string).collect();
            let more = match lines.len() - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let line = if lines.len() == 1 { "line" } else { "lines" };
            let path = self.lists[list].display();
            format!("`{path}` {line} {}{more}", named.join(", "))
        });
        words.collect::<Vec<_>>().join("; ")
    }
}

/// What fits no records, each once, in an order that does not depend on that of the rows.
fn kept(unfit: Vec<Unfit>) -> Vec<Unfit> {
    // It is written into a list with all columns, and must be known again there.
    let whole = |side: &mut Side| {
        side.said
            .iter_mut()
            .for_each(|said| *said = said.take().or(Some(String::new())));
    };
    let mut kept = unfit;
    for one in &mut kept {
        whole(&mut one.decision.left);
        whole(&mut one.decision.right);
    }
    kept.sort_by(|one, other| one.decision.cmp(&other.decision));
    let content = |one: &Unfit| {
        let one = &one.decision;
        (one.kind, one.left.clone(), one.right.clone(), one.answer)
    };
    kept.dedup_by_key(|one| content(one));
    kept
}

/// The records that decisions may speak of.
struct AtHand<'a> {
    records: &'a Records,
    sources: &'a [Source],
    wanted: Vec<Wanted<'a>>,
}

impl<'a> AtHand<'a> {
    fn new(decisions: &'a Decisions, records: &'a Records, sources: &'a [Source]) -> Self {
        let wanted = sources.iter().map(|_| Wanted::default()).collect();
        let mut at_hand = Self {
            records,
            sources,
            wanted,
        };
        for decision in &decisions.all {
            for side in [&decision.left, &decision.right] {
                let Some(source) = at_hand.source(side) else {
                    continue;
                };
                let wanted = &mut at_hand.wanted[source];
                let key = bare(&side.key);
                match cut(key) {
                    Some(kept) => wanted.cut_keys.insert(kept, Hit::None),
                    None => wanted.keys.insert(key, Hit::None),
                };
                wanted.rows.extend(side.row_number().map(|row| (row, None)));
            }
        }
        for (record, (origin, key)) in records.ids().zip(records.origins.iter().zip(&records.keys))
        {
            let source = usize::from(origin.source);
            let wanted = &mut at_hand.wanted[source];
            let key = bare(key);
            if let Some(hit) = wanted.keys.get_mut(key) {
                hit.add(record);
            }
            if let Some(hit) = long(key).and_then(|kept| wanted.cut_keys.get_mut(&kept)) {
                hit.add(record);
            }
            let row = u64::from(sources[source].rows[origin.row as usize]);
            if let Some(hit) = wanted.rows.get_mut(&row) {
                *hit = Some(record);
            }
        }
        at_hand
    }

    /// The source that a side names; where it names none, the only one.
    fn source(&self, side: &Side) -> Option<usize> {
        if side.source.is_empty() && self.sources.len() == 1 {
            return Some(0);
        }
        let mut sources = self.sources.iter();
        sources.position(|source| source.name == side.source)
    }

    /// The record that each side means, or why there is none.
    fn find(&self, sides: &[&Side]) -> Vec<std::result::Result<RecordId, Why>> {
        let mut found: Vec<_> = sides.iter().map(|side| self.at_place(side)).collect();
        let open: Vec<usize> = (0..sides.len()).filter(|at| found[*at].is_err()).collect();
        let searched: Vec<&Side> = open.iter().map(|at| sides[*at]).collect();
        for (at, hit) in open.into_iter().zip(self.saying_the_same(&searched)) {
            match hit {
                Hit::None => {}
                Hit::One(record) => found[at] = Ok(record),
                Hit::Several => found[at] = Err(Why::Several),
            }
        }
        found
    }

    /// The record with the key or in the row of a side.
    fn at_place(&self, side: &Side) -> std::result::Result<RecordId, Why> {
        let source = self.source(side).ok_or(Why::Source)?;
        let wanted = &self.wanted[source];
        let key = bare(&side.key);
        let cut = cut(key);
        let by_key = match cut {
            Some(kept) => wanted.cut_keys[&kept],
            None => wanted.keys[key],
        };
        let by_key = if key.is_empty() { Hit::None } else { by_key };
        let row = side.row_number();
        let by_row = row.and_then(|row| wanted.rows[&row]);
        if let Hit::One(record) = by_key {
            let stands = self.stands(record, side);
            let is_it = match cut {
                // A neighbour may have the key that the spreadsheet made of it.
                Some(_) => stands.are_same(usize::from(side.says_anything())),
                None => stands.are_of_one(),
            };
            if is_it {
                return Ok(record);
            }
        }
        if let Some(record) = by_row.filter(|record| self.says(*record, side)) {
            return Ok(record);
        }
        Err(match by_key {
            Hit::One(_) => Why::SaysElse,
            _ if by_row.is_some() => Why::SaysElse,
            Hit::Several => Why::SharedKey,
            Hit::None if !key.is_empty() => Why::NoKey,
            Hit::None if row.is_some() => Why::NoRow,
            Hit::None if !side.row.is_empty() => Why::RowIsNoNumber,
            Hit::None => Why::NoPlace,
        })
    }

    /// For each side the records of its source that say what it says.
    fn saying_the_same(&self, sides: &[&Side]) -> Vec<Hit> {
        let mut hits = vec![Hit::None; sides.len()];
        // By source, attribute and what is said of it: the sides.
        let mut by_clue: Vec<[FxHashMap<String, Vec<usize>>; SHOWN.len()]> =
            self.sources.iter().map(|_| Default::default()).collect();
        let mut attributes = BTreeSet::new();
        for (at, side) in sides.iter().enumerate() {
            let Some(source) = self.source(side) else {
                continue;
            };
            let clues = SHOWN.into_iter().zip(&side.said).enumerate();
            let mut clues = clues.filter_map(|(attribute, (name, said))| {
                Some((attribute, clue(name, said.as_deref()?)?))
            });
            if let Some((attribute, clue)) = clues.next() {
                let sides = by_clue[source][attribute].entry(clue).or_default();
                sides.push(at);
                attributes.insert(attribute);
            }
        }
        for attribute in attributes {
            let name = SHOWN[attribute];
            for (record, origin) in self.records.ids().zip(&self.records.origins) {
                let by_clue = &by_clue[usize::from(origin.source)][attribute];
                if by_clue.is_empty() {
                    continue;
                }
                let clue = clue(name, &self.now(record, name));
                let meant = clue.and_then(|clue| by_clue.get(&clue));
                for at in meant.into_iter().flatten() {
                    if self.says(record, sides[*at]) {
                        hits[*at].add(record);
                    }
                }
            }
        }
        hits
    }

    /// What a record says of one of [`SHOWN`] now.
    fn now(&self, record: RecordId, attribute: &str) -> String {
        let attribute = self.records.attribute(attribute);
        attribute
            .map(|attribute| {
                let written = attribute.values.written(attribute.first(record));
                written.into_owned()
            })
            .unwrap_or_default()
    }

    fn stands(&self, record: RecordId, side: &Side) -> Stands {
        Stands::of(&side.said, |attribute| self.now(record, attribute))
    }

    /// Whether a record says what a list says of it. A list that shows nothing has nothing to be held against; where the key is
    /// another one, one thing in common is too little.
    fn says(&self, record: RecordId, side: &Side) -> bool {
        let has_key = may_be_key(bare(&side.key), bare(&self.records.keys[record.index()]));
        let least = match (has_key, side.is_shown()) {
            (false, _) => 2,
            (true, true) => 1,
            (true, false) => 0,
        };
        self.stands(record, side).are_same(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Answer, Decision, Kind};

    #[test]
    fn a_decision_that_fits_nobody_is_kept_once_whatever_columns_its_lists_have() {
        let unfit = |said: Option<&str>, line| Unfit {
            decision: Decision {
                kind: Kind::OnePerson,
                left: Side {
                    row: "1".to_owned(),
                    ..Side::default()
                },
                right: Side {
                    row: "3".to_owned(),
                    said: SHOWN.map(|_| said.map(str::to_owned)),
                    ..Side::default()
                },
                answer: Answer::Same,
                place: Place { list: 0, line },
            },
            left: Some(Why::NoRow),
            right: None,
            written: None,
        };
        let (bare, written) = (unfit(None, 2), unfit(Some(""), 3));
        assert_eq!(kept(vec![bare, written.clone()]).len(), 1);
        assert_eq!(kept(vec![written, unfit(Some("Budi"), 4)]).len(), 2);
    }
}
