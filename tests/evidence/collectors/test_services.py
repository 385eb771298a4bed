"""What is asked of services only: where nobody can tell whether one listens, nobody says."""

from importlib import import_module

import pytest

from seatrial.evidence.collectors.python_rules import evidence_of_rules
from seatrial.evidence.model import Outcome
from seatrial.snapshot.walk import MOST_BYTES
from tests.trees import survey_of

ASKED_OF_SERVICES = [
    "docs.api",
    "docs.runbook",
    "load.harness_present",
    "observability.health_endpoint",
    "observability.level_configurable",
    "observability.logging_used",
    "observability.metrics_endpoint",
    "observability.no_print",
    "observability.structured_logs",
    "recovery.graceful_shutdown",
    "recovery.rollback_documented",
    "startup.env_template",
]


def outcomes(tmp_path, files):
    survey = survey_of(tmp_path, files)
    modules = [import_module(f"seatrial.evidence.collectors.{name}") for name in ASKED_OF_SERVICES]
    return {e.outcome for m in modules for e in m.collect(survey)}


@pytest.mark.parametrize(
    "files",
    [
        {"Main.kt": "fun main() { embeddedServer(Netty, 80).start() }\n"},
        {"app.py": "def broken(:\n"},
    ],
)
def test_a_program_that_nobody_can_read_is_not_called_no_service(tmp_path, files):
    assert outcomes(tmp_path, files) == {Outcome.UNAVAILABLE}


def test_a_library_is_asked_none_of_it(tmp_path):
    assert outcomes(tmp_path, {"lib.py": "def add(a, b):\n    return a + b\n"}) == {
        Outcome.NOT_APPLICABLE
    }


def test_python_rules_do_not_speak_for_a_part_in_another_language(tmp_path):
    files = {"lib.py": "def add(a, b):\n    return a + b\n" * 9, "app/A.kt": "val a = 1\n"}
    found = evidence_of_rules(survey_of(tmp_path, files))
    production = [e for e in found if not e.check.startswith("tests.")]
    assert {e.outcome for e in production} == {Outcome.UNAVAILABLE}


def test_python_that_could_not_be_opened_is_not_taken_for_good(tmp_path):
    files = {"lib.py": "x = 1\n", "huge.py": b"# " + b"x" * MOST_BYTES + b"\n"}
    found = evidence_of_rules(survey_of(tmp_path, files))
    production = [e for e in found if not e.check.startswith("tests.")]
    assert {e.outcome for e in production} == {Outcome.UNAVAILABLE}
    assert "'huge.py' was not read" in production[0].message
