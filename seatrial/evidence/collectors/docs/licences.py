"""Recognises a licence by its own words, and reads what a manifest says of it."""

import re
from dataclasses import dataclass

from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Entry, Mode

FILES = re.compile(
    r"(un)?licen[cs]es?([-_.][^/]*)?|copying([-_.][^/]*)?|[\w.]+[-_]licen[cs]e(\.\w+)?"
    r"|(LICENSES|LICENCES)/[^/]+",
    re.IGNORECASE,
)
SEARCHED = ("LICENSE*", "LICENCE*", "COPYING*", "UNLICENSE*", "LICENSES/*", "at the top level")
OWN = "own terms"

# Words that stand in no other licence, in the order in which they must be tried: a text that
# holds the first is not yet one that holds the second.
_PHRASES: tuple[tuple[str, str], ...] = (
    ("AGPL-3.0", r"gnu affero general public license version 3"),
    ("LGPL-3.0", r"gnu lesser general public license version 3"),
    ("LGPL-2.1", r"gnu lesser general public license version 2\.1"),
    ("LGPL-2.0", r"gnu library general public license version 2"),
    ("GPL-3.0", r"gnu general public license version 3"),
    ("GPL-2.0", r"gnu general public license version 2"),
    ("Apache-2.0", r"apache license,? version 2\.0"),
    ("MPL-2.0", r"mozilla public license,? (version|v\.) ?2\.0"),
    ("EUPL-1.2", r"european union public licen[cs]e v\. ?1\.2"),
    ("EPL-2.0", r"eclipse public license - v 2\.0"),
    ("BUSL-1.1", r"business source license 1\.1"),
    ("Elastic-2.0", r"elastic license 2\.0"),
    ("SSPL-1.0", r"server side public license"),
    ("CC0-1.0", r"cc0 1\.0 universal|creative commons legal code cc0"),
    ("CC-BY-SA-4.0", r"attribution-sharealike 4\.0 international"),
    ("CC-BY-4.0", r"attribution 4\.0 international"),
    ("Unlicense", r"this is free and unencumbered software released into the public domain"),
    ("BSL-1.0", r"boost software license - version 1\.0"),
    ("PSF-2.0", r"python software foundation license version 2"),
    ("Zlib", r"this notice may not be removed or altered from any source distribution"),
    ("BSD-4-Clause", r"all advertising materials mentioning features"),
    ("BSD-3-Clause", r"redistribution and use in source and binary .{0,1500}neither the names? of"
     r"|redistribution and use in source and binary .{0,1500}may not be used to endorse"
     r"|redistribution and use in source and binary .{0,1500}may be used to endorse"),
    ("BSD-2-Clause", r"redistribution and use in source and binary forms"),
    ("0BSD", r"use, copy, modify, and/or distribute this software for any purpose with or without "
     r"fee is hereby granted\. the software"),
    ("ISC", r"permission to use, copy, modify, and(/or)? distribute this software for any purpose"),
    ("MIT-0", r"publish, distribute, sublicense, and/or sell copies of the software, and to permit "
     r"persons to whom the software is furnished to do so\. the software"),
    ("MIT", r"permission is hereby granted, free of charge, to any person obtaining a copy of this "
     r"software and associated documentation files"),
    ("WTFPL", r"do what the fuck you want to public license"),
    (OWN, r"all rights reserved|proprietary|confidential|may not be (copied|used|distributed)"),
)  # fmt: skip
_MATCHERS = tuple((name, re.compile(pattern)) for name, pattern in _PHRASES)

# What manifests write instead of an SPDX id.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"\bagpl[- ]?v?3|affero", "AGPL-3.0"),
    (r"\blgpl[- ]?v?3", "LGPL-3.0"),
    (r"\blgpl[- ]?v?2\.?1", "LGPL-2.1"),
    (r"\bgpl[- ]?v?3|general public license v3", "GPL-3.0"),
    (r"\bgpl[- ]?v?2|general public license v2", "GPL-2.0"),
    (r"\bapache", "Apache-2.0"),
    (r"\bmpl|mozilla", "MPL-2.0"),
    (r"\beupl", "EUPL-1.2"),
    (r"\b0bsd", "0BSD"),
    (r"\bbsd[- ]?(3|three)|\b3[- ]clause|new bsd|modified bsd", "BSD-3-Clause"),
    (r"\bbsd[- ]?(2|two)|\b2[- ]clause|simplified bsd", "BSD-2-Clause"),
    (r"\bmit-0", "MIT-0"),
    (r"\bmit\b|expat", "MIT"),
    (r"\bisc\b", "ISC"),
    (r"\bunlicense\b", "Unlicense"),
    (r"\bcc0", "CC0-1.0"),
    (r"\bbsl-1\.0|boost", "BSL-1.0"),
    (r"\bzlib", "Zlib"),
    (r"\bpsf|python software foundation", "PSF-2.0"),
    (r"\bbusl|business source", "BUSL-1.1"),
    (r"\bcc-by-sa-4", "CC-BY-SA-4.0"),
    (r"\bcc-by-4", "CC-BY-4.0"),
    (r"proprietary|licenseref|commercial|unlicensed|see licen[cs]e|other", OWN),
)


@dataclass(frozen=True)
class LicenceText:
    """A licence file and what its text is: an SPDX id without "-only", OWN, or '' if unknown."""

    path: str
    licence: str
    words: int


def licence_entries(survey: Survey) -> list[Entry]:
    """Paths at the top level that are named like a licence, links included."""
    return [
        e
        for e in survey.snapshot.entries
        if FILES.fullmatch(e.path) and e.mode is not Mode.FOLDER and not e.path.endswith(".py")
    ]


def licence_texts(survey: Survey) -> list[LicenceText]:
    found = []
    for entry in licence_entries(survey):
        if entry.text:
            text = survey.snapshot.source(entry.path)
            found.append(LicenceText(entry.path, recognise(text), len(text.split())))
    return found


def recognise(text: str) -> str:
    """The licence that `text` is, '' when it is none of those known here."""
    plain = re.sub(r"[\s*#>\"'“”‘’`=_]+", " ", text[:60_000]).lower()
    return next((name for name, matcher in _MATCHERS if matcher.search(plain)), "")


def stated_licences(statement: str) -> set[str]:
    """The licences that a manifest's field names, in the words used here."""
    lower = statement.lower()
    return {name for pattern, name in _SPELLINGS if re.search(pattern, lower)}
