"""Pages that a client hands over with their text: the same again is the same page, never a second."""

import hashlib
from dataclasses import asdict
from urllib.parse import urlsplit

from coalition.errors import BadInput, Conflict, FetchRefused
from coalition.ingestion.fetcher.addresses import may_connect
from coalition.ingestion.fetcher.urls import parse_url
from coalition.ingestion.pages import Given, find_source, store_page
from coalition.models import Page
from coalition.models.sources import UNKNOWN_SOURCE

LEFT_OUT = "left out"


def give_page(raw: bytes, given: Given, *, url: str, content_type: str) -> tuple[int, bool]:
    """Keeps a text that was handed over; returns the id of its page and whether it is new.

    Raises BadInput for a source that nobody knows, Conflict where the address holds another text, or
    the same one with other words on it: a stored page is never changed from outside.
    """
    page, new = store_page(raw, given, url=url, content_type=content_type)
    if new:
        return page.pk, True
    stored = Page.objects.values("sha256", "given").get(pk=page.pk)
    where = f"page {page.pk}"
    if stored["sha256"] and stored["sha256"] != hashlib.sha256(raw).hexdigest():
        raise Conflict(f"This address is stored as {where}, with another text.")
    if not stored["sha256"]:
        raise Conflict(f"This address is known as {where} and will be fetched from the web.")
    said = {name: value for name, value in asdict(given).items() if value}
    if differing := sorted(
        name for name in said | stored["given"] if said.get(name) != stored["given"].get(name)
    ):
        name = differing[0]
        told = stored["given"].get(name, LEFT_OUT)
        raise Conflict(f"This text is stored as {where}, with another {name}: {told}.")
    return page.pk, False


def read_address(given: str) -> str:
    """An address of the public web in its one form, as a person or a client gives it.

    Nothing is fetched or looked up. Raises FetchRefused for any other.
    """
    url = parse_url(given)
    if url.is_literal and not may_connect(url.host):
        raise FetchRefused("it is not a public address")
    return str(url)


def choose_source(domain: str, url: str) -> str:
    """The domain to store a text under: the one given, else the address's own where it is known.

    Raises BadInput for a given one that nobody knows.
    """
    if domain:
        return find_source(domain).domain
    try:
        return find_source(urlsplit(url).hostname or "").domain
    except BadInput:
        return UNKNOWN_SOURCE
