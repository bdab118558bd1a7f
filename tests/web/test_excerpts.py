"""An article's words with their notes."""

from datetime import UTC, datetime

from coalition.extraction.passages import cut_passages
from coalition.published import StanceRecord
from coalition.web.evidence import Evidence, describe_evidence
from coalition.web.excerpts import Excerpt, lay_out

STANCE = StanceRecord(
    id=1,
    kind="quoted",
    country="NO",
    proposal="demining",
    position="committed",
    voice="government",
    time="current",
    attribution="on-record",
    speaker="",
    reported_by="",
    day=None,
    precision=None,
    quote="",
    quote_start=0,
    quote_end=0,
    summary=None,
    article=1,
    source=None,
    outlet="The Paper",
    tier="quality",
    url=None,
    language="en",
    conditions=(),
    quantity=None,
    confidence=1.0,
    reader="rules",
    reader_version="1",
    review_state="waiting",
    counts=True,
    why_not=None,
    stored_at=datetime(2026, 3, 1, tzinfo=UTC),
)


def quoted(number: int) -> Evidence:
    """A stance of this number."""
    values = {name: getattr(STANCE, name) for name in StanceRecord.__slots__}
    return describe_evidence(StanceRecord(**{**values, "id": number}))


def tell(excerpts: list[Excerpt]) -> list[list[list[tuple[str, tuple[int, ...]]]]]:
    """The text and the numbers of each piece, by excerpt and paragraph."""
    return [
        [
            [(piece.text, piece.numbers) for piece in paragraph.pieces]
            for block in excerpt.blocks
            for paragraph in (block.first, *block.rest)
        ]
        for excerpt in excerpts
    ]


def test_overlapping_quotes_begin_and_end_where_they_do() -> None:
    text = "One two three four five."
    segments = list(cut_passages(text, [(0, 13, 7), (4, 18, 8)], whole=True))
    excerpts = lay_out(segments, [quoted(7), quoted(8)])
    assert tell(excerpts) == [
        [[("One ", (1,)), ("two three", (1, 2)), (" four", (2,)), (" five.", ())]]
    ]
    pieces = excerpts[0].blocks[0].first.pieces
    assert [[note.number for note in piece.starts] for piece in pieces] == [[1], [2], [], []]
    assert [[note.number for note in piece.ends] for piece in pieces] == [[], [1], [2], []]


def test_a_quote_over_two_paragraphs_is_marked_in_both_and_noted_once() -> None:
    segments = list(cut_passages("A b\nc d\n\ne", [(2, 5, 7)], whole=True))
    excerpts = lay_out(segments, [quoted(7)])
    assert tell(excerpts) == [[[("A ", ()), ("b", (1,))], [("c", (1,)), (" d", ())], [("e", ())]]]
    assert [note.number for note in excerpts[0].blocks[0].notes] == [1]
    assert len(excerpts[0].blocks) == 1


def test_left_out_words_part_two_excerpts() -> None:
    text = "Start here. " + "filler words " * 200 + "End here."
    end = text.index("End")
    segments = list(cut_passages(text, [(0, 5, 7), (end, end + 3, 8)], whole=False))
    assert len(lay_out(segments, [quoted(7), quoted(8)])) == 2
