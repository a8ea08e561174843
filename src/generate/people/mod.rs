//! Households, the people in them, and which of them buy for themselves.
//!
//! What people are stands here; [`Population`] draws them and gives each a true identity.

mod phone;
mod population;

use std::rc::Rc;

use jiff::civil::Date;

pub use phone::Phone;
pub use population::Population;

use super::names::{Gender, Name};
use super::places::Address;

/// Titles a person may carry.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    /// The year of the pilgrimage.
    pub haji_since: Option<i16>,
    /// In front of the name, as `dr.` or `Ir.`.
    pub before: Option<&'static str>,
    /// Behind the name, as `SE`.
    pub behind: Option<&'static str>,
}

/// A human being.
#[derive(Clone, Debug)]
pub struct Person {
    /// The true identity.
    pub id: u64,
    /// The names.
    pub name: Name,
    /// The gender.
    pub gender: Gender,
    /// The true birthday.
    pub birth: Date,
    /// The titles.
    pub titles: Titles,
    /// Whether this person writes the own name in the spelling before 1972.
    pub writes_old: bool,
    /// Own mobiles, with the year from which each was used.
    pub mobiles: Vec<(i16, Phone)>,
    /// The mail address.
    pub email: Option<String>,
    /// The number on the identity card.
    pub national_id: String,
}

impl Person {
    /// The mobile used in `year`.
    pub fn mobile_in(&self, year: i16) -> Option<&Phone> {
        self.mobiles
            .iter()
            .rev()
            .find(|(since, _)| *since <= year)
            .map(|(_, phone)| phone)
    }
}

/// How a customer came by the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One card.
    Single,
    /// Own cards, again and again.
    Repeat,
    /// Own cards and cards in the names of the family.
    Family,
    /// Own cards and a few in other names.
    Helped,
    /// Ten to twenty cards, most in borrowed or invented names.
    Ring,
    /// An employee who has to bring new members and invents them.
    Target,
    /// A web account and no card.
    Web,
}

/// Who holds cards; the level at which a retailer wants to know its buyers.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The true identity.
    pub id: u64,
    /// Index of the holder among the members.
    pub holder: usize,
    /// How the cards came about.
    pub kind: Kind,
    /// Indices of members in whose names the customer also holds cards.
    pub family: Vec<usize>,
    /// The name of the business, where one buys.
    pub organisation: Option<String>,
}

/// People who live together.
#[derive(Clone, Debug)]
pub struct Household {
    /// The true identity.
    pub id: u64,
    /// Where they live at first.
    pub address: Address,
    /// Year of a move and the house after it.
    pub moved: Option<(i16, Address)>,
    /// The parents' home, which is still on the identity card of some.
    pub registered: Address,
    /// The telephone they share.
    pub landline: Option<Phone>,
    /// A number they share with many others: an office's or a boarding house's.
    pub office: Option<Phone>,
    /// Who lives there; cards share them.
    pub members: Vec<Rc<Person>>,
    /// Who buys.
    pub customers: Vec<Customer>,
}

impl Household {
    /// The house in `year`.
    pub fn address_in(&self, year: i16) -> Address {
        match self.moved {
            Some((since, address)) if since <= year => address,
            _ => self.address,
        }
    }
}
