"""What a body is: undone from its encoding within bounds, and of a kind that we read."""

import re
import zlib

from coalition.errors import FetchFailed
from coalition.ingestion.fetcher.records import Kind

GZIP = frozenset({"gzip", "x-gzip"})
GZIP_START = b"\x1f\x8b"
SNIFFED = 1024  # bytes, as browsers look at (WHATWG MIME Sniffing)

# How the first bytes of what is neither page nor feed begin, and what it is called.
BINARIES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office file"),
    (GZIP_START, "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, a sound or a film"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound or a film"),
    (b"\x00\x00\x00", "a film"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"wOFF", "a font"),
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")

# Servers declare feeds as nearly anything that is text: there the first bytes decide.
ANY_TEXT = re.compile(r"text/.*|application/((.*\+)?(xml|json)|octet-stream)")
HTML = re.compile(r"text/(html|plain)|application/(xhtml\+xml|xml|octet-stream)")
KNOWN = {
    Kind.PAGE: HTML,
    Kind.FEED: ANY_TEXT,
    Kind.SITEMAP: re.compile(ANY_TEXT.pattern + r"|application/(x-)?gzip"),
}


class Body:
    """Collects a body as it comes, undone from gzip, and stops at `most` bytes of the plain one.

    With `cut` a longer body is cut there; otherwise it is refused.
    """

    def __init__(self, encoding: str, most: int, *, cut: bool = False) -> None:
        plain = encoding.strip().lower()
        if plain not in GZIP | {"", "identity"}:
            raise FetchFailed(
                f"The body came in the encoding {plain[:40]!a}, which was not asked for.", hard=True
            )
        self._gzip = zlib.decompressobj(wbits=31) if plain in GZIP else None
        self._most = most
        self._cut = cut
        self._bytes = bytearray()

    @property
    def full(self) -> bool:
        """Whether no more is taken, because it was cut."""
        return self._cut and len(self._bytes) > self._most

    def feed(self, data: bytes) -> None:
        """Takes the next bytes. Raises FetchFailed where they are too many or no gzip."""
        while data and not self.full:
            data = self._undo(data)
            if len(self._bytes) > self._most and not self._cut:
                raise FetchFailed(
                    f"It is too large: more than {self._most / 1e6:g} MB unpacked.", hard=True
                )

    def _undo(self, data: bytes) -> bytes:
        """Adds what `data` unpacks to, up to one byte too many; returns what is left of it."""
        if self._gzip is None:
            self._bytes += data
            return b""
        if self._gzip.eof:  # a gzip may have several members; what follows the last one is padding
            if not data.startswith(GZIP_START[:1]):
                return b""
            self._gzip = zlib.decompressobj(wbits=31)
        try:
            self._bytes += self._gzip.decompress(data, self._most + 1 - len(self._bytes))
        except zlib.error as error:
            raise FetchFailed("The body is not the gzip that it is said to be.") from error
        return self._gzip.unused_data if self._gzip.eof else self._gzip.unconsumed_tail

    def end(self) -> bytes:
        """The whole plain body. Raises FetchFailed where the gzip breaks off."""
        if self._gzip is not None and not self._gzip.eof and not self.full:
            raise FetchFailed("The body broke off before its end.")
        return bytes(self._bytes[: self._most])


def read_body(kind: Kind, content_type: str, raw: bytes, most: int) -> bytes:
    """The bytes of an answer, once they are known to be of a kind that can be read.

    A sitemap may be a gzip file of its own, which is unpacked within `most` bytes. Raises FetchFailed
    with what it is instead.
    """
    if kind is Kind.ROBOTS:  # whatever stands in it, lines that are no rules are ignored
        return raw
    if not raw.strip():
        raise FetchFailed("The answer is empty.")
    if kind is Kind.SITEMAP and raw.startswith(GZIP_START):
        packed = Body("gzip", most)
        packed.feed(raw)
        raw = packed.end()
    declared = content_type.partition(";")[0].strip().lower()
    known = KNOWN[kind]
    if found := name_binary(raw):
        raise FetchFailed(f"It is {found}, not a {kind.value}.", hard=True)
    if declared and not known.fullmatch(declared):
        raise FetchFailed(
            f"It is declared as {declared[:80]!a}, which is not what a {kind.value} is.", hard=True
        )
    return raw


def name_binary(raw: bytes) -> str:
    """What the first bytes say of a file that is no text; empty for text in any encoding."""
    start = raw[:SNIFFED].lstrip(b" \t\r\n")
    for signature, name in BINARIES:
        if start.startswith(signature):
            return name
    # A NUL has no place in text but in UTF-16 and UTF-32, which are seen by their beginning.
    return "a binary file" if b"\x00" in start and not start.startswith(UTF_16) else ""
