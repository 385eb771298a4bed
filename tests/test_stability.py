"""Where, by whom and in what language a tree is audited changes no byte of the evidence."""

import os
import shutil
import subprocess

from tests.test_cli import COMMAND, home
from tests.trees import EXAMPLES

__all__ = ["home"]
PLACES = (
    {"TZ": "UTC", "LC_ALL": "C", "USER": "ada", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "USER": "root", "PYTHONHASHSEED": "77"},
    {"TZ": "America/St_Johns", "LANG": "de_DE", "LOGNAME": "x y", "COLUMNS": "20"},
)


def test_path_user_locale_time_zone_and_hash_seed_change_no_byte_of_the_evidence(home, tmp_path):
    seen = set()
    for number, place in enumerate(PLACES):
        tree = tmp_path / f"a place {number}" / ("deep/" * number) / "parcelgate"
        shutil.copytree(EXAMPLES / "parcelgate", tree)
        papers = tmp_path / f"papers{number}"
        where = ["--state", str(tmp_path / f"state{number}"), "--output", str(papers)]
        subprocess.run(
            [*COMMAND, "audit", str(tree), "--depth", "quick", "--quiet", *where],
            env={"PATH": os.environ["PATH"], "HOME": str(home), **place},
            cwd=tree.parent,
            check=True,
            capture_output=True,
        )
        seen.add((papers / "evidence.jsonl").read_bytes())
    assert len(seen) == 1
