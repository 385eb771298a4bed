"""Whether what a workflow publishes waits for the tests of that workflow."""

import pytest

from seatrial.evidence.collectors.delivery import publish_gated
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

TESTS = "  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"
CALLED = "  test:\n    uses: ./.github/workflows/tests.yml\n"
UPLOAD = "    steps:\n      - run: twine upload dist/*\n"
ACTION = "    steps:\n      - uses: pypa/gh-action-pypi-publish@v1\n"
REHEARSAL = f"{ACTION}        with:\n          repository-url: https://test.pypi.org/legacy/\n"


def workflow(jobs: str) -> dict[str, str]:
    return {".github/workflows/release.yml": f"on: release\njobs:\n{jobs}"}


def publishing(steps: str, needs: str = "") -> str:
    return f"  publish:\n    runs-on: x\n{needs and f'    needs: {needs}{chr(10)}'}{steps}"


BUILD = "  build:\n    needs: [test]\n    runs-on: x\n    steps:\n      - run: make\n"


@pytest.mark.parametrize(
    ("jobs", "outcome"),
    [
        (TESTS + publishing(UPLOAD), "FAILS"),
        (TESTS + publishing(ACTION), "FAILS"),
        (TESTS + publishing("    steps:\n      - run: npm publish --access public\n"), "FAILS"),
        (CALLED + publishing(ACTION), "FAILS"),
        (TESTS + publishing(ACTION, "test"), "HOLDS"),
        (CALLED + publishing(ACTION, "[test]"), "HOLDS"),
        (TESTS + BUILD + publishing(UPLOAD, "build"), "HOLDS"),
        (publishing("    steps:\n      - run: pytest\n      - run: cargo publish\n"), "HOLDS"),
        (publishing(UPLOAD), "NOT_APPLICABLE"),
        (TESTS, "NOT_APPLICABLE"),
        (TESTS + publishing(REHEARSAL), "NOT_APPLICABLE"),
        (
            TESTS + publishing("    steps:\n      - run: cargo publish --dry-run\n"),
            "NOT_APPLICABLE",
        ),
    ],
)
def test_a_release_waits_for_the_tests_beside_it(tmp_path, jobs, outcome):
    ((found, _),) = seen(publish_gated.collect(survey_of(tmp_path, workflow(jobs))))
    assert found == outcome


def test_a_workflow_that_is_no_yaml_leaves_it_open(tmp_path):
    survey = survey_of(tmp_path, {".github/workflows/release.yml": "on: [\n"})
    assert {outcome for outcome, _ in seen(publish_gated.collect(survey))} == {"UNAVAILABLE"}
