"""Files that somebody made to hang, fill or fool whoever verifies them."""

import base64
import json
import os
from pathlib import Path

GIGABYTE = 1 << 30
_TAIL = b"\n\n\n\n"

# What it holds (None: it is made otherwise), and what the refusal of `seatrial verify` says.
HOSTILE = {
    "nothing": (b"", "is no signed certificate"),
    "a sparse gigabyte": (None, "has 1073741824 bytes"),
    "a pipe": (None, "is no regular file"),
    "a folder": (None, "no signed certificate"),
    "a link to nowhere": (None, "no signed certificate"),
    "a link to a device": (None, "is no regular file"),
    "deep lists": (b"[" * 300_000 + _TAIL, "nested too deeply"),
    "deep objects": (b'{"a":' * 300_000 + _TAIL, "nested too deeply"),
    "millions of values": (
        b'{"payload":[' + b"[]," * 1_100_000 + b"[]]}" + _TAIL,
        "more than 2000000 values",
    ),
    "a key twice": (b'{"payload":"","payload":""}' + _TAIL, "a key is there twice"),
    "escape sequences": (b"\x1b]0;owned\x07\x1b[2J" + _TAIL, "is not JSON"),
    "a number of many digits": (b'{"a":' + b"9" * 100_000 + b"}" + _TAIL, "is not JSON"),
    "not a number": (b'{"payload":NaN}' + _TAIL, "no canonical form"),
    "half a character": (b'{"payload":"\\ud800"}' + _TAIL, "no canonical form"),
    "not text": (b"\xff\xfe\0\0" + _TAIL, "is not JSON"),
    "empty lines": (b"\n" * 100_000, "is no signed certificate"),
    "empty objects": (b"{}\n" * 6, "is no DSSE envelope"),
}


def hostile(path: Path, what: str) -> Path:
    """Make `what` at `path`."""
    content = HOSTILE[what][0]
    if content is not None:
        path.write_bytes(content)
    elif what == "a sparse gigabyte":
        path.touch()
        os.truncate(path, GIGABYTE)
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "a folder":
        path.mkdir()
    else:
        path.symlink_to("/nowhere/at/all" if what == "a link to nowhere" else "/dev/zero")
    return path


def _named(body):
    body["predicate"]["certificate"]["repository"]["name"] = "evil\x1b]0;owned\x07\u202e"


def _acts(body):
    body["predicate"]["certificate"]["acts"] = 7


def _no_certificate(body):
    body["predicate"]["certificate"] = 5


def _predicate(body):
    body["predicate"] = []


def _subject(body):
    body["subject"] = "x"


def _level(body):
    body["predicate"]["certificate"]["level"] = "GOLD"


def _truth(body):
    body["predicate"]["certificate"]["eligible_for_gold"] = 1


FORGED = {f.__name__.strip("_"): f for f in (
    _named, _acts, _no_certificate, _predicate, _subject, _level, _truth,
)}  # fmt: skip


def forged(content: bytes, what: str) -> bytes:
    """A signed certificate whose statement was changed, in the form that we write."""
    first, *rest = content.split(b"\n")
    envelope = json.loads(first)
    body = json.loads(base64.b64decode(envelope["payload"]))
    FORGED[what](body)
    payload = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    envelope["payload"] = base64.b64encode(payload.encode()).decode()
    return b"\n".join([json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode(), *rest])
