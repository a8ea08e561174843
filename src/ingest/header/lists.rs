//! Words that change what the words beside them in a header say.

/// Words that make the column tell of the parents, whom brothers and sisters have in common.
pub(super) const PARENTS: [&str; 22] = [
    "mother",
    "father",
    "parent",
    "parents",
    "guardian",
    "guardians",
    "carer",
    "emergency",
    "kin",
    "ibu",
    "ayah",
    "bapak",
    "wali",
    "ortu",
    "kerabat",
    "mere",
    "pere",
    "madre",
    "padre",
    "mutter",
    "vater",
    "eltern",
];

/// Words that make it tell of the household: its number in a register, its head.
pub(super) const HOUSEHOLDS: [&str; 16] = [
    "household",
    "family",
    "keluarga",
    "kk",
    "nkk",
    "menage",
    "foyer",
    "haushalt",
    "husstand",
    "hushold",
    "hushall",
    "huishoud",
    "gezin",
    "hogar",
    "famiglia",
    "rodzina",
];

/// From so many letters on the beginning of a header's word is enough: `husstandsnr`.
pub(super) const LONG_WORD: usize = 7;

/// Further words whose presence makes the column tell about something else than the customer's own value.
pub(super) const OTHERS: [&str; 19] = [
    "spouse",
    "wife",
    "husband",
    "child",
    "istri",
    "suami",
    "anak",
    "pasangan",
    "conjoint",
    "ehepartner",
    "employer",
    "director",
    "manager",
    "doctor",
    "dokter",
    "referrer",
    "referral",
    "reference",
    "teacher",
];

/// Words that make it tell of one member's place in the family all the same.
pub(super) const OF_MEMBER: [&str; 4] = ["relation", "relationship", "hubungan", "member"];

/// Words that make the column describe another column.
pub(super) const KINDS: [&str; 26] = [
    "type", "kind", "category", "status", "flag", "source", "verified", "valid", "count", "optin",
    "consent", "score", "hash", "jenis", "jns", "tipe", "kategori", "typ", "art", "tipo", "soort",
    "updated", "modified", "login", "format", "size",
];

/// Words that make a name an additional one.
pub(super) const ADDITIONAL: [&str; 14] = [
    "native",
    "other",
    "former",
    "previous",
    "alternate",
    "alternative",
    "secondary",
    "old",
    "lain",
    "alias",
    "maiden",
    "birth",
    "ehemaliger",
    "autre",
];

/// Words before a date of something that happens again and again.
pub(super) const LATEST: [&str; 7] = [
    "last", "latest", "terakhir", "letzte", "letzter", "dernier", "derniere",
];

/// Words cut short in many exports, and what they stand for.
pub(super) const SHORT: [(&str, &str); 14] = [
    ("frst", "first"),
    ("fst", "first"),
    ("lst", "last"),
    ("midl", "middle"),
    ("mid", "middle"),
    ("sufx", "suffix"),
    ("sfx", "suffix"),
    ("pfx", "prefix"),
    ("brth", "birth"),
    ("dt", "date"),
    ("phn", "phone"),
    ("num", "number"),
    ("nbr", "number"),
    ("acct", "account"),
];
