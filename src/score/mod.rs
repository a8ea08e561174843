//! Comparison vector to match weight: an unsupervised Fellegi-Sunter model.
//!
//! In: comparisons and a sample of pairs. Out: a [`Model`], which gives any two records a match weight in bits.
//! Three classes of pairs are told apart: *matching*, *related* (another member of the household, a neighbour at the
//! same address, somebody who shares the telephone) and *random*. The second class is what keeps families apart:
//! address, telephone and family name agree in it together, so that their agreement is not counted three times.
//!
//! Everything here is deterministic: samples are drawn by counting, sums run in a fixed order.

pub mod em;
pub mod model;
pub mod pairs;
pub mod sample;

pub use em::train;
pub use model::{Model, Settings};
pub use pairs::Edge;
