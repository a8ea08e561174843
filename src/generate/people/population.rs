//! Draws households, the people in them, and which of them buy for themselves.

use std::rc::Rc;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Customer, Household, Kind, Person, Phone, Titles};
use crate::generate::Proxies;
use crate::generate::draw::Draw;
use crate::generate::names::{Custom, Family, Gender, Name, Names};
use crate::generate::places::{Address, City, Places};

/// Where all people come from; counts the identities it gave out.
#[derive(Debug)]
pub struct Population {
    /// The names.
    pub names: Names,
    /// The cities.
    pub places: Places,
    /// Who takes cards in other names.
    pub proxies: Proxies,
    boarding_houses: Vec<Address>,
    offices: Vec<Phone>,
    persons: u64,
    customers: u64,
    households: u64,
}

const KINDS: [(Kind, f64); 7] = [
    (Kind::Single, 0.590),
    (Kind::Repeat, 0.205),
    (Kind::Family, 0.095),
    (Kind::Helped, 0.045),
    (Kind::Ring, 0.032),
    (Kind::Target, 0.003),
    (Kind::Web, 0.030),
];

const BEFORE: [&str; 6] = ["Drs.", "Ir.", "dr.", "Dra.", "drg.", "Prof."];
const BEHIND: [&str; 10] = [
    "SE", "SH", "S.Pd", "ST", "S.Kom", "MM", "S.Sos", "Amd", "M.Si", "SKM",
];
const MAILERS: [&str; 5] = [
    "yahoo.com",
    "yahoo.co.id",
    "gmail.com",
    "telkom.net",
    "hotmail.com",
];

impl Population {
    /// Makes a population whose shared houses and offices fit `customers` buyers in the cities of `towns`.
    pub fn new(seed: u64, customers: u64, towns: &[usize]) -> Self {
        let places = Places::embedded();
        let mut draw = Draw::new(seed, u64::MAX - 1);
        let shared = (customers / 400 + 2) as usize;
        let boarding_houses = (0..shared)
            .map(|_| {
                let city = draw.pick(towns);
                places.draw_address(&mut draw, city)
            })
            .collect();
        let offices = (0..shared)
            .map(|_| {
                let city = draw.pick(towns);
                Phone::landline(&mut draw, places.city(city))
            })
            .collect();
        Self {
            names: Names::embedded(),
            places,
            proxies: Proxies::default(),
            boarding_houses,
            offices,
            persons: 0,
            customers: 0,
            households: 0,
        }
    }

    /// Draws a household with at most `most` customers around the town with index `town`.
    pub fn household(&mut self, draw: &mut Draw, town: usize, most: u64) -> Household {
        self.households += 1;
        let city = self.city_near(draw, town);
        let boards = draw.chance(0.025);
        let address = if boards {
            draw.pick_common(&self.boarding_houses)
        } else {
            self.places.draw_address(draw, city)
        };
        let moved = draw.chance(0.12).then(|| {
            let city = self.city_near(draw, town);
            (
                draw.between(2001, 2010) as i16,
                self.places.draw_address(draw, city),
            )
        });
        let far = self.places.draw_city(draw);
        let landline = (!boards && draw.chance(0.62))
            .then(|| Phone::landline(draw, self.places.city(address.city)));
        let mut household = Household {
            id: self.households,
            address,
            moved,
            registered: self.places.draw_address(draw, far),
            landline,
            office: draw.chance(0.03).then(|| draw.pick_common(&self.offices)),
            members: Vec::new(),
            customers: Vec::new(),
        };
        self.fill(draw, &mut household, if boards { 1 } else { most });
        household
    }

    /// Draws a person who has nothing to do with the household: a friend, a maid, the driver.
    pub fn stranger(&mut self, draw: &mut Draw, town: usize) -> (Rc<Person>, Address) {
        let city = self.city_near(draw, town);
        let address = self.places.draw_address(draw, city);
        let family = self.names.family(draw);
        let gender = any_gender(draw);
        let birth = birthday(draw, 1940, 1988);
        let order = draw.below(4);
        let person = self.person(draw, &family, gender, birth, order, address);
        (Rc::new(person), address)
    }

    /// Invents a person nobody has ever met.
    pub fn invention(&mut self, draw: &mut Draw, address: Address) -> Rc<Person> {
        let gender = any_gender(draw);
        let name = self.names.invented(draw, gender);
        let birth = birthday(draw, 1950, 1988);
        self.persons += 1;
        Rc::new(Person {
            id: self.persons,
            name,
            gender,
            birth,
            titles: Titles::default(),
            writes_old: false,
            mobiles: vec![(1997, Phone::mobile(draw, 2004))],
            email: None,
            national_id: national_id(draw, gender, birth, self.places.city(address.city), address),
        })
    }

    /// How many identities were given out: people, customers, households.
    pub fn counts(&self) -> (u64, u64, u64) {
        (self.persons, self.customers, self.households)
    }

    fn city_near(&self, draw: &mut Draw, town: usize) -> usize {
        if draw.chance(0.7) {
            return town;
        }
        let area = self.places.city(town).area_code;
        let tries = if draw.chance(0.6) { 12 } else { 1 };
        let mut city = town;
        for _ in 0..tries {
            city = self.places.draw_city(draw);
            if self.places.city(city).area_code == area {
                break;
            }
        }
        city
    }

    fn fill(&mut self, draw: &mut Draw, household: &mut Household, most: u64) {
        let buyers = (1 + draw.weighted(&[0.87, 0.11, 0.02]) as u64)
            .min(most)
            .max(1);
        let family = self.names.family(draw);
        let gender = any_gender(draw);
        let birth = birthday(draw, 1932, 1982);
        let order = draw.below(4);
        let home = if draw.chance(0.3) {
            household.registered
        } else {
            household.address
        };
        let head = self.person(draw, &family, gender, birth, order, home);
        household.members.push(Rc::new(head));

        for _ in 0..buyers {
            // Where nobody holds cards for others, relatives may have taken the places that were left.
            if household.customers.len() as u64 == most {
                break;
            }
            let holder = if household.customers.is_empty() {
                0
            } else {
                self.relative(draw, household, &family, home)
            };
            let kind = self.kind(draw);
            let wanted = match kind {
                Kind::Family => 1 + draw.run_of(0.45, 4),
                Kind::Ring => draw.run_of(0.6, 4),
                Kind::Helped => draw.run_of(0.25, 2),
                _ => 0,
            };
            let relatives: Vec<usize> = (0..wanted)
                .map(|_| self.relative(draw, household, &family, home))
                .collect();
            if self.proxies != Proxies::None {
                self.customer(draw, household, holder, kind, relatives);
                continue;
            }
            self.customer(draw, household, holder, kind, Vec::new());
            for relative in relatives {
                if (household.customers.len() as u64) < most {
                    let kind = self.kind(draw);
                    self.customer(draw, household, relative, kind, Vec::new());
                }
            }
        }
    }

    fn kind(&self, draw: &mut Draw) -> Kind {
        let weights = KINDS.map(|(kind, weight)| match (self.proxies, kind) {
            (Proxies::None, Kind::Helped | Kind::Ring | Kind::Target) => 0.0,
            (Proxies::All, kind) if kind != Kind::Ring => 0.0,
            _ => weight,
        });
        KINDS[draw.weighted(&weights)].0
    }

    /// Makes the member `holder` a customer, who holds cards in the names of `family`, too.
    fn customer(
        &mut self,
        draw: &mut Draw,
        household: &mut Household,
        holder: usize,
        kind: Kind,
        family: Vec<usize>,
    ) {
        self.customers += 1;
        let organisation = draw
            .chance(0.018)
            .then(|| organisation(draw, &household.members[holder].name));
        household.customers.push(Customer {
            id: self.customers,
            holder,
            kind,
            family,
            organisation,
        });
    }

    /// Adds a relative of the head and tells its index.
    fn relative(
        &mut self,
        draw: &mut Draw,
        household: &mut Household,
        family: &Family,
        home: Address,
    ) -> usize {
        let index = household.members.len();
        let head = household.members[0].clone();
        let year = head.birth.year();
        let has_spouse =
            household.members.iter().skip(1).any(|member| {
                member.gender != head.gender && (member.birth.year() - year).abs() <= 9
            });
        let relation = draw.weighted(&[if has_spouse { 0.0 } else { 0.55 }, 0.33, 0.12, 0.08]);
        let person = match relation {
            0 => {
                let own_family = if draw.chance(0.88) {
                    self.names.family_of(draw, family.custom)
                } else {
                    self.names.family(draw)
                };
                let birth = birthday(draw, year - 6, year + 7);
                let order = draw.below(4);
                self.person(draw, &own_family, head.gender.other(), birth, order, home)
            }
            1 => self.child(draw, household, family, &head, home),
            2 => {
                let gender = any_gender(draw);
                let birth = birthday(draw, year - 34, year - 20);
                let order = draw.below(4);
                let of_spouse = self.names.family(draw);
                let family = if draw.chance(0.5) { family } else { &of_spouse };
                self.person(draw, family, gender, birth, order, home)
            }
            _ => {
                let gender = any_gender(draw);
                let birth = birthday(draw, year - 8, year + 8);
                self.person(draw, family, gender, birth, index % 4, home)
            }
        };
        household.members.push(Rc::new(person));
        index
    }

    fn child(
        &mut self,
        draw: &mut Draw,
        household: &Household,
        family: &Family,
        head: &Person,
        home: Address,
    ) -> Person {
        let first_year = head.birth.year() + 20;
        let siblings: Vec<&Rc<Person>> = household
            .members
            .iter()
            .filter(|member| member.birth.year() >= first_year - 1)
            .collect();
        let gender = any_gender(draw);
        let birth = birthday(draw, first_year.min(1990), (first_year + 16).min(1996));
        let mut person = self.person(draw, family, gender, birth, siblings.len(), home);
        if let Some(sibling) = siblings.first() {
            if draw.chance(0.10) {
                // Twins: the same day, the same rhyme at the end.
                person.birth = sibling.birth;
                person.gender = sibling.gender;
                person.name =
                    self.names
                        .name(draw, family, person.gender, birth.year(), siblings.len());
                if person.name.tokens.len() > 1 && sibling.name.tokens.len() > 1 {
                    person.name.tokens.pop();
                    person
                        .name
                        .tokens
                        .extend(sibling.name.tokens.last().cloned());
                }
            } else if draw.chance(0.12)
                && sibling.gender != gender
                && family.custom != Custom::Chinese
            {
                // Sons and daughters of one house: the same name but for Putra and Putri.
                let end = if gender == Gender::Male {
                    "putra"
                } else {
                    "putri"
                };
                person.name.tokens = sibling.name.tokens.iter().take(1).cloned().collect();
                person.name.tokens.push(end.to_owned());
            }
        } else if gender == Gender::Male && head.gender == Gender::Male {
            if draw.chance(0.03) {
                person.name.tokens.clone_from(&head.name.tokens);
            } else if family.inherits && !person.name.tokens.contains(&head.name.tokens[0]) {
                person.name.tokens.truncate(2);
                person.name.tokens.extend(head.name.tokens.last().cloned());
            }
        }
        if person.name.tokens == head.name.tokens
            || siblings
                .iter()
                .any(|other| other.name.tokens == person.name.tokens)
        {
            person.titles = Titles::default();
        }
        person.national_id = national_id(
            draw,
            person.gender,
            person.birth,
            self.places.city(home.city),
            home,
        );
        person
    }

    fn person(
        &mut self,
        draw: &mut Draw,
        family: &Family,
        gender: Gender,
        birth: Date,
        order: usize,
        home: Address,
    ) -> Person {
        self.persons += 1;
        let year = birth.year();
        let name = self.names.name(draw, family, gender, year, order);
        let muslim = !matches!(
            family.custom,
            Custom::Chinese | Custom::Batak | Custom::Balinese | Custom::Christian
        );
        let titles = Titles {
            haji_since: (muslim && year < 1972 && draw.chance(0.2))
                .then(|| draw.between(1988, 2009) as i16),
            before: draw.chance(0.06).then(|| match gender {
                Gender::Male => draw.pick(&BEFORE[..3]),
                Gender::Female => draw.pick(&BEFORE[2..5]),
            }),
            behind: draw.chance(0.11).then(|| draw.pick_common(&BEHIND)),
        };
        let mut mobiles = Vec::new();
        let mut since = draw.between(1996, 2007) as i16;
        while since < 2012 && mobiles.len() < 4 {
            mobiles.push((since, Phone::mobile(draw, since)));
            since += draw.between(3, 12) as i16;
        }
        let email = draw.chance(0.35).then(|| email(draw, &name, year));
        Person {
            id: self.persons,
            national_id: national_id(draw, gender, birth, self.places.city(home.city), home),
            writes_old: year < 1960 && draw.chance(0.3),
            name,
            gender,
            birth,
            titles,
            mobiles,
            email,
        }
    }
}

fn any_gender(draw: &mut Draw) -> Gender {
    if draw.chance(0.5) {
        Gender::Male
    } else {
        Gender::Female
    }
}

fn birthday(draw: &mut Draw, first: i16, last: i16) -> Date {
    let year = draw.between(i64::from(first), i64::from(last)) as i16;
    date(year, 1, 1).saturating_add(draw.between(0, 364).days())
}

fn national_id(draw: &mut Draw, gender: Gender, birth: Date, city: &City, home: Address) -> String {
    let day = birth.day() + if gender == Gender::Female { 40 } else { 0 };
    let district = city.villages[home.village].district_code;
    // Higher than in life, so that a million people still have a number each.
    let serial = draw.between(1, 2999);
    format!(
        "{}{district}{day:02}{:02}{:02}{serial:04}",
        city.code.replace('.', ""),
        birth.month(),
        birth.year() % 100
    )
}

fn email(draw: &mut Draw, name: &Name, year: i16) -> String {
    let first = &name.tokens[name.tokens.len().min(3) / 2];
    let last = name.tokens.last().map_or("", String::as_str);
    let user = match draw.below(4) {
        0 => format!("{first}_{last}"),
        1 => format!("{first}{:02}", year % 100),
        2 => format!("{first}.{last}{}", draw.between(1, 99)),
        _ => format!("{last}{first}{}", draw.between(1, 999)),
    };
    format!("{user}@{}", draw.pick_common(&MAILERS))
}

fn organisation(draw: &mut Draw, owner: &Name) -> String {
    const SHOPS: [&str; 10] = [
        "Sinar Jaya",
        "Makmur Abadi",
        "Sumber Rejeki",
        "Mitra Usaha",
        "Harapan Baru",
        "Cahaya Timur",
        "Maju Lancar",
        "Barokah",
        "Sejahtera",
        "Anugerah",
    ];
    let owner = &owner.tokens[0];
    let shop = draw.pick(&SHOPS);
    match draw.below(7) {
        0 => format!("toko {shop}"),
        1 => format!("salon {owner}"),
        2 => format!("cv {shop}"),
        3 => format!("ud {shop} (bp. {owner})"),
        4 => format!("pt {shop} up. {owner}"),
        5 => format!("toko {shop} ({owner})"),
        _ => format!("rm {shop}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_younger_and_ids_never_repeat() {
        let mut population = Population::new(1, 1000, &[0, 3]);
        let mut seen = 0;
        for number in 0..500 {
            let mut draw = Draw::new(1, number);
            let household = population.household(&mut draw, 0, 3);
            assert!((1..=3).contains(&household.customers.len()));
            for member in &household.members {
                assert_eq!(member.id, seen + 1);
                seen += 1;
                assert_eq!(member.national_id.len(), 16);
            }
        }
        assert_eq!(population.counts().0, seen);
    }
}
