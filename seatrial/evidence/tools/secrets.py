"""Secrets in the tree: the places were found at ingest, here they become evidence."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version

from seatrial.evidence.model import Check, Evidence, Producer, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.frozen import sha256
from seatrial.snapshot.model import Entry, Fate, Mode, Redaction, Role
from seatrial.snapshot.secrets import BY_FORMAT
from seatrial.snapshot.take import SecretsReader

CHECK = Check(
    id="security.no-secrets",
    statement="No secret stands in the tree",
    gate="G5",
    severity=Severity.CRITICAL,
    remedy="Revoke the secret, then read it from the environment or a secret store; removing the "
    "line leaves it in the history.",
    producers=("detect-secrets",),
    effort="M",
    maps=("CWE-798", "OSPS-BR-07.01"),
)
_DEPLOYED = frozenset({Role.SOURCE, Role.CONFIG, Role.CI, Role.CONTAINER, Role.DATA})
# Tests, documents and examples hold stand-ins: there only a value that proves itself counts.
_ILLUSTRATED = frozenset({Role.TEST, Role.DOCS})
_SHOWN = re.compile(
    r"(^|/)(t|unit|examples?|samples?|demos?|docs?|tutorials?|snippets|benchmarks?|\.?ci"
    r"|\.devcontainer)/"
)
_NAMED = 3
_WIDE = "UTF-16 or UTF-32: not read as text"
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SEEN = 200
_BINARY = frozenset(
    """7z avi bin bmp bz2 dll dylib exe gguf gif gz h5 icns ico jar jpeg jpg mkv mov mp3 mp4 npy npz
    ogg onnx otf parquet pdf pickle pkl png psd pt pth pyc rar safetensors so tar tgz tif tiff ttf
    wasm wav webm webp whl woff woff2 xz zip zst""".split()
)


def evidence_of_secrets(survey: Survey) -> list[Evidence]:
    """The survey's producer is replaced by detect-secrets, whose rules found the places."""
    own = replace(survey, producer=_producer())
    failing = [e for entry in own.snapshot.texts for e in _failing(own, entry)]
    unread = _unread(own)
    return [*failing, *unread] or [_held(own)]


def _producer() -> Producer:
    rules = sha256(SecretsReader.fingerprint.encode())
    return Producer(name="detect-secrets", version=version("detect-secrets"), sha256=rules)


def _failing(survey: Survey, entry: Entry) -> Iterator[Evidence]:
    """One observation a line; a private key's lines are one block."""
    seen: set[int] = set()
    for spot in survey.snapshot.manifest.redactions.get(entry.path, ()):
        if spot.line not in seen and _counts(entry, spot):
            seen.add(spot.line)
            message = f"{spot.kind} in {entry.path!r} line {spot.line} is likely a real secret"
            yield survey.fails(CHECK, message, Spot(entry.path, spot.line))


def _counts(entry: Entry, spot: Redaction) -> bool:
    if not spot.likely or entry.role not in _DEPLOYED | _ILLUSTRATED:
        return False
    shown = entry.role in _ILLUSTRATED or _SHOWN.search(entry.path)
    return not shown or spot.kind in BY_FORMAT


def _unread(survey: Survey) -> list[Evidence]:
    """Files of which nobody can say that they hold no secret."""
    reasons = dict(survey.snapshot.manifest.unscanned)
    reasons.update({e.path: e.reason for e in survey.snapshot.entries if _unknown(e)})
    wide = [e for e in survey.snapshot.entries if _may_be_wide(e)]
    reasons.update({e.path: _WIDE for e in wide if _is_wide(survey.snapshot.raw(e.path))})
    if not reasons:
        return []
    named = [f"{path!r} ({why})" for path, why in sorted(reasons.items())]
    rest = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return [survey.unavailable(CHECK, f"not searched: {', '.join(named[:_NAMED])}{rest}")]


def _unknown(entry: Entry) -> bool:
    """Skipped, and as far as one can tell text: media and archives are not searched anyway."""
    return (
        entry.fate is Fate.SKIPPED
        and entry.mode not in (Mode.LINK, Mode.SPECIAL)
        and entry.role in _DEPLOYED | _ILLUSTRATED
        and _is_no_medium(entry)
    )


def _may_be_wide(entry: Entry) -> bool:
    read = entry.fate is Fate.PARTLY and not entry.text
    return read and entry.role in _DEPLOYED | _ILLUSTRATED and _is_no_medium(entry)


def _is_wide(content: bytes) -> bool:
    """UTF-16 or UTF-32, by its mark or because every second byte of the beginning is NUL."""
    pairs = content[:_SEEN]
    return content.startswith(_MARKS) or (
        len(pairs) >= 8 and any(not pairs[i::2].strip(b"\0") for i in (0, 1)) and any(pairs)
    )


def _is_no_medium(entry: Entry) -> bool:
    return entry.path.rpartition(".")[2].lower() not in _BINARY


def _held(survey: Survey) -> Evidence:
    files = len(survey.snapshot.texts)
    if not files:
        return survey.not_applicable(CHECK, "the tree holds no text")
    return survey.holds(CHECK, f"nothing like a real secret in {files} text files", files=files)
