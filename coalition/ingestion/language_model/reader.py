"""The reader that asks a language model: one question for most articles, one repair, then refusal."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coalition.errors import BadInput
from coalition.extraction.answers import parse_answer, write_schema
from coalition.extraction.claims import ArticleText, Claim, Reading
from coalition.extraction.heard import (
    Heard,
    Recital,
    dump_heard,
    load_heard,
    merge_parts,
    merge_turns,
    refuse_ordered,
    sort_answer,
    write_json,
)
from coalition.extraction.orders import find_orders
from coalition.extraction.parts import LONGEST, Part, split_parts
from coalition.extraction.prompt import (
    fence_part,
    version_prompt,
    write_instructions,
    write_repair,
    write_retry,
)
from coalition.extraction.stances import find_stances
from coalition.ingestion.language_model.ledger import Ask, find_answer, settle_call, unavailable
from coalition.vocabulary import CallState

# The client takes more than a second to import: only who asks a model pays for it.
if TYPE_CHECKING:
    from coalition.ingestion.language_model.endpoint import Endpoint, Told

# A worker's turn lasts a minute and its task two: what one article may take must fit in between.
ARTICLE_SECONDS = 50.0


class LanguageModelReader:
    """Reads any language through an endpoint. `version` names the model and all that it is told."""

    def __init__(
        self, endpoint: "Endpoint", proposals: Mapping[str, str], countries: Mapping[str, str]
    ) -> None:
        self._endpoint = endpoint
        self._instructions = write_instructions(proposals, countries)
        self._schema = write_schema(proposals, countries)
        self._prompt_version = version_prompt(self._instructions, self._schema)
        self.name = "llm"
        self.version = f"{endpoint.model[:60]}/{self._prompt_version}"

    def read_claims(self, article: ArticleText) -> Sequence[Claim]:
        """The claims of an article that hold. Raises ReaderFailed like `read`, which tells more."""
        return tuple(stance.claim for stance in self.read(article).stances)

    def read(self, article: ArticleText) -> Reading:
        """Everything that came of reading an article, the model's refused claims included.

        What the model claims from words that give it orders is refused. Answers are kept: the same
        article is not asked twice. Raises ReaderFailed, in a few words, where the model could not be
        asked or did not answer: never an empty reading. Must not be called inside a transaction.
        """
        if len(article.text) > LONGEST:
            raise unavailable("article too long")
        end = time.monotonic() + ARTICLE_SECONDS
        heard = [(part, self._hear(article, part, end)) for part in split_parts(article.text)]
        claims = list(merge_parts(article, heard, note=self._endpoint.model))
        reading = find_stances(article, Recital(self.name, self.version, claims))
        stances = sorted(reading.stances, key=lambda stance: stance.start)
        notes = tuple(
            f"The model gave a stance that is not of the form asked for: {fault.reason} {fault.said}"
            for _, answer in heard
            for fault in answer.faults
        )
        whole = replace(reading, stances=stances, notes=notes)
        return refuse_ordered(whole, find_orders(article.text))

    def _hear(self, article: ArticleText, part: Part, end: float) -> Heard:
        """What the model says of a part: from an answer that was kept, or asked now."""
        fenced = fence_part(article, part)
        ask = Ask(
            endpoint=self._endpoint.address,
            model=self._endpoint.model,
            prompt_version=self._prompt_version,
            content_sha256=name_content(fenced),
        )
        if (kept := find_answer(ask)) is not None:
            return load_heard(kept, article, part)
        return self._converse(ask, fenced, article, part, end)

    def _converse(
        self, ask: Ask, fenced: str, article: ArticleText, part: Part, end: float
    ) -> Heard:
        """Asks, and once more where something does not hold; keeps what came of it."""
        messages = [
            {"role": "system", "content": self._instructions},
            {"role": "user", "content": fenced},
        ]
        told = self._endpoint.tell(ask, messages, self._schema, turn=1, end=end)
        first, complaint = sort_told(told, article, part)
        if first is not None and not complaint:
            settle_call(told.call, CallState.ANSWERED, answer=dump_heard(first))
            return first
        settle_call(told.call, CallState.UNUSABLE, said=told.text, failure=complaint[:300])
        messages += [
            {"role": "assistant", "content": told.text},
            {"role": "user", "content": complaint},
        ]
        told = self._endpoint.tell(ask, messages, self._schema, turn=2, end=end)
        second, complaint = sort_told(told, article, part)
        if first is None and second is None:
            settle_call(told.call, CallState.UNUSABLE, said=told.text, failure=complaint[:300])
            raise unavailable("no usable answer")
        merged = merge_turns(first or Heard(), second or Heard())
        settle_call(told.call, CallState.ANSWERED, answer=dump_heard(merged))
        return merged


def name_content(fenced: str) -> str:
    """The name under which the answer on a fenced part is kept."""
    return hashlib.sha256(fenced.encode()).hexdigest()


def name_parts(article: ArticleText) -> set[str]:
    """The names under which the answers on an article are kept, whichever model gave them."""
    return {name_content(fence_part(article, part)) for part in split_parts(article.text)}


def sort_told(told: "Told", article: ArticleText, part: Part) -> tuple[Heard | None, str]:
    """An answer, sorted, and what to ask the model to mend; "" where all of it holds.

    None for an answer that is of no use as a whole.
    """
    try:
        answer = parse_answer(told.text)
    except BadInput as error:
        return None, write_retry("it was cut off." if told.cut else str(error))
    heard = sort_answer(answer.stances, answer.faults, article, part)
    wrong = [(write_json(weak.stance), weak.reason) for weak in heard.weak]
    wrong += [(fault.said, fault.reason) for fault in heard.faults]
    return heard, write_repair(wrong) if wrong else ""
