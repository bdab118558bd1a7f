"""The same article in a real browser: nothing of it runs, and no page of ours breaks its policy (T03)."""

import pytest
from django.test import Client
from playwright.sync_api import ConsoleMessage, Dialog
from pytest_django.live_server_helper import LiveServer

from coalition.models import Stance
from tests import factories
from tests.addresses import ADMIN
from tests.browser import CHROMIUM, close_windows, open_window, run_chromium
from tests.test_poison import DESK, PUBLIC, fill, poison

__all__ = ["poison"]
FILES = ("/figures/NO/troops-on-ground.svg", "/api/v1/stances?kind=quoted&format=atom")
# Our own pages have none of these.
GREW = "document.querySelectorAll('poison, img[src=x], script:not([src]):not([type$=json])').length"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed on this machine"),
]


def test_T03_nothing_of_a_hostile_article_runs_in_a_browser(
    live_server: LiveServer, poison: Stance
) -> None:
    client = Client()
    client.force_login(factories.make_editor())
    session = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": live_server.url,
    }
    wrong: list[str] = []
    pages = [*PUBLIC, *FILES, *(f"{ADMIN}/coalition/{one}" for one in DESK)]
    with run_chromium() as browser:
        context = open_window(browser, base_url=live_server.url)
        context.add_cookies([session])  # type: ignore[list-item]
        tab = context.new_page()

        def note(message: ConsoleMessage) -> None:
            # Pages of the admin name no icon: browsers ask for one on their own account.
            if message.type == "error" and "favicon" not in message.location.get("url", ""):
                wrong.append(f"{tab.url}: {message.text}")

        def dismiss(dialog: Dialog) -> None:
            wrong.append(f"{tab.url}: a dialog")
            dialog.dismiss()

        tab.on("console", note)
        tab.on("pageerror", lambda error: wrong.append(f"{tab.url}: {error}"))
        tab.on("dialog", dismiss)
        for address in pages:
            answer = tab.goto(fill(address, poison))
            assert answer is not None
            if answer.status != 200 or tab.evaluate(GREW):
                wrong.append(f"{answer.status}: {address}")
        close_windows(browser)
    assert wrong == []
