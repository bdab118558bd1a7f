"""Which statements are evidence of a kind."""

from coalition.estimation.sensitivity import Only, fits
from tests.test_estimation import read


def test_kinds_of_evidence() -> None:
    reviewed, waiting, official = read(
        "01-10 supportive; 01-10 supportive waiting; 01-10 supportive waiting official"
    )
    assert [fits(one, Only.REVIEWED) for one in (reviewed, waiting, official)] == [1, 0, 0]
    assert [fits(one, Only.OFFICIAL) for one in (reviewed, waiting, official)] == [0, 0, 1]
