"""Which reader reads, and who stands in where it cannot."""

import logging
from dataclasses import replace
from functools import cache

from django.conf import settings

from coalition.errors import ReaderFailed
from coalition.extraction import readers as offline_readers
from coalition.extraction.claims import ArticleText, Reading, StanceReader
from coalition.extraction.languages import LANGUAGES, detect_language
from coalition.extraction.orders import find_orders
from coalition.extraction.stances import find_stances
from coalition.ingestion.language_model import LanguageModelReader, open_language_model

log = logging.getLogger(__name__)

READERS = (*offline_readers.READERS, "llm")
VERSION_LENGTH = 80  # what a reading's row holds
SHOWN = 80  # characters of an order that a note repeats


@cache
def get_reader() -> StanceReader:
    """The reader named by the setting READER, opened once a process."""
    return open_reader(settings.READER)


def open_reader(name: str) -> StanceReader:
    """The reader of that name. Raises BadInput for a name that is none of READERS, SetupError for a
    language model whose settings are missing."""
    return open_language_model() if name == "llm" else offline_readers.open_reader(name)


def read_article(article: ArticleText, reader: StanceReader) -> Reading:
    """What one reader makes of an article. Lets ReaderFailed pass.

    A note tells of each place where the text gives orders to a language model, whoever reads it.
    """
    if isinstance(reader, LanguageModelReader):
        reading = reader.read(article)
    else:
        reading = find_stances(article, reader)
        language = article.language or detect_language(article.text)
        if language not in LANGUAGES:
            reading = replace(reading, notes=(*reading.notes, describe_unread(language)))
    orders = [
        f"The text gives orders to a language model: “{text[start:end][:SHOWN]}”"
        for text in (article.title or "", article.text)
        for start, end in find_orders(text)
    ]
    return replace(reading, notes=(*reading.notes, *orders))


def describe_unread(language: str | None) -> str:
    """Why the offline reader found nothing in a text: it reads no text in another language."""
    known = ", ".join(LANGUAGES)
    return f"Not read offline: the offline reader knows {known}, and this text is in {language or 'none of them'}."


def read_or_stand_in(article: ArticleText, reader: StanceReader) -> Reading:
    """Like `read_article`, but where a language model is not available the offline reader reads.

    Its reading says so in its version and in a note. Lets the failure of any other reader pass.
    """
    try:
        return read_article(article, reader)
    except ReaderFailed as error:
        if not isinstance(reader, LanguageModelReader):
            raise
        reason = str(error)
    log.warning("%s; the offline reader stands in", reason)
    reading = read_article(article, open_stand_in())
    said = f" ({reason})"
    return replace(
        reading,
        version=f"{reading.version[: VERSION_LENGTH - len(said)]}{said}",
        notes=(*reading.notes, f"Read by the offline reader, {reason}."),
    )


@cache
def open_stand_in() -> StanceReader:
    """The reader that stands in, opened once a process."""
    return offline_readers.open_reader()
