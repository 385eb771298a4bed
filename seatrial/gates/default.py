"""The default policy's text: what `seatrial verify` compares a digest with, and nothing more."""

from importlib.resources import files

DEFAULT = "default"


def default_text() -> bytes:
    return (files("seatrial.gates") / "default.toml").read_bytes()
