"""The child process that holds the embedded model: one line of JSON in, one out.

The engine may crash or hang on a bad file or a bad day, and it opens a listener that nobody
asked for; here neither can hurt the audit. Started by `llama_cpp.py` and by nothing else.
"""

import json
import os
import queue
import sys
import threading
from typing import Any, TextIO

_SOCKET = "engine.sock"
_ERRORS_ONLY = 1
_WARM_UP = {"messages": [{"role": "user", "content": "Say yes."}], "max_tokens": 2}


def main(weights: str, context: int, cores: int) -> None:
    """Serve until standard input ends. The first line out says that the model is loaded."""
    replies = _own_stdout()
    asked = _lines_or_death()
    engine = _engine(weights, context, cores)
    # An engine that has served nothing may hang when it is let go (measured: 9 of 29).
    _say(replies, engine.handle_chat_completions(_WARM_UP))
    while True:
        _say(replies, engine.handle_chat_completions(json.loads(asked.get())))


def _own_stdout() -> TextIO:
    """The real standard output for us alone: what the engine prints goes to stderr."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return open(ours, "w", encoding="utf-8")


def _lines_or_death() -> "queue.Queue[str]":
    """Lines of standard input. When it ends we were orphaned: stop, mid-token if need be."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _engine(weights: str, context: int, cores: int) -> Any:
    import xllamacpp  # type: ignore[import-untyped]  # a compiled module without stubs

    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.n_ctx = context
    params.n_parallel = 1
    # Generation threads wait for each other by spinning, which starves a busy machine.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = cores
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    # Only the last prompt is kept: what came out of a store would be evaluated in other batches.
    params.cache_ram_mib = 0
    params.fit_params = False
    params.offline = True
    params.verbosity = _ERRORS_ONLY
    params.hostnames = [_SOCKET]  # a name ending in .sock: no port is opened at all
    params.api_keys = [os.urandom(16).hex()]
    params.ui = params.endpoint_slots = params.endpoint_props = False
    return xllamacpp.Server(params)


def _say(replies: TextIO, reply: Any) -> None:
    replies.write((reply if isinstance(reply, str) else json.dumps(reply)) + "\n")
    replies.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
