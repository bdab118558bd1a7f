"""An article's words, cut into paragraphs, with each quote marked and its note beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coalition.extraction.passages import Segment
from coalition.web.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in the quotes of the notes with these `numbers`; in none where empty.

    `starts` are the notes whose quote begins here: the first gives the mark its id. `ends` are
    those whose quote ends here. `position` is the mark's class.
    """

    text: str
    numbers: tuple[int, ...]
    starts: tuple["Note", ...]
    ends: tuple["Note", ...]
    position: str


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note on a quote."""

    number: int
    evidence: Evidence


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the text, and the notes on the quotes that begin in it."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A paragraph with its notes beside it, and the `rest`: those after it that have none."""

    first: Paragraph
    rest: list[Paragraph] = field(default_factory=list)

    @property
    def notes(self) -> list[Note]:
        """The notes beside them."""
        return self.first.notes


@dataclass(slots=True)
class Excerpt:
    """Blocks without a gap between them."""

    blocks: list[Block]


def lay_out(segments: Sequence[Segment], evidence: Iterable[Evidence]) -> list[Excerpt]:
    """The excerpts of an article in the order of its text, each with its notes, numbered from 1."""
    notes = {shown.stance.id: Note(number, shown) for number, shown in enumerate(evidence, start=1)}
    last = {stance: n for n, segment in enumerate(segments) for stance in segment.ids}
    excerpts: list[list[Paragraph]] = []
    begun: set[int] = set()
    for n, segment in enumerate(segments):
        if not excerpts or segment.gap:
            excerpts.append([Paragraph()])
        paragraphs = excerpts[-1]
        inside = [notes[stance] for stance in segment.ids]
        starts = [note for note in inside if note.evidence.stance.id not in begun]
        ends = [note for note in inside if last[note.evidence.stance.id] == n]
        begun.update(segment.ids)
        lines = segment.text.split("\n")
        for line_number, line in enumerate(lines):
            if line_number:
                paragraphs.append(Paragraph())
            first, final = line_number == 0, line_number == len(lines) - 1
            if not line and not (first and starts) and not (final and ends):
                continue
            paragraphs[-1].pieces.append(
                Piece(
                    text=line,
                    numbers=tuple(note.number for note in inside),
                    starts=tuple(starts) if first else (),
                    ends=tuple(ends) if final else (),
                    position=inside[0].evidence.stance.position if inside else "",
                )
            )
            if first:
                paragraphs[-1].notes += starts
    return [Excerpt(join_blocks(paragraphs)) for paragraphs in excerpts]


def join_blocks(paragraphs: Iterable[Paragraph]) -> list[Block]:
    """Paragraphs as blocks: a new one begins with each paragraph that has notes."""
    blocks: list[Block] = []
    for paragraph in paragraphs:
        if paragraph.pieces and (paragraph.notes or not blocks):
            blocks.append(Block(paragraph))
        elif paragraph.pieces:
            blocks[-1].rest.append(paragraph)
    return blocks
