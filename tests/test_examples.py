"""The two examples and what is known of them (examples/truth.json)."""

import json
from collections import defaultdict

import pytest

from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.model import Outcome, roll_of
from seatrial.gates.decide import Bench, decide
from seatrial.gates.model import Level, Status, Verdict
from seatrial.gates.policy import default_policy
from seatrial.gates.verdict import level, verdicts
from tests.audits import RUN, certify, evidence_of
from tests.trees import EXAMPLES

TRUTH = json.loads((EXAMPLES / "truth.json").read_text())
TOOLS = [d for d in TRUTH["defects"] if d["difficulty"] == "tool-detectable"]


@pytest.fixture(scope="module")
def audits(tmp_path_factory):
    """Snapshot, evidence and certificate of each example."""
    found = {}
    for name in ("parcelgate", "berthbook"):
        snapshot, evidence = evidence_of(EXAMPLES / name, tmp_path_factory.mktemp(name))
        found[name] = (snapshot, evidence, certify(snapshot, evidence))
    return found


@pytest.mark.parametrize("defect", TOOLS, ids=lambda d: f"{d['id']}-{d['kind']}")
def test_every_tool_detectable_defect_is_found_at_its_lines(audits, defect):
    findings = audits[defect["repo"]][2].findings
    if defect["line_start"] == 0:
        assert [f for f in findings if f.rule == "docs.licence-file" and f.searched]
        return
    spans = {(p.path, p.line_start, p.line_end) for f in findings for p in f.places}
    assert (defect["file"], defect["line_start"], defect["line_end"]) in spans


@pytest.mark.parametrize("decoy", TRUTH["decoys"], ids=lambda d: f"{d['id']}-{d['looks_like']}")
def test_no_decoy_is_flagged(audits, decoy):
    lines = range(decoy["line_start"], decoy["line_end"] + 1)
    flagged = [
        f.claim
        for f in audits[decoy["repo"]][2].findings
        for p in f.places
        if p.path == decoy["file"] and set(range(p.line_start, p.line_end + 1)) & set(lines)
    ]
    assert flagged == []


def test_the_examples_show_pass_fail_and_pending_and_berthbook_fails_nothing(audits):
    statuses = {name: {g.gate: g.status for g in a[2].gates} for name, a in audits.items()}
    assert set(statuses["parcelgate"].values()) >= {Status.PASS, Status.FAIL, Status.PENDING}
    assert Status.FAIL not in statuses["berthbook"].values()
    assert [g for g, s in statuses["berthbook"].items() if s is Status.PASS] == [
        "G8",
        "G9",
        "G10",
        "G11",
    ]


def test_the_verdicts_and_levels_of_the_examples(audits):
    good, bad = audits["berthbook"][2], audits["parcelgate"][2]
    assert (good.level, bad.level) == (Level.BRONZE, Level.NONE)
    assert good.verdicts["production"] is Verdict.CONDITIONAL
    assert bad.verdicts["production"] is Verdict.REJECTED


def test_every_gate_has_two_checks():
    by_gate = defaultdict(list)
    for check in catalogue().values():
        by_gate[check.gate].append(check.id)
    assert set(by_gate) == {f"G{n}" for n in range(1, 13)}
    assert all(len(checks) >= 2 for checks in by_gate.values()), by_gate


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_a_producer_says_one_kind_of_thing_of_a_check(audits, name):
    outcomes = defaultdict(list)
    for e in audits[name][1]:
        outcomes[e.check, e.producer.name].append(e.outcome)
    for key, told in outcomes.items():
        kinds = set(told)
        assert kinds <= {Outcome.FAILS, Outcome.UNAVAILABLE} or len(told) == 1, key


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_every_designed_check_was_looked_at(audits, name):
    seen = {e.check for e in audits[name][1]}
    designed = {c.id for c in catalogue().values() if c.tier == "designed"}
    assert designed - seen == set()


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_quotes_are_the_lines_of_the_snapshot(audits, name):
    snapshot, evidence, _ = audits[name]
    for e in evidence:
        for p in e.places:
            assert p.quote == snapshot.quote(p.path, p.line_start, p.line_end)
            assert p.sha256 == snapshot.find(p.path).sha256


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_taking_any_one_piece_of_evidence_away_raises_nothing(audits, name):
    _, evidence, whole = audits[name]
    roll, policy = roll_of(evidence), default_policy()
    good = (Status.PASS, Status.NOT_APPLICABLE)
    passed = {g.gate for g in whole.gates if g.status in good}
    for gone in evidence:
        left = [e for e in evidence if e.id != gone.id]
        gates = decide(policy, Bench(catalogue(), left, roll, whole.findings, on=whole.decided_on))
        assert {g.gate for g in gates if g.status in good} <= passed, gone.check
        assert list(Level).index(level(policy, gates)) <= list(Level).index(whole.level)
        for environment, verdict in verdicts(policy, gates).items():
            assert verdict is not Verdict.APPROVED or whole.verdicts[environment] is verdict


def test_two_audits_give_the_same_evidence_to_the_byte(audits, tmp_path):
    _, again = evidence_of(EXAMPLES / "parcelgate", tmp_path)
    first = [e.model_dump_json() for e in audits["parcelgate"][1]]
    assert [e.model_dump_json() for e in again] == first
    assert RUN.run
