//! Weighed pairs to clusters: many small components, and one that holds all records.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use satukan::cluster::{Constraints, Settings, cluster};
use satukan::pair::CandidatePair;
use satukan::record::RecordId;
use satukan::score::Edge;

fn edge(one: u32, other: u32, weight: f32) -> Edge {
    Edge {
        pair: CandidatePair {
            left: RecordId(one.min(other)),
            right: RecordId(one.max(other)),
        },
        weight,
    }
}

/// Persons of `size` records with five edges per record, and with `weak` edges from each person to the next.
fn edges(records: u32, size: u32, weak: u32) -> Vec<Edge> {
    (0..records)
        .flat_map(|record| {
            let first = record - record % size;
            let within = (1..=5u32.min(size / 2)).map(move |step| {
                let other = first + (record - first + step * step) % size;
                (record, other, 6.0 + (record % 7) as f32)
            });
            let beyond = (record + size < records && record - first < weak).then_some((
                record,
                record + size,
                0.5 + (record % 5) as f32,
            ));
            within.chain(beyond)
        })
        .filter(|(one, other, _)| one != other)
        .map(|(one, other, weight)| edge(one, other, weight))
        .collect()
}

fn clusters(criterion: &mut Criterion) {
    let settings = Settings::default();
    let mut group = criterion.benchmark_group("cluster");
    group.sample_size(10);
    for (name, records, size, weak) in [
        ("many components of ten", 100_000, 10, 0),
        ("one component of persons of ten", 100_000, 10, 3),
        ("one component of persons of a thousand", 100_000, 1_000, 3),
        ("one person", 100_000, 100_000, 0),
    ] {
        let edges = edges(records, size, weak);
        let weight = |left: RecordId, right: RecordId| {
            if left.0 / size == right.0 / size {
                6.0
            } else {
                -4.0
            }
        };
        group.throughput(Throughput::Elements(edges.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                let constraints = Constraints::default();
                black_box(cluster(
                    records as usize,
                    &edges,
                    &constraints,
                    None,
                    &settings,
                    &weight,
                ))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, clusters);
criterion_main!(benches);
