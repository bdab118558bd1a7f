"""The shapes of articles, stories, stances and conditions: the words that everything rests on."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from coalition.api.schemas import COUNTRY, NEXT, PREV, PROPOSAL, QUOTE, Country, Proposal, shown
from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    Position,
    Precision,
    Reason,
    ReviewState,
    Scope,
    StanceKind,
    Tier,
    Time,
    Verdict,
    Voice,
)


class StanceCondition(BaseModel):
    """What a country makes its position depend on."""

    kind: Condition = shown("Kind of condition.", "us-backstop")
    words: str = shown("The words that state it.", "only with an American guarantee")


class Quantity(BaseModel):
    """A number as written."""

    low: int | None = shown("Lowest; null where left open.", 1000)
    high: int | None = shown("Highest; null where left open.", 2000)
    unit: str = shown("Of what.", "troops")
    scope: Scope | None = shown("The country's own part, or the whole.", "own")
    raw: str = shown("The words.", "up to 2,000 soldiers")
    flag: Flag | None = shown("What is odd about it.", None)


class Stance(BaseModel):
    """A statement that a country holds a position, with the words that it rests on."""

    id: int = shown("Its id, for good.", 514)
    kind: StanceKind = shown("Quoted word for word, or coded by hand from reporting.", "quoted")
    country: str = COUNTRY
    proposal: str = PROPOSAL
    position: Position = shown("The position that the words express.", "opposed")
    step: int = shown("The position as a step, 5 for committed to 0 for opposed.", 0)
    voice: Voice = shown("Whose word it is; only government sets a position.", "government")
    time: Time = shown("The line as of the article, or an earlier one.", "current")
    attribution: Attribution = shown("How well it is sourced.", "on-record")
    speaker: str = shown("Who said it; may be empty.", "Giorgia Meloni")
    reported_by: str = shown("The outlet that the article repeats; may be empty.", "")
    day: date | None = shown("Day of the words; null where nobody knows it.", "2025-04-01")
    precision: Precision | None = shown("How exactly the day is known; null with it.", "month")
    quote: str | None = shown("The exact words; null where it was coded.", QUOTE)
    quote_start: int | None = shown("Where they begin in the text, in code points.", 120)
    quote_end: int | None = shown("Where they end.", 159)
    summary: str | None = shown("Our summary where it was coded; null where quoted.", None)
    article: int | None = shown("Id of the article; null where it was coded.", 1)
    source: str | None = shown("Domain of the source; null where unknown.", "ansa.it")
    outlet: str = shown("Name of the outlet; may be empty.", "ANSA")
    tier: Tier = shown("Kind of publisher.", "agency")
    url: str | None = shown("Public address of the words.", "https://example.org/news")
    language: str = shown("Language of the words, ISO 639-1; may be empty.", "it")
    conditions: list[StanceCondition] = shown("Conditions, each with its words.", [])
    quantity: Quantity | None = shown("A number that it names.", None)
    confidence: float = shown("How sure the reader was, 0 to 1.", 0.8)
    reader: str = shown("What read it.", "offline")
    reader_version: str = shown("Version of the reader.", "1")
    review_state: ReviewState = shown("What editors said of it; never rejected here.", "accepted")
    counts: bool = shown("Whether a line may rest on it.", True)
    why_not: str | None = shown("Why not: voice, tier, origin, undated or earlier.", None)
    html_url: str = shown("Its own page.", "https://example.org/stances/514/")
    stored_at: datetime = shown("When it was stored.", "2026-11-22T09:12:21Z")
    article_html_url: str | None = shown(
        "Its words, marked in the stored text.", "https://example.org/articles/1/#stance-514"
    )


class StancePage(BaseModel):
    """A page of stances, the largest ids first."""

    total: int | None = shown("Number of all stances asked for; null unless count=true.", None)
    items: list[Stance] = shown("Stances.", [])
    next: str | None = NEXT
    prev: str | None = PREV


class Article(BaseModel):
    """An article without its text."""

    id: int = shown("Its id, for good.", 1)
    version: int = shown("Version of the text of its page.", 1)
    title: str = shown("Headline; may be empty.", "A headline")
    author: str = shown("Author; may be empty.", "")
    language: str = shown("Language, ISO 639-1; may be empty.", "it")
    published: date | None = shown("Day of publication; null where nobody knows it.", "2025-04-01")
    precision: Precision | None = shown("How exactly that day is known; null with it.", "month")
    source: str = shown("Domain of the source.", "ansa.it")
    outlet: str = shown("Name of the source.", "ANSA")
    tier: Tier = shown("Kind of publisher.", "agency")
    url: str | None = shown("Public address; null for a text that came as a file.", None)
    story: int = shown("Id of its story: copies of one report share it.", 1)
    stored_at: datetime = shown("When it was stored.", "2026-11-22T09:12:21Z")
    stances: int = shown("Number of its stances.", 8)
    removed_at: datetime | None = shown("When its text was lawfully removed; null mostly.", None)
    removal_notice: str = shown("Why it was removed; empty mostly.", "")
    html_url: str = shown("Its page.", "https://example.org/articles/1/")


class ArticlePage(BaseModel):
    """A page of articles, the largest ids first."""

    items: list[Article] = shown("Articles.", [])
    next: str | None = NEXT
    prev: str | None = PREV


class Story(BaseModel):
    """Articles that are copies of one report: they count as one origin."""

    id: int = shown("Its id; it may be another once editors split or merge it.", 1)
    sources: list[str] = shown("Domains of those who carried it.", ["ansa.it"])
    articles: list[Article] = shown("Its articles, oldest first.", [])


class StoryPage(BaseModel):
    """A page of stories, the largest ids first."""

    items: list[Story] = shown("Stories.", [])
    next: str | None = NEXT
    prev: str | None = PREV


class StatedCondition(BaseModel):
    """A condition, and the stance that names it."""

    id: int = shown("Its id, for good.", 7)
    kind: Condition = shown("Kind of condition.", "us-backstop")
    words: str = shown("The words that state it.", "only with an American guarantee")
    stance: int = shown("Id of the stance.", 514)
    country: str = COUNTRY
    proposal: str = PROPOSAL
    position: Position = shown("The position that the stance expresses.", "conditional")
    day: date | None = shown("Day of the words; null where nobody knows it.", "2025-04-01")
    language: str = shown("Language of the words, ISO 639-1; may be empty.", "it")
    stance_html_url: str = shown("The stance's own page.", "https://example.org/stances/514/")


class ConditionPage(BaseModel):
    """A page of conditions, the largest ids first."""

    items: list[StatedCondition] = shown("Conditions.", [])
    next: str | None = NEXT
    prev: str | None = PREV


class PageHop(BaseModel):
    """The bytes behind a stance, as they came."""

    id: int = shown("Id of the page.", 1)
    url: str | None = shown("Its address; null for a text given as such.", "https://example.org/1")
    content_type: str = shown("What they are.", "text/html")
    sha256: str = shown("SHA-256 of the bytes.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c")
    found_at: datetime = shown("When we heard of it.", "2026-11-22T09:12:21Z")
    fetched_at: datetime | None = shown("When the bytes came.", "2026-11-22T09:12:21Z")
    gone_since: datetime | None = shown("Since when it is gone; null while it is there.", None)


class ArticleHop(BaseModel):
    """The text that was read out of the bytes."""

    id: int = shown("Id of the article.", 1)
    version: int = shown("Version of the text of its page.", 1)
    sha256: str = shown(
        "SHA-256 of the text in UTF-8, in which the quote has its offsets.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
    )
    stored_at: datetime = shown("When it was read.", "2026-11-22T09:12:21Z")
    story: int = shown("Id of its story: copies of one report share it.", 1)
    left_out_of: int | None = shown(
        "The page's newest version, where the quote does not stand in it any more; else null.", None
    )


class ReviewHop(BaseModel):
    """One verdict of an editor."""

    verdict: Verdict = shown("The verdict.", "accept")
    reason: Reason | None = shown("Its reason code, where it has one.", None)
    at: datetime = shown("When it was given.", "2026-11-22T09:12:21Z")


def make_example(shape: type[BaseModel]) -> Any:
    """An example of a shape, from those of its fields."""
    return {name: (field.examples or [None])[0] for name, field in shape.model_fields.items()}


class Provenance(BaseModel):
    """A stance and each hop of its way from the bytes that we hold."""

    page: PageHop | None = shown("The bytes; null where it was coded.", None)
    article: ArticleHop | None = shown("The text; null where it was coded.", None)
    stance: Stance = shown("What stands of it.", make_example(Stance))
    reviews: list[ReviewHop] = shown("What editors said, in order.", [])


class SearchResult(BaseModel):
    """What words were found in: the first of each kind; page on with q on the lists themselves."""

    q: str = shown("What was searched for.", "summit")
    countries: list[Country] = shown("Countries of that name or near it.", [])
    proposals: list[Proposal] = shown("Proposals of that name or near it.", [])
    articles: list[Article] = shown("Articles with it in their headline, newest first.", [])
    stances: list[Stance] = shown("Stances with it in their words, newest first.", [])


class Passage(BaseModel):
    """A stretch of text that lies in the quotes of all these stances, and of no others."""

    text: str = shown("The words.", QUOTE)
    ids: list[int] = shown("Ids of the stances whose quotes hold it; may be empty.", [514])
    gap: bool = shown("Whether words are left out before it.", False)


class ArticleDetail(Article):
    """An article with the words that may be shown."""

    whole: bool = shown("Whether the passages are the whole text; else quotes in context.", False)
    passages: list[Passage] = shown("The words that may be shown, in order.", [])
    evidence: list[Stance] = shown("Its stances, in the order of the text.", [])
    copies: list[Article] = shown("Other articles of the same story.", [])
