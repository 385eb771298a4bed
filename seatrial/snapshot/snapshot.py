"""The snapshot that every collector reads: bytes from the store, quotes already redacted."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from seatrial.frozen import Frozen, sha256
from seatrial.snapshot.model import Entry, Fate, GitFacts, Mode, Redaction, Role
from seatrial.snapshot.store import Store
from seatrial.snapshot.text import decode, split_lines

_SHORTEST_KNOWN = 8
_QUOTE_LINES = 12
_QUOTE_WIDTH = 300
WITHHELD = "[withheld: secrets could not be looked for in this file]"


class Manifest(Frozen):
    """Everything about a snapshot but the bytes. `outside` is what is not part of the tree.

    `redactions` maps a path to the secrets' places in it; `unscanned` names files in which
    secrets could not be looked for, with the reason.
    """

    name: str
    entries: tuple[Entry, ...]
    outside: tuple[tuple[str, str], ...] = ()
    git: GitFacts = GitFacts()
    redactions: Mapping[str, tuple[Redaction, ...]] = {}
    unscanned: Mapping[str, str] = {}

    @cached_property
    def digest(self) -> str:
        """The tree digest: SHA-256 over one line a path, in byte order of the paths.

        Each line is `mode NUL path NUL sha256-of-content LF`; for a link the digest is that of
        its target's name. Recompute it with nothing but this and the tree.
        """
        lines = (f"{e.mode}\0{e.path}\0{e.sha256}\n" for e in self.entries)
        return sha256("".join(lines).encode())


class Snapshot:
    """Read access to one snapshot. Whatever leaves it as a quote or text is redacted."""

    def __init__(self, manifest: Manifest, store: Store) -> None:
        self.manifest = manifest
        self.store = store
        self._by_path = {e.path: e for e in manifest.entries}
        self._lines = lru_cache(maxsize=64)(self._split)

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @cached_property
    def identity(self) -> str:
        """SHA-256 over all that the manifest tells, where `digest` is of the tree alone."""
        return sha256(self.manifest.model_dump_json().encode())

    @property
    def git(self) -> GitFacts:
        return self.manifest.git

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.manifest.entries

    @cached_property
    def texts(self) -> tuple[Entry, ...]:
        """Entries whose text can be read."""
        return tuple(e for e in self.entries if e.text and e.fate is not Fate.SKIPPED)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a path, without a trailing slash; the root is ''."""
        found = {""}
        for entry in self.entries:
            parts = entry.path.split("/")[:-1]
            found.update("/".join(parts[: i + 1]) for i in range(len(parts)))
        return frozenset(found)

    def find(self, path: str) -> Entry | None:
        return self._by_path.get(path)

    def files(self, *roles: Role, language: str = "") -> list[Entry]:
        """Readable text files with one of `roles` (any, when none is given)."""
        return [
            e
            for e in self.texts
            if (not roles or e.role in roles) and (not language or e.language == language)
        ]

    def named(self, pattern: str) -> list[Entry]:
        """Readable text files whose whole path matches the regular expression `pattern`."""
        matcher = re.compile(pattern, re.IGNORECASE)
        return [e for e in self.texts if matcher.fullmatch(e.path)]

    def raw(self, path: str) -> bytes:
        """The bytes of `path`, unredacted: for parsing, never for output."""
        return self.store.get(self._by_path[path].sha256)

    def source(self, path: str) -> str:
        """The text of `path`, unredacted: for parsing, never for output."""
        return decode(self.raw(path)).removeprefix("\ufeff")

    def lines(self, path: str) -> list[str]:
        """The lines of `path`, unredacted: for parsing, never for output."""
        return self._lines(path)

    def _split(self, path: str) -> list[str]:
        return split_lines(self.raw(path))

    def quote(self, path: str, start: int, end: int) -> str:
        """Lines `start` to `end` (1-based, inclusive) with secrets replaced, at most 12 lines."""
        if path in self.manifest.unscanned:
            return WITHHELD
        last = min(end, start + _QUOTE_LINES - 1)
        picked = self.lines(path)[start - 1 : last]
        shown = [self._redacted(path, start + i, text) for i, text in enumerate(picked)]
        if end > last:
            shown.append(f"[{end - last} more lines]")
        return "\n".join(shown)

    def text_of(self, path: str, start: int, end: int) -> str:
        """Lines `start` to `end` (1-based, inclusive) with secrets replaced, and nothing cut."""
        if path in self.manifest.unscanned:
            return WITHHELD
        lines = self.lines(path)[start - 1 : end]
        for spot in sorted(self._redactions(path), key=lambda r: -r.start):
            if start <= spot.line <= end:
                lines[spot.line - start] = _masked(lines[spot.line - start], spot)
        return self.redact("\n".join(lines))

    def _redacted(self, path: str, number: int, text: str) -> str:
        for spot in sorted(self._redactions(path), key=lambda r: -r.start):
            if spot.line == number:
                text = _masked(text, spot)
        return self.redact(text)[:_QUOTE_WIDTH]

    def _redactions(self, path: str) -> Iterable[Redaction]:
        return self.manifest.redactions.get(path, ())

    def redact(self, text: str) -> str:
        """`text` without any secret that was found anywhere in the snapshot."""
        for value, kind in self._known:
            if value in text:
                text = text.replace(value, mark(kind))
        return text

    @cached_property
    def _known(self) -> tuple[tuple[str, str], ...]:
        """Values of the likely secrets, longest first; never stored, always read again."""
        found = {}
        for path, spots in self.manifest.redactions.items():
            for spot in spots:
                value = self.lines(path)[spot.line - 1][spot.start : spot.end]
                if spot.likely and len(value) >= _SHORTEST_KNOWN:
                    found[value] = spot.kind
        return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _masked(text: str, spot: Redaction) -> str:
    return f"{text[: spot.start]}{mark(spot.kind)}{text[spot.end :]}"


def mark(kind: str) -> str:
    """What stands in the place of a secret."""
    return f"[redacted: {kind}]"


def link_entry(path: str, target: bytes) -> Entry:
    """A symbolic link: its target's name is part of the tree, what it points at is not."""
    return Entry(
        path=path,
        mode=Mode.LINK,
        size=len(target),
        sha256=sha256(target),
        fate=Fate.SKIPPED,
        reason="symbolic link, not followed",
    )
