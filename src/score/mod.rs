//! Comparison vector to match weight: an unsupervised Fellegi-Sunter model.
//!
//! In: comparisons and a sample of pairs. Out: a [`Model`], which gives any two records a match weight in bits.
//! Up to six classes of pairs are told apart: *match* and *moved* (one person at two residences), *household* (two people
//! at one address or telephone), *neighbour* (two people whose surroundings are alike), *namesake* (two of one name) and
//! *random*. Those in the middle are what keeps families apart: address, telephone and family name agree in them together,
//! so that their agreement is not counted three times.
//!
//! Everything here is deterministic: samples are drawn by counting, sums run in a fixed order.

pub mod decide;
pub mod dependence;
pub mod em;
mod expected;
#[cfg(test)]
pub(crate) mod fixture;
mod guess;
pub mod labels;
pub mod model;
mod monotone;
pub mod numbers;
pub mod pairs;
mod pattern;
pub mod sample;
pub mod saved;
pub mod shortcut;
pub mod validate;

pub use em::{Learner, train};
pub use labels::Labels;
pub use model::{Model, Settings};
pub use pairs::Edge;
pub use saved::SavedModel;
