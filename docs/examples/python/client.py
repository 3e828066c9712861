#!/usr/bin/env python3
"""Talks with one person, line by line, for as long as you like:

    CHATAPP_PASSWORD='battery staple' python3 client.py http://localhost:8000 bob alice

Needs Python 3.9 and the library websockets (Debian: python3-websockets). tour.py shows all calls."""
import asyncio, contextlib, http.client, itertools, json, os, random, sys, threading, uuid
from urllib.parse import urlencode, urljoin

import websockets
from websockets.exceptions import ConnectionClosed, WebSocketException

from api import ChatApi
from model import CursorLost, MessageDeleted, MessageEdited, MessageSent, Ready, read_event
from session import Problem, Session

# What a lost connection may raise.
NETWORK = (OSError, http.client.HTTPException, WebSocketException, json.JSONDecodeError)


class Client:
    """A user's socket: kept open, from cursor to cursor, with what was sent and not acknowledged.

    on(event) gets the events of model.py, each message once. An earlier run may have left a cursor: self.cursor."""

    def __init__(self, session, on, tell, cursor=None):
        self.session, self.on, self.tell, self.cursor = session, on, tell, cursor
        self.shown = set()  # by id, for a restored backup gives a seq twice
        self.first = None  # the last seq of each conversation at the start, by the other's id
        self.pending, self.idle = {}, asyncio.Event()  # sent and not acknowledged, by client_message_id
        self.marks = {}  # delivered and not said: the last message by its sender
        self.socket, self.may_send, self.again = None, False, None
        self.idle.set()

    async def run(self):
        """Keeps a socket open, until the session is over."""
        wait = 0.5
        while True:
            pause = 0
            try:
                if self.cursor is None:
                    self.cursor, missed = await asyncio.to_thread(self.catch_up)
                    for message in missed:
                        self.receive(message)
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
        api, all_missed = ChatApi(self.session), []
        cursor = api.sync().cursor
        rows = list(itertools.chain(api.conversations(archived=True), api.conversations()))
        if self.first is None:  # what was there at the start is not shown
            self.first = {row.user_id: row.last_seq for row in rows}
        for row in rows:
            missed = []
            for message in api.history(row.user_id) if row.last_message_id not in self.shown else []:
                if message.id in self.shown or message.seq <= self.first.get(row.user_id, 0):
                    break
                missed.append(message)
            all_missed += reversed(missed)
        return cursor, all_missed

    async def take(self, frame):
        event = read_event(frame)
        if isinstance(event, MessageSent):
            self.receive(event.message)
        elif event:
            self.on(event)
        if isinstance(event, Ready):
            self.may_send = True
            await self.send_pending()
            await self.send_marks()
        elif frame["type"] == "error":
            await self.take_error(frame)
            return
        self.cursor = frame.get("cursor", self.cursor)  # where to go on after the next loss

    async def take_error(self, error):
        if error["code"] in ("cursor_expired", "invalid_cursor"):
            self.cursor = None  # what happened in between is to be had by REST alone
            self.on(CursorLost())
        elif error["code"] in ("rate_limited", "unavailable"):
            self.again = self.again or asyncio.create_task(self.send_later(error.get("retry_after", 1)))
        else:  # would be refused again, or may have been stored: that is for a person to decide
            self.settle(error.get("client_message_id"))
            self.tell(f"Not sent ({error['code']}): {error['error']} {error.get('errors', '')}")

    def receive(self, message):
        self.settle(message.client_message_id)  # the own copy is the acknowledgement
        if message.id not in self.shown:
            self.shown.add(message.id)
            self.on(MessageSent(message))

    def settle(self, client_message_id):
        self.pending.pop(client_message_id, None)
        if not self.pending:
            self.idle.set()

    async def send(self, recipient_id, content, reply_to_id=None, data=None):
        """Sends a message, now or as soon as there is a connection."""
        message = {
            "recipient_id": recipient_id, "content": content, "reply_to_id": reply_to_id, "data": data,
            "client_message_id": str(uuid.uuid4())}
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

    async def mark_delivered(self, user_id, message_id):
        """This device has all messages of that user up to this one."""
        self.marks[user_id] = message_id  # which covers those before it
        await self.send_marks()

    async def send_marks(self):
        while self.may_send and self.marks:
            user_id, message_id = self.marks.popitem()
            await self.write({"type": "delivered", "user_id": user_id, "message_id": message_id})

    async def show_typing(self, recipient_id):
        """Every three seconds while the user writes. Without a connection nobody sees it."""
        if self.may_send:
            await self.write({"type": "typing", "recipient_id": recipient_id})

    async def write(self, frame):
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(json.dumps(frame))


def show(event):
    """The command line shows messages, with their edits and deletions, and ignores the other events."""
    if isinstance(event, (MessageSent, MessageEdited)) and not event.message.deleted_at:
        edited = " (edited)" if isinstance(event, MessageEdited) else ""
        print(f"{event.message.sender_username}{edited}: {event.message.content}", flush=True)
    elif isinstance(event, MessageDeleted):
        print(f"{event.message.sender_username} has deleted a message.", flush=True)


async def main(base, username, peer):
    session = Session(base, username, os.environ["CHATAPP_PASSWORD"])
    other = next(ChatApi(session).find_users(peer), None)
    if other is None or other.username.lower() != peer.lower():
        sys.exit(f"There is no user {peer}.")
    client = Client(session, show, tell=lambda sentence: print(sentence, file=sys.stderr, flush=True))
    lines, loop = asyncio.Queue(), asyncio.get_running_loop()

    def read():  # a thread of its own, which does not keep the program from ending
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    async def type_lines():
        while (line := await lines.get()) is not None:
            await client.send(other.id, line)
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
