"""`manage.py extract`: the stances of one text, or of a file of articles. Touches no database."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coalition.errors import BadInput, ReaderFailed, SetupError
from coalition.extraction.claims import ArticleText, QuotedStance, Reading, StanceReader
from coalition.extraction.goldfiles import parse_article, parse_row, read_lines, stance_row
from coalition.ingestion.readers import READERS, open_reader, read_or_stand_in

CONTEXT = 80  # characters shown on either side of a quote: about one line of a terminal


class Command(BaseCommand):
    help = "Print the stances that a text states, each with its quote."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a text file in UTF-8, or - for standard input"
        )
        parser.add_argument("--reader", choices=READERS, default="offline")
        parser.add_argument("--lang", help="language of the text; found out where it is not given")
        parser.add_argument(
            "--date", type=date.fromisoformat, help="day of publication, YYYY-MM-DD"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help="FILE holds one article a line; print one line with its stances for each",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path = Path("/dev/stdin" if options["file"] == "-" else options["file"])
        try:
            reader = open_reader(options["reader"])
            if options["jsonl"]:
                self.extract_lines(path, reader, options["lang"])
            else:
                text = read_text(path)
                article = ArticleText(text, language=options["lang"], day=options["date"])
                self.show(read_or_stand_in(article, reader), text, as_json=options["json"])
        except (BadInput, ReaderFailed, SetupError) as error:
            raise CommandError(str(error)) from error

    def extract_lines(self, path: Path, reader: StanceReader, language: str | None) -> None:
        """One line of JSON for each article; a bad line is named on stderr and the others go on."""
        bad = 0
        for number, line in read_lines(path):
            where = f"{path.name}, line {number}"
            try:
                row = parse_row(line, where)
                article = parse_article(row, where, language)
                if row.get("id") is None:
                    raise BadInput(f"{where}, id: expected a name for the article, got none")
                reading = read_or_stand_in(article, reader)
            except (BadInput, ReaderFailed) as error:
                bad += 1
                self.stderr.write(str(error))
                continue
            self.stderr.writelines(f"{where}: {note}\n" for note in reading.notes)
            stances = [stance_row(stance) for stance in reading.stances]
            self.stdout.write(json.dumps(row | {"stances": stances}, ensure_ascii=False))
        if bad:
            raise CommandError(f"{bad} of the lines could not be read")

    def show(self, reading: Reading, text: str, *, as_json: bool) -> None:
        """The stances of one text, for a machine or for a person."""
        if as_json:
            self.stdout.write(json.dumps(reading_row(reading), ensure_ascii=False, indent=1))
            return
        self.stderr.writelines(f"{note}\n" for note in reading.notes)
        if not reading.stances:
            self.stdout.write("No stance found.")
        for stance in reading.stances:
            claim = stance.claim
            self.stdout.write(
                f"{self.style.MIGRATE_HEADING(claim.country)}  {claim.proposal}  "
                f"{self.style.SUCCESS(claim.position)}  {claim.voice}, {claim.time}, "
                f"{claim.attribution}  confidence {claim.confidence:.2f}"
            )
            self.stdout.write(f"   {self.mark_quote(stance, text)}\n")

    def mark_quote(self, stance: QuotedStance, text: str) -> str:
        """The quote in its surroundings on one line, coloured where the terminal shows colours."""
        before = text[max(0, stance.start - CONTEXT) : stance.start]
        after = text[stance.end : stance.end + CONTEXT]
        quote = self.style.WARNING(" ".join(stance.quote.split()))
        return f"…{one_line(before)}{quote}{one_line(after)}…"


def read_text(path: Path) -> str:
    """The file's text as it stands, ends of lines included, so that offsets count the same."""
    try:
        if path == Path("/dev/stdin"):
            return sys.stdin.buffer.read().decode("utf-8")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: expected UTF-8 text: {error}") from error


def reading_row(reading: Reading) -> dict[str, Any]:
    """A reading as plain values: the file format's stances, with what only we know of them."""
    stances = []
    for stance in reading.stances:
        day = stance.claim.day
        stances.append(
            stance_row(stance)
            | {
                "stance_date": day and day.first.isoformat(),
                "date_precision": day and day.precision.value,
                "confidence": round(stance.claim.confidence, 3),
                "note": stance.claim.note,
            }
        )
    refused = [
        {"quote": refusal.claim.quote, "country": refusal.claim.country, "reason": refusal.reason}
        for refusal in reading.refused
    ]
    return {
        "reader": reading.reader,
        "version": reading.version,
        "stances": stances,
        "refused": refused,
        "notes": list(reading.notes),
    }


def one_line(text: str) -> str:
    """White space as single blanks; those at the ends stay."""
    return "".join(" " if character.isspace() else character for character in text)
