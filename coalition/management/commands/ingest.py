"""Takes articles in from files, folders, standard input, addresses of the web, and feeds."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from tqdm import tqdm

from coalition.errors import BadFile, BadInput
from coalition.extraction.articles import PLAIN
from coalition.ingestion.files import FilePage, check_bytes, find_files, read_file
from coalition.ingestion.pages import Given, add_page, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.ingestion.timetable import find_feed, read_now, resume_feed
from coalition.models import Article, Feed, Job, Page
from coalition.vocabulary import FeedForm, JobKind, JobState, PageState

LOOK_SECONDS = 0.5  # between two looks whether it is our turn at a host
PATIENCE = timedelta(minutes=1)  # a host that rests for longer is left to the workers
OPEN = (JobState.WAITING, JobState.RUNNING)


class Command(BaseCommand):
    """`manage.py ingest [PATH…] [--url URL…] [--feed FEED…]`"""

    help = (
        "Takes in text and HTML files, folders of them, or - for standard input; pages of the web "
        "with --url; what feeds name with --feed. The same content again changes nothing. Exit code "
        "1 if anything could not be taken in; the rest is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to take in, what is known of it, and whether the workers should do the reading."""
        parser.add_argument("paths", nargs="*", metavar="PATH")
        parser.add_argument("--url", nargs="+", default=[], help="addresses of pages")
        parser.add_argument(
            "--feed",
            nargs="+",
            default=[],
            help="addresses or numbers of feeds; they become active",
        )
        parser.add_argument(
            "--form", choices=[str(form) for form in FeedForm], default=FeedForm.SYNDICATION.value
        )
        parser.add_argument("--queue", action="store_true", help="leave the reading to the workers")
        parser.add_argument("--date", default="", help="YYYY, YYYY-MM or YYYY-MM-DD, for - only")
        parser.add_argument("--language", default="", help="ISO 639-1 code, for - only")
        parser.add_argument("--source", default="", help="domain of a known source, for - only")

    def handle(self, *_args: Any, paths: list[str], queue: bool, **options: Any) -> None:
        """Stores each page, has it read, and says what came of it."""
        if not (paths or options["url"] or options["feed"]):
            raise CommandError("Give a PATH, a --url or a --feed.")
        self.bad = self.given = 0
        files = tqdm(self.read_pages(paths, options), desc="storing", unit="file", disable=None)
        pages = [page for file in files if (page := self.store(file)) is not None]
        pages += [page for url in options["url"] if (page := self.find(url)) is not None]
        feeds = [
            feed
            for name in options["feed"]
            if (feed := self.activate(name, FeedForm(options["form"]))) is not None
        ]
        self.given = self.bad + len(pages) + len(feeds)
        if not queue:
            pages += self.read_feeds(feeds)
            self.fetch_pages(pages)
            self.read_stances(pages)
        for page in pages:
            self.report(page)
        if self.bad:
            raise CommandError(f"{self.bad} of {self.given} could not be taken in.")

    def find(self, url: str) -> Page | None:
        """The page of an address, asked for; None where it is no address."""
        try:
            page, new = add_page(url)
        except BadInput as error:
            self.refuse(error)
            return None
        self.stdout.write(f"{page}: {'to be fetched' if new else 'known already'}")
        return page

    def activate(self, name: str, form: FeedForm) -> Feed | None:
        """The feed of an address or number, active from now on; None where there is none."""
        try:
            feed = find_feed(name, form)
        except BadInput as error:
            self.refuse(error)
            return None
        resume_feed(feed)
        read_now(feed)
        self.stdout.write(f"{feed}: feed {feed.pk}, active from now on")
        return feed

    def read_feeds(self, feeds: list[Feed]) -> list[Page]:
        """Reads feeds here and now; returns the pages that were found and not fetched yet."""
        with tqdm(desc="reading feeds", unit="feed", disable=None) as bar:
            for job in self.do_soon(Q(kind=JobKind.READ_FEED, target__in=[f.pk for f in feeds])):
                bar.update(job.state == JobState.DONE)
        for feed in feeds:
            feed.refresh_from_db()
            if feed.last_error:
                self.bad += 1
                self.stderr.write(f"{feed}: {feed.last_error}")
            for note in feed.notes.splitlines():
                self.stdout.write(f"{feed}: {note}")
        found = list(new_pages().filter(feed__in=feeds).order_by("id"))
        self.given += len(found)
        self.stdout.write(
            f"{len(found)} pages to be fetched" if feeds else "", ending="\n" * bool(feeds)
        )
        return found

    def fetch_pages(self, pages: list[Page]) -> None:
        """Fetches pages here and now, host by host as each allows it."""
        ids = [page.pk for page in pages]
        known = [page.pk for page in pages if page.sha256]
        open_ = Q(target__in=new_pages().filter(pk__in=ids).values("pk"))
        with tqdm(desc="fetching", unit="page", disable=None) as bar:
            for _ in do_jobs(Q(kind=JobKind.FETCH_PAGE, target__in=known)):
                bar.update()
            for job in self.do_soon(Q(kind=JobKind.FETCH_PAGE) & open_):
                bar.update(job.state == JobState.DONE)

    def do_soon(self, only: Q) -> Iterator[Job]:
        """Does jobs as they become due, until none is left open that comes soon; workers that run
        meanwhile may do some, and do the rest."""
        while True:
            yield from do_jobs(only)
            open_ = Job.objects.filter(only, state__in=OPEN, due_at__lte=Now() + PATIENCE)
            if not open_.exists():
                return
            time.sleep(LOOK_SECONDS)

    def read_pages(self, paths: list[str], options: dict[str, Any]) -> Iterator[FilePage]:
        """The pages of all paths; a bad one is reported and the others go on."""
        for path in paths:
            try:
                if path == "-":
                    yield self.read_standard_input(options)
                    continue
            except BadInput as error:
                self.refuse(error)
                continue
            for file in find_files([Path(path)]):
                try:
                    yield read_file(file)
                except BadFile as error:
                    self.refuse(error)

    def read_standard_input(self, options: dict[str, Any]) -> FilePage:
        """What comes in by standard input, as a plain text."""
        raw = sys.stdin.buffer.read()
        check_bytes("standard input", raw, PLAIN)
        values = {name: options[name] for name in ("date", "language", "source")}
        return FilePage("standard input", raw, PLAIN, Given.parse(values, "standard input"))

    def store(self, page: FilePage) -> Page | None:
        """Keeps one page; None where it was refused."""
        try:
            row, new = store_page(
                page.raw, page.given, content_type=page.content_type, file_name=page.name
            )
        except BadInput as error:
            self.refuse(BadFile(f"{page.name}: {error}"))
            return None
        self.stdout.write(f"{page.name}: {'stored' if new else 'already stored'}")
        return row

    def refuse(self, error: BadInput) -> None:
        """Reports one file that is not taken in."""
        self.bad += 1
        self.stderr.write(str(error))

    def read_stances(self, pages: list[Page]) -> None:
        """Does the jobs of these pages here and now; workers that run meanwhile may do some."""
        ids = [page.pk for page in pages]
        with tqdm(desc="reading", unit="job", disable=None) as bar:
            for _ in do_jobs(Q(kind=JobKind.STORE_ARTICLE, target__in=ids)):
                bar.update()
            articles = list(Article.objects.filter(page__in=ids).values_list("pk", flat=True))
            for _ in do_jobs(Q(kind=JobKind.READ_STANCES, target__in=articles)):
                bar.update()

    def report(self, page: Page) -> None:
        """One line on what came of a page."""
        page = Page.objects.defer("raw").get(pk=page.pk)
        if page.same_as is not None:
            page = page.same_as
        article = page.articles.order_by("-version").first()
        if page.failure:
            self.bad += 1
            self.stderr.write(f"{page}: {page.failure}")
        elif article is not None:
            found = article.stances.filter(withdrawn=False).count()
            undated = "" if article.published else "; no date, so its stances draw no line yet"
            self.stdout.write(f"{page}: article {article.pk}, {found} stances{undated}")


def new_pages() -> "QuerySet[Page]":
    """Pages that were never fetched, and that did not fail to come either."""
    return Page.objects.filter(state=PageState.FOUND, tries=0)
