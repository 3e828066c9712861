#!/usr/bin/env python3
"""Each call once. Registers two users, lets them talk, and closes the account of the second:

    CHATAPP_PASSWORD='battery staple' python3 tour.py http://localhost:8000 ann ben"""
import asyncio, os, sys

from api import ChatApi
from client import Client
from model import (
    ConversationUpdated, DeliveredUpTo, MessageDeleted, MessageEdited, MessageSent, Presence, ReactionAdded,
    ReactionRemoved, ReadUpTo, Ready, Typing, UserUpdated)
from session import Problem, Session

DESCRIPTIONS = {
    Ready: lambda event: "connected",
    MessageSent: lambda event: f"message {event.message.seq}: {event.message.content}",
    MessageEdited: lambda event: f"edited {event.message.seq}: {event.message.content}",
    MessageDeleted: lambda event: f"deleted {event.message.seq}",
    ReactionAdded: lambda event: f"reaction {event.emoji}",
    ReactionRemoved: lambda event: f"no reaction {event.emoji}",
    ReadUpTo: lambda event: f"read up to {event.seq}",
    DeliveredUpTo: lambda event: f"delivered up to {event.seq}",
    ConversationUpdated: lambda event: f"conversation {flags(event)}",
    UserUpdated: lambda event: f"user '{event.display_name}'",
    Typing: lambda event: "typing",
    Presence: lambda event: "online" if event.online else f"last seen {event.last_seen_at}",
}


def flags(row):
    return " ".join(name for name in ("archived", "muted", "pinned") if getattr(row, name))


def contents(messages):
    return " | ".join(message.content for message in messages)


def use_rest(ann, ben, ann_id, ben_id):
    hello = ann.send(ben_id, "Hello!", data={"draft": True})
    reply = ben.send(ann_id, "It is order 17.", reply_to_id=hello.id, data={"order": 17})
    print("reply:", reply.content, reply.data["order"])
    hello = ann.edit(hello.id, "Hello, Ben!", data=None)
    print("edited:", hello.content, hello.data or "no data")
    ben.edit(reply.id, "It is order 18.", data={"order": 18})
    reply = ben.edit(reply.id, "It is order 18!")
    print("edited:", reply.content, reply.data["order"])

    slip = ann.send(ben_id, "Oops.")
    ann.delete(slip.id)
    print("deleted:", "no" if ann.message(slip.id).deleted_at is None else "yes")
    ben.react(hello.id, "👍")
    ben.react(hello.id, "❤️")
    ben.unreact(hello.id, "❤️")
    print("reactions:", *(f"{one.emoji} {len(one.user_ids)}" for one in ann.message(hello.id).reactions))

    print("history:", contents(ann.history(ben_id)))
    print("around:", contents(ann.around(ben_id, reply.id, limit=2)))
    print("search:", contents(ann.search("order", ben_id)))
    print("unread:", ann.unread().messages)
    ann.mark_read(ben_id, reply.id)
    print("unread:", ann.unread().messages)
    print("arranged:", flags(ann.arrange(ben_id, archived=True, muted=True, pinned=True)))
    print("list:", *(row.username for row in ann.conversations()))
    print("archive:", *(row.username for row in ann.conversations(archived=True)))

    ann.block(ben_id)
    print("blocks:", *(user.username for user in ann.blocks()))
    try:
        ben.send(ann_id, "This one is refused.")
    except Problem as problem:
        print("refused:", problem.code)
    ann.unblock(ben_id)
    print("blocks:", *(user.username for user in ann.blocks()))
    print("export:", *(line["type"] for line in ann.export()))
    return reply


async def use_sockets(ann, ben, ann_id, ben_id, reply, cursor, password):
    running = []

    def connect(api, cursor):
        """A client, and a wait for its next event of a kind, or of any."""
        inbox = asyncio.Queue()
        client = Client(api.session, inbox.put_nowait, tell=print, cursor=cursor)
        running.append(asyncio.create_task(client.run()))

        async def expect(kind=object):
            while not isinstance(event := await asyncio.wait_for(inbox.get(), 30), kind):
                pass
            print(f"{client.session.username}:", DESCRIPTIONS[type(event)](event))
            return event
        return client, expect

    missed = (await asyncio.to_thread(ann.sync, cursor)).events
    anns, ann_sees = connect(ann, cursor)
    await ann_sees(Ready)
    for _ in missed:  # what has happened since that cursor comes first
        await ann_sees()
    bens, ben_sees = connect(ben, (await asyncio.to_thread(ben.sync)).cursor)
    await ben_sees(Ready)
    await ann_sees(Presence)

    await bens.show_typing(ann_id)
    await ann_sees(Typing)
    await anns.send(ben_id, "By the socket.", reply_to_id=reply.id, data={"order": 18})
    await ann_sees(MessageSent)  # her own copy: it is stored
    message = (await ben_sees(MessageSent)).message
    await bens.mark_delivered(ann_id, message.id)
    await ann_sees(DeliveredUpTo)
    await asyncio.to_thread(ann.rename, "Ann the First")
    await ann_sees(UserUpdated)
    await ben_sees(UserUpdated)

    running.pop().cancel()  # with the account his session ends
    await asyncio.to_thread(ben.close_account, password)
    await ann_sees(UserUpdated)


def main(base, first, second):
    password = os.environ["CHATAPP_PASSWORD"]
    ann, ben = (
        ChatApi(Session.register(base, name, f"{name}@example.com", password)) for name in (first, second))
    ann_id, ben_id = ann.me().id, next(ann.find_users(second)).id
    cursor = ann.sync().cursor
    reply = use_rest(ann, ben, ann_id, ben_id)
    asyncio.run(use_sockets(ann, ben, ann_id, ben_id, reply, cursor, password))
    print("closed:", "yes" if ann.user(ben_id).username.startswith("deleted-") else "no")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Problem as problem:
        sys.exit(str(problem))
