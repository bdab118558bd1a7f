"""Pictures of flat colours and words as PNG, in plain Python: a pixel is a place in a palette.

Letters come ready drawn from glyphs.gz (benchmarks/glyphs.py), each pixel with its share of ink; a pair
of ink and ground gets a ramp of the palette, so that a row of a letter is set by one translation.
"""

import gzip
import json
import struct
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("glyphs.gz")
UNKNOWN = "·"  # stands for a letter that we have not drawn
ELLIPSIS = "…"
MOST_COLOURS = 256  # of a PNG with a byte a pixel


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: how far it moves the pen, and its rows, `edge` pixels wider on either side."""

    advance: float
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """The letters of a font at a size."""

    height: int
    edge: int
    levels: int
    glyphs: dict[str, Glyph]

    def spell(self, text: str) -> list[Glyph]:
        """The glyphs of a text: without its accents where we have not drawn them."""
        found = []
        for letter in text:
            bare = unicodedata.normalize("NFKD", letter)[:1]
            drawn = next((one for one in (letter, bare) if one in self.glyphs), UNKNOWN)
            found.append(self.glyphs[drawn])
        return found

    def measure(self, text: str) -> float:
        """How wide a text is, in pixels."""
        return sum(one.advance for one in self.spell(text))

    def wrap(self, text: str, width: int, most: int) -> list[str]:
        """A text as lines no wider than that, at most so many; what does not fit ends in an ellipsis."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.measure(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        shown = lines[:most]
        if len(lines) > most:
            shown[-1] += ELLIPSIS
        return [self.cut(line, width) for line in shown]

    def cut(self, line: str, width: int) -> str:
        """A line, shortened where it is wider than that."""
        while len(line) > 1 and self.measure(line) > width:
            line = line.removesuffix(ELLIPSIS)[:-1].rstrip() + ELLIPSIS
        return line


@cache
def open_faces() -> dict[str, Face]:
    """The faces by name, read once a process."""
    head, pixels = gzip.decompress(FILE.read_bytes()).split(b"\n", 1)
    told = json.loads(head)
    faces, at = {}, 0
    for name, face in told["faces"].items():
        glyphs = {}
        for letter, advance, width in face["glyphs"]:
            size = width * face["height"]
            cell = pixels[at : at + size]
            at += size
            rows = tuple(cell[begin : begin + width] for begin in range(0, size, width))
            glyphs[letter] = Glyph(advance, rows)
        faces[name] = Face(face["height"], face["edge"], told["levels"], glyphs)
    return faces


class Canvas:
    """A picture under way, all of one colour at first. Colours are written as #RRGGBB."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self.palette: list[str] = [ground]
        self.rows = [bytearray(width) for _ in range(height)]

    def find(self, colour: str) -> int:
        """The place of a colour in the palette."""
        if colour not in self.palette:
            self.palette.append(colour)
        return self.palette.index(colour)

    def fill(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        """Fills a rectangle, as far as it lies in the picture."""
        x, until = max(0, x), min(self.width, x + width)
        stretch = bytes([self.find(colour)]) * max(0, until - x)
        for row in self.rows[max(0, y) : max(0, y + height)]:
            row[x:until] = stretch

    def frame(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        """Draws the edge of a rectangle."""
        self.fill(x, y, width, 2, colour)
        self.fill(x, y + height - 2, width, 2, colour)
        self.fill(x, y, 2, height, colour)
        self.fill(x + width - 2, y, 2, height, colour)

    def write(self, face: Face, x: int, y: int, text: str, ink: str, ground: str) -> int:
        """Writes a line from its upper left corner, on a ground of one colour; where it ends."""
        ramp = bytes(
            self.find(blend(ground, ink, n / (face.levels - 1))) for n in range(face.levels)
        )
        bare, place = ramp[0], float(x)
        for glyph in face.spell(text):
            left = round(place) - face.edge
            for row, drawn in zip(self.rows[y:], glyph.rows, strict=False):
                if any(drawn):
                    self.lay(row, left, drawn.translate(ramp.ljust(256, b"\0")), bare)
            place += glyph.advance
        return round(place)

    def lay(self, row: bytearray, left: int, pixels: bytes, bare: int) -> None:
        """Lays a row of a letter onto a row of the picture; what it leaves bare shows what is there."""
        inked = pixels.lstrip(bytes([bare]))
        begin = left + len(pixels) - len(inked)
        inked = inked.rstrip(bytes([bare]))
        if begin >= 0 and begin + len(inked) <= self.width:
            row[begin : begin + len(inked)] = inked

    def save(self) -> bytes:
        """The picture as PNG."""
        colours = b"".join(bytes.fromhex(colour[1:]) for colour in self.palette[:MOST_COLOURS])
        lines = b"".join(b"\0" + row for row in self.rows)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        chunks = [
            (b"IHDR", head),
            (b"PLTE", colours),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        ]
        return b"\x89PNG\r\n\x1a\n" + b"".join(pack(kind, data) for kind, data in chunks)


def pack(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def blend(ground: str, ink: str, share: float) -> str:
    """A colour between two."""
    pairs: Iterable[tuple[int, int]] = zip(
        bytes.fromhex(ground[1:]), bytes.fromhex(ink[1:]), strict=True
    )
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex().upper()
