#!/usr/bin/env python3
"""Verifies a certificate that was signed with Seatrial, without Seatrial.

    python verify.py certificate.intoto.jsonl --trust trust.toml [--repo DIR] [--log DIR]

In an evidence pack, `log-proof.json` beside the certificate stands for the log.

Needs Python 3.11 and the package `cryptography`; opens no network connection. It checks what can
be checked with so little: the form of every line, every signature, who signed as what, that the
acts belong to the certificate, that its waivers are in date, its files where they lie beside it,
the tree, the log or the proof of it. `seatrial verify` also judges the gates again (--replay).

Exit code 0: every check that could be made is good. 1: one failed. 2: a file cannot be read.
"""

# ruff: noqa: T201  a script for people speaks on stdout

import argparse
import base64
import binascii
import hashlib
import json
import os
import stat
import sys
import tomllib
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_BYTES = 128 * 1024 * 1024
MOST_VALUES = 2_000_000  # of one line: forty million empty lists would need gigabytes
STATEMENT = "https://in-toto.io/Statement/v1"
READINESS = "urn:seatrial:production-readiness:v1"
ACT = "urn:seatrial:act:v1"
HEAD = "urn:seatrial:log-head:v1"
RUN = "urn:seatrial:run:v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"
TYPE = "application/vnd.in-toto+json"


class Unreadable(Exception):
    """A file that is not what it should be: exit code 2."""


class Wrong(Exception):
    """A check that failed: exit code 1."""


# -- reading ------------------------------------------------------------------------------------


def read(path, what):
    """A regular file of bounded size; O_NONBLOCK keeps a FIFO from hanging us."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{what} {str(path)!r} cannot be read: {error}") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            raise Unreadable(
                f"{what} {str(path)!r} is no regular file of at most {MOST_BYTES} bytes"
            )
        with open(handle, "rb", closefd=False) as file:
            return file.read(MOST_BYTES)
    finally:
        os.close(handle)


def once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def parse(content, what):
    """A JSON object without duplicate keys. Its bytes are what is signed, so they may stay as
    they are: only the envelope around them has to be told apart from another spelling."""
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise Unreadable(f"{what} holds more than {MOST_VALUES} values")
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{what} is not JSON that can be read: {str(error)[:100]}") from error
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is no JSON object")
    return value


def unbase64(text):
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("base64 in another form than its one")
    return content


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def shown(text):
    """Text for a terminal: no control character survives."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "?" for c in str(text))


# -- signatures ---------------------------------------------------------------------------------


def packed(*parts):
    return b"".join(len(p).to_bytes(4, "big") + p for p in parts)


def unpacked(content, count):
    found = []
    for _ in range(count):
        end = 4 + int.from_bytes(content[:4], "big")
        found.append(content[4:end])
        content = content[end:]
    if content:
        raise ValueError("bytes are left over")
    return found


def of_ssh(frame, content, blob):
    """OpenSSH, PROTOCOL.sshsig: the plain signature, and what it is a signature of."""
    named, space, reserved, algorithm, signature = unpacked(frame[10:], 5)
    kind, plain = unpacked(signature, 2)
    again = packed(named, space, reserved, algorithm, packed(kind, plain))
    if frame != b"SSHSIG\0\0\0\1" + again or kind != b"ssh-ed25519" or named != blob:
        raise ValueError("not the signature of this key")
    if space != b"seatrial" or reserved or algorithm not in (b"sha256", b"sha512"):
        raise ValueError("signed for something else")
    digest = hashlib.new(algorithm.decode(), content).digest()
    return plain, b"SSHSIG" + packed(space, reserved, algorithm, digest)


def check(key, signature, content):
    if signature.startswith(b"SSHSIG"):
        signature, content = of_ssh(signature, content, key["blob"])
    Ed25519PublicKey.from_public_bytes(key["raw"]).verify(signature, content)


def read_trust(path):
    """Keys by id: fingerprint, person, roles."""
    try:
        entries = tomllib.loads(read(path, "trust file").decode())["keys"]
        found = {}
        for entry in entries:
            kind, text = entry["public"].split()[:2]
            blob = unbase64(text)
            digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
            if kind != "ssh-ed25519" or blob != packed(b"ssh-ed25519", blob[-32:]):
                raise ValueError(f"{entry['person']!r} has no ssh-ed25519 key")
            if entry["id"] != f"SHA256:{digest}" or entry["id"] in found:
                raise ValueError(f"the key of {entry['person']!r} is not the one it says")
            roles = entry.get("roles", [])
            found[entry["id"]] = {
                "blob": blob,
                "raw": blob[-32:],
                "person": entry["person"],
                "roles": roles,
            }
        return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"trust file {str(path)!r} is not accepted: {str(error)[:120]}") from error


class Envelope:
    """One line: a DSSE envelope with an in-toto statement inside."""

    def __init__(self, line, what):
        raw = parse(line, what)
        try:
            # One spelling: these four keys, ASCII values, no spaces, signatures in key order.
            if json.dumps(raw, sort_keys=True, separators=(",", ":")).encode() != line:
                raise ValueError("it was reformatted")
            if set(raw) != {"payload", "payloadType", "signatures"} or raw["payloadType"] != TYPE:
                raise ValueError("it is no DSSE envelope of in-toto")
            self.payload = unbase64(raw["payload"])
            self.signatures = [(s["keyid"], unbase64(s["sig"])) for s in raw["signatures"]]
            if any(set(s) != {"keyid", "sig"} for s in raw["signatures"]):
                raise ValueError("a signature holds something else")
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            raise Unreadable(f"{what}: {str(error)[:100]}") from error
        if not self.keys or self.keys != sorted(set(self.keys)):
            raise Unreadable(f"{what}: its signatures are not in their order")
        self.sha256 = sha256(line)
        self.statement = parse(self.payload, f"the statement of {what}")
        if self.statement.get("_type") != STATEMENT:
            raise Unreadable(f"{what} is no in-toto statement")

    @property
    def keys(self):
        return [key for key, _ in self.signatures]

    @property
    def kind(self):
        return self.statement.get("predicateType")

    @property
    def predicate(self):
        found = self.statement.get("predicate")
        return found if isinstance(found, dict) else {}

    def signers(self, trust):
        """The entries of all who signed. Raises Wrong when one signature is not good."""
        signed = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(self.payload), self.payload)
        for keyid, signature in self.signatures:
            if keyid not in trust:
                raise Wrong(f"the trust file does not know the key {keyid[:60]!r}")
            try:
                check(trust[keyid], signature, signed)
            except (InvalidSignature, ValueError) as error:
                raise Wrong(f"the signature of {trust[keyid]['person']} is not good") from error
        return [trust[keyid] for keyid in self.keys]


# -- the checks ---------------------------------------------------------------------------------


class Bundle:
    """certificate.intoto.jsonl: the certificate, the summary, the acts it rests on, sign-offs."""

    def __init__(self, path):
        lines = read(path, "signed certificate").split(b"\n")
        if len(lines) < 4 or len(lines) > 10_000 or lines.pop():
            raise Unreadable(f"{str(path)!r} is no signed certificate")
        envelopes = [Envelope(line, f"line {n}") for n, line in enumerate(lines, 1)]
        self.readiness, self.summary, *self.acts = envelopes
        if [e.kind for e in envelopes] != [READINESS, SUMMARY, *[ACT] * len(self.acts)]:
            raise Unreadable(f"{str(path)!r} holds other statements than a signed certificate does")
        self.certificate = self.readiness.predicate.get("certificate")
        if not isinstance(self.certificate, dict):
            raise Unreadable(f"{str(path)!r} holds no certificate")

    def consistent(self):
        c = self.certificate
        rests_on = [a["sha256"] for a in c["acts"]]
        n = len(rests_on)
        if [e.sha256 for e in self.acts[:n]] != rests_on:
            raise Wrong("the acts are not those that the certificate rests on")
        if [e.predicate for e in self.acts[:n]] != [a["act"] for a in c["acts"]]:
            raise Wrong("the certificate tells its acts otherwise than they were signed")
        payload = sha256(self.readiness.payload)
        for off in self.acts[n:]:
            if (off.predicate.get("deed"), off.predicate.get("target")) != ("sign", payload):
                raise Wrong("an act belongs to another certificate")
        if [e.keys for e in self.acts[n:]] != [[k] for k in self.readiness.keys]:
            raise Wrong("the keys that signed are not those of the sign-offs")
        if self.summary.keys != self.readiness.keys:
            raise Wrong("the summary is signed by others")
        self._consistent_subjects(payload)
        return f"{2 + len(self.acts)} statements (DSSE, in-toto v1), consistent"

    def _consistent_subjects(self, payload):
        c = self.certificate
        if self.summary.statement["subject"] != self.readiness.statement["subject"]:
            raise Wrong("the summary is about other things")
        inputs = self.summary.predicate["inputAttestations"]
        if [i["digest"]["sha256"] for i in inputs] != [payload]:
            raise Wrong("the summary is about another certificate")
        tree = {"sha256": c["repository"]["tree"]}
        if self.readiness.statement["subject"][0]["digest"] != tree:
            raise Wrong("the statement is about another tree than its certificate")
        digests = {
            s["name"]: s["digest"].get("sha256") for s in self.readiness.statement["subject"]
        }
        if any(digests.get(a["name"]) != a["sha256"] for a in c["inventory"]):
            raise Wrong("the statement names other artefacts than its certificate")

    def signatures(self, trust):
        self.readiness.signers(trust)
        self.summary.signers(trust)
        told, people = [], set()
        for envelope in self.acts:
            act, (signer, *more) = envelope.predicate, envelope.signers(trust)
            if more or act["by"] != signer["person"]:
                raise Wrong(f"an act by {act['by']!r} is signed by {signer['person']!r}")
            if envelope.statement["subject"][0]["digest"] != {"sha256": act["tree"]}:
                raise Wrong("an act is about another tree than it says")
            if act["deed"] == "sign":
                if act["role"] not in signer["roles"]:
                    raise Wrong(f"{act['by']} may not sign as {act['role']!r}")
                told.append(f"{act['by']} as {act['role']} on {act['on']}")
                people.add(act["by"])
            elif act["repository"] != self.certificate["repository"]["name"]:
                raise Wrong(f"an act is about {act['repository']!r}")
        excused = {
            a["act"]["by"]
            for a in self.certificate["acts"]
            if a["act"]["deed"] in ("waive", "dismiss")
        }
        if len(people) == 1 and people <= excused:
            raise Wrong(f"{people.pop()} waived or dismissed on it and is its only signer")
        self.people = people
        return ", ".join(told)

    def waivers(self, on):
        found = [a["act"] for a in self.certificate["acts"] if a["act"]["deed"] == "waive"]
        for waiver in found:
            if date.fromisoformat(waiver["until"]) < on:
                raise Wrong(f"the waiver of {waiver['told']} ended on {waiver['until']}")
        return f"{len(found)} in date on {on}" if found else "it rests on none"

    def files(self, folder):
        same = 0
        for subject in self.readiness.statement["subject"]:
            name, digest = subject["name"], subject["digest"].get("sha256")
            plain = not name.startswith(("tree:", "commit:", ".")) and "/" not in name
            if plain and digest and (folder / name).exists():
                if sha256(read(folder / name, "artefact")) != digest:
                    raise Wrong(f"{name!r} is not the one that was signed")
                same += 1
        return f"{same} files beside it are as signed"

    def tree(self, root):
        outside = {left["path"] for left in self.certificate["reading"]["outside"]}
        digest = tree_digest(Path(root), outside)
        if digest != self.certificate["repository"]["tree"]:
            raise Wrong(f"the tree at {str(root)!r} is {digest[:12]}…")
        return f"the tree at {str(root)!r} is the one that was signed"

    def log(self, folder):
        entries = read_log(Path(folder))
        there = {entry["payload"] for entry in entries}
        if away := [e.predicate["told"] for e in self.acts if e.sha256 not in there]:
            raise Wrong(f"{len(away)} acts are not in it, first: {away[0]}")
        return f"its {len(self.acts)} acts are in it ({len(entries)} entries, chain and root whole)"

    def proof(self, path):
        """As `log`, by an inclusion proof for each act and a consistency proof for the head that
        was signed (RFC 9162), under a head that the auditing machine has signed."""
        told = parse(read(path, "proof"), "the proof")
        head = self._by_station(told["head"], HEAD)
        size, root = head["size"], head["root"]
        there = set()
        for leaf in told["entries"]:
            steps = [bytes.fromhex(step) for step in leaf["path"]]
            content = leaf["entry"].encode()
            if by_inclusion(content, leaf["index"] - 1, size, steps).hex() != root:
                raise Wrong(f"entry {leaf['index']} is not in the log with this head")
            there.add(parse(content, "a log entry")["payload"])
        if away := [e.predicate["told"] for e in self.acts if e.sha256 not in there]:
            raise Wrong(f"{len(away)} acts are not proved to be in the log, first: {away[0]}")
        first, old = self.readiness.predicate["log"].split(":")
        steps = [bytes.fromhex(step) for step in told["consistency"]]
        roots = by_consistency(int(first), size, bytes.fromhex(old), steps)
        if [r.hex() for r in roots] != [old, root]:
            raise Wrong("the head that was signed is of another log")
        run = self._by_station(told["run"], RUN)["run"]
        if run != self.certificate["run"]["run"] or sha256(canonical(told["run"])) not in there:
            raise Wrong("the run is not proved to be in the log")
        station = self.certificate["run"]["station"]["key"]
        return (
            f"its {len(self.acts)} acts and its run are in the log of {station}, head {size}:{root}"
        )

    def _by_station(self, raw, kind):
        """What the auditing machine, as the signed certificate names it, has signed."""
        station = self.certificate["run"]["station"]
        blob = unbase64(station["public"].split()[1])
        envelope = Envelope(canonical(raw), "a statement of the station")
        key = {"blob": blob, "raw": blob[-32:], "person": "the station"}
        envelope.signers({station["key"]: key})
        if envelope.kind != kind:
            raise Wrong(f"it is no {kind}")
        return envelope.predicate

    def level(self):
        c = self.certificate
        gold = c["eligible_for_gold"] and len(self.people) >= c["policy"]["signers"]
        return "GOLD" if gold else c["level"]


def tree_digest(root, outside):
    """SHA-256 over `mode NUL path NUL sha256 LF` a path, in byte order of the paths. What the
    certificate lists as outside is no part of the tree."""
    rows = []

    def visit(folder, prefix):
        for entry in os.scandir(folder):
            path = prefix + os.fsencode(entry.name).decode("utf-8", "backslashreplace")
            if path in outside:
                continue
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                visit(entry.path, path + "/")
            elif stat.S_ISLNK(status.st_mode):
                rows.append(("link", path, sha256(os.fsencode(os.readlink(entry.path)))))
            elif stat.S_ISREG(status.st_mode):
                with open(entry.path, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                rows.append(("executable" if status.st_mode & 0o111 else "file", path, digest))
            else:
                rows.append(("special", path, ""))

    visit(root, "")
    rows.sort(key=lambda row: row[1].encode())
    return sha256("".join(f"{mode}\0{path}\0{digest}\n" for mode, path, digest in rows).encode())


def read_log(folder):
    """The entries: each follows the one before it, and their Merkle root (RFC 6962) is the head."""
    entries, previous, leaves = [], "0" * 64, []
    names = sorted(p.name for p in (folder / "entries").glob("*") if not p.name.startswith("."))
    for index, name in enumerate(names, 1):
        content = read(folder / "entries" / name, "log entry")
        entry = parse(content, f"log entry {index}")
        if (entry.get("index"), entry.get("previous")) != (index, previous):
            raise Wrong(f"log entry {index} does not follow the one before it")
        digest = entry["payload"]
        if sha256(read(folder / "payloads" / f"{digest}.json", "payload")) != digest:
            raise Wrong(f"the payload of log entry {index} was edited")
        entries.append(entry)
        previous = sha256(content)
        leaves.append(hashlib.sha256(b"\0" + content).digest())
    head = Envelope(read(folder / "head.json", "head of the log"), "the head of the log").predicate
    if (head.get("size"), head.get("root")) != (len(entries), merkle(leaves).hex()):
        raise Wrong(f"its head counts {head.get('size')} entries, {len(entries)} are here")
    return entries


def canonical(envelope):
    """The one form of an envelope: all of its values are ASCII texts."""
    return json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def by_inclusion(content, at, size, path):
    """The root that `path` leads to from entry `at`, counted from 0."""
    if not 0 <= at < size:
        raise Wrong(f"there is no entry {at + 1} among {size}")
    last, found = size - 1, hashlib.sha256(b"\0" + content).digest()
    for step in path:
        if last == 0:
            raise Wrong("a path is too long")
        if at % 2 or at == last:
            found = node(step, found)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("a path is too short")
    return found


def by_consistency(first, size, old, path):
    """The roots of the first `first` entries and of all `size` that `path` leads to."""
    if not 0 < first <= size or (first == size) is not (not path):
        raise Wrong(f"no proof leads from {first} entries to {size}")
    if first == size:
        return old, old
    steps = path if first & (first - 1) else [old, *path]
    at, last = first - 1, size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Wrong("a path is too long")
        if at % 2 or at == last:
            before, after = node(step, before), node(step, after)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node(after, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("a path is too short")
    return before, after


def merkle(level):
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs]
        level = above + level[len(above) * 2 :]
    return level[0]


def main(arguments):
    """Print each check on a line; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("certificate", type=Path)
    parser.add_argument("--trust", type=Path, required=True)
    parser.add_argument("--repo", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, default=datetime.now(UTC).date())
    asked = parser.parse_args(arguments)
    try:
        trust, bundle = read_trust(asked.trust), Bundle(asked.certificate)
    except Unreadable as error:
        print(f"verify: {shown(error)}", file=sys.stderr)
        return 2
    beside = asked.certificate.parent / "log-proof.json"
    log = (lambda: bundle.log(asked.log)) if asked.log else None
    if log is None and beside.exists():
        log = lambda: bundle.proof(beside)  # noqa: E731
    checks = [
        ("envelope", bundle.consistent),
        ("signatures", lambda: bundle.signatures(trust)),
        ("waivers", lambda: bundle.waivers(asked.on)),
        ("files", lambda: bundle.files(asked.certificate.parent)),
        ("subject", (lambda: bundle.tree(asked.repo)) if asked.repo else None),
        ("log", log),
    ]
    good = all([made(name, step) for name, step in checks])
    c = bundle.certificate
    if good:
        verdicts = ", ".join(f"{name} {verdict}" for name, verdict in c["verdicts"].items())
        print(shown(f"verified: {c['repository']['name']}: {verdicts}; level {bundle.level()}"))
    else:
        print("REFUSED")
    return 0 if good else 1


def made(name, step):
    """Make one check and tell it; whether it did not fail."""
    if step is None:
        print(f"not checked {name}")
        return True
    try:
        told, good = step(), True
    except (Wrong, Unreadable) as error:
        told, good = error, False
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OSError) as error:
        told, good = f"it is not as it should be: {type(error).__name__}: {error}", False
    print(f"{'ok' if good else 'FAILED':<12}{name:<12}{shown(told)}")
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
