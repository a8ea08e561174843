//! Weighed pairs to clusters.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::cluster::{Settings, cluster};
use satukan::pair::CandidatePair;
use satukan::record::RecordId;
use satukan::score::Edge;

const RECORDS: u32 = 20_000;

/// Rings of ten records, and a weak edge from ring to ring.
fn edges() -> Vec<Edge> {
    let edge = |left: u32, right: u32, weight: f32| Edge {
        pair: CandidatePair {
            left: RecordId(left.min(right)),
            right: RecordId(left.max(right)),
        },
        weight,
    };
    (0..RECORDS)
        .flat_map(|record| {
            let ring = record - record % 10;
            let next = ring + (record + 1) % 10;
            let beyond = (record % 10 == 0 && record > 0).then(|| edge(record - 10, record, 0.5));
            [edge(record, next, 6.0 + (record % 7) as f32)]
                .into_iter()
                .chain(beyond)
        })
        .collect()
}

fn clusters(criterion: &mut Criterion) {
    let edges = edges();
    let settings = Settings::default();
    let weight = |left: RecordId, right: RecordId| {
        if left.0 / 10 == right.0 / 10 {
            6.0
        } else {
            -4.0
        }
    };
    let mut group = criterion.benchmark_group("cluster");
    group.throughput(Throughput::Elements(edges.len() as u64));
    group.bench_function("cluster", |bencher| {
        bencher.iter(|| black_box(cluster(RECORDS as usize, &edges, &settings, weight)));
    });
    group.finish();
}

criterion_group!(benches, clusters);
criterion_main!(benches);
