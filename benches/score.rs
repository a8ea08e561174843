//! Comparison levels to match weights: learning, and weighing pairs.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use satukan::normalise::Copies;
use satukan::score::pairs::{score_candidates, training_pairs};
use satukan::score::sample::random_pairs;
use satukan::score::{Settings, train};

#[allow(dead_code, reason = "each bench uses a part of the shop")]
mod shop;

fn score(criterion: &mut Criterion) {
    let records = shop::Shop::new(500).records();
    let comparisons = shop::comparisons(&records);
    let index = shop::index(&records);
    let settings = Settings::default();
    let counted = Copies::of(&records).counted();
    let random = random_pairs(&counted, settings.random_pairs);
    let training = training_pairs(&index, &counted, &settings);
    let possible = (counted.len() * (counted.len() - 1) / 2) as u64;
    let learn = || {
        train(
            &comparisons,
            &random,
            &training.pairs,
            training.in_all,
            possible,
            &settings,
        )
    };
    let model = learn();
    let mut group = criterion.benchmark_group("score");
    group.sample_size(10);
    group.throughput(Throughput::Elements(training.pairs.len() as u64));
    group.bench_function("train", |bencher| bencher.iter(|| black_box(learn())));
    group.throughput(Throughput::Elements(records.len() as u64));
    group.bench_function("score_candidates", |bencher| {
        bencher.iter(|| {
            black_box(score_candidates(
                &index,
                &comparisons,
                &model,
                records.len(),
                0.0,
                &|_| {},
            ))
        });
    });
    group.finish();
}

criterion_group!(benches, score);
criterion_main!(benches);
