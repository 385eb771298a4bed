"""Bills of materials in CycloneDX, compared with what the tree locks."""

import pytest

from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.model import Outcome
from tests.evidence.importers.trees import sample
from tests.trees import survey_of

FORMS = ["bom.json", "bom.xml"]


def imported(tmp_path, name, files):
    survey = survey_of(tmp_path, files)
    return import_artefacts(survey, [sample(tmp_path, name, {"tree": survey.subject.tree})])


@pytest.mark.parametrize(("name", "components"), [("bom.json", 4), ("bom.xml", 3)])
def test_a_bill_that_agrees_holds(tmp_path, name, components):
    [evidence] = imported(tmp_path, name, {"requirements.txt": "flask==3.1.3\n"})
    assert (evidence.check, evidence.outcome) == ("supply.sbom-agrees", Outcome.HOLDS)
    assert evidence.metric == {"components": components}
    assert evidence.produced_at.isoformat() == "2026-03-02T10:16:00+00:00"


@pytest.mark.parametrize("name", FORMS)
def test_a_bill_of_another_version_fails_at_the_lock(tmp_path, name):
    [evidence] = imported(tmp_path, name, {"requirements.txt": "click==8.1.0\nflask==3.1.0\n"})
    assert (evidence.outcome, evidence.severity) == (Outcome.FAILS, None)
    assert evidence.message == "'flask' is locked at 3.1.0 and 3.1.3 in the bill"
    assert [(p.path, p.line_start) for p in evidence.places] == [("requirements.txt", 2)]


@pytest.mark.parametrize("name", FORMS)
def test_parts_of_parts_and_scoped_names_are_compared(tmp_path, name):
    lock = '{"packages": {"": {}, "node_modules/left-pad": {"version": "1.2.0"}}}'
    [evidence] = imported(tmp_path, name, {"package-lock.json": lock})
    assert "'left-pad' is locked at 1.2.0" in evidence.message


def test_a_scoped_name_is_compared(tmp_path):
    lock = '{"packages": {"": {}, "node_modules/@types/node": {"version": "20.0.0"}}}'
    [evidence] = imported(tmp_path, "bom.json", {"package-lock.json": lock})
    assert evidence.message == "'@types/node' is locked at 20.0.0 and 22.1.0 in the bill"


def test_one_of_several_locked_versions_is_enough(tmp_path):
    files = {"a/requirements.txt": "flask==3.1.3\n", "b/requirements.txt": "flask==2.0.0\n"}
    [evidence] = imported(tmp_path, "bom.json", files)
    assert evidence.outcome is Outcome.HOLDS


def test_a_bill_without_versions_says_nothing(tmp_path):
    survey = survey_of(tmp_path, {"a.py": "x = 1\n"})
    path = tmp_path / "bom.json"
    path.write_text('{"bomFormat": "CycloneDX", "components": [{"name": "flask"}]}')
    [evidence] = import_artefacts(survey, [path])
    assert evidence.outcome is Outcome.UNAVAILABLE
