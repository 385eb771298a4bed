"""The collectors over programs in JavaScript, TypeScript, Go, Java and Rust."""

import pytest

from seatrial.evidence.collectors.code_rules import evidence_of_code
from seatrial.evidence.collectors.docs import env_documented
from seatrial.evidence.collectors.observability import (
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
    no_print,
    structured_logs,
)
from seatrial.evidence.collectors.recovery import graceful_shutdown
from seatrial.evidence.collectors.startup import entry_points_resolve
from seatrial.evidence.collectors.tests import asserting, none_skipped, present
from seatrial.evidence.collectors.tests import imports_resolve as tests_resolve
from seatrial.evidence.collectors.wiring import imports_resolve, no_cycles, no_stubs, parses
from seatrial.evidence.model import Severity
from seatrial.evidence.tools.table import SHARED
from tests.evidence.observed import lines, observe, outcomes
from tests.trees import survey_of

SERVICES = {
    "javascript": (
        "app.js",
        """
const express = require('express');
const pino = require('pino');
const client = require('prom-client');
const app = express();
const log = pino({ level: process.env.LOG_LEVEL });
app.get('/healthz', (req, res) => res.send('ok'));
process.on('SIGTERM', () => server.close());
const server = app.listen(3000, () => { console.log('listening'); });
""",
    ),
    "go": (
        "main.go",
        """package main

import (
	"log/slog"
	"net/http"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	level := logLevel("LOG_LEVEL")
	http.HandleFunc("/healthz", ok)
	signal.Notify(c, syscall.SIGTERM)
	http.ListenAndServe(":80", nil)
}
""",
    ),
    "java": (
        "src/main/java/a/A.java",
        """package a;
import org.slf4j.Logger;
import net.logstash.logback.argument.StructuredArguments;
import io.micrometer.core.instrument.Counter;
@SpringBootApplication
@RestController
class A {
  public static void main(String[] args) { SpringApplication.run(A.class, args); }
  String logLevel = "info";
  @GetMapping("/health") String health() { return "ok"; }
}
""",
    ),
    "rust": (
        "src/main.rs",
        """use tracing::info;
use prometheus::Counter;
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env()).init();
    let app = Router::new().route("/healthz", get(ok));
    axum::serve(listener, app).with_graceful_shutdown(signal()).await;
}
""",
    ),
}
BARE = {
    "javascript": ("app.js", "const app = require('express')();\nconst x = express();\n"),
    "go": ("main.go", "package main\n\nfunc main() {\n\thttp.ListenAndServe(a, b)\n}\n"),
}
ASKED = (
    health_endpoint, level_configurable, logging_used, metrics_endpoint, structured_logs,
    graceful_shutdown,
)  # fmt: skip


@pytest.mark.parametrize("collector", ASKED)
@pytest.mark.parametrize("language", SERVICES)
def test_a_service_shows_what_operators_need(tmp_path, language, collector):
    path, text = SERVICES[language]
    assert outcomes(observe(collector, tmp_path, {path: text})) == ["HOLDS"]


@pytest.mark.parametrize("collector", ASKED)
def test_a_service_without_it_fails(tmp_path, collector):
    path, text = BARE["go"]
    assert outcomes(observe(collector, tmp_path, {path: text})) == ["FAILS"]


@pytest.mark.parametrize(
    "files",
    [
        {"lib/a.go": "package a\n\nfunc Run() { http.ListenAndServe(a, b) }\n"},
        {"lib/a.js": "exports.listen = function listen() { return http.createServer(this); };\n"},
        {"src/lib.rs": "pub async fn run() { axum::serve(a, b).await; }\n"},
        {"examples/app.js": BARE["javascript"][1], "src/b.js": "exports.b = 1;\n"},
        {"lib/a.js": "const axios = require('axios');\naxios.get('/healthz', {timeout: 1});\n"},
    ],
)
def test_a_library_that_can_serve_is_no_service(tmp_path, files):
    assert outcomes(observe(logging_used, tmp_path, files)) == ["NOT_APPLICABLE"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.js": "function f() {\n  console.log(1);\n}\n"}, [("a.js", 2, 2)]),
        ({"a.js": "console.log(1);\nfunction main() { console.log(2); }\n"}, []),
        ({"a.js": "function f() { console.error(1); }\n"}, []),
        ({"web/a.js": "function f() { console.log(document.title); }\n"}, []),
        ({"cli/a.js": "function f() { console.log(1); }\n"}, []),
        ({"b.go": "package main\n\nfunc f() { fmt.Println(1) }\n"}, [("b.go", 3, 3)]),
        ({"B.java": "class B { void f() { System.out.println(1); } }\n"}, [("B.java", 1, 1)]),
        ({"b.rs": 'fn f() { println!("1"); }\nfn main() { println!("2"); }\n'}, [("b.rs", 1, 1)]),
    ],
)
def test_printing_services_are_seen(tmp_path, files, expected):
    path, text = BARE["javascript"]
    found = observe(no_print, tmp_path, {path: text, **files})
    assert lines(e for e in found if e.outcome == "FAILS") == expected


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"a.js": "f(process.env.ALPHA, process.env['BETA']);\n"}, ["ALPHA", "BETA"]),
        ({"a.ts": "const { ALPHA } = process.env;\n"}, ["ALPHA"]),
        ({"a.js": "process.env.ALPHA = '1';\ndelete process.env.BETA;\n"}, []),
        ({"a.go": 'package a\n\nvar a = os.Getenv("ALPHA")\n'}, ["ALPHA"]),
        ({"A.java": 'class A { String a = System.getenv("ALPHA"); }\n'}, ["ALPHA"]),
        ({"a.rs": 'fn f() { std::env::var("ALPHA").unwrap(); }\n'}, ["ALPHA"]),
        ({"a.js": "process.env.ALPHA;\n", "README.md": "Set ALPHA.\n"}, []),
        ({"a.js": "process.env.NODE_ENV; process.env.PATH;\n"}, []),
        ({"a.js": "f(process.env.basePath, process.env.BASE_PATH);\n"}, ["BASE_PATH"]),
    ],
)
def test_undocumented_variables_are_seen(tmp_path, files, names):
    failing = [e for e in observe(env_documented, tmp_path, files) if e.outcome == "FAILS"]
    assert sorted(e.message.split("'")[1] for e in failing) == names


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.js": "import b from './b.js';\n", "b.js": "export default 1;\n"}, []),
        ({"a.ts": "import b from './b.js';\n", "b.ts": "export default 1;\n"}, []),
        ({"a.ts": "import b from './lib';\n", "lib/index.ts": "export default 1;\n"}, []),
        ({"a.js": "import './s.css';\nimport x from './x?raw';\n", "s.css": "", "x": ""}, []),
        ({"a.js": "import b from './gone';\n"}, [("a.js", 1, 1)]),
        ({"a.js": "const b = require('../a/gone');\n"}, []),
        ({"src/a.js": "const b = require('./gone');\n"}, [("src/a.js", 1, 1)]),
        ({"a.js": "function f() { return require('./gone'); }\n"}, []),
        ({"a.js": "import b from './dist/b.js';\nimport c from './generated/c';\n"}, []),
        ({"a.js": "import b from './gone';\n", ".gitignore": "gone.js\n"}, []),
        ({"a.js": "import b from 'lodash';\n"}, []),
        ({"src/template/a.js": "import b from './gone';\n"}, []),
        ({"go.mod": "module x.y/z\n", "a.go": 'package a\n\nimport "x.y/z/gone"\n'},
         [("a.go", 3, 3)]),
        ({"go.mod": "module x.y/z\n", "a.go": 'package a\n\nimport "x.y/z/b"\n',
          "b/b.go": "package b\n"}, []),
        ({"go.mod": "module x.y/z\n", "a.go": 'package a\n\nimport "x.y/zebra"\n'}, []),
        ({"src/lib.rs": "mod gone;\n"}, [("src/lib.rs", 1, 1)]),
        ({"src/lib.rs": "mod a;\nmod b;\n", "src/a.rs": "mod c;\n", "src/a/c.rs": "",
          "src/b/mod.rs": ""}, []),
        ({"src/lib.rs": '#[path = "x.rs"]\nmod a;\n#[cfg(windows)]\nmod b;\n'}, []),
        ({"src/lib.rs": "mod c { mod d; }\n"}, []),
    ],
)  # fmt: skip
def test_imports_that_lead_nowhere_are_seen(tmp_path, files, expected):
    found = observe(imports_resolve, tmp_path, files)
    assert lines(e for e in found if e.outcome == "FAILS") == expected
    assert expected or outcomes(found) == ["HOLDS"]


def test_imports_of_tests_are_followed(tmp_path):
    files = {
        "test/a.test.js": "const a = require('../src/gone');\n",
        "lib/b.js": "exports.b = 1;\n",
    }
    assert outcomes(observe(tests_resolve, tmp_path, files)) == ["FAILS"]


@pytest.mark.parametrize(
    ("a", "b", "circle"),
    [
        ("import { b } from './b';\nb();\n", "import { a } from './a';\na();\n", True),
        ("import { b } from './b';\nb();\n", "import type { A } from './a';\n", False),
        ("import { b } from './b';\nb();\n", "import { A } from './a';\nlet x: A;\n", False),
        ("import { b } from './b';\nb();\n", "const a = () => import('./a');\n", False),
        ("import { b } from './b';\nb();\n", "function f() { require('./a'); }\n", False),
    ],
)
def test_circles_of_typescript(tmp_path, a, b, circle):
    found = observe(no_cycles, tmp_path, {"a.ts": a, "b.ts": b})
    assert outcomes(found) == (["FAILS"] if circle else ["HOLDS"])


@pytest.mark.parametrize(
    ("files", "failing"),
    [
        ({"a.js": "function f() { throw new Error('not implemented'); }\nf();\n"}, 1),
        ({"a.js": "function f() { throw new Error('not implemented'); }\n", "b.js": "f();\n"}, 1),
        ({"a.js": "function f() { throw new Error('not implemented'); }\n"}, 0),
        ({"a.js": "function f() { throw new Error('not implemented on this host'); }\nf();\n"}, 0),
        ({"a.go": 'package a\n\nfunc f() { panic("TODO") }\n\nfunc g() { f() }\n'}, 1),
        ({"a.go": 'package a\n\nfunc f() {\n\tpanic("not implemented")\n\th()\n}\n\n'
          "func g() { f() }\n"}, 1),
        ({"a.go": "package a\n\nfunc f() {\n\th()\n\tpanic(\"not implemented\")\n}\n\n"
          "func g() { f() }\n"}, 0),
        ({"a.go": 'package a\n\nfunc (s S) F() { panic("not implemented") }\n\n'
          "func g(s S) { s.F() }\n"}, 0),
        ({"a.js": "function f() { throw new Error('not implemented'); h(); }\nf();\n"}, 1),
        ({"A.java": "class A { void f() { throw new UnsupportedOperationException(\"TODO\"); }"
          " void g() { f(); } }\n"}, 1),
        ({"a.rs": "fn f() { todo!() }\nfn g() { f(); }\n"}, 1),
    ],
)  # fmt: skip
def test_stubs_that_are_called_are_seen(tmp_path, files, failing):
    found = observe(no_stubs, tmp_path, files)
    assert outcomes(found) == (["FAILS"] * failing or ["HOLDS"])


def test_a_file_that_does_not_parse_keeps_every_answer_back_but_its_own(tmp_path):
    survey = survey_of(tmp_path, {"a.js": "let a = 1;\n", "b.js": "function f() {\n  g(;\n"})
    (seen,) = parses.collect(survey)
    assert (seen.outcome, seen.places[0].path) == ("UNAVAILABLE", "b.js")
    conflict = "<<<<<<< HEAD\nlet b = 1;\n=======\nlet b = 2;\n>>>>>>> other\n"
    (broken,) = observe(parses, tmp_path / "c", {"a.js": conflict})
    assert (broken.outcome, broken.places[0].line_start) == ("FAILS", 1)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"package.json": '{"main": "lib/a.js"}', "lib/a.js": ""}, ["HOLDS"]),
        ({"package.json": '{"main": "./lib"}', "lib/index.js": ""}, ["HOLDS"]),
        ({"package.json": '{"main": "lib/gone.js"}', "lib/a.js": ""}, ["FAILS"]),
        ({"package.json": '{"bin": {"a": "bin/gone"}}', "bin/a": ""}, ["FAILS"]),
        ({"package.json": '{"scripts": {"start": "node gone.js"}}', "a.js": ""}, ["FAILS"]),
        ({"package.json": '{"scripts": {"start": "node --enable-source-maps a.js"}}', "a.js": ""},
         ["HOLDS"]),
        ({"package.json": '{"main": "dist/a.js"}'}, ["HOLDS"]),
        ({"package.json": '{"main": "out2/a.js", "scripts": {"build": "tsc"}}'}, ["HOLDS"]),
        ({"Cargo.toml": '[[bin]]\nname = "a"\npath = "src/gone.rs"\n', "src/b.rs": ""}, ["FAILS"]),
        ({"package.json": '{"name": "a"}'}, ["NOT_APPLICABLE"]),
    ],
)  # fmt: skip
def test_declared_files_are_looked_for(tmp_path, files, expected):
    assert outcomes(observe(entry_points_resolve, tmp_path, files)) == expected


def test_the_suite_of_every_language_counts(tmp_path):
    files = {
        "a.test.ts": "it('a', () => { f(); });\nit('b', () => {});\n",
        "a_test.go": "package a\n\nfunc TestA(t *testing.T) { t.Skip() }\n",
        "src/a.rs": "#[cfg(test)]\nmod tests {\n    #[test]\n    fn x() {}\n}\n",
    }
    survey = survey_of(tmp_path, files)
    assert present.collect(survey)[0].metric == {"tests": 4, "files": 3}
    assert lines(asserting.collect(survey)) == [("a.test.ts", 2, 2), ("src/a.rs", 4, 4)]
    assert lines(none_skipped.collect(survey)) == [("a_test.go", 3, 3)]


@pytest.mark.parametrize(
    ("collector", "files"),
    [
        (imports_resolve, {"src/ship/A.java": "package ship;\nimport ship.Gone;\nclass A {}\n"}),
        (no_cycles, {"a/a.go": 'package a\nimport "ship/b"\n', "go.mod": "module ship\n"}),
        (no_cycles, {"src/ship/A.java": "package ship;\nclass A {}\n"}),
    ],
)
def test_what_a_compiler_would_refuse_is_open_as_long_as_nobody_compiled(
    tmp_path, collector, files
):
    assert outcomes(observe(collector, tmp_path, files)) == ["UNAVAILABLE"]


def of(check, evidence):
    return [e for e in evidence if e.check == check]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": "x = 1\n"}, ["NOT_APPLICABLE"]),
        ({"a.js": "f(1);\n"}, ["HOLDS"]),
        ({"a.js": "eval(x);\n"}, ["FAILS"]),
        ({"A.kt": "val a = 1\n"}, ["UNAVAILABLE"]),
        ({"a.js": "eval(x);\n", "A.kt": "val a = 1\n"}, ["FAILS"]),
        ({"a.js": "f(1);\n", "A.kt": "val a = 1\n"}, ["UNAVAILABLE"]),
        ({"a.js": "f(1);\n", "b.js": "function f() {\n  g(;\n"}, ["UNAVAILABLE"]),
        ({"a.js": "f(1);\n", "b.js": b"\0\1\2"}, ["UNAVAILABLE"]),
        ({"a.py": "x = 1\n", "b.js": b"\0\1\2"}, ["UNAVAILABLE"]),
        ({"a.js": "f(1);\n", "b.py": b"\0\1\2"}, ["HOLDS"]),
        ({"tests/a.test.js": "eval(x);\n", "b.py": "x = 1\n"}, ["NOT_APPLICABLE"]),
    ],
)
def test_a_check_shared_with_tools_is_answered_for_other_languages(tmp_path, files, expected):
    evidence = evidence_of_code(survey_of(tmp_path, files))
    assert outcomes(of("security.no-dynamic-code", evidence)) == expected
    assert {e.check for e in evidence} == {check.id for check in SHARED}


def test_what_only_developers_run_weighs_little(tmp_path):
    evidence = evidence_of_code(survey_of(tmp_path, {"scripts/a.js": "eval(x);\n"}))
    (seen,) = of("security.no-dynamic-code", evidence)
    assert seen.severity is Severity.LOW


@pytest.mark.parametrize(
    ("path", "url", "fails"),
    [
        ("benchmark/a.ts", "https://127.0.0.1:8081", False),
        ("extra/a.ts", "localhost", False),
        ("benchmark/a.ts", "https://example.org", True),
        ("src/a.ts", "https://127.0.0.1:8081", True),
    ],
)
def test_a_benchmark_that_speaks_to_its_own_machine_needs_no_certificate(
    tmp_path, path, url, fails
):
    text = f"const url = '{url}';\nget(url, {{ rejectUnauthorized: false }});\n"
    evidence = evidence_of_code(survey_of(tmp_path, {path: text}))
    seen = [e.check for e in evidence if e.outcome == "FAILS"]
    assert seen == (["security.tls-verified"] if fails else [])
