//! The words of Indonesian addresses: labels, abbreviations, and streets named after persons.

use std::sync::LazyLock;

pub(super) use super::label::{Label, label};

use rustc_hash::FxHashMap;

use crate::normalise::city::{self, respell};
use crate::normalise::nearby::NearIndex;

/// The full word of an abbreviation inside a name; `first` tells whether it opens the name.
pub(super) fn expand(word: &str, first: bool) -> &str {
    /// Letters of the longest abbreviation.
    const LONGEST: usize = 7;
    if word.len() > LONGEST {
        return word;
    }
    match word {
        "tim" | "tmr" | "tm" if !first => "timur",
        "bar" | "brt" if !first => "barat",
        "ut" | "utr" if !first => "utara",
        "sel" | "slt" | "sltn" if !first => "selatan",
        "slt" => "sultan",
        "tgh" | "teng" | "tng" if !first => "tengah",
        "dlm" => "dalam",
        "ats" => "atas",
        "bwh" => "bawah",
        "kdl" => "kidul",
        "wtn" => "wetan",
        "kln" => "kulon",
        "ry" => "raya",
        "bsr" => "besar",
        "br" if !first => "baru",
        "lm" => "lama",
        "indh" => "indah",
        "ind" => "industri",
        "gn" | "gng" => "gunung",
        "tj" | "tjg" | "tg" | "tanjong" => "tanjung",
        "kb" | "kbn" | "kebun" => "kebon",
        "kby" => "kebayoran",
        "klp" => "kelapa",
        "rw" => "rawa",
        "sei" | "sgi" => "sungai",
        "tlk" => "teluk",
        "pd" | "pdk" => "pondok",
        "ps" | "psr" => "pasar",
        "cemp" => "cempaka",
        "sbr" => "sumber",
        "tmn" => "taman",
        "simp" | "sp" if first => "simpang",
        "kp" | "kpg" if first => "kampung",
        "ma" if first => "muara",
        "kr" if first => "karang",
        "grya" | "griyo" => "griya",
        "grha" => "graha",
        "vila" => "villa",
        "bkt" => "bukit",
        "tnh" | "tn" => "tanah",
        "mg" => "mangga",
        "emb" => "embong",
        other => other,
    }
}

/// Ranks that come and go before a hero's name.
const RANKS: [&str; 25] = [
    "jenderal",
    "jendral",
    "jend",
    "jen",
    "letjen",
    "letjend",
    "mayjen",
    "mayjend",
    "brigjen",
    "brigjend",
    "kolonel",
    "kol",
    "letkol",
    "mayor",
    "kapten",
    "kapt",
    "laksamana",
    "laksda",
    "laks",
    "komodor",
    "marsekal",
    "marsda",
    "panglima",
    "pang",
    "sersan",
];

/// The name without ranks in front; a name always remains.
pub(super) fn without_rank(words: &[String]) -> &[String] {
    let mut rest = words;
    while let [first, tail @ ..] = rest
        && !tail.is_empty()
        && is_rank(first)
    {
        rest = tail;
    }
    rest
}

/// A rank, or a long one with one slip: Mayhen, Jendreal.
fn is_rank(word: &str) -> bool {
    let is_slip = |rank: &str| {
        rank.len() >= 6
            && rank.len().abs_diff(word.len()) <= 1
            && rank.as_bytes()[0] == word.as_bytes()[0]
            && strsim::osa_distance(rank, word) <= 1
    };
    RANKS.contains(&word) || (word.len() >= 5 && RANKS.iter().any(|rank| is_slip(rank)))
}

struct Streets {
    names: Vec<Vec<String>>,
    by_key: FxHashMap<&'static str, u32>,
    near: NearIndex,
}

/// Keys shorter than this are never taken as misspelt.
const SHORTEST_FORGIVEN: usize = 6;

/// In shorter keys a replaced letter makes another name: Satria and Satrio are both streets.
const ALWAYS_FORGIVEN: usize = 8;

static STREETS: LazyLock<Streets> = LazyLock::new(|| {
    let mut streets = Streets {
        names: Vec::new(),
        by_key: FxHashMap::default(),
        near: NearIndex::default(),
    };
    for line in include_str!("../tables/street_names.csv").lines().skip(1) {
        let mut columns = line.split(',');
        let (Some(written), Some(canonical)) = (columns.next(), columns.next()) else {
            continue;
        };
        // A popular name in one place only: see `local_street`.
        if columns.next().is_some_and(|note| note.ends_with(" only")) {
            continue;
        }
        let split = |text: &str| -> Vec<String> {
            super::token::lex(&super::token::lower(text))
                .into_iter()
                .map(|token| token.text.to_owned())
                .collect()
        };
        let name = without_rank(&split(canonical)).to_vec();
        let index = match streets.names.iter().position(|known| *known == name) {
            Some(index) => index,
            None => {
                streets.names.push(name.clone());
                streets.names.len() - 1
            }
        };
        let index = u32::try_from(index).unwrap_or_default();
        let written = split(written);
        let written = if written.first().is_some_and(|w| w == "jl") {
            &written[1..]
        } else {
            &written
        };
        for key in [key(written), key(&name)] {
            if !streets.by_key.contains_key(key.as_str()) {
                let key: &'static str = Box::leak(key.into_boxed_str());
                streets.by_key.insert(key, index);
                if key.len() >= SHORTEST_FORGIVEN {
                    streets.near.insert(key, index);
                }
            }
        }
    }
    streets
});

/// All letters of a name without rank, in today's spelling: dots and blanks vary too much to count.
fn key(words: &[String]) -> String {
    let letters = without_rank(words).concat();
    if is_old_spelling(&letters) {
        respell(&letters)
    } else {
        letters
    }
}

/// Tells whether [`respell`] would change anything.
fn is_old_spelling(word: &str) -> bool {
    word.as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, b"oe" | b"tj" | b"dj" | b"sj"))
}

/// The canonical words of a well-known street, if these are one.
pub(super) fn known_street(words: &[String]) -> Option<&'static [String]> {
    street_of(&key(words))
}

fn street_of(key: &str) -> Option<&'static [String]> {
    let streets = &*STREETS;
    let index = streets.by_key.get(key).copied();
    index.map(|index| streets.names[index as usize].as_slice())
}

/// The well-known street of a name as written or as written out, a slip forgiven.
pub(super) fn find_street(name: &[String], expanded: &[String]) -> Option<&'static [String]> {
    let written_key = key(name);
    if std::ptr::eq(name, expanded) || name == expanded {
        return street_of(&written_key).or_else(|| nearly_known_street(name, &written_key));
    }
    let expanded_key = key(expanded);
    street_of(&written_key)
        .or_else(|| street_of(&expanded_key))
        .or_else(|| nearly_known_street(name, &written_key))
        .or_else(|| nearly_known_street(expanded, &expanded_key))
}

/// The street that a contraction means in one province only: Jakal is in Yogyakarta Jl. Kaliurang.
///
/// # Source
///
/// `tables/street_names.csv`, the rows of Yogyakarta. Jl. Dago of Bandung is a name of its own, and kept.
pub(super) fn local_street(words: &[String], province: &str) -> Option<&'static str> {
    let [word] = words else { return None };
    let found = LOCAL
        .iter()
        .find(|local| local.popular == *word && local.city.starts_with(province))?;
    Some(found.official)
}

/// A popular name that means an official one in one city only.
struct Local {
    popular: String,
    city: &'static str,
    official: &'static str,
}

static LOCAL: LazyLock<Vec<Local>> = LazyLock::new(|| {
    include_str!("../tables/street_names.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split(',');
            let (popular, official) = (columns.next()?, columns.next()?);
            let place = columns.next()?.strip_suffix(" only")?;
            Some(Local {
                popular: popular.to_lowercase(),
                city: city::resolve(place)?.code?,
                official,
            })
        })
        .collect()
});

/// The words of the official street that a popular name means in a city: Dago in Bandung.
pub(crate) fn official_street(popular: &str, city: &str) -> Option<Vec<&'static str>> {
    let local = LOCAL
        .iter()
        .find(|local| local.popular == popular && local.city == city)?;
    Some(local.official.split(' ').collect())
}

/// As [`known_street`], forgiving one slip in a long name; in a shorter one a letter may be missing, doubled or swapped
/// but not replaced.
fn nearly_known_street(words: &[String], respelt: &str) -> Option<&'static [String]> {
    let streets = &*STREETS;
    let nearest = |key: &str| {
        let is_close = |known: &str| {
            known.len() >= ALWAYS_FORGIVEN
                || known.len() != key.len()
                || has_same_letters(known, key)
        };
        if key.len() + 1 < SHORTEST_FORGIVEN {
            None
        } else {
            streets.near.only(key, is_close)
        }
    };
    // A slip may look like old spelling: Diponegoeo.
    let index = nearest(respelt).or_else(|| {
        let as_written = without_rank(words).concat();
        if as_written == respelt {
            None
        } else {
            nearest(&as_written)
        }
    })?;
    Some(streets.names[index as usize].as_slice())
}

fn has_same_letters(left: &str, right: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    sorted(left) == sorted(right)
}

/// Words of very many estate names.
const ESTATE_WORDS: [&str; 24] = [
    "griya",
    "graha",
    "taman",
    "villa",
    "bukit",
    "pondok",
    "permata",
    "permai",
    "sejahtera",
    "kencana",
    "indah",
    "mulia",
    "hijau",
    "citra",
    "lestari",
    "makmur",
    "sentosa",
    "residence",
    "regency",
    "garden",
    "mutiara",
    "cempaka",
    "harapan",
    "perdana",
];

/// The estate word that a longer word must be a slip of.
pub(super) fn estate_word(word: &str) -> &str {
    if word.len() < 5 || ESTATE_WORDS.contains(&word) {
        return word;
    }
    ESTATE_WORDS
        .iter()
        .find(|known| {
            known.len().abs_diff(word.len()) <= 1
                && known.as_bytes()[0] == word.as_bytes()[0]
                && strsim::osa_distance(known, word) <= 1
        })
        .unwrap_or(&word)
}

/// The label that the first word of an address must be a slip of: Ganng, Preum, Jalna.
pub(super) fn nearly_label(word: &str) -> Option<&'static str> {
    const LONG_LABELS: [&str; 7] = [
        "jalan",
        "gang",
        "perum",
        "perumahan",
        "dusun",
        "komplek",
        "kampung",
    ];
    if word.len() < 4 || label(word).is_some() {
        return None;
    }
    LONG_LABELS.into_iter().find(|known| {
        known.as_bytes()[0] == word.as_bytes()[0]
            && (known.len() > 4 || word.len() > 4)
            && strsim::osa_distance(known, word) <= 1
    })
}

/// Titles before a street's person, written out.
pub(super) fn write_out_title(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "kh" => &["kyai", "haji"],
        "h" => &["haji"],
        "hj" => &["hajjah"],
        "dr" => &["doktor"],
        "prof" => &["profesor"],
        "rd" => &["raden"],
        "ra" => &["raden", "ajeng"],
        "st" => &["sultan"],
        _ => return None,
    })
}

/// A lane number in Roman figures up to 39; C, D, L and M are initials in a street name.
pub(super) fn roman(word: &str) -> Option<u16> {
    let tens = word.bytes().take_while(|byte| *byte == b'x').count();
    let units = match &word[tens..] {
        "" if tens > 0 => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" | "iiii" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    (tens <= 3).then(|| u16::try_from(tens * 10 + units).unwrap_or_default())
}
