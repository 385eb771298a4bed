"""A readiness document of a chosen length, with everything in it that `check-report` reads."""

from pathlib import Path

_PHASE = """\
## {sign} Phase {n}: part {n}

- [x] Reader of part {n}: `src/part{n}.py` (120 lines)
- [{tick}] Checks of part {n}

Unit tests: 14/17 passing (82%), 3 skipped.

| Gate | Target | Status | Metric |
|---|---|---|---|
| G{n} | \u2265 75 % | \u2705 PASS | 8{n} % |

"""


def readiness_document(path: Path, lines: int) -> Path:
    """Writes `lines` lines to `path`."""
    text, n = "# Status report\n\n**Last updated:** 2026-05-20\n\n", 0
    while text.count("\n") < lines:
        n += 1
        done = n % 2
        text += _PHASE.format(sign="\u2705" if done else "\u23f3", n=n, tick="x" if done else " ")
    path.write_text("\n".join(text.split("\n")[:lines]) + "\n", encoding="utf-8")
    return path
