"""The Home tab shows each person their own, and acts in place."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.slack.home_view import BRING_BACK, PREFERENCES, SEND_NOW
from bot.slack.speaking.digest_view import DISMISS, FIX, SNOOZE
from bot.slack.speaking.reason import WHY_SAID
from protocol.preferences import NO_PREFERENCES, Preferences
from storage.meetings import add_topic
from storage.preferences import preferences_of
from tests.bot.slack.speaking.conftest import MakeWorkplace
from tests.bot.slack.speaking.workplace import (
    ANA,
    BEN,
    BOARD,
    EVE,
    SORT,
    TUNE,
    Workplace,
    board_of,
    card,
)


@pytest.fixture(params=["http", "socket"])
def place(request: pytest.FixtureRequest, make_workplace: MakeWorkplace) -> Iterator[Workplace]:
    """Two cards, one of Ana's with something to settle; Slack reaches the app in both ways."""
    place = make_workplace(
        board=board_of(
            card(TUNE, "Tune the filter", "Doing", "ana"),
            card(SORT, "Sort the reads", "Ready", "ana", due=None),
        )
    )
    with place.over_http() if request.param == "http" else place.over_sockets():
        yield place


def home(place: Workplace, user: str = ANA, words: str = "Hello") -> str:
    """What the tab shows, once it shows these words."""

    def shown() -> str | None:
        view = place.slack.client.home(user)
        return repr(view["blocks"]) if view and words in repr(view["blocks"]) else None

    found: str = place.wait(shown)
    return found


def opened(place: Workplace, user: str = ANA) -> str:
    place.slack.client.open_home(user)
    return home(place, user)


def press(place: Workplace, action: str, value: str | None = None) -> None:
    view = place.slack.client.home(ANA)
    assert view is not None
    answer = place.slack.client.click_in_view(ANA, view["id"], action, value)
    assert answer["ok"], answer


def test_it_shows_what_needs_her_her_load_and_her_other_cards(place: Workplace) -> None:
    shown = opened(place)

    assert "1 card with something to settle" in shown
    assert "*Your load* on Genomes" in shown
    assert shown.index("Tune the filter") < shown.index("Your other cards")
    assert shown.index("Your other cards") < shown.index("Sort the reads")
    assert "One message at 09:00 when there is something new, Monday to Friday" in shown
    assert "public holidays of PT" in shown
    assert "Your topics" not in shown


def test_who_is_not_known_is_told_what_to_do(place: Workplace) -> None:
    assert "`/card me`" in opened(place, EVE)


def test_who_has_no_card_reads_that_nothing_needs_them(place: Workplace) -> None:
    assert "Nothing needs you" in opened(place, BEN)


def test_a_fix_is_made_and_the_tab_says_so(place: Workplace) -> None:
    opened(place)

    press(place, FIX, TUNE)

    assert "empty, below the description" in home(place, words="Done:")
    assert "Question" in place.gateway.read_card(TUNE)["desc"]


def test_what_is_put_away_is_listed_with_its_end_and_can_be_brought_back(place: Workplace) -> None:
    opened(place)
    press(place, SNOOZE, "3d")
    shown = home(place, words="Put away")
    assert "snoozed by Ana Lima until" in shown
    assert "Nothing needs you" in shown

    press(place, BRING_BACK)
    place.wait(lambda: home(place).count("Bring back") == 1)
    press(place, BRING_BACK)
    place.wait(lambda: "Put away" not in home(place))

    assert "1 card with something to settle" in home(place)


def test_dismissed_things_are_listed_too(place: Workplace) -> None:
    opened(place)

    press(place, DISMISS, TUNE)

    assert "dismissed by Ana Lima, until its facts change" in home(place, words="Put away")


def test_she_can_have_it_as_a_message_at_any_hour_and_it_is_not_her_daily_one(
    place: Workplace,
) -> None:
    place.clock.forward(hours=-6)  # three in the morning
    opened(place)

    press(place, SEND_NOW)

    home(place, words="It is in your messages with me.")
    (message,) = place.messages(ANA)
    assert "Tune the filter" in repr(message["blocks"])
    place.slack.client.click(ANA, place.direct(ANA), message["ts"], WHY_SAID)
    place.wait(lambda: "You asked for this" in repr(place.messages(ANA)[-1]["blocks"]))
    place.clock.forward(hours=6)
    place.speaking.run()
    lasting = [each for each in place.messages(ANA) if not each.get("is_ephemeral")]
    assert len(lasting) == 1  # nothing new since


def test_topics_of_hers_for_the_coming_meeting_are_there(place: Workplace) -> None:
    add_topic(
        place.engine, BOARD, date(2026, 11, 23), "Which aligner?", "Ana Lima", place.clock.present
    )

    assert "Which aligner?" in opened(place)


def modal(place: Workplace) -> dict[str, object]:
    opened(place)
    press(place, PREFERENCES)
    found: list[dict[str, object]] = place.wait(lambda: place.slack.client.modals(ANA))
    return found[0]


def test_preferences_are_kept_and_said_on_the_tab(place: Workplace) -> None:
    view = modal(place)

    answer = place.slack.client.submit(
        ANA,
        str(view["id"]),
        {
            "digest_at": "14:30", "days": ["0", "2"], "quiet_from": "12:00", "quiet_to": "13:00",
            "real_time": "digest", "threads": "thread", "zone": "Europe/Madrid",
        },
    )  # fmt: skip

    assert answer == {"ok": True}
    shown = home(place, words="Saved.")
    assert "One message at 14:30 when there is something new, Monday and Wednesday" in shown
    assert preferences_of(place.engine, ANA) == Preferences(
        "14:30", (0, 2), "12:00-13:00", real_time=False, threads=True, zone="Europe/Madrid"
    )


@pytest.mark.parametrize(
    ("values", "block"),
    [
        ({"quiet_from": "12:00"}, "quiet_to"),
        ({"quiet_to": "12:00"}, "quiet_from"),
        ({"quiet_from": "12:00", "quiet_to": "12:00"}, "quiet_to"),
        ({"quiet_from": "08:00", "quiet_to": "10:00"}, "digest_at"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_preferences_that_cannot_be_are_refused_beside_their_field(
    place: Workplace, values: dict[str, str], block: str
) -> None:
    view = modal(place)

    answer = place.slack.client.submit(ANA, str(view["id"]), values)

    assert list(answer["errors"]) == [block]
    assert preferences_of(place.engine, ANA) == NO_PREFERENCES


def test_with_no_day_chosen_nobody_writes_first(place: Workplace) -> None:
    view = modal(place)
    place.slack.client.submit(ANA, str(view["id"]), {"days": []})
    home(place, words="I never write to you first")

    for _ in range(8):
        place.clock.forward(days=1)
        place.speaking.run()

    assert place.messages(ANA) == []


def test_a_changed_profile_is_respected_at_once(place: Workplace) -> None:
    assert "Europe/Lisbon" in opened(place)

    user = place.slack.workspace.set_user(ANA, tz="Asia/Tokyo")
    place.slack.events.send({"type": "user_change", "user": {"id": user["id"]}})
    assert place.slack.events.wait_until_idle(5)

    place.slack.client.open_home(ANA)
    assert home(place, words="Asia/Tokyo")


def test_the_home_tab_of_a_very_busy_person_keeps_slacks_limits(
    make_workplace: MakeWorkplace,
) -> None:
    cards = [
        card(f"5f{number:020}{number:02x}", f"Card {number} " + "x" * 300, "Doing", "ana")
        for number in range(1, 200)
    ]
    place = make_workplace(board=board_of(*cards))
    with place.over_http():
        shown = opened(place)

    assert "and 187 more: `/card mine` lists them" in shown
    view = place.slack.client.home(ANA)
    assert view is not None
    assert len(view["blocks"]) <= 100
