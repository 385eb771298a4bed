"""Images that CI runs in name a version."""

import pytest

from seatrial.evidence.collectors.supply import ci_images_pinned
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

CI = ".github/workflows/ci.yml"
GITLAB = ".gitlab-ci.yml"
CIRCLE = ".circleci/config.yml"


def github(job: str) -> dict[str, str]:
    return {CI: f"on: push\njobs:\n  a:\n    {job}\n    steps: []\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (github("container: node"), [("FAILS", f"{CI}:4")]),
        (github("container: {image: 'node:latest'}"), [("FAILS", f"{CI}:4")]),
        (github("services: {db: {image: postgres}}"), [("FAILS", f"{CI}:4")]),
        (github("services: {db: {image: 'postgres:16'}}"), [("HOLDS", "")]),
        (github("container: 'node:${{ matrix.node }}'"), [("NOT_APPLICABLE", "")]),
        ({GITLAB: "image: python\n"}, [("FAILS", f"{GITLAB}:1")]),
        ({GITLAB: "default:\n  image: {name: python}\n"}, [("FAILS", f"{GITLAB}:2")]),
        ({GITLAB: "a:\n  services: [postgres]\n  script: x\n"}, [("FAILS", f"{GITLAB}:2")]),
        ({GITLAB: "image: python:3.12\n"}, [("HOLDS", "")]),
        ({GITLAB: "image: $CI_REGISTRY_IMAGE\n"}, [("NOT_APPLICABLE", "")]),
        ({GITLAB: "a: [\n"}, [("UNAVAILABLE", f"{GITLAB}:1")]),
        (
            {CIRCLE: "jobs:\n  a:\n    docker:\n      - image: cimg/python\n"},
            [("FAILS", f"{CIRCLE}:4")],
        ),
        (
            {CIRCLE: "jobs:\n  a:\n    docker:\n      - image: cimg/python:<< parameters.v >>\n"},
            [("NOT_APPLICABLE", "")],
        ),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_images_of_ci(tmp_path, files, expected):
    assert seen(ci_images_pinned.collect(survey_of(tmp_path, files))) == expected
