"""The challenger: reads every drafted finding a second time, wider, and tries to refute it.

Two prompts on one model agreeing is a filter, not evidence: what it lets through is a finding
that a person rules on.
"""

import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from seatrial.agents.excerpts import Excerpt
from seatrial.evidence.finding import Finding, Standing
from seatrial.llm.backend import Backend, Question
from seatrial.prompts.book import CatalogueQuestion, between_markers, neutral, render
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot
from seatrial.vectorstore.chunks import Chunk

# Nats of yes against no: within it the two readings are too close to tell.
DOUBT = 0.5
_MOST_CONTEXT = 2400
_HASH_COMMENT = re.compile(r"(?m)(^|\s)#(?!!).*$")
_SLASH_COMMENT = re.compile(r"(?m)(^|\s)//.*$")


@dataclass(frozen=True)
class Challenger:
    """Asks again with comments masked and the surroundings shown. `margin` shifts the verdict:
    a claim stands when logprob(yes) - logprob(no) exceeds it."""

    backend: Backend
    snapshot: Snapshot
    secret: bytes
    margin: float = 0.0

    def challenge(
        self,
        finding: Finding,
        question: CatalogueQuestion,
        excerpt: Excerpt,
        surroundings: Sequence[Chunk],
    ) -> Finding:
        """`finding` with its standing: verified, doubtful or refuted."""
        if refuted_by_rule(finding, question, excerpt):
            return finding.model_copy(update={"standing": Standing.REFUTED})
        prompt = render(
            "challenge",
            path=neutral(excerpt.path),
            excerpt=between_markers(masked(excerpt.text, excerpt.language), self.secret),
            context=between_markers(_context(surroundings, excerpt), self.secret),
            quote=between_markers(finding.places[0].quote, self.secret),
        )
        claim = render("claim", statement=question.statement)
        (score,) = self.backend.decide(prompt, [Question(id=f"{question.id}?", prompt=claim)])
        return finding.model_copy(update={"standing": self._standing(score)})

    def _standing(self, score: float) -> Standing:
        if score > self.margin + DOUBT:
            return Standing.VERIFIED
        return Standing.DOUBTFUL if score > self.margin - DOUBT else Standing.REFUTED


def refuted_by_rule(finding: Finding, question: CatalogueQuestion, excerpt: Excerpt) -> bool:
    """What needs no model to be refuted: a quote that is only a comment or only a test's."""
    if excerpt.role not in question.roles:
        return True
    code = masked(finding.places[0].quote, excerpt.language)
    return excerpt.role is not Role.DOCS and not code.strip()


def masked(text: str, language: str) -> str:
    """`text` with its comments blanked, so that they cannot plead. Docstrings stay: they are
    what several questions are about."""
    if language == "python":
        return _without_python_comments(text)
    if language in ("markdown", "restructuredtext", "asciidoc"):
        return text
    pattern = _HASH_COMMENT if language in ("shell", "yaml", "dockerfile") else _SLASH_COMMENT
    return pattern.sub(r"\1", text)


def _without_python_comments(text: str) -> str:
    lines = text.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column].rstrip()
    except (tokenize.TokenError, SyntaxError):
        return _HASH_COMMENT.sub(r"\1", text)  # a piece of a file need not be whole
    return "\n".join(lines)


def _context(surroundings: Sequence[Chunk], excerpt: Excerpt) -> str:
    """The nearest other pieces, as far as they fit."""
    shown: list[str] = []
    for chunk in surroundings:
        inside = chunk.path == excerpt.path and chunk.start <= excerpt.end
        if inside and chunk.end >= excerpt.start:
            continue
        piece = f"{chunk.path}:{chunk.start}\n{masked(chunk.text, chunk.language)}"
        if sum(map(len, shown)) + len(piece) <= _MOST_CONTEXT:
            shown.append(piece)
    return "\n\n".join(shown) or "(nothing else was found)"
