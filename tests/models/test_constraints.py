"""What the database itself refuses, and lets through: both sides of each rule."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from coalition.models import Article, Feed, Job, Offer, Page, Position, Review, Stance
from coalition.models.access import ApiKey
from coalition.vocabulary import JobKind, KeyScope
from tests import factories

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, ProgrammingError)


def refuses(deed: Callable[[], Any]) -> str:
    """The words with which the database refuses a deed; fails where it does not."""
    with pytest.raises(REFUSED) as caught, transaction.atomic():
        deed()
    return str(caught.value)


def test_a_quote_that_stands_in_its_text_is_kept() -> None:
    stance = factories.make_stance()
    assert stance.article is not None
    assert stance.article.text[stance.quote_start : stance.quote_end] == factories.QUOTE


def test_T06_a_quote_that_does_not_stand_at_its_offsets_is_refused() -> None:
    words = refuses(lambda: factories.make_stance(quote_start=1))
    assert "quote does not stand in the text" in words


def test_T06_offsets_count_code_points_not_bytes() -> None:
    article = factories.make_article("Київ 🇺🇦 каже: так буде. Кінець.")
    stance = factories.make_stance("каже: так буде", article=article)
    assert (stance.quote_start, stance.quote_end) == (8, 22)


def test_a_quoted_stance_needs_its_article_and_its_quote() -> None:
    assert "quote" in refuses(make_without_article)


def make_without_article() -> Stance:
    """A quoted stance without an article."""
    coded = factories.make_coded_stance()
    return Stance.objects.create(
        kind="quoted",
        country=coded.country,
        proposal=coded.proposal,
        position="opposed",
        voice="government",
        attribution="on-record",
        reader="x",
        reader_version="1",
        claim_key="k",
        extracted={},
    )


def test_a_coded_stance_carries_no_quote() -> None:
    words = refuses(lambda: factories.make_coded_stance(quote="words", quote_start=0, quote_end=5))
    assert "coded_stance_has_summary_and_address_but_no_quote" in words


def test_a_coded_stance_needs_its_address() -> None:
    words = refuses(lambda: factories.make_coded_stance(url=""))
    assert "coded_stance_has_summary_and_address_but_no_quote" in words


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"position": "strongly for"}, "stance_position_is_a_step"),
        ({"voice": "crowd"}, "stance_voice_is_known"),
        ({"attribution": "gossip"}, "stance_attribution_is_known"),
        ({"precision": None}, "stance_day_comes_with_its_precision"),
        ({"first_day": None}, "stance_day_comes_with_its_precision"),
        ({"confidence": 1.5}, "stance_confidence_is_a_share"),
        ({"time": "soon"}, "stance_time_is_known"),
        ({"quantity_flag": "odd"}, "stance_quantity_flag_is_known"),
    ],
)
def test_a_stance_with_a_word_outside_its_vocabulary_is_refused(
    values: dict[str, Any], rule: str
) -> None:
    assert rule in refuses(lambda: factories.make_stance(**values))


def test_the_same_claim_of_an_article_is_kept_once() -> None:
    stance = factories.make_stance()
    words = refuses(
        lambda: factories.make_stance(article=stance.article, claim_key=stance.claim_key)
    )
    assert "claim_is_kept_once" in words


def test_what_stands_changes_only_by_a_review() -> None:
    stance = factories.make_stance()
    words = refuses(lambda: Stance.objects.filter(pk=stance.pk).update(position="opposed"))
    assert "only by a review" in words


def test_raw_sql_cannot_change_what_stands_either() -> None:
    stance = factories.make_stance()

    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE coalition_stance SET review_state = 'accepted' WHERE id = %s", [stance.pk]
            )

    assert "only by a review" in refuses(change)


def test_what_the_machine_said_never_changes() -> None:
    stance = factories.make_stance()
    refuses(lambda: Stance.objects.filter(pk=stance.pk).update(extracted={}))
    stance.refresh_from_db()
    assert stance.extracted == {"position": "committed"}


def test_the_text_of_an_article_never_changes() -> None:
    article = factories.make_article()
    refuses(lambda: Article.objects.filter(pk=article.pk).update(text="Something else."))
    article.refresh_from_db()
    assert factories.QUOTE in article.text


def test_a_verdict_is_written_only_by_review() -> None:
    stance, editor = factories.make_stance(), factories.make_editor()
    words = refuses(lambda: Review.objects.create(stance=stance, editor=editor, verdict="accept"))
    assert "only by a review" in words


def test_a_job_waits_once_for_its_target_but_may_run_beside_it() -> None:
    Job.objects.create(kind=JobKind.STORE_ARTICLE, target=1)
    assert "job_waits_once" in refuses(
        lambda: Job.objects.create(kind=JobKind.STORE_ARTICLE, target=1)
    )
    Job.objects.create(kind=JobKind.READ_STANCES, target=1)
    Job.objects.create(kind=JobKind.STORE_ARTICLE, target=1, state="done")
    assert Job.objects.count() == 3


def test_a_running_job_has_a_lease() -> None:
    words = refuses(lambda: Job.objects.create(kind="read-stances", target=1, state="running"))
    assert "running_job_has_a_lease" in words


def test_a_position_is_null_only_with_a_state_that_says_why() -> None:
    country, proposal = factories.make_country(), factories.make_proposal()
    values = {
        "country": country,
        "proposal": proposal,
        "first": date(2026, 1, 1),
        "statements": 1,
        "origins": 1,
        "reviewed": False,
    }
    words = refuses(lambda: Position.objects.create(state="held", position=None, **values))
    assert "position_is_null_only_with_a_state_that_says_why" in words
    words = refuses(lambda: Position.objects.create(state="stale", position="opposed", **values))
    assert "position_is_null_only_with_a_state_that_says_why" in words
    Position.objects.create(state="stale", position=None, **values)
    Position.objects.create(
        state="held", position="opposed", **(values | {"first": date(2026, 1, 2)})
    )
    assert Position.objects.count() == 2


def test_only_the_digest_of_a_key_is_kept_and_the_key_is_found_by_its_text() -> None:
    row, text = ApiKey.objects.issue("desk", KeyScope.READ)
    assert text not in str(row.__dict__)
    assert ApiKey.objects.find(text, timezone.now()) == row
    assert ApiKey.objects.find(text + "x", timezone.now()) is None
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    assert ApiKey.objects.find(text, timezone.now()) is None


def make_feed(**values: Any) -> Feed:
    """A feed of its own source."""
    url = f"https://paper.example/{Feed.objects.count()}"
    return Feed.objects.create(**{"source": factories.make_source(), "url": url} | values)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"form": "carrier pigeon"}, "feed_form_is_known"),
        ({"interval": timedelta(minutes=4)}, "feed_is_read_every_minutes_to_days"),
        ({"interval": timedelta(days=8)}, "feed_is_read_every_minutes_to_days"),
    ],
)
def test_a_feed_has_a_form_and_an_interval_within_bounds(values: dict[str, Any], name: str) -> None:
    make_feed(form="gdelt", interval=timedelta(minutes=5))
    make_feed(interval=timedelta(days=7))
    assert name in refuses(lambda: make_feed(**values))


def test_an_entry_of_a_feed_leads_to_one_page() -> None:
    page, feed = factories.make_article().page, make_feed()
    Offer.objects.create(feed=feed, key="k", page=page)
    Offer.objects.create(feed=make_feed(), key="k", page=page)
    assert "entry_of_a_feed_leads_to_one_page" in refuses(
        lambda: Offer.objects.create(feed=feed, key="k", page=page)
    )


def test_a_page_that_is_gone_says_since_when_and_keeps_its_bytes() -> None:
    page = factories.make_article().page
    rows = Page.objects.filter(pk=page.pk)
    assert "gone_page_says_since_when" in refuses(lambda: rows.update(state="gone"))
    rows.update(state="gone", missing_since=timezone.now())
    assert "fetched_page_has_its_bytes" in refuses(lambda: rows.update(raw=None))


def test_a_page_that_leads_to_another_says_to_which() -> None:
    first, second = factories.make_article().page, factories.make_article("Another text.").page
    rows = Page.objects.filter(pk=second.pk)
    assert "alias_says_of_which_page" in refuses(lambda: rows.update(state="alias"))
    rows.update(state="alias", same_as=first)


def test_A17_what_a_stance_rests_on_cannot_be_removed() -> None:
    stance = factories.make_stance()
    assert stance.article is not None
    used = (stance.country, stance.proposal, stance.source, stance.article, stance.article.page)
    for row in used:
        assert row is not None
        with pytest.raises((ProtectedError, *REFUSED)), transaction.atomic():
            row.delete()
    assert Stance.objects.filter(pk=stance.pk).exists()
