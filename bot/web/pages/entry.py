"""Coming in by a link, and leaving.

A link that is only looked at, by a preview or a scanner of mail, is not used up: the page behind it
enters by a form, which sends itself where scripts run.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.web.pages.access import WayIn
from bot.web.pages.answers import drop_cookie, set_cookie
from bot.web.pages.forms import must_be_ours, read_form
from bot.web.pages.frame import render_bare
from bot.web.pages.guard import Guard, throttled
from bot.web.pages.visit import Refused
from protocol.agreement import fold

_USED = "That link has ended or was used before; ask for another."

Handler = Callable[[Request], Awaitable[Response]]


class Entry:
    """The three addresses of the way in and out."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._access = guard.site.access

    async def look(self, request: Request) -> Response:
        """The page behind a link."""
        return await self._guard.answered(request, lambda: self._looked(request))

    async def enter(self, request: Request) -> Response:
        """The form of that page: begins the session."""
        try:
            must_be_ours(request, self._access.base_url)
            form = await read_form(request)
        except Refused as refusal:
            return self._guard.refused(request, refusal)
        token = form.get("link", "")
        return await self._guard.answered(request, lambda: self._entered(request, token))

    async def leave(self, request: Request) -> Response:
        """Ends the session."""
        try:
            must_be_ours(request, self._access.base_url)
            form = await read_form(request)
        except Refused as refusal:
            return self._guard.refused(request, refusal)
        return await self._guard.answered(request, lambda: self._left(request, form))

    def _looked(self, request: Request) -> Response:
        token = request.path_params["link"]
        way = self._read(request, token)
        visitor = self._guard.visitor(request)
        if visitor is not None and fold(visitor.asker.trello) == fold(way.trello):
            return RedirectResponse(way.to, 303)  # in already: the link stays good
        other = visitor.name if visitor is not None else ""
        return HTMLResponse(render_bare("enter.html", name=way.name or way.trello, link=token,
                                        other=other))  # fmt: skip

    def _entered(self, request: Request, token: str) -> Response:
        way = self._read(request, token)
        secret = self._access.enter(way)
        if secret is None:
            visitor = self._guard.visitor(request)
            if visitor is not None and fold(visitor.asker.trello) == fold(way.trello):
                return RedirectResponse(way.to, 303)  # clicked twice
            raise Refused(401, _USED)
        response = RedirectResponse(way.to, 303)
        set_cookie(response, self._access, secret)
        return response

    def _left(self, request: Request, form: dict[str, str]) -> Response:
        visitor = self._guard.visitor(request)
        if visitor is not None:
            if not self._access.is_form_token(visitor.secret, form.get("token", "")):
                raise Refused(403, "This form is from another session; load the page again.")
            self._access.leave(visitor.secret)
        response = HTMLResponse(render_bare("left.html"))
        drop_cookie(response, self._access)
        return response

    def _read(self, request: Request, token: str) -> WayIn:
        way = self._access.read(token)
        if way is None:
            throttled(self._guard, request)
            raise Refused(401, _USED)
        return way
