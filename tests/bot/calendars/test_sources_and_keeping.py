"""Where calendars come from, what is kept of them, and what is said when one cannot be read."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.calendars.reading import CalendarError
from bot.calendars.sources import Source, read_source, sources_in
from bot.errors import UserError
from protocol.agreement import Agreement, Person
from protocol.calendars import CalendarSays, not_read_words, with_calendars
from storage import calendars as stored
from storage.database import open_database

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_a_setting_names_people_with_addresses_and_files() -> None:
    text = (
        "Ines Ito=https://cal.example/a,b.ics?x=1, Omar=/srv/omar.ics\nPetra=webcal://c.example/p"
    )
    assert [(source.person, source.where) for source in sources_in(text)] == [
        ("Ines Ito", "https://cal.example/a,b.ics?x=1"),
        ("Omar", "/srv/omar.ics"),
        ("Petra", "https://c.example/p"),
    ]


@pytest.mark.parametrize("text", ["Ines", "=https://a.example/x", "Ines=http://cal.example/x"])
def test_a_setting_that_cannot_be_used_says_so(text: str) -> None:
    with pytest.raises(UserError, match="CARDKEEPER_CALENDARS cannot be used"):
        sources_in(text)


def test_an_address_is_told_to_nobody() -> None:
    assert "secret" not in repr(sources_in("Ines=https://cal.example/secret/basic.ics"))


@pytest.fixture
def server() -> Iterator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved = self.path == "/moved"
            self.send_response(302 if moved else 404 if self.path == "/gone" else 200)
            if moved:
                self.send_header("Location", "/calendar")
            self.end_headers()
            self.wfile.write(b"BEGIN:VCALENDAR")

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Answers) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_an_address_is_read_and_no_redirect_is_followed(server: str) -> None:
    assert read_source(Source("Ines", f"{server}/calendar")) == b"BEGIN:VCALENDAR"
    with pytest.raises(CalendarError, match="HTTP 302, it has moved"):
        read_source(Source("Ines", f"{server}/moved"))
    with pytest.raises(CalendarError, match="HTTP 404"):
        read_source(Source("Ines", f"{server}/gone"))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="there is no such file"):
        read_source(Source("Ines", str(tmp_path / "none.ics")))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/c.db")
    yield engine
    engine.dispose()


def test_what_it_said_counts_on_while_it_cannot_be_read(engine: Engine) -> None:
    stored.keep_read(engine, "Ines", ("2026-11-23",), NOW)
    stored.keep_failure(engine, "Ines", "HTTP 404", NOW + timedelta(hours=1))
    stored.keep_failure(engine, "Ines", "HTTP 500", NOW + timedelta(hours=2))

    found = stored.calendars(engine)
    assert found == [
        CalendarSays("Ines", ("2026-11-23",), NOW, NOW + timedelta(hours=1), "HTTP 500")
    ]
    assert " ".join(not_read_words(found, ZoneInfo("UTC"))) == (
        "Ines's calendar could not be read since Mon 16 Nov 2026, 10:00 (HTTP 500); what it said "
        "on Mon 16 Nov 2026, 09:00 still counts."
    )
    agreement = Agreement(people={"ines": Person(away=("2026-12-01",))})
    assert with_calendars(agreement, found).people["ines"].away == ("2026-12-01", "2026-11-23")


def test_one_that_was_never_read_says_that_and_is_forgotten_with_its_setting(
    engine: Engine,
) -> None:
    stored.keep_failure(engine, "Ines", "HTTP 404", NOW)
    assert "so it tells nothing yet" in not_read_words(
        stored.calendars(engine), ZoneInfo("UTC")
    )[0]  # fmt: skip
    stored.forget_others(engine, ["Omar"])
    assert stored.calendars(engine) == []
