"""What counts as found: a new finding, at the place, of a gate that fits. Never a check's id."""

import pytest

from seatrial.evidence.finding import Finding, Source, Standing
from seatrial.evidence.model import Place, Severity
from seatrial.shares import Share
from seatrial.trial.judge import blind_to, judged
from seatrial.trial.kinds import catalogue
from seatrial.trial.places import Site
from seatrial.trial.planned import Plan
from seatrial.trial.planted import Stand
from seatrial.trial.tree import PlantedFile
from tests.certificate.drafts import draft

FAULT = next(k for k in catalogue() if k.id == "catastrophic-pattern")
DECOY = next(k for k in catalogue() if k.decoy)


def finding(line: int, gate: str = "G5", path: str = "a.py", name: str = "new") -> Finding:
    return Finding(
        id="F-001",
        fingerprint=f"{name}{line}{gate}{path}",
        rule=f"some.{name}",
        claim="wrong",
        severity=Severity.LOW,
        gate=gate,
        remedy="repair it",
        source=Source.TOOL,
        standing=Standing.VERIFIED,
        places=(Place(path=path, line_start=line, line_end=line, quote="x", sha256="0" * 64),),
    )


def stand(kind, start: int, end: int) -> Stand:
    return Stand(Site(kind, "a.py", "python", start, start - 1, ("x",), start, end), start, end)


@pytest.fixture
def detection(tmp_path):
    """What is found of a fault at lines 10 to 12 and a decoy at line 40, given the findings."""

    def of(*new: Finding, before=(), stands=None):
        stands = stands or (stand(FAULT, 10, 12), stand(DECOY, 40, 40))
        plan = Plan(7, 3, (PlantedFile("a.py", b"", stands),), (), (), "")
        certificate = draft(tmp_path, []).model_copy(update={"findings": (*before, *new)})
        return judged(plan, before, certificate)

    return of


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (finding(11), True),
        (finding(8), True),
        (finding(14), True),
        (finding(10, gate="G2"), True),
        (finding(7), False),
        (finding(15), False),
        (finding(11, gate="G8"), False),
        (finding(11, path="b.py"), False),
    ],
)
def test_a_fault_is_found_by_place_and_gate(detection, new, found):
    seen = detection(new)
    assert seen.overall.hits == int(found)
    assert [p.found_by for p in seen.faults] == [("some.new",) if found else ()]
    assert bool(seen.elsewhere) is not found


def test_what_stood_there_before_finds_nothing(detection):
    assert detection(before=[finding(11)]).overall.hits == 0


def test_a_finding_without_a_place_is_listed_as_elsewhere(detection):
    seen = detection(finding(11).model_copy(update={"places": ()}))
    assert (seen.overall.hits, seen.elsewhere) == (0, ("some.new",))


def test_a_flagged_decoy_is_an_alarm_and_no_find(detection):
    seen = detection(finding(40, gate=DECOY.gates[0]))
    assert (seen.overall.hits, seen.flagged.hits, seen.flagged.of) == (0, 1, 1)
    assert seen.gates[0].decoys.hits == 1


def test_the_sentence_of_the_certificate(detection):
    assert detection(finding(11)).summary == "finds 1 of 1 planted faults (21–100 %)"
    assert detection().summary == (
        "finds 0 of 1 planted faults (0–79 %);"
        " blind to a regular expression that backtracks without end"
    )
    many = detection().model_copy(update={"blind": tuple(f"kind {n}" for n in range(7))})
    assert many.summary.endswith("; kind 3; kind 4; and 2 more kinds")
    empty = detection(stands=(stand(DECOY, 40, 40),)).model_copy(update={"short": "no room"})
    assert empty.summary == "was not tried with planted faults: no room"


def test_blind_is_only_what_was_never_found_and_the_most_frequent_comes_first(detection):
    (missed,) = detection().faults
    twice = missed.model_copy(update={"kind": "other", "title": "another thing"})
    found = missed.model_copy(update={"found_by": ("a.b",)})
    assert blind_to([missed, twice, twice]) == ("another thing", missed.title)
    assert blind_to([missed, found]) == ()


def test_shares_carry_wilsons_interval():
    assert Share(hits=0, of=0, low=0, high=1).told == "none planted"
    assert Share(hits=41, of=48, low=0.7284, high=0.9275).told == "41 of 48 (73–93 %)"
