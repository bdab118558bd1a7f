"""Workers that die with SIGKILL in the middle of their work lose nothing and double nothing."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.extraction.articles import PLAIN
from coalition.ingestion.jobs import Lane, ring
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.models import Article, Band, Job, Page, Stance, Story
from coalition.vocabulary import JobKind
from tests import factories
from tests.copies import make_text
from tests.processes import Workers, wait_until
from tests.site import LEASE, ScratchBroker, give_back

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = 40
DELIVERED = 1_000
ANEW = 25  # articles stored, or found stored, from one delivery to the next
COUNTRIES = {"NO": "Norway", "SE": "Sweden", "DK": "Denmark", "FI": "Finland"}


@pytest.fixture(params=["filesystem", "redis"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of each broker in turn; Redis is started for the test."""
    if request.param == "filesystem":
        yield "filesystem://"
        return
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on this machine; CI installs it")
    server = ScratchBroker(tmp_path)
    server.start()
    yield server.url
    server.end()


@pytest.fixture
def workers(tmp_path: Path, broker: str) -> Iterator[Workers]:
    """Workers with a short lease, so that the test need not wait long for the dead."""
    running = Workers(tmp_path, broker, READER="rules", JOB_LEASE_SECONDS=LEASE)
    yield running
    running.stop()


def give_pages() -> None:
    """Pages that each hold one plain stance."""
    factories.make_source("paper.example")
    factories.make_proposal("troops-on-ground")
    for code, name in COUNTRIES.items():
        factories.make_country(code, name)
    for number in range(PAGES):
        name = list(COUNTRIES.values())[number % len(COUNTRIES)]
        text = (
            f"Report number {number}. {name} will send {number + 100} soldiers to the multinational "
            f"force in Ukraine, the prime minister of {name} said on Monday."
        )
        given = Given(language="en", date="2026-03-02", source="paper.example")
        store_page(text.encode(), given, content_type=PLAIN, file_name=f"{number}.txt")


def read_effects() -> list[tuple[object, ...]]:
    """All that came of the pages, without the numbers of rows, which depend on the order."""
    return sorted(
        Stance.objects.values_list(
            "article__page__sha256", "country", "proposal", "position", "quote"
        )
    )


def test_what_killed_workers_left_is_done_once_by_those_that_follow(
    workers: Workers, tmp_path: Path
) -> None:
    give_pages()
    workers.start_beat(tmp_path)
    chance = random.Random(7)
    for life in range(2):
        worker = workers.start_worker(f"worker{life}")
        goal = min(PAGES - 10, (life + 1) * 15)
        wait_until(lambda: Article.objects.count() >= goal, workers.log)  # noqa: B023
        wait_until(lambda: chance.random() < 0.2, workers.log)
        workers.kill(worker)
        give_back(Job.objects.all())
    workers.start_worker("last")
    done = Job.objects.exclude(state="done")
    wait_until(lambda: not done.exists(), workers.log)

    assert (Page.objects.count(), Article.objects.count()) == (PAGES, PAGES)
    assert set(Page.objects.values_list("state", flat=True)) == {"stored"}
    effects = read_effects()
    assert len(effects) >= PAGES
    assert len(set(effects)) == len(effects)
    workers.stop()
    Job.objects.filter(kind="read-stances").update(state="waiting", ended_at=None)
    assert sum(1 for _ in do_jobs()) == PAGES
    assert read_effects() == effects


def deliver(number: int) -> int:
    """Gives a short page once more; its number."""
    text = make_text(number, words=25)
    given = Given(language="en", date="2026-03-02", source="paper.example")
    page, _ = store_page(text.encode(), given, content_type=PLAIN, file_name=f"{number}.txt")
    return page.pk


def ask_again(pages: list[int]) -> None:
    """Asks for the articles of these pages, as a message does that is delivered once more."""
    wanted = [Job(kind=JobKind.STORE_ARTICLE, target=page) for page in pages]
    Job.objects.bulk_create(wanted, ignore_conflicts=True)
    ring(Lane.READ)


def test_W06_a_thousand_articles_delivered_ten_times_to_four_workers_of_which_two_die_are_there_once(
    workers: Workers, broker: str, tmp_path: Path
) -> None:
    """All of them are asked for ten times, a tenth of the pages is given ten times too."""
    if broker == "filesystem://" and "LONG" not in os.environ:
        pytest.skip("once more on the broker of one's own machine takes a minute: LONG=1 runs it")
    factories.make_source("paper.example")
    factories.make_proposal("troops-on-ground")
    chance = random.Random(11)
    # All wait before anybody works, so that there is work left whenever a worker dies.
    pages = [deliver(number) for number in range(DELIVERED)]
    workers.start_beat(tmp_path)
    running = [workers.start_worker(f"worker{number}", children=1) for number in range(4)]
    deaths = chance.sample(range(1, 10), 2)
    done = Job.objects.filter(kind=JobKind.STORE_ARTICLE, state="done")
    for round_ in range(1, 10):
        goal = done.count() + ANEW
        wait_until(lambda: done.count() >= goal, workers.log)  # noqa: B023
        if round_ in deaths:
            wait_until(lambda: chance.random() < 0.3, workers.log)
            workers.kill(running.pop())
        ask_again(chance.sample(pages, DELIVERED))
        for number in range(DELIVERED // 10):
            deliver(number)
    wait_until(lambda: not Job.objects.exclude(state="done").exists(), workers.log)

    assert len(running) == 2
    assert done.count() > DELIVERED + 8 * ANEW // 2
    articles = Article.objects.values_list("text", "version")
    assert sorted(articles) == sorted((make_text(n, words=25), 1) for n in range(DELIVERED))
    assert (Page.objects.count(), Story.objects.count()) == (DELIVERED, DELIVERED)
    assert Band.objects.count() == 32 * DELIVERED
