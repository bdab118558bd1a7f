"""Where the raw bytes of pages lie: in the rows, or, where PAGE_STORE says so, in a store beside them.

A store is any of Django's: a folder, or object storage. There bytes are named by their content, written
before the row that says so, and read through here alone. A worker that dies in between leaves bytes that no
row names: the next page with the same content takes them over, and they harm nobody.

Bytes are put and taken away under a lock of their name, held until the row is settled: so none are taken
from a page that was stored meanwhile. They are taken away before the transaction ends. If it then fails,
they are missing where they were to go anyway; the deed asked for again makes it right.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection

from coalition.errors import BytesMissing, StoreAway
from coalition.models import Page

Value = TypeVar("Value")


def keep_bytes(raw: bytes) -> dict[str, Any]:
    """Keeps the bytes of a page where they belong; returns the columns that say so, hash included.

    Called inside the transaction that then writes these columns. Raises StoreAway.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    if not settings.PAGE_STORE or not raw:
        return {"raw": raw, "sha256": sha256, "in_store": False}
    hold_name(sha256)
    name = name_bytes(sha256)
    store = open_store()

    def put() -> None:
        if store.exists(name):
            if store.size(name) == len(raw):
                return
            store.delete(name)  # a folder's file whose writer died in the middle
        store.save(name, ContentFile(raw))

    reach(put)
    return {"raw": b"", "sha256": sha256, "in_store": True}


def read_bytes(page: Page) -> bytes:
    """The bytes of a page's newest version; empty where they were let go of.

    Raises StoreAway, and BytesMissing where the store has not what the row says.
    """
    if not page.in_store:
        return bytes(page.raw or b"")
    store = open_store()

    def read() -> bytes | None:
        try:
            with store.open(name_bytes(page.sha256)) as file:
                return bytes(file.read())
        except FileNotFoundError:
            return None

    raw = reach(read)
    if raw is None or hashlib.sha256(raw).hexdigest() != page.sha256:
        what = "has not" if raw is None else "has other bytes in place of"
        raise BytesMissing(f"The store of raw pages {what} {name_bytes(page.sha256)}.")
    return raw


def let_go_of_bytes(page_id: int) -> None:
    """Empties the bytes of a page for good, wherever they lie; its hash stays. Called inside a
    transaction. Raises StoreAway."""
    page = Page.objects.select_for_update().only("sha256", "in_store").get(pk=page_id)
    Page.objects.filter(pk=page_id).update(raw=b"", in_store=False)
    if page.in_store:
        drop_unnamed(page.sha256)


def drop_unnamed(sha256: str) -> None:
    """Deletes bytes from the store unless a page still names them."""
    hold_name(sha256)
    if not Page.objects.filter(sha256=sha256, in_store=True).exists():
        reach(lambda: open_store().delete(name_bytes(sha256)))


def name_bytes(sha256: str) -> str:
    """The name of bytes in the store; in folders of some thousands, where it is a disk."""
    return f"{sha256[:2]}/{sha256}"


def open_store() -> Storage:
    """The store of the settings. Raises StoreAway where they name none."""
    if not settings.PAGE_STORE:
        raise StoreAway("Raw pages lie in a store, but PAGE_STORE names none.")
    return storages["pages"]


def hold_name(sha256: str) -> None:
    """Waits until nobody else puts or takes away these bytes, and keeps others from it to the end of
    the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [sha256])


def reach(deed: Callable[[], Value]) -> Value:
    """What a deed at the store gives. Raises StoreAway where it cannot be reached or refuses."""
    try:
        return deed()
    except settings.PAGE_STORE_FAULTS as error:
        raise StoreAway(
            f"The store of raw pages does not answer: {type(error).__name__}."
        ) from error
