"""How well does the offline reader read articles, and languages, that it was not trained on?

    python -m benchmarks.folds [--part folds|languages|development]

Guess, linker, heads and weigher are trained anew without a fifth of the articles, and read that fifth; then without all texts
of a language, and read that language; then without the codebook's development articles, and read those. The shipped reader is trained on all of them: what it scores on
them would be no figure. Rules and cue tables are the same throughout; they were written with the codebook's
development articles (`dev-…`) at hand, and without the others (`gold…`).
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from benchmarks import choose
from coalition.extraction.encoder import E5Encoder
from coalition.extraction.goldfiles import GoldArticle
from coalition.extraction.guess_training import train_guess
from coalition.extraction.judge import TrainedJudge
from coalition.extraction.linking_training import (
    list_unseen,
    make_example,
    train_linker,
)
from coalition.extraction.offline import OfflineReader
from coalition.extraction.rules import RulesJudge
from coalition.extraction.scoring import Comparison, ScoreCard, compare_stances, score_reader
from coalition.extraction.stances import find_stances
from coalition.extraction.training import (
    FOLDER,
    VECTORS,
    list_examples,
    read_texts,
    train_heads,
)
from coalition.extraction.weighing import WeighedJudge
from coalition.extraction.weighing_training import (
    CLAUSES,
    collect_known,
    make_lesson,
    train_weigher,
)

FOLDS = choose(5, 1)
FIFTHS = 5  # of which so many folds are read
STRIDE = choose(1, 40)  # of so many texts one is taken
PARTS = ("folds", "languages", "development")
QUICK_PARTS = ("folds",)


class Trainer:
    """Trains readers on parts of the annotated texts; vectors are made once."""

    def __init__(self) -> None:
        self.texts = read_texts()[::STRIDE]
        unseen = zip(self.texts, list_unseen(self.texts), strict=True)
        lessons = [make_lesson(gold, found) for gold, found in unseen]
        self.encoder = E5Encoder()
        with TemporaryDirectory() as folder:  # what ships stays as it is
            for name in (VECTORS, CLAUSES):
                shutil.copy(FOLDER / name, folder)
            self.known = collect_known(lessons, self.encoder, Path(folder))

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
    """Trains and reads, and prints a row of Markdown for each group of articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    part = parser.parse_args().part
    parts = (part,) if part else choose(PARTS, QUICK_PARTS)
    trainer = Trainer()
    articles = [at for at, gold in enumerate(trainer.texts) if is_article(gold)]
    print("| articles | texts | strict F1 | 90 % | P | R | pair P | pair R | false voice |")
    print("|---|---|---|---|---|---|---|---|---|")
    if "folds" in parts:
        report_folds(trainer, articles)
    if "languages" in parts:
        report_languages(trainer, articles)
    if "development" in parts:
        held = [at for at in articles if trainer.texts[at].name.startswith("dev-")]
        report_groups("development articles, trained on our own", trainer.read_unseen(held, held))


def report_folds(trainer: Trainer, articles: Sequence[int]) -> None:
    """Each fifth of the articles, read by who has not seen it; and sentences without a stance likewise."""
    silent = [
        at for at, gold in enumerate(trainer.texts) if not gold.stances and not is_article(gold)
    ]
    found: list[Comparison] = []
    for fold in tqdm(range(FOLDS), desc="folds", disable=None):
        part = [*articles[fold::FIFTHS], *silent[fold::FIFTHS]]
        found += trainer.read_unseen(part, part)
    names = {trainer.texts[at].name for at in silent}
    said = score_reader([one for one in found if one.article in names]).overall
    found = [one for one in found if one.article not in names]
    groups = {"all": "", "development articles": "dev-", "our own articles": "gold"}
    for name, prefix in groups.items():
        report_groups(name, [one for one in found if one.article.startswith(prefix)])
    print(
        f"\nOf {said.articles} sentences without a stance, one was given for {tell(said.false_alarms, 3)}.\n"
    )


def report_languages(trainer: Trainer, articles: Sequence[int]) -> None:
    """Each language, read by who has seen no text of it."""
    languages = sorted({trainer.texts[at].article.language or "" for at in articles})
    for language in tqdm(languages, desc="languages left out", disable=None):
        held = [at for at, gold in enumerate(trainer.texts) if gold.article.language == language]
        scored = [at for at in held if is_article(trainer.texts[at])]
        show(f"{language}, untrained", score_reader(trainer.read_unseen(held, scored)))


def report_groups(name: str, found: Sequence[Comparison]) -> None:
    """A row of all, and one of each language."""
    show(name, score_reader(found))
    for language in sorted({one.language for one in found}):
        show(
            f"{name}, {language}", score_reader([one for one in found if one.language == language])
        )


def show(name: str, card: ScoreCard) -> None:
    one = card.overall
    low, high = card.interval or (0.0, 0.0)
    shares = (one.strict.precision, one.strict.recall, one.pairs.precision, one.pairs.recall)
    cells = [
        *(name, one.articles, tell(one.strict.f1, 3), f"{low:.2f} to {high:.2f}"),
        *(tell(share, 2) for share in shares),
        tell(one.false_voice, 3),
    ]
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def tell(share: float | None, digits: int) -> str:
    """A share; nothing where nothing was there to take it of."""
    return "" if share is None else f"{share:.{digits}f}"


if __name__ == "__main__":
    main()
