//! Houses in real districts with invented streets' numbers, and how an operator writes them down.

use super::draw::Draw;

/// Cities with area code, written forms and a few districts with villages and postal codes.
const CITIES: &str = include_str!("tables/cities.csv");

const STREETS: [&str; 64] = [
    "Diponegoro",
    "Ahmad Yani",
    "Jenderal Sudirman",
    "Gatot Subroto",
    "Imam Bonjol",
    "Gajah Mada",
    "Hayam Wuruk",
    "Kartini",
    "Pahlawan",
    "Veteran",
    "Pemuda",
    "Merdeka",
    "Sultan Agung",
    "Teuku Umar",
    "Cut Nyak Dien",
    "Dewi Sartika",
    "KH Wahid Hasyim",
    "KH Ahmad Dahlan",
    "Dr. Sutomo",
    "Dr. Wahidin",
    "MT Haryono",
    "S. Parman",
    "Panjaitan",
    "Yos Sudarso",
    "Melati",
    "Mawar",
    "Anggrek",
    "Kenanga",
    "Flamboyan",
    "Cempaka",
    "Dahlia",
    "Teratai",
    "Kamboja",
    "Bougenville",
    "Mangga",
    "Jambu",
    "Rambutan",
    "Durian",
    "Kelapa Gading",
    "Cemara",
    "Akasia",
    "Beringin",
    "Merpati",
    "Rajawali",
    "Cendrawasih",
    "Kutilang",
    "Garuda",
    "Nuri",
    "Merapi",
    "Semeru",
    "Bromo",
    "Lawu",
    "Kelud",
    "Brantas",
    "Bengawan",
    "Serayu",
    "Kapuas",
    "Musi",
    "Ketintang Baru",
    "Karang Menjangan",
    "Ngagel Jaya",
    "Kaliwaron",
    "Wonorejo Permai",
    "Sidosermo",
];
const ESTATES: [&str; 20] = [
    "Griya Asri",
    "Puri Indah",
    "Perum Wisma Tropodo",
    "Taman Pondok Jati",
    "Bumi Citra Fajar",
    "Graha Kencana",
    "Villa Bukit Mas",
    "Pondok Candra",
    "Permata Regency",
    "Citra Garden",
    "Perumnas Banyumanik",
    "Griya Mutiara",
    "Bukit Sejahtera",
    "Puri Anjasmoro",
    "Taman Sari",
    "Grand Semanggi",
    "Pesona Alam",
    "Deltasari Indah",
    "Kopo Permai",
    "Batununggal Asri",
];
const SUFFIXES: [&str; 3] = ["A", "B", "C"];

/// A village with its postal code.
#[derive(Debug)]
pub struct Village {
    /// The name.
    pub name: &'static str,
    /// Five digits.
    pub postal: &'static str,
    /// The kecamatan it lies in.
    pub district: &'static str,
    /// The last two digits of the kecamatan's code.
    pub district_code: &'static str,
}

/// A city or regency.
#[derive(Debug)]
pub struct City {
    /// The official code, as `35.78`.
    pub code: &'static str,
    /// The area code of its landlines.
    pub area_code: &'static str,
    /// How its name is written; the usual form first, old and neighbouring names after it.
    pub written: Vec<&'static str>,
    /// Its villages.
    pub villages: Vec<Village>,
}

/// All cities, with the weights by which customers live in them.
#[derive(Debug)]
pub struct Places {
    cities: Vec<City>,
    weights: Vec<f64>,
}

impl Places {
    /// Reads the embedded table.
    pub fn embedded() -> Self {
        let mut places = Self {
            cities: Vec::new(),
            weights: Vec::new(),
        };
        for line in CITIES.lines().skip(1) {
            let cells: Vec<&'static str> = line.split(',').collect();
            if let [code, weight, area_code, written, districts] = cells[..] {
                places.weights.push(weight.parse().unwrap_or(1.0));
                places.cities.push(City {
                    code,
                    area_code,
                    written: written.split('|').collect(),
                    villages: districts.split('|').flat_map(villages_of).collect(),
                });
            }
        }
        places
    }

    /// The city at `index`.
    pub fn city(&self, index: usize) -> &City {
        &self.cities[index]
    }

    /// Draws a city by weight.
    pub fn draw_city(&self, draw: &mut Draw) -> usize {
        draw.weighted(&self.weights)
    }

    /// Draws a house in `city`.
    pub fn draw_address(&self, draw: &mut Draw, city: usize) -> Address {
        let village = draw.below(self.cities[city].villages.len());
        let last = if draw.chance(0.3) { 190 } else { 60 };
        let number = draw.between(1, last) as u16;
        let suffix = draw.chance(0.06).then(|| draw.pick(&SUFFIXES));
        let site = match draw.weighted(&[0.62, 0.22, 0.10, 0.06]) {
            0 => Site::Street {
                name: draw.pick_common(&STREETS),
                lane: draw.chance(0.3).then(|| draw.between(1, 14) as u8),
            },
            1 => Site::Estate {
                name: draw.pick_common(&ESTATES),
                block: char::from(b'A' + draw.below(16) as u8),
                row: draw.chance(0.6).then(|| draw.between(1, 9) as u8),
            },
            2 => Site::Alley {
                name: draw.pick_common(&STREETS),
                lane: draw.between(1, 9) as u8,
            },
            _ => Site::Village,
        };
        Address {
            city,
            village,
            site,
            number,
            suffix,
            rt: draw.between(1, 12) as u8,
            rw: draw.between(1, 14) as u8,
        }
    }
}

fn villages_of(district: &'static str) -> Vec<Village> {
    let (body, district_code) = district.split_once('#').unwrap_or((district, "01"));
    let (name, villages) = body.split_once(':').unwrap_or((body, ""));
    villages
        .split('/')
        .filter_map(|village| village.split_once('='))
        .map(|(village, postal)| Village {
            name: village,
            postal,
            district: name,
            district_code,
        })
        .collect()
}

/// Where in its village a house stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// On a street, perhaps one of several numbered ones of that name.
    Street {
        /// The name without `Jl.`.
        name: &'static str,
        /// The number of the street, written in Roman or Arabic digits.
        lane: Option<u8>,
    },
    /// In an estate of blocks.
    Estate {
        /// The estate.
        name: &'static str,
        /// The letter of the block.
        block: char,
        /// The number behind the letter.
        row: Option<u8>,
    },
    /// In a numbered alley.
    Alley {
        /// The street it leaves.
        name: &'static str,
        /// The number of the alley.
        lane: u8,
    },
    /// In a kampung without street names.
    Village,
}

/// A house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// Index of the city.
    pub city: usize,
    /// Index of the village in the city.
    pub village: usize,
    /// Street, estate or alley.
    pub site: Site,
    /// The number of the house.
    pub number: u16,
    /// A letter behind the number.
    pub suffix: Option<&'static str>,
    /// The neighbourhood.
    pub rt: u8,
    /// The group of neighbourhoods.
    pub rw: u8,
}

impl Address {
    /// The house `steps` doors further: what an inventor of customers writes.
    pub fn neighbour(mut self, steps: u16) -> Self {
        self.number += steps;
        self.suffix = None;
        self
    }
}

/// How an operator writes addresses.
#[derive(Clone, Debug)]
pub struct AddressHabit {
    /// The word for a street: `Jl.`, `JLN`, `Jalan` or nothing.
    pub street_word: &'static str,
    /// Probability of the neighbourhood numbers.
    pub with_rt: f64,
    /// Probability of the village.
    pub with_village: f64,
    /// Probability of the kecamatan behind the village.
    pub with_district: f64,
    /// Whether lanes are written in Roman digits.
    pub roman: bool,
    /// `No.`, `no`, `/` or nothing in front of the number.
    pub number_word: &'static str,
    /// Which of the ways of writing RT and RW.
    pub rt_form: u8,
    /// Probability that only the street or estate is given, without a number.
    pub bare: f64,
}

/// Writes the house and its neighbourhood, without city and postal code.
pub fn write_address(
    draw: &mut Draw,
    address: &Address,
    city: &City,
    habit: &AddressHabit,
) -> String {
    let village = &city.villages[address.village];
    let bare = draw.chance(habit.bare);
    let suffix = address.suffix.unwrap_or("");
    let number = address.number;
    let mut text = match address.site {
        Site::Street { name, lane } => {
            let mut text = format!("{} {}", habit.street_word, shortened(draw, name));
            if let Some(lane) = lane {
                text.push(' ');
                text.push_str(&lane_number(lane, habit.roman));
            }
            if !bare {
                let slash = lane.is_some() && draw.chance(0.4);
                text.push_str(&if slash {
                    format!("/{number}{suffix}")
                } else {
                    format!(" {}{number}{suffix}", habit.number_word)
                });
            }
            text
        }
        Site::Estate { name, block, row } => {
            let row = row.map_or(String::new(), |row| row.to_string());
            let place = match draw.below(4) {
                _ if bare => String::new(),
                0 => format!(" Blok {block}{row} No {number}"),
                1 => format!(" {block}{row}/{number}"),
                2 => format!(" {block}-{row}/{number}").replace("-/", "/"),
                _ => format!(" Blok {block}{row}/{number}"),
            };
            format!("{name}{place}")
        }
        Site::Alley { name, lane } => {
            let word = draw.pick(&["Gg.", "Gang", "Gg"]);
            let lane = lane_number(lane, habit.roman);
            if bare {
                format!("{} {name} {word} {lane}", habit.street_word)
            } else {
                format!(
                    "{} {name} {word} {lane} {}{number}{suffix}",
                    habit.street_word, habit.number_word
                )
            }
        }
        Site::Village => format!(
            "{} {}",
            draw.pick(&["Kp.", "Dusun", "Dsn", "Kampung"]),
            village.name
        ),
    };
    if draw.chance(habit.with_rt) {
        let (rt, rw) = (address.rt, address.rw);
        text.push_str(&match habit.rt_form {
            0 => format!(" RT {rt:02} RW {rw:02}"),
            1 => format!(" RT.{rt}/{rw}"),
            2 => format!(" Rt.{rt:03}/Rw.{rw:03}"),
            3 => format!(" {rt:02}/{rw:02}"),
            _ => format!(" RT{rt:02}/RW{rw:02}"),
        });
    }
    if draw.chance(habit.with_village) && address.site != Site::Village {
        text.push_str(draw.pick(&[" Kel. ", " Kel ", ", ", " Ds. "]));
        text.push_str(village.name);
        if draw.chance(habit.with_district) {
            text.push_str(draw.pick(&[" Kec. ", ", Kec ", ", "]));
            text.push_str(village.district);
        }
    }
    text.trim().to_owned()
}

fn lane_number(lane: u8, roman: bool) -> String {
    const ROMAN: [&str; 15] = [
        "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
    ];
    if roman {
        ROMAN[usize::from(lane.min(14))].to_owned()
    } else {
        lane.to_string()
    }
}

/// Now and then a street named after a person is shortened.
fn shortened(draw: &mut Draw, name: &'static str) -> &'static str {
    let short = match name {
        "Jenderal Sudirman" => draw.pick(&["Jend. Sudirman", "Sudirman", "Jendral Sudirman"]),
        "Ahmad Yani" => draw.pick(&["A. Yani", "A.Yani", "Achmad Yani"]),
        "Diponegoro" => draw.pick(&["P. Diponegoro", "Diponegoro", "Pangeran Diponegoro"]),
        "KH Ahmad Dahlan" => draw.pick(&["K.H. Ahmad Dahlan", "KHA Dahlan", "Ahmad Dahlan"]),
        "KH Wahid Hasyim" => draw.pick(&["Wachid Hasyim", "K.H. Wahid Hasyim", "Wahid Hasyim"]),
        "Kartini" => draw.pick(&["RA Kartini", "R.A. Kartini", "Kartini"]),
        "Hayam Wuruk" | "Gajah Mada" | "Imam Bonjol" => name,
        _ => return name,
    };
    if draw.chance(0.6) { short } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_city_has_villages_with_postal_codes() {
        let places = Places::embedded();
        assert!(places.cities.len() > 35);
        for city in &places.cities {
            assert!(!city.villages.is_empty(), "{}", city.code);
            assert!(
                city.villages
                    .iter()
                    .all(|village| village.postal.len() == 5),
                "{}",
                city.code
            );
        }
    }

    #[test]
    fn a_neighbour_differs_in_the_number_alone() {
        let places = Places::embedded();
        let mut draw = Draw::new(1, 1);
        let house = places.draw_address(&mut draw, 0);
        let next = house.neighbour(2);
        assert_eq!(next.number, house.number + 2);
        assert_eq!((next.site, next.village), (house.site, house.village));
    }
}
