//! The way from rows to customers, as an account.

use serde::Serialize;

use super::audit::{SourceAudit, Totals};

/// The balances between rows and customers; each follows from the figures before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Way {
    /// Data rows read from all sources.
    pub rows_read: i128,
    /// Those that were rejected.
    pub rejected: i128,
    /// Those that name a purchase and not an identity.
    pub invoice_lines: i128,
    /// What is left: the records.
    pub records: i128,
    /// Records in the customer's own name that say nothing new.
    pub repeats: i128,
    /// Further records in the customer's own name.
    pub further_own: i128,
    /// Records in the name of the customer's family.
    pub family: i128,
    /// Records in the name of somebody else.
    pub proxy: i128,
    /// What is left: the customers.
    pub customers: i128,
}

/// One line of the way: a balance, what is taken from it, or whether it comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What there is.
    Balance(&'static str, i128),
    /// What is taken from it.
    Less(&'static str, i128),
    /// Whether the balance is what the lines above it leave.
    Check(&'static str, bool),
}

impl Way {
    /// Collects the figures.
    pub fn new(sources: &[SourceAudit], totals: &Totals) -> Self {
        let sum = |rows: fn(&SourceAudit) -> u64| -> i128 {
            sources.iter().map(|source| i128::from(rows(source))).sum()
        };
        Self {
            rows_read: sum(|source| source.rows_read),
            rejected: sum(|source| source.rows_rejected),
            invoice_lines: sum(|source| source.rows_accepted.saturating_sub(source.identities)),
            records: totals.records as i128,
            repeats: totals.repeats as i128,
            further_own: totals.further_own as i128,
            family: totals.family as i128,
            proxy: totals.proxy as i128,
            customers: totals.customers as i128,
        }
    }

    /// What is left of the rows.
    fn left_of_rows(&self) -> i128 {
        self.rows_read - self.rejected - self.invoice_lines
    }

    /// What is left of the records.
    pub fn left_of_records(&self) -> i128 {
        self.records - self.repeats - self.further_own - self.family - self.proxy
    }

    /// Whether the rows that are no rejects and no invoice lines are the records.
    pub fn reaches_the_records(&self) -> bool {
        self.left_of_rows() == self.records
    }

    /// Whether the records that are the first of their customer are the customers.
    pub fn reaches_the_customers(&self) -> bool {
        self.left_of_records() == self.customers
    }

    /// The account, line by line.
    pub fn steps(&self) -> [Step; 11] {
        [
            Step::Balance("Rows read from all sources", self.rows_read),
            Step::Less("rows rejected", self.rejected),
            Step::Less(
                "invoice lines, which name a purchase and not an identity",
                self.invoice_lines,
            ),
            Step::Balance("Records", self.records),
            Step::Check(
                "Rows without rejects and invoice lines are the records",
                self.reaches_the_records(),
            ),
            Step::Less(
                "exact repeats: records in the customer's own name that say nothing new",
                self.repeats,
            ),
            Step::Less(
                "further records in the customer's own name",
                self.further_own,
            ),
            Step::Less("records in the name of the customer's family", self.family),
            Step::Less("records in the name of somebody else", self.proxy),
            Step::Balance("Customers", self.customers),
            Step::Check(
                "Customers and what was taken off are the records",
                self.reaches_the_customers(),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way() -> Way {
        Way {
            rows_read: 100,
            rejected: 3,
            invoice_lines: 57,
            records: 40,
            repeats: 4,
            further_own: 5,
            family: 6,
            proxy: 10,
            customers: 15,
        }
    }

    #[test]
    fn a_way_that_closes_reaches_records_and_customers() {
        assert!(way().reaches_the_records() && way().reaches_the_customers());
    }

    #[test]
    fn one_row_lost_or_one_card_too_many_is_seen() {
        let lost = Way {
            rows_read: 101,
            ..way()
        };
        assert!(!lost.reaches_the_records() && lost.reaches_the_customers());
        let twice = Way { proxy: 11, ..way() };
        assert!(twice.reaches_the_records() && !twice.reaches_the_customers());
    }
}
