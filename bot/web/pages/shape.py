"""What a page is, and what a form of a page does."""

from collections.abc import Callable

from msgspec import Struct
from starlette.responses import Response

from bot.web.pages.visit import Visit


class Page(Struct, frozen=True):
    """One page of a board: `path` behind the board's own address."""

    path: str
    title: str  # in the navigation; empty: it is reached from another page
    show: Callable[[Visit], str | Response]


class Done(Struct, frozen=True):
    """Where a form leads, and the sentence that the page then says."""

    to: str
    says: str = ""


class Deed(Struct, frozen=True):
    """What a form of a board's page does."""

    path: str
    act: Callable[[Visit], Done]
