//! Accounts of the web shop, typed by the customers themselves.

use super::calendar::{DAY, DAYS, Minute, year_of};
use super::dirt;
use super::draw::Draw;
use super::names::Gender;
use super::people::{Customer, Household, Kind, Person, Phone, Population};
use super::places::{AddressHabit, write_address};

/// The header of the web file.
pub const HEADERS: [&str; 11] = [
    "account_id",
    "registered_at",
    "first_name",
    "last_name",
    "gender",
    "date_of_birth",
    "phone",
    "email_address",
    "address_line",
    "city",
    "zip",
];

/// The first minute of the web shop.
const OPENED: Minute = 2900 * DAY;

/// Writes the accounts of `customer`: mostly none, sometimes two; the account number is left out.
pub fn accounts(
    draw: &mut Draw,
    population: &Population,
    household: &Household,
    customer: &Customer,
) -> Vec<(Minute, Vec<String>)> {
    let has_one =
        customer.kind == Kind::Web || (customer.kind != Kind::Target && draw.chance(0.08));
    if !has_one {
        return Vec::new();
    }
    let count = 1 + usize::from(draw.chance(0.07));
    let holder = &household.members[customer.holder];
    (0..count)
        .map(|_| {
            let minute = OPENED + draw.below((DAYS * DAY - OPENED) as usize) as u32;
            (minute, account(draw, population, household, holder, minute))
        })
        .collect()
}

fn account(
    draw: &mut Draw,
    population: &Population,
    household: &Household,
    holder: &Person,
    minute: Minute,
) -> Vec<String> {
    let year = year_of(minute);
    let mut tokens = holder.name.tokens.clone();
    for token in &mut tokens {
        if draw.chance(0.03) {
            *token = dirt::slipped(draw, token);
        } else if draw.chance(0.05) {
            *token = dirt::respelt(draw, token);
        }
    }
    let case = draw.pick(&[
        dirt::Case::Title,
        dirt::Case::Title,
        dirt::Case::Title,
        dirt::Case::Lower,
        dirt::Case::Upper,
    ]);
    let first = dirt::cased(&tokens[0], case);
    // A form that insists on a last name gets the first one again, or a dash.
    let last = match tokens.len() {
        1 => match draw.below(4) {
            0 => first.clone(),
            1 => "-".to_owned(),
            _ => String::new(),
        },
        _ => dirt::cased(&tokens[1..].join(" "), case),
    };
    let phone =
        holder
            .mobile_in(year)
            .filter(|_| draw.chance(0.9))
            .map_or(String::new(), |phone| match phone {
                Phone::Mobile(number) if draw.chance(0.5) => format!("+62{}", &number[1..]),
                Phone::Mobile(number) => number.clone(),
                Phone::Landline { area, local } => format!("{area}{local}"),
            });
    let address = household.address_in(year);
    let city = population.places.city(address.city);
    let habit = AddressHabit {
        street_word: "Jl.",
        with_rt: 0.3,
        with_village: 0.3,
        with_district: 0.4,
        roman: true,
        number_word: "No. ",
        rt_form: 0,
        bare: 0.03,
    };
    let given = draw.chance(0.7);
    let gender = match holder.gender {
        Gender::Male => "male",
        Gender::Female => "female",
    };
    let mut cell = |share: f64, text: String| {
        if draw.chance(share) {
            text
        } else {
            String::new()
        }
    };
    let gender = cell(0.6, gender.to_owned());
    let birth = cell(0.6, dirt_birth(holder));
    let email = cell(
        0.95,
        holder
            .email
            .clone()
            .unwrap_or_else(|| format!("{}{}@gmail.com", tokens[0], holder.birth.year())),
    );
    let postal = cell(0.6, city.villages[address.village].postal.to_owned());
    let street = if given {
        write_address(draw, &address, city, &habit)
    } else {
        String::new()
    };
    let town = city.written[if draw.chance(0.8) {
        0
    } else {
        draw.below(city.written.len())
    }];
    let day = super::calendar::date_of(minute);
    let registered = format!(
        "{day} {:02}:{:02}:{:02}",
        minute % DAY / 60,
        minute % 60,
        draw.below(60)
    );
    vec![
        registered,
        first,
        last,
        gender,
        birth,
        phone,
        email,
        street,
        town.to_owned(),
        postal,
    ]
}

fn dirt_birth(holder: &Person) -> String {
    super::calendar::write_date(holder.birth, super::calendar::DateForm::Iso)
}
