"""GitHub: pull requests, issues, commits, workflow runs and repositories, by webhook and by poll.

A webhook only says what to ask anew; both ways lead through the same questions, so that nothing is
handled twice when both are on. API: https://docs.github.com/rest
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import Engine

from bot.agreement_files import read_agreement_file
from bot.providers.answers import (
    Answer,
    CouldNotAsk,
    could_not_ask,
    mapping,
    no_live_status,
    read_moment,
    sequence,
    text,
)
from bot.providers.github_api import PAGE, TITLE, GitHubApi
from bot.providers.github_events import (
    DELIVERY,
    EVENT,
    SIGNATURE,
    Heard,
    heard_in,
    is_signed,
    read_event,
)
from bot.providers.github_reading import (
    names_of_pull,
    read_checks,
    read_combined,
    read_commit,
    read_issue,
    read_pull,
    read_workflow_run,
)
from bot.providers.github_repository import fetch_repository
from bot.providers.provider import Received, Seen
from bot.settings import Settings
from protocol.links import OPEN_PULLS, LinkReference, LinkState, reference_of, references_in
from protocol.ties_by_name import numbers_in, short_links_in
from storage import github as kept
from storage.links import Link, cards_of, link_of, links_at, state_in

log = logging.getLogger(__name__)

NAME = "github"
_NEW = timedelta(days=14)  # a pull request untouched for longer is not looked at for names of cards
_GIVE_UP = timedelta(hours=1)  # a webhook's link that cannot be asked for so long
_KEPT = timedelta(days=14)
_CALLS_OF_ONE = 4  # at most, for one link
_FOR_TOLD = 12  # calls that lists leave, so that what a webhook tells is asked about at once
_LOOK_AGAIN = timedelta(minutes=30)  # at reviews and checks of a pull request that looks the same
_RUNNING = timedelta(minutes=2)  # the same while its checks run, or may be about to
_CHECKS_COME = timedelta(minutes=15)  # after a push; later there will be none
_WITHHELD = (403, 404)  # of a part: the token may not see it
_DELIVERY_SIGNS = 100


class GitHub:
    """GitHub with one token; `secret` is that of its webhooks."""

    name = NAME
    title = TITLE

    def __init__(
        self,
        engine: Engine,
        *,
        api_url: str,
        token: str,
        secret: str = "",
        repositories: Sequence[str] = (),
        shared_package: str = "",
        every_pull: bool = False,
        timeout_s: float = 10.0,
    ) -> None:
        self._engine = engine
        self._token = token
        self._secret = secret
        self._repositories = tuple(repositories)
        self._shared_package = shared_package
        self._every_pull = every_pull  # also those that name no card
        self._forgot_at: datetime | None = None
        self._last = ""  # the repository that was listed last
        self._given: list[str] = []  # deliveries that the last poll has answered from
        self.api = GitHubApi(engine, api_url=api_url, token=token, timeout_s=timeout_s)

    @property
    def is_live(self) -> bool:
        """Whether there is a token."""
        return bool(self._token)

    @property
    def takes_webhooks(self) -> bool:
        """Whether there is a secret to check them by."""
        return bool(self._secret)

    @property
    def calls_left(self) -> int:
        """Of those that may be made now."""
        return self.api.calls.limit.left

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """What in the text is on github.com."""
        return tuple(each for each in references_in(text) if each.system == NAME)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """One to four calls: what was asked before and is unchanged costs no quota."""
        if not self.is_live:
            return no_live_status(reference, now)
        if reference.kind == "repository":
            return fetch_repository(
                self.api, reference, now, shared_package=self._shared_package,
                secrets=(self._token,),
            )  # fmt: skip
        path = _path_of(reference)
        if path is None:
            return no_live_status(reference, now)
        answer = self.api.get(path, now)
        if isinstance(answer, CouldNotAsk):
            return could_not_ask(reference, now, answer.why)
        body = mapping(answer.body)
        if reference.kind == "pull request":
            return self._pull(reference, body, now)
        read = {"issue": read_issue, "commit": read_commit, "run": read_workflow_run}
        return read[reference.kind](reference, body, now, (self._token,))

    def poll(self, references: Sequence[LinkReference], now: datetime) -> Mapping[str, Seen]:
        """One list of pull requests per repository, and what webhooks have told since."""
        if not self.is_live:
            return {}
        self._forget(now)
        wanted: dict[str, dict[str, LinkReference]] = {name: {} for name in self._repositories}
        for reference in references:
            if reference.kind == "pull request":
                owner_and_name = reference.name.partition("#")[0]
                wanted.setdefault(owner_and_name, {})[_key(reference)] = reference
        found = self._from_webhooks(now)
        for repository in self._in_turn(list(wanted)):
            if self.calls_left <= _FOR_TOLD:
                break
            self._last = repository
            found = self._list(repository, wanted[repository], now) | found
        return found

    def receive(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """Check a webhook's signature and keep what it tells, once for each delivery."""
        if not self.takes_webhooks:
            return Received(404, "webhooks of GitHub are not set up here")
        if not is_signed(body, headers.get(SIGNATURE), self._secret):
            return Received(401, "not signed with the webhook's secret")
        delivery, kind = headers.get(DELIVERY, ""), headers.get(EVENT, "")
        if not delivery or not kind or len(delivery) > _DELIVERY_SIGNS:
            return Received(400, "not a delivery of GitHub's")
        try:
            heard = heard_in(kind, read_event(body))
        except msgspec.MsgspecError as error:
            # signed, so it is GitHub's: to send it again would not make it readable
            log.error("A signed delivery '%s' could not be read: %s", kind, error)
            return Received(200, "not understood; is the webhook's content type JSON?")
        naming = [each for each in heard if _may_name_a_card(each.names)]
        row = kept.Delivery(
            id=delivery, event=kind, received_at=now,
            heard=msgspec.json.encode(naming).decode() if naming else "",
            handled_at=None if naming else now,
        )  # fmt: skip
        if not kept.keep_delivery(self._engine, row):
            return Received(200, "known")
        urls = (reference_of(each.url) for each in heard)
        return Received(200, "kept", tuple(each.url for each in urls if each is not None))

    def close(self) -> None:
        """Close the connections."""
        self.api.close()

    def _in_turn(self, repositories: list[str]) -> list[str]:
        """Beginning after the one that was listed last: when calls run out, none is left out."""
        after = repositories.index(self._last) + 1 if self._last in repositories else 0
        return repositories[after:] + repositories[:after]

    def _pull(self, reference: LinkReference, body: Mapping[str, Any], now: datetime) -> LinkState:
        """A pull request whose own answer is here; up to three calls more while it is open."""
        state = read_pull(reference, body, now, secrets=(self._token,))
        if state.state not in ("open", "draft"):
            return state
        reviews: Answer | CouldNotAsk | None = None
        if state.state == "open":
            reviews = self.api.get(f"{_path_of(reference)}/reviews", now, {"per_page": PAGE})
            if isinstance(reviews, CouldNotAsk) and _is_lacking(reviews):
                return could_not_ask(reference, now, reviews.why)
        checks = self._checks(reference, state.facts.get("head", ""), now)
        if isinstance(checks, CouldNotAsk):
            return could_not_ask(reference, now, checks.why)
        whole = read_pull(
            reference, body, now, checks=checks, secrets=(self._token,),
            reviews=reviews.body if isinstance(reviews, Answer) else None,
        )  # fmt: skip
        return structs.replace(whole, facts={**whole.facts, "looked": now.isoformat()})

    def _checks(self, reference: LinkReference, head: str, now: datetime) -> str | CouldNotAsk:
        if not head:
            return ""
        path = f"/repos/{reference.name.partition('#')[0]}/commits/{head}"
        answer = self.api.get(f"{path}/check-runs", now, {"per_page": PAGE})
        if isinstance(answer, Answer):
            word = read_checks(answer.body)
            if word:
                return word
        elif _is_lacking(answer):
            return answer
        answer = self.api.get(f"{path}/status", now)
        if isinstance(answer, Answer):
            return read_combined(answer.body)
        return answer if _is_lacking(answer) else ""

    def _list(
        self, repository: str, wanted: Mapping[str, LinkReference], now: datetime
    ) -> dict[str, Seen]:
        """The pull requests touched last: those that were asked for, whole, and new ones that may
        name a card."""
        answer = self.api.get(
            f"/repos/{repository}/pulls", now,
            {"state": "all", "sort": "updated", "direction": "desc", "per_page": PAGE},
        )  # fmt: skip
        if isinstance(answer, CouldNotAsk):
            refused = (could_not_ask(each, now, answer.why) for each in wanted.values())
            return {state.reference.url: Seen(state) for state in refused}
        found: dict[str, Seen] = {}
        known, _ = links_at(self._engine, [each.url for each in wanted.values()])
        for element in map(mapping, sequence(answer.body)):
            reference = reference_of(text(element.get("html_url")))
            if reference is None:
                continue
            names = names_of_pull(element)
            asked_for = wanted.get(_key(reference))
            if asked_for is not None:
                state = self._listed(asked_for, element, known.get(asked_for.url), now)
                if state is not None:
                    found[asked_for.url] = Seen(state, names, True)
            elif self._is_new(reference, element, names, now):
                found[reference.url] = Seen(
                    read_pull(reference, element, now, secrets=(self._token,)), names
                )
        return found

    def _listed(
        self, reference: LinkReference, element: Mapping[str, Any], link: Link | None, now: datetime
    ) -> LinkState | None:
        """A pull request that was asked for, from the list. Reviews and checks are asked when
        something happened to it, while checks run, and now and then; None: there are no calls left.
        """
        state = read_pull(reference, element, now, secrets=(self._token,))
        if state.state not in ("open", "draft"):
            return state
        before = state_in(link) if link is not None and link.state else None
        if before is not None and _is_same(state, before, now):
            return structs.replace(
                before, asked=now, could_not_ask_since=None, could_not_ask_why="",
                title=state.title, labels=state.labels,
            )  # fmt: skip
        if self.calls_left < _CALLS_OF_ONE:
            return None
        return self._pull(reference, element, now)

    def _is_new(
        self, reference: LinkReference, element: Mapping[str, Any], names: tuple[str, ...],
        now: datetime,
    ) -> bool:  # fmt: skip
        """Whether it was touched lately, may name a card, and no card has it."""
        updated = read_moment(element.get("updated_at"))
        if updated is None or now - updated > _NEW:
            return False
        if not self._every_pull and not _may_name_a_card(names):
            return False
        return link_of(self._engine, reference.url) is None or not cards_of(
            self._engine, reference.url
        )

    def _from_webhooks(self, now: datetime) -> dict[str, Seen]:
        """What deliveries name, asked now. One is handled when somebody polls again, for then its
        answer was taken: nothing is lost when the process ends in between."""
        if self._given:
            kept.delivery_handled(self._engine, self._given, now)
            self._given = []
        found: dict[str, Seen] = {}
        for delivery in kept.deliveries_waiting(self._engine):
            if self.calls_left < _CALLS_OF_ONE:
                break
            answered = self._ask_heard(
                msgspec.json.decode(delivery.heard, type=list[Heard]), found, now
            )
            if answered or now - delivery.received_at > _GIVE_UP:
                self._given.append(delivery.id)
        return found

    def _ask_heard(self, entries: list[Heard], found: dict[str, Seen], now: datetime) -> bool:
        """Add to `found` what GitHub says of these links; whether it said something of each."""
        answered = True
        for heard in entries:
            reference = reference_of(heard.url)
            if reference is None:
                continue
            before = found.get(reference.url)
            state = before.state if before else self.fetch(reference, now)
            if state.could_not_ask_since is not None:
                answered = False
                continue
            names = (*(before.names if before else ()), *heard.names)
            found[reference.url] = Seen(state, tuple(dict.fromkeys(names)), True)
        return answered

    def _forget(self, now: datetime) -> None:
        if self._forgot_at is None or now - self._forgot_at > timedelta(days=1):
            self._forgot_at = now
            kept.forget_old(self._engine, now - _KEPT)


def _path_of(reference: LinkReference) -> str | None:
    """Where the API has it; None for kinds that have no state."""
    place, _, number = reference.name.partition("#")
    paths = {
        "pull request": f"/repos/{place}/pulls/{number}",
        "issue": f"/repos/{place}/issues/{number}",
        "commit": f"/repos/{place.partition('@')[0]}/commits/{reference.url.rpartition('/')[2]}",
        "run": f"/repos/{place.partition(' run ')[0]}/actions/runs/{place.partition(' run ')[2]}",
    }
    return paths.get(reference.kind)


def _is_same(state: LinkState, before: LinkState, now: datetime) -> bool:
    """Whether nothing has happened to a pull request since its reviews and checks were asked."""
    looked = read_moment(before.facts.get("looked"))
    same = all(state.facts.get(key) == before.facts.get(key) for key in ("updated", "head"))
    checks, touched = before.facts.get("checks"), read_moment(state.facts.get("updated"))
    is_fresh = touched is not None and now - touched < _CHECKS_COME
    may_change = checks == "running" or (not checks and is_fresh)
    recent = looked is not None and now - looked < (_RUNNING if may_change else _LOOK_AGAIN)
    return same and recent and bool(state.facts.get("updated")) and before.state in OPEN_PULLS


def _key(reference: LinkReference) -> str:
    """The same for addresses of the same thing: letters' size does not matter to GitHub."""
    return reference.name.casefold()


def _is_lacking(answer: CouldNotAsk) -> bool:
    """Whether a part is missing for now only; what the token may not see is left out."""
    return answer.status not in _WITHHELD


def _may_name_a_card(names: Sequence[str]) -> bool:
    return bool(short_links_in(names) or numbers_in(names))


def from_settings(settings: Settings, engine: Engine) -> GitHub:
    """GitHub as settings and agreement name it. Raises what reading the agreement raises."""
    terms = read_agreement_file(settings.protocol).repositories
    named = (part.strip() for part in settings.github_repositories.split(","))
    return GitHub(
        engine,
        api_url=settings.github_url,
        token=settings.github_token.get_secret_value(),
        secret=settings.github_webhook_secret.get_secret_value(),
        repositories=tuple(dict.fromkeys(name for name in (*named, *terms.boards) if name)),
        shared_package=terms.shared_package,
        every_pull=settings.github_check,
    )
