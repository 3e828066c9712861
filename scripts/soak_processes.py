"""The processes of soak.py, and what they use."""
import calendar
import csv
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
METRICS = {
    "heap_mib": ("dotnet_gc_last_collection_heap_size_bytes", 2**20),
    "gcs": ("dotnet_gc_collections_total", 1),
    "sockets": ("chatapp_connections", 1),
}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def connection():
    """The parts of the connection string of with-postgres.sh."""
    return dict(part.split("=", 1) for part in os.environ["CHATAPP_TEST_POSTGRES"].split(";") if part)


def psql(statement):
    parts = connection()
    subprocess.run(
        ["psql", "--no-psqlrc", "--quiet", "-h", parts["Host"], "-p", parts["Port"], "-U", parts["Username"],
         "-d", "postgres", "-c", statement],
        check=True, stdout=subprocess.DEVNULL, timeout=30,
        env={**os.environ, "PGOPTIONS": "--client-min-messages=error"})


def text(path):
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def status(pid, name):
    found = re.search(rf"^{name}:\s+(\d+)", text(f"/proc/{pid}/status"), re.MULTILINE)
    return int(found[1]) if found else None


def ticks(pid, with_children=False):
    fields = text(f"/proc/{pid}/stat").rpartition(") ")[2].split()
    return sum(int(field) for field in fields[11:15 if with_children else 13])


def busy():
    """Ticks in which a core was not idle, since the start of the machine."""
    user, nice, system, _, _, irq, soft = (int(field) for field in text("/proc/stat").split(maxsplit=8)[1:8])
    return user + nice + system + irq + soft


def children(pid):
    return [int(child) for child in text(f"/proc/{pid}/task/{pid}/children").split()]


class Child:
    """A program that is started, and ended by its id."""
    process = None

    def launch(self, command, log, **environment):
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, **environment}, start_new_session=True)

    def end(self, how=signal.SIGTERM):
        """Returns the exit code; None if it had not been started."""
        if not self.process:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()

    def wait_until(self, is_ready, seconds):
        deadline = time.monotonic() + seconds
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.process.args[0]} did not become ready")
            time.sleep(0.2)


class Redis(Child):
    def __init__(self, output):
        self.port, self.output = free_port(), output

    def start(self):
        self.launch(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"],
            self.output / "redis.log")
        self.wait_until(self.answers, 20)

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as client:
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def kill(self):
        return self.end(signal.SIGKILL)


class Node(Child):
    def __init__(self, number, program, output, redis_port):
        self.number, self.program, self.output = number, program, output
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = output / f"node{number}.log"
        self.log.write_bytes(b"")
        parts = connection() | {"Database": "soak", "Maximum Pool Size": "30"}
        self.settings = {
            "ASPNETCORE_ENVIRONMENT": "Development", "Passwords__WorkFactor": "4", "RateLimits__Enabled": "false",
            "Jwt__SigningKey": "a-key-for-measuring-only-0123456789", "Logging__LogLevel__Default": "Warning",
            "Logging__Console__FormatterName": "json", "Storage__DataDirectory": str(output / f"data{number}"),
            "ConnectionStrings__Postgres": ";".join(f"{name}={value}" for name, value in parts.items()),
            "ConnectionStrings__Redis": f"127.0.0.1:{redis_port}",
            # All clients have one address here, and after the end of a node half of them come at once.
            "Limits__StrangersPerAddress": "10000", "Limits__ConnectionsPerAddress": "10000",
        }

    def start(self):
        self.launch(["dotnet", str(self.program / "ChatApp.Api.dll"), "--urls", self.url], self.log, **self.settings)
        self.wait_until(lambda: self.get("/health/ready") is not None, 60)

    def get(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=4) as answer:
                return answer.read().decode()
        except OSError:
            return None

    def read(self):
        """What it uses now; nothing while it is down."""
        pid, metrics = self.process.pid, self.get("/metrics")
        resident = status(pid, "VmRSS")
        if metrics is None or resident is None:
            return {}
        values = {"rss_mib": round(resident / 1024, 1), "threads": status(pid, "Threads")}
        values["fds"] = len(os.listdir(f"/proc/{pid}/fd"))
        for name, (metric, unit) in METRICS.items():
            numbers = re.findall(rf"^{metric}(?:{{[^}}]*}})? (\S+)", metrics, re.MULTILINE)
            values[name] = round(sum(float(number) for number in numbers) / unit, 1)
        return values


class Load(Child):
    def __init__(self, program, output, nodes, options):
        self.progress, self.output = output / "progress.csv", output / "load.log"
        self.progress.unlink(missing_ok=True)
        self.output.write_bytes(b"")
        self.launch(
            ["dotnet", str(program / "ChatApp.LoadTest.dll"), "soak", "--url", nodes[0].url, "--second-url",
             nodes[1].url, "--sockets", str(options.sockets), "--rate", str(options.rate), "--seconds",
             str(round(60 * options.minutes)), "--seed", str(options.seed), "--progress", str(self.progress)],
            self.output)

    def is_running(self):
        return self.process.poll() is None

    def has_begun(self):
        return bool(self.last())

    def code(self):
        return self.process.wait(120)

    def last(self):
        """The newest line of counters."""
        rows = list(csv.DictReader(text(self.progress).splitlines()[:1] + text(self.progress).splitlines()[-1:]))
        return rows[0] if rows and rows[0]["seconds"] != "seconds" else {}

    def result(self):
        """Its line of JSON."""
        return (text(self.output).strip().splitlines() or [""])[-1]

    def errors(self):
        return [line for line in text(self.output).splitlines() if line.startswith(("FAILED", "Unhandled"))]


class Sampler:
    """One row for each call."""
    def __init__(self, nodes, redis, load, postmaster):
        self.nodes, self.redis, self.load, self.postmaster = nodes, redis, load, postmaster
        self.used, self.busy, self.at = {}, busy(), time.monotonic()

    def read(self):
        row = {}
        for node in self.nodes:
            values = node.read()
            for name in ("rss_mib", "heap_mib", "fds", "threads", "sockets", "gcs"):
                row[f"node{node.number}_{name}"] = values.get(name, "")
        tree = [self.postmaster, *children(self.postmaster)]
        shares = [re.search(r"^Pss:\s+(\d+)", text(f"/proc/{pid}/smaps_rollup"), re.MULTILINE) for pid in tree]
        row["postgres_mib"] = round(sum(int(share[1]) for share in shares if share) / 1024, 1)
        resident = status(self.redis.process.pid, "VmRSS")
        row["redis_mib"] = "" if resident is None else round(resident / 1024, 1)
        row["cores"], row["other_cores"] = (round(cores, 2) for cores in self.cores(tree))
        last = self.load.last()
        for name in ("connected", "messages", "delivered", "events", "outages", "failures"):
            row[name] = last.get(name, "")
        return row

    def cores(self, tree):
        """Processor time per second since the last call, of this run and of others.

        Of what has ended meanwhile, only PostgreSQL's counts for this run.
        """
        used = {pid: ticks(pid, pid == self.postmaster) for pid in tree}
        for child in (*self.nodes, self.redis, self.load):
            used[child.process.pid] = ticks(child.process.pid)
        spent = sum(max(0, count - self.used[pid]) for pid, count in used.items() if pid in self.used)
        now, all_busy = time.monotonic(), busy()
        scale = 1 / TICKS / max(0.1, now - self.at)
        others = max(0, all_busy - self.busy - spent)
        self.at, self.used, self.busy = now, used, all_busy
        return spent * scale, others * scale


def entries(log):
    """The log of a node: time in seconds since 1970, level, event id, category and text."""
    for line in text(log).splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            yield None, "Critical", None, "", line
            continue
        stamp = entry["Timestamp"].strip()
        whole = time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S")
        yield calendar.timegm(whole) + float("0." + stamp[20:23]), entry["LogLevel"], entry["EventId"], \
            entry["Category"], entry["Message"] + " " + entry.get("Exception", "")[:200]
