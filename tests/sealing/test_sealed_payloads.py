"""What was sealed once is read by every later release."""

import base64
import os
from hashlib import sha256
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload

from adapters.sealing.aes import seal, unseal
from domain.errors import SealBroken
from engine import sealing
from engine.sealing.payloads import (
    ENCODING,
    PACKED,
    Sealed,
    compressed,
    decompressed,
    packed,
    unpacked,
)

KEY, KEY_ID, OWNER = bytes(range(32)), "0123456789abcdef", "account/contoso"
REQUEST = "pay-by-invoice/sub-contoso-1"
ANSWER = Payload(
    metadata={"encoding": b"json/plain"}, data=b'{"state":"approved","entries":6,"new":2}'
)
RECORDED = {
    "without a dictionary": (
        "ChkKCGVuY29kaW5nEg1iaW5hcnkvc2VhbGVkCiMKA2ZvchIccGF5LWJ5LWludm9pY2Uvc3ViLWNvbnRv"
        "c28tMQoXCgNrZXkSEDAxMjM0NTY3ODlhYmNkZWYSXyMpdriXUq+Rvfm5dAHarZiUvFhBvw+jSUK8JXNs"
        "I22dBdRYt7XdAh/6FrwqMfpnnrmURR76dL1JZwKA8tn03av0Qeprf4Y/9bOX13Gukf55SJOmert089J2"
        "QbGWafpb"
    ),
    "with dictionary 1": (
        "ChkKCGVuY29kaW5nEg1iaW5hcnkvc2VhbGVkElEBCAEjRWeJq83vABxwYXktYnktaW52b2ljZS9zdWIt"
        "Y29udG9zby0xif6Zeb5ZRFhFRq/mbRW2nHfCamG9jzc/almhXLnDtm28iWYYYR7L3D4="
    ),
}
COMPRESSED = "ChkKCGVuY29kaW5nEg1iaW5hcnkvcGFja2VkEg4BAcMpoYF/tNcMPtoLAA=="
DICTIONARIES = {
    "dictionary_1.txt": "8dbd520be9f9e217934e043187d178430dcfd507bf49618aff53d9404681e09e",
}


def sealed(payload: Payload) -> Sealed:
    empty = Sealed(KEY_ID, REQUEST, b"")
    return empty._replace(sealed=seal(KEY, packed(payload), empty.about(OWNER)))


def opened(found: Sealed) -> Payload:
    return unpacked(unseal(KEY, found.sealed, found.about(OWNER)), found.dictionary)


@pytest.mark.parametrize("recorded", RECORDED.values(), ids=RECORDED.keys())
def test_what_was_recorded_opens(recorded: str) -> None:
    found = Sealed.of(Payload.FromString(base64.b64decode(recorded)))

    assert (found.key, found.workflow) == (KEY_ID, REQUEST)
    assert opened(found) == ANSWER


def test_a_dictionary_never_changes() -> None:
    folder = Path(next(iter(sealing.__path__)))
    found = {
        file.name: sha256(file.read_bytes()).hexdigest() for file in folder.glob("dictionary_*")
    }
    assert found == DICTIONARIES, (
        "What was sealed with a dictionary needs it as it was: leave it, and write the next one."
    )


@pytest.mark.parametrize(
    "content", [b"", b"{}", os.urandom(3000), b'{"state":"approved"}' * 5000], ids=len
)
def test_whatever_is_sealed_opens(content: bytes) -> None:
    payload = Payload(metadata={"encoding": b"binary/plain"}, data=content)

    assert opened(Sealed.of(sealed(payload).payload)) == payload


def test_a_short_answer_stays_short() -> None:
    assert len(sealed(ANSWER).payload.SerializeToString()) < 120


def test_another_dictionary_than_it_was_sealed_with_is_noticed() -> None:
    made = sealed(ANSWER)
    with pytest.raises(SealBroken):
        opened(made._replace(dictionary=0))


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"\x02\x08", b"\x01\x08", b"\x01\x01k\x00\x01\xff"], ids=repr
)
def test_what_is_no_sealed_payload_is_refused(data: bytes) -> None:
    with pytest.raises(SealBroken):
        opened(Sealed.of(Payload(metadata={"encoding": ENCODING}, data=data)))


def test_what_was_compressed_and_not_sealed_is_read() -> None:
    recorded = Payload.FromString(base64.b64decode(COMPRESSED))

    assert recorded.metadata["encoding"] == PACKED
    assert decompressed(recorded) == ANSWER == decompressed(compressed(ANSWER))


@pytest.mark.parametrize("data", [b"", b"\x02", b"\x01\x01\xff\xff", b"\x01\x00\xff"], ids=repr)
def test_what_was_not_compressed_by_us_is_refused(data: bytes) -> None:
    with pytest.raises(SealBroken):
        decompressed(Payload(metadata={"encoding": PACKED}, data=data))
