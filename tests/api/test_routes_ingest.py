"""Taking articles in through the API: once each, whole or not at all, and only with the right key."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from pytest_django import Settings

from coalition.api.limits import WRONG_KEY_COST
from coalition.ingestion.pipeline import do_jobs
from coalition.models import ApiKey, Article, Job, Page, Source
from coalition.models.sources import UNKNOWN_SOURCE
from coalition.vocabulary import JobKind, KeyScope
from tests import factories
from tests.api.conftest import read_problem

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/articles"
TEXT = "Norway will send soldiers to the force, its prime minister said in Oslo on Tuesday."
GIVEN = {"text": TEXT, "url": "https://paper.example/1", "date": "2025-04-01", "language": "en"}


@pytest.fixture(autouse=True)
def sources(db: None) -> None:
    """A known source, and the one for texts of which nobody knows whose they are."""
    factories.make_source()
    factories.make_source(UNKNOWN_SOURCE, tier="unknown")


def bear(scope: KeyScope = KeyScope.INGEST) -> dict[str, str]:
    """The header with a new key."""
    return {"Authorization": f"Bearer {ApiKey.objects.issue('a desk', scope)[1]}"}


def send(client: Client, body: Any, **options: Any) -> Any:
    """Sends a body, as JSON unless it is bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body)
    options.setdefault("headers", bear())
    options.setdefault("content_type", "application/json")
    return client.post(ADDRESS, raw, **options)


def test_a_text_is_taken_in_and_its_reply_leads_to_what_came_of_it(client: Client) -> None:
    key = bear()
    response = send(client, GIVEN, headers=key)
    page = Page.objects.get()
    assert response.status_code == 202, response.content
    assert response["Location"] == f"/api/v1/pages/{page.pk}"
    assert response["Cache-Control"] == "private, no-store"
    first = {
        "id": page.pk,
        "url": "https://paper.example/1",
        "state": "fetched",
        "failure": "",
        "waiting": True,
        "stuck": False,
        "articles": [],
        "found_at": page.found_at.isoformat().replace("+00:00", "Z"),
    }
    assert response.json() == first | {"new": True}
    assert client.get(response["Location"], headers=key).json() == first
    assert (page.source_id, page.given) == (
        "paper.example",
        {"language": "en", "date": "2025-04-01", "source": "paper.example"},
    )
    assert [job.target for job in Job.objects.all()] == [page.pk]
    list(do_jobs(Q(kind=JobKind.STORE_ARTICLE)))
    article = Article.objects.get()
    assert (article.text, article.language) == (TEXT, "en")
    later = client.get(response["Location"], headers=key)
    assert later.json() == first | {
        "state": "stored",
        "waiting": True,
        "articles": [article.pk],
    }
    assert later["Cache-Control"] == "private, no-store"


def test_an_address_alone_is_fetched_by_the_workers(client: Client) -> None:
    response = send(client, {"url": "https://paper.example/2?utm_source=feed"})
    page = Page.objects.get()
    assert response.status_code == 202, response.content
    assert (page.url, page.state) == ("https://paper.example/2", "found")
    assert response.json()["waiting"] is True
    assert Job.objects.get().kind == JobKind.FETCH_PAGE
    again = send(client, {"url": "https://paper.example/2"})
    assert (again.json()["id"], again.json()["new"]) == (page.pk, False)
    assert Job.objects.count() == 1


def test_nothing_is_said_of_what_will_be_fetched(client: Client) -> None:
    problem = read_problem(send(client, {"url": "https://paper.example/2", "language": "en"}), 422)
    assert "url alone" in problem["detail"]
    assert Page.objects.count() == 0


def test_html_keeps_its_letters_whatever_its_head_says(client: Client) -> None:
    page = f"<html><head><meta charset=latin-1><title>T</title></head><p>Łódź. {TEXT}</p></html>"
    assert send(client, {"html": page}).status_code == 202
    list(do_jobs(Q(kind=JobKind.STORE_ARTICLE)))
    assert "Łódź" in Article.objects.get().text
    assert Article.objects.get().source_id == UNKNOWN_SOURCE


def test_A04_the_same_again_is_the_same_page(client: Client) -> None:
    replies = [send(client, GIVEN) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [202] * 3
    assert [reply.json()["new"] for reply in replies] == [True, False, False]
    assert Page.objects.count() == Job.objects.count() == 1


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"text": TEXT + " More."}, "with another text."),
        ({"date": "2025-04-02"}, "with another date: 2025-04-01."),
        ({"date": None}, "with another date: 2025-04-01."),
        ({"title": "A headline"}, "with another title: left out."),
    ],
)
def test_A04_another_text_or_other_words_on_it_are_a_conflict(
    client: Client, other: dict[str, Any], words: str
) -> None:
    send(client, GIVEN)
    before = Page.objects.values().get()
    problem = read_problem(send(client, GIVEN | other), 409)
    assert problem["detail"].endswith(words)
    assert Page.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_A04_of_many_at_once_one_is_new() -> None:
    factories.make_source()
    factories.make_source(UNKNOWN_SOURCE, tier="unknown")
    key = bear()

    def give(_: int) -> bool:
        try:
            return bool(send(Client(), GIVEN, headers=key).json()["new"])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(give, range(30))) == [False] * 29 + [True]
    assert Page.objects.count() == Job.objects.count() == 1


def test_A06_without_the_right_key_nothing_is_read_or_told(client: Client) -> None:
    page = send(client, GIVEN).json()["id"]
    for address in (ADDRESS, f"/api/v1/pages/{page}"):
        for headers, status in (
            ({}, 401),
            ({"Authorization": "Bearer wrong"}, 401),
            (bear(KeyScope.READ), 403),
            (bear(KeyScope.WEBHOOK), 403),
        ):
            ask = client.post if address == ADDRESS else client.get
            response = ask(address, headers=headers)
            problem = read_problem(response, status)
            assert TEXT not in json.dumps(problem)
            assert (status == 401) == ("WWW-Authenticate" in response)
    assert send(client, GIVEN, headers=bear(KeyScope.ADMIN)).status_code == 202


@pytest.mark.usefixtures("still_clock")
def test_A07_wrong_keys_are_counted_before_a_body_is_read(
    client: Client, settings: Settings
) -> None:
    settings.API_PER_MINUTE_WITH_KEY = 2 * WRONG_KEY_COST
    wrong = {"Authorization": "Bearer cow_x_y"}
    seen = [send(client, GIVEN, headers=wrong).status_code for _ in range(4)]
    assert (seen, Page.objects.count()) == ([401, 401, 429, 429], 0)


def test_A05_a_batch_is_refused_as_a_whole_in_words(client: Client) -> None:
    """Articles come one by one: of a list none is taken, so that none is lost unseen."""
    problem = read_problem(send(client, [GIVEN, {"text": ""}]), 422)
    assert problem["detail"].startswith("body must be ")
    assert Page.objects.count() == 0


def test_an_unknown_page_is_not_found(client: Client) -> None:
    for number in (999, 2**31, 10**30):
        read_problem(client.get(f"/api/v1/pages/{number}", headers=bear()), 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        ('{"text":"é"}'.encode("latin-1"), 400),
        ('{"text":"x"}'.encode("utf-16"), 400),
        (b'{"text":"a","text":"b"}', 400),
        (b'{"text":NaN}', 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"{}", 422),
    ],
)
def test_A02_a_body_that_cannot_be_read_is_refused(
    client: Client, body: bytes, status: int
) -> None:
    read_problem(send(client, body), status)
    assert Page.objects.count() == 0


@pytest.mark.parametrize("body", [{}, {"url": None}, {"text": None, "html": None}])
def test_a_body_of_nothing_is_refused(client: Client, body: dict[str, None]) -> None:
    problem = read_problem(send(client, body), 422)
    assert problem["detail"].endswith("or html must be given, or url alone.")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "", "text must not be empty"),
        ("text", " \n", "text must not be empty"),
        ("text", 5, "text must be a valid string"),
        ("text", "\ud800", "text must be Unicode"),
        ("title", "\udfff", "title must be a valid string"),
        ("html", TEXT, "or html must be given, one of them"),
        ("url", "paper.example/1", "url is refused: "),
        ("url", "file:///etc/passwd", "url is refused: "),
        ("url", "http://127.0.0.1/", "url is refused: "),
        ("url", "https://user:secret@paper.example/", "url is refused: "),
        ("url", "https://paper.example/" + "a" * 3000, "url must have at most 2000 characters"),
        ("url", "https://paper.example/\x00", "url is refused: "),
        ("date", "yesterday", "date must be YYYY, YYYY-MM or YYYY-MM-DD, from 1990 to tomorrow"),
        ("date", "9999-12-31", "date must be YYYY, YYYY-MM or YYYY-MM-DD, from 1990 to tomorrow"),
        ("date", "1066", "date must be YYYY, YYYY-MM or YYYY-MM-DD, from 1990 to tomorrow"),
        ("language", "english", "language must match pattern"),
        ("source", "nobody.example", "source is refused: nobody.example is no known source"),
        ("source", "a b", "source must match pattern"),
        ("title", "a\x00b", "title must match pattern"),
        ("language", 2**31, "language must be a valid string"),
        ("date", 10**30, "date must be a valid string"),
        ("date", "0001-01-01", "date must be YYYY, YYYY-MM or YYYY-MM-DD, from 1990 to tomorrow"),
        ("url", ["https://paper.example/1"], "url must be a valid string"),
        ("title", "a" * 501, "title must have at most 500 characters"),
        ("tier", "official", "tier is no field of this body"),
        ("state", "stored", "state is no field of this body"),
    ],
)
def test_A01_A10_a_field_that_cannot_be_is_refused_by_name(
    client: Client, field: str, value: Any, words: str
) -> None:
    problem = read_problem(send(client, GIVEN | {field: value}), 422)
    assert words in problem["detail"]
    assert Page.objects.count() == 0


def test_the_credentials_of_a_refused_address_are_not_repeated(client: Client) -> None:
    response = send(client, GIVEN | {"url": "https://user:secret@paper.example/"})
    assert "secret" not in response.content.decode()


def test_A03_a_body_or_a_text_that_is_too_large_is_refused(
    client: Client, settings: Settings
) -> None:
    settings.INGEST_MAX_BYTES = 1000
    read_problem(send(client, {"text": "x" * 1001}), 422)
    read_problem(send(client, {"text": "x" * 30_000}), 413)
    assert send(client, {"text": TEXT.ljust(1000)}).status_code == 202


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_another_kind_of_body_is_refused(client: Client, kind: str) -> None:
    read_problem(send(client, b"{}", content_type=kind), 415)


def test_what_is_written_takes_no_parameters(client: Client) -> None:
    response = client.post(
        f"{ADDRESS}?limit=5", json.dumps(GIVEN), content_type="application/json", headers=bear()
    )
    assert read_problem(response, 422)["errors"][0]["parameter"] == "limit"


def test_a_subdomain_is_its_source_and_a_given_source_goes_first(client: Client) -> None:
    Source.objects.create(domain="gov.example", name="A government", tier="official")
    send(client, GIVEN | {"url": "https://news.paper.example/2"})
    send(client, GIVEN | {"url": "https://paper.example/3", "source": "www.gov.example"})
    found = dict(Page.objects.values_list("url", "source"))
    assert found == {
        "https://news.paper.example/2": "paper.example",
        "https://paper.example/3": "gov.example",
    }


def test_methods_are_told_and_no_browser_of_another_site_may_write(client: Client) -> None:
    assert client.options(ADDRESS)["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.options(ADDRESS)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in client.options(ADDRESS)["Access-Control-Allow-Headers"]
    response = client.delete(ADDRESS)
    assert read_problem(response, 405)["detail"].startswith("DELETE is not for this address")
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
