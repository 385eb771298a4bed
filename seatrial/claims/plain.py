"""Reads plain text, and pages copied out of a browser, as pieces.

A copied page has lost its tables' bars and its headings' marks: a row is a line whose cells run
together, a heading a short line that stands alone.
"""

import re
from collections.abc import Iterator, Sequence

from seatrial.claims.marks import SIGN
from seatrial.claims.model import Kind, Piece

_BULLET = re.compile(r"(\s*)(?:[•▪◦·*+–-]|\d{1,3}[.)])\s+(\S.*)")
_UNDERLINE = re.compile(r"(=|-|~|\*)\1{3,}\s*")
_COLUMNS = re.compile(
    r"(?:(?:Last Updated|Current Status|Current Value|Pass Rate|Gate|Requirement|Target|Status"
    r"|Metrics?|Evidence|Notes?|System|Gap|Timeline|Rationale|Document|Purpose|Current|Actual"
    r"|Owner|Dimension|Risk|Likelihood|Impact|Probability|Mitigation|Action|Component|Phase"
    r"|Completion|Checks?|Result|Version|Health|Category|Passed|Stream|Scanner|Item)\s*){2,}"
)
_SPLIT = re.compile(r"\t+|\s{2,}|\s\|\s")
_BOUND = r"[<>≤≥~=]{0,2}\s?\d[\d.,]*\s?(?:ns|µs|ms|s|sec|min|h|[kKMG]B|%)?\+?(?=\s)"
_METRIC = re.compile(rf"([A-Z][^\d<>≤≥~=|]{{2,60}}?)\s+({_BOUND})\s+(\S.*)")


def read_plain(lines: Sequence[str]) -> list[Piece]:
    return list(_pieces(lines))


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    group, listed = 0, False
    header: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        text = line.strip(" \t\xa0|")
        if not text or _UNDERLINE.fullmatch(text):
            header = () if not text else header
            continue
        if found := _BULLET.match(line):
            group += not listed
            listed = True
            depth = 1 + len(found[1].expandtabs(4)) // 4
            yield Piece(Kind.ITEM, number, found[2].strip(), depth, group=group)
            continue
        listed = False
        if _COLUMNS.fullmatch(text):
            header, group = tuple(_SPLIT.split(text)), group + 1
        elif header:
            yield _row(text, number, header, group)
        elif _stands_alone(lines, number):
            yield Piece(Kind.HEADING, number, text.lstrip("# "), _level(lines, number))
        else:
            yield Piece(Kind.PROSE, number, text)


def _row(text: str, line: int, header: tuple[str, ...], group: int) -> Piece:
    """A row of a table; of one whose bars are lost, what can be told apart for certain."""
    cells = tuple(_SPLIT.split(text))
    if len(header) > 1 and len(cells) > 1:
        return Piece(Kind.ROW, line, text, cells=cells, header=header, group=group)
    names = " ".join(header)
    if names.startswith("Metric Target Current") and (found := _METRIC.fullmatch(text)):
        cells, header = (found[1], found[2], found[3]), ("Metric", "Target", "Current")
    elif " Status" in names and (found_sign := SIGN.search(text)):
        first = text[: found_sign.start()].strip()
        cells, header = (first, text[found_sign.start() :]), (names.split(" ")[0], "Status")
    else:
        cells, header = (text,), (names,)
    return Piece(Kind.ROW, line, text, cells=cells, header=header, group=group)


def _stands_alone(lines: Sequence[str], number: int) -> bool:
    text = lines[number - 1].strip()
    above = lines[number - 2].strip() if number > 1 else ""
    below = lines[number].strip() if number < len(lines) else ""
    if _UNDERLINE.fullmatch(below):
        return True
    return not above and not below and len(text) <= 90 and text[-1] not in ".:;,!?"


def _level(lines: Sequence[str], number: int) -> int:
    """1 for the title, 3 for a heading with a status in it or right below another, else 2."""
    text = lines[number - 1]
    if not any(line.strip() for line in lines[: number - 1]):
        return 1
    return 3 if SIGN.search(text) else 2
