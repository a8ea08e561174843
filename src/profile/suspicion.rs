//! Values that may not be what they seem: shared, invented, cut, impossible.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::column::Scan;
use super::{Settings, Suspect, Suspicion, share};
use crate::ingest::{Field, Source, SourceKind};
use crate::text::clean::tidy;

/// How many values are named for one reason.
const NAMED: usize = 3;

/// One value in this share of the rows is more than chance, in a column that tells people apart.
const IMPLAUSIBLE: f64 = 0.01;

/// Fewer rows are never called implausibly many.
const FEW: u64 = 10;

/// A birthday on 1 January is invented when it comes so many times as often as any other day.
const NEW_YEAR: u64 = 3;

/// The share of dates that may be beyond the latest year: slips of the hand.
const SLIPS: f64 = 0.001;

/// What is needed to judge a column of a source.
pub(super) struct Place<'a> {
    pub(super) source: &'a Source,
    pub(super) scans: &'a [Scan<'a>],
    pub(super) scan: &'a Scan<'a>,
    /// The name of each row, as a number; 0 where there is none.
    pub(super) names: Option<&'a [u64]>,
    /// The latest year in which a card or an invoice was made.
    pub(super) latest: Option<i64>,
    pub(super) settings: Settings,
}

/// The latest year of the cards and invoices of all sources, slips left out.
pub(super) fn latest_year(scans: &[Vec<Scan<'_>>]) -> Option<i64> {
    const LAST: i64 = 2040;
    let mut years: BTreeMap<i64, u64> = BTreeMap::new();
    for scan in scans.iter().flatten() {
        if matches!(scan.field(), Field::IssueDate | Field::InvoiceDate) {
            for (meaning, rows) in scan.meanings.iter().zip(&scan.counts) {
                let year = year_of(*meaning);
                if (1900..=LAST).contains(&year) {
                    *years.entry(year).or_default() += u64::from(*rows);
                }
            }
        }
    }
    let all: u64 = years.values().sum();
    let mut slips = (all as f64 * SLIPS) as u64;
    years
        .into_iter()
        .rev()
        .find(|(_, rows)| {
            let is_slip = *rows <= slips;
            slips = slips.saturating_sub(*rows);
            !is_slip
        })
        .map(|(year, _)| year)
}

/// The name in each row of a source, as a number; `None` where no column holds names.
pub(super) fn names_of_rows(scans: &[Scan<'_>]) -> Option<Vec<u64>> {
    let of = |field: Field| scans.iter().find(|scan| scan.field() == field);
    let whole = of(Field::Name);
    let (given, family) = (of(Field::GivenName), of(Field::FamilyName));
    let rows = scans.first()?.column.cells.len();
    match (whole, given, family) {
        (Some(names), ..) => Some((0..rows).map(|row| names.meaning(row)).collect()),
        (None, None, None) => None,
        (None, given, family) => {
            let part = |scan: Option<&Scan<'_>>, row| scan.map_or(0, |scan| scan.meaning(row));
            let both = |row| part(given, row).rotate_left(7) ^ part(family, row);
            Some((0..rows).map(both).collect())
        }
    }
}

/// Finds the suspicious values of a column, the reasons in a fixed order.
pub(super) fn find(place: &Place<'_>) -> Vec<Suspicion> {
    let mut found = Vec::new();
    found.extend(place.nothing());
    found.extend(place.invalid());
    found.extend(place.shared());
    found.extend(place.repeated());
    found.extend(place.frequent());
    found.extend(place.births());
    found.extend(place.cut());
    found
}

fn year_of(day: u64) -> i64 {
    i64::try_from(day / 10_000).unwrap_or(i64::MAX)
}

/// Year, month and day are all known.
fn is_full(date: u64) -> bool {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    year > 0 && month > 0 && day > 0
}

impl Place<'_> {
    fn group(
        &self,
        what: &'static str,
        reason: impl Into<String>,
        values: Vec<u32>,
    ) -> Option<Suspicion> {
        if values.is_empty() {
            return None;
        }
        let rows = values.iter().map(|at| self.scan.rows(*at)).sum();
        Some(Suspicion {
            what,
            reason: reason.into(),
            values: values.len() as u64,
            rows,
            share: share(rows, self.scan.tally.filled),
            examples: self.worst(values),
        })
    }

    fn worst(&self, values: Vec<u32>) -> Vec<Suspect> {
        self.scan
            .most_frequent(values, NAMED)
            .into_iter()
            .map(|at| Suspect {
                value: self.settings.show(self.scan.value(at)),
                rows: self.scan.rows(at),
                names: None,
            })
            .collect()
    }

    /// Values that stand for nothing: marks, and numbers or names that somebody made up.
    fn nothing(&self) -> Vec<Suspicion> {
        let all = &self.scan.tally.nothing;
        let is_invented = |at: &&u32| {
            let text = tidy(self.scan.value(**at));
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let is_number = matches!(self.scan.field(), Field::Phone | Field::NationalId);
            is_number && digits >= 5
        };
        let (invented, marks): (Vec<u32>, Vec<u32>) = all.iter().partition(is_invented);
        [
            ("placeholder", "marks for nothing, taken as missing", marks),
            ("invented", "invented numbers, taken as missing", invented),
        ]
        .into_iter()
        .filter_map(|(what, reason, values)| {
            let mut group = self.group(what, reason, values.clone())?;
            group.share = share(group.rows, self.scan.column.cells.len() as u64);
            // They say nothing about anybody: the reader should see what they are.
            for (suspect, at) in group
                .examples
                .iter_mut()
                .zip(self.scan.most_frequent(values, NAMED))
            {
                self.scan.value(at).clone_into(&mut suspect.value);
            }
            Some(group)
        })
        .collect()
    }

    fn invalid(&self) -> Option<Suspicion> {
        self.scan.valid()?;
        let values = self.scan.tally.invalid.clone();
        self.group("invalid", invalid_reason(self.scan.field()), values)
    }

    /// Values that stand under more names than one household or office has.
    fn shared(&self) -> Option<Suspicion> {
        let most = match self.scan.field() {
            Field::Phone => 8,
            Field::Email => 4,
            Field::Address => 12,
            Field::NationalId => 3,
            _ => return None,
        };
        let mut pairs: Vec<(u64, u64)> = self
            .names?
            .iter()
            .enumerate()
            .map(|(row, name)| (self.scan.meaning(row), *name))
            .filter(|(meaning, name)| *meaning != 0 && *name != 0)
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let shared: FxHashMap<u64, u64> = pairs
            .chunk_by(|left, right| left.0 == right.0)
            .filter(|names| names.len() > most)
            .map(|names| (names[0].0, names.len() as u64))
            .collect();
        if shared.is_empty() {
            return None;
        }
        let mut written: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (at, meaning) in (0..).zip(&self.scan.meanings) {
            if shared.contains_key(meaning) {
                written.entry(*meaning).or_default().push(at);
            }
        }
        let mut worst: Vec<(u64, u64, u32)> = Vec::with_capacity(shared.len());
        for (meaning, values) in written {
            let rows = values.iter().map(|at| self.scan.rows(*at)).sum();
            let usual = self.scan.most_frequent(values, 1)[0];
            worst.push((shared[&meaning], rows, usual));
        }
        worst.sort_unstable_by(|left, right| {
            let text = |at: u32| self.scan.value(at);
            (right.0, right.1, text(left.2)).cmp(&(left.0, left.1, text(right.2)))
        });
        let rows = worst.iter().map(|(_, rows, _)| rows).sum();
        Some(Suspicion {
            what: "shared",
            reason: format!("under more than {most} names each"),
            values: worst.len() as u64,
            rows,
            share: share(rows, self.scan.tally.filled),
            examples: worst
                .iter()
                .take(NAMED)
                .map(|(names, rows, at)| Suspect {
                    value: self.settings.show(self.scan.value(*at)),
                    rows: *rows,
                    names: Some(*names),
                })
                .collect(),
        })
    }

    /// Cards and keys that should be in one row each.
    fn repeated(&self) -> Option<Suspicion> {
        let what = match self.scan.field() {
            Field::CardNumber if self.source.kind == SourceKind::Cards => "card numbers",
            Field::RecordKey if self.source.kind != SourceKind::Invoices => "keys",
            _ => return None,
        };
        let values = self.scan.tally.repeated.clone();
        self.group("repeated", format!("{what} in several rows"), values)
    }

    /// One value in too many rows of a column that should tell people apart.
    fn frequent(&self) -> Option<Suspicion> {
        let is_personal = matches!(
            self.scan.field(),
            Field::Name
                | Field::BirthDate
                | Field::Phone
                | Field::Email
                | Field::NationalId
                | Field::Address
        );
        if !is_personal || self.source.kind == SourceKind::Invoices {
            return None;
        }
        let least = (self.scan.tally.filled as f64 * IMPLAUSIBLE) as u64;
        let values = self.scan.tally.repeated.iter().copied();
        let values = values
            .filter(|at| self.scan.rows(*at) >= least.max(FEW))
            .collect();
        self.group("frequent", "in implausibly many rows", values)
    }

    fn births(&self) -> Vec<Suspicion> {
        if self.scan.field() != Field::BirthDate {
            return Vec::new();
        }
        let days = || (0_u32..).zip(self.scan.meanings.iter().copied());
        let where_day = |test: &dyn Fn(u64) -> bool| -> Vec<u32> {
            days()
                .filter(|(_, day)| *day != 0 && test(*day))
                .map(|(at, _)| at)
                .collect()
        };
        let new_year = where_day(&|day| day % 10_000 == 101);
        let rows: u64 = new_year.iter().map(|at| self.scan.rows(*at)).sum();
        let is_many = rows >= 3 && rows * 365 > NEW_YEAR * self.scan.tally.filled;
        let latest = self.latest.unwrap_or(2040);
        let early = where_day(&|day| (1..=1900).contains(&year_of(day)));
        let late = where_day(&|day| year_of(day) > latest);
        let mut found: Vec<Suspicion> = Vec::new();
        found.extend(
            is_many
                .then(|| self.group("new_year", "birthdays on 1 January", new_year))
                .flatten(),
        );
        found.extend(self.group("too_early", "born in 1900 or before", early));
        found.extend(self.group(
            "too_late",
            format!("born after {latest}, the year of the latest card or invoice"),
            late,
        ));
        found.extend(self.at_issue());
        found
    }

    /// Birth dates that are not before the card was made.
    fn at_issue(&self) -> Vec<Suspicion> {
        let Some(issue) = self
            .scans
            .iter()
            .find(|scan| scan.field() == Field::IssueDate)
        else {
            return Vec::new();
        };
        let (mut same, mut after): (BTreeMap<u32, u64>, BTreeMap<u32, u64>) = Default::default();
        for (row, cell) in self.scan.column.cells.iter().enumerate() {
            let (birth, made) = (self.scan.meaning(row), issue.meaning(row));
            if is_full(birth) && is_full(made) && birth >= made {
                let group = if birth == made { &mut same } else { &mut after };
                *group.entry(*cell).or_default() += 1;
            }
        }
        let group = |what, reason: &str, rows_by_value: BTreeMap<u32, u64>| {
            let rows = rows_by_value.values().sum();
            let mut group = self.group(what, reason, rows_by_value.keys().copied().collect())?;
            group.rows = rows;
            group.share = share(rows, self.scan.tally.filled);
            group.examples.clear();
            Some(group)
        };
        [
            group(
                "day_of_issue",
                "birth dates that are the day of issue",
                same,
            ),
            group("after_issue", "birth dates after the day of issue", after),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Many values of exactly the largest length: the field of the old program was too narrow.
    fn cut(&self) -> Option<Suspicion> {
        let is_text = matches!(
            self.scan.field(),
            Field::Name
                | Field::OtherName
                | Field::Organisation
                | Field::Address
                | Field::Email
                | Field::Village
                | Field::District
                | Field::City
                | Field::BirthPlace
                | Field::ItemName
                | Field::Notes
                | Field::Attribute
        );
        let lengths = &self.scan.tally.lengths;
        let (most, (_, longest)) = lengths.last_key_value()?;
        let below = |by: u64| lengths.get(&(most.saturating_sub(by))).map_or(0, |of| of.1);
        let usual = (below(1) + below(2) + below(3)) / 3;
        let is_cut = is_text
            && *most >= 8
            && *longest >= 5
            && *longest > 3 * usual
            && lengths.len() >= 5
            && *longest * 2 < self.scan.tally.distinct;
        if !is_cut {
            return None;
        }
        let values = (0_u32..).zip(self.scan.column.values.iter());
        let values = values
            .filter(|(at, value)| {
                self.scan.rows(*at) > 0 && value.trim().chars().count() as u64 == *most
            })
            .map(|(at, _)| at)
            .collect();
        self.group(
            "cut",
            format!("exactly {most} characters, cut by the width of a field"),
            values,
        )
    }
}

fn invalid_reason(field: Field) -> &'static str {
    match field {
        Field::Phone => "no telephone number that can be dialled",
        Field::Email => "no e-mail address",
        Field::NationalId => "no identity number: an impossible part or a wrong length",
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate | Field::InvoiceDate => {
            "no date that exists"
        }
        Field::Gender => "no word for a gender",
        Field::PostalCode => "no postal code",
        Field::Amount | Field::UnitPrice | Field::Quantity => "no number",
        Field::City | Field::Province | Field::BirthPlace => "not in the list of places",
        _ => "nothing left to compare",
    }
}
