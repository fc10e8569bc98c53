"""Do something to a link in its own system, because a person asked for it."""

import logging

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.desk import Asker
from bot.providers.provider import Acts, Done, Provider
from protocol.links import reference_of
from storage import links as stored
from storage.looks import ask

log = logging.getLogger(__name__)

_NOT_YOURS = "That link is not on a card of a board that you are a member of."
_GONE = "That cannot be done any more: look at its state on the card."


class LinkDeeds:
    """Relaunches runs and the like, for people who are members of the board whose card has them."""

    def __init__(
        self, engine: Engine, boards: Boards, providers: tuple[Provider, ...], clock: Clock
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._acting: dict[str, tuple[Provider, Acts]] = {
            each.name: (each, each) for each in providers if isinstance(each, Acts)
        }
        self._clock = clock

    def do(self, asker: Asker, url: str, key: str) -> Done:
        """Do it; what it made is tied to the same cards. The answer is one sentence either way."""
        ties = [tie for tie in stored.cards_of(self._engine, url) if self._may(asker, tie.board_id)]
        link, reference = stored.link_of(self._engine, url), reference_of(url)
        if not ties or link is None or reference is None:
            return Done(False, _NOT_YOURS)
        if link.system not in self._acting:
            return Done(False, _GONE)
        provider, acting = self._acting[link.system]
        now = self._clock()
        state = provider.fetch(reference, now)  # what is shown may be old: somebody was faster
        if state.could_not_ask_since is not None:
            return Done(False, f"Nothing was done: {state.could_not_ask_why}.")
        if not any(deed.key == key for deed in acting.deeds(state)):
            return Done(False, _GONE)
        newer = self._newer(link.session, url, state.facts.get("run", ""))
        if newer:
            return Done(False, "Somebody has launched it again already.", newer)
        done = acting.do(state, key, now)
        log.info("%s asked to %s %s: %s", asker.name, key, url, done.says)
        made = reference_of(done.url) if done.url else None
        if made is not None:
            for tie in ties:
                stored.tie(self._engine, tie.board_id, tie.card_id, [made], "command", now)
                ask(self._engine, tie.board_id, tie.card_id, now, cause="event")
        return done

    def _may(self, asker: Asker, board_id: str) -> bool:
        kept = self._boards.kept(board_id)
        return kept is not None and asker.member_of(kept.board) is not None

    def _newer(self, session: str, url: str, name: str) -> str:
        """A run of the same session that is on its way, by its address."""
        for tie in stored.cards_of_session(self._engine, session):
            other = stored.link_of(self._engine, tie.url)
            if tie.url != url and other is not None and other.state and name:
                state = stored.state_in(other)
                if state.state in ("queued", "running") and not state.could_not_ask_since:
                    return tie.url
        return ""
