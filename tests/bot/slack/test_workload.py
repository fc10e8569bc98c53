"""`/workload`: the team, a group, a person; what one can carry; shared with a channel."""

from typing import Any

import pytest

from bot.sandbox.slack import messages
from bot.sandbox.slack.block_check import check_blocks
from bot.slack.chart import in_words
from bot.slack.speaking.kinds import AGENDA
from bot.slack.speaking.speaker import Speaker
from bot.slack.text import section
from protocol.capacity import Capacity
from protocol.workload import PersonLoad
from storage.boards import keep_snapshot
from tests.bot.slack.conftest import CLEO, MakeOffice, with_lead
from tests.bot.slack.office import ANA, BEN, BOARD, MEMBERS, TEAM, TUNE, Office, card, text_of


def test_the_team_is_shown_by_state_and_a_name_opens_the_cards(office: Office) -> None:
    answer = office.ask(ANA, "/workload")
    assert "Available" in text_of(answer)

    after = office.press(ANA, answer, "workload_open", f"person|{BOARD}|{MEMBERS['ana']}|0")

    assert "Tune the filter" in text_of(after)
    assert after["ts"] == answer["ts"]


def test_a_mention_shows_that_person(office: Office) -> None:
    assert "Ben Ode:" in text_of(office.ask(ANA, "/workload @ben"))


def test_a_group_of_slack_shows_its_members(office: Office) -> None:
    group = {"id": "S0DATA", "handle": "data-team", "users": [ANA, BEN]}
    office.slack.workspace.load({"usergroups": [group]})

    answer = office.ask(ANA, "/workload @data-team")

    assert "Workload of @data-team" in text_of(answer)
    assert "Cleo Park" not in text_of(answer)


def test_who_is_on_several_boards_is_shown_on_each(office: Office) -> None:
    second = with_lead(card(f"6{TUNE[1:]}", "Sort the samples", "Doing", "ana"))
    second |= {"id": "a" * 24, "name": "Proteins", "shortLink": "pR0te1n5"}
    keep_snapshot(
        office.engine, "a" * 24, second, name="Proteins", read_at=office.clock(), activity=None
    )
    office.boards.catch_up("a" * 24)

    group = {"id": "S0DATA", "handle": "data-team", "users": [ANA, BEN]}
    office.slack.workspace.load({"usergroups": [group]})

    for words in ("@ana", "Ana", "@data-team"):
        answer = office.ask(ANA, f"/workload {words}")
        assert "Genomes" in text_of(answer), words
        assert "Proteins" in text_of(answer), words
    openers = [b["accessory"] for b in answer["blocks"] if b.get("accessory")]
    opened = office.press(ANA, answer, "workload_back", block=_block_of(answer, openers[1]))
    assert "Workload of a group on Proteins" in text_of(opened)


def _block_of(message: dict[str, Any], accessory: dict[str, Any]) -> str:
    return next(str(b["block_id"]) for b in message["blocks"] if b.get("accessory") == accessory)


def test_an_unknown_name_is_answered_with_the_nearest(office: Office) -> None:
    assert "Ana Lima" in text_of(office.ask(ANA, "/workload Ana Lime"))


def test_a_word_of_the_commands_own_is_proposed_as_it_is_typed(office: Office) -> None:
    assert "Did you mean `/workload weeks`?" in text_of(office.ask(ANA, "/workload weekz"))


def test_what_resembles_nothing_is_answered_with_where_to_look(office: Office) -> None:
    said = text_of(office.ask(ANA, "/workload zzz"))

    assert "I know no person and no board called “zzz”." in said
    assert "`/workload help` says the rest" in said
    assert "Ben Ode" not in said


def test_many_cards_are_paged_and_none_is_lost(make_office: MakeOffice) -> None:
    cards = [
        card(f"{TUNE[:-2]}{number:02x}", f"Tune filter {number}", "Doing", "ana")
        for number in range(1, 24)
    ]
    office = make_office(board=with_lead(*cards), way="http")
    page = office.ask(ANA, "/workload @ana")
    seen = text_of(page)

    for _ in range(2):
        page = office.press(ANA, page, "workload_more")
        seen += text_of(page)

    assert all(f"Tune filter {number}|" in seen or f"Tune filter {number}>" in seen
               or f"Tune filter {number}*" in seen for number in range(1, 24))  # fmt: skip


def test_time_away_counts_at_once(office: Office) -> None:
    answer = office.ask(ANA, "/workload away 2026-11-23..2026-11-29")
    assert "away from Monday 23 November 2026" in text_of(answer)

    assert "away this week" in text_of(office.ask(ANA, "/workload @ana"))
    half = text_of(office.ask(ANA, "/workload away 2026-12-03 afternoon"))
    assert "away on the afternoon of Thursday 3 December 2026" in half


def test_half_a_day_is_read_as_people_say_it(office: Office) -> None:
    for words, when in (
        ("tomorrow afternoon", "afternoon of"),
        ("half a day tomorrow morning", "morning of"),
        ("the afternoon of 2026-12-03", "afternoon of Thursday 3 December"),
        ("this afternoon", "afternoon of"),
    ):
        said = text_of(office.ask(ANA, f"/workload away {words}"))
        assert f"Noted: Ana Lima is away on the {when}" in said


def test_half_a_day_without_its_half_is_asked_for(office: Office) -> None:
    said = text_of(office.ask(ANA, "/workload away half a day 2026-12-03"))

    assert "`/workload away 2026-12-03 morning` or `/workload away 2026-12-03 afternoon`" in said


def test_time_away_is_taken_back_by_clear(office: Office) -> None:
    office.ask(ANA, "/workload away 2026-11-23..2026-11-29")

    office.ask(ANA, "/workload away clear")

    assert "away this week" not in text_of(office.ask(ANA, "/workload @ana"))


def test_quarters_of_days_are_told_as_what_they_are() -> None:
    assert "6.25 of 4.5" in in_words(
        [PersonLoad("Ana", "", 6.25, Capacity(4.5, 5, ()), "Over", (), ())]
    )


def test_days_that_cannot_be_read_are_said(office: Office) -> None:
    assert "I cannot read" in text_of(office.ask(ANA, "/workload away soonish"))


def test_ones_own_capacity_is_set_and_shown(office: Office) -> None:
    office.ask(ANA, "/workload capacity 2,5")

    assert "of 2.5 days" in text_of(office.ask(ANA, "/workload @ana"))


def test_another_ones_capacity_is_for_leads(office: Office) -> None:
    assert "Only Ben Ode or a lead" in text_of(office.ask(ANA, "/workload capacity 3 @ben"))

    assert "Noted: Ben Ode" in text_of(office.ask(CLEO, "/workload capacity 3 @ben"))


def test_what_was_said_survives_a_new_start(office: Office) -> None:
    office.ask(ANA, "/workload capacity 2")

    office.boards.agreement = office.agreement
    office.boards.load()

    assert office.boards.agreement.people["Ana Lima"].capacity == 2


def test_sharing_posts_to_the_channel_with_a_picture_and_who_shared_it(office: Office) -> None:
    answer = office.ask(ANA, "/workload")

    office.slack.client.click(ANA, TEAM, answer["ts"], "workload_share")

    office.wait(lambda: any(m.get("files") for m in office.seen(BEN)))
    posts = office.seen(BEN)
    shared = next(m for m in posts if "Workload of Genomes" in m.get("text", ""))
    assert f"Shared by <@{ANA}>" in text_of(shared)
    picture = next(m["files"][0] for m in posts if m.get("files"))
    assert picture["name"] == "workload.png"


def test_native_blocks_are_used_when_the_setting_says_so(make_office: MakeOffice) -> None:
    office = make_office(native=True, way="http")

    kinds = {block["type"] for block in office.ask(ANA, "/workload")["blocks"]}

    assert {"table", "data_visualization"} <= kinds


def test_where_slack_refuses_its_own_charts_the_lines_and_a_picture_come_instead(
    make_office: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = make_office(native=True, way="http")

    def without_charts(blocks: list[dict[str, str]], surface: str) -> list[str]:
        new = [b["type"] for b in blocks if b["type"] in ("table", "data_visualization")]
        return [f"unsupported type: {kind}" for kind in new] or check_blocks(blocks, surface)

    monkeypatch.setattr(messages, "check_blocks", without_charts)
    answer = office.ask(ANA, "/workload")
    assert "*Ana Lima*" in text_of(answer)

    office.slack.client.click(ANA, TEAM, answer["ts"], "workload_share")
    shared = office.wait(lambda: [m for m in office.seen(BEN) if m.get("files")])
    assert shared[-1]["files"][0]["name"] == "workload.png"


def test_commands_carry_the_prefix_in_their_names_and_in_what_is_said(
    make_office: MakeOffice,
) -> None:
    office = make_office(prefix="ck-", way="http")

    assert "`/ck-workload away" in text_of(office.ask(ANA, "/ck-workload help"))
    speaker = Speaker(
        office.engine, office.client, office.boards, office.clock, office.pauses.append, "ck-"
    )
    said = {"text": "`/card mine` lists them", "blocks": [section("`/card mine` lists them")]}
    speaker.post(TEAM, AGENDA, "a", said, event_type="t")
    assert "`/ck-card mine`" in text_of(office.seen(ANA)[-1])
