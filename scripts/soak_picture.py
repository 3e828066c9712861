#!/usr/bin/env python3
"""Draws a run of soak.py as SVG: soak_picture.py SAMPLES.csv FAULTS.csv >PICTURE.svg"""
import csv
import math
import sys
from xml.sax.saxutils import escape

WIDTH, PANEL, GAP, LEFT, RIGHT, TOP = 980, 150, 34, 70, 180, 78
PANELS = [
    ("Memory, MiB", [("node 1, resident", "node1_rss_mib"), ("node 1, managed heap", "node1_heap_mib"),
                     ("node 2, resident", "node2_rss_mib"), ("PostgreSQL", "postgres_mib"), ("Redis", "redis_mib")]),
    ("File descriptors", [("node 1", "node1_fds"), ("node 2", "node2_fds")]),
    ("Open sockets", [("node 1", "node1_sockets"), ("node 2", "node2_sockets")]),
    ("Threads", [("node 1", "node1_threads"), ("node 2", "node2_threads")]),
    ("Messages per second", [("acknowledged", "messages_per_second"), ("delivered", "delivered_per_second")]),
]
COLOURS = {"node 1": "#0b5fa5", "node 1, resident": "#0b5fa5", "node 1, managed heap": "#58a6de",
           "node 2": "#c2600a", "node 2, resident": "#c2600a", "PostgreSQL": "#4d7c2a", "Redis": "#8b3fa0",
           "acknowledged": "#0b5fa5", "delivered": "#58a6de"}
FAULTS = {"Redis killed": "#8b3fa0", "PostgreSQL's connections ended": "#4d7c2a", "node 2 restarted": "#e0a15a",
          "node 2 killed": "#c03030"}


def rates(samples):
    """Adds what was counted since the row before, per second."""
    for row in samples:
        row["messages_per_second"] = row["delivered_per_second"] = ""
    for before, row in zip(samples, samples[1:]):
        passed = float(row["seconds"]) - float(before["seconds"])
        for name in ("messages", "delivered"):
            if row[name] != "" and before[name] != "" and passed > 0:
                row[f"{name}_per_second"] = (float(row[name]) - float(before[name])) / passed


def step_for(most, count):
    """A round distance between marks."""
    raw = most / count
    unit = 10 ** math.floor(math.log10(raw))
    return next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw)


def label(x, y, words, anchor="start", colour="#333", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">'
            f"{escape(words)}</text>")


def line(x1, y1, x2, y2, colour, width=1.0, dash=""):
    style = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"{style}/>')


def curve(samples, name, place, colour):
    """A line with a hole where there is no value, without points in the middle of level parts."""
    pieces = [[]]
    for row in samples:
        if row[name] == "":
            pieces.append([])
            continue
        x, y = (f"{number:.1f}" for number in place(float(row["seconds"]), float(row[name])))
        piece = pieces[-1]
        if len(piece) > 1 and piece[-1][1] == piece[-2][1] == y:
            piece.pop()
        piece.append((x, y))
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in piece) for piece in pieces if piece)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def panel(top, title, series, samples, faults, length):
    values = [float(row[name]) for _, name in series for row in samples if row[name] != ""]
    step = step_for(max(values + [1]), 4)
    most = step * math.ceil(max(values + [1]) / step)
    right = WIDTH - RIGHT

    def place(seconds, value):
        return LEFT + (right - LEFT) * seconds / length, top + PANEL * (1 - value / most)

    parts = [label(LEFT, top - 8, title, weight="bold")]
    for i in range(round(most / step) + 1):
        y = place(0, i * step)[1]
        parts += [line(LEFT, y, right, y, "#ddd"), label(LEFT - 8, y + 4, f"{i * step:,.0f}", "end")]
    for fault in faults:
        x = place(float(fault["start"]), 0)[0]
        parts.append(line(x, top, x, top + PANEL, FAULTS[fault["kind"]], 1, "3 2"))
    for i, (words, name) in enumerate(series):
        parts += [curve(samples, name, place, COLOURS[words]),
                  line(right + 10, top + 12 + 18 * i, right + 28, top + 12 + 18 * i, COLOURS[words], 2.5),
                  label(right + 34, top + 16 + 18 * i, words)]
    return parts


def draw(samples, faults):
    rates(samples)
    length = max(float(samples[-1]["seconds"]), 1)
    height = TOP + len(PANELS) * (PANEL + GAP) + 30
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
             f'height="{height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>']
    x = LEFT
    for kind, colour in FAULTS.items():
        parts += [line(x, 20, x + 20, 20, colour, 2, "3 2"), label(x + 26, 24, kind)]
        x += 56 + 6.6 * len(kind)
    top = TOP - 24
    for title, series in PANELS:
        parts += panel(top, title, series, samples, faults, length)
        top += PANEL + GAP
    # The axis of time, below the last panel.
    bottom, minutes = top - GAP, length / 60
    step = step_for(minutes, 10)
    for i in range(int(minutes / step + 1e-9) + 1):
        x = LEFT + (WIDTH - RIGHT - LEFT) * i * step / minutes
        parts += [line(x, bottom, x, bottom + 5, "#333"), label(x, bottom + 20, f"{i * step:g}", "middle")]
    parts += [label((LEFT + WIDTH - RIGHT) / 2, bottom + 38, "minutes", "middle"), "</svg>", ""]
    return "\n".join(parts)


def main(samples, faults):
    with open(samples, encoding="utf-8") as first, open(faults, encoding="utf-8") as second:
        sys.stdout.write(draw(list(csv.DictReader(first)), list(csv.DictReader(second))))


if __name__ == "__main__":
    main(*sys.argv[1:])
