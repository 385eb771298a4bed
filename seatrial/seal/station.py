"""Who the auditing machine is: a key made once in the state folder, bound to the machine's id.

A changed identity is told, never made anew in silence.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from seatrial.certificate.model import Station
from seatrial.errors import EnvironmentRefused, UsageError
from seatrial.files import write_whole
from seatrial.frozen import Frozen
from seatrial.seal.keys import SigningKey, make_key, read_key

_IDS = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_KEY, _RECORD = "key", "station.json"


class _Record(Frozen):
    public: str
    machine: str


@dataclass(frozen=True)
class Identity:
    """The station and the key that it signs with."""

    station: Station
    key: SigningKey


def this_machine_hash(places: tuple[str, ...] = _IDS) -> str:
    """HMAC-SHA256 keyed with the machine's id, which itself must stay private; '' without one."""
    for place in places:
        try:
            found = Path(place).read_bytes().strip()
        except OSError:
            continue
        if found:
            return hmac.new(found, b"seatrial.station/1", hashlib.sha256).hexdigest()
    return ""


def open_station(folder: Path, machine: str, *, fresh: bool) -> Identity:
    """The identity kept in `folder`; made there only when `fresh`: nothing knows one yet.

    Raises EnvironmentRefused when it is gone or damaged.
    """
    there = [(folder / name).exists() for name in (_KEY, _RECORD)]
    if not all(there) and fresh:  # nothing was ever signed with what may be half made
        return make_station(folder, machine)
    if not all(there):
        raise EnvironmentRefused(
            f"this station's identity is missing from {str(folder)!r}; bring it back, or start a"
            " new one with `seatrial keys station --new`, which the log will tell"
        )
    return _read(folder, machine)


def make_station(folder: Path, machine: str) -> Identity:
    """A new identity. What was there is kept beside it, with its key's first digits."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (_KEY, _RECORD):
        if (folder / name).exists():
            os.replace(folder / name, _kept_as(folder, name))
    (folder / f"{_KEY}.pub").unlink(missing_ok=True)
    public = make_key(folder / _KEY)
    record = _Record(public=public.text, machine=machine)
    write_whole(folder / _RECORD, record.model_dump_json(indent=2).encode())
    return _read(folder, machine)


def _kept_as(folder: Path, name: str) -> Path:
    number = len(list(folder.glob(f"{name}.former-*"))) + 1
    return folder / f"{name}.former-{number:03}"


def _read(folder: Path, machine: str) -> Identity:
    try:
        key = read_key(folder / _KEY)
        record = _Record.model_validate_json((folder / _RECORD).read_bytes())
    except (ValidationError, UsageError, OSError) as error:
        raise EnvironmentRefused(
            f"this station's identity in {str(folder)!r} is damaged; bring it back, or start a new"
            " one with `seatrial keys station --new`, which the log will tell"
        ) from error
    changed = []
    if record.public != key.public.text:
        changed.append("its key is not the one that was recorded")
    if record.machine != machine:
        changed.append("its key was made on another machine, or the machine's id has changed")
    station = Station(
        key=key.public.id,
        public=key.public.text,
        machine=machine,
        changed="; ".join(changed),
    )
    return Identity(station, key)
