"""LCOV and JaCoCo, and paths as tools write them."""

import pytest

from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.model import Outcome
from tests.evidence.importers.trees import artefact, committed, sample
from tests.trees import survey_of

LATER = "2026-03-02T10:20:00Z"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return committed(tmp_path_factory.mktemp("committed"))


@pytest.fixture
def made(survey):
    return {"commit": survey.subject.commit, "produced_at": LATER}


def test_lcov_is_counted_by_lines_and_a_line_of_two_runs_once(tmp_path, survey, made):
    [evidence] = import_artefacts(survey, [sample(tmp_path, "lcov.info", made)])
    assert (evidence.check, evidence.outcome) == ("tests.coverage-measured", Outcome.HOLDS)
    assert evidence.metric == {"overall_percent": 75.0, "files": 2}


def test_lcov_has_no_time_of_its_own(tmp_path, survey):
    path = sample(tmp_path, "lcov.info", {"commit": survey.subject.commit})
    [evidence] = import_artefacts(survey, [path])
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "does not say when it was made" in evidence.message


def test_jacoco_is_counted_by_lines_and_states_its_time(tmp_path, survey):
    path = sample(tmp_path, "jacoco.xml", {"commit": survey.subject.commit})
    [evidence] = import_artefacts(survey, [path])
    assert evidence.metric == {"overall_percent": 83.33, "files": 2}
    assert evidence.produced_at.isoformat() == "2026-03-02T10:15:00+00:00"


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("app/src/main/java/org/example/App.java", "app/src/main/**"),
        ("org/example/App.java", "app/src/main/**"),  # from a source root, as JaCoCo writes it
        ("/build/app/src/main/java/org/example/App.java", "/app/src/**"),
        ("C:\\ci\\app\\src\\main\\java\\org\\example\\App.java", "app/src/main/java/**"),
    ],
)
def test_critical_paths_match_files_of_the_tree_however_they_are_written(
    tmp_path, written, pattern
):
    survey = survey_of(tmp_path, {"app/src/main/java/org/example/App.java": "class App {}\n"})
    text = f"SF:{written}\nDA:1,1\nend_of_record\n"
    made = {"tree": survey.subject.tree, "produced_at": LATER}
    path = artefact(tmp_path, "l.info", text, made)
    [evidence] = import_artefacts(survey, [path], critical=[pattern])
    assert evidence.metric["critical_percent"] == 100


def test_a_name_that_two_files_have_is_not_guessed(tmp_path):
    survey = survey_of(tmp_path, {"a/x/App.java": "1\n", "b/x/App.java": "2\n"})
    made = {"tree": survey.subject.tree, "produced_at": LATER}
    path = artefact(tmp_path, "l.info", "SF:x/App.java\nDA:1,1\nend_of_record\n", made)
    [evidence] = import_artefacts(survey, [path], critical=["a/**"])
    assert evidence.outcome is Outcome.UNAVAILABLE
