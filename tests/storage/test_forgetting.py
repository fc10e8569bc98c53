"""A person is taken out of everything that is stored; everybody else stays."""

import json
import zlib

from sqlalchemy import Engine, select

from protocol.preferences import Preferences
from storage.attention import keep_told, told_to
from storage.copying import all_tables
from storage.forgetting import Identity, forget_person
from storage.people import keep_tie, tie_of
from tests.databases import both
from tests.storage.filled import fill
from tests.storage.moments import NOON

pytestmark = both
AMARA = Identity(
    "U05AMARA", "amara_nwosu", "5f0000000000000000000001", "Amara Nwosu", "a@b.example"
)


def stored_text(engine: Engine) -> str:
    """Everything in the database, unpacked, as one text."""
    texts = []
    with engine.connect() as connection:
        for table in all_tables():
            for row in connection.execute(select(table)):
                texts += [
                    zlib.decompress(value).decode() if isinstance(value, bytes) else str(value)
                    for value in row
                ]
    return "\n".join(texts)


def test_no_table_names_the_person_any_more(engine: Engine) -> None:
    fill(engine)
    assert "amara_nwosu" in stored_text(engine)

    touched = forget_person(engine, AMARA)

    assert "amara" not in stored_text(engine).casefold()
    assert {"board", "effect", "topic", "seen_card", "spoken"} <= touched.keys()


def test_what_is_the_persons_own_is_deleted_and_others_keep_theirs(engine: Engine) -> None:
    for slack_id, trello in (("U05AMARA", "amara_nwosu"), ("U06BEN", "ben")):
        keep_tie(engine, slack_id, trello, "name", NOON)
        keep_told(engine, slack_id, [("key", "facts")], NOON)

    forget_person(engine, AMARA)

    assert tie_of(engine, "U05AMARA") is None
    assert told_to(engine, "U05AMARA") == {}
    assert tie_of(engine, "U06BEN") is not None
    assert told_to(engine, "U06BEN") == {"key": "facts"}


def test_a_name_within_another_word_is_left_alone(engine: Engine) -> None:
    from storage.memory import Said, keep_said, said

    text = "ana asked for analysis of banana; @ana, ANA."
    keep_said(engine, Said(place="trello", subject="c", text=text, since=NOON))

    forget_person(engine, Identity(trello="ana"))

    row = said(engine, "trello", "c")
    assert row is not None
    assert row.text == "somebody asked for analysis of banana; @somebody, somebody."


def test_a_packed_answer_is_packed_again(engine: Engine) -> None:
    from storage.boards import keep_snapshot, snapshot_of, stored_board

    answer = {"members": [{"fullName": "Amara Nwosu", "username": "amara_nwosu"}], "n": [1, None]}
    keep_snapshot(engine, "b", answer, name="B", read_at=NOON, activity=None)

    forget_person(engine, AMARA)

    row = stored_board(engine, "b")
    assert row is not None
    assert snapshot_of(row) == json.loads(
        '{"members": [{"fullName": "Somebody", "username": "somebody"}], "n": [1, null]}'
    )


def test_preferences_go(engine: Engine) -> None:
    from storage.preferences import keep_preferences, preferences_of

    keep_preferences(engine, "U05AMARA", Preferences(digest_at="10:00"), NOON)

    forget_person(engine, AMARA)

    assert preferences_of(engine, "U05AMARA").digest_at == ""
