"""What is measured: `make bench` runs all of it, benchmarks/README.md holds the figures.

Each module is a program that prints Markdown (`python -m benchmarks.desk`); with QUICK=1 in its environment
it takes so little that its figures say only that it works.
"""

import os
from typing import TypeVar

T = TypeVar("T")

QUICK = os.environ.get("QUICK") == "1"


def choose(full: T, quick: T) -> T:
    """How much of something is taken: the second one where QUICK=1."""
    return quick if QUICK else full
