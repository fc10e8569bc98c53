"""What can go wrong between Cardkeeper and Trello, by what a caller can do about it."""


class TrelloError(Exception):
    """A call to Trello that did not succeed.

    `status` is the HTTP status, None when there was no answer. `may_have_happened` is true when
    a write could have taken effect although it was not confirmed: look before repeating it.
    The texts are redacted; `route` is a template, never an address with ids or secrets.
    """

    def __init__(
        self,
        message: str,
        status: int | None = None,
        method: str = "",
        route: str = "",
        may_have_happened: bool = False,
    ) -> None:
        # All of it in `args`, so that the error survives pickling (a durable queue stores it).
        super().__init__(message, status, method, route, may_have_happened)
        self.message = message
        self.status = status
        self.method = method
        self.route = route
        self.may_have_happened = may_have_happened

    def __str__(self) -> str:
        answer = f"HTTP {self.status}" if self.status is not None else "no answer"
        unsure = ", it may have happened" if self.may_have_happened else ""
        return f"Trello, {self.method} {self.route}: {self.message} ({answer}{unsure})"


class TrelloUnauthorized(TrelloError):  # noqa: N818 - says what happened
    """401: the key or token is not valid, or the account has no access to the object.

    Trello answers 401, not 404, for a private object without access (facts: errors)."""

    @property
    def is_of_object(self) -> bool:
        """Whether the token is good and this object alone is out of reach: "unauthorized card
        permission requested", "unauthorized permission requested" (facts: errors)."""
        return "permission requested" in self.message


class TrelloNotFound(TrelloError):  # noqa: N818 - says what happened
    """404: the object does not exist, or not any more."""


class TrelloRefused(TrelloError):  # noqa: N818 - says what happened
    """400, 403, 409 and the like: Trello understood and says no; repeating does not help."""


class TrelloUnavailable(TrelloError):  # noqa: N818 - says what happened
    """5xx, time-out, lost connection, unreadable answer or an exhausted rate limit: try later."""


class TrelloTooLarge(TrelloUnavailable):
    """A read asked for too much at once; a smaller request may succeed.

    403 `API_TOO_MANY_CARDS_REQUESTED` or "Too many checklists", 449, and 504 of a read."""
