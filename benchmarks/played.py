"""`python -m benchmarks.played`: an Ollama without a model, on loopback, at a port that it prints.

It gives the same answer to the same prompt, so that two audits which it reads are equal. Nobody
learns anything from what it says: it is there to be asked.
"""

import hashlib
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from seatrial.calibration.measured import Calibration, Measured, calibration_file
from seatrial.prompts.book import questions
from seatrial.prompts.forms import Form, prompt_hash

NAME, DIGEST = "played:1b", "d0" * 32
_ONE_IN = 3  # prompts are answered with yes
_MARK = re.compile("<<<[a-z]{10}|[a-z]{10}>>>")
_DETAILS = {"quantization_level": "Q4_K_M"}


class _Played(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        model = {"model": NAME, "name": NAME, "size": 10**9, "digest": DIGEST, "details": _DETAILS}
        self._say({"/api/tags": {"models": [model]}}.get(self.path, {"version": "0.35.1"}))

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        made = f"FROM /models/blobs/sha256-{'a1' * 32}\n"
        about = {"capabilities": ["completion"], "model_info": {"x.context_length": 8192}}
        self._say(_answer(asked) if self.path == "/api/chat" else {**about, "modelfile": made})

    def log_message(self, *_: object) -> None: ...

    def _say(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Yes to every so many prompts, no to the others; asked to quote, the first line it may."""
    text = "".join(m["content"] for m in asked["messages"])
    plain = _MARK.sub("", text)  # made from a secret, which every state folder has its own of
    yes = hashlib.sha256(plain.encode()).digest()[0] % _ONE_IN == 0
    top = [{"token": t, "logprob": -0.2 if (t == "Yes") is yes else -2.0} for t in ("Yes", "No")]
    return {
        "model": NAME,
        "message": {"role": "assistant", "content": _quoted(asked.get("format"))},
        "done": True,
        "prompt_eval_count": len(text) // 3,
        "eval_count": 1,
        "logprobs": [{**top[0], "top_logprobs": top}],
    }


def _quoted(form: Any) -> str:
    if not form:
        return "Yes"
    return json.dumps({"quote": form["properties"]["quote"]["enum"][0], "reason": "seen"})


def calibrate(data: Path) -> None:
    """Note in the folder `data` that this model may be asked every question."""
    form = Form.STATEMENT
    measured = (
        Measured(
            question=q.id, form=form, prompt=prompt_hash(q, form), threshold=0.0, auc=1.0,
            bad=8, clean=8, found=8, false=0, ordinary=100, alarms=0, usable=True,
        )
        for q in questions().values()
    )  # fmt: skip
    calibration = Calibration(
        model=NAME,
        digest=DIGEST,
        engine="played",
        measured_on="2030-01-01",
        seconds=1,
        pool={},
        questions=tuple(measured),
    )
    folder = data / "calibration"
    folder.mkdir(parents=True)
    (folder / calibration_file(DIGEST)).write_text(calibration.model_dump_json())


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Played)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
