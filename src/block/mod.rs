//! Records to candidate pairs.
//!
//! In: the normalised attributes. Out: an [`Index`] of blocks, from which each record's candidates are read one record
//! at a time, each pair once, without ever holding all pairs. A block that is too common to be compared whole is
//! refined by a second key; what is then still too common is not compared, and said so with its cost.

pub mod index;
pub mod key;
pub mod shared;

pub use index::{Index, RuleCost, Settings};
pub use shared::{SharedKey, shared_keys};
