"""Articles in the admin: their words, their date, and what was refused."""

from datetime import date

import pytest
from django.test import Client

from coalition.models import Position, Reading
from tests import factories
from tests.addresses import ADMIN

pytestmark = pytest.mark.django_db


def test_an_article_shows_its_quotes_and_the_claims_that_were_refused(editor: Client) -> None:
    stance = factories.make_stance()
    assert stance.article is not None
    Reading.objects.create(
        article=stance.article,
        reader="rules",
        version="1",
        found=1,
        refused=[
            {
                "reason": "The quote does not stand in the text.",
                "claim": {"country": "SE", "position": "opposed", "quote": "never said"},
            }
        ],
    )
    page = editor.get(f"{ADMIN}/coalition/article/{stance.article_id}/change/").content.decode()
    assert f'First. </span><mark data-at="7">{factories.QUOTE}</mark>' in page
    assert "The quote does not stand in the text." in page
    assert "never said" in page


@pytest.mark.parametrize(
    ("typed", "first", "precision"),
    [
        ("2025-04-17", date(2025, 4, 17), "day"),
        (" 2025-04 ", date(2025, 4, 1), "month"),
        ("2025", date(2025, 1, 1), "year"),
    ],
)
def test_a_date_as_far_as_it_is_known_lets_the_stances_draw(
    editor: Client, typed: str, first: date, precision: str
) -> None:
    article = factories.make_article(published=None, precision=None)
    factories.make_stance(article=article, first_day=None, precision=None)
    page = f"{ADMIN}/coalition/article/{article.pk}/change/"
    assert editor.post(page, {"day": typed}).status_code == 302
    article.refresh_from_db()
    assert (article.published, article.precision) == (first, precision)
    assert Position.objects.count() > 0


@pytest.mark.parametrize("typed", ["", "soon", "2025-13", "2025-02-30", "2999", "25-01-01"])
def test_what_is_no_date_is_refused(editor: Client, typed: str) -> None:
    article = factories.make_article(published=None, precision=None)
    answer = editor.post(f"{ADMIN}/coalition/article/{article.pk}/change/", {"day": typed})
    article.refresh_from_db()
    assert (answer.status_code, article.published) == (200, None)
    assert b"errorlist" in answer.content


def test_articles_without_a_date_are_found(editor: Client) -> None:
    factories.make_article()
    undated = factories.make_article(published=None, precision=None)
    rows = editor.get(f"{ADMIN}/coalition/article/?dated=no").context["cl"].result_list
    assert [row.pk for row in rows] == [undated.pk]
