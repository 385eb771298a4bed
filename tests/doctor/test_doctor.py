import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seatrial import environment
from seatrial.doctor import machine as of_machine
from seatrial.doctor import models as of_models
from seatrial.doctor import tools as of_tools
from seatrial.doctor.command import looked_at
from seatrial.doctor.model import State
from seatrial.doctor.models import models
from seatrial.doctor.offline import proof, surroundings
from seatrial.settings import Settings
from tests.llm.conftest import FakeOllama, fake, listed  # noqa: F401  a fixture

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
NOBODY = "127.0.0.1:9"


def settings(tmp_path: Path, **more) -> Settings:
    given = {"state": tmp_path / "state", "data": tmp_path / "data", "ollama": NOBODY, **more}
    return Settings(**given)


def by_name(lines):
    return {line.name: line for line in lines}


def test_every_line_that_is_not_fine_says_what_to_do(tmp_path):
    for line in looked_at(settings(tmp_path), prove=False):
        assert bool(line.fix) == (line.state is not State.FINE), line
        assert line.said


def test_a_folder_that_cannot_be_written_is_to_mend(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    lines = by_name(of_machine.machine(settings(tmp_path, state=Path("/proc/1/none"))))
    assert lines["state folder"].state is State.MEND
    assert lines["data folder"].state is State.FINE


def test_a_data_folder_that_cannot_be_written_is_noted(tmp_path):
    """What lies in it is read all the same, as in an image that nobody may change."""
    lines = by_name(of_machine.machine(settings(tmp_path, data=Path("/proc/1/none"))))
    assert lines["data folder"].state is State.NOTE


def test_a_state_folder_that_others_may_read_is_noted(tmp_path):
    (tmp_path / "state").mkdir(mode=0o755)
    (tmp_path / "state").chmod(0o755)
    line = by_name(of_machine.machine(settings(tmp_path)))["state folder"]
    assert (line.state, line.fix) == (State.NOTE, f"chmod 700 {str(tmp_path / 'state')!r}")


@pytest.mark.parametrize(
    ("free", "state"), [(1_000, State.MEND), (10**9, State.NOTE), (10**10, State.FINE)]
)
def test_the_disk_is_measured(tmp_path, monkeypatch, free, state):
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(of_machine.shutil, "disk_usage", lambda _: usage)
    assert by_name(of_machine.machine(settings(tmp_path)))["disk"].state is state


def test_without_a_model_an_audit_is_by_tools_and_that_is_a_note(tmp_path):
    lines = by_name(models(settings(tmp_path)))
    assert lines["Ollama"].state is State.NOTE
    assert lines["weights"].state is State.NOTE
    assert "by tools only" in lines["reader"].said


def test_models_are_listed_with_digests_and_cloud_models_are_named(tmp_path, fake):  # noqa: F811
    fake.serves(listed("coder:7b"), listed("big:cloud"))
    found = list(models(settings(tmp_path, ollama=fake.host)))
    lines = by_name(found)
    assert lines["Ollama"].said == f"version 0.35.1 at {fake.url}"
    said = [line.said for line in found if line.name == "model"]
    assert "coder:7b, 2.0 GB, digest abababababab" in said
    assert any("a cloud would answer" in text for text in said)
    assert lines["reader"].said == "coder:7b of Ollama would read"
    assert "cloud models" not in lines


def test_a_model_that_does_not_fit_is_to_mend(tmp_path, fake, monkeypatch):  # noqa: F811
    fake.serves(listed("coder:7b"))
    monkeypatch.setattr(of_models, "memory_free", lambda: 3_000_000_000)
    line = by_name(models(settings(tmp_path, ollama=fake.host)))["memory"]
    assert line.state is State.MEND
    assert line.said == "3.0 GB free, coder:7b with its context needs about 3.4"


def test_an_old_server_is_to_mend(tmp_path, fake):  # noqa: F811
    fake.server.expect_ordered_request("/api/tags").respond_with_json({"models": []})
    fake.server.expect_request("/api/version").respond_with_json({"version": "0.9.0"})
    line = by_name(models(settings(tmp_path, ollama=fake.host)))["Ollama"]
    assert line.state is State.MEND


def test_another_machine_in_the_configuration_is_to_mend(tmp_path):
    line = by_name(models(settings(tmp_path, ollama="gpu.example:11434")))["Ollama"]
    assert line.state is State.MEND
    assert "--allow-remote-model" in line.said


def test_wrong_weights_are_to_mend(tmp_path):
    folder = tmp_path / "data" / "weights"
    folder.mkdir(parents=True)
    (folder / of_models.EMBEDDED.file).write_bytes(b"not the weights")
    assert by_name(models(settings(tmp_path)))["weights"].state is State.MEND


def test_a_missing_tool_is_to_mend_and_one_that_is_optional_is_not(monkeypatch):
    class Gone:
        provide = "install it"

        def __init__(self, name):
            self.name = name

        def missing(self):
            return "it is not there"

    monkeypatch.setattr(of_tools, "TOOLS", (Gone("ruff"), Gone("hadolint")))
    lines = by_name(of_tools.tools())
    assert (lines["ruff"].state, lines["ruff"].fix) == (State.MEND, "install it")
    assert lines["hadolint"].state is State.NOTE


def test_variables_that_others_would_obey_are_named(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setattr(environment, "_overruled", set())
    environment.force({"LANGSMITH_TRACING": "true", "CHROMA_SERVER_HOST": "x", "DO_NOT_TRACK": "1"})
    lines = by_name(surroundings())
    assert "HTTPS_PROXY" in lines["proxies"].said
    assert lines["telemetry"].said.endswith("CHROMA_SERVER_HOST, LANGSMITH_TRACING")


def test_nothing_is_proven_where_nothing_is_watched():
    """Here no command was started, so no socket is watched, and nothing is sent to find out."""
    lines = by_name(proof())
    assert lines["proof: hook"].state is State.MEND
    assert lines["proof: audit"].state is State.MEND


def doctor(home, *arguments):
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [sys.executable, "-P", "-m", "seatrial", "doctor", "--ollama", NOBODY, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True)


def test_the_command_says_it_to_scripts(tmp_path):
    done = doctor(tmp_path, "--format", "json", "--prove-offline")
    lines = {line["name"]: line for line in json.loads(done.stdout)}
    broken = [n for n, line in lines.items() if line["state"] == "mend"]
    assert done.returncode == (1 if broken else 0), done.stderr
    assert lines["proof: hook"]["state"] == "fine"
    alone = lines["network namespace"]["state"] == "fine"
    assert {lines[f"proof: {n}"]["state"] == "fine" for n in ("audit", "children")} == {alone}


def test_the_command_ends_with_1_when_something_is_broken(tmp_path):
    done = doctor(tmp_path, "--state", "/proc/1/none")
    assert done.returncode == 1
    assert "mend  state folder" in done.stdout
    assert doctor(tmp_path, "--format", "yaml").returncode == 2
