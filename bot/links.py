"""Ask the systems behind the cards' links, cheapest calls first, and mark cards that it concerns.

Each system has a round of its own, so that one that is slow or fails stops no other. Lists come
first (one call tells of many links), then single links, the longest due first, until the system's
limit of calls is reached; the rest waits for the next round.
"""

import logging
import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zlib import crc32

from msgspec import structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.providers.answers import OUR_LIMIT
from bot.providers.provider import Acts, Polls, Provider, Seen
from protocol.links import OPEN_PULLS, LinkReference, LinkState, reference_of
from protocol.ties_by_name import card_named
from storage import links as stored
from storage.links import Asking, Kept, Link
from storage.looks import ask

log = logging.getLogger(__name__)

WHILE_OPEN = timedelta(seconds=45)  # a run on its way
_LISTS_WHILE_OPEN = 0.9  # of that between lists, so that they come before the single calls
_LISTS = 3  # times as long between lists when nothing is on its way: new runs are found by them
_LOST = timedelta(minutes=3)  # a run whose state is unknown may come back
_REVIEWED = timedelta(minutes=5)  # a pull request that is open
_JUST_ENDED = timedelta(minutes=15)  # costs and reports come late
_ENDED = timedelta(hours=24)
_STANDING = timedelta(hours=6)  # repositories, reports
_NOT_LIVE = timedelta(days=7)
_CALLS_OF_ONE = 4  # a failed run is asked for its task and its log, too
_FAILURES = 3  # so many links in a row without an answer: the system is left alone for a while
_SPEAK_OF_SILENCE = timedelta(minutes=15)  # a system that is away for less is not worth a word
_VOLATILE = frozenset({"seconds", "head", "updated", "looked"})


class Refresher:
    """Keeps the states of links current. Rounds of different systems may run at the same time."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        clock: Clock,
        wake: Callable[[], None],
        while_open: timedelta = WHILE_OPEN,
    ) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._heard: set[str] = set()  # systems of which something was heard and not asked yet
        self._hearing: set[str] = set()  # systems that are being asked because of it
        self._boards = boards
        self._clock = clock
        self._wake = wake
        self._while_open = while_open

    def refresh(self, provider: Provider) -> int:
        """One round of one system; how many links were asked."""
        now = self._clock()
        asking = stored.asking_of(self._engine, provider.name) or Asking(
            system=provider.name, next_at=now
        )
        if asking.failed_since is not None and asking.next_at > now:
            return 0  # it did not answer lately
        due = stored.due(self._engine, provider.name, now)
        told = self._from_lists(provider, asking, due, now)
        rest = [link for link in due if link.url not in told]
        return len(told) + self._one_by_one(provider, asking, rest, now)

    def hear(self, provider: Provider, urls: tuple[str, ...]) -> None:
        """Something was heard of these links, or of others of their system: ask now, unless it did
        not answer lately."""
        now = self._clock()
        stored.ask_soon(self._engine, urls, now)
        asking = stored.asking_of(self._engine, provider.name)
        if asking is not None and asking.failed_since is None:
            asking.next_at = min(asking.next_at, now)
            stored.keep_asking(self._engine, asking)
        with self._lock:
            self._heard.add(provider.name)
            if provider.name in self._hearing:
                return  # who asks now asks once more after it: a surge is no surge of calls
            self._hearing.add(provider.name)
        try:
            while self._has_heard(provider.name):
                self.refresh(provider)
        except BaseException:
            with self._lock:
                self._hearing.discard(provider.name)
            raise

    def _has_heard(self, name: str) -> bool:
        """Whether something was heard since this was asked last; if not, nobody asks any more."""
        with self._lock:
            if name in self._heard:
                self._heard.discard(name)
                return True
            self._hearing.discard(name)
            return False

    def _from_lists(
        self, provider: Provider, asking: Asking, due: list[Link], now: datetime
    ) -> set[str]:
        """The links that the lists told of. A state that is another than before is asked by
        itself, for a list does not tell why a run failed; so it stays due."""
        if not isinstance(provider, Polls) or provider.calls_left < 1:
            return set()
        if asking.next_at > now:  # asked just now: the lists would eat up the limit of calls
            return set()
        # also for what is due before the next lists: it would be asked by itself, which costs more
        ahead = stored.due(self._engine, provider.name, now + self._while_open * _LISTS)
        references = [ref for link in ahead if (ref := _reference(link)) is not None]
        seen = provider.poll(references, now)
        is_open = any(not link.state or stored.state_in(link).is_open for link in due)
        asking.next_at = now + self._while_open * (_LISTS_WHILE_OPEN if is_open else _LISTS)
        stored.keep_asking(self._engine, asking)
        wanted, now_due = {link.url for link in ahead}, {link.url for link in due}
        rows, tied = stored.links_at(self._engine, seen)
        told: set[str] = set()
        kept: list[Kept] = []
        soon: set[str] = set()
        for url, each in seen.items():
            before = rows.get(url)
            known = stored.state_in(before) if before is not None and before.state else None
            if _is_own_limit(each.state):
                continue
            is_new_word = each.state.could_not_ask_since is None and (
                known is None or known.state != each.state.state
            )
            if is_new_word and url in wanted and not each.whole:
                if url not in now_due:
                    soon.add(url)
                continue
            told.add(url)
            if is_new_word and url in tied and not each.whole:
                soon.add(url)
            elif is_new_word or url in wanted:  # of those that no card has, only what is new
                kept.append(self._kept(provider, each.state, before, now))
        stored.ask_soon(self._engine, soon, now)
        self._keep(kept, now)
        self._tie({url: each for url, each in seen.items() if url not in tied}, now)
        return told

    def _one_by_one(
        self, provider: Provider, asking: Asking, due: list[Link], now: datetime
    ) -> int:
        asked = failures = 0
        why = ""
        for link in due:
            reference = _reference(link)
            if reference is None:
                continue
            if provider.is_live and provider.calls_left < _CALLS_OF_ONE:
                break
            state = provider.fetch(reference, self._clock())
            if _is_own_limit(state):
                break
            asked += 1
            self._keep([self._kept(provider, state, link, now)], now)
            failures = failures + 1 if state.could_not_ask_since is not None else 0
            why = state.could_not_ask_why
            if failures >= _FAILURES:
                break
        if failures >= _FAILURES:
            asking.failed_since = asking.failed_since or now
            asking.next_at = now + _pause(now - asking.failed_since)
            asking.why = why
            log.warning("%s: %s; asked again in %s.", provider.title, why, asking.next_at - now)
            stored.keep_asking(self._engine, asking)
        elif asked and asking.failed_since is not None:
            stored.keep_asking(
                self._engine, Asking(system=provider.name, next_at=now, failed_since=None)
            )
        return asked

    def _kept(self, provider: Provider, state: LinkState, link: Link | None, now: datetime) -> Kept:
        """What is to be remembered of a link after this answer."""
        known = stored.state_in(link) if link is not None and link.state else None
        state = remembering(state, known)
        if isinstance(provider, Acts):
            state = structs.replace(state, deeds=provider.deeds(state))
        changed = is_news(state, known, link.changed_at if link else None, now)
        return Kept(state, now + pause_of(state, now, self._while_open), changed, known is None)

    def _keep(self, every: list[Kept], now: datetime) -> None:
        """Remember it; cards that show something else for it are marked."""
        stored.keep_states(self._engine, every)
        for state, _, changed, is_first in every:
            if not changed or (is_first and not state.live):
                continue  # of what nobody can be asked, nothing but its address is ever known
            # what is merely heard for the first time is no event: nothing has happened
            cause = "sweep" if is_first else "event"
            for tie in stored.cards_of(self._engine, state.reference.url):
                ask(self._engine, tie.board_id, tie.card_id, now, cause=cause)
            self._wake()

    def _tie(self, untied: Mapping[str, Seen], now: datetime) -> None:
        """Tie what nobody has tied and what names a card, or goes on with a run of one."""
        for each in untied.values():
            if each.state.could_not_ask_since is None:
                tie_by_name(self._engine, self._boards, each, now)


def tie_by_name(engine: Engine, boards: Boards, seen: Seen, now: datetime) -> str | None:
    """Tie a link to the one card that it names, or that an earlier run of its session has; the
    card's id. It is a guess, and the card is marked."""
    for kept in boards.all_kept():
        repository = re.split("[#@]", seen.state.reference.name)[0]
        is_bound = boards.agreement.repositories.is_bound(repository, kept.board)
        card = card_named(seen.names, kept.board, by_number=is_bound)
        if card is not None:
            stored.tie(engine, kept.board.id, card.id, [seen.state.reference], "guessed", now)
            ask(engine, kept.board.id, card.id, now, cause="event")
            return card.id
    for tie in stored.cards_of_session(engine, seen.state.facts.get("session", "")):
        stored.tie(engine, tie.board_id, tie.card_id, [seen.state.reference], "guessed", now)
        ask(engine, tie.board_id, tie.card_id, now, cause="event")
        return tie.card_id
    return None


def remembering(state: LinkState, known: LinkState | None) -> LinkState:
    """What is known of a link after this answer. Without one, what was said before stays, with the
    moment since when nothing was heard."""
    if state.could_not_ask_since is None or known is None or not known.live:
        if state.could_not_ask_since is not None or known is None or state.changed is not None:
            return state
        same = known.state == state.state and known.could_not_ask_since is None
        return structs.replace(state, changed=known.changed if same else state.asked)
    return structs.replace(
        known,
        could_not_ask_since=known.could_not_ask_since or state.could_not_ask_since,
        could_not_ask_why=state.could_not_ask_why,
    )


def pause_of(state: LinkState, now: datetime, while_open: timedelta = WHILE_OPEN) -> timedelta:
    """How long until a link is asked again. Spread by address, so that not all are due at once."""
    if not state.live:
        return _NOT_LIVE
    spread = 1 + crc32(state.reference.url.encode()) % 100 / 500
    if state.could_not_ask_since is not None:
        return _pause(now - state.could_not_ask_since) * spread
    if state.is_open:
        return while_open
    if state.reference.kind == "run" and state.state == "unknown":
        return min(_LOST, while_open * 4)
    return _calm_pause(state, now) * spread


def _calm_pause(state: LinkState, now: datetime) -> timedelta:
    if state.reference.kind == "run":
        ended = state.ended or state.changed
        return _JUST_ENDED if ended and now - ended < timedelta(hours=1) else _ENDED
    if state.reference.kind in ("pull request", "issue"):
        return _REVIEWED if state.state in OPEN_PULLS else _ENDED
    return _STANDING


def _pause(since: timedelta) -> timedelta:
    """After failures: longer and longer, from a minute to half an hour."""
    return min(max(since / 2, timedelta(minutes=1)), timedelta(minutes=30))


def is_news(
    state: LinkState, known: LinkState | None, told_at: datetime | None, now: datetime
) -> bool:
    """Whether people read something else of it than at `told_at`, when it was last news. A silence
    becomes news when it lasts, and so does its end then."""
    if known is None or _shown(state) != _shown(known):
        return True
    silent = state.could_not_ask_since or known.could_not_ask_since
    if silent is None:
        return False
    was_told = told_at is not None and told_at >= silent + _SPEAK_OF_SILENCE
    lasts = state.could_not_ask_since is not None and now >= silent + _SPEAK_OF_SILENCE
    return lasts != was_told


def _shown(state: LinkState) -> tuple[object, ...]:
    """What people read of a state, without what changes by itself from minute to minute."""
    facts = {key: value for key, value in state.facts.items() if key not in _VOLATILE}
    return (
        state.state, state.title, state.detail, state.exit_words, state.last_lines, state.live,
        facts,
    )  # fmt: skip


def _is_own_limit(state: LinkState) -> bool:
    return state.could_not_ask_since is not None and state.could_not_ask_why == OUR_LIMIT


def _reference(link: Link) -> LinkReference | None:
    return reference_of(link.url)
