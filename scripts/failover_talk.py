"""Two people write to one another over sockets while the database fails over, and everything is compared at the end.

Usage: failover_talk.py ADDRESS SECONDS. Prints "talking" once messages are acknowledged. Each socket is opened once. A
message that was refused, or not acknowledged in time, is sent again under its id. At the end the history must have each
acknowledged message once, with its number.
"""
import asyncio
import json
import sys
import time
import urllib.request
import uuid

import websockets

PATIENCE = 6  # seconds until an unacknowledged message is sent again
REFUSED = 0.2  # until a refused one is
PAUSE = 0.02


def call(address, method, path, body=None, token=None):
    request = urllib.request.Request(f"{address}/api/v1/{path}", method=method)
    request.add_header("content-type", "application/json")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, json.dumps(body).encode() if body else None, timeout=15) as answer:
        return json.load(answer)


class Writer:
    def __init__(self, address):
        name = f"f_{uuid.uuid4().hex[:12]}"
        account = {"username": name, "email": f"{name}@example.org", "password": f"password of {name}"}
        self.id = call(address, "POST", "auth/register", account)["id"]
        self.token = call(address, "POST", "auth/login", account)["access_token"]
        self.address = address
        self.due = {}  # by client_message_id: when to send it (again)
        self.acknowledged = {}  # by client_message_id: seq
        self.longest = 0.0
        self.received = []

    async def run(self, peer, seconds):
        url = f"{self.address.replace('http', 'ws', 1)}/ws/chat?token={self.token}"
        async with websockets.connect(url, ping_interval=None) as socket:
            listening = asyncio.create_task(self.listen(socket))
            end = time.monotonic() + seconds
            last = time.monotonic()
            while time.monotonic() < end or self.due:
                if listening.done():
                    raise SystemExit(f"the socket was closed: {socket.close_code}")
                now = time.monotonic()
                if now < end and len(self.due) < 32:
                    self.due[str(uuid.uuid4())] = now
                for message, at in self.due.items():
                    if at <= now:
                        self.due[message] = now + PATIENCE
                        await socket.send(json.dumps(
                            {"recipient_id": peer.id, "content": message, "client_message_id": message}))
                count = len(self.acknowledged)
                await asyncio.sleep(PAUSE)
                if len(self.acknowledged) > count:
                    self.longest = max(self.longest, time.monotonic() - last)
                    last = time.monotonic()
                if time.monotonic() > end + 60:
                    raise SystemExit("messages are not acknowledged a minute later")
            await asyncio.sleep(1)
            listening.cancel()

    async def listen(self, socket):
        async for text in socket:
            frame = json.loads(text)
            message = frame.get("client_message_id")
            if frame["type"] == "message":
                if not frame.get("repeat"):
                    self.received.append(frame["seq"])
                if frame["sender_id"] == self.id:
                    self.acknowledged[message] = frame["seq"]
                    self.due.pop(message, None)
            elif frame["type"] == "error":
                if frame["code"] != "unavailable":
                    raise SystemExit(f"a wrong answer: {text}")
                if message in self.due:
                    self.due[message] = time.monotonic() + REFUSED

    def history(self, peer):
        messages, before = [], ""
        while True:
            page = call(self.address, "GET", f"messages/dm/{peer.id}?limit=200{before}", token=self.token)
            messages += page
            if len(page) < 200:
                return messages[::-1]
            before = f"&before={page[-1]['id']}"


async def announce(*writers):
    while not all(writer.acknowledged for writer in writers):
        await asyncio.sleep(PAUSE)
    print("talking", flush=True)


async def main(address, seconds):
    one, two = Writer(address), Writer(address)
    await asyncio.gather(one.run(two, seconds), two.run(one, seconds), announce(one, two))
    history = one.history(two)
    seqs = {message["client_message_id"]: message["seq"] for message in history}
    acknowledged = one.acknowledged | two.acknowledged
    checks = {
        "lost": sum(seqs.get(message) != seq for message, seq in acknowledged.items()),
        "repeated": len(history) - len(seqs),
        "out of order": sum(message["seq"] != i + 1 for i, message in enumerate(history)),
        "missed by a socket": sum(w.received != list(range(1, len(history) + 1)) for w in (one, two)),
    }
    print(f"{len(acknowledged)} acknowledged, longest pause {max(one.longest, two.longest):.1f} s, "
          + ", ".join(f"{count} {what}" for what, count in checks.items()))
    return 1 if any(checks.values()) or not acknowledged else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1], float(sys.argv[2]))))
