"""The log of a local database, and what in it tells why something failed."""

import contextlib
import errno
import os
import re
import shutil
from pathlib import Path

LOG_BYTES = 5_000_000  # a longer log is put aside, once, at the next start
MARKS = ("PANIC:", "FATAL:", "ERROR:", "error:")  # how PostgreSQL and initdb begin a complaint
FULL_BYTES = 1_000_000  # with less than this free a disk counts as full
LAST_LINES = 3  # how many lines tell the reason where none of them is marked


class Log:
    """The file `log`, open for appending, with a mark where this start began."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "log"
        if self.path.exists() and self.path.stat().st_size > LOG_BYTES:
            self.path.rename(folder / "log.old")
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.start = os.fstat(self.descriptor).st_size
        self.said = b""

    def write(self, said: bytes) -> None:
        """Keeps what a program said, for find_reason() also where the disk is full."""
        self.said += said
        with contextlib.suppress(OSError):
            os.write(self.descriptor, said)

    def find_reason(self) -> str:
        """Why it failed, as the end of a sentence: the last complaint since this start."""
        said = self.said + os.pread(self.descriptor, LOG_BYTES, self.start)
        lines = list(dict.fromkeys(said.decode(errors="replace").splitlines()))
        is_full = shutil.disk_usage(self.folder).free < FULL_BYTES
        if is_full or any(os.strerror(errno.ENOSPC) in line for line in lines):
            return "the disk is full. Free some space and run it again."
        complaints = [line for line in lines if any(mark in line for mark in MARKS)]
        reason = complaints[-1] if complaints else " ".join(lines[-LAST_LINES:])
        for mark in MARKS:
            reason = reason.rpartition(mark)[2].strip()
        reason = re.sub(r"/proc/self/fd/\d+", str(self.folder / "cluster"), reason)
        return f"{reason or 'it ended without a word'} (more in {self.path})."
