"""Takes articles in from files, folders or standard input."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from tqdm import tqdm

from coalition.errors import BadFile, BadInput
from coalition.extraction.articles import PLAIN
from coalition.ingestion.files import FilePage, check_bytes, find_files, read_file
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.models import Article, Page
from coalition.vocabulary import JobKind, PageState


class Command(BaseCommand):
    """`manage.py ingest PATH…`"""

    help = (
        "Takes in text and HTML files, folders of them, or - for standard input. The same content "
        "again changes nothing. Exit code 1 if any file could not be taken in; the others are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Paths, what is known of them, and whether the workers should do the reading."""
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--queue", action="store_true", help="leave the reading to the workers")
        parser.add_argument("--date", default="", help="YYYY, YYYY-MM or YYYY-MM-DD, for - only")
        parser.add_argument("--language", default="", help="ISO 639-1 code, for - only")
        parser.add_argument("--source", default="", help="domain of a known source, for - only")

    def handle(self, *_args: Any, paths: list[str], queue: bool, **options: Any) -> None:
        """Stores each page, has it read, and says what came of it."""
        self.bad = 0
        files = tqdm(self.read_pages(paths, options), desc="storing", unit="file", disable=None)
        pages = [page for file in files if (page := self.store(file)) is not None]
        given = self.bad + len(pages)
        if not queue:
            self.read_stances(pages)
        for page in pages:
            self.report(page)
        if self.bad:
            raise CommandError(f"{self.bad} of {given} could not be taken in.")

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
        page.refresh_from_db()
        article = page.articles.order_by("-version").first()
        if page.state == PageState.UNREADABLE:
            self.bad += 1
            self.stderr.write(f"{page}: {page.failure}")
        elif article is not None:
            found = article.stances.filter(withdrawn=False).count()
            undated = "" if article.published else "; no date, so its stances draw no line yet"
            self.stdout.write(f"{page}: article {article.pk}, {found} stances{undated}")
