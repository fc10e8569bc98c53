"""`cardkeeper minutes` and `cardkeeper series`: the archive at the keyboard."""

import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from icalendar import Calendar

from protocol.meeting_changes import MeetingChange
from protocol.meeting_life import (
    Closed,
    Deed,
    Happened,
    MeetingState,
    Opened,
    Outcome,
    Point,
    Recorded,
    after,
)
from protocol.minutes import minutes_of
from protocol.render.minutes_markdown import minutes_markdown
from storage.meeting_life import Held, keep_deed
from storage.meetings import keep_change
from tests.bot.cli.deployment import Deployment
from tests.bot.cli.test_audit import database
from tests.bot.trello.scene import BOARD

WHEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = date(2026, 11, 23)


def held(deployment: Deployment, day: date, decision: str) -> None:
    """A meeting in the database, as the service would have kept it."""
    when = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    state = MeetingState(BOARD, "Genomes", day, when, 45)
    deeds: list[Deed] = [
        Opened((Point("topic:1", "Variants"), Point("topic:2", "Late")), when, 45, "Genomes"),
        Recorded(Outcome("", "decision", decision, "topic:1")),
        Closed(),
    ]
    engine = database(deployment)
    for number, deed in enumerate(deeds, 1):
        happened = Happened(number, when, "Ada", deed)
        state = after(state, happened)
        text = minutes_markdown(minutes_of(state)).casefold()
        line = Held(BOARD, day, state.stage, "Ada", when, state.closed_at, text)
        assert keep_deed(engine, BOARD, day, happened, f"{number}", line, unsettled=False)
    engine.dispose()


def test_past_minutes_are_listed_read_and_found(deployment: Deployment) -> None:
    held(deployment, DAY, "We drop GATK")
    held(deployment, date(2026, 11, 30), "Ada writes the methods")

    assert "- **Mon 30 Nov 2026**, Genomes: 1 decision" in deployment.run("minutes").out
    assert "We drop GATK" in deployment.run("minutes", "2026-11-23").out
    assert "# Genomes: minutes of Mon 30 Nov 2026" in deployment.run("minutes", "last").out
    found = deployment.run("minutes", "--search", "gatk")
    assert "Mon 23 Nov" in found.out
    assert "Mon 30 Nov" not in found.out


def test_what_was_not_reached_stands_in_the_minutes(deployment: Deployment) -> None:
    held(deployment, DAY, "We drop GATK")
    entry = json.loads(deployment.run("minutes", "last", "--format", "json").out)

    assert [point["title"] for point in entry["unreached"]] == ["Late"]
    assert entry["decisions"][0]["text"] == "We drop GATK"


def test_the_page_of_the_minutes_stands_alone(deployment: Deployment) -> None:
    held(deployment, DAY, "We drop <GATK>")
    text = deployment.run("minutes", "last", "--format", "html").out

    ET.fromstring(text.replace("<!DOCTYPE html>", ""))
    assert "We drop &lt;GATK&gt;" in text
    assert "@media print" in text


def test_a_day_without_a_meeting_is_said_so(deployment: Deployment) -> None:
    held(deployment, DAY, "We drop GATK")

    ran = deployment.run("minutes", "2026-11-24")
    assert ran.status == 2
    assert "No meeting was held on 2026-11-24" in ran.err


def test_nothing_found_is_status_one(deployment: Deployment) -> None:
    held(deployment, DAY, "We drop GATK")

    assert deployment.run("minutes", "--search", "salmon").status == 1


def test_the_series_has_the_weeks_that_were_skipped(deployment: Deployment) -> None:
    held(deployment, DAY, "We drop GATK")
    engine = database(deployment)
    skipped = date(2026, 11, 30)
    keep_change(engine, MeetingChange(skipped, None, "Ada"), WHEN, date(2026, 12, 7))
    engine.dispose()

    calendar = Calendar.from_ical(deployment.run("series").out.replace("\n", "\r\n"))
    (series,) = calendar.walk("VEVENT")
    assert [each.dt.date() for each in series["exdate"].dts] == [skipped]
