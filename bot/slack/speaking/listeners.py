"""The people whom the bot may speak to: who they are in Slack, and when they may be disturbed."""

import logging
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from protocol.agreement import Person, fold
from protocol.board import Board, Member
from protocol.preferences import Preferences, digest_at, hours_of
from protocol.quiet import Dnd, Hours
from storage.people import ties
from storage.preferences import preferences_of

log = logging.getLogger(__name__)

_FRESH_FOR = timedelta(days=1)
_MOST_AT_ONCE = 50  # people per call of dnd.teamInfo


class Listener(Struct, frozen=True):
    """Somebody in Slack who is on a board."""

    slack_id: str
    name: str
    username: str  # on Trello, folded
    hours: Hours
    preferences: Preferences
    digest_at: time

    def member_of(self, board: Board) -> Member | None:
        """This person as an active member of the board."""
        for member in board.members:
            if member.active and fold(member.username) == self.username:
                return member
        return None


class Listeners:
    """Finds people; asks Slack about each at most once a day, unless Slack says they changed."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        client: WebClient,
        clock: Clock,
        *,
        bot_member_id: str,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._client = client
        self._clock = clock
        self._bot = bot_member_id
        self._lock = threading.Lock()
        self._zones: dict[str, tuple[str, datetime]] = {}
        self._by_email: dict[str, tuple[str, datetime]] = {}
        self._knows_dnd = True

    def everyone(self) -> list[Listener]:
        """Everybody on the boards who is tied to somebody in Slack, each once."""
        tied = {row.trello: row.slack_id for row in ties(self._engine)}
        found: dict[str, Listener] = {}
        for kept in self._boards.all_kept():
            for member in self._people(kept.board):
                name, person = self._terms(member)
                slack_id = self._tie(person) or tied.get(fold(member.username), "")
                if slack_id and slack_id not in found:
                    found[slack_id] = self._listener(slack_id, name, member, person)
        return list(found.values())

    def find(self, slack_id: str) -> Listener | None:
        """The listener with this Slack id."""
        return next((each for each in self.everyone() if each.slack_id == slack_id), None)

    def changed(self, slack_id: str) -> None:
        """Slack says that this person's profile has changed."""
        with self._lock:
            self._zones.pop(slack_id, None)
            self._by_email.clear()

    def dnd(self, slack_ids: Iterable[str]) -> dict[str, Dnd]:
        """Who is not to be disturbed, and until when; empty when Slack does not let us ask."""
        wanted, found = sorted(slack_ids), {}
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            if not self._knows_dnd:
                break
            some = wanted[start : start + _MOST_AT_ONCE]
            try:
                users = self._client.dnd_teamInfo(users=some).get("users") or {}
            except SlackApiError as error:
                self._knows_dnd = error.response.get("error") != "missing_scope"
                log.warning("Slack does not tell who is not to be disturbed: %s", error)
                break
            for slack_id, told in users.items():
                if told.get("dnd_enabled"):
                    begins, ends = told["next_dnd_start_ts"], told["next_dnd_end_ts"]
                    found[slack_id] = Dnd(
                        datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
                    )
        return found

    def _people(self, board: Board) -> list[Member]:
        return [each for each in board.members if each.active and each.id != self._bot]

    def _terms(self, member: Member) -> tuple[str, Person]:
        known = self._boards.agreement.people_by_trello
        found = known.get(fold(member.username)) or known.get(fold(member.full_name))
        return found or (member.name, Person())

    def _listener(self, slack_id: str, name: str, member: Member, person: Person) -> Listener:
        preferences = preferences_of(self._engine, slack_id)
        zone = self._zone(slack_id) if not preferences.zone else ""
        hours = hours_of(person, self._boards.agreement, preferences, zone)
        return Listener(
            slack_id, name, fold(member.username), hours, preferences,
            digest_at(hours, preferences),
        )  # fmt: skip

    def _tie(self, person: Person) -> str:
        """Whom the agreement names by Slack id, else by e-mail address."""
        return person.slack or (self._with_email(person.email) if person.email else "")

    def _zone(self, slack_id: str) -> str:
        """The time zone in the Slack profile; empty when Slack does not tell."""
        known = self._known(self._zones, slack_id)
        if known is not None:
            return known
        try:
            user = self._client.users_info(user=slack_id)["user"]
            zone = str(user.get("tz") or "")
        except SlackApiError as error:
            log.warning("The profile of %s cannot be read: %s", slack_id, error.response["error"])
            zone = ""
        return self._keep(self._zones, slack_id, zone)

    def _with_email(self, email: str) -> str:
        known = self._known(self._by_email, email)
        if known is not None:
            return known
        try:
            found = str(self._client.users_lookupByEmail(email=email)["user"]["id"])
        except SlackApiError as error:
            if error.response.get("error") != "users_not_found":
                log.warning("Slack cannot be asked for people by e-mail: %s", error)
            found = ""
        return self._keep(self._by_email, email, found)

    def _known(self, table: dict[str, tuple[str, datetime]], key: str) -> str | None:
        with self._lock:
            known = table.get(key)
        return known[0] if known and self._clock() - known[1] < _FRESH_FOR else None

    def _keep(self, table: dict[str, tuple[str, datetime]], key: str, value: str) -> str:
        with self._lock:
            table[key] = (value, self._clock())
        return value
