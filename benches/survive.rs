//! Clusters to golden records.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::record::RecordId;
use satukan::survive::survive;

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn golden(criterion: &mut Criterion) {
    let records = shop::Shop::new(1000).records();
    let ids: Vec<RecordId> = records.ids().collect();
    let customers: Vec<Vec<RecordId>> = ids.chunks(3).map(<[RecordId]>::to_vec).collect();
    let days = vec![None; records.len()];
    let mut group = criterion.benchmark_group("survive");
    group.throughput(Throughput::Elements(customers.len() as u64));
    group.bench_function("survive", |bencher| {
        bencher.iter(|| black_box(survive(&records, &customers, &days)));
    });
    group.finish();
}

criterion_group!(benches, golden);
criterion_main!(benches);
