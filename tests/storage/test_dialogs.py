"""Last pages of dialogs: there for whoever asks soon, and not for ever."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from storage.dialogs import KEPT_FOR, keep_page, page_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_page_is_there_for_every_process_and_goes_in_time(engine: Engine) -> None:
    keep_page(engine, "view:V1:h", {"type": "modal"}, NOW)
    assert page_of(engine, "view:V1:h") == {"type": "modal"}
    assert page_of(engine, "view:V2:h") is None

    later = NOW + KEPT_FOR + timedelta(seconds=1)
    keep_page(engine, "view:V2:h", {"type": "modal", "blocks": []}, later)

    assert page_of(engine, "view:V1:h") is None
    assert page_of(engine, "view:V2:h") == {"type": "modal", "blocks": []}
