"""An Ollama over real HTTP on loopback that fails as told: which fault, of what, at which call.

Sockets are spoken to directly where a fault is one that no web server would make.
"""

import contextlib
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.llm.conftest import DIGEST, WEIGHTS, chat_reply, listed

NAME, OTHER = "m:1", "cd" * 32
ALWAYS = range(1, 1_000_000)
FIRST = range(1, 2)
Said = dict[str, Any]


class Call(BaseHTTPRequestHandler):
    """One request. Faults write to it what they want."""

    protocol_version = "HTTP/1.1"
    server: "Harbourmaster"

    def do_GET(self) -> None:
        self.server.ollama.serve(self, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.ollama.serve(self, json.loads(body))

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole answer; `headers` replace or join the usual ones."""
        usual = {"content_type": "application/json", "content_length": str(len(body))}
        self.send_response(status)
        for name, value in {**usual, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """End the connection after what was said."""
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, *_: object) -> None: ...


Fault = Callable[[Call, Said], None]


class Harbourmaster(ThreadingHTTPServer):
    ollama: "FaultyOllama"
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """A client that left in the middle is what many faults are about."""


@dataclass(frozen=True)
class Plan:
    """`fault` at the `calls` (1-based)."""

    fault: Fault
    calls: Container[int] = ALWAYS


class FaultyOllama:
    """One model that decides, writes and embeds. It says Yes to the first `suspects` questions.

    What is asked is named by its path; a written answer is "write".
    """

    def __init__(self) -> None:
        self.released = threading.Event()
        self.plans: dict[str, Plan] = {}
        self.sprinkled: dict[str, list[Plan | None]] = {}
        self.suspects, self.quote = 0, ""
        self.digest, self.version = DIGEST, "0.35.1"
        self.capabilities = ["completion", "embedding"]
        self.calls: Counter[str] = Counter()
        self.tries: dict[str, Counter[str]] = {}
        self._open(0)

    def fails(self, fault: Fault, what: str = "/api/chat", calls: Container[int] = ALWAYS) -> None:
        """Do `fault` at those calls."""
        self.plans[what] = Plan(fault, calls)

    def sprinkle(self, plans: Sequence[Plan], what: str = "/api/chat") -> None:
        """Do one of `plans` at every second question, where `calls` are the tries of it."""
        self.sprinkled[what] = [plan for each in plans for plan in (None, each)]

    def serve(self, call: Call, body: Said) -> None:
        what = "write" if "format" in body else call.path
        self.calls[what] += 1
        honest = self._answers(call.path, body)
        plan = self._plan(what, body)
        if plan:
            plan.fault(call, honest)
        else:
            call.say(json.dumps(honest).encode(), 501 if "error" in honest else 200)

    def _plan(self, what: str, body: Said) -> Plan | None:
        if what in self.sprinkled:
            tries = self.tries.setdefault(what, Counter())
            asked = _question(body)
            tries[asked] += 1
            number = list(tries).index(asked)
            plans = self.sprinkled[what]
            plan, call = plans[number] if number < len(plans) else None, tries[asked]
        else:
            plan, call = self.plans.get(what), self.calls[what]
        return plan if plan and call in plan.calls else None

    def leave(self) -> None:
        """Close the port: whoever connects is refused."""
        self._server.shutdown()
        self._server.server_close()

    def come_back(self) -> None:
        """Listen again where it listened."""
        if self._server.socket.fileno() < 0:
            self.plans.clear()
            self._open(int(self.host.rsplit(":", 1)[1]))

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def _open(self, port: int) -> None:
        self._server = Harbourmaster(("127.0.0.1", port), Call)
        self._server.ollama = self
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(0.02,), daemon=True).start()

    def _answers(self, path: str, body: Said) -> Said:
        if path == "/api/version":
            return {"version": self.version}
        if path == "/api/tags":
            return {"models": [listed(NAME, digest=self.digest)]}
        if path == "/api/show":
            made = f"FROM /models/blobs/sha256-{WEIGHTS}\n"
            more = {"modelfile": made, "model_info": {"x.context_length": 32768}}
            return {"capabilities": self.capabilities, "details": {"family": "x"}, **more}
        if path == "/api/embed":
            vectors = [vector(text) for text in body["input"]]
            return {"model": NAME, "embeddings": vectors, "prompt_eval_count": 5}
        if path == "/v1/systemone":
            return self._odds(body)
        return self._chat(body)

    def _chat(self, body: Said) -> Said:
        reply = {**chat_reply(), "created_at": "2030-01-01T00:00:00Z", "done_reason": "stop"}
        if "format" not in body:
            answer = "Yes" if self.calls["/api/chat"] <= self.suspects else "No"
            return logprobs(reply, **{answer: -0.2, "Maybe": -4.0})
        quote = self.quote or body["format"]["properties"]["quote"]["enum"][0]
        content = json.dumps({"quote": quote, "reason": "so it is"})
        return {**reply, "logprobs": None, "message": {"role": "assistant", "content": content}}

    def _odds(self, body: Said) -> Said:
        if "decision" not in self.capabilities:
            return {"error": "not a decision model"}
        answers = {key: {"type": "noul", "noul": 0.1} for key in body["questions"]}
        return {"model": NAME, "answers": answers, "usage": {"input_tokens": 9, "output_tokens": 0}}


def _question(body: Said) -> str:
    """What is asked: the same when it is put again because the last reply was none."""
    if "messages" not in body:
        return json.dumps(body)
    said: str = body["messages"][-1]["content"]
    return said.split("\n\nYour last reply")[0]


def vector(text: str) -> list[float]:
    return [1.0, len(text) % 7 + 1.0, 2.0]


def logprobs(reply: Said, **chances: float) -> Said:
    """`reply` with these first tokens."""
    tokens = [{"token": token, "logprob": chance} for token, chance in chances.items()]
    return {**reply, "logprobs": [{**tokens[0], "top_logprobs": tokens}]}


# -- what can go wrong ---------------------------------------------------------------------------


def status(code: int, said: str = "no", **headers: str) -> Fault:
    body = json.dumps({"error": said}).encode()
    return lambda call, honest: call.say(body, code, **headers)


def body(content: bytes) -> Fault:
    return lambda call, honest: call.say(content)


def changed(**values: Any) -> Fault:
    return lambda call, honest: call.say(json.dumps({**honest, **values}).encode())


def chances(**values: float) -> Fault:
    return lambda call, honest: call.say(json.dumps(logprobs(honest, **values)).encode())


def refuse(call: Call, honest: Said) -> None:
    """The server is stopped: this connection ends, the next ones are refused."""
    call.server.ollama.leave()
    call.drop()


def reset(call: Call, honest: Said) -> None:
    """The server was killed: the connection is reset."""
    call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    call.drop()
    with contextlib.suppress(OSError):
        call.connection.close()


def die_in_body(call: Call, honest: Said) -> None:
    content = json.dumps(honest).encode()
    call.say(content[: len(content) // 2], content_length=str(len(content)))
    call.drop()


def die_in_chunk(call: Call, honest: Said) -> None:
    call.send_response(200)
    call.send_header("transfer-encoding", "chunked")
    call.end_headers()
    call.wfile.write(b'40\r\n{"model": "m:1"')
    call.drop()


def hang(call: Call, honest: Said) -> None:
    call.server.ollama.released.wait(20)
    call.drop()


def drip_body(call: Call, honest: Said) -> None:
    call.send_response(200)
    call.send_header("content-length", "1000000")
    call.end_headers()
    _drip(call, b" ")


def drip_headers(call: Call, honest: Said) -> None:
    call.send_response(200)
    call.flush_headers()
    _drip(call, b"x")


def _drip(call: Call, byte: bytes) -> None:
    with contextlib.suppress(OSError):
        while not call.server.ollama.released.wait(0.05):
            call.wfile.write(byte)
            call.wfile.flush()
    call.drop()


def page(call: Call, honest: Said) -> None:
    call.say(b"<html>Internal\n error", 500, content_type="text/html")


def giant(call: Call, honest: Said) -> None:
    some = b" " * (1 << 20)
    call.send_response(200)
    call.send_header("content-length", str(1 << 30))
    call.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(64):
            call.wfile.write(some)
    call.drop()


def another_model(call: Call, honest: Said) -> None:
    """Somebody pulls the model while it answers."""
    call.server.ollama.digest = OTHER
    call.say(json.dumps(honest).encode())


def another_server(call: Call, honest: Said) -> None:
    """The server is updated and started again while it answers."""
    call.server.ollama.version = "0.36.0"
    call.say(json.dumps(honest).encode())


def vectors(rows: Any) -> Fault:
    return lambda call, honest: call.say(json.dumps({**honest, "embeddings": rows}).encode())


def written(content: str, **more: Any) -> Fault:
    """An honest frame around a reply that is none."""
    return changed(message={"role": "assistant", "content": content}, **more)
