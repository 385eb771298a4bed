"""What a stranger wrote becomes part of a script in Azure and Jenkins, or does not."""

import pytest

from seatrial.evidence.collectors.supply import no_dangerous_workflow
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

AZURE = "azure-pipelines.yml"
MESSAGE = "$(Build.SourceVersionMessage)"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({AZURE: f"steps:\n- script: echo {MESSAGE}\n"}, [("FAILS", f"{AZURE}:2")]),
        ({AZURE: f"steps:\n- bash: |\n    x\n    echo {MESSAGE}\n"}, [("FAILS", f"{AZURE}:4")]),
        ({AZURE: f"steps:\n- script: echo $M\n  env:\n    M: {MESSAGE}\n"}, [("HOLDS", "")]),
        ({AZURE: "steps:\n- script: echo $(Build.BuildId)\n"}, [("HOLDS", "")]),
        ({AZURE: "steps: [\n"}, [("UNAVAILABLE", f"{AZURE}:1")]),
        ({"Jenkinsfile": 'sh "echo ${env.CHANGE_TITLE}"\n'}, [("FAILS", "Jenkinsfile:1")]),
        ({"Jenkinsfile": "sh 'echo ${CHANGE_TITLE}'\n"}, [("HOLDS", "")]),
        ({"Jenkinsfile": 'echo "${env.CHANGE_TITLE}"\n'}, [("HOLDS", "")]),
        ({".gitlab-ci.yml": "a:\n  script: [echo $CI_COMMIT_MESSAGE]\n"}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_injections_elsewhere(tmp_path, files, expected):
    assert seen(no_dangerous_workflow.collect(survey_of(tmp_path, files))) == expected
