"""How good the golden values of a result are, against a truth of customers and roles.

    python3 benches/golden.py SATUKAN OUT TRUTH SOURCE... [--show N]

TRUTH has `source`, `row`, `customer_id` and `role` (`own` for records that name the customer). Each found customer stands for
the true customer of most of its records. Values of the sources are understood by `satukan normalise`, with the columns that
`satukan init` detects. Printed is the share of golden customers with a right value among those that have one:

- mobile, birth date, identity number: it stands on a record that names the true customer;
- name: it has every word that over half of such records have in some spelling, no word of one record that several lack,
  and of each word a spelling that no other beats by number of records;
- one house: all of city, postal code, village, district, RT and RW stand on records of the house that the address names.

Shares are printed over all customers, and over those whose own records are the true customer's: who is taken for the customer
is decided before any value is chosen.

`--show N` prints N wrong names, numbers and houses each: these are values of customers.
"""

import collections
import difflib
import functools
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
                parts["cities"] = {parts["city"], *record["city"]}
                parts["cities"] |= {cities({"value": cell}).get("city") for cell in record["city"]}
                for cell in record["postal_code"]:
                    parts["postal_code"] = cell
            known["parts"] = parts
            self.said[at] = known


@functools.cache
def fits(word, other):
    """Whether two words may be one: equal, an initial, a beginning, or much alike."""
    short, long = sorted((word, other), key=len)
    return (
        long.startswith(short)
        or difflib.SequenceMatcher(None, short, long, autojunk=False).ratio() >= 0.7
    )


def is_agreed(golden, names):
    """Whether the words of the golden name are those that the names agree on."""
    for word in {word for name in names for word in name}:
        holders = sum(any(fits(own, word) for own in name) for name in names)
        if 2 * holders > len(names) and not any(fits(own, word) for own in golden):
            return False
    for word in golden:
        holders = sum(any(fits(own, word) for own in name) for name in names)
        if holders == 0 or holders == 1 and len(names) > 2:
            return False
        spelt = collections.Counter(
            own for name in names for own in name if len(own) > 1 and fits(own, word)
        )
        if len(word) > 1 and any(
            number > spelt[word] and not word.startswith(own) for own, number in spelt.items()
        ):
            return False
    return True


def share(name, counts, named):
    def figures(counts):
        right, every = counts["right"], counts["right"] + counts["wrong"]
        return f"{every} | {counts['wrong']} | {right / max(every, 1):.4f}"

    print(f"| {name} | {figures(counts)} | {figures(named)} |")


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

    is_named = False

    def judge(what, customer, is_right, found, wanted):
        counts[what]["right" if is_right else "wrong"] += 1
        if is_named:
            counts[what, "named"]["right" if is_right else "wrong"] += 1
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
        truly_own = set(own_of[true])
        is_named = any((s, r) in truly_own for s, r, role in held if role == "own")
        for column in ["mobile", "birth_date", "national_id"]:
            if customer[column]:
                said = set().union(*(record[column] for record in own))
                judge(column, own_id, customer[column] in said, customer[column], said)
        if customer["name"]:
            found = set(names({"value": customer["name"]})["canonical"].split())
            said = [name for record in own for name in record["name"]]
            judge("name", own_id, is_agreed(found, said), customer["name"],
                  [" ".join(sorted(name)) for name in said])
        if customer["address"]:
            # One record can't mix houses, whatever its city was understood as.
            mixed = len(held) > 1 and mixes(customer, [sources.said[s, r]["parts"] for s, r, _ in held])
            judge("one house", own_id, not mixed, mixed,
                  [sources.records[s, r]["address"] for s, r, _ in held])
    print("| golden value | filled | wrong | right | filled, named right | wrong | right |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for what in ["name", "mobile", "birth_date", "national_id", "one house"]:
        share(what.replace("_", " "), counts[what], counts[what, "named"])
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
        ("city", "cities"), ("postal_code", "postal_code"), ("village", "village"),
        ("district", "district"), ("rt", "rt"), ("rw", "rw"),
    ]:
        value = customer[column]
        if value and not any(
            folded(value) in {folded(said) for said in as_set(part.get(key))} for part in same
        ):
            strange.append((column, value))
    return strange


def alike(one, other):
    """Whether two houses are one: the same number and block, and streets of one word in common."""
    if one is None or one[1:] != other[1:]:
        return False
    kinds = {"jl", "gg"}
    mine, others = set(one[0].split()) - kinds, set(other[0].split()) - kinds
    return one[0] == other[0] or any(fits(word, known) for word in mine for known in others)


def as_set(said):
    return said if isinstance(said, set) else {said}


def folded(text):
    """A place as compared: cities without `kota` and `kabupaten`, which an address seldom tells."""
    words = (text or "").lower().replace("-", " ").split()
    return " ".join(word for word in words if word not in {"kota", "kabupaten"})


main()
