"""The reference tables of seeds/, loaded all or nothing, again and again.

Each table names its file, what a row becomes, and what makes a row the same row. A bad row is refused
with file, line and reason, and nothing at all is changed. Rows that vanished from a file are reported
and kept: evidence may rest on them. What an editor set is kept too, field by field: the history of a
row tells whose value it holds.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from coalition.errors import BadInput, BadSeed
from coalition.extraction.dates import parse_day
from coalition.ingestion.edits import update_row
from coalition.ingestion.pages import find_source
from coalition.models import (
    Country,
    Feed,
    FormerName,
    Membership,
    Office,
    Proposal,
    ProposalDefinition,
    Source,
    Stance,
    StanceCondition,
    WorldEvent,
)
from coalition.models.sources import UNKNOWN_SOURCE
from coalition.origins import regrade_lines
from coalition.positions import redraw_lines
from coalition.vocabulary import Condition, StanceKind, Tier

CODED = "coded"  # the reader's name of statements that people coded
CODED_VERSION = "timeline 1"

Row = dict[str, str]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What loading a table did: rows added, changed, left as they were, and no longer in the file;
    and the fields that the file gives otherwise, kept as an editor set them, each as "row: fields"."""

    table: str
    added: int
    changed: int
    same: int
    gone: int
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One reference table: its file, its model, the fields that identify a row, and its reading."""

    file: str
    model: type[Model]
    key: tuple[str, ...]
    read: Callable[[Row], Iterable[Values]]


def load_reference(folder: Path) -> Iterator[Report]:
    """Loads every table of a folder in one transaction, and yields a report a table as it goes.

    Raises BadSeed naming file, line and reason, and then nothing is changed.
    """
    with transaction.atomic():
        before = dict(Source.objects.values_list("domain", "tier"))
        for table in TABLES:
            yield load_table(folder / table.file, table)
        after = dict(Source.objects.values_list("domain", "tier"))
        redraw_lines(regrade_lines([key for key in before if before[key] != after[key]]))
        yield link_proposals(folder / "proposals.csv")
        yield load_timeline(folder / "timeline.csv")


def read_rows(file: Path) -> Iterator[tuple[int, Row]]:
    """The rows of a CSV file with their line numbers. Raises BadSeed for what is no such file."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            for row in reader:
                if None in row or None in row.values():
                    wanted = len(reader.fieldnames or ())
                    raise BadSeed(f"{file.name}, line {reader.line_num}: not {wanted} columns.")
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadSeed(f"{file.name}: cannot be read: {error}.") from error


def load_table(file: Path, table: Table) -> Report:
    """Adds the new rows of a table and changes those that differ, but for what an editor set."""
    stored = {identify(row, table.key): row for row in table.model._default_manager.all()}
    seen: set[tuple[Any, ...]] = set()
    added, changed = [], []
    kept: list[str] = []
    for line, row in read_rows(file):
        try:
            for values in table.read(row):
                draft = table.model(**values)
                draft.clean_fields()
                key = identify(draft, table.key)
                if key in seen:
                    raise BadSeed(f"{file.name}, line {line}: {key} stands there twice.")
                seen.add(key)
                if key not in stored:
                    added.append(draft)
                elif update_row(stored[key], values, kept):
                    changed.append(stored[key])
        except KeyError as error:
            raise BadSeed(f"{file.name}, line {line}: column {error} is missing.") from error
        except (ValidationError, ValueError, BadInput) as error:
            reason = describe_error(error)
            raise BadSeed(f"{file.name}, line {line}: {reason}") from error
    table.model._default_manager.bulk_create(added)
    for changed_row in changed:
        changed_row.save()
    return Report(
        table.model._meta.model_name or "",
        len(added),
        len(changed),
        len(seen) - len(added) - len(changed),
        len(stored.keys() - seen),
        tuple(kept),
    )


def identify(row: Model, key: tuple[str, ...]) -> tuple[Any, ...]:
    """What makes a row the same row."""
    return tuple(getattr(row, name) for name in key)


def describe_error(error: Exception) -> str:
    """The words of a bad value, with its field."""
    if isinstance(error, ValidationError) and hasattr(error, "message_dict"):
        field, messages = next(iter(error.message_dict.items()))
        return f"{field}: {' '.join(messages)}"
    return str(error)


def read_date(row: Row, column: str) -> date | None:
    """The first day that a date may mean, or None for an empty cell."""
    return parse_day(row[column], column).first if row[column] else None


def read_country(row: Row) -> Iterator[Values]:
    """A row of countries.csv."""
    names = ("code", "alpha3", "m49", "wikidata", "kind", "name_en", "name_it", "name_uk")
    sizes = ("population", "population_year", "forces", "forces_year")
    yield {name: row[name] for name in (*names, "region", "coalition_status", "notes")} | {
        name: int(row[name]) if row[name] else None for name in sizes
    }


def read_office(row: Row) -> Iterator[Values]:
    """A row of people.csv."""
    yield {
        "person": row["person"],
        "country_id": row["code"],
        "role": row["office"],
        "title": row["office_title"],
        "since": row["from"],
        "until": row["to"],
        "aliases": [alias for alias in row["aliases"].split(";") if alias],
        "verified": row["verified"],
    }


def read_membership(row: Row) -> Iterator[Values]:
    """A row of groups.csv."""
    yield {
        "group": row["group"],
        "country_id": row["code"],
        "since": read_date(row, "from"),
        "until": read_date(row, "to"),
    }


def read_proposal(row: Row) -> Iterator[Values]:
    """A row of proposals.csv; relations follow once all are there."""
    yield {
        "slug": row["slug"],
        "name_en": row["name_en"],
        "name_it": row["name_it"],
        "group": row["group"],
        "order": int(row["order"]),
        "first_raised": row["first_raised"],
        "horizon_days": int(row["horizon_days"]),
        "horizon_reason": row["horizon_reason"],
    }


def read_definition(row: Row) -> Iterator[Values]:
    """The first version of a proposal's definition."""
    yield {
        "proposal_id": row["slug"],
        "version": 1,
        "text_en": row["definition_en"],
        "text_it": row["definition_it"],
    }


def read_source(row: Row) -> Iterator[Values]:
    """A row of sources.csv."""
    Tier(row["tier"])
    yield {
        "domain": row["domain"],
        "name": row["name"],
        "country": row["country"],
        "language": row["language"],
        "tier": row["tier"],
        "open_text": row["open_text"] == "yes",
        "licence": row["licence"],
        "note": row["note"],
    }


def read_feed(row: Row) -> Iterator[Values]:
    """The feed in a row of sources.csv, if it has one."""
    if row["feed_url"]:
        yield {"source_id": row["domain"], "url": row["feed_url"]}


def read_event(row: Row) -> Iterator[Values]:
    """A row of events.csv."""
    yield {
        "day": parse_day(row["date"], "date").first,
        "title_en": row["title_en"],
        "title_it": row["title_it"],
        "kind": row["kind"],
        "url": row["url"],
    }


def read_former(row: Row) -> Iterator[Values]:
    """A row of former.csv."""
    yield {
        "name": row["name"],
        "country_id": row["country"] or None,
        "proposal_id": row["proposal"] or None,
    }


TABLES = (
    Table("countries.csv", Country, ("code",), read_country),
    Table("groups.csv", Membership, ("group", "country_id", "since"), read_membership),
    Table("people.csv", Office, ("person", "country_id", "role", "since"), read_office),
    Table("proposals.csv", Proposal, ("slug",), read_proposal),
    Table("proposals.csv", ProposalDefinition, ("proposal_id", "version"), read_definition),
    Table("former.csv", FormerName, ("name",), read_former),
    Table("sources.csv", Source, ("domain",), read_source),
    Table("sources.csv", Feed, ("url",), read_feed),
    Table("events.csv", WorldEvent, ("day", "title_en"), read_event),
)


def link_proposals(file: Path) -> Report:
    """Relates proposals as their file says; what an editor related stays."""
    linked = 0
    for line, row in read_rows(file):
        related = [slug for slug in row["related"].split(";") if slug]
        unknown = set(related) - set(Proposal.objects.values_list("slug", flat=True))
        if unknown:
            raise BadSeed(f"{file.name}, line {line}: related: no proposal {sorted(unknown)[0]!r}.")
        proposal = Proposal.objects.get(slug=row["slug"])
        if set(related) - set(proposal.related.values_list("slug", flat=True)):
            proposal.related.add(*Proposal.objects.filter(slug__in=related))
            linked += 1
    return Report("proposal relations", 0, linked, 0, 0)


def load_timeline(file: Path) -> Report:
    """Adds the coded statements of timeline.csv, and redraws the lines that they touch.

    A statement is known by all that it says: a changed row is a new statement, and the old one is
    withdrawn; it comes back with its row. What an editor judged stays.
    """
    stored = {row.claim_key: row for row in Stance.objects.filter(kind=StanceKind.CODED)}
    seen: set[str] = set()
    lines: set[tuple[str, str]] = set()
    added, back = 0, []
    for line, row in read_rows(file):
        key = hashlib.sha256("\x1f".join(row.values()).encode()).hexdigest()
        seen.add(key)
        if key not in stored:
            try:
                add_coded_stance(key, row)
            except (ValidationError, ValueError, KeyError, BadInput) as error:
                reason = describe_error(error)
                raise BadSeed(f"{file.name}, line {line}: {reason}") from error
            lines.add((row["country"], row["proposal"]))
            added += 1
        elif stored[key].withdrawn:
            back.append(stored[key])
    gone = [stored[key] for key in stored.keys() - seen if not stored[key].withdrawn]
    for stances, withdrawn in ((gone, True), (back, False)):
        Stance.objects.filter(pk__in=[one.pk for one in stances]).update(withdrawn=withdrawn)
        lines |= {(one.country_id, one.proposal_id) for one in stances}
    redraw_lines(lines)
    same = len(seen) - added - len(back)
    return Report("coded statements", added, len(back), same, len(gone))


def add_coded_stance(key: str, row: Row) -> None:
    """Adds one coded statement with its conditions."""
    day = parse_day(row["date"], "date")
    host = urlsplit(row["url"]).hostname or ""
    stance = Stance(
        kind=StanceKind.CODED,
        country_id=row["country"],
        proposal_id=row["proposal"],
        position=row["position"],
        voice=row["voice"],
        attribution=row["attribution"],
        speaker=row["speaker"],
        first_day=day.first,
        precision=day.precision,
        summary=row["summary"],
        outlet=row["outlet"],
        url=row["url"],
        language=row["language"],
        source=find_coded_source(host),
        reader=CODED,
        reader_version=CODED_VERSION,
        claim_key=key,
        extracted=dict(row),
    )
    stance.clean_fields(exclude=["article"])
    stance.save(force_insert=True)
    words = row["condition_text"]
    StanceCondition.objects.bulk_create(
        StanceCondition(stance=stance, kind=Condition(kind), words=words)
        for kind in row["condition_types"].split(";")
        if kind
    )


def find_coded_source(host: str) -> Source:
    """The source of an address; the unknown one where no table names it."""
    try:
        return find_source(host)
    except BadInput:
        return Source.objects.get(domain=UNKNOWN_SOURCE)
