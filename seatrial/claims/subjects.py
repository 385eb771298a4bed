"""What a line is about: the words that name its subject, without those that name nothing."""

import re

from seatrial.claims.marks import unmarked
from seatrial.claims.model import Kind, Piece

_CUT = re.compile(r"\s[-–—]\s|:\s|\s?[(\[]|:$|\s→")
_NUMBERED = re.compile(r"^\W*\d{1,2}(\.\d{1,2})*[.)]?\s+")
_ID = re.compile(r"\W*[A-Z]{1,4}-?\d{1,3}\W*|\W*\d{1,3}\W*")
_GENERIC = frozenset(
    "a an and the of for to in on with by all our is are be been or system systems status health"
    " deployment integration implementation implemented core container containers service services"
    " management configuration config configured infrastructure completeness readiness compliance"
    " generation generated suite defined created enabled working functional overview summary issue"
    " issues complete completed completion progress state current overall report analysis setup"
    " ready done new basic full support added update updated production metrics quality work"
    " pending failed passed pass fail open low medium high critical minor major priority what"
    " phase phases item items task tasks feature features component components s".split()
)
_WORD = re.compile(r"[A-Za-z0-9][\w.+/-]*")
_MOST = 5
_KINDS = frozenset({"test"})  # a name for many things of a kind, not for one of them


def subject_of(piece: Piece) -> frozenset[str]:
    """The words that name what `piece` is about; none when it is a sentence or says nothing."""
    if piece.kind in (Kind.PROSE, Kind.CODE):
        return frozenset()
    text = piece.cells[0] if piece.cells else piece.text
    if len(piece.cells) > 2 and _ID.fullmatch(text):
        text = piece.cells[1]
    plain = _NUMBERED.sub("", unmarked(text)).strip(" *_`")
    words = [_stem(w) for w in _WORD.findall(_CUT.split(plain, maxsplit=1)[0])]
    telling = frozenset(w for w in words if w not in _GENERIC)
    if telling <= _KINDS:
        return frozenset()
    return telling if len(words) <= _MOST + 2 and len(telling) <= _MOST else frozenset()


def _stem(word: str) -> str:
    """`Tests` and `test`, `operational` and `operations` name one thing."""
    plain = word.lower().strip(".-/")
    if plain in _GENERIC:
        return plain
    for ending in ("s", "al"):
        if len(plain) > len(ending) + 3 and not plain.endswith("ss"):
            plain = plain.removesuffix(ending)
    return plain
