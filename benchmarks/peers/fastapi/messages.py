"""Direct messages: one INSERT and one COMMIT each, then to every socket of both users."""
import json
import uuid
from typing import Optional

from fastapi import APIRouter, Depends, HTTPException, Query, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field, ValidationError, validator
from sqlalchemy.exc import IntegrityError

import storage
from accounts import Caller, caller, read_token

router = APIRouter()
sockets: dict[uuid.UUID, set[WebSocket]] = {}


class SendBody(BaseModel):
    recipient_id: uuid.UUID
    content: str = Field(min_length=1, max_length=4000)
    client_message_id: Optional[uuid.UUID] = None

    @validator("content")
    def not_blank(cls, content):
        if content.isspace():
            raise ValueError("only white space")
        return content


def answer(message, sender_username):
    return {
        "id": message.id,
        "sender_id": str(message.sender_id),
        "sender_username": sender_username,
        "recipient_id": str(message.recipient_id),
        "content": message.content,
        "created_at": message.created_at.isoformat(),
        "seq": message.id,
        "client_message_id": message.client_message_id and str(message.client_message_id),
    }


async def send(opened, sender, body):
    message = storage.Message(
        sender_id=sender.id,
        recipient_id=body.recipient_id,
        content=body.content,
        client_message_id=body.client_message_id,
    )
    opened.add(message)
    try:
        await opened.commit()
    except IntegrityError as error:
        raise HTTPException(404, "recipient_not_found") from error
    sent = answer(message, sender.username)
    frame = json.dumps({"type": "message", **sent}, separators=(",", ":"))
    for user_id in {sender.id, body.recipient_id}:
        for socket in list(sockets.get(user_id, ())):
            await push(socket, frame)
    return sent


async def push(socket, frame):
    try:
        await socket.send_text(frame)
    except (RuntimeError, WebSocketDisconnect):
        pass  # Its own loop finds out as well, and takes it off the list.


@router.post("/api/v1/messages/dm", status_code=201)
async def send_message(body: SendBody, user: Caller = Depends(caller), opened=Depends(storage.session)):
    return await send(opened, user, body)


@router.get("/api/v1/messages/dm/{user_id}")
async def read_history(
    user_id: uuid.UUID,
    limit: int = Query(50, ge=1, le=200),
    before: Optional[int] = None,
    user: Caller = Depends(caller),
    opened=Depends(storage.session),
):
    return [answer(message, name) for message, name in await storage.history(opened, user.id, user_id, limit, before)]


@router.websocket("/ws/chat")
async def chat(socket: WebSocket, token: str = "", events: str = ""):
    user = read_token(token)
    await socket.accept()
    if user is None:
        await socket.close(4001)
        return
    sockets.setdefault(user.id, set()).add(socket)
    try:
        if events == "all":
            await socket.send_text('{"type":"ready"}')
        # One message of a socket after the other, so that they are stored in the order in which they were sent.
        async for text in socket.iter_text():
            await receive(socket, user, text)
    finally:
        sockets[user.id].discard(socket)
        if not sockets[user.id]:
            del sockets[user.id]


async def receive(socket, user, text):
    try:
        frame = json.loads(text)
        if frame.get("type") == "ping":
            await push(socket, '{"type":"pong"}')
            return
        async with storage.Session() as opened:
            await send(opened, user, SendBody(**frame))
    except (ValueError, TypeError, AttributeError) as error:  # ValidationError and JSONDecodeError are ValueErrors
        code = "validation_failed" if isinstance(error, ValidationError) else "malformed_json"
        await push(socket, json.dumps({"type": "error", "code": code}, separators=(",", ":")))
    except HTTPException as refused:
        await push(socket, json.dumps({"type": "error", "code": refused.detail}, separators=(",", ":")))
