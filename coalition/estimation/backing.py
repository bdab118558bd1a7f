"""The evidence within the horizon, counted by step as it comes and goes."""

from collections import deque
from collections.abc import Sequence

from coalition.estimation.evidence import STEPS, Evidence

# The steps within one step of each, and all of them, as parts of a list by step.
NEAR = [slice(max(0, step - 1), step + 2) for step in STEPS]
ALL = slice(len(STEPS))


# How many statements and origins stand behind something, and whether one was reviewed.
Count = tuple[int, int, bool]


class Backing:
    """Running counts by step, so that a long line costs no more a day than a short one."""

    def __init__(self) -> None:
        self.live: deque[Evidence] = deque()
        self.statements = [0] * len(STEPS)
        self.reviewed = [0] * len(STEPS)
        self.alone = [0] * len(STEPS)
        self.shared: list[dict[str, int]] = [{} for _ in STEPS]
        self.sharing = 0

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
        self.sharing += sign
        shared = self.shared[step]
        shared[evidence.origin] = shared.get(evidence.origin, 0) + sign
        if not shared[evidence.origin]:
            del shared[evidence.origin]

    def near(self, step: int) -> Count:
        """What stands within one step of a step."""
        return self.within(NEAR[step])

    def everywhere(self) -> Count:
        """What stands on any step."""
        return self.within(ALL)

    def within(self, steps: slice) -> Count:
        """What stands on these steps."""
        origins = sum(self.alone[steps])
        if self.sharing:
            origins += len(set().union(*self.shared[steps]))
        return sum(self.statements[steps]), origins, any(self.reviewed[steps])
