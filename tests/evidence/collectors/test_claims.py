"""Readiness documents against the tree: each comparison true, false, not told and not readable."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from seatrial.claims.model import Item
from seatrial.evidence.collectors.claims import CLAIMS, against_tree, results_agree
from seatrial.evidence.collectors.claims.comparisons import COMPARISONS
from seatrial.evidence.collectors.claims.left_to_a_person import CHECK as LEFT
from seatrial.evidence.model import Outcome
from tests.evidence.observed import outcomes
from tests.trees import survey_of

HEAD = """\
# Production Readiness Report

**Status:** approved
**Date:** 2026-05-01

"""
JUNIT = (
    '<testsuite name="a" tests="3" failures="0" errors="0" skipped="0"'
    ' timestamp="2026-05-01T10:00:00+00:00"><testcase name="x"/><testcase name="y"/>'
    '<testcase name="z"/></testsuite>'
)
TREE = {
    "pyproject.toml": '[project]\nname = "ship"\nversion = "1.4.0"\n[tool.ruff]\n',
    "src/ship/__init__.py": "",
    "src/ship/hull.py": "def plank():\n    return 1\n" * 20,
    "tests/test_hull.py": "from ship.hull import plank\n\n\n"
    + "\n".join(f"def test_{n}():\n    assert plank() == 1\n" for n in range(4)),
    "scripts/check.sh": "#!/bin/sh\ntrue\n",
    "Dockerfile": "FROM python:3.12\nUSER ship\nHEALTHCHECK CMD true\n",
    "reports/junit.xml": JUNIT,
}


def told(check, body, tmp_path, more=()):
    """What the collector of `check` says of a tree with a readiness document."""
    files = {**TREE, **dict(more), "READINESS.md": HEAD + body}
    collector = next(c for c in CLAIMS if c.CHECK.id == f"claims.{check}")
    return collector.collect(survey_of(tmp_path, files))


HOLDS = [
    ("paths-exist", "- ✅ `src/ship/hull.py` - the hull\n"),
    ("paths-exist", "- ✅ `hull.py` - by its name alone\n"),
    (
        "paths-exist",
        "| Gate | Status | Evidence |\n|---|---|---|\n| G1 | ✅ | `reports/junit.xml` |\n",
    ),
    ("commands-exist", "```bash\n./scripts/check.sh\n```\n"),
    ("commands-exist", "```bash\ncd scripts\n\n./check.sh\n```\n"),
    ("counts-agree-with-tree", "- ✅ `src/ship/hull.py` (40 lines)\n"),
    ("counts-agree-with-tree", "4 tests passing.\n"),
    ("tools-configured", "- ✅ Ruff configured\n"),
    ("features-seen", "- ✅ Non-root container\n"),
    ("names-this-tree", "**Version:** 1.4.0\n"),
    ("results-agree", "3 tests in total: `reports/junit.xml`\n"),
]
FAILS = [
    (
        "paths-exist",
        "- ✅ `src/ship/mast.py` - the mast\n",
        "'src/ship/mast.py' is not in the tree",
    ),
    ("paths-exist", "Evidence: `src/ship/mast.py`\n", "is not in the tree"),
    ("commands-exist", "```bash\n./scripts/sail.sh\n```\n", "there is no 'scripts/sail.sh'"),
    ("counts-agree-with-tree", "- `src/ship/hull.py` (900 lines)\n", "it holds 40"),
    ("counts-agree-with-tree", "- `src/ship/hull.py` (23KB)\n", "23000 bytes; it holds 520"),
    ("counts-agree-with-tree", "570 tests passing.\n", "4 test functions were found"),
    ("counts-agree-with-tree", "9,000 lines of code added\n", "all text files"),
    ("tools-configured", "- ✅ Semgrep configured\n", "no file but documents names it"),
    ("features-seen", "- ✅ CI pipeline in place\n", "delivery.ci-present"),
    ("names-this-tree", "**Release Version:** 1.3.0\n", "the tree is '1.4.0'"),
    ("results-agree", "7 tests in total: `reports/junit.xml`\n", "counts 3"),
]
SILENT = [
    ("paths-exist", "- ⏳ `src/ship/mast.py` (planned)\n"),
    ("paths-exist", "## Next steps\n\n- write `src/ship/mast.py`\n"),
    ("paths-exist", "Results go to `logs/run.log` and `dist/ship.whl`.\n"),
    ("paths-exist", "We removed `src/ship/mast.py`.\n"),
    ("paths-exist", "See `other/place/mast.py` of the shipyard.\n"),
    ("commands-exist", "```bash\ncurl -O https://example.org/x.sh\n./x.sh\n```\n"),
    ("commands-exist", "```python\n./scripts/sail.sh\n```\n"),
    ("counts-agree-with-tree", "2 tests passing.\n"),
    ("counts-agree-with-tree", "19 test suites passing.\n"),
    ("counts-agree-with-tree", "It reads 9,000,000 lines a second.\n"),
    ("tools-configured", "- [ ] Semgrep configured\n"),
    ("tools-configured", "- ✅ We chose Ruff over Semgrep\n"),
    ("tools-configured", "- ✅ Semgrep or Ruff configured\n"),
    ("features-seen", "- ⏳ CI pipeline in place\n"),
    ("features-seen", "- ✅ CI pipeline planned\n"),
    ("names-this-tree", "**Version:** 1.0\n"),
    ("names-this-tree", "**Python Version:** 3.12.1\n"),
    ("results-agree", "70 tests in total, of which `src/ship/hull.py` needs none\n"),
]


@pytest.mark.parametrize(("check", "body"), HOLDS, ids=lambda v: str(v)[:40])
def test_what_is_true_of_the_tree_holds_with_its_place(check, body, tmp_path):
    (seen,) = told(check, body, tmp_path)
    assert seen.outcome is Outcome.HOLDS, seen.message


@pytest.mark.parametrize(("check", "body", "why"), FAILS, ids=lambda v: str(v)[:40])
def test_what_is_not_true_of_the_tree_fails_with_both_places(check, body, why, tmp_path):
    (seen,) = told(check, body, tmp_path)
    assert seen.outcome is Outcome.FAILS, seen.message
    assert why in seen.message
    assert seen.places[0].path == "READINESS.md"
    assert seen.places[0].quote


@pytest.mark.parametrize(("check", "body"), SILENT, ids=lambda v: str(v)[:40])
def test_what_claims_nothing_of_the_tree_does_not_fail(check, body, tmp_path):
    assert outcomes(told(check, body, tmp_path)) == ["NOT_APPLICABLE"]


def test_every_comparison_has_a_claim_that_holds_and_one_that_fails():
    ids = {c.CHECK.id.removeprefix("claims.") for c in COMPARISONS}
    assert {c for c, _ in HOLDS} == ids
    assert {c for c, *_ in FAILS} == ids
    assert {c for c, _ in SILENT} == ids


def test_many_tests_may_stand_in_one_function(tmp_path):
    body = "570 tests passing.\n"
    more = {"tests/test_more.py": "import pytest\n@pytest.mark.parametrize('n', range(99))\n"
            "def test_n(n):\n    assert n >= 0\n"}  # fmt: skip
    seen = told("counts-agree-with-tree", body, tmp_path, more.items())
    assert outcomes(seen) == ["NOT_APPLICABLE"]
    left = told("judged-by-code", body, tmp_path / "b", more.items())
    assert any("only a run counts tests" in e.message for e in left)


def test_a_result_older_than_the_commit_is_named():
    """By the comparison alone: a commit needs a repository."""
    made = datetime(2026, 5, 1, tzinfo=UTC)
    one = SimpleNamespace(made=SimpleNamespace(produced_at=made))
    for days, outcome in ((0, "HOLDS"), (9, "FAILS")):
        git = SimpleNamespace(committed_at=made + timedelta(days=days))
        survey = SimpleNamespace(snapshot=SimpleNamespace(git=git))
        held = results_agree.age(survey, Item("path", 3, "a.xml"), "a.xml", one)
        assert held.outcome == outcome


def test_a_document_that_cannot_be_read_is_named_by_every_check(tmp_path):
    files = {**TREE, "docs/READINESS.md": "# Readiness report\n" + "a\x01b\x02" * 200}
    survey = survey_of(tmp_path, files)
    for collector in CLAIMS:
        if collector not in (against_tree,) and collector.CHECK != LEFT:
            assert outcomes(collector.collect(survey)) == ["UNAVAILABLE"], collector.CHECK.id


def test_claims_that_nobody_held_against_the_tree_are_missing_and_not_said_to_hold(tmp_path):
    claiming = {"README.md": "# Ship\n\nAll unit tests pass. It is production-ready.\n"}
    survey = survey_of(tmp_path / "a", claiming)
    assert against_tree.collect(survey) == []
    listed = next(c for c in CLAIMS if c.CHECK == LEFT).collect(survey)
    assert [e.outcome for e in listed] == [Outcome.UNAVAILABLE] * 2
    assert {e.places[0].line_start for e in listed} == {3}
    bare = survey_of(tmp_path / "b", {"a.py": "x = 1\n"})
    assert outcomes(against_tree.collect(bare)) == ["NOT_APPLICABLE"]
