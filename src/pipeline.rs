//! Wires the stages; the only file that knows them all.

mod learn;
mod recall;

use std::collections::BTreeMap;
use std::path::Path;

use learn::{Learned, comparisons, learn, read_labels, take};
pub use recall::{index, recall};

use rayon::prelude::*;

use crate::attribute;
use crate::block::Index;
use crate::cluster;
use crate::compare::Comparison;
use crate::config::{SettingInForce, Settings, THRESHOLD};
use crate::error::{Error, Kind, Result};
use crate::evaluate::Truth;
use crate::ingest::{self, Field, RejectLimit, Source, SourceKind};
use crate::normalise::date::{self, Date};
use crate::normalise::{Copies, Records, SOURCE_ATTRIBUTE, align_columns, assemble, fill_dittos};
use crate::publish::folder::{AUDIT, Folder, MANIFEST, MODEL, SETTINGS};
use crate::publish::id::Ids;
use crate::publish::manifest::Manifest;
use crate::publish::{self, Effort, Findings, review};
use crate::purchase;
use crate::record::RecordId;
use crate::report::audit::{Audit, BlockingAudit, LabelledPairs};
use crate::report::blocking;
use crate::report::gather::gather;
use crate::report::{html, json};
use crate::score::Edge;
use crate::score::decide::best_threshold;
use crate::score::model::{Model, probability, weight_of};
use crate::score::pairs::score_candidates;
use crate::score::validate::true_candidates;
use crate::segment;
use crate::survive::{Evidence, survive};
use crate::text::count::counted;

/// Who wants to know how far a run is.
pub trait Progress: Sync {
    /// A stage begins; `total` is how many `unit`s it will go through, 0 where that is not known.
    fn start(&self, stage: &'static str, total: u64, unit: &'static str);
    /// The stage went through `count` more.
    fn advance(&self, count: u64);
    /// Something that the user should know, in words.
    fn note(&self, text: &str);
    /// The stage is done; `result` says in a few words what came of it.
    fn finish(&self, result: &str);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: &'static str, _: u64, _: &'static str) {}
    fn advance(&self, _: u64) {}
    fn note(&self, _: &str) {}
    fn finish(&self, _: &str) {}
}

/// What stands behind the name of a source in the manifest where some of its rows were mended by hand.
const MENDED: &str = " (mended rows)";

/// Doubtful pairs are those from this match probability on.
const DOUBTFUL_FROM: f64 = 0.2;

/// Reads the sources and finds persons, customers, golden records and purchases.
///
/// # Errors
///
/// What [`ingest::read`] refuses; an input error when there is no identity record or too many rows are rejected.
pub fn run(settings: &Settings, progress: &dyn Progress) -> Result<Findings> {
    let truth = settings.truth.as_deref().map(Truth::open).transpose()?;
    let (sources, records) = read_records(settings, progress)?;
    let (labels, missing) = truth
        .map(|truth| read_labels(truth, &sources, &records, progress))
        .transpose()?
        .unzip();
    let decisions = settings.decisions.find(&records, &sources)?;
    let names = sources.iter().map(|source| source.name.as_str());
    let columns = records.attributes.iter();
    settings
        .survive
        .check(names, columns.map(|attribute| attribute.name.as_str()))?;

    let copies = Copies::of(&records);
    let mut index = build_index(&records, &copies, settings, progress);

    let comparisons = comparisons(&sources, &records, &copies);
    progress.start("learn", 0, "rounds");
    let Learned {
        model,
        comparisons,
        mut saved,
        threshold,
        mut notes,
    } = match &settings.model {
        Some(saved) => take(saved, comparisons, progress)?,
        None => learn(
            &index,
            comparisons,
            &copies,
            (labels.as_ref(), &decisions),
            settings,
            progress,
        ),
    };

    notes.splice(0..0, missing.flatten());
    for note in &notes {
        progress.note(note);
    }

    progress.start("score", records.len() as u64, "records");
    let doubtful = weight_of(DOUBTFUL_FROM);
    let told = settings.score.threshold.or(threshold);
    let least = doubtful.min(told.unwrap_or(doubtful));
    let advance = |count| progress.advance(count);
    let (edges, candidate_pairs) =
        score_candidates(&index, &comparisons, &model, records.len(), least, &advance);
    index.release();
    let threshold_by = match (settings.score.threshold, threshold) {
        (Some(_), _) => None,
        (None, Some(_)) => Some("best F1 on the labels"),
        (None, None) => Some("best expected F1"),
    };
    let threshold = told.unwrap_or_else(|| best_threshold(&edges));
    saved.threshold = threshold;
    progress.finish(&counted(candidate_pairs, "pair"));

    progress.start("cluster", 0, "records");
    let weight = |left, right| model.weight(&comparisons, left, right);
    let joining = cluster::Settings {
        threshold,
        ..settings.cluster
    };
    let decided = decisions.persons();
    let exclusive = exclusive_sources(&model, &comparisons, &records);
    let persons = cluster::cluster(
        records.len(),
        &edges,
        &decided,
        exclusive.as_deref(),
        &joining,
        &Scorer {
            model: &model,
            comparisons: &comparisons,
        },
    )
    .expect("decisions that contradict each other were refused");
    let doubtful = review::doubts(&persons, &edges, threshold, &decided);
    drop(edges);
    let found = persons
        .links
        .iter()
        .filter(|link| decided.must_link.binary_search(&link.pair).is_err());
    if let Some(note) = unlikely_links(found.copied(), threshold) {
        progress.note(&note);
        notes.push(note);
    }
    progress.finish(&counted(persons.members.len(), "person"));

    progress.start("attribute", 0, "records");
    let customers = attribute::attribute(
        &sources,
        &records,
        &comparisons,
        &persons,
        weight,
        &settings.overrules,
        &decisions.customers(),
        &settings.customers,
    );
    let listed = doubtful.len() + customers.doubtful.len() + decisions.decided.len();
    if let Some(note) = decisions.note_on_unfit(listed) {
        progress.note(&note);
        notes.push(note);
    }
    progress.finish(&counted(customers.len(), "customer"));

    progress.start("survive", 0, "customers");
    let own: Vec<Vec<RecordId>> = (0..customers.len())
        .into_par_iter()
        .map(|customer| customers.own(customer))
        .collect();
    let (golden, (purchases, segments)) = rayon::join(
        || {
            let days = record_days(&sources, &records);
            let evidence = Evidence::new(
                &records,
                &customers,
                &persons,
                &sources,
                days,
                &settings.survive,
            );
            survive(&evidence, &settings.survive)
        },
        || {
            let purchases = purchase::attribute(
                &sources,
                &records,
                &customers.of_record,
                customers.len(),
                settings.segments.reference,
            );
            let segments = purchases.as_ref().map(|purchases| {
                let reachable = reachable(&records, &own);
                let whose = &customers.of_record;
                segment::segment(purchases, &reachable, whose, &settings.segments)
            });
            purchases.zip(segments).unzip()
        },
    );
    progress.finish(&counted(customers.len(), "golden record"));

    let ids = Ids::new(&records, &persons, &customers);
    let effort = Effort {
        candidate_pairs,
        random_pairs: saved.learned_on.random_pairs,
        training_pairs: saved.learned_on.training_pairs,
    };
    Ok(Findings {
        sources,
        records,
        comparisons,
        model,
        saved,
        model_notes: notes,
        index,
        persons,
        golden,
        purchases,
        segments,
        doubtful,
        customers,
        decisions,
        threshold_by,
        ids,
        effort,
    })
}

/// Reads the sources and says what would be compared, without comparing it.
///
/// # Errors
///
/// As [`run`].
pub fn plan_blocking(settings: &Settings, progress: &dyn Progress) -> Result<BlockingAudit> {
    let truth = settings.truth.as_deref().map(Truth::open).transpose()?;
    let (sources, records) = read_records(settings, progress)?;
    let labels = truth
        .map(|truth| read_labels(truth, &sources, &records, progress))
        .transpose()?;
    let copies = Copies::of(&records);
    let index = build_index(&records, &copies, settings, progress);
    let labelled = labels.map(|(labels, _)| LabelledPairs {
        true_pairs: labels.true_pairs(),
        true_candidates: true_candidates(&index, &labels),
    });
    Ok(BlockingAudit {
        labelled,
        ..blocking::gather(&index, records.len(), index.expected_pairs)
    })
}

/// Reads the sources and makes their identity records.
fn read_records(settings: &Settings, progress: &dyn Progress) -> Result<(Vec<Source>, Records)> {
    settings.normalise.install()?;
    let mut sources = read(settings, progress)?;
    understand_columns(&mut sources, progress);

    progress.start("normalise", 0, "records");
    let records = assemble(&sources, &settings.normalise);
    if records.is_empty() {
        return Err(Error::input("no source holds identities, only invoices")
            .hinted("Add the card or customer file to the sources"));
    }
    progress.finish(&format!(
        "{}, {}",
        counted(records.len(), "record"),
        counted(records.attributes.len(), "attribute")
    ));
    Ok((sources, records))
}

fn build_index(
    records: &Records,
    copies: &Copies,
    settings: &Settings,
    progress: &dyn Progress,
) -> Index {
    progress.start("block", 0, "keys");
    let index = Index::build(records, copies, &settings.block);
    progress.finish(&format!(
        "{} of keys, blocks of up to {}",
        counted(index.rules.len(), "kind"),
        counted(index.block_limit, "record")
    ));
    index
}

/// Says how many links are likelier wrong than right, where there are any.
fn unlikely_links(links: impl Iterator<Item = Edge>, threshold: f64) -> Option<String> {
    let links: Vec<f32> = links.map(|link| link.weight).collect();
    let unlikely = links.iter().filter(|weight| **weight < 0.0).count();
    (unlikely > 0).then(|| {
        format!(
            "records are joined by {} of {} with a match probability below 0.5, since the threshold is {:.3}: \
             to leave them apart, set `matching.match_probability` to 0.5",
            unlikely,
            counted(links.len(), "link"),
            probability(threshold)
        )
    })
}

/// In bits: from here down, two records of one source speak so clearly against a match that sources name nobody twice.
const EXCLUSIVE_WEIGHT: f64 = -2.0;

/// Weighs pairs of records by the model.
struct Scorer<'a> {
    model: &'a Model,
    comparisons: &'a [Comparison],
}

impl cluster::Weigh for Scorer<'_> {
    fn weight(&self, left: RecordId, right: RecordId) -> f64 {
        self.model.weight(self.comparisons, left, right)
    }

    fn between(&self, left: RecordId, right: RecordId) -> f64 {
        self.model.weight_between(self.comparisons, left, right)
    }
}

/// The source of each record, if the model learned that a source, as a rule, names nobody twice.
fn exclusive_sources(
    model: &Model,
    comparisons: &[Comparison],
    records: &Records,
) -> Option<Vec<u32>> {
    let at = comparisons
        .iter()
        .position(|comparison| comparison.attribute == SOURCE_ATTRIBUTE)?;
    let agreement = model.levels[at].last()?;
    let sources = records.origins.iter();
    (agreement.weight() <= EXCLUSIVE_WEIGHT)
        .then(|| sources.map(|origin| u32::from(origin.source)).collect())
}

/// Takes "the same as above" at its word, finds the columns that say the same under two headers, and says so.
fn understand_columns(sources: &mut [Source], progress: &dyn Progress) {
    for source in sources.iter_mut() {
        let cells = fill_dittos(source);
        if cells > 0 {
            let note = format!(
                "marks for \"the same as above\" were filled in from the row above: {}",
                counted(cells, "cell")
            );
            progress.note(&format!("`{}`: {note}", source.name));
            source.notes.push(note);
        }
    }
    let known: Vec<usize> = sources.iter().map(|source| source.notes.len()).collect();
    align_columns(sources);
    for (source, known) in sources.iter().zip(known) {
        for note in &source.notes[known..] {
            progress.note(&format!("`{}`: {note}", source.name));
        }
    }
}

/// Reads the sources and checks that they were not plainly misread.
///
/// # Errors
///
/// What [`ingest::read_all`] refuses; an input error when too many rows are rejected.
pub fn read(settings: &Settings, progress: &dyn Progress) -> Result<Vec<Source>> {
    for note in &settings.notes {
        progress.note(note);
    }
    progress.start("ingest", settings.sources.len() as u64, "files");
    let sources = ingest::read_all(&settings.sources, &|| progress.advance(1))?;
    check_rejects(&sources, settings.max_rejects)?;
    let rows: u64 = sources.iter().map(|source| source.rows_read).sum();
    let rejects: usize = sources.iter().map(|source| source.rejects.len()).sum();
    progress.finish(&format!(
        "{} of {}, {rejects} rejected",
        counted(rows, "row"),
        counted(sources.len(), "table")
    ));
    for source in &sources {
        for note in &source.notes {
            progress.note(&format!("`{}`: {note}", source.name));
        }
    }
    Ok(sources)
}

/// Stops a run whose input was plainly misread, before anything is written.
fn check_rejects(sources: &[Source], limit: RejectLimit) -> Result<()> {
    let misread = |source: &Source| source.misread().count() as u64;
    let (source, rejects, allowed) = match limit {
        RejectLimit::Rows(most) => {
            let rejects: u64 = sources.iter().map(misread).sum();
            let worst = sources.iter().max_by_key(|source| misread(source));
            let Some(worst) = worst.filter(|_| rejects > most) else {
                return Ok(());
            };
            (worst, rejects, format!("at most {most} may be"))
        }
        RejectLimit::Percent(percent) => {
            let beyond = |source: &&Source| {
                let most = limit.of_source(source.rows_read);
                most.is_some_and(|most| misread(source) > most)
            };
            let Some(first) = sources.iter().find(beyond) else {
                return Ok(());
            };
            let allowed = format!("at most {percent} % of {} may be", first.rows_read);
            (first, misread(first), allowed)
        }
    };
    let mut reasons: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for reject in source.misread() {
        let entry = reasons.entry(&reject.reason).or_insert((0, reject.line));
        entry.0 += 1;
    }
    // The most frequent reason; of equally frequent ones the one that comes first in the file.
    let usual = reasons
        .iter()
        .max_by_key(|(_, (count, line))| (*count, std::cmp::Reverse(*line)));
    let (like, line) = usual.map_or((String::new(), 1), |(reason, (count, line))| {
        let often = if rejects == 1 {
            String::new()
        } else {
            format!("{count} times ")
        };
        (format!(": {often}{reason}"), *line)
    });
    let rows = if rejects == 1 { "row is" } else { "rows are" };
    Err(
        Error::input(format!("{rejects} {rows} rejected, {allowed}{like}"))
            .in_file(&source.path)
            .at_line(line)
            .hinted("See how it is read with `satukan profile`, mend the file, or allow more with `--max-rejects`"),
    )
}

/// The day on which each record was made, as far as its source says.
fn record_days(sources: &[Source], records: &Records) -> Vec<Option<Date>> {
    let days: Vec<_> = sources
        .iter()
        .map(|source| {
            if source.kind == SourceKind::Invoices {
                return None;
            }
            let column = source.columns_of(Field::IssueDate).next()?;
            let order = date::order_of(column);
            let day = |value: &str| date::parse(value, order)?.written_parts();
            Some((column, column.values.iter().map(day).collect::<Vec<_>>()))
        })
        .collect();
    records
        .origins
        .iter()
        .map(|origin| {
            let (column, days) = days[usize::from(origin.source)].as_ref()?;
            days[column.cells[origin.row as usize] as usize]
        })
        .collect()
}

/// Whether a telephone or e-mail of each customer is known, by the records in the customer's own name.
fn reachable(records: &Records, own: &[Vec<RecordId>]) -> Vec<bool> {
    let contacts: Vec<_> = ["phone", "email"]
        .into_iter()
        .filter_map(|name| records.attribute(name))
        .collect();
    let has_contact = |record: &RecordId| {
        let values = contacts.iter().map(|contact| contact.values_of(*record));
        values.flatten().any(|value| !value.is_missing())
    };
    own.iter()
        .map(|records| records.iter().any(has_contact))
        .collect()
}

/// The settings in force, with how the threshold was chosen in the end: labels may have been left out.
fn in_force(settings: &Settings, threshold_by: Option<&str>) -> Vec<SettingInForce> {
    let mut in_force = settings.in_force.clone();
    let threshold = in_force.iter_mut().find(|setting| setting.key == THRESHOLD);
    if let Some((threshold, by)) = threshold.zip(threshold_by) {
        by.clone_into(&mut threshold.value);
    }
    in_force
}

/// Writes the output folder; returns the facts of the audit.
///
/// # Errors
///
/// [`Kind::Conservation`] if a sum does not close, [`Kind::Output`] if something can't be written; the previous output
/// is then untouched.
pub fn publish(
    findings: &Findings,
    settings: &Settings,
    out: &Path,
    progress: &dyn Progress,
) -> Result<Audit> {
    progress.start("publish", 0, "files");
    let in_force = in_force(settings, findings.threshold_by);
    let audit = gather(findings, &in_force, findings.saved.threshold);
    if let Some(sum) = audit.conservation.iter().find(|sum| !sum.closes()) {
        return Err(Error::new(
            Kind::Conservation,
            format!(
                "the sums don't close: {} ({} and {})",
                sum.what, sum.before, sum.after
            ),
        )
        .hinted("This is a bug of satukan; nothing was published"));
    }
    let folder = Folder::start(out)?;
    publish::write(findings, &folder)?;
    folder.write(MODEL, &findings.saved.to_json())?;
    folder.write(SETTINGS, &settings.recall.to_json())?;
    folder.write(AUDIT, &json::render(&audit))?;
    folder.write("audit.html", &html::render(&audit))?;
    let mut manifest = Manifest {
        version: audit.version.clone(),
        settings: blake3::hash(
            serde_json::to_string(&audit.settings)
                .expect("settings are texts")
                .as_bytes(),
        )
        .to_hex()
        .to_string(),
        inputs: findings
            .sources
            .iter()
            .flat_map(|source| {
                let mended = source.mended_hash.as_ref();
                let mended = mended.map(|hash| (format!("{}{MENDED}", source.name), hash.clone()));
                std::iter::once((source.name.clone(), source.hash.clone())).chain(mended)
            })
            .collect(),
        records: audit.totals.records,
        persons: audit.totals.persons,
        customers: audit.totals.customers,
        rejects: audit.totals.rejects,
        decisions: findings.decisions.hash(),
        ..Manifest::default()
    };
    manifest.outputs = folder.hashes();
    folder.write(MANIFEST, &manifest.to_json())?;
    folder.publish()?;
    progress.finish(&counted(manifest.outputs.len() + 1, "file"));
    Ok(audit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::CandidatePair;

    #[test]
    fn links_that_are_likelier_wrong_are_counted() {
        let link = |weight| Edge {
            pair: CandidatePair {
                left: RecordId(0),
                right: RecordId(1),
            },
            weight,
        };
        let note = unlikely_links([link(3.0), link(-0.5), link(0.0)].into_iter(), -1.0);
        assert_eq!(
            note.as_deref(),
            Some(
                "records are joined by 1 of 3 links with a match probability below 0.5, since the threshold is 0.333: \
                 to leave them apart, set `matching.match_probability` to 0.5"
            )
        );
        assert_eq!(
            unlikely_links([link(3.0), link(0.0)].into_iter(), -1.0),
            None
        );
    }
}
