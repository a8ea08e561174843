"""Whether customers that hang together badly are worth a look, as the table of docs/benchmarks.md.

    python3 benches/cohesion.py OUT TRUTH

OUT is the folder of a run, TRUTH names the person of each record: by `source` and `row`, else by the record's key in the
first column. Counts the customers of several records by their cohesion, and how many of them hold records of more than one person.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

ENDS = [0.6, 0.7, 0.8, 0.9]
WEAK = 0.7


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def persons_by_record(path: Path) -> tuple[tuple[str, ...], dict[tuple[str, ...], str]]:
    """The columns of the cross-reference that name a record as the labels do, and the person of each record."""
    labels = rows(path)
    header = list(labels[0])
    if "source" in header and "row" in header:
        names, columns = ("source", "row"), ("source", "row")
    else:
        names, columns = ("record_key",), (header[0],)
    rest = [column for column in header if column not in columns]
    person = "person_id" if "person_id" in header else rest[0]
    return names, {tuple(row[name] for name in columns): row[person] for row in labels}


def main() -> None:
    out, truth = map(Path, sys.argv[1:])
    names, person_of = persons_by_record(truth)
    persons = defaultdict(set)
    for row in rows(out / "crossref.csv"):
        person = person_of.get(tuple(row[name] for name in names))
        if person is not None:
            persons[row["customer_id"]].add(person)
    bands = [[0, 0] for _ in range(len(ENDS) + 1)]
    weak = [0, 0]
    for row in rows(out / "golden_customers.csv"):
        # A single record has nothing to hang together with.
        if int(row["records"]) < 2:
            continue
        cohesion, is_mixed = float(row["cohesion"]), len(persons[row["customer_id"]]) > 1
        counts = [bands[sum(cohesion >= end for end in ENDS)]]
        if cohesion < WEAK:
            counts.append(weak)
        for count in counts:
            count[0] += 1
            count[1] += is_mixed
    labels = [f"under {ENDS[0]}", *(f"{a} to {b}" for a, b in zip(ENDS, ENDS[1:])), f"from {ENDS[-1]}"]
    print("| cohesion | customers | of several persons |")
    print("|---|---:|---:|")
    for label, (customers, mixed) in zip(labels, bands):
        print(f"| {label} | {customers:,} | {mixed:,} |")
    if weak[0]:
        print(f"Weak (under {WEAK}): {100 * weak[1] / weak[0]:.0f} % of {weak[0]:,} hold several persons.")


main()
