"""The one way to a model server: to this machine only, or to the one host that was named.

No proxy, no redirect, no key, no compression; a limit on time and on bytes; and every way in
which a server or its client library can fail becomes one line for the person.
"""

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
import ollama

from seatrial import egress
from seatrial.egress import is_here
from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import BackendUnavailable, PassingFault, RequestTooLong, TooSlow
from seatrial.llm.wire import Wire, seconds_for

DEFAULT_HOST = "127.0.0.1:11434"
_PORT = 11434
_MIB = 1024 * 1024
_MOST_BYTES = 16 * _MIB
# Statuses of a server that is busy, starting or out of breath.
_PASSING = frozenset({429, 500, 502, 503, 504})
# What the client and the libraries under it let through, besides their own errors.
_FOREIGN = (ValueError, TypeError, AttributeError, KeyError, RecursionError, ArithmeticError)


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
    if not (is_here(name) or (allowed and name == allowed.lower())):
        raise EnvironmentRefused(
            f"model host {name!r} is not this machine; if it is yours and may read the code,"
            f" add `--allow-remote-model {name}`"
        )
    if not is_here(name):
        egress.allow(name)
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}:{port}"


class Refused(ollama.ResponseError):
    """An answer with a status of failure. `wait` is its Retry-After in seconds, 0 without one."""

    def __init__(self, reply: httpx.Response) -> None:
        super().__init__(reply.text, reply.status_code)
        self.wait = _seconds_to_wait(reply.headers.get("retry-after", ""))


class Client(ollama.Client):
    """The official client on the guarded transport; a prompt too long is refused, never cut.

    No call takes longer than `seconds`, and a short one less (`seconds_for`).
    """

    def __init__(self, url: str, *, seconds: float, most_bytes: int = _MOST_BYTES) -> None:
        self._seconds = seconds
        super().__init__(
            url,
            follow_redirects=False,
            trust_env=False,
            transport=Guarded(urlsplit(url).hostname or "", most_bytes),
            headers={"accept-encoding": "identity"},
        )

    def _request_raw(self, *args: Any, **kwargs: Any) -> Any:
        """As theirs, which has no time limit and forgets the headers of a refusal."""
        body = kwargs.get("json")
        if "/api/chat" in args:
            kwargs["json"] = {**kwargs["json"], "truncate": False, "shift": False}
        limit = None if "/api/show" in args else body
        reply = self._client.request(*args, **kwargs, timeout=seconds_for(limit, self._seconds))
        if not reply.is_success:
            raise Refused(reply)
        return reply

    def close(self) -> None:
        super().close()  # type: ignore[no-untyped-call]  # theirs

    def version(self) -> str:
        """The server's version. The library has no call for it."""
        with translated(str(self._client.base_url)):
            return str(self._request_raw("GET", "/api/version").json()["version"])


class Guarded(httpx.BaseTransport):
    """Sends to one host only, and reads at most so many bytes; the request says how long."""

    def __init__(self, host: str, most_bytes: int) -> None:
        self._host, self._most = host, most_bytes
        self._wire = Wire()
        self._pool = httpcore.ConnectionPool(network_backend=self._wire, retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != self._host:
            raise EnvironmentRefused(f"a request to {request.url.host!r} was stopped")
        request.headers.pop("authorization", None)
        self._wire.until = time.monotonic() + request.extensions["timeout"]["read"]
        reply = self._pool.handle_request(_plain(request))
        try:
            kept = [(k, v) for k, v in reply.headers if k.lower() == b"retry-after"]
            return httpx.Response(reply.status, headers=kept, content=self._read(reply))
        finally:
            reply.close()

    def _read(self, reply: httpcore.Response) -> bytes:
        codings = [v for k, v in reply.headers if k.lower() == b"content-encoding"]
        if codings not in ([], [b"identity"]):
            raise BackendUnavailable(f"model server {self._host!r} compressed its reply unasked")
        body = bytearray()
        for piece in reply.iter_stream():
            body += piece
            if len(body) > self._most:
                raise BackendUnavailable(
                    f"model server {self._host!r} sent more than {self._most // _MIB} MiB in one"
                    " reply; is that an Ollama? see docs/models.md"
                )
        return bytes(body)

    def close(self) -> None:
        self._pool.close()


def _plain(request: httpx.Request) -> httpcore.Request:
    """`request` for the library below."""
    url = request.url
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    return httpcore.Request(
        request.method, target, headers=request.headers.raw, content=request.read()
    )


@contextlib.contextmanager
def translated(url: str, model: str = "") -> Iterator[None]:
    """Whatever goes wrong inside becomes BackendUnavailable: what, where, and the next step.
    What may pass becomes PassingFault."""
    try:
        yield
    except Refused as error:
        raise _refused(error, url, model) from error
    except httpcore.TimeoutException as error:
        raise TooSlow(
            f"the model server at {url!r} did not answer in time; is the machine overloaded?"
        ) from error
    except httpcore.ConnectError as error:
        raise PassingFault(
            f"no model server at {url!r}; start Ollama, or run `seatrial models pull`"
        ) from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise PassingFault(
            f"the connection to the model server at {url!r} broke ({type(error).__name__}); try"
            " again"
        ) from error
    except (*_FOREIGN, httpx.HTTPError, httpx.InvalidURL, httpcore.ProtocolError) as error:
        raise BackendUnavailable(
            f"what answers at {url!r} does not speak as Ollama does ({type(error).__name__});"
            " see docs/models.md"
        ) from error


def _refused(error: Refused, url: str, model: str) -> BackendUnavailable:
    said, code = " ".join(str(error.error).split())[:200], error.status_code
    if code == 404 and model:
        return BackendUnavailable(f"model {model!r} is not at {url!r}; try `ollama pull {model}`")
    if code == 400 and ("context" in said or "longer than" in said):
        return RequestTooLong(f"model {model!r}: {said}")
    if 300 <= code < 400:
        return BackendUnavailable(f"{url!r} redirects elsewhere ({code}); redirects are not taken")
    told = f"the model server at {url!r} answered {code}: {said!r}"
    return PassingFault(told, error.wait) if code in _PASSING else BackendUnavailable(told)


def _seconds_to_wait(said: str) -> float:
    """Retry-After (RFC 9110, 10.2.3): seconds or a date; 0 for neither."""
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
