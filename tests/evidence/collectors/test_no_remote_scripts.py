"""No build runs a script straight from the network."""

import pytest

from seatrial.evidence.collectors.supply import no_remote_scripts
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

CI = ".github/workflows/ci.yml"


def in_image(command: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM a:1\nRUN {command}\n"}


@pytest.mark.parametrize(
    "command",
    [
        "curl -sSf https://get.example.org/install.sh | sh",
        "apt-get update && curl -fsSL https://get.example.org | sudo -E bash -",
        "wget -qO- https://get.example.org/x | bash -s -- -y",
        'sh -c "$(curl -fsSL https://get.example.org/x)"',
        "bash <(curl -s https://get.example.org/x)",
    ],
)
def test_a_script_that_nobody_has_seen_is_run(tmp_path, command):
    found = no_remote_scripts.collect(survey_of(tmp_path, in_image(command)))

    assert seen(found) == [("FAILS", "Dockerfile:2")]


@pytest.mark.parametrize(
    "command",
    [
        "curl -fsSL https://example.org/x.tar.gz | tar xz",
        "curl -fsSL https://example.org/key.asc | gpg --dearmor",
        "curl -fsSLo x.sh https://example.org/x.sh && sha256sum -c x.sum && sh x.sh",
        "curl -fsSL https://example.org/v1.2.3/install.sh | sh",
        "curl -fsSL https://example.org/x | jq -r .sh",
        "echo 'curl https://example.org/x' > run.sh",
        "cat install.sh | sh",
    ],
)
def test_what_is_looked_at_or_no_script_is_left_alone(tmp_path, command):
    found = no_remote_scripts.collect(survey_of(tmp_path, in_image(command)))

    assert seen(found) == [("HOLDS", "")]


@pytest.mark.parametrize("start", ["push", "workflow_dispatch", "{schedule: [{cron: 1 1 1 1 1}]}"])
def test_every_workflow_is_looked_at_whatever_starts_it(tmp_path, start):
    script = "curl https://get.example.org/x | sh"
    text = f"on: {start}\njobs:\n  a:\n    steps:\n      - run: {script}\n"

    found = no_remote_scripts.collect(survey_of(tmp_path, {CI: text}))

    assert seen(found) == [("FAILS", f"{CI}:5")]


def test_ci_is_looked_at_as_well(tmp_path):
    step = "      - run: curl https://get.example.org | sh\n"
    text = f"on: push\njobs:\n  a:\n    steps:\n{step}"

    found = no_remote_scripts.collect(survey_of(tmp_path, {CI: text}))

    assert seen(found) == [("FAILS", f"{CI}:5")]


def test_without_builds_there_is_nothing_to_ask(tmp_path):
    found = no_remote_scripts.collect(survey_of(tmp_path, {"a": "x"}))

    assert seen(found) == [("NOT_APPLICABLE", "")]
