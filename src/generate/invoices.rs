//! Receipts: what was bought when, on which card, or under which typed name.

use super::calendar::{DAY, DAYS, Minute, year_of};
use super::cards::{Plan, Role};
use super::dirt;
use super::draw::Draw;
use super::people::{Customer, Household, Kind};
use super::profile::{AmountForm, Profile};

/// An article: number, text, price in rupiah.
pub const ITEMS: [(&str, &str, i64); 30] = [
    ("10014", "KEMEJA PJG BATIK", 145_000),
    ("10027", "KEMEJA PDK KATUN", 89_900),
    ("10103", "CELANA PANJANG KAIN", 135_000),
    ("10110", "CELANA JEANS", 179_500),
    ("10205", "KAOS POLO", 65_000),
    ("10212", "KAOS ANAK", 32_500),
    ("10307", "ROK PLISKET", 98_000),
    ("10311", "GAMIS \"ZAHRA\" BORDIR", 249_000),
    ("10318", "KERUDUNG SEGI EMPAT", 35_000),
    ("10402", "DASTER BALI", 42_500),
    ("10409", "SARUNG TENUN", 118_000),
    ("20015", "SEPATU PANTOFEL", 265_000),
    ("20022", "SEPATU SEKOLAH", 119_900),
    ("20031", "SANDAL KULIT", 87_500),
    ("20104", "TAS TANGAN", 215_000),
    ("20117", "TAS SEKOLAH; RODA", 185_000),
    ("20203", "IKAT PINGGANG", 74_900),
    ("20210", "DOMPET PRIA", 92_000),
    ("30012", "SPREI 180X200, MOTIF", 325_000),
    ("30025", "SELIMUT", 155_000),
    ("30034", "HANDUK MANDI", 57_500),
    ("30101", "TIRAI JENDELA", 240_000),
    ("30108", "KARPET 2X3", 875_000),
    ("40016", "BEDAK PADAT", 48_000),
    ("40023", "PARFUM 100 ML", 169_000),
    ("40037", "LIPSTIK", 39_500),
    ("50009", "JAM TANGAN WANITA", 459_000),
    ("50018", "KACAMATA", 385_000),
    ("60001", "VOUCHER BELANJA", 100_000),
    ("60013", "KAIN BATIK 2,5 M", 135_000),
];

/// One line of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Index of the article.
    pub item: usize,
    /// Pieces; below zero when they came back.
    pub pieces: i64,
}

impl Line {
    /// What the line adds to the receipt.
    pub fn total(self) -> i64 {
        ITEMS[self.item].2 * self.pieces
    }
}

/// A receipt before it has a number.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// When.
    pub minute: Minute,
    /// Index of the shop.
    pub shop: usize,
    /// Index of the operator in the shop.
    pub operator: usize,
    /// Who paid; nobody knows of a cash sale.
    pub customer: Option<u64>,
    /// Which of the customer's cards was shown.
    pub card: Option<usize>,
    /// Which of the customer's cards was issued for it.
    pub issues: Option<usize>,
    /// The typed name.
    pub name: String,
    /// The typed telephone.
    pub phone: String,
    /// What was bought.
    pub lines: Vec<Line>,
}

/// Draws the receipts of `customer`, who holds the cards `plans`; `issued` tells which of them came with a receipt.
pub fn receipts(
    draw: &mut Draw,
    profile: &Profile,
    home: usize,
    household: &Household,
    customer: &Customer,
    plans: &[Plan],
    issued: &[bool],
) -> Vec<Receipt> {
    let shopping = Shopping {
        profile,
        household,
        customer,
        plans,
    };
    let mut receipts = Vec::new();
    for (index, plan) in plans.iter().enumerate().filter(|(index, _)| issued[*index]) {
        let mut receipt =
            shopping.receipt(draw, plan.minute, plan.shop, plan.operator, Some(index));
        receipt.issues = Some(index);
        if draw.chance(0.2) {
            receipt.card = None;
            receipt.name = shopping.typed(draw, &receipt, Some(index), 1.0);
        }
        receipts.push(receipt);
    }
    let visits = match customer.kind {
        Kind::Target => 0,
        Kind::Web => draw.run_of(0.3, 5),
        Kind::Ring => 1 + draw.run_of(0.6, 8),
        _ => draw.run_of(0.45, 9),
    };
    let first = plans
        .first()
        .map_or(profile.shops[home].opened, |plan| plan.minute);
    for _ in 0..visits {
        let day = (first / DAY + draw.below((DAYS - first / DAY) as usize) as u32) * DAY;
        let minute = day + 9 * 60 + draw.below(11 * 60) as u32;
        let shop = profile.shop_at(draw, home, minute);
        let operator = draw.below(profile.shops[shop].operators.len());
        // Several cards in one visit: the promotion counts receipts per card.
        let cards = if customer.kind == Kind::Ring {
            1 + draw.run_of(0.55, 4)
        } else {
            1
        };
        for number in 0..cards {
            let minute = minute + 2 * number as u32;
            let card = shopping.card_at(draw, minute);
            receipts.push(shopping.receipt(draw, minute, shop, operator, card));
        }
    }
    receipts
}

/// Draws a sale for cash to somebody unknown.
pub fn cash_sale(draw: &mut Draw, profile: &Profile, shop: usize) -> Receipt {
    let branch = &profile.shops[shop];
    let days = (branch.closed - branch.opened) / DAY;
    let minute = branch.opened
        + draw.below(days as usize) as u32 * DAY
        + 9 * 60
        + draw.below(11 * 60) as u32;
    Receipt {
        minute,
        shop,
        operator: draw.below(branch.operators.len()),
        customer: None,
        card: None,
        issues: None,
        name: draw
            .pick(&[
                "",
                "",
                "TUNAI",
                "UMUM",
                "-",
                "CASH",
                "NON MEMBER",
                "Konsumen",
            ])
            .to_owned(),
        phone: String::new(),
        lines: lines(draw),
    }
}

struct Shopping<'a> {
    profile: &'a Profile,
    household: &'a Household,
    customer: &'a Customer,
    plans: &'a [Plan],
}

impl Shopping<'_> {
    fn receipt(
        &self,
        draw: &mut Draw,
        minute: Minute,
        shop: usize,
        operator: usize,
        card: Option<usize>,
    ) -> Receipt {
        let mut receipt = Receipt {
            minute,
            shop,
            operator,
            customer: Some(self.customer.id),
            card,
            issues: None,
            name: String::new(),
            phone: String::new(),
            lines: lines(draw),
        };
        let share = if card.is_some() { 0.35 } else { 0.9 };
        receipt.name = self.typed(draw, &receipt, card, share);
        if draw.chance(if card.is_some() { 0.05 } else { 0.4 }) {
            let holder = &self.household.members[self.customer.holder];
            if let Some(phone) = holder.mobile_in(year_of(minute)) {
                let till = &self.profile.shops[shop].operators[operator];
                receipt.phone = dirt::write_phone(draw, phone, till, false);
            }
        }
        receipt
    }

    /// A card that exists at `minute`; own cards are shown most, and sometimes none is at hand.
    fn card_at(&self, draw: &mut Draw, minute: Minute) -> Option<usize> {
        let known = self.plans.partition_point(|plan| plan.minute <= minute);
        if known == 0 || draw.chance(0.15) {
            return None;
        }
        let card = draw.below(known);
        match self.plans[card].role {
            Role::Own => Some(card),
            _ if self.customer.kind == Kind::Ring || draw.chance(0.4) => Some(card),
            _ => self.plans[..known]
                .iter()
                .rposition(|plan| plan.role == Role::Own),
        }
    }

    /// The name that is typed: that of the card, or of the one who stands there.
    fn typed(&self, draw: &mut Draw, receipt: &Receipt, card: Option<usize>, share: f64) -> String {
        if !draw.chance(share) {
            return String::new();
        }
        let holder = &self.household.members[self.customer.holder];
        let person = match card {
            Some(card) if !draw.chance(0.12) => &self.plans[card].person,
            _ => holder,
        };
        let operator = &self.profile.shops[receipt.shop].operators[receipt.operator];
        dirt::write_name(draw, person, operator, year_of(receipt.minute))
    }
}

fn lines(draw: &mut Draw) -> Vec<Line> {
    if draw.chance(0.015) {
        return vec![Line {
            item: draw.below(ITEMS.len()),
            pieces: -1,
        }];
    }
    (0..=draw.run_of(0.33, 6))
        .map(|_| Line {
            item: draw.below(ITEMS.len()),
            pieces: if draw.chance(0.85) {
                1
            } else {
                draw.between(2, 6)
            },
        })
        .collect()
}

/// Writes an amount; below zero with a minus in front, behind or in brackets.
pub fn write_amount(draw: &mut Draw, amount: i64, form: AmountForm) -> String {
    let form = if draw.chance(0.02) {
        draw.pick(&[AmountForm::Plain, AmountForm::Dots, AmountForm::Rupiah])
    } else {
        form
    };
    let plain = amount.unsigned_abs();
    let written = match form {
        AmountForm::Plain => plain.to_string(),
        AmountForm::Dots => grouped(plain, '.'),
        AmountForm::DotsAndCents => format!("{},00", grouped(plain, '.')),
        AmountForm::Rupiah => format!("Rp {}", grouped(plain, '.')),
        AmountForm::Dash => format!("Rp{},-", grouped(plain, '.')),
        AmountForm::American => format!("{}.00", grouped(plain, ',')),
        AmountForm::Point => format!("{plain}.00"),
    };
    if amount >= 0 {
        return written;
    }
    match draw.below(3) {
        0 => format!("-{written}"),
        1 => format!("({written})"),
        _ if form == AmountForm::Dash => format!("-{written}"),
        _ => format!("{written}-"),
    }
}

fn grouped(amount: u64, mark: char) -> String {
    let digits = amount.to_string();
    let mut written = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(mark);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_in_every_form() {
        let mut draw = Draw::new(1, 9);
        let mut seen = Vec::new();
        for _ in 0..200 {
            seen.push(write_amount(&mut draw, 1_250_000, AmountForm::Dash));
        }
        assert!(seen.iter().filter(|text| *text == "Rp1.250.000,-").count() > 180);
        assert_eq!(grouped(1_250_000, ','), "1,250,000");
        assert_eq!(grouped(500, '.'), "500");
    }

    #[test]
    fn what_comes_back_is_below_zero() {
        let line = Line {
            item: 0,
            pieces: -1,
        };
        assert_eq!(line.total(), -145_000);
    }
}
