"""Divides labels by person: the labels of a part of the persons to learn from, the others to measure on.

    python3 benches/part_labels.py TRUTH PERCENT DRAW LEARN MEASURE

A person's labels go to LEARN as a whole, for PERCENT of 100 persons, drawn by a hash of DRAW and the person.
"""

import csv
import hashlib
import sys


def main() -> None:
    truth, percent, draw, learn, measure = sys.argv[1:]
    with open(truth, newline="", encoding="utf-8-sig") as file:
        header, *rows = csv.reader(file)
    person = header.index("person_id") if "person_id" in header else 1

    def is_drawn(row: list[str]) -> bool:
        hashed = hashlib.md5((draw + row[person]).encode()).hexdigest()
        return int(hashed[:8], 16) / 2**32 < float(percent) / 100

    for path, part in (
        (learn, [row for row in rows if is_drawn(row)]),
        (measure, [row for row in rows if not is_drawn(row)]),
    ):
        with open(path, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *part])


main()
