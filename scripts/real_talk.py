"""Two people exchange thousands of real texts, and every text, number and event is compared.

REST goes through the program curl, sockets through the library websockets: clients that this project did not
write. Sockets are cut on the way, with messages in flight, and resumed. real-talk.sh starts the server for it.
"""
import argparse
import asyncio
import json
import random
import socket as sockets
import struct
import sys
import tempfile
import time
import uuid
from collections import Counter, deque
from pathlib import Path
from urllib.parse import quote, urljoin

import websockets

FORTUNES = Path("/usr/share/games/fortunes")
NAMES = Path("/usr/share/unicode/NamesList.txt")
EMOJI = Path("/usr/share/unicode/emoji/emoji-test.txt")

LONGEST = 4_000  # UTF-16 units, the contract's limit
WINDOW = 256  # messages that one socket sends ahead of their acknowledgement
ENDS = ("reset", "close", "cut", "away") * 3  # how one person's connections end, one after the other
RUSH = 64  # messages that are on their way when one ends
LETTER = 15  # every so many messages one goes over REST
BATCH = 25  # messages in one call of curl

faults = []


def check(fine, text):
    if not fine:
        faults.append(text)


# ---- the texts

def pieces(text):
    """The text, cut where it exceeds the limit, never inside a character; white space alone is left out."""
    piece, units = [], 0
    for character in text:
        width = 2 if ord(character) > 0xFFFF else 1
        if units + width > LONGEST:
            yield "".join(piece)
            piece, units = [], 0
        piece.append(character)
        units += width
    yield "".join(piece)


def spread(texts, count):
    """That many of them, evenly from first to last."""
    return [texts[i * len(texts) // count] for i in range(min(count, len(texts)))]


def real_texts(count):
    files = [f for f in sorted(FORTUNES.iterdir()) if f.suffix not in (".dat", ".u8")]
    emoji, names = EMOJI.read_text("utf-8"), NAMES.read_text("utf-8")
    sources = [
        ([fortune for f in files for fortune in f.read_text("utf-8").split("\n%\n")], 0.5),
        (emoji.splitlines(), 0.3),
        (names.splitlines(), 0.19),
        ([emoji[:200_000], names[:100_000]], 0.01),  # whole files: texts of exactly the longest length
    ]
    chosen = []
    for texts, share in sources:
        usable = [p for text in texts for p in pieces(text) if p.strip() and "\0" not in p]
        chosen += spread(usable, round(count * share))
    random.Random(20).shuffle(chosen)
    return chosen


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
    """One call of curl asks a whole batch, over one kept-alive connection or over several at once."""

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
                block = ["silent", "show-error", "globoff", "connect-timeout = 10", "max-time = 60", f"request = {method}",
                         f"url = {text(urljoin(self.url + '/api/v1/', path))}", f"output = {text(f'{folder}/{i}')}",
                         rf'write-out = "{i}\t%{{http_code}}\t%{{num_connects}}\t%header{{retry-after}}\t%header{{link}}\n"']
                if token:
                    block.append(f"header = {text('Authorization: Bearer ' + token)}")
                if body is not None:
                    # Every other body as raw UTF-8, the rest as \u escapes.
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
            rows, path, pages = rows + answer.body, answer.next, pages + 1
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
        account = {"username": self.name, "email": f"{self.name}@example.org", "password": "Correct horse, battery & stäple"}
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
        """Sends everything over one connection after the other; the last one stays open."""
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
        address = f"{self.rest.url.replace('http', 'ws', 1)}/ws/chat?token={quote(self.token)}&since={quote(self.cursor, safe='')}"
        if self.all_events:
            address += "&events=all"
        self.socket = await websockets.connect(address, open_timeout=15, close_timeout=10, max_size=2**20)
        self.reader = asyncio.create_task(self.read())
        self.reader.add_done_callback(lambda _: self.changed.set())

    async def send(self, count):
        """First repeats what nobody acknowledged, then that many new messages; None: all, until every event is here."""
        try:
            for message in list(self.in_flight.values()):
                self.resent += 1
                await self.socket.send(message.frame())
            sent = 0
            while sent != count:
                window = WINDOW if count is None or sent < count - RUSH else sys.maxsize
                await self.until(lambda: self.reader.done() or self.finished() or self.to_send and len(self.in_flight) < window)
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
            pass  # end() judges it

    async def end(self, how):
        if self.reader.done():
            # The contract lets a server close these ways; with the cursor nothing is lost. Any other way is a fault.
            if self.socket.close_code not in (4008, 4029):
                await self.reader
                raise RuntimeError(f"{self.name}: closed by the server: {self.socket.close_code} {self.socket.close_reason}")
            how = f"by the server, {self.socket.close_code}"
            self.pause = 1.0
        elif how == "close":
            await self.socket.close()
        else:
            if how == "reset":  # no FIN but an RST, what has not arrived is gone
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
        elif kind == "error" and frame["code"] == "rate_limited" and own in self.in_flight:
            self.limited += 1
            self.pause = float(frame.get("retry_after", 1))
            self.to_send.append(self.in_flight.pop(own))
        elif kind == "error":
            raise RuntimeError(f"{self.name}: an error frame: {frame}")
        elif "cursor" in frame and kind != "ready":
            self.cursor = frame["cursor"]
            if kind == "read":
                self.reads.append(frame)

    async def write_letters(self):
        """Sends over REST, evenly over the whole talk, and repeats some, which must be answered by the first."""
        batches = [self.letters[i:i + BATCH] for i in range(0, len(self.letters), BATCH)]
        for number, batch in enumerate(batches):
            while len(self.events) < self.total * 0.8 * number / len(batches):
                await asyncio.sleep(0.02)
            requests = [("POST", "messages/dm", message.body()) for message in batch]
            first = await self.rest.batch(requests, self.token, parallel=number % 2 == 1)
            again = await self.rest.batch(requests[:5], self.token)
            self.answers += [answer.body for answer in first]
            check(all(a.status == 201 for a in first), f"{self.name}: POST messages/dm: {Counter(a.status for a in first)}")
            check(all(a.status == 200 for a in again), f"{self.name}: repeated POST: {Counter(a.status for a in again)}")
            check([a.body["id"] for a in again] == [a.body["id"] for a in first[:5]], f"{self.name}: a repeated POST made a new message")


# ---- the comparison

def compare(where, messages, sent):
    """Exactly what was sent, seq 1 to n in this order; returns the ids in that order."""
    numbers = [m["seq"] for m in messages]
    if numbers != list(range(1, len(sent) + 1)):
        twice = [n for n, times in Counter(numbers).items() if times > 1]
        missing = sorted(set(range(1, len(sent) + 1)) - set(numbers))
        check(False, f"{where}: {len(numbers)} messages of {len(sent)}; missing {missing[:5]}, twice {twice[:5]}"
                     f"{'' if twice or missing else ', not in the order of seq'}")
    known = Counter(m["client_message_id"] for m in messages)
    check(known == Counter(sent.keys()), f"{where}: {len(sent.keys() - known.keys())} of the sent messages are missing, "
          f"{len(known.keys() - sent.keys())} are strange, {sum(times > 1 for times in known.values())} are there more than once")
    for m in messages:
        original = sent.get(m["client_message_id"])
        if original:
            check(m["content"] == original.text, f"{where}: the text of seq {m['seq']} is not what was sent")
            check((m["sender_id"], m["sender_username"], m["recipient_id"]) ==
                  (original.sender.id, original.sender.name, original.recipient.id), f"{where}: seq {m['seq']} has wrong names")
    return [m["id"] for m in messages]


async def whole_log(person):
    events, cursor, more = [], person.first_cursor, True
    while more:
        page = (await person.rest.one("GET", f"sync?since={quote(cursor, safe='')}&limit=200", token=person.token)).body
        events, cursor, more = events + page["events"], page["cursor"], page["has_more"]
    return [e for e in events if e["type"] == "message"]


async def compare_all(rest, people, sent):
    """All views of the conversation, live, from history and from the log, are one and the same."""
    views = {}
    for person, other, limit in ((*people, 200), (*reversed(people), 137)):
        history, pages = await rest.pages(f"messages/dm/{other.id}?limit={limit}", person.token)
        views |= {f"{person.name} live": person.events, f"{person.name} history": history[::-1],
                  f"{person.name} sync": await whole_log(person)}
        print(f"  {person.name}: {len(person.events)} live events, {len(history)} messages in {pages} pages of history")
    ids = {where: compare(where, messages, sent) for where, messages in views.items()}
    first, *others = ids
    for where in others:
        check(ids[where] == ids[first], f"{where} and {first} differ in ids or order")

    by_id = {m["id"]: m for m in views[first]}
    for person in people:
        for m in person.repeats + person.answers:
            true = by_id.get(m["id"], {})
            check(all(m[field] == true.get(field) for field in ("seq", "content", "client_message_id", "created_at")),
                  f"{person.name}: an acknowledgement differs from its message: {m['client_message_id']}")
        if not person.limited:
            number = {m["client_message_id"]: m["seq"] for m in views[first]}
            seqs = [number.get(i, 0) for i in person.order]
            check(seqs == sorted(seqs), f"{person.name}: messages of one socket are not in the order in which they were sent")


async def conversation(person, other):
    rows, _ = await person.rest.pages("messages/conversations", person.token)
    check([row["user_id"] for row in rows] == [other.id], f"{person.name}: {len(rows)} conversations, expected one")
    return rows[0]


async def check_reading(rest, people):
    """Unread counts before, between and after marking as read, over REST and over the socket."""
    for person, other, half in ((*people, True), (*reversed(people), False)):
        messages, last = person.events, person.events[-1]
        theirs = [m for m in messages if m["sender_id"] == other.id]
        row = await conversation(person, other)
        expected = {"username": other.name, "last_message": last["content"], "last_message_id": last["id"],
                    "last_sender_id": last["sender_id"], "last_seq": last["seq"], "unread_count": len(theirs), "last_read_seq": 0}
        for field, value in expected.items():
            check(row[field] == value, f"{person.name}: {field} is {row[field]!r}, expected {value!r}")

        middle = messages[len(messages) // 2]
        if half:
            path = f"messages/dm/{other.id}/read"
            await rest.one("POST", path, {"message_id": middle["id"]}, person.token, expect=204)
            row, left = await conversation(person, other), sum(m["seq"] > middle["seq"] for m in theirs)
            check((row["unread_count"], row["last_read_seq"]) == (left, middle["seq"]),
                  f"{person.name}: half read: {row['unread_count']} unread, read to {row['last_read_seq']}; expected {left}, {middle['seq']}")
            await rest.one("POST", path, {"message_id": last["id"]}, person.token, expect=204)
            await rest.one("POST", path, {"message_id": messages[0]["id"]}, person.token, expect=204)  # never backwards
        else:
            await person.socket.send(json.dumps({"type": "read", "user_id": other.id, "message_id": last["id"]}))
        for _ in range(50):
            row = await conversation(person, other)
            if row["unread_count"] == 0:
                break
            await asyncio.sleep(0.1)
        check((row["unread_count"], row["last_read_seq"]) == (0, last["seq"]),
              f"{person.name}: all read: {row['unread_count']} unread, read to {row['last_read_seq']}")
        peer = await conversation(other, person)
        check(peer["peer_last_read_seq"] == last["seq"], f"{other.name}: peer_last_read_seq is {peer['peer_last_read_seq']}")

    watcher = next(person for person in people if person.all_events)
    try:
        await asyncio.wait_for(watcher.until(
            lambda: {r["user_id"] for r in watcher.reads if r["seq"] == watcher.total} == {p.id for p in people}), 10)
    except asyncio.TimeoutError:
        check(False, f"{watcher.name}: read events did not arrive: {watcher.reads}")


async def real_talk(rest, people, texts):
    for person in people:
        await person.arrive()
    sent = {}
    for i, text in enumerate(texts):
        sender, recipient = people[i % 2], people[1 - i % 2]
        message = Message(sender, recipient, text)
        sent[message.id] = message
        (sender.letters if i // 2 % LETTER == 0 else sender.to_send).append(message)

    began = time.monotonic()
    await asyncio.gather(*(task for person in people for task in (person.talk(), person.write_letters())))
    took = time.monotonic() - began
    await asyncio.sleep(1)  # what should not come had time to come
    for person in people:
        if person.reader.done():
            await person.end("close")

    print(f"  {len(sent)} messages in {took:.1f} s, {len(sent) / took:.0f} a second")
    await compare_all(rest, people, sent)
    await check_reading(rest, people)
    for person in people:
        await person.socket.close()


def summary(rest, people, texts, took):
    letters, ended = sum(len(p.letters) for p in people), sum((p.ended for p in people), Counter())
    print(f"""  texts                {len(texts)}, {sum(len(t.encode()) for t in texts)} bytes of UTF-8, {sum(any(ord(c) > 0xFFFF for c in t) for t in texts)} beyond the BMP
  over sockets / curl  {len(texts) - letters} / {letters}
  resumed with since   {sum(ended.values())} times ({', '.join(f'{how} {n}' for how, n in ended.items())})
  cut off in flight    {sum(p.cut_off for p in people)}, repeated {sum(p.resent for p in people)}, answered as repeats {sum(len(p.repeats) for p in people)}
  rate limited         {sum(p.limited for p in people) + rest.limited}
  curl                 {rest.calls} requests over {rest.connections} connections
  duration             {took:.1f} s""")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url")
    options.add_argument("--messages", type=int, default=6_000)
    options.add_argument("--timeout", type=float, default=600, help="seconds for everything")
    options = options.parse_args()

    rest, texts, began = Rest(options.url), real_texts(options.messages), time.monotonic()
    people = [Person(rest, "ada", len(texts), all_events=True), Person(rest, "grace", len(texts), all_events=False)]
    try:
        asyncio.run(asyncio.wait_for(real_talk(rest, people, texts), options.timeout))
    except asyncio.TimeoutError:
        state = (f"{p.name} has {len(p.events)} events of {p.total}, {len(p.in_flight)} in flight, {len(p.to_send)} to send" for p in people)
        check(False, f"not finished in time: {'; '.join(state)}")
    except Exception as problem:  # whatever it is, it goes into the verdict
        check(False, f"{type(problem).__name__}: {problem}")

    summary(rest, people, texts, time.monotonic() - began)
    for fault in faults[:20]:
        print(f"  FAULT: {fault}")
    print(f"  {'every text, number and event is as it should be' if not faults else f'{len(faults)} faults'}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
