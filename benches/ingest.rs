//! Files to columns of text.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::ingest;

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn read(criterion: &mut Criterion) {
    let shop = shop::Shop::new(1000);
    let settings = shop.settings();
    let bytes = shop
        .files
        .iter()
        .map(|file| std::fs::metadata(file).expect("a file").len())
        .sum();
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            for source in &settings.sources {
                black_box(ingest::read(source).expect("a source"));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
