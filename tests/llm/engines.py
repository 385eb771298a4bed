"""Engines that stand in for llama.cpp in a child: each answers, dies or hangs as told."""

# Started as `python -c CODE weights context cores`; the file beside the weights counts starts.
_HEAD = """
import json, os, sys, time
from pathlib import Path
starts = Path(sys.argv[1] + ".starts")
started = int(starts.read_text()) + 1 if starts.exists() else 1
starts.write_text(str(started))
def say(reply): print(json.dumps(reply), flush=True)
def timings(cached, read): return {"cache_n": cached, "prompt_n": read, "prompt_ms": 500.0,
                                   "predicted_n": 1, "predicted_ms": 500.0}
def top(**logprobs):
    listed = [{"token": t, "logprob": p} for t, p in logprobs.items()]
    return {"content": [{"top_logprobs": listed}]}
def answer(content="", cached=90, read=10, **logprobs):
    return {"choices": [{"message": {"content": content}, "logprobs": top(**logprobs)}],
            "timings": timings(cached, read)}
say({"ready": True})
for line in sys.stdin:
    asked = json.loads(line)
    prompt = asked["messages"][-1]["content"]
    border = "response_format" not in asked and "logprobs" not in asked
"""


def engine(body: str) -> tuple[str, ...]:
    """Arguments of an engine that runs `body` for each line; `border` marks the first half."""
    indented = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return ("-I", "-c", _HEAD + indented)


ECHO = engine("say(answer(json.dumps(asked), Yes=-0.5, No=-1.5))")
LOGS = engine("""
with open(sys.argv[1] + ".log", "a") as log: log.write(line)
say(answer("{}", Yes=-0.5, No=-1.5))
""")
DIES_ONCE = engine("""
if started == 1: os._exit(9)
say(answer(Yes=-0.5, No=-1.5))
""")
DIES = engine("sys.exit('out of luck')")
HANGS = engine("time.sleep(60)")
TOO_LONG = engine("""
say(answer() if border else {"error": {"type": "exceed_context_size_error",
    "message": "request (9030 tokens) exceeds the available context size (8192 tokens)"}})
""")
REFUSES = engine('say(answer() if border else {"error": {"message": "bad schema"}})')
MUMBLES = engine('print("]" if not border else json.dumps(answer()), flush=True)')
EMPTY = engine('say(answer() if border else {"choices": []})')
BARE = engine('say(answer() if border else {"choices": [{"logprobs": None}]})')
