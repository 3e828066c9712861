"""The verdict over a run of soak.py."""
import statistics
from collections import Counter

from soak_processes import entries

WARM_UP = 0.2  # of the run, at least
FILLING = 70_000  # messages: then the cache that fills last is full, 65,536 message positions (docs/concurrency.md)
SHORTEST = 600  # seconds: a shorter run does not show whether memory is flat
GROWTH = 0.05  # of memory, from the first half after the warm-up to the second
SMALLEST_GROWTH = 16  # MiB: less is noise of the garbage collector
MOST_DESCRIPTORS = 64  # more than before the run: the pool of 30 for PostgreSQL, libraries that are loaded late
MORE_DESCRIPTORS = 8  # beside sockets, from the first to the second half
MORE_THREADS = 8
RECOVERY = 15  # seconds after the end of a fault in which errors belong to it
UNOBSERVED = 213
LEVELS = ("Error", "Critical")


def number(row, name):
    return float(row[name]) if row[name] != "" else None


def warm_up(run):
    """Its length in seconds, and whether the caches were full then."""
    full = next((row["seconds"] for row in run.samples if (number(row, "messages") or 0) >= FILLING), run.length)
    return min(max(WARM_UP * run.length, full), run.length / 2), full < run.length / 2


def halves(samples, begin, read):
    """Medians of the first and of the second half after the warm-up."""
    middle = (begin + samples[-1]["seconds"]) / 2
    parts = [[row for row in samples if begin <= row["seconds"] < middle],
             [row for row in samples if row["seconds"] >= middle]]
    values = [[value for value in map(read, part) if value is not None] for part in parts]
    return [statistics.median(part or [0]) for part in values]


def slope(samples, begin, read):
    """Change per hour, by linear regression over all after the warm-up."""
    points = [(row["seconds"], read(row)) for row in samples if row["seconds"] >= begin]
    points = [(x, y) for x, y in points if y is not None]
    if len(points) < 3:
        return 0
    return 3600 * statistics.linear_regression(*zip(*points)).slope


def excusing(faults, start, end, kind=""):
    """The kind of the fault, of several the latest, to which this time belongs."""
    kinds = [f["kind"] for f in faults if f["start"] - 1 <= end and start <= f["end"] + RECOVERY]
    return next((found for found in reversed(kinds) if found.startswith(kind)), None)


def check_flat(run, lines, problems):
    figures = [
        ("resident memory, MiB", lambda row: number(row, "node1_rss_mib"), None),
        ("managed heap, MiB", lambda row: number(row, "node1_heap_mib"), None),
        ("descriptors beside sockets", lambda row: beside(row), MORE_DESCRIPTORS),
        ("threads", lambda row: number(row, "node1_threads"), MORE_THREADS),
    ]
    begin, is_full = warm_up(run)
    lines += [f"Warm-up: {begin / 60:.1f} minutes" + ("" if is_full else ", too short to fill every cache"), "",
              "| first node | first half after the warm-up | second half | change per hour | bound |",
              "|---|---|---|---|---|"]
    for name, read, bound in figures:
        early, late = halves(run.samples, begin, read)
        most = bound if bound is not None else max(SMALLEST_GROWTH, GROWTH * early)
        lines.append(f"| {name} | {early:,.1f} | {late:,.1f} | {slope(run.samples, begin, read):+,.1f} "
                     f"| +{most:,.1f} |")
        if late - early > most and run.length >= SHORTEST:
            problems.append(f"{name} has grown from {early:,.1f} to {late:,.1f}")


def beside(row):
    descriptors, sockets = number(row, "node1_fds"), number(row, "node1_sockets")
    return None if descriptors is None else descriptors - sockets


def check_logs(run, lines, problems):
    excused = Counter()
    for node in run.nodes:
        for at, level, event, category, message in entries(node.log):
            if event == UNOBSERVED or at is None:
                problems.append(f"node {node.number}: {message}")
            elif level in LEVELS:
                kind = excusing(run.faults, at - run.begin, at - run.begin, "PostgreSQL")
                if kind:
                    excused[(kind, f"{category}[{event}]")] += 1
                else:
                    problems.append(f"node {node.number}, {at - run.begin:.0f} s, without a fault: "
                                    f"{category}[{event}] {message}")
    lines += ["", "Log lines of the level Error, which only a fault of PostgreSQL excuses:", ""]
    lines += [f"- {kind}: {event}, {count} times" for (kind, event), count in sorted(excused.items())] or ["- none"]


def check_outages(run, problems):
    for before, row in zip(run.samples, run.samples[1:]):
        if number(row, "outages") and number(row, "outages") > (number(before, "outages") or 0):
            if not excusing(run.faults, before["seconds"] - 2, row["seconds"]):
                problems.append(f"{row['seconds']:.0f} s: unavailable without a fault")


def judge(run):
    """Lines of a report, and what is wrong."""
    lines, problems = [], []
    if not run.samples:
        return lines, ["no sample"]
    last = run.samples[-1]
    used, others = (statistics.mean([row[name] for row in run.samples[1:]] or [0]) for name in ("cores", "other_cores"))
    lines += [
        f"{run.options.minutes:g} minutes, {run.options.sockets} sockets, {run.options.rate} actions/s, seed "
        f"{run.options.seed}: {int(last['messages'] or 0):,} messages, {int(last['events'] or 0):,} events received; "
        f"{used:.2f} cores used, {others:.2f} by other programs",
        "",
        "Faults: " + (", ".join(f"{count} × {kind}" for kind, count in
                                sorted(Counter(f["kind"] for f in run.faults).items())) or "none"),
        "",
    ]
    check_flat(run, lines, problems)
    more = run.after.get("fds", 0) - run.before["fds"]
    lines += ["", f"Descriptors of the first node: {run.before['fds']} before, {run.after.get('fds')} after the last "
                  f"client has left; sockets then: {run.after.get('sockets')}"]
    if run.after.get("sockets") != 0 or more > MOST_DESCRIPTORS:
        problems.append(f"{more} descriptors and {run.after.get('sockets')} sockets are left")
    check_logs(run, lines, problems)
    check_outages(run, problems)
    return lines, problems
