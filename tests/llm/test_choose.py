import pytest

from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import BackendUnavailable
from seatrial.llm.choose import choose_backend
from seatrial.llm.commands import list_models, probe_model, pull_model
from seatrial.llm.weights import EMBEDDED
from tests.llm.conftest import chat_reply, listed

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
NOBODY = "127.0.0.1:1"


def test_an_ollama_with_a_usable_model_comes_first(fake, tmp_path):
    fake.serves(listed("llama3:8b"), listed("coder:7b"))
    chosen = choose_backend(tmp_path, host=fake.host)
    assert chosen.backend
    assert chosen.backend.card().name == "coder:7b"
    assert chosen.reason == f"Ollama at {fake.host} serves 'coder:7b'"
    chosen.backend.close()


def test_without_any_model_only_tools_read_and_it_says_why(tmp_path):
    chosen = choose_backend(tmp_path, host=NOBODY)
    assert chosen.backend is None
    assert "no model server" in chosen.reason
    assert "run `seatrial models pull`" in chosen.reason


def test_an_ollama_without_a_model_is_told_with_the_command_that_brings_one(fake, tmp_path):
    fake.serves()
    assert "has no model; try `ollama pull" in choose_backend(tmp_path, host=fake.host).reason


def test_an_ollama_with_embedders_only_is_told(fake, tmp_path):
    fake.serves(listed("nomic:latest"), nomic=["embedding"])
    assert "no model that can read code" in choose_backend(tmp_path, host=fake.host).reason


def test_something_else_on_the_port_is_told(fake, tmp_path):
    fake.server.expect_request("/api/tags").respond_with_data("<html>")
    assert "does not speak as Ollama" in choose_backend(tmp_path, host=fake.host).reason


def test_a_model_that_was_named_has_no_second_choice(fake, tmp_path):
    fake.serves(listed("coder:7b"))
    with pytest.raises(BackendUnavailable, match="'other' is not at"):
        choose_backend(tmp_path, model="other", host=fake.host)
    with pytest.raises(BackendUnavailable, match="no weights of the embedded model"):
        choose_backend(tmp_path, model="embedded", host=fake.host)


def test_a_named_model_is_taken(fake, tmp_path):
    fake.serves(listed("llama3:8b"), listed("coder:7b"))
    chosen = choose_backend(tmp_path, model="llama3:8b", host=fake.host)
    assert chosen.backend
    assert chosen.backend.card().name == "llama3:8b"
    chosen.backend.close()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"host": "gpu.example.org"}, "--allow-remote-model"),
        ({"host": NOBODY, "model": "x:cloud"}, "cloud"),
        ({"host": "gpu.example.org", "model": "m"}, "--allow-remote-model"),
    ],
)
def test_what_would_leave_the_machine_is_refused(tmp_path, asked, said):
    with pytest.raises(EnvironmentRefused, match=said):
        choose_backend(tmp_path, **asked)


def test_weights_with_another_digest_are_refused(tmp_path):
    (tmp_path / EMBEDDED.file).write_bytes(b"GGUF")
    with pytest.raises(EnvironmentRefused, match="are not 'qwen2.5-coder:1.5b-instruct'"):
        choose_backend(tmp_path, host=NOBODY)


# -- what `seatrial models` says ----------------------------------------------------------------


def test_list_tells_of_every_model_and_why_one_is_not_used(fake, tmp_path):
    fake.serves(listed("coder:7b"), listed("big:cloud"), listed("nomic:1"), nomic=["embedding"])
    told = list_models(tmp_path, host=fake.host)
    assert "coder:7b" in told
    assert "decide, complete" in told
    assert "a cloud would answer" in told
    assert "not here; run `seatrial models pull`" in told


def test_list_works_without_a_server_and_with_wrong_weights(tmp_path):
    (tmp_path / EMBEDDED.file).write_bytes(b"GGUF")
    told = list_models(tmp_path, host=NOBODY)
    assert "no model server" in told
    assert "are not" in told


def test_a_model_name_cannot_steer_the_terminal(fake, tmp_path):
    fake.serves(listed("evil\x1b[2J:1"))
    assert "\x1b" not in list_models(tmp_path, host=fake.host)


def test_probe_measures_one_decision_and_one_answer(fake, tmp_path):
    fake.serves(listed("coder:7b")).chats(chat_reply())
    told = probe_model(choose_backend(tmp_path, host=fake.host))
    assert "+1.00 nats" in told
    assert "1 tokens in" in told


def test_probe_without_a_model_says_what_to_do(tmp_path):
    with pytest.raises(BackendUnavailable, match="seatrial models pull"):
        probe_model(choose_backend(tmp_path, host=NOBODY))


def test_pull_from_a_wrong_file_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b"x")
    with pytest.raises(EnvironmentRefused, match="are not"):
        pull_model(tmp_path / "weights", from_file=tmp_path / "x")
