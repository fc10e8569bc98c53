"""How people come in: a signed link that opens once and not for long, and a session after that.

A link names a person and a page. Its signature is made with a key worked out of the bot's token on
Trello, which every process of a deployment has and nobody else: no key has to be kept anywhere.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from msgspec import Struct
from sqlalchemy import Engine

from bot.boards import Clock
from bot.desk import Asker
from protocol.agreement import fold
from storage import pages as stored
from storage.pages import PageSession

LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
_SALT = "a way in to the pages"


class WayIn(Struct, frozen=True):
    """What a link says: for whom, and where to."""

    id: str
    slack_id: str
    trello: str
    name: str
    to: str
    ends_at: datetime


class Links:
    """Hands out links, and reads them."""

    def __init__(self, secret: str, clock: Clock, base_url: str) -> None:
        """`base_url` is where people reach the pages; empty: no links are handed out in Slack."""
        self._clock = clock
        self._key = _derived(secret, "pages")
        self._links = URLSafeSerializer(
            self._key, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256}
        )
        self.base_url = base_url.rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether browsers are to send the session over TLS alone."""
        return self.base_url.startswith("https://")

    def link_for(self, who: Asker, to: str = "/") -> str:
        """The address that lets this person in once, within a quarter of an hour."""
        ends = self._clock() + LINK_LASTS
        said = {
            "id": secrets.token_urlsafe(12), "s": who.slack_id, "t": who.trello, "n": who.name,
            "to": to, "e": int(ends.timestamp()),
        }  # fmt: skip
        return f"{self.base_url}/enter/{self._links.dumps(said)}"

    def read(self, token: str) -> WayIn | None:
        """What a link says, or None for one that was not made here or has ended."""
        try:
            said = self._links.loads(token)
            ends = datetime.fromtimestamp(said["e"], UTC)
            way = WayIn(said["id"], said["s"], said["t"], said["n"], said["to"], ends)
        except (BadSignature, KeyError, TypeError, ValueError):
            return None
        return way if ends > self._clock() and is_local(way.to) else None


class Access(Links):
    """Knows who is in, besides."""

    def __init__(self, engine: Engine, secret: str, clock: Clock, base_url: str) -> None:
        super().__init__(secret, clock, base_url)
        self._engine = engine

    def enter(self, way: WayIn) -> str | None:
        """The secret of a new session for the browser to hold; None when the link was used."""
        now = self._clock()
        if not stored.use_link(self._engine, way.id, now, way.ends_at):
            return None
        secret = secrets.token_urlsafe(32)
        row = PageSession(
            digest=digest_of(secret), slack_id=way.slack_id, trello=fold(way.trello),
            name=way.name, began_at=now, ends_at=now + SESSION_LASTS,
        )  # fmt: skip
        stored.begin_session(self._engine, row, now)
        return secret

    def session(self, secret: str) -> PageSession | None:
        """The session that this secret opens, unless it has ended or was taken back."""
        if not secret or len(secret) > 100:
            return None
        return stored.session_of(self._engine, digest_of(secret), self._clock())

    def leave(self, secret: str) -> None:
        """End a session."""
        stored.end_session(self._engine, digest_of(secret))

    def form_token(self, secret: str) -> str:
        """What every form of this session carries, so that no other site can post it."""
        return hmac.new(self._key, f"form:{secret}".encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, secret: str, token: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(self.form_token(secret).encode(), token.encode())

    def seal(self, text: str) -> str:
        """A sentence to be shown on the next page, signed, so that nobody makes up others."""
        return str(self._notices.dumps(text))

    def unseal(self, sealed: str) -> str:
        """The sentence again; empty for one that was not sealed here."""
        try:
            return str(self._notices.loads(sealed)) if sealed else ""
        except BadSignature:
            return ""

    @property
    def _notices(self) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt="a notice")


def digest_of(secret: str) -> str:
    """What is kept of a session's secret; it is random, so that a plain digest serves."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_local(path: str) -> bool:
    """Whether this leads to a page of this service and nowhere else."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def _derived(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"cardkeeper: {purpose}".encode(), hashlib.sha256).digest()
