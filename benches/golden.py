"""How good the golden values of a result are, against a truth of customers and roles.

    python3 benches/golden.py SATUKAN OUT TRUTH SOURCE... [--show N]

TRUTH has `source`, `row`, `customer_id` and `role` (`own` for records that name the customer). Each found customer stands for
the true customer of most of its records. Values of the sources are understood by `satukan normalise`, with the columns that
`satukan init` detects. Printed is the share of golden customers with a right value among those that have one:

- mobile, birth date, identity number: it stands on a record that names the true customer;
- name: the words are those that most such records have, an initial or a shorter form counting for the longer one;
- house: all of city, postal code, village, district, RT and RW stand on records of the house that the address names.

`--show N` prints N wrong names, numbers and houses each: these are values of customers.
"""

import collections
import csv
import json
import subprocess
import sys
import tomllib

csv.field_size_limit(1 << 30)


def normalised(satukan, kind, questions):
    """Answers of `satukan normalise`, each question once."""
    distinct = sorted({json.dumps(question, sort_keys=True) for question in questions})
    if not distinct:
        return lambda question: {}
    said = subprocess.run(
        [satukan, "normalise", "--as", kind],
        input="\n".join(distinct) + "\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    answers = dict(zip(distinct, map(json.loads, said), strict=True))
    return lambda question: answers[json.dumps(question, sort_keys=True)]


def read_sources(satukan, paths):
    """The identity records by (source, data row): field to cells."""
    detected = subprocess.run(
        [satukan, "init", *paths], capture_output=True, text=True, check=True
    ).stdout
    records = {}
    for source, known in tomllib.loads(detected)["sources"].items():
        if known["kind"] == "invoices":
            continue
        fields = {
            header: told if isinstance(told, str) else told["field"]
            for header, told in known["columns"].items()
        }
        orders = {
            header: told["dates"] for header, told in known["columns"].items() if "dates" in told
        }
        with open(known["path"], encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=known["delimiter"])
            for row, cells in enumerate(reader, 1):
                record = collections.defaultdict(list)
                for header, cell in cells.items():
                    if cell and header in fields:
                        if fields[header] == "birth_date":
                            month_first = orders.get(header) == "month-day"
                            record["order"] = ["MDY" if month_first else "DMY"]
                        record[fields[header]].append(cell)
                records[source, str(row)] = record
    return records


def house_of(parts):
    """What tells a house; none where an address names no number."""
    if not parts or not (parts["number"] or parts["block"]):
        return None
    street = parts["street"] or parts["complex"] or ""
    return (street, parts["number"] or "", parts["block"] or "")


class Sources:
    """What the records say, understood."""

    def __init__(self, satukan, records):
        self.records = records
        every = records.values()

        def first(record, field):
            return record[field][0] if record.get(field) else None

        def place(record):
            return {"value": " ".join(record["address"]), "city": first(record, "city")}

        def birth(record):
            cell = first(record, "birth_date")
            return {"value": cell, "kind": "birth", "order": first(record, "order")}

        names = normalised(satukan, "name", [{"value": n} for r in every for n in r["name"]])
        phones = normalised(
            satukan,
            "phone",
            [{"value": p, "city": first(r, "city")} for r in every for p in r["phone"]],
        )
        dates = normalised(satukan, "date", [birth(r) for r in every if r["birth_date"]])
        ids = normalised(
            satukan, "national-id", [{"value": i} for r in every for i in r["national_id"]]
        )
        addresses = normalised(satukan, "address", [place(r) for r in every if r["address"]])
        cities = normalised(
            satukan, "address", [{"value": c} for r in every for c in r["city"]]
        )
        self.said = {}
        for at, record in records.items():
            known = {}
            answers = [names({"value": cell}) for cell in record["name"]]
            known["name"] = [frozenset(a["canonical"].split()) for a in answers if a["canonical"]]
            known["mobile"] = {
                number["e164"]
                for cell in record["phone"]
                for number in phones({"value": cell, "city": first(record, "city")})["numbers"]
                if number["e164"]
            }
            known["birth_date"] = {dates(birth(record))["value"]} if record["birth_date"] else set()
            known["national_id"] = {ids({"value": c})["digits"] for c in record["national_id"]}
            parts = addresses(place(record)) if record["address"] else None
            if parts:
                parts = dict(parts)
                for cell in record["city"]:
                    parts["city"] = cities({"value": cell}).get("city") or parts["city"]
                for cell in record["postal_code"]:
                    parts["postal_code"] = cell
            known["parts"] = parts
            self.said[at] = known


def fits(word, other):
    """Whether `word` is an initial of `other`."""
    return word == other or len(word) == 1 and other.startswith(word)


def majority_words(names):
    """Words that over half of the names have, each in its longest form; an initial stands for a word it fits."""
    words = {word for name in names for word in name}
    wanted = set()
    for word in words:
        holders = sum(any(fits(own, word) for own in name) for name in names)
        # Of two, both count as most: a word that one has and the other leaves out is no mistake.
        if 2 * holders > len(names) and not any(
            other != word and fits(word, other) for other in words
        ):
            wanted.add(word)
    return wanted


def share(name, counts):
    right, all_ = counts["right"], counts["right"] + counts["wrong"]
    print(f"| {name} | {all_} | {counts['wrong']} | {right / max(all_, 1):.4f} |")


def main():
    arguments = sys.argv[1:]
    show = 0
    if "--show" in arguments:
        at = arguments.index("--show")
        show = int(arguments[at + 1])
        del arguments[at : at + 2]
    satukan, out, truth, *paths = arguments
    sources = Sources(satukan, read_sources(satukan, paths))
    true_of, own_of = {}, collections.defaultdict(list)
    with open(truth, encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            at = line["source"], line["row"]
            true_of[at] = line["customer_id"]
            if line["role"] == "own":
                own_of[line["customer_id"]].append(at)
    members = collections.defaultdict(list)
    with open(f"{out}/crossref.csv", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            members[line["customer_id"]].append((line["source"], line["row"], line["role"]))
    with open(f"{out}/golden_customers.csv", encoding="utf-8", newline="") as file:
        golden = [
            {column: cell.removeprefix("'") for column, cell in line.items()}
            for line in csv.DictReader(file)
        ]
    names = normalised(satukan, "name", [{"value": g["name"]} for g in golden if g["name"]])
    counts = collections.defaultdict(collections.Counter)
    shown = collections.Counter()

    def judge(what, customer, is_right, found, wanted):
        counts[what]["right" if is_right else "wrong"] += 1
        if not is_right and shown[what] < show:
            shown[what] += 1
            print(f"{what}: {customer}: {found}; said: {wanted}", file=sys.stderr)

    for customer in golden:
        held = members[customer["customer_id"]]
        votes = collections.Counter(true_of[s, r] for s, r, _ in held if (s, r) in true_of)
        if not votes:
            continue
        true = min(votes, key=lambda one: (-votes[one], one))
        own = [sources.said[at] for at in own_of[true] if at in sources.said]
        own_id = customer["customer_id"]
        for column in ["mobile", "birth_date", "national_id"]:
            if customer[column]:
                said = set().union(*(record[column] for record in own))
                judge(column, own_id, customer[column] in said, customer[column], said)
        if customer["name"]:
            found = set(names({"value": customer["name"]})["canonical"].split())
            said = [name for record in own for name in record["name"]]
            judge("name", own_id, found == majority_words(said), customer["name"],
                  [" ".join(sorted(name)) for name in said])
        if customer["address"]:
            mixed = mixes(customer, [sources.said[s, r]["parts"] for s, r, _ in held])
            judge("one house", own_id, not mixed, mixed,
                  [sources.records[s, r]["address"] for s, r, _ in held])
    print("| golden value | filled | wrong | right |")
    print("|---|---:|---:|---:|")
    for what in ["name", "mobile", "birth_date", "national_id", "one house"]:
        share(what.replace("_", " "), counts[what])
    print()
    for column in ["name", "mobile", "landline", "email", "birth_date", "national_id",
                   "address", "city", "postal_code", "village", "district"]:
        print(f"{column}: {sum(bool(customer[column]) for customer in golden)}", end="  ")
    print()


def mixes(customer, parts):
    """The columns whose value stands on no record of the golden house; such records share street and number or block."""
    number, block = customer["house_number"], customer["block"]
    street = customer["street"] or customer["estate"]
    house = (street, number, block)
    same = [part for part in parts if part and alike(house_of(part), house)]
    if not number and not block:
        same = [part for part in parts if part]
        same = [part for part in same if (part["street"] or part["complex"] or "") == street]
    strange = []
    for column, key in [
        ("city", "city"), ("postal_code", "postal_code"), ("village", "village"),
        ("district", "district"), ("rt", "rt"), ("rw", "rw"),
    ]:
        value = customer[column]
        if value and not any(
            folded(part.get(key)) == folded(value) for part in same
        ):
            strange.append((column, value))
    return strange


def alike(one, other):
    """Whether two houses are one: the same number and block, and streets of one word in common."""
    if one is None or one[1:] != other[1:]:
        return False
    return one[0] == other[0] or bool(set(one[0].split()) & set(other[0].split()) - {"jl", "gg"})


def folded(text):
    return (text or "").lower().replace("-", " ").strip()


main()
