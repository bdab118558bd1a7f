"""The codebook's measures, on small cases that can be counted by hand."""

from coalition.extraction.claims import ArticleText, Claim, QuotedStance
from coalition.extraction.goldfiles import GoldArticle
from coalition.extraction.scoring import Rate, compare_stances, score_reader
from coalition.vocabulary import Position, Time, Voice

TEXT = "Rome will not send any soldiers. Paris would, if others came along."
ROME = "Rome will not send any soldiers"
PARIS = "Paris would, if others came along"


def stance(
    country: str,
    position: Position,
    quote: str = ROME,
    proposal: str = "troops-on-ground",
    voice: Voice = Voice.GOVERNMENT,
    time: Time = Time.CURRENT,
) -> QuotedStance:
    start = TEXT.index(quote)
    claim = Claim(country, proposal, position, quote, start, voice, time)
    return QuotedStance(claim, quote, start, start + len(quote))


def gold(*stances: QuotedStance, name: str = "a", language: str = "en") -> GoldArticle:
    return GoldArticle(name, ArticleText(TEXT, language), stances)


def test_a_perfect_reader_scores_one_on_everything() -> None:
    stances = [
        stance("IT", Position.OPPOSED),
        stance("FR", Position.CONDITIONAL, PARIS),
        stance("RU", Position.OPPOSED, voice=Voice.CLAIM),
    ]
    score = score_reader([compare_stances(gold(*stances), stances)]).overall
    assert score.pairs == score.strict == Rate(2, 2, 2)
    assert (score.exact, score.within_one, score.kappa) == (1.0, 1.0, 1.0)
    assert (score.evidence, score.false_voice, score.quote_integrity) == (1.0, 0.0, 1.0)


def test_a_wrong_position_finds_the_pair_but_not_the_triple() -> None:
    card = score_reader(
        [compare_stances(gold(stance("IT", Position.OPPOSED)), [stance("IT", Position.SCEPTICAL)])]
    )
    assert card.overall.pairs == Rate(1, 1, 1)
    assert card.overall.strict == Rate(0, 1, 1)
    assert (card.overall.exact, card.overall.within_one) == (0.0, 1.0)
    assert card.by_position["opposed"] == Rate(0, 0, 1)
    assert card.by_position["sceptical"] == Rate(0, 1, 0)


def test_either_of_two_contested_gold_positions_is_right_and_the_pair_counts_once() -> None:
    contested = gold(stance("CZ", Position.OPPOSED), stance("CZ", Position.SUPPORTIVE))
    one = score_reader([compare_stances(contested, [stance("CZ", Position.SUPPORTIVE)])])
    both = score_reader([compare_stances(contested, list(contested.stances))])
    assert one.overall.strict == both.overall.strict == Rate(1, 1, 1)
    assert one.by_position["supportive"] == Rate(1, 1, 1)
    assert one.by_position["opposed"] == Rate(0, 0, 0)


def test_hedging_with_two_positions_costs_precision() -> None:
    given = [stance("IT", Position.OPPOSED), stance("IT", Position.SCEPTICAL)]
    score = score_reader([compare_stances(gold(stance("IT", Position.OPPOSED)), given)]).overall
    assert score.strict == Rate(1, 2, 1)
    assert score.pairs == Rate(1, 1, 1)


def test_a_claim_or_an_earlier_line_given_as_core_is_a_false_voice() -> None:
    truth = gold(
        stance("FR", Position.SUPPORTIVE, voice=Voice.CLAIM),
        stance("GB", Position.COMMITTED, time=Time.PAST),
        stance("GB", Position.SCEPTICAL),
        stance("IT", Position.OPPOSED),
    )
    given = [
        stance("FR", Position.OPPOSED),
        stance("GB", Position.COMMITTED),
        stance("IT", Position.SCEPTICAL),
        stance("SE", Position.SUPPORTIVE),
    ]
    assert score_reader([compare_stances(truth, given)]).overall.false_voice == 2 / 4


def test_stances_outside_the_core_count_for_nothing_but_integrity() -> None:
    claimed = stance("FR", Position.SUPPORTIVE, voice=Voice.CLAIM)
    truth = gold(stance("IT", Position.OPPOSED))
    score = score_reader([compare_stances(truth, [claimed])]).overall
    assert score.strict == Rate(0, 0, 1)
    assert score.quote_integrity == 1.0


def test_evidence_needs_half_of_the_shorter_quotes_words() -> None:
    truth = gold(stance("IT", Position.OPPOSED, "Rome will not send any soldiers"))
    near = [stance("IT", Position.OPPOSED, "soldiers. Paris")]
    far = [stance("IT", Position.OPPOSED, "soldiers. Paris would, if others")]
    assert score_reader([compare_stances(truth, near)]).overall.evidence == 1.0
    assert score_reader([compare_stances(truth, far)]).overall.evidence == 0.0


def test_a_quote_that_is_not_in_the_text_breaks_integrity() -> None:
    sound = stance("IT", Position.OPPOSED)
    bent = QuotedStance(sound.claim, "Rome will send soldiers", sound.start, sound.end)
    assert score_reader([compare_stances(gold(sound), [bent])]).overall.quote_integrity == 0.0


def test_kappa_weighs_a_far_miss_more_than_a_near_one() -> None:
    truth = gold(stance("IT", Position.OPPOSED), stance("FR", Position.COMMITTED))
    near = [stance("IT", Position.SCEPTICAL), stance("FR", Position.COMMITTED)]
    far = [stance("IT", Position.COMMITTED), stance("FR", Position.OPPOSED)]
    # Weights: observed 1 of 2 pairs; chance gives 1 + 25 + 16 + 0 over 2 x 2.
    assert score_reader([compare_stances(truth, near)]).overall.kappa == 1 - 2 * 1 / 42
    assert score_reader([compare_stances(truth, far)]).overall.kappa == 1 - 2 * 50 / 50


def test_articles_without_stances_tell_how_often_a_reader_speaks_where_nothing_is_said() -> None:
    comparisons = [
        compare_stances(gold(name="a"), []),
        compare_stances(gold(name="b"), [stance("IT", Position.OPPOSED, voice=Voice.OTHER)]),
        compare_stances(gold(stance("IT", Position.OPPOSED), name="c"), []),
    ]
    score = score_reader(comparisons).overall
    assert (score.silent_articles, score.false_alarms) == (2, 0.5)


def test_figures_with_nothing_behind_them_are_none_not_zero() -> None:
    card = score_reader([compare_stances(gold(), [])])
    score = card.overall
    assert card.interval is None
    assert score.strict.f1 is None
    assert (score.kappa, score.evidence, score.false_voice, score.quote_integrity) == (None,) * 4


def test_scores_are_split_by_language_and_proposal_and_the_interval_is_repeatable() -> None:
    comparisons = [
        compare_stances(
            gold(stance("IT", Position.OPPOSED), language="it", name="a"),
            [stance("IT", Position.OPPOSED)],
        ),
        compare_stances(
            gold(stance("FR", Position.OPPOSED, proposal="training"), language="fr", name="b"), []
        ),
    ]
    card = score_reader(comparisons)
    assert {key: score.strict for key, score in card.by_language.items()} == {
        "fr": Rate(0, 0, 1),
        "it": Rate(1, 1, 1),
    }
    assert card.by_proposal == {"training": Rate(0, 0, 1), "troops-on-ground": Rate(1, 1, 1)}
    assert card.interval == score_reader(comparisons).interval == (0.0, 1.0)
    assert card.to_dict()["by_language"]["it"]["strict"]["f1"] == 1.0
