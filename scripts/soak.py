"""The run of soak.sh: starts Redis, two nodes and the load tool, injects faults, takes samples, and judges.

The first node is never stopped, so its curves show leaks. The second is restarted and killed.
"""
import argparse
import csv
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

import soak_checks
import soak_picture
from soak_processes import Load, Node, Redis, Sampler, psql

INTERVAL = 5  # seconds between samples
KINDS = ("Redis killed", "PostgreSQL's connections ended", "node 2 restarted", "node 2 killed")


def schedule(seed, length):
    """Times and kinds of the faults: each kind once in the warm-up, then random ones until shortly before the end."""
    rng = random.Random(seed)
    gap = max(8, min(65, length / 30))
    at, first, faults = gap, rng.sample(KINDS, len(KINDS)), []
    while at < length - max(15, gap):
        faults.append((at, first.pop() if first else rng.choice(KINDS), rng.uniform(3, 8)))
        at += gap * rng.uniform(1, 1.3 if first else 1.8)
    return faults


class Run:
    def __init__(self, options):
        self.options = options
        self.length = 60 * options.minutes
        self.output = Path(options.output)
        self.output.mkdir(parents=True, exist_ok=True)
        self.stop = threading.Event()
        self.faults, self.problems, self.samples = [], [], []
        self.begin = time.time()
        self.redis = Redis(self.output)
        self.nodes = []

    def seconds(self):
        return time.time() - self.begin

    def inject(self):
        """Runs beside the load, until all faults are done or the run ends."""
        for at, kind, pause in schedule(self.options.seed, self.length):
            if self.stop.wait(max(0, at - self.seconds())):
                return
            start = self.seconds()
            try:
                self.fault(kind, pause)
            except Exception as error:  # the run goes on, and fails
                self.problems.append(f"{kind}: {error}")
            self.faults.append({"start": round(start, 1), "end": round(self.seconds(), 1), "kind": kind})
            print(f"{start:7.0f} s  {kind}, over after {self.seconds() - start:.1f} s", flush=True)

    def fault(self, kind, pause):
        second = self.nodes[1]
        if kind == KINDS[0]:
            self.redis.kill()
            self.stop.wait(pause)
            self.redis.start()
        elif kind == KINDS[1]:
            psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'soak'")
        else:
            code = second.end(signal.SIGTERM if kind == KINDS[2] else signal.SIGKILL)
            if kind == KINDS[2] and code != 0:
                self.problems.append(f"node 2 ended with {code} after SIGTERM")
            self.stop.wait(pause)
            second.start()

    def sample(self, load):
        """Until the load ends; the time counts from the load tool's first action."""
        sampler = Sampler(self.nodes, self.redis, load, self.options.postmaster)
        injecting = threading.Thread(target=self.inject, name="faults")
        while load.is_running():
            if load.has_begun() and not injecting.ident:
                self.begin = time.time()
                injecting.start()
            if injecting.ident:
                row = {"seconds": round(self.seconds(), 1), **sampler.read()}
                self.samples.append(row)
            self.stop.wait(max(0.1, INTERVAL - (self.seconds() % INTERVAL) if injecting.ident else 0.5))
        self.stop.set()
        if injecting.ident:
            injecting.join(60)

    def settle(self):
        """Descriptors of the first node after all clients have left; it may take Kestrel a moment."""
        for _ in range(30):
            values = self.nodes[0].read()
            if values.get("sockets") == 0 and values["fds"] - self.before["fds"] <= soak_checks.MOST_DESCRIPTORS:
                break
            time.sleep(1)
        self.after = values

    def execute(self):
        programs = Path(self.options.programs)
        self.redis.start()
        self.nodes = [Node(n, programs / "api", self.output, self.redis.port) for n in (1, 2)]
        load = None
        try:
            for node in self.nodes:
                node.start()
            self.before = self.nodes[0].read()
            load = Load(programs / "load", self.output, self.nodes, self.options)
            self.sample(load)
            self.settle()
            if load.code() != 0:
                self.problems.append(f"the load tool ended with {load.code()}: {load.errors()}")
        finally:
            self.stop.set()
            if load:
                load.end()
            codes = [node.end(signal.SIGTERM) for node in self.nodes]
            self.redis.kill()
        self.problems += [f"node {n} ended with {code}" for n, code in enumerate(codes, 1) if code != 0]
        return self.judge(load)

    def judge(self, load):
        for name, rows in (("samples", self.samples), ("faults", self.faults)):
            if rows:
                with open(self.output / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
                    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(rows)
        lines, found = soak_checks.judge(self)
        found = self.problems + found
        lines += ["", f"Load tool: `{load.result()}`", "", *(f"- FAILED: {problem}" for problem in found)]
        text = "\n".join(lines + [""])
        (self.output / "summary.md").write_text(text, encoding="utf-8")
        if self.samples:
            (self.output / "soak.svg").write_text(
                soak_picture.draw(self.samples, self.faults), encoding="utf-8")
        print(text)
        print("passed" if not found else f"FAILED: {len(found)}")
        return 1 if found else 0


def main():
    parser = argparse.ArgumentParser(prog="soak.sh", allow_abbrev=False)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--sockets", type=int, default=2000)
    parser.add_argument("--rate", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", default="artifacts/soak")
    parser.add_argument("--programs", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--postmaster", type=int, required=True)
    options = parser.parse_args()
    if options.quick:
        options.minutes, options.sockets = 1, 200
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ.pop("CHATAPP_TEST_REDIS", None)
    return Run(options).execute()


if __name__ == "__main__":
    sys.exit(main())
