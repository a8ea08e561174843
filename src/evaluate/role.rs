//! Counts how often the role of a card was found.

use serde::Serialize;

/// What a card is to the customer who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It names the customer.
    Own,
    /// It names a relative.
    Family,
    /// It names somebody else, or nobody.
    Proxy,
}

impl Role {
    /// All roles, in the order of [`Roles::found`].
    pub const ALL: [Self; 3] = [Self::Own, Self::Family, Self::Proxy];

    /// As it stands in the files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Family => "family",
            Self::Proxy => "proxy",
        }
    }

    /// The role that a cell names.
    pub(super) fn of(cell: &[u8]) -> Option<Self> {
        let cell = cell.trim_ascii();
        let is_word = |role: &Self| role.word().as_bytes().eq_ignore_ascii_case(cell);
        Self::ALL.into_iter().find(is_word)
    }
}

/// How the roles of a truth and those of a result agree.
///
/// Records that are not in the result, or whose role one of the two doesn't tell, are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Roles {
    /// The share of the records whose role was found.
    pub accuracy: f64,
    /// By true role, in the order of [`Role::ALL`]: records by the role that was found for them.
    pub found: [[usize; 3]; 3],
}

impl Roles {
    /// Counts one record.
    pub(super) fn count(&mut self, truth: Option<Role>, found: Option<Role>) {
        if let (Some(truth), Some(found)) = (truth, found) {
            self.found[truth as usize][found as usize] += 1;
        }
    }

    /// Works out the share, where any record was counted.
    pub(super) fn if_any(mut self) -> Option<Self> {
        let records: usize = self.found.iter().flatten().sum();
        let right: usize = (0..self.found.len())
            .map(|role| self.found[role][role])
            .sum();
        self.accuracy = right as f64 / records as f64;
        (records > 0).then_some(self)
    }
}
