"""One line of the doctor: what was looked at, how it is, and what to do when it is not well."""

from typing import Literal

from msgspec import Struct

Health = Literal["ok", "attention", "failed"]


class Check(Struct, frozen=True):
    """What was looked at. `do` says what to do, and is empty when all is well."""

    name: str
    health: Health
    says: str
    do: str = ""


def ok(name: str, says: str) -> Check:
    """All is well."""
    return Check(name, "ok", says)


def attention(name: str, says: str, do: str) -> Check:
    """It works, and something is to be looked at."""
    return Check(name, "attention", says, do)


def failed(name: str, says: str, do: str) -> Check:
    """It does not work."""
    return Check(name, "failed", says, do)
