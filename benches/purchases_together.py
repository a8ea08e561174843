"""Whether cards that are used together tell who holds them.

    python3 benches/purchases_together.py TRUTH KEY SHOP DAY INVOICES...

TRUTH has `record_key`, `person_id` and `customer_id`; INVOICES are separated by semicolons, with the columns KEY (the card
number), SHOP and DAY. Counted are the pairs of cards used at one shop on one day, and those used at one shop at all, and how many
of them are of one buyer in two names: if purchases told anything, the first share would be far above the second.
"""

import collections
import csv
import itertools
import sys


def count(groups, holders):
    """Pairs of cards of one buyer in two names, and all pairs."""
    alike = pairs = 0
    for cards in groups:
        pairs += len(cards) * (len(cards) - 1) // 2
        persons_of = collections.defaultdict(list)
        for card in cards:
            customer, person = holders[card]
            persons_of[customer].append(person)
        for persons in persons_of.values():
            alike += sum(left != right for left, right in itertools.combinations(persons, 2))
    return alike, pairs


def main() -> None:
    truth, key, shop, day, *invoices = sys.argv[1:]
    with open(truth, encoding="utf-8", newline="") as file:
        holders = {row["record_key"]: (row["customer_id"], row["person_id"]) for row in csv.DictReader(file)}
    on_a_day = collections.defaultdict(set)
    at_all = collections.defaultdict(set)
    for path in invoices:
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                if row[key] in holders:
                    on_a_day[row[shop], row[day]].add(row[key])
                    at_all[row[shop]].add(row[key])
    print("| cards used | of one buyer in two names | pairs | share |")
    print("|---|---:|---:|---:|")
    for name, groups in [("at one shop on one day", on_a_day), ("at one shop", at_all)]:
        alike, pairs = count(groups.values(), holders)
        print(f"| {name} | {alike:,} | {pairs:,} | {alike / max(pairs, 1):.3%} |")


main()
