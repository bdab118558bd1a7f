"""The rows of the described tables as they stood at an instant."""

from collections.abc import Iterable, Iterator
from typing import Any

from coalition import vintages
from coalition.published.dictionary import Row, Table
from coalition.published.lines import describe_span
from coalition.vintages import Instant

AT_ONCE = 1000  # rows: what a table takes of memory does not grow with it


def read_table(table: Table, instant: Instant) -> Iterator[Row]:
    """All public rows of a table as they stood, by their keys."""
    if table.model is None:
        for code in vintages.list_codes(instant):
            spans = read_spans(table, instant, code)
            yield from (spans[key] for key in sorted(spans))
        return
    keys = vintages.rows_at(table.model, instant).values_list("pgh_obj", flat=True)
    # Not in the order of the database, whose rules for texts are its own.
    wanted = sorted(keys)
    for start in range(0, len(wanted), AT_ONCE):
        rows = read_rows(table, instant, wanted[start : start + AT_ONCE])
        yield from sorted(rows, key=table.find_key)


def read_rows(table: Table, instant: Instant, keys: list[Any]) -> list[Row]:
    """The public rows of a table with these keys as they stood."""
    assert table.model is not None
    rows = vintages.rows_at(table.model, instant).filter(table.shown, pgh_obj__in=keys)
    if table.parent:
        column, model, shown = table.parent
        parents = vintages.rows_at(model, instant).filter(shown).values("pgh_obj")
        rows = rows.filter(**{f"{column}__in": parents})
    return describe_rows(table, rows.values_list(*stored_attributes(table)), instant)


def read_spans(
    table: Table, instant: Instant, code: str, slugs: set[str] | None = None
) -> dict[tuple[Any, ...], Row]:
    """The spans of a country's lines as they were drawn, by their keys."""
    names = [column.name for column in table.columns]
    found = {}
    for line, spans in vintages.recall_spans(instant, code).items():
        if slugs is None or line[1] in slugs:
            for span in spans:
                record = describe_span(line, span)
                row = {name: getattr(record, name) for name in names}
                found[table.find_key(row)] = row
    return found


def describe_rows(spec: Table, snapshots: Iterable[tuple[Any, ...]], instant: Instant) -> list[Row]:
    """Values in the order of a table's stored columns as rows, with what is joined."""
    stored = [column for column in spec.columns if not (spec.join and column.name == "url")]
    found = [dict(zip((c.name for c in stored), values, strict=True)) for values in snapshots]
    if spec.join:
        spec.join(found, instant)
    names = [column.name for column in spec.columns]
    return [{name: row[name] for name in names} for row in found]


def stored_attributes(spec: Table) -> list[str]:
    """The columns of a table that its own rows hold."""
    return [c.attribute for c in spec.columns if not (spec.join and c.name == "url")]
