use super::*;
use crate::attribute::bridge::Estimate;
use crate::block::RuleCost;
use crate::config::SettingInForce;
use crate::ingest::Decision;
use crate::report::audit::{
    BlockingAudit, CohesionAudit, ColumnAudit, CommonKeyAudit, ComparisonAudit, Completeness,
    DecisionsAudit, InvoiceAudit, LevelAudit, ModelAudit, QualityFlag, RingAudit, SharedAudit,
    SourceAudit, Sum, Totals,
};
use crate::report::segments::{GroupAudit, SegmentsAudit};
use crate::segment::{View, Views};

fn text(text: &str) -> String {
    text.to_owned()
}

fn sum(what: &str, before: i128, after: i128) -> Sum {
    Sum {
        what: text(what),
        before,
        after,
    }
}

fn column(header: &str, field: &str, score: f32, filled: u64, distinct: u64) -> ColumnAudit {
    let reason = text("the header says so, and 98 % of the values have the form");
    ColumnAudit {
        header: text(header),
        field: text(field),
        score,
        reason,
        filled,
        distinct,
    }
}

fn source(
    name: &str,
    kind: &str,
    read: u64,
    rejected: u64,
    columns: Vec<ColumnAudit>,
) -> SourceAudit {
    SourceAudit {
        name: text(name),
        path: format!("ekspor/{name}.csv"),
        kind: text(kind),
        kind_reason: text("it has a number that most rows share with no other"),
        format: text("delimited"),
        encoding: text("Windows-1252"),
        delimiter: text(";"),
        decisions: vec![Decision {
            what: text("delimiter"),
            value: text(";"),
            why: text("99 % of the lines looked at have 5 fields with it"),
        }],
        notes: Vec::new(),
        furniture: 0,
        has_header: true,
        bytes: 8_412_345,
        hash: "9f3ac41e".repeat(8),
        rows_read: read,
        rows_accepted: read - rejected,
        identities: if kind == "invoices" {
            0
        } else {
            read - rejected
        },
        rows_rejected: rejected,
        reject_reasons: vec![(text("more fields than the header"), rejected)],
        columns,
    }
}

fn comparison(attribute: &str, kind: &str, levels: &[(&str, f64, f64)]) -> ComparisonAudit {
    let level = |&(name, m, u): &(&str, f64, f64)| LevelAudit {
        name: text(name),
        m,
        u,
        household: m,
        neighbour: (m * u).sqrt(),
        namesake: u,
        moved: m,
        weight: (m / u).log2(),
    };
    let levels = levels.iter().map(level).collect();
    ComparisonAudit {
        attribute: text(attribute),
        kind: text(kind),
        filled: 68_230,
        distinct: 41_077,
        levels,
    }
}

fn rule(rule: &str, pairs: u64, refined_blocks: u64, lost_pairs: u64) -> RuleCost {
    RuleCost {
        rule: text(rule),
        records: 61_200,
        blocks: 14_310,
        pairs,
        refined_blocks,
        lost_pairs,
        ..RuleCost::default()
    }
}

/// An audit with something in every part, whose sums close.
fn sample() -> Audit {
    Audit {
        version: text("0.1.0"),
        settings: vec![
            SettingInForce {
                key: text("matching.threshold"),
                value: text("12.5"),
                origin: text("satukan.toml"),
            },
            SettingInForce {
                key: text("output.mask"),
                value: text("true"),
                origin: text("default"),
            },
        ],
        sources: vec![
            source(
                "vip_pusat",
                "cards",
                58_012,
                12,
                vec![
                    column("NO KARTU", "card number", 0.99, 58_000, 57_988),
                    column("NAMA", "name", 0.97, 57_802, 44_120),
                    column("TGL LHR", "birth date", 0.92, 41_230, 15_002),
                    column("KET", "other", 0.41, 3_120, 812),
                ],
            ),
            source(
                "crm_web",
                "people",
                15_662,
                4,
                vec![
                    column("full_name", "name", 0.98, 15_658, 14_002),
                    column("email", "e-mail", 0.99, 14_760, 14_311),
                ],
            ),
            source(
                "faktur",
                "invoices",
                142_390,
                33,
                vec![column("JUMLAH", "amount", 0.95, 142_350, 9_214)],
            ),
        ],
        conservation: vec![
            sum("rows read = accepted + rejected", 216_064, 216_064),
            sum("records in exactly one customer", 73_658, 73_658),
            sum("invoice lines", 142_357, 142_357),
            sum(
                "invoice amount in hundredths",
                4_812_345_678_900,
                4_812_345_678_900,
            ),
        ],
        totals: Totals {
            records: 73_658,
            persons: 52_904,
            customers: 41_203,
            households: 37_655,
            duplicates: 32_455,
            singletons: 29_120,
            largest: 23,
            links: 40_120,
            review: 412,
            rejects: 49,
            family: 2_000,
            proxy: 20_455,
            repeats: 4_000,
            further_own: 6_000,
            estimate: Some(Estimate {
                least: 40_512,
                most: 42_007,
                unseen: 310,
            }),
        },
        way: Way::default(),
        rings: vec![RingAudit {
            customer_id: text("CN2KFE5V8DCXE"),
            name: text("B••• S•••••••"),
            records: 19,
            cards: 19,
            names: 18,
            own: 2,
            family: 3,
            proxy: 14,
            ties: text("same receipt (12), phone same (9)"),
        }],
        shared_values: vec![SharedAudit {
            verdict: text("boarding house"),
            values: 61,
            most_persons: 44,
            decided: 2,
        }],
        cluster_sizes: vec![
            (1, 40_101),
            (2, 8_112),
            (3, 3_004),
            (4, 1_102),
            (5, 402),
            (6, 120),
            (7, 44),
            (9, 12),
            (12, 5),
            (18, 1),
            (23, 1),
        ],
        cohesion: CohesionAudit {
            sampled_records: 12,
            persons: vec![(0.4, 31), (0.9, 11_752)],
            weak_below: 0.7,
            weak: 44,
        },
        blocking: BlockingAudit {
            possible_pairs: 2_712_713_653,
            candidate_pairs: 812_344,
            block_limit: 400,
            rules: vec![
                rule("telephone", 201_400, 2, 4_498_500),
                rule("name: two tokens", 512_390, 0, 0),
                rule("birth date and name sound", 240_113, 0, 0),
            ],
            labelled: None,
            common_keys: vec![CommonKeyAudit {
                rule: text("telephone"),
                key: text("••••••••••12"),
                records: 3_000,
                pairs: 4_498_500,
                lost_pairs: 4_498_000,
            }],
            ..BlockingAudit::default()
        },
        decisions: DecisionsAudit {
            one_person: 3,
            two_customers: 1,
            ..DecisionsAudit::default()
        },
        model: ModelAudit {
            prior: 1.4e-5,
            household_prior: 2.2e-5,
            neighbour_prior: 1.1e-4,
            namesake_prior: 0.0,
            moved_prior: 0.0,
            prior_weight: -16.1,
            threshold: 4.5,
            iterations: 14,
            converged: true,
            random_pairs: 1_000_000,
            training_pairs: 812_344,
            labels: None,
            cross_validated: None,
            comparisons: vec![
                comparison(
                    "name",
                    "name",
                    &[
                        ("different", 0.04, 0.981),
                        ("similar", 0.21, 0.0182),
                        ("same", 0.75, 0.000_41),
                    ],
                ),
                comparison(
                    "birth_date",
                    "date",
                    &[
                        ("different", 0.03, 0.9995),
                        ("one digit", 0.06, 0.0004),
                        ("same", 0.91, 0.000_071),
                    ],
                ),
                comparison(
                    "telephone",
                    "telephone",
                    &[("different", 0.35, 0.9998), ("same", 0.65, 0.000_02)],
                ),
            ],
        },
        segments: Some(SegmentsAudit {
            reference: Some(text("2010-12-31")),
            lines_after_reference: 3,
            new_days: 365,
            lapsed_days: 365,
            lost_days: 730,
            loyal_visits: 4,
            views: Views {
                cards: View {
                    buyers: 51_234,
                    new: 9_876,
                    ..View::default()
                },
                customers: View {
                    buyers: 31_234,
                    new: 4_321,
                    ..View::default()
                },
                new_cards_of_old_customers: 5_432,
                ..Views::default()
            },
            named: vec![GroupAudit {
                name: text("lapsed <loyal>"),
                rule: text("r 1-2, f 4-5"),
                customers: 2_345,
                amount: 987_654_300,
            }],
            mean_days_between: Some(123.45),
            ..SegmentsAudit::default()
        }),
        invoices: Some(InvoiceAudit {
            lines: 142_357,
            invoices: 101_233,
            amount: 4_812_345_678_900,
            unreadable_amounts: 18,
            by_card: 120_400,
            by_identity: 15_012,
            unattributed: 6_945,
            unattributed_amount: 210_345_600_000,
        }),
        completeness: [
            ("name", 41_198),
            ("birth_date", 30_112),
            ("mobile", 36_754),
            ("email", 15_004),
            ("national_id", 2_113),
        ]
        .map(|(attribute, filled)| Completeness {
            attribute: text(attribute),
            filled,
            customers: 41_203,
        })
        .to_vec(),
        quality: vec![QualityFlag {
            flag: text("gender_conflict"),
            meaning: text("gender column, title and identity number tell different genders"),
            records: 312,
        }],
        warnings: vec![text(
            "The column KET of vip_pusat was not understood and is carried along unused.",
        )],
    }
}

#[test]
fn every_section_is_there_whether_filled_or_empty() {
    for page in [render(&sample()), render(&Audit::default())] {
        for (id, title) in SECTIONS {
            assert!(page.contains(&format!("<section id=\"{id}\"")), "{id}");
            assert!(
                page.contains(&format!("<h2 id=\"{id}-title\">{title}</h2>")),
                "{id}"
            );
        }
        assert!(page.contains("Headline figures"));
        assert!(page.ends_with("</html>"));
    }
}

#[test]
fn the_facts_of_the_audit_are_on_the_page() {
    let page = render(&sample());
    for fact in [
        "73.658 records from 3 sources are <strong>41.203 customers</strong>",
        "All 4 sums close",
        "22.455 of them in other names",
        "between 40.512 and 42.007 customers",
        "B••• S•••••••",
        "same receipt (12), phone same (9)",
        "boarding house",
        "KET of vip_pusat",
        "48.123.456.789,00",
        "4.498.500",
        "matching.threshold",
        "TGL LHR",
        "one digit",
        "+13,6",
        "national_id",
        "settled after 14 rounds",
        "11 to 20",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    assert!(!page.contains("does not close"));
}

#[test]
fn classes_that_the_model_has_are_shown_and_no_others() {
    let shown = |audit: &Audit| {
        let page = render(audit);
        ["Household", "Neighbour", "Namesake", "Moved"]
            .map(|class| page.contains(&format!(">{class}</th>")))
    };
    let mut audit = sample();
    assert_eq!(shown(&audit), [true, true, false, false]);
    audit.model.namesake_prior = 1e-5;
    audit.model.moved_prior = 1e-6;
    audit.model.household_prior = 0.0;
    assert_eq!(shown(&audit), [false, true, true, true]);
    assert!(render(&audit).contains("They name two of one name"));
}

#[test]
fn a_failing_sum_is_told_in_words_at_the_top_and_at_its_place() {
    let mut audit = sample();
    audit.conservation.push(sum("households", 10, 8));
    let page = render(&audit);
    assert!(page.contains("One sum does not close: do not use this result."));
    assert!(page.contains("✗</span> does not close"));
    assert!(page.contains("−2"));
}

#[test]
fn the_verdict_knows_every_sum_on_the_page() {
    let mut audit = sample();
    audit.totals.records += 1;
    let page = render(&audit);
    assert!(page.contains("2 sums do not close"));
    assert_eq!(page.matches("does not close").count(), 2);

    let mut audit = sample();
    audit.sources[0].rows_accepted -= 1;
    audit.conservation.clear();
    assert!(render(&audit).contains("One sum does not close"));

    let mut audit = sample();
    audit
        .invoices
        .as_mut()
        .expect("the sample has invoices")
        .by_card += 1;
    assert!(render(&audit).contains("One sum does not close"));
}

#[test]
fn a_card_that_is_counted_in_two_roles_is_seen() {
    let mut audit = sample();
    audit.totals.proxy += 1;
    let page = render(&audit);
    assert!(page.contains("One sum does not close"));
    assert_eq!(page.matches("does not close").count(), 2);
}

#[test]
fn where_no_cards_were_attributed_the_page_says_so() {
    let mut audit = sample();
    audit.totals.estimate = None;
    audit.rings.clear();
    let page = render(&audit);
    assert!(page.contains("every customer is one person"));
    assert!(!page.contains("The largest rings"));
}

#[test]
fn text_of_the_audit_is_never_markup() {
    let mut audit = sample();
    let attack = "<script>alert(\"x\")</script>";
    audit.version = text(attack);
    audit.warnings.push(text(attack));
    audit.sources[0].columns[0].header = text(attack);
    audit.settings[0].value = text(attack);
    audit.conservation[0].what = text(attack);
    let page = render(&audit);
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"));
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let page = render(&sample());
    for outside in [
        "http", "<script", "src=", "<link", "@import", "url(", "<iframe",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn an_empty_audit_says_what_is_not_there() {
    let page = render(&Audit::default());
    for absence in [
        "No identity record was accepted",
        "No sums were taken",
        "No source was read",
        "No source holds invoices",
    ] {
        assert!(page.contains(absence), "{absence}");
    }
    assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
    assert!(!page.contains("does not close"));
}

#[test]
fn figures_out_of_bounds_are_drawn_within_them() {
    let mut audit = sample();
    let levels = &mut audit.model.comparisons[0].levels;
    (levels[0].weight, levels[1].weight, levels[2].u) = (f64::NEG_INFINITY, f64::NAN, 0.0);
    audit.conservation[0] = sum("extremes", i128::MIN, i128::MAX);
    let page = render(&audit);
    assert!(page.contains("−∞"));
    assert!(!page.contains("NaN"));
}

#[test]
fn the_same_audit_gives_the_same_page() {
    assert_eq!(render(&sample()), render(&sample()));
}

#[test]
fn both_views_and_the_segments_are_shown_and_escaped() {
    let page = render(&sample());
    for shown in [
        "2010-12-31",
        "51.234",
        "31.234",
        "5.432",
        "lapsed &lt;loyal&gt;",
        "9.876.543,00",
        "123,5",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("lapsed <loyal>"));
}
