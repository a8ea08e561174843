//! Learns the model that weighs pairs, from the records and from labels, or takes one that was saved.

use super::Progress;
use crate::block::Index;
use crate::compare::{Comparison, Population};
use crate::config::Settings;
use crate::error::Result;
use crate::evaluate::{Place, Truth};
use crate::ingest::Source;
use crate::normalise::{Copies, Records};
use crate::pair::CandidatePair;
use crate::review::Found;
use crate::score::model::Model;
use crate::score::numbers::settle_numbers;
use crate::score::pairs::training_pairs;
use crate::score::saved::LearnedOn;
use crate::score::validate::Judged;
use crate::score::{Labels, Learner, SavedModel, sample};
use crate::text::count::counted;

/// A model ready to weigh pairs, and the comparisons that it weighs.
pub(super) struct Learned {
    pub(super) model: Model,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) saved: SavedModel,
    /// The threshold that serves the labels best, in bits.
    pub(super) threshold: Option<f64>,
    /// What takes no part, in words.
    pub(super) notes: Vec<String>,
}

/// How every attribute is compared of which at least two records have a value, and the source, where there are several.
pub(super) fn comparisons(
    sources: &[Source],
    records: &Records,
    copies: &Copies,
) -> Vec<Comparison> {
    let source = records.source_attribute(sources);
    let population = Population {
        copies: Some(copies),
        source: source.as_ref(),
    };
    Comparison::all_among(records.attributes.iter().chain(&source), &population)
}

/// Reads what is known of the records beforehand; says what of it is of no use.
pub(super) fn read_labels(
    truth: Truth,
    sources: &[Source],
    records: &Records,
    progress: &dyn Progress,
) -> Result<(Labels, Option<String>)> {
    progress.start("labels", 0, "records");
    let places = records
        .origins
        .iter()
        .zip(&records.keys)
        .map(|(origin, key)| {
            let source = &sources[usize::from(origin.source)];
            Place {
                source: &source.name,
                row: u64::from(source.rows[origin.row as usize]),
                key,
            }
        });
    let known = truth.read(places)?;
    let missing = (known.missing > 0).then(|| {
        let elsewhere = match known.elsewhere {
            0 => String::new(),
            some => format!(", of other sources than {}: {some}", known.sources),
        };
        format!(
            "records of the truth that are not in the sources, by {}: {}{elsewhere}",
            known.joined_on, known.missing
        )
    });
    let labels = Labels::new(known.person_of);
    progress.finish(&format!(
        "{} of {} by `{}`, found by {}",
        counted(labels.records(), "record"),
        counted(labels.persons(), "person"),
        known.person_column,
        known.joined_on
    ));
    Ok((labels, missing))
}

/// Learns a model from the records, and from labels where there are some.
pub(super) fn learn(
    index: &Index,
    mut comparisons: Vec<Comparison>,
    copies: &Copies,
    (labels, decisions): (Option<&Labels>, &Found),
    settings: &Settings,
    progress: &dyn Progress,
) -> Learned {
    settle_numbers(&mut comparisons);
    let decided: Vec<(CandidatePair, bool)> = decisions.answers_on_persons().collect();
    let distinct = copies.counted();
    let possible = distinct.len() as u64 * (distinct.len() as u64).saturating_sub(1) / 2;
    let random = sample::random_pairs(&distinct, settings.score.random_pairs);
    let training = training_pairs(index, &distinct, &settings.score);
    let learner = Learner::new(
        &comparisons,
        &random,
        &training,
        labels,
        possible,
        &settings.score,
    )
    .with_decided(decided.clone());
    let records = copies.records();
    let judged = labels.map(|labels| Judged::new(index, &comparisons, labels, records));
    let unlabelled = labels.map(|_| {
        Learner::new(
            &comparisons,
            &random,
            &training,
            None,
            possible,
            &settings.score,
        )
        .with_decided(decided)
    });
    let cross_validated = judged
        .as_ref()
        .zip(unlabelled.as_ref())
        .and_then(|(judged, unlabelled)| judged.cross_validate(&learner, unlabelled));
    let objection = cross_validated.and_then(|figures| figures.objection());
    // Labels that are of no use leave everything as it is without any.
    let (model, threshold) = match unlabelled.filter(|_| objection.is_some()) {
        Some(unlabelled) => (unlabelled.learn(None), None),
        None => {
            let model = learner.learn(labels);
            let judged = judged.as_ref();
            let threshold = judged.and_then(|judged| judged.threshold(&model, &learner));
            (model, threshold)
        }
    };
    progress.finish(&format!(
        "{}{}",
        counted(model.rounds, "round"),
        if model.converged { "" } else { ", not settled" }
    ));
    let mut notes = judged.as_ref().map_or_else(Vec::new, Judged::notes);
    notes.extend(objection);
    let learned_on = LearnedOn {
        records: records as u64,
        random_pairs: random.len() as u64,
        training_pairs: training.pairs.len() as u64,
        labels: judged.map(|judged| judged.learned_labels()),
    };
    let mut saved = SavedModel::new(&model, &comparisons, 0.0, learned_on);
    saved.cross_validated = cross_validated;
    Learned {
        saved,
        threshold,
        model,
        comparisons,
        notes,
    }
}

/// Uses a saved model; it is kept whole, so that what these sources lack is known again in the next run.
pub(super) fn take(
    saved: &SavedModel,
    comparisons: Vec<Comparison>,
    progress: &dyn Progress,
) -> Result<Learned> {
    let fitted = saved.fit(comparisons)?;
    progress.finish(&format!(
        "nothing: the saved model weighs {}",
        counted(fitted.comparisons.len(), "attribute")
    ));
    Ok(Learned {
        model: fitted.model,
        comparisons: fitted.comparisons,
        saved: saved.clone(),
        threshold: None,
        notes: fitted.notes,
    })
}
