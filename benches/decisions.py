"""What clerical decisions bring: every case on persons is answered by the truth, and the run made again.

    python3 benches/decisions.py SATUKAN TRUTH SOURCE...

TRUTH has `source`, `row` and `person_id`, or a key of the records in its first column and their entity in its second. Printed are the
pairwise F1 of persons before and after, the cases answered, and how many persons lost a record to another one. The results lie in a
folder that is removed.
"""

import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile


def persons(truth):
    """Whether the truth names rows, and the person of each record."""
    with open(truth, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if {"source", "row", "person_id"} <= rows[0].keys():
        return True, {(row["source"], row["row"]): row["person_id"] for row in rows}
    key, entity = list(rows[0])[:2]
    return False, {row[key]: row[entity] for row in rows}


def found(out):
    """The records of each person found."""
    members = collections.defaultdict(set)
    with open(out / "crossref.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            members[row["person_id"]].add((row["source"], row["row"]))
    return members


def main() -> None:
    satukan, truth, *sources = sys.argv[1:]
    by_row, person_of = persons(truth)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out")

        def run():
            subprocess.run([satukan, "run", *sources, "-o", out, "--quiet"], check=True, stdout=subprocess.DEVNULL)
            told = [satukan, "evaluate", out, "--truth", truth, "--level", "person", "--json"]
            return json.loads(subprocess.run(told, check=True, capture_output=True, text=True).stdout)["f1"]

        before = run()
        apart = found(out)
        with open(out / "review.csv", encoding="utf-8", newline="") as file:
            cases = list(csv.DictReader(file))
        answered = 0
        for case in cases:
            sides = [
                (case[f"{side}_source"], case[f"{side}_row"]) if by_row else case[f"{side}_key"] for side in ("left", "right")
            ]
            if case["kind"] != "one customer?" and all(side in person_of for side in sides):
                left, right = (person_of[side] for side in sides)
                case["decision"] = "same" if left == right else "different"
                answered += 1
        with open(out / "review.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, cases[0].keys())
            writer.writeheader()
            writer.writerows(cases)
        after = run()
        now = {record: person for person, members in found(out).items() for record in members}
        torn = sum(len({now[record] for record in members}) > 1 for members in apart.values())
    print("| cases answered | F1 before | after | persons that lost a record |")
    print("|---:|---:|---:|---:|")
    print(f"| {answered:,} | {before:.4f} | {after:.4f} | {torn:,} |")


main()
