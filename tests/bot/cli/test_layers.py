"""One agreement in several files: `extends`, circles, and lines named in the right one."""

from pathlib import Path

import pytest

from bot.agreement_files import read_agreement_file
from bot.errors import UserError
from protocol.agreement_file import AgreementError


def team(tmp_path: Path, near: str, far: str) -> str:
    """Writes lab/lab.toml and team/protocol.toml, which extends it; gives the latter's path."""
    for folder in ("lab", "team"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lab" / "lab.toml").write_text(far)
    path = tmp_path / "team" / "protocol.toml"
    path.write_text(f'extends = "../lab/lab.toml"\n{near}')
    return str(path)


def test_the_nearer_file_has_the_last_word(tmp_path: Path) -> None:
    path = team(
        tmp_path,
        'timezone = "Europe/Berlin"\n[lists]\n"Doing" = { role = "doing", wip = 3 }\n',
        'name = "Lab"\n[lists]\n"doing" = "review"\n"Done" = "done"\n'
        '[rules]\ndue-missing = "off"\n',
    )
    agreement = read_agreement_file(path)
    assert (agreement.name, agreement.timezone) == ("Lab", "Europe/Berlin")
    assert {name: terms.role for name, terms in agreement.list_terms.items()} == {
        "Doing": "doing",
        "Done": "done",
    }
    assert agreement.list_terms["Doing"].wip == 3
    assert agreement.level_of("due-missing", "shadow") == "off"


def test_a_table_may_be_completed_by_the_nearer_file(tmp_path: Path) -> None:
    path = team(
        tmp_path,
        '[lists."Doing"]\nwip = 2\n[rules.stuck-in-list]\ndays = 7\n',
        '[lists]\n"Doing" = "doing"\n[rules.stuck-in-list]\nlevel = "shadow"\n',
    )
    agreement = read_agreement_file(path)
    assert (agreement.list_terms["Doing"].role, agreement.list_terms["Doing"].wip) == ("doing", 2)
    assert agreement.rules["stuck-in-list"] == {"level": "shadow", "days": 7}


def test_an_array_is_replaced_whole(tmp_path: Path) -> None:
    path = team(
        tmp_path, '[moves]\nforbid = ["inbox > done"]\n', '[moves]\nforbid = ["any > inbox"]\n'
    )
    assert read_agreement_file(path).moves.forbid == ("inbox > done",)


@pytest.mark.parametrize(
    ("near", "far", "place"),
    [
        ('\n\n[rules]\nowner-mising = "off"\n', "", "team/protocol.toml, line 5"),
        ("", '\n\n[rules]\nowner-mising = "off"\n', "lab/lab.toml, line 4"),
        ("[rules]\ndue-missing = 'off'\n", '[rules]\n\nowner-mising = "off"', "lab.toml, line 3"),
    ],
)
def test_an_error_names_the_line_in_the_file_it_is_in(
    near: str, far: str, place: str, tmp_path: Path
) -> None:
    with pytest.raises(AgreementError, match=r"there is no rule 'owner-mising'") as error:
        read_agreement_file(team(tmp_path, near, far))
    assert place in str(error.value)


def test_of_a_value_in_both_files_the_nearer_line_is_named(tmp_path: Path) -> None:
    path = team(tmp_path, '[lists]\n"Doing" = "dong"\n', '[lists]\n\n\n\n"Doing" = "doing"\n')
    with pytest.raises(AgreementError) as error:
        read_agreement_file(path)
    assert str(error.value) == f"{path}, line 3: 'dong' is no role; did you mean 'doing' or 'done'?"


def test_three_files_may_stand_on_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"\nname = "A"\n')
    (tmp_path / "b.toml").write_text('extends = "c.toml"\nname = "B"\ntimezone = "Asia/Tokyo"\n')
    (tmp_path / "c.toml").write_text('name = "C"\ntimezone = "UTC"\nversion = 7\n')
    agreement = read_agreement_file(tmp_path / "a.toml")
    assert (agreement.name, agreement.timezone, agreement.version) == ("A", "Asia/Tokyo", 7)


def test_files_may_not_extend_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n')
    (tmp_path / "b.toml").write_text('\nextends = "./a.toml"\n')
    with pytest.raises(AgreementError) as error:
        read_agreement_file(tmp_path / "a.toml")
    assert str(error.value) == (
        f"{tmp_path / 'b.toml'}, line 2: '{tmp_path / 'a.toml'}' is extended already; files may "
        "not extend in a circle."
    )


def test_a_base_that_is_no_path_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text('\nextends = "a\\u0000b"\n')
    with pytest.raises(AgreementError) as error:
        read_agreement_file(path)
    assert str(error.value) == f"{path}, line 2: that is no path."


def test_a_file_that_is_extended_and_not_there_is_named_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text('name = "x"\nextends = "lab.toml"\n')
    with pytest.raises(UserError) as error:
        read_agreement_file(path)
    assert str(error.value) == (
        f"{path}, line 2: the agreement it extends, {tmp_path / 'lab.toml'}, is not there."
    )


def test_extends_is_one_name(tmp_path: Path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text('extends = ["a.toml", "b.toml"]\n')
    with pytest.raises(AgreementError, match=r"line 1: 'extends' names one other file"):
        read_agreement_file(path)


def test_a_folder_is_no_agreement(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is a folder, not a file\.$"):
        read_agreement_file(tmp_path)
