//! The meanings that a column can have.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, did_you_mean};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $phrase:literal;)*) => {
        /// What the cells of a column say about a customer or a purchase.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// Every field, in the order of a customer's record.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word used in settings, reports and columns.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// How values of this field are called in a reason.
            pub(crate) fn phrase(self) -> &'static str {
                match self { $(Self::$variant => $phrase,)* }
            }
        }
    };
}

fields! {
    /// A whole name of a person or, where the source doesn't tell, of an organisation.
    Name = "name", "names";
    /// A first or given name.
    GivenName = "given_name", "given names";
    /// A middle name or initial.
    MiddleName = "middle_name", "middle names";
    /// A surname.
    FamilyName = "family_name", "family names";
    /// Behind the name: Jr, III.
    NameSuffix = "name_suffix", "name suffixes";
    /// Before the name or an academic degree: Mr, Dra.
    Title = "title", "titles";
    /// Another name of the same person: maiden name, alias, nickname.
    OtherName = "other_name", "other names";
    /// A company, school, agency.
    Organisation = "organisation", "organisations";
    /// Male or female, in any notation.
    Gender = "gender", "genders";
    /// The date of birth.
    BirthDate = "birth_date", "birth dates";
    /// The year of birth in a column of its own.
    BirthYear = "birth_year", "birth years";
    /// The month of birth in a column of its own.
    BirthMonth = "birth_month", "months of birth";
    /// The day of the month of birth in a column of its own.
    BirthDay = "birth_day", "days of birth";
    /// The age in years.
    Age = "age", "ages";
    /// The place of birth.
    BirthPlace = "birth_place", "birth places";
    /// A telephone number, fixed or mobile.
    Phone = "phone", "telephone numbers";
    /// An e-mail address.
    Email = "email", "e-mail addresses";
    /// A number that names one person or firm: NIK, SSN, passport, driving licence, tax number.
    NationalId = "national_id", "identity numbers";
    /// A street line; several columns may share it.
    Address = "address", "addresses";
    /// A house number in a column of its own.
    HouseNumber = "house_number", "house numbers";
    /// A flat, suite or floor in a column of its own.
    Unit = "unit", "units";
    /// The smallest named place: kelurahan, desa, neighbourhood.
    Village = "village", "villages";
    /// The part of a city: kecamatan, borough.
    District = "district", "districts";
    /// The city, town or kabupaten.
    City = "city", "cities";
    /// The province or state.
    Province = "province", "provinces";
    /// The postal code.
    PostalCode = "postal_code", "postal codes";
    /// The country.
    Country = "country", "countries";
    /// The card or membership number; in invoices the number of the card shown.
    CardNumber = "card_number", "card numbers";
    /// The source's own key of a row.
    RecordKey = "record_key", "record keys";
    /// When the card or account was made.
    IssueDate = "issue_date", "issue dates";
    /// When the card runs out.
    ExpiryDate = "expiry_date", "expiry dates";
    /// The shop or branch.
    Shop = "shop", "shops";
    /// Who typed the row.
    Cashier = "cashier", "cashiers";
    /// The number of the invoice or receipt.
    InvoiceNumber = "invoice_number", "invoice numbers";
    /// The day of the purchase.
    InvoiceDate = "invoice_date", "invoice dates";
    /// The time of the purchase.
    InvoiceTime = "invoice_time", "times";
    /// The code of the product.
    ItemCode = "item_code", "item codes";
    /// The name of the product.
    ItemName = "item_name", "item names";
    /// The group of products.
    ItemCategory = "item_category", "groups of products";
    /// How many pieces.
    Quantity = "quantity", "quantities";
    /// The price of one piece.
    UnitPrice = "unit_price", "prices";
    /// The amount of the line or receipt.
    Amount = "amount", "amounts";
    /// How the purchase was paid.
    Payment = "payment", "ways of payment";
    /// Free text.
    Notes = "notes", "free text";
    /// The address of a website.
    Website = "website", "websites";
    /// Anything else that may tell two customers apart.
    Attribute = "attribute", "other facts";
    /// Nothing to compare: an empty or constant column, a row number.
    Ignore = "ignore", "nothing";
}

impl Field {
    /// Tells whether values say who or where somebody is, rather than what the source does with them.
    pub fn is_identity(self) -> bool {
        (Self::Name..=Self::Country).contains(&self)
    }

    /// Tells whether several columns of one source may have this meaning.
    pub fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::FamilyName
                | Self::OtherName
                | Self::Organisation
                | Self::Phone
                | Self::Email
                | Self::NationalId
                | Self::Address
                | Self::Notes
                | Self::Attribute
                | Self::Ignore
        )
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Field {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let known = || Self::ALL.iter().copied();
        known().find(|field| field.word() == word).ok_or_else(|| {
            let error = Error::usage(format!("unknown field `{word}`"));
            match did_you_mean(word, known().map(Self::word)) {
                Some(near) => error.hinted(format!("Did you mean `{near}`?")),
                None => error.hinted("Use `attribute` for a column that has no field of its own"),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_reads_back_from_its_word() {
        for field in Field::ALL {
            assert_eq!(
                field.to_string().parse::<Field>().expect("own word"),
                *field
            );
        }
    }

    #[test]
    fn an_unknown_field_suggests_the_nearest_word() {
        let error = "birth_dat".parse::<Field>().expect_err("not a field");
        assert_eq!(error.to_string(), "unknown field `birth_dat`");
        assert_eq!(error.hint(), Some("Did you mean `birth_date`?"));
    }
}
