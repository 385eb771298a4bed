"""What of a model's own words may stand in a certificate: one plain sentence, nothing that counts.

Numbers, paths, statuses and levels come from evidence, through code. A sentence in which the model
states one is dropped, whether it is right or not.
"""

import re

from seatrial.escape import visible

MOST_CHARACTERS = 240
_STATED = re.compile(
    r"\d|[/\\@#<>{}`|*_\[\]]|https?:|\w\.\w"
    r"|\b(?:pass(?:es|ed)?|fail(?:s|ed)?|pending|waived|approved|rejected|conditional|verified"
    r"|bronze|silver|gold|cve|cwe|critical|high|medium|low|percent|one|two|three|four|five|ten"
    r"|hundred|thousand|million)\b",
    re.IGNORECASE,
)


def sentence(said: str) -> str:
    """`said` as one line, or '' when it states what only code may state, or is no sentence."""
    line = visible(" ".join(said.split()))
    if not 0 < len(line) <= MOST_CHARACTERS or _STATED.search(line):
        return ""
    return line
