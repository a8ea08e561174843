//! What the till makes of a planned card.

use super::{CARD, PREVIOUS, Plan, RECEIPT};
use crate::generate::calendar::{date_of, write_date, year_of};
use crate::generate::dirt::{self, Case, Operator, cased};
use crate::generate::draw::Draw;
use crate::generate::names::Gender;
use crate::generate::people::{Phone, Population};
use crate::generate::places::{Address, write_address};
use crate::generate::profile::{CardFile, Column, Profile};

/// Writes the cells of a planned card in the order of its file's columns.
///
/// Numbers that are given out later are left as [`CARD`], [`RECEIPT`] and [`PREVIOUS`].
pub fn write_card(
    draw: &mut Draw,
    plan: &Plan,
    population: &Population,
    profile: &Profile,
    has_receipt: bool,
) -> Vec<String> {
    let shop = &profile.shops[plan.shop];
    let file = &profile.cards[shop.file];
    let operator = &shop.operators[plan.operator];
    let till = Till {
        plan,
        population,
        file,
        operator,
        shop_city: shop.city,
        shop_phone: &shop.phone,
    };
    let phones = if profile.types_shop_phone {
        vec![(shop.phone.clone(), "")]
    } else {
        till.numbers(draw)
    };
    file.columns
        .iter()
        .map(|(column, _)| match column {
            Column::Card => CARD.to_owned(),
            Column::Receipt if has_receipt => RECEIPT.to_owned(),
            Column::Receipt => String::new(),
            Column::Shop => shop.code.clone(),
            Column::Operator => operator.code.clone(),
            Column::Issued => write_date(date_of(plan.minute), file.issued),
            Column::Status => (if draw.chance(0.9) { "T" } else { "F" }).to_owned(),
            column => till.cell(draw, *column, &phones),
        })
        .collect()
}

/// What is needed to fill one cell.
struct Till<'a> {
    plan: &'a Plan,
    population: &'a Population,
    file: &'a CardFile,
    operator: &'a Operator,
    shop_city: usize,
    shop_phone: &'a Phone,
}

impl Till<'_> {
    fn cell(&self, draw: &mut Draw, column: Column, phones: &[(Phone, &'static str)]) -> String {
        let person = &self.plan.person;
        let is_mobile = |phone: &Phone| matches!(phone, Phone::Mobile(_));
        let omitted = draw.chance(self.operator.omits);
        let known = match column {
            Column::Name => Some(self.name(draw)),
            Column::Note => return self.note(draw),
            Column::Home => {
                self.phone_field(draw, phones.iter().filter(|(phone, _)| !is_mobile(phone)))
            }
            Column::Mobile => {
                self.phone_field(draw, phones.iter().filter(|(phone, _)| is_mobile(phone)))
            }
            Column::Phones => self.phone_field(draw, phones.iter()),
            Column::City => self.plan.address.map(|address| self.city(draw, address)),
            Column::Address => self.plan.address.map(|address| self.street(draw, address)),
            _ if omitted => None,
            Column::Area => self.plan.address.map(|address| {
                let village = &self.population.places.city(address.city).villages[address.village];
                if draw.chance(0.5) {
                    village.name.to_owned()
                } else {
                    format!("{} {}", village.name, village.district)
                }
            }),
            Column::Postal => self.plan.address.map(|address| {
                self.population.places.city(address.city).villages[address.village]
                    .postal
                    .to_owned()
            }),
            Column::Sex => {
                let code = self.file.sexes
                    [usize::from((person.gender == Gender::Female) != draw.chance(0.01))];
                Some(code.to_owned())
            }
            Column::Birth => self.plan.tells_birth.then(|| {
                dirt::write_birth(
                    draw,
                    person.birth,
                    date_of(self.plan.minute),
                    self.operator,
                    self.file.birth,
                )
            }),
            Column::Identity => self.plan.tells_identity.then(|| self.identity(draw)),
            Column::Email => person.email.clone().filter(|_| draw.chance(0.6)),
            _ => None,
        };
        let text = known.unwrap_or_else(|| self.operator.blank(draw));
        if self.file.padded && !text.is_empty() {
            format!("{text}  ")
        } else {
            text
        }
    }

    fn name(&self, draw: &mut Draw) -> String {
        let year = year_of(self.plan.minute);
        let mut name = match &self.plan.said {
            Some(said) => cased(said, self.operator.case),
            None => dirt::write_name(draw, &self.plan.person, self.operator, year),
        };
        if self.plan.before > 0 && draw.chance(0.06) {
            name.push_str(draw.pick(&[
                " 2",
                " (kartu 2)",
                " VIP",
                " (baru)",
                " Toko",
                " - hilang",
                " II",
            ]));
        } else if draw.chance(0.004) {
            name.push_str(draw.pick(&[" Surabaya", " Elektronik", " Salon", " Pasar"]));
        }
        if name.contains("Nuraini") && draw.chance(0.5) {
            name = name.replace("Nuraini", "Nur\u{2019}aini");
        }
        if draw.chance(0.003) {
            name = name.replacen(' ', "\u{a0}", 1);
        } else if draw.chance(0.01) {
            name = name.replacen(' ', "  ", 1);
        }
        if name.len() < 12 && draw.chance(0.0005) {
            name = name
                .chars()
                .filter(|letter| *letter != ' ')
                .flat_map(|letter| [letter, ' '])
                .collect();
        }
        if draw.chance(0.0003) {
            name = format!("={name}");
        }
        let name = match self.file.case {
            Some(case) => cased(&name, case),
            None => name,
        };
        match self.file.widths {
            Some((width, _)) => name.chars().take(width).collect(),
            None => name,
        }
    }

    fn street(&self, draw: &mut Draw, address: Address) -> String {
        let city = self.population.places.city(address.city);
        let mut text = write_address(draw, &address, city, &self.operator.address);
        if draw.chance(self.operator.slips) {
            text = dirt::slipped(draw, &text);
        }
        if self.file.widths.is_none() && draw.chance(0.15) {
            text.push_str(if draw.chance(0.03) { "\n" } else { ", " });
            text.push_str(draw.pick(&city.written));
        }
        let text = cased(&text, self.file.case.unwrap_or(self.operator.case));
        match self.file.widths {
            Some((_, width)) => text.chars().take(width).collect(),
            None => text,
        }
    }

    fn city(&self, draw: &mut Draw, address: Address) -> String {
        let written = &self.population.places.city(address.city).written;
        let form = if draw.chance(0.6) {
            written[0]
        } else {
            draw.pick_common(written)
        };
        cased(form, self.file.case.unwrap_or(Case::Title))
    }

    /// The customer's numbers, or those a till types where there are none.
    fn numbers(&self, draw: &mut Draw) -> Vec<(Phone, &'static str)> {
        if !self.plan.phones.is_empty() {
            return self.plan.phones.clone();
        }
        if draw.chance(self.operator.shop_phone) {
            let phone = if draw.chance(0.6) {
                self.shop_phone
            } else {
                &self.operator.mobile
            };
            return vec![(phone.clone(), "")];
        }
        if draw.chance(0.04) {
            let junk = draw.pick(&[
                "08123456789",
                "0811111111",
                "08123",
                "081234567890",
                "0888888888",
            ]);
            return vec![(Phone::Mobile(format!("{junk:0<10}")), "")];
        }
        Vec::new()
    }

    fn phone_field<'b>(
        &self,
        draw: &mut Draw,
        phones: impl Iterator<Item = &'b (Phone, &'static str)>,
    ) -> Option<String> {
        let mut written = Vec::new();
        for (phone, note) in phones {
            let local = match phone {
                Phone::Landline { area, .. } => {
                    *area == self.population.places.city(self.shop_city).area_code
                        && self.operator.phone_form.is_multiple_of(2)
                }
                Phone::Mobile(_) => false,
            };
            let mut text = if self.file.spreadsheet {
                spreadsheet_number(draw, phone, local)
            } else {
                dirt::write_phone(draw, phone, self.operator, local)
            };
            if local && draw.chance(0.01) {
                text.push_str(&format!("/{}", draw.between(10, 99)));
            }
            text.push_str(note);
            written.push(text);
        }
        if written.is_empty() {
            return None;
        }
        if self
            .file
            .columns
            .iter()
            .any(|(column, _)| *column == Column::Phones)
            && draw.chance(0.5)
        {
            written.truncate(1);
        }
        Some(written.join(draw.pick(&["/", " / ", ", ", "; ", " & "])))
    }

    fn identity(&self, draw: &mut Draw) -> String {
        let number = &self.plan.person.national_id;
        if self.file.spreadsheet {
            // Fifteen digits are all that a spreadsheet keeps.
            return format!("{}0", &number[..15]);
        }
        match draw.below(40) {
            0 => number.replacen('0', "O", 2),
            1 => number[..15].to_owned(),
            2 => dirt::slipped(draw, number),
            3..=5 => format!("{} {} {}", &number[..6], &number[6..12], &number[12..]),
            6..=7 => format!("{}.{}.{}", &number[..6], &number[6..12], &number[12..]),
            _ => number.clone(),
        }
    }

    fn note(&self, draw: &mut Draw) -> String {
        if self.plan.upgrade {
            return format!("upgrade dari {PREVIOUS}");
        }
        if self.plan.before > 0 && draw.chance(0.08) {
            return format!(
                "{} {PREVIOUS}",
                draw.pick(&["ganti dari", "ganti", "kartu lama", "hilang, lama"])
            );
        }
        if !draw.chance(0.03) {
            return String::new();
        }
        draw.pick(&[
            "@promo lebaran",
            "kartu hilang",
            "belum diambil",
            "undian",
            "=B2+1",
            "-lunas",
            "titip Bu Rina; ambil sendiri",
            "kata \"bos\" gratis",
            "voucher 50rb",
            "alm.",
        ])
        .to_owned()
    }
}

/// What a spreadsheet leaves of a telephone number.
fn spreadsheet_number(draw: &mut Draw, phone: &Phone, local: bool) -> String {
    let digits = match phone {
        Phone::Mobile(number) => number.clone(),
        Phone::Landline { local: number, .. } if local => number.clone(),
        Phone::Landline {
            area,
            local: number,
        } => format!("{area}{number}"),
    };
    let lost = digits.trim_start_matches('0').to_owned();
    match draw.below(100) {
        0 | 1 => {
            let exponent = lost.len().saturating_sub(1);
            format!("{},{}E+{exponent:02}", &lost[..1], &lost[1..3])
        }
        2 => format!("{lost}.0"),
        3..=5 => format!("'{digits}"),
        6..=9 => digits,
        _ => lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::cards::plan;

    #[test]
    fn a_spreadsheet_takes_the_leading_zero() {
        let mut draw = Draw::new(1, 3);
        let phone = Phone::Mobile("08123045671".to_owned());
        let written: Vec<String> = (0..50)
            .map(|_| spreadsheet_number(&mut draw, &phone, false))
            .collect();
        assert!(
            written.iter().filter(|text| *text == "8123045671").count() > 30,
            "{written:?}"
        );
    }

    #[test]
    fn a_till_that_types_the_shop_s_number_types_no_other() {
        let mut profile = Profile::new(3);
        profile.types_shop_phone = true;
        let towns: Vec<usize> = profile.shops.iter().map(|shop| shop.city).collect();
        let mut population = Population::new(3, 1000, &towns);
        let (mut written, mut mobiles) = (0, 0);
        for number in 0..200 {
            let mut draw = Draw::new(3, number);
            let household = population.household(&mut draw, towns[0], 1);
            let customer = &household.customers[0];
            for plan in plan(
                &mut draw,
                &mut population,
                &profile,
                0,
                &household,
                customer,
            ) {
                let shop = &profile.shops[plan.shop];
                let local = match &shop.phone {
                    Phone::Landline { local, .. } => Some(local),
                    _ => None,
                }
                .expect("a shop has a landline");
                let cells = write_card(&mut draw, &plan, &population, &profile, false);
                let columns = profile.cards[shop.file].columns.iter();
                for ((column, _), cell) in columns.zip(&cells) {
                    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
                    match column {
                        Column::Mobile => mobiles += usize::from(digits.len() > 3),
                        Column::Home | Column::Phones => {
                            written += usize::from(digits.contains(&local[..4]));
                        }
                        _ => {}
                    }
                }
            }
        }
        assert_eq!(mobiles, 0);
        assert!(written > 200, "{written}");
    }
}
