from seatrial.calibration.measured import Calibration, calibration_file, read_calibration
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
