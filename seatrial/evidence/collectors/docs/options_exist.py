"""Every long option that documents give the program is one that it knows.

Whose option it is must be clear: it follows a program of the tree, or stands in a list of options
most of which the sources name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from seatrial.evidence.collectors import commands, vocabulary
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.docs.options_shown import Option, options_shown
from seatrial.evidence.collectors.docs.variables_told import current_documents
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="docs.options-exist",
    statement="Every long option that documents give the program is one that it knows",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Correct the option, restore it, or take it out of the document.",
    effort="S",
)
_SEARCHED = ("every text of the tree that is no document",)
# Frameworks make these.
_OF_FRAMEWORKS = re.compile(r"help.*|version|.*completions?|no-.{0,3}")
_SWITCHED = re.compile(r"^(?:no|with|without|enable|disable)-")
# How many others an owner must have that the sources name.
_FEWEST = 3
_Names = Mapping[str, set[str]]
_NAMED = re.compile(r"--([a-z][\w-]{1,60})|[\"'`]([A-Za-z][\w-]{1,60})[\"'`:=,]")


def collect(survey: Survey) -> list[Evidence]:
    paths = current_documents(survey)
    shown = [o for o in options_shown(survey, paths) if not _OF_FRAMEWORKS.fullmatch(o.name)]
    unread = [*unopened(survey, CHECK), *commands.unparsed(survey, CHECK, paths)]
    if not shown:
        return unread or [survey.not_applicable(CHECK, "no document shows an option of a program")]
    missing = _missing(survey, shown)
    if missing and (path := vocabulary.unread(survey)):
        message = f"'--{missing[0].name}' was not found, and {path!r} was not read"
        return [survey.unavailable(CHECK, message, missing[0].spot)]
    failing = [
        survey.fails(CHECK, f"nothing knows '--{o.name}'", o.spot, searched=_SEARCHED)
        for o in missing
    ]
    held = f"{len({o.name for o in shown})} documented options, none found unknown"
    return survey.fails_or_holds(CHECK, [*failing, *unread], held)


def _missing(survey: Survey, shown: list[Option]) -> list[Option]:
    """The first place of each option that is unknown, where its owner's others are known."""
    known = survey.once("options of programs", lambda: frozenset(_known(survey)))
    gone = vocabulary.absent(survey, {_switch(o.name) for o in shown})
    named, unknown = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for option in shown:
        for place in (option.owner, option.spot.path):
            if _switch(option.name) in gone:
                unknown[place].add(option.name)
            elif vocabulary.plain(option.name) in known:
                named[place].add(option.name)
    first: dict[str, Option] = {}
    for option in shown:
        if option.name in unknown[option.owner] and _is_vouched(option, named, unknown):
            first.setdefault(option.name, option)
    return list(first.values())


def _is_vouched(option: Option, named: _Names, unknown: _Names) -> bool:
    """Whether the sources name most of its owner's options, or one of a few and nearly all others
    of the document: the next section may be about another program."""
    own, page = option.owner, option.spot.path
    if len(named[own]) >= max(_FEWEST, 2 * len(unknown[own])):
        return True
    return bool(named[own]) and len(named[page]) >= max(2 * _FEWEST, 4 * len(unknown[page]))


def _switch(name: str) -> str:
    """What an option switches on or off: `foo` of `no-foo`."""
    return _SWITCHED.sub("", name)


def _known(survey: Survey) -> Iterator[str]:
    """Names that sources write as an option, or in quotes; scripts are documented as well."""
    for entry in survey.sources:
        for option, quoted in _NAMED.findall(survey.snapshot.source(entry.path)):
            yield vocabulary.plain(option or quoted)
