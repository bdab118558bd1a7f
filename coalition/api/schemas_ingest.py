"""The shapes of what comes in, and of what came of it."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Self

from django.conf import settings
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coalition.api.filters import latest_day
from coalition.api.schemas import shown
from coalition.errors import BadInput, FetchRefused
from coalition.extraction.dates import parse_day
from coalition.ingestion.fetcher.urls import LONGEST_URL
from coalition.ingestion.giving import read_address
from coalition.vocabulary import PageState

SURROGATE = re.compile("[\ud800-\udfff]")
FIRST_YEAR = 1990  # of the web: no page is older
LONGEST_TITLE = 500


def read_url(given: str) -> str:
    """An address of the public web, in its one form. Nothing is fetched or looked up."""
    try:
        return read_address(given)
    except FetchRefused as error:
        raise PydanticCustomError("bad_url", "{said}", {"said": f"is refused: {error}"}) from error


def read_date(given: str) -> str:
    """A day, month or year in which a page of the web can have been published."""
    try:
        first: date = parse_day(given, "date").first
    except BadInput:
        first = date.min
    if not date(FIRST_YEAR, 1, 1) <= first <= latest_day():
        said = "must be YYYY, YYYY-MM or YYYY-MM-DD, from 1990 to tomorrow"
        raise PydanticCustomError("bad_date", said)
    return given


def check_unicode(given: str) -> str:
    """A text that can be encoded: JSON may name half of a character."""
    if SURROGATE.search(given):
        raise PydanticCustomError("surrogate", "must be Unicode: it holds half of a character")
    return given


def read_content(given: str) -> str:
    """A text that is not larger than what is taken in."""
    most = settings.INGEST_MAX_BYTES
    check_unicode(given)
    if not given.strip():
        raise PydanticCustomError("empty", "must not be empty")
    if len(given.encode()) > most:
        raise PydanticCustomError(
            "too_large", "must not be larger than {most} bytes in UTF-8", {"most": most}
        )
    return given


Content = Annotated[str, AfterValidator(read_content)]
Address = Annotated[
    str,
    StringConstraints(max_length=LONGEST_URL),
    AfterValidator(read_url),
    Field(
        json_schema_extra={
            "pattern": r"^[hH][tT][tT][pP][sS]?://[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/|$)"
        }
    ),
]
GivenDate = Annotated[str, StringConstraints(max_length=10), AfterValidator(read_date)]
Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,253}$")]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
Title = Annotated[
    str,
    StringConstraints(max_length=LONGEST_TITLE, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"),
]


def asked(words: str, example: Any) -> Any:
    """A field of a body that may be left out."""
    return Field(None, description=words, examples=[example])


class ArticleGiven(BaseModel):
    """An article: its text, plain or as HTML, and what you know of it; or its address alone."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "oneOf": [
                {"required": [name], "properties": {name: {"type": "string"}}, **more}
                for name, more in (("text", {}), ("html", {}), ("url", {"maxProperties": 1}))
            ]
        },
    )

    text: Content | None = asked(
        "Its plain text; this, html or url must be given.",
        "Norway will send soldiers to the force.",
    )
    html: Content | None = asked("The HTML of its page.", "<p>Norway will send soldiers.</p>")
    url: Address | None = asked(
        "Its address on the public web. Alone it is fetched; beside a text or HTML nothing is.",
        "https://example.org/news/1",
    )
    date: GivenDate | None = asked("Day of publication, as known.", "2025-04-01")
    language: Language | None = asked("Its language, ISO 639-1; else it is told from it.", "en")
    source: Domain | None = asked(
        "Domain of a source that /sources lists; else that of its address, where it is known.",
        "ansa.it",
    )
    title: Title | None = asked("Its headline.", "A headline")

    @model_validator(mode="after")
    def check_content(self) -> Self:
        """Refuses both contents at once, none without an address, and words on what will be fetched."""
        if self.text is not None and self.html is not None:
            raise PydanticCustomError("content", "or html must be given, one of them")
        alone = self.url is not None and self.model_fields_set == {"url"}
        if self.text is None and self.html is None and not alone:
            raise PydanticCustomError("content", "or html must be given, or url alone")
        return self


class PageProgress(BaseModel):
    """A page on its way to stances."""

    id: int = shown("Its id, for good.", 1)
    url: str | None = shown("Its address; null where none was given.", "https://example.org/1")
    state: PageState = shown("How far it has come.", "fetched")
    failure: str = shown("Why no article came of it; empty mostly.", "")
    waiting: bool = shown("Whether work on it is left to do: ask again later.", True)
    stuck: bool = shown("Whether work on it kept failing and waits for an editor.", False)
    articles: list[int] = shown("Ids of the articles that came of it.", [])
    found_at: datetime = shown("When it was taken in.", "2026-11-22T09:12:21Z")


class PageGiven(PageProgress):
    """A page that was taken in."""

    new: bool = shown("Whether it is new; else the same was there already.", True)
