"""`protocol.toml` is read strictly: every refusal names the line and the nearest known words."""

import pytest

from protocol.agreement import Agreement
from protocol.agreement_file import AgreementError, read_agreement, read_layer


def refused(text: str) -> str:
    with pytest.raises(AgreementError) as error:
        read_agreement(text, "protocol.toml")
    return str(error.value)


def test_an_empty_file_is_the_built_in_agreement() -> None:
    assert read_agreement("", "protocol.toml") == Agreement()


def test_short_forms_are_tables() -> None:
    short = '[lists]\n"Doing" = "doing"\n[labels]\n"Hold" = "waiting"\n[rules]\ndue-missing = "off"'
    long = (
        '[lists."Doing"]\nrole = "doing"\n[labels.Hold]\nrole = "waiting"\n'
        '[rules.due-missing]\nlevel = "off"'
    )
    assert read_agreement(short, "a") == read_agreement(long, "b")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'name = "x"\n\n[meeting]\nweekdy = "monday"',
            "protocol.toml, line 4: unknown key 'weekdy' in [meeting]; did you mean 'weekday'?",
        ),
        (
            'colour = "x"',
            "protocol.toml, line 1: unknown key 'colour'; known are",
        ),
        (
            '[lists]\n"Doing" = { role = "doing", limit = 3 }',
            "protocol.toml, line 2: unknown key 'limit' in [lists.Doing]; known are id, role, wip.",
        ),
        (
            '[lists."To do"]\nrole = "redy"',
            "protocol.toml, line 2: 'redy' is no role; did you mean 'ready' or 'ignored'?",
        ),
        (
            '[lists]\n"Doing" = "doing"\n"Done" = "dne"',
            "protocol.toml, line 3: 'dne' is no role; did you mean 'done' or",
        ),
        (
            '[lists]\n"Doing" = { wip = 3 }',
            "protocol.toml, line 2: object missing required field `role` at lists.Doing.",
        ),
        (
            '[lists]\n"Doing" = { role = "doing", wip = "3" }',
            "protocol.toml, line 2: expected `int | null`, got `str` at lists.Doing.wip.",
        ),
        (
            '[kinds.tool.sections]\nreddy = ["Data"]',
            "protocol.toml, line 2: 'reddy' is no role; did you mean 'ready' or 'ignored'?",
        ),
        (
            '# note\n[rules]\n\nowner-mising = "off"',
            "protocol.toml, line 4: there is no rule 'owner-mising'; did you mean 'owner-missing'",
        ),
        (
            '[rules]\nowner-missing = "of"',
            "protocol.toml, line 2: 'of' is no level; known are off, shadow, advise, enforce.",
        ),
        (
            "[rules.stuck-in-list]\nday = 3",
            "protocol.toml, line 2: rule 'stuck-in-list' has no option 'day'; did you mean 'days'?",
        ),
        (
            '[rules.stuck-in-list]\nlevel = "off"\ndays = "3"',
            "protocol.toml, line 3: option 'days' of rule 'stuck-in-list': expected `int`",
        ),
        (
            '[lists]\n"Doing" = "doing"\n[rules.owner-missing]\nlists = { "Doin" = "off" }',
            "protocol.toml, line 4: [lists] has no 'Doin'; did you mean 'Doing'?",
        ),
        (
            '[lists]\n"Doing" = "doing"\n[rules.owner-missing.lists]\n"Doing" = "quiet"',
            "protocol.toml, line 4: 'quiet' is no level; known are off, shadow, advise, enforce.",
        ),
        (
            '[kinds.tool]\n[rules.owner-missing.kinds]\ntol = "off"',
            "protocol.toml, line 3: there is no kind 'tol'; did you mean 'tool'?",
        ),
        (
            'timezone = "Europe/Berln"',
            (
                "protocol.toml, line 1: 'Europe/Berln' is no time zone; write one such as "
                "Europe/Berlin."
            ),
        ),
        (
            '[people.Ines]\ntrello = "ines"\naway = ["2026-12-24..2026-12-20"]',
            "protocol.toml, line 3: '2026-12-24..2026-12-20' ends before it begins.",
        ),
        (
            '[moves]\nforbid = ["inbox -> done"]',
            "protocol.toml, line 2: 'inbox -> done' is no move; write two roles as 'inbox > done'.",
        ),
        (
            '[labels]\n"Demo" = { exempt = ["owner-mising"] }',
            "protocol.toml, line 2: there is no rule 'owner-mising'; did you mean 'owner-missing'",
        ),
        ('a = 1\nb = "', "protocol.toml is not valid TOML: "),
        ('name = "x"\nname = "y"', "protocol.toml is not valid TOML: cannot overwrite a value"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, sentence: str) -> None:
    assert refused(text).startswith(sentence)


def test_a_rules_list_that_no_list_terms_name_is_left_to_the_board() -> None:
    text = '[rules.owner-missing]\nlists = { "Doing" = "off" }'
    assert read_agreement(text, "protocol.toml").rules["owner-missing"]["lists"] == {"Doing": "off"}


def test_case_and_spaces_of_a_lists_name_do_not_matter_to_a_rule() -> None:
    lists = '[lists]\n"In  Progress" = "doing"\n'
    text = lists + '[rules.owner-missing]\nlists = { "in progress" = "off" }'
    assert read_agreement(text, "protocol.toml").rules


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ('a = 1\n"b c" = 2', ("b c",), 2),
        ("[x]\na = 1\n[y]\na = 2", ("y", "a"), 4),
        ("x.y.z = 1", ("x", "y", "z"), 1),
        ('["a.b"."c]"]\nd = 1', ("a.b", "c]", "d"), 2),
        ("['a \"b\"']\nd = 1", ('a "b"', "d"), 2),
        (r'["a \"b\" \u00e9"]' + "\nd = 1", ('a "b" é', "d"), 2),
        ("[x] # a comment\na = 1", ("x", "a"), 2),
        ("  [ x . y ]\n  a=1", ("x", "y", "a"), 2),
        ('text = """\na = 0\n[x]\n"""\n[x]\na = 1', ("x", "a"), 6),
        ("text = '''\n[x]\na = \"\"\"\n'''\n[x]\na = 1", ("x", "a"), 6),
        ("[x]\na = { b = 1 }", ("x", "a", "b"), 2),
        ("[x]\ny = [\n  1,\n]\nz = 1", ("x", "z"), 5),
        ("[x.y]\na = 1", ("x", "y", "b"), 1),
        ("a = 1", ("b",), 0),
    ],
)
def test_a_key_is_found_on_its_line(text: str, path: tuple[str, ...], line: int) -> None:
    assert read_layer(text, "protocol.toml").find(path)[0] == line


def test_a_place_without_a_line_is_the_file() -> None:
    assert read_layer("", "protocol.toml").place(("a",)) == "protocol.toml"


def test_a_text_that_extends_a_file_is_not_read_without_it() -> None:
    assert refused('\nextends = "lab.toml"') == (
        "protocol.toml, line 2: the file that it extends was not given with it."
    )


def test_nesting_without_end_is_refused() -> None:
    assert refused("a = " + "[" * 100_000).startswith("protocol.toml is ")
