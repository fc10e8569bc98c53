"""A headless Chromium for tests that look at a page as a person does."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OpenPage = Callable[..., Page]
PATIENCE_MS = 60_000  # a crowded machine is late; what never comes is missed all the same

expect.set_options(timeout=PATIENCE_MS)


def chromium_path() -> str | None:
    """Where Chromium is: CARDKEEPER_CHROMIUM, or the first one on the PATH."""
    return os.environ.get("CARDKEEPER_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module."""
    path = chromium_path()
    if path is None:
        missing = "no Chromium: set CARDKEEPER_CHROMIUM or install the package chromium"
        if os.environ.get("CARDKEEPER_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages; a script error or a broken Content-Security-Policy fails the test."""
    wrongs: list[str] = []
    contexts = []

    def open_it(url: str, width: int = 1440, height: int = 900, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: wrongs.append(str(error)))
        page.on(
            "console",
            lambda message: wrongs.append(message.text) if "Security" in message.text else None,
        )
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrongs == []
