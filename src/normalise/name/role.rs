//! Texts in a name's place that name nobody: void records, roles, bare forms of address.

use super::tables::{self, Policy};
use super::title::{Draft, is_bare_title, strip_front};
use super::word::{self, Word};
use crate::normalise::gender::Gender;

/// Words that say that the record is void, or only that somebody tried the till.
pub(super) fn is_void(words: &[Word]) -> bool {
    let Some(first) = words.first() else {
        return true;
    };
    if words.len() == 1
        && matches!(
            first.text.as_str(),
            "pt" | "cv" | "ud" | "pd" | "toko" | "kantor" | "dinas"
        )
    {
        return true;
    }
    let voided = words.windows(2).any(|pair| {
        matches!(
            (pair[0].text.as_str(), pair[1].text.as_str()),
            ("jangan" | "jgn", "dipakai" | "pakai") | ("tidak" | "tdk" | "non", "aktif")
        )
    });
    let refused = words.len() > 1
        && matches!(
            (words[0].text.as_str(), words[1].text.as_str()),
            (
                "tdk" | "tidak" | "tak" | "blm" | "belum",
                "mau" | "ada" | "tahu" | "punya" | "diisi" | "isi"
            ) | ("tanpa", "nama")
        );
    voided
        || refused
        || matches!(
            first.text.as_str(),
            "batal" | "salah" | "dobel" | "double" | "hapus"
        )
        || words.iter().all(|word| {
            word.is_number()
                || matches!(
                    word.text.as_str(),
                    "tes"
                        | "test"
                        | "testing"
                        | "coba"
                        | "kasir"
                        | "kartu"
                        | "vip"
                        | "member"
                        | "customer"
                        | "cust"
                        | "pelanggan"
                        | "umum"
                        | "cash"
                        | "tunai"
                        | "non"
                        | "hilang"
                        | "baru"
                        | "dummy"
                        | "admin"
                        | "ganti"
                        | "rusak"
                        | "lama"
                        | "tetap"
                        | "tamu"
                        | "anonim"
                        | "anonymous"
                        | "guest"
                        | "walk"
                        | "in"
                        | "toko"
                        | "pusat"
                        | "cabang"
                )
        })
}

/// The gender by which a text addresses a role, if it does that and nothing else.
pub(super) fn role(text: &str) -> Option<Option<Gender>> {
    let mut words = word::split(text);
    let mut draft = Draft::new(&words);
    strip_front(&mut words, &mut draft);
    let told = match (draft.male, draft.female) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    };
    (is_role(&words, !draft.titles.is_empty()) || is_bare(&words)).then_some(told)
}

/// Titles with nobody behind them.
pub(super) fn is_bare(words: &[Word]) -> bool {
    let [only] = words else {
        return false;
    };
    let is_address = |title: tables::Title| title.policy == Policy::Plain && title.gender.is_some();
    is_bare_title(only) || tables::front_title(&only.text).is_some_and(is_address)
}

/// A role instead of a name: `Ibu Guru`, `Pak RT`, `Bu Haji`, `Kepala Sekolah`.
///
/// One word alone is a role only behind a form of address: Guru may be somebody's name.
pub(super) fn is_role(words: &[Word], addressed: bool) -> bool {
    (addressed || words.len() > 1)
        && words.len() <= 4
        && words
            .first()
            .is_some_and(|word| ROLES.contains(&word.text.as_str()))
        && words[1..].iter().all(|word| {
            word.is_number()
                || ROLES.contains(&word.text.as_str())
                || matches!(
                    word.text.as_str(),
                    "sekolah"
                        | "desa"
                        | "dusun"
                        | "sd"
                        | "smp"
                        | "sma"
                        | "tk"
                        | "kelas"
                        | "cabang"
                        | "bagian"
                        | "toko"
                        | "kantor"
                        | "adat"
                        | "proyek"
                        | "gudang"
                        | "umum"
                )
        })
}

/// What people are called by their work or office.
pub(super) const ROLES: [&str; 49] = [
    "guru",
    "haji",
    "hajah",
    "hajjah",
    "dokter",
    "bidan",
    "lurah",
    "camat",
    "kades",
    "kadus",
    "rt",
    "rw",
    "bos",
    "boss",
    "dosen",
    "ustad",
    "ustadz",
    "polisi",
    "tentara",
    "pendeta",
    "kepala",
    "ketua",
    "wakil",
    "direktur",
    "manager",
    "manajer",
    "pimpinan",
    "pemilik",
    "bendahara",
    "sekretaris",
    "satpam",
    "security",
    "penjaga",
    "sopir",
    "supir",
    "pembantu",
    "kost",
    "kos",
    "kontrakan",
    "kantin",
    "warung",
    "catering",
    "bupati",
    "walikota",
    "gubernur",
    "komandan",
    "mantri",
    "perawat",
    "suster",
];
