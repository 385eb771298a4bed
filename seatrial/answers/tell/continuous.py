"""Which CI there is, and whether it runs the tests."""

from seatrial.answers.known import Known, Told
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check


def ci(known: Known) -> Told:
    return {WHOLE: list(of_check(known, "delivery.ci-present"))}


def ci_tests(known: Known) -> Told:
    return {WHOLE: list(of_check(known, "delivery.ci-runs-tests"))}
