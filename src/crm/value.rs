//! What the fields of a CRM are filled with, from a row of the golden file.

use crate::frame::Frame;
use crate::normalise::name::{self, NameKind};

/// What fills a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the golden file as it is.
    Golden(&'static str),
    /// The id with a word in front, as Odoo wants its external ids.
    PartnerId,
    /// The id of the account: the customer's own, or the household's.
    AccountId,
    /// The name of the account.
    AccountName,
    /// Given and middle names; empty for one of a single name.
    FirstName,
    /// The last word of a name; a name that is not one person's stays whole.
    LastName,
    /// Titles in front of the name.
    Titles,
    /// The name as it is written, where it has titles or degrees.
    WrittenName,
    /// The landline, else the mobile.
    Phone,
    /// The birth date, where the whole of it is known.
    BirthDate,
    /// Village and district.
    VillageAndDistrict,
    /// The country of the golden file, else the one the user named.
    Country,
    /// `True` for an organisation, else `False`.
    IsOrganisation,
    /// `true` for one who opted out, else `false`.
    OptedOut,
    /// `1` for one who opted out, else `0`.
    OptedOutDigit,
}

impl Source {
    /// The source that a word of the table of packs means.
    pub(super) fn of(word: &'static str) -> Option<Self> {
        Some(match word {
            "customer_id" | "name" | "gender" | "mobile" | "landline" | "email" | "address"
            | "city" | "province" | "postal_code" => Self::Golden(word),
            "partner_id" => Self::PartnerId,
            "account_id" => Self::AccountId,
            "account_name" => Self::AccountName,
            "first_name" => Self::FirstName,
            "last_name" => Self::LastName,
            "titles" => Self::Titles,
            "written_name" => Self::WrittenName,
            "phone" => Self::Phone,
            "birth_date" => Self::BirthDate,
            "village_and_district" => Self::VillageAndDistrict,
            "country" => Self::Country,
            "is_organisation" => Self::IsOrganisation,
            "opted_out" => Self::OptedOut,
            "opted_out_digit" => Self::OptedOutDigit,
            _ => return None,
        })
    }
}

/// Whom a row of a pack stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// For a customer.
    Customer,
    /// For the household of a customer, who is its head.
    Household,
    /// For a household whose head has a name too long for the account: by the last name alone.
    HouseholdInBrief,
}

/// A row to be filled: a customer, or a household by its head.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The golden file.
    pub golden: &'a Frame,
    /// The row of the customer in it.
    pub row: usize,
    /// Whether the customer or its household is meant.
    pub stands: Stands,
    /// The customer's name.
    pub name: &'a Name,
    /// Whether the customer opted out.
    pub has_opted_out: bool,
    /// The country of those without one.
    pub country: Option<&'a str>,
}

impl Subject<'_> {
    fn golden(&self, column: &str) -> &str {
        self.golden
            .column(column)
            .map_or("", |cells| cells.text(self.row))
    }

    /// The value of a field.
    pub fn value(&self, source: Source) -> String {
        let yes_or_no = |holds: bool, yes: &str, no: &str| if holds { yes } else { no }.to_owned();
        match source {
            Source::Golden(column) => self.golden(column).to_owned(),
            Source::PartnerId => format!("satukan_{}", self.golden("customer_id")),
            Source::AccountId => self.account_id(),
            Source::AccountName => match self.stands {
                Stands::Customer => self.golden("name").to_owned(),
                _ if self.golden("name").is_empty() => String::new(),
                Stands::Household => format!("{} (household)", self.name.plain()),
                Stands::HouseholdInBrief => format!("{} (household)", self.name.last),
            },
            Source::FirstName => self.name.first.clone(),
            Source::LastName => self.name.last.clone(),
            Source::Titles => self.name.titles.clone(),
            Source::WrittenName if self.name.has_titles() => {
                let full = self.golden("full_name");
                let written = if full.is_empty() {
                    self.golden("name")
                } else {
                    full
                };
                written.to_owned()
            }
            Source::WrittenName => String::new(),
            Source::Phone => {
                let landline = self.golden("landline");
                let any = if landline.is_empty() {
                    self.golden("mobile")
                } else {
                    landline
                };
                any.to_owned()
            }
            Source::BirthDate => {
                let date = self.golden("birth_date");
                if is_day(date) { date } else { "" }.to_owned()
            }
            Source::VillageAndDistrict => {
                let parts = [self.golden("village"), self.golden("district")];
                let there: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                there.join(", ")
            }
            Source::Country => ["country", "x_country"]
                .iter()
                .map(|column| self.golden(column))
                .find(|country| !country.is_empty())
                .or(self.country)
                .unwrap_or_default()
                .to_owned(),
            Source::IsOrganisation => yes_or_no(self.name.is_organisation, "True", "False"),
            Source::OptedOut => yes_or_no(self.has_opted_out, "true", "false"),
            Source::OptedOutDigit => yes_or_no(self.has_opted_out, "1", "0"),
        }
    }

    /// The account of the customer: an organisation is one itself, a person belongs to that of the household.
    fn account_id(&self) -> String {
        let household = self.golden("household_id");
        if self.name.is_organisation || household.is_empty() {
            self.golden("customer_id").to_owned()
        } else {
            household.to_owned()
        }
    }
}

/// Whether a date is known to the day.
pub(super) fn is_day(date: &str) -> bool {
    date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 4 | 7) {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        })
}

/// A golden name in the parts that a CRM asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Whether it is an organisation's.
    pub is_organisation: bool,
    titles: String,
    first: String,
    last: String,
    degrees: String,
}

impl Name {
    /// Takes a golden name apart.
    ///
    /// Most of the names are not of a given name and a family name; a CRM asks for a last name all the same. So the last
    /// word is it, and one of a single name has a last name only. Two people, a family or a circle stay whole.
    pub fn of(written: &str) -> Self {
        let Some(parsed) = name::parse(written) else {
            return Self::split(written.trim(), "", "");
        };
        let whole = Self {
            last: written.trim().to_owned(),
            ..Self::default()
        };
        match parsed.kind {
            NameKind::Organisation => Self {
                is_organisation: true,
                ..whole
            },
            NameKind::Person => {
                let plain = parsed.display_plain();
                // The golden name is cased with care; its own words are kept where they are the same.
                let Some(at) = written.to_lowercase().find(&plain.to_lowercase()) else {
                    return Self::split(&plain, "", "");
                };
                let end = at + plain.len();
                match (written.get(..at), written.get(at..end), written.get(end..)) {
                    (Some(titles), Some(own), Some(degrees)) => Self::split(own, titles, degrees),
                    _ => Self::split(&plain, "", ""),
                }
            }
            NameKind::Joint | NameKind::Group | NameKind::Mixed => whole,
        }
    }

    /// The name of a golden customer: first and last of the golden name, titles and degrees of the full one.
    ///
    /// An older result may have no full name; then the golden name is taken for all.
    pub fn of_golden(name: &str, full: &str) -> Self {
        let own = Self::of(name);
        if full.is_empty() || own.is_organisation {
            return own;
        }
        let Self {
            titles, degrees, ..
        } = Self::of(full);
        Self {
            titles,
            degrees,
            ..own
        }
    }

    fn split(own: &str, titles: &str, degrees: &str) -> Self {
        let (first, last) = own.trim().rsplit_once(' ').unwrap_or(("", own.trim()));
        Self {
            is_organisation: false,
            titles: titles.trim().to_owned(),
            first: first.trim().to_owned(),
            last: last.to_owned(),
            degrees: degrees.trim_matches([',', ' ']).to_owned(),
        }
    }

    /// The name without titles and degrees.
    fn plain(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }

    fn has_titles(&self) -> bool {
        !self.titles.is_empty() || !self.degrees.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(written: &str) -> [String; 4] {
        let name = Name::of(written);
        assert!(!name.is_organisation, "{written}");
        [name.titles, name.first, name.last, name.degrees]
    }

    #[test]
    fn a_name_comes_apart_into_titles_first_and_last() {
        assert_eq!(
            parts("Drs. H. Muhammad Suharto, SE"),
            ["Drs. H.", "Muhammad", "Suharto", "SE"]
        );
        assert_eq!(parts("Budi Santoso"), ["", "Budi", "Santoso", ""]);
        assert_eq!(parts("Ni Luh Putu Sari"), ["", "Ni Luh Putu", "Sari", ""]);
    }

    #[test]
    fn titles_are_those_of_the_full_name() {
        let name = Name::of_golden("Muhammad Suharto", "Drs. H. Muhammad Suharto, SE");
        assert_eq!(
            [name.titles, name.first, name.last, name.degrees],
            ["Drs. H.", "Muhammad", "Suharto", "SE"]
        );
        let titled = "Drs. H. Muhammad Suharto, SE";
        assert_eq!(Name::of_golden(titled, ""), Name::of(titled));
        assert!(Name::of_golden("PT Maju Jaya", "PT Maju Jaya").is_organisation);
    }

    #[test]
    fn one_of_a_single_name_has_a_last_name_only() {
        assert_eq!(parts("Suharto"), ["", "", "Suharto", ""]);
        assert_eq!(parts(""), ["", "", "", ""]);
    }

    #[test]
    fn organisations_and_couples_stay_whole() {
        let shop = Name::of("PT Maju Jaya");
        assert!(shop.is_organisation);
        assert_eq!(shop.last, "PT Maju Jaya");
        assert_eq!(parts("Budi & Ani"), ["", "", "Budi & Ani", ""]);
    }

    #[test]
    fn a_birth_date_that_is_known_in_part_is_no_day() {
        assert!(is_day("1952-03-14"));
        for date in ["", "1952", "1952-03", "--03-14", "1952/03/14"] {
            assert!(!is_day(date), "{date}");
        }
    }
}
