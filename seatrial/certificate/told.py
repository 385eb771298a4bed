"""What `--verbose` adds to the summary of an audit: every gate, and what was read for what."""

from collections.abc import Iterator

from seatrial.certificate.model import Certificate, ModelReading

_MOST_LEFT = 5


def told(certificate: Certificate) -> list[str]:
    """Plain lines, not escaped."""
    gates = [f"{g.gate:<4}{g.status:<15}{g.title}: {g.reason}" for g in certificate.gates]
    model = certificate.reading.model
    return [*gates, *(_reading(model) if model else [certificate.reading.mode])]


def _reading(model: ModelReading) -> Iterator[str]:
    shown = sum(model.lines.values())
    yield (
        f"{model.name} was shown {model.excerpts} of {model.eligible} excerpts that its questions"
        f" fit: {shown} lines of {len(model.lines)} files"
    )
    for q in model.asked:
        yield (
            f"asked {q.question} of {q.asked} of {q.fitting} fitting places, {q.suspicious}"
            f" suspicious; finds {q.found} of {q.bad} bad examples"
        )
    if model.not_asked:
        yield f"left to a human reader: {', '.join(q.question for q in model.not_asked)}"
    for left in model.left[:_MOST_LEFT]:
        yield f"not read: {left.path}: {left.reason}"
    if len(model.left) > _MOST_LEFT:
        yield f"not read: {len(model.left) - _MOST_LEFT} more places, all in certificate.json"
