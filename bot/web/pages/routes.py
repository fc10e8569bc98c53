"""Every address of the pages."""

from importlib.resources import files

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.pages.answers import HEADERS
from bot.web.pages.entry import Entry
from bot.web.pages.guard import Guard
from bot.web.pages.registry import DEEDS, PAGES
from bot.web.pages.site import Site
from bot.web.pages.start import show_start

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_A_YEAR = "public, max-age=31536000, immutable"  # the address changes with the content


def add_pages(web: FastAPI, site: Site) -> None:
    """Put the pages into the app."""
    guard = Guard(site)
    entry = Entry(guard)
    routes = [
        Route("/", guard.page(show_start)),
        Route("/enter/{link}", entry.look),
        Route("/enter", entry.enter, methods=["POST"]),
        Route("/leave", entry.leave, methods=["POST"]),
        Route("/static/{name}", static),
        Route("/go", guard.page(show_start)),
        Route("/go/{page:path}", guard.page(show_start)),
    ]
    for page in PAGES:
        path = "/board/{board}" + (f"/{page.path}" if page.path else "")
        routes.append(Route(path, guard.page(page.show)))
    for deed in DEEDS:
        routes.append(
            Route(f"/board/{{board}}/{deed.path}", guard.deed(deed.act), methods=["POST"])
        )
    web.router.routes.extend(routes)


async def static(request: Request) -> Response:
    """A file of ours: style, script, picture. They say nothing of any board."""
    name = request.path_params["name"]
    stem, _, kind = name.rpartition(".")
    found = files("bot.web").joinpath("static", name)
    if kind not in _TYPES or not stem.isidentifier() or not found.is_file():
        return Response("not found", 404, headers=dict(HEADERS))
    media = f"{_TYPES[kind]}; charset=utf-8"
    caching = _A_YEAR if "v" in request.query_params else "no-cache"
    headers = {**HEADERS, "Cache-Control": caching}
    return Response(found.read_bytes(), media_type=media, headers=headers)
