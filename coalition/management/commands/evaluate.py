"""`manage.py evaluate`: how good a reader is, on annotated files."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from coalition.errors import BadInput, ReaderFailed, SetupError
from coalition.extraction.claims import StanceReader
from coalition.extraction.goldfiles import GoldArticle, read_gold
from coalition.extraction.scoring import (
    Comparison,
    Outcome,
    Rate,
    Score,
    ScoreCard,
    compare_stances,
    score_reader,
)
from coalition.ingestion.readers import READERS, open_reader, read_article

COLUMNS = (
    f"{'':<22}{'articles':>9}{'stances':>9}{'strict F1':>11}{'P':>7}{'R':>7}"
    f"{'pair F1':>9}{'P':>7}{'R':>7}{'exact':>7}{'+-1':>7}{'kappa':>7}{'evid.':>7}{'f.voice':>9}"
)


class Command(BaseCommand):
    help = "Score a reader on annotated articles (JSON Lines in the codebook's format)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--reader", choices=READERS, default="offline")
        parser.add_argument(
            "--lang", help="language of rows that name none, such as our training rows"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the scores as one JSON object"
        )
        parser.add_argument("--errors", action="store_true", help="list what was missed or wrong")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            reader = open_reader(options["reader"])
            articles = [
                row for path in options["files"] for row in read_gold(path, options["lang"])
            ]
            pairs = [(gold, compare(gold, reader)) for gold in tqdm(articles, unit=" articles")]
        except (BadInput, ReaderFailed, SetupError) as error:
            raise CommandError(str(error)) from error
        card = score_reader([comparison for _, comparison in pairs])
        if options["json"]:
            about = {"reader": reader.name, "version": reader.version}
            self.stdout.write(json.dumps(about | card.to_dict(), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"Reader {reader.name}, version {reader.version}")
        self.stdout.write("\n".join(table_lines(card)))
        if options["errors"]:
            for gold, comparison in pairs:
                self.stdout.writelines(f"{line}\n" for line in error_lines(gold, comparison))


def compare(gold: GoldArticle, reader: StanceReader) -> Comparison:
    """What `reader` makes of one annotated article; lets ReaderFailed pass."""
    return compare_stances(gold, read_article(gold.article, reader).stances)


def table_lines(card: ScoreCard) -> Iterator[str]:
    """The score card as lines of text."""
    yield COLUMNS
    yield score_line("all", card.overall)
    for language, score in card.by_language.items():
        yield score_line(language, score)
    if card.interval is not None:
        low, high = card.interval
        yield f"Strict F1 lies between {low:.3f} and {high:.3f} in 90 % of draws of articles."
    yield f"Quote integrity: {share(card.overall.quote_integrity).strip()}"
    if card.overall.silent_articles:
        yield (
            f"Of {card.overall.silent_articles} texts without a stance, the reader gave one for "
            f"{share(card.overall.false_alarms).strip()}."
        )
    for title, rates in (("By position", card.by_position), ("By proposal", card.by_proposal)):
        yield f"\n{title + ' (strict)':<26}{'stances':>9}{'F1':>7}{'P':>7}{'R':>7}"
        for name, rate in rates.items():
            yield f"{name:<26}{rate.wanted:>9}{rate_cells(rate)}"


def score_line(name: str, score: Score) -> str:
    """One row of the table of COLUMNS."""
    return (
        f"{name:<22}{score.articles:>9}{score.strict.wanted:>9}{'':4}{rate_cells(score.strict)}"
        f"{'':2}{rate_cells(score.pairs)}{share(score.exact)}{share(score.within_one)}"
        f"{share(score.kappa)}{share(score.evidence)}{'':2}{share(score.false_voice)}"
    )


def rate_cells(rate: Rate) -> str:
    return share(rate.f1) + share(rate.precision) + share(rate.recall)


def share(value: float | None) -> str:
    return f"{'-':>7}" if value is None else f"{value:>7.3f}"


def error_lines(gold: GoldArticle, comparison: Comparison) -> Iterator[str]:
    """One block for each outcome that is not simply right, with the words on both sides."""
    for outcome in comparison.outcomes:
        if outcome.right and not outcome.surplus:
            continue
        yield f"\n{name_error(outcome)}: {gold.name} {outcome.country} {outcome.proposal}"
        for side, stances in (
            ("gold", outcome.wanted),
            ("gold, not core", outcome.elsewhere),
            ("given", outcome.given),
        ):
            for stance in stances:
                claim = stance.claim
                yield (
                    f"  {side}: {claim.position} ({claim.voice}, {claim.time}) "
                    f"“{' '.join(stance.quote.split())}” {claim.note}"
                )


def name_error(outcome: Outcome) -> str:
    """What went wrong, in a word or two."""
    if not outcome.given:
        return "MISSED"
    if outcome.false_voices:
        return "FALSE VOICE"
    return "WRONG POSITION" if outcome.wanted else "FALSE"
