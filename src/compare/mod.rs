//! Candidate pair to comparison vector: one level per attribute.
//!
//! In: the normalised attributes. Out: a [`Comparison`] per attribute, which compares any two records without
//! allocating. The outcome depends on the two records' values, and on how common values are and who writes which words in the whole
//! input, and on nothing else; callers ask with the record first that comes first in the canonical order.

pub mod address;
pub mod code;
pub mod date;
mod holders;
pub mod level;
pub mod name;
pub mod relation;
pub mod similarity;
pub mod text;
mod vocabulary;
pub mod words;

use address::AddressComparator;
use code::{CodeComparator, CodeRule};
use date::DateComparator;
use holders::{Holders, chance_agreement};
use level::{Level, Outcome};
use name::NameComparator;
use text::{TextComparator, TextRule};

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::normalise::{Attribute, Copies, SOURCE_ATTRIBUTE, Values};
use crate::record::{AttributeKind, Facet, RecordId, ValueId};

/// How one attribute of two records is compared.
#[derive(Debug)]
pub struct Comparison {
    /// The attribute's name.
    pub attribute: String,
    /// The attribute's kind.
    pub kind: AttributeKind,
    /// What the attribute tells about.
    pub facet: Facet,
    /// Records with a value.
    pub filled: u64,
    /// Those of them that say how common values are.
    pub counted: u64,
    /// Distinct values.
    pub distinct: u64,
    /// P(two random records with values that can be compared agree wholly), counted over all of them.
    pub chance_agreement: f64,
    /// P(two random persons with values that can be compared agree wholly), at most.
    pub persons_agreement: f64,
    /// The mean of the rarity of agreeing values, in bits: -log2 of the expected share of records agreed with.
    pub mean_rarity: f64,
    /// The share of the pairs with values on both sides that can be compared.
    comparable: f64,
    width: usize,
    rows: Arc<Rows>,
    /// Where this attribute's values begin in a row.
    column: usize,
    comparator: Comparator,
}

/// What is known of the records whose values are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Population<'a> {
    /// Which of them repeat others, and say nothing of how common values are.
    pub copies: Option<&'a Copies>,
    /// The source of each, where there are several.
    pub source: Option<&'a Attribute>,
}

/// The values of all attributes, record by record: what a pair needs of a record lies side by side.
#[derive(Debug, Default)]
struct Rows {
    stride: usize,
    cells: Vec<ValueId>,
}

#[derive(Debug)]
enum Comparator {
    Name(NameComparator),
    Date(DateComparator),
    Code(CodeComparator),
    Address(AddressComparator),
    Text(TextComparator),
}

impl Comparison {
    /// Prepares the comparisons of all attributes that more than one record has a value of.
    pub fn all<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> Vec<Self> {
        Self::all_among(attributes, &Population::default())
    }

    /// As [`Comparison::all`], with what is known of the records beforehand.
    pub fn all_among<'a>(
        attributes: impl IntoIterator<Item = &'a Attribute>,
        population: &Population,
    ) -> Vec<Self> {
        let attributes: Vec<&Attribute> = attributes.into_iter().collect();
        let attributes: Vec<&Attribute> = attributes
            .into_par_iter()
            .filter(|attribute| attribute.filled() > 1)
            .collect();
        let copies = population.copies;
        let is_counted = |record| copies.is_none_or(|copies| copies.is_counted(record));
        let holders = Holders::of_all(&attributes, &is_counted);
        let mut comparisons: Vec<(Self, &Attribute)> = attributes
            .into_par_iter()
            .zip(&holders)
            .map(|(attribute, holders)| (Self::new(attribute, holders, population), attribute))
            .collect();
        let stride: usize = comparisons.iter().map(|(one, _)| one.width).sum();
        let records = comparisons
            .first()
            .map_or(0, |(one, attribute)| attribute.slots.len() / one.width);
        let mut cells = vec![ValueId::MISSING; records * stride];
        cells
            .par_chunks_mut(stride.max(1))
            .enumerate()
            .for_each(|(record, row)| {
                let mut at = 0;
                for (one, attribute) in &comparisons {
                    let start = record * one.width;
                    row[at..at + one.width]
                        .copy_from_slice(&attribute.slots[start..start + one.width]);
                    at += one.width;
                }
            });
        let rows = Arc::new(Rows { stride, cells });
        let mut column = 0;
        for (one, _) in &mut comparisons {
            one.rows = Arc::clone(&rows);
            one.column = column;
            column += one.width;
        }
        comparisons.into_iter().map(|(one, _)| one).collect()
    }

    fn new(attribute: &Attribute, holders: &Holders, population: &Population) -> Self {
        let counts = &holders.persons;
        let mut comparable = 1.0;
        let persons = holders.filled_persons() as f64;
        let rarity = |counts: &[u32]| -> Vec<f32> {
            counts
                .iter()
                .map(|count| ((persons / f64::from((*count).max(1))).log2() as f32).max(0.0))
                .collect()
        };
        let code = |rule, codes: &[&str], schemes: &[u32]| {
            Comparator::Code(CodeComparator::new(rule, codes, schemes, &rarity(counts)))
        };
        let one_scheme = |codes: &[&str], rule| code(rule, codes, &vec![0; codes.len()]);
        let comparator = match &attribute.values {
            Values::Names(names) => Comparator::Name(NameComparator::new(names, counts)),
            Values::Dates(dates) => Comparator::Date(DateComparator::new(dates, rarity(counts))),
            Values::Addresses(values) => {
                let addresses: Vec<_> = values.iter().map(|value| &value.address).collect();
                Comparator::Address(AddressComparator::new(&addresses, counts, rarity(counts)))
            }
            Values::Phones(phones) => {
                one_scheme(&all(phones, |phone| &phone.digits), CodeRule::Phone)
            }
            Values::Ids(ids) => code(
                CodeRule::NationalId,
                &all(ids, |id| &id.digits),
                &numbered(ids.iter().map(|id| id.scheme.as_str())),
            ),
            Values::Texts(texts) => {
                let texts = &all(texts, |text| &text.canonical);
                match attribute.kind {
                    AttributeKind::Email => one_scheme(texts, CodeRule::Email),
                    AttributeKind::PostalCode => one_scheme(texts, CodeRule::PostalCode),
                    AttributeKind::Code => one_scheme(texts, CodeRule::Code),
                    // Sources write one thing in two ways; but a shop that another source does not know is another shop.
                    AttributeKind::Category => match population.source {
                        Some(source)
                            if attribute.facet == Facet::Open && source.name != attribute.name =>
                        {
                            let vocabularies = vocabulary::vocabularies(attribute, source);
                            comparable = vocabulary::comparable(&vocabularies, &holders.records);
                            code(CodeRule::Category, texts, &vocabularies)
                        }
                        _ => one_scheme(texts, CodeRule::Category),
                    },
                    AttributeKind::Gender => one_scheme(texts, CodeRule::Category),
                    AttributeKind::Place => Comparator::Text(TextComparator::new(
                        TextRule::Place,
                        texts,
                        counts,
                        rarity(counts),
                    )),
                    _ => Comparator::Text(TextComparator::new(
                        TextRule::Text,
                        texts,
                        counts,
                        rarity(counts),
                    )),
                }
            }
        };
        let mut comparison = Self {
            attribute: attribute.name.clone(),
            kind: attribute.kind,
            facet: attribute.facet,
            filled: attribute.filled(),
            counted: holders.filled,
            distinct: attribute.values.len() as u64,
            chance_agreement: (chance_agreement(&holders.records, holders.filled) / comparable)
                .min(1.0),
            persons_agreement: (chance_agreement(counts, holders.filled_persons()) / comparable)
                .min(1.0),
            comparable,
            mean_rarity: 0.0,
            width: attribute.width,
            rows: Arc::default(),
            column: 0,
            comparator,
        };
        comparison.weigh_agreement(counts, persons);
        comparison
    }

    fn weigh_agreement(&mut self, counts: &[u32], persons: f64) {
        let shares = || counts.iter().map(|count| f64::from(*count) / persons);
        let expected: f64 = shares()
            .zip(self.rarity())
            .map(|(share, bits)| share * (-f64::from(bits)).exp2())
            .sum();
        self.mean_rarity = -expected.clamp(1e-12, 1.0).log2();
    }

    /// Whether its values are of persons: birth dates and sexes always, names where they came in the parts that persons' names
    /// have. Identity numbers are not: organisations have tax numbers.
    pub fn tells_persons(&self) -> bool {
        match &self.comparator {
            Comparator::Name(comparator) => comparator.names_persons(),
            _ => {
                self.facet == Facet::Personal
                    && !matches!(self.kind, AttributeKind::Place | AttributeKind::NationalId)
            }
        }
    }

    /// The pairs of records that both have a value, count and can be compared; at least one.
    pub fn filled_pairs(&self) -> f64 {
        let counted = self.counted as f64;
        (self.comparable * counted * (counted - 1.0) / 2.0).max(1.0)
    }

    /// The most that the rarity of an agreement can be, in bits.
    pub fn most_rarity(&self) -> f32 {
        self.rarity().into_iter().fold(0.0, f32::max)
    }

    /// How rare each value is as a whole, in bits.
    fn rarity(&self) -> Vec<f32> {
        match &self.comparator {
            Comparator::Name(comparator) => comparator.rarity().collect(),
            Comparator::Date(comparator) => comparator.rarity().collect(),
            Comparator::Code(comparator) => comparator.rarity().collect(),
            Comparator::Address(comparator) => comparator.rarity().collect(),
            Comparator::Text(comparator) => comparator.rarity().collect(),
        }
    }

    /// The levels that this comparison can give, weakest first; the outcome's level 1 is the first of them.
    pub fn levels(&self) -> &'static [Level] {
        match self.kind {
            AttributeKind::Name if self.tells_persons() => &level::NAME_IN_PARTS,
            AttributeKind::Name => &level::NAME,
            AttributeKind::Organisation => &level::ORGANISATION,
            AttributeKind::Date => &level::DATE,
            AttributeKind::Phone => &level::PHONE,
            AttributeKind::Email => &level::EMAIL,
            AttributeKind::NationalId => &level::NATIONAL_ID,
            AttributeKind::Address => &level::ADDRESS,
            AttributeKind::Place => &level::PLACE,
            AttributeKind::PostalCode => &level::POSTAL_CODE,
            AttributeKind::Code => &level::CODE,
            AttributeKind::Gender => &level::GENDER,
            AttributeKind::Category => &level::CATEGORY,
            AttributeKind::Text => &level::TEXT,
        }
    }

    /// How many records there are, with and without a value.
    pub fn records(&self) -> usize {
        self.rows.cells.len() / self.rows.stride.max(1)
    }

    /// The values of a record.
    pub fn values_of(&self, record: RecordId) -> &[ValueId] {
        let start = record.index() * self.rows.stride + self.column;
        &self.rows.cells[start..start + self.width]
    }

    /// The values of a record in all attributes that were prepared together with this one.
    pub fn row(&self, record: RecordId) -> &[ValueId] {
        let start = record.index() * self.rows.stride;
        &self.rows.cells[start..start + self.rows.stride]
    }

    /// Where the values of this attribute stand in a row.
    pub fn columns(&self) -> Range<usize> {
        self.column..self.column + self.width
    }

    /// How many of the levels, from the weakest on, two different values can reach.
    pub fn unequal_levels(&self) -> usize {
        let levels = self.levels().len();
        match &self.comparator {
            Comparator::Name(_) | Comparator::Address(_) => levels,
            Comparator::Date(_) | Comparator::Code(_) | Comparator::Text(_) => levels - 1,
        }
    }

    /// Whether two different values may have nothing to compare: numbers of two schemes, dates without a part in common.
    pub fn may_refuse(&self) -> bool {
        matches!(self.comparator, Comparator::Date(_) | Comparator::Code(_))
    }

    /// Whether it compares in which source the records are.
    pub fn tells_sources(&self) -> bool {
        self.attribute == SOURCE_ATTRIBUTE
    }

    /// Whether nearly every pair asks for its values, and for many bytes of each.
    pub fn is_far(&self) -> bool {
        matches!(
            self.comparator,
            Comparator::Name(_) | Comparator::Address(_)
        )
    }

    /// Looks at a value where comparing it looks, so that it is in the processor's cache; the result means nothing.
    pub fn glance(&self, value: ValueId) -> u32 {
        let Some(value) = value.index() else {
            return 0;
        };
        match &self.comparator {
            Comparator::Name(comparator) => comparator.glance(value),
            Comparator::Address(comparator) => comparator.glance(value),
            Comparator::Date(_) | Comparator::Code(_) | Comparator::Text(_) => 0,
        }
    }

    /// About how long it takes to compare two different values, by that of the quickest comparison.
    pub fn cost(&self) -> f64 {
        match &self.comparator {
            Comparator::Date(_) => 1.0,
            Comparator::Code(comparator) => comparator.cost(),
            Comparator::Text(comparator) => comparator.cost(),
            Comparator::Name(_) => 6.0,
            Comparator::Address(_) => 8.0,
        }
    }

    /// Compares two records: the best of all pairs of their values.
    pub fn compare(&self, left: RecordId, right: RecordId) -> Outcome {
        self.compare_all(self.values_of(left), self.values_of(right))
    }

    /// Compares the values of two records.
    pub fn compare_all(&self, left: &[ValueId], right: &[ValueId]) -> Outcome {
        if let (&[left], &[right]) = (left, right) {
            return self.compare_values(left, right);
        }
        let mut best = Outcome::MISSING;
        for &l in left {
            if l.is_missing() {
                break;
            }
            for &r in right {
                if r.is_missing() {
                    break;
                }
                let outcome = self.compare_values(l, r);
                if (outcome.level, outcome.rarity) > (best.level, best.rarity) {
                    best = outcome;
                }
            }
        }
        best
    }

    /// Compares two values of this attribute.
    pub fn compare_values(&self, left: ValueId, right: ValueId) -> Outcome {
        let (Some(left), Some(right)) = (left.index(), right.index()) else {
            return Outcome::MISSING;
        };
        match &self.comparator {
            Comparator::Name(comparator) => comparator.compare(left, right),
            Comparator::Date(comparator) => comparator.compare(left, right),
            Comparator::Code(comparator) => comparator.compare(left, right),
            Comparator::Address(comparator) => comparator.compare(left, right),
            Comparator::Text(comparator) => comparator.compare(left, right),
        }
    }
}

fn all<T>(values: &[T], text: impl Fn(&T) -> &str) -> Vec<&str> {
    values.iter().map(text).collect()
}

/// Numbers distinct words in the order of their first appearance.
fn numbered<'a>(words: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut known: Vec<&str> = Vec::new();
    words
        .map(|word| {
            let at = known.iter().position(|known| *known == word);
            let at = at.unwrap_or_else(|| {
                known.push(word);
                known.len() - 1
            });
            u32::try_from(at).expect("few schemes")
        })
        .collect()
}
