"""What anybody may do to the web application by chance or by will ends in no traceback: requests
that break off, and whatever is asked while the database is away."""

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.database_word import DATABASE

NOT_NOW = "The database cannot be used now; try again in a minute."


def add_calm(web: FastAPI) -> None:
    """Answer these errors, wherever they come up."""
    web.add_exception_handler(ClientDisconnect, _gone)
    web.add_exception_handler(SQLAlchemyError, _not_now)


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def _not_now(_request: Request, error: Exception) -> Response:
    if not DATABASE.is_away(error):
        raise error
    return PlainTextResponse(NOT_NOW, status_code=503, headers={"Retry-After": "30"})
