import pytest

from seatrial.calibration.measured import (
    Calibration,
    Measured,
    calibration_file,
    read_calibration,
)
from seatrial.llm.backend import ModelCard

OURS, SERVED = "1" * 64, "2" * 64


def keep(folder, digest, engine="llama.cpp"):
    kept = Calibration(
        model="m", digest=digest, engine=engine, measured_on="2030-01-01", seconds=1, pool={},
        questions=(),
    )  # fmt: skip
    (folder / calibration_file(digest)).write_text(kept.model_dump_json())


def card(digest, weights=""):
    return ModelCard(name="m", digest=digest, backend="test", context=8192, weights=weights)


def test_what_was_measured_of_the_same_weights_elsewhere_serves(tmp_path):
    keep(tmp_path, OURS)
    assert read_calibration(card(SERVED, weights=OURS), tmp_path).engine == "llama.cpp"
    assert read_calibration(card(SERVED), tmp_path) is None


def test_what_was_measured_of_the_model_itself_comes_first(tmp_path):
    keep(tmp_path, OURS)
    keep(tmp_path, SERVED, engine="ollama")
    assert read_calibration(card(SERVED, weights=OURS), tmp_path).engine == "ollama"


def test_a_damaged_or_foreign_calibration_is_none(tmp_path):
    (tmp_path / calibration_file(OURS)).write_text("{")
    assert read_calibration(card(OURS), tmp_path) is None
    keep(tmp_path, SERVED)
    (tmp_path / calibration_file(SERVED)).rename(tmp_path / calibration_file(OURS))
    assert read_calibration(card(OURS), tmp_path) is None


@pytest.mark.parametrize(
    ("usable", "judged", "confirmed", "asked"),
    [
        (True, 0, 0, True),
        (True, 2, 0, True),
        (True, 3, 0, False),
        (True, 11, 0, False),
        (True, 11, 5, True),
        (False, 11, 11, False),
    ],
)
def test_a_question_that_people_found_wrong_on_real_code_is_not_asked(
    usable, judged, confirmed, asked
):
    measured = Measured(
        question="q", form="statement", prompt="", threshold=0, auc=0.8, bad=20, clean=20,
        found=9, false=2, ordinary=25, alarms=0, usable=usable, judged=judged,
        confirmed=confirmed,
    )  # fmt: skip
    assert measured.asked == asked
