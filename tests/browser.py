"""A real Chromium for tests: how it is started, and how all that it asked for is over with its test."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.processes import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
]
MILLISECONDS = PATIENCE * 1_000
expect.set_options(timeout=MILLISECONDS)


@contextmanager
def run_chromium() -> Iterator[Browser]:
    """One browser. Playwright runs an event loop in this thread, in which Django would refuse to ask its
    database."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


def open_window(browser: Browser, **options: Any) -> BrowserContext:
    """A window of its own, in which nothing glides under the pointer and nobody loses patience."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(MILLISECONDS)
    return context


def close_windows(browser: Browser) -> None:
    """Closes all windows, and returns once the live server has done with what they asked for: the tables
    are emptied next."""
    for context in browser.contexts:
        context.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE)
