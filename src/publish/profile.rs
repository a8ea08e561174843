//! What customers bought and where they stand: columns of the golden file, the lines with their buyers, the cards.

use std::ops::Range;

use super::{Findings, push_id};
use crate::error::{Error, Kind, Result};
use crate::frame::{Cells, Frame, Table};
use crate::ingest::Field;
use crate::purchase::{Day, Habits, Line, Purchases, Topic, Totals};
use crate::record::RecordId;
use crate::segment::{OTHER, Scores, Standing};

/// The word for a line without a customer.
const NOBODY: &str = "nobody";

/// Checks that every sum fits into a column, so that none is written wrong in silence.
///
/// # Errors
///
/// [`Kind::Output`] with the sum and the file for one beyond 92 quadrillion.
pub(super) fn check(findings: &Findings) -> Result<()> {
    let Some(purchases) = &findings.purchases else {
        return Ok(());
    };
    let too_large = |what: &str| {
        Error::new(
            Kind::Output,
            format!("{what} is too large to be written: more than 92 quadrillion"),
        )
        .hinted("Look with `satukan profile` for cells of amounts or quantities that hold something else")
    };
    let fits = |sum: i128| i64::try_from(sum).is_ok();
    for (at, (totals, habits)) in purchases
        .by_customer
        .iter()
        .zip(&purchases.habits)
        .enumerate()
    {
        for (what, sum) in [
            ("purchase amount", totals.amount),
            ("quantity", habits.quantity),
            ("return amount", habits.return_amount),
            ("amount of the last year", habits.last_year),
            ("amount of the year before", habits.year_before),
        ] {
            if !fits(sum) {
                let id = &findings.ids.customers[at];
                return Err(too_large(&format!("the {what} of customer C{id}")));
            }
        }
    }
    for (record, totals) in findings.records.ids().zip(&purchases.by_record) {
        if !fits(totals.amount) {
            let (source, row) = (findings.source_name(record), findings.row(record));
            return Err(too_large(&format!(
                "the purchase amount of the card in `{source}` row {row}"
            )));
        }
    }
    Ok(())
}

/// A sum that [`check`] let pass.
fn checked(sum: i128) -> i64 {
    i64::try_from(sum).expect("checked before anything is written")
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).expect("there are fewer than 2^63 lines")
}

/// Writes a day into a cell.
fn push_day(day: Option<Day>, into: &mut String) {
    if let Some(day) = day {
        into.push_str(&day.iso());
    }
}

/// Adds what each customer's lines come to.
pub(super) fn push_totals(frame: &mut Frame, findings: &Findings, customers: Range<usize>) {
    let purchases = findings.purchases.as_ref();
    let totals = |customer: usize| purchases.map(|purchases| &purchases.by_customer[customer]);
    let of_customers: Vec<Option<&Totals>> = customers.map(totals).collect();
    push_columns_of_totals(frame, &of_customers);
}

fn push_columns_of_totals(frame: &mut Frame, of: &[Option<&Totals>]) {
    let number = |read: &dyn Fn(&Totals) -> u64| {
        let cells = of.iter().map(|totals| totals.map(|it| whole(read(it))));
        Cells::Whole(cells.collect())
    };
    frame.push("invoices", number(&|totals| totals.invoices));
    frame.push("invoice_lines", number(&|totals| totals.lines));
    let amounts = of.iter().map(|totals| totals.map(|it| checked(it.amount)));
    frame.push("purchase_amount", Cells::Amount(amounts.collect()));
    frame.text_of("first_purchase", of, |totals, into| {
        push_day(totals.and_then(|totals| totals.first), into);
    });
    frame.text_of("last_purchase", of, |totals, into| {
        push_day(totals.and_then(|totals| totals.last), into);
    });
}

/// Adds how each customer buys, and where the customer stands.
pub(super) fn push_profile(frame: &mut Frame, findings: &Findings, customers: Range<usize>) {
    let rows: Vec<Option<Row<'_>>> = customers.map(|at| Row::new(findings, at)).collect();
    push_habits(frame, &rows);
    push_standing(frame, &rows, findings);
}

/// All that is known of one customer's purchases.
struct Row<'a> {
    purchases: &'a Purchases,
    totals: &'a Totals,
    habits: &'a Habits,
    standing: &'a Standing,
}

impl<'a> Row<'a> {
    /// None where no source holds invoices.
    fn new(findings: &'a Findings, customer: usize) -> Option<Self> {
        let (purchases, segments) = (findings.purchases.as_ref()?, findings.segments.as_ref()?);
        Some(Self {
            purchases,
            totals: &purchases.by_customer[customer],
            habits: &purchases.habits[customer],
            standing: &segments.customers[customer],
        })
    }

    /// The mean amount of an invoice, rounded to a hundredth, halves away from zero.
    fn basket(&self) -> Option<i64> {
        let invoices = i128::from(self.totals.invoices);
        let half = invoices * self.totals.amount.signum();
        let rounded = (2 * self.totals.amount + half).checked_div(2 * invoices)?;
        Some(checked(rounded))
    }
}

/// What a cell of a row is made of.
type Of<'a, T> = &'a dyn Fn(&Row<'_>) -> T;

fn cells<T>(rows: &[Option<Row<'_>>], read: Of<'_, Option<T>>) -> Vec<Option<T>> {
    rows.iter().map(|row| read(row.as_ref()?)).collect()
}

fn push_habits(frame: &mut Frame, rows: &[Option<Row<'_>>]) {
    let amount = |read: Of<'_, Option<i64>>| Cells::Amount(cells(rows, read));
    let real = |read: Of<'_, Option<f64>>| Cells::Real(cells(rows, read));
    let number = |read: Of<'_, u64>| Cells::Whole(cells(rows, &|row| Some(whole(read(row)))));
    frame.push("visits", number(&|row| row.totals.visits));
    // Hundredths of a piece are written like hundredths of the currency.
    frame.push(
        "quantity",
        amount(&|row| Some(checked(row.habits.quantity))),
    );
    frame.push("average_basket", amount(&|row| row.basket()));
    frame.push(
        "days_between_purchases",
        real(&|row| row.habits.days_between),
    );
    for topic in Topic::ALL {
        let at = topic as usize;
        let word = topic.word();
        frame.text_of(format!("favourite_{word}"), rows, |row, into| {
            if let Some(row) = row
                && let Some(favourite) = row.habits.favourites[at]
            {
                into.push_str(row.purchases.text(topic, favourite));
            }
        });
        if matches!(topic, Topic::Payment | Topic::Cashier) {
            let share = |row: &Row<'_>| {
                let favourite = row.habits.favourites[at]?;
                Some(favourite.invoices as f64 / favourite.of as f64)
            };
            frame.push(format!("{word}_share"), real(&share));
        }
    }
    frame.push("return_lines", number(&|row| row.habits.return_lines));
    frame.push(
        "return_amount",
        amount(&|row| Some(checked(row.habits.return_amount))),
    );
    let is_dated = |row: &Row<'_>| row.purchases.reference.is_some();
    frame.push(
        "amount_last_year",
        amount(&|row| is_dated(row).then(|| checked(row.habits.last_year))),
    );
    frame.push(
        "amount_year_before",
        amount(&|row| is_dated(row).then(|| checked(row.habits.year_before))),
    );
    frame.push("trend", real(&|row| row.habits.trend()));
}

fn push_standing(frame: &mut Frame, rows: &[Option<Row<'_>>], findings: &Findings) {
    let days = |row: &Row<'_>| row.standing.recency.map(i64::from);
    frame.push("days_since_purchase", Cells::Whole(cells(rows, &days)));
    let score = |read: fn(Scores) -> Option<u8>| {
        let score = |row: &Row<'_>| row.standing.scores.and_then(read).map(i64::from);
        Cells::Whole(cells(rows, &score))
    };
    frame.push("recency_score", score(|scores| scores.recency));
    frame.push("frequency_score", score(|scores| Some(scores.frequency)));
    frame.push("money_score", score(|scores| Some(scores.money)));
    let rules = findings.segments.as_ref();
    frame.text_of("segment", rows, |row, into| {
        let standing = row.as_ref().map(|row| row.standing);
        let Some(standing) = standing.filter(|standing| standing.scores.is_some()) else {
            return;
        };
        let name = rules
            .zip(standing.rule)
            .map(|(segments, rule)| &segments.settings.rules[rule].name);
        into.push_str(name.map_or(OTHER, String::as_str));
    });
    frame.text_of("lifecycle", rows, |row, into| {
        into.push_str(row.as_ref().map_or("", |row| row.standing.lifecycle.word()));
    });
    frame.text_of("value_tier", rows, |row, into| {
        let tier = row.as_ref().and_then(|row| row.standing.tier);
        into.push_str(tier.map_or("", |tier| tier.word()));
    });
    let churn = cells(rows, &|row| row.standing.churn);
    frame.push("churn_risk", Cells::Real(churn));
}

/// The table of invoice lines: what each was, and whose. By the name of the source and by row.
pub(super) fn lines(findings: &Findings) -> Table<'_> {
    let lines = findings.purchases.as_ref().map(|it| it.lines.as_slice());
    // Sources are read in the order in which they were named.
    let mut by_source: Vec<&[Line]> = lines
        .unwrap_or_default()
        .chunk_by(|one, other| one.source == other.source)
        .collect();
    by_source.sort_by_key(|lines| &findings.sources[usize::from(lines[0].source)].name);
    let lines: Vec<&Line> = by_source.into_iter().flatten().collect();
    Table::new(lines.len(), move |rows| {
        part_of_lines(findings, &lines[rows])
    })
}

fn part_of_lines(findings: &Findings, lines: &[&Line]) -> Frame {
    let mut frame = Frame::new();
    let source = |place: u16| &findings.sources[usize::from(place)];
    let lines = || lines.iter().copied();
    frame.text_of("source", lines(), |line, into| {
        into.push_str(&source(line.source).name);
    });
    let rows = lines().map(|line| Some(i64::from(source(line.source).rows[line.row as usize])));
    frame.push("row", Cells::Whole(rows.collect()));
    for (name, field) in [
        ("invoice", Field::InvoiceNumber),
        ("item_code", Field::ItemCode),
        ("item_name", Field::ItemName),
        ("shop", Field::Shop),
    ] {
        let columns: Vec<_> = findings
            .sources
            .iter()
            .map(|source| source.columns_of(field).next())
            .collect();
        frame.text_of(name, lines(), |line, into| {
            if let Some(column) = columns[usize::from(line.source)] {
                into.push_str(column.text(line.row as usize));
            }
        });
    }
    frame.text_of("date", lines(), |line, into| push_day(line.day, into));
    let quantities = lines().map(|line| Some(line.quantity));
    frame.push("quantity", Cells::Amount(quantities.collect()));
    let amounts = lines().map(|line| Some(line.amount));
    frame.push("amount", Cells::Amount(amounts.collect()));
    frame.text_of("record_source", lines(), |line, into| {
        if let Some(buyer) = line.buyer {
            into.push_str(findings.source_name(buyer.record));
        }
    });
    let rows = lines().map(|line| line.buyer.map(|buyer| findings.row(buyer.record)));
    frame.push("record_row", Cells::Whole(rows.collect()));
    frame.text_of("record_key", lines(), |line, into| {
        if let Some(buyer) = line.buyer {
            into.push_str(&findings.records.keys[buyer.record.index()]);
        }
    });
    frame.text_of("customer_id", lines(), |line, into| {
        if let Some(buyer) = line.buyer {
            push_id(into, 'C', &findings.ids.customers[buyer.customer as usize]);
        }
    });
    frame.text_of("attributed_by", lines(), |line, into| {
        into.push_str(line.buyer.map_or(NOBODY, |buyer| buyer.by.word()));
    });
    frame
}

/// The table of cards: what each record bought by itself, beside its customer.
pub(super) fn cards(findings: &Findings) -> Table<'_> {
    Table::new(findings.records.len(), |rows| part_of_cards(findings, rows))
}

fn part_of_cards(findings: &Findings, rows: Range<usize>) -> Frame {
    let mut frame = Frame::new();
    let records: Vec<RecordId> = rows.map(|at| RecordId(at as u32)).collect();
    let customers = || records.iter().map(|record| findings.customer_of(*record));
    findings.push_origin(&mut frame, "", records.iter().copied());
    findings.push_customers(&mut frame, "customer_id", customers());
    let roles = records
        .iter()
        .map(|record| findings.customers.roles[record.index()].word());
    frame.text("role", roles);
    let purchases = findings.purchases.as_ref();
    let totals = |record: &RecordId| purchases.map(|it| &it.by_record[record.index()]);
    let of_records: Vec<Option<&Totals>> = records.iter().map(totals).collect();
    push_columns_of_totals(&mut frame, &of_records);
    let visits = of_records
        .iter()
        .map(|totals| totals.map(|it| whole(it.visits)));
    frame.push("visits", Cells::Whole(visits.collect()));
    let of_customers: Vec<Option<&Totals>> = customers()
        .map(|customer| purchases.map(|it| &it.by_customer[customer]))
        .collect();
    frame.text_of("customer_first_purchase", &of_customers, |totals, into| {
        push_day(totals.and_then(|totals| totals.first), into);
    });
    frame.text_of("customer_last_purchase", &of_customers, |totals, into| {
        push_day(totals.and_then(|totals| totals.last), into);
    });
    let visits = of_customers
        .iter()
        .map(|totals| totals.map(|it| whole(it.visits)));
    frame.push("customer_visits", Cells::Whole(visits.collect()));
    frame
}
