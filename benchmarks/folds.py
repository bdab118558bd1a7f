"""How well does the offline reader read articles, and languages, that it was not trained on?

    python -m benchmarks.folds

Guess, linker, heads and weigher are trained anew without a fifth of the articles, and read that fifth; then without all texts
of a language, and read that language. The shipped reader is trained on all of them: what it scores on
them would be no figure. Rules and cue tables are the same throughout; they were written with the codebook's
development articles (`dev-…`) at hand, and without the others (`gold…`).
"""

from collections.abc import Sequence

from tqdm import tqdm

from coalition.extraction.encoder import E5Encoder
from coalition.extraction.goldfiles import GoldArticle
from coalition.extraction.guess_training import train_guess
from coalition.extraction.judge import TrainedJudge
from coalition.extraction.linking_training import (
    list_candidates,
    list_unseen,
    make_example,
    train_linker,
)
from coalition.extraction.offline import OfflineReader
from coalition.extraction.rules import RulesJudge
from coalition.extraction.scoring import Comparison, ScoreCard, compare_stances, score_reader
from coalition.extraction.stances import find_stances
from coalition.extraction.training import (
    list_examples,
    read_texts,
    train_heads,
)
from coalition.extraction.weighing import WeighedJudge
from coalition.extraction.weighing_training import collect_known, make_lesson, train_weigher

FOLDS = 5


class Trainer:
    """Trains readers on parts of the annotated texts; vectors are made once."""

    def __init__(self) -> None:
        self.texts = read_texts()
        # The clauses that are asked about do not depend on the guess, so any will do to collect their vectors.
        lessons = [
            make_lesson(gold, list_candidates(gold))
            for gold in tqdm(self.texts, desc="clauses", disable=None)
        ]
        self.encoder = E5Encoder()
        self.known = collect_known(lessons, self.encoder)

    def read_unseen(self, held: Sequence[int], scored: Sequence[int]) -> list[Comparison]:
        """Compares what a reader trained without `held` reads in `scored`."""
        out = set(held)
        kept = [at for at in range(len(self.texts)) if at not in out]
        reader = self._train([self.texts[at] for at in kept])
        return [
            compare_stances(gold, find_stances(gold.article, reader).stances)
            for gold in (self.texts[at] for at in scored)
        ]

    def _train(self, texts: Sequence[GoldArticle]) -> OfflineReader:
        """A reader that has seen these texts alone."""
        unseen = list(zip(texts, list_unseen(texts), strict=True))
        linker = train_linker([make_example(gold, found) for gold, found in unseen], {})
        quotes = list_examples(texts)
        heads = train_heads(quotes, self.known.encode([quote.text for quote in quotes]))
        lessons = [make_lesson(gold, found) for gold, found in unseen]
        weigher = train_weigher(lessons, self.known, {})
        judge = WeighedJudge(TrainedJudge(self.encoder, heads, RulesJudge()), weigher)
        return OfflineReader(judge=judge, linker=linker, guess=train_guess(texts, {}))


def is_article(gold: GoldArticle) -> bool:
    """Whether a text is an article, not a lone sentence."""
    return gold.name.startswith(("dev-", "gold"))


def main() -> None:
    trainer = Trainer()
    articles = [at for at, gold in enumerate(trainer.texts) if is_article(gold)]
    silent = [
        at for at, gold in enumerate(trainer.texts) if not gold.stances and not is_article(gold)
    ]
    found: list[Comparison] = []
    for fold in tqdm(range(FOLDS), desc="folds", disable=None):
        part = articles[fold::FOLDS] + silent[fold::FOLDS]
        found += trainer.read_unseen(part, part)
    names = {trainer.texts[at].name for at in silent}
    said = score_reader([one for one in found if one.article in names]).overall
    found = [one for one in found if one.article not in names]
    groups = {"all": "", "development articles": "dev-", "our own articles": "gold"}
    print("| articles | texts | strict F1 | 90 % | P | R | pair P | pair R | false voice |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, prefix in groups.items():
        show(name, score_reader([one for one in found if one.article.startswith(prefix)]))
    print(
        f"\nOf {said.articles} sentences without a stance, one was given for {said.false_alarms:.3f}.\n"
    )
    languages = sorted({trainer.texts[at].article.language or "" for at in articles})
    for language in languages:
        show(language, score_reader([one for one in found if one.language == language]))
    for language in tqdm(languages, desc="languages left out", disable=None):
        held = [at for at, gold in enumerate(trainer.texts) if gold.article.language == language]
        scored = [at for at in held if is_article(trainer.texts[at])]
        show(f"{language}, untrained", score_reader(trainer.read_unseen(held, scored)))


def show(name: str, card: ScoreCard) -> None:
    one = card.overall
    low, high = card.interval or (0.0, 0.0)
    print(
        f"| {name} | {one.articles} | {one.strict.f1:.3f} | {low:.2f} to {high:.2f} "
        f"| {one.strict.precision:.2f} | {one.strict.recall:.2f} "
        f"| {one.pairs.precision:.2f} | {one.pairs.recall:.2f} | {one.false_voice:.3f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
