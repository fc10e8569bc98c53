"""The last page of a dialog, drawn so that it stays.

A dialog that is sent is answered with a page that says it is being worked on. Slack takes that
answer up to three seconds later, and once more when it delivers the same again: so it may come
after the last page, and would stand there for good. Therefore the last page is drawn anew a few
times; a reader sees no difference.
"""

import logging
import threading
from collections import OrderedDict
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

log = logging.getLogger(__name__)

View = dict[str, Any]

_PAUSES_S = (0.5, 1.5, 3.0)  # the last drawing comes later than any answer is taken
_MOST_KEPT = 200  # dialogs whose last page is known, for what is delivered twice


class Endings:
    """Last pages by the dialog's id."""

    def __init__(self, pauses_s: tuple[float, ...] = _PAUSES_S) -> None:
        self._pauses_s = pauses_s
        self._lock = threading.Lock()
        self._ends: OrderedDict[str, View] = OrderedDict()

    def draw(self, client: WebClient, view_id: str, view: View) -> bool:
        """Show the last page, and see to it that it stays; False when the dialog is closed."""
        with self._lock:
            self._ends[view_id] = view
            while len(self._ends) > _MOST_KEPT:
                self._ends.popitem(last=False)
        try:
            client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if error.response.get("error") != "not_found":
                raise
            return False
        self._draw_later(client, view_id, self._pauses_s)
        return True

    def again(self, client: WebClient, view_id: str) -> None:
        """The same was delivered again, and answered as at first: the last page comes back. One
        that is not there yet is drawn by whoever works on it."""
        with self._lock:
            is_known = view_id in self._ends
        if is_known:
            self._draw_later(client, view_id, self._pauses_s)

    def _draw_later(self, client: WebClient, view_id: str, pauses_s: tuple[float, ...]) -> None:
        if pauses_s:
            timer = threading.Timer(pauses_s[0], self._redraw, (client, view_id, pauses_s[1:]))
            timer.daemon = True
            timer.start()

    def _redraw(self, client: WebClient, view_id: str, pauses_s: tuple[float, ...]) -> None:
        with self._lock:
            view = self._ends.get(view_id)
        try:
            if view is not None:
                client.views_update(view_id=view_id, view=view)
        except SlackApiError:
            return  # closed meanwhile
        except (SlackClientError, OSError) as error:
            log.info("A dialog's last page was not drawn anew: %s", type(error).__name__)
        self._draw_later(client, view_id, pauses_s)
