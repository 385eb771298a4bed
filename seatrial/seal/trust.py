"""The trust file: which key is which person's, and what that person may sign as.

    schema = "seatrial.trust/1"

    [[keys]]
    id = "SHA256:…"                  # what `ssh-keygen -l` shows
    public = "ssh-ed25519 AAAA…"
    person = "Ada Lovelace"
    roles = ["release-captain"]

It belongs to whoever verifies. Nothing inside a certificate or a repository can add to it.
"""

import json
import stat
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from seatrial.errors import UsageError
from seatrial.escape import visible
from seatrial.files import write_whole
from seatrial.frozen import Frozen
from seatrial.seal.envelope import Envelope
from seatrial.seal.public import BadSignature, PublicKey, read_public
from seatrial.seal.strict import read_open_file, refuse_shared

_MOST_BYTES = 1024 * 1024
_WRITERS = stat.S_IWGRP | stat.S_IWOTH

Person = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class TrustedKey(Frozen):
    """One key of one person."""

    id: str
    public: str
    person: Person
    roles: tuple[Role, ...] = ()


class _File(Frozen):
    schema_name: Literal["seatrial.trust/1"] = Field(alias="schema")
    keys: tuple[TrustedKey, ...] = ()


class NotTrusted(Exception):
    """A signature that establishes nothing, and why."""


@dataclass(frozen=True)
class Trust:
    """The keys by id."""

    keys: Mapping[str, TrustedKey]

    def signers(self, envelope: Envelope) -> tuple[TrustedKey, ...]:
        """Who signed, every signature checked. Raises NotTrusted when one of them is not good."""
        found = []
        for signature in envelope.signatures:
            known = self.keys.get(signature.keyid)
            if known is None:
                raise NotTrusted(f"the trust file does not know the key {signature.keyid!r}")
            try:
                _public(known).check(signature.content, envelope.signed)
            except BadSignature as error:
                raise NotTrusted(f"the signature of {known.person} is not good: {error}") from error
            found.append(known)
        return tuple(found)

    def of(self, public: PublicKey) -> TrustedKey:
        """The entry of a key. Raises UsageError when there is none."""
        if public.id not in self.keys:
            raise UsageError(
                f"the trust file does not know the key {public.id}; add it with"
                " `seatrial keys trust FILE.pub --person NAME --role ROLE`"
            )
        return self.keys[public.id]


def read_trust(path: Path) -> Trust:
    """Raises UsageError in one line; EnvironmentRefused when others could have written it."""
    named = f"trust file {str(path)!r}"
    if not path.exists():
        raise UsageError(
            f"no {named}; make one with `seatrial keys trust FILE.pub --person NAME --role ROLE`,"
            " or name one with --trust"
        )
    content, status = read_open_file(path, "trust file", most=_MOST_BYTES)
    refuse_shared(path, status, _WRITERS)
    return trust_of(content, named)


def trust_of(content: bytes, named: str) -> Trust:
    """As `read_trust`, from bytes."""
    try:
        raw = tomllib.loads(content.decode())
        entries = _File.model_validate(raw).keys
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise UsageError(f"{named} is not accepted: {where}: {first['msg']}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{named} is not TOML: {str(error)[:120]}") from error
    return Trust(_by_id(entries, named))


def _by_id(entries: Sequence[TrustedKey], named: str) -> dict[str, TrustedKey]:
    found: dict[str, TrustedKey] = {}
    for entry in entries:
        if _public(entry).id != entry.id:
            raise UsageError(f"{named}: the key of {entry.person!r} is not {entry.id!r}")
        if entry.id in found:
            raise UsageError(f"{named} holds the key {entry.id!r} twice")
        if visible(entry.person) != entry.person:
            raise UsageError(f"{named}: a person's name holds invisible characters")
        found[entry.id] = entry
    return found


def add_key(path: Path, public: PublicKey, person: str, roles: Sequence[str]) -> TrustedKey:
    """Append a key to the trust file at `path`, which is made when it is not there."""
    before = read_trust(path).keys if path.exists() else {}
    if public.id in before:
        raise UsageError(f"the trust file knows {public.id} as {before[public.id].person!r}")
    entry = {"id": public.id, "public": public.text, "person": person, "roles": list(roles)}
    start = path.read_text(encoding="utf-8") if path.exists() else trust_text(())
    whole = start.rstrip("\n") + "\n\n" + _table(entry)
    added = trust_of(whole.encode(), f"trust file {str(path)!r}").keys[public.id]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, whole.encode())
    return added


def trust_text(keys: Iterable[TrustedKey]) -> str:
    """A trust file that knows `keys`."""
    tables = (_table(k.model_dump(mode="json")) for k in keys)
    return "\n".join(['schema = "seatrial.trust/1"\n', *tables])


def _table(entry: Mapping[str, object]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "\n".join(["[[keys]]", *lines]) + "\n"


def _public(entry: TrustedKey) -> PublicKey:
    return read_public(entry.public, f"the key of {entry.person!r}")
