//! Source records to attributes: raw text to comparable values, one attribute per file.
//!
//! In: the sources as read. Out: [`Records`] in canonical order, with one [`Attribute`] per meaning; every distinct raw
//! value is understood once. The order of records, and with it everything behind, depends on what the rows say and
//! never on where they stand. All values are held in memory, because rarity is counted over the whole input.

pub mod address;
mod align;
pub mod amount;
pub mod answer;
mod assemble;
mod attribute;
pub mod city;
mod copies;
pub mod date;
mod ditto;
pub mod email;
mod flags;
pub mod gender;
mod home;
pub mod name;
pub mod national_id;
mod nearby;
mod numbering;
pub mod phone;
mod place_case;
mod plan;
pub mod postcode;
mod reading;
mod recipe;
mod settings;

pub use align::align_columns;
pub use assemble::{Origin, Records, SOURCE_ATTRIBUTE, assemble};
pub use attribute::{AddressValue, Attribute, IdValue, TextValue, Values};
pub use copies::{Copies, ORDINARY_COPIES};
pub use ditto::fill_dittos;
pub use flags::{Flag, Flags};
pub(crate) use home::country_of_phones;
pub use plan::NAME;
pub(crate) use plan::generic_name;
pub(crate) use reading::is_nothing_in_address;
pub use settings::{Settings, Vocabulary};
