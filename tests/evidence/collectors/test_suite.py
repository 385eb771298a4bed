"""Collectors of gate G1 that ask what the suite reaches, collects and counts."""

import pytest

from seatrial.evidence.collectors.tests import (
    collected,
    coverage_limited,
    coverage_whole,
    modules_reached,
    none_skipped,
    present,
)
from seatrial.evidence.model import Severity
from tests.evidence.observed import example, lines, observe, outcomes

TEST = "def test_x():\n    assert f() == 1\n"
BODY = "def f():\n    return 1\n" + "x = 1\n" * 30
PACKAGE = {"pkg/__init__.py": "", "pkg/a.py": BODY, "pkg/b.py": BODY}


# -- tests.modules-reached --------------------------------------------------------------------


def test_modules_that_no_test_leads_to_are_one_observation(tmp_path):
    files = {**PACKAGE, "pkg/c.py": BODY, "tests/test_a.py": f"from pkg import a\n{TEST}"}
    (seen,) = observe(modules_reached, tmp_path, files)
    assert seen.message == "no test reaches 2 of 4 modules: 'pkg/b.py', 'pkg/c.py'"
    assert lines([seen]) == [("pkg/b.py", 1, 1), ("pkg/c.py", 1, 1)]


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_a.py": f"import pkg.a, pkg.b\n{TEST}"},
        {"tests/test_a.py": f"import pkg.a\n{TEST}", "pkg/a.py": f"from . import b\n{BODY}"},
        {"tests/test_a.py": f"import pkg.a\n{TEST}", "pkg/a.py": f"X = 'pkg.b:f'\n{BODY}"},
        {"tests/test_a.py": f"import pkg.a\nrun('python -m pkg.b')\n{TEST}"},
        {"tests/test_a.py": f"import pkg.a\n{TEST}", "pkg/b.py": "VALUE = 1\n"},
        {"tests/test_a.py": f"import pkg.a\n{TEST}", "pkg/b.py": f"#!/usr/bin/env python\n{BODY}"},
        {
            "tests/test_a.py": f"import pkg\n{TEST}",
            "pkg/__init__.py": "from pkg import a as _a, b as _b\n",
        },
        {
            "tests/test_a.py": f"from pkg.c import x\n{TEST}",
            "pkg/c.py": "from pkg import b\n",
            "pkg/__init__.py": "from pkg import a, b\n",
        },
    ],
)
def test_modules_that_a_test_leads_to_by_imports_or_names_are_reached(tmp_path, files):
    assert outcomes(observe(modules_reached, tmp_path, {**PACKAGE, **files})) == ["HOLDS"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ["NOT_APPLICABLE"]),
        ({"tests/test_a.py": "def test_x(:\n"}, ["UNAVAILABLE"]),
        ({"a_test.go": "package a\n"}, ["UNAVAILABLE"]),
        ({"tests/test_a.py": f"import pkg.a, pkg.b\n{TEST}", "c.py": "x = (\n"}, ["UNAVAILABLE"]),
    ],
)
def test_without_tests_to_read_nothing_is_said_of_reach(tmp_path, files, expected):
    assert outcomes(observe(modules_reached, tmp_path, {**PACKAGE, **files})) == expected


# -- tests.coverage-whole ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        (".coveragerc", "[run]\nomit =\n    pkg/b.py\n", 3),
        ("setup.cfg", "[coverage:run]\nomit = */b.py\n", 2),
        ("tox.ini", "[coverage:report]\nomit = x.py, pkg/b.py\n", 2),
        ("pyproject.toml", '[tool.coverage.run]\nomit = [\n  "pkg/b.py",\n]\n', 3),
        ("pyproject.toml", '[tool.coverage.run]\nomit = ["*b.py"]\n', 2),
    ],
)
def test_a_module_that_coverage_leaves_out_is_seen(tmp_path, name, content, line):
    (seen,) = observe(coverage_whole, tmp_path, {**PACKAGE, name: content})
    assert outcomes([seen]) == ["FAILS"]
    assert lines([seen]) == [(name, line, line)]
    assert seen.severity is Severity.MEDIUM, "half of the program"


def test_what_guards_the_rest_weighs_more(tmp_path):
    files = {"pkg/big.py": "x = 1\n" * 9000, "pkg/auth.py": BODY, "pkg/other.py": BODY * 10}
    settings = "[run]\nomit = pkg/{}.py\n"
    (seen,) = observe(coverage_whole, tmp_path, {**files, ".coveragerc": settings.format("auth")})
    assert seen.severity is Severity.MEDIUM
    more = {**files, ".coveragerc": settings.format("other")}
    (seen,) = observe(coverage_whole, tmp_path / "b", more)
    assert seen.severity is None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ["NOT_APPLICABLE"]),
        ({".coveragerc": "[run]\nbranch = true\n"}, ["HOLDS"]),
        ({".coveragerc": "[run]\nomit = tests/*\n    */site-packages/*\n"}, ["HOLDS"]),
        (
            {
                ".coveragerc": "[run]\nomit = */migrations/*, pkg/__main__.py\n",
                "pkg/migrations/0001.py": BODY,
                "pkg/__main__.py": BODY,
            },
            ["HOLDS"],
        ),
        ({".coveragerc": "[run]\nomit = pkg/c.py\n", "pkg/c.py": "x = 1\n"}, ["HOLDS"]),
        ({".coveragerc": "omit = pkg/b.py\n"}, ["UNAVAILABLE"]),
        ({"pyproject.toml": "["}, ["UNAVAILABLE"]),
        ({".coveragerc": "[run]\nbranch = true\n", "c.py": "x = (\n"}, ["UNAVAILABLE"]),
    ],
)
def test_coverage_settings_that_leave_out_nothing_that_matters_hold(tmp_path, files, expected):
    assert outcomes(observe(coverage_whole, tmp_path, {**PACKAGE, **files})) == expected


# -- tests.coverage-limited -------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": "[tool.coverage.report]\nfail_under = 85\n"},
        {"pytest.ini": "[pytest]\naddopts = --cov=pkg --cov-fail-under=80\n"},
        {"codecov.yml": "coverage: {status: {project: yes}}\n"},
        {".github/workflows/ci.yml": "jobs: {a: {steps: [{uses: codecov/codecov-action@v5}]}}\n"},
        {"pom.xml": "<limit><value>COVEREDRATIO</value><minimum>1.0</minimum></limit>\n"},
        {"scripts/coverage": "#!/bin/sh\ncoverage report --fail-under=100\n"},
        {"package.json": '{"jest": {"coverageThreshold": {"global": {"lines": 80}}}}'},
    ],
)  # fmt: skip
def test_a_limit_for_coverage_is_found(tmp_path, files):
    assert outcomes(observe(coverage_limited, tmp_path, {**PACKAGE, **files})) == ["HOLDS"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (PACKAGE, ["FAILS"]),
        ({**PACKAGE, "setup.cfg": "[coverage:report]\nfail_under = 0\n"}, ["FAILS"]),
        ({**PACKAGE, "setup.cfg": "[coverage:report]\n# fail_under = 80\n"}, ["FAILS"]),
        ({**PACKAGE, "codecov.yml": "\n"}, ["FAILS"]),
        ({"README.md": "# A\n"}, ["NOT_APPLICABLE"]),
    ],
)
def test_no_limit_or_one_of_nothing_is_told(tmp_path, files, expected):
    assert outcomes(observe(coverage_limited, tmp_path, files)) == expected


# -- tests.collected --------------------------------------------------------------------------

PYTEST = f"import pytest\n{TEST}"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"pytest.ini": "[pytest]\ntestpaths = checks\n"}, ("pytest.ini", 2, 2)),
        (
            {"pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests", "gone"]\n'},
            ("pyproject.toml", 2, 2),
        ),
        (
            {"pytest.ini": "[pytest]\ntestpaths = tests\n", "pkg/test_b.py": TEST},
            ("pkg/test_b.py", 1, 1),
        ),
        ({"tests/parcels.py": TEST}, ("tests/parcels.py", 1, 1)),
    ],
)
def test_tests_that_the_runner_does_not_look_at_are_seen(tmp_path, files, place):
    found = observe(collected, tmp_path, {**PACKAGE, "tests/test_a.py": PYTEST, **files})
    assert lines(found) == [place]
    assert outcomes(found) == ["FAILS"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"pytest.ini": "[pytest]\ntestpaths = tests\n"},
        {"pytest.ini": "[pytest]\ntestpaths = *\n", "pkg/test_b.py": TEST},
        {"pytest.ini": "[pytest]\ntestpaths = .\n", "pkg/test_b.py": TEST},
        {
            "pytest.ini": "[pytest]\ntestpaths = tests\n",
            "e2e/test_b.py": TEST,
            "Makefile": "e2e:\n\tpytest e2e\n",
        },
        {"pytest.ini": "[pytest]\npython_files = *.py\n", "tests/parcels.py": TEST},
        {"tests/shared.py": TEST, "tests/test_b.py": f"from tests.shared import test_x\n{TEST}"},
        {"tests/helper.py": "def test_database():\n    ...\n"},
        {"tests/data/parcels.py": TEST},
    ],
)
def test_tests_that_some_run_collects_are_left_alone(tmp_path, files):
    found = observe(collected, tmp_path, {**PACKAGE, "tests/test_a.py": PYTEST, **files})
    assert outcomes(found) == ["HOLDS"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tests/test_a.py": f"import unittest\n{TEST}"}, ["NOT_APPLICABLE"]),
        ({"tests/test_a.py": PYTEST, "tox.ini": "no section\n"}, ["UNAVAILABLE"]),
        ({"tests/test_a.py": PYTEST, "tests/test_b.py": "def f(:\n"}, ["UNAVAILABLE"]),
    ],
)
def test_what_is_collected_is_told_of_pytest_only(tmp_path, files, expected):
    assert outcomes(observe(collected, tmp_path, {**PACKAGE, **files})) == expected


# -- content, not presence --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_x():\n    assert True\n", ["FAILS"]),
        (f"import pytest\npytestmark = pytest.mark.skip\n{TEST}", ["FAILS"]),
        (f"def test_y():\n    assert True\n{TEST}", ["HOLDS"]),
    ],
)
def test_a_suite_in_which_nothing_can_fail_is_none(tmp_path, source, expected):
    assert outcomes(observe(present, tmp_path, {**PACKAGE, "tests/test_a.py": source})) == expected


def test_a_skip_that_says_why_weighs_less(tmp_path):
    source = f"import pytest\n@pytest.mark.skip(reason='needs a printer')\n{TEST}"
    (seen,) = observe(none_skipped, tmp_path, {"tests/test_a.py": source})
    assert seen.severity is Severity.LOW


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
@pytest.mark.parametrize("collector", [collected, coverage_whole, modules_reached])
def test_the_suites_of_the_examples_see_everything(tmp_path, name, collector):
    assert set(outcomes(collector.collect(example(name, tmp_path)))) <= {"HOLDS", "NOT_APPLICABLE"}
