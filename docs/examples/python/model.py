"""The objects of the contract. Members and events of later versions are left out."""
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Dict, List, Optional


@dataclass(frozen=True)
class Account:
    id: str
    username: str
    email: str
    display_name: str
    is_active: bool
    created_at: datetime


@dataclass(frozen=True)
class User:
    id: str
    username: str
    display_name: str
    online: bool = False  # lists of users have neither
    last_seen_at: Optional[datetime] = None


@dataclass(frozen=True)
class Reaction:
    emoji: str
    user_ids: List[str]


@dataclass(frozen=True)
class Message:
    id: str
    conversation_id: str
    seq: int
    sender_id: str
    sender_username: str
    recipient_id: str
    content: str
    created_at: datetime
    client_message_id: Optional[str]
    reply_to_id: Optional[str]
    edited_at: Optional[datetime]
    deleted_at: Optional[datetime]
    reactions: List[Reaction]
    data: Optional[Dict[str, Any]]


@dataclass(frozen=True)
class Conversation:
    conversation_id: str
    user_id: str
    username: str
    display_name: str
    online: bool
    last_seen_at: Optional[datetime]
    last_message: str
    last_message_id: str
    last_sender_id: str
    last_at: datetime
    last_seq: int
    unread_count: int
    last_read_seq: int
    peer_last_read_seq: int
    peer_last_delivered_seq: int
    archived: bool
    muted: bool
    pinned: bool


@dataclass(frozen=True)
class Unread:
    messages: int
    conversations: int


@dataclass(frozen=True)
class Ready:
    """Connected. Forget who is online: an event of each user who is follows."""
    user_id: str
    session_id: str


@dataclass(frozen=True)
class MessageSent:
    message: Message


@dataclass(frozen=True)
class MessageEdited:
    message: Message


@dataclass(frozen=True)
class MessageDeleted:
    message: Message


@dataclass(frozen=True)
class ReactionAdded:
    message_id: str
    user_id: str
    emoji: str


@dataclass(frozen=True)
class ReactionRemoved:
    message_id: str
    user_id: str
    emoji: str


@dataclass(frozen=True)
class ReadUpTo:
    """user_id has read the conversation with peer_id up to this message."""
    user_id: str
    peer_id: str
    message_id: str
    seq: int


@dataclass(frozen=True)
class DeliveredUpTo:
    """A device of user_id has the conversation with peer_id up to this message."""
    user_id: str
    peer_id: str
    message_id: str
    seq: int


@dataclass(frozen=True)
class ConversationUpdated:
    user_id: str
    archived: bool
    muted: bool
    pinned: bool


@dataclass(frozen=True)
class UserUpdated:
    user_id: str
    username: str
    display_name: str


@dataclass(frozen=True)
class Typing:
    user_id: str


@dataclass(frozen=True)
class Presence:
    user_id: str
    online: bool
    last_seen_at: Optional[datetime]


@dataclass(frozen=True)
class CursorLost:
    """Of the client itself: events were missed. New messages follow; read again what else you show."""


EVENTS = {
    "ready": Ready, "message": MessageSent, "message_edited": MessageEdited, "message_deleted": MessageDeleted,
    "reaction_added": ReactionAdded, "reaction_removed": ReactionRemoved, "read": ReadUpTo, "delivered": DeliveredUpTo,
    "conversation_updated": ConversationUpdated, "user_updated": UserUpdated, "typing": Typing, "presence": Presence,
}


def read(kind, body):
    """An object of this kind from one of the wire."""
    return kind(**{field.name: convert(field.name, body[field.name]) for field in fields(kind) if field.name in body})


def convert(name, value):
    if name.endswith("_at") and value:
        return datetime.fromisoformat(value)
    return [read(Reaction, one) for one in value] if name == "reactions" else value


def read_event(frame):
    """The event of a frame, or None for what is none, or not known."""
    kind = EVENTS.get(frame["type"])
    if kind in (MessageSent, MessageEdited, MessageDeleted):
        return kind(read(Message, frame))
    return kind and read(kind, frame)
