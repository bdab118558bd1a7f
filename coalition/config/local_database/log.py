"""The log of a local database, and the one line in it that tells why something failed."""

import errno
import os
from pathlib import Path

LOG_BYTES = 5_000_000  # a longer log is put aside, once, at the next start
MARKS = ("PANIC:", "FATAL:", "ERROR:", "error:")  # how PostgreSQL and initdb begin a complaint


class Log:
    """The file `log`, open for appending, with a mark where this start began."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log"
        if self.path.exists() and self.path.stat().st_size > LOG_BYTES:
            self.path.rename(folder / "log.old")
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.start = os.fstat(self.descriptor).st_size

    def write(self, said: bytes) -> None:
        """Keeps what a program said."""
        os.write(self.descriptor, said)

    def find_reason(self) -> str:
        """Why it failed, as the end of a sentence: the last complaint since this start."""
        said = os.pread(self.descriptor, LOG_BYTES, self.start).decode(errors="replace")
        lines = said.splitlines()
        if any(os.strerror(errno.ENOSPC) in line for line in lines):
            return "the disk is full. Free some space and run it again."
        complaints = [line for line in lines if any(mark in line for mark in MARKS)]
        reason = (complaints or lines or ["it ended without a word"])[-1]
        for mark in MARKS:
            reason = reason.rpartition(mark)[2].strip()
        return f"{reason} (more in {self.path})."
