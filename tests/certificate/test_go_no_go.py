import pytest

from seatrial.certificate.go_no_go import go_no_go, lines_of
from seatrial.errors import UsageError
from seatrial.evidence.model import Outcome, Severity
from seatrial.gates.model import Verdict
from tests.certificate.drafts import draft
from tests.gates.bench import all_good, evidence, model_finding


def without(name, *others):
    return [e for e in all_good() if e.check != name] + list(others)


def test_all_gates_passing_is_go(tmp_path):
    decided = go_no_go(draft(tmp_path, all_good()), "production")
    assert (decided.strict, decided.blocking) == (Verdict.APPROVED, [])
    assert next(lines_of(decided)) == (
        "production: GO; strictly APPROVED, as issued APPROVED; 0 of 2 needed gates block"
    )


def test_a_pending_gate_counts_as_rejected_and_names_what_closes_it(tmp_path):
    decided = go_no_go(draft(tmp_path, without("b.measured")), "production")
    assert (decided.issued, decided.strict) == (Verdict.CONDITIONAL, Verdict.REJECTED)
    assert list(lines_of(decided)) == [
        "production: NO-GO; strictly REJECTED, as issued CONDITIONAL; 1 of 2 needed gates block",
        "G1  PASS           First: 3 checks established",
        "G2  PENDING        Second: b.measured: no executed result was imported",
        "      b.measured: Mend it. Given by an engineer of the project: import it",
    ]


def test_a_gate_that_the_environment_does_not_need_does_not_block_it(tmp_path):
    decided = go_no_go(draft(tmp_path, without("b.measured")), "development")
    assert decided.strict is Verdict.APPROVED


def test_a_held_gate_blocks_though_the_certificate_was_only_conditional(tmp_path):
    claims = [model_finding("G1", Severity.HIGH)]
    decided = go_no_go(draft(tmp_path, all_good(), claims=claims), "development")
    assert (decided.issued, decided.strict) == (Verdict.CONDITIONAL, Verdict.REJECTED)
    assert "(held)" in list(lines_of(decided))[1]


def test_a_failing_gate_blocks(tmp_path):
    found = without("a.there", evidence("a.there", Outcome.FAILS))
    assert go_no_go(draft(tmp_path, found), "development").strict is Verdict.REJECTED


def test_an_unknown_environment_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no environment 'moon' in the certificate; known: deve"):
        go_no_go(draft(tmp_path, all_good()), "moon")
