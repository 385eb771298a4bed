"""Whether a test is named for sameness itself, so that it may compare a thing with itself."""

import re

# Equality and its laws; a value that is kept, or that must not change between two readings.
_WORDS = re.compile(
    r"(?i)\b(eq|ne|cmp|nans?|self|itself|ident\w*|same\w*|equal\w*|equiv\w*|inequal\w*|unequal\w*"
    r"|reflexiv\w*|symmetr\w*|compar\w*|hash(able)?|operators?|dunder\w*|magic|matchers?"
    r"|cach\w*|memo\w*|lazy|lazily|stable|stabil\w*|determin\w*|consisten\w*|idempot\w*|repeat\w*"
    r"|twice|once|singletons?|prox(y|ies)|immutab\w*|unchanged|preserv\w*|never change[sd]?"
    r"|assert (is|in))\b|\btoBe\b"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST = 300


def speaks_of_sameness(name: str) -> bool:
    """`test_eq`, `testEqualsAndHashCode`, "returns the same instance"; not `test_sequence`."""
    short = name[:_LONGEST]
    words = _HUMP.sub(" ", short).replace("_", " ")
    return bool(_WORDS.search(words) or _WORDS.search(short))
