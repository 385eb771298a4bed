"""The process environment that libraries see: no telemetry, no tracing, no hub, no surprises.

Forced before any heavy import and for every child (docs/architecture.md, "Nothing leaves").
"""

import os
from collections.abc import Mapping, MutableMapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

FORCED = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGGRAPH_STRICT_MSGPACK": "true",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "ORT_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "PYDANTIC_DISABLE_PLUGINS": "__all__",  # foreign code, and a search of all packages a process
    "PYTHONSAFEPATH": "1",
}
# What a package installer needs to find the person's own index; see `pull.py`.
PACKAGE_INDEX = (
    *("PIP_*", "HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "NETRC"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
    *("*_PROXY", "*_proxy"),
)
_REMOVED = ("OLLAMA_API_KEY",)
_REMOVED_PREFIX = "CHROMA_"
_overruled: set[str] = set()


def force(environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what must be set and delete what must not be read, in place."""
    _overruled.update(n for n, v in FORCED.items() if environ.get(n, v) != v)
    environ.update(FORCED)
    for name in list(environ):
        if name in _REMOVED or name.startswith(_REMOVED_PREFIX):
            _overruled.add(name)
            del environ[name]


def overruled() -> list[str]:
    """Variables that were set otherwise, or set at all, before `force`."""
    return sorted(_overruled)


def proxies(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that name a proxy."""
    return sorted(n for n, v in environ.items() if n.lower().endswith("_proxy") and v)


def inherited(patterns: Sequence[str], environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables whose names match one of `patterns`, as a shell matches file names."""
    return {n: v for n, v in environ.items() if any(fnmatchcase(n, p) for p in patterns)}


def ollama_store(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where an Ollama of this person keeps its blobs, None when it says nothing of it."""
    named = environ.get("OLLAMA_MODELS")
    return Path(named) if named else None


def for_children(home: str) -> dict[str, str]:
    """The whole environment of a child: nothing is inherited, `home` is its private folder."""
    plain = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home}
    return {**plain, **FORCED, "PYTHONHASHSEED": "0", "NO_COLOR": "1"}
