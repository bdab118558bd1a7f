"""The shapes of the change feed and of the bulk files."""

from typing import Any

from pydantic import BaseModel

from coalition.api.schemas import shown
from coalition.published.dictionary import Kind

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
INSTANT: Any = shown("The instant that it tells of.", "2026-11-22T09:12:21.000000Z")
TOKEN: Any = shown("Where the change feed goes on.", "WzEsIjEiLG51bGwsbnVsbCwwLG51bGxd")


class RowChange(BaseModel):
    """A row as it stands now."""

    table: str = shown("Name of its table.", "stances")
    key: str = shown("Its key, the parts of one joined by dots.", "514")
    row: dict[str, Any] | None = shown(
        "Its columns as /tables describes them; null: drop it, if you hold it.", {"id": 514}
    )


class RowChangePage(BaseModel):
    """Changes since a token."""

    as_of: str = INSTANT
    items: list[RowChange] = shown("Rows that changed, each as it stands at that instant.", [])
    token: str = TOKEN
    more: bool = shown("Whether there is more right now.", False)


class TableColumn(BaseModel):
    """A column."""

    name: str = shown("Its name.", "country")
    kind: Kind = shown("What it holds.", "text")
    words: str = shown("What it means.", "code of the country")


class BulkTable(BaseModel):
    """A table."""

    name: str = shown("Its name.", "stances")
    words: str = shown("What its rows are.", "Statements that a country holds a position.")
    key: list[str] = shown("Columns that name a row.", ["id"])
    columns: list[TableColumn] = shown("Its columns, in order.", [])


class TableList(BaseModel):
    """All tables."""

    items: list[BulkTable] = shown("Tables, each after those that its rows name.", [])


class BulkFile(BaseModel):
    """A file."""

    name: str = shown("Its name.", "stances.csv")
    url: str = shown("Where it is.", "https://example.org/api/v1/bulk/20261122T0912Z/stances.csv")
    bytes: int = shown("Its size.", 1200)
    sha256: str = shown("Its SHA-256: a file that was cut off has another.", HASH)


class TableFiles(BulkTable):
    """A table and its files."""

    rows: int = shown("Number of its rows.", 514)
    files: list[BulkFile] = shown("The same rows in each format.", [])


class Edition(BaseModel):
    """The bulk files as of an instant."""

    edition: str = shown("Its name.", "20261122T091221Z")
    as_of: str = INSTANT
    token: str = TOKEN
    method: str = shown("Name of the method that lines are drawn by.", "newest-word")
    method_version: str = shown("Its version.", "1")
    tables: list[TableFiles] = shown("Tables with their files.", [])
