//! Columns of text to comparable records.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::normalise::assemble;

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn records(criterion: &mut Criterion) {
    let sources = shop::Shop::new(1000).sources();
    let mut group = criterion.benchmark_group("normalise");
    group.throughput(Throughput::Elements(assemble(&sources).len() as u64));
    group.bench_function("assemble", |bencher| {
        bencher.iter(|| black_box(assemble(&sources)));
    });
    group.finish();
}

criterion_group!(benches, records);
criterion_main!(benches);
