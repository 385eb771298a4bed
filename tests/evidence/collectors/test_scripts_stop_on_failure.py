"""Shell scripts that save, restore or ship: a step that failed, and what comes after it."""

import pytest

from seatrial.evidence.collectors.delivery import scripts_stop_on_failure
from seatrial.evidence.collectors.shell_scripts import read_script
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

SH = "ops/backup.sh"
DUMP = "pg_dump app > $OUT/app.sql"
PRUNE = "find $OUT -mtime +7 -delete"
ZIPPED = "pg_dump app | gzip > $OUT/app.gz"


def script(*lines: str, shebang: str = "#!/bin/bash") -> dict[str, str]:
    return {SH: "\n".join([shebang, *lines, ""])}


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ((DUMP, PRUNE), ":2"),
        ((DUMP, "", "# all is well", "echo 'backup written'"), ":2"),
        (("set -u", "pg_dump app \\", "  > app.sql", "echo done"), ":3-4"),
        (("sudo -u postgres pg_dump app > a.sql", "echo done"), ":2"),
        (("docker compose exec -T db pg_dump app > a.sql", "echo done"), ":2"),
        (("tar czf a.tgz uploads", "rm -rf uploads"), ":2"),
        (("rsync -a app/ /srv/app/", "printf 'deployed %s' app"), ":2"),
        (("npm ci", "npm run build", "systemctl restart app"), ":2"),
        (("alembic upgrade head", "docker compose -f a.yml up -d"), ":2"),
        (("git pull", "ln -sfn $NEW current"), ":2"),
        (("psql app < a.sql", "echo 'Restore complete'"), ":2"),
        (("save() {", f"  {DUMP}", f"  {PRUNE}", "}", "save"), ":3"),
        (("if true; then", "  pg_dump a > b", "  echo done", "fi"), ":3"),
        (("set -eu", ZIPPED), ":3"),
        (("set -e", f"if ! {ZIPPED}; then", "  exit 1", "fi"), ":3"),
        ((f"{ZIPPED} || exit 1",), ":2"),
        (("set -e", "pg_dump app 2>&1 | gzip > a"), ":3"),
    ],
)
def test_a_script_that_goes_on_is_shown_at_the_step(tmp_path, lines, place):
    found = scripts_stop_on_failure.collect(survey_of(tmp_path, script(*lines)))

    assert seen(found) == [("FAILS", f"{SH}{place}")]


@pytest.mark.parametrize(
    "lines",
    [
        ("set -e", DUMP, PRUNE),
        ("set -Eeuo pipefail", ZIPPED, PRUNE),
        ("set -o errexit", DUMP, PRUNE),
        ("trap 'exit 1' ERR", DUMP, PRUNE),
        (f"{DUMP} || exit 1", PRUNE),
        (f"{DUMP} && {PRUNE}",),
        (f"if {DUMP}; then", f"  {PRUNE}", "fi"),
        (DUMP, "if [ $? -ne 0 ]; then", "  exit 1", "fi", PRUNE),
        (DUMP, "[ -s $OUT/app.sql ] || exit 1", PRUNE),
        (f"{DUMP}", f"[ -s $OUT/app.sql ] && {PRUNE}"),
        ("set -e", ZIPPED, "gzip -t $OUT/app.gz"),
        (ZIPPED, "[ ${PIPESTATUS[0]} = 0 ] || exit 1"),
        ("set -o pipefail", f"{ZIPPED} || exit 1", PRUNE),
        (". ./lib.sh", DUMP, PRUNE),
        (DUMP, "rm -rf $TMPDIR"),
        (DUMP,),
        (PRUNE, DUMP),
        ("tar czf a.tgz uploads", "rm -f other"),
        ("echo 'tar czf, then done'", "echo done"),
        (DUMP, "echo 'now the old one will be restored'"),
        ("cat <<EOF", DUMP, "EOF", "echo done"),
        ('echo "', DUMP, '"', "echo done"),
        ("if a; then", f"  {DUMP}", "else", "  echo done", "fi"),
        ("case $1 in", "a)", f"  {DUMP}", "  ;;", "b)", "  echo done", "  ;;", "esac"),
        ("docker compose pull", "docker compose up -d"),
    ],
)
def test_a_script_that_stops_or_looks_holds(tmp_path, lines):
    found = scripts_stop_on_failure.collect(survey_of(tmp_path, script(*lines)))

    assert seen(found) == [("HOLDS", "")]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (script(DUMP, PRUNE, shebang="#!/bin/sh -e"), "HOLDS"),
        (script(DUMP, PRUNE, shebang="# read by others"), "NOT_APPLICABLE"),
        (script(DUMP, PRUNE, shebang="#!/usr/bin/env python"), "NOT_APPLICABLE"),
        ({"bin/start.sh": "#!/bin/sh\nnpm ci\necho done\n"}, "NOT_APPLICABLE"),
        ({"bin/nightly.sh": f"#!/bin/sh\n{DUMP}\necho done\n"}, "FAILS"),
        ({"tests/backup.sh": f"#!/bin/sh\n{DUMP}\necho done\n"}, "NOT_APPLICABLE"),
        ({SH: b"\0" * 100}, "UNAVAILABLE"),
        ({SH: b"#!/bin/sh\n" * 2_000_000}, "UNAVAILABLE"),
        ({"a": "x"}, "NOT_APPLICABLE"),
    ],
)
def test_only_scripts_that_save_restore_or_ship_are_judged(tmp_path, files, expected):
    found = scripts_stop_on_failure.collect(survey_of(tmp_path, files))

    assert seen(found)[0][0] == expected


@pytest.mark.parametrize(
    "text",
    ["'", '"', "\\\n", "if ", "pg_dump a >& ", "sudo -n ", "find . ", "<<a ", "docker exec -t "],
)
def test_hostile_scripts_take_no_longer_than_their_length(tmp_path, text):
    lines = [text * 100] * 500

    assert scripts_stop_on_failure.collect(survey_of(tmp_path, script(*lines)))


def test_lines_that_belong_together_are_one_step():
    read = read_script(["#!/bin/sh", "a 'b # c", "d' \\", "  e # f", "g |", "h", "i ${#x}"])

    assert read
    assert [(s.start, s.end, s.text) for s in read.steps] == [
        (2, 4, "a 'b # c d'  e"),
        (5, 6, "g | h"),
        (7, 7, "i ${#x}"),
    ]
