//! Tells what happened in a run, to people and to machines.
//!
//! In: an [`Audit`](audit::Audit), plain values that hold personal data in masked form only. Out: `audit.html` and
//! `audit.json`, as text. The same audit gives the same bytes; nothing here asks for the time,
//! the machine or the network.

pub mod audit;
pub mod blocking;
pub mod gather;
pub mod holders;
pub mod html;
pub mod json;
pub mod segments;
pub mod way;
