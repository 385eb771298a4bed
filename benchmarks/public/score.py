"""Scores the public sets that are in a folder: `owasp` and `secmutbench`, as docs/benchmarks.md
says how to bring them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.public import owasp, pairs
from benchmarks.public.tools import findings


def sets(folder: Path, peers: Path | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and scores of each set that is there, ready for JSON."""
    if (folder / "owasp").is_dir():
        yield "BenchmarkPython", _owasp((folder / "owasp").resolve(), peers)
    if (folder / "secmutbench").is_dir():
        yield "SecMutBench", _pairs((folder / "secmutbench").resolve(), peers)


def _owasp(folder: Path, peers: Path | None) -> dict[str, Any]:
    known, tools = owasp.cases(folder), {}
    with tempfile.TemporaryDirectory() as private:
        for tool, found in findings(folder, peers, Path(private)):
            rows = owasp.categories(known, tool, found)
            tools[tool] = {
                "overall": round(owasp.overall(rows), 4),
                "categories": {
                    r.name: [round(r.youden, 3), r.hits, r.weak, r.alarms, r.sound] for r in rows
                },
            }
    return {"source": owasp.SOURCE, "commit": owasp.COMMIT, "cases": len(known), "tools": tools}


def _pairs(folder: Path, peers: Path | None) -> dict[str, Any]:
    known, tools = pairs.pairs(folder), {}
    with tempfile.TemporaryDirectory() as private:
        tree = Path(private) / "pairs"
        pairs.write(known, tree)
        for tool, found in findings(tree, peers, Path(private)):
            by_cwe = pairs.scores(known, tool, found)
            whole = pairs.together(list(by_cwe.values()))
            tools[tool] = {
                "overall": round(whole.youden, 4),
                "told_apart": whole.apart,
                "categories": {
                    f"CWE-{cwe}": [round(s.youden, 3), s.weak, s.pairs, s.sound, s.pairs]
                    for cwe, s in by_cwe.items()
                },
            }
    return {"source": pairs.SOURCE, "commit": pairs.COMMIT, "pairs": len(known), "tools": tools}


def told(name: str, scored: dict[str, Any]) -> list[str]:
    """Youden's index of each category, then weak ones named and sound ones named."""
    tools = scored["tools"]
    lines = [f"{name} ({scored['source']} at {scored['commit'][:12]})"]
    lines.append(f"  {'':<18}" + "".join(f"{tool:<28}" for tool in tools))
    categories = sorted({c for t in tools.values() for c in t["categories"]})
    for category in categories:
        lines.append(f"  {category:<18}" + "".join(_cell(t, category) for t in tools.values()))
    lines.append(f"  {'overall':<18}" + "".join(f"{t['overall']:<28.3f}" for t in tools.values()))
    return lines


def _cell(tool: dict[str, Any], category: str) -> str:
    youden, hits, weak, alarms, sound = tool["categories"][category]
    return f"{f'{youden:+.2f}  {hits}/{weak}  {alarms}/{sound}':<28}"
