"""No build lets pip choose between two package indexes."""

import pytest

from seatrial.evidence.collectors.supply import one_index
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

OWN = "https://packages.example.org/simple"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("requirements.txt", f"--extra-index-url {OWN}\nflask==3.0.0\n", 1),
        ("requirements/dev.txt", f"flask==3.0.0\n--extra-index-url={OWN}\n", 2),
        ("pip.conf", f"[global]\nextra-index-url = {OWN}\n", 2),
        ("Dockerfile", f"FROM a:1\nRUN pip install --extra-index-url {OWN} own\n", 2),
        (
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  a:\n    steps:\n"
            f"      - run: pip install --extra-index-url {OWN} x\n",
            5,
        ),
    ],
)
def test_a_second_index_is_seen_where_it_is_named(tmp_path, path, text, line):
    assert seen(one_index.collect(survey_of(tmp_path, {path: text}))) == [
        ("FAILS", f"{path}:{line}")
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.txt", f"--index-url {OWN}\nown==1.0\n"),
        ("requirements.txt", f"# --extra-index-url {OWN}\nown==1.0\n"),
        (
            "requirements.txt",
            "--extra-index-url https://download.pytorch.org/whl/cpu\ntorch==2.4.0\n",
        ),
        ("Dockerfile", "FROM a:1\nRUN pip install -r requirements.txt\n"),
    ],
)
def test_one_index_or_a_public_one_beside_it_is_left_alone(tmp_path, path, text):
    assert seen(one_index.collect(survey_of(tmp_path, {path: text}))) == [("HOLDS", "")]


def test_without_anything_that_installs_there_is_nothing_to_judge(tmp_path):
    found = one_index.collect(survey_of(tmp_path, {"a.py": ""}))
    assert seen(found) == [("NOT_APPLICABLE", "")]
