"""Kombu's broker of plain files, for one's own machine: what it writes is there whole or not at all.

Kombu makes a message, and the table of an exchange, as an empty file that it then locks and fills. Who reads in
between gets nothing where JSON should be, and the worker ends; a busy machine showed it (kombu 5.7, 2026-11-22).
"""

import os
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):  # type: ignore[misc]
    """Writes aside, and gives the file its name when all is in it."""

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:
        """Puts a message into a queue."""
        whole = Path(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")
        _write_aside(whole, dumps(payload)).rename(whole)

    def _queue_bind(self, exchange: str, *binding: Any) -> None:
        """Adds a queue to an exchange, whose table is made first where it is missing."""
        table = self._exchange_file(exchange)
        if not table.exists():
            table.parent.mkdir(exist_ok=True)
            aside = _write_aside(table, "[]")
            with suppress(FileExistsError):  # another process was faster: its table stands
                os.link(aside, table)
            aside.unlink()
        super()._queue_bind(exchange, *binding)


class Transport(filesystem.Transport):  # type: ignore[misc]
    """What filesystem:// means here."""

    Channel = Channel


def use_folder_broker() -> None:
    """Lets filesystem:// mean this broker in this process."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"


def _write_aside(path: Path, text: str) -> Path:
    aside = path.with_name(f"{uuid4()}.part")
    aside.write_text(text)
    return aside
