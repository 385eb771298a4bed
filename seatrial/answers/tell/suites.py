"""The test suite: how large it is, and what is known of it."""

from seatrial.answers.known import Known, Told
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check


def test_count(known: Known) -> Told:
    return {WHOLE: list(of_check(known, "tests.present"))}
