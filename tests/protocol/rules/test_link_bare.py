"""A link in the text has a name and is attached to the card."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import card, judge
from tests.protocol.link_states import PULL_REQUEST, RUN


def described(desc: str, attached: tuple[str, ...] = ()) -> list[tuple[Change, ...]]:
    found = judge("link-bare", card("Doublet rates", desc=desc, attachments=attached))
    return [breach.fix.changes for breach in found if breach.fix]


def test_a_named_link_keeps_it() -> None:
    assert described(f"The run is [run 4nB2]({RUN}).") == []


def test_a_bare_address_of_a_run_breaks_it_and_the_fix_names_and_attaches_it() -> None:
    (changes,) = described(f"It ran: {RUN}.\nFine.")
    assert changes == (
        Change("describe", f"It ran: [run 4nB2xYz01Ab]({RUN}).\nFine."),
        Change("attach", RUN, "run 4nB2xYz01Ab"),
    )


def test_an_address_that_is_attached_already_is_only_named() -> None:
    (changes,) = described(RUN, (f"{RUN}?from=card",))
    assert changes == (Change("describe", f"[run 4nB2xYz01Ab]({RUN})"),)


def test_several_bare_addresses_are_one_finding() -> None:
    (changes,) = described(f"{RUN} and {PULL_REQUEST}, then {RUN}")
    assert changes[0].value == (
        f"[run 4nB2xYz01Ab]({RUN}) and [larkspur-bio/tool-doublets#12]({PULL_REQUEST}), "
        f"then [run 4nB2xYz01Ab]({RUN})"
    )
    assert [change.value for change in changes[1:]] == [RUN, PULL_REQUEST]


@pytest.mark.parametrize(
    "desc",
    [
        "https://www.nature.com/articles/s41592",
        "https://trello.com/c/AbCd1234",
        f"`{RUN}`",
        f"```\ncurl {RUN}\n```",
        f"<{RUN}>",
        f"<!-- {RUN} -->",
        f'[{RUN}]({RUN} "smartCard-inline")',
        f"[[1]]({RUN})",
    ],
)
def test_what_is_no_bare_link_to_a_known_system_is_left_alone(desc: str) -> None:
    assert described(desc) == []
