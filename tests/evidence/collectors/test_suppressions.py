import pytest

from seatrial.evidence.collectors.security import suppressions_listed
from seatrial.evidence.collectors.security.suppressions import MARKS
from seatrial.evidence.tools.secrets import evidence_of_secrets
from tests.evidence.observed import lines, observe, outcomes
from tests.trees import survey_of

# Kind, path, a line that has it.
EACH = [
    ("noqa", "a.py", "eval(x)  # noqa"),
    ("noqa", "a.py", "eval(x)  # noqa: E501, S307"),
    ("noqa", "a.py", "# ruff: noqa"),
    ("noqa", "a.py", "# flake8: noqa"),
    ("nosec", "a.py", "eval(x)  # nosec"),
    ("nosec", "a.py", "eval(x)  #nosec B307"),
    ("nosec", "a.go", "exec.Command(x) // #nosec G204"),
    ("nosemgrep", "a.js", "eval(x) // nosemgrep: no-eval"),
    ("NOSONAR", "A.java", "run(x); // NOSONAR"),
    ("allowlist secret", "a.yaml", "key: value  # pragma: allowlist secret"),
    ("allowlist secret", "a.yaml", "# pragma: whitelist nextline secret"),
    ("gitleaks:allow", "a.env", "KEY=value # gitleaks:allow"),
    ("zizmor: ignore", ".github/workflows/a.yml", "on: push # zizmor: ignore[artipacked]"),
    ("shellcheck disable", "a.sh", "# shellcheck shell=sh disable=SC2086"),
    ("hadolint ignore", "Dockerfile", "# hadolint ignore=DL3008"),
    ("hadolint ignore", "Dockerfile", "# hadolint global ignore=DL3008"),
    ("trivy:ignore", "a.tf", "# tfsec:ignore:aws-s3"),
    ("checkov:skip", "a.tf", "# checkov:skip=CKV_1:why"),
    ("eslint-disable", "a.ts", "eval(x) // eslint-disable-line no-eval"),
    ("eslint-disable", "a.js", "/* eslint-disable security/detect-object-injection */"),
    (".trivyignore", ".trivyignore", "CVE-2020-1"),
    (".gitleaksignore", "sub/.gitleaksignore", "abc:a.py:key:1"),
    (".bandit", ".bandit", "[bandit]"),
    (".semgrepignore", ".semgrepignore", "tests/"),
]

NONE = [
    ("a.py", "x = 1  # noqa: E501"),
    ("a.py", "x = 1  # type: ignore"),
    ("a.py", "x = 'nosec'"),
    ("a.js", "x() // eslint-disable-line no-console"),
    ("a.js", "# nosec"),
    ("a.sh", "# shellcheck shell=bash"),
    ("README.md", "Write `# nosec`, `# noqa` or `# pragma: allowlist secret`."),
    ("vendor/a.py", "eval(x)  # nosec"),
]


@pytest.mark.parametrize(("kind", "path", "text"), EACH)
def test_each_kind_is_listed_with_its_place_and_never_fails(tmp_path, kind, path, text):
    found = observe(suppressions_listed, tmp_path, {path: f"{text}\n"})
    assert outcomes(found) == ["HOLDS"]
    assert lines(found) == [(path, 1, 1)]
    assert found[0].message == (
        f"meant to hide findings from tools, and hid none here: {kind} 1 ({path}:1)"
    )
    assert found[0].metric == {"suppressions": 1}


def test_every_mark_has_an_example():
    assert {m.kind for m in MARKS} <= {kind for kind, _, _ in EACH}


@pytest.mark.parametrize(("path", "text"), NONE)
def test_what_hides_no_finding_of_a_tool_is_not_listed(tmp_path, path, text):
    found = observe(suppressions_listed, tmp_path, {path: f"{text}\n"})
    assert [(e.outcome, e.places) for e in found] == [("HOLDS", ())]


def test_kinds_are_counted_and_the_first_places_named(tmp_path):
    files = {"a.py": "x()  # nosec\n" * 5, "b.py": "x()  # noqa\n"}
    (found,) = observe(suppressions_listed, tmp_path, files)
    assert found.message.endswith(
        "hid none here: noqa 1 (b.py:1); nosec 5 (a.py:1, a.py:2, a.py:3, …)"
    )
    assert len(found.places) == 6


def test_a_long_list_is_cut_and_its_count_is_whole(tmp_path):
    (found,) = observe(suppressions_listed, tmp_path, {"a.py": "x()  # nosec\n" * 500})
    assert (len(found.places), found.metric) == (200, {"suppressions": 500})


@pytest.mark.parametrize("mark", ["# pragma: allowlist secret", "# gitleaks:allow", "# nosec"])
def test_a_listed_secret_is_reported_all_the_same(tmp_path, mark):
    key = "AKIA" + "Q3EGRIVJ7XB2WMZN"
    survey = survey_of(tmp_path, {"a.py": f"KEY = '{key}'  {mark}\n"})
    assert [str(e.outcome) for e in evidence_of_secrets(survey)] == ["FAILS"]
