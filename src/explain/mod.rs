//! Why two records are, or are not, together; why a customer has these records and values.
//!
//! In: the output folder of a run ([`Published`]), and its sources understood once more ([`Recalled`]), so that the code
//! that decided also explains. Out: plain values ([`PairExplanation`], [`CustomerExplanation`]), which the command line
//! draws. Values of cells are masked unless asked for. No stage calls anything in here.

pub mod customer;
pub mod named;
pub mod pair;
pub mod path;
pub mod published;
pub mod waterfall;

use serde::Serialize;

pub use customer::{CustomerExplanation, explain_customer};
pub use named::{Asked, find, find_pair, find_record};
pub use pair::{PairExplanation, Verdict, explain_pair};
pub use published::{Place, Published};
pub use waterfall::{Evidence, Waterfall};

use crate::compare::Comparison;
use crate::error::{Error, Result};
use crate::normalise::{Records, SOURCE_ATTRIBUTE};
use crate::record::{RecordId, ValueId};
use crate::score::model::{Model, RELATED, probability};
use crate::text::mask::{mask, printable};

/// The sources of a result, understood as the run understood them, and the model that weighed them.
#[derive(Debug)]
pub struct Recalled {
    /// The identity records, in the order of the cross-reference.
    pub records: Records,
    /// The names of the sources.
    pub sources: Vec<String>,
    /// How each attribute is compared.
    pub comparisons: Vec<Comparison>,
    /// The model.
    pub model: Model,
    /// Pairs are joined from this weight on, in bits.
    pub threshold: f64,
    /// The least mean match probability across two clusters that are joined.
    pub cohesion: f64,
    /// The source of each record, where the model learned that a source, as a rule, names nobody twice.
    pub exclusive: Option<Vec<u32>>,
    /// By so many bits more than the threshold two records of such a source must match.
    pub twice: f64,
}

/// How values of cells are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Their form only: `B••• S••••••`.
    Masked,
    /// As they stand.
    Plain,
}

impl Show {
    fn value(self, value: &str) -> String {
        match self {
            Self::Masked => mask(&printable(value)),
            Self::Plain => printable(value).into_owned(),
        }
    }
}

/// One record and where the result put it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// The name of its source.
    pub source: String,
    /// Its data row, counted from 1.
    pub row: u32,
    /// The source's own key; empty where it has none.
    pub record_key: String,
    /// Its person.
    pub person_id: String,
    /// Its customer.
    pub customer_id: String,
    /// Its household.
    pub household_id: String,
    /// Its role under the customer.
    pub role: String,
    /// How sure it is that it belongs there, 0 to 1.
    pub confidence: f64,
    /// What ties it there, in words, as in `crossref.csv`.
    pub reason: String,
}

/// A pair of records with its weight and what speaks for and against it: that both are one person, or, of a tie, that
/// one buyer holds both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// One record, as `source:row`.
    pub left: String,
    /// The other.
    pub right: String,
    /// The match weight in bits, prior included; `None` where nothing could be compared.
    pub match_weight: Option<f64>,
    /// The same as a probability.
    pub match_probability: f64,
    /// What speaks for it, as `attribute level`; of one person, weightiest first.
    pub agrees: Vec<String>,
    /// What speaks against it.
    pub contradicts: Vec<String>,
    /// Whether a person has decided it, whatever it weighs.
    pub is_decided: bool,
}

/// Evidence of less than this many bits is not worth a word.
const WORTH_A_WORD: f64 = 0.5;

impl Link {
    /// `one` is shown on the left.
    fn new(recalled: &Recalled, published: &Published, one: RecordId, other: RecordId) -> Self {
        let (left, right) = (one.min(other), one.max(other));
        let weight = recalled.weight(left, right);
        let mut steps = recalled.model.steps(&recalled.comparisons, left, right);
        steps.retain(|step| step.attribute != RELATED && step.bits.abs() > WORTH_A_WORD);
        steps.sort_by(|one, other| other.bits.abs().total_cmp(&one.bits.abs()));
        let words = |is_for: bool| {
            let side = steps.iter().filter(|step| (step.bits > 0.0) == is_for);
            side.map(|step| format!("{} {}", step.attribute, step.level))
                .collect()
        };
        Self {
            left: published.name(one),
            right: published.name(other),
            match_weight: finite(weight),
            match_probability: probability(weight),
            agrees: words(true),
            contradicts: words(false),
            is_decided: false,
        }
    }

    /// A link of the result, as it leads.
    fn of(recalled: &Recalled, published: &Published, link: &path::KnownLink) -> Self {
        Self {
            is_decided: link.is_decided,
            ..Self::new(recalled, published, link.left, link.right)
        }
    }

    /// The tie between two records of one customer; `words` is what they have in common.
    fn tie(published: &Published, link: &path::KnownLink, words: &str) -> Self {
        let words = words
            .split(", ")
            .filter(|word| !word.is_empty() && !link.is_decided);
        Self {
            left: published.name(link.left),
            right: published.name(link.right),
            match_weight: finite(link.weight),
            match_probability: probability(link.weight),
            agrees: words.map(str::to_owned).collect(),
            contradicts: Vec::new(),
            is_decided: link.is_decided,
        }
    }
}

impl Recalled {
    /// The match weight of two different records, in bits.
    fn weight(&self, one: RecordId, other: RecordId) -> f64 {
        let (left, right) = (one.min(other), one.max(other));
        self.model.weight(&self.comparisons, left, right)
    }

    /// The match weight of two records between whose clusters another pair agrees, in bits.
    fn weight_between(&self, one: RecordId, other: RecordId) -> f64 {
        let (left, right) = (one.min(other), one.max(other));
        self.model.weight_between(&self.comparisons, left, right)
    }

    /// Checks that the links of some persons weigh what the result says, so that what is told is what decided.
    fn check(&self, links: &[path::KnownLink]) -> Result<()> {
        let is_other = |link: &&path::KnownLink| {
            let weight = self.weight(link.left, link.right);
            (weight - link.weight).abs() > 1e-3
        };
        match links.iter().find(is_other) {
            None => Ok(()),
            Some(_) => Err(Error::input(
                "the result was weighed in another way than this version of satukan does",
            )
            .hinted("Run again with this version, or use the one that made it")),
        }
    }

    /// The values of a record, as they are shown; the name of its source is no customer's and never masked.
    fn values(&self, attribute: &str, record: RecordId, show: Show) -> Vec<String> {
        if attribute == SOURCE_ATTRIBUTE {
            let origin = self.records.origins[record.index()];
            return vec![self.sources[usize::from(origin.source)].clone()];
        }
        let Some(attribute) = self.records.attribute(attribute) else {
            return Vec::new();
        };
        let present = |value: &&ValueId| !value.is_missing();
        let values = attribute.values_of(record).iter().filter(present);
        values
            .map(|value| show.value(&attribute.values.written(*value)))
            .collect()
    }
}

/// JSON knows no infinity.
fn finite(weight: f64) -> Option<f64> {
    weight.is_finite().then_some(weight)
}
