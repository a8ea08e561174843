//! What is constant per file and per shop: headers, delimiter, dates, capitals, number shapes, and who sits at the till.
//!
//! Everything here is drawn once per seed, before the first customer.

use super::Layout;
use super::calendar::{DAY, DAYS, DateForm, Minute};
use super::dirt::{Case, Operator};
use super::draw::Draw;
use super::people::Phone;
use super::places::Places;

/// The fact a column of a card file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The card number.
    Card,
    /// The name.
    Name,
    /// Street and house.
    Address,
    /// Kelurahan and kecamatan.
    Area,
    /// City or regency.
    City,
    /// Postal code.
    Postal,
    /// The telephone at home.
    Home,
    /// The mobile.
    Mobile,
    /// Whatever numbers there are, in one field.
    Phones,
    /// The birthday.
    Birth,
    /// The gender.
    Sex,
    /// The number on the identity card.
    Identity,
    /// The mail address.
    Email,
    /// The day the card was issued.
    Issued,
    /// The shop.
    Shop,
    /// Who typed it.
    Operator,
    /// Whether the card is in use.
    Status,
    /// Remarks.
    Note,
    /// The receipt for which the card was issued.
    Receipt,
}

const OLD_HEADERS: [(Column, [&str; 3]); 17] = [
    (Column::Card, ["KD_MEMBER", "VIPNO", "NOMEMBER"]),
    (Column::Name, ["NM_PLG", "CNAMA", "NM_MEMBER"]),
    (Column::Sex, ["SEX", "J_KEL", "KELAMIN"]),
    (Column::Birth, ["TGL_LHR", "TGLLAHIR", "TGL_ULTAH"]),
    (Column::Identity, ["NOKTP", "NO_ID", "KTP"]),
    (Column::Address, ["ALM", "ALAMAT1", "ALMT"]),
    (Column::Area, ["ALAMAT2", "ALMT2", "ADDR2"]),
    (Column::City, ["KAB", "KOTA1", "KOTA_KAB"]),
    (Column::Postal, ["KD_POS", "KDPOS", "K_POS"]),
    (Column::Home, ["TLP_RMH", "TELP1", "NOTLP"]),
    (Column::Mobile, ["NO_HP", "HP1", "PONSEL"]),
    (Column::Shop, ["KD_CAB", "OUTLET", "CAB"]),
    (Column::Issued, ["TGL_REG", "TGL_CETAK", "TGL_MASUK"]),
    (Column::Receipt, ["NO_STRUK", "NO_BUKTI", "NO_NOTA"]),
    (Column::Operator, ["USERID", "PETUGAS", "OPERATOR"]),
    (Column::Status, ["STS", "AKTIF", "FLAG"]),
    (Column::Note, ["KET", "CATATAN", "MEMO"]),
];

const NEW_HEADERS: [(Column, [&str; 3]); 15] = [
    (
        Column::Issued,
        ["Tanggal Daftar", "Tgl Registrasi", "Member Sejak"],
    ),
    (Column::Card, ["Nomor Kartu", "Kode Member", "No. Anggota"]),
    (
        Column::Name,
        ["Nama Lengkap", "Nama Member", "Nama Pemegang Kartu"],
    ),
    (Column::Phones, ["No. HP / Telp", "Telepon", "No HP"]),
    (Column::Address, ["Alamat", "Alamat Lengkap", "Domisili"]),
    (Column::City, ["Kota", "Kabupaten/Kota", "Kota / Kab."]),
    (Column::Postal, ["Kode Pos", "KodePos", "Pos"]),
    (
        Column::Birth,
        ["Tanggal Lahir", "Tgl. Lahir", "Ulang Tahun"],
    ),
    (Column::Sex, ["L/P", "Jenis Kelamin", "Gender"]),
    (Column::Email, ["E-mail", "Alamat Email", "Surel"]),
    (Column::Identity, ["No. KTP", "NIK", "No KTP/SIM"]),
    (Column::Receipt, ["No. Struk", "No Nota", "Bukti"]),
    (Column::Shop, ["Cabang", "Outlet", "Gerai"]),
    (Column::Operator, ["Kasir", "Petugas", "Input Oleh"]),
    (Column::Note, ["Keterangan", "Catatan", "Ket."]),
];

const SALES_HEADERS: [[&str; 13]; 3] = [
    [
        "Tanggal",
        "Pukul",
        "Gerai",
        "No Nota",
        "Kode Member",
        "Atas Nama",
        "Telepon",
        "PLU",
        "Nama Barang",
        "Banyak",
        "Harga Satuan",
        "Subtotal",
        "Petugas",
    ],
    [
        "NO_STRUK", "TGL_TRX", "WAKTU", "OUTLET", "VIPNO", "NM_PLG", "NO_HP", "KDBRG", "NAMABRG",
        "JML", "HRG_SAT", "JML_RP", "USERID",
    ],
    [
        "Cabang",
        "Bukti",
        "Tgl",
        "Jam",
        "Nomor Kartu",
        "Pembeli",
        "No HP",
        "SKU",
        "Uraian",
        "Pcs",
        "@Harga",
        "Nilai",
        "Operator",
    ],
];

/// Where each fact stands in the rows of [`SALES_HEADERS`]: date, time, shop, number, card, name, phone, item, text, pieces, price, total, cashier.
const SALES_ORDER: [[usize; 13]; 3] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    [1, 2, 3, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    [2, 3, 0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12],
];

/// The shape of a system's card numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberForm {
    /// `01.03.00123`: branch, year, running number.
    Dotted,
    /// `SBY-2003-00123`, with the shop's letters.
    Dashed,
    /// Thirteen digits with a check digit, as printed under a barcode.
    Ean,
    /// `V0300123`: a letter for the class.
    Letter,
}

/// A number that was given out: shop, years since 1999, class and running number in 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardNumber(u32);

impl CardNumber {
    /// The number that no card has.
    pub const NONE: Self = Self(u32::MAX);

    /// Packs a number.
    pub fn new(shop: usize, year: i16, serial: u32) -> Self {
        let year = (year - 1999).clamp(0, 15) as u32;
        Self((shop as u32) << 28 | year << 24 | (serial & 0x3f_ffff))
    }

    /// The number of the card after an upgrade: same serial, next class.
    pub fn upgraded(self) -> Self {
        let class = (self.0 >> 22) & 3;
        Self(self.0 & !(3 << 22) | ((class + 1).min(2) << 22))
    }

    /// The shop that gave the number out.
    pub fn shop_in(self, shops: &[Shop]) -> Option<&Shop> {
        shops.get(self.parts().0)
    }

    fn parts(self) -> (usize, u32, usize, u32) {
        let year = (self.0 >> 24) & 15;
        (
            (self.0 >> 28) as usize,
            year,
            ((self.0 >> 22) & 3) as usize,
            self.0 & 0x3f_ffff,
        )
    }

    /// Writes the number in its system's shape.
    pub fn written(self, form: NumberForm, shops: &[Shop]) -> String {
        let (shop, year, class, serial) = self.parts();
        let short = (year + 99) % 100;
        match form {
            NumberForm::Dotted => {
                let class = if class > 0 { "-G" } else { "" };
                format!("{:02}.{short:02}.{serial:05}{class}", shop + 1)
            }
            NumberForm::Dashed => {
                let class = ["", "G", "P"][class.min(2)];
                format!("{}{class}-{}-{serial:05}", shops[shop].code, 1999 + year)
            }
            NumberForm::Ean => {
                with_check_digit(&format!("2{class}{:01}{short:02}{serial:07}", shop + 1))
            }
            NumberForm::Letter => format!(
                "{}{:01}{short:02}{serial:05}",
                ["V", "G", "P"][class.min(2)],
                shop + 1
            ),
        }
    }
}

/// Adds the EAN check digit to twelve digits.
fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// How one file is laid out and what its program did to the values.
#[derive(Clone, Debug)]
pub struct FileStyle {
    /// The name without its ending; the source in the truth.
    pub stem: &'static str,
    /// How the file is stored.
    pub layout: Layout,
    /// Between the cells.
    pub delimiter: u8,
    /// Whether every cell is quoted.
    pub quotes_all: bool,
    /// Whether lines end in CR LF.
    pub crlf: bool,
    /// Whether the bytes are Windows-1252 instead of UTF-8.
    pub windows: bool,
    /// Whether a byte-order mark opens the file.
    pub mark: bool,
    /// Lines above the header.
    pub title_lines: Vec<&'static str>,
    /// Rows between repeated headers and sub-totals of a printed report; 0 for none.
    pub page: u64,
    /// Whether the end-of-file mark of DOS is the last line.
    pub dos_end: bool,
}

/// A card file: its layout, columns and habits.
#[derive(Clone, Debug)]
pub struct CardFile {
    /// The layout.
    pub style: FileStyle,
    /// The columns in their order, each with its header.
    pub columns: Vec<(Column, &'static str)>,
    /// Capitals forced by the program.
    pub case: Option<Case>,
    /// The longest name and address the program kept.
    pub widths: Option<(usize, usize)>,
    /// Whether short values are filled up with blanks.
    pub padded: bool,
    /// How birthdays are written.
    pub birth: DateForm,
    /// How days of issue are written.
    pub issued: DateForm,
    /// The shape of card numbers.
    pub number: NumberForm,
    /// Whether a spreadsheet took the leading zeros and the last digits of long numbers.
    pub spreadsheet: bool,
    /// The codes for men and women.
    pub sexes: [&'static str; 2],
}

/// A branch.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Three letters.
    pub code: String,
    /// Index of the city.
    pub city: usize,
    /// The number at the counter.
    pub phone: Phone,
    /// Who sits at the till.
    pub operators: Vec<Operator>,
    /// Index of the card file of its system.
    pub file: usize,
    /// First minute of business.
    pub opened: Minute,
    /// First minute after the last.
    pub closed: Minute,
    /// How prices are written.
    pub price: AmountForm,
    /// How line totals are written.
    pub total: AmountForm,
}

impl Shop {
    /// Whether the shop does business at `minute`.
    pub fn is_open(&self, minute: Minute) -> bool {
        (self.opened..self.closed).contains(&minute)
    }
}

/// How an amount in rupiah is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountForm {
    /// 125000
    Plain,
    /// 125.000
    Dots,
    /// 125.000,00
    DotsAndCents,
    /// Rp 125.000
    Rupiah,
    /// Rp125.000,-
    Dash,
    /// 125,000.00
    American,
    /// 125000.00
    Point,
}

/// The sales file.
#[derive(Clone, Debug)]
pub struct SalesFile {
    /// The layout.
    pub style: FileStyle,
    /// The header.
    pub headers: [&'static str; 13],
    /// The place of each fact.
    pub order: [usize; 13],
    /// How dates are written.
    pub date: DateForm,
    /// Whether card numbers lose their dots and dashes here.
    pub bare_cards: bool,
}

/// Everything that is constant for one seed.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The branches.
    pub shops: Vec<Shop>,
    /// The two card files.
    pub cards: [CardFile; 2],
    /// The sales file.
    pub sales: SalesFile,
    /// Whether every till types the shop's number, whatever the customer says.
    pub types_shop_phone: bool,
}

impl Profile {
    /// Draws shops, operators and files, and stores the files in a layout.
    pub fn in_layout(seed: u64, layout: Layout) -> Self {
        let mut profile = Self::new(seed);
        let styles = profile.cards.iter_mut().map(|file| &mut file.style);
        for style in styles.chain(std::iter::once(&mut profile.sales.style)) {
            style.layout = layout;
            if layout != Layout::Delimited {
                // What a program prints around the rows is the layout's own business there.
                style.page = 0;
            }
        }
        profile
    }

    /// Draws shops, operators and files.
    pub fn new(seed: u64) -> Self {
        let mut draw = Draw::new(seed, u64::MAX);
        let places = Places::embedded();
        let shops = draw_shops(&mut draw, &places);
        let cards = [old_file(&mut draw), new_file(&mut draw)];
        let layout = draw.below(SALES_HEADERS.len());
        let sales = SalesFile {
            style: FileStyle {
                stem: "penjualan",
                layout: Layout::Delimited,
                delimiter: draw.pick(b",|\t"),
                quotes_all: false,
                crlf: draw.chance(0.5),
                windows: false,
                mark: draw.chance(0.3),
                title_lines: Vec::new(),
                page: 0,
                dos_end: false,
            },
            headers: SALES_HEADERS[layout],
            order: SALES_ORDER[layout],
            date: draw.pick(&[
                DateForm::ShortDashes,
                DateForm::Iso,
                DateForm::Dots,
                DateForm::Month,
            ]),
            bare_cards: draw.chance(0.3),
        };
        Self {
            shops,
            cards,
            sales,
            types_shop_phone: false,
        }
    }

    /// The shop where a customer of `home` buys at `minute`; another one if `home` is not open.
    pub fn shop_at(&self, draw: &mut Draw, home: usize, minute: Minute) -> usize {
        if self.shops[home].is_open(minute) && draw.chance(0.86) {
            return home;
        }
        let open = |near: bool| -> Vec<usize> {
            (0..self.shops.len())
                .filter(|&shop| self.shops[shop].is_open(minute))
                .filter(|&shop| !near || self.shops[shop].city == self.shops[home].city)
                .collect()
        };
        let near = open(true);
        let all = open(false);
        match (near.is_empty() || draw.chance(0.15), all.is_empty()) {
            (_, true) => home,
            (true, false) => draw.pick(&all),
            (false, false) => draw.pick(&near),
        }
    }
}

const CODES: [&str; 12] = [
    "KTJ", "MJP", "GBG", "SLO", "PWK", "DMO", "WRU", "CKL", "BRT", "TMR", "PSR", "AGG",
];

fn draw_shops(draw: &mut Draw, places: &Places) -> Vec<Shop> {
    let end = DAYS * DAY;
    let towns: Vec<usize> = (0..4).map(|_| places.draw_city(draw)).collect();
    (0..9)
        .map(|index| {
            // Five shops of the old system, four of the new one; two old ones go on to the end.
            let old = index < 5;
            let city = towns[(index * 7) % 4];
            let opened = if old {
                draw.between(0, 500)
            } else {
                draw.between(1400, 2600)
            } as u32
                * DAY;
            let closed = if old && index > 1 {
                draw.between(2600, 4000) as u32 * DAY
            } else {
                end
            };
            let amounts = [
                AmountForm::Plain,
                AmountForm::Dots,
                AmountForm::DotsAndCents,
                AmountForm::Rupiah,
                AmountForm::Dash,
                AmountForm::American,
                AmountForm::Point,
            ];
            Shop {
                code: CODES[index].to_owned(),
                city,
                phone: Phone::landline(draw, places.city(city)),
                operators: (0..draw.between(3, 6))
                    .map(|number| {
                        let code = match index % 3 {
                            0 => format!("{:02}{number:02}", index + 1),
                            1 => draw
                                .pick(&["NITA", "YULI", "DEWI", "HERU", "RATNA", "TUTIK"])
                                .to_owned(),
                            _ => format!("K{number}"),
                        };
                        Operator::new(draw, code)
                    })
                    .collect(),
                file: usize::from(!old),
                opened,
                closed,
                price: draw.pick(&amounts),
                total: draw.pick(&amounts),
            }
        })
        .collect()
}

fn headers<const N: usize>(
    draw: &mut Draw,
    table: &[(Column, [&'static str; 3]); N],
) -> Vec<(Column, &'static str)> {
    let mut columns: Vec<(Column, &'static str)> = table
        .iter()
        .map(|(column, words)| (*column, draw.pick(words)))
        .collect();
    for _ in 0..2 {
        let at = 2 + draw.below(columns.len() - 3);
        columns.swap(at, at + 1);
    }
    columns
}

fn old_file(draw: &mut Draw) -> CardFile {
    let dbase = draw.chance(0.7);
    CardFile {
        style: FileStyle {
            stem: "anggota_lama",
            layout: Layout::Delimited,
            delimiter: draw.pick(b",|,"),
            quotes_all: draw.chance(0.4),
            crlf: true,
            windows: draw.chance(0.6),
            mark: false,
            title_lines: Vec::new(),
            page: 0,
            dos_end: dbase,
        },
        columns: headers(draw, &OLD_HEADERS),
        case: Some(Case::Upper),
        widths: Some((draw.pick(&[22, 25, 28]), draw.pick(&[35, 40, 50]))),
        padded: dbase && draw.chance(0.5),
        birth: if dbase {
            DateForm::Compact
        } else {
            DateForm::Slashes
        },
        issued: if dbase {
            DateForm::Compact
        } else {
            DateForm::ShortDashes
        },
        number: draw.pick(&[NumberForm::Dotted, NumberForm::Dashed]),
        spreadsheet: false,
        sexes: draw.pick(&[["L", "P"], ["1", "2"], ["M", "F"]]),
    }
}

fn new_file(draw: &mut Draw) -> CardFile {
    let birth = draw.pick(&[
        DateForm::Slashes,
        DateForm::American,
        DateForm::Month,
        DateForm::Serial,
        DateForm::Dots,
        DateForm::ShortDashes,
    ]);
    let titled = draw.chance(0.25);
    CardFile {
        style: FileStyle {
            stem: "member_toko",
            layout: Layout::Delimited,
            delimiter: draw.pick(b";;\t"),
            quotes_all: false,
            crlf: draw.chance(0.5),
            windows: false,
            mark: draw.chance(0.5),
            title_lines: if titled {
                vec!["DAFTAR MEMBER AKTIF", "Dicetak oleh: ADMIN"]
            } else {
                Vec::new()
            },
            page: if draw.chance(0.4) { 4000 } else { 0 },
            dos_end: false,
        },
        columns: headers(draw, &NEW_HEADERS),
        case: None,
        widths: None,
        padded: false,
        birth,
        issued: if birth == DateForm::Serial {
            DateForm::Slashes
        } else {
            birth
        },
        number: draw.pick(&[NumberForm::Ean, NumberForm::Letter]),
        spreadsheet: draw.chance(0.6),
        sexes: draw.pick(&[["Pria", "Wanita"], ["L", "P"], ["Laki-laki", "Perempuan"]]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_barcode_ends_in_its_check_digit() {
        assert_eq!(with_check_digit("400638133393"), "4006381333931");
    }

    #[test]
    fn an_upgrade_keeps_the_serial_and_changes_the_letter() {
        let number = CardNumber::new(6, 2005, 123);
        assert_eq!(number.written(NumberForm::Letter, &[]), "V70500123");
        assert_eq!(
            number.upgraded().written(NumberForm::Letter, &[]),
            "G70500123"
        );
    }

    #[test]
    fn the_two_card_files_share_no_layout() {
        for seed in 0..20 {
            let [old, new] = Profile::new(seed).cards;
            assert_ne!(old.style.delimiter, new.style.delimiter);
            assert_ne!(old.number, new.number);
            assert!(
                old.columns
                    .iter()
                    .all(|(_, header)| new.columns.iter().all(|(_, other)| header != other))
            );
        }
    }
}
