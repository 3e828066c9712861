"""The tables, and the sessions to work on them. SQLAlchemy in its 2.0 style, which 1.4 knows as well."""
import os

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, Text, func, select, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=20, max_overflow=0)

# Objects stay readable after the commit: without this each commit would be followed by a SELECT.
Session = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    __mapper_args__ = {"eager_defaults": True}

    id = Column(UUID(as_uuid=True), primary_key=True, server_default=text("gen_random_uuid()"))
    username = Column(Text, nullable=False, unique=True)
    email = Column(Text, nullable=False, unique=True)
    password_hash = Column(Text, nullable=False)
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())


class Message(Base):
    __tablename__ = "messages"
    # What the database fills in comes back with the INSERT.
    __mapper_args__ = {"eager_defaults": True}

    id = Column(BigInteger, Identity(always=True), primary_key=True)
    sender_id = Column(UUID(as_uuid=True), ForeignKey("users.id"), nullable=False)
    recipient_id = Column(UUID(as_uuid=True), ForeignKey("users.id"), nullable=False)
    content = Column(Text, nullable=False)
    client_message_id = Column(UUID(as_uuid=True))
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())


Index(
    "messages_conversation",
    func.least(Message.sender_id, Message.recipient_id),
    func.greatest(Message.sender_id, Message.recipient_id),
    Message.id,
)


async def session():
    """A session for one request."""
    async with Session() as opened:
        yield opened


async def migrate():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def history(opened, user_id, peer_id, limit, before):
    """A page of a conversation, newest first, each message with its sender's name."""
    first, second = sorted((user_id, peer_id))
    query = (
        select(Message, User.username)
        .join(User, User.id == Message.sender_id)
        .where(
            func.least(Message.sender_id, Message.recipient_id) == first,
            func.greatest(Message.sender_id, Message.recipient_id) == second,
        )
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return (await opened.execute(query if before is None else query.where(Message.id < before))).all()
