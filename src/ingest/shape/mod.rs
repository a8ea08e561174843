//! What the values of a column look like.
//!
//! Judged on up to 1,000 distinct values with the lowest hashes, so that the order of the rows decides nothing.

mod value;

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

pub(super) use self::value::looks_like_data;
use self::value::{
    date_year, is_address, is_british_postal, is_code_shape, is_email, is_gender, is_nik,
    is_organisation, is_person, is_phone, is_postal, is_sure_phone, is_time, is_url, is_website,
    number, pattern,
};
use super::texts::Texts;
use crate::text::clean::fold;
use crate::text::lexicon;
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// Distinct values in the sample.
const SAMPLE: usize = 1000;

/// Shares (0 to 1) of the sampled values that look like something, and counts over the whole column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shape {
    /// Rows of the source.
    pub(super) rows: usize,
    /// Rows with a value.
    pub(super) filled: usize,
    /// Distinct values.
    pub(super) distinct: usize,
    /// Values in the sample, placeholders not counted.
    pub(super) sampled: usize,
    pub(super) phone: f32,
    /// Numbers written as only telephone numbers are: `+62...`, `08...`, `(031) ...`.
    pub(super) sure_phone: f32,
    pub(super) email: f32,
    pub(super) url: f32,
    /// As `url`, or what follows its `https://www.` alone.
    pub(super) website: f32,
    /// British postal codes.
    pub(super) british: f32,
    pub(super) date: f32,
    /// Years between the tenth and the ninetieth percentile of the dates.
    pub(super) year_spread: i32,
    /// The middle one of the dates' years.
    pub(super) median_year: i32,
    /// The latest of the dates' years, the last hundredth left out.
    pub(super) newest_year: i32,
    pub(super) time: f32,
    pub(super) nik: f32,
    pub(super) number: f32,
    pub(super) median: f64,
    /// Between the hundredth part and the last hundredth of the numbers.
    pub(super) range: f64,
    pub(super) digit: f32,
    pub(super) letter: f32,
    /// One to five words of letters.
    pub(super) person: f32,
    /// Words in a value, on average.
    pub(super) words: f32,
    pub(super) address: f32,
    pub(super) organisation: f32,
    /// Names of Indonesian cities and regencies.
    pub(super) city: f32,
    pub(super) province: f32,
    pub(super) district: f32,
    /// Texts of which half of the words are known names of persons.
    pub(super) known_name: f32,
    /// Digits that begin with an Indonesian area code.
    pub(super) area_phone: f32,
    pub(super) postal: f32,
    pub(super) code: f32,
    /// The share of the commonest shape, digits and letters taken as equal.
    pub(super) one_shape: f32,
    /// Characters in a value, on average.
    pub(super) length: f32,
    /// Rows (not values) that hold a word for a gender.
    pub(super) gender: f32,
    /// The values are 1 to the number of rows.
    pub(super) row_numbers: bool,
}

impl Shape {
    /// Examines a column's cells (numbers of values) and its distinct values, of which the first is empty.
    pub(super) fn of(cells: &[u32], values: &Texts) -> Self {
        let mut counts = vec![0_u32; values.len()];
        for cell in cells {
            counts[*cell as usize] += 1;
        }
        let mut shape = Self {
            rows: cells.len(),
            ..Self::default()
        };
        let mut sample: Vec<(u64, usize)> = Vec::with_capacity(4 * SAMPLE);
        let mut limit = u64::MAX;
        let mut genders = 0;
        // A column of genders repeats a handful of words.
        let may_be_gender = values.len() <= 1000;
        let keep = |sample: &mut Vec<(u64, usize)>| {
            sample.sort_unstable_by(|left, right| {
                (left.0, &values[left.1]).cmp(&(right.0, &values[right.1]))
            });
            sample.truncate(SAMPLE);
            if sample.len() == SAMPLE {
                sample[SAMPLE - 1].0
            } else {
                u64::MAX
            }
        };
        for (number, value) in values
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, value)| !is_blank(value))
        {
            shape.filled += counts[number] as usize;
            shape.distinct += 1;
            if may_be_gender && value.len() <= 12 && is_gender(value) {
                genders += counts[number] as usize;
            }
            let hash = hash(value);
            if hash <= limit {
                sample.push((hash, number));
                if sample.len() == 4 * SAMPLE {
                    limit = keep(&mut sample);
                }
            }
        }
        keep(&mut sample);
        shape.gender = share(genders, shape.filled);
        shape.row_numbers = shape.counts_rows(values);
        shape.look(sample.into_iter().map(|(_, number)| values[number].trim()));
        shape
    }

    /// The share of the filled rows that have a value of their own.
    pub(super) fn uniqueness(&self) -> f32 {
        share(self.distinct, self.filled)
    }

    /// The share of the rows that have a value.
    pub(super) fn fill(&self) -> f32 {
        share(self.filled, self.rows)
    }

    fn counts_rows(&self, values: &Texts) -> bool {
        if self.rows < 3 || self.distinct != self.rows {
            return false;
        }
        let numbers: Option<Vec<u64>> = values
            .iter()
            .skip(1)
            .filter(|value| !is_blank(value))
            .map(|value| value.trim().parse().ok())
            .collect();
        // Refused rows leave gaps.
        numbers.is_some_and(|numbers| {
            let (low, high) = (numbers.iter().min(), numbers.iter().max());
            low.is_some_and(|low| *low <= 1)
                && high.is_some_and(|high| *high <= self.rows as u64 * 11 / 10 + 1)
        })
    }

    fn look<'a>(&mut self, values: impl Iterator<Item = &'a str>) {
        let mut tally = Tally::default();
        for value in values.filter(|value| !is_placeholder(PlaceholderField::Other, value)) {
            tally.add(value);
        }
        tally.fill(self);
    }
}

/// Running counts behind the shares of a [`Shape`].
#[derive(Default)]
struct Tally {
    sampled: usize,
    counts: [usize; 21],
    words: usize,
    length: usize,
    years: Vec<i32>,
    numbers: Vec<f64>,
    shapes: FxHashMap<String, usize>,
}

impl Tally {
    fn add(&mut self, value: &str) {
        let folded = fold(value);
        let year = date_year(value);
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let letters = value
            .chars()
            .filter(|character| character.is_alphabetic())
            .count();
        let number = number(value);
        let phone = year.is_none() && is_phone(value);
        let tests = [
            phone,
            phone && is_sure_phone(value),
            is_email(value),
            is_url(value),
            is_website(value),
            is_british_postal(value),
            year.is_some(),
            is_time(value),
            is_nik(value),
            number.is_some(),
            digits > 0,
            letters > 0 && letters >= digits,
            is_person(value, &folded),
            is_address(&folded, digits, letters),
            is_organisation(&folded),
            is_postal(value, digits, letters),
            letters > 0 && lexicon::is_city(&folded),
            letters > 0 && lexicon::is_province(&folded),
            letters > 0 && lexicon::is_district(&folded),
            letters > 0 && digits == 0 && lexicon::is_name(&folded),
            letters == 0 && lexicon::has_area_code(&folded.replace(' ', "")),
        ];
        for (count, test) in self.counts.iter_mut().zip(tests) {
            *count += usize::from(test);
        }
        self.sampled += 1;
        self.words += folded.split(' ').count();
        self.length += value.chars().count();
        self.years.extend(year);
        self.numbers.extend(number);
        *self.shapes.entry(pattern(value)).or_default() += 1;
    }

    fn fill(mut self, shape: &mut Shape) {
        shape.sampled = self.sampled;
        let all = self.sampled;
        let [
            phone,
            sure,
            email,
            url,
            website,
            british,
            date,
            time,
            nik,
            number,
            digit,
            letter,
            person,
            address,
            organisation,
            postal,
            city,
            province,
            district,
            known_name,
            area_phone,
        ] = self.counts.map(|count| share(count, all));
        shape.phone = phone;
        shape.sure_phone = sure;
        shape.email = email;
        shape.url = url;
        shape.website = website;
        shape.british = british;
        shape.date = date;
        shape.time = time;
        shape.nik = nik;
        shape.number = number;
        shape.digit = digit;
        shape.letter = letter;
        shape.person = person;
        shape.address = address;
        shape.organisation = organisation;
        shape.postal = postal;
        shape.city = city;
        shape.province = province;
        shape.district = district;
        shape.known_name = known_name;
        shape.area_phone = area_phone;
        shape.words = share(self.words, all);
        shape.length = share(self.length, all);
        shape.one_shape = share(self.shapes.values().copied().max().unwrap_or(0), all);
        let codes: usize = self
            .shapes
            .iter()
            .filter(|(shape, _)| is_code_shape(shape))
            .map(|(_, count)| *count)
            .sum();
        shape.code = share(codes, all);
        self.years.sort_unstable();
        self.numbers.sort_unstable_by(f64::total_cmp);
        let years = self.years.len();
        shape.year_spread = if years == 0 {
            0
        } else {
            self.years[years * 9 / 10] - self.years[years / 10]
        };
        if years > 0 {
            shape.median_year = self.years[years / 2];
            shape.newest_year = self.years[(years - 1) - years / 100];
        }
        let numbers = self.numbers.len();
        if numbers > 0 {
            shape.range = self.numbers[(numbers - 1) - numbers / 100] - self.numbers[numbers / 100];
        }
        shape.median = self
            .numbers
            .get(self.numbers.len() / 2)
            .copied()
            .unwrap_or(0.0);
    }
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 {
        0.0
    } else {
        part as f32 / whole as f32
    }
}

fn is_blank(value: &str) -> bool {
    value
        .chars()
        .all(|character| character.is_whitespace() || character.is_control())
}

fn hash(value: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(value.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(values: &[&str]) -> Shape {
        let values: Vec<Box<str>> = std::iter::once("")
            .chain(values.iter().copied())
            .map(Into::into)
            .collect();
        let cells: Vec<u32> = (1..values.len() as u32).collect();
        Shape::of(&cells, &values.iter().skip(1).collect())
    }

    #[test]
    fn dates_are_seen_in_every_usual_notation() {
        for text in [
            "1984-10-27",
            "04/12/2006",
            "01-Apr-76",
            "19940914",
            "27121980",
            "9/14/93",
            "17 Agustus 1945",
            "Aug 17, 1945",
            "2011-01-01 10:20:30",
            "2011-01-01T10:20:30Z",
            "1.2.1980",
            "Surabaya, 12-03-1970",
        ] {
            assert!(date_year(text).is_some(), "{text}");
        }
        for text in [
            "512-353-8633",
            "1.950.000",
            "0107000571",
            "01.03.00123",
            "99999999",
            "RT 1/2",
            "7672358",
        ] {
            assert!(date_year(text).is_none(), "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_both_notations() {
        let cases = [
            ("1.950.000", 1_950_000.0),
            ("Rp 1.950.000,00", 1_950_000.0),
            ("1,234.50", 1234.0),
            ("275", 275.0),
        ];
        for (text, expected) in cases {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        assert_eq!(number("B003"), None);
    }

    #[test]
    fn telephone_numbers_are_told_from_codes_and_dates() {
        let phones = shape(&[
            "081234567891",
            "+62 812-3456-789",
            "(031) 5671234",
            "08563.2511.22",
        ]);
        assert_eq!((phones.phone, phones.sure_phone), (1.0, 1.0));
        let extended = shape(&["+1-555-867-5309 x1204", "(555)867-5309x77", "5671234 ext 3"]);
        assert_eq!(extended.phone, 1.0);
        assert!(extended.sure_phone > 0.6);
        assert_eq!(shape(&["04/12/2006", "20061204"]).phone, 0.0);
        assert_eq!(shape(&["0107000571", "0107000572"]).sure_phone, 0.0);
    }

    #[test]
    fn addresses_and_names_are_told_apart() {
        let names = shape(&["Budi Santoso", "Drs. H. Ahmad", "Nur'aini", "O’Brien-Smith"]);
        assert_eq!((names.person, names.address), (1.0, 0.0));
        let streets = shape(&[
            "Jl. Mawar No. 5",
            "88513 White Branch Apt. 621",
            "Hauptstrasse 12",
            "Lange weg 3",
        ]);
        assert_eq!(streets.address, 1.0);
    }

    #[test]
    fn row_numbers_are_seen_in_any_order() {
        assert!(shape(&["3", "1", "2", "4"]).row_numbers);
        assert!(!shape(&["3", "1", "2", "40"]).row_numbers);
    }

    #[test]
    fn gender_counts_rows_and_not_values() {
        let values: Vec<Box<str>> = ["", "M", "F", "q"].map(Into::into).into();
        let cells = [1, 1, 1, 1, 2, 2, 2, 2, 2, 3];
        assert!(Shape::of(&cells, &values.iter().skip(1).collect()).gender > 0.85);
    }
}
