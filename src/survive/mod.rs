//! Clusters to golden records.
//!
//! In: the records, the customers who hold them, and what is known of each ([`Evidence`]). Out: one [`Golden`] per
//! customer, singletons included, in which every value has a provenance: the record that gave it, the rule that chose
//! it, how many records agree, how sure it is. The order of records makes no difference.
//!
//! [`settings`] has the rules by their words, [`rule`] orders values by them. Three things have rules of their own:
//! names are put together word by word (`name`), the parts of an address stay with their house (`house`), and some
//! values are made of all (`aggregate`).

mod aggregate;
mod conflict;
pub mod evidence;
pub mod golden;
mod house;
mod maker;
mod name;
pub mod rule;
pub mod settings;

pub use evidence::Evidence;
pub use golden::{Chosen, Golden, GoldenAttribute, GoldenRecords, Other};
pub use maker::survive;
pub use settings::Settings;
