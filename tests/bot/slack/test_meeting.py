"""A meeting driven through its life in Slack, over the wire, with every button pressed twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.meeting_parts import room_for
from bot.sandbox.slack.errors import SlackError
from bot.slack.manifest import scopes
from bot.slack.speaking.speaker import Speaker
from bot.trello.errors import TrelloRefused
from protocol.meeting_life import Point
from tests.bot.slack.conftest import CLEO, MakeOffice
from tests.bot.slack.office import ANA, BEN, BOARD, EVE, TEAM, TUNE, Json, Office, text_of
from tests.bot.slack.taken import assert_taken

MEETING = """
[meeting]
facilitators = ["Cleo Park", "Ben Ode"]
"""
DAY, NEXT = date(2026, 11, 23), date(2026, 11, 30)


@pytest.fixture
def mode() -> str:
    return "http"


@pytest.fixture
def team(make_office: MakeOffice) -> Office:
    """An hour before the meeting, with its draft posted and two topics on it."""
    office = following(make_office(MEETING))
    office.ask(ANA, "/agenda add who writes the methods section")
    office.ask(BEN, "/agenda add the new sequencer")
    office.meetings.prepare(BOARD)
    return office


def following(office: Office) -> Office:
    """The meeting's message follows what happens, as in the service."""
    office.tools.room.follow(office.meetings.refresh, office.meetings.permalink)
    return office


def posts(office: Office) -> list[Json]:
    """The channel's messages about the meeting."""
    return [
        message for message in office.slack.messages.history(TEAM)
        if message.get("metadata", {}).get("event_type") == "cardkeeper_meeting"
    ]  # fmt: skip


def post(office: Office) -> Json:
    (message,) = posts(office)
    return message


def click(office: Office, action: str, user: str = ANA, value: Any = None, times: int = 2) -> Json:
    """Press a button of the meeting's message, twice as nervous people do; the message then."""
    before, message = office.posted_version(), post(office)
    office.clock.forward(seconds=2)  # the message was read first
    press_at_once(office, user, message["ts"], action, value, times)
    office.wait(lambda: office.posted_version() != before or None)
    return post(office)


def press_at_once(office: Office, user: str, ts: str, action: str, value: Any, times: int) -> None:
    """So often at once, so that every press is on the message as it was before the first."""

    def press(_: int) -> None:
        with suppress(SlackError):  # the button may be gone by then
            office.slack.client.click(user, TEAM, ts, action, value)

    with ThreadPoolExecutor(times) as pool:
        list(pool.map(press, range(times)))


def marks(office: Office) -> dict[str, str]:
    state = office.tools.room.state(BOARD, DAY)
    return {point.title: point.mark for point in state.points if point.asks}


def test_the_draft_names_who_leads_and_has_the_topics(team: Office) -> None:
    message = post(team)

    assert "led by <@U0CLEO>" in text_of(message)
    assert "who writes the methods section (Ana Lima)" in text_of(message)
    assert "the new sequencer (Ben Ode)" in text_of(message)


def test_a_meeting_from_its_opening_to_its_minutes_in_one_message(team: Office) -> None:
    ts = post(team)["ts"]
    opened = click(team, "meeting_do_open")
    assert "*Now:* *who writes the methods section*" in text_of(opened)
    click(team, "meeting_do_done", BEN)
    click(team, "meeting_do_carried", CLEO)
    closed = click(team, "meeting_do_close", CLEO)

    assert closed["ts"] == ts
    assert "Minutes of Genomes" in text_of(closed)
    assert "*Gone through*\n• *who writes the methods section*" in text_of(closed)
    assert "*Carried to the next meeting*\n• *the new sequencer*" in text_of(closed)
    assert len(posts(team)) == 1


def test_the_second_half_of_a_double_click_does_not_mark_the_point_that_came_up(
    team: Office,
) -> None:
    click(team, "meeting_do_open", times=1)
    team.clock.forward(minutes=1)
    changed = click(team, "meeting_do_done", BEN, times=1)
    assert "*Now:* *the new sequencer*" in text_of(changed)
    team.clock.forward(seconds=0.4)
    team.slack.client.click(BEN, TEAM, changed["ts"], "meeting_do_done")  # names the new point
    team.clock.forward(seconds=2)
    team.slack.client.click(BEN, TEAM, changed["ts"], "meeting_do_carried")  # ... and is meant so

    assert team.wait(lambda: marks(team)["the new sequencer"]) == "carried"


def test_a_draft_that_is_days_ahead_lets_a_lead_hold_the_meeting_now(
    make_office: MakeOffice,
) -> None:
    office = following(make_office(MEETING + "prepare_hours = 100\n"))
    office.clock.forward(days=3)
    office.meetings.prepare(BOARD)
    assert "Only a lead" in text_of(office.press(ANA, post(office), "meeting_do_hold"))
    opened = click(office, "meeting_do_hold", CLEO)

    assert "had their word" in text_of(opened)
    assert office.tools.room.state(BOARD, NEXT).stage == "open"


def test_a_meeting_that_is_opened_while_its_draft_is_posted_is_shown_as_open(
    make_office: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = following(make_office(MEETING))
    post_at_once = Speaker.post

    def slowly(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(Speaker, "post", post_at_once)
        who = office.tools.desk.asker(ANA)
        assert who is not None
        office.tools.room.open(BOARD, DAY, who, "click")
        return post_at_once(*args, **kwargs)

    monkeypatch.setattr(Speaker, "post", slowly)
    office.meetings.prepare(BOARD)

    assert "*Now:*" in text_of(post(office))


def test_next_twice_at_once_goes_on_by_one(team: Office) -> None:
    click(team, "meeting_do_open")
    click(team, "meeting_do_next")

    assert team.wait(lambda: "*Now:* *the new sequencer*" in text_of(post(team)) or None)


def test_a_menu_marks_a_point_that_is_not_spoken_about(team: Office) -> None:
    opened = click(team, "meeting_do_open")
    menu = next(b["accessory"] for b in opened["blocks"] if b.get("accessory"))
    drop = next(o["value"] for o in menu["options"] if o["text"]["text"] == "Drop")
    click(team, menu["action_id"], value=drop)

    assert marks(team)["the new sequencer"] == "dropped"


def test_an_action_becomes_one_card_with_owner_and_day(team: Office) -> None:
    opened = click(team, "meeting_do_open")
    values = {"title": "Ask Omar for a draft", "owners": ["e1" * 12], "kind": "analysis"}
    for person in (ANA, BEN):  # who both write down the same
        team.slack.client.click(person, TEAM, opened["ts"], "meeting_do_act")
        view = team.modal(person, "meeting_act")
        team.slack.client.submit(person, view["id"], values)
    team.wait(lambda: "Ask Omar for a draft" in text_of(post(team)) or None)

    made = [c for c in team.gateway.read_board(BOARD)["cards"]
            if c["name"] == "Ask Omar for a draft"]  # fmt: skip
    assert len(made) == 1
    assert made[0]["idMembers"] == ["e1" * 12]
    assert "Action 1 of the meeting of Mon 23 Nov 2026" in made[0]["desc"]


def test_a_card_that_trello_refuses_is_told_and_made_by_a_button(
    team: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise TrelloRefused("invalid value for idMembers", 400, "POST", "/cards")

    opened = click(team, "meeting_do_open")
    with monkeypatch.context() as refusing:
        refusing.setattr(team.gateway, "add_card", refuse)
        team.slack.client.click(ANA, TEAM, opened["ts"], "meeting_do_act")
        view = team.modal(ANA, "meeting_act")
        team.slack.client.submit(ANA, view["id"], {"title": "Ask Omar", "kind": "analysis"})
        team.wait(lambda: "invalid value for idMembers" in text_of(post(team)) or None)
    team.slack.client.click(ANA, TEAM, post(team)["ts"], "meeting_again_change_0")
    assert team.modal(ANA, "meeting_act")["blocks"][1]["element"]["initial_value"] == "Ask Omar"
    click(team, "meeting_again_0")
    team.wait(lambda: "|Ask Omar>" in text_of(post(team)) or None)  # linked: the card is there

    names = [card["name"] for card in team.gateway.read_board(BOARD)["cards"]]
    assert names.count("Ask Omar") == 1
    assert "Not done on Trello" not in text_of(post(team))


def test_a_decision_is_written_on_the_card_it_concerns(team: Office) -> None:
    opened = click(team, "meeting_do_open")
    team.slack.client.click(ANA, TEAM, opened["ts"], "meeting_do_decide")
    view = team.modal(ANA, "meeting_decide")
    team.slack.client.submit(
        ANA, view["id"],
        {"text": "We keep the old filter", "sort": "decision", "on_card": "Tune the filter"},
    )  # fmt: skip
    team.wait(lambda: "Decided: We keep the old filter" in text_of(post(team)) or None)

    comments = [a["data"]["text"] for a in team.on_trello(TUNE)["actions"]
                if a["type"] == "commentCard"]  # fmt: skip
    (written,) = [text for text in comments if "We keep the old filter" in text]
    assert "[Decision 1 of the meeting of Mon 23 Nov 2026](http" in written


def test_a_crash_in_the_midst_loses_nothing(team: Office, engine: Engine) -> None:
    click(team, "meeting_do_open")
    click(team, "meeting_do_done")
    other = room_for(  # a new process on the same database
        engine, team.boards, team.gateway, team.tools.actions._actor, team.tools.book, team.clock,
        wake=lambda: None,
    )  # fmt: skip

    assert other.state(BOARD, DAY) == team.tools.room.state(BOARD, DAY)
    assert other.state(BOARD, DAY).stage == "open"


def test_a_skipped_week_keeps_what_was_left_and_looks_back_past_it(team: Office) -> None:
    click(team, "meeting_do_open")
    click(team, "meeting_do_close")
    opened_at = team.tools.room.state(BOARD, DAY).opened_at
    team.clock.forward(days=6)
    team.ask(CLEO, "/agenda skip")
    team.clock.forward(days=7)
    shown = text_of(team.ask(ANA, "/agenda"))

    assert "*Left over from last time*\n• *who writes the methods section* · Ana Lima" in shown
    assert team.tools.book.since(BOARD, date(2026, 12, 7)) == opened_at


def test_strangers_to_the_board_press_in_vain(team: Office) -> None:
    answer = team.press(EVE, post(team), "meeting_do_open")

    assert "who you are" in text_of(answer) or "not a member" in text_of(answer)
    assert team.tools.room.state(BOARD, DAY).stage == "prepared"


def test_minutes_are_shown_and_found(team: Office) -> None:
    click(team, "meeting_do_open")
    point = team.tools.room.state(BOARD, DAY).current
    asker = team.desk.asker(ANA)
    assert asker is not None
    team.tools.room.decide(BOARD, DAY, point, "DeepVariant from now on", asker, "d")
    click(team, "meeting_do_close")

    assert "Decided: DeepVariant from now on" in text_of(team.ask(BEN, "/agenda minutes"))
    found = text_of(team.ask(BEN, "/agenda search deepvariant"))
    assert "*Mon 23 Nov 2026*: DeepVariant" in found
    assert "`/agenda minutes 2026-11-23` shows them" in found


def test_the_week_is_planned_from_proposals_and_the_cards_are_moved(
    make_office: MakeOffice,
) -> None:
    office = following(make_office('[lists.Ideas]\nrole = "inbox"\n' + MEETING))
    ideas = str(office.gateway.add_list(BOARD, "Ideas")["id"])
    wanted = str(office.gateway.add_card(ideas, "Call the variants")["id"])
    office.boards.read(BOARD)
    office.meetings.prepare(BOARD)
    opened = click(office, "meeting_do_open")
    office.slack.client.click(ANA, TEAM, opened["ts"], "meeting_do_plan")
    view = office.modal(ANA, "meeting_plan")
    assert "Room for" in text_of(view)
    (choice,) = [b["element"] for b in view["blocks"] if b["type"] == "input"]
    assert [each["value"] for each in choice["initial_options"]] == [wanted]  # as the page ticks it
    office.slack.client.submit(ANA, view["id"], {"cards": [wanted]})
    office.wait(lambda: office.on_trello(wanted)["idList"] == "1" * 24 or None)

    office.wait(lambda: office.tools.room.state(BOARD, DAY).planned_done or None)
    assert office.tools.room.state(BOARD, DAY).planned_done == (wanted,)


def test_a_topic_comes_from_a_card_and_from_a_message(team: Office) -> None:
    shown = team.ask(ANA, "/card Tune the filter")
    team.slack.client.click(ANA, TEAM, shown["ts"], "card_topic")
    view = team.modal(ANA, "meeting_topic")
    team.slack.client.submit(ANA, view["id"], {})

    def topic() -> Point | None:
        points = team.tools.room.state(BOARD, DAY).points
        return next((point for point in points if point.section == "topics" and point.url), None)

    found = team.wait(topic)
    assert (found.title, found.card_id) == ("Tune the filter", TUNE)


def test_a_topic_comes_from_a_message_by_its_shortcut(team: Office) -> None:
    said = team.slack.client.post(BEN, TEAM, "Where do we keep the <old> references?\nOn S3?")
    for _ in range(2):
        team.slack.client.message_shortcut(ANA, TEAM, said["ts"], "topic_of_message")
    view = team.modal(ANA, "meeting_topic")
    team.slack.client.submit(ANA, view["id"], {})

    def topics() -> list[Point]:
        points = team.tools.room.state(BOARD, DAY).points
        return [point for point in points if point.title.startswith("Where do we keep")]

    (topic,) = team.wait(topics)
    assert topic.title == "Where do we keep the <old> references?"
    assert topic.url.endswith(f"/archives/{TEAM}/p{said['ts'].replace('.', '')}")


def test_an_agenda_that_one_person_sees_follows_their_own_click(team: Office) -> None:
    click(team, "meeting_do_open")
    shown = team.ask(ANA, "/agenda")
    team.clock.forward(seconds=2)
    after = team.press(ANA, shown, "meeting_do_next")

    assert after["ts"] == shown["ts"]
    assert "*Now:* *the new sequencer*" in text_of(after)
    assert "*Now:* *the new sequencer*" in text_of(post(team))


def test_the_series_keeps_its_hour_on_the_wall_when_the_clocks_change(
    make_office: MakeOffice,
) -> None:
    office = make_office(MEETING)
    before = office.tools.book.before_anything(BOARD, date(2027, 3, 22))
    after = office.tools.book.before_anything(BOARD, date(2027, 3, 29))

    assert (before.when.hour, after.when.hour) == (10, 10)
    assert before.when.utcoffset() != after.when.utcoffset()


def test_a_series_moved_to_another_weekday_keeps_its_one_post(team: Office) -> None:
    ts = post(team)["ts"]
    team.boards.agreement = _on(team, "tuesday")
    team.meetings.prepare(BOARD)
    shown = post(team)

    assert shown["ts"] == ts
    assert "the new sequencer" in text_of(shown)


def test_a_canvas_holds_the_agenda_and_then_the_minutes(make_office: MakeOffice) -> None:
    office = following(make_office(MEETING + "canvas = true\n"))
    office.slack.workspace.configure_app(scopes=scopes("canvas"))
    office.meetings.prepare(BOARD)
    (canvas,) = office.slack.all_canvases()
    assert canvas["markdown"].startswith("# Genomes: weekly meeting")
    click(office, "meeting_do_open")
    click(office, "meeting_do_close")

    (canvas,) = office.slack.all_canvases()
    assert canvas["markdown"].startswith("# Genomes: minutes of Mon 23 Nov 2026")


def test_a_workspace_without_canvases_is_told_so_in_small_print(make_office: MakeOffice) -> None:
    office = following(make_office(MEETING + "canvas = true\n"))
    office.slack.workspace.configure_app(scopes=scopes("canvas"))
    office.slack.canvases = "off"
    office.meetings.prepare(BOARD)

    assert "No canvas: canvases are switched off in this workspace." in text_of(post(office))
    assert_taken({**post(office), "blocks": [b for b in post(office)["blocks"]
                                             if "<@" not in str(b)]})  # fmt: skip


def _on(office: Office, weekday: str) -> Any:
    from msgspec import structs

    agreement = office.boards.agreement
    return structs.replace(agreement, meeting=structs.replace(agreement.meeting, weekday=weekday))
