"""Search finds words in the language of their text, names in any script, and who was silent."""

from datetime import date

import pytest
from django.db import connection

from coalition.models import StanceCondition
from coalition.published.search import Silence, find_silence, search_stances
from coalition.published.words import Meant, find_meant
from coalition.vocabulary import Condition, Position, ReviewState
from tests.factories import (
    make_article,
    make_coded_stance,
    make_country,
    make_proposal,
    make_stance,
)

pytestmark = pytest.mark.django_db


def say(words: str, language: str = "en", **values: object) -> int:
    """A stance with these words; its id."""
    return int(make_coded_stance(summary=words, language=language, **values).pk)


def find(query: str, **wanted: str) -> list[int]:
    """The ids that a search finds."""
    return [one.id for one in search_stances(query, **wanted).stances]


def test_a_word_finds_its_other_forms_in_its_own_language_only() -> None:
    english = say("The minister sends soldiers.")
    italian = say("Il ministro manda soldati.", "it")
    russian = say("Министр отправит солдат.", "ru")
    polish = say("Minister wyśle żołnierzy.", "pl")
    assert find("soldier") == [english]
    assert find("soldato") == [italian]
    assert find("солдаты") == [russian]
    assert find("zolnierzy") == [polish]
    assert find("ministers") == [english]


def test_accents_and_capitals_do_not_matter_on_either_side() -> None:
    said = say("Le Président a décidé.", "fr")
    assert find("PRESIDENT") == [said]
    assert find("décidé") == [said]


def test_a_name_in_another_script_finds_who_is_meant() -> None:
    said = say("No soldiers.", speaker="Giorgia Meloni", country=make_country("IT", "Italy"))
    other = say("Ready.")
    assert find("Мелони") == [said]
    assert find("Italien") == [said]
    assert find("Italia") == [said]
    assert find("Norvegia") == [other]


def test_words_that_happen_to_be_codes_name_no_country() -> None:
    assert find_meant("no") == Meant((), (), ())
    assert find_meant("NO") == Meant(("NO",), (), ())


def test_phrases_and_minus_are_understood_and_nonsense_is_harmless() -> None:
    said = say("soldiers guard the bridge")
    say("the bridge, said soldiers")
    assert find('"soldiers guard"') == [said]
    assert len(find("soldiers bridge")) == 2
    assert len(find("guard or said")) == 2
    assert find("bridge -said") == [said]
    for nonsense in ("'", '"', "&|!", "a:b", "--", "' OR 1=1", "\\", "(", "soldiers & "):
        find(nonsense)


def test_what_is_rejected_or_withdrawn_is_never_found() -> None:
    say("soldiers", review_state=ReviewState.REJECTED)
    say("soldiers", withdrawn=True)
    assert search_stances("soldiers").total == 0


def test_a_quote_is_found_and_the_rest_of_its_article_is_not() -> None:
    quoted = make_stance(
        "We send soldiers", article=make_article("Secret. We send soldiers. Hidden.")
    )
    assert find("soldiers") == [quoted.pk]
    assert find("hidden") == []


def test_counts_are_those_of_what_was_found() -> None:
    one = say("soldiers", position=Position.CONDITIONAL)
    say("soldiers too", country=make_country("IT", "Italy"), language="it")
    say("planes", country=make_country("IT", "Italy"))
    StanceCondition.objects.create(stance_id=one, kind=Condition.CEASEFIRE, words="after it")
    found = search_stances("soldiers")
    assert found.total == 2
    assert found.counts["country"] == {"IT": 1, "NO": 1}
    assert found.counts["position"] == {"conditional": 1, "supportive": 1}
    assert found.counts["condition"] == {"ceasefire": 1}
    assert search_stances(condition="ceasefire", position="conditional").total == 1


def test_silence_names_who_said_nothing_and_how_much_was_read() -> None:
    make_country("DK", "Denmark")
    old = make_coded_stance(first_day=date(2026, 1, 1))
    make_coded_stance(country=make_country("IT", "Italy"), first_day=date(2026, 3, 1))
    make_stance(country=make_country("DK"), proposal=make_proposal("demining"))
    silent, read = find_silence(
        old.proposal_id, date(2026, 3, 10), days=30, codes=["DK", "IT", "NO"]
    )
    assert silent == [Silence("DK", None, 1), Silence("NO", date(2026, 1, 1), 0)]
    assert read == 1


def test_the_index_serves_the_search() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM coalition_stance WHERE"
            " coalition_search_words(language, quote, summary, speaker)"
            " @@ websearch_to_tsquery('english', 'soldiers')"
        )
        assert "stance_words_are_searched" in str(cursor.fetchall())
