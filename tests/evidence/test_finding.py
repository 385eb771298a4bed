from seatrial.evidence.finding import findings_of, fingerprint
from seatrial.evidence.model import Outcome, Place, Severity
from tests.gates.bench import CHECKS, evidence


def place(line, quote="x = 1", path="a.py", end=0):
    return Place(path=path, line_start=line, line_end=end or line, quote=quote, sha256="d")


def failing(name="a.there", producer="seatrial", **more):
    return evidence(name, Outcome.FAILS, producer, **more)


def test_two_tools_at_one_place_make_one_finding_that_cites_both():
    both = [
        failing("a.twofold", "ruff", places=(place(3),)),
        failing("a.twofold", "bandit", places=(place(3, end=4),)),
    ]
    (finding,) = findings_of(both, CHECKS)
    assert set(finding.evidence) == {e.id for e in both}


def test_a_statement_and_its_argument_are_one_place():
    both = [
        failing("a.twofold", "bandit", places=(place(3, end=6),)),
        failing("a.twofold", "ruff", places=(place(5),)),
    ]
    (finding,) = findings_of(both, CHECKS)
    assert finding.places[0].line_start == 3


def test_what_one_tool_tells_apart_stays_apart():
    two = [
        failing("a.twofold", "ruff", places=(place(3, end=6),)),
        failing("a.twofold", "ruff", places=(place(5),)),
    ]
    assert len(findings_of(two, CHECKS)) == 2


def test_findings_are_numbered_from_the_gravest():
    found = findings_of(
        [
            failing(places=(place(9),), severity=Severity.LOW),
            failing(places=(place(5),), severity=Severity.CRITICAL),
            failing(places=(place(2),), severity=Severity.LOW),
        ],
        CHECKS,
    )
    assert [(f.id, f.places[0].line_start) for f in found] == [
        ("F-001", 5),
        ("F-002", 2),
        ("F-003", 9),
    ]


def test_a_fingerprint_survives_moving_and_reindenting_but_not_another_line():
    base = fingerprint("c", "a.py", "verify=False")
    assert fingerprint("c", "a.py", "    verify = False") == base
    assert fingerprint("c", "b.py", "verify=False") != base
    assert fingerprint("c", "a.py", "verify=True") != base


def test_equal_lines_of_a_file_have_fingerprints_of_their_own():
    found = findings_of([failing(places=(place(2),)), failing(places=(place(7),))], CHECKS)
    assert len({f.fingerprint for f in found}) == 2


def test_an_absence_has_no_place_and_says_where_was_searched():
    (finding,) = findings_of([failing(searched=("LICENSE*",))], CHECKS)
    assert (finding.places, finding.searched) == ((), ("LICENSE*",))
