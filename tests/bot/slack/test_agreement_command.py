"""`/protocol`: the agreement page by page, and the page of each rule."""

import pytest

from bot.sandbox.slack.block_check import check_blocks
from bot.slack.agreement_view import rule_page
from protocol.agreement import Agreement
from protocol.rules import RULES_BY_NAME
from tests.bot.slack.office import ANA, Office, text_of


def test_the_agreement_is_read_page_by_page(office: Office) -> None:
    first = office.ask(ANA, "/protocol")
    assert "The agreement of Genomes" in text_of(first)

    second = office.press(ANA, first, "protocol_page_next")

    assert "Page 2 of" in text_of(second)
    assert second["ts"] == first["ts"]


def test_a_rule_has_its_page(office: Office) -> None:
    answer = office.ask(ANA, "/protocol owner-missing")

    assert "*Why*" in text_of(answer)
    assert "Level" in text_of(answer)


def test_an_unknown_rule_is_answered_with_the_nearest(office: Office) -> None:
    assert "owner-missing" in text_of(office.ask(ANA, "/protocol owner missin"))


@pytest.mark.parametrize("name", RULES_BY_NAME)
def test_slack_takes_the_page_of_every_rule(name: str) -> None:
    reply = rule_page(Agreement(), name)

    assert not check_blocks(reply.blocks, "message")
    assert "---" not in text_of({"blocks": reply.blocks})
