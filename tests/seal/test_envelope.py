"""Nothing in an envelope can be changed and still be accepted; others read it as we do."""

import base64
import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.signer import SSlibKey

from seatrial.errors import UsageError
from seatrial.frozen import canonical
from seatrial.seal.envelope import pae, read_envelope, seal
from seatrial.seal.trust import NotTrusted
from tests.seal.people import ADA, BEN, EVE, TRUST

PAYLOAD = canonical({"_type": "test", "says": "äöü \u2028", "number": 1.5, "list": [1, None, True]})


def both():
    return seal(PAYLOAD, ADA.public.id, ADA.sign).with_signature(BEN.public.id, BEN.sign)


def people(content: bytes) -> list[str]:
    return [k.person for k in TRUST.signers(read_envelope(content, "envelope")[0])]


def accepted(content: bytes) -> bool:
    try:
        return bool(people(content))
    except (UsageError, NotTrusted):
        return False


def test_the_encoding_is_that_of_the_specification():
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_both_signers_are_found_and_the_payload_comes_back():
    content = both().to_bytes()
    assert sorted(people(content)) == ["Ada", "Ben"]
    assert canonical(read_envelope(content, "envelope")[1]) == PAYLOAD


def test_ten_thousand_changed_bytes_and_none_is_accepted():
    content, chance = both().to_bytes(), random.Random(6)
    assert accepted(content)
    for _ in range(10_000):
        place, value = chance.randrange(len(content)), chance.randrange(256)
        changed = content[:place] + bytes([value]) + content[place + 1 :]
        assert changed == content or not accepted(changed), (place, value)


def test_no_byte_can_be_left_out_or_put_in():
    content = both().to_bytes()
    for place in range(0, len(content), 7):
        assert not accepted(content[:place] + content[place + 1 :])
        assert not accepted(content[:place] + b" " + content[place:])


def test_a_signature_by_nobody_known_spoils_the_envelope():
    with pytest.raises(NotTrusted, match="does not know the key"):
        people(both().with_signature(EVE.public.id, EVE.sign).to_bytes())


def test_a_key_cannot_sign_in_anothers_name():
    with pytest.raises(NotTrusted, match="signature of Ada is not good"):
        people(seal(PAYLOAD, ADA.public.id, EVE.sign).to_bytes())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"a":1,"a":1}', "a key is there twice"),
        (b'{"a": 1}', "not canonical"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a":NaN}', "no canonical form"),
        (b'{"a":1e400}', "no canonical form"),
        (b'{"a":' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"a":99999999999999999999}', "no canonical form"),
        (b"\xff\xfe", "not JSON"),
        (b'"text"', "no JSON object"),
        (b"{}", "no DSSE envelope"),
        (b'{"a":"\\ud800"}', "no canonical form"),
        (b"", "not JSON"),
    ],
)
def test_hostile_json_is_refused_in_one_line(content, why):
    with pytest.raises(UsageError, match=why) as refused:
        read_envelope(content, "it")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_base64_has_one_form():
    envelope = json.loads(seal(b'{"a":1}', ADA.public.id, ADA.sign).to_bytes())
    assert envelope["payload"] == "eyJhIjoxfQ=="
    envelope["payload"] = "eyJhIjoxfR=="  # the same bytes, by unused bits
    assert base64.b64decode(envelope["payload"]) == b'{"a":1}'
    with pytest.raises(UsageError, match="one form"):
        read_envelope(canonical(envelope), "it")


def test_securesystemslib_verifies_what_we_sign():
    theirs = TheirEnvelope.from_dict(json.loads(both().to_bytes()))
    assert theirs.pae() == both().signed
    keys = [
        SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(k.public.raw), keyid=k.public.id)
        for k in (ADA, BEN)
    ]
    assert set(theirs.verify(keys, 2)) == {k.public.id for k in (ADA, BEN)}
