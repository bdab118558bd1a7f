"""`manage.py replay`: what another reader would change, before it does."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coalition.errors import BadInput, ReaderFailed, SetupError
from coalition.extraction.claims import StanceReader
from coalition.foresight import Flip
from coalition.ingestion.readers import READERS, open_reader
from coalition.ingestion.replay import Replayed, find_flips, promote, replay_article
from coalition.management.progress import show_progress
from coalition.models import Article, Stance


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that the reader could not read, and why."""

    article: int
    reason: str


class Command(BaseCommand):
    """`manage.py replay --reader X`"""

    help = (
        "Read stored articles again and report which stances would be added, lost or changed and which "
        "positions would flip. Stores nothing without --promote; reviewed stances never change. "
        "Exit code 1 if an article could not be read; nobody stands in for the reader here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which reader, how many articles, and whether to store what it says."""
        parser.add_argument("--reader", choices=READERS, required=True)
        parser.add_argument(
            "--limit", type=parse_count, metavar="N", help="only the N newest articles"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--promote", action="store_true", help="store the new readings")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Reads, reports, and with --promote stores."""
        try:
            reader = open_reader(options["reader"])
        except (BadInput, SetupError) as error:
            raise CommandError(str(error)) from error
        replayed, unread = replay_articles(reader, options["limit"])
        report = Report(reader, replayed, find_flips(replayed), unread, options["promote"])
        if options["promote"]:
            for one in show_progress(replayed, "storing", "article"):
                promote(one)
        if options["json"]:
            self.stdout.write(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
        else:
            self.stdout.writelines(f"{line}\n" for line in report.to_lines())
        if unread:
            raise CommandError(f"{len(unread)} of the articles could not be read.")


def parse_count(text: str) -> int:
    """A number of articles, at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"expected a whole number from 1 on, got {text!r}")
    return int(text)


def replay_articles(reader: StanceReader, limit: int | None) -> tuple[list[Replayed], list[Unread]]:
    """The newest articles read again, and those that could not be read."""
    replayed, unread = [], []
    chosen = list(Article.objects.order_by("-id").values_list("id", flat=True)[:limit])
    for number in show_progress(chosen, "reading", "article"):
        article = Article.objects.select_related("source").get(pk=number)
        try:
            replayed.append(replay_article(article, reader))
        except ReaderFailed as error:
            unread.append(Unread(number, str(error)))
    return replayed, unread


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay found, for a person or for a machine."""

    reader: StanceReader
    replayed: Sequence[Replayed]
    flips: Sequence[Flip]
    unread: Sequence[Unread]
    promoted: bool

    def count(self) -> dict[str, int]:
        """The sums over all articles."""
        return {
            "articles": len(self.replayed),
            "added": sum(len(one.added) for one in self.replayed),
            "lost": sum(len(one.lost) for one in self.replayed),
            "changed": sum(len(one.changed) for one in self.replayed),
            "kept": sum(len(one.kept) for one in self.replayed),
            "refused": sum(len(one.reading.refused) for one in self.replayed),
            "flips": len(self.flips),
            "unread": len(self.unread),
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values; days in ISO 8601."""
        return {
            "reader": self.reader.name,
            "version": self.reader.version,
            "promoted": self.promoted,
            "counts": self.count(),
            "articles": [describe_replayed(one) for one in self.replayed if moves(one)],
            "flips": [
                asdict(flip)
                | {"first": flip.first.isoformat(), "until": flip.until and flip.until.isoformat()}
                for flip in self.flips
            ],
            "unread": [asdict(row) for row in self.unread],
        }

    def to_lines(self) -> Iterator[str]:
        """Lines of text: what changes, article by article, then the positions, then the sums."""
        for one in self.replayed:
            if moves(one):
                yield f"\narticle {one.article.pk}: {one.article}"
                yield from (f"  + {name_stance(row)}" for row in one.added)
                yield from (f"  - {name_stance(row)}" for row in one.lost)
                for before, after in one.changed:
                    yield f"  ~ {name_stance(before)}"
                    yield f"  → {name_stance(after)}"
        if self.flips:
            yield "\nPositions that flip:"
        for flip in self.flips:
            until = f" until {flip.until}" if flip.until else " on"
            yield (
                f"  {flip.country} {flip.proposal} from {flip.first}{until}: "
                f"{flip.before} → {flip.after}"
            )
        yield from (f"article {row.article} was not read: {row.reason}" for row in self.unread)
        sums = self.count()
        yield (
            f"\nReader {self.reader.name}, version {self.reader.version}: {sums['articles']} articles "
            f"read. Stances: {sums['added']} added, {sums['lost']} lost, {sums['changed']} changed, "
            f"{sums['refused']} claims refused; {sums['kept']} reviewed ones that it does not make stay."
        )
        yield (
            "All of it is stored." if self.promoted else "Nothing was stored; --promote stores it."
        )


def moves(one: Replayed) -> bool:
    """Whether anything would change."""
    return bool(one.coming or one.going)


def name_stance(stance: Stance) -> str:
    """A stance on one line."""
    return (
        f"{stance.country_id} {stance.proposal_id} {stance.position}, {stance.voice}, {stance.time}: "
        f"“{' '.join(stance.quote.split())}”"
    )


def describe_replayed(one: Replayed) -> dict[str, Any]:
    """The changes of one article as plain values."""
    return {
        "article": one.article.pk,
        "added": [describe(row) for row in one.added],
        "lost": [describe(row) for row in one.lost],
        "changed": [
            {"before": describe(before), "after": describe(after)} for before, after in one.changed
        ],
        "kept": [row.pk for row in one.kept],
    }


def describe(stance: Stance) -> dict[str, Any]:
    """A stance as plain values."""
    return {
        "country": stance.country_id,
        "proposal": stance.proposal_id,
        "position": stance.position,
        "voice": stance.voice,
        "time": stance.time,
        "quote": stance.quote,
        "start": stance.quote_start,
        "end": stance.quote_end,
    }
