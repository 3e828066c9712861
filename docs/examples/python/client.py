#!/usr/bin/env python3
"""Bob talks to Alice, loses his connection, and goes on where he was: client.py [http://localhost:8000]
Needs Python 3.9 and the library websockets (Debian: python3-websockets)."""
import asyncio, contextlib, json, random, sys, urllib.request, uuid
import websockets, websockets.exceptions

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"


def call(path, body=None, token=""):
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{BASE}/api/v1/{path}", json.dumps(body).encode() if body else b"", headers)
    with urllib.request.urlopen(request, timeout=15) as answer:
        return json.loads(answer.read())


def register(prefix):
    name, password = f"{prefix}_{uuid.uuid4().hex[:8]}", str(uuid.uuid4())
    user = call("auth/register", {"username": name, "email": f"{name}@example.com", "password": password})
    return user["id"], call("auth/login", {"username": name, "password": password})["access_token"]


class Client:
    def __init__(self, token):
        self.token, self.cursor, self.socket, self.pending = token, None, None, {}
        self.ready, self.messages = asyncio.Event(), asyncio.Queue()

    async def run(self):
        wait = 0.25
        while True:
            with contextlib.suppress(OSError, websockets.exceptions.WebSocketException):
                ticket = (await asyncio.to_thread(call, "auth/ticket", None, self.token))["ticket"]  # good for one socket
                since = f"&since={self.cursor}" if self.cursor else ""
                async with websockets.connect(f"{BASE.replace('http', 'ws', 1)}/ws/chat?events=all&ticket={ticket}{since}") as self.socket:
                    async for text in self.socket:
                        wait = 0.25
                        await self.take(json.loads(text))
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # nobody comes back at the same moment as all others
            wait = min(30, 2 * wait)

    async def take(self, frame):
        self.cursor = frame.get("cursor", self.cursor)  # where to go on after the next loss
        if frame["type"] == "ready":
            self.ready.set()
            for message in list(self.pending.values()):  # not acknowledged: sent again, under the same id
                await self.socket.send(json.dumps(message))
        elif frame["type"] == "message":
            self.pending.pop(frame["client_message_id"], None)  # the own copy is the acknowledgement
            if not frame.get("repeat"):
                self.messages.put_nowait(f"{frame['sender_username']}: {frame['content']}")

    async def send(self, recipient, content):
        message = {"recipient_id": recipient, "content": content, "client_message_id": str(uuid.uuid4())}
        self.pending[message["client_message_id"]] = message
        with contextlib.suppress(websockets.exceptions.ConnectionClosed):  # then it waits for the next connection
            await self.socket.send(json.dumps(message))

    async def show(self, count):
        for _ in range(count):
            print(await asyncio.wait_for(self.messages.get(), 20), flush=True)


async def main():
    (alice, alice_token), (bob, bob_token) = register("alice"), register("bob")
    client = Client(bob_token)
    running = asyncio.create_task(client.run())
    await asyncio.wait_for(client.ready.wait(), 20)
    call("messages/dm", {"recipient_id": bob, "content": "Hello!"}, alice_token)
    await client.send(alice, "Hello yourself!")
    await client.show(2)
    client.socket.transport.abort()  # the connection is lost, and Bob does not know it yet
    call("messages/dm", {"recipient_id": bob, "content": "Are you there?"}, alice_token)
    await client.send(alice, "Sorry, the tunnel.")
    await client.show(2)
    running.cancel()


asyncio.run(main())
