"""The clients of real_talk.py: REST with curl, sockets with the library websockets."""
import asyncio
import json
import socket as sockets
import struct
import sys
import tempfile
import uuid
from collections import Counter, deque
from pathlib import Path
from urllib.parse import quote, urljoin

import websockets

WINDOW = 256  # messages that a socket sends before their acknowledgement
ENDS = ("reset", "close", "cut", "away") * 3  # how a person's connections end, in this order
RUSH = 64  # messages in flight when a connection ends
BATCH = 25  # messages in one call of curl

faults = []


def check(fine, text):
    if not fine:
        faults.append(text)


class Message:
    def __init__(self, sender, recipient, text):
        self.id = str(uuid.uuid4())
        self.sender, self.recipient, self.text = sender, recipient, text

    def body(self):
        return {"recipient_id": self.recipient.id, "content": self.text, "client_message_id": self.id}

    def frame(self):
        return json.dumps(self.body(), ensure_ascii=False)


# ---- REST

class Answer:
    def __init__(self, status, retry_after, link, body):
        self.status, self.retry_after, self.body = int(status), retry_after, body
        self.next = link[link.index("<") + 1:link.index(">")] if 'rel="next"' in link else None


class Rest:
    """Sends a batch with one call of curl, over one keep-alive connection or over several at once."""

    def __init__(self, url):
        self.url, self.calls, self.connections, self.limited = url, 0, 0, 0

    async def one(self, method, path, body=None, token=None, expect=200):
        answer, = await self.batch([(method, path, body)], token)
        if answer.status != expect:
            raise RuntimeError(f"{method} {path}: {answer.status}, expected {expect}: {answer.body}")
        return answer

    async def batch(self, requests, token=None, parallel=False):
        answers = {}
        for _ in range(60):
            open_ones = [i for i in range(len(requests)) if i not in answers]
            for i, answer in zip(open_ones, await self._curl([requests[i] for i in open_ones], token, parallel)):
                if answer.status != 429:
                    answers[i] = answer
                else:
                    self.limited += 1
                    wait = float(answer.retry_after or 1)
            if len(answers) == len(requests):
                return [answers[i] for i in range(len(requests))]
            await asyncio.sleep(wait)
        raise RuntimeError("still rate limited after 60 attempts")

    async def _curl(self, requests, token, parallel):
        def text(value):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

        with tempfile.TemporaryDirectory() as folder:
            blocks = []
            for i, (method, path, body) in enumerate(requests):
                block = ["silent", "show-error", "globoff", "connect-timeout = 10", "max-time = 60",
                         f"request = {method}", f"url = {text(urljoin(self.url + '/api/v1/', path))}",
                         f"output = {text(f'{folder}/{i}')}",
                         rf'write-out = "{i}\t%{{http_code}}\t%{{num_connects}}'
                         r'\t%header{retry-after}\t%header{link}\n"']
                if token:
                    block.append(f"header = {text('Authorization: Bearer ' + token)}")
                if body is not None:
                    # Alternately raw UTF-8 and \u escapes.
                    block += ['header = "Content-Type: application/json"',
                              f"data-raw = {text(json.dumps(body, ensure_ascii=i % 2 == 0))}"]
                blocks.append("\n".join(block))
            options = ["--parallel", "--parallel-max", "8"] if parallel else []
            curl = await asyncio.create_subprocess_exec(
                "curl", "--disable", *options, "--config", "-",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
            try:
                output, errors = await asyncio.wait_for(curl.communicate("\nnext\n".join(blocks).encode()), 120)
            finally:
                if curl.returncode is None:
                    curl.kill()
            if curl.returncode != 0:
                raise RuntimeError(f"curl ended with {curl.returncode}: {errors.decode()}")

            answers = {}
            for line in output.decode().splitlines():
                i, status, connects, retry_after, link = line.split("\t")
                file = Path(folder, i)
                content = file.read_text("utf-8") if file.exists() else ""
                answers[int(i)] = Answer(status, retry_after, link, json.loads(content) if content else None)
                self.connections += int(connects)
            self.calls += len(requests)
            return [answers[i] for i in range(len(requests))]

    async def pages(self, path, token):
        rows, pages = [], 0
        while path and pages < 10_000:
            answer = await self.one("GET", path, token=token)
            rows, pages = rows + answer.body, pages + 1
            path = answer.next and urljoin(path, answer.next)  # relative to the request
        return rows, pages


# ---- a person with one device

class Person:
    def __init__(self, rest, name, total, all_events):
        self.rest, self.name, self.total, self.all_events = rest, name, total, all_events
        self.id = self.token = self.cursor = self.first_cursor = self.socket = self.reader = None
        self.to_send, self.letters = deque(), []  # over the socket, over REST
        self.in_flight, self.order = {}, []
        self.events, self.reads, self.repeats, self.answers = [], [], [], []
        self.ended, self.cut_off, self.resent, self.limited, self.pause = Counter(), 0, 0, 0, 0.0
        self.changed = asyncio.Event()

    async def arrive(self):
        account = {"username": self.name, "email": f"{self.name}@example.org",
                   "password": "Correct horse, battery & stäple"}
        self.id = (await self.rest.one("POST", "auth/register", account, expect=201)).body["id"]
        self.token = (await self.rest.one("POST", "auth/login", account)).body["access_token"]
        me = (await self.rest.one("GET", "users/me", token=self.token)).body
        check((me["id"], me["username"]) == (self.id, self.name), f"users/me of {self.name}: {me}")
        self.first_cursor = self.cursor = (await self.rest.one("GET", "sync", token=self.token)).body["cursor"]

    def finished(self):
        return len(self.events) >= self.total and not self.in_flight and not self.to_send

    async def until(self, condition):
        while not condition():
            self.changed.clear()
            await self.changed.wait()

    async def talk(self):
        """Sends everything over several connections, one after another; the last one stays open."""
        each = len(self.to_send) // (len(ENDS) + 1)
        for end in ENDS:
            await self.connect()
            await self.send(each)
            await self.end(end)
        while not self.finished():
            await self.connect()
            await self.send(None)
            if self.reader.done():
                await self.end("close")

    async def connect(self):
        address = (f"{self.rest.url.replace('http', 'ws', 1)}/ws/chat?token={quote(self.token)}"
                   f"&since={quote(self.cursor, safe='')}")
        if self.all_events:
            address += "&events=all"
        self.socket = await websockets.connect(address, open_timeout=15, close_timeout=10, max_size=2**20)
        self.reader = asyncio.create_task(self.read())
        self.reader.add_done_callback(lambda _: self.changed.set())

    async def send(self, count):
        """Repeats unacknowledged messages, then sends a number of new ones; None: all, until every event is there."""
        try:
            for message in list(self.in_flight.values()):
                self.resent += 1
                await self.socket.send(message.frame())
            sent = 0
            while sent != count:
                window = WINDOW if count is None or sent < count - RUSH else sys.maxsize
                await self.until(lambda: self.reader.done() or self.finished()
                                 or self.to_send and len(self.in_flight) < window)
                if self.reader.done() or self.finished():
                    return
                if self.pause:
                    self.pause = await asyncio.sleep(self.pause, 0.0)
                message = self.to_send.popleft()
                self.in_flight[message.id] = message
                self.order.append(message.id)
                sent += 1
                await self.socket.send(message.frame())
        except websockets.ConnectionClosed:
            pass  # end() checks it

    async def end(self, how):
        if self.reader.done():
            # The contract permits these close codes; the cursor prevents loss. Any other code is a fault.
            if self.socket.close_code not in (4008, 4029):
                await self.reader
                raise RuntimeError(
                    f"{self.name}: closed by the server: {self.socket.close_code} {self.socket.close_reason}")
            how = f"by the server, {self.socket.close_code}"
            self.pause = 1.0
        elif how == "close":
            await self.socket.close()
        else:
            if how == "reset":  # an RST instead of a FIN; data in transit is lost
                self.socket.transport.get_extra_info("socket").setsockopt(
                    sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.transport.abort()
        self.ended[how] += 1
        self.cut_off += len(self.in_flight)
        await asyncio.wait_for(self.reader, 15)
        if how == "away":
            await asyncio.sleep(0.5)

    async def read(self):
        try:
            async for text in self.socket:
                self.take(json.loads(text))
                self.changed.set()
        except websockets.ConnectionClosed:
            pass

    def take(self, frame):
        kind, own = frame.get("type"), frame.get("client_message_id")
        if kind == "message" and frame.get("repeat"):
            check("cursor" not in frame, f"{self.name}: a repeat carries a cursor")
            self.repeats.append(frame)
            self.in_flight.pop(own, None)
        elif kind == "message":
            self.events.append(frame)
            self.cursor = frame["cursor"]
            self.in_flight.pop(own, None)
        elif kind == "error" and frame["code"] == "rate_limited":
            self.limited += 1
            self.pause = float(frame.get("retry_after", 1))
            if own in self.in_flight:  # otherwise a repeat was refused, but the first copy has arrived
                self.to_send.append(self.in_flight.pop(own))
        elif kind == "error":
            raise RuntimeError(f"{self.name}: an error frame: {frame}")
        elif "cursor" in frame and kind != "ready":
            self.cursor = frame["cursor"]
            if kind == "read":
                self.reads.append(frame)

    async def write_letters(self):
        """Sends over REST, evenly over the whole run, and repeats some; the answer must be the first message."""
        batches = [self.letters[i:i + BATCH] for i in range(0, len(self.letters), BATCH)]
        for number, batch in enumerate(batches):
            while len(self.events) < self.total * 0.8 * number / len(batches):
                await asyncio.sleep(0.02)
            requests = [("POST", "messages/dm", message.body()) for message in batch]
            first = await self.rest.batch(requests, self.token, parallel=number % 2 == 1)
            again = await self.rest.batch(requests[:5], self.token)
            self.answers += [answer.body for answer in first]
            check(all(a.status == 201 for a in first),
                  f"{self.name}: POST messages/dm: {Counter(a.status for a in first)}")
            check(all(a.status == 200 for a in again),
                  f"{self.name}: repeated POST: {Counter(a.status for a in again)}")
            check([a.body["id"] for a in again] == [a.body["id"] for a in first[:5]],
                  f"{self.name}: a repeated POST made a new message")
