"""Answers a question from a sheet of facts, when a rule says which fact it asks for."""

from seatrial.answers.model import Answer, Kind
from seatrial.answers.route import route
from seatrial.answers.sheet import Sheet
from seatrial.answers.topics import topics


def answer_fact(sheet: Sheet, question: str) -> Answer | None:
    """The fact that `question` asks for; None when no rule fits or nothing is known of it."""
    found = route(sheet, question)
    if found is None:
        return None
    sentences = sheet.told(found.topic, found.subject)
    if not sentences:
        return None
    notes = (*sheet.notes, *(sheet.judged_by if topics().judged(found.topic) else ()))
    return _answer(sheet, question, Kind.FACT, sentences=sentences, route=found.topic, notes=notes)


def not_stated(sheet: Sheet, question: str, *notes: str) -> Answer:
    """The honest answer when nothing that was checked answers `question`."""
    return _answer(sheet, question, Kind.NOT_STATED, notes=(*sheet.notes, *notes))


def _answer(sheet: Sheet, question: str, kind: Kind, **more: object) -> Answer:
    known = {"tree": sheet.tree, "commit": sheet.commit}
    return Answer.model_validate({"question": question, "kind": kind, **known, **more})
