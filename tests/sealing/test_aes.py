"""What is sealed opens only by its key, about what it was sealed for, and unchanged."""

import pytest

from adapters.sealing.aes import new_key, seal, unseal
from domain.errors import SealBroken

KEY = new_key()
PLAIN = b"Jane Roe, jane@customer.example"


def test_what_was_sealed_is_opened_again() -> None:
    assert unseal(KEY, seal(KEY, PLAIN, b"invoice/1"), b"invoice/1") == PLAIN


def test_nothing_of_it_can_be_read_and_no_two_seals_are_alike() -> None:
    first, second = (seal(KEY, PLAIN, b"invoice/1") for _ in range(2))

    assert first != second
    assert b"jane" not in first.lower()


@pytest.mark.parametrize("position", range(0, 12 + len(PLAIN) + 16, 5))
def test_a_bit_that_is_turned_anywhere_is_noticed(position: int) -> None:
    sealed = bytearray(seal(KEY, PLAIN, b"invoice/1"))
    sealed[position] ^= 1

    with pytest.raises(SealBroken):
        unseal(KEY, bytes(sealed), b"invoice/1")


@pytest.mark.parametrize("length", [0, 1, 12, 20, 40])
def test_what_was_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, seal(KEY, PLAIN, b"invoice/1")[:length], b"invoice/1")


def test_another_key_does_not_open_it_and_neither_does_another_subject() -> None:
    sealed = seal(KEY, PLAIN, b"invoice/1")

    with pytest.raises(SealBroken):
        unseal(new_key(), sealed, b"invoice/1")
    with pytest.raises(SealBroken):
        unseal(KEY, sealed, b"invoice/2")
