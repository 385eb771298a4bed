"""What is new, gone, worse and better since an earlier certificate."""

from seatrial.certificate.comparison import Baseline
from seatrial.certificate.issued import Issued
from seatrial.certificate.render.markdown import render_markdown
from seatrial.evidence.model import Outcome, Severity
from seatrial.gates.policy import read_policy
from tests.certificate.drafts import draft, failing
from tests.gates.bench import TEXT, all_good, evidence, model_finding


def found(*others):
    """All good, but for the checks that `others` speak of."""
    return [e for e in all_good() if e.check not in {o.check for o in others}] + list(others)


def issued(certificate):
    return Issued(certificate, certificate.model_dump_json().encode(), b"{}")


def compared(tmp_path, before, now, **more):
    former = draft(tmp_path, before, claims=more.pop("claimed", ()))
    certificate = draft(tmp_path, now, baseline=issued(former), **more)
    assert certificate.baseline is not None
    return certificate, certificate.baseline


def counts(b: Baseline):
    return (len(b.new), len(b.gone), len(b.unseen), len(b.worse), len(b.better), b.unchanged)


def test_nothing_changed(tmp_path):
    same = found(failing("a.there", "x = 1"))
    _, b = compared(tmp_path, same, same)
    assert counts(b) == (0, 0, 0, 0, 0, 1)
    assert b.notes == ("Both are of the same tree: what differs is not the code.",)


def test_a_finding_keeps_its_name_when_the_code_moves(tmp_path):
    _, b = compared(
        tmp_path, found(failing("a.there", "x = 1", 3)), found(failing("a.there", "x = 1", 9))
    )
    assert counts(b) == (0, 0, 0, 0, 0, 1)


def test_new_and_gone_are_told_by_fingerprint(tmp_path):
    before = found(failing("a.there", "x = 1"), failing("a.minor", "y"))
    now = found(failing("a.there", "x = 2"))
    certificate, b = compared(tmp_path, before, now)
    assert [n.finding for n in b.new] == [certificate.findings[0].id]
    assert b.new[0].why == ""
    assert [(g.rule, g.place, g.why) for g in b.gone] == [
        ("a.there", "a.py:1", "its check looked everywhere and fails elsewhere only"),
        ("a.minor", "a.py:1", "its check holds"),
    ]


def test_what_nobody_looked_at_again_is_not_called_gone(tmp_path):
    before = found(failing("a.there", "x = 1"), failing("a.twofold", "y", path="gone.py"))
    blind = evidence("a.there", Outcome.UNAVAILABLE, message="it could not be parsed")
    now = found(blind, evidence("a.twofold", Outcome.HOLDS, "ruff"))
    _, b = compared(tmp_path, before, now)
    assert [(f.rule, f.why) for f in b.unseen] == [
        ("a.there", "its check is UNAVAILABLE: it could not be parsed")
    ]
    assert [(f.rule, f.why) for f in b.gone] == [("a.twofold", "its file is no longer in the tree")]


def test_a_check_that_looked_only_in_part_leaves_it_open(tmp_path):
    blind = evidence("a.there", Outcome.UNAVAILABLE, message="a file could not be parsed")
    other = failing("a.there", "x = 2")
    _, b = compared(tmp_path, found(failing("a.there", "x = 1")), found(other, blind))
    assert [f.why for f in b.unseen] == ["its check could not look everywhere"]
    _, back = compared(tmp_path, found(other, blind), found(failing("a.there", "x = 1"), other))
    assert [n.why for n in back.new] == ["its check could not look everywhere then"]


def test_a_model_that_is_silent_proves_nothing(tmp_path):
    claims = [model_finding("G1", Severity.HIGH)]
    _, b = compared(tmp_path, all_good(), all_good(), claimed=claims)
    assert [f.why for f in b.unseen] == ["that a model does not claim it again is no evidence"]
    _, b = compared(tmp_path, all_good(), all_good(), claims=claims)
    assert [n.why for n in b.new] == ["no model read the tree then"]


def test_another_severity_is_worse_or_better(tmp_path):
    mild = found(failing("a.there", "x = 1", severity=Severity.LOW))
    grave = found(failing("a.there", "x = 1", severity=Severity.HIGH))
    _, b = compared(tmp_path, mild, grave)
    assert [(w.before, w.after) for w in b.worse] == [(Severity.LOW, Severity.HIGH)]
    _, b = compared(tmp_path, grave, mild)
    assert counts(b) == (0, 0, 0, 0, 1, 0)


def test_gates_are_compared_by_status_and_hold(tmp_path):
    failed = found(failing("a.there", "x = 1"))
    _, b = compared(tmp_path, all_good(), failed)
    assert [(g.gate, g.before, g.after) for g in b.gates_worse] == [("G1", "PASS", "FAIL")]
    assert b.gates_better == ()
    _, b = compared(tmp_path, failed, all_good())
    assert [g.gate for g in b.gates_better] == ["G1"]
    _, b = compared(tmp_path, failed, failed, claims=[model_finding("G1", Severity.HIGH)])
    assert [(g.before, g.after) for g in b.gates_worse] == [("FAIL", "FAIL (held)")]


def test_what_makes_the_comparison_doubtful_is_noted(tmp_path):
    former = draft(tmp_path, all_good()).model_copy(update={"seatrial": "0.0.1"})
    renamed = read_policy(TEXT.replace(b'"bench"', b'"other"'))
    before = Issued(former, former.model_dump_json().encode(), None)
    b = draft(tmp_path, all_good(), renamed, baseline=before).baseline
    assert [note.split(":")[0] for note in b.notes] == [
        "Both are of the same tree",
        "It was drafted by Seatrial 0.0.1",
        "It was decided by another policy, 'bench', that asked otherwise.",
        "No manifest.json lay beside it",
    ]


def test_the_papers_and_the_summary_say_it(tmp_path):
    before = found(failing("a.there", "x = 1"))
    now = found(failing("a.minor", "y"), failing("b.designed", "z"))
    certificate, b = compared(tmp_path, before, now)
    assert b.summary == (
        "since the baseline of 2030-01-01: 2 new, 1 gone, 0 worse, 0 better;"
        " gates: 0 worse, 1 (G1) better"
    )
    text = render_markdown(certificate)
    assert "## Since the baseline" in text
    assert "- New: **F-001** (medium, G2) b.designed FAILS, `a.py:1`" in text
    assert "- Better: gate G1 First, FAIL → **PENDING**" in text
    assert f"SHA-256 `{b.sha256}`" in text
    assert "Since the baseline" not in render_markdown(draft(tmp_path, now))
