"""Raw bytes beside the database: in a folder, and in object storage that speaks S3."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from coalition.config.storage import describe_page_store
from coalition.errors import BytesMissing, StoreAway
from coalition.ingestion import jobs
from coalition.ingestion.articles import prepare_article
from coalition.ingestion.fetcher import FetchResult
from coalition.ingestion.fetching import read_change
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.management import backups
from coalition.models import ApiKey, Article, Job, Page
from coalition.page_bytes import keep_bytes, let_go_of_bytes, read_bytes
from coalition.removal import remove_text
from coalition.retention import let_go
from coalition.vocabulary import KeyScope
from tests.object_store import ObjectStore
from tests.site import make_text, make_world

pytestmark = pytest.mark.django_db
TEXT = make_text(1).encode()
NAME = hashlib.sha256(TEXT).hexdigest()
GIVEN = Given(language="en", date="2026-03-02", source="paper.example")


@dataclass(frozen=True)
class Store:
    """A store, what it holds by name, and how it is made to go away."""

    held: Callable[[], dict[str, bytes]]
    spoil: Callable[[str, bytes | None], None]
    end: Callable[[], None]


def use_store(settings: Settings, address: str, endpoint: str = "") -> None:
    """Sets PAGE_STORE as the environment would."""
    entry, faults = describe_page_store(address, endpoint)
    settings.PAGE_STORE, settings.PAGE_STORE_FAULTS = address, faults
    settings.STORAGES = settings.STORAGES | {"pages": entry}


@pytest.fixture(params=["folder", "s3"])
def store(
    request: pytest.FixtureRequest,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Store]:
    """Each kind of store, empty."""
    settings.READER = "rules"
    make_world()
    if request.param == "folder":
        folder = tmp_path / "pages"
        use_store(settings, f"file://{folder}")

        def read() -> dict[str, bytes]:
            return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}

        def spoil(name: str, raw: bytes | None) -> None:
            file = folder / name[:2] / name
            file.unlink()
            if raw is not None:
                file.write_bytes(raw)

        def end() -> None:
            folder.write_text("no folder")

        yield Store(read, spoil, end)
        return
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "only for this test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")
    with ObjectStore() as server:
        use_store(settings, "s3://bucket/raw", server.address)

        def spoil_object(name: str, raw: bytes | None) -> None:
            path = f"/bucket/raw/{name[:2]}/{name}"
            server.objects.pop(path)
            if raw is not None:
                server.objects[path] = raw

        yield Store(
            lambda: {path.rpartition("/")[2]: raw for path, raw in server.objects.items()},
            spoil_object,
            server.end,
        )


def give(raw: bytes, url: str = "") -> Page:
    """A page as somebody gives it."""
    return store_page(raw, GIVEN, url=url, content_type="text/plain")[0]


def test_bytes_lie_in_the_store_are_read_from_it_and_go_with_the_last_page_that_names_them(
    store: Store, settings: Settings
) -> None:
    first, second = give(TEXT), give(TEXT, "https://paper.example/same")
    assert store.held() == {NAME: TEXT}
    rows = Page.objects.values_list("raw", "in_store", "sha256")
    assert {(bytes(raw or b"?"), *rest) for raw, *rest in rows} == {(b"?", True, NAME)}
    assert sum(1 for _ in do_jobs()) == 4  # two articles and their stances
    assert set(Article.objects.values_list("text", flat=True)) == {TEXT.decode()}

    settings.RAW_PAGE_DAYS = 30
    Page.objects.filter(pk=first.pk).update(fetched_at=timezone.now() - timedelta(days=31))
    assert (let_go(), let_go()) == (1, 0)
    assert store.held() == {NAME: TEXT}  # the second page's
    first.refresh_from_db()
    assert (first.sha256, first.in_store, read_bytes(first)) == (NAME, False, b"")
    prepare_article(first.pk)()
    article = Article.objects.get(page=second)
    remove_text(article.pk, notice="Asked for.", by=User.objects.create_user("editor"))
    assert store.held() == {}
    assert read_bytes(Page.objects.get(pk=second.pk)) == b""


def test_a_new_version_takes_the_place_of_the_bytes_before(store: Store) -> None:
    page = give(TEXT, "https://paper.example/1")
    for _ in do_jobs():
        pass
    newer = make_text(2).encode()
    page.refresh_from_db()
    result = FetchResult(url=page.url, status=200, raw=newer, content_type="text/plain")
    store_it = read_change(page, result)
    with transaction.atomic():
        store_it()
    assert store.held() == {hashlib.sha256(newer).hexdigest(): newer}
    assert sorted(Article.objects.values_list("version", flat=True)) == [1, 2]


def test_what_is_not_there_as_it_was_stored_is_no_page_without_words(store: Store) -> None:
    page = give(TEXT)
    store.spoil(NAME, b"Other words.")
    with pytest.raises(BytesMissing, match="other bytes"):
        read_bytes(Page.objects.get(pk=page.pk))
    store.spoil(NAME, None)
    with pytest.raises(BytesMissing, match="has not"):
        next(do_jobs())
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("waiting", 1)
    assert job.error.startswith("BytesMissing: The store of raw pages has not")
    give(TEXT, "https://paper.example/again")  # who brings them again mends it
    assert read_bytes(Page.objects.get(pk=page.pk)) == TEXT


def test_a_store_that_is_away_costs_a_503_and_no_attempt_and_nothing_is_half_there(
    store: Store, client: Client, settings: Settings
) -> None:
    page = give(TEXT)
    key = ApiKey.objects.issue("a desk", KeyScope.INGEST)[1]
    storages["pages"].delete(f"{NAME[:2]}/{NAME}")
    if (folder := Path(getattr(storages["pages"], "location", ""))).is_dir():
        (folder / NAME[:2]).rmdir()
        folder.rmdir()
    store.end()
    with pytest.raises(StoreAway, match="does not answer"), transaction.atomic():
        give(make_text(3).encode())
    told = client.post(
        "/api/v1/articles",
        json.dumps({"text": make_text(4), "url": "https://paper.example/4", "language": "en"}),
        content_type="application/json",
        headers={"authorization": f"Bearer {key}"},
    )
    assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    assert "Nothing can be stored" in told.json()["detail"]
    assert list(Page.objects.values_list("pk", flat=True)) == [page.pk]
    job = jobs.claim_job()
    assert job is not None
    with pytest.raises(StoreAway), jobs.hold_job(job), transaction.atomic():
        let_go_of_bytes(page.pk)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("waiting", 0)
    assert Page.objects.get().in_store
    settings.PAGE_STORE = ""
    with pytest.raises(StoreAway, match="PAGE_STORE names none"):
        read_bytes(page)


def test_bytes_without_a_row_and_halves_of_files_are_taken_over(store: Store) -> None:
    with transaction.atomic():
        keep_bytes(TEXT)
        transaction.set_rollback(True)
    assert store.held() == {NAME: TEXT}
    store.spoil(NAME, TEXT[:10])  # its writer died
    assert read_bytes(Page.objects.get(pk=give(TEXT).pk)) == TEXT
    assert store.held() == {NAME: TEXT}


def test_an_address_that_is_none_is_refused_in_a_sentence() -> None:
    for wrong in ("pages", "file://host/pages", "s3://", "ftp://a/b"):
        with pytest.raises(ImproperlyConfigured, match="PAGE_STORE must be an address"):
            describe_page_store(wrong, "")


@pytest.mark.django_db(transaction=True)
def test_a_backup_says_how_many_pages_lie_beside_it(settings: Settings, tmp_path: Path) -> None:
    use_store(settings, f"file://{tmp_path}/pages")
    make_world()
    give(TEXT)
    assert backups.write_backup(tmp_path / "one").pages_in_store == 1
    assert backups.check_backup(tmp_path / "one").pages_in_store == 1
