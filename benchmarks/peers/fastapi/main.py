"""The server that ChatApp replaces, as a FastAPI developer writes it: direct messages with SQLAlchemy
and asyncpg, one process.

DATABASE_URL=postgresql+asyncpg://USER@HOST/DATABASE JWT_SIGNING_KEY=... python3 -m uvicorn main:app
"""
from fastapi import FastAPI
from sqlalchemy import text

import accounts
import messages
import storage

app = FastAPI(title="The FastAPI peer")
app.include_router(accounts.router)
app.include_router(messages.router)
app.add_event_handler("startup", storage.migrate)
app.add_event_handler("shutdown", storage.engine.dispose)


@app.get("/health/ready")
async def ready():
    async with storage.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    return {"status": "ready"}
