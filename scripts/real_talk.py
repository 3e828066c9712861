"""Two people exchange thousands of real texts, and every text, number and event is compared.

REST goes through the program curl, sockets through the library websockets: clients that this project did not
write. Sockets are cut on the way, with messages in flight, and resumed. real-talk.sh starts the server for it.
"""
import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from real_talk_clients import Message, Person, Rest, check, faults

FORTUNES = Path("/usr/share/games/fortunes")
NAMES = Path("/usr/share/unicode/NamesList.txt")
EMOJI = Path("/usr/share/unicode/emoji/emoji-test.txt")

LONGEST = 4_000  # UTF-16 units, the contract's limit
LETTER = 15  # one message of 15 is sent over REST

# ---- the texts

def pieces(text):
    """Cuts the text into parts within the limit, never inside a character."""
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
    """Selects a number of items, evenly from first to last."""
    return [texts[i * len(texts) // count] for i in range(min(count, len(texts)))]


def real_texts(count):
    files = [f for f in sorted(FORTUNES.iterdir()) if f.suffix not in (".dat", ".u8")]
    emoji, names = EMOJI.read_text("utf-8"), NAMES.read_text("utf-8")
    sources = [
        ([fortune for f in files for fortune in f.read_text("utf-8").split("\n%\n")], 0.5),
        (emoji.splitlines(), 0.3),
        (names.splitlines(), 0.19),
        ([emoji[:200_000], names[:100_000]], 0.01),  # long sources, for texts of exactly the maximum length
    ]
    chosen = []
    for texts, share in sources:
        usable = [p for text in texts for p in pieces(text) if p.strip() and "\0" not in p]
        chosen += spread(usable, round(count * share))
    random.Random(20).shuffle(chosen)
    return chosen


# ---- the comparison

def compare(where, messages, sent):
    """Checks that exactly the sent messages arrived, as seq 1 to n in this order; returns their ids in order."""
    numbers = [m["seq"] for m in messages]
    if numbers != list(range(1, len(sent) + 1)):
        twice = [n for n, times in Counter(numbers).items() if times > 1]
        missing = sorted(set(range(1, len(sent) + 1)) - set(numbers))
        check(False, f"{where}: {len(numbers)} messages of {len(sent)}; missing {missing[:5]}, twice {twice[:5]}"
                     f"{'' if twice or missing else ', not in the order of seq'}")
    known = Counter(m["client_message_id"] for m in messages)
    check(known == Counter(sent.keys()),
          f"{where}: {len(sent.keys() - known.keys())} of the sent messages are missing, "
          f"{len(known.keys() - sent.keys())} are strange, "
          f"{sum(times > 1 for times in known.values())} are there more than once")
    for m in messages:
        original = sent.get(m["client_message_id"])
        if original:
            check(m["content"] == original.text, f"{where}: the text of seq {m['seq']} is not what was sent")
            check((m["sender_id"], m["sender_username"], m["recipient_id"]) ==
                  (original.sender.id, original.sender.name, original.recipient.id),
                  f"{where}: seq {m['seq']} has wrong names")
    return [m["id"] for m in messages]


async def whole_log(person):
    events, cursor, more = [], person.first_cursor, True
    while more:
        page = (await person.rest.one("GET", f"sync?since={quote(cursor, safe='')}&limit=200", token=person.token)).body
        events, cursor, more = events + page["events"], page["cursor"], page["has_more"]
    return [e for e in events if e["type"] == "message"]


async def compare_all(people, sent):
    """Checks that all views of the conversation are equal: live, from history and from the event log."""
    views = {}
    for person, other, limit in ((*people, 200), (*reversed(people), 137)):
        history, pages = await person.rest.pages(f"messages/dm/{other.id}?limit={limit}", person.token)
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
            check(seqs == sorted(seqs),
                  f"{person.name}: messages of one socket are not in the order in which they were sent")


async def conversation(person, other):
    rows, _ = await person.rest.pages("messages/conversations", person.token)
    check([row["user_id"] for row in rows] == [other.id], f"{person.name}: {len(rows)} conversations, expected one")
    return rows[0]


async def check_reading(rest, people):
    """Checks unread counts before, between and after read marks, over REST and over the socket."""
    for person, other, half in ((*people, True), (*reversed(people), False)):
        messages, last = person.events, person.events[-1]
        theirs = [m for m in messages if m["sender_id"] == other.id]
        row = await conversation(person, other)
        expected = {"username": other.name, "last_message": last["content"], "last_message_id": last["id"],
                    "last_sender_id": last["sender_id"], "last_seq": last["seq"],
                    "unread_count": len(theirs), "last_read_seq": 0}
        for field, value in expected.items():
            check(row[field] == value, f"{person.name}: {field} is {row[field]!r}, expected {value!r}")

        middle = messages[len(messages) // 2]
        if half:
            path = f"messages/dm/{other.id}/read"
            await rest.one("POST", path, {"message_id": middle["id"]}, person.token, expect=204)
            row, left = await conversation(person, other), sum(m["seq"] > middle["seq"] for m in theirs)
            check((row["unread_count"], row["last_read_seq"]) == (left, middle["seq"]),
                  f"{person.name}: half read: {row['unread_count']} unread, read to {row['last_read_seq']}; "
                  f"expected {left}, {middle['seq']}")
            await rest.one("POST", path, {"message_id": last["id"]}, person.token, expect=204)
            # A mark never moves back.
            await rest.one("POST", path, {"message_id": messages[0]["id"]}, person.token, expect=204)
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
        check(peer["peer_last_read_seq"] == last["seq"],
              f"{other.name}: peer_last_read_seq is {peer['peer_last_read_seq']}")

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
    await asyncio.sleep(1)  # time for events that must not arrive
    for person in people:
        if person.reader.done():
            await person.end("close")

    print(f"  {len(sent)} messages in {took:.1f} s, {len(sent) / took:.0f} a second")
    await compare_all(people, sent)
    await check_reading(rest, people)
    for person in people:
        await person.socket.close()


def summary(rest, people, texts, took):
    letters, ended = sum(len(p.letters) for p in people), sum((p.ended for p in people), Counter())
    size, beyond = sum(len(t.encode()) for t in texts), sum(any(ord(c) > 0xFFFF for c in t) for t in texts)
    resent, repeats = sum(p.resent for p in people), sum(len(p.repeats) for p in people)
    print(f"""  texts                {len(texts)}, {size} bytes of UTF-8, {beyond} beyond the BMP
  over sockets / curl  {len(texts) - letters} / {letters}
  resumed with since   {sum(ended.values())} times ({', '.join(f'{how} {n}' for how, n in ended.items())})
  cut off in flight    {sum(p.cut_off for p in people)}, repeated {resent}, answered as repeats {repeats}
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
        state = (f"{p.name} has {len(p.events)} events of {p.total}, {len(p.in_flight)} in flight, "
                 f"{len(p.to_send)} to send" for p in people)
        check(False, f"not finished in time: {'; '.join(state)}")
    except Exception as problem:  # any exception counts as a fault
        check(False, f"{type(problem).__name__}: {problem}")

    summary(rest, people, texts, time.monotonic() - began)
    for fault in faults[:20]:
        print(f"  FAULT: {fault}")
    print(f"  {'every text, number and event is correct' if not faults else f'{len(faults)} faults'}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
