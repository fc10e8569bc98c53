"""Whatever is on a card, rules judge it; none of them raises, and what they say can be said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.agreement import Agreement
from protocol.board_json import read_export
from protocol.history import history_of
from protocol.links import LinkReference, LinkState
from protocol.rule import Breach, Rule, rule_options
from protocol.rules import RULES
from protocol.subject import Context
from tests.protocol.cards import NOW, agreement_of
from tests.protocol.random_boards import CARDS, LISTS, random_board
from tests.shared import sample_boards

_KINDS_OF_CHANGE = """
describe rename label unlabel own disown estimate attach detach move tick untick archive unarchive
"""
CHANGES = set(_KINDS_OF_CHANGE.split())
STRICT = f"""
timezone = "Asia/Tokyo"

[lists]
"Inbox" = {{ role = "doing", id = "{LISTS[0]}", wip = 1 }}
"A list that is lost" = "review"

[labels]
"calm" = {{ role = "waiting", exempt = ["owner-missing"] }}
"a label that is lost" = {{ blocked = true }}

[kinds.analysis]
title_words = ["compare", "ALIGNMENT"]
sections = {{ inbox = ["Data"], doing = ["Result:"], goals = ["Measure"] }}
links = {{ inbox = ["repository"], doing = ["run"], done = ["report"] }}

[kinds.tool]
label = "calm"
title_words = ["fix", "compare"]

[kinds.aim]
label = "Finished"
horizon = "short"

[annotations]
estimate_field = "Days"
goal_field = "Goal"

[moves]
forbid = ["doing > done", "any > doing"]

[load]
wip = 1

[rules.repository-name]
pattern = "^tool-"

[rules.link-unknown]
hosts = ["trello.com", "seqera.io"]

[rules.move-not-allowed]
days = 40000

[rules.step-skipped]
days = 40000

[rules.back-and-forth]
days = 40000
times = 2

[rules.result-missing]
of = ["any"]

[rules.due-passed]
done_days = 5000

[rules.too-many-owners]
most = 1

[rules.owner-missing]
take_mover = true
goals = true

[people.u0]
away = ["2026-11-01..2026-12-01", "2026-12-02..9999-12-31"]

[people.u1]
away = ["1999-12-31..2000-01-20", "2026-11-14..2026-11-27"]
lead = true
"""
REFERENCES = (
    LinkReference("seqera", "run", "run 7", "https://x/user/u/watch/1a2b3c4d5e6f7a"),
    LinkReference("github", "pull request", "a/b#3", "https://github.com/a/b/pull/3"),
    LinkReference("github", "repository", "a/b", "https://github.com/a/b"),
    LinkReference("other", "other", "", ""),
)
STATES = ("failed", "succeeded", "running", "open", "merged", "unknown", "")
FACTS: tuple[dict[str, str], ...] = ({}, {"readme": "no", "made_from": "none"}, {"newer": ""})


def random_states(chance: Random) -> tuple[LinkState, ...]:
    """What systems may have said of one card's links."""
    return tuple(
        LinkState(
            reference=chance.choice(REFERENCES),
            state=chance.choice(STATES),
            asked=NOW,
            changed=chance.choice([None, NOW - timedelta(days=9)]),
            could_not_ask_since=chance.choice([None, NOW]),
            superseded=chance.random() < 0.3,
            facts=chance.choice(FACTS),
        )
        for _ in range(chance.randint(0, 3))
    )


def breaches(rule: Rule[Any], context: Context) -> list[Breach]:
    """What this rule finds on the whole board, at whatever level."""
    options: Any = rule_options(rule, context.agreement)
    if rule.check_board is not None:
        return list(rule.check_board(context, options))
    assert rule.check is not None
    return [
        msgspec.structs.replace(breach, card_id=subject.id)
        for subject in context.subjects
        for breach in rule.check(subject, context, options)
    ]


def assert_can_be_said(breach: Breach, context: Context) -> None:
    assert breach.says.strip()
    assert not breach.says.endswith(".")
    assert breach.resolve.endswith(".")
    assert breach.resolve[0].isupper()
    assert breach.card_id in context.subjects_by_id or (not breach.card_id and breach.about)
    assert all(isinstance(fact, str) for fact in breach.facts.values())
    known = context.board.members_by_id
    assert all(member in known and known[member].active for member in breach.who)
    if breach.fix is not None:
        assert breach.fix.does.endswith(".")
        assert breach.fix.changes
        assert {change.kind for change in breach.fix.changes} <= CHANGES


@settings(max_examples=150, deadline=None)
@given(chance=st.randoms(use_true_random=True))
def test_no_random_card_makes_a_rule_raise(chance: Random) -> None:
    board = random_board(chance)
    agreement = chance.choice([Agreement(), agreement_of(STRICT)])
    now = chance.choice([NOW, NOW, datetime(2000, 1, 1, tzinfo=UTC)])
    states = {card: random_states(chance) for card in CARDS}
    context = Context(board, agreement, history_of(board), now, states).knowing({})
    for rule in RULES:
        for breach in breaches(rule, context):
            assert_can_be_said(breach, context)


@pytest.mark.parametrize("agreement", [Agreement(), agreement_of(STRICT)], ids=["none", "strict"])
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
def test_no_real_card_makes_a_rule_raise(path: Path, agreement: Agreement) -> None:
    board = read_export(path.read_bytes(), path.name)
    assert board.last_moment is not None
    for now in (board.last_moment, NOW):
        context = Context(board, agreement, history_of(board), now)
        for rule in RULES:
            for breach in breaches(rule, context.knowing({})):
                assert_can_be_said(breach, context)
