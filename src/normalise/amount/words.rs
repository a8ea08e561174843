//! Amounts in words, as receipts repeat them: `satu juta dua ratus lima puluh ribu rupiah`.

/// What a word adds.
#[derive(Clone, Copy)]
enum Part {
    Digit(i128),
    /// "-teen": ten and the digit before.
    Teen,
    /// Tens or hundreds of the digit before.
    Times(i128),
    /// Thousands and more, of everything since the last of them.
    Thousands(i128),
    Half,
    Comma,
    Nothing,
}

/// Longer words first where one begins another.
const PARTS: [(&str, Part); 36] = [
    ("setengah", Part::Half),
    ("separuh", Part::Half),
    ("sembilan", Part::Digit(9)),
    ("delapan", Part::Digit(8)),
    ("satu", Part::Digit(1)),
    ("dua", Part::Digit(2)),
    ("tiga", Part::Digit(3)),
    ("empat", Part::Digit(4)),
    ("lima", Part::Digit(5)),
    ("enam", Part::Digit(6)),
    ("tujuh", Part::Digit(7)),
    ("nol", Part::Digit(0)),
    ("kosong", Part::Digit(0)),
    ("belas", Part::Teen),
    ("puluh", Part::Times(10)),
    ("ratus", Part::Times(100)),
    ("ribu", Part::Thousands(1_000)),
    ("rebu", Part::Thousands(1_000)),
    ("rb", Part::Thousands(1_000)),
    ("juta", Part::Thousands(1_000_000)),
    ("jt", Part::Thousands(1_000_000)),
    ("miliar", Part::Thousands(1_000_000_000)),
    ("milyar", Part::Thousands(1_000_000_000)),
    ("milliar", Part::Thousands(1_000_000_000)),
    ("triliun", Part::Thousands(1_000_000_000_000)),
    ("trilyun", Part::Thousands(1_000_000_000_000)),
    ("koma", Part::Comma),
    ("rupiah", Part::Nothing),
    ("terbilang", Part::Nothing),
    ("dan", Part::Nothing),
    ("saja", Part::Nothing),
    ("rp", Part::Nothing),
    ("sen", Part::Nothing),
    ("perak", Part::Nothing),
    ("minus", Part::Nothing),
    // Seribu, seratus, sebelas: one of them.
    ("se", Part::Digit(1)),
];

/// The amount so far, in hundredths.
#[derive(Default)]
struct Sum {
    total: i128,
    /// Since the last word for thousands.
    group: i128,
    digit: Option<i128>,
    /// Decimal places read, once a comma was said.
    places: Option<u32>,
    has_value: bool,
}

impl Sum {
    fn add(&mut self, part: Part) -> Option<()> {
        match part {
            Part::Digit(digit) => match &mut self.places {
                Some(places) => {
                    *places += 1;
                    self.group += digit * 100 / 10_i128.checked_pow(*places)?;
                }
                None if self.digit.replace(digit).is_some() => return None,
                None => {}
            },
            Part::Teen => self.group += (10 + self.digit.take()?) * 100,
            Part::Times(tens) => self.group += self.digit.take()? * tens * 100,
            Part::Half => self.group += 50,
            Part::Thousands(factor) => {
                let group = self.take_group();
                if group == 0 {
                    return None;
                }
                self.total = self.total.checked_add(group.checked_mul(factor)?)?;
            }
            Part::Comma => {
                self.group += self.digit.take()? * 100;
                self.places = Some(0);
            }
            Part::Nothing => return Some(()),
        }
        self.has_value = true;
        Some(())
    }

    fn take_group(&mut self) -> i128 {
        self.places = None;
        std::mem::take(&mut self.group) + self.digit.take().unwrap_or(0) * 100
    }
}

/// Reads an amount in words into hundredths; `text` is in lower case. Figures may stand among the words: `2 juta 500 ribu`.
pub(super) fn read(text: &str) -> Option<i64> {
    let mut sum = Sum::default();
    for word in text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let mut rest = word;
        while !rest.is_empty() {
            let figures = rest.bytes().take_while(u8::is_ascii_digit).count();
            if figures > 0 {
                if figures > 9 || sum.group != 0 || sum.digit.is_some() || sum.places.is_some() {
                    return None;
                }
                sum.group = rest[..figures].parse::<i128>().ok()? * 100;
                sum.has_value = true;
                rest = &rest[figures..];
                continue;
            }
            let (form, part) = PARTS.iter().find(|(form, _)| rest.starts_with(form))?;
            sum.add(*part)?;
            rest = &rest[form.len()..];
        }
    }
    let total = sum.take_group().checked_add(sum.total)?;
    let signed = if text.trim_start().starts_with("minus") {
        -total
    } else {
        total
    };
    i64::try_from(signed).ok().filter(|_| sum.has_value)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn words_are_added_up() {
        for (text, rupiah) in [
            ("satu juta dua ratus lima puluh ribu rupiah", 1_250_000),
            ("seratus dua puluh lima ribu", 125_000),
            ("seribu lima ratus", 1_500),
            ("sebelas ribu", 11_000),
            ("dua belas juta", 12_000_000),
            ("sepuluh ribu rupiah", 10_000),
            ("satu setengah juta", 1_500_000),
            ("setengah juta", 500_000),
            ("dua koma lima juta", 2_500_000),
            ("duaratuslimapuluhribu", 250_000),
            ("sejuta", 1_000_000),
            ("2 juta 500 ribu", 2_500_000),
            ("dua miliar tiga ratus juta", 2_300_000_000),
        ] {
            assert_eq!(read(text), Some(rupiah * 100), "{text}");
        }
        for text in ["tunai", "juta", "dua tiga", "", "rupiah"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
