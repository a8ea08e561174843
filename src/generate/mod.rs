//! Synthetic exports of a small Indonesian retailer, with known truth.
//!
//! In come a number of customers and a seed; out go two card files of different systems, the accounts of a web shop, the
//! sales file, and two truth files that say to whom every row belongs. The bytes depend on the number and the seed alone.
//!
//! Customers are drawn one household after the other and forgotten. Their rows wait in temporary files, from where they
//! come back in the order of time, so that the rows of one customer stand where its visits fell. In memory are the
//! profile, one bucket of rows, and eight bytes per card: the numbers that later rows refer to.
//!
//! Most errors belong to a file, a shop or an operator and not to a row: [`profile`] draws these first. All names,
//! numbers and addresses are invented.
//!
//! A person appears under one customer only. Cash sales to strangers have an empty customer in the truth. Repeated
//! headers, sub-totals and half-written rows count in the row numbers but have no line in the truth.

pub mod calendar;
pub mod cards;
pub mod dirt;
pub mod draw;
pub mod export;
pub mod invoices;
pub mod names;
pub mod people;
pub mod places;
mod printed;
pub mod profile;
mod publish;
pub mod spool;
pub mod web;

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};

use calendar::{DAY, DAYS, Minute};
use cards::{Plan, Role};
use draw::Draw;
use export::failed;
use invoices::Receipt;
use people::{Customer, Household, Population};
use profile::{CardNumber, Profile};
use publish::{
    Numbers, ReceiptCounter, Truth, parsed, publish_accounts, publish_cards, publish_sales, text,
};
use spool::Spool;

/// The folder of the truth, apart from the exports so that `*.csv` takes those alone.
pub const TRUTH: &str = "truth";

/// Between the cells of a row that waits.
const CELL: char = '\u{1f}';

/// How much to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Buyers with at least one card or web account.
    pub customers: u64,
    /// Where the draws start.
    pub seed: u64,
    /// How the files are stored.
    pub layout: Layout,
    /// Who takes cards in other names.
    pub proxies: Proxies,
    /// Whether every card has the shop's telephone for its only number.
    pub shop_telephone: bool,
}

/// Who takes cards in names that are not the own one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proxies {
    /// Some customers, each in a way of its own.
    #[default]
    Usual,
    /// Nobody: those who would be named on a customer's cards buy for themselves.
    None,
    /// Every customer, ten to twenty cards each.
    All,
}

/// How exports are stored; the truth is always CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Delimited text, each file in a dialect of its own.
    #[default]
    Delimited,
    /// dBase tables.
    Dbase,
    /// Printed reports: columns aligned by blanks, a head on every page, a total.
    Report,
}

impl Layout {
    fn ending(self) -> &'static str {
        match self {
            Self::Delimited => "csv",
            Self::Dbase => "dbf",
            Self::Report => "txt",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            customers: 1000,
            seed: 1,
            layout: Layout::default(),
            proxies: Proxies::default(),
            shop_telephone: false,
        }
    }
}

/// What was generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// People named on cards or accounts.
    pub persons: u64,
    /// Buyers.
    pub customers: u64,
    /// Rows of both card files that belong to a customer.
    pub cards: u64,
    /// Rows of the web file.
    pub web_customers: u64,
    /// Rows of the sales file.
    pub invoice_lines: u64,
    /// The files, in the order of writing.
    pub files: Vec<PathBuf>,
}

/// Writes the exports of a retailer with `settings.customers` buyers into `folder`, which is made if it doesn't exist.
///
/// # Errors
///
/// [`Kind::Output`](crate::error::Kind::Output) if `folder` is a file, is not empty or can't be written.
pub fn generate(settings: &Settings, folder: &Path) -> Result<Summary> {
    prepare(folder)?;
    let mut profile = Profile::in_layout(settings.seed, settings.layout);
    profile.types_shop_phone = settings.shop_telephone;
    let mut waiting = Waiting::new()?;
    let mut persons = 0;
    {
        let towns: Vec<usize> = profile.shops.iter().map(|shop| shop.city).collect();
        let mut population = Population::new(settings.seed, settings.customers, &towns);
        population.proxies = settings.proxies;
        let (mut done, mut number) = (0, 0);
        while done < settings.customers {
            let mut draw = Draw::new(settings.seed, number);
            number += 1;
            let home = draw.weighted(&[5.0, 4.0, 3.0, 2.0, 2.0, 4.0, 3.0, 2.0, 2.0]);
            let household = population.household(
                &mut draw,
                profile.shops[home].city,
                settings.customers - done,
            );
            for customer in &household.customers {
                persons += waiting.customer(
                    &mut draw,
                    &mut population,
                    &profile,
                    home,
                    &household,
                    customer,
                )?;
                if draw.chance(0.06) {
                    waiting.receipt(&invoices::cash_sale(&mut draw, &profile, home), 0)?;
                }
            }
            done += household.customers.len() as u64;
        }
    }
    let published = waiting.publish(settings, &profile, folder)?;
    Ok(Summary {
        persons,
        customers: settings.customers,
        ..published
    })
}

fn prepare(folder: &Path) -> Result<()> {
    if folder.exists() && !folder.is_dir() {
        return Err(Error::output("the output folder exists as a file")
            .in_file(folder)
            .hinted("Name a folder that doesn't exist yet"));
    }
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut entries = std::fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    if entries.next().is_some() {
        return Err(Error::output("the output folder is not empty")
            .in_file(folder)
            .hinted("Empty it, or name a folder that doesn't exist yet"));
    }
    let truth = folder.join(TRUTH);
    std::fs::create_dir(&truth).map_err(|error| failed(&truth, error))
}

/// Rows that wait to be put in order.
struct Waiting {
    cards: [Spool; 2],
    accounts: Spool,
    receipts: Spool,
    count: usize,
}

impl Waiting {
    fn new() -> Result<Self> {
        let end = u64::from(DAYS * DAY);
        Ok(Self {
            cards: [Spool::new(end)?, Spool::new(end)?],
            accounts: Spool::new(end)?,
            receipts: Spool::new(end)?,
            count: 0,
        })
    }

    /// Takes in all rows of one customer and counts the people they name.
    fn customer(
        &mut self,
        draw: &mut Draw,
        population: &mut Population,
        profile: &Profile,
        home: usize,
        household: &Household,
        customer: &Customer,
    ) -> Result<u64> {
        let plans = cards::plan(draw, population, profile, home, household, customer);
        let issued: Vec<bool> = plans.iter().map(|_| draw.chance(0.75)).collect();
        let first = self.count;
        let mut previous = [None; 2];
        for (plan, &has_receipt) in plans.iter().zip(&issued) {
            let cells = cards::write_card(draw, plan, population, profile, has_receipt);
            let file = profile.shops[plan.shop].file;
            self.card(plan, file, customer, household, previous[file], &cells)?;
            if plan.role == Role::Own {
                previous[file] = Some(self.count);
            }
            self.count += 1;
        }
        let holder = household.members[customer.holder].id;
        let mut named: Vec<u64> = plans.iter().map(|plan| plan.person.id).collect();
        for (minute, cells) in web::accounts(draw, population, household, customer) {
            let head = format!("{holder}{CELL}{}{CELL}{}", customer.id, household.id);
            let row = format!("{head}{CELL}{}", joined(&cells));
            self.accounts.push(u64::from(minute), row.as_bytes())?;
            named.push(holder);
        }
        for receipt in invoices::receipts(draw, profile, home, household, customer, &plans, &issued)
        {
            self.receipt(&receipt, first)?;
        }
        named.sort_unstable();
        named.dedup();
        Ok(named.len() as u64)
    }

    fn card(
        &mut self,
        plan: &Plan,
        file: usize,
        customer: &Customer,
        household: &Household,
        previous: Option<usize>,
        cells: &[String],
    ) -> Result<()> {
        let row = format!(
            "{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}",
            self.count,
            plan.shop,
            plan.person.id,
            customer.id,
            household.id,
            plan.role.word(),
            u8::from(plan.upgrade),
            previous.map_or(String::new(), |index| index.to_string()),
            joined(cells)
        );
        self.cards[file].push(u64::from(plan.minute), row.as_bytes())
    }

    /// Takes in a receipt of a customer whose first card has the index `first`.
    fn receipt(&mut self, receipt: &Receipt, first: usize) -> Result<()> {
        let index =
            |card: Option<usize>| card.map_or(String::new(), |card| (card + first).to_string());
        let lines: Vec<String> = receipt
            .lines
            .iter()
            .map(|line| format!("{}:{}", line.item, line.pieces))
            .collect();
        let row = format!(
            "{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}{CELL}{}",
            receipt.shop,
            receipt.operator,
            receipt
                .customer
                .map_or(String::new(), |customer| customer.to_string()),
            index(receipt.card),
            index(receipt.issues),
            receipt.name,
            receipt.phone,
            lines.join(" ")
        );
        let minute = receipt.minute.min(DAYS * DAY - 1);
        self.receipts.push(u64::from(minute), row.as_bytes())
    }

    /// Writes all files, each in the order of time.
    fn publish(mut self, settings: &Settings, profile: &Profile, folder: &Path) -> Result<Summary> {
        let mut draw = Draw::new(settings.seed, u64::MAX - 2);
        let mut truth = Truth::create(&folder.join(TRUTH))?;
        let mut files = Vec::new();
        let mut numbers = Numbers {
            of_cards: vec![CardNumber::NONE; self.count],
            of_receipts: self.receipt_numbers()?,
            last: FxHashMap::default(),
            first: vec![Vec::new(); profile.shops.len()],
        };
        let mut cards = 0;
        for (file, spool) in self.cards.iter_mut().enumerate() {
            let (count, path) = publish_cards(
                &mut draw,
                profile,
                file,
                spool,
                &mut numbers,
                &mut truth,
                folder,
            )?;
            cards += count;
            files.push(path);
        }
        let (web_customers, path) =
            publish_accounts(settings.layout, &mut self.accounts, &mut truth, folder)?;
        files.push(path);
        let (invoice_lines, paths) =
            publish_sales(&mut draw, profile, &mut self.receipts, &numbers, folder)?;
        files.extend(paths);
        files.push(truth.export.finish(false)?);
        Ok(Summary {
            persons: 0,
            customers: 0,
            cards,
            web_customers,
            invoice_lines,
            files,
        })
    }

    /// Numbers the receipts per shop and month and keeps those for which a card was issued, by card.
    fn receipt_numbers(&mut self) -> Result<Vec<u32>> {
        let mut of_cards = vec![0; self.count];
        let mut last = ReceiptCounter::default();
        self.receipts.in_order(|minute, row| {
            let mut cells = text(row).split(CELL);
            let shop = cells.next().map_or(0, parsed);
            let serial = last.next(shop as usize, minute as Minute);
            if let Some(card) = cells.nth(3).filter(|cell| !cell.is_empty()) {
                of_cards[parsed(card) as usize] = serial;
            }
            Ok(())
        })?;
        Ok(of_cards)
    }
}

fn joined(cells: &[String]) -> String {
    let mut row = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            row.push(CELL);
        }
        row.push_str(cell);
    }
    row
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::profile::FileStyle;
    use super::publish::plain_style;
    use super::*;

    fn made(customers: u64, seed: u64) -> (tempfile::TempDir, Summary) {
        made_as(Settings {
            customers,
            seed,
            ..Settings::default()
        })
    }

    fn made_as(settings: Settings) -> (tempfile::TempDir, Summary) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let summary = generate(&settings, folder.path()).expect("an empty folder can be filled");
        (folder, summary)
    }

    fn bytes(folder: &tempfile::TempDir, summary: &Summary) -> Vec<Vec<u8>> {
        assert!(
            summary
                .files
                .iter()
                .all(|file| file.starts_with(folder.path()))
        );
        summary
            .files
            .iter()
            .map(|file| std::fs::read(file).expect("the file was written"))
            .collect()
    }

    /// The rows of `stem` below the header, counted as a reader would count them.
    fn rows(folder: &tempfile::TempDir, style: &FileStyle) -> Vec<Vec<String>> {
        rows_of(folder.path(), style)
    }

    fn rows_of(folder: &Path, style: &FileStyle) -> Vec<Vec<String>> {
        let mut text = std::fs::read(folder.join(format!("{}.csv", style.stem)))
            .expect("the file was written");
        for _ in &style.title_lines {
            let end = text
                .iter()
                .position(|byte| *byte == b'\n')
                .expect("a title line ends");
            text.drain(..=end);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(style.delimiter)
            .flexible(true)
            .from_reader(&text[..]);
        reader
            .byte_records()
            .map(|row| {
                let row = row.expect("the row can be read");
                row.iter()
                    .map(|cell| String::from_utf8_lossy(cell).into_owned())
                    .collect()
            })
            .collect()
    }

    fn rows_of_truth(folder: &tempfile::TempDir, stem: &'static str) -> Vec<Vec<String>> {
        rows_of(&folder.path().join(TRUTH), &plain_style(stem))
    }

    fn truth(folder: &tempfile::TempDir) -> Vec<Vec<String>> {
        rows_of_truth(folder, "truth")
    }

    fn amount(text: &str) -> i64 {
        let below = text.starts_with(['-', '(']) || text.ends_with("00-");
        let text = text
            .trim_matches(['(', ')', '-'])
            .trim_start_matches("Rp")
            .trim()
            .trim_matches([',', '-']);
        let text = text
            .strip_suffix(".00")
            .or_else(|| text.strip_suffix(",00"))
            .unwrap_or(text);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let amount: i64 = digits.parse().expect("an amount has digits");
        if below { -amount } else { amount }
    }

    #[test]
    fn the_same_seed_writes_the_same_bytes_and_another_seed_other_bytes() {
        let (first, summary) = made(300, 1);
        let (second, again) = made(300, 1);
        let (third, other) = made(300, 2);
        assert_eq!(bytes(&first, &summary), bytes(&second, &again));
        for (left, right) in bytes(&first, &summary).iter().zip(&bytes(&third, &other)) {
            assert_ne!(left, right);
        }
    }

    #[test]
    fn every_card_and_account_has_exactly_one_line_in_the_truth_and_its_key_stands_in_its_row() {
        for seed in 0..4 {
            let (folder, summary) = made(800, seed);
            let profile = Profile::new(seed);
            let truth = truth(&folder);
            assert_eq!(truth.len() as u64, summary.cards + summary.web_customers);
            let places: HashSet<(&str, &str)> = truth
                .iter()
                .map(|line| (line[0].as_str(), line[1].as_str()))
                .collect();
            assert_eq!(places.len(), truth.len());
            let mut files: HashMap<&str, Vec<Vec<String>>> = HashMap::new();
            files.insert("akun_online", rows(&folder, &plain_style("akun_online")));
            for file in &profile.cards {
                files.insert(file.style.stem, rows(&folder, &file.style));
            }
            for line in &truth {
                let row: usize = line[1].parse().expect("a row number");
                assert!(
                    files[line[0].as_str()][row - 1].contains(&line[2]),
                    "{line:?}"
                );
            }
            assert_eq!(files["akun_online"].len() as u64, summary.web_customers);
        }
    }

    #[test]
    fn rows_without_truth_are_headers_sums_or_broken() {
        let (folder, _) = made(12_000, 4);
        let profile = Profile::new(4);
        let truth = truth(&folder);
        let mut broken = 0;
        for file in &profile.cards {
            let known: HashSet<usize> = truth
                .iter()
                .filter(|line| line[0] == file.style.stem)
                .map(|line| line[1].parse().expect("a row number"))
                .collect();
            for (index, row) in rows(&folder, &file.style).iter().enumerate() {
                let is_whole = row.len() == file.columns.len();
                if known.contains(&(index + 1)) {
                    assert!(is_whole, "{row:?}");
                } else {
                    let is_page = row[0].starts_with("SUB TOTAL")
                        || row.iter().any(|cell| cell == file.columns[1].1);
                    assert!(!is_whole || is_page || row[0] == "\u{1a}", "{row:?}");
                    broken += 1;
                }
            }
        }
        assert!(broken > 0);
    }

    #[test]
    fn totals_are_pieces_times_price_and_every_line_has_its_truth() {
        let (folder, summary) = made(500, 3);
        let sales = Profile::new(3).sales;
        let lines = rows(&folder, &sales.style);
        let truth = rows_of_truth(&folder, "truth_invoices");
        assert_eq!(lines.len() as u64, summary.invoice_lines);
        assert_eq!(truth.len(), lines.len());
        let mut returned = 0;
        for (number, (line, truth)) in lines.iter().zip(&truth).enumerate() {
            let cell = |fact: usize| line[sales.order[fact]].as_str();
            let pieces: i64 = cell(9).parse().expect("pieces are plain");
            assert_eq!(amount(cell(11)), pieces * amount(cell(10)), "{line:?}");
            returned += usize::from(pieces < 0);
            assert_eq!(truth[0], (number + 1).to_string());
            assert_eq!(truth[1], cell(3));
        }
        assert!(returned > 0);
    }

    #[test]
    fn the_counts_of_the_summary_are_those_of_the_truth() {
        let (folder, summary) = made(1500, 5);
        let truth = truth(&folder);
        let count = |column: usize| {
            truth
                .iter()
                .map(|line| &line[column])
                .collect::<HashSet<_>>()
                .len() as u64
        };
        assert_eq!(count(4), summary.customers);
        assert_eq!(count(3), summary.persons);
        let buyers: HashSet<&String> = truth.iter().map(|line| &line[4]).collect();
        for line in rows_of_truth(&folder, "truth_invoices") {
            assert!(line[2].is_empty() || buyers.contains(&line[2]), "{line:?}");
        }
    }

    #[test]
    fn every_role_occurs_and_a_person_has_one_customer_and_one_role() {
        let (folder, _) = made(1500, 6);
        let mut of_person: HashMap<String, (String, String)> = HashMap::new();
        let mut roles: HashMap<String, usize> = HashMap::new();
        for line in truth(&folder) {
            *roles.entry(line[6].clone()).or_default() += 1;
            let place = (line[4].clone(), line[6].clone());
            assert_eq!(
                of_person
                    .entry(line[3].clone())
                    .or_insert_with(|| place.clone()),
                &place
            );
        }
        assert_eq!(roles.len(), 3);
        assert!(
            roles["own"] > roles["proxy"] && roles["proxy"] > roles["family"],
            "{roles:?}"
        );
    }

    #[test]
    fn without_proxies_every_card_names_its_customer_and_families_buy_for_themselves() {
        let settings = Settings {
            customers: 1500,
            seed: 6,
            ..Settings::default()
        };
        let (folder, summary) = made_as(Settings {
            proxies: Proxies::None,
            ..settings
        });
        let truth = truth(&folder);
        assert!(truth.iter().all(|line| line[6] == "own"));
        assert_eq!(
            (summary.customers, summary.persons),
            (settings.customers, settings.customers)
        );
        let shared = |lines: &[Vec<String>]| {
            let mut of_household: HashMap<&str, HashSet<&str>> = HashMap::new();
            for line in lines {
                let customers = of_household.entry(&line[5]).or_default();
                customers.insert(&line[4]);
            }
            of_household.values().filter(|of| of.len() > 1).count()
        };
        let usual = rows_of_truth(&made_as(settings).0, "truth");
        assert!(
            shared(&truth) > shared(&usual) * 6 / 5,
            "{} and {}",
            shared(&truth),
            shared(&usual)
        );
    }

    #[test]
    fn where_all_have_proxies_every_customer_holds_many_cards_most_in_other_names() {
        let (folder, _) = made_as(Settings {
            customers: 100,
            seed: 6,
            proxies: Proxies::All,
            ..Settings::default()
        });
        let mut of_customer: HashMap<String, [usize; 2]> = HashMap::new();
        for line in truth(&folder) {
            let [cards, proxies] = of_customer.entry(line[4].clone()).or_default();
            *cards += usize::from(line[0] != "akun_online");
            *proxies += usize::from(line[6] == "proxy");
        }
        assert_eq!(of_customer.len(), 100);
        for [cards, proxies] in of_customer.values() {
            assert!(*cards >= 10 && *proxies >= 4, "{proxies} of {cards}");
        }
    }

    #[test]
    fn cards_of_one_customer_rarely_stand_next_to_each_other() {
        let (folder, _) = made(3000, 7);
        let truth = truth(&folder);
        let beside = truth
            .windows(2)
            .filter(|pair| pair[0][4] == pair[1][4])
            .count();
        assert!(beside * 3 < truth.len(), "{beside} of {}", truth.len());
    }

    #[test]
    fn a_folder_that_is_not_empty_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("note.txt");
        std::fs::write(&file, "mine").expect("a file can be written");
        let refused = |path: &Path| {
            generate(&Settings::default(), path)
                .expect_err("must be refused")
                .to_string()
        };
        assert!(refused(folder.path()).starts_with("the output folder is not empty"));
        assert!(refused(&file).starts_with("the output folder exists as a file"));
        assert_eq!(
            std::fs::read_to_string(&file).expect("the file is still there"),
            "mine"
        );
    }
}
