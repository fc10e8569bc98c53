"""Whether the service is ready, for balancers and for whoever watches: 503 with the reasons."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.watch.condition import Condition, condition
from bot.watch.problems import problems

NO_DATABASE = "database"


def add_readiness(
    web: FastAPI, engine: Engine, clock: Callable[[], datetime], stuck_after: timedelta
) -> None:
    """Serve `/readyz`. It names no board and no person by name, and may be asked by anybody."""

    @web.get("/readyz")
    def readyz() -> JSONResponse:
        try:
            now = condition(engine, clock())
        except SQLAlchemyError:
            said = {"ready": False, "reasons": [NO_DATABASE]}
            return JSONResponse(said, status_code=503)
        reasons = [problem.cause for problem in problems(now, stuck_after)]
        body = {"ready": not reasons, "reasons": reasons, **_figures(now)}
        return JSONResponse(body, status_code=503 if reasons else 200)


def _figures(now: Condition) -> dict[str, Any]:
    polls = [p.state.last_poll for p in now.processes if p.state.last_poll]
    connected = [p.state.slack_connected for p in now.processes]
    return {
        "database": "ok",
        "queue_waiting": now.waiting,
        "queue_oldest_seconds": round(now.oldest_s, 1),
        "slack_connected": True if True in connected else (False if False in connected else None),
        "trello_token": not any(board.why == "token" for board in now.boards),
        "last_poll": max(polls).isoformat() if polls else None,
        "processes": len(now.processes),
    }
