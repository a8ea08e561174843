//! Cards: who takes how many in whose name, and what the till makes of it.
//!
//! A customer comes in; its cards as they are asked for go out ([`plan`]), and then their cells ([`write_card`]).

mod planner;
mod till;

use std::rc::Rc;

pub use planner::plan;
pub use till::write_card;

use super::calendar::Minute;
use super::people::{Person, Phone};
use super::places::Address;

/// Stands for the card number until it is given out.
pub const CARD: &str = "\u{2}";
/// Stands for the number of the receipt until it is given out.
pub const RECEIPT: &str = "\u{3}";
/// Stands for the number of the customer's card before this one.
pub const PREVIOUS: &str = "\u{4}";

/// What a card is to the customer who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It names the customer.
    Own,
    /// It names a member of the household.
    Family,
    /// It names somebody else.
    Proxy,
}

impl Role {
    /// As it stands in the truth.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Family => "family",
            Self::Proxy => "proxy",
        }
    }
}

/// A card as it will be asked for at a till.
#[derive(Clone, Debug)]
pub struct Plan {
    /// When.
    pub minute: Minute,
    /// Index of the shop.
    pub shop: usize,
    /// Index of the operator in the shop.
    pub operator: usize,
    /// Whom it names.
    pub person: Rc<Person>,
    /// What it is to the customer.
    pub role: Role,
    /// What is said instead of the name: a business, `Mama Rizky`.
    said: Option<String>,
    address: Option<Address>,
    phones: Vec<(Phone, &'static str)>,
    tells_birth: bool,
    tells_identity: bool,
    /// How many own cards there were before this one.
    before: usize,
    /// Whether the card replaces the customer's card before it, keeping the serial.
    pub upgrade: bool,
}
