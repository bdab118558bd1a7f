"""What a shared link shows: a picture of its own for each country, proposal and line, as PNG."""

from collections.abc import Iterable, Mapping, Sequence

from coalition.vocabulary import Position
from coalition.web.canvas import Canvas, open_faces
from coalition.web.charts import COLOURS, INK, INKS, MUTED, OUTLINE, PAPER, RULE
from coalition.web.cite import PRODUCT
from coalition.web.labels import Mark
from coalition.web.posters import HEIGHT, Box

WIDTH, TALL = 1200, 630  # what those who show cards ask for
EDGE = 80  # pixels left and right
ROOM = WIDTH - 2 * EDGE
STRIPE = 14
ROWS = 5  # of each of the two columns of a country's card
ROW = 58
GUTTER = 40
PILL, PAD = 40, 14
BOTTOM = 572  # where the name of the site stands
CHART = 132  # pixels from the highest step of a line to the lowest


def draw_country(name: str, kicker: str, held: Sequence[tuple[Mark, str]], rest: str) -> bytes:
    """A country with what it holds on each proposal; `rest` says how many more there are."""
    canvas, top = begin(kicker, name, lines=1)
    columns = 1 if len(held) <= ROWS else 2
    room = (ROOM - GUTTER * (columns - 1)) // columns
    face = open_faces()["name"]
    for place, (mark, proposal) in enumerate(held[: 2 * ROWS]):
        x = EDGE + place // ROWS * (room + GUTTER)
        y = top + 34 + place % ROWS * ROW
        end = write_pill(canvas, x, y, mark) + 14
        canvas.write(face, end, y - 1, face.cut(proposal, x + room - end), INK, PAPER)
    return finish(canvas, rest if len(held) > 2 * ROWS else "")


def draw_proposal(name: str, kicker: str, counts: Mapping[Mark, int], definition: str) -> bytes:
    """A proposal with how many countries hold which step on it."""
    canvas, top = begin(kicker, name, lines=2)
    face = open_faces()["name"]
    for line in face.wrap(definition, ROOM, 2):
        canvas.write(face, EDGE, top + 16, line, MUTED, PAPER)
        top += 42
    held = {mark: n for mark, n in counts.items() if mark.is_position and n}
    top += 34
    x, scale = float(EDGE), ROOM / max(1, sum(held.values()))
    for mark, n in held.items():
        canvas.fill(round(x), top, round(x + n * scale) - round(x) - 2, 54, fill_of(mark))
        x += n * scale
    left, top = EDGE, top + 78
    for mark, n in counts.items():
        if left + measure_pill(mark) + 60 > WIDTH - EDGE:
            left, top = EDGE, top + ROW
        left = write_pill(canvas, left, top, mark) + 10
        left = canvas.write(face, left, top - 1, str(n), INK, PAPER) + 26
    return finish(canvas)


def draw_line(name: str, kicker: str, mark: Mark, sentence: str, bars: Iterable[Box]) -> bytes:
    """A line: what it says on the day, in a sentence, and its steps over time."""
    canvas, top = begin(kicker, name, lines=2)
    face = open_faces()["name"]
    write_pill(canvas, EDGE, top + 20, mark)
    top += 72
    for line in face.wrap(sentence, ROOM, 2):
        canvas.write(face, EDGE, top, line, INK, PAPER)
        top += 42
    high = BOTTOM - 24 - CHART
    if bars:
        for step in range(len(Position)):
            canvas.fill(EDGE, high + round((step + 0.5) * CHART / len(Position)), ROOM, 1, RULE)
        for bar in bars:
            left, right = (EDGE + round(x * ROOM / 100) for x in (bar.x, bar.x + bar.width))
            y = high + round(bar.y * CHART / HEIGHT)
            canvas.fill(left, y - 8, max(3, right - left), 16, OUTLINE)
            canvas.fill(left, y - 7, max(3, right - left), 14, COLOURS[Position(bar.kind)])
    return finish(canvas)


def begin(kicker: str, title: str, lines: int) -> tuple[Canvas, int]:
    """A card with its stripe, the line above its title, and the title; and where it goes on."""
    canvas = Canvas(WIDTH, TALL, PAPER)
    part = WIDTH // len(COLOURS)
    for place, colour in enumerate(COLOURS.values()):
        canvas.fill(place * part, 0, part, STRIPE, colour)
    faces, top = open_faces(), 92
    canvas.write(faces["name"], EDGE, 50, kicker, MUTED, PAPER)
    for line in faces["title"].wrap(title, ROOM, lines):
        canvas.write(faces["title"], EDGE, top, line, INK, PAPER)
        top += 72
    return canvas, top


def finish(canvas: Canvas, note: str = "") -> bytes:
    """The card with the name of the site below."""
    face = open_faces()["name"]
    canvas.fill(EDGE, BOTTOM - 14, ROOM, 1, RULE)
    canvas.write(face, EDGE, BOTTOM - 2, PRODUCT, MUTED, PAPER)
    canvas.write(face, WIDTH - EDGE - round(face.measure(note)), BOTTOM - 2, note, MUTED, PAPER)
    return canvas.save()


def write_pill(canvas: Canvas, x: int, y: int, mark: Mark) -> int:
    """A mark as a pill; where it ends."""
    face = open_faces()["word"]
    width, ground = measure_pill(mark), fill_of(mark)
    canvas.fill(x, y, width, PILL, ground)
    if mark.key not in (Position.COMMITTED, Position.SUPPORTIVE, Position.OPPOSED):
        canvas.frame(x, y, width, PILL, OUTLINE)
    ink = INKS[Position(mark.key)] if mark.is_position else INK
    canvas.write(face, x + PAD, y + 2, word_of(mark), ink, ground)
    return x + width


def measure_pill(mark: Mark) -> int:
    """How wide the pill of a mark is."""
    return round(open_faces()["word"].measure(word_of(mark))) + 2 * PAD


def word_of(mark: Mark) -> str:
    """A mark with its sign."""
    return f"{mark.glyph} {mark.word}"


def fill_of(mark: Mark) -> str:
    """The colour of a mark; that of the paper where no position is held."""
    return COLOURS[Position(mark.key)] if mark.is_position else PAPER
