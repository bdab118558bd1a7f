"""Pages: what was given, a file byte for byte or an address, and the work that follows from it."""

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coalition.errors import BadInput
from coalition.extraction.dates import parse_day
from coalition.extraction.links import clean_link
from coalition.ingestion.jobs import add_job
from coalition.models import Page, Source
from coalition.models.sources import UNKNOWN_SOURCE
from coalition.page_bytes import keep_bytes
from coalition.vocabulary import JobKind, PageState

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL takes into no text
FILE = "urn:sha256:"  # how a page without an address is named: by its content


@dataclass(frozen=True, slots=True)
class Given:
    """What the giver of a page says of it; empty where nothing is said.

    `date` is YYYY, YYYY-MM or YYYY-MM-DD; `source` is the domain of a known source.
    """

    language: str = ""
    date: str = ""
    title: str = ""
    source: str = ""

    @classmethod
    def parse(cls, values: dict[str, Any], where: str) -> "Given":
        """Checks what was given. Raises BadInput that names `where` and the field."""
        fields = {"language", "date", "title", "source"}
        if unknown := sorted(set(values) - fields):
            raise BadInput(f"{where}: {unknown[0]!r} is not one of {', '.join(sorted(fields))}.")
        for name, value in values.items():
            if not isinstance(value, str | None):
                raise BadInput(f"{where}: {name} must be a text, not {value!r}.")
            if UNSTORABLE.search(value or ""):
                raise BadInput(f"{where}: {name} holds a character that no text has.")
        given = cls(**{name: value or "" for name, value in values.items()})
        if given.date:
            parse_day(given.date, where)
        return given


def store_page(
    raw: bytes, given: Given, *, url: str = "", content_type: str, file_name: str = ""
) -> tuple[Page, bool]:
    """Keeps the bytes of a page and asks for its article, in one transaction.

    Returns the page and whether it is new. A page without an address is named by its content, so
    the same bytes given twice are one page. Raises BadInput for a source that nobody knows, StoreAway.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    source = find_source(given.source)
    if len(raw) > settings.INGEST_MAX_BYTES:
        raise BadInput(f"{file_name or url}: larger than {settings.INGEST_MAX_BYTES:,} bytes.")
    name = url or f"{FILE}{sha256}"
    if known := Page.objects.defer("raw").filter(url=name).first():
        return known, False
    with transaction.atomic():
        page, new = Page.objects.get_or_create(
            url=name,
            defaults={
                "source": source,
                "state": PageState.FETCHED,
                "content_type": content_type,
                "file_name": file_name,
                "given": {name: value for name, value in asdict(given).items() if value},
                "fetched_at": timezone.now(),
                **keep_bytes(raw),
            },
        )
        if new:
            add_job(JobKind.STORE_ARTICLE, page.pk)
    return page, new


def find_source(domain: str) -> Source:
    """The source of a domain or of its nearest parent; the quarantined unknown one for none."""
    if not domain:
        return Source.objects.get(domain=UNKNOWN_SOURCE)
    labels = domain.lower().split(".")
    parents = [".".join(labels[i:]) for i in range(len(labels))]
    known = Source.objects.in_bulk(parents)
    for parent in parents:
        if parent in known:
            return known[parent]
    raise BadInput(f"{domain} is no known source: add it to the sources first.")


def add_page(url: str) -> tuple[Page, bool]:
    """The page of an address that somebody gives, and whether it is new; asks for it at once.

    Raises BadInput for what is no address of the web.
    """
    link = clean_link(url)
    if not link:
        raise BadInput(f"{url}: not an address of the web such as https://host/path.")
    with transaction.atomic():
        page = Page.objects.filter(Q(url=link) | Q(canonical=link)).order_by("id").first()
        new = page is None
        if page is None:
            page, new = Page.objects.get_or_create(
                url=link, defaults={"source": find_page_source(link)}
            )
        add_job(JobKind.FETCH_PAGE, page.pk)
    return page, new


def find_page_source(url: str) -> Source:
    """The source of an address: by its host, whoever led there; the unknown one where none is known."""
    try:
        return find_source(urlsplit(url).hostname or "")
    except BadInput:
        return Source.objects.get(domain=UNKNOWN_SOURCE)


def retry_page(page: Page) -> bool:
    """Asks for a page anew, with its failures forgotten; whether it is one of the web."""
    if page.url.startswith(FILE):
        return False
    with transaction.atomic():
        Page.objects.filter(pk=page.pk).update(tries=0, checked_at=None)
        add_job(JobKind.FETCH_PAGE, page.pk)
    return True
