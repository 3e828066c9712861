#!/usr/bin/env python3
"""Talks with one person, line by line, for as long as you like:

    CHATAPP_PASSWORD='battery staple' python3 client.py http://localhost:8000 bob alice

Needs Python 3.9 and the library websockets (Debian: python3-websockets)."""
import asyncio, contextlib, http.client, json, os, random, re, sys, threading, time, uuid
import urllib.error, urllib.request
from urllib.parse import quote, urlencode, urljoin

import websockets
from websockets.exceptions import ConnectionClosed, WebSocketException

# What a lost connection may raise.
NETWORK = (OSError, http.client.HTTPException, WebSocketException, json.JSONDecodeError)


class Problem(Exception):
    """What the server has refused: decide by the code, show the detail."""

    def __init__(self, status, code, detail, retry_after=0):
        super().__init__(f"{code}: {detail}")
        self.status, self.retry_after = status, retry_after


def call(method, url, body=None, token=None):
    """One call: the answer, and the address of the next page if there is one."""
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=15) as answer:
            link = re.search('<([^>]+)>; *rel="next"', answer.headers.get("Link", ""))
            return json.loads(answer.read() or "null"), link and urljoin(url, link[1])
    except urllib.error.HTTPError as error:
        raise read_problem(error) from None


def read_problem(error):
    """A proxy before the server answers in its own way, and with a date to come back at that is not for programs."""
    body, wait = None, error.headers.get("Retry-After", "")
    with contextlib.suppress(ValueError):
        body = json.loads(error.read())
    words = [body.get("code"), body.get("detail")] if isinstance(body, dict) else []
    if not words or not all(isinstance(word, str) for word in words):
        words = ["unknown", f"The server, or a proxy before it, answered {error.code}."]
    return Problem(error.code, *words, int(wait) if wait.isdecimal() else 0)


class Session:
    """Keeps an access token good. A Problem with status 401 says that the session is over."""

    def __init__(self, base, username, password):
        self.api = urljoin(base.rstrip("/") + "/", "api/v1/")
        self.keep(call("POST", self.api + "auth/login", {"username": username, "password": password})[0])

    def keep(self, tokens):
        self.tokens, self.ends = tokens, time.monotonic() + tokens["expires_in"]
        self.request_id = str(uuid.uuid4())  # of the next refresh, the same until an answer has come

    def call(self, method, path, body=None):
        if time.monotonic() > self.ends - 30:  # it shall not end on its way
            self.refresh()
        try:
            return call(method, urljoin(self.api, path), body, self.tokens["access_token"])
        except Problem as problem:
            if problem.status != 401:
                raise
            self.refresh()
            return call(method, urljoin(self.api, path), body, self.tokens["access_token"])

    def refresh(self):
        body = {"refresh_token": self.tokens["refresh_token"], "request_id": self.request_id}
        self.keep(call("POST", self.api + "auth/refresh", body)[0])

    def pages(self, path):
        while path:
            items, path = self.call("GET", path)
            yield from items


class Client:
    def __init__(self, session, show, tell):
        self.session, self.show, self.tell = session, show, tell
        self.cursor, self.shown = None, set()  # shown: by id, for a restored backup gives a seq twice
        self.first = None  # the last seq of each conversation at the start, by the other's id
        self.pending, self.idle = {}, asyncio.Event()  # sent and not acknowledged, by client_message_id
        self.socket, self.may_send, self.again = None, False, None
        self.idle.set()

    async def run(self):
        """Keeps a socket open, until the session is over."""
        wait = 0.5
        while True:
            pause = 0
            try:
                self.cursor = self.cursor or await asyncio.to_thread(self.catch_up)
                ticket = (await asyncio.to_thread(self.session.call, "POST", "auth/ticket"))[0]["ticket"]
                query = urlencode({"events": "all", "ticket": ticket, "since": self.cursor})
                address = urljoin(self.session.api, "../../ws/chat").replace("http", "ws", 1)
                async with websockets.connect(f"{address}?{query}", close_timeout=1) as self.socket:
                    async for text in self.socket:
                        await self.take(json.loads(text))
                        wait = 0.5
                        if self.cursor is None:  # what else has come would set it again, past what was missed
                            break
            except NETWORK:
                pass
            except Problem as problem:
                if problem.status == 401:
                    raise
                pause = problem.retry_after
            self.may_send = False
            code = self.socket and self.socket.close_code
            if code == 4001:
                self.session.ends = 0  # the token has; the next call renews it
            pause = max(pause, 30 if code in (4013, 4029) else 0)
            # Nobody comes back at the same moment as all others.
            await asyncio.sleep(pause + wait * random.uniform(0.5, 1))
            self.socket, wait = None, min(30, 2 * wait)

    def catch_up(self):
        """A start without a cursor: first the one of now, then what is there already; the rest comes by the socket."""
        cursor = self.session.call("GET", "sync")[0]["cursor"]
        rows = list(self.session.pages("messages/conversations"))
        if self.first is None:  # what was there at the start is not shown
            self.first = {row["user_id"]: row["last_seq"] for row in rows}
        for user, last in [(row["user_id"], row["last_message_id"]) for row in rows]:
            missed = []
            for message in self.session.pages(f"messages/dm/{user}") if last not in self.shown else []:
                if message["id"] in self.shown or message["seq"] <= self.first.get(user, 0):
                    break
                missed.append(message)
            for message in reversed(missed):
                self.receive(message)
        return cursor

    async def take(self, frame):
        if frame["type"] == "ready":
            self.may_send = True
            await self.send_pending()
        elif frame["type"] == "message":
            self.receive(frame)
        elif frame["type"] == "error":
            await self.take_error(frame)
            return
        self.cursor = frame.get("cursor", self.cursor)  # where to go on after the next loss

    async def take_error(self, error):
        if error["code"] in ("cursor_expired", "invalid_cursor"):
            self.cursor = None  # what happened in between is to be had by REST alone
        elif error["code"] in ("rate_limited", "unavailable"):
            self.again = self.again or asyncio.create_task(self.send_later(error.get("retry_after", 1)))
        else:  # would be refused again, or may have been stored: that is for a person to decide
            self.settle(error.get("client_message_id"))
            self.tell(f"Not sent ({error['code']}): {error['error']} {error.get('errors', '')}")

    def receive(self, message):
        self.settle(message["client_message_id"])  # the own copy is the acknowledgement
        if message["id"] not in self.shown:
            self.shown.add(message["id"])
            self.show(message)

    def settle(self, client_message_id):
        self.pending.pop(client_message_id, None)
        if not self.pending:
            self.idle.set()

    async def send(self, recipient, content):
        message = {"recipient_id": recipient, "content": content, "client_message_id": str(uuid.uuid4())}
        self.pending[message["client_message_id"]] = message
        self.idle.clear()
        if self.may_send and not self.again:  # else it waits for its turn
            await self.write(message)

    async def send_later(self, seconds):
        await asyncio.sleep(seconds)
        self.again = None
        if self.may_send:
            await self.send_pending()

    async def send_pending(self):
        for message in list(self.pending.values()):  # under the same id: what was stored already is not stored again
            await self.write(message)

    async def write(self, message):
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(json.dumps(message))


async def main(base, username, peer):
    session = Session(base, username, os.environ["CHATAPP_PASSWORD"])
    found = session.call("GET", f"users?search={quote(peer)}")[0]
    peer_id = next((user["id"] for user in found if user["username"].lower() == peer.lower()), None)
    if peer_id is None:
        sys.exit(f"There is no user {peer}.")
    client = Client(
        session,
        show=lambda message: print(f"{message['sender_username']}: {message['content']}", flush=True),
        tell=lambda sentence: print(sentence, file=sys.stderr, flush=True))
    lines, loop = asyncio.Queue(), asyncio.get_running_loop()

    def read():  # a thread of its own, which does not keep the program from ending
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    async def type_lines():
        while (line := await lines.get()) is not None:
            await client.send(peer_id, line)
        await asyncio.wait_for(client.idle.wait(), 10)

    threading.Thread(target=read, daemon=True).start()
    tasks = [asyncio.create_task(client.run()), asyncio.create_task(type_lines())]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for task in done:
        task.result()


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except Problem as problem:
        sys.exit(str(problem))
    except asyncio.TimeoutError:
        sys.exit("Not everything was sent: the server does not answer.")
    except OSError as error:
        sys.exit(f"The server cannot be reached: {error}")
    except KeyboardInterrupt:
        pass
