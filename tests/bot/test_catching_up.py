"""What another process's poll has found makes the board current here too."""

from pathlib import Path

from bot.catching_up import catching_up
from bot.watch.pulse import Pulse
from storage import processes
from storage.processes import Process
from tests.bot.place import BOARD, place


def test_a_board_is_as_of_the_last_poll_of_another_process(tmp_path: Path) -> None:
    with place(tmp_path, owner_missing="advise") as team:
        kept = team.boards.kept(BOARD)
        assert kept is not None
        team.clock.pass_by(minutes=5)
        polled = team.clock.now
        pulse = Pulse()
        pulse.poll_went_well(BOARD, polled)
        other = Process(id="other", machine="m", pid=1, started_at=polled, seen_at=polled)
        processes.come(team.engine, other)
        processes.still_here(team.engine, "other", team.clock.now, pulse.as_json())

        catching_up(team.engine, team.boards, team.clock.now)(BOARD)

        assert kept.as_of == polled

        team.clock.pass_by(minutes=5)
        pulse.poll_went_well(BOARD, team.clock.now)
        team.add()
        team.ear.poll(BOARD)
        processes.still_here(team.engine, "other", team.clock.now, pulse.as_json())
        catching_up(team.engine, team.boards, team.clock.now)(BOARD)
        assert kept.as_of == polled  # what was heard is not read yet
