"""From the bytes of a page to the text of an article."""

from dataclasses import dataclass

import trafilatura
from trafilatura.settings import Document

from coalition.errors import Unreadable
from coalition.extraction.claims import Day
from coalition.extraction.dates import parse_day
from coalition.extraction.languages import detect_language

PLAIN, HTML = "text/plain", "text/html"
FEWEST_LETTERS = 40  # less than a sentence carries no stance that could be judged
# Control characters that no text holds: they mark a binary file.
BINARY = {chr(code) for code in range(32)} - set("\t\n\r\f\v\x1c\x1d\x1e\x1f\x85")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """What a page holds. `language` is empty where it cannot be told, `day` None where none is given."""

    text: str
    title: str = ""
    author: str = ""
    language: str = ""
    day: Day | None = None


def read_article(
    raw: bytes, content_type: str, *, language: str = "", date: str = "", title: str = ""
) -> ArticleDraft:
    """The article in the bytes of a page; what its giver said of it goes before what it says itself.

    A plain text is kept as it is, character for character. Raises Unreadable with the reason where
    there is no text to read, BadInput for a date that is none.
    """
    draft = read_html(raw) if content_type == HTML else ArticleDraft(decode_text(raw))
    if sum(map(str.isalpha, draft.text)) < FEWEST_LETTERS:
        raise Unreadable("Too little text: less than a sentence.")
    return ArticleDraft(
        text=draft.text,
        title=title or draft.title,
        author=draft.author,
        language=language or draft.language or detect_language(draft.text) or "",
        day=parse_day(date, "date") if date else draft.day,
    )


def decode_text(raw: bytes) -> str:
    """The characters of a plain text: by its byte order mark, else UTF-8. Raises Unreadable."""
    if not raw.strip():
        raise Unreadable("The file is empty.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in raw:
            raise Unreadable("Not a text: the file is binary.") from None
        raise Unreadable(
            f"Not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}; save it as UTF-8."
        ) from None
    if not BINARY.isdisjoint(text):
        raise Unreadable("Not a text: the file is binary.")
    return text


def read_html(raw: bytes) -> ArticleDraft:
    """The main text of a page of HTML, with title, author and day. Raises Unreadable."""
    if not raw.strip():
        raise Unreadable("The page is empty.")
    found = trafilatura.bare_extraction(raw, include_comments=False, with_metadata=True)
    if not isinstance(found, Document) or not found.text:
        raise Unreadable("No article found in the page.")
    return ArticleDraft(
        text=found.text,
        title=found.title or "",
        author=found.author or "",
        day=parse_day(found.date, "date") if found.date else None,
    )
