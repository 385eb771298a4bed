"""Confidence comes from measured rates with their number, or is not stated at all."""

from datetime import date
from pathlib import Path

import pytest

from seatrial.certificate.acts import Act, Deed, LoggedAct
from seatrial.certificate.confidence import (
    NOT_MEASURED,
    Basis,
    Counted,
    Rates,
    confidence_of,
    precision,
    shipped_rates,
)
from seatrial.certificate.detection import Confidence
from seatrial.certificate.issued import contradictions
from seatrial.certificate.labelled import labelled
from seatrial.certificate.model import Asked
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.finding import Source
from seatrial.evidence.model import Outcome
from seatrial.gates.model import Direct
from tests.certificate.drafts import draft
from tests.certificate.test_steady import finding
from tests.gates.bench import evidence

TRIALS = Rates(
    basis=Basis.TRIALS, measured_on="2030-01-01", where="in trials",
    rules={"rule.t": Counted(right=9, wrong=1), "rule.none": Counted(right=0, wrong=0)},
)  # fmt: skip


def asked(**more):
    counts = {"fitting": 40, "asked": 40, "suspicious": 4, "found": 8, "bad": 10, "false": 1}
    counts |= {"clean": 10, "alarms": 1, "ordinary": 50, **more}
    words = dict.fromkeys(("statement", "gate", "prompt", "form"), "")
    return Asked(question="rule.q", threshold=0.0, **words, **counts)


class Reading:
    """A model's reading of which only the questions are looked at."""

    def __init__(self, *questions):
        self.asked = questions


def of_question(**more):
    (found,) = confidence_of([finding("q")], Reading(asked(**more)))
    return found


def test_a_tools_rule_has_the_rate_that_was_counted_in_trials():
    (told,) = confidence_of([finding("t", Source.TOOL)] * 3, None, [TRIALS])
    assert (told.share, told.n) == (0.9, 10)
    assert (round(told.low, 2), round(told.high, 2)) == (0.6, 0.98)
    assert told.told.startswith(
        "90 % (60–98 %), on planted code: it fired at 9 faults and 1 decoys"
    )


def test_what_people_judged_comes_before_what_trials_counted():
    judged = TRIALS.model_copy(
        update={"basis": Basis.JUDGED, "rules": {"rule.t": Counted(right=1, wrong=3)}}
    )
    (told,) = confidence_of([finding("t", Source.TOOL)], None, [judged, TRIALS])
    assert (told.share, told.n) == (0.25, 4)


@pytest.mark.parametrize("name", ["unheard-of", "none"])
def test_a_rule_that_nobody_measured_has_no_figure_and_says_so(name):
    (told,) = confidence_of([finding(name, Source.TOOL)], None, [TRIALS])
    assert (told.share, told.low, told.high, told.n) == (None, None, None, 0)
    assert told.told.startswith(NOT_MEASURED)


def test_a_questions_confidence_follows_from_its_calibration_and_its_suspicions():
    told = of_question()
    # s = .1, t = .8, f = .02: t (s - f) / (s (t - f))
    assert told.share == pytest.approx(0.8 * 0.08 / (0.1 * 0.78), abs=1e-4)
    assert 0.0 <= told.low <= told.share <= told.high <= 1.0
    assert told.low < 0.5, "four suspicions cannot settle it"
    assert "suspected 4 of 40 excerpts here, 8 of 10 bad examples and 1 of 50 ordinary" in told.told


def test_more_measuring_narrows_the_interval():
    many = of_question(asked=4000, suspicious=400, found=800, bad=1000, alarms=100, ordinary=5000)
    few = of_question()
    assert many.share == few.share
    assert few.low < many.low <= many.share <= many.high < few.high


def test_suspecting_no_more_than_ordinary_code_is_no_confidence_at_all():
    assert of_question(asked=100, suspicious=2).share == 0.0


@pytest.mark.parametrize("missing", [{"ordinary": 0, "alarms": 0}, {"bad": 0, "found": 0}])
def test_a_question_that_was_not_tried_on_ordinary_code_has_no_figure(missing):
    assert of_question(**missing).share is None
    assert of_question(**missing).told.startswith(NOT_MEASURED)


@pytest.mark.parametrize(
    ("suspected", "found", "alarms", "right"),
    [(0.1, 0.8, 0.0, 1.0), (0.02, 0.8, 0.02, 0.0), (0.9, 0.8, 0.1, 1.0), (0.3, 0.1, 0.2, 0.0)],
)
def test_precision_stays_between_none_and_all(suspected, found, alarms, right):
    assert precision(suspected, found, alarms) == right


def test_the_shipped_rates_name_checks_that_there_are():
    for table in shipped_rates():
        assert set(table.rules) <= set(catalogue())


def test_direct_evidence_is_counted_by_what_stands_behind_a_check():
    found = [
        evidence("a.there", Outcome.HOLDS), evidence("a.minor", Outcome.UNAVAILABLE),
        evidence("b.designed", Outcome.NOT_APPLICABLE),
        evidence("b.measured", Outcome.HOLDS, metric={"percent": 80.0}),
    ]  # fmt: skip
    certificate = draft(Path("/nowhere"), found)
    first, second = (g.direct for g in certificate.gates)
    # a.twofold was not looked at; b.told and b.extra are nobody's duty, b.designed does not apply.
    assert first == Direct(of=3, executed=0, designed=1, claimed=0)
    assert second == Direct(of=2, executed=1, designed=0, claimed=0)
    assert certificate.direct.told == "2 of 5 (40 %): 1 seen in a run, 1 read in the tree"
    assert list(contradictions(certificate)) == []


def test_a_certificate_that_counts_more_than_its_checks_say_was_edited():
    certificate = draft(Path("/nowhere"), [evidence("a.there", Outcome.HOLDS)])
    more = certificate.direct.model_copy(update={"designed": 5})
    edited = certificate.model_copy(update={"direct": more})
    assert "it miscounts the evidence of its gates" in list(contradictions(edited))


def test_what_people_ruled_on_is_labelled_and_a_confirmation_outweighs():
    certificate = draft(Path("/nowhere"), ()).model_copy(
        update={
            "findings": (finding("x"), finding("y"), finding("z")),
            "confidence": (Confidence(rule="rule.x", source=Source.MODEL, share=0.7, grounds=""),),
            "acts": tuple(
                ruled(deed, name)
                for deed, name in [
                    (Deed.DISMISS, "x"),
                    (Deed.CONFIRM, "x"),
                    (Deed.DISMISS, "y"),
                ]  # fmt: skip
            ),
        }
    )
    told = [(o.rule, o.stated, o.label) for o in labelled(certificate)]
    assert told == [("rule.x", 0.7, "confirmed"), ("rule.y", None, "dismissed")]


def ruled(deed, fingerprint):
    where = {"repository": "ship", "folder": "ship", "tree": "t", "commit": ""}
    act = Act(
        deed=deed, target=fingerprint, told=fingerprint, by="Ada", on=date(2030, 1, 1), **where
    )
    return LoggedAct(entry=1, sha256="0" * 64, act=act)
