import pytest

from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import Ability, BackendUnavailable
from seatrial.llm.served import (
    Served,
    named,
    preference,
    preferred,
    preferred_embedder,
    refuse_cloud,
    served_models,
)
from tests.llm.conftest import WEIGHTS, listed

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_models_are_listed_with_what_they_can_do(fake):
    fake.serves(
        listed("llama3:8b"), listed("nomic:latest"), listed("r1:7b"),
        nomic=["embedding"], r1=["completion", "thinking"],
    )  # fmt: skip
    llama, nomic, thinker = sorted(served_models(fake.url), key=lambda m: m.name)
    assert llama.weights == WEIGHTS
    assert (llama.abilities, llama.context) == ((Ability.DECIDE, Ability.COMPLETE), 32768)
    assert nomic.abilities == (Ability.EMBED,)
    assert not nomic.reads
    assert (llama.thinks, thinker.thinks) == (False, True)


def test_a_cloud_model_is_neither_used_nor_asked_about(fake):
    fake.serves(listed("big:480b-cloud"), listed("big:cloud"), listed("alias", size=400))
    assert [m.reads for m in served_models(fake.url)] == [False, False, False]
    assert fake.seen("/api/show") == []


@pytest.mark.parametrize("name", ["x:cloud", "x:480b-cloud", "X:CLOUD"])
def test_naming_a_cloud_model_is_refused(name):
    with pytest.raises(EnvironmentRefused, match="would send the code to a cloud"):
        refuse_cloud(name)


def test_a_model_may_be_about_clouds(fake):
    fake.serves(listed("cloud-forecast:7b"), **{"cloud-forecast:7b": ["completion"]})
    assert named(fake.url, "cloud-forecast:7b").name == "cloud-forecast:7b"


def test_an_alias_of_a_cloud_model_is_refused_by_name(fake):
    fake.serves(listed("mine:latest", size=400))
    with pytest.raises(BackendUnavailable, match="'mine:latest' is not used: it has no weights"):
        named(fake.url, "mine")


def test_a_model_is_found_with_and_without_its_tag(fake):
    fake.serves(listed("llama3:latest"))
    assert named(fake.url, "llama3").name == named(fake.url, "llama3:latest").name


def test_a_model_that_is_not_there_is_told_with_the_command_that_brings_it(fake):
    fake.serves(listed("llama3:8b"))
    with pytest.raises(BackendUnavailable, match="`ollama pull qwen3`"):
        named(fake.url, "qwen3")


def test_one_model_that_cannot_be_shown_does_not_hide_the_others(fake):
    fake.server.expect_request("/api/show", json={"model": "bad:1"}).respond_with_data(
        "corrupt", status=500
    )
    fake.serves(listed("bad:1"), listed("good:1"))
    by_name = {m.name: m for m in served_models(fake.url)}
    assert "500" in by_name["bad:1"].refusal
    assert by_name["good:1"].reads


def served(name: str, size: float, *abilities: Ability) -> Served:
    return Served(name, "d", int(size * 1e9), abilities=abilities or (Ability.COMPLETE,))


def test_code_models_come_first_then_the_largest_comfortable_one():
    models = [
        served("llama3:8b", 4.7),
        served("codellama:70b", 39),
        served("qwen2.5-coder:1.5b", 1.0),
        served("qwen2.5-coder:32b", 20),
        served("qwen2.5-coder:7b", 4.7),
    ]
    order = [m.name.split(":")[1] for m in sorted(models, key=preference)]
    assert order == ["7b", "1.5b", "32b", "70b", "8b"]


def test_what_cannot_read_is_not_preferred():
    assert preferred([served("nomic", 0.3, Ability.EMBED)]) is None
    assert preferred([]) is None


def test_the_smallest_embedder_is_taken():
    models = [served("b", 0.6, Ability.EMBED), served("a", 0.3, Ability.EMBED), served("c", 0.1)]
    found = preferred_embedder(models)
    assert found
    assert found.name == "a"
