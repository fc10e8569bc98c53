"""What every test gets: databases on demand, and none of this machine's own settings."""

import os
from collections.abc import Iterator

import pytest

from bot.promptness import set_aside
from tests.browser import browser, open_page
from tests.databases import database_url, engine
from tests.secrecy import WATCH, watching

__all__ = ["browser", "database_url", "engine", "open_page"]

# What steers the tests themselves; all other settings belong to somebody's own deployment.
OF_TESTS = frozenset(
    f"CARDKEEPER_{name}"
    for name in (
        "CHROMIUM", "OCTOKIT_EXAMPLES", "REQUIRE_ALL", "SHARED", "SOAK", "SOAK_AWAY",
        "SOAK_COMPANY", "SOAK_MINUTES", "TEST_POSTGRES",
    )
)  # fmt: skip


def pytest_collection_finish() -> None:
    """Modules and tests live as long as the run: no search for garbage walks over them again."""
    set_aside()


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine() -> Iterator[None]:
    """No test reads what the environment says to a deployment."""
    with pytest.MonkeyPatch.context() as environment:
        for name in list(os.environ):
            if name == "DATABASE_URL" or (name.startswith("CARDKEEPER_") and name not in OF_TESTS):
                environment.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_secret_is_seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests log, raise, are answered and leave behind holds no key and no token."""
    with watching(WATCH):
        yield
    WATCH.look_into(tmp_path_factory.getbasetemp())
    assert WATCH.seen == []
