"""What the commands of signing say. Each returns the text, and whether all is well where asked."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seatrial.errors import UsageError
from seatrial.escape import terminal
from seatrial.settings import Settings, load_settings

if TYPE_CHECKING:
    from seatrial.gates.model import GateResult
    from seatrial.seal.desk import Desk
    from seatrial.seal.verify import Checked, Verified
    from seatrial.state import StateFolder

Flags = dict[str, Any]


def today() -> date:
    return datetime.now(UTC).date()


def read_date(text: str | None, option: str) -> date | None:
    """Raises UsageError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no date; write it as 2031-12-31") from error


def _state(config: Path | None, flags: Flags) -> "StateFolder":
    from seatrial.state import StateFolder

    return StateFolder(load_settings(config, flags).state)


def _lines(*lines: str) -> str:
    return "\n".join(terminal(line) for line in lines)


# -- keys ---------------------------------------------------------------------------------------


def key_made(path: Path) -> str:
    from seatrial.seal.keys import new_key

    public = new_key(path)
    return _lines(
        f"{public.id} in {str(path)!r}, readable by you alone; its public half is beside it",
        f"who verifies adds it: seatrial keys trust {path}.pub --person NAME --role ROLE",
    )


def key_shown(path: Path | None, config: Path | None, flags: Flags) -> str:
    """A key's id and public half, or every key of the trust file."""
    from seatrial.seal.keys import read_key
    from seatrial.seal.trust import read_trust

    if path is not None:
        public = read_key(path).public
        return _lines(public.id, public.text)
    trust = read_trust(load_settings(config, flags).trust)
    entries = sorted(trust.keys.values(), key=lambda k: (k.person, k.id))
    return _lines(*(f"{k.id}  {k.person}  {', '.join(k.roles) or 'no role'}" for k in entries))


def allowed_signers(config: Path | None, flags: Flags) -> str:
    """The trust file as `ssh-keygen -Y verify -f` reads it."""
    from seatrial.seal.sshsig import NAMESPACE
    from seatrial.seal.trust import read_trust

    trust = read_trust(load_settings(config, flags).trust)
    entries = sorted(trust.keys.values(), key=lambda k: (k.person, k.id))
    names = [k.person.replace(" ", "_").replace(",", "_").replace('"', "_") for k in entries]
    pairs = zip(names, entries, strict=True)
    return _lines(*(f'{name} namespaces="{NAMESPACE}" {k.public}' for name, k in pairs))


def key_trusted(
    path: Path, person: str, roles: list[str], config: Path | None, flags: Flags
) -> str:
    from seatrial.seal.public import read_public
    from seatrial.seal.strict import read_regular
    from seatrial.seal.trust import add_key

    settings = load_settings(config, flags)
    text = read_regular(path, "public key", most=16 * 1024).decode("utf-8", "replace")
    added = add_key(settings.trust, read_public(text, f"{str(path)!r}"), person, roles)
    roles_told = ", ".join(added.roles) or "no role: acts count, signatures do not"
    return _lines(f"{added.id} is {added.person} ({roles_told}) in {str(settings.trust)!r}")


def station_shown(renew: bool, config: Path | None, flags: Flags) -> str:
    from seatrial.seal.log_run import new_station, open_identity

    state = _state(config, flags)
    station = (new_station if renew else open_identity)(state).station
    machine = station.machine or "this machine has no id"
    changed = [f"changed: {station.changed}"] if station.changed else []
    return _lines(f"station {station.key}", f"machine {machine}", *changed)


# -- acts ---------------------------------------------------------------------------------------


def acted(
    deed: str, target: str, key: Path, run: str, config: Path | None, flags: Flags, **said: Any
) -> str:
    """Log one act; what it made of its gates."""
    from seatrial.certificate.acts import Deed
    from seatrial.seal.act import Wish, act

    settings = load_settings(config, flags)
    until = read_date(said.pop("until", None), "--until")
    done = act(_desk(settings, key), Wish(Deed(deed), target, until=until, **said), run)
    before = {g.gate: g for g in done.before.gates}
    moved = [
        f"{g.gate} {g.title}: {_stand(before[g.gate])} -> {_stand(g)}"
        for g in done.after.gates
        if _stand(g) != _stand(before[g.gate])
    ]
    verdicts = ", ".join(f"{n} {v}" for n, v in reversed(done.after.verdicts.items()))
    return _lines(
        f"log entry {done.entry.index}: {done.act.by}, {done.act.deed} {done.act.told}",
        *(moved or ["no gate moved"]),
        f"{verdicts}; level {done.after.level}",
    )


def _stand(gate: "GateResult") -> str:
    return f"{gate.status} (held)" if gate.held else str(gate.status)


def signed(certificate: Path, role: str, key: Path, config: Path | None, flags: Flags) -> str:
    from seatrial.certificate.signers import level_signed
    from seatrial.seal.sign import sign

    desk = _desk(load_settings(config, flags), key)
    done = sign(desk, certificate, role)
    people = [act.by for _, act in done.bundle.sign_offs]
    level = level_signed(done.bundle.certificate, people)
    return _lines(
        f"log entry {done.entry.index}: {desk.person.person} signed as {role};"
        f" {len(set(people))} signed; level {level}; {str(done.path)}"
    )


def _desk(settings: Settings, key: Path) -> "Desk":
    from seatrial.seal.desk import Desk
    from seatrial.seal.keys import read_key
    from seatrial.seal.trust import read_trust
    from seatrial.state import StateFolder

    return Desk(
        StateFolder(settings.state), read_trust(settings.trust), read_key(key), datetime.now(UTC)
    )


# -- verification -------------------------------------------------------------------------------


def verified(
    certificate: Path, config: Path | None, flags: Flags, **means: Any
) -> tuple[str, bool]:
    """Every check with its outcome, and whether none failed."""
    from seatrial.seal.trust import read_trust
    from seatrial.seal.verify import (
        against_papers,
        against_policy,
        against_repository,
        find_bundle,
        read_signed,
        verify,
    )
    from seatrial.seal.verify_log import against_logs

    settings = load_settings(config, flags)
    path = find_bundle(certificate)
    bundle = read_signed(path)
    trust = read_trust(settings.trust)
    on = read_date(means["on"], "--on") or today()
    more: list[Checked] = [
        against_repository(bundle.certificate, means["repo"]),
        against_policy(bundle.certificate, means["policy"]),
        *against_papers(bundle, path.parent),
        *against_logs(bundle, means["logs"], path.parent),
    ]
    if means["replay"]:
        from seatrial.seal.replay import against_replay

        more.append(against_replay(bundle.certificate, settings, {**means, "folder": path.parent}))
    found = verify(bundle, trust, on, more)
    return _told(found, on), found.good


def _told(found: "Verified", on: date) -> str:
    here = found.certificate.repository
    checks = [f"{c.outcome:<12}{c.name:<12}{c.told}" for c in found.checks]
    if not found.good:
        return _lines(*checks, f"REFUSED: certificate of {here.name}, tree {here.tree[:12]}…")
    verdicts = ", ".join(f"{name} {v}" for name, v in found.verdicts.items())
    signers = ", ".join(f"{name} ({role})" for name, role in found.people)
    return _lines(
        *checks,
        f"verified on {on}: {here.name}, tree {here.tree[:12]}…: {verdicts};"
        f" level {found.level}; signed by {signers}",
    )


# -- the log ------------------------------------------------------------------------------------


def log_shown(config: Path | None, flags: Flags) -> str:
    """One line an entry, then the head to be kept elsewhere."""
    from seatrial.seal.log import Log, head_of

    log = Log(_state(config, flags).log)
    if log.empty:
        return _lines(f"no log in {str(log.folder)!r}")
    lines = []
    for entry in log.read():
        statement = log.envelope(entry)[1]
        lines.append(f"{entry.index:>5}  {entry.kind:<8} {_about(statement['predicate'])}")
    return _lines(*lines, f"head {head_of(log.contents).text}")


def _about(predicate: dict[str, Any]) -> str:
    by = f"{predicate['on']} {predicate['by']}: " if "by" in predicate else ""
    if "run" in predicate:
        return f"{predicate['run']} of {predicate['repository']}, level {predicate['level']}"
    return by + str(predicate.get("told", predicate.get("public", "")))


def log_proved(index: int, config: Path | None, flags: Flags) -> str:
    from seatrial.seal.log import Log, proof_of

    log = Log(_state(config, flags).log)
    entries = [] if log.empty else log.read()
    if not 1 <= index <= len(entries):
        raise UsageError(f"no entry {index}; the log has {len(entries)}")
    return json.dumps(proof_of(log.contents, index), indent=2)


def log_checked(
    folder: Path | None, expected: str | None, config: Path | None, flags: Flags
) -> tuple[str, bool]:
    """Everything that is wrong with the log, and whether nothing is."""
    from seatrial.seal.keys import read_key
    from seatrial.seal.log import Log, about_kept, head_of

    state = _state(config, flags)
    log = Log(folder or state.log)
    if expected:
        list(about_kept([], expected))  # refuse what is no head before anything is said
    if log.pending.exists():
        return _lines("incomplete: `seatrial log resume` goes on"), False
    own = state.station / "key"
    key = read_key(own).public if folder is None and own.exists() else None
    if log.empty:
        gone = [f"rolled back: the kept head is {expected}, and no entry is here"]
        return _lines(*(gone if expected else ["the log is empty"])), not expected
    problems = list(log.problems(key, expected or ""))
    if problems:
        return _lines(*problems), False
    return _lines(f"whole: {len(log.contents)} entries; head {head_of(log.contents).text}"), True


def log_resumed(config: Path | None, flags: Flags) -> str:
    from seatrial.seal.log_run import writer_of

    with writer_of(_state(config, flags)).open() as writer:
        return _lines(writer.resume())
