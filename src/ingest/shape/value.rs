//! What a single value looks like.

use crate::text::clean::{before_extension, fold};
use crate::text::postal::british;

/// Tells whether a cell is rather a value than a header: a number, a date, an e-mail address.
pub(in crate::ingest) fn looks_like_data(cell: &str) -> bool {
    let cell = cell.trim();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell
        .chars()
        .filter(|character| character.is_alphabetic())
        .count();
    is_email(cell) || (digits > 0 && letters == 0) || digits >= 5 || date_year(cell).is_some()
}

pub(super) fn is_gender(value: &str) -> bool {
    const WORDS: [&str; 37] = [
        "l",
        "p",
        "m",
        "f",
        "w",
        "h",
        "v",
        "x",
        "u",
        "d",
        "1",
        "2",
        "male",
        "female",
        "man",
        "woman",
        "laki",
        "laki laki",
        "lakilaki",
        "pria",
        "perempuan",
        "wanita",
        "mann",
        "frau",
        "mannlich",
        "weiblich",
        "homme",
        "femme",
        "hombre",
        "mujer",
        "masculino",
        "femenino",
        "kvinde",
        "mand",
        "kobieta",
        "vrouw",
        "zena",
    ];
    WORDS.contains(&fold(value).as_str())
}

pub(super) fn is_phone(value: &str) -> bool {
    let value = before_extension(value);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b" -.()/+,;'~".contains(&byte));
    let extended = || {
        let folded = fold(value);
        folded.split(' ').all(|word| {
            word.bytes().all(|byte| byte.is_ascii_digit())
                || matches!(
                    word,
                    "ext"
                        | "x"
                        | "hp"
                        | "telp"
                        | "tel"
                        | "rmh"
                        | "ktr"
                        | "wa"
                        | "fax"
                        | "mob"
                        | "ph"
                )
        })
    };
    (6..=32).contains(&digits) && (plain || extended())
}

pub(super) fn is_sure_phone(value: &str) -> bool {
    let value = before_extension(value);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let start = value.trim_start_matches(['\'', ' ']);
    let groups: Vec<usize> = value
        .split(['-', '.', ' ', ')'])
        .map(|part| part.trim_matches('(').len())
        .collect();
    (8..=15).contains(&digits)
        && (start.starts_with('+')
            || start.starts_with("(0")
            || start.starts_with("08")
            || start.starts_with("628")
            || has_foreign_code(start) && digits >= 11
            || (start.starts_with('0') && start.contains(['-', ' ', '/']))
            || matches!(groups[..], [3, 3, 4] | [3, 0, 3, 4]))
}

/// Whether a number begins with the digits that lead abroad and those of some country: none has a code from 10 to 19, but North
/// America, where no area begins with 0 or 1.
fn has_foreign_code(start: &str) -> bool {
    match start.strip_prefix("00").map(str::as_bytes) {
        Some([b'1', area, ..]) => matches!(area, b'2'..=b'9'),
        Some([code, ..]) => matches!(code, b'2'..=b'9'),
        _ => false,
    }
}

pub(super) fn is_email(value: &str) -> bool {
    value
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
}

pub(super) fn is_url(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")
}

/// The address of a website, also without `https://www.`: `example.co.uk/shop`.
pub(super) fn is_website(value: &str) -> bool {
    let host = value.split('/').next().unwrap_or_default();
    let mut labels = host.rsplit('.');
    let is_top = |label: &str| {
        (2..=6).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    is_url(value)
        || labels.next().is_some_and(is_top)
            && labels.next().is_some_and(|label| label.len() >= 2)
            && !value.contains([' ', '@'])
}

/// A postal code of Great Britain, written together or with one blank before its last three characters.
pub(super) fn is_british_postal(value: &str) -> bool {
    let value = value.trim();
    let compact = match value.split_once(' ') {
        Some((outward, inward)) if inward.len() == 3 => [outward, inward].concat(),
        _ => value.to_owned(),
    };
    british(&compact.to_lowercase()).is_some()
}

pub(super) fn is_time(value: &str) -> bool {
    let parts: Vec<&str> = value.split([':', '.']).collect();
    (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|part| part < 60))
        && parts[0].parse::<u8>().is_ok_and(|hour| hour < 25)
        && parts[1].len() == 2
}

/// Sixteen digits with a day and a month where Indonesian identity numbers have them.
pub(super) fn is_nik(value: &str) -> bool {
    let digits: Vec<u8> = value
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect();
    let pair = |at: usize| digits[at] * 10 + digits[at + 1];
    digits.len() == 16
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b" .-'".contains(&byte))
        && matches!(pair(6), 1..=31 | 41..=71)
        && (1..=12).contains(&pair(8))
}

/// A number in any notation: `1.950.000`, `Rp 1.950.000,00`, `1,234.50`, `-3`.
pub(super) fn number(value: &str) -> Option<f64> {
    let body = value
        .trim_start_matches(['-', '+', '(', '$', '€', '£', ' '])
        .trim_end_matches([')', '-', ' ', ',']);
    let body = body
        .strip_prefix("Rp")
        .or_else(|| body.strip_prefix("RP"))
        .or_else(|| body.strip_prefix("IDR"));
    let body = body
        .unwrap_or_else(|| value.trim_matches(['-', '+', '(', ')', '$', '€', '£', ' ']))
        .trim_matches(['.', ' ']);
    if body.is_empty()
        || !body
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' '))
    {
        return None;
    }
    let parts: Vec<&str> = body.split(['.', ',', ' ']).collect();
    let last = parts[parts.len() - 1];
    // The last part is a fraction unless it has the three digits of a thousands group.
    let whole = if parts.len() > 1 && last.len() != 3 {
        parts[..parts.len() - 1].concat()
    } else {
        parts.concat()
    };
    let groups = parts[1..parts.len().max(2) - 1]
        .iter()
        .all(|part| part.len() == 3);
    if groups { whole.parse().ok() } else { None }
}

pub(super) fn is_person(value: &str, folded: &str) -> bool {
    let allowed = |character: char| {
        character.is_alphabetic() || character.is_whitespace() || " .,'’`-&()/".contains(character)
    };
    let words = folded.split(' ').count();
    value.chars().all(allowed)
        && (1..=6).contains(&words)
        && value.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

pub(super) fn is_address(folded: &str, digits: usize, letters: usize) -> bool {
    const STREETS: [&str; 66] = [
        "jl",
        "jln",
        "jalan",
        "gg",
        "gang",
        "komp",
        "komplek",
        "kompleks",
        "perum",
        "perumahan",
        "blok",
        "blk",
        "dusun",
        "dsn",
        "desa",
        "rt",
        "rw",
        "kav",
        "villa",
        "ruko",
        "street",
        "st",
        "road",
        "rd",
        "avenue",
        "ave",
        "av",
        "lane",
        "ln",
        "drive",
        "dr",
        "court",
        "ct",
        "place",
        "pl",
        "boulevard",
        "blvd",
        "way",
        "circuit",
        "crescent",
        "terrace",
        "close",
        "parkway",
        "pkwy",
        "highway",
        "hwy",
        "apt",
        "suite",
        "box",
        "strasse",
        "str",
        "weg",
        "platz",
        "allee",
        "gasse",
        "rue",
        "chemin",
        "place",
        "calle",
        "avenida",
        "plaza",
        "via",
        "piazza",
        "straat",
        "laan",
        "ulica",
    ];
    const ENDINGS: [&str; 6] = ["strasse", "straat", "weg", "gasse", "laan", "gatan"];
    if letters < 3 {
        return false;
    }
    let mut words = folded.split(' ');
    let street = words
        .clone()
        .any(|word| STREETS.contains(&word) || ENDINGS.iter().any(|end| word.ends_with(end)));
    let number_first = words
        .next()
        .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let two = folded.contains(' ');
    two && (street || (digits > 0 && digits <= 12 && number_first))
}

pub(super) fn is_organisation(folded: &str) -> bool {
    const WORDS: [&str; 62] = [
        "pt",
        "cv",
        "ud",
        "toko",
        "tbk",
        "koperasi",
        "yayasan",
        "perusahaan",
        "bengkel",
        "apotek",
        "apotik",
        "salon",
        "rumah",
        "sekolah",
        "universitas",
        "inc",
        "ltd",
        "llc",
        "llp",
        "plc",
        "corp",
        "corporation",
        "company",
        "gmbh",
        "ag",
        "kg",
        "ohg",
        "sarl",
        "sas",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "ab",
        "pty",
        "pte",
        "school",
        "schools",
        "center",
        "centre",
        "college",
        "university",
        "academy",
        "institute",
        "association",
        "foundation",
        "church",
        "hospital",
        "clinic",
        "hotel",
        "restaurant",
        "services",
        "service",
        "group",
        "care",
        "day",
        "learning",
        "childcare",
        "preschool",
        "exports",
        "holdings",
    ];
    folded.split(' ').any(|word| WORDS.contains(&word))
}

pub(super) fn is_postal(value: &str, digits: usize, letters: usize) -> bool {
    let length = value
        .chars()
        .filter(|character| character.is_alphanumeric())
        .count();
    if value.contains([':', '/', ',', '.', '@', '#']) {
        return false;
    }
    let numeric = letters == 0 && matches!(digits, 4..=6 | 9);
    let mixed = (1..=4).contains(&letters) && digits >= 2 && (5..=8).contains(&length);
    numeric || mixed
}

/// Writes a value with 9 for digits and A for letters.
pub(super) fn pattern(value: &str) -> String {
    let map = |character: char| match character {
        '0'..='9' => '9',
        other if other.is_alphabetic() => 'A',
        other => other,
    };
    value.chars().take(40).map(map).collect()
}

pub(super) fn is_code_shape(shape: &str) -> bool {
    shape.len() <= 36 && shape.contains('9') && !shape.contains([' ', '@'])
}

/// Reads the year of a value that is a date, or a place and a date, in any usual notation.
pub(super) fn date_year(value: &str) -> Option<i32> {
    let value = value.trim();
    if value.len() > 40 || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A place before the date: `Surabaya, 12-03-1970`.
    let value = match value.split_once(", ") {
        Some((place, date))
            if !place.contains(|c: char| c.is_ascii_digit()) && !is_month(place) =>
        {
            date.trim()
        }
        _ => value,
    };
    let date = match value.split_once(['T', ' ']) {
        Some((date, time)) if time.contains(':') && date.len() >= 6 => date,
        _ => value,
    };
    let parts: Vec<&str> = date
        .split(['-', '/', '.', ' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    match parts[..] {
        [first, second, third] => three_parts(first, second, third),
        [whole] => eight_digits(whole).or_else(|| around_month(whole)),
        _ => None,
    }
}

fn three_parts(first: &str, second: &str, third: &str) -> Option<i32> {
    let small = |part: &str| {
        part.len() <= 2
            && part
                .parse::<u32>()
                .is_ok_and(|number| (1..=31).contains(&number))
    };
    let month = |part: &str| {
        is_month(part)
            || (part.len() <= 2 && part.parse::<u32>().is_ok_and(|n| (1..=12).contains(&n)))
    };
    if first.len() == 4 {
        return (month(second) && small(third))
            .then(|| year(first))
            .flatten();
    }
    let order = (small(first) && month(second)) || (month(first) && small(second));
    order.then(|| year(third)).flatten()
}

/// Reads `14MAR1975`, as machines of travel and offices print it.
fn around_month(whole: &str) -> Option<i32> {
    let is_digit = |character: char| character.is_ascii_digit();
    let day = whole.find(|character| !is_digit(character))?;
    let month = day + whole[day..].find(is_digit)?;
    three_parts(&whole[..day], &whole[day..month], &whole[month..])
}

fn eight_digits(whole: &str) -> Option<i32> {
    let part =
        |range: std::ops::Range<usize>| whole.get(range).and_then(|part| part.parse::<u32>().ok());
    let fits = |month: Option<u32>, day: Option<u32>| {
        month.is_some_and(|month| (1..=12).contains(&month))
            && day.is_some_and(|day| (1..=31).contains(&day))
    };
    if fits(part(4..6), part(6..8))
        && let Some(year) = year(whole.get(0..4)?)
    {
        return Some(year);
    }
    let ends = fits(part(0..2), part(2..4)) || fits(part(2..4), part(0..2));
    ends.then(|| year(whole.get(4..8)?)).flatten()
}

fn year(part: &str) -> Option<i32> {
    let number: i32 = part.parse().ok()?;
    match part.len() {
        4 if (1400..=2100).contains(&number) => Some(number),
        2 => Some(if number > 30 {
            1900 + number
        } else {
            2000 + number
        }),
        _ => None,
    }
}

fn is_month(part: &str) -> bool {
    const MONTHS: [&str; 40] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "peb",
        "mei", "agu", "ags", "agt", "okt", "nop", "des", "maa", "mrt", "mai", "dez", "fev", "avr",
        "jui", "aou", "dic", "ene", "abr", "ago", "set", "out", "gen", "mag", "giu", "lug", "ott",
        "jän",
    ];
    let mut letters = part.chars();
    let start: String = letters
        .by_ref()
        .take(3)
        .flat_map(char::to_lowercase)
        .collect();
    part.len() >= 3
        && part.len() <= 12
        && MONTHS.contains(&start.as_str())
        && letters.all(char::is_alphabetic)
}
