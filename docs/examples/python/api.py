"""The calls of the contract, typed. Each waits for its answer: asyncio calls it by asyncio.to_thread."""
import uuid
from typing import Any, Dict, Iterator, List, NamedTuple, Optional
from urllib.parse import quote, urlencode

from model import Account, Conversation, Message, Unread, User, read, read_event

KEEP: Any = object()


class SyncPage(NamedTuple):
    events: List[Any]  # those of model.py
    cursor: str
    has_more: bool


class ChatApi:
    def __init__(self, session):
        self.session = session

    # Accounts and users

    def me(self) -> Account:
        return read(Account, self._call("GET", "users/me"))

    def rename(self, display_name: str) -> Account:
        return read(Account, self._call("PATCH", "users/me", display_name=display_name))

    def export(self) -> Iterator[Dict[str, Any]]:
        """All data of the user; "type" says what each object is."""
        return self.session.lines("users/me/export")

    def close_account(self, password: str, erase_messages: bool = False) -> None:
        """Closes the account for good."""
        self._call("DELETE", "users/me", password=password, erase_messages=erase_messages)

    def find_users(self, start: str) -> Iterator[User]:
        """Users whose username starts so."""
        return self._pages(User, "users", search=start)

    def user(self, user_id: str) -> User:
        """A user, with presence."""
        return read(User, self._call("GET", f"users/{user_id}"))

    def block(self, user_id: str) -> None:
        self._call("PUT", f"users/{user_id}/block")

    def unblock(self, user_id: str) -> None:
        self._call("DELETE", f"users/{user_id}/block")

    def blocks(self) -> Iterator[User]:
        return self._pages(User, "users/me/blocks")

    # Messages

    def send(
            self, recipient_id: str, content: str, reply_to_id: Optional[str] = None,
            data: Optional[Dict[str, Any]] = None, client_message_id: Optional[str] = None) -> Message:
        """Sends without a socket. To try again give the same client_message_id: the message is stored once."""
        return read(Message, self._call(
            "POST", "messages/dm", recipient_id=recipient_id, content=content, reply_to_id=reply_to_id, data=data,
            client_message_id=client_message_id or str(uuid.uuid4())))

    def message(self, message_id: str) -> Message:
        return read(Message, self._call("GET", f"messages/{message_id}"))

    def edit(self, message_id: str, content: str, data: Optional[Dict[str, Any]] = KEEP) -> Message:
        """Replaces the text and, if given, the data; None removes them."""
        body = {"content": content, **({} if data is KEEP else {"data": data})}
        return read(Message, self._call("PATCH", f"messages/{message_id}", **body))

    def delete(self, message_id: str) -> None:
        self._call("DELETE", f"messages/{message_id}")

    def react(self, message_id: str, emoji: str) -> None:
        self._call("PUT", f"messages/{message_id}/reactions/{quote(emoji)}")

    def unreact(self, message_id: str, emoji: str) -> None:
        self._call("DELETE", f"messages/{message_id}/reactions/{quote(emoji)}")

    def history(self, user_id: str) -> Iterator[Message]:
        """The conversation with a user, newest first."""
        return self._pages(Message, f"messages/dm/{user_id}")

    def around(self, user_id: str, message_id: str, limit: int = 50) -> List[Message]:
        """The page of that conversation with this message in its middle, newest first."""
        page = self._call("GET", f"messages/dm/{user_id}?{urlencode({'around': message_id, 'limit': limit})}")
        return [read(Message, one) for one in page]

    def search(self, words: str, user_id: Optional[str] = None) -> Iterator[Message]:
        """The user's messages with all these words, or those of one conversation, newest first."""
        return self._pages(Message, "messages/search", q=words, **({"with": user_id} if user_id else {}))

    # Conversations

    def conversations(self, archived: bool = False) -> Iterator[Conversation]:
        """The list, or the archive."""
        return self._pages(Conversation, "messages/conversations", **({"archived": "true"} if archived else {}))

    def arrange(
            self, user_id: str, archived: Optional[bool] = None, muted: Optional[bool] = None,
            pinned: Optional[bool] = None) -> Conversation:
        """Archives, mutes or pins a conversation, or undoes it; None leaves it as it is."""
        path = f"messages/conversations/{user_id}"
        return read(Conversation, self._call("PATCH", path, archived=archived, muted=muted, pinned=pinned))

    def mark_read(self, user_id: str, message_id: str) -> None:
        """The conversation is read up to this message."""
        self._call("POST", f"messages/dm/{user_id}/read", message_id=message_id)

    def unread(self) -> Unread:
        """For a badge."""
        return read(Unread, self._call("GET", "messages/unread"))

    def sync(self, since: Optional[str] = None) -> SyncPage:
        """The events after a cursor; without one, the cursor of now."""
        page = self._call("GET", "sync" + (f"?{urlencode({'since': since})}" if since else ""))
        events = [event for event in map(read_event, page["events"]) if event]
        return SyncPage(events, page["cursor"], page["has_more"])

    def _call(self, method, path, **body):
        return self.session.call(method, path, body or None)[0]

    def _pages(self, kind, path, **query):
        return (read(kind, one) for one in self.session.pages(f"{path}?{urlencode(query)}"))
