//! Figures against labels.

use serde_json::Value;

use crate::workshop::{SMALL_SHOP, Workshop};

fn evaluated(level: &str) -> Value {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    let typed = [
        "evaluate",
        "out",
        "--truth",
        "expected_clusters.csv",
        "--level",
        level,
        "--json",
    ];
    let outcome = workshop.satukan(typed).done();
    assert_eq!(outcome.stderr, "");
    assert_eq!(outcome.stdout.lines().count(), 1);
    serde_json::from_str(&outcome.stdout).expect("JSON")
}

#[test]
fn every_record_of_the_small_shop_is_labelled() {
    for (level, entities) in [("person", 45), ("customer", 34)] {
        let scores = evaluated(level);
        assert_eq!(scores["records"], 70);
        assert_eq!(
            (&scores["missing"], &scores["extra"]),
            (&0.into(), &0.into())
        );
        assert_eq!(scores["entities"], entities);
        assert_eq!(scores["cluster_column"], format!("{level}_id"));
        let share = |key: &str| scores[key].as_f64().expect("a share");
        for key in [
            "precision",
            "recall",
            "f1",
            "b3_precision",
            "b3_recall",
            "b3_f1",
        ] {
            assert!((0.0..=1.0).contains(&share(key)), "{key}");
        }
        let f1 =
            2.0 * share("precision") * share("recall") / (share("precision") + share("recall"));
        assert!((share("f1") - f1).abs() < 1e-12);
    }
}

#[test]
fn the_persons_of_the_small_shop_are_found() {
    let f1 = evaluated("person")["f1"].as_f64().expect("a share");
    assert!(f1 >= 0.80, "{f1}");
}

/// Persons P1 (a, b, c) and P2 (d, e) of the truth; the result joins a, b and d.
#[test]
fn figures_of_a_case_that_can_be_counted_by_hand() {
    let workshop = Workshop::new();
    std::fs::create_dir(workshop.path("out")).expect("a folder");
    workshop.write(
        "out/crossref.csv",
        "source,row,record_key,person_id,customer_id,household_id,role,confidence,reason\n\
         s,1,a,X,X,X,own,1,r\ns,2,b,X,X,X,own,1,r\ns,3,c,Y,Y,Y,own,1,r\n\
         s,4,d,X,X,X,own,1,r\ns,5,e,Z,Z,Z,own,1,r\n",
    );
    workshop.write("truth.csv", "key,entity\na,1\nb,1\nc,1\nd,2\ne,2\n");
    let outcome = workshop
        .satukan(["evaluate", "out", "--truth", "truth.csv"])
        .done();
    insta::assert_snapshot!(outcome.stdout, @r"
    level      customer (truth column `entity`, found by `key`)
    records    5 labelled, 0 missing from the result, 0 without a label

               precision    recall        F1
    pairwise     0.33333   0.25000   0.28571
    B-cubed      0.73333   0.53333   0.61754

    clusters   3 found, 2 true, the largest found has 3 records
    pairs      2 joined that are not one, 3 missed
    sizes      found 1: 2, 3: 1; true 2: 1, 3: 1
    ");
}

#[test]
fn roles_and_households_are_measured_where_the_truth_tells_them() {
    let workshop = Workshop::new();
    std::fs::create_dir(workshop.path("out")).expect("a folder");
    workshop.write(
        "out/crossref.csv",
        "source,row,record_key,person_id,customer_id,household_id,role,confidence,reason\n\
         s,1,a,X,X,H,own,1,r\ns,2,b,Y,X,H,proxy,1,r\ns,3,c,Z,Z,H,own,1,r\n",
    );
    workshop.write(
        "truth.csv",
        "source,row,customer_id,role\ns,1,1,own\ns,2,1,family\ns,3,2,own\n",
    );
    workshop.write("households.csv", "customer_id,household_id\n1,A\n2,A\n");
    let evaluate = ["evaluate", "out", "--truth", "truth.csv"];
    insta::assert_snapshot!(workshop.satukan(evaluate).done().stdout, @r"
    level      customer (truth column `customer_id`, found by `source` and `row`)
    records    3 labelled, 0 missing from the result, 0 without a label

               precision    recall        F1
    pairwise     1.00000   1.00000   1.00000
    B-cubed      1.00000   1.00000   1.00000

    clusters   2 found, 2 true, the largest found has 2 records
    pairs      0 joined that are not one, 0 missed
    sizes      found 1: 1, 2: 1; true 1: 1, 2: 1

    roles      0.66667 of the records right; a line for each true role, a column for each found

                     own    family     proxy
    own                2         0         0
    family             0         0         1
    proxy              0         0         0
    ");
    let households = ["--level", "household", "--households", "households.csv"];
    let typed = evaluate.iter().chain(&households).copied();
    insta::assert_snapshot!(workshop.satukan(typed).done().stdout, @r"
    level      household (truth column `customer_id`, found by `source` and `row`)
    records    3 labelled, 0 missing from the result, 0 without a label

               precision    recall        F1
    pairwise     1.00000   1.00000   1.00000
    B-cubed      1.00000   1.00000   1.00000

    clusters   1 found, 1 true, the largest found has 3 records
    pairs      0 joined that are not one, 0 missed
    sizes      found 3: 1; true 3: 1
    ");
    let typed = evaluate.iter().chain(&households[2..]).copied();
    insta::assert_snapshot!(workshop.satukan(typed).refusal(), @r"
    exit code 2
    error: `--households` goes with `--level household`

    hint: Leave `--households` out, or measure households
    ");
}

#[test]
fn an_unknown_column_gets_a_suggestion() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&SMALL_SHOP, "out");
    let typed = [
        "evaluate",
        "out",
        "--truth",
        "expected_clusters.csv",
        "--cluster",
        "custmer_id",
    ];
    insta::assert_snapshot!(workshop.satukan(typed).refusal(), @r"
    exit code 2
    error: unknown column `custmer_id` (`expected_clusters.csv`)

    hint: Did you mean `customer_id`?
    ");
}

#[test]
fn a_folder_that_is_no_result_is_refused() {
    let workshop = Workshop::with_small_shop();
    let outcome = workshop.satukan(["evaluate", "out", "--truth", "expected_clusters.csv"]);
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 3
    error: can't open the file (`out/crossref.csv`)
      because: No such file or directory (os error 2)

    hint: Check that the folder was written by `satukan run`, and the path of the truth
    ");
}
