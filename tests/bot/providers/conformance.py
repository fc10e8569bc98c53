"""What every provider keeps, whatever system it speaks to. A provider's test file runs it so:

    class TestConforms(Conformance):
        case = Case(make=..., without_credentials=..., urls=..., ...)

The system is played by a real server on this machine, over HTTP.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec
import pytest

from bot.providers.provider import Polls, Provider
from protocol.links import LinkReference, LinkState, reference_of
from tests.bot.providers.loopback import Asked, Loopback, Told, loopback
from tests.protocol.cards import NOW

PLANTED = "hunter2-Zx9Kq81vTr44mWp"  # stands in every place where a run might hold a secret


@dataclass(frozen=True)
class Case:
    """One provider under test.

    `make(address)` makes it with credentials for a system at this address and a time limit of at
    most half a second; `good` answers every call as the system does for a link that is there, with
    `PLANTED` wherever the system writes free text (command lines, parameters, errors); `unknown`
    does so with states that no version of the system knows yet. `token` is the credential it uses.
    """

    name: str
    make: Callable[[str], Provider]
    without_credentials: Callable[[], Provider]
    urls: tuple[str, ...]  # right addresses, the first of which `good` knows
    not_ours: tuple[str, ...]  # nearly right ones
    good: Callable[[Asked], Told]
    unknown: Callable[[Asked], Told]
    token: str
    state: str  # what `good` tells of the first address
    garbage: tuple[Any, ...] = field(
        default=(b"<html>Sign in</html>", b"\xff\xfe{", b"[]", b"null", b'"text"', b"{", b"0",
                 {"unexpected": {"deep": [1, None]}})
    )  # fmt: skip
    plays_http: bool = True  # False: its system is not asked over HTTP (a queue, pushes, none)
    headers: Mapping[str, str] = field(default_factory=dict)


class Conformance:
    """The tests; a subclass sets `case`."""

    case: ClassVar[Case]

    @property
    def link(self) -> LinkReference:
        """The link that the system knows."""
        found = reference_of(self.case.urls[0])
        assert found is not None
        return found

    def fetched(self, answers: Callable[[Asked], Told]) -> tuple[LinkState, Loopback]:
        """The state of the link when its system answers so."""
        with loopback(answers) as served:
            return self.case.make(served.url).fetch(self.link, NOW), served

    def skip_unless_http(self) -> None:
        if not self.case.plays_http:
            pytest.skip("its system is not asked over HTTP")

    def test_right_addresses_come_back_as_they_were(self) -> None:
        provider = self.case.without_credentials()
        for url in self.case.urls:
            found = provider.match(f"see {url}, please")
            assert [each.system for each in found] == [self.case.name], url
            again = provider.match(found[0].url)
            assert again == found, url

    def test_nearly_right_addresses_are_not_its_own(self) -> None:
        provider = self.case.without_credentials()
        for url in self.case.not_ours:
            assert provider.match(f"see {url}, please") == (), url

    def test_without_credentials_links_are_recognised_and_nothing_is_asked(self) -> None:
        provider = self.case.without_credentials()
        state = provider.fetch(self.link, NOW)
        assert not provider.is_live
        assert (state.live, state.could_not_ask_since) == (False, None)

    def test_a_link_that_is_there_has_its_state(self) -> None:
        self.skip_unless_http()
        state, served = self.fetched(self.case.good)
        assert (state.state, state.live, state.could_not_ask_since) == (self.case.state, True, None)
        assert state.reference == self.link
        assert served.asked

    def test_states_that_nobody_knows_yet_are_unknown(self) -> None:
        self.skip_unless_http()
        state, _ = self.fetched(self.case.unknown)
        assert (state.state, state.could_not_ask_since) == ("unknown", None)

    @pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503, 504, 302, 418])
    def test_a_refusal_is_a_question_without_an_answer(self, status: int) -> None:
        self.skip_unless_http()
        body = {"message": f"no {PLANTED}"}
        state, _ = self.fetched(lambda _: Told(status, body, {"location": "http://127.0.0.1:9/"}))
        self.assert_not_answered(state)

    def test_silence_is_a_question_without_an_answer(self) -> None:
        self.skip_unless_http()
        state, _ = self.fetched(lambda _: Told(silent=True))
        self.assert_not_answered(state)

    def test_a_system_that_is_not_there_is_a_question_without_an_answer(self) -> None:
        self.skip_unless_http()
        self.assert_not_answered(self.case.make("http://127.0.0.1:9").fetch(self.link, NOW))

    def test_garbage_is_a_question_without_an_answer_or_an_unknown_state(self) -> None:
        self.skip_unless_http()
        for body in self.case.garbage:
            state, _ = self.fetched(lambda _, body=body: Told(200, body))  # type: ignore[misc]
            assert state.could_not_ask_since == NOW or state.state == "unknown", body

    def test_after_too_many_calls_none_is_made(self) -> None:
        self.skip_unless_http()
        with loopback(lambda _: Told(429, None, {"retry-after": "60"})) as served:
            provider = self.case.make(served.url)
            provider.fetch(self.link, NOW)
            asked = len(served.asked)
            self.assert_not_answered(provider.fetch(self.link, NOW))
            assert (len(served.asked), provider.calls_left) == (asked, 0)

    def test_nothing_planted_is_shown(self) -> None:
        self.skip_unless_http()
        state, served = self.fetched(self.case.good)
        shown = msgspec.json.encode(state).decode()
        assert PLANTED not in shown
        assert self.case.token not in shown
        assert all(self.case.token not in json.dumps(each.query) for each in served.asked)
        assert all(self.case.token not in each.path for each in served.asked)

    def test_its_credential_goes_in_a_header_to_the_configured_host_only(self) -> None:
        self.skip_unless_http()
        _, served = self.fetched(self.case.good)
        assert served.asked
        assert all(self.carries_the_token(each) for each in served.asked)

    def carries_the_token(self, asked: Asked) -> bool:
        """Whether a header of the request holds the credential; a subclass may know another way."""
        return any(self.case.token in value for value in asked.headers.values())

    @pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 302])
    def test_a_list_that_is_refused_raises_nothing(self, status: int) -> None:
        self.skip_unless_http()
        with loopback(lambda _: Told(status, {"message": "no"})) as served:
            provider = self.case.make(served.url)
            if not isinstance(provider, Polls):
                pytest.skip("it has no lists")
            for seen in provider.poll([self.link], NOW).values():
                self.assert_not_answered(seen.state)

    def test_a_list_of_garbage_raises_nothing(self) -> None:
        self.skip_unless_http()
        for body in self.case.garbage:
            with loopback(lambda _, body=body: Told(200, body)) as served:  # type: ignore[misc]
                provider = self.case.make(served.url)
                if not isinstance(provider, Polls):
                    pytest.skip("it has no lists")
                for seen in provider.poll([self.link], NOW).values():
                    assert seen.state.could_not_ask_since or seen.state.state == "unknown"

    def assert_not_answered(self, state: LinkState) -> None:
        """The state says since when and why, and holds nothing of what the refusal said."""
        assert (state.state, state.could_not_ask_since) == ("unknown", NOW)
        assert state.could_not_ask_why
        assert PLANTED not in msgspec.json.encode(state).decode()
