"""Files of every odd kind given to `manage.py ingest` (T09): each is refused in words, the others go on."""

import os
import socket
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coalition.models import Article, Page
from tests import factories
from tests.ingestion.test_ingest import TEXT, ingest

pytestmark = pytest.mark.django_db

TOO_LARGE = 5 * 1024**3


@pytest.fixture(autouse=True)
def _reference() -> None:
    factories.make_source("unknown.invalid", name="Unknown", tier="unknown")
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")


def make_large(path: Path) -> None:
    """A file of five gigabytes that takes no room."""
    path.touch()
    os.truncate(path, TOO_LARGE)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        here = Path.cwd()
        os.chdir(path.parent)  # an address of a socket has 107 bytes at most
        try:
            door.bind(path.name)
        finally:
            os.chdir(here)


ODD: dict[str, tuple[Callable[[Path], None], str]] = {
    "out": (lambda path: path.symlink_to("/etc/passwd"), "cannot be opened"),
    "loop": (lambda path: path.symlink_to(path), "cannot be opened"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "cannot be opened"),
    "process": (lambda path: path.symlink_to("/proc/self/mem"), "cannot be opened"),
    "pipe": (os.mkfifo, "not a regular file"),
    "socket": (make_socket, "cannot be opened"),
    "folder": (lambda path: path.mkdir(), ""),
    "large": (make_large, "larger than"),
}


@pytest.mark.parametrize("kind", sorted(ODD))
def test_T09_what_is_no_plain_file_is_refused_and_the_others_go_on(
    tmp_path: Path, kind: str
) -> None:
    make, words = ODD[kind]
    make(tmp_path / "odd.txt")
    (tmp_path / "good.txt").write_text(TEXT)
    _, err = ingest(tmp_path / "odd.txt", tmp_path / "good.txt")
    assert words in err
    assert Article.objects.count() == Page.objects.count() == 1


@pytest.mark.parametrize("kind", ["device", "loop", "out", "pipe", "socket"])
def test_T09_what_stands_beside_a_file_is_read_by_the_same_rules(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    make, words = ODD[kind]
    make(tmp_path / "a.meta.json")
    assert words in ingest(tmp_path / "a.txt")[1]
    assert Page.objects.count() == 0


def test_T09_a_folder_is_walked_once_whatever_it_links_to(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "self").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "etc").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.txt")
    out, _ = ingest(tmp_path)
    assert Page.objects.count() == 1
    assert "passwd" not in out


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"two\nlines.txt", "two\\nlines.txt"),
        (b"\xff\xfe.txt", "\\udcff\\udcfe.txt"),
        (b"\x1b[2J.txt", "\\x1b[2J.txt"),
        ("\u202etxt.txt".encode(), "\\u202etxt.txt"),
        (b"\xff" * 200 + b".txt", "\\udcff" * 42 + "\\ud"),
        ("perché.txt".encode(), "perché.txt"),
    ],
)
def test_T09_a_name_is_printed_and_kept_as_signs_that_do_nothing(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text(TEXT)
    out, err = ingest_as_bytes(path)
    assert (err, Page.objects.get().file_name) == ("", shown)
    assert "\x1b" not in out
    path.write_bytes(b"")
    assert ": the file is empty." in ingest_as_bytes(path)[1]


def ingest_as_bytes(path: Path) -> tuple[str, str]:
    """The same as `ingest`, with a name that no text can hold."""

    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", path, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_T09_a_name_with_a_nul_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened: embedded null byte." in ingest(f"{tmp_path}/a\0.txt")[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_T09_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    path.chmod(0)
    assert "cannot be opened: Permission denied." in ingest(path)[1]
