#!/usr/bin/env python3
"""What the `flights` example must find, computed without KisFlow: Python's csv and an exact sum.

    python3 expected.py flights-2013-01.csv.gz > expected-2013-01.csv

Per carrier: the rows of the file; the flights among them that flew (`dep_time`, `dep_delay`, `arr_delay` and
`air_time` are there, and `air_time` is more than 0); of these, the mean total delay in minutes (`dep_delay` +
`arr_delay`), the mean speed in miles per hour (`distance` / (`air_time` / 60)) and the largest total delay.
Numbers are written in full (`repr`). The totals go to stderr.
"""

import csv
import gzip
import math
import sys
from collections import defaultdict

MISSING = ("", "NA")


def flew(row):
    needed = ("dep_time", "dep_delay", "arr_delay", "air_time")
    return all(row[name] not in MISSING for name in needed) and int(row["air_time"]) > 0


def main(path):
    rows = defaultdict(int)
    delays = defaultdict(list)
    speeds = defaultdict(list)
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", newline="") as text:
        for row in csv.DictReader(text):
            carrier = row["carrier"]
            rows[carrier] += 1
            if flew(row):
                delays[carrier].append(int(row["dep_delay"]) + int(row["arr_delay"]))
                speeds[carrier].append(int(row["distance"]) / (int(row["air_time"]) / 60))

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["carrier", "rows", "flights", "mean_total_delay", "mean_speed_mph", "largest_total_delay"])
    for carrier in sorted(rows):
        flights = len(delays[carrier])
        if flights == 0:
            continue
        mean_delay = math.fsum(delays[carrier]) / flights
        mean_speed = math.fsum(speeds[carrier]) / flights
        out.writerow([carrier, rows[carrier], flights, repr(mean_delay), repr(mean_speed), max(delays[carrier])])
    print(f"{sum(rows.values())} rows, {sum(map(len, delays.values()))} flights flew", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: expected.py FLIGHTS.csv[.gz]")
    main(sys.argv[1])
