//! Names of invented people: coherent within an ethnic custom, with common names common and rare names rare.

use rustc_hash::FxHashMap;

use super::draw::Draw;

/// The curated tokens; the order within a role is the order of frequency.
const CURATED: &str = include_str!("tables/names_curated.csv");

/// A gender as it stands in names and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// A man.
    Male,
    /// A woman.
    Female,
}

impl Gender {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Male => Self::Female,
            Self::Female => Self::Male,
        }
    }
}

/// The naming custom of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Custom {
    /// Javanese: mononyms and two-token names.
    Javanese,
    /// Sundanese.
    Sundanese,
    /// Muslim names that belong to no region.
    Muslim,
    /// Chinese-Indonesian: often a Chinese and an Indonesian name.
    Chinese,
    /// Betawi.
    Betawi,
    /// Batak: a clan name that a family shares.
    Batak,
    /// Balinese: birth order and particle.
    Balinese,
    /// Minangkabau.
    Minang,
    /// Bugis and Makassar.
    Bugis,
    /// Christian names that belong to no region.
    Christian,
}

const CUSTOMS: [(Custom, &str, f64); 10] = [
    (Custom::Javanese, "javanese", 50.0),
    (Custom::Sundanese, "sundanese", 10.0),
    (Custom::Muslim, "muslim-arabic", 9.0),
    (Custom::Chinese, "chinese-indonesian", 14.0),
    (Custom::Betawi, "betawi", 2.0),
    (Custom::Batak, "batak", 4.0),
    (Custom::Balinese, "balinese", 3.0),
    (Custom::Minang, "minang", 2.5),
    (Custom::Bugis, "bugis-makassar", 2.5),
    (Custom::Christian, "christian-general", 3.0),
];

/// A Chinese family name and the Indonesian names taken for it.
const CHINESE_FAMILIES: [(&str, &[&str]); 22] = [
    (
        "tan",
        &[
            "tanoto", "tanujaya", "hartanto", "sutanto", "tandiono", "tanadi",
        ],
    ),
    ("lim", &["halim", "salim", "limanto", "limantara"]),
    ("liem", &["halim", "nursalim", "limanto"]),
    ("oei", &["wijaya", "winata", "wibisono", "winoto"]),
    ("lie", &["lianto", "lesmana", "rusli", "listio"]),
    ("thio", &["sulistio", "setio", "kartio"]),
    ("go", &["gunawan", "gozali", "sugondo", "gondo"]),
    ("ong", &["ongko", "wongso", "onggo"]),
    ("kwee", &["kusuma", "kumala"]),
    ("tjia", &["ciputra", "cahyadi"]),
    ("njoo", &["yohan", "sunyoto"]),
    ("tjoa", &["cahyadi", "cuanda"]),
    ("yap", &["yapardi", "yaputra"]),
    ("the", &["teja", "tejakusuma"]),
    ("sie", &["sidharta", "sindhunata"]),
    ("han", &["handoko", "hananto", "suhandi"]),
    ("tjan", &["candra", "candrawinata"]),
    ("kho", &["kosasih", "komala"]),
    ("loe", &["lukito", "lukita"]),
    ("souw", &["suwita", "sosro"]),
    ("gan", &["gani", "ganda", "gandasaputra"]),
    ("phoa", &["pranata", "handrata"]),
];

const SYLLABLES_MALE: [&str; 18] = [
    "hok", "liang", "tek", "bing", "kiem", "swie", "tjong", "hwa", "djien", "eng", "gwan", "sioe",
    "ping", "han", "sing", "tjoan", "kok", "boen",
];
const SYLLABLES_FEMALE: [&str; 18] = [
    "mei", "lan", "giok", "hwa", "lian", "ling", "nio", "swan", "kiem", "lien", "hong", "siok",
    "ing", "fang", "hoa", "sian", "tjoe", "yin",
];

/// Birth-order words of Bali, first to fourth; the second of each row is a synonym.
const BALI_ORDER: [[&str; 2]; 4] = [
    ["wayan", "putu"],
    ["made", "kadek"],
    ["nyoman", "komang"],
    ["ketut", "ketut"],
];

/// Tokens that Javanese give the first, second, third and fourth child.
const JAVA_ORDER: [&str; 4] = ["eka", "dwi", "tri", "catur"];

/// What holds a family's names together.
#[derive(Clone, Debug)]
pub struct Family {
    /// The custom by which it names.
    pub custom: Custom,
    /// The clan or Indonesianised family name, where the custom has one.
    pub clan: Option<String>,
    /// The Chinese family name.
    pub chinese: Option<&'static str>,
    /// Whether the children are numbered (Eka, Dwi, Tri).
    pub numbered: bool,
    /// Whether children carry their father's last token.
    pub inherits: bool,
}

/// One name: tokens in lower case and modern spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The tokens in their usual order.
    pub tokens: Vec<String>,
    /// Another name of the same person, as Chinese-Indonesians often have.
    pub other: Option<Vec<String>>,
}

/// The tokens, by role, custom, gender and cohort.
#[derive(Debug)]
pub struct Names {
    given: FxHashMap<(Custom, Gender, bool), Vec<&'static str>>,
    modern: FxHashMap<Gender, Vec<&'static str>>,
    second: FxHashMap<(Custom, Gender), Vec<&'static str>>,
    clans: Vec<&'static str>,
}

impl Names {
    /// Reads the embedded table.
    pub fn embedded() -> Self {
        let mut names = Self {
            given: FxHashMap::default(),
            modern: FxHashMap::default(),
            second: FxHashMap::default(),
            clans: Vec::new(),
        };
        for line in CURATED.lines().skip(1) {
            let cells: Vec<&'static str> = line.split(',').collect();
            if let [name, role, gender, tags, cohort] = cells[..] {
                names.add(name, role, gender, tags, cohort);
            }
        }
        names
    }

    fn add(&mut self, name: &'static str, role: &str, gender: &str, tags: &str, cohort: &str) {
        let genders: &[Gender] = match gender {
            "M" => &[Gender::Male],
            "F" => &[Gender::Female],
            _ => &[Gender::Male, Gender::Female],
        };
        for &gender in genders {
            if role == "given" && tags.is_empty() {
                self.modern.entry(gender).or_default().push(name);
            }
            for (custom, _, _) in CUSTOMS
                .iter()
                .filter(|(_, tag, _)| tags.split('|').any(|t| t == *tag))
            {
                match role {
                    "given" => {
                        for old in [true, false] {
                            let fits = cohort.is_empty()
                                || cohort.contains("any")
                                || cohort.contains(if old { "old" } else { "mid" });
                            if fits {
                                self.given
                                    .entry((*custom, gender, old))
                                    .or_default()
                                    .push(name);
                            }
                        }
                    }
                    "surname_like" => self.second.entry((*custom, gender)).or_default().push(name),
                    _ => {}
                }
            }
        }
        // Clan names are men's and women's alike; `U` and `M` rows hold them all.
        if role == "surname_like" && tags == "batak" && gender != "F" {
            self.clans.push(name);
        }
    }

    /// Draws what the names of a family have in common.
    pub fn family(&self, draw: &mut Draw) -> Family {
        let weights = CUSTOMS.map(|(_, _, weight)| weight);
        let custom = CUSTOMS[draw.weighted(&weights)].0;
        self.family_of(draw, custom)
    }

    /// Draws a family of a known custom: most marry within theirs.
    pub fn family_of(&self, draw: &mut Draw, custom: Custom) -> Family {
        let mut family = Family {
            custom,
            clan: None,
            chinese: None,
            numbered: custom == Custom::Javanese && draw.chance(0.12),
            inherits: draw.chance(0.15),
        };
        match custom {
            Custom::Batak => family.clan = Some(draw.pick_common(&self.clans).to_owned()),
            Custom::Chinese => {
                let (chinese, taken) = draw.pick_common(&CHINESE_FAMILIES);
                family.chinese = Some(chinese);
                family.clan = draw
                    .chance(0.85)
                    .then(|| draw.pick_common(taken).to_owned());
            }
            _ => {}
        }
        family
    }

    /// Draws the name of a person of `family` born in `year`, the `order`-th child (from 0) of its parents.
    pub fn name(
        &self,
        draw: &mut Draw,
        family: &Family,
        gender: Gender,
        year: i16,
        order: usize,
    ) -> Name {
        let tokens = match family.custom {
            Custom::Chinese => return self.chinese(draw, family, gender, year),
            Custom::Batak => {
                let mut tokens = vec![self.given(draw, family.custom, gender, year)];
                if draw.chance(0.25) {
                    tokens.push(self.given(draw, Custom::Christian, gender, year));
                }
                tokens.extend(family.clan.clone());
                tokens
            }
            Custom::Balinese => {
                let particle = if gender == Gender::Male { "i" } else { "ni" };
                let row = BALI_ORDER[order % 4];
                let word = row[usize::from(draw.chance(0.4))];
                let mut tokens: Vec<String> = vec![particle.to_owned(), word.to_owned()];
                if gender == Gender::Female && draw.chance(0.2) {
                    tokens.push("luh".to_owned());
                    tokens.swap(1, 2);
                }
                tokens.push(self.given(draw, family.custom, gender, year));
                tokens
            }
            _ => self.plain(draw, family, gender, year, order),
        };
        Name {
            tokens,
            other: None,
        }
    }

    /// A name as most people choose it: when somebody invents a customer.
    pub fn invented(&self, draw: &mut Draw, gender: Gender) -> Name {
        let first: [&str; 8] = match gender {
            Gender::Male => [
                "budi", "agus", "slamet", "joko", "andi", "eko", "hendra", "dedi",
            ],
            Gender::Female => [
                "siti", "sri", "ani", "dewi", "yanti", "lina", "rina", "ratna",
            ],
        };
        let mut tokens = vec![draw.pick_common(&first).to_owned()];
        if draw.chance(0.75) {
            let listed = &self.second[&(Custom::Javanese, Gender::Male)];
            let female = [
                "wati",
                "rahayu",
                "lestari",
                "wahyuni",
                "susanti",
                "handayani",
                "astuti",
                "ningsih",
            ];
            let second = match gender {
                Gender::Male => draw.pick_common(listed),
                Gender::Female => draw.pick_common(&female),
            };
            tokens.push(second.to_owned());
        }
        Name {
            tokens,
            other: None,
        }
    }

    fn plain(
        &self,
        draw: &mut Draw,
        family: &Family,
        gender: Gender,
        year: i16,
        order: usize,
    ) -> Vec<String> {
        // Javanese mononyms lift the mean over all customs to the three in ten of the whole population.
        let weights = match (family.custom, year < 1965) {
            (Custom::Javanese | Custom::Sundanese | Custom::Betawi, true) => {
                [0.55, 0.33, 0.10, 0.02]
            }
            (Custom::Javanese | Custom::Sundanese | Custom::Betawi, false) => {
                [0.24, 0.42, 0.28, 0.06]
            }
            (_, true) => [0.30, 0.50, 0.17, 0.03],
            (_, false) => [0.10, 0.46, 0.36, 0.08],
        };
        let count = 1 + draw.weighted(&weights);
        let mut tokens = Vec::with_capacity(count);
        let old = year < 1975;
        if family.numbered && order < 4 {
            tokens.push(JAVA_ORDER[order].to_owned());
        } else if count > 1 {
            let prefix = match (family.custom, gender) {
                (
                    Custom::Muslim | Custom::Betawi | Custom::Bugis | Custom::Minang,
                    Gender::Male,
                ) => 0.3,
                (Custom::Muslim | Custom::Betawi | Custom::Bugis, Gender::Female) => 0.3,
                (Custom::Javanese | Custom::Sundanese, _) => 0.14,
                _ => 0.0,
            };
            if draw.chance(prefix) {
                let word = match gender {
                    Gender::Male => {
                        draw.pick(&["muhammad", "muhammad", "muhammad", "abdul", "ahmad"])
                    }
                    Gender::Female => draw.pick(&["siti", "siti", "sri", "nur"]),
                };
                tokens.push(word.to_owned());
            }
        }
        while tokens.len() < count {
            let last = tokens.len() + 1 == count && count > 1;
            let listed = self
                .second
                .get(&(family.custom, gender))
                .filter(|list| list.len() > 8);
            let token = match listed {
                Some(list) if last && draw.chance(0.7) => draw.pick_common(list).to_owned(),
                _ if !old && draw.chance(0.3) => draw.pick_common(&self.modern[&gender]).to_owned(),
                _ => self.given(draw, family.custom, gender, year),
            };
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        tokens
    }

    fn chinese(&self, draw: &mut Draw, family: &Family, gender: Gender, year: i16) -> Name {
        let syllables = match gender {
            Gender::Male => &SYLLABLES_MALE,
            Gender::Female => &SYLLABLES_FEMALE,
        };
        let mut hokkien = vec![family.chinese.unwrap_or("tan").to_owned()];
        while hokkien.len() < 3 {
            let syllable = draw.pick(syllables).to_owned();
            if !hokkien.contains(&syllable) {
                hokkien.push(syllable);
            }
        }
        if family.clan.is_none() || (year < 1945 && draw.chance(0.3)) {
            return Name {
                tokens: hokkien,
                other: None,
            };
        }
        let custom = if draw.chance(0.6) {
            Custom::Chinese
        } else {
            Custom::Christian
        };
        let mut tokens = vec![self.given(draw, custom, gender, year)];
        if draw.chance(0.3) {
            let token = self.given(draw, Custom::Chinese, gender, year);
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        tokens.extend(family.clan.clone());
        let other = (year < 1968 && draw.chance(0.6)).then_some(hokkien);
        Name { tokens, other }
    }

    fn given(&self, draw: &mut Draw, custom: Custom, gender: Gender, year: i16) -> String {
        let old = year < 1965;
        let list = self
            .given
            .get(&(custom, gender, old))
            .filter(|list| list.len() > 12)
            .or_else(|| self.given.get(&(custom, gender, !old)));
        let list = list.unwrap_or(&self.modern[&gender]);
        draw.pick_common(list).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(count: u64) -> Vec<(Family, Name)> {
        let names = Names::embedded();
        (0..count)
            .map(|number| {
                let mut draw = Draw::new(5, number);
                let family = names.family(&mut draw);
                let gender = if draw.chance(0.5) {
                    Gender::Male
                } else {
                    Gender::Female
                };
                let year = draw.between(1935, 1990) as i16;
                let name = names.name(&mut draw, &family, gender, year, 0);
                (family, name)
            })
            .collect()
    }

    #[test]
    fn about_three_in_ten_names_have_one_token() {
        let drawn = drawn(5000);
        let single = drawn
            .iter()
            .filter(|(_, name)| name.tokens.len() == 1)
            .count();
        assert!((1200..1900).contains(&single), "{single}");
    }

    #[test]
    fn a_batak_name_ends_in_the_clan_of_its_family() {
        for (family, name) in drawn(2000) {
            if family.custom == Custom::Batak {
                assert_eq!(name.tokens.last(), family.clan.as_ref());
            }
        }
    }
}
