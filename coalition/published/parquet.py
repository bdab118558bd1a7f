"""Tables as Parquet, column by column, in batches: what is in memory does not grow with them.

The writer is arro3 (Arrow and Parquet of the Rust projects: wheels of 12 MB, pyarrow's has 55).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

import orjson
from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet as write

from coalition.published.dictionary import Kind

PARQUET = "application/vnd.apache.parquet"
AT_ONCE = 10_000  # rows of a batch
EPOCH = date(1970, 1, 1)
BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00Z")
MICROSECOND = timedelta(microseconds=1)

# Of each kind of column, the type that values are given as, and the one that the file has.
TYPES = {
    Kind.TEXT: (DataType.string(), DataType.string()),
    Kind.INTEGER: (DataType.int64(), DataType.int64()),
    Kind.NUMBER: (DataType.float64(), DataType.float64()),
    Kind.FLAG: (DataType.bool(), DataType.bool()),
    Kind.DAY: (DataType.int32(), DataType.date32()),
    Kind.INSTANT: (DataType.int64(), DataType.timestamp("us", tz="UTC")),
}


def write_parquet(
    rows: Iterable[Mapping[str, Any]], target: Path | IO[bytes], columns: Sequence[tuple[str, Kind]]
) -> None:
    """Writes rows, whose days and instants may be texts of JSON. A text column may hold lists: as JSON."""
    schema = Schema([Field(name, TYPES[kind][1]) for name, kind in columns])
    batches = read_batches(iter(rows), columns, schema)
    write(RecordBatchReader.from_batches(schema, batches), target, compression="zstd(3)")


def read_batches(
    rows: Iterator[Mapping[str, Any]], columns: Sequence[tuple[str, Kind]], schema: Any
) -> Iterator[Any]:
    """Rows as batches of columns."""
    while some := list(islice(rows, AT_ONCE)):
        arrays = []
        for name, kind in columns:
            plain, wanted = TYPES[kind]
            arrays.append(Array([make_plain(kind, row[name]) for row in some], plain).cast(wanted))
        yield RecordBatch.from_arrays(arrays, schema=schema)


def make_plain(kind: Kind, value: Any) -> Any:
    """A value as its column is given: days and microseconds are counted from 1970."""
    match kind:
        case _ if value is None:
            return None
        case Kind.DAY:
            return ((date.fromisoformat(value) if isinstance(value, str) else value) - EPOCH).days
        case Kind.INSTANT:
            instant = datetime.fromisoformat(value) if isinstance(value, str) else value
            return (instant - BEGINNING) // MICROSECOND
        case Kind.NUMBER:
            return float(value)
        case Kind.TEXT if not isinstance(value, str):
            return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()
        case _:
            return value
