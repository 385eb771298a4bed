"""The challenger: reads every drafted finding a second time, wider, and tries to refute it.

Two prompts on one model agreeing is a filter, not evidence: what it lets through is a finding
that a person rules on.
"""

import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seatrial.agents.excerpts import Excerpt
from seatrial.calibration.measured import Measured
from seatrial.evidence.finding import Finding, Standing
from seatrial.llm.backend import Backend
from seatrial.prompts.book import (
    CatalogueQuestion,
    between_markers,
    instructions,
    named,
    render,
)
from seatrial.prompts.forms import decided
from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk

# Nats: this close below its threshold a second reading does not refute, it doubts.
DOUBT = 0.25
_MOST_CONTEXT = 2400
_HASH_COMMENT = re.compile(r"(?m)(^|\s)#(?!!).*$")
_SLASH_COMMENT = re.compile(r"(?m)(^|\s)//.*$")


@dataclass(frozen=True)
class Challenger:
    """Puts the question again, in the form it was measured in and against the same threshold,
    with comments masked and the surroundings shown."""

    backend: Backend
    secret: bytes
    measured: Mapping[str, Measured]

    def challenge(
        self,
        finding: Finding,
        question: CatalogueQuestion,
        excerpt: Excerpt,
        surroundings: Sequence[Chunk],
        beside: str = "",
    ) -> Finding:
        """`finding` with its standing: verified, doubtful or refuted. `beside` is the prompt of
        the question's companion."""
        standing = Standing.REFUTED
        if not refuted_by_rule(finding, question, excerpt):
            prompt = self._prompt(finding, question, excerpt, surroundings)
            standing = self._standing(prompt, question, self.measured[question.id], beside)
        return finding.model_copy(update={"standing": standing})

    def _prompt(
        self,
        finding: Finding,
        question: CatalogueQuestion,
        excerpt: Excerpt,
        surroundings: Sequence[Chunk],
    ) -> str:
        judged = question.of_comments
        text = excerpt.text if judged else masked(excerpt.text, excerpt.language)
        return render(
            "challenge",
            path=named(excerpt.path),
            excerpt=between_markers(text, self.secret),
            context=between_markers(_context(surroundings, excerpt), self.secret),
            quote=between_markers(finding.places[0].quote, self.secret),
        )

    def _standing(
        self, prompt: str, question: CatalogueQuestion, known: Measured, beside: str
    ) -> Standing:
        score = decided(
            self.backend, prompt, question, known.form, beside=beside, system=instructions()
        )
        if score > known.threshold:
            return Standing.VERIFIED
        return Standing.DOUBTFUL if score > known.threshold - DOUBT else Standing.REFUTED


def refuted_by_rule(finding: Finding, question: CatalogueQuestion, excerpt: Excerpt) -> bool:
    """What needs no model to be refuted: a quote that is only a comment or only a test's, or code
    that shows the opposite."""
    if excerpt.role not in question.roles:
        return True
    if question.refuted(masked(excerpt.text, excerpt.language)):
        return True
    if excerpt.role is Role.DOCS or question.of_comments:
        return False
    return not masked(finding.places[0].quote, excerpt.language).strip()


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
