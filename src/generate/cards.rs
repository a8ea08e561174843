//! Cards: who takes how many in whose name, and what the till makes of it.

use std::rc::Rc;

use super::calendar::{DAY, DAYS, Minute, date_of, write_date, year_of};
use super::dirt::{self, Case, Operator, cased};
use super::draw::Draw;
use super::names::Gender;
use super::people::{Customer, Household, Kind, Person, Phone, Population};
use super::places::{Address, write_address};
use super::profile::{CardFile, Column, Profile};

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

/// How a ring fills the telephone cell of cards in other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contact {
    Holder,
    Shop,
    OffByOne,
    Own,
    Nothing,
}

/// Plans all cards of `customer`, in the order of time.
pub fn plan(
    draw: &mut Draw,
    population: &mut Population,
    profile: &Profile,
    home: usize,
    household: &Household,
    customer: &Customer,
) -> Vec<Plan> {
    let own = match customer.kind {
        Kind::Single | Kind::Family if draw.chance(0.7) => 1,
        Kind::Single | Kind::Target => 1,
        Kind::Family => 1 + draw.run_of(0.4, 3),
        Kind::Repeat => 2 + draw.run_of(0.42, 6),
        Kind::Helped => 1 + draw.run_of(0.3, 3),
        Kind::Ring => 1 + draw.run_of(0.55, 5),
        Kind::Web => return Vec::new(),
    };
    let family: usize = customer
        .family
        .iter()
        .map(|_| 1 + draw.run_of(0.2, 2))
        .sum();
    let proxies = match customer.kind {
        Kind::Helped => 1 + draw.run_of(0.4, 3),
        Kind::Ring => (draw.between(10, 20) as usize)
            .saturating_sub(own + family)
            .max(4),
        Kind::Target => draw.between(8, 24) as usize,
        _ => 0,
    };
    let planner = Planner {
        profile,
        home,
        household,
        customer,
    };
    let mut plans = Vec::with_capacity(own + family + proxies);
    let (first, mut minute) = planner.first_minute(draw);
    for number in 0..own {
        if number > 0 {
            minute += (draw.between(5, 900) as u32) * DAY + draw.below(300) as u32;
        }
        if minute >= DAYS * DAY {
            minute = first + draw.below((DAYS * DAY - first) as usize) as u32;
        }
        plans.push(planner.own(draw, minute));
    }
    for (&member, _) in customer.family.iter().cycle().zip(0..family) {
        let beside = plans[draw.below(own)].minute;
        plans.push(planner.family(draw, member, beside, first));
    }
    planner.proxies(draw, population, proxies, first, &mut plans);
    plans.sort_by_key(|plan| (plan.minute, plan.person.id));
    let mut before = 0;
    for plan in &mut plans {
        if plan.role == Role::Own {
            plan.before = before;
            plan.upgrade = before > 0 && draw.chance(0.03);
            before += 1;
        }
    }
    plans
}

struct Planner<'a> {
    profile: &'a Profile,
    home: usize,
    household: &'a Household,
    customer: &'a Customer,
}

impl Planner<'_> {
    /// When the customer first came, and the same again as the start of a walk through time.
    fn first_minute(&self, draw: &mut Draw) -> (Minute, Minute) {
        let shop = &self.profile.shops[self.home];
        let days = (shop.closed - shop.opened) / DAY;
        let day = (f64::from(days) * draw.unit().powf(0.8)) as u32;
        let minute = shop.opened + day.min(days - 1) * DAY + opening_minute(draw);
        (minute, minute)
    }

    fn holder(&self) -> &Rc<Person> {
        &self.household.members[self.customer.holder]
    }

    fn card(&self, draw: &mut Draw, minute: Minute, person: &Rc<Person>, role: Role) -> Plan {
        let shop = self.profile.shop_at(draw, self.home, minute);
        Plan {
            minute,
            shop,
            operator: draw.below(self.profile.shops[shop].operators.len()),
            person: Rc::clone(person),
            role,
            said: None,
            address: None,
            phones: Vec::new(),
            tells_birth: draw.chance(0.75),
            tells_identity: draw.chance(0.4),
            before: 0,
            upgrade: false,
        }
    }

    fn own(&self, draw: &mut Draw, minute: Minute) -> Plan {
        let holder = self.holder();
        let mut plan = self.card(draw, minute, holder, Role::Own);
        plan.address = Some(self.residence(draw, minute));
        plan.phones = self.phones(draw, holder, minute);
        plan.said = self.said(draw, holder);
        plan
    }

    fn family(&self, draw: &mut Draw, member: usize, beside: Minute, first: Minute) -> Plan {
        let person = &self.household.members[member];
        // Half are taken together with a card of the holder, minutes later at the same till.
        let minute = if draw.chance(0.5) {
            beside + 1 + draw.below(6) as u32
        } else {
            first + draw.below((DAYS * DAY - first) as usize) as u32
        };
        let mut plan = self.card(draw, minute.min(DAYS * DAY - 1), person, Role::Family);
        plan.address = Some(self.residence(draw, minute));
        plan.phones = if draw.chance(0.5) {
            self.phones(draw, self.holder(), minute)
        } else {
            self.phones(draw, person, minute)
        };
        plan
    }

    fn residence(&self, draw: &mut Draw, minute: Minute) -> Address {
        if draw.chance(0.06) {
            self.household.registered
        } else {
            self.household.address_in(year_of(minute))
        }
    }

    /// Numbers a person gives: the own mobile, the family's landline, the office.
    fn phones(
        &self,
        draw: &mut Draw,
        person: &Person,
        minute: Minute,
    ) -> Vec<(Phone, &'static str)> {
        let year = year_of(minute);
        let mut phones = Vec::new();
        if let Some(mobile) = person.mobile_in(year).filter(|_| draw.chance(0.72)) {
            phones.push((mobile.clone(), ""));
        }
        let line_share = if year < 2007 { 0.65 } else { 0.3 };
        if let Some(line) = self
            .household
            .landline
            .as_ref()
            .filter(|_| draw.chance(line_share))
        {
            phones.push((line.clone(), draw.pick(&["", "", "", "", " rmh", " (rmh)"])));
        }
        if let Some(office) = self.household.office.as_ref().filter(|_| draw.chance(0.5)) {
            phones.push((
                office.clone(),
                draw.pick(&["", " ktr", " ext 12", " psw. 204"]),
            ));
        }
        // Some give the number of somebody else in the house.
        if phones.is_empty() && draw.chance(0.3) {
            let other = draw.pick(&self.household.members);
            if let Some(mobile) = other.mobile_in(year) {
                let note = if other.id == person.id {
                    ""
                } else if other.gender == Gender::Female {
                    draw.pick(&["", " (ibu)", " (istri)"])
                } else {
                    draw.pick(&["", " (bpk)", " (anak)"])
                };
                phones.push((mobile.clone(), note));
            }
        }
        phones
    }

    fn said(&self, draw: &mut Draw, holder: &Person) -> Option<String> {
        if let Some(organisation) = self
            .customer
            .organisation
            .as_ref()
            .filter(|_| draw.chance(0.85))
        {
            return Some(organisation.clone());
        }
        let year = holder.birth.year();
        let members = &self.household.members;
        let child = members
            .iter()
            .find(|member| member.birth.year() > year + 17);
        let husband = members.iter().find(|member| {
            member.gender == Gender::Male
                && (member.birth.year() - year).abs() < 9
                && member.id != holder.id
        });
        match (child, husband, holder.gender) {
            (Some(child), _, Gender::Female) if draw.chance(0.05) => {
                Some(format!("mama {}", child.name.tokens[0]))
            }
            (_, Some(husband), Gender::Female) if draw.chance(0.08) => {
                Some(format!("ny. {}", husband.name.tokens.join(" ")))
            }
            (_, Some(husband), Gender::Female) if draw.chance(0.01) => {
                Some(format!("bpk/ibu {}", husband.name.tokens.join(" ")))
            }
            _ => None,
        }
    }

    fn proxies(
        &self,
        draw: &mut Draw,
        population: &mut Population,
        count: usize,
        first: Minute,
        plans: &mut Vec<Plan>,
    ) {
        let contacts = [
            Contact::Holder,
            Contact::Shop,
            Contact::OffByOne,
            Contact::Own,
            Contact::Nothing,
        ];
        let usual = contacts[draw.weighted(&[0.55, 0.05, 0.12, 0.13, 0.15])];
        let inventive = draw.pick(&[0.1, 0.5, 0.9]);
        let town = self.profile.shops[self.home].city;
        let mut known: Vec<(Rc<Person>, Address)> = Vec::new();
        let mut left = count;
        while left > 0 {
            let batch = left.min(1 + draw.below(6));
            left -= batch;
            let mut minute = first + draw.below((DAYS * DAY - first) as usize) as u32;
            minute = minute / DAY * DAY + opening_minute(draw);
            let till = self.card(draw, minute.min(DAYS * DAY - 1), self.holder(), Role::Own);
            let house = self.household.address_in(year_of(till.minute));
            for number in 0..batch {
                let invented = self.customer.kind == Kind::Target || draw.chance(inventive);
                let reused = known.len() > 2 && draw.chance(0.1);
                let (person, address) = if reused {
                    draw.pick(&known)
                } else if invented {
                    let address = house.neighbour(1 + draw.below(9) as u16);
                    (population.invention(draw, address), address)
                } else {
                    population.stranger(draw, town)
                };
                let contact = if draw.chance(0.8) {
                    usual
                } else {
                    draw.pick(&contacts)
                };
                let mut plan = Plan {
                    minute: (till.minute + (number as u32) * 2).min(DAYS * DAY - 1),
                    person: Rc::clone(&person),
                    role: Role::Proxy,
                    address: match draw.weighted(&[0.5, 0.15, 0.2, 0.15]) {
                        0 => Some(address),
                        1 => Some(house),
                        2 => Some(house.neighbour(1 + draw.below(12) as u16)),
                        _ => None,
                    },
                    tells_identity: !invented && draw.chance(0.12),
                    tells_birth: draw.chance(0.55),
                    ..till.clone()
                };
                plan.phones = self.proxy_phones(draw, contact, &plan);
                known.push((person, address));
                plans.push(plan);
            }
        }
    }

    fn proxy_phones(
        &self,
        draw: &mut Draw,
        contact: Contact,
        plan: &Plan,
    ) -> Vec<(Phone, &'static str)> {
        let year = year_of(plan.minute);
        let holder = self.holder().mobile_in(year);
        let phone = match contact {
            Contact::Holder => holder.or(self.household.landline.as_ref()).cloned(),
            Contact::Shop => Some(self.profile.shops[plan.shop].phone.clone()),
            Contact::OffByOne => holder.map(|phone| phone.one_digit_off(draw)),
            Contact::Own => plan.person.mobile_in(year).cloned(),
            Contact::Nothing => None,
        };
        let note = if contact == Contact::Holder && draw.chance(0.04) {
            " (teman)"
        } else {
            ""
        };
        phone.map(|phone| (phone, note)).into_iter().collect()
    }
}

fn opening_minute(draw: &mut Draw) -> Minute {
    9 * 60 + draw.below(12 * 60) as u32
}

/// Writes the cells of a planned card in the order of its file's columns.
///
/// Numbers that are given out later are left as [`CARD`], [`RECEIPT`] and [`PREVIOUS`].
pub fn write_card(
    draw: &mut Draw,
    plan: &Plan,
    population: &Population,
    profile: &Profile,
    has_receipt: bool,
) -> Vec<String> {
    let shop = &profile.shops[plan.shop];
    let file = &profile.cards[shop.file];
    let operator = &shop.operators[plan.operator];
    let till = Till {
        plan,
        population,
        file,
        operator,
        shop_city: shop.city,
        shop_phone: &shop.phone,
    };
    let phones = if profile.types_shop_phone {
        vec![(shop.phone.clone(), "")]
    } else {
        till.numbers(draw)
    };
    file.columns
        .iter()
        .map(|(column, _)| match column {
            Column::Card => CARD.to_owned(),
            Column::Receipt if has_receipt => RECEIPT.to_owned(),
            Column::Receipt => String::new(),
            Column::Shop => shop.code.clone(),
            Column::Operator => operator.code.clone(),
            Column::Issued => write_date(date_of(plan.minute), file.issued),
            Column::Status => (if draw.chance(0.9) { "T" } else { "F" }).to_owned(),
            column => till.cell(draw, *column, &phones),
        })
        .collect()
}

/// What is needed to fill one cell.
struct Till<'a> {
    plan: &'a Plan,
    population: &'a Population,
    file: &'a CardFile,
    operator: &'a Operator,
    shop_city: usize,
    shop_phone: &'a Phone,
}

impl Till<'_> {
    fn cell(&self, draw: &mut Draw, column: Column, phones: &[(Phone, &'static str)]) -> String {
        let person = &self.plan.person;
        let is_mobile = |phone: &Phone| matches!(phone, Phone::Mobile(_));
        let omitted = draw.chance(self.operator.omits);
        let known = match column {
            Column::Name => Some(self.name(draw)),
            Column::Note => return self.note(draw),
            Column::Home => {
                self.phone_field(draw, phones.iter().filter(|(phone, _)| !is_mobile(phone)))
            }
            Column::Mobile => {
                self.phone_field(draw, phones.iter().filter(|(phone, _)| is_mobile(phone)))
            }
            Column::Phones => self.phone_field(draw, phones.iter()),
            Column::City => self.plan.address.map(|address| self.city(draw, address)),
            Column::Address => self.plan.address.map(|address| self.street(draw, address)),
            _ if omitted => None,
            Column::Area => self.plan.address.map(|address| {
                let village = &self.population.places.city(address.city).villages[address.village];
                if draw.chance(0.5) {
                    village.name.to_owned()
                } else {
                    format!("{} {}", village.name, village.district)
                }
            }),
            Column::Postal => self.plan.address.map(|address| {
                self.population.places.city(address.city).villages[address.village]
                    .postal
                    .to_owned()
            }),
            Column::Sex => {
                let code = self.file.sexes
                    [usize::from((person.gender == Gender::Female) != draw.chance(0.01))];
                Some(code.to_owned())
            }
            Column::Birth => self.plan.tells_birth.then(|| {
                dirt::write_birth(
                    draw,
                    person.birth,
                    date_of(self.plan.minute),
                    self.operator,
                    self.file.birth,
                )
            }),
            Column::Identity => self.plan.tells_identity.then(|| self.identity(draw)),
            Column::Email => person.email.clone().filter(|_| draw.chance(0.6)),
            _ => None,
        };
        let text = known.unwrap_or_else(|| self.operator.blank(draw));
        if self.file.padded && !text.is_empty() {
            format!("{text}  ")
        } else {
            text
        }
    }

    fn name(&self, draw: &mut Draw) -> String {
        let year = year_of(self.plan.minute);
        let mut name = match &self.plan.said {
            Some(said) => cased(said, self.operator.case),
            None => dirt::write_name(draw, &self.plan.person, self.operator, year),
        };
        if self.plan.before > 0 && draw.chance(0.06) {
            name.push_str(draw.pick(&[
                " 2",
                " (kartu 2)",
                " VIP",
                " (baru)",
                " Toko",
                " - hilang",
                " II",
            ]));
        } else if draw.chance(0.004) {
            name.push_str(draw.pick(&[" Surabaya", " Elektronik", " Salon", " Pasar"]));
        }
        if name.contains("Nuraini") && draw.chance(0.5) {
            name = name.replace("Nuraini", "Nur\u{2019}aini");
        }
        if draw.chance(0.003) {
            name = name.replacen(' ', "\u{a0}", 1);
        } else if draw.chance(0.01) {
            name = name.replacen(' ', "  ", 1);
        }
        if name.len() < 12 && draw.chance(0.0005) {
            name = name
                .chars()
                .filter(|letter| *letter != ' ')
                .flat_map(|letter| [letter, ' '])
                .collect();
        }
        if draw.chance(0.0003) {
            name = format!("={name}");
        }
        let name = match self.file.case {
            Some(case) => cased(&name, case),
            None => name,
        };
        match self.file.widths {
            Some((width, _)) => name.chars().take(width).collect(),
            None => name,
        }
    }

    fn street(&self, draw: &mut Draw, address: Address) -> String {
        let city = self.population.places.city(address.city);
        let mut text = write_address(draw, &address, city, &self.operator.address);
        if draw.chance(self.operator.slips) {
            text = dirt::slipped(draw, &text);
        }
        if self.file.widths.is_none() && draw.chance(0.15) {
            text.push_str(if draw.chance(0.03) { "\n" } else { ", " });
            text.push_str(draw.pick(&city.written));
        }
        let text = cased(&text, self.file.case.unwrap_or(self.operator.case));
        match self.file.widths {
            Some((_, width)) => text.chars().take(width).collect(),
            None => text,
        }
    }

    fn city(&self, draw: &mut Draw, address: Address) -> String {
        let written = &self.population.places.city(address.city).written;
        let form = if draw.chance(0.6) {
            written[0]
        } else {
            draw.pick_common(written)
        };
        cased(form, self.file.case.unwrap_or(Case::Title))
    }

    /// The customer's numbers, or those a till types where there are none.
    fn numbers(&self, draw: &mut Draw) -> Vec<(Phone, &'static str)> {
        if !self.plan.phones.is_empty() {
            return self.plan.phones.clone();
        }
        if draw.chance(self.operator.shop_phone) {
            let phone = if draw.chance(0.6) {
                self.shop_phone
            } else {
                &self.operator.mobile
            };
            return vec![(phone.clone(), "")];
        }
        if draw.chance(0.04) {
            let junk = draw.pick(&[
                "08123456789",
                "0811111111",
                "08123",
                "081234567890",
                "0888888888",
            ]);
            return vec![(Phone::Mobile(format!("{junk:0<10}")), "")];
        }
        Vec::new()
    }

    fn phone_field<'b>(
        &self,
        draw: &mut Draw,
        phones: impl Iterator<Item = &'b (Phone, &'static str)>,
    ) -> Option<String> {
        let mut written = Vec::new();
        for (phone, note) in phones {
            let local = match phone {
                Phone::Landline { area, .. } => {
                    *area == self.population.places.city(self.shop_city).area_code
                        && self.operator.phone_form.is_multiple_of(2)
                }
                Phone::Mobile(_) => false,
            };
            let mut text = if self.file.spreadsheet {
                spreadsheet_number(draw, phone, local)
            } else {
                dirt::write_phone(draw, phone, self.operator, local)
            };
            if local && draw.chance(0.01) {
                text.push_str(&format!("/{}", draw.between(10, 99)));
            }
            text.push_str(note);
            written.push(text);
        }
        if written.is_empty() {
            return None;
        }
        if self
            .file
            .columns
            .iter()
            .any(|(column, _)| *column == Column::Phones)
            && draw.chance(0.5)
        {
            written.truncate(1);
        }
        Some(written.join(draw.pick(&["/", " / ", ", ", "; ", " & "])))
    }

    fn identity(&self, draw: &mut Draw) -> String {
        let number = &self.plan.person.national_id;
        if self.file.spreadsheet {
            // Fifteen digits are all that a spreadsheet keeps.
            return format!("{}0", &number[..15]);
        }
        match draw.below(40) {
            0 => number.replacen('0', "O", 2),
            1 => number[..15].to_owned(),
            2 => dirt::slipped(draw, number),
            3..=5 => format!("{} {} {}", &number[..6], &number[6..12], &number[12..]),
            6..=7 => format!("{}.{}.{}", &number[..6], &number[6..12], &number[12..]),
            _ => number.clone(),
        }
    }

    fn note(&self, draw: &mut Draw) -> String {
        if self.plan.upgrade {
            return format!("upgrade dari {PREVIOUS}");
        }
        if self.plan.before > 0 && draw.chance(0.08) {
            return format!(
                "{} {PREVIOUS}",
                draw.pick(&["ganti dari", "ganti", "kartu lama", "hilang, lama"])
            );
        }
        if !draw.chance(0.03) {
            return String::new();
        }
        draw.pick(&[
            "@promo lebaran",
            "kartu hilang",
            "belum diambil",
            "undian",
            "=B2+1",
            "-lunas",
            "titip Bu Rina; ambil sendiri",
            "kata \"bos\" gratis",
            "voucher 50rb",
            "alm.",
        ])
        .to_owned()
    }
}

/// What a spreadsheet leaves of a telephone number.
fn spreadsheet_number(draw: &mut Draw, phone: &Phone, local: bool) -> String {
    let digits = match phone {
        Phone::Mobile(number) => number.clone(),
        Phone::Landline { local: number, .. } if local => number.clone(),
        Phone::Landline {
            area,
            local: number,
        } => format!("{area}{number}"),
    };
    let lost = digits.trim_start_matches('0').to_owned();
    match draw.below(100) {
        0 | 1 => {
            let exponent = lost.len().saturating_sub(1);
            format!("{},{}E+{exponent:02}", &lost[..1], &lost[1..3])
        }
        2 => format!("{lost}.0"),
        3..=5 => format!("'{digits}"),
        6..=9 => digits,
        _ => lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_takes_the_leading_zero() {
        let mut draw = Draw::new(1, 3);
        let phone = Phone::Mobile("08123045671".to_owned());
        let written: Vec<String> = (0..50)
            .map(|_| spreadsheet_number(&mut draw, &phone, false))
            .collect();
        assert!(
            written.iter().filter(|text| *text == "8123045671").count() > 30,
            "{written:?}"
        );
    }

    #[test]
    fn a_till_that_types_the_shop_s_number_types_no_other() {
        let mut profile = Profile::new(3);
        profile.types_shop_phone = true;
        let towns: Vec<usize> = profile.shops.iter().map(|shop| shop.city).collect();
        let mut population = Population::new(3, 1000, &towns);
        let (mut written, mut mobiles) = (0, 0);
        for number in 0..200 {
            let mut draw = Draw::new(3, number);
            let household = population.household(&mut draw, towns[0], 1);
            let customer = &household.customers[0];
            for plan in plan(
                &mut draw,
                &mut population,
                &profile,
                0,
                &household,
                customer,
            ) {
                let shop = &profile.shops[plan.shop];
                let local = match &shop.phone {
                    Phone::Landline { local, .. } => Some(local),
                    _ => None,
                }
                .expect("a shop has a landline");
                let cells = write_card(&mut draw, &plan, &population, &profile, false);
                let columns = profile.cards[shop.file].columns.iter();
                for ((column, _), cell) in columns.zip(&cells) {
                    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
                    match column {
                        Column::Mobile => mobiles += usize::from(digits.len() > 3),
                        Column::Home | Column::Phones => {
                            written += usize::from(digits.contains(&local[..4]));
                        }
                        _ => {}
                    }
                }
            }
        }
        assert_eq!(mobiles, 0);
        assert!(written > 200, "{written}");
    }

    #[test]
    fn cards_are_planned_in_the_order_of_time_and_a_ring_has_ten_to_twenty() {
        let profile = Profile::new(3);
        let towns: Vec<usize> = profile.shops.iter().map(|shop| shop.city).collect();
        let mut population = Population::new(3, 1000, &towns);
        let mut rings = 0;
        for number in 0..2000 {
            let mut draw = Draw::new(3, number);
            let household = population.household(&mut draw, towns[0], 2);
            for customer in &household.customers {
                let plans = plan(
                    &mut draw,
                    &mut population,
                    &profile,
                    0,
                    &household,
                    customer,
                );
                assert!(plans.is_sorted_by_key(|plan| plan.minute));
                if customer.kind == Kind::Ring {
                    rings += 1;
                    assert!((10..=24).contains(&plans.len()), "{}", plans.len());
                }
            }
        }
        assert!(rings > 20);
    }
}
