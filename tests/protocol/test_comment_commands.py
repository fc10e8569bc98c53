"""Commands in a card's comments: who is obeyed, what is done, and what is answered."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec import structs

from protocol.board import Comment
from protocol.check import check_card
from protocol.decide import Apply, Bot, Reply, obey
from tests.protocol.cards import NOW, Written, board, card, context_of, member_id

BOT = Bot(member_id("Cardkeeper"), "cardkeeper")
AGREEMENT = '[rules]\nlink-bare = "advise"\nowner-missing = "advise"\n'
RUN = "https://github.com/example-lab/pipeline/pull/7"


def asked(
    *comments: tuple[str, str, str], desc: str = "", answered: tuple[str, ...] = ()
) -> tuple[Apply | Reply, ...]:
    """What follows from these comments (by, day, text) on a card."""
    written = card("Align the reads", desc=desc, comments=comments)
    return of(written, answered)


def of(written: Written, answered: tuple[str, ...] = ()) -> tuple[Apply | Reply, ...]:
    on = board(written, left=["Lena"], observers=["Vera"])
    context = context_of(on, AGREEMENT)
    (only,) = on.cards
    return obey(context, only, check_card(context, only.id), BOT, answered)


def reply(effects: tuple[Apply | Reply, ...]) -> str:
    last = effects[-1]
    assert isinstance(last, Reply)
    return last.text


@pytest.mark.parametrize("who", ["A passer-by", "Lena", "Vera"])
@pytest.mark.parametrize(
    "words", ["exempt owner-missing because I say so", "fix", f"link {RUN}", "why"]
)
def test_only_members_who_may_write_are_obeyed(who: str, words: str) -> None:
    """Neither strangers, nor who has left, nor who may only look."""
    effects = asked((who, "2026-11-16", f"@cardkeeper {words}"), desc=RUN)

    assert [type(each) for each in effects] == [Reply]
    assert "Only members of this board can ask me for that." in reply(effects)


def test_an_exemption_is_written_on_the_card_and_names_who_asked() -> None:
    effects = asked(
        ("Ines", "2026-11-16", "@cardkeeper exempt owner-missing until 24 dec because Omar is ill")
    )

    (apply, _) = effects
    assert isinstance(apply, Apply)
    assert apply.changes[0].value == (
        "<!-- cardkeeper: exempt owner-missing until 2026-12-24 because Omar is ill. by @ines -->"
    )
    assert apply.why == "Ines asked to excuse the card from owner-missing"
    assert [change.value for change in apply.back] == [""]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("exempt owner-missing", "Say why"),
        ("exempt owner-missing until someday because x", "I cannot read the day 'someday'"),
        ("exempt owner-missing until 2020-01-01 because x", "is over; name a day that is ahead"),
        ("exempt owner-mising because x", "There is no rule 'owner-mising'; did you mean"),
        ("link the notes", "Say which address"),
        ("exmpt owner-missing", "I do not know 'exmpt'; did you mean"),
        ("", "I understand:"),
        ("help", "I understand:"),
    ],
)
def test_what_cannot_be_done_is_answered_with_what_can(words: str, says: str) -> None:
    effects = asked(("Ines", "2026-11-16", f"@cardkeeper {words}"))

    assert [type(each) for each in effects] == [Reply]
    assert says in reply(effects)


def test_why_names_the_rule_its_facts_and_who_can_act() -> None:
    text = reply(asked(("Ines", "2026-11-16", "@cardkeeper why")))

    assert "`owner-missing` (advise, by the agreement)" in text
    assert "Can act:" in text


def test_fix_puts_right_what_is_safe() -> None:
    apply, said = asked(("Ines", "2026-11-16", "@cardkeeper fix"), desc=f"See {RUN}")

    assert isinstance(apply, Apply)
    assert apply.changes
    assert reply((apply, said)).startswith("@ines Done: ")


def test_fix_without_anything_to_put_right_says_so() -> None:
    effects = asked(("Ines", "2026-11-16", "@cardkeeper fix"))

    assert "nothing here that I can put right" in reply(effects)


def test_an_address_is_attached_once() -> None:
    apply, _ = asked(("Ines", "2026-11-16", f"@cardkeeper link {RUN}."))
    assert isinstance(apply, Apply)
    assert [(change.kind, change.value) for change in apply.changes] == [("attach", RUN)]

    there = card(
        "Align the reads",
        attachments=[RUN],
        comments=[("Ines", "2026-11-16", f"@cardkeeper link {RUN}")],
    )
    assert "attached already" in reply(of(there))


def test_a_command_is_answered_once_and_the_oldest_first() -> None:
    first = ("Ines", "2026-11-15", "@cardkeeper why")
    second = ("Omar", "2026-11-16", "@cardkeeper help")
    written = card("Align the reads", comments=[second, first])
    (told,) = of(written)
    assert isinstance(told, Reply)
    assert told.text.startswith("@ines ")

    assert reply(of(written, answered=(told.mark,))).startswith("@omar ")
    answer = Comment("5f0000000000000000000001", BOT.member_id, f"Nothing. {told.mark}", NOW)
    comments = (*written.card.comments, answer)
    there = dataclasses.replace(written, card=structs.replace(written.card, comments=comments))
    assert reply(of(there)).startswith("@omar ")


@pytest.mark.parametrize(
    "comment",
    [
        ("Cardkeeper", "2026-11-16", "@cardkeeper why"),
        ("Ines", "2026-11-16", "> @cardkeeper why"),
        ("Ines", "2026-11-16", "Ask @cardkeeper why it says so"),
        ("Ines", "2026-11-16", "@cardkeepers why"),
    ],
)
def test_quotes_mentions_and_the_bots_own_words_are_no_commands(
    comment: tuple[str, str, str],
) -> None:
    assert asked(comment) == ()


def test_nobody_waits_any_more_for_the_answer_to_an_old_command() -> None:
    old = (NOW - timedelta(days=8)).isoformat()

    assert asked(("Ines", old, "@cardkeeper why")) == ()


def test_commands_on_cards_out_of_sight_are_left_alone() -> None:
    archived = card(
        "Align the reads", closed=True, comments=[("Ines", "2026-11-16", "@cardkeeper why")]
    )

    assert of(archived) == ()
