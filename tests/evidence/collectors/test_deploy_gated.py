"""What a push deploys has passed the tests."""

import pytest

from seatrial.evidence.collectors.delivery import deploy_gated
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

CI = ".github/workflows/ci.yml"
GITLAB = ".gitlab-ci.yml"
TEST = "  test:\n    steps:\n      - run: pytest\n"


def deploy(more: str = "", run: str = "kubectl apply -f k8s", name: str = "ship") -> str:
    return f"  {name}:\n{more}    steps:\n      - run: {run}\n"


def workflow(jobs: str, on: str = "push") -> dict[str, str]:
    return {CI: f"on: {on}\njobs:\n{jobs}"}


BUILD = "  build:\n    needs: test\n    steps:\n      - run: make\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (workflow(TEST + deploy()), [("FAILS", f"{CI}:6")]),
        (workflow(TEST + deploy("    needs: test\n")), [("HOLDS", "")]),
        (workflow(TEST + BUILD + deploy("    needs: [build]\n")), [("HOLDS", "")]),
        (workflow(TEST + deploy(run="pytest && fly deploy")), [("HOLDS", "")]),
        (workflow(deploy()), [("UNAVAILABLE", f"{CI}:3")]),
        (workflow(TEST + deploy(name="deploy-docs")), [("NOT_APPLICABLE", "")]),
        (workflow(TEST + deploy(run="kind create cluster; helm upgrade a b")), "NOT_APPLICABLE"),
        (workflow(TEST + deploy(), on="pull_request"), [("NOT_APPLICABLE", "")]),
        (workflow(TEST), [("NOT_APPLICABLE", "")]),
        (
            {GITLAB: "t:\n  script: [pytest]\nd:\n  stage: deploy\n  script: [fly deploy]\n"},
            "HOLDS",
        ),
        (
            {
                GITLAB: "t:\n  script: [pytest]\nd:\n  stage: deploy\n  needs: []\n"
                "  script: [fly deploy]\n"
            },
            [("FAILS", f"{GITLAB}:3")],
        ),
        (
            {
                GITLAB: "t:\n  allow_failure: true\n  script: [pytest]\nu:\n  script: [tox]\n"
                "d:\n  stage: deploy\n  needs: [t]\n  script: [fly deploy]\n"
            },
            [("FAILS", f"{GITLAB}:6")],
        ),
        ({CI: "on: [push\n"}, [("UNAVAILABLE", f"{CI}:1")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_deploying_waits_for_the_tests(tmp_path, files, expected):
    found = seen(deploy_gated.collect(survey_of(tmp_path, files)))

    assert found == ([(expected, "")] if isinstance(expected, str) else expected)
