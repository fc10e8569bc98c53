"""Between a request and a page: who asks, whether they may, and what they are told if not."""

import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.card_actions import NotDone
from bot.database_word import DATABASE
from bot.errors import UserError
from bot.trello.errors import TrelloError
from bot.web.calm import NOT_NOW
from bot.web.pages.allowance import Allowance
from bot.web.pages.answers import cookie_name, private
from bot.web.pages.forms import caller, must_be_ours, read_form
from bot.web.pages.frame import render_bare
from bot.web.pages.shape import Done
from bot.web.pages.site import Site
from bot.web.pages.visit import Refused, Visit, Visitor

log = logging.getLogger(__name__)

Show = Callable[[Visit], str | Response]
Act = Callable[[Visit], Done]
Handler = Callable[[Request], Awaitable[Response]]

_PAGES_A_MINUTE, _DEEDS_A_MINUTE, _MISSES_A_MINUTE = 600, 120, 20
_TITLES: Mapping[int, str] = {
    401: "You are not in", 403: "Not allowed", 404: "Not found", 409: "Not done", 413: "Too long",
    415: "Not understood", 429: "Too often", 500: "That did not work", 503: "Not now",
}  # fmt: skip


class Guard:
    """Wraps what shows a page or acts on a form, for people who are in."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._pages = Allowance(_PAGES_A_MINUTE)
        self._deeds = Allowance(_DEEDS_A_MINUTE)
        self.misses = Allowance(_MISSES_A_MINUTE)  # links that were not good, by address

    def page(self, show: Show) -> Handler:
        """A page for somebody who is in."""

        async def answer(request: Request) -> Response:
            return await self.answered(request, lambda: self._shown(request, show))

        return answer

    def deed(self, act: Act) -> Handler:
        """A form of somebody who is in; afterwards a page says what came of it."""

        async def answer(request: Request) -> Response:
            try:
                must_be_ours(request, self.site.access.base_url)
                form = await read_form(request)
            except Refused as refusal:
                return self.refused(request, refusal)
            return await self.answered(request, lambda: self._acted(request, act, form))

        return answer

    async def answered(self, request: Request, make: Callable[[], Response]) -> Response:
        """What `make` gives, made beside the event loop; a refusal as a page with its sentence."""
        try:
            response = await run_in_threadpool(make)
        except Refused as refusal:
            return self.refused(request, refusal)
        except NotDone as reason:
            return self.refused(request, Refused(409, str(reason)))
        except UserError as refusal:
            return self.refused(request, Refused(503, str(refusal)))
        except TrelloError as error:
            log.warning("A page could not be served: %s", error)
            return self.refused(request, Refused(503, "Trello cannot be reached; try again."))
        except Exception as error:
            if DATABASE.is_away(error):
                return self.refused(request, Refused(503, NOT_NOW))
            error_id = uuid.uuid4().hex[:8]
            log.exception("A page failed (error %s).", error_id)
            says = "It is not your doing. Tell whoever runs Cardkeeper: error " + error_id + "."
            return self.refused(request, Refused(500, says))
        return private(response, self.site.access)

    def refused(self, request: Request, refusal: Refused) -> Response:
        """The page that says why not; a script is told by the status and the bare sentence."""
        if request.headers.get("x-live"):
            response: Response = Response(str(refusal), refusal.status, media_type="text/plain")
        else:
            title = _TITLES.get(refusal.status, "Not possible")
            page = render_bare("refused.html", title=title, says=str(refusal),
                               is_out=refusal.status == 401)  # fmt: skip
            response = HTMLResponse(page, refusal.status)
        if refusal.status == 429:
            response.headers["Retry-After"] = "60"
        return private(response, self.site.access)

    def visitor(self, request: Request) -> Visitor | None:
        """Who asks, if they are in."""
        secret = request.cookies.get(cookie_name(self.site.access), "")
        session = self.site.access.session(secret)
        asker = self.site.asker_of(session) if session is not None else None
        return Visitor(asker, secret) if asker is not None else None

    def _visit(self, request: Request, form: dict[str, str] | None = None) -> Visit:
        visitor = self.visitor(request)
        if visitor is None:
            raise Refused(401, "A link lets you in; it opens once, and not for long.")
        path: dict[str, Any] = request.path_params
        query = {name: said.replace("\0", "") for name, said in request.query_params.items()}
        return Visit(self.site, visitor, self.site.now(), path, query, form or {})

    def _shown(self, request: Request, show: Show) -> Response:
        visit = self._visit(request)
        if not self._pages.take(visit.visitor.secret):
            raise Refused(429, "That was very often within a minute; wait a little.")
        shown = show(visit)
        return shown if isinstance(shown, Response) else HTMLResponse(shown)

    def _acted(self, request: Request, act: Act, form: dict[str, str]) -> Response:
        visit = self._visit(request, form)
        access = self.site.access
        if not access.is_form_token(visit.visitor.secret, form.get("token", "")):
            raise Refused(403, "This form is from another session; load the page and try again.")
        if not self._deeds.take(visit.visitor.secret):
            raise Refused(429, "That was very often within a minute; wait a little.")
        done = act(visit)
        if request.headers.get("x-live"):
            return Response(done.says, 200, media_type="text/plain")
        return RedirectResponse(_with_notice(done, access.seal(done.says)), 303)


def throttled(guard: Guard, request: Request) -> None:
    """Counts a bad link; raises Refused for an address from which too many came. A good one passes:
    behind a proxy all people have the same address, and one of them could keep the others out."""
    if not guard.misses.take(caller(request)):
        raise Refused(429, "Too many links from here were not good; wait a minute.")


def _with_notice(done: Done, sealed: str) -> str:
    if not done.says:
        return done.to
    path, hash_sign, place = done.to.partition("#")
    return f"{path}{'&' if '?' in path else '?'}said={sealed}{hash_sign}{place}"
