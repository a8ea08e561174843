//! The facts of one run, as plain values: `audit.json` is their serialisation, `audit.html` their picture.

use serde::Serialize;

use super::segments::SegmentsAudit;
use super::way::Way;
use crate::attribute::bridge::Estimate;
use crate::block::RuleCost;
use crate::config::SettingInForce;
use crate::ingest::Decision;
use crate::score::saved::LearnedLabels;
use crate::score::validate::CrossValidated;

/// Everything that an auditor may ask about one run.
///
/// Counts are whole numbers of rows, records or pairs; money is in hundredths of the currency unit; weights are in bits.
/// Nothing in here depends on the clock, on thread timing or on the order of the input rows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Audit {
    /// The version of the program that made it.
    pub version: String,
    /// The settings in force, one `key = value` line each, with where each came from.
    pub settings: Vec<SettingInForce>,
    /// The inputs and how they were understood.
    pub sources: Vec<SourceAudit>,
    /// The sums that must close; a run whose sums don't close is not published.
    pub conservation: Vec<Sum>,
    /// The counts of the run as a whole.
    pub totals: Totals,
    /// The way from rows to customers.
    pub way: Way,
    /// The customers who hold the most records in other names, most first.
    pub rings: Vec<RingAudit>,
    /// What values that several persons share were taken for.
    pub shared_values: Vec<SharedAudit>,
    /// How many persons have so many records: (records, persons), ascending.
    pub cluster_sizes: Vec<(usize, usize)>,
    /// How well the records of persons hang together.
    pub cohesion: CohesionAudit,
    /// What was compared and what was not.
    pub blocking: BlockingAudit,
    /// What a person had decided of pairs of records.
    pub decisions: DecisionsAudit,
    /// What the model learned.
    pub model: ModelAudit,
    /// How invoices found their customers; absent when no source holds invoices.
    pub invoices: Option<InvoiceAudit>,
    /// What customers are worth and where they stand; absent when no source holds invoices.
    pub segments: Option<SegmentsAudit>,
    /// How full each golden attribute is.
    pub completeness: Vec<Completeness>,
    /// What the values of records say against each other; only flags that some record has.
    pub quality: Vec<QualityFlag>,
    /// What a reader should know before trusting the result, in words.
    pub warnings: Vec<String>,
}

/// One kind of doubt about records, and how many records have it.
#[derive(Clone, Debug, Serialize)]
pub struct QualityFlag {
    /// The word in the column `flags` of the cross-reference.
    pub flag: String,
    /// What it means.
    pub meaning: String,
    /// The records that have it.
    pub records: u64,
}

/// One input file.
#[derive(Clone, Debug, Serialize)]
pub struct SourceAudit {
    /// The name of the source (the file's stem unless configured).
    pub name: String,
    /// The file as the user named it.
    pub path: String,
    /// `cards`, `people` or `invoices`.
    pub kind: String,
    /// Why it was taken for that kind.
    pub kind_reason: String,
    /// How it is stored: `delimited`, `workbook`.
    pub format: String,
    /// The encoding it was read in; empty where the format leaves no choice.
    pub encoding: String,
    /// The delimiter, as a readable word or character; empty where there is none.
    pub delimiter: String,
    /// Whether the table names its columns.
    pub has_header: bool,
    /// What was found out about the file, and by what.
    pub decisions: Vec<Decision>,
    /// What the reader of the audit should know about the reading.
    pub notes: Vec<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 hash of the bytes, hexadecimal.
    pub hash: String,
    /// Data rows read.
    pub rows_read: u64,
    /// Rows accepted.
    pub rows_accepted: u64,
    /// Accepted rows that are identity records; of invoices those that speak for their buyers.
    pub identities: u64,
    /// Rows rejected.
    pub rows_rejected: u64,
    /// Those of them that were never data: page headers, totals, footers.
    pub furniture: u64,
    /// Rejected rows by reason.
    pub reject_reasons: Vec<(String, u64)>,
    /// How each column was understood.
    pub columns: Vec<ColumnAudit>,
}

/// One column and its meaning.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnAudit {
    /// The header as written.
    pub header: String,
    /// The meaning it was given.
    pub field: String,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// Why.
    pub reason: String,
    /// Accepted rows with a value.
    pub filled: u64,
    /// Distinct values.
    pub distinct: u64,
}

/// One conservation sum: two figures that must be equal.
#[derive(Clone, Debug, Serialize)]
pub struct Sum {
    /// What is counted, in words.
    pub what: String,
    /// The figure before.
    pub before: i128,
    /// The figure after.
    pub after: i128,
}

impl Sum {
    /// Whether the two figures are equal.
    pub fn closes(&self) -> bool {
        self.before == self.after
    }
}

/// The counts of the run as a whole.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Totals {
    /// Identity records accepted.
    pub records: usize,
    /// Persons found.
    pub persons: usize,
    /// Customers found.
    pub customers: usize,
    /// Households found.
    pub households: usize,
    /// Records in the name of a member of the household.
    pub family: usize,
    /// Records in the name of somebody else.
    pub proxy: usize,
    /// Records that say nothing that an earlier record in the customer's own name doesn't say.
    pub repeats: usize,
    /// How many customers there may be, where cards were attributed.
    pub estimate: Option<Estimate>,
    /// Further records in the customer's own name that do say something new.
    pub further_own: usize,
    /// Records beyond the first of their customer, whoever they name.
    pub duplicates: usize,
    /// Customers with one record.
    pub singletons: usize,
    /// Records of the largest customer.
    pub largest: usize,
    /// Pairs that hold persons, and customers of several persons, together: the rows of `links.parquet`.
    pub links: usize,
    /// Doubtful cases in `review.csv`.
    pub review: usize,
    /// Rows in `rejects.csv`.
    pub rejects: u64,
}

/// A customer who holds records in other names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RingAudit {
    /// The customer.
    pub customer_id: String,
    /// The golden name, masked.
    pub name: String,
    /// All records of the customer.
    pub records: usize,
    /// Distinct card numbers among them.
    pub cards: usize,
    /// Persons whose names are on them.
    pub names: usize,
    /// Records in the customer's own name.
    pub own: usize,
    /// Records in the name of the family.
    pub family: usize,
    /// Records in the name of somebody else.
    pub proxy: usize,
    /// What its ties rest on, in words, most frequent first, with how many do.
    pub ties: String,
}

/// What values that several persons share were taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SharedAudit {
    /// As in the column `verdict` of `shared_values.csv`.
    pub verdict: String,
    /// Distinct values.
    pub values: usize,
    /// The most persons that share one of them.
    pub most_persons: u32,
    /// Values of which a person has decided.
    pub decided: usize,
}

/// What a person had decided of pairs of records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DecisionsAudit {
    /// Pairs that are one person.
    pub one_person: usize,
    /// Pairs that are two persons.
    pub two_persons: usize,
    /// Pairs that are one customer's.
    pub one_customer: usize,
    /// Pairs that are two customers'.
    pub two_customers: usize,
    /// Decisions that fit no two records, and had no effect.
    pub unfit: usize,
}

impl DecisionsAudit {
    /// Those that were obeyed.
    pub fn obeyed(&self) -> usize {
        self.one_person + self.two_persons + self.one_customer + self.two_customers
    }
}

/// How well the records of persons hang together: the mean match probability over the pairs of each person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CohesionAudit {
    /// Of a person with more records only the pairs among so many evenly spread ones are asked.
    pub sampled_records: usize,
    /// Persons with more than one record, by tenths of the mean: (from, persons), ascending, all ten.
    pub persons: Vec<(f64, usize)>,
    /// A person is weak below this mean.
    pub weak_below: f64,
    /// Weak persons; each stands in `review.csv`.
    pub weak: usize,
}

/// The blocking plan and what it cost.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BlockingAudit {
    /// All pairs that exist: n(n-1)/2.
    pub possible_pairs: u64,
    /// Pairs that were compared, each once; in a plan about how many will be.
    pub candidate_pairs: u64,
    /// The pairs that might be compared per record, in the mean.
    pub pairs_per_record: u64,
    /// The largest block that any rule compares whole.
    pub block_limit: usize,
    /// What the plan finds of what may match.
    pub estimate: BlockingEstimate,
    /// One line per kind of blocking key.
    pub rules: Vec<RuleCost>,
    /// Rules that were not used, because the others make as many keys as are paid for.
    pub unused_rules: Vec<String>,
    /// The commonest keys that were not compared whole.
    pub common_keys: Vec<CommonKeyAudit>,
    /// What the plan finds of what labels know; after a run `model.labels` says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labelled: Option<LabelledPairs>,
}

/// Pairs of labelled records that name one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelledPairs {
    /// All of them.
    pub true_pairs: u64,
    /// Those that are compared.
    pub true_candidates: u64,
}

/// What blocking is expected to find.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BlockingEstimate {
    /// Sampled pairs that are likely matches.
    pub likely_pairs: u64,
    /// The share of them that is compared.
    pub found: Option<f64>,
    /// The share of all matches that is compared, by capture and recapture.
    pub recall: Option<f64>,
}

/// A key that was too common to be compared whole.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommonKeyAudit {
    /// The rule that makes it.
    pub rule: String,
    /// The key, masked.
    pub key: String,
    /// Records that share it.
    pub records: u64,
    /// The pairs that it would have cost.
    pub pairs: u64,
    /// The pairs that were not compared for it, at least.
    pub lost_pairs: u64,
}

/// What the model learned from the data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ModelAudit {
    /// P(two random records match), those of people who moved included.
    pub prior: f64,
    /// P(two random records name two people of one household, or of one hand); 0 where the model has no such class, as
    /// below.
    pub household_prior: f64,
    /// P(two random records name two people in like surroundings).
    pub neighbour_prior: f64,
    /// P(two random records name two of one name, such as branches of a chain).
    pub namesake_prior: f64,
    /// P(two random records name one person at two residences), which is part of `prior`.
    pub moved_prior: f64,
    /// The prior in bits.
    pub prior_weight: f64,
    /// Pairs are joined from this total weight on, in bits.
    pub threshold: f64,
    /// Rounds of expectation-maximisation.
    pub iterations: usize,
    /// Whether they settled.
    pub converged: bool,
    /// Random pairs that u was counted on.
    pub random_pairs: u64,
    /// Candidate pairs that m was learned on.
    pub training_pairs: u64,
    /// What was known beforehand, where something was.
    pub labels: Option<LearnedLabels>,
    /// How the model did on persons whose labels were kept from it.
    pub cross_validated: Option<CrossValidated>,
    /// One entry per compared attribute.
    pub comparisons: Vec<ComparisonAudit>,
}

/// One compared attribute.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonAudit {
    /// The attribute, for example `birth_date`.
    pub attribute: String,
    /// How its values are compared, for example `date`.
    pub kind: String,
    /// Records with a value.
    pub filled: u64,
    /// Distinct values.
    pub distinct: u64,
    /// The levels, weakest first.
    pub levels: Vec<LevelAudit>,
}

/// One comparison level.
#[derive(Clone, Debug, Serialize)]
pub struct LevelAudit {
    /// What the level means, for example `same` or `one edit`.
    pub name: String,
    /// P(level given match).
    pub m: f64,
    /// P(level given non-match).
    pub u: f64,
    /// P(level given two people of one household).
    pub household: f64,
    /// P(level given two people in like surroundings).
    pub neighbour: f64,
    /// P(level given two of one name).
    pub namesake: f64,
    /// P(level given one person at two residences).
    pub moved: f64,
    /// log2(m/u), in bits.
    pub weight: f64,
}

/// How invoices found their customers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InvoiceAudit {
    /// Invoice lines accepted.
    pub lines: u64,
    /// Distinct invoices.
    pub invoices: u64,
    /// Their total, in hundredths.
    pub amount: i128,
    /// Lines whose amount could not be read; they count as zero.
    pub unreadable_amounts: u64,
    /// Lines attributed by card number.
    pub by_card: u64,
    /// Lines attributed by the typed identity.
    pub by_identity: u64,
    /// Lines without a customer.
    pub unattributed: u64,
    /// Their total, in hundredths.
    pub unattributed_amount: i128,
}

/// How full one golden attribute is.
#[derive(Clone, Debug, Serialize)]
pub struct Completeness {
    /// The attribute.
    pub attribute: String,
    /// Customers with a value.
    pub filled: u64,
    /// All customers.
    pub customers: u64,
}
