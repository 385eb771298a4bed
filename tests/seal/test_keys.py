"""Keys are made private and stay so; OpenSSH's are as good, and ssh-keygen agrees with us."""

import os
import stat
import subprocess

import pytest

from seatrial.errors import EnvironmentRefused, UsageError
from seatrial.seal.keys import new_key, read_key
from seatrial.seal.public import BadSignature, read_public
from seatrial.seal.sshsig import MAGIC, NAMESPACE
from seatrial.seal.trust import add_key, read_trust, trust_of
from tests.seal.people import ADA, BEN


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_key_is_private_signs_and_is_never_overwritten(tmp_path):
    before = os.umask(0)
    try:
        public = new_key(tmp_path / "ada.key")
    finally:
        os.umask(before)
    assert (mode(tmp_path / "ada.key"), mode(tmp_path / "ada.key.pub")) == (0o600, 0o644)
    signing = read_key(tmp_path / "ada.key")
    assert signing.public == public
    signing.public.check(signing.sign(b"words"), b"words")
    with pytest.raises(BadSignature):
        signing.public.check(signing.sign(b"words"), b"other words")
    with pytest.raises(UsageError, match="is there already"):
        new_key(tmp_path / "ada.key")


@pytest.mark.parametrize("control", [".git", ".hg"])
def test_no_key_is_made_in_a_repository(tmp_path, control):
    (tmp_path / control).mkdir()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "away").mkdir()
    with pytest.raises(UsageError, match="would lie in the repository"):
        new_key(tmp_path / "deep" / "er" / "ada.key")
    assert list((tmp_path / "deep" / "er").iterdir()) == []


@pytest.mark.parametrize("modes", [0o640, 0o604, 0o620, 0o601, 0o677])
def test_a_key_that_others_may_touch_is_refused(tmp_path, modes):
    new_key(tmp_path / "ada.key")
    (tmp_path / "ada.key").chmod(modes)
    with pytest.raises(EnvironmentRefused, match=f"has mode {modes:04o}"):
        read_key(tmp_path / "ada.key")


def test_a_linked_key_is_refused(tmp_path):
    new_key(tmp_path / "ada.key")
    (tmp_path / "soft").symlink_to("ada.key")
    with pytest.raises(UsageError, match="cannot be read"):
        read_key(tmp_path / "soft")
    os.link(tmp_path / "ada.key", tmp_path / "hard")
    with pytest.raises(EnvironmentRefused, match="2 names"):
        read_key(tmp_path / "hard")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_foreign_owned_key_is_refused(tmp_path):
    new_key(tmp_path / "ada.key")
    os.chown(tmp_path / "ada.key", 12345, 12345)
    with pytest.raises(EnvironmentRefused, match="belongs to another account"):
        read_key(tmp_path / "ada.key")


def test_what_is_no_key_is_refused(tmp_path):
    os.mkfifo(tmp_path / "fifo", 0o600)
    with pytest.raises(UsageError, match="no regular file"):
        read_key(tmp_path / "fifo")
    (tmp_path / "text").write_text("no key")
    (tmp_path / "text").chmod(0o600)
    with pytest.raises(UsageError, match="no private key"):
        read_key(tmp_path / "text")
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "X25519", "-out", tmp_path / "other"], check=True
    )
    (tmp_path / "other").chmod(0o600)
    with pytest.raises(UsageError, match="no Ed25519 key"):
        read_key(tmp_path / "other")


@pytest.fixture
def ssh(tmp_path):
    path = tmp_path / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path


def test_an_openssh_key_signs_through_ssh_keygen_and_ssh_keygen_verifies_it(ssh, tmp_path):
    signing = read_key(ssh)
    frame = signing.sign(b"words")
    assert frame.startswith(MAGIC)
    signing.public.check(frame, b"words")
    shown = subprocess.run(["ssh-keygen", "-l", "-f", ssh], capture_output=True, text=True)
    assert signing.public.id in shown.stdout
    for place in range(0, len(frame), 3):
        changed = frame[:place] + bytes([frame[place] ^ 1]) + frame[place + 1 :]
        with pytest.raises(BadSignature):
            signing.public.check(changed, b"words")
    with pytest.raises(BadSignature):
        signing.public.check(frame + b"\0", b"words")
    with pytest.raises(BadSignature):
        ADA.public.check(frame, b"words")


def test_what_ssh_keygen_signs_for_something_else_is_not_taken(ssh):
    from seatrial.seal.sshsig import unarmored

    public = read_key(ssh).public
    for namespace, good in ((NAMESPACE, True), ("git", False)):
        done = subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", ssh],
            input=b"words",
            capture_output=True,
            check=True,
        )
        frame = unarmored(done.stdout.decode())
        if good:
            public.check(frame, b"words")
        else:
            with pytest.raises(BadSignature, match="seatrial"):
                public.check(frame, b"words")


def test_a_passphrase_needs_an_agent(tmp_path):
    path = tmp_path / "locked"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", path], check=True)
    with pytest.raises(EnvironmentRefused, match="ssh-agent"):
        read_key(path).sign(b"words")


def test_other_kinds_of_keys_are_refused(tmp_path):
    path = tmp_path / "rsa.pub"
    path.write_text("ssh-rsa AAAAB3NzaC1yc2E ada@ship\n")
    with pytest.raises(UsageError, match="'ssh-rsa' key; only ssh-ed25519"):
        read_key(path)


# -- the trust file -----------------------------------------------------------------------------


def test_the_trust_file_says_whose_key_is_whose(tmp_path):
    path = tmp_path / "trust.toml"
    add_key(path, ADA.public, 'Ada "Countess" Łovelace', ["release-captain"])
    add_key(path, BEN.public, "Ben", [])
    keys = read_trust(path).keys
    assert keys[ADA.public.id].person == 'Ada "Countess" Łovelace'
    assert keys[ADA.public.id].roles == ("release-captain",)
    with pytest.raises(UsageError, match="as 'Ben'"):
        add_key(path, BEN.public, "Eve", [])


@pytest.mark.parametrize("person", ["", " ", "Ada\nroles", "A\u202eda", "A" * 101])
def test_a_name_that_would_mislead_is_refused(tmp_path, person):
    with pytest.raises(UsageError):
        add_key(tmp_path / "trust.toml", ADA.public, person, [])
    assert not (tmp_path / "trust.toml").exists()


def test_a_trust_file_that_others_may_write_is_refused(tmp_path):
    path = tmp_path / "trust.toml"
    add_key(path, ADA.public, "Ada", [])
    path.chmod(0o666)
    with pytest.raises(EnvironmentRefused, match="others could use or change it"):
        read_trust(path)


def test_a_trust_file_that_says_one_key_and_means_another_is_refused():
    entry = f'id = "{ADA.public.id}"\npublic = "{BEN.public.text}"\nperson = "Ada"\n'
    with pytest.raises(UsageError, match="is not 'SHA256:"):
        trust_of(f'schema = "seatrial.trust/1"\n[[keys]]\n{entry}'.encode(), "it")


def test_a_damaged_public_key_is_refused():
    for text in ("ssh-ed25519", "ssh-ed25519 AAAA", "ssh-ed25519 A", ADA.public.text[:-8]):
        with pytest.raises(UsageError):
            read_public(text, "it")
