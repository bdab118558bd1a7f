"""Reading feeds: what is found, once each; what fails, in words; with the ids of the fault catalogue."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from coalition.ingestion.feeds import read_feed
from coalition.ingestion.timetable import LONGEST, SHORTEST
from coalition.models import Feed, Job, Offer, Page
from tests import factories
from tests.hostile_server import HostileServer, Visitor, redirect, reply
from tests.ingestion.web import (
    item,
    links,
    make_feed,
    play_feed,
    read,
    rss,
    urls,
)

pytestmark = pytest.mark.django_db


def hours_until_due(feed: Feed) -> float:
    assert feed.due_at is not None
    return (feed.due_at - timezone.now()).total_seconds() / 3600


# --- what is found --------------------------------------------------------------------------------


def test_new_entries_become_pages_that_are_asked_for_one_after_the_other(
    server: HostileServer,
) -> None:
    date = "Mon, 02 Mar 2026 10:00:00 +0000"
    entries = [
        item(server.url("/a?utm_source=rss"), "One", date=date),
        item(server.url("/b"), "Two"),
    ]
    play_feed(server, rss(entries), ETag='"1"')
    feed = read(make_feed(server))
    [a, b] = Page.objects.order_by("url")
    assert (a.url, a.state, a.source.domain, a.feed) == (
        server.url("/a"),
        "found",
        "127.0.0.1",
        feed,
    )
    assert a.given == {
        "title": "One",
        "date": "2026-03-02",
        "language": "en",
        "link": server.url("/a?utm_source=rss"),
    }
    assert b.given == {"title": "Two", "language": "en"}
    waits = list(
        Job.objects.filter(kind="fetch-page").order_by("due_at").values_list("target", "due_at")
    )
    assert [target for target, _ in waits] == [a.pk, b.pk]
    assert waits[1][1] - waits[0][1] >= timedelta(seconds=5)
    assert (feed.last_error, feed.notes, feed.etag, feed.failures) == ("", "", '"1"', 0)
    assert feed.last_success_at is not None
    assert feed.last_new_at is not None


def test_F04_three_readings_make_no_second_page(server: HostileServer) -> None:
    feed = make_feed(server)
    for number in range(3):
        # Ids with the session, titles with another case: the entries are the same.
        entries = [
            item(server.url(f"/a?sessionid={number}"), "One", guid=f"http://x/?sid={number}"),
            item(server.url("/b"), "Two"),
        ]
        play_feed(server, rss(entries))
        read(feed)
    assert sorted(urls()) == ["a", "b"]


def test_F04_an_entry_whose_address_changed_is_known_by_its_id(server: HostileServer) -> None:
    feed = make_feed(server)
    play_feed(server, rss([item(server.url("/talks-begin"), "Talks", guid="7")]))
    read(feed)
    play_feed(server, rss([item(server.url("/talks-begin-in-oslo"), "TALKS", guid="7")]))
    read(feed)
    assert urls() == ["talks-begin"]


def test_F04_an_old_id_on_another_article_loses_neither(server: HostileServer) -> None:
    feed = make_feed(server)
    for day in ("monday", "tuesday"):
        play_feed(server, rss([item(server.url(f"/{day}"), f"Of {day}", guid="1")]))
        read(feed)
    assert urls() == ["monday", "tuesday"]
    assert Offer.objects.get().page.url == server.url("/tuesday")


def test_a_page_that_two_feeds_offer_is_one(server: HostileServer) -> None:
    play_feed(server, rss(links(server, 2)))
    server.plays["/other"] = server.plays["/feed"]
    read(make_feed(server))
    read(make_feed(server, "/other"))
    assert (Page.objects.count(), Offer.objects.count()) == (2, 4)
    assert Job.objects.filter(kind="fetch-page").count() == 2


def test_a_page_known_by_where_it_ended_is_not_found_again(server: HostileServer) -> None:
    source = factories.make_source("127.0.0.1")
    Page.objects.create(url=server.url("/amp/1"), canonical=server.url("/1"), source=source)
    play_feed(server, rss(links(server, 2)))
    read(make_feed(server))
    assert urls() == ["amp/1", "2"]


def test_F07_dates_that_cannot_be_are_not_given_to_pages(server: HostileServer) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(days=40))
    entries = [
        item(server.url("/a"), "A", date=soon),
        item(server.url("/b"), "B", date="1 Nonsense"),
    ]
    play_feed(server, rss(entries))
    feed = read(make_feed(server))
    assert {page.given.get("date") for page in Page.objects.all()} == {None}
    assert feed.notes == "2 of 2 entries have a date that cannot be."


def test_a_feed_of_thousands_is_capped_with_words(server: HostileServer) -> None:
    play_feed(server, rss(links(server, 2_100)))
    feed = read(make_feed(server))
    assert Page.objects.count() == 2_000
    assert feed.notes == "The feed lists 2100 entries; the newest 2000 were taken."


def test_a_language_counts_where_it_is_the_sources_own(server: HostileServer) -> None:
    factories.make_source("127.0.0.1", language="pl")
    play_feed(server, rss(links(server, 1), language="en"))
    read(make_feed(server))
    assert "language" not in Page.objects.get().given


def test_T03_a_title_with_a_script_is_text_and_its_link_is_dropped(server: HostileServer) -> None:
    entries = [
        item("javascript:alert(1)", "x"),
        item(server.url("/a"), "&lt;img src=x onerror=alert(1)&gt; Talks &lt;/script&gt;"),
    ]
    play_feed(server, rss(entries))
    feed = read(make_feed(server))
    page = Page.objects.get()
    assert "<img" not in page.given["title"]
    assert feed.notes == "1 of 2 entries have no link to a page."


# --- what is unchanged, fails, and comes back -----------------------------------------------------


def test_H08_not_modified_is_a_success_that_finds_nothing(server: HostileServer) -> None:
    def play(visitor: Visitor) -> None:
        known = visitor.asked.headers.get("if-none-match") == '"1"'
        body = b"" if known else rss(links(server, 1))
        visitor.say(
            reply(
                body, status=304 if known else 200, content_type="text/xml", headers={"ETag": '"1"'}
            )
        )

    server.plays["/feed"] = play
    feed = read(make_feed(server, interval=timedelta(hours=2)))
    assert feed.interval == timedelta(hours=1)
    first = feed.last_success_at
    read(feed)
    assert feed.interval == timedelta(hours=1, minutes=15)
    assert first is not None
    assert feed.last_success_at is not None
    assert feed.last_success_at > first
    assert (Page.objects.count(), feed.etag, feed.last_error) == (1, '"1"', "")


def test_H09_another_etag_on_the_same_bytes_is_unchanged(server: HostileServer) -> None:
    feed = make_feed(server)
    for etag, language in (('"1"', "en"), ('"2"', "de"), ('"3"', "de")):
        play_feed(server, rss(links(server, 1), language=language), ETag=etag)
        read(feed)
    # What the last reading noted stands: the same bytes were not read again.
    assert feed.notes == "It says that its language is de, before it was en."
    assert (feed.etag, Page.objects.count()) == ('"3"', 1)


def test_H10_an_empty_answer_is_an_error_and_not_a_success(server: HostileServer) -> None:
    play_feed(server, b" \n")
    feed = read(make_feed(server))
    assert (feed.last_error, feed.last_success_at) == ("The answer is empty.", None)


def test_H11_a_login_page_in_place_of_a_feed_is_named_and_old_pages_stay(
    server: HostileServer,
) -> None:
    feed = make_feed(server)
    play_feed(server, rss(links(server, 1)))
    read(feed)
    server.plays["/feed"] = reply(b"<!doctype html><title>Please log in</title><form></form>")
    read(feed)
    assert feed.last_error == "Not a feed: this is a page “Please log in”."
    assert (feed.failures, urls()) == (1, ["1"])


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451, 500])
def test_H12_a_status_is_told_and_the_feed_is_asked_again_later(
    server: HostileServer, status: int
) -> None:
    server.plays["/feed"] = reply(status=status)
    feed = read(make_feed(server))
    assert (feed.last_error, feed.active) == (f"127.0.0.1 answered {status}.", True)
    assert 1.0 <= hours_until_due(feed) <= 1.2


def test_H12_410_three_times_in_a_row_pauses_a_feed_and_keeps_its_pages(
    server: HostileServer,
) -> None:
    feed = make_feed(server)
    play_feed(server, rss(links(server, 1)))
    read(feed)
    for status in (410, 410, 500, 410, 410):
        server.plays["/feed"] = reply(status=status)
        assert read(feed).active
    server.plays["/feed"] = reply(status=410)
    read(feed)
    assert (feed.active, urls()) == (False, ["1"])
    assert feed.last_error == (
        "127.0.0.1 answered 410. It was paused: it says that it is gone for good."
    )


@pytest.mark.parametrize(
    ("status", "asked", "hours"), [(429, "7200", 2.0), (503, "99999999", 24.0)]
)
def test_H13_a_wish_to_be_left_alone_is_honoured(
    server: HostileServer, status: int, asked: str, hours: float
) -> None:
    server.plays["/feed"] = reply(status=status, headers={"Retry-After": asked})
    feed = read(make_feed(server, interval=timedelta(minutes=10)))
    assert hours <= hours_until_due(feed) <= hours * 1.25


def test_H14_a_feed_that_fails_for_days_is_asked_rarely_and_never_forgotten(
    server: HostileServer,
) -> None:
    server.plays["/feed"] = reply(status=500)
    feed = make_feed(server)
    waits = []
    for failures in (0, 1, 2, 3, 9, 29, 30, 500):
        Feed.objects.update(failures=failures)
        waits.append(round(hours_until_due(read(feed)) - 0.04 * hours_until_due(feed)))
    assert waits[:6] == [1, 2, 3, 4, 4, 4]
    assert all(68 <= wait <= 80 for wait in waits[6:])
    assert (feed.active, feed.failures) == (True, 501)
    play_feed(server, rss(links(server, 1)))
    read(feed)
    assert (feed.failures, feed.last_error, Page.objects.count()) == (0, "", 1)


def test_H15_a_move_for_good_is_believed_the_third_time_and_the_old_address_kept(
    server: HostileServer,
) -> None:
    server.plays["/old"] = redirect("/feed", 301)
    play_feed(server, rss(links(server, 1)))
    feed = make_feed(server, "/old")
    seen = [read(feed).url for _ in range(3)]
    assert [url.rpartition("/")[2] for url in seen] == ["old", "old", "feed"]
    events = Feed._meta.apps.get_model("coalition", "FeedEvent").objects
    kept = events.order_by("pgh_id").values_list("url", flat=True)
    assert list(kept) == [server.url("/old"), server.url("/feed")]


def test_H15_a_temporary_redirect_moves_nothing(server: HostileServer) -> None:
    server.plays["/old"] = redirect("/feed", 302)
    play_feed(server, rss(links(server, 1)))
    feed = make_feed(server, "/old")
    for _ in range(4):
        read(feed)
    assert (feed.url, feed.moved_to) == (server.url("/old"), "")


def test_F08_our_clock_decides_and_the_servers_is_told(server: HostileServer) -> None:
    wrong = datetime.now(UTC) + timedelta(hours=5)
    tomorrow = format_datetime(datetime.now(UTC) + timedelta(hours=28))
    play_feed(
        server,
        rss([item(server.url("/a"), "A", date=tomorrow)]),
        Date=format_datetime(wrong, usegmt=True),
    )
    feed = read(make_feed(server))
    assert (
        feed.notes.splitlines()[-1]
        == f"The clock of its server is wrong: {wrong:%Y-%m-%d %H:%M} UTC."
    )
    assert "date" not in Page.objects.get().given
    assert 0.4 < hours_until_due(feed) < 0.6


# --- what is odd ----------------------------------------------------------------------------------


def test_F13_a_feed_that_shrinks_deletes_nothing_and_says_so(server: HostileServer) -> None:
    feed = make_feed(server)
    play_feed(server, rss(links(server, 100)))
    read(feed)
    play_feed(server, rss(links(server, 1)))
    read(feed)
    assert (Page.objects.count(), feed.notes) == (100, "It lists 1 entries, usually 100.")
    play_feed(server, rss([]))
    read(feed)
    assert (Page.objects.count(), feed.notes) == (100, "It lists 0 entries, usually 75.")


def test_F14_a_feed_that_leads_to_another_site_is_held_for_review(server: HostileServer) -> None:
    feed = make_feed(server)
    play_feed(server, rss(links(server, 1)))
    read(feed)
    foreign = [item(f"https://casino.example/{n}", f"Win {n}") for n in range(6)]
    play_feed(server, rss([*links(server, 3), *foreign]))
    read(feed)
    assert (feed.active, urls()) == (False, ["1"])
    assert feed.last_error.startswith("6 of 9 links lead to other sites, such as casino.example.")
    feed.leads_elsewhere = True
    feed.save()
    read(feed)
    assert Page.objects.count() == 9
    assert {page.source_id for page in Page.objects.filter(url__contains="casino")} == {
        "unknown.invalid"
    }


def test_F14_another_language_is_told(server: HostileServer) -> None:
    feed = make_feed(server)
    for language in ("en", "de"):
        play_feed(server, rss(links(server, 1), language=language))
        read(feed)
    assert feed.notes == "It says that its language is de, before it was en."


def test_nothing_but_new_links_is_told_and_the_feed_read_sooner(server: HostileServer) -> None:
    feed = make_feed(server, interval=LONGEST)
    play_feed(server, rss(links(server, 3)))
    read(feed)
    play_feed(server, rss(links(server, 3, first=4)))
    read(feed)
    assert feed.notes == "All links were new: some may have come and gone between two readings."
    assert feed.interval == SHORTEST


def test_robots_that_close_a_feed_are_told(server: HostileServer) -> None:
    server.plays["/robots.txt"] = reply(b"User-agent: *\nDisallow: /", content_type="text/plain")
    feed = read(make_feed(server))
    assert feed.last_error == "robots.txt of 127.0.0.1 closes this address to us."
    assert server.paths() == []


def test_a_feed_that_was_deleted_is_nothing_to_read(server: HostileServer) -> None:
    feed = make_feed(server)
    key = feed.pk
    feed.delete()
    read_feed(key)()
    assert server.asked == []
