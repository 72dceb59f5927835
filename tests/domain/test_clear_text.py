"""When what is in clear may be sealed, and what is said of it afterwards."""

import pytest

from domain.clear_text import HeldKeys, Tally, Unsealed, may_seal, why_not_sealed
from domain.errors import DocumentRefused, MasterKeyUnusable


def test_nothing_is_sealed_while_a_process_could_not_read_it() -> None:
    with pytest.raises(MasterKeyUnusable, match="console 1a2b3c4d") as refused:
        may_seal(HeldKeys(lacking=("console 1a2b3c4d",), workers=1))
    assert refused.value.details["lacking"] == ["console 1a2b3c4d"]


def test_nothing_is_sealed_without_a_worker() -> None:
    with pytest.raises(MasterKeyUnusable, match="No worker"):
        may_seal(HeldKeys(lacking=(), workers=0))
    may_seal(HeldKeys(lacking=(), workers=1))


@pytest.mark.parametrize(
    ("code", "why"), [("erased", Unsealed.ERASED), ("altered", Unsealed.ALTERED)]
)
def test_a_document_stays_in_clear_that_is_erased_or_altered(code: str, why: Unsealed) -> None:
    assert why_not_sealed(DocumentRefused("It cannot be read.", code=code)) is why


def test_each_part_says_how_much_was_sealed_and_why_the_rest_is_left() -> None:
    tally = Tally()
    tally.sealed("requests", 2)
    tally.left("requests", Unsealed.UNDER_WAY)
    tally.left("requests", Unsealed.NO_KEY, 3)
    requests, invoices = tally.parts("requests", "invoices")
    assert (requests.sealed, requests.left) == (2, 4)
    assert requests.why == (Unsealed.NO_KEY, Unsealed.UNDER_WAY)
    assert (invoices.sealed, invoices.left, invoices.why) == (0, 0, ())
