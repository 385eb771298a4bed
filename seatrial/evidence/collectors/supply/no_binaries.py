"""No program is committed that nobody can review: machine code, bytecode, packed archives."""

import re

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Entry, Fate, Mode, Role

CHECK = Check(
    id="supply.no-binaries",
    statement="No executable, bytecode or packed program is committed",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Remove the file, build it in CI from source, or fetch it by digest.",
    effort="M",
    maps=("OSPS-QA-05.01", "Scorecard:Binary-Artifacts"),
)
_ZIP = b"PK\x03\x04"
_MACH_O = frozenset(
    {b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"}
)
_PACKED = re.compile(r".*\.(jar|war|ear|aar|apk|whl|egg|pyz|xpi|crx|nupkg)", re.IGNORECASE)
_ARCHIVE = re.compile(r".*\.(zip|tar|tgz|gz|bz2|xz|7z|rar|rpm|deb|dmg|iso|msi)", re.IGNORECASE)
# Gradle's bootstrap, which every Gradle project commits; its digests are public.
_WRAPPER = re.compile(r"(.*/)?gradle/wrapper/gradle-wrapper\.jar")
# What these hold is looked at by eye, not run; too large to be read, their name must do.
_NOT_RUN = re.compile(
    r".*\.(png|jpe?g|gif|webp|bmp|tiff?|ico|svg|psd|pdf|mp[34]|m4[av]|mov|avi|webm|wav|ogg|flac"
    r"|ttf|otf|woff2?|csv|tsv|parquet|arrow|json|jsonl|ndjson|xml|txt|log|sql|npy|npz|h5|hdf5"
    r"|onnx|safetensors|gguf|geojson|ipynb|html?|css|js|map|md|rst|lock|ya?ml|py|bib|tex|po|pot)",
    re.IGNORECASE,
)


def collect(survey: Survey) -> list[Evidence]:
    looked = [e for e in survey.snapshot.entries if _in_scope(e)]
    failing = [found for entry in looked if (found := _judge(survey, entry))]
    message = f"no program among {len(looked)} files that are not text"
    return survey.fails_or_holds(CHECK, failing, message)


def _in_scope(entry: Entry) -> bool:
    """Not text, and no test data: tests of parsers need such files."""
    return entry.mode in {Mode.FILE, Mode.EXECUTABLE} and not entry.text and entry.role != Role.TEST


def _judge(survey: Survey, entry: Entry) -> Evidence | None:
    if entry.fate is Fate.SKIPPED:
        if _NOT_RUN.fullmatch(entry.path):
            return None
        return survey.unavailable(CHECK, f"{entry.path!r} was not read: {entry.reason}")
    kind = _kind(entry.path, survey.snapshot.raw(entry.path)[:64])
    if kind == "archive":
        message = f"{entry.path!r} is an archive that nobody can review"
        return survey.fails(CHECK, message, searched=(entry.path,), severity=Severity.LOW)
    if kind:
        return survey.fails(CHECK, f"{entry.path!r} is {kind}", searched=(entry.path,))
    return None


def _kind(path: str, head: bytes) -> str:
    """What a file's first bytes prove it to be; '' for what is no program."""
    if head.startswith(b"\x7fELF") or head[:4] in _MACH_O:
        return "machine code"
    if head.startswith(b"MZ") and re.fullmatch(r"(?i).*\.(exe|dll|pyd|sys|ocx|scr|efi)", path):
        return "machine code"
    if head.startswith(b"\xca\xfe\xba\xbe"):
        return "bytecode" if int.from_bytes(head[6:8], "big") >= 45 else "machine code"
    if path.endswith((".pyc", ".pyo")) and head[2:4] == b"\r\n":
        return "bytecode"
    if head.startswith(b"\0asm") or head.startswith(b"dex\n"):
        return "bytecode"
    if head.startswith(_ZIP) and _PACKED.fullmatch(path):
        return "" if _WRAPPER.fullmatch(path) else "a packed program"
    return "archive" if _ARCHIVE.fullmatch(path) else ""
