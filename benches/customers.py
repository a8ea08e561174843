"""What each kind of evidence adds to finding who holds the cards.

    python3 benches/customers.py SATUKAN TRUTH SOURCE...

Runs SATUKAN on the sources with everything, then without the columns of one kind in turn, and prints a table of customer
precision, recall and F1 against TRUTH. Settings are made from what `satukan init` detects, in a folder that is removed.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

KINDS = {
    "receipts": {"invoice_number"},
    "shops": {"shop"},
    "days of issue": {"issue_date"},
    "telephones": {"phone"},
    "addresses": {"address", "house_number", "city", "postal_code", "village", "district", "province"},
    "e-mails": {"email"},
    "identity numbers": {"national_id"},
}


def main() -> None:
    satukan, truth, *sources = sys.argv[1:]
    detected = subprocess.run(
        [satukan, "init", *sources], capture_output=True, text=True, check=True
    ).stdout
    settings = tomllib.loads(detected)
    print("| without | precision | recall | F1 | customers |")
    print("|---|---:|---:|---:|---:|")
    for name, fields in [("(everything is used)", set()), *KINDS.items()]:
        columns = [
            (source, header, field)
            for source, known in settings["sources"].items()
            if known["kind"] != "invoices"
            for header, field in known["columns"].items()
            if isinstance(field, str)
        ]
        ignored = [column for column in columns if column[2] in fields]
        if fields and not ignored:
            continue
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "satukan.toml")
            lines = []
            for source, known in settings["sources"].items():
                lines.append(f"[sources.{json.dumps(source)}]")
                lines.append(f"path = {json.dumps(known['path'])}")
                lines.append(f"[sources.{json.dumps(source)}.columns]")
                for of, header, _ in ignored:
                    if of == source:
                        lines.append(f'{json.dumps(header)} = "ignore"')
            config.write_text("\n".join(lines), encoding="utf-8")
            out = pathlib.Path(folder, "out")
            subprocess.run(
                [satukan, "run", "--config", config, "-o", out, "--quiet"], check=True
            )
            said = subprocess.run(
                [satukan, "evaluate", out, "--truth", truth, "--level", "customer"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        figures = re.search(r"pairwise\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)", said).groups()
        found = re.search(r"clusters\s+([\d ]*\d) found", said).group(1)
        rounded = " | ".join(f"{float(figure):.3f}" for figure in figures)
        print(f"| {name} | {rounded} | {found} |", flush=True)


main()
