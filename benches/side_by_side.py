#!/usr/bin/env python3
"""satukan and Splink side by side, on one file, in one run.

    python3 -m venv /elsewhere/venv && /elsewhere/venv/bin/pip install splink
    /elsewhere/venv/bin/python benches/side_by_side.py target/release/satukan records.csv truth.csv [runs]

Splink gets a model as its tutorial builds one, from the columns that it knows: first_name, surname, dob, postcode or
postcode_fake, city, email, occupation, birth_place. It is scored at the threshold that suits the truth best, which nobody
without the truth could choose; satukan runs without settings. The first column of both files is the record's key, the second
column of the truth its entity. Seconds and memory are of the whole process: for satukan with all files that it writes, for Splink from
reading the file to clusters. The two take turns.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter

THRESHOLDS = [0.05, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]


def read(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def f1(cluster_of, entity_of):
    pairs = lambda sizes: sum(size * (size - 1) // 2 for size in sizes.values())
    both = pairs(Counter((cluster_of[key], entity) for key, entity in entity_of.items()))
    found = pairs(Counter(cluster_of[key] for key in entity_of))
    true = pairs(Counter(entity_of.values()))
    return 2 * both / (found + true)


def splink(records, truth, threshold=None):
    """Links in this process; without a threshold looks for that with the best F1, and prints both."""
    import pyarrow
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    header, rows = read(records)
    keys = [row[0] for row in rows]
    columns = {"unique_id": keys}
    for at, name in enumerate(header[1:], 1):
        columns[name] = [row[at].strip() or None for row in rows]
    has = lambda name: name in columns
    comparisons = [cl.NameComparison(name) for name in ("first_name", "surname") if has(name)]
    if has("dob"):
        comparisons.append(cl.DateOfBirthComparison("dob", input_is_string=True))
    for name in ("postcode", "postcode_fake"):
        if has(name):
            columns[name] = [value.upper() if value else None for value in columns[name]]
            comparisons.append(cl.PostcodeComparison(name))
    if has("email"):
        comparisons.append(cl.EmailComparison("email"))
    for name in ("city", "birth_place", "occupation"):
        if has(name):
            comparisons.append(cl.ExactMatch(name).configure(term_frequency_adjustments=True))
    places = [name for name in ("postcode_fake", "postcode", "city", "email") if has(name)]
    rules = [("first_name", "surname"), ("dob",)]
    rules += [(name, place) for name in ("surname", "first_name") for place in places]
    if has("email"):
        rules.append(("email",))
    if len(keys) <= 5_000:
        rules += [("surname",), ("first_name",)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(pyarrow.table(columns)), settings, log_level="ERROR")
    sure = [block_on("first_name", "surname", "dob")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    if threshold:
        pairs = linker.inference.predict(threshold_match_probability=float(threshold))
        linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=float(threshold)
        ).as_record_list()
        return
    pairs = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    entity_of = dict((row[0], row[1]) for row in read(truth)[1])
    best = (0.0, None)
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        cluster_of = {row["unique_id"]: row["cluster_id"] for row in clusters.as_record_list()}
        best = max(best, (f1(cluster_of, entity_of), threshold), key=lambda pair: pair[0])
    print(json.dumps({"f1": best[0], "threshold": best[1]}))


def timed(command):
    """Runs a command; returns its output, seconds and peak megabytes."""
    with tempfile.TemporaryFile("w+") as out:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        if status != 0:
            sys.exit(f"error: this failed: {' '.join(command)}")
        out.seek(0)
        return out.read(), seconds, usage.ru_maxrss / 1024


def main():
    if sys.argv[1] == "--splink":
        splink(*sys.argv[2:])
        return
    satukan, records, truth = sys.argv[1:4]
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    figures = {"satukan": [], "Splink": []}
    linking = [sys.executable, __file__, "--splink", records, truth]
    best = json.loads(timed(linking)[0].splitlines()[-1])
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            out = os.path.join(folder, "out")
            _, *cost = timed([satukan, "run", records, "-o", out, "--quiet"])
            said = subprocess.run(
                [satukan, "evaluate", out, "--truth", truth, "--level", "person", "--json"],
                capture_output=True, text=True, check=True,
            )
            figures["satukan"].append((json.loads(said.stdout)["f1"], "its own", *cost))
            _, *cost = timed([*linking, str(best["threshold"])])
            figures["Splink"].append((best["f1"], best["threshold"], *cost))
    print("| tool | pairwise F1 | threshold | seconds | peak MB |\n|---|---:|---:|---:|---:|")
    for name, runs in figures.items():
        score, threshold, seconds, memory = min(runs, key=lambda run: run[2])
        print(f"| {name} | {score:.4f} | {threshold} | {seconds:.1f} | {memory:,.0f} |")


if __name__ == "__main__":
    main()
