"""A faulty or honest Ollama over real HTTP on loopback."""

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

DIGEST = "ab" * 32
BYTES = 2_000_000_000


WEIGHTS = "a1" * 32


def listed(name: str, size: int = BYTES, digest: str = DIGEST) -> dict[str, Any]:
    return {
        "model": name,
        "name": name,
        "size": size,
        "digest": digest,
        "details": {"quantization_level": "Q4_K_M"},
    }


def chat_reply(**changed: Any) -> dict[str, Any]:
    """What an Ollama answers to one decision."""
    tokens = [{"token": "Yes", "logprob": -0.5}, {"token": "No", "logprob": -1.5}]
    return {
        "model": "m",
        "message": {"role": "assistant", "content": "Yes"},
        "done": True,
        "prompt_eval_count": 100,
        "prompt_eval_duration": 2_000_000_000,
        "eval_count": 1,
        "eval_duration": 1_000_000_000,
        "logprobs": [{**tokens[0], "top_logprobs": tokens}],
        **changed,
    }


class FakeOllama:
    """Answers as Ollama does, except where a test says otherwise."""

    def __init__(self, server: HTTPServer) -> None:
        self.server, self.host = server, f"127.0.0.1:{server.port}"
        self.url = f"http://{self.host}"

    def serves(self, *models: dict[str, Any], **capabilities: list[str]) -> "FakeOllama":
        """These models; `capabilities` by name up to the colon, else completion."""

        def show(request: Any) -> Any:
            name = json.loads(request.data)["model"].split(":")[0].replace("-", "_")
            known = capabilities.get(name, ["completion"])
            made = f"# Modelfile\nFROM /models/blobs/sha256-{WEIGHTS}\nTEMPLATE x\n"
            more = {"model_info": {"x.context_length": 32768}, "modelfile": made}
            return _json({"capabilities": known, **more})

        self.server.expect_request("/api/tags").respond_with_json({"models": list(models)})
        self.server.expect_request("/api/version").respond_with_json({"version": "0.35.1"})
        self.server.expect_request("/api/show").respond_with_handler(show)
        return self

    def chats(self, reply: Any) -> "FakeOllama":
        if callable(reply):
            self.server.expect_request("/api/chat").respond_with_handler(reply)
        else:
            self.server.expect_request("/api/chat").respond_with_json(reply)
        return self

    def judges(self, answers: Any) -> "FakeOllama":
        """A decision model: `answers` by question id, or a status that refuses."""
        handler = self.server.expect_request("/v1/systemone")
        if isinstance(answers, int):
            handler.respond_with_json({"error": "not a decision model"}, status=answers)
        else:
            usage = {"input_tokens": 90, "output_tokens": 0}
            handler.respond_with_json({"model": "m", "answers": answers, "usage": usage})
        return self

    def seen(self, path: str) -> list[Any]:
        """The bodies that were posted to `path`."""
        return [json.loads(r.data) for r, _ in self.server.log if r.path == path]


def _json(body: Any) -> Any:
    from werkzeug import Response

    return Response(json.dumps(body), content_type="application/json")


@pytest.fixture
def fake(httpserver: HTTPServer) -> FakeOllama:
    return FakeOllama(httpserver)
