"""Tables as Parquet, column by column.

The writer is arro3 (Arrow and Parquet of the Rust projects: wheels of 12 MB, pyarrow's has 55). Where
it is not installed no Parquet file is written, and the manifest lists none.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from coalition.published.dictionary import Kind, Table

PARQUET = "application/vnd.apache.parquet"
AT_ONCE = 10_000  # rows of a batch
EPOCH = date(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def has_writer() -> bool:
    """Whether Parquet can be written here."""
    return find_spec("arro3") is not None and find_spec("arro3.io") is not None


def write_parquet(lines: Path, target: Path, table: Table) -> None:
    """Writes the rows of a file of JSON Lines as Parquet; does nothing without a writer."""
    if not has_writer():
        return
    from arro3.core import Field, RecordBatchReader, Schema  # noqa: PLC0415 - it may be missing
    from arro3.io import write_parquet as write  # noqa: PLC0415

    schema = Schema([Field(one.name, choose_types(one.kind)[1]) for one in table.columns])
    with lines.open("rb") as stream:
        reader = RecordBatchReader.from_batches(schema, read_batches(stream, table, schema))
        write(reader, target, compression="zstd(3)")


def read_batches(lines: Iterator[bytes], table: Table, schema: Any) -> Iterator[Any]:
    """The rows of JSON Lines as batches of columns."""
    from arro3.core import Array, RecordBatch  # noqa: PLC0415 - it may be missing

    while rows := [orjson.loads(line) for line in islice(lines, AT_ONCE)]:
        columns = []
        for one in table.columns:
            plain, wanted = choose_types(one.kind)
            values = [make_plain(one.kind, row[one.name]) for row in rows]
            columns.append(Array(values, plain).cast(wanted))
        yield RecordBatch.from_arrays(columns, schema=schema)


def choose_types(kind: Kind) -> tuple[Any, Any]:
    """The types of a column: the one that values are given as, and the one that the file has."""
    from arro3.core import DataType  # noqa: PLC0415 - it may be missing

    match kind:
        case Kind.TEXT:
            return DataType.string(), DataType.string()
        case Kind.INTEGER:
            return DataType.int64(), DataType.int64()
        case Kind.NUMBER:
            return DataType.float64(), DataType.float64()
        case Kind.FLAG:
            return DataType.bool(), DataType.bool()
        case Kind.DAY:
            return DataType.int32(), DataType.date32()
        case Kind.INSTANT:
            return DataType.int64(), DataType.timestamp("us", tz="UTC")


def make_plain(kind: Kind, value: Any) -> Any:
    """A value of JSON as its column is given: days and microseconds are counted from 1970."""
    if value is None:
        return None
    if kind == Kind.DAY:
        return (date.fromisoformat(value) - EPOCH).days
    if kind == Kind.INSTANT:
        since = datetime.fromisoformat(value) - datetime.fromisoformat("1970-01-01T00:00:00Z")
        return since // MICROSECOND
    return float(value) if kind == Kind.NUMBER else value
