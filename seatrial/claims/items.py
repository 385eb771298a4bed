"""The typed reading of a document: what it states, by kind, every item with its line."""

import re
from collections.abc import Iterator

from seatrial.claims.dates import dates_in
from seatrial.claims.marks import Mark, unmarked
from seatrial.claims.model import Item, Kind, Piece
from seatrial.claims.numbers import percents_in, ratios_in
from seatrial.claims.paths import paths_in, sizes_in
from seatrial.claims.reading import Reading, phase_of_piece
from seatrial.claims.rules.metrics import metric_of
from seatrial.claims.rules.verdicts import gates_in, verdicts_in

_PEOPLE = (
    r"(author|owner|maintainer|prepared by|written by|drafted by|reported by|reviewed by"
    r"|certification authority|approved by|signed|signed by|signed[- ]off by|release captain)"
)
_SIGNED = r"(signed|signed by|signed[- ]off by|approved by|signature|certification id)"
_VERSION = r"(\w+ )?version"
_COMMIT = r"(\w+ )?(commit|revision|sha|commit (sha|hash|id)|git (sha|hash))"
_COUNTED = re.compile(
    r"(?<![\w.,/~-])~?(\d{1,3}(?:,\d{3})+|\d{1,6})\+?\s(?:\w+\s){0,2}?"
    r"(tests?|errors?|files?|lines?|commits?|modules?|endpoints?|documents?|skipped|passed|failed)\b"
    r"(?! (?:suites?|files?|scripts?|modules?|classes|categories|environments?)\b)",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:zero|no|0)[- ](?:\w+ )?(?:telemetry|findings|vulnerabilities|errors|warnings|downtime"
    r"|secrets|import cycles|data transmission|known issues)\b"
    r"|\ball (?:\w+ ){1,3}(?:pass\w*|complete\w*|resolved|mitigated|implemented|tested|met|ready)\b"
    r"|\b(?:production[- ]ready|fully tested|backward[s]? compatible|air-gap capable)\b",
    re.IGNORECASE,
)
_WIDTH = 200
KINDS = (
    *("date", "version", "commit", "person", "verdict", "gate", "check", "count", "share"),
    *("metric", "path", "size", "command", "claim", "phase", "signature"),
)
_SHELL = frozenset({"sh", "bash", "shell", "console", "zsh", "shell-session", "terminal"})


def items_of(reading: Reading) -> list[Item]:
    """Every item of the document, by kind and line."""
    found = [*_of_fields(reading), *_of_pieces(reading)]
    found += [Item("verdict", v.line, v.text) for v in verdicts_in(reading)]
    found += [_gate(p) for p in gates_in(reading)]
    found += _of_paths(reading)
    found += [_command(p) for p in reading.pieces if p.kind is Kind.CODE and _is_shell(p)]
    unique = {(i.kind, i.line, i.text): i for i in found}
    return sorted(unique.values(), key=lambda i: (KINDS.index(i.kind), i.line, i.text))


def _of_paths(reading: Reading) -> Iterator[Item]:
    for path in paths_in(reading):
        elsewhen = "yes" if path.elsewhen else ""
        yield Item("path", path.line, path.text, {"mark": path.mark, "elsewhen": elsewhen})
    for size in sizes_in(reading):
        loose = "yes" if size.loose else ""
        more = {"unit": size.unit, "number": f"{size.number:g}", "loose": loose}
        yield Item("size", size.line, size.path, more)


def _is_shell(piece: Piece) -> bool:
    return bool(piece.header and piece.header[0] in _SHELL and piece.text.strip())


def _command(piece: Piece) -> Item:
    """A line of a block of shell code; `block` tells which of them stand together."""
    return Item("command", piece.line, piece.text, {"block": str(piece.group)})


def _of_fields(reading: Reading) -> Iterator[Item]:
    for field in reading.fields:
        for kind, pattern in (
            ("version", _VERSION),
            ("commit", _COMMIT),
            ("person", _PEOPLE),
            ("signature", _SIGNED),
        ):
            if field.called(pattern):
                yield Item(kind, field.line, field.value, {"name": field.name})


def _of_pieces(reading: Reading) -> Iterator[Item]:
    for piece in reading.prose:
        text, line = piece.text, piece.line
        for seen in dates_in(text):
            yield Item("date", line, seen.text, {"day": str(seen.day or "")})
        for ratio in ratios_in(text):
            of = {"part": str(ratio.part), "whole": str(ratio.whole)}
            yield Item("count", line, ratio.text, of)
        for counted in _COUNTED.finditer(text):
            of = {"number": counted[1].replace(",", ""), "of": counted[2].lower()}
            yield Item("count", line, counted[0], of)
        for percent in percents_in(text):
            yield Item("share", line, percent.text)
        for claim in _CLAIM.finditer(text):
            yield Item("claim", line, claim[0], {"mark": piece.mark})
        yield from _of_piece(piece)


def _of_piece(piece: Piece) -> Iterator[Item]:
    if piece.mark and piece.kind in (Kind.ITEM, Kind.ROW, Kind.HEADING):
        more = {"mark": str(piece.mark), "of": str(piece.kind)}
        yield Item("check", piece.line, unmarked(piece.text)[:_WIDTH], more)
    if piece.mark and (phase := phase_of_piece(piece)):
        shares = percents_in(piece.text)
        more = {"mark": str(piece.mark), "share": shares[0].text if len(shares) == 1 else ""}
        yield Item("phase", piece.line, phase, more)
    if metric := metric_of(piece):
        yield Item("metric", piece.line, unmarked(piece.cells[0]), {**metric, "mark": piece.mark})


def _gate(piece: Piece) -> Item:
    return Item(
        "gate", piece.line, unmarked(piece.cells[0]), {"mark": str(piece.mark or Mark.NONE)}
    )
