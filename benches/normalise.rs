//! Columns of text to comparable records.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use satukan::ingest::{Field, Source};
use satukan::normalise::date::DateOrder;
use satukan::normalise::phone::Country;
use satukan::normalise::{Settings, address, assemble, date, name, national_id, phone};

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

/// From the columns of all sources to attributes, with repeated values understood once.
fn records(criterion: &mut Criterion) {
    let sources = shop::Shop::new(1000).sources();
    let settings = Settings::default();
    let mut group = criterion.benchmark_group("normalise");
    let count = assemble(&sources, &settings).len();
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function("assemble", |bencher| {
        bencher.iter(|| black_box(assemble(&sources, &settings)));
    });
    group.finish();
}

/// A full record in which no value repeats one of another record.
struct Full<'a> {
    name: &'a str,
    phones: [&'a str; 2],
    address: &'a str,
    born: &'a str,
    national_id: &'a str,
}

impl Full<'_> {
    fn understand(&self) -> usize {
        let phones = self
            .phones
            .map(|phone| phone::parse(phone, Country::Indonesia, Some("35.78")));
        usize::from(name::parse(self.name).is_some())
            + phones.iter().map(Vec::len).sum::<usize>()
            + usize::from(address::parse(self.address).is_some())
            + usize::from(date::parse_birth(self.born, DateOrder::DayMonth).is_some())
            + usize::from(national_id::parse(self.national_id).is_some())
    }
}

/// The distinct texts of a field over all sources; each column begins with the empty text.
fn distinct(sources: &[Source], field: Field) -> Vec<&str> {
    let mut texts: Vec<&str> = sources
        .iter()
        .flat_map(|source| source.columns_of(field))
        .flat_map(|column| column.values.iter().skip(1))
        .collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// From raw values to understood ones, every value a different one.
fn values(criterion: &mut Criterion) {
    let sources = shop::Shop::new(20_000).sources();
    let of = |field| distinct(&sources, field);
    let (names, phones, addresses) = (of(Field::Name), of(Field::Phone), of(Field::Address));
    let (births, ids) = (of(Field::BirthDate), of(Field::NationalId));
    let count = names.len().min(phones.len() / 2).min(addresses.len());
    let records: Vec<Full> = (0..count)
        .map(|at| Full {
            name: names[at],
            phones: [phones[2 * at], phones[2 * at + 1]],
            address: addresses[at],
            born: births[at % births.len()],
            national_id: ids[at % ids.len()],
        })
        .collect();
    let mut group = criterion.benchmark_group("values");
    group.throughput(Throughput::Elements(count as u64));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        group.bench_function(
            BenchmarkId::new("full records, threads", threads),
            |bencher| {
                bencher.iter(|| {
                    pool.install(|| records.par_iter().map(Full::understand).sum::<usize>())
                });
            },
        );
    }
    let mut each = |what: &str, texts: &[&str], read: &dyn Fn(&str) -> usize| {
        group.throughput(Throughput::Elements(texts.len() as u64));
        group.bench_function(what, |bencher| {
            bencher.iter(|| texts.iter().map(|text| read(text)).sum::<usize>());
        });
    };
    each("name", &names, &|text| {
        usize::from(name::parse(text).is_some())
    });
    each("phone", &phones, &|text| {
        phone::parse(text, Country::Indonesia, Some("35.78")).len()
    });
    each("address", &addresses, &|text| {
        usize::from(address::parse(text).is_some())
    });
    each("birth date", &births, &|text| {
        usize::from(date::parse_birth(text, DateOrder::DayMonth).is_some())
    });
    each("identity number", &ids, &|text| {
        usize::from(national_id::parse(text).is_some())
    });
    group.finish();
}

criterion_group!(benches, records, values);
criterion_main!(benches);
