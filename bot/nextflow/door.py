"""The web application that is served: what Nextflow sends is taken while the rest still starts."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.nextflow.intake import TOWER, WEBLOG, Intake
from bot.nextflow.journal import Journal
from bot.settings import Settings


class Door:
    """An ASGI application before another, which comes later and goes earlier."""

    def __init__(self, intake: ASGIApp) -> None:
        self._intake = intake
        self._behind: ASGIApp | None = None

    def open(self, behind: ASGIApp) -> None:
        """The rest is there."""
        self._behind = behind

    def close(self) -> None:
        """The rest stops."""
        self._behind = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """To whom it is for; 503 while the service is not there."""
        path = scope.get("path", "")
        behind = self._behind
        is_ours = scope["type"] == "lifespan" or path == WEBLOG or path.startswith(f"{TOWER}/")
        if is_ours or path == TOWER:
            await self._intake(scope, receive, send)
        elif behind is None:
            starting = PlainTextResponse("not here just now", 503, {"Retry-After": "2"})
            await starting(scope, receive, send)
        else:
            await behind(scope, receive, send)


def open_door(running: ExitStack, settings: Settings) -> Door:
    """The way in, before anything else of the service is there. Without a token no events are
    taken, nor by a worker, whom nobody speaks to."""
    token = settings.nextflow_token.get_secret_value()
    if not token or settings.role == "worker":
        return Door(Starlette())
    journal = Journal(journal_folder(settings)).start()
    running.callback(journal.stop)
    intake = Intake(
        journal, token, _now, tower=settings.nextflow_tower, public_url=settings.public_url
    )
    return Door(intake.app)


def journal_folder(settings: Settings) -> Path:
    """Where events are put first."""
    return settings.data / "nextflow"


def _now() -> datetime:
    return datetime.now(UTC)
