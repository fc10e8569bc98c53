"""The first page: the boards of whoever is in, each with its pages."""

from starlette.responses import RedirectResponse, Response

from bot.web.pages.frame import render
from bot.web.pages.visit import Visit, board_path


def show_start(visit: Visit) -> str | Response:
    """With one board, that board; `/go/workload` leads to that page of it."""
    page = visit.path.get("page", "")
    page = page if page in dict(visit.site.navigation) else ""
    if len(visit.boards) == 1:
        return RedirectResponse(board_path(visit.boards[0], page), 303)
    return render("start.html", visit, page=page, boards=visit.boards)
