"""One message per working day, at the person's hour, about what they can settle."""

import threading
from datetime import datetime, timedelta

import pytest

from bot.slack.speaking.kinds import DIGEST
from protocol.preferences import Preferences
from storage import speaking as stored
from storage.preferences import keep_preferences
from tests.bot.slack.speaking.conftest import MakeWorkplace
from tests.bot.slack.speaking.workplace import (
    ANA,
    BEN,
    INDEX,
    SORT,
    TEAM,
    TUNE,
    Json,
    Workplace,
    board_of,
    card,
)


def texts(message: Json) -> str:
    return repr(message["blocks"])


def day_of(place: Workplace) -> datetime:
    return place.clock.present


def test_a_digest_tells_each_card_with_what_to_settle_and_a_fix(place: Workplace) -> None:
    place.speaking.run()

    (message,) = place.messages(ANA)
    assert message["text"] == "1 card has something for you to settle"
    assert "Tune the filter" in texts(message)
    labels = [e["text"]["text"] for b in message["blocks"] if b["type"] == "actions"
              for e in b["elements"] if e["type"] == "button"]  # fmt: skip
    assert labels == ["Fix", "Dismiss", "Why am I seeing this?"]


def test_who_has_nothing_to_settle_hears_nothing(place: Workplace) -> None:
    place.clock.forward(hours=5)  # nine in New York

    place.speaking.run()

    assert place.messages(BEN) == []


def test_it_comes_once_a_day_however_often_one_looks(place: Workplace) -> None:
    for _ in range(10):
        place.speaking.run()
        place.clock.forward(minutes=30)

    assert len(place.messages(ANA)) == 1


def test_two_processes_that_look_at_once_send_one(place: Workplace) -> None:
    other = place.new_speaker()
    barrier = threading.Barrier(2)
    rounds = [place.speaking.digests, type(place.speaking.digests)(
        place.engine, place.boards, place.speaking.listeners, other, place.clock)]  # fmt: skip

    def run(digests: object) -> None:
        barrier.wait(5)
        digests.run()  # type: ignore[attr-defined]

    threads = [threading.Thread(target=run, args=(each,)) for each in rounds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(place.messages(ANA)) == 1


def test_what_was_told_is_not_told_again_the_next_day(place: Workplace) -> None:
    place.speaking.run()
    place.clock.forward(days=1)

    place.speaking.run()

    assert len(place.messages(ANA)) == 1


def test_what_is_new_is_told_the_next_working_day_at_the_persons_hour(place: Workplace) -> None:
    place.clock.forward(days=4, hours=8)  # Friday, 17:00 in Lisbon
    place.speaking.run()
    assert place.messages(ANA) == []

    place.clock.forward(days=1, hours=-5)  # Saturday noon
    place.speaking.run()
    assert place.messages(ANA) == []

    place.clock.forward(days=2, hours=-3)  # Monday nine o'clock
    place.speaking.run()
    assert len(place.messages(ANA)) == 1


def test_the_hour_is_the_one_in_the_slack_profile_and_follows_a_change(place: Workplace) -> None:
    place.slack.workspace.set_user(ANA, tz="Asia/Tokyo")  # 18:00 there
    place.speaking.run()
    assert place.messages(ANA) == []

    place.slack.workspace.set_user(ANA, tz="Europe/Lisbon")
    place.speaking.listeners.changed(ANA)
    place.speaking.run()

    assert len(place.messages(ANA)) == 1


def test_a_public_holiday_of_her_country_is_kept(place: Workplace) -> None:
    place.clock.present = place.clock.present.replace(month=12, day=8)  # in Portugal

    place.speaking.run()

    assert place.messages(ANA) == []


def test_time_away_is_kept(make_workplace: MakeWorkplace) -> None:
    place = make_workplace('\n[people.x]\ntrello = "x"\n')
    terms = place.agreement.people["Ana Lima"]
    place.agreement.people["Ana Lima"] = type(terms)(
        trello="ana", slack=ANA, away=("2026-11-20..2026-11-24",)
    )

    place.speaking.run()
    assert place.messages(ANA) == []

    place.clock.forward(days=2)
    place.speaking.run()
    assert len(place.messages(ANA)) == 1


def test_do_not_disturb_waits_and_is_counted(place: Workplace) -> None:
    now = int(place.clock.present.timestamp())
    dnd = {"dnd_enabled": True, "next_dnd_start_ts": now - 60, "next_dnd_end_ts": now + 3600}
    place.slack.workspace.set_user(ANA, dnd=dnd)

    place.speaking.run()
    place.speaking.run()

    assert place.messages(ANA) == []
    day = place.clock.present.date()
    assert stored.held_back(place.engine, day) == {("digest", "do not disturb"): 1}
    place.clock.forward(hours=1)
    place.speaking.run()
    assert len(place.messages(ANA)) == 1


def test_the_switch_in_the_agreement_holds_every_digest_back(make_workplace: MakeWorkplace) -> None:
    place = make_workplace("digests = false\n")

    place.speaking.run()

    assert place.messages(ANA) == []


def test_who_is_known_by_e_mail_hears_at_nine_of_their_own_clock(
    make_workplace: MakeWorkplace,
) -> None:
    place = make_workplace(board=board_of(card(SORT, "Sort the reads", "Doing", "ben")))
    place.speaking.run()
    assert place.messages(BEN) == []

    place.clock.forward(hours=5)  # nine in New York
    place.speaking.run()

    assert "Sort the reads" in texts(place.messages(BEN)[0])


def test_a_chosen_hour_and_chosen_days_are_kept(place: Workplace) -> None:
    chosen = Preferences(digest_at="15:30", days=(1, 3))
    keep_preferences(place.engine, ANA, chosen, place.clock.present)
    moments = []
    for _ in range(24 * 7):
        place.speaking.run()
        if len(place.messages(ANA)) > len(moments):
            moments.append(place.clock.present)
        place.clock.forward(hours=0.5)

    assert [f"{moment:%a %H:%M}" for moment in moments] == ["Tue 15:30"]


def test_the_settled_part_is_struck_through_in_place(place: Workplace) -> None:
    place.speaking.run()
    before = place.messages(ANA)[0]["ts"]
    place.gateway.update_card(TUNE, due="2026-12-24T12:00:00.000Z", desc="## Question\nWhich?")
    place.boards.read_card("b" * 24, TUNE)

    place.clock.forward(minutes=2)
    place.speaking.run()

    (message,) = place.messages(ANA)
    assert message["ts"] == before
    assert message["text"] == "All settled, thank you"
    assert "~<https://trello.com/c/card0001|Tune the filter>~" in texts(message)


def test_a_very_long_day_ends_with_how_many_more(make_workplace: MakeWorkplace) -> None:
    cards = [
        card(f"5f{number:020}{number:02x}", f"Card {number} " + "x" * 300, "Doing", "ana")
        for number in range(1, 60)
    ]
    place = make_workplace(board=board_of(*cards))

    place.speaking.run()

    (message,) = place.messages(ANA)
    assert "and 49 more cards" in texts(message)
    assert len(message["blocks"]) <= 50


def test_a_refused_message_is_tried_again_and_nobody_else_waits_for_it(
    make_workplace: MakeWorkplace,
) -> None:
    place = make_workplace(
        board=board_of(
            card(TUNE, "Tune the filter", "Doing", "ana"),
            card(SORT, "Sort the reads", "Doing", "ben"),
        )
    )
    place.clock.forward(hours=5)
    place.slack.workspace.set_user(ANA, deleted=True)
    original = place.client.chat_postMessage

    def refuse(**content: object) -> object:
        if content["channel"] == ANA and not allowed:
            return original(channel="C0NOWHERE", text="x")
        return original(**content)  # type: ignore[arg-type]

    allowed: list[bool] = []
    place.client.chat_postMessage = refuse  # type: ignore[method-assign, assignment]
    place.speaking.run()
    assert len(place.messages(BEN)) == 1
    assert place.messages(ANA) == []

    allowed.append(True)
    place.speaking.run()

    assert len(place.messages(ANA)) == 1


def test_a_message_cut_off_by_a_crash_is_found_again(place: Workplace) -> None:
    place.speaking.run()
    key = f"daily:{ANA}:2026-11-23"
    row = stored.spoken(place.engine, key)
    assert row is not None
    with_nothing_known(place, key)

    place.clock.forward(minutes=11)
    place.speaking.run()

    again = stored.spoken(place.engine, key)
    assert again is not None
    assert again.ts == row.ts
    assert len(place.messages(ANA)) == 1


def with_nothing_known(place: Workplace, key: str) -> None:
    """As if the process had ended between sending and remembering."""
    from sqlmodel import Session, delete

    from storage.attention import Told

    with Session(place.engine) as session, session.begin():
        row = session.get(stored.Spoken, key)
        assert row is not None
        row.sent_at, row.ts, row.channel = None, "", ""
        session.add(row)
        session.execute(delete(Told))


def test_messages_to_one_channel_are_a_second_apart_also_after_a_restart(place: Workplace) -> None:
    message = {"text": "x", "blocks": []}
    for speaker in (place.speaking.speaker, place.new_speaker(), place.new_speaker()):
        speaker.post(TEAM, DIGEST, "s", message, event_type="t")

    assert len(place.pauses) == 2
    assert place.pauses[0] == pytest.approx(1, abs=0.5)
    assert place.pauses[1] == pytest.approx(2, abs=0.8)


def test_a_channel_hears_of_so_many_cards_a_day_and_no_more(make_workplace: MakeWorkplace) -> None:
    from bot.slack.speaking.kinds import CARD
    from bot.slack.speaking.speaker import Held

    place = make_workplace("most_card_messages = 2\n")
    message = {"text": "x", "blocks": []}
    speaker = place.speaking.speaker

    said = [speaker.post(TEAM, CARD, f"{n}", message, event_type="t") for n in range(3)]

    assert said[2] == Held("budget")
    place.clock.forward(days=1)
    assert not isinstance(speaker.post(TEAM, CARD, "4", message, event_type="t"), Held)


def test_what_the_clock_causes_waits_for_the_teams_hours_but_not_too_long(
    place: Workplace,
) -> None:
    from bot.slack.speaking.kinds import AGENDA
    from bot.slack.speaking.speaker import Held

    place.clock.forward(days=-1)  # a Sunday
    meeting = place.clock.present + timedelta(hours=3)
    message = {"text": "x", "blocks": []}
    post = place.speaking.speaker.post

    assert post(TEAM, AGENDA, "a", message, event_type="t", at_latest=meeting) == Held("day off")
    place.clock.forward(hours=3)
    assert not isinstance(post(TEAM, AGENDA, "a", message, event_type="t", at_latest=meeting), Held)


def test_cards_of_others_do_not_speak_to_her(make_workplace: MakeWorkplace) -> None:
    place = make_workplace(
        board=board_of(
            card(TUNE, "Tune the filter", "Doing", "ana", due=None, desc="## Question\nWhy?"),
            card(INDEX, "Index the genome", "Doing", "ben"),
        )
    )

    place.speaking.run()

    assert place.messages(ANA) == []
