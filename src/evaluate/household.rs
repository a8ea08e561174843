//! Households told in a file of their own, customer by customer.

use std::path::Path;

use csv::ByteRecord;

use super::Level;
use super::labels::Labels;
use super::table::Table;
use crate::error::{Error, Result};

/// The true household of each customer.
pub(super) struct Households {
    customers: Labels,
    households: Labels,
    /// By the number of the customer: that of the household.
    household_of: Vec<usize>,
}

impl Households {
    /// Reads a file with the columns `customer_id` and `household_id`.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let mut table = Table::open(path, "Check the path of the households")?;
        let column = |level: Level| {
            let name = level.column();
            table.position(name).ok_or_else(|| {
                Error::input(format!("column `{name}` is not there"))
                    .in_file(path)
                    .hinted("Write a header `customer_id,household_id`, and below it a line for each customer who lives with others")
            })
        };
        let (customer, household) = (column(Level::Customer)?, column(Level::Household)?);
        let mut read = Self {
            customers: Labels::default(),
            households: Labels::default(),
            household_of: Vec::new(),
        };
        let mut row = ByteRecord::new();
        while table.read(&mut row)? {
            let customer = read.customers.intern(table.filled(&row, customer)?);
            let household = read.households.intern(table.filled(&row, household)?);
            if customer == read.household_of.len() {
                read.household_of.push(household);
            } else if read.household_of[customer] != household {
                return Err(table
                    .error_at(&row, "the truth gives one customer two households")
                    .hinted("Leave one row per customer in the file"));
            }
        }
        Ok(read)
    }

    /// Writes what names the household of `customer`; a customer who is not listed lives alone.
    pub(super) fn write(&self, customer: &[u8], name: &mut Vec<u8>) {
        name.clear();
        match self.customers.get(customer) {
            Some(listed) => {
                name.push(0);
                name.extend_from_slice(&self.household_of[listed].to_be_bytes());
            }
            None => {
                name.push(1);
                name.extend_from_slice(customer);
            }
        }
    }
}
