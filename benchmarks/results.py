"""What was measured, section by section, in one JSON file that an interrupted run goes on with."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.machine import Machine
from seatrial import __version__

# Name, figure, unit, goal.
Row = tuple[str, float, str, str]


class Results:
    """The file at `path`. A section that it holds already is not measured again."""

    def __init__(self, path: Path, date: str, machine: Machine) -> None:
        self._path = path
        self._content: dict[str, Any] = {
            "date": date,
            "machine": machine,
            "seatrial": __version__,
            "sections": {},
            "left_out": {},
        }
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept.get("machine") == machine and kept.get("seatrial") == __version__:
                self._content = kept

    @property
    def machine(self) -> Machine:
        return self._content["machine"]

    def has(self, section: str) -> bool:
        return section in self._content["sections"]

    def section(self, name: str) -> Any:
        """What is kept of it, None when there is nothing."""
        return self._content["sections"].get(name)

    def keep(self, section: str, content: Any) -> None:
        self._content["sections"][section] = content
        self._content["left_out"].pop(section, None)
        self._write()

    def leave_out(self, section: str, why: str) -> None:
        self._content["left_out"][section] = why
        self._write()

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(self._content, indent=2, ensure_ascii=False) + "\n")
        part.replace(self._path)


def as_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [
        {"name": name.strip(), "figure": round(figure, 4), "unit": unit, "goal": goal}
        for name, figure, unit, goal in rows
    ]


def told(row: Row) -> str:
    name, figure, unit, goal = row
    return f"{name:<52}{figure:>10.2f} {unit:<9}goal {goal}"
