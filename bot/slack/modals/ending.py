"""The last page of a dialog whose work takes a moment, also when Slack delivers it twice.

What is done soon is the answer itself. What takes longer is answered with a page that says so, and
the last page is drawn when there is one. Every last page is remembered for a while: what is
delivered again, here or to another process, is answered with the page as it is by then.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

from msgspec import Struct
from slack_bolt.context.ack import Ack
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot.slack.commands.shape import Reply, with_prefix
from bot.slack.modals.shape import answer_to, view_of
from bot.slack.tools import Place, Tools
from storage.acted import is_first
from storage.dialogs import keep_page, page_of

log = logging.getLogger(__name__)

View = dict[str, Any]

SOON_S = 1.2  # Slack gives three seconds, with the way there and back among them
_ON_ITS_WAY_S = 0.3  # an answer reaches Slack within that; what is drawn later stands above it
_LOOK_EVERY_S = 0.05
_MOST_BLOCKS = 100  # of a dialog


class Sent(Struct, frozen=True):
    """A dialog that was sent, as far as its pages go."""

    view_id: str
    title: str
    callback: str  # of its last page
    working: View  # what stands there while it is worked on
    work: Callable[[], Reply]  # what its last page says


class _Done(Struct, frozen=True):
    page: View | None  # None: another delivery of the same is worked on
    reply: Reply | None = None  # None: it was delivered before


def conclude(tools: Tools, place: Place, ack: Ack, sent: Sent, pool: ThreadPoolExecutor) -> None:
    """Do the work once, and see to it that its last page is what stands in the dialog."""
    doing = pool.submit(_once, tools, place, sent)
    ack(response_action="update", view=_soon(doing) or sent.working)
    time.sleep(_ON_ITS_WAY_S)
    done = doing.result()
    # between the look above and the answer the work may have ended elsewhere: so one more look
    page = done.page or page_of(tools.engine, place.key)
    if page is None:
        return  # whoever works on it draws the end
    if not _is_drawn(tools, sent.view_id, page) and done.reply is not None:
        answer_to(tools, place, "", done.reply, replace=False)


def _once(tools: Tools, place: Place, sent: Sent) -> _Done:
    """The work, unless it is or was done for the same: then its last page, if that comes soon."""
    if not is_first(tools.engine, place.key, tools.desk.clock()):
        return _Done(_page_of_other(tools, place.key))
    reply = sent.work()
    view = view_of(sent.callback, sent.title, reply.blocks[:_MOST_BLOCKS])
    page: View = with_prefix(view, tools.prefix)
    try:
        keep_page(tools.engine, place.key, page, tools.desk.clock())
    except SQLAlchemyError as error:  # it is done all the same, and this dialog shows it
        log.warning("A dialog's last page is not remembered: %s", type(error).__name__)
    return _Done(page, reply)


def _page_of_other(tools: Tools, key: str) -> View | None:
    latest = time.monotonic() + SOON_S
    while (page := page_of(tools.engine, key)) is None and time.monotonic() < latest:
        time.sleep(_LOOK_EVERY_S)
    return page


def _soon(doing: "Future[_Done]") -> View | None:
    try:
        return doing.result(timeout=SOON_S).page
    except NotYet:
        return None


def _is_drawn(tools: Tools, view_id: str, page: View) -> bool:
    """Draw it over whatever was answered; False when the dialog is closed."""
    try:
        tools.client.views_update(view_id=view_id, view=page)
    except SlackApiError as error:
        if error.response.get("error") == "not_found":
            return False
        log.warning("A dialog's last page was not drawn: %s", error.response.get("error"))
    except (SlackClientError, OSError) as error:
        log.warning("A dialog's last page was not drawn: %s", type(error).__name__)
    return True
