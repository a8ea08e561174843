//! The main job, from files to the output folder.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use satukan::pipeline::{self, Silent};

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn end_to_end(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut group = criterion.benchmark_group("end_to_end");
    group.sample_size(10);
    for customers in [300, 1000] {
        let shop = shop::Shop::new(customers);
        let settings = shop.settings();
        group.throughput(Throughput::Elements(customers));
        group.bench_function(BenchmarkId::from_parameter(customers), |bencher| {
            bencher.iter(|| {
                let findings = pipeline::run(&settings, &Silent).expect("findings");
                black_box(pipeline::publish(&findings, &settings, &out, &Silent))
                    .expect("published")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, end_to_end);
criterion_main!(benches);
