"""An operator's policy: what it may say, what it is told when it says anything else."""

import pytest

from seatrial.errors import UsageError
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.model import Severity
from seatrial.frozen import sha256
from seatrial.gates.default import default_text
from seatrial.gates.policy import NO_GATE, default_policy
from seatrial.gates.policy_file import MOST_BYTES, read_policy_file
from seatrial.gates.weaker import weaknesses

HEAD = 'schema = "seatrial.policy/1"\nname = "ours"\nextends = "default"\n'
COVERAGE = 'check = "tests.coverage-measured"\nmetric = "overall_percent"\n'


def policy(text, head=HEAD):
    return read_policy_file((head + text).encode(), "ours.toml", catalogue())


def weaker(text):
    return list(weaknesses(policy(text), default_policy()))


def test_a_policy_that_only_extends_is_the_default_under_another_name():
    ours, default = policy(""), default_policy()
    changed = {"name", "digest", "extends"}
    assert ours.model_dump(exclude=changed) == default.model_dump(exclude=changed)
    assert (ours.name, ours.extends) == ("ours", "default")
    assert ours.digest == sha256(HEAD.encode())
    assert weaker("") == []


def test_the_default_passes_the_reader_that_operators_meet():
    text = default_text().replace(b'name = "default"', b'name = "copy"')
    whole = read_policy_file(text, "copy.toml", catalogue())
    assert list(weaknesses(whole, default_policy())) == []


def test_a_limit_replaces_the_one_on_its_metric_and_the_target_says_so():
    g1 = policy(f"[[gates.G1.limits]]\n{COVERAGE}at_least = 85").gates["G1"]
    assert [n.bound for n in g1.limits] == ["≥ 85 %", "≥ 90 %"]
    assert g1.target == "coverage ≥ 85 %, coverage of critical paths ≥ 90 %"
    assert g1.title == "Tests"


def test_a_stated_target_stays():
    text = f'[gates.G1]\ntarget = "ours"\n[[gates.G1.limits]]\n{COVERAGE}at_least = 85'
    assert policy(text).gates["G1"].target == "ours"


def test_a_dropped_gate_leaves_every_list_and_its_checks_judge_nothing():
    ours = policy('[dropped_gates]\nG9 = "no dependencies"')
    assert "G9" not in ours.gates
    assert "G9" not in ours.levels.bronze + ours.levels.never_waived
    assert all("G9" not in needed for needed in ours.environments.values())
    assert ours.assign(catalogue())["supply.actions-pinned"].gate == NO_GATE


def test_a_gate_can_be_added_with_a_check_moved_to_it():
    ours = policy(
        'environments.production = ["G10", "P1"]\n'
        'moved_checks."security.policy" = { gate = "P1", reason = "privacy asks for it" }\n'
        "[gates.P1]\n"
        'title = "Privacy"\nphase = "security"\nrequirement = "r"\ntarget = "t"\n'
    )
    assert ours.assign(catalogue())["security.policy"].gate == "P1"
    assert ours.environments["production"] == ("G10", "P1")
    assert ours.environments["development"] == ("G10",)


def test_the_limits_of_a_check_go_where_it_goes():
    move = '[moved_checks]\n"load.soak-measured" = { gate = "G4", reason = "r" }'
    ours = policy(move)
    assert [n.name for n in ours.gates["G3"].limits] == ["errors under load"]
    assert [n.name for n in ours.gates["G4"].limits] == ["slowest recovery", "errors in soak"]
    assert ours.gates["G3"].target == "errors under load < 1 %"
    dropped = policy('[dropped_checks]\n"load.soak-measured" = "r"')
    assert [n.name for n in dropped.gates["G3"].limits] == ["errors under load"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gates.G5]\nfail_at = 'high'", "gates.G5.fail_at = 'high': unknown key; did you mean"),
        ("[gates.G5]\nfails_at = 'hgih'", "gates.G5.fails_at = 'hgih': should be 'info', 'low',"),
        ("[gates.G5]\nfails_at = 'hgih'", "did you mean 'high'?"),
        ("[gates.G13]\ntitel = 'x'", "gates.G13.titel = 'x': unknown key; did you mean 'title'?"),
        ("[gates.G13]\ntitle = 'x'", "gates.G13.phase = nothing: this key is missing"),
        ("[gates.g2]\ntitle = 'x'", "gates.g2 = 'g2': String should match pattern"),
        ("gates = 5", "gates = 5: should be an object"),
        ("[gates.G1]\nlimits = [5]", "gates.G1.limits[3] = 5: should be an object"),
        (f"[[gates.G1.limits]]\n{COVERAGE}at_least = '60'", "limits[overall_percent].at_least ="),
        (f"[[gates.G1.limits]]\n{COVERAGE}at_least = nan", "limits[overall_percent].at_least = "),
        (f"[[gates.G1.limits]]\n{COVERAGE}at_most = inf", "limits[overall_percent].at_most = inf"),
        (f"[[gates.G1.limits]]\n{COVERAGE}at_least = 1\nbelow = 2", "exactly one of at_least"),
        ("[gates.G5]\ntolerates = 'high'", "'tolerates' must be milder than 'fails_at'"),
        ("gate.G2.x = 1", "gate = {'G2': {'x': 1}}: unknown key; did you mean 'gates'?"),
        ("digest = 'x'", "digest = 'x': unknown key"),
        ("environments.production = []", "environments.production = []: Tuple should have at"),
        ("environments.production = ['G31']", "= 'G31': no such gate; did you mean 'G3'?"),
        ("[levels]\nsigners = 0", "levels.signers = 0: should be greater than or equal to 1"),
        ("[levels]\nsigners = true", "levels.signers = True: should be a valid integer"),
        ("[levels]\nbronze = ['G99']", "levels.bronze = 'G99': no such gate"),
        ("[gates.G1]\nphase = 'test'", "gates.G1.phase = 'test': no such phase; did you mean"),
        ("dropped_gates.G2 = ' '", "dropped_gates.G2 = ' ': String should have at least 1"),
        ("dropped_gates.G13 = 'r'", "dropped_gates.G13 = 'r': no gate of the default policy"),
        ("dropped_gates.G2 = 'r'\ngates.G2.title = 'x'", "gates.G2 defines it; choose one"),
        (
            "dropped_gates.G2 = 'r'\nenvironments.pilot = ['G2']",
            "environments.pilot = 'G2': the policy drops this gate",
        ),
        ("dropped_checks.'docs.license-file' = 'r'", "did you mean 'docs.licence-file'?"),
        ("moved_checks.'docs.licence-file' = {gate = 'G8', reason = 'r'}", "in that gate already"),
        ("moved_checks.'docs.licence-file' = {gate = 'G0', reason = 'r'}", "no such gate"),
        ("moved_checks.'docs.licence-file' = {gate = 'G9'}", ".reason = nothing: this key is"),
        (
            "moved_checks.'docs.licence-file' = {gate = 'G9', reason = 'r'}\n"
            "dropped_checks.'docs.licence-file' = 'r'",
            "[dropped_checks] drops this check; choose one",
        ),
        (
            "[[gates.G2.limits]]\ncheck = 'tests.coverage-measured'\nmetric = 'm'\nname = 'n'\n"
            "unit = '%'\nbelow = 1",
            "this check is in gate G1, not in G2",
        ),
        (
            "[[gates.G8.limits]]\ncheck = 'docs.licence-file'\nmetric = 'm'\nname = 'n'\n"
            "unit = '%'\nbelow = 1",
            "nothing is measured there",
        ),
    ],
)
def test_what_is_wrong_is_one_line_that_names_file_key_and_value(text, said):
    with pytest.raises(UsageError) as refused:
        policy(text)
    message = str(refused.value)
    assert message.startswith("policy 'ours.toml': ")
    assert said in message
    assert message.endswith("; see docs/policy.md")
    assert "\n" not in message


def test_a_gate_that_nothing_can_pass_is_refused():
    mine = [c.id for c in catalogue().values() if c.gate == "G10"]
    dropped = "\n".join(f'"{name}" = "r"' for name in mine)
    with pytest.raises(UsageError, match="gates.G10 = nothing: no check is left at it; drop the"):
        policy(f"[dropped_checks]\n{dropped}")
    added = "title = 'x'\nphase = 'tests'\nrequirement = 'r'\ntarget = 't'"
    with pytest.raises(UsageError, match="gates.P1 = nothing: no check is at it; move one in"):
        policy(f"[gates.P1]\n{added}")


def test_a_policy_that_does_not_extend_says_of_every_gate_what_becomes_of_it():
    lone = default_text().replace(b'name = "default"', b'name = "lone"')
    without = lone[: lone.index(b"[gates.G12]")].replace(b', "G12"]', b"]")
    with pytest.raises(UsageError, match="gates.G12 = nothing: the default has this gate"):
        read_policy_file(without, "lone.toml", catalogue())
    told = without + b'[dropped_gates]\nG12 = "no documents"\n'
    assert "G12" not in read_policy_file(told, "lone.toml", catalogue()).gates


def test_production_is_always_an_environment():
    lone = default_text().replace(b'name = "default"', b'name = "x"')
    renamed = lone.replace(b"production = [", b"live = [")
    with pytest.raises(UsageError, match="environments.production = nothing: this environment is"):
        read_policy_file(renamed, "x.toml", catalogue())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = [", "policy 'p' is not TOML: "),
        (b"\xff\xfe", "policy 'p' is not TOML: "),
        (b"a = " + b"[" * 100_000, "policy 'p' is not TOML: "),
        (b"#" * (MOST_BYTES + 1), f"policy 'p' has {MOST_BYTES + 1} bytes"),
        (b"", "policy 'p': schema = nothing: this key is missing"),
        (HEAD.replace("ours", "default").encode(), "policy 'p': name = 'default': that name is"),
        (HEAD.replace("policy/1", "policy/2").encode(), "did you mean 'seatrial.policy/1'?"),
        (HEAD.replace('"default"', '"defualt"').encode(), "did you mean 'default'?"),
    ],
)
def test_what_is_no_policy_is_refused_in_one_line(content, said):
    with pytest.raises(UsageError) as refused:
        read_policy_file(content, "p", catalogue())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dropped_gates.G2 = 'a library'", "drops gate G2 Latency (reason given: 'a library')"),
        (
            "dropped_checks.'docs.licence-file' = 'in-house'",
            "drops check docs.licence-file (reason given: 'in-house')",
        ),
        (
            "moved_checks.'docs.licence-file' = {gate = 'G9', reason = 'law'}",
            "moves check docs.licence-file to gate G9 (reason given: 'law')",
        ),
        ("gates.G1.fails_at = 'high'", "lets G1 fail only at high severity, the default at medium"),
        (
            "gates.G1.tolerates = 'low'",
            "tolerates failures of low severity in G1, the default of info",
        ),
        ("gates.G1.executed = false", "needs no executed evidence in G1 for GOLD"),
        (
            f"[[gates.G1.limits]]\n{COVERAGE}at_least = 60",
            "asks coverage ≥ 60 % in G1, the default ≥ 75 %",
        ),
        (
            f"[[gates.G1.limits]]\n{COVERAGE}at_most = 90",
            "asks coverage ≤ 90 % in G1, the default ≥ 75 %",
        ),
        (
            f"[[gates.G1.limits]]\n{COVERAGE}optional = true",
            "limits coverage in G1 only where it was measured",
        ),
        (
            "[[gates.G3.limits]]\ncheck = 'load.soak-measured'\nmetric = 'error_percent'\n"
            "at_most = 0.2",
            "asks errors in soak ≤ 0.2 % in G3, the default < 0.2 %",
        ),
        ("environments.staging = ['G10']", "does not need G1, G5, G8, G9, G11 for staging"),
        ("levels.bronze = ['G5']", "does not need G8, G9, G10 for BRONZE"),
        ("levels.never_waived = ['G1', 'G5']", "lets G9 be waived for GOLD"),
        ("levels.most_waivers = 3", "allows 3 waivers for GOLD, the default 2"),
        ("levels.signers = 1", "asks for 1 signers for GOLD, the default for 2"),
    ],
)
def test_every_way_to_ask_less_is_said(text, said):
    assert weaker(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        f"[[gates.G1.limits]]\n{COVERAGE}at_least = 85",
        "gates.G5.fails_at = 'medium'\ngates.G5.tolerates = 'low'",
        "environments.development = ['G10', 'G1']",
        "environments.pilot = ['G5']",
        "levels.signers = 3",
        "[[gates.G2.limits]]\ncheck = 'load.latency-measured'\nmetric = 'p99_ms'\nbelow = 1000",
        "critical_paths = ['src/payments/**']",
    ],
)
def test_asking_more_is_no_weakness(text):
    assert weaker(text) == []


def test_severities_are_read_as_such():
    assert policy("gates.G5.fails_at = 'critical'").gates["G5"].fails_at is Severity.CRITICAL
