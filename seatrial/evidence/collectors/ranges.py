"""Ranges of versions as manifests write them, and whether one version lies inside.

Python (PEP 440 and Poetry's ^ and ~), npm (`>=18`, `^20 || ^22`, `20.x`) and the least version
that go.mod asks for. What is written in another way is not judged.
"""

import re

_PART = re.compile(r"(>=|<=|==|!=|~=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*)((?:\.[x*])*)")
Version = tuple[int, ...]
_WHOLE = 3  # numbers of a version that leaves nothing open


def version_of(text: str) -> Version | None:
    """The numbers at the start of `text`, None when there are none."""
    found = re.match(r"v?(\d{1,4}(?:\.\d{1,6}){0,2})(?![\w.])", text.strip())
    return tuple(map(int, found[1].split("."))) if found else None


def allows(range_: str, version: Version) -> bool | None:
    """Whether `version`, which may name fewer numbers, can lie in `range_`; None when it is not
    understood."""
    alternatives = [_all_allow(part, version) for part in range_.split("||")]
    if None in alternatives:
        return None
    return any(alternatives)


def _all_allow(range_: str, version: Version) -> bool | None:
    pieces = [p for p in re.split(r",|(?<=[\d*x])\s+(?=[<>=!~^])", range_.strip()) if p.strip()]
    if not pieces:
        return None
    answers = [_allows(piece.strip(), version) for piece in pieces]
    return None if None in answers else all(answers)


def _allows(piece: str, version: Version) -> bool | None:
    found = _PART.fullmatch(piece)
    if not found:
        return None
    sign, bound = found[1] or "==", tuple(map(int, found[2].split(".")))
    shared = min(len(bound), len(version))
    here, there = version[:shared], bound[:shared]
    if sign in {"==", "="}:
        return here == there
    if sign == "!=":
        return bool(found[3]) is False or here != there or len(version) < len(bound)
    if sign == ">=":
        return here >= there
    if sign == ">":  # 3.8 may be 3.8.1, which is more than 3.8
        return version > bound or (here == there and len(version) < _WHOLE)
    if sign in {"<", "<="}:
        return here < there or (here == there and (sign == "<=" or len(version) < len(bound)))
    if sign == "^":
        return here >= there and version[:1] == bound[:1]
    fixed = max(1, len(bound) - 1) if sign == "~=" else min(2, len(bound))
    return here >= there and version[:fixed] == bound[: min(fixed, len(version))]
