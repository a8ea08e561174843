//! The tables of a CRM: each customer in the objects that hold it, and what no field takes.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Settings;
use super::cards::Destination;
use super::table::{Column, Field, Holds, Kind, Object, Required};
use super::value::{self, Name, Source, Stands, Subject};
use crate::frame::{Cells, Frame, TextCells};
use crate::select::{OptOut, ranks};

/// The tables of a CRM, filled.
pub(super) struct Filled {
    pub(super) objects: Vec<(&'static Object, Frame)>,
    /// By row of the golden file.
    pub(super) destinations: Vec<(usize, Destination)>,
    pub(super) not_exported: Frame,
    pub(super) left_out: Frame,
}

/// What went wrong with a value or a customer.
struct Trouble {
    customer: String,
    object: &'static str,
    field: &'static str,
    reason: String,
}

/// Fills the tables; every customer has a destination or stands among those not exported.
pub(super) fn fill(settings: &Settings, golden: &Frame, opt_out: &OptOut) -> Filled {
    let text = |name: &str, row: usize| golden.column(name).map_or("", |cells| cells.text(row));
    let names: Vec<Name> = (0..golden.rows())
        .map(|row| Name::of_golden(text("name", row), text("full_name", row)))
        .collect();
    let subject = |row: usize, stands: Stands| Subject {
        golden,
        row,
        stands,
        name: &names[row],
        has_opted_out: opt_out.has(row),
        country: settings.country.as_deref(),
    };
    let mut filled = Filled {
        objects: Vec::new(),
        destinations: Vec::new(),
        not_exported: Frame::new(),
        left_out: Frame::new(),
    };
    let mut failed: Vec<Trouble> = Vec::new();
    let mut left_out: Vec<Trouble> = Vec::new();
    // Persons first: a household whose persons all fail needs no account.
    let mut households: BTreeMap<String, usize> = BTreeMap::new();
    let ranks = ranks(golden);
    let mut made: Vec<(&'static Object, Table)> = Vec::new();
    let mut objects: Vec<&'static Object> = settings.crm.objects().collect();
    objects.sort_by_key(|object| object.holds == Holds::Accounts);
    for object in objects {
        let mut table = Table::new(object);
        for (row, name) in names.iter().enumerate() {
            let is_held = match object.holds {
                Holds::Customers => true,
                Holds::Persons => !name.is_organisation,
                Holds::Organisations | Holds::Accounts => name.is_organisation,
            };
            if !is_held {
                continue;
            }
            let subject = subject(row, Stands::Customer);
            match table.add(&subject, &mut left_out) {
                Ok(key) => {
                    let object = object.name;
                    filled.destinations.push((row, Destination { object, key }));
                    if object_is_of_persons(table.object) {
                        let head = households
                            .entry(subject.value(Source::AccountId))
                            .or_insert(row);
                        if ranks[row] < ranks[*head] {
                            *head = row;
                        }
                    }
                }
                Err(trouble) => failed.push(trouble),
            }
        }
        if object.holds == Holds::Accounts {
            let mut heads: Vec<usize> = households.values().copied().collect();
            heads.sort_unstable();
            for row in heads {
                // Its persons are exported, so it isn't counted as a customer who is not.
                if let Err(trouble) = table.add(&subject(row, Stands::Household), &mut left_out) {
                    left_out.push(trouble);
                    let brief = subject(row, Stands::HouseholdInBrief);
                    if let Err(trouble) = table.add(&brief, &mut left_out) {
                        left_out.push(trouble);
                    }
                }
            }
        }
        made.push((object, table));
    }
    for object in settings.crm.objects() {
        if let Some(at) = made
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, object))
        {
            let (object, table) = made.swap_remove(at);
            if table.rows() > 0 || object.holds == Holds::Customers {
                filled.objects.push((object, table.into_frame()));
            }
        }
    }
    filled.not_exported = troubles(&failed);
    filled.left_out = troubles(&left_out);
    filled
}

fn object_is_of_persons(object: &Object) -> bool {
    object.holds == Holds::Persons
}

fn troubles(troubles: &[Trouble]) -> Frame {
    let mut frame = Frame::new();
    frame.text(
        "customer_id",
        troubles.iter().map(|trouble| &trouble.customer),
    );
    frame.text("object", troubles.iter().map(|trouble| trouble.object));
    frame.text("field", troubles.iter().map(|trouble| trouble.field));
    frame.text("reason", troubles.iter().map(|trouble| &trouble.reason));
    frame
}

/// The rows of one object.
struct Table {
    object: &'static Object,
    columns: Vec<Vec<String>>,
    /// The values of columns that may not repeat, each with the customer that has it.
    seen: Vec<FxHashSet<String>>,
}

impl Table {
    fn new(object: &'static Object) -> Self {
        Self {
            object,
            columns: vec![Vec::new(); object.columns.len()],
            seen: vec![FxHashSet::default(); object.columns.len()],
        }
    }

    fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Adds a row and gives its key, which is its first value.
    ///
    /// A value that the field doesn't take is left out; a row whose required fields are not filled then is refused.
    fn add(
        &mut self,
        subject: &Subject<'_>,
        left_out: &mut Vec<Trouble>,
    ) -> std::result::Result<String, Trouble> {
        let trouble = |field: &'static Field, reason: String| Trouble {
            customer: subject.value(Source::Golden("customer_id")),
            object: self.object.name,
            field: field.name,
            reason,
        };
        let mut values: Vec<String> = Vec::with_capacity(self.columns.len());
        let mut out: Vec<Trouble> = Vec::new();
        for (Column { field, source }, seen) in self.object.columns.iter().zip(&self.seen) {
            let mut value = subject.value(*source);
            if let Some(reason) = refusal(field, &value, seen) {
                out.push(trouble(field, reason));
                value.clear();
            }
            values.push(value);
        }
        let columns = || self.object.columns.iter().zip(&values);
        for (column, value) in columns() {
            if value.is_empty() && column.field.required == Required::Yes {
                let known = out
                    .into_iter()
                    .find(|known| known.field == column.field.name);
                return Err(known.unwrap_or_else(|| {
                    trouble(
                        column.field,
                        "required, and the customer has no value".to_owned(),
                    )
                }));
            }
        }
        let mut of_which_one =
            columns().filter(|(column, _)| column.field.required == Required::OneOf);
        if let Some((column, _)) = of_which_one.clone().next()
            && of_which_one.all(|(_, value)| value.is_empty())
        {
            let reason = "this or another of the required fields has to be filled";
            return Err(trouble(column.field, reason.to_owned()));
        }
        left_out.extend(out);
        let key = values.first().cloned().unwrap_or_default();
        for (at, value) in values.into_iter().enumerate() {
            if self.object.columns[at].field.is_unique && !value.is_empty() {
                self.seen[at].insert(value.to_lowercase());
            }
            self.columns[at].push(value);
        }
        Ok(key)
    }

    fn into_frame(self) -> Frame {
        let mut frame = Frame::new();
        for (column, cells) in self.object.columns.iter().zip(self.columns) {
            let cells: TextCells = cells.into_iter().collect();
            frame.push(column.field.name, Cells::Text(cells));
        }
        frame
    }
}

/// Why a field doesn't take a value.
fn refusal(field: &Field, value: &str, seen: &FxHashSet<String>) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let characters = value.chars().count();
    if let Some(length) = field.length.filter(|length| characters > *length) {
        return Some(format!("{characters} characters, the field takes {length}"));
    }
    if field.is_unique && seen.contains(&value.to_lowercase()) {
        return Some("another row has the same value, and the field takes it once".to_owned());
    }
    let is_taken = match field.kind {
        Kind::Email => value.split_once('@').is_some_and(|(before, behind)| {
            !before.is_empty() && behind.contains('.') && !value.contains([' ', ',', ';'])
        }),
        Kind::Date => value::is_day(value),
        Kind::Phone => value.bytes().any(|byte| byte.is_ascii_digit()),
        Kind::Boolean | Kind::Text | Kind::Reference | Kind::Custom => true,
    };
    (!is_taken).then(|| "not in a form that the field takes".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::Crm;
    use crate::frame::Format;
    use crate::select::OptOutColumn;

    fn golden() -> Frame {
        let mut frame = Frame::new();
        frame.text("customer_id", ["C1", "C2", "C3", "C4"]);
        frame.text("household_id", ["H1", "H1", "H3", "H4"]);
        frame.text("name", ["Siti Aminah", "Budi Santoso", "PT Maju Jaya", ""]);
        frame.text("email", ["one@shop.id", "One@shop.id", "", "four@shop.id"]);
        frame.text("city", ["Surabaya", &"x".repeat(50), "Malang", "Malang"]);
        frame.push("invoices", Cells::Whole(vec![Some(1), Some(9), None, None]));
        frame
    }

    fn filled(crm: Crm) -> Filled {
        filled_of(crm, &golden())
    }

    fn filled_of(crm: Crm, golden: &Frame) -> Filled {
        let settings = Settings {
            crm,
            format: Format::Csv,
            has_mark: false,
            rows_per_file: None,
            country: Some("Indonesia".to_owned()),
            opt_out: OptOutColumn::Ignored,
        };
        let opt_out = OptOut::nobody(golden.rows());
        fill(&settings, golden, &opt_out)
    }

    fn column(frame: &Frame, name: &str) -> Vec<String> {
        let cells = frame.column(name).expect("a column");
        (0..frame.rows())
            .map(|row| cells.text(row).to_owned())
            .collect()
    }

    #[test]
    fn persons_are_contacts_of_their_household_and_organisations_accounts() {
        let filled = filled(Crm::Salesforce);
        let (accounts, contacts) = (&filled.objects[0].1, &filled.objects[1].1);
        assert_eq!(column(accounts, "Satukan_Id__c"), ["C3", "H1"]);
        assert_eq!(
            column(accounts, "Name"),
            ["PT Maju Jaya", "Budi Santoso (household)"]
        );
        assert_eq!(column(contacts, "LastName"), ["Aminah", "Santoso"]);
        assert_eq!(column(contacts, "Account.Satukan_Id__c"), ["H1", "H1"]);
        assert_eq!(
            column(contacts, "MailingCountry"),
            ["Indonesia", "Indonesia"]
        );
    }

    #[test]
    fn who_lacks_a_required_field_is_listed_and_nobody_is_lost() {
        let salesforce = filled(Crm::Salesforce);
        assert_eq!(column(&salesforce.not_exported, "customer_id"), ["C4"]);
        assert_eq!(column(&salesforce.not_exported, "field"), ["LastName"]);
        assert_eq!(salesforce.destinations.len(), 3);
        // An e-mail is enough for HubSpot.
        assert_eq!(filled(Crm::HubSpot).not_exported.rows(), 0);
    }

    #[test]
    fn a_value_that_a_field_does_not_take_is_left_out_and_listed() {
        let salesforce = filled(Crm::Salesforce);
        assert_eq!(
            column(&salesforce.left_out, "field"),
            ["MailingCity", "BillingCity"]
        );
        let hubspot = filled(Crm::HubSpot);
        assert_eq!(column(&hubspot.left_out, "customer_id"), ["C2"]);
        assert_eq!(column(&hubspot.left_out, "field"), ["Email"]);
        let contacts = &hubspot.objects[1].1;
        assert_eq!(
            column(contacts, "Email"),
            ["one@shop.id", "", "four@shop.id"]
        );
    }

    #[test]
    fn titles_reach_the_salutation_and_the_description() {
        let mut golden = golden();
        golden.text(
            "full_name",
            ["Siti Aminah", "Drs. H. Budi Santoso", "PT Maju Jaya", ""],
        );
        let filled = filled_of(Crm::Salesforce, &golden);
        let contacts = &filled.objects[1].1;
        assert_eq!(column(contacts, "Salutation"), ["", "Drs. H."]);
        assert_eq!(column(contacts, "FirstName"), ["Siti", "Budi"]);
        assert_eq!(
            column(contacts, "Description"),
            ["", "Drs. H. Budi Santoso"]
        );
    }

    #[test]
    fn a_household_whose_name_is_too_long_has_a_short_one_and_nobody_is_lost() {
        let mut golden = Frame::new();
        golden.text("customer_id", ["C1"]);
        golden.text("household_id", ["H1"]);
        golden.text("name", [format!("{}Santoso", "Budi ".repeat(60))]);
        let filled = filled_of(Crm::Salesforce, &golden);
        assert_eq!(filled.not_exported.rows(), 0);
        assert_eq!(filled.destinations.len(), 1);
        let (accounts, contacts) = (&filled.objects[0].1, &filled.objects[1].1);
        assert_eq!(column(accounts, "Satukan_Id__c"), ["H1"]);
        assert_eq!(column(accounts, "Name"), ["Santoso (household)"]);
        assert_eq!(column(contacts, "LastName"), ["Santoso"]);
        assert_eq!(column(&filled.left_out, "field"), ["FirstName", "Name"]);
    }
}
