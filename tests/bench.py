"""`python -m tests.bench [BOARD.json ...]`: ratios measured in one run, printed as a table.

Without arguments: the real boards beside the checkout when they are there, else the example. A
ratio compares two things measured in turn in the same process, so that the machine's speed
cancels out.
"""

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from protocol.agenda import agenda
from protocol.agreement import Agreement
from protocol.board_json import read_export
from protocol.check import check_board
from protocol.history import history_of
from protocol.subject import Context
from protocol.workload import workload
from tests.bench_events import events_on_boards
from tests.bench_intake import lines as intake_lines
from tests.bench_links import costs_of_links
from tests.bench_pages import lines as costs_of_pages
from tests.bench_requests import requests_per_idiom
from tests.bench_slack import bench_slack
from tests.shared import sample_boards

_EXAMPLE = Path(__file__).parents[1] / "examples" / "larkspur-board.json"
_ROUNDS = 15


def main(arguments: list[str]) -> None:
    """Measure and print."""
    boards = [Path(name) for name in arguments] or sample_boards() or [_EXAMPLE]
    print("Offline: check + workload + agenda from the bytes of an export, against json.loads")
    for path in boards:
        raw = path.read_bytes()
        ours, loads = paired(lambda raw=raw: all_three(raw), lambda raw=raw: json.loads(raw))
        print(
            f"  {path.name:45s} {len(raw) / 1e6:5.2f} MB  {ours * 1e3:6.1f} ms "
            f"/ {loads * 1e3:5.1f} ms = {ours / loads:4.2f} x"
        )
    smallest = min(boards, key=lambda path: path.stat().st_size)
    cold, bare = cold_start(smallest), cold_start(None)
    print(
        f"\nCold: cardkeeper check {smallest.name}: {cold:.3f} s; the bare interpreter {bare:.3f} s"
    )
    largest = max(boards, key=lambda path: path.stat().st_size)
    print(f"\nRequests to Trello for a full read of the open cards of {largest.name}")
    for idiom, count in requests_per_idiom(largest):
        print(f"  {idiom:55s} {count:6d}")
    print("\nOne event, from webhook to finished look, on a small and on a very large board")
    for line in events_on_boards():
        print(f"  {line}")
    print("\nWebhooks accepted in a second, each on the disk before it is answered")
    for line in intake_lines():
        print(f"  {line}")
    print("\nA thousand links kept current for half an hour: calls per link and minute")
    for cost in costs_of_links():
        print(f"  {cost}")
    print("\nPages of a board of ten thousand cards, from stored data, over HTTP")
    for line in costs_of_pages():
        print(f"  {line}")
    print("\nSlack, over HTTP with signed requests")
    for name, took, most in bench_slack():
        print(f"  {name:75s} {took:6.1f} ms (at most {most:.0f})")


def all_three(raw: bytes) -> None:
    """What the three offline commands work out, from the bytes on."""
    board = read_export(raw, "board.json")
    now = board.last_moment
    assert now is not None
    context = Context(board, Agreement(), history_of(board), now)
    report = check_board(context)
    load = workload(context)
    agenda(context, now - timedelta(days=7), report, load)


def paired(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both, measured in turn after a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(_ROUNDS + 2):
        for call, kept in zip((ours, theirs), times, strict=True):
            gc.collect()
            begin = time.perf_counter()
            call()
            if number >= 2:
                kept.append(time.perf_counter() - begin)
    return statistics.median(times[0]), statistics.median(times[1])


def cold_start(board: Path | None) -> float:
    """Median seconds of a whole new process: `cardkeeper check`, or an empty interpreter."""
    command = [sys.executable, "-m", "bot", "check", str(board)] if board else [sys.executable]
    command += [] if board else ["-c", "pass"]
    times = []
    for _ in range(7):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
