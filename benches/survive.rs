//! Clusters to golden records.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::attribute::{Customers, Role};
use satukan::cluster::Clusters;
use satukan::record::RecordId;
use satukan::survive::{Evidence, Settings, survive};

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn golden(criterion: &mut Criterion) {
    let records = shop::Shop::new(1000).records();
    let ids: Vec<RecordId> = records.ids().collect();
    let customers = Customers {
        of_record: (0..records.len() as u32).map(|at| at / 3).collect(),
        members: ids.chunks(3).map(<[RecordId]>::to_vec).collect(),
        roles: vec![Role::Own; records.len()],
        ..Customers::default()
    };
    let (persons, settings) = (Clusters::default(), Settings::default());
    let days = vec![None; records.len()];
    let evidence = Evidence::new(&records, &customers, &persons, &[], days, &settings);
    let mut group = criterion.benchmark_group("survive");
    group.throughput(Throughput::Elements(customers.members.len() as u64));
    group.bench_function("survive", |bencher| {
        bencher.iter(|| black_box(survive(&evidence, &settings)));
    });
    group.finish();
}

criterion_group!(benches, golden);
criterion_main!(benches);
