"""Asks a server without a token: what each kind of request costs it, or without end.

open_requests.py cost URL PID          processor time of the process for each of some kinds of requests
open_requests.py flood URL CONNECTIONS as many requests as are answered, until it is told to end
"""

import http.client
import os
import signal
import sys
import threading
import time
import urllib.parse

REQUESTS = 1_000
WARM_UP = 500
CONNECTIONS = 4

KINDS = (
    ("GET", "/health/live", {}),
    ("GET", "/health/ready", {}),
    ("GET", "/openapi/v1.json", {}),
    ("GET", "/asyncapi.json", {}),
    ("GET", "/.well-known/jwks.json", {}),
    ("GET", "/", {}),
    ("GET", "/js/main.js", {}),
    ("GET", "/docs/swagger-ui-bundle.js", {}),
    ("OPTIONS", "/api/v1/users/me", {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}),
    ("GET", "/nowhere", {}),
    ("GET", "/api/v1/users/me", {}),
    ("GET", "/api/v1/users/me", {"Authorization": "Bearer " + "e30." * 2 + "x" * 43}),
    ("POST", "/api/v1/auth/refresh", {"Content-Type": "application/json"}),
)


def ask(address, method, path, headers, count):
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    body = b'{"refresh_token":"none"}' if method == "POST" else None
    for _ in range(count):
        connection.request(method, path, body=body, headers=headers)
        connection.getresponse().read()
    connection.close()


def processor_seconds(process):
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(url, process):
    address = urllib.parse.urlsplit(url)
    for method, path, headers in KINDS:
        ask(address, method, path, headers, WARM_UP)
        before = processor_seconds(process)
        threads = [
            threading.Thread(target=ask, args=(address, method, path, headers, REQUESTS)) for _ in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        each = (processor_seconds(process) - before) / (REQUESTS * CONNECTIONS)
        note = " (bad token)" if "Authorization" in headers else ""
        print(f"{method + ' ' + path + note:<44} {each * 1e6:8.0f} us", flush=True)


def flood(url, connections):
    address = urllib.parse.urlsplit(url)
    statuses = {}
    began = time.monotonic()

    def run():
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        while True:
            try:
                connection.request("GET", address.path)
                answer = connection.getresponse()
                answer.read()
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
            except (OSError, http.client.HTTPException):
                connection.close()

    def end(*_):
        spent = time.monotonic() - began
        print(", ".join(f"{status}: {count / spent:.0f}/s" for status, count in sorted(statuses.items())), flush=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    for _ in range(connections):
        threading.Thread(target=run, daemon=True).start()
    signal.pause()


if __name__ == "__main__":
    if sys.argv[1] == "cost":
        cost(sys.argv[2], int(sys.argv[3]))
    else:
        flood(sys.argv[2], int(sys.argv[3]))
