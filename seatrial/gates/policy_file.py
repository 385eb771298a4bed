"""Reads an operator's policy: strictly, on top of the default where it extends it.

Whatever is wrong is one line that names the file, the key and the value, and the nearest known
word where there is one.
"""

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from seatrial.errors import UsageError
from seatrial.evidence.model import Check
from seatrial.frozen import sha256
from seatrial.gates.default import DEFAULT, default_text
from seatrial.gates.policy import Policy, Rules
from seatrial.gates.policy_extend import extended
from seatrial.gates.policy_names import wrong_names
from seatrial.gates.policy_wrong import Wrong, first_wrong

MOST_BYTES = 1024 * 1024

Raw = dict[str, Any]


def read_policy_file(
    text: bytes, source: str, checks: Mapping[str, Check], base: bytes | None = None
) -> Policy:
    """The policy in `text`, the bytes of the file `source`. `base` is what "default" means.

    Raises UsageError with one line when it is not a policy, or not one for `checks`.
    """
    own, default = _parsed(text, source), tomllib.loads((base or default_text()).decode())
    try:
        _refuse_both(own)
        raw = extended(own, default) if own.get("extends") else own
        rules = _rules(raw)
        for wrong in wrong_names(rules, default, checks):
            raise wrong
    except Wrong as error:
        raise UsageError(f"policy {source!r}: {error}; see docs/policy.md") from error
    return Policy.model_validate({**rules.model_dump(by_alias=True), "digest": sha256(text)})


def _parsed(text: bytes, source: str) -> Raw:
    if len(text) > MOST_BYTES:
        raise UsageError(f"policy {source!r} has {len(text)} bytes; the most is {MOST_BYTES}")
    try:
        return tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        why = "too deeply nested" if isinstance(error, RecursionError) else error
        raise UsageError(f"policy {source!r} is not TOML: {why}; see docs/policy.md") from error


def _refuse_both(own: Raw) -> None:
    """Before anything is merged: a gate that is dropped and defined is neither."""
    dropped, defined = own.get("dropped_gates"), own.get("gates")
    if isinstance(dropped, dict) and isinstance(defined, dict):
        for gate in sorted(dropped.keys() & defined.keys()):
            what = f"gates.{gate} defines it; choose one"
            raise Wrong(f"dropped_gates.{gate}", dropped[gate], what)


def _rules(raw: Raw) -> Rules:
    """As JSON, because only there strict means: a text may name a severity, a list is a tuple."""
    try:
        rules = Rules.model_validate_json(json.dumps(raw, default=str), strict=True)
    except ValidationError as error:
        raise first_wrong(error, raw, Rules.model_json_schema()) from error
    if rules.name == DEFAULT:
        raise Wrong("name", DEFAULT, "that name is Seatrial's own; choose another")
    return rules
