"""Writes a kit, whole or not at all; the same commit on a like machine gives the same bytes."""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from string import Template

from kit.bill import bill_of
from kit.check import ABOUT, FORMAT, SUMS, here
from kit.source import Source, committed, digest, unpack
from kit.wheels import Wheel, build, gather, least
from seatrial.errors import UsageError
from seatrial.llm.weights import digest_of

LOCK = "requirements/run.txt"
BILL = "sbom.cdx.json"
# From the source to the top of the kit.
_COPIED = ("kit/check.py", "kit/install.sh", "Containerfile", "LICENSE", "NOTICE")
_TOKENIZER = "seatrial/vectorstore/data/minilm-tokenizer.json"
_README = "kit/README.txt"
Told = Callable[[str], None]


def make_kit(root: Path, target: Path, weights: Path | None, told: Told = lambda _: None) -> str:
    """Write the kit of the commit at `root` to `target`, with `weights` or without. Returns one
    line. Raises UsageError, RunFailed."""
    source = committed(root)
    if source.changed:
        told("what is not committed is not in the kit")
    _refuse_other(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".kit-") as name:
        scratch = Path(name)
        made, tree = scratch / "kit", scratch / "tree"
        unpack(source.archive(""), tree)
        about = _fill(made, tree, source, weights, told)
        _restrict(made)
        if target.exists():
            target.rename(scratch / "old")
        made.rename(target)
    size = sum(p.stat().st_size for p in target.rglob("*") if p.is_file())
    return (
        f"{target}: Seatrial {about['version']}, commit {about['commit'][:12]}, {size / 1e6:.0f} MB"
    )


def _refuse_other(target: Path) -> None:
    """A kit, or an empty folder, is replaced; nothing else is."""
    if target.exists() and not (target.is_dir() and ((target / ABOUT).exists() or _empty(target))):
        raise UsageError(f"{str(target)!r} is there and is no kit; name another with KIT=")


def _empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def _fill(
    made: Path, tree: Path, source: Source, weights: Path | None, told: Told
) -> dict[str, str]:
    wheelhouse = made / "wheels"
    wheelhouse.mkdir(parents=True)
    told("bringing the packages of the lock, some minutes")
    wheels = gather(tree / LOCK, wheelhouse, made.parent)
    ours = build(tree, wheelhouse)
    (made / "requirements.txt").write_text("".join(w.requirement for w in wheels))
    (made / "seatrial.txt").write_text(ours.requirement)
    archive = f"{ours.name}-{ours.version}"
    (made / f"{archive}.tar.gz").write_bytes(source.archive(archive))
    if weights:
        told("copying the weights")
        (made / "weights").mkdir()
        shutil.copyfile(weights, made / "weights" / weights.name)
    for name in _COPIED:
        shutil.copyfile(tree / name, made / Path(name).name)
    about = _about(source, ours, [w.file for w in wheels], digest((tree / LOCK).read_bytes()))
    (made / ABOUT).write_text(json.dumps(about, indent=1) + "\n")
    (made / "README.txt").write_text(_readme(tree, about, with_weights=weights is not None))
    (made / BILL).write_bytes(_bill(made, tree, source, about, (ours, *wheels)))
    (made / SUMS).write_text("".join(f"{sha}  {name}\n" for name, sha in digests(made).items()))
    return about


def _about(source: Source, ours: Wheel, files: Sequence[str], lock: str) -> dict[str, str]:
    machine = here()
    return {
        "format": FORMAT,
        "version": ours.version,
        "commit": source.commit,
        "lock": lock,
        **machine,
        "least": least(files, machine["least"]),
    }


def _readme(tree: Path, about: dict[str, str], *, with_weights: bool) -> str:
    left_out = (
        "The weights of the embedded model were left out: audits are by tools alone, or with\n"
    )
    words = {
        **about,
        "weights": "weights/           the embedded model's weights (Apache-2.0)"
        if with_weights
        else left_out + "an Ollama that you bring.",
    }
    return Template((tree / _README).read_text(encoding="utf-8")).substitute(words)


def _bill(
    made: Path, tree: Path, source: Source, about: dict[str, str], wheels: Sequence[Wheel]
) -> bytes:
    """Of what is carried: packages, weights, tokenizer, source."""
    others = {n: d for n, d in digests(made).items() if n.startswith("weights/")}
    others |= {p.name: digest(p.read_bytes()) for p in made.glob("*.tar.gz")}
    if (tree / _TOKENIZER).is_file():
        others[_TOKENIZER] = digest((tree / _TOKENIZER).read_bytes())
    return bill_of(about, source.committed_at, wheels[0], wheels[1:], others)


def digests(folder: Path) -> dict[str, str]:
    """Every file below `folder`, by its path, sorted as bytes are."""
    files = (p for p in folder.rglob("*") if p.is_file())
    named = {p.relative_to(folder).as_posix(): p for p in files}
    return {name: digest_of(named[name]) for name in sorted(named)}


def _restrict(folder: Path) -> None:
    """Everybody may read it and nobody but its owner write: it holds nothing that is private."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.suffix == ".sh" else 0o644)
