"""Reading again: what another reader would change is told before it does, and what was reviewed stays."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coalition import review
from coalition.extraction.claims import ArticleText, Claim
from coalition.foresight import Flip, would_stand
from coalition.ingestion.readers import read_article
from coalition.ingestion.replay import find_flips, promote, replay_article
from coalition.ingestion.stances import describe_article, store_stances
from coalition.models import Article, Change, Position, Reading, Review, Stance
from coalition.statements import standing_stances
from coalition.vocabulary import Attribution, Reason, Time
from coalition.vocabulary import Position as Step
from tests import factories
from tests.stub_model import StubModel, fail, run_stub, say_stances, stance

pytestmark = pytest.mark.django_db

NORWAY = "Norway will send soldiers to the force"
SWEDEN = "Sweden has doubts about the force"
FINLAND = "Finland is ready to join the force"
TEXT = f"{NORWAY}.\n{SWEDEN}.\n{FINLAND}."


@dataclass
class Reciter:
    """A reader that claims what it was given, of every text in which the quotes stand."""

    claims: Sequence[Claim]
    name: str = "reciter"
    version: str = "1"
    read: list[str] = field(default_factory=list)

    def read_claims(self, article: ArticleText) -> Sequence[Claim]:
        """The claims."""
        self.read.append(article.text)
        return self.claims


def claim(country: str, position: Step, quote: str, **values: Any) -> Claim:
    """An on-record claim about the force."""
    on_record: dict[str, Any] = {"attribution": Attribution.ON_RECORD, "confidence": 0.9}
    return Claim(country, "troops-on-ground", position, quote, **(on_record | values))


OLD = Reciter(
    [claim("NO", Step.COMMITTED, NORWAY), claim("SE", Step.SCEPTICAL, SWEDEN)], version="old"
)
NEW = Reciter(
    [claim("NO", Step.SUPPORTIVE, NORWAY), claim("FI", Step.SUPPORTIVE, FINLAND)], version="new"
)


@pytest.fixture
def article() -> Article:
    """An article that the old reader has read."""
    for code, name in (("NO", "Norway"), ("SE", "Sweden"), ("FI", "Finland")):
        factories.make_country(code, name)
    factories.make_proposal()
    row = factories.make_article(TEXT)
    store_stances(row, read_article(describe_article(row), OLD))
    return row


def everything() -> dict[str, list[Any]]:
    """All rows that a replay could touch."""
    tables: tuple[Any, ...] = (Stance, Reading, Position, Change, Review)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def words(rows: Sequence[Stance]) -> list[tuple[str, str]]:
    """Countries and positions of stances."""
    return [(row.country_id, row.position) for row in rows]


def lines() -> dict[str, list[tuple[str, str]]]:
    """Each country's line: the days on which it begins to say something else, and what."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in Position.objects.order_by("country", "first"):
        steps = found.setdefault(row.country_id, [])
        said = row.position or row.state
        if not steps or steps[-1][1] != said:
            steps.append((row.first.isoformat(), said))
    return found


def test_what_would_be_added_lost_and_changed_is_told_and_nothing_is_stored(
    article: Article,
) -> None:
    before = everything()
    replayed = replay_article(article, NEW)
    assert words(replayed.added) == [("FI", "supportive")]
    assert words(replayed.lost) == [("SE", "sceptical")]
    assert [words(pair) for pair in replayed.changed] == [
        [("NO", "committed"), ("NO", "supportive")]
    ]
    find_flips([replayed])
    assert everything() == before


def test_the_same_reader_changes_nothing(article: Article) -> None:
    replayed = replay_article(article, OLD)
    assert (replayed.coming, replayed.going, find_flips([replayed])) == ((), (), [])


def test_the_flips_are_what_promoting_makes_of_the_lines(article: Article) -> None:
    before = lines()
    replayed = replay_article(article, NEW)
    flips = find_flips([replayed])
    promote(replayed)
    after = lines()
    assert before == {
        "NO": [("2026-03-01", "committed"), ("2026-11-27", "stale")],
        "SE": [("2026-03-01", "sceptical"), ("2026-11-27", "stale")],
    }
    assert after == {
        "FI": [("2026-03-01", "supportive"), ("2026-11-27", "stale")],
        "NO": [("2026-03-01", "supportive"), ("2026-11-27", "stale")],
    }
    day, end = date(2026, 3, 1), date(2026, 11, 27)
    assert flips == [
        Flip("FI", "troops-on-ground", day, end, "no-evidence", "supportive"),
        Flip("FI", "troops-on-ground", end, None, "no-evidence", "stale"),
        Flip("NO", "troops-on-ground", day, end, "committed", "supportive"),
        Flip("SE", "troops-on-ground", day, end, "sceptical", "no-evidence"),
        Flip("SE", "troops-on-ground", end, None, "stale", "no-evidence"),
    ]


@pytest.mark.parametrize(
    "judge",
    [
        lambda pk, by: review.accept_stance(pk, by=by),
        lambda pk, by: review.correct_stance(
            pk, {"position": "opposed"}, reason=Reason.WRONG_POSITION, by=by
        ),
        lambda pk, by: review.reject_stance(pk, reason=Reason.NOT_A_STANCE, by=by),
    ],
    ids=["accepted", "corrected", "rejected"],
)
def test_a_reviewed_stance_never_changes(
    article: Article, judge: Callable[[int, Any], Review]
) -> None:
    norway = Stance.objects.get(country="NO")
    judge(norway.pk, factories.make_editor())
    before = Stance.objects.filter(pk=norway.pk).values().get()
    replayed = replay_article(article, NEW)
    assert norway.pk not in {row.pk for row in replayed.going}
    assert [row.pk for row in replayed.kept] == [norway.pk]
    promote(replayed)
    assert Stance.objects.filter(pk=norway.pk).values().get() == before


def test_a_withdrawn_stance_that_is_claimed_again_comes_back_as_itself(article: Article) -> None:
    promote(replay_article(article, NEW))
    sweden = Stance.objects.get(country="SE")
    assert sweden.withdrawn
    replayed = replay_article(article, OLD)
    assert sweden.pk in {row.pk for row in replayed.added}
    promote(replayed)
    sweden.refresh_from_db()
    assert not sweden.withdrawn
    assert lines()["SE"][0] == ("2026-03-01", "sceptical")


def test_a_stance_that_moves_to_other_words_is_lost_and_added(article: Article) -> None:
    reader = Reciter([claim("NO", Step.COMMITTED, FINLAND), OLD.claims[1]])
    replayed = replay_article(article, reader)
    assert (words(replayed.added), words(replayed.lost), replayed.changed) == (
        [("NO", "committed")],
        [("NO", "committed")],
        (),
    )


def test_the_rule_of_what_would_stand_is_that_of_the_lines(article: Article) -> None:
    for time in Time:
        for day in (None, "2026-02-01", "2026-03-01"):
            precision = "day" if day else None
            factories.make_stance(
                NORWAY, article=article, time=time, first_day=day, precision=precision
            )
    standing = set(standing_stances().values_list("pk", flat=True))
    rows = Stance.objects.select_related("article")
    assert {row.pk for row in rows if would_stand(row)} == standing


@pytest.fixture
def stub(settings: Any) -> Iterator[StubModel]:
    """A model that the settings name."""
    with run_stub() as server:
        settings.LLM_BASE_URL, settings.LLM_API_KEY = server.url, "key"
        settings.LLM_MODEL = "stub-model"
        settings.LLM_PRICE_IN = settings.LLM_PRICE_OUT = Decimal(1)
        settings.LLM_DAILY_BUDGET_USD = Decimal(1)
        settings.LLM_TIMEOUT_SECONDS = 5
        yield server


def replay(*options: str) -> str:
    """Runs the command; what it printed."""
    out = StringIO()
    call_command("replay", "--reader", "llm", *options, stdout=out)
    return out.getvalue()


def test_the_command_tells_what_would_change_and_stores_it_only_when_told_to(
    article: Article, stub: StubModel
) -> None:
    stub.will(say_stances(stance(NORWAY, position="opposed", attribution="on-record")))
    before = everything()
    told = replay()
    assert everything() == before
    assert (
        f"  ~ NO troops-on-ground committed, government, current: “{NORWAY}”\n"
        f"  → NO troops-on-ground opposed, government, current: “{NORWAY}”\n"
    ) in told
    assert f"  - SE troops-on-ground sceptical, government, current: “{SWEDEN}”" in told
    assert "  NO troops-on-ground from 2026-03-01 until 2026-11-27: committed → opposed\n" in told
    assert "Nothing was stored; --promote stores it." in told
    assert "All of it is stored." in replay("--promote")
    assert lines()["NO"][0] == ("2026-03-01", "opposed")
    assert "0 added, 0 lost, 0 changed" in replay()
    assert len(stub.received) == 1


def test_the_command_gives_the_same_as_one_object(article: Article, stub: StubModel) -> None:
    stub.will(say_stances(stance(NORWAY), stance("Norway is in favour of it")), say_stances())
    told = json.loads(replay("--json"))
    assert told["counts"] == {
        "articles": 1,
        "added": 0,
        "lost": 1,
        "changed": 0,
        "kept": 0,
        "refused": 1,
        "flips": 2,
        "unread": 0,
    }
    assert (told["reader"], told["promoted"], told["unread"]) == ("llm", False, [])
    assert told["flips"][0] == {
        "country": "SE",
        "proposal": "troops-on-ground",
        "first": "2026-03-01",
        "until": "2026-11-27",
        "before": "sceptical",
        "after": "no-evidence",
    }


def test_an_article_that_could_not_be_read_is_named_and_keeps_its_stances(
    article: Article, stub: StubModel
) -> None:
    stub.will(fail(400), fail(400))
    before = everything()
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the articles could not be read"):
        call_command("replay", "--reader", "llm", "--promote", stdout=out)
    assert (
        f"article {article.pk} was not read: language model unavailable: it refused"
        in out.getvalue()
    )
    assert everything() == before


def test_the_limit_takes_the_newest_articles(article: Article, stub: StubModel) -> None:
    newer = factories.make_article("Lunch was served to the ministers.")
    stub.will(say_stances())
    assert json.loads(replay("--json", "--limit", "1"))["counts"]["articles"] == 1
    assert newer.text in stub.said_to_it(0)[1]


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(CommandError, match="expected a whole number from 1 on"):
        call_command("replay", f"--limit={limit}", reader="rules")
