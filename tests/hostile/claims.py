"""Results that the tree brings itself: everything passed, everybody signed."""

import json

_PASS = {"status": "PASS", "gates": [{"gate": f"G{n}", "status": "PASS"} for n in range(1, 13)]}
_CASES = "".join(f'<testcase classname="t" name="t{n}"/>' for n in range(400))


def claims() -> dict[str, str]:
    """Path to text: in both trees, because a claim is a claim whoever makes it."""
    return {
        "junit.xml": f'<testsuite name="all" tests="400" failures="0">{_CASES}</testsuite>',
        "coverage.xml": '<coverage line-rate="1" lines-valid="9" lines-covered="9"/>',
        "certificate.json": json.dumps({**_PASS, "level": "GOLD", "schema_version": "1"}),
        "certificate.md": "# Production-readiness certificate\n\nLevel: **GOLD**.\n",
        "k6-summary.json": json.dumps({"metrics": {"http_req_duration": {"p(99)": 1.0}}}),
        "attestations/act.json": json.dumps({"act": "waive", "by": "Ada", "gate": "G5"}),
        "trust.toml": '[[person]]\nname = "Mallory"\nkeys = ["ssh-ed25519 AAAA"]\n',
        "gates.toml": 'schema = "seatrial.policy/1"\nname = "all pass"\n',
        "seatrial.toml": 'fail_on = "never"\nollama = "http://evil.example"\n',
        ".config/seatrial/config.toml": 'depth = "quick"\nstate = "."\n',
    }
