#!/usr/bin/env python3
"""Prints the table of measure-growth.sh from its lines "small|large TAB figures of the load tool as JSON".

Fails when a target is missed.

growth_table.py FILE MESSAGES_IN_SMALL MESSAGES_IN_LARGE
"""
import json
import statistics
import sys

# (command, figure): title, the limit of the ratio between many and few messages, and whether more is worse.
FIGURES = {
    ("history", "history_p50_ms"): ("history page, p50, ms", 1.3, True),
    ("history", "conversations_p50_ms"): ("conversation list, p50, ms", 1.3, True),
    ("history", "sync_p50_ms"): ("sync page, p50, ms", 1.3, True),
    ("throughput", "messages_per_second"): ("messages/s over sockets, 50x8", 0.85, False),
    ("send", "messages_per_second"): ("messages/s over REST, 16 connections", 0.85, False),
}


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def cell(values):
    return f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))})"


def main(path, few, many):
    runs = {"small": {}, "large": {}}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            size, figures = line.rstrip("\n").split("\t")
            figures = json.loads(figures)
            for key in FIGURES:
                if figures["command"] == key[0]:
                    runs[size].setdefault(key, []).append(figures[key[1]])

    missed = 0
    print(f"| figure | {int(few):,} messages | {int(many):,} messages | ratio | target | |")
    print("|---|---|---|---|---|---|")
    for key, (title, target, more_is_worse) in FIGURES.items():
        small, large = runs["small"][key], runs["large"][key]
        # Ratios of adjacent runs: the load of the machine changes more between rounds than within one.
        ratios = [after / before for before, after in zip(small, large, strict=True)]
        ratio = statistics.median(ratios)
        is_met = ratio <= target if more_is_worse else ratio >= target
        missed += not is_met
        sign = "≤" if more_is_worse else "≥"
        print(f"| {title} | {cell(small)} | {cell(large)} | {cell(ratios)} | {sign} {target} | "
              f"{'met' if is_met else 'MISSED'} |")
    print("\nMedian (least to most); ratios are of the two runs of a round.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
