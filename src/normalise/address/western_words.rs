//! The words of addresses outside Indonesia.

/// `Kerkstraat`, `Hauptstrasse`, `Ringweg`: the kind of street is the end of the word.
pub(super) fn is_compound_street(word: &str) -> bool {
    const ENDS: [&str; 7] = [
        "strasse", "straat", "str", "gasse", "platz", "laan", "plein",
    ];
    ENDS.iter()
        .any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}

/// Canonical abbreviations of street types and directions; USPS publication 28, appendix C1, shortened.
pub(super) const TYPES: [(&str, &str); 96] = [
    ("street", "st"),
    ("str", "st"),
    ("st", "st"),
    ("strt", "st"),
    ("stret", "st"),
    ("saint", "st"),
    ("avenue", "ave"),
    ("ave", "ave"),
    ("av", "ave"),
    ("aven", "ave"),
    ("avn", "ave"),
    ("road", "rd"),
    ("rd", "rd"),
    ("drive", "dr"),
    ("dr", "dr"),
    ("drv", "dr"),
    ("lane", "ln"),
    ("ln", "ln"),
    ("court", "ct"),
    ("ct", "ct"),
    ("crt", "ct"),
    ("place", "pl"),
    ("pl", "pl"),
    ("boulevard", "blvd"),
    ("blvd", "blvd"),
    ("boul", "blvd"),
    ("highway", "hwy"),
    ("hwy", "hwy"),
    ("parkway", "pkwy"),
    ("pkwy", "pkwy"),
    ("pky", "pkwy"),
    ("circle", "cir"),
    ("cir", "cir"),
    ("circ", "cir"),
    ("circuit", "cct"),
    ("cct", "cct"),
    ("crescent", "cres"),
    ("cres", "cres"),
    ("cr", "cres"),
    ("crs", "cres"),
    ("terrace", "ter"),
    ("ter", "ter"),
    ("terr", "ter"),
    ("tce", "ter"),
    ("square", "sq"),
    ("sq", "sq"),
    ("trail", "trl"),
    ("trl", "trl"),
    ("way", "way"),
    ("wy", "way"),
    ("close", "cl"),
    ("cl", "cl"),
    ("gardens", "gdns"),
    ("gdns", "gdns"),
    ("grove", "grv"),
    ("grv", "grv"),
    ("gr", "grv"),
    ("groves", "grvs"),
    ("branch", "br"),
    ("forest", "frst"),
    ("knoll", "knl"),
    ("mews", "mews"),
    ("alley", "aly"),
    ("aly", "aly"),
    ("plaza", "plz"),
    ("plz", "plz"),
    ("loop", "loop"),
    ("pike", "pike"),
    ("turnpike", "tpke"),
    ("tpke", "tpke"),
    ("expressway", "expy"),
    ("expy", "expy"),
    ("freeway", "fwy"),
    ("fwy", "fwy"),
    ("heights", "hts"),
    ("hts", "hts"),
    ("hill", "hl"),
    ("ridge", "rdg"),
    ("rdg", "rdg"),
    ("parade", "pde"),
    ("pde", "pde"),
    ("esplanade", "esp"),
    ("mount", "mt"),
    ("mt", "mt"),
    ("point", "pt"),
    ("pt", "pt"),
    ("center", "ctr"),
    ("centre", "ctr"),
    ("ctr", "ctr"),
    ("junction", "jct"),
    ("route", "rte"),
    ("rte", "rte"),
    ("fort", "ft"),
    ("crossing", "xing"),
    ("xing", "xing"),
    ("village", "vlg"),
];

pub(super) const DIRECTIONS: [(&str, &str); 16] = [
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("n", "n"),
    ("s", "s"),
    ("e", "e"),
    ("w", "w"),
    ("ne", "ne"),
    ("nw", "nw"),
    ("se", "se"),
    ("sw", "sw"),
];

pub(super) const ORDINALS: [(&str, &str); 10] = [
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
];

/// States of the USA and of Australia.
pub(super) const STATES: [&str; 67] = [
    "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks",
    "ky", "la", "me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny",
    "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv",
    "wi", "wy", "dc", "pr", "vi", "gu", "as", "mp", "fm", "mh", "pw", "nsw", "vic", "qld", "sa",
    "tas", "act", "nt", "ap",
];

/// Whether a word in small letters is the short form of a state of the USA or of Australia.
pub(crate) fn is_state(word: &str) -> bool {
    STATES.contains(&word)
}

pub(super) const COUNTRIES: [&str; 8] = [
    "usa",
    "us",
    "united states",
    "uk",
    "united kingdom",
    "great britain",
    "england",
    "australia",
];

pub(super) fn find(
    table: &'static [(&'static str, &'static str)],
    word: &str,
) -> Option<&'static str> {
    table
        .iter()
        .find(|(written, _)| *written == word)
        .map(|(_, canonical)| *canonical)
}

pub(super) fn street_type(word: &str) -> Option<&'static str> {
    find(&TYPES, word)
}

pub(super) fn is_unit_word(word: &str) -> bool {
    matches!(
        word,
        "apt"
            | "apartment"
            | "unit"
            | "suite"
            | "ste"
            | "flat"
            | "room"
            | "rm"
            | "floor"
            | "lot"
            | "#"
            | "trlr"
    )
}
