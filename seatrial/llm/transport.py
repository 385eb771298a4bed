"""The one way to a model server: to this machine only, or to the one host that was named.

No proxy, no redirect, no key, no compression; a limit on time and on bytes; and every way in
which a server or its client library can fail becomes one line for the person.
"""

import contextlib
import ipaddress
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import ollama

from seatrial import egress
from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import BackendUnavailable, RequestTooLong

DEFAULT_HOST = "127.0.0.1:11434"
_PORT = 11434
_MIB = 1024 * 1024
_MOST_BYTES = 64 * _MIB
_CONNECT_SECONDS = 5.0
# What the client and the libraries under it let through, besides their own errors.
_FOREIGN = (ValueError, TypeError, AttributeError, KeyError, RecursionError)


def base_url(host: str, allowed: str | None = None) -> str:
    """`http://host:port` of a server that may be spoken to. Raises EnvironmentRefused.

    Loopback is a literal loopback address or `localhost`; `0.0.0.0`, which servers are told to
    listen on, means this machine. `allowed` is the host named by --allow-remote-model.
    """
    try:
        parts = urlsplit(host if "://" in host else f"http://{host}")
        name, port = parts.hostname or "", parts.port or _PORT
    except ValueError as error:
        raise EnvironmentRefused(f"model host {host!r} is no address; write HOST:PORT") from error
    if parts.scheme not in {"http", "https"} or parts.path.strip("/") or parts.username:
        raise EnvironmentRefused(f"model host {host!r} is no plain address; write HOST:PORT")
    name = "127.0.0.1" if name == "0.0.0.0" else name
    if not (is_loopback(name) or (allowed and name == allowed.lower())):
        raise EnvironmentRefused(
            f"model host {name!r} is not this machine; if it is yours and may read the code,"
            f" add `--allow-remote-model {name}`"
        )
    if not is_loopback(name):
        egress.allow(name)
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}:{port}"


def is_loopback(name: str) -> bool:
    """By the name alone: nothing is looked up."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class Client(ollama.Client):
    """The official client on the guarded transport; a prompt too long is refused, never cut."""

    def __init__(self, url: str, *, seconds: float, most_bytes: int = _MOST_BYTES) -> None:
        super().__init__(
            url,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS),
            transport=Guarded(urlsplit(url).hostname or "", seconds, most_bytes),
            headers={"accept-encoding": "identity"},
        )

    def _request_raw(self, *args: Any, **kwargs: Any) -> Any:
        if "/api/chat" in args:
            kwargs["json"] = {**kwargs["json"], "truncate": False, "shift": False}
        return super()._request_raw(*args, **kwargs)  # type: ignore[no-untyped-call]  # theirs

    def close(self) -> None:
        super().close()  # type: ignore[no-untyped-call]  # theirs

    def version(self) -> str:
        """The server's version. The library has no call for it."""
        with translated(str(self._client.base_url)):
            return str(self._request_raw("GET", "/api/version").json()["version"])


class Guarded(httpx.BaseTransport):
    """Sends to one host only, and reads at most so many bytes for at most so many seconds."""

    def __init__(self, host: str, seconds: float, most_bytes: int) -> None:
        self._host, self._seconds, self._most = host, seconds, most_bytes
        self._inner = httpx.HTTPTransport(trust_env=False, retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != self._host:
            raise EnvironmentRefused(f"a request to {request.url.host!r} was stopped")
        request.headers.pop("authorization", None)
        until = time.monotonic() + self._seconds
        reply = self._inner.handle_request(request)
        try:
            return httpx.Response(reply.status_code, content=self._read(reply, until))
        finally:
            reply.close()

    def _read(self, reply: httpx.Response, until: float) -> bytes:
        if reply.headers.get("content-encoding", "identity") != "identity":
            raise BackendUnavailable(f"model server {self._host!r} compressed its reply unasked")
        body = bytearray()
        for piece in reply.iter_raw():
            body += piece
            if len(body) > self._most:
                raise BackendUnavailable(
                    f"model server {self._host!r} sent more than {self._most // _MIB} MiB in one"
                    " reply; is that an Ollama? see docs/models.md"
                )
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the reply took too long", request=None)
        return bytes(body)

    def close(self) -> None:
        self._inner.close()


@contextlib.contextmanager
def translated(url: str, model: str = "") -> Iterator[None]:
    """Whatever goes wrong inside becomes BackendUnavailable: what, where, and the next step."""
    try:
        yield
    except ollama.ResponseError as error:
        raise _refused(error, url, model) from error
    except ConnectionError as error:
        raise BackendUnavailable(
            f"no model server at {url!r}; start Ollama, or run `seatrial models pull`"
        ) from error
    except httpx.TimeoutException as error:
        raise BackendUnavailable(
            f"the model server at {url!r} did not answer in time; is the machine overloaded?"
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise BackendUnavailable(
            f"the connection to the model server at {url!r} broke ({type(error).__name__}); try"
            " again"
        ) from error
    except _FOREIGN as error:
        raise BackendUnavailable(
            f"what answers at {url!r} does not speak as Ollama does ({type(error).__name__});"
            " see docs/models.md"
        ) from error


def _refused(error: ollama.ResponseError, url: str, model: str) -> BackendUnavailable:
    said, code = " ".join(str(error.error).split())[:200], error.status_code
    if code == 404 and model:
        return BackendUnavailable(f"model {model!r} is not at {url!r}; try `ollama pull {model}`")
    if code == 400 and ("context" in said or "longer than" in said):
        return RequestTooLong(f"model {model!r}: {said}")
    if 300 <= code < 400:
        return BackendUnavailable(f"{url!r} redirects elsewhere ({code}); redirects are not taken")
    return BackendUnavailable(f"the model server at {url!r} answered {code}: {said!r}")
