//! Numbers the rows in the order of time and writes the files, each row together with its line of truth.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::error::Result;

use super::calendar::{DAY, Minute, date_of, write_date};
use super::cards::{CARD, PREVIOUS, RECEIPT, Role};
use super::dirt;
use super::draw::Draw;
use super::export::Export;
use super::invoices::{self, ITEMS, Line};
use super::profile::{CardNumber, FileStyle, Profile};
use super::spool::Spool;
use super::web;
use super::{CELL, Layout};

/// Counts the receipts of a shop in a month.
#[derive(Default)]
pub(super) struct ReceiptCounter {
    last: FxHashMap<(usize, i16, i8), u32>,
}

impl ReceiptCounter {
    pub(super) fn next(&mut self, shop: usize, minute: Minute) -> u32 {
        let date = date_of(minute);
        let last = self
            .last
            .entry((shop, date.year(), date.month()))
            .or_insert(0);
        *last += 1;
        *last
    }
}

fn receipt_number(profile: &Profile, shop: usize, minute: Minute, serial: u32) -> String {
    let date = date_of(minute);
    format!(
        "{}/{:02}{:02}/{serial:05}",
        profile.shops[shop].code,
        date.year() % 100,
        date.month()
    )
}

/// Numbers that were given out.
pub(super) struct Numbers {
    pub(super) of_cards: Vec<CardNumber>,
    pub(super) of_receipts: Vec<u32>,
    pub(super) last: FxHashMap<(usize, i16), u32>,
    /// The first numbers of each shop, which are sometimes given out again years later.
    pub(super) first: Vec<Vec<(i16, CardNumber)>>,
}

impl Numbers {
    fn give(
        &mut self,
        draw: &mut Draw,
        shop: usize,
        year: i16,
        previous: Option<usize>,
        upgrade: bool,
    ) -> CardNumber {
        let before = previous
            .map(|index| self.of_cards[index])
            .filter(|number| *number != CardNumber::NONE);
        if let (true, Some(before)) = (upgrade, before) {
            return before.upgraded();
        }
        if draw.chance(0.001) {
            let old: Vec<CardNumber> = self.first[shop]
                .iter()
                .filter(|(since, _)| since + 4 < year)
                .map(|(_, number)| *number)
                .collect();
            if !old.is_empty() {
                return draw.pick(&old);
            }
        }
        let last = self.last.entry((shop, year)).or_insert(0);
        *last += 1;
        let number = CardNumber::new(shop, year, *last);
        if self.first[shop].len() < 200 {
            self.first[shop].push((year, number));
        }
        number
    }
}

/// The truth about identity rows.
pub(super) struct Truth {
    pub(super) export: Export,
}

impl Truth {
    pub(super) fn create(folder: &Path) -> Result<Self> {
        let headers = [
            "source",
            "row",
            "record_key",
            "person_id",
            "customer_id",
            "household_id",
            "role",
        ];
        Ok(Self {
            export: Export::create(folder, &plain_style("truth"), &headers)?,
        })
    }

    fn add(&mut self, source: &str, row: u64, key: &str, ids: [&str; 3], role: &str) -> Result<()> {
        let [person, customer, household] = ids;
        let cells = [
            source.to_owned(),
            row.to_string(),
            key.to_owned(),
            format!("P{person}"),
            format!("C{customer}"),
            format!("H{household}"),
            role.to_owned(),
        ];
        self.export.write(&cells)?;
        Ok(())
    }
}

pub(super) fn plain_style(stem: &'static str) -> FileStyle {
    FileStyle {
        stem,
        layout: Layout::Delimited,
        delimiter: b',',
        quotes_all: false,
        crlf: false,
        windows: false,
        mark: false,
        title_lines: Vec::new(),
        page: 0,
        dos_end: false,
    }
}

pub(super) fn publish_cards(
    draw: &mut Draw,
    profile: &Profile,
    file: usize,
    spool: &mut Spool,
    numbers: &mut Numbers,
    truth: &mut Truth,
    folder: &Path,
) -> Result<(u64, PathBuf)> {
    let layout = &profile.cards[file];
    let headers: Vec<&str> = layout.columns.iter().map(|(_, header)| *header).collect();
    let mut export = Export::create(folder, &layout.style, &headers)?;
    let mut count = 0;
    spool.in_order(|minute, row| {
        let minute = minute as Minute;
        let cells = cells(row);
        let (head, fields) = cells.split_at(8);
        let (index, shop) = (parsed(head[0]) as usize, parsed(head[1]) as usize);
        let previous = (!head[7].is_empty()).then(|| parsed(head[7]) as usize);
        let number = numbers.give(draw, shop, date_of(minute).year(), previous, head[6] == "1");
        numbers.of_cards[index] = number;
        let key = number.written(layout.number, &profile.shops);
        let old = previous.map_or(String::new(), |index| {
            numbers.of_cards[index].written(layout.number, &profile.shops)
        });
        let row: Vec<Cow<str>> = fields
            .iter()
            .map(|field| match *field {
                CARD => Cow::from(key.as_str()),
                RECEIPT => {
                    let serial = numbers.of_receipts[index];
                    Cow::from(receipt_number(profile, shop, minute, serial))
                }
                field if field.contains(PREVIOUS) => Cow::from(field.replace(PREVIOUS, &old)),
                field => Cow::from(field),
            })
            .collect();
        if layout.style.page > 0 && count > 0 && count % layout.style.page == 0 {
            export.write(&headers)?;
            let mut subtotal = vec![String::new(); headers.len()];
            subtotal[0] = format!("SUB TOTAL {count}");
            export.write(&subtotal)?;
        }
        if draw.chance(0.0003) {
            // The program died in the middle of a row; it was typed again.
            export.write(&row[..row.len() / 3])?;
        } else if draw.chance(0.0003) {
            // A delimiter in the address that nobody quoted.
            let mut split = row.clone();
            split.insert(row.len() / 2, Cow::from("RT 03"));
            export.write(&split)?;
        }
        let line = export.write(&row)?;
        truth.add(
            layout.style.stem,
            line,
            &key,
            [head[2], head[3], head[4]],
            head[5],
        )?;
        count += 1;
        Ok(())
    })?;
    Ok((count, export.finish(layout.style.dos_end)?))
}

pub(super) fn publish_accounts(
    layout: Layout,
    spool: &mut Spool,
    truth: &mut Truth,
    folder: &Path,
) -> Result<(u64, PathBuf)> {
    const STEM: &str = "akun_online";
    let style = FileStyle {
        layout,
        ..plain_style(STEM)
    };
    let mut export = Export::create(folder, &style, &web::HEADERS)?;
    let mut count = 0;
    spool.in_order(|_, row| {
        let cells = cells(row);
        let (head, fields) = cells.split_at(3);
        count += 1;
        let key = (40_000 + count).to_string();
        let mut row = vec![key.as_str()];
        row.extend_from_slice(fields);
        let line = export.write(&row)?;
        truth.add(
            STEM,
            line,
            &key,
            [head[0], head[1], head[2]],
            Role::Own.word(),
        )
    })?;
    Ok((count, export.finish(false)?))
}

pub(super) fn publish_sales(
    draw: &mut Draw,
    profile: &Profile,
    spool: &mut Spool,
    numbers: &Numbers,
    folder: &Path,
) -> Result<(u64, [PathBuf; 2])> {
    let sales = &profile.sales;
    let mut export = Export::create(folder, &sales.style, &sales.headers)?;
    let mut truth = Export::create(
        &folder.join(super::TRUTH),
        &plain_style("truth_invoices"),
        &["row", "invoice", "customer_id"],
    )?;
    let mut last = ReceiptCounter::default();
    let mut count = 0;
    spool.in_order(|minute, row| {
        let minute = minute as Minute;
        let cells = cells(row);
        let (shop, operator) = (parsed(cells[0]) as usize, parsed(cells[1]) as usize);
        let branch = &profile.shops[shop];
        let serial = last.next(shop, minute);
        let number = receipt_number(profile, shop, minute, serial);
        let card = if cells[3].is_empty() {
            String::new()
        } else {
            shown_card(draw, profile, numbers.of_cards[parsed(cells[3]) as usize])
        };
        let customer = if cells[2].is_empty() {
            String::new()
        } else {
            format!("C{}", cells[2])
        };
        let day = write_date(date_of(minute), sales.date);
        let time = format!("{:02}:{:02}", minute % DAY / 60, minute % 60);
        for line in cells[7].split(' ').filter_map(line) {
            let (code, text, price) = ITEMS[line.item];
            let returned = (line.pieces < 0).then(|| format!("{text} (RETUR)"));
            let pieces = line.pieces.to_string();
            let price = invoices::write_amount(draw, price, branch.price);
            let total = invoices::write_amount(draw, line.total(), branch.total);
            let facts = [
                day.as_str(),
                &time,
                &branch.code,
                &number,
                &card,
                cells[5],
                cells[6],
                code,
                returned.as_deref().unwrap_or(text),
                &pieces,
                &price,
                &total,
                &branch.operators[operator].code,
            ];
            let at = export.write(&sales_row(facts, sales.order))?;
            truth.write(&[at.to_string().as_str(), &number, &customer])?;
            count += 1;
        }
        Ok(())
    })?;
    Ok((count, [export.finish(false)?, truth.finish(false)?]))
}

/// Puts the facts of a sale under the headers of the layout.
fn sales_row(facts: [&str; 13], order: [usize; 13]) -> [&str; 13] {
    let mut row = [""; 13];
    for (fact, place) in facts.into_iter().zip(order) {
        row[place] = fact;
    }
    row
}

/// The card number as the till read or typed it.
fn shown_card(draw: &mut Draw, profile: &Profile, number: CardNumber) -> String {
    let file = number.shop_in(&profile.shops).map_or(0, |shop| shop.file);
    let written = number.written(profile.cards[file].number, &profile.shops);
    let bare = || {
        written
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    match draw.below(200) {
        0 => format!("%{written}?"),
        1 => format!(";{}=?", bare()),
        2 => dirt::slipped(draw, &written),
        3 | 4 => bare(),
        _ if profile.sales.bare_cards => bare().trim_start_matches('0').to_owned(),
        _ => written,
    }
}

fn line(text: &str) -> Option<Line> {
    let (item, pieces) = text.split_once(':')?;
    Some(Line {
        item: item.parse().ok()?,
        pieces: pieces.parse().ok()?,
    })
}

pub(super) fn cells(row: &[u8]) -> Vec<&str> {
    text(row).split(CELL).collect()
}

pub(super) fn text(row: &[u8]) -> &str {
    std::str::from_utf8(row).expect("rows are written as text")
}

pub(super) fn parsed(cell: &str) -> u64 {
    cell.parse().expect("indices are written as numbers")
}
