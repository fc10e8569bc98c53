"""A request to the stand-in as its routes see it, and Trello's ways of saying no."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_string
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An answer other than 200. A text goes out as text/plain, as Trello mostly does."""

    def __init__(self, status: int, body: str | Json) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


NOT_FOUND = "The requested resource was not found."


class Upload(NamedTuple):
    """A file in a multipart body."""

    filename: str
    mime_type: str
    content: bytes


@dataclass(frozen=True)
class Caller:
    """Who asks: a member by token, through an application by key; both may be missing."""

    key: str | None = None
    app: str | None = None
    token: str | None = None
    member: Json | None = None
    may_write: bool = False
    client_identifier: str | None = None


@dataclass
class Call:
    """One request: parameters of query and body together, as Trello takes them."""

    method: str
    path: str
    params: Json
    caller: Caller
    ids: dict[str, str] = field(default_factory=dict)
    upload: Upload | None = None

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text."""
        value = self.params.get(name)
        return default if value is None else _spelled(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A parameter as yes or no."""
        return truth(self.params.get(name), default)

    def number(self, name: str, default: int, largest: int) -> int:
        """A whole number from 0 to `largest`; 400 for anything else."""
        value = self.params.get(name)
        if value is None or value == "":
            return default
        if not _spelled(value).isdigit() or int(_spelled(value)) > largest:
            raise Refusal(400, f"invalid value for {name}")
        return int(_spelled(value))

    def need(self, name: str) -> str:
        """A parameter that must be there; 400 else."""
        value = self.text(name)
        if not value:
            raise Refusal(400, f"invalid value for {name}")
        return value


Handler = Callable[[Any, Call], Any]


class Endpoint(NamedTuple):
    """A verb, a path under /1 and what answers it. `before` runs first and outside of any
    transaction, for what must not hold the database (calling somebody back)."""

    method: str
    path: str
    handler: Handler
    before: Handler | None = None


def truth(value: Any, default: bool = False) -> bool:
    """Trello's booleans: true, "true", "1"; nothing is the default."""
    if value is None or value == "":
        return default
    return str(value).lower() in ("true", "1", "all", "yes")


def words(value: Any) -> list[str]:
    """A list that may come as JSON or comma-separated."""
    if value is None or value == "":
        return []
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _spelled(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


# Bodies and credentials


def read_params(query: str, content_type: str, body: bytes) -> tuple[Json, Upload | None]:
    """Query and body as one set of parameters, the body first in rank; and an uploaded file."""
    params: Json = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.split(";")[0].strip().lower()
    if not body:
        return params, None
    if kind == "application/json":
        try:
            decoded = msgspec.json.decode(body)
        except msgspec.DecodeError:
            raise Refusal(400, "Error parsing body: unexpected token") from None
        return params | (decoded if isinstance(decoded, dict) else {}), None
    if kind == "application/x-www-form-urlencoded":
        form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return params | dict(form), None
    if kind == "multipart/form-data":
        fields, upload = _multipart(content_type, body)
        return params | fields, upload
    return params, None


def _multipart(content_type: str, body: bytes) -> tuple[Json, Upload | None]:
    declared = message_from_string(f"Content-Type: {content_type}\n\n")
    boundary = str(declared.get_param("boundary", "")).encode()
    fields: Json = {}
    upload = None
    # By hand: a mail parser would touch the line ends inside an uploaded file.
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = message_from_string(head.decode("utf-8", "replace"))
        filename = headers.get_filename()
        name = str(headers.get_param("name", "", "content-disposition"))
        if filename is not None:
            upload = Upload(filename, headers.get_content_type(), content)
        elif name:
            fields[name] = content.decode("utf-8", "replace")
    return fields, upload


def credentials(authorization: str, params: Json) -> tuple[str | None, str | None]:
    """Key and token from the header, or else from the parameters, which lose them."""
    in_params = (params.pop("key", None), params.pop("token", None))
    header = dict(re.findall(r'(oauth_consumer_key|oauth_token)="([^"]*)"', authorization))
    if header:
        return header.get("oauth_consumer_key"), header.get("oauth_token")
    key, token = in_params
    return (str(key) if key else None), (str(token) if token else None)
