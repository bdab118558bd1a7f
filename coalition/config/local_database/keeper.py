"""The keeper: a detached process that runs the server for as long as somebody uses it.

Its starter gives it the folder, the installation, the user to run as, and the number of the open
file `serving`, already locked; the keeper says there READY, or in one sentence why not.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from coalition.errors import SetupError

from .cluster import PORT, Cluster
from .log import Log
from .programs import Programs, find_programs, remove_copy

READY = "ready"
WORDS_BYTES = 10_000  # more than any sentence of ours with two long paths
GRACE_SECONDS = 2.0  # consecutive commands should find the server still there
WATCH_SECONDS = 0.1  # how often the keeper looks whether somebody uses the server
READY_SECONDS = 0.01  # how often it looks whether the server is ready: it starts in 0.03 s
STOP_SECONDS = 60.0  # a fast shutdown writes one checkpoint; after this it is made to end

SERVER_OPTIONS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",  # web 2 x 4, worker 2, beat 1, and room for terminals and test runs
    "shared_buffers": "64MB",
    "max_logical_replication_workers": "0",
    "io_method": "sync",  # three processes less, that a small machine has no use for
    "jit": "off",
    "log_checkpoints": "off",
}


class Keeper:
    """What one keeper holds: its folder, the lock `serving`, the log."""

    def __init__(self, folder: Path, serving: int) -> None:
        self.folder = folder
        self.serving = serving
        self.log = Log(folder)
        self.told_to_stop = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop_soon)

    def stop_soon(self, _number: int, _frame: object) -> None:
        """What a signal does: the machine is being shut down, or somebody wants the server to end."""
        self.told_to_stop = True

    def run(self, installation: Path, run_as: str) -> None:
        """Starts the server, says READY, and ends it when nobody uses it any more."""
        (self.folder / "stop").unlink(missing_ok=True)
        copy = self.folder / "programs"
        try:
            cluster = Cluster(self.folder, run_as)
            descriptors = (cluster.descriptor, self.serving)
            programs = find_programs(installation, cluster.identity, descriptors, copy)
            cluster.prepare(programs, self.log)
            server = self.start_server(programs, cluster)
            write_words(self.serving, READY)
            self.watch(server)
            write_words(self.serving, "")
            stop_server(server)
        finally:
            remove_copy(copy)

    def start_server(self, programs: Programs, cluster: Cluster) -> subprocess.Popen[bytes]:
        """PostgreSQL as our child, once it takes connections; a recovery may need its time."""
        options = {"unix_socket_directories": cluster.way_in, **SERVER_OPTIONS}
        server = programs.spawn(
            "postgres",
            ["-D", f"{cluster.way_in}/data", *(f"--{key}={options[key]}" for key in options)],
            signal.SIGINT,  # its fast shutdown: a killed keeper leaves a clean cluster
            stdin=subprocess.DEVNULL,
            stdout=self.log.descriptor,
            stderr=self.log.descriptor,
        )
        while not is_ready(cluster.data, server.pid):
            if server.poll() is not None:
                raise cluster.refuse(self.log.find_reason())
            time.sleep(READY_SECONDS)
        return server

    def watch(self, server: subprocess.Popen[bytes]) -> None:
        """Returns when the server ended, when told to stop, or when nobody used it for a while.

        In the last case the users' lock stays ours: who comes now waits until this server is gone.
        """
        users = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
        used_at = time.monotonic()
        while not self.told_to_stop and server.poll() is None:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                used_at = time.monotonic()
            else:
                grace = 0.0 if (self.folder / "stop").exists() else GRACE_SECONDS
                if time.monotonic() - used_at >= grace:
                    return
                fcntl.flock(users, fcntl.LOCK_UN)
            time.sleep(WATCH_SECONDS)


def write_words(serving: int, words: str) -> None:
    """Leaves words in the file `serving` for whoever waits, at the same length each time.

    So the starter's first write takes the room, and a keeper can say that the disk is full.
    """
    os.pwrite(serving, words.encode()[:WORDS_BYTES].ljust(WORDS_BYTES), 0)


def read_words(serving: int) -> str:
    """What a keeper left there last."""
    return os.pread(serving, WORDS_BYTES, 0).decode(errors="replace").strip()


def is_ready(data: Path, pid: int) -> bool:
    """Whether the pid file is that of this very process and says that it takes connections."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Ends the server by a fast shutdown, or at once when that takes too long."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def main() -> None:
    """Detaches and keeps the server. What goes wrong becomes the words in `serving`."""
    folder, installation, run_as, serving = sys.argv[1:]
    if os.fork():
        os._exit(0)  # so that the starter has a child that ends at once
    os.chdir("/")
    keeper = Keeper(Path(folder), int(serving))
    try:
        keeper.run(Path(installation), run_as)
    except (SetupError, OSError) as error:
        is_ours = isinstance(error, SetupError)
        words = str(error) if is_ours else f"The local database in {folder} failed: {error}."
        write_words(keeper.serving, words)
