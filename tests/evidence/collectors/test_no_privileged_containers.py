"""No container gets the rights of its host."""

import pytest

from seatrial.evidence.collectors.delivery import no_privileged_containers
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

HEAD = "apiVersion: apps/v1\nkind: {}\nmetadata: {{name: w}}\nspec:\n  template:\n    spec:\n"
BODY = "      containers:\n        - name: a\n          image: a:1\n"


def manifest(more: str, kind: str = "Deployment") -> str:
    return HEAD.format(kind) + BODY + more


def compose(more: str, of: str = "build: .") -> str:
    return f"services:\n  a:\n    {of}\n    {more}\n"


PRIVILEGED = "          securityContext: {privileged: true}\n"
FULL = "          securityContext: {capabilities: {add: [SYS_ADMIN]}}\n"
ONE = "          securityContext: {capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}}\n"
SOCKET = "      volumes: [{name: s, hostPath: {path: /var/run/docker.sock}}]\n"
FOLDER = "      volumes: [{name: s, hostPath: {path: /var/lib/app}}]\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"k.yaml": manifest(PRIVILEGED)}, [("FAILS", "medium")]),
        ({"k.yaml": manifest(PRIVILEGED, kind="DaemonSet")}, [("FAILS", "low")]),
        ({"k.yaml": manifest(FULL)}, [("FAILS", "medium")]),
        ({"k.yaml": manifest(SOCKET)}, [("FAILS", "medium")]),
        ({"k.yaml": manifest("      hostPID: true\n")}, [("FAILS", "medium")]),
        ({"k.yaml": manifest("      hostNetwork: true\n")}, [("FAILS", "low")]),
        ({"k.yaml": manifest(ONE + FOLDER)}, [("HOLDS", "None")]),
        ({"k.yaml": manifest("      hostNetwork: false\n")}, [("HOLDS", "None")]),
        ({"k.yaml": manifest("      [\n")}, [("UNAVAILABLE", "None")]),
        ({"k.yaml": manifest("      {{ .x }}\n")}, [("UNAVAILABLE", "None")]),
        (
            {"k.yaml": manifest(PRIVILEGED + "          {{ .x }}\n")},
            [("FAILS", "medium"), ("UNAVAILABLE", "None")],
        ),
        ({"compose.yaml": compose("privileged: true")}, [("FAILS", "medium")]),
        ({"compose.yaml": compose("privileged: true", of="image: x")}, [("FAILS", "low")]),
        ({"compose.yaml": compose("cap_add: [ALL]")}, [("FAILS", "medium")]),
        ({"compose.yaml": compose("network_mode: host")}, [("FAILS", "low")]),
        (
            {"compose.yaml": compose('volumes: ["/var/run/docker.sock:/s.sock"]')},
            [("FAILS", "medium")],
        ),
        (
            {"compose.yaml": compose('volumes: ["/var/run/docker.sock:/s.sock:ro"]')},
            [("FAILS", "low")],
        ),
        ({"compose.yaml": compose("cap_drop: [ALL]")}, [("HOLDS", "None")]),
        (
            {
                "c/Chart.yaml": "name: c\n",
                "c/values.yaml": "securityContext: {privileged: true}\n",
            },
            [("FAILS", "low")],
        ),
        ({"tests/k.yaml": manifest(PRIVILEGED)}, [("NOT_APPLICABLE", "None")]),
        ({"a": "x"}, [("NOT_APPLICABLE", "None")]),
    ],
)
def test_rights_of_the_host_are_seen(tmp_path, files, expected):
    found = no_privileged_containers.collect(survey_of(tmp_path, files))

    assert [(e.outcome, str(e.severity)) for e in found] == expected


def test_the_place_is_the_line_that_asks(tmp_path):
    survey = survey_of(tmp_path, {"k.yaml": manifest(PRIVILEGED)})

    assert seen(no_privileged_containers.collect(survey)) == [("FAILS", "k.yaml:10")]
