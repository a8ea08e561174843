//! Who takes how many cards in whose name.

use std::rc::Rc;

use super::{Plan, Role};
use crate::generate::calendar::{DAY, DAYS, Minute, year_of};
use crate::generate::draw::Draw;
use crate::generate::names::Gender;
use crate::generate::people::{Customer, Household, Kind, Person, Phone, Population};
use crate::generate::places::Address;
use crate::generate::profile::Profile;

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

#[cfg(test)]
mod tests {
    use super::*;

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
