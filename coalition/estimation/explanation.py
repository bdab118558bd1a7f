"""Why a line says what it says: every statement with its fate, every span with its reasons."""

from collections.abc import Iterable

from coalition.estimation import belief, evidence, line
from coalition.estimation.belief import share_belief
from coalition.estimation.evidence import choose_evidence, tell_fates
from coalition.estimation.records import Fate, Piece, Pin, Statement
from coalition.estimation.spans import draw_pieces

METHOD = "newest-word-and-outweighing-reports"
VERSION = "1"


def explain(
    statements: Iterable[Statement], horizon_days: int, pins: Iterable[Pin] = ()
) -> dict[str, object]:
    """The line with its reasons, as data for JSON; its spans equal those of `estimate_line`.

    `statements`: all that were given, each with its fate and its points (0 where it is not used).
    `spans`: each with the step of the rule, and for each step of the scale, opposed first, the
    votes (points of what stands and of the reports), the pull and the belief. `constants`: every number that
    the result rests on. `pins` and `declined`: what editors set, and when a government would not say.
    """
    given = sorted(statements, key=lambda statement: (statement.first, statement.id))
    pins = tuple(pins)
    chosen = choose_evidence(given)
    fates = tell_fates(given, chosen)
    points = {one.id: one.points for one in chosen}
    return {
        "method": METHOD,
        "version": VERSION,
        "horizon_days": horizon_days,
        "constants": name_constants(),
        "statements": [
            describe_statement(one, fates[one.id], points.get(one.id, 0)) for one in given
        ],
        "pins": [
            {"position": pin.position.value, **describe_pin(pin)} for pin in pins if pin.position
        ],
        "declined": [describe_pin(pin) for pin in pins if not pin.position],
        "spans": [describe_piece(piece) for piece in draw_pieces(chosen, horizon_days, pins)],
    }


def describe_statement(statement: Statement, fate: Fate, points: int) -> dict[str, object]:
    """A statement as data, with what became of it."""
    return {
        "id": statement.id,
        "first": statement.first.isoformat(),
        "last": statement.last.isoformat(),
        "position": statement.position.value,
        "voice": statement.voice.value,
        "attribution": statement.attribution.value,
        "tier": statement.tier.value,
        "review": statement.review.value,
        "origin": statement.origin,
        "kind": statement.kind.value,
        "confidence": statement.confidence,
        "speaker": statement.speaker,
        "fate": fate.value,
        "points": points,
    }


def describe_pin(pin: Pin) -> dict[str, object]:
    """The days of a pin and its source as data."""
    return {
        "first": pin.first.isoformat(),
        "last": pin.last.isoformat() if pin.last else None,
        "words": pin.words,
        "url": pin.url,
    }


def describe_piece(piece: Piece) -> dict[str, object]:
    """A span as data, with how it came about."""
    span = piece.span
    return {
        "first": span.first.isoformat(),
        "until": span.until.isoformat() if span.until else None,
        "state": span.state.value,
        "position": span.position.value if span.position else None,
        "low": span.low.value if span.low else None,
        "high": span.high.value if span.high else None,
        "statements": span.statements,
        "origins": span.origins,
        "reviewed": span.reviewed,
        "cause": span.cause,
        "rule": piece.rule.value,
        "votes": list(piece.votes),
        "pull": [round(pull, 4) for pull in piece.pull],
        "belief": [round(share, 4) for share in share_belief(piece.pull)] if piece.pull else [],
    }


def name_constants() -> dict[str, object]:
    """Every number that a result rests on, by its name in the code."""
    return {
        "ATTRIBUTION_POINTS": {k.value: v for k, v in evidence.ATTRIBUTION_POINTS.items()},
        "TIER_SHARE": {k.value: v for k, v in evidence.TIER_SHARE.items()},
        "UNREVIEWED_SHARE": evidence.UNREVIEWED_SHARE,
        "LOW_CONFIDENCE": evidence.LOW_CONFIDENCE,
        "COPY_DAYS": evidence.COPY_DAYS,
        "STANDING_POINTS": line.STANDING_POINTS,
        "CONTRADICTION_STEPS": line.CONTRADICTION_STEPS,
        "CONTEST_DAYS": line.CONTEST_DAYS,
        "VOICES_DAYS": line.VOICES_DAYS,
        "PULL_A_STEP": belief.PULL_A_STEP,
        "HALF_LIFE_SHARE": belief.HALF_LIFE_SHARE,
        "KEPT_AT_NEW_WORD": belief.KEPT_AT_NEW_WORD,
        "TAIL": belief.TAIL,
    }
