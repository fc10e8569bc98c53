"""At the start a passing trouble is waited out; a plain refusal is told at once."""

from collections.abc import Callable

import pytest

from bot.trello.errors import (
    TrelloError,
    TrelloNotFound,
    TrelloUnauthorized,
    TrelloUnavailable,
)
from bot.trello.patience import patiently


def failing(*errors: TrelloError) -> Callable[[], str]:
    left = list(errors)

    def call() -> str:
        if left:
            raise left.pop(0)
        return "an answer"

    return call


def test_an_answer_after_trouble_is_waited_for_with_growing_pauses() -> None:
    pauses: list[float] = []
    away = TrelloUnavailable("no answer")

    assert patiently(failing(away, away, away), sleep=pauses.append) == "an answer"
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == 3


def test_a_401_now_and_then_is_no_end() -> None:
    odd = TrelloUnauthorized("invalid token", 401)

    assert patiently(failing(odd, odd), sleep=lambda _: None) == "an answer"


def test_a_401_said_three_times_is_believed() -> None:
    bad = TrelloUnauthorized("invalid token", 401)

    with pytest.raises(TrelloUnauthorized):
        patiently(failing(bad, bad, bad), sleep=lambda _: None)


def test_what_does_not_exist_is_told_at_once() -> None:
    pauses: list[float] = []

    with pytest.raises(TrelloNotFound):
        patiently(failing(TrelloNotFound("no such board", 404)), sleep=pauses.append)
    assert pauses == []


def test_patience_has_an_end() -> None:
    away = TrelloUnavailable("no answer")

    with pytest.raises(TrelloUnavailable):
        patiently(failing(*[away] * 9), tries=4, sleep=lambda _: None)
