"""The evidence within the horizon, counted by step as it comes and goes."""

from collections import deque
from collections.abc import Sequence

from coalition.estimation.evidence import STEPS, Evidence

# What is counted together, by number: for each step all that lies within one step of it, and last
# whatever there is. WINDOWS holds their steps, as parts of a list by step; AROUND those of each step.
EVERYWHERE = len(STEPS)
WINDOWS = [*(slice(max(0, step - 1), step + 2) for step in STEPS), slice(len(STEPS))]
AROUND = [
    [window for window, steps in enumerate(WINDOWS) if step in STEPS[steps]] for step in STEPS
]

# How many statements and origins stand behind something, and whether one was reviewed.
Count = tuple[int, int, bool]


class Backing:
    """Running counts by step, so that a long line costs no more a day than a short one."""

    def __init__(self) -> None:
        self.live: deque[Evidence] = deque()
        self.statements = [0] * len(STEPS)
        self.reviewed = [0] * len(STEPS)
        self.alone = [0] * len(STEPS)
        # Of an origin with more than one piece of evidence each window counts how many lie in it.
        self.shared: list[dict[str, int]] = [{} for _ in WINDOWS]

    def add(self, heard: Sequence[Evidence]) -> None:
        """Takes in evidence no older than what came before."""
        self.live.extend(heard)
        for evidence in heard:
            self.count(evidence, 1)

    def forget(self, before: int) -> None:
        """Takes out what is older than a day."""
        while self.live and self.live[0].first < before:
            self.count(self.live.popleft(), -1)

    def count(self, evidence: Evidence, sign: int) -> None:
        """Counts evidence in, or out with the sign -1."""
        step = evidence.step
        self.statements[step] += sign * evidence.copies
        self.reviewed[step] += sign * evidence.reviewed
        if evidence.alone:
            self.alone[step] += sign
            return
        for window in AROUND[step]:
            shared = self.shared[window]
            shared[evidence.origin] = shared.get(evidence.origin, 0) + sign
            if not shared[evidence.origin]:
                del shared[evidence.origin]

    def within(self, window: int) -> Count:
        """What stands in a window: the number of a step, or EVERYWHERE."""
        steps = WINDOWS[window]
        origins = sum(self.alone[steps]) + len(self.shared[window])
        return sum(self.statements[steps]), origins, any(self.reviewed[steps])
