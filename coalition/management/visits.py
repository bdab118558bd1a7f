"""A visitor's round through the site: the main pages, each reached by a link of the one before."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

TIMEOUT_SECONDS = 30.0
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # our own machine
ITALY = "/countries/IT/"
# Each page with the beginning of an address that it must link to, where the round goes on.
ROUND = (
    ("/", ""),
    (ITALY, "/proposals/"),
    (ITALY, "/articles/"),
    ("/api/v1/positions?country=IT&proposal=troops-on-ground&at=2025-05-01", ""),
    ("/api/v1/openapi.json", ""),
    (f"/{settings.ADMIN_PATH}/login/", ""),
)


@dataclass(frozen=True)
class Visit:
    """One page asked for: its status (0: no answer), how long it took, and what is wrong, if anything."""

    path: str
    status: int
    seconds: float
    fault: str
    text: str


def visit_page(base_url: str, path: str) -> Visit:
    """Asks for one page, following redirects."""
    begun = time.monotonic()
    status, text, fault = 0, "", ""
    try:
        with DIRECTLY.open(base_url + path, timeout=TIMEOUT_SECONDS) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, fault = error.code, error.reason
    except (OSError, ValueError) as error:
        fault = str(error)
    return Visit(path, status, time.monotonic() - begun, fault, text)


def visit_pages(base_url: str) -> Iterator[Visit]:
    """Goes the round, a Visit a page; a page that lacks the link that should lead on is at fault."""
    seen: set[str] = set()
    for path, beginning in ROUND:
        page = visit_page(base_url, path)
        if path not in seen:
            seen.add(path)
            yield page
        if not beginning or page.fault:
            continue
        link = re.search(rf'href="({re.escape(beginning)}[^"#?]+)', page.text)
        if link:
            yield visit_page(base_url, link[1])
        else:
            fault = f"{path} has no link to it"
            yield Visit(f"{beginning}…", 0, 0.0, fault, "")
