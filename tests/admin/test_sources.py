"""Unknown hosts in the admin: who may see them, who may give one a tier, and what is refused."""

import pytest
from django.test import Client

from coalition.models import Page, Source
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn

pytestmark = pytest.mark.django_db

HOSTS = f"{ADMIN}/coalition/source/hosts/"
SENT = {
    "domain": "courier.org",
    "name": "Courier",
    "tier": "quality",
    "reason": "A newspaper with an address.",
}


@pytest.fixture(autouse=True)
def waiting(db: None) -> Page:
    """A page of a host that nobody knows."""
    unknown = factories.make_source("unknown.invalid", name="Unknown", tier="unknown")
    article = factories.make_article(source=unknown)
    Page.objects.update(url="https://news.courier.org/1")
    return article.page


@pytest.fixture
def senior(log_in: LogIn) -> Client:
    return log_in("senior-editor")


def test_a_host_becomes_a_source_and_its_page_is_told(senior: Client, waiting: Page) -> None:
    assert "?domain=news.courier.org" in senior.get(HOSTS).content.decode()
    form = senior.get(f"{HOSTS}add/?domain=news.courier.org").content.decode()
    assert 'value="news.courier.org"' in form
    assert 'value="unknown"' not in form
    page = senior.post(f"{HOSTS}add/", SENT, follow=True).content.decode()
    assert "1 page has its source; the lines concerned are redrawn." in page
    assert "No page waits under the unknown source." in page
    waiting.refresh_from_db()
    assert (waiting.source_id, Source.objects.get(pk="courier.org").tier) == (
        "courier.org",
        "quality",
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tier", "unknown", "Select a valid choice"),
        ("reason", "", "This field is required"),
        ("domain", "org", "is no domain"),
        ("domain", "nowhere.org", "No page of nowhere.org waits"),
        ("domain", "<b>.org", "&lt;b&gt;.org is no domain"),
    ],
)
def test_what_cannot_be_a_source_is_refused_in_words(
    senior: Client, waiting: Page, field: str, value: str, words: str
) -> None:
    page = senior.post(f"{HOSTS}add/", SENT | {field: value})
    assert words in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.source_id == "unknown.invalid"


def test_pages_of_a_source_that_came_later_are_moved_by_a_button(
    senior: Client, waiting: Page
) -> None:
    Source.objects.create(domain="courier.org", name="Courier", tier="quality")
    assert "Move its pages to courier.org" in senior.get(HOSTS).content.decode()
    for domain in ("unknown.invalid", "none.org", "a\0b", ""):
        assert senior.post(f"{HOSTS}move/", {"domain": domain}).status_code == 404
    senior.post(f"{HOSTS}move/", {"domain": "courier.org"})
    waiting.refresh_from_db()
    assert waiting.source_id == "courier.org"


def test_only_who_may_grade_sources_may_add_one(log_in: LogIn, waiting: Page) -> None:
    editor = log_in("editor")
    page = editor.get(HOSTS)
    assert (page.status_code, b"?domain=" in page.content) == (200, False)
    assert editor.get(f"{HOSTS}add/").status_code == 403
    assert editor.post(f"{HOSTS}add/", SENT).status_code == 403
    assert editor.post(f"{HOSTS}move/", {"domain": "courier.org"}).status_code == 403
    assert Client().get(HOSTS).status_code == 302
    waiting.refresh_from_db()
    assert waiting.source_id == "unknown.invalid"
