"""Reads a CSV file several times with polars and prints the seconds: python benches/read_polars.py FILE [ROUNDS]."""

import sys
import time

import polars

path, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
seconds = []
for _ in range(rounds):
    began = time.perf_counter()
    rows = polars.read_csv(path, infer_schema=False).height
    seconds.append(time.perf_counter() - began)
    print(f"{seconds[-1]:.3f} s, {rows} rows")
print(f"median {sorted(seconds)[rounds // 2]:.3f} s, polars {polars.__version__}")
