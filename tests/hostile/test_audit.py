"""What an audit makes of the hostile tree. Each test prints the figure that the README states."""

import json
import os
import re
import shutil
import subprocess

import pytest

from seatrial.gates.model import Status
from tests.hostile.harbour import EXPECTED
from tests.hostile.pen import INJECTIONS, Pen
from tests.hostile.places import FOLDER, OUTSIDE
from tests.hostile.planted import WITHHELD_ONLY, planted
from tests.hostile.tree import build, every_trap

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

# What the hostile tree is found to be, and its twin is not: the attack itself.
ATTACKS = {"security.no-trojan-source"}
GOOD = (Status.PASS, Status.NOT_APPLICABLE)


def test_both_audits_end_well(attacked, twin):
    for audited in (attacked, twin):
        assert audited.done.returncode == 0, audited.done.stderr
        assert b"Traceback" not in audited.done.stderr


def test_nothing_of_the_tree_ran_and_nothing_called_home(attacked, twin, listener):
    fired = sorted(p.name for p in attacked.canaries.iterdir())
    assert fired == [], f"canaries fired {len(fired)}/{len(every_trap(_pen(attacked)))}"
    assert listener.heard == []
    assert list(twin.canaries.iterdir()) == []


def _pen(audited):
    return Pen(True, audited.canaries, "http://127.0.0.1:9")


def test_the_canaries_do_fire_when_somebody_runs_the_tree(tmp_path):
    pen = Pen(True, tmp_path, "http://127.0.0.1:9")
    root = build(tmp_path / "tree", pen, places=False)
    live = [t for t in every_trap(pen) if t.fire and shutil.which(t.fire[0])]
    assert len(live) > 12
    plain = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}  # as anybody's
    for trap in live:
        subprocess.run(trap.fire, cwd=root, env=plain, capture_output=True, check=False)
        assert (tmp_path / trap.name).exists(), trap.name


def test_the_tree_is_left_as_it_was(attacked, twin):
    assert attacked.before == attacked.after
    assert twin.before == twin.after


def test_the_certificate_says_so(attacked):
    run = attacked.certificate["run"]
    assert run["tree_after"] == attacked.certificate["repository"]["tree"] == attacked.before
    assert run["offline"]["audit"] in ("namespace", "hook")
    assert run["offline"]["stopped"] == []
    assert "Kept offline by" in (attacked.papers / "certificate.md").read_text()


def test_what_is_to_be_found_is_found_clean_and_attacked(attacked, twin):
    for audited in (twin, attacked):
        found = {(rule, path, line) for rule, _, path, line in audited.findings}
        assert found >= EXPECTED


def test_no_finding_is_lost_or_made_by_what_the_tree_says(attacked, twin):
    here = {f for f in attacked.findings if not f[2].startswith(f"{FOLDER}/")}
    assert twin.findings - here == set()
    assert {f for f in here - twin.findings if f[0] not in ATTACKS} == set()


def test_no_gate_level_or_verdict_is_better_than_that_of_the_twin(attacked, twin):
    for gate, status in attacked.gates.items():
        assert status not in GOOD or twin.gates[gate] == status, gate
    assert attacked.certificate["level"] == twin.certificate["level"] == "NONE"
    assert attacked.certificate["verdicts"] == twin.certificate["verdicts"]


def test_no_gate_passes_on_what_the_tree_claims_of_itself(attacked):
    for gate in ("G1", "G2", "G3", "G4"):
        assert attacked.gates[gate] != Status.PASS
    tiers = {g["gate"]: g for g in attacked.certificate["gates"]}
    assert "own claim" in json.dumps(tiers["G1"])


@pytest.mark.parametrize("secret", planted(), ids=lambda s: s.name)
def test_a_secret_is_found_where_it_stands(audits, secret):
    for audited in audits.values():
        lines = [n for rule, _, path, n in audited.findings if (rule, path) == _at(secret)]
        assert lines == ([] if secret.name in WITHHELD_ONLY else [secret.line])


def _at(secret):
    return "security.no-secrets", secret.path


def test_no_secret_is_written_anywhere_but_into_the_store(audits):
    leaked = [
        (secret.name, str(path))
        for audited in audits.values()
        for path, content in audited.written()
        for secret in planted()
        if any(_holds(content, value) for value in secret.values)
    ]
    assert leaked == [], f"secrets leaked {len(leaked)}/{len(planted())}"


def _holds(content, value):
    return value.encode() in content or value.encode("utf-16-le") in content


def test_what_said_the_audit_holds_no_secret_either(audits):
    for audited in audits.values():
        said = audited.done.stdout + audited.done.stderr
        assert not [s.name for s in planted() if any(_holds(said, v) for v in s.values)]


def test_nothing_behind_a_link_was_read(attacked):
    holding = [p for p in attacked.state.rglob("*") if p.is_file() and _outside(p)]
    assert holding == []
    left = {left["path"]: left["reason"] for left in attacked.certificate["reading"]["left"]}
    for name in ("out.txt", "etc", "absolute.py", "loop", "round", "nowhere"):
        assert left[f"{FOLDER}/{name}"] == "symbolic link, not followed"
    for name in ("pipe.py", "socket.py"):
        assert left[f"{FOLDER}/{name}"] in {"not a regular file", ""}


def _outside(path):
    return OUTSIDE.encode() in path.read_bytes()


def test_what_could_not_be_read_is_named_and_its_checks_are_open(attacked):
    left = {left["path"] for left in attacked.certificate["reading"]["left"]}
    for name in ("sparse.py", "utf16.py", "nul.py", "broken.md"):
        assert f"{FOLDER}/{name}" in left
    checks = [k for g in attacked.certificate["gates"] for k in g["checks"]]
    held = {k["check"]: k["message"] for k in checks if k["status"] == "UNAVAILABLE"}
    assert f"'{FOLDER}/" in held["wiring.no-fixme"]


def test_the_injections_are_many_enough_to_mean_something():
    assert len(INJECTIONS) == 20
    assert all(re.search("zebracrossing", text) or "rewsna" in text for text in INJECTIONS.values())
