//! Findings to the output folder, with the audit.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::pipeline::{self, Silent};

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn publish(criterion: &mut Criterion) {
    let shop = shop::Shop::new(500);
    let settings = shop.settings();
    let findings = pipeline::run(&settings, &Silent).expect("findings");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut group = criterion.benchmark_group("publish");
    group.sample_size(20);
    group.throughput(Throughput::Elements(findings.records.len() as u64));
    group.bench_function("publish", |bencher| {
        bencher.iter(|| {
            black_box(pipeline::publish(&findings, &settings, &out, &Silent).expect("published"))
        });
    });
    group.finish();
}

criterion_group!(benches, publish);
criterion_main!(benches);
