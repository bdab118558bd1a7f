"""Hosts that nobody knew: what they bring waits, and an editor's word gives it a tier."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet

from coalition import positions
from coalition.errors import BadVerdict
from coalition.ingestion.articles import prepare_article
from coalition.ingestion.giving import choose_source, give_page
from coalition.ingestion.pages import Given, add_page
from coalition.ingestion.stances import prepare_stances
from coalition.models import Article, Page, Position, Source, Stance
from coalition.sources import UnknownHost, add_source, list_unknown_hosts, move_pages
from coalition.vintages import list_snapshots
from coalition.vocabulary import Tier
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "A newspaper with an editor and an address."


@pytest.fixture(autouse=True)
def unknown(db: None) -> Source:
    """The source of what came without one."""
    return factories.make_source("unknown.invalid", name="Unknown", tier="unknown")


@pytest.fixture
def editor(db: None) -> User:
    return factories.make_editor()


def bring(unknown: Source, url: str, fetched: str = "", **values: Any) -> Stance:
    """A waiting stance of a page of the unknown source; `fetched` is where its address led."""
    stance = factories.make_stance(article=factories.make_article(source=unknown), **values)
    assert stance.article is not None
    page = Page.objects.filter(pk=stance.article.page_id)
    page.update(url=url)
    if fetched:
        page.update(state="fetched", canonical=fetched)
        page.update(state="stored")
    positions.redraw_line(stance.country_id, stance.proposal_id)
    return stance


def admit(domain: str, editor: User, **values: Any) -> int:
    said: dict[str, Any] = {"name": "Courier", "tier": Tier.QUALITY, "reason": WHY}
    return add_source(domain, by=editor, **said | values)


def read_line() -> list[tuple[str, str | None]]:
    """The states and positions of Norway's line."""
    return list(Position.objects.order_by("first").values_list("state", "position"))


def sources_of(rows: "QuerySet[Any]") -> list[str]:
    return list(rows.order_by("pk").values_list("source", flat=True))


def test_an_unknown_host_moves_no_line_until_an_editor_gives_it_a_tier(
    unknown: Source, editor: User
) -> None:
    stance = bring(unknown, "https://news.courier.org/1")
    before = read_line()
    assert ("held", "committed") not in before
    assert admit("courier.org", editor) == 1
    assert ("held", "committed") in read_line()
    for model in (Page, Article, Stance):
        assert sources_of(model.objects.all()) == ["courier.org"]
    assert Article.objects.get().story.origin_id == "courier.org"
    # History says whose deed it was and why, and what stood there before.
    told = list_snapshots(Stance).filter(pgh_obj=stance.pk).order_by("pgh_id")
    context = told.reverse()[0].pgh_context.metadata
    assert (context["user"], context["deed"], context["note"]) == (editor.pk, "add-source", WHY)
    assert [row.source_id for row in told] == ["unknown.invalid", "courier.org"]


def test_hosts_are_listed_by_what_waits_and_with_the_source_that_covers_them_now(
    unknown: Source, editor: User
) -> None:
    bring(unknown, "https://news.courier.org/1")
    bring(unknown, "https://gazette.org/1")
    add_page("https://gazette.org/2")
    Page.objects.create(url="urn:sha256:00", source=unknown)
    Source.objects.create(domain="courier.org", name="Courier", tier="quality")
    rows = [row._replace(newest=None) for row in list_unknown_hosts()]  # type: ignore[arg-type]
    assert rows == [
        UnknownHost("gazette.org", 2, None, 1, None),  # type: ignore[arg-type]
        UnknownHost("news.courier.org", 1, None, 1, "courier.org"),  # type: ignore[arg-type]
    ]
    assert move_pages("courier.org", by=editor) == 1
    assert move_pages("courier.org", by=editor) == 0
    assert [row.host for row in list_unknown_hosts()] == ["gazette.org"]


def test_the_host_of_a_page_is_where_it_was_fetched_not_what_it_declares(
    unknown: Source, editor: User
) -> None:
    short = bring(unknown, "https://short.org/x", fetched="https://courier.org/1")
    liar = bring(unknown, "https://evil.gazette.org/1", fetched="https://evil.gazette.org/1")
    Page.objects.filter(pk=liar.article.page_id).update(canonical="https://gazette.org/1")  # type: ignore[union-attr]
    near = bring(unknown, "https://notcourier.org/1")
    assert [row.host for row in list_unknown_hosts()] == [
        "courier.org",
        "evil.gazette.org",
        "notcourier.org",
    ]
    assert admit("courier.org", editor) == 1
    for stance, source in ((short, "courier.org"), (liar, unknown.pk), (near, unknown.pk)):
        stance.refresh_from_db()
        assert stance.source_id == source


@pytest.mark.parametrize(
    ("domain", "values", "words"),
    [
        ("courier.org", {"reason": " "}, "needs its name and a reason"),
        ("courier.org", {"name": ""}, "needs its name and a reason"),
        ("courier.org", {"tier": Tier.UNKNOWN}, "Unknown is no tier"),
        ("co.uk", {}, "is shared"),
        ("org", {}, "is no domain"),
        ("Courier.org", {}, "is no domain"),
        ("https://courier.org/", {}, "is no domain"),
        ("a\x00.org", {}, "is no domain"),
        ("gazette.org", {}, "No page of gazette.org waits"),
        ("paper.example", {}, "is a source already"),
        ("unknown.invalid", {}, "is a source already"),
    ],
)
def test_what_is_no_publisher_is_refused_and_nothing_moves(
    unknown: Source, editor: User, domain: str, values: dict[str, Any], words: str
) -> None:
    factories.make_source()
    bring(unknown, "https://courier.org/1")
    with pytest.raises(BadVerdict, match=words):
        admit(domain, editor, **values)
    assert sources_of(Page.objects.all()) == [unknown.pk]
    assert not Source.objects.filter(name="Courier").exists()


def test_a_tier_that_does_not_count_is_given_as_well_and_moves_no_line(
    unknown: Source, editor: User
) -> None:
    bring(unknown, "https://courier.org/1")
    before = read_line()
    admit("courier.org", editor, tier=Tier.STATE_ALIGNED)
    assert (read_line(), sources_of(Stance.objects.all())) == (before, ["courier.org"])


def test_an_agency_that_is_added_is_the_wire_of_its_own_reports(
    unknown: Source, editor: User
) -> None:
    bring(unknown, "https://courier.org/1")
    admit("courier.org", editor, tier=Tier.AGENCY)
    article = Article.objects.get()
    assert (article.wire, article.story.origin_reason) == ("courier.org", "named-wire")


def test_a_text_that_was_handed_over_is_the_same_again_after_its_host_has_a_source(
    editor: User,
) -> None:
    raw, url = (
        b"Norway will send soldiers to the force, it said on Monday.",
        "https://courier.org/1",
    )

    def give() -> tuple[int, bool]:
        given = Given(source=choose_source("", url))
        return give_page(raw, given, url=url, content_type="text/plain")

    key, new = give()
    assert (new, sources_of(Page.objects.all())) == (True, ["unknown.invalid"])
    admit("courier.org", editor)
    assert (give(), sources_of(Page.objects.all())) == ((key, False), ["courier.org"])


def test_what_was_being_read_while_the_source_was_added_is_stored_under_it(
    editor: User, unknown: Source
) -> None:
    factories.make_country()
    factories.make_proposal()
    words = (
        b"The Norwegian prime minister said on Tuesday that Norway will send two hundred soldiers to "
        b"the multinational force in Ukraine once a ceasefire holds."
    )
    give_page(words, Given(), url="https://courier.org/1", content_type="text/plain")
    store = prepare_article(Page.objects.get().pk)
    admit("courier.org", editor)
    store()
    assert sources_of(Article.objects.all()) == ["courier.org"]
    Article.objects.update(source=unknown)
    Page.objects.update(source=unknown)
    keep = prepare_stances(Article.objects.get().pk)
    move_pages("courier.org", by=editor)
    keep()
    assert set(sources_of(Stance.objects.all())) == {"courier.org"}
