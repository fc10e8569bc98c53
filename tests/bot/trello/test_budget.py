import threading

from bot.trello.budget import LocalBudget


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


def headers(remaining: int, limit: int = 100, interval_ms: int = 10_000) -> dict[str, str]:
    prefix = "X-Rate-Limit-Api-Token-"
    return {
        prefix + "Max": str(limit),
        prefix + "Remaining": str(remaining),
        prefix + "Interval-Ms": str(interval_ms),
    }


def test_calls_within_the_allowance_do_not_wait() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    for _ in range(100):
        budget.spend()
    assert time.slept == []


def test_the_call_after_the_allowance_waits_for_the_oldest_to_expire() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    budget.spend()
    time.now += 4
    for _ in range(100):
        budget.spend()
    assert time.slept == [6.0]


def test_no_ten_seconds_ever_hold_more_calls_than_allowed() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    spent = []
    for step in range(450):
        time.now += 0.01 * (step % 7)
        budget.spend()
        spent.append(time.now)
    assert all(spent[i + 100] - spent[i] >= 10.0 for i in range(len(spent) - 100))


def test_the_allowance_of_the_key_holds_across_a_larger_one_of_the_token() -> None:
    time = Time()
    budget = LocalBudget(per_token=500, per_key=300, clock=time, sleep=time.sleep)
    for _ in range(301):
        budget.spend()
    assert time.slept == [10.0]


def test_what_others_spend_with_the_same_token_is_learnt_from_the_headers() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    budget.spend()
    budget.learn(headers(remaining=1))
    assert budget.remaining() == 1
    budget.spend()
    budget.spend()
    assert time.slept == [10.0]


def test_a_header_never_gives_back_what_was_spent_here() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    for _ in range(60):
        budget.spend()
    budget.learn(headers(remaining=99))
    assert budget.remaining() == 40


def test_a_changed_limit_is_taken_over() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    budget.learn(headers(remaining=3, limit=4, interval_ms=2000))
    assert budget.remaining() == 3
    for _ in range(4):
        budget.spend()
    assert time.slept == [2.0]


def test_absent_or_broken_headers_change_nothing() -> None:
    time = Time()
    budget = LocalBudget(clock=time, sleep=time.sleep)
    budget.learn({})
    budget.learn({**headers(5), "X-Rate-Limit-Api-Token-Remaining": "many"})
    assert budget.remaining() == 100


def test_threads_share_one_allowance() -> None:
    time = Time()
    budget = LocalBudget(per_token=50, clock=time, sleep=time.sleep)

    def spend_ten() -> None:
        for _ in range(10):
            budget.spend()

    threads = [threading.Thread(target=spend_ten) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (budget.remaining(), time.slept) == (0, [])
