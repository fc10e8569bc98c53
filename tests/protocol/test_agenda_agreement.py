"""The agreement in the agenda: findings by rule, rules on trial, what is excused."""

from tests.protocol.cards import board, card
from tests.protocol.meetings import only, section

RULES = "[rules]\n" + "\n".join(
    f'{rule} = "off"'
    for rule in ("due-missing", "estimate-missing", "title-unclear", "likely-duplicate")
)


def test_a_rule_says_how_many_cards_do_not_keep_it() -> None:
    found = section("agreement", card("Align cohort B"), card("Call variants"), agreement=RULES)
    said = {item.key: (item.title, item.says) for item in found.items}
    assert said["rule:owner-missing"] == (
        "Work that has begun has an owner",
        ("not so on 2 cards (owner-missing)",),
    )


def test_one_card_alone_is_named() -> None:
    found = section("agreement", card("Align cohort B"), agreement=RULES)
    assert only(found).says == ("not so on 'Align cohort B' (owner-missing)",)


def test_rules_on_trial_are_counted_and_not_told_card_by_card() -> None:
    agreement = RULES + '\nowner-missing = "shadow"'
    found = section("agreement", card("Align cohort B"), agreement=agreement)
    assert found.items == ()
    assert found.notes == ("On trial, unspoken: owner-missing once.",)


def test_excused_findings_are_counted() -> None:
    line = "<!-- cardkeeper: exempt owner-missing until 2026-12-24 because the rota is open -->"
    found = section("agreement", card("Align cohort B", desc=line), agreement=RULES)
    assert found.notes == ("1 finding excused on the card.",)


def test_a_board_that_keeps_the_agreement_says_so() -> None:
    found = section("agreement", board(card("Align cohort B", owners=["Ines"])), agreement=RULES)
    assert (found.items, found.empty) == ((), "Every card keeps the agreement.")
