import pytest

from seatrial.evidence.collectors.recovery import (
    chaos_scenarios,
    graceful_shutdown,
    restore_tested,
    rollback_documented,
    signals_reach_program,
)
from tests.evidence.observed import SERVICE, example, lines, observe, outcomes

STOPS = f"import signal\n{SERVICE}signal.signal(signal.SIGTERM, stop)\n"
BROKEN = "def f(:\n"


NODE = "#!/usr/bin/env node\nprocess.on('SIGTERM', stop);\n"
BIN = '{"bin": {"serve": "./bin/serve"}}'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": STOPS}, ["HOLDS"]),
        ({"app.py": SERVICE, "Dockerfile": "FROM x\nCMD gunicorn app:app\n"}, ["HOLDS"]),
        ({"app.py": SERVICE, "Procfile": "web: uvicorn app:app\n"}, ["HOLDS"]),
        ({"app.py": SERVICE, "package.json": '{"scripts": {"start": "next start"}}'}, ["HOLDS"]),
        ({"app.py": SERVICE, "package.json": '{"scripts": {"start": "next build"}}'}, ["FAILS"]),
        ({"app.py": SERVICE}, ["FAILS"]),
        ({"app.py": SERVICE, "examples/a.py": STOPS}, ["FAILS"]),
        ({"app.py": SERVICE, "bin/serve": NODE, "package.json": BIN}, ["HOLDS"]),
        ({"app.py": SERVICE, "bin/tidy": NODE, "package.json": BIN}, ["FAILS"]),
        ({"app.py": SERVICE, "b.py": BROKEN}, ["UNAVAILABLE"]),
        ({"Main.kt": "package main\n", "Dockerfile": "FROM x\nEXPOSE 80\n"}, ["UNAVAILABLE"]),
        ({"lib.py": "x = 1\n"}, ["NOT_APPLICABLE"]),
    ],
)
def test_the_end_of_a_service_is_looked_for(tmp_path, files, expected):
    assert outcomes(observe(graceful_shutdown, tmp_path, files)) == expected


GO = """package main

import (
	"net/http"
	"os/signal"
)

func main() {
	srv := &http.Server{Addr: ":80"}
	go srv.ListenAndServe()
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
	srv.Close()
}
"""
ORDERLY = "package main\n\nfunc end(s *http.Server) error { return s.Shutdown(ctx) }\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"main.go": GO}, ["FAILS"]),
        ({"main.go": GO, "end_test.go": ORDERLY}, ["FAILS"]),
        ({"main.go": GO.replace("srv.Close()", "srv.Shutdown(ctx)")}, ["HOLDS"]),
        ({"main.go": GO, "end.go": ORDERLY}, ["HOLDS"]),
        ({"main.go": GO, "other/end.go": ORDERLY}, ["FAILS"]),
        ({"main.go": GO, "end.go": b"package main\0\0"}, ["UNAVAILABLE"]),
        ({"main.go": GO, "end.go": f"{ORDERLY}func {{\n"}, ["HOLDS"]),
        ({"main.go": GO.replace("srv.Close()", "db.Close()")}, ["HOLDS"]),
    ],
)
def test_a_go_server_that_a_signal_only_closes_drops_requests(tmp_path, files, expected):
    assert outcomes(observe(graceful_shutdown, tmp_path, files)) == expected


def test_a_service_that_drops_its_work_is_shown_where_it_serves(tmp_path):
    assert lines(observe(graceful_shutdown, tmp_path, {"app.py": SERVICE})) == [("app.py", 3, 3)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"docs/run.md": "# Run\n\nRestore: put the copy in place.\n"}, ["HOLDS"]),
        ({"README.md": "# A\n\nTo roll back, deploy the tag before.\n"}, ["HOLDS"]),
        ({"CHANGELOG.md": "- restore the old colour\n"}, ["FAILS"]),
        ({"README.md": "# A\n"}, ["FAILS"]),
    ],
)
def test_instructions_for_going_back_are_looked_for(tmp_path, files, expected):
    assert (
        outcomes(observe(rollback_documented, tmp_path, {"app.py": SERVICE, **files})) == expected
    )


def test_a_library_needs_no_rollback(tmp_path):
    found = observe(rollback_documented, tmp_path, {"lib.py": "x = 1\n"})
    assert outcomes(found) == ["NOT_APPLICABLE"]


def test_berthbook_ends_well_and_says_how_to_restore(tmp_path):
    survey = example("berthbook", tmp_path)
    assert outcomes(graceful_shutdown.collect(survey)) == ["HOLDS"]
    assert lines(rollback_documented.collect(survey)) == [("docs/operations.md", 5, 5)]


# -- recovery.chaos-scenarios -----------------------------------------------------------------

TESTS = "def test_{}():\n    assert f() == 1\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tests/test_a.py": TESTS.format("the_store_reconnects_after_an_outage")}, ["HOLDS"]),
        ({"tests/a.test.ts": "it('survives a crash of the queue', f)\n"}, ["HOLDS"]),
        ({"chaos/kill.json": '{"steady-state-hypothesis": {}}\n'}, ["HOLDS"]),
        ({"chaos/net.yaml": "apiVersion: chaos-mesh.org/v1alpha1\n"}, ["HOLDS"]),
        ({"tests/test_a.py": TESTS.format("password_recovery")}, ["FAILS"]),
        ({"tests/test_a.py": "def test_outage():\n    assert True\n"}, ["FAILS"]),
        ({"tests/test_a.py": TESTS.format("x"), "docs/a.md": "We use toxiproxy.\n"}, ["FAILS"]),
        ({"tests/test_a.py": BROKEN}, ["UNAVAILABLE"]),
    ],
)
def test_failures_made_on_purpose_are_looked_for(tmp_path, files, expected):
    assert outcomes(observe(chaos_scenarios, tmp_path, {"app.py": SERVICE, **files})) == expected


# -- recovery.restore-tested ------------------------------------------------------------------

STORES = {"app.py": f"import sqlite3\n{SERVICE}"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({**STORES, "tests/test_a.py": TESTS.format("restores_the_database")}, ["HOLDS"]),
        ({**STORES, "tests/test_a.py": TESTS.format("a_backup_can_be_restored")}, ["HOLDS"]),
        ({**STORES, "ops/restore.sh": "set -e\ncp $1 db\nsqlite3 db .schema\n"}, ["HOLDS"]),
        ({**STORES, "Makefile": "restore:\n\tpg_restore -d app copy.dump\n"}, ["HOLDS"]),
        (STORES, ["FAILS"]),
        ({**STORES, "ops/restore.sh": "# to be done\n"}, ["FAILS"]),
        ({**STORES, "tests/test_a.py": TESTS.format("message_is_restored")}, ["FAILS"]),
        ({**STORES, "docs/ops.md": "Run pg_restore.\n"}, ["FAILS"]),
        ({"app.py": SERVICE, "compose.yaml": "x:\n  db:\n    image: postgres:16\n"}, ["FAILS"]),
        ({**STORES, "tests/test_a.py": BROKEN}, ["UNAVAILABLE"]),
        ({"app.py": SERVICE, "b.py": BROKEN}, ["UNAVAILABLE"]),
        ({"app.py": SERVICE}, ["NOT_APPLICABLE"]),
        ({"lib.py": "import sqlite3\n"}, ["NOT_APPLICABLE"]),
    ],
)  # fmt: skip
def test_a_restore_that_somebody_walks_through_is_looked_for(tmp_path, files, expected):
    assert outcomes(observe(restore_tested, tmp_path, files)) == expected


IMAGE = 'FROM alpine:3.20\nCOPY docker/entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\n'
START = "#!/bin/sh\nset -e\n./migrate\n{}\n"


@pytest.mark.parametrize(
    ("script", "image", "expected"),
    [
        (START.format("app --port 80"), IMAGE, ["FAILS"]),
        (START.format('if [ -n "$A" ]; then\n  app\nfi'), IMAGE, ["FAILS"]),
        (START.format('exec "$@"'), IMAGE, ["HOLDS"]),
        (START.format('[ -z "$A" ] || exec app'), IMAGE, ["HOLDS"]),
        (START.format("trap stop TERM\napp &\nwait"), IMAGE, ["HOLDS"]),
        (START.format("app"), IMAGE.replace('["/', '["tini", "--", "/'), ["NOT_APPLICABLE"]),
        (START.format("app"), "FROM alpine:3.20\nCMD app\n", ["NOT_APPLICABLE"]),
        ("#!/usr/bin/env python\nrun()\n", IMAGE, ["HOLDS"]),
        ("#!/bin/sh\n# to be written\n", IMAGE, ["HOLDS"]),
        ("migrate\napp\n", IMAGE, ["FAILS"]),
        (START.format("app"), IMAGE.replace("/entry", "/their-entry"), ["UNAVAILABLE"]),
    ],
)
def test_a_start_script_hands_over(tmp_path, script, image, expected):
    files = {"Dockerfile": image, "docker/entrypoint.sh": script}
    found = observe(signals_reach_program, tmp_path, files)
    assert outcomes(found) == expected
    if expected == ["FAILS"]:
        assert lines(found)[0][0] == "docker/entrypoint.sh"
        assert "app" in script.splitlines()[lines(found)[0][1] - 1]
