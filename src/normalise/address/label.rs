//! The words that announce a part of an Indonesian address.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A street or lane; the canonical word goes first in its name.
    Thoroughfare(&'static str),
    Rt,
    Rw,
    HouseNumber,
    Block,
    Plot,
    Kilometre,
    Village,
    District,
    /// A hamlet, with the canonical word for its kind.
    Hamlet(&'static str),
    /// A hamlet in Bali; elsewhere `br` is "baru" and Banjar a city.
    Banjar,
    City,
    Regency,
    Province,
    PostalCode,
    /// An estate; the canonical word says nothing about which.
    Estate(&'static str),
    /// A building or a kind of estate; the word belongs to the name.
    Building(&'static str),
    /// Opens many estate names without announcing one: Griya Asri, Taman Pondok Indah.
    EstateName,
    Tower,
    Floor,
    /// A flat by its number.
    Unit,
    /// In front of, behind, beside, with the canonical word: a landmark follows.
    Landmark(&'static str),
    /// A telephone number follows, not part of the address.
    Telephone,
}

/// Written forms by label.
///
/// # Source
///
/// Common Indonesian abbreviations and their slips; written for this project.
const WORDS: [(Label, &str); 37] = [
    (
        Label::Thoroughfare("jl"),
        "jl jln jalan jaln jaan djl djln djalan jlan jlm jlj",
    ),
    (Label::Thoroughfare("gg"), "gg gang"),
    (Label::Thoroughfare("lorong"), "lr lrg lorong"),
    (Label::Thoroughfare("jalur"), "jalur"),
    (Label::Rt, "rt"),
    (Label::Rw, "rw rk"),
    (Label::HouseNumber, "no nomor nomer nmr nr noo nno #"),
    (Label::Block, "blok blk block bl blog blokk bolk"),
    (Label::Plot, "kav kavling kaveling kapling kvl persil psl"),
    (Label::Kilometre, "km"),
    (
        Label::Village,
        "kel kelurahan klrhn ds desa dsa gampong gp nagari nag",
    ),
    (Label::District, "kec kecamatan kecam kcmtn kc"),
    (Label::Hamlet("dusun"), "dsn dusun"),
    (Label::Hamlet("dukuh"), "dk dkh dukuh dukuhan"),
    (
        Label::Hamlet("kampung"),
        "kp kpg kmp kamp kampung kampoeng kampong",
    ),
    (Label::Hamlet("lingkungan"), "lingk lingkungan ling lk link"),
    (Label::Hamlet("jorong"), "jorong jr"),
    (Label::Banjar, "banjar br bjr"),
    (
        Label::City,
        "kota kodya kodia kotamadya kotif kotip kotatip",
    ),
    (Label::Regency, "kab kabupaten kbptn"),
    (Label::Province, "prop prov provinsi propinsi"),
    (Label::PostalCode, "kodepos"),
    (
        Label::Estate("perumahan"),
        "perum perumahan prum prm prmh perumh prrum perim",
    ),
    (Label::Estate("perumnas"), "perumnas"),
    (
        Label::Estate("kompleks"),
        "komp kompl komplek kompleks komplex kompleek kmpl kmplk complex",
    ),
    (Label::Estate("cluster"), "cluster klaster kluster clst"),
    (Label::Building("btn"), "btn"),
    (Label::Building("asrama"), "asrama asr asrm"),
    (Label::Building("rusun"), "rusun rusunawa"),
    (
        Label::Building("apartemen"),
        "apartemen apartment apartement apt apart aprt",
    ),
    (Label::Building("gedung"), "gedung gdg ged gd"),
    (Label::Building("wisma"), "wisma wsm"),
    (Label::Building("ruko"), "ruko rukan"),
    (Label::Building("kios"), "kios kiosk"),
    (
        Label::Building("mall"),
        "mall mal plaza plasa itc supermall",
    ),
    (
        Label::EstateName,
        "griya grya griyo graha grha puri taman tmn villa vila vl bukit bkt pondok pd pdk permata bumi citra ciputra",
    ),
    (Label::Tower, "tower twr menara"),
];

/// Written forms of what stands around a house rather than names it.
const AROUND: [(Label, &str); 9] = [
    (Label::Unit, "unit"),
    (Label::Floor, "lt lantai"),
    (Label::Landmark("depan"), "depan dpn muka"),
    (Label::Landmark("belakang"), "belakang blkg blkng"),
    (Label::Landmark("samping"), "samping smpg sblh sebelah"),
    (Label::Landmark("dekat"), "dekat dkt dket"),
    (Label::Landmark("seberang"), "seberang sbrg"),
    (Label::Landmark("masuk"), "masuk msk"),
    (Label::Telephone, "telp tlp tel telepon telpon hp fax"),
];

static LABELS: LazyLock<FxHashMap<&'static str, Label>> = LazyLock::new(|| {
    let all = WORDS.iter().chain(&AROUND);
    all.flat_map(|(label, words)| words.split(' ').map(|word| (word, *label)))
        .collect()
});

/// The label a word may be; the parser checks what follows.
pub(super) fn label(word: &str) -> Option<Label> {
    LABELS.get(word).copied()
}
