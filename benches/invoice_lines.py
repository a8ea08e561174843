"""How many invoice lines that show a card belong to the true buyer.

    python3 benches/invoice_lines.py OUT TRUTH INVOICES CARD_COLUMN TRUTH_INVOICES

OUT is the folder of a run, TRUTH the labels of its records (source, row, customer_id), INVOICES the file of invoice lines with
the header CARD_COLUMN, TRUTH_INVOICES the buyer of each line (row, customer_id). A customer that was found stands for the true
one that most of its records are of. Lines without a card, or with a card that is in no source, are left out.
"""

import collections
import csv
import sys


def read(path: str) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8-sig") as file:
        first = file.readline()
        file.seek(0)
        return list(csv.DictReader(file, delimiter=";" if ";" in first else ","))


def main() -> None:
    out, truth, invoices, card, truth_invoices = sys.argv[1:]
    true = {(row["source"], row["row"]): row["customer_id"] for row in read(truth)}
    of_card, votes = {}, collections.defaultdict(collections.Counter)
    for row in read(f"{out}/crossref.csv"):
        of_card.setdefault(row["record_key"], row["customer_id"])
        if (row["source"], row["row"]) in true:
            votes[row["customer_id"]][true[row["source"], row["row"]]] += 1
    buyer = {row["row"]: row["customer_id"] for row in read(truth_invoices)}
    right = lines = 0
    for number, row in enumerate(read(invoices), 1):
        found = of_card.get(row[card].strip()) if row[card].strip() else None
        if found:
            lines += 1
            right += votes[found].most_common(1)[0][0] == buyer[str(number)]
    print(f"{right / max(lines, 1):.4f} of {lines} lines")


main()
