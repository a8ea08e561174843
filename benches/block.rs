//! Records to candidate pairs.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn block(criterion: &mut Criterion) {
    let records = shop::Shop::new(2000).records();
    let index = shop::index(&records);
    let mut group = criterion.benchmark_group("block");
    group.throughput(Throughput::Elements(records.len() as u64));
    group.bench_function("index", |bencher| {
        bencher.iter(|| black_box(shop::index(&records)));
    });
    group.bench_function("candidates", |bencher| {
        let mut candidates = Vec::new();
        bencher.iter(|| {
            for record in records.ids() {
                index.candidates(record, &mut candidates);
                black_box(candidates.len());
            }
        });
    });
    group.finish();
}

criterion_group!(benches, block);
criterion_main!(benches);
