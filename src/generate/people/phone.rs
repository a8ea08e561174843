//! Telephone numbers.

use crate::generate::draw::Draw;
use crate::generate::places::City;

/// A telephone number as it would be dialled in Indonesia.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phone {
    /// With its leading zero.
    Mobile(String),
    /// A line that ends in a house or an office.
    Landline {
        /// The area code, as `031`.
        area: &'static str,
        /// The rest.
        local: String,
    },
}

/// Operator prefixes, the year they were first sold and the digits of a number.
const PREFIXES: [(&str, i16, usize); 24] = [
    ("0811", 1995, 10),
    ("0812", 1997, 11),
    ("0816", 1994, 10),
    ("0818", 1999, 10),
    ("0817", 1996, 10),
    ("0815", 2002, 11),
    ("0856", 2001, 11),
    ("0813", 2003, 12),
    ("0819", 2004, 12),
    ("0852", 2004, 12),
    ("0888", 2003, 11),
    ("0855", 2004, 11),
    ("0857", 2007, 12),
    ("0858", 2007, 12),
    ("0859", 2007, 12),
    ("0878", 2008, 12),
    ("0877", 2007, 12),
    ("0838", 2008, 12),
    ("0898", 2007, 12),
    ("0896", 2007, 12),
    ("0881", 2007, 12),
    ("0853", 2007, 12),
    ("0821", 2010, 12),
    ("0831", 2008, 12),
];

impl Phone {
    /// Draws a mobile number as sold in `year`.
    pub fn mobile(draw: &mut Draw, year: i16) -> Self {
        loop {
            let (prefix, since, length) = draw.pick(&PREFIXES);
            if since <= year.max(1997) {
                // The first subscribers had short numbers; later ones got longer numbers under the same prefix.
                let length = if year >= 2002 || draw.chance(0.5) {
                    length.max(11)
                } else {
                    length
                };
                let first = char::from(b'1' + draw.below(9) as u8);
                return Self::Mobile(format!(
                    "{prefix}{first}{}",
                    draw.digits(length - prefix.len() - 1)
                ));
            }
        }
    }

    /// Draws a landline of `city`.
    pub fn landline(draw: &mut Draw, city: &City) -> Self {
        let length = if city.area_code.len() == 3 || draw.chance(0.5) {
            7
        } else {
            6
        };
        let first = char::from(b'3' + draw.below(6) as u8);
        let local = format!("{first}{}", draw.digits(length - 1));
        Self::Landline {
            area: city.area_code,
            local,
        }
    }

    /// The number with one digit changed: what an inventor of customers writes.
    pub fn one_digit_off(&self, draw: &mut Draw) -> Self {
        let change = |draw: &mut Draw, digits: &str| {
            let last = digits.len() - 1 - draw.below(3);
            digits
                .bytes()
                .enumerate()
                .map(|(at, digit)| {
                    char::from(if at == last {
                        b'0' + (digit - b'0' + 1) % 10
                    } else {
                        digit
                    })
                })
                .collect()
        };
        match self {
            Self::Mobile(number) => Self::Mobile(change(draw, number)),
            Self::Landline { area, local } => Self::Landline {
                area,
                local: change(draw, local),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digit_off_is_off_by_one_digit() {
        let mut draw = Draw::new(1, 1);
        let phone = Phone::mobile(&mut draw, 2004);
        let (Phone::Mobile(before), Phone::Mobile(after)) =
            (&phone, phone.one_digit_off(&mut draw))
        else {
            panic!("a mobile stays a mobile");
        };
        assert_eq!(
            before
                .bytes()
                .zip(after.bytes())
                .filter(|(left, right)| left != right)
                .count(),
            1
        );
    }
}
