"""Three users talk on a new server; prints what each of them is answered at the end, as JSON.

keep-dump.sh starts the server, which can be an older one. What that cannot do yet is left out.
"""
import json
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

API = sys.argv[1]
# These change without anyone's doing.
FLEETING = {"online", "last_seen_at"}


class User:
    def __init__(self, name):
        self.name, self.password, self.token = name, f"password of {name}", None
        self.id = self.call("POST", "/auth/register", username=name, email=f"{name}@example.org",
                            password=self.password)["id"]
        self.token = self.call("POST", "/auth/login", username=name, password=self.password)["access_token"]

    def call(self, method, path, **body):
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {})
        with urlopen(Request(API + path, json.dumps(body).encode() if body else None, headers, method=method),
                     timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def try_to(self, method, path, **body):
        """A call that older versions do not have."""
        try:
            self.call(method, path, **body)
        except HTTPError as error:
            if error.code not in (400, 404, 405):
                raise

    def say(self, peer, content, **more):
        return self.call("POST", "/messages/dm", recipient_id=peer.id, content=content, **more)["id"]

    def read(self, peer, message):
        self.call("POST", f"/messages/dm/{peer.id}/read", message_id=message)

    def sync(self):
        return self.call("GET", "/sync")["cursor"]

    def view(self, peers, cursor):
        return {
            "username": self.name,
            "password": self.password,
            "cursor": cursor,
            "conversations": steady(self.call("GET", "/messages/conversations")),
            "events": steady(self.call("GET", f"/sync?since={cursor}")["events"]),
            "histories": {peer.id: steady(self.call("GET", f"/messages/dm/{peer.id}")) for peer in peers},
        }


def steady(value):
    if isinstance(value, list):
        return [steady(item) for item in value]
    if isinstance(value, dict):
        return {name: steady(item) for name, item in value.items() if name not in FLEETING}
    return value


def main():
    anna, ben, carl = users = [User("anna"), User("ben"), User("carl")]
    anna.say(anna, "Buy milk")
    for i in range(5):
        question = anna.say(ben, f"question {i}")
        answer = ben.say(anna, f"answer {i} – 你好, мир, 👩‍👩‍👧")
    anna.read(ben, answer)
    ben.read(anna, question)
    greeting = carl.say(anna, "hello from carl")
    cursors = [user.sync() for user in users]

    late = anna.say(ben, "a question after the cursor")
    wrong = ben.say(anna, "teh answer after the cursor")
    gone = ben.say(anna, "said too much")
    anna.say(carl, "seen")
    carl.read(anna, greeting)
    ben.try_to("PATCH", f"/messages/{wrong}", content="the answer after the cursor")
    ben.try_to("DELETE", f"/messages/{gone}")
    ben.try_to("PUT", f"/messages/{late}/reactions/%F0%9F%91%8D")
    ben.try_to("POST", "/messages/dm", recipient_id=anna.id, content="a reply", reply_to_id=late, data={"kind": "note"})
    anna.try_to("PATCH", f"/messages/conversations/{carl.id}", archived=True, muted=True)
    anna.try_to("PATCH", "/users/me", display_name="Anna A.")
    carl.try_to("PUT", f"/users/{ben.id}/block")

    views = [user.view([peer for peer in users if peer is not user or user is anna], cursor)
             for user, cursor in zip(users, cursors)]
    json.dump({"users": views}, sys.stdout, ensure_ascii=False, indent=1)
    print()


main()
