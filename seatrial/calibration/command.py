"""What `seatrial calibrate` does: measures a model, keeps what was measured, shows it."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from seatrial.calibration.measure import calibrate
from seatrial.calibration.measured import (
    Calibration,
    Measured,
    calibration_file,
    read_calibration,
)
from seatrial.calibration.pool import Everyday, ordinary_excerpts, versions
from seatrial.escape import terminal
from seatrial.files import write_whole
from seatrial.llm.backend import Backend, BackendUnavailable
from seatrial.llm.cache import AnswerCache, CachedBackend
from seatrial.llm.choose import Chosen
from seatrial.llm.patient import patient
from seatrial.prompts.book import CatalogueQuestion
from seatrial.shares import wilson

_HEAD = f"{'question':<34}{'form':<10}{'AUC':>5}{'found':>8}{'false':>7}{'alarms':>8}  use"


def calibrate_model(chosen: Chosen, folder: Path, told: Callable[[str], None]) -> str:
    """Measure the chosen model and write its calibration into `folder`; the table that it makes.

    Answers are kept as they come: an interrupted calibration goes on where it was.
    """
    if chosen.backend is None:
        raise BackendUnavailable(chosen.reason)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    answers = AnswerCache(folder / "answers.sqlite")
    backend = CachedBackend(patient(chosen.backend, None), answers)
    try:
        found = _measure(backend, told)
    finally:
        backend.close()
    path = folder / calibration_file(found.digest)
    write_whole(path, (found.model_dump_json(indent=2) + "\n").encode())
    return "\n".join([*table(found), f"kept in {terminal(str(path))}"])


def what_was_measured(chosen: Chosen, own: Path) -> list[str]:
    """The table of the chosen model, or the command that would make it."""
    found = read_calibration(chosen.backend.card(), own) if chosen.backend else None
    return table(found) if found else ["not measured on any question; run `seatrial calibrate`"]


def table(calibration: Calibration) -> list[str]:
    """One line a question: what share of bad, clean and ordinary excerpts it suspects."""
    asked = sum(m.asked for m in calibration.questions)
    head = (
        f"{calibration.model}, {calibration.engine}: {asked} of {len(calibration.questions)}"
        f" questions usable; measured on {calibration.measured_on}, {calibration.seconds:.0f} s"
    )
    return [terminal(head), _HEAD, *(_line(m) for m in calibration.questions)]


def _line(m: Measured) -> str:
    low, high = wilson(m.found, m.bad)
    use = f"asked; finds {low:.0%} to {high:.0%}" if m.asked else "left to a reader"
    use += f"; {m.confirmed} of {m.judged} true on real code" if m.judged else ""
    return (
        f"{m.question:<34}{m.form:<10}{m.auc:>5.2f}{m.found:>5}/{m.bad:<2}{m.false:>4}/{m.clean:<2}"
        f"{m.alarms:>5}/{m.ordinary:<3} {use}"
    )


def _measure(backend: Backend, told: Callable[[str], None]) -> Calibration:
    with tempfile.TemporaryDirectory(prefix="seatrial-") as private:

        def ordinary(book: Iterable[CatalogueQuestion]) -> Sequence[Everyday]:
            return ordinary_excerpts(Path(private), book)

        return calibrate(backend, ordinary, versions(), told)
