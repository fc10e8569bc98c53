"""`/workload weeks`: the coming weeks, who has promised too much, and a picture for a channel."""

import pytest

from bot.slack.manifest import scopes
from storage.calendars import keep_failure, keep_read
from tests.bot.slack.conftest import MakeOffice, with_lead
from tests.bot.slack.office import ANA, BEN, TEAM, TUNE, Json, Office, card, text_of

FRIDAY = "2026-11-27T12:00:00.000Z"
PROMISED = "Ana Lima: 6 of 5 days, this week"


@pytest.fixture
def mode() -> str:
    return "http"  # both ways are driven by the other tests of the command


@pytest.fixture
def busy(make_office: MakeOffice) -> Office:
    """Ana has promised six cards of a day each for this week, of which five fit; Ben has none."""
    cards = [
        card(f"5f0000000000000000000b{number:02x}", f"Call variants {number}", "Ready", "ana",
             due=FRIDAY, labels=())
        for number in range(1, 7)
    ]  # fmt: skip
    return make_office(board=with_lead(*cards))


def share(office: Office, message: Json) -> None:
    """Press the button, until Ana is told that it is done."""
    office.slack.client.click(ANA, TEAM, message["ts"], "workload_share")
    office.wait(lambda: "Shared with everybody" in str(office.seen(ANA)))


def test_the_team_is_told_early_who_has_promised_too_much(busy: Office) -> None:
    assert f"*Promised more than fits, by due date*: {PROMISED}" in text_of(
        busy.ask(ANA, "/workload")
    )


def test_a_group_is_told_of_its_own_people_alone(busy: Office) -> None:
    groups = [{"id": "S0A", "handle": "ana-team", "users": [ANA]},
              {"id": "S0B", "handle": "ben-team", "users": [BEN]}]  # fmt: skip
    busy.slack.workspace.load({"usergroups": groups})

    assert PROMISED in text_of(busy.ask(ANA, "/workload @ana-team"))
    assert "Promised more than fits, by due date" not in text_of(
        busy.ask(ANA, "/workload @ben-team")
    )


def test_weeks_shows_everybody_what_does_not_fit_and_who_could_help(busy: Office) -> None:
    said = text_of(busy.ask(ANA, "/workload weeks"))

    assert "6/5!" in said
    assert f"• {PROMISED}" in said
    assert "*Could move*, if people agree" in said
    assert "from Ana Lima to Ben Ode (not begun, 1 day;" in said


def test_the_teams_button_opens_the_weeks_in_place_and_leads_back(busy: Office) -> None:
    team = busy.ask(ANA, "/workload")

    weeks = busy.press(ANA, team, "workload_weeks")
    assert weeks["ts"] == team["ts"]
    assert "Next weeks of Genomes" in text_of(weeks)

    back = busy.press(ANA, weeks, "workload_back")
    assert back["ts"] == team["ts"]
    assert "Workload of Genomes" in text_of(back)


def test_as_many_weeks_as_are_asked_for_are_shown_and_shared(busy: Office) -> None:
    answer = busy.ask(ANA, "/workload weeks 6")
    assert "28 Dec" in text_of(answer)
    assert "4 Jan" not in text_of(answer)
    assert "28 Dec" not in text_of(busy.ask(ANA, "/workload weeks"))
    assert "1 to 8 weeks" in text_of(busy.ask(ANA, "/workload weeks 9"))

    share(busy, answer)

    shared = next(m for m in busy.seen(BEN) if "Next weeks of Genomes" in m.get("text", ""))
    assert "28 Dec" in text_of(shared)


def test_the_weeks_are_shared_with_a_picture_that_has_words(busy: Office) -> None:
    answer = busy.ask(ANA, "/workload weeks")

    share(busy, answer)

    posted = next(m for m in busy.seen(BEN) if m.get("files"))
    shared = next(m for m in busy.seen(BEN) if "Next weeks of Genomes" in m.get("text", ""))
    assert posted["thread_ts"] == shared["ts"]
    assert f"Shared by <@{ANA}>" in text_of(shared)
    assert PROMISED in text_of(shared)
    assert not any(block["type"] == "actions" for block in shared["blocks"])
    picture = posted["files"][0]
    assert (picture["name"], picture["title"]) == ("weeks.png", "Next weeks of Genomes")
    assert "Ana Lima: this week" in picture["alt_txt"]


def test_where_pictures_may_not_be_uploaded_the_lines_are_shared_alone(busy: Office) -> None:
    busy.slack.workspace.configure_app(scopes=[s for s in scopes() if s != "files:write"])
    answer = busy.ask(ANA, "/workload weeks")

    share(busy, answer)

    shared = next(m for m in busy.seen(BEN) if "Next weeks of Genomes" in m.get("text", ""))
    assert "6/5!" in text_of(shared)
    assert not any(m.get("files") for m in busy.seen(BEN))


def test_where_nothing_is_promised_there_is_no_table_of_dots(make_office: MakeOffice) -> None:
    office = make_office(board=with_lead(card(TUNE, "Tune", "Ready", "ana", due=None)))

    said = text_of(office.ask(ANA, "/workload weeks"))

    assert "No card that somebody owns is due in the next four weeks." in said
    assert "·/" not in said


def test_a_calendar_that_cannot_be_read_is_said_with_since_when(office: Office) -> None:
    keep_read(office.engine, "Ana Lima", ("2026-11-26..2026-11-27",), office.clock())
    office.clock.forward(hours=2)
    keep_failure(office.engine, "Ana Lima", "HTTP 404", office.clock())
    office.clock.forward(hours=1)
    keep_failure(office.engine, "Ana Lima", "HTTP 404", office.clock())
    office.boards.hear_people()

    said = text_of(office.ask(ANA, "/workload"))

    assert (
        "Ana Lima's calendar could not be read since Mon 23 Nov 2026, 11:00 (HTTP 404); "
        "what it said on Mon 23 Nov 2026, 09:00 still counts."
    ) in said
    assert "of 3 days" in text_of(office.ask(ANA, "/workload @ana"))
