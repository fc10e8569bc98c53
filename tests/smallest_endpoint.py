"""`python -m tests.smallest_endpoint PORT FILE`: the smallest FastAPI endpoint that keeps what it
is sent in SQLite before it answers. The measure beside which our own intake is put.
"""

import sqlite3
import sys

import uvicorn
from fastapi import FastAPI, Request


def endpoint(file: str) -> FastAPI:
    """The whole of it: one table, one row and one commit a request, on the disk as ours are."""
    database = sqlite3.connect(file, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS event (body BLOB)")
    web = FastAPI()

    @web.post("/")
    async def take(request: Request) -> None:
        with database:
            database.execute("INSERT INTO event VALUES (?)", (await request.body(),))

    return web


if __name__ == "__main__":
    uvicorn.run(endpoint(sys.argv[2]), port=int(sys.argv[1]), log_level="critical")
