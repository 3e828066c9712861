#!/usr/bin/env python3
"""The table of bench.sh, from its lines "server TAB run TAB figures of the load tool as JSON".

Fails when one of the runs has failed.

bench_table.py FILE                the markdown table
bench_table.py --headline <FIGURES the first figure of one run
"""
import json
import statistics
import sys

SERVERS = {
    "chatapp-postgres": "ChatApp, PostgreSQL",
    "chatapp-against": "the other checkout",
    "chatapp-sqlite": "ChatApp, SQLite",
    "signalr": "SignalR",
    "node": "Node",
    "fastapi": "FastAPI",
}
PEERS = ("chatapp-against", "signalr", "node", "fastapi")

# Of each command: the figures to show, and what they are.
FIGURES = {
    "throughput": {"messages_per_second": "messages/s", "delivery_p99_ms": "delivery p99, ms",
                   "processor_ms": "processor ms per 1,000"},
    "latency": {"delivery_p50_ms": "delivery p50, ms", "delivery_p99_ms": "delivery p99, ms"},
    "idle": {"server_kib_per_socket": "KiB per socket", "server_kib_per_further_socket": "KiB per further socket",
             "server_memory_mib": "server MiB", "connects_per_second": "connects/s"},
    "connect": {"connects_per_second": "connects/s", "opening_p99_ms": "opening p99, ms"},
    "history": {"history_pages_per_second": "pages/s", "history_p99_ms": "page p99, ms"},
    "send": {"messages_per_second": "messages/s", "answer_p99_ms": "answer p99, ms",
             "processor_ms": "processor ms per 1,000"},
    "storm": {"all_caught_up_ms": "all caught up, ms", "caught_up_p50_ms": "caught up p50, ms",
              "caught_up_p99_ms": "caught up p99, ms"},
    "start": {"ready_p50_ms": "ready, ms", "server_memory_mib": "server MiB"},
}


def figure(run, name):
    """One figure of a run; the processor time is that of the server and of its database together."""
    if name == "processor_ms":
        return run["server_ms_per_1000_messages"] + run.get("postgres_ms_per_1000_messages", 0)
    return run[name]


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def cell(values):
    if not values:
        return "–"
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({number(min(values))} to {number(max(values))})"


def ratio(values, server, peer):
    if not values.get(server) or not values.get(peer):
        return "–"
    own, other = statistics.median(values[server]), statistics.median(values[peer])
    return f"{own / other:.2f}" if other > 0 else "–"


def table(lines):
    runs, failed = {}, 0
    for line in lines:
        server, name, figures = line.rstrip("\n").split("\t")
        figures = json.loads(figures)
        runs.setdefault(name, {}).setdefault(server, [])
        if figures.get("passed"):
            runs[name][server].append(figures)
        else:
            failed += 1

    # Only what took part.
    names = {server: title for server, title in SERVERS.items() if any(server in servers for servers in runs.values())}
    ratios = [(own, peer) for peer in PEERS if peer in names for own in names if own not in PEERS]
    head = ["run", "figure", *names.values(), *(f"{names[own]} / {names[peer]}" for own, peer in ratios)]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for name, servers in runs.items():
        for key, title in FIGURES[name.split()[0]].items():
            values = {server: [figure(run, key) for run in found] for server, found in servers.items()}
            cells = [cell(values.get(server)) for server in names]
            cells += [ratio(values, own, peer) for own, peer in ratios]
            print("| " + " | ".join([name, title, *cells]) + " |")
    print("\nMedian (least to most); ratios are of medians."
          + (f" {failed} runs FAILED and are left out." if failed else ""))
    return 1 if failed else 0


def headline(text):
    run = json.loads(text or "{}")
    if not run.get("passed"):
        return "no result"
    key, title = next(iter(FIGURES[run["command"]].items()))
    return f"{number(figure(run, key))} {title}"


if __name__ == "__main__":
    if sys.argv[1] == "--headline":
        print(headline(sys.stdin.read().strip()))
    else:
        with open(sys.argv[1], encoding="utf-8") as results:
            sys.exit(table(results))
