#!/usr/bin/env python3
"""Runs the queries of the dashboard and the alerts on a Prometheus that watches a server; part of check-telemetry.sh.

Makes some traffic first. Each query must be valid and use only metrics that the server has; each query of the dashboard
must have a result.

check_telemetry.py SERVER PROMETHEUS DASHBOARD
"""
import asyncio
import difflib
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import websockets

LONGEST_WAIT = 20
WINDOW = "10s"
PASSWORD = "a password of nobody"

# Names in a query that are no metrics: Prometheus' own words, and its own metric for whether a scrape succeeded.
WORDS = {"and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "up"}


def call(url, body=None, token=None):
    """Makes an HTTP call; returns the status and the text."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def expect(outcome, status):
    """Returns the JSON of an answer that must have this status."""
    if outcome[0] != status:
        sys.exit(f"check_telemetry.py: expected {status}, got {outcome[0]}: {outcome[1]}")
    return json.loads(outcome[1]) if outcome[1] else None


async def talk(server):
    """Uses each part that has a metric: accounts, messages over REST and a socket, a socket that is closed."""
    api = f"{server}/api/v1"
    ids, tokens = [], []
    for name in ("alice", "bob"):
        account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        ids.append(expect(call(f"{api}/auth/register", account), 201)["id"])
        tokens.append(expect(call(f"{api}/auth/login", account), 200)["access_token"])
        expect(call(f"{api}/auth/login", account | {"password": "not this one"}), 401)
    async with websockets.connect(f"ws{server.removeprefix('http')}/ws/chat?token={tokens[1]}") as socket:
        for i in range(5):
            expect(call(f"{api}/messages/dm", {"recipient_id": ids[1], "content": f"{i}"}, tokens[0]), 201)
            await asyncio.wait_for(socket.recv(), 10)
            await socket.send(json.dumps({"recipient_id": ids[0], "content": f"{i}"}))
            await asyncio.wait_for(socket.recv(), 10)
        expect(call(f"{api}/messages/dm/{ids[1]}", token=tokens[0]), 200)
        expect(call(f"{api}/auth/logout", {}, tokens[1]), 204)
        await asyncio.wait_for(socket.wait_closed(), 10)


def metrics_of(query):
    """The names of metrics in a query."""
    text = re.sub(r'"(\\.|[^"\\])*"', "", query)
    text = re.sub(r"\{[^}]*\}|\[[^]]*\]", " ", text)
    text = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", text)
    return {name for name in re.findall(r"[a-zA-Z_:][\w:]*(?![\w:]*\s*\()", text) if name not in WORDS}


def unknown(query, known):
    """A sentence for each metric of a query that the server does not have, with the most similar names."""
    for name in sorted(metrics_of(query) - known):
        similar = ", ".join(difflib.get_close_matches(name, known)) or "nothing similar"
        yield f"the server has no metric {name}; it has {similar}"


def queries(panels):
    """The titles and queries of all panels, also of those in rows."""
    for panel in panels:
        yield from queries(panel.get("panels", []))
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def run(prometheus, query):
    """Runs a query; returns the series, or the error as a text."""
    status, text = call(f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}")
    answer = json.loads(text)
    return answer["data"]["result"] if status == 200 else answer["error"]


def main(server, prometheus, dashboard):
    """Checks all; exits with 1 if anything is wrong."""
    asyncio.run(talk(server))
    _, text = call(f"{server}/metrics")
    known = {re.split(r"[ {]", line, maxsplit=1)[0] for line in text.splitlines() if not line.startswith("#")}
    flaws = []

    with open(dashboard, encoding="utf-8") as file:
        panels = json.load(file)["panels"]
    waiting = {}
    for title, query in queries(panels):
        flaws += [f"panel {title}: {flaw}" for flaw in unknown(query, known)]
        waiting[title, query] = query.replace("$__rate_interval", WINDOW).replace("$instance", ".*")
    panel_queries = len(waiting)

    # A rate needs two scrapes; Prometheus makes one in each second.
    deadline = time.monotonic() + LONGEST_WAIT
    results = {}
    while waiting and time.monotonic() < deadline:
        results = {key: run(prometheus, query) for key, query in waiting.items()}
        waiting = {key: query for key, query in waiting.items() if not results[key]}
        flaws += [f"panel {title}: {results[title, query]}" for title, query in list(results)
                  if isinstance(results[title, query], str)]
        time.sleep(0.5 if waiting else 0)
    flaws += [f"panel {title}: no result: {query}" for title, query in waiting]

    groups = expect(call(f"{prometheus}/api/v1/rules"), 200)["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    for rule in rules:
        flaws += [f"alert {rule['name']}: {flaw}" for flaw in unknown(rule["query"], known)]
        if isinstance(outcome := run(prometheus, rule["query"]), str):
            flaws.append(f"alert {rule['name']}: {outcome}")
        if rule.get("lastError"):
            flaws.append(f"alert {rule['name']}: {rule['lastError']}")
    if not panel_queries or not rules:
        flaws.append("there are no queries or no alerts")

    for flaw in flaws:
        print(f"check_telemetry.py: {flaw}", file=sys.stderr)
    if flaws:
        sys.exit(1)
    print(f"Prometheus accepts {panel_queries} queries of the dashboard and {len(rules)} alerts")


if __name__ == "__main__":
    main(*sys.argv[1:])
