#!/usr/bin/env python3
"""The table of compare.sh: compare_table.py FILE BASE

The file has lines "round TAB load TAB variant TAB figures of the load tool as JSON". Each ratio is the median over the
rounds of the variant's figure divided by that of the base in the same round, with a 95 % interval of the median (from
the binomial distribution of ranks).
"""
import collections
import json
import math
import statistics
import sys

FIGURES = {
    "server_ms_per_1000_messages": "processor ms of the server per 1,000",
    "postgres_ms_per_1000_messages": "processor ms of PostgreSQL per 1,000",
    "messages_per_second": "messages/s",
}


def interval(ratios):
    """The ranks around the median between which it lies with a probability of at least 95 %."""
    count = len(ratios)
    tail, low = 0.0, 0
    while low < count // 2:
        tail += math.comb(count, low) / 2 ** count
        if tail > 0.025:
            break
        low += 1
    low = max(low - 1, 0)
    return ratios[low], ratios[count - 1 - low]


def main(path, base):
    runs = collections.defaultdict(dict)
    variants = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            number, load, variant, figures = line.rstrip("\n").split("\t")
            if variant not in variants:
                variants.append(variant)
            if int(number) > 0:
                runs[load][int(number), variant] = json.loads(figures)
    print("| load | figure | version | median (minimum to maximum) | ratio | 95 % interval |")
    print("|---|---|---|---|---|---|")
    for load, found in runs.items():
        for name, title in FIGURES.items():
            for variant in [base] + [other for other in variants if other != base]:
                values = {number: run[name] for (number, which), run in found.items() if which == variant}
                ratios = sorted(value / found[number, base][name] for number, value in values.items())
                low, high = interval(ratios)
                print(f"| {load} | {title} | {variant} | {statistics.median(values.values()):,.1f} "
                      f"({min(values.values()):,.1f} to {max(values.values()):,.1f}) "
                      f"| {statistics.median(ratios):.2f} | {low:.2f} to {high:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
