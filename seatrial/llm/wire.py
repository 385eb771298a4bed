"""The wire to a model server: no call outlasts its deadline, however slowly bytes come.

httpx bounds each read; a server that sends a byte of its headers before each limit would be
waited for without end. Here every read and write has what is left of the whole call.
"""

import math
import ssl
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore

from seatrial.process import refuse_when_stopping

_CONNECT_SECONDS = 5.0
_LOOK_SECONDS = 30.0  # for what a server knows without a model
_LOADING_SECONDS = 300.0  # a large model from a slow disk
_CHARACTERS_A_SECOND = 20.0  # 7 tokens: a machine as busy as one can be
_AT_ONCE = 1.0  # seconds: so soon an interruption is noticed


def seconds_for(body: Mapping[str, Any] | None, most: float) -> float:
    """How long one call may take: by its length, for the slowest machine that is waited for.

    `body` is what is sent, None for a question that needs no model.
    """
    if body is None:
        return min(most, _LOOK_SECONDS)
    written = float((body.get("options") or body).get("num_predict") or body.get("max_tokens") or 0)
    return min(most, _LOADING_SECONDS + len(str(body)) / _CHARACTERS_A_SECOND + written)


class Wire(httpcore.NetworkBackend):
    """Connects as httpcore does. `until` is the deadline of the call under way: one at a time."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()
        self.until = math.inf

    def left(self) -> float:
        """Seconds of this call that are left. Raises ReadTimeout when there are none."""
        refuse_when_stopping()
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the call took too long")
        return seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = min(self.left(), _CONNECT_SECONDS)
        stream = self._inner.connect_tcp(host, port, seconds, local_address, socket_options)
        return _Stream(stream, self)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, wire: Wire) -> None:
        self._inner, self._wire = inner, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            seconds = self._wire.left()
            try:
                return self._inner.read(max_bytes, min(seconds, _AT_ONCE))
            except httpcore.ReadTimeout:
                continue  # `left` says when that was the last time

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._wire.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = min(self._wire.left(), _CONNECT_SECONDS)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
