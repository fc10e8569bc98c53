"""`cardkeeper page`: links for teams without Slack, and the end of sessions."""

import re

import pytest

from tests.bot.cli.deployment import Deployment

LINK = re.compile(r"^http://127\.0\.0\.1:8380/enter/[\w.-]+$")


@pytest.fixture
def kept(deployment: Deployment) -> Deployment:
    """A deployment whose boards were read once."""
    assert deployment.run("audit").status in (0, 2)
    deployment.run("fix", "--dry-run")
    return deployment


def test_a_member_named_either_way_gets_a_link(kept: Deployment) -> None:
    for name in ("ada", "@ADA"):
        ran = kept.run("page", name)

        assert ran.status == 0, ran.err
        assert LINK.match(ran.out.strip())
        assert "once, within 15 minutes" in ran.err


def test_the_link_begins_with_where_people_reach_the_pages(kept: Deployment) -> None:
    kept.set("PAGE_URL", "https://cardkeeper.example/")

    assert kept.run("page", "ada").out.startswith("https://cardkeeper.example/enter/")


def test_who_is_on_no_board_gets_none(kept: Deployment) -> None:
    for arguments in (("page", "eve"), ("page",)):
        ran = kept.run(*arguments)

        assert ran.status == 2
        assert "known are ada, bea." in ran.err  # and not the bot itself
        assert "/enter/" not in ran.out


def test_sessions_are_ended_by_name_or_all(kept: Deployment) -> None:
    assert "Ended: 0 sessions." in kept.run("page", "ada", "--end").out
    assert "Ended: 0 sessions." in kept.run("page", "--end").out
