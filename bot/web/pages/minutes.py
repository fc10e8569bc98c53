"""The minutes of past meetings: searchable, each on a page that prints."""

from msgspec import Struct
from starlette.responses import Response

from bot.card_actions import NotDone
from bot.meeting_lines import Found
from bot.web.pages.frame import render
from bot.web.pages.meeting import day_of_path
from bot.web.pages.meeting_again import redo_of
from bot.web.pages.visit import Refused, Visit
from protocol.minutes import Minutes
from protocol.render.minutes_markdown import minutes_markdown
from storage.meeting_life import Held

_PER_PAGE = 60


class Archive(Struct, frozen=True):
    """The meetings that the page lists."""

    held: tuple[Held, ...]
    found: tuple[Found, ...]
    words: str
    number: int
    pages: int


def show_archive(visit: Visit) -> str:
    """Every meeting that was held, or those whose minutes have the words."""
    words = visit.query.get("words", "")[:200].strip()
    room, board_id = visit.site.room, visit.kept.board.id
    held = room.past(board_id) if not words else ()
    pages = max(1, -(-len(held) // _PER_PAGE))
    number = min(visit.page_number, pages)
    archive = Archive(
        held=held[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        found=room.search(board_id, words)[:_PER_PAGE] if words else (),
        words=words,
        number=number,
        pages=pages,
    )
    return render("minutes.html", visit, page="minutes", it=archive)


def show_minutes(visit: Visit) -> str:
    """The minutes of one meeting."""
    it = _minutes(visit)
    redo = redo_of(visit, it.day, it.actions)
    return render("meeting_minutes.html", visit, page="minutes", it=it, redo=redo)


def as_markdown(visit: Visit) -> Response:
    """The same as Markdown, to keep elsewhere."""
    minutes = _minutes(visit)
    name = f"minutes-{minutes.day.isoformat()}.md"
    return Response(
        minutes_markdown(minutes), media_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _minutes(visit: Visit) -> Minutes:
    try:
        return visit.site.room.minutes(visit.kept.board.id, day_of_path(visit))
    except NotDone as reason:
        raise Refused(404, str(reason)) from None
