"""Checks on Terraform: each outcome that they can give, and what must not fire."""

from pathlib import Path

import pytest

from seatrial.batch import Batches
from seatrial.cache import ObservationCache
from seatrial.evidence.collectors.delivery import terraform_state_remote
from seatrial.evidence.collectors.security import (
    no_open_ingress,
    no_public_storage,
    storage_encrypted,
)
from seatrial.evidence.collectors.supply import terraform_pinned
from seatrial.evidence.terraform.read import TerraformReader
from seatrial.evidence.terraform.reader import read
from tests.evidence.collectors.seen import seen
from tests.trees import survey_of

ALL = (
    no_open_ingress,
    no_public_storage,
    storage_encrypted,
    terraform_pinned,
    terraform_state_remote,
)


def resource(kind: str, body: str) -> str:
    return f'resource "{kind}" "x" {{\n{body}\n}}\n'


def ingress(cidr: str, first: int | str, last: int | str = "", protocol: str = "tcp") -> str:
    return resource(
        "aws_security_group",
        f'  ingress {{\n    cidr_blocks = {cidr}\n    protocol = "{protocol}"\n'
        f"    from_port = {first}\n    to_port = {last or first}\n  }}",
    )


EVERYBODY = '["0.0.0.0/0"]'


# -- reading ----------------------------------------------------------------------------------


def test_blocks_and_values_are_read_with_their_lines():
    (block,) = read(b'a "b" "c" {\n  d = ["x", 2, true]\n  e = var.f\n  g { h = "${i}" }\n}\n')[
        "blocks"
    ]

    assert (block["kind"], block["labels"], block["start"], block["end"]) == ("a", ["b", "c"], 1, 5)
    assert block["attributes"]["d"]["values"] == ["x", "2", "true"]
    assert "known" not in block["attributes"]["e"]
    assert "values" not in block["blocks"][0]["attributes"]["h"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b'a "b" {\n', "line 2: no Terraform that is known here"),
        (b"a {\n" * 30 + b"}\n" * 30, "blocks within each other deeper than 20"),
        (b"#" * (1 << 21), "longer than 1048576 bytes"),
    ],
)
def test_what_cannot_be_read_says_why(content, error):
    assert read(content) == {"error": error}


def test_the_child_reads_what_the_function_reads(tmp_path):
    content = b'provider "aws" {}\n'
    (tmp_path / "x").write_bytes(content)
    cache = ObservationCache(tmp_path / "o.sqlite")

    rows = Batches(lambda digest: Path(tmp_path / digest), cache).read(
        TerraformReader(), {"x": "x"}
    )
    cache.close()

    assert rows == {"x": read(content)}


@pytest.mark.parametrize("collector", ALL)
def test_a_file_that_does_not_parse_is_named(tmp_path, collector):
    survey = survey_of(tmp_path, {"main.tf": 'a "b" {\n'})

    assert seen(collector.collect(survey)) == [("UNAVAILABLE", "main.tf:1")]


@pytest.mark.parametrize("collector", ALL)
def test_examples_and_trees_without_terraform_are_left_out(tmp_path, collector):
    files = {"examples/a/main.tf": ingress(EVERYBODY, 22), "a": "x"}

    assert seen(collector.collect(survey_of(tmp_path, files))) == [("NOT_APPLICABLE", "")]


# -- no-open-ingress --------------------------------------------------------------------------

GOOGLE = '  source_ranges = ["0.0.0.0/0"]\n  allow {{\n    protocol = "tcp"\n    ports = {}\n  }}'
AZURE = (
    '  access = "Allow"\n  direction = "{}"\n  source_address_prefix = "*"\n'
    '  destination_port_range = "{}"'
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ingress(EVERYBODY, 22), [("FAILS", "main.tf:2-7")]),
        (ingress(EVERYBODY, 20, 25), [("FAILS", "main.tf:2-7")]),
        (ingress(EVERYBODY, 5432), [("FAILS", "main.tf:2-7")]),
        (ingress(EVERYBODY, 0, 0, protocol="-1"), [("FAILS", "main.tf:2-7")]),
        (ingress('["10.0.0.0/8", "0.0.0.0/0"]', 22), [("FAILS", "main.tf:2-7")]),
        (ingress(EVERYBODY, 443), [("HOLDS", "")]),
        (ingress(EVERYBODY, -1, -1, protocol="icmp"), [("HOLDS", "")]),
        (ingress('["10.0.0.0/8"]', 22), [("HOLDS", "")]),
        (ingress("var.own", 22), [("UNAVAILABLE", "main.tf:2-7")]),
        (ingress("var.own", 443), [("HOLDS", "")]),
        (
            ingress("var.own", 22) + 'variable "own" {\n  default = ["0.0.0.0/0"]\n}\n',
            [("FAILS", "main.tf:2-7")],
        ),
        (ingress(EVERYBODY, "var.port"), [("UNAVAILABLE", "main.tf:2-7")]),
        (ingress(EVERYBODY, 22).replace("ingress", "egress"), [("NOT_APPLICABLE", "")]),
        (resource("google_compute_firewall", GOOGLE.format('["22"]')), [("FAILS", "main.tf:3-6")]),
        (
            resource("google_compute_firewall", GOOGLE.format('["80", "443"]')),
            [("HOLDS", "")],
        ),
        (
            resource("azurerm_network_security_rule", AZURE.format("Inbound", "3389")),
            [("FAILS", "main.tf:1-6")],
        ),
        (
            resource("azurerm_network_security_rule", AZURE.format("Outbound", "3389")),
            [("NOT_APPLICABLE", "")],
        ),
    ],
)
def test_guarded_ports_are_not_for_everybody(tmp_path, text, expected):
    survey = survey_of(tmp_path, {"main.tf": text})

    assert seen(no_open_ingress.collect(survey)) == expected


# -- no-public-storage, storage-encrypted -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (resource("aws_s3_bucket", '  acl = "public-read"'), [("FAILS", "medium")]),
        (resource("aws_s3_bucket_acl", '  acl = "public-read-write"'), [("FAILS", "high")]),
        (
            resource("aws_s3_bucket", '  acl = "public-read"\n  website {\n  }'),
            [("FAILS", "low")],
        ),
        (
            resource("google_storage_bucket_iam_member", '  member = "allUsers"'),
            [("FAILS", "medium")],
        ),
        (resource("aws_db_instance", "  publicly_accessible = true"), [("FAILS", "medium")]),
        (resource("aws_s3_bucket", '  acl = "private"'), [("HOLDS", "None")]),
        (resource("aws_s3_bucket", '  bucket = "public-read"'), [("HOLDS", "None")]),
        (resource("aws_s3_bucket", "  acl = var.acl"), [("UNAVAILABLE", "None")]),
    ],
)
def test_stores_are_not_open_to_everybody(tmp_path, text, expected):
    found = no_public_storage.collect(survey_of(tmp_path, {"main.tf": text}))

    assert [(str(e.outcome), str(e.severity)) for e in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (resource("aws_db_instance", "  size = 1"), [("FAILS", "main.tf:1")]),
        (resource("aws_db_instance", "  storage_encrypted = false"), [("FAILS", "main.tf:2")]),
        (resource("aws_ebs_volume", "  encrypted = false"), [("FAILS", "main.tf:2")]),
        (resource("aws_ebs_volume", "  size = 1"), [("HOLDS", "")]),
        (resource("aws_db_instance", "  storage_encrypted = true"), [("HOLDS", "")]),
        (resource("aws_db_instance", "  replicate_source_db = x.y.z"), [("HOLDS", "")]),
        (
            resource("aws_db_instance", "  storage_encrypted = var.e"),
            [("UNAVAILABLE", "main.tf:2")],
        ),
        (resource("aws_s3_bucket", "  x = 1"), [("NOT_APPLICABLE", "")]),
    ],
)
def test_databases_and_disks_are_encrypted(tmp_path, text, expected):
    assert seen(storage_encrypted.collect(survey_of(tmp_path, {"main.tf": text}))) == expected


# -- terraform-pinned, terraform-state-remote -------------------------------------------------

RESOURCE = resource("aws_s3_bucket", "  x = 1")
PINNED = (
    'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n'
    '      version = "~> 5.0"\n    }\n  }\n}\n'
)


def module(source: str, more: str = "") -> str:
    return f'module "m" {{\n  source = "{source}"\n{more}}}\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"main.tf": RESOURCE}, [("FAILS", "main.tf:1")]),
        ({"main.tf": RESOURCE, ".terraform.lock.hcl": "x"}, [("HOLDS", "")]),
        ({"main.tf": RESOURCE, "versions.tf": PINNED}, [("HOLDS", "")]),
        (
            {"main.tf": RESOURCE, "v.tf": PINNED.replace('      version = "~> 5.0"\n', "")},
            [("FAILS", "v.tf:3")],
        ),
        ({"main.tf": module("a/b/aws")}, [("FAILS", "main.tf:1-3")]),
        ({"main.tf": module("a/b/aws", '  version = "1.2"\n')}, [("HOLDS", "")]),
        ({"main.tf": module("git::https://x.org/a.git?ref=v1")}, [("HOLDS", "")]),
        ({"main.tf": module("git::https://x.org/a.git")}, [("FAILS", "main.tf:1-3")]),
        ({"main.tf": module("git::https://x.org/a.git?ref=main")}, [("FAILS", "main.tf:1-3")]),
        ({"main.tf": module("./own")}, [("HOLDS", "")]),
        ({"main.tf": 'variable "x" {}\n'}, [("NOT_APPLICABLE", "")]),
    ],
)
def test_terraform_names_versions(tmp_path, files, expected):
    assert seen(terraform_pinned.collect(survey_of(tmp_path, files))) == expected


PROVIDER = 'provider "aws" {\n}\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"main.tf": PROVIDER + RESOURCE}, [("FAILS", "main.tf:1-2")]),
        ({"main.tf": PROVIDER + RESOURCE, "b.tf": 'terraform {\n  backend "s3" {}\n}\n'}, "HOLDS"),
        ({"main.tf": PROVIDER + RESOURCE, "b.tf": "terraform {\n  cloud {}\n}\n"}, "HOLDS"),
        (
            {"main.tf": RESOURCE, "b.tf": 'terraform {\n  backend "local" {}\n}\n'},
            [("FAILS", "b.tf:2")],
        ),
        ({"main.tf": RESOURCE}, "NOT_APPLICABLE"),
        (
            {
                "own/main.tf": PROVIDER + RESOURCE,
                "main.tf": module("./own") + PROVIDER + "terraform {\n  cloud {}\n}\n",
            },
            "HOLDS",
        ),
        (
            {"main.tf": PROVIDER + RESOURCE, "terragrunt.hcl": "x"},
            [("UNAVAILABLE", "terragrunt.hcl:1")],
        ),
    ],
)
def test_state_is_shared(tmp_path, files, expected):
    found = seen(terraform_state_remote.collect(survey_of(tmp_path, files)))

    assert found == ([(expected, "")] if isinstance(expected, str) else expected)
