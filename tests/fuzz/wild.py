"""Input as nobody should send it: real bodies with something wrong in them, bytes, and texts."""

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Json = Any

# What has broken readers elsewhere: deep nests, numbers without end, halves of letters, times that
# no zone can hold, names of things that languages treat apart.
_AWKWARD_VALUES: tuple[Json, ...] = (
    None, True, False, 0, -1, 2**63, -(2**63) - 1, 10**40, 1e308, -0.0, "", " ", "\x00", "\ud800",
    "﷽" * 50, "null", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30",
    "2026-03-02", "2026-03-02T09:00:00", "24:61", [], {}, [[]], [None], {"": None}, {"id": []},
    "x" * 20_000, "../../etc/passwd", "<script>", "%s{}", "\u202e",
)  # fmt: skip
_AWKWARD_BYTES = (
    b"", b"\xef\xbb\xbf", b"\xff\xfe", b"null", b"[", b"{", b'"', b"[" * 5000,
    b'{"a":' * 5000, b'{"action":{"data":' * 3000, b"1e999", b"-", b"0" * 5000, b"NaN",
    b'"\\ud800"', b"\x00" * 64, b"{}" * 100,
)  # fmt: skip

_any_json: st.SearchStrategy[Json] = st.recursive(
    st.one_of(
        st.sampled_from(_AWKWARD_VALUES),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=40),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
# of its own for each: a document is spoilt in place, and what is drawn may be drawn again
any_json = _any_json.map(copy.deepcopy)


@st.composite
def spoilt(draw: Callable[..., Any], originals: tuple[Json, ...]) -> Json:
    """One of these documents with up to three values replaced, left out or put in twice."""
    document = copy.deepcopy(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(0, 3))):
        holder, key = _somewhere(draw, document)
        if holder is None:
            return draw(any_json)
        how = draw(st.sampled_from(("replace", "replace", "leave out", "double")))
        if how == "leave out":
            del holder[key]
        elif how == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = draw(any_json)
    return document


def _somewhere(draw: Callable[..., Any], document: Json) -> tuple[Any, Any]:
    """A container in the document and a key of it, at any depth; (None, None) when it is bare."""
    places: list[tuple[Any, Any]] = []
    _collect(document, places)
    return draw(st.sampled_from(places)) if places else (None, None)


def _collect(node: Json, places: list[tuple[Any, Any]]) -> None:
    children = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, child in children:
        places.append((node, key))
        _collect(child, places)


def bodies(originals: tuple[Json, ...]) -> st.SearchStrategy[bytes]:
    """The same as bytes, whole or cut off, and bytes that are nothing."""
    whole = spoilt(originals).map(_dumped)
    cut = st.tuples(whole, st.integers(0, 400)).map(lambda pair: pair[0][: pair[1]])
    return st.one_of(whole, cut, st.sampled_from(_AWKWARD_BYTES), st.binary(max_size=60))


def _dumped(document: Json) -> bytes:
    return json.dumps(document).encode()


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Texts put together of these pieces, of their beginnings, and of anything."""
    piece = st.one_of(
        st.sampled_from(pieces),
        st.tuples(st.sampled_from(pieces), st.integers(0, 30)).map(lambda pair: pair[0][: pair[1]]),
        st.text(max_size=20),
        st.sampled_from(("\n", "\r\n", " ", "\x00", "﻿", "[", "](", "`" * 50, "<!--", "-->")),
        st.tuples(st.sampled_from(pieces), st.integers(2, 300)).map(lambda pair: pair[0] * pair[1]),
    )
    return st.lists(piece, max_size=8).map("".join)
