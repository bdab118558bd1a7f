"""The readers by name. One that asks a language model lives with the network, in ingestion."""

from coalition.errors import BadInput, SetupError
from coalition.extraction.claims import StanceReader
from coalition.extraction.judge import TrainedJudge
from coalition.extraction.offline import OfflineReader
from coalition.extraction.weighing import WeighedJudge, read_weigher

READERS = ("offline", "rules")


def open_reader(name: str = "offline") -> StanceReader:
    """The reader of that name, ready to read.

    "offline" answers HOW with the trained heads; where their encoder cannot be loaded on this machine it
    is the rules alone, which its version says. Raises BadInput for a name that is none of READERS.
    """
    if name == "rules":
        return OfflineReader()
    if name == "offline":
        try:
            return OfflineReader(judge=WeighedJudge(TrainedJudge.load(), read_weigher()))
        except SetupError:
            reader = OfflineReader()
            reader.version = f"{reader.version} (rules alone: no encoder here)"
            return reader
    raise BadInput(f"there is no reader {name!r}; choose one of {', '.join(READERS)}")
