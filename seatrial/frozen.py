"""The base of every model that travels between stages, and the bytes that stand for it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785
from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte string for `value`: canonical JSON (RFC 8785), UTF-8."""
    return rfc8785.dumps(dict(value))


def sha256(content: bytes) -> str:
    """Lower-case hexadecimal SHA-256 of `content`, 64 characters."""
    return hashlib.sha256(content).hexdigest()


def short_id(prefix: str, content: Mapping[str, Any]) -> str:
    """An id made of content alone: `prefix-` and 16 hexadecimal digits of its SHA-256.

    Plain sorted JSON, not RFC 8785: ids are made by the ten thousand and only need to be stable
    within a schema version; the C encoder is twenty times faster.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{prefix}-{sha256(text.encode())[:16]}"
