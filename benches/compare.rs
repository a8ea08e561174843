//! Candidate pairs to comparison levels, per attribute.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::score::sample::random_pairs;

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

const PAIRS: usize = 10_000;

fn compare(criterion: &mut Criterion) {
    let records = shop::Shop::new(1000).records();
    let comparisons = shop::comparisons(&records);
    let pairs = random_pairs(&records.ids().collect::<Vec<_>>(), PAIRS);
    let mut group = criterion.benchmark_group("compare");
    group.throughput(Throughput::Elements(pairs.len() as u64));
    for comparison in &comparisons {
        group.bench_function(comparison.attribute.as_str(), |bencher| {
            bencher.iter(|| {
                for pair in &pairs {
                    black_box(comparison.compare(pair.left, pair.right));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
