"""Turns bytes into lines of text, and puts right what was decoded wrongly before it reached us."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass

from seatrial.evidence.documents import lines_of

# UTF-8 that somebody read as Windows-1252 or Windows-1254 (`ğŸŸ¡` for a yellow circle). The two
# differ in six letters; bytes that neither defines come through as control characters.
_BYTE_OF = {bytes([b]).decode("cp1252", "replace"): b for b in range(0x80, 0x100)}
_BYTE_OF |= {bytes([b]).decode("cp1254", "replace"): b for b in range(0xD0, 0x100)} | _BYTE_OF
_BYTE_OF |= {chr(b): b for b in range(0x80, 0xA0)}
_BYTE_OF.pop("\ufffd", None)
_MAC = {bytes([b]).decode("mac_roman"): b for b in range(0x80, 0x100)}
_RUN = re.compile(f"[{re.escape(''.join(sorted(_BYTE_OF)))}]{{2,}}")
# Of Mac text only signs of three bytes and more: two of its letters can stand side by side.
_MAC_RUN = re.compile(
    "[‚√]["
    + re.escape("".join(sorted(_MAC)))
    + "]{2,}|ü["
    + re.escape("".join(sorted(_MAC)))
    + "]{2,}"
)
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HALF_SELECTOR = "\u00ef\u00b8"  # of an emoji's selector, whose last byte was lost on the way
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class NotText(ValueError):
    """The bytes are no text; the message says why."""


@dataclass(frozen=True)
class Decoded:
    """Lines as read. `notes` say what was done to read them, each with the lines it was done to."""

    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()


def decode_document(content: bytes) -> Decoded:
    """Raises NotText for what is empty, binary or of no known encoding."""
    text, notes = _text_of(content)
    if not text.strip():
        raise NotText("it is empty")
    if len(_CONTROL.findall(text)) > len(text) / 1000:
        raise NotText("it holds control characters, as binary files do")
    lines = lines_of(text)
    repaired = tuple(map(repair, lines))
    changed = [n for n, (old, new) in enumerate(zip(lines, repaired, strict=True), 1) if old != new]
    if changed:
        notes.append(
            f"UTF-8 that had been read as Windows or Mac text was repaired in {len(changed)} lines,"
            f" first in line {changed[0]}"
        )
    return Decoded(repaired, tuple(notes))


def is_utf16(content: bytes) -> bool:
    return content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def _text_of(content: bytes) -> tuple[str, list[str]]:
    if is_utf16(content):
        return content.decode("utf-16", "replace"), ["it was read as UTF-16"]
    if b"\0" in content:
        raise NotText("it holds NUL bytes, as binary files do")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        note = f"it is not UTF-8 (byte {error.start}) and was read as Windows-1252"
        return content.decode("cp1252", "replace"), [note]


def repair(text: str) -> str:
    """`text` with every sequence that is UTF-8 read as Windows or Mac text read as UTF-8."""
    if text.isascii():
        return text
    windows = _RUN.sub(lambda found: _repaired(found[0], _BYTE_OF), text)
    mac = _MAC_RUN.sub(lambda found: _repaired(found[0], _MAC), windows)
    return mac.replace(_HALF_SELECTOR, "")


def _repaired(run: str, byte_of: Mapping[str, int]) -> str:
    content = bytes(byte_of[c] for c in run)
    parts, end = [], 0
    for sequence in _SEQUENCE.finditer(content):  # a byte for each character: places agree
        parts += [run[end : sequence.start()], sequence[0].decode("utf-8", "replace")]
        end = sequence.end()
    return "".join([*parts, run[end:]])
