"""The file of a measurement: an interrupted one is gone on with, another machine's is not."""

import json

from benchmarks.machine import this_machine
from benchmarks.results import Results, as_json

MACHINE = {"processor": "p", "cores": 2}


def test_a_section_that_was_measured_is_kept_for_the_next_run(tmp_path):
    path = tmp_path / "results" / "a.json"
    Results(path, "2026-11-22", MACHINE).keep("sizes", as_json([("  a", 1.23456, "s", "-")]))

    again = Results(path, "2026-11-23", MACHINE)

    assert again.has("sizes")
    assert again.section("sizes") == [{"name": "a", "figure": 1.2346, "unit": "s", "goal": "-"}]
    assert json.loads(path.read_text())["date"] == "2026-11-22"


def test_figures_of_another_machine_are_not_gone_on_with(tmp_path):
    path = tmp_path / "a.json"
    Results(path, "2026-11-22", MACHINE).keep("sizes", [])
    assert not Results(path, "2026-11-22", {**MACHINE, "cores": 4}).has("sizes")


def test_what_is_left_out_says_why_until_it_is_measured(tmp_path):
    path = tmp_path / "a.json"
    results = Results(path, "2026-11-22", MACHINE)
    results.leave_out("reading", "no model")
    assert json.loads(path.read_text())["left_out"] == {"reading": "no model"}
    results.keep("reading", [])
    assert json.loads(path.read_text())["left_out"] == {}


def test_the_machine_is_named_with_its_cores_and_python():
    assert set(this_machine()) == {"processor", "cores", "memory_mib", "system", "python"}
