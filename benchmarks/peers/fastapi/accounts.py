"""Register, log in, and who it is that calls."""
import os
import uuid
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

import bcrypt
import jwt
from fastapi import APIRouter, Depends, HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage import User, session

KEY = os.environ["JWT_SIGNING_KEY"]
TOKEN_LIFE = timedelta(minutes=int(os.environ.get("ACCESS_TOKEN_MINUTES", "15")))
WORK_FACTOR = int(os.environ.get("BCRYPT_WORK_FACTOR", "12"))

router = APIRouter(prefix="/api/v1")
bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/login")


class Caller(NamedTuple):
    id: uuid.UUID
    username: str


class RegisterBody(BaseModel):
    username: str = Field(min_length=3, max_length=32)
    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=8, max_length=128)


class LoginBody(BaseModel):
    username: str
    password: str


def read_token(token):
    """Whose token it is; None when it is not ours or has expired."""
    try:
        claims = jwt.decode(token, KEY, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return None
    return Caller(uuid.UUID(claims["sub"]), claims["name"])


async def caller(token: str = Depends(bearer)):
    found = read_token(token)
    if found is None:
        raise HTTPException(401, "unauthorized", {"WWW-Authenticate": "Bearer"})
    return found


def answer(user):
    return {"id": user.id, "username": user.username, "email": user.email, "created_at": user.created_at}


@router.post("/auth/register", status_code=201)
async def register(body: RegisterBody, opened=Depends(session)):
    # BCrypt takes 72 bytes. In a thread of its own, for it would stop the loop for all others.
    hashed = await run_in_threadpool(bcrypt.hashpw, body.password.encode()[:72], bcrypt.gensalt(WORK_FACTOR))
    user = User(username=body.username, email=body.email, password_hash=hashed.decode())
    opened.add(user)
    try:
        await opened.commit()
    except IntegrityError as error:
        raise HTTPException(409, "taken") from error
    return answer(user)


@router.post("/auth/login")
async def log_in(body: LoginBody, opened=Depends(session)):
    user = (await opened.execute(select(User).where(User.username == body.username))).scalar_one_or_none()
    if user is None or not await run_in_threadpool(
        bcrypt.checkpw, body.password.encode()[:72], user.password_hash.encode()
    ):
        raise HTTPException(401, "invalid_credentials")
    now = datetime.now(timezone.utc)
    claims = {"sub": str(user.id), "name": user.username, "iat": now, "exp": now + TOKEN_LIFE}
    return {
        "access_token": jwt.encode(claims, KEY, "HS256"),
        "token_type": "bearer",
        "expires_in": int(TOKEN_LIFE.total_seconds()),
    }


@router.get("/users/me")
async def me(user: Caller = Depends(caller), opened=Depends(session)):
    found = await opened.get(User, user.id)
    if found is None:
        raise HTTPException(404, "user_not_found")
    return answer(found)
