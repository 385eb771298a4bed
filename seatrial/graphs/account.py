"""The account of a reading: what the certificate says of the model's part."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from seatrial.agents.model import Drafted, Unread
from seatrial.certificate.model import Asked, Left, ModelReading, NotAsked, Tokens
from seatrial.evidence.finding import Standing
from seatrial.graphs.reading import ReadingRoom, ReadRecord
from seatrial.prompts.book import TEMPLATES, template_hash

_MEASURED = {
    "prompt", "form", "threshold", "found", "bad", "false", "clean", "alarms", "ordinary",
}  # fmt: skip


def model_reading(
    room: ReadingRoom, record: ReadRecord, drafts: Sequence[Drafted], merged: int, kept: int
) -> ModelReading:
    """Everything but the cost, which differs between equal readings."""
    card, reading = room.library.backend.card(), room.reading
    standings = Counter(f.standing for d in drafts for f in d.findings)
    return ModelReading(
        name=card.name,
        digest=card.digest,
        backend=card.backend,
        host=card.host,
        context=card.context,
        quantisation=card.quantisation,
        version=card.version,
        measured=_measured(room),
        depth=reading.depth,
        allowance=reading.allowance,
        prompts={name: template_hash(name) for name in TEMPLATES},
        asked=_asked(room, record),
        not_asked=_not_asked(room),
        excerpts=record.excerpts,
        eligible=record.eligible,
        lines=_lines(record),
        left=_left([*record.unread, *(u for d in drafts for u in d.left)]),
        suspected=sum(d.suspected for d in drafts),
        drafted=sum(len(d.findings) for d in drafts),
        unquoted=sum(d.unquoted for d in drafts),
        unworded=sum(d.unworded for d in drafts),
        invalid=sum(d.invalid for d in drafts),
        refuted=standings[Standing.REFUTED],
        doubtful=standings[Standing.DOUBTFUL],
        merged=merged,
        kept=kept,
        stopped=record.stopped,
    )


def tokens_of(room: ReadingRoom) -> Tokens:
    """What this run itself asked of the model; answers from the cache cost nothing."""
    usage = room.library.backend.usage()
    return Tokens(
        calls=usage.calls,
        sent=usage.sent,
        evaluated=usage.evaluated,
        generated=usage.generated,
        seconds=round(usage.seconds, 2),
    )


def _asked(room: ReadingRoom, record: ReadRecord) -> tuple[Asked, ...]:
    asked = Counter(d.question for d in record.decisions)
    suspicious = Counter(d.question for d in record.decisions if d.suspicious)
    left = Counter(u.question for u in record.unread)
    return tuple(
        Asked(
            question=q.id,
            statement=q.statement,
            gate=q.gate,
            fitting=asked[q.id] + left[q.id],
            asked=asked[q.id],
            suspicious=suspicious[q.id],
            **room.measured[q.id].model_dump(include=_MEASURED),
        )
        for q in room.asked
    )


def _measured(room: ReadingRoom) -> str:
    known = room.library.calibration
    return f"{known.measured_on} with {known.engine}" if known else ""


def _not_asked(room: ReadingRoom) -> tuple[NotAsked, ...]:
    return tuple(
        NotAsked(question=q, statement=room.book[q].statement, gate=room.book[q].gate, reason=why)
        for q, why in room.not_asked()
    )


def _lines(record: ReadRecord) -> dict[str, int]:
    """Lines that the model was shown, by path; a line shown twice counts once."""
    shown: dict[str, set[int]] = defaultdict(set)
    for decision in record.decisions:
        shown[decision.path].update(range(decision.start, decision.end + 1))
    return {path: len(lines) for path, lines in sorted(shown.items())}


def _left(unread: Sequence[Unread]) -> tuple[Left, ...]:
    """Places where a fitting question was not asked, or its suspicion not drafted."""
    places = {(u.path, u.start, u.end, u.reason) for u in unread}
    return tuple(Left(path=f"{p}:{a}-{b}", reason=why) for p, a, b, why in sorted(places))
