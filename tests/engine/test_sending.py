"""No message is sent that is larger than what the engine carries well."""

import pytest

from domain.errors import MessageTooLarge
from domain.invoices.messages import Share
from domain.requests.messages import EditDraft
from engine.sending import AT_MOST_BYTES, stamped
from tests.workflows.payers import PAULA, payment


def test_a_message_of_more_than_a_megabyte_is_refused_with_how_much_is_taken() -> None:
    whole = EditDraft.model_construct(by="anna", draft={"notes": "x" * AT_MOST_BYTES})
    with pytest.raises(MessageTooLarge, match=r"at most 1,024 KB are taken") as refused:
        stamped(whole)
    assert refused.value.details == {"at_most": AT_MOST_BYTES}


@pytest.mark.parametrize("letter", ["é", "語", "🧾"])
def test_letters_of_several_bytes_count_as_many(letter: str) -> None:
    around = len(EditDraft(by="anna", draft={"notes": ""}).model_dump_json())
    each = len(letter.encode())
    most = letter * ((AT_MOST_BYTES - around) // each)
    fits = EditDraft.model_construct(by="anna", draft={"notes": most})
    assert AT_MOST_BYTES - each < len(fits.model_dump_json().encode()) <= AT_MOST_BYTES
    assert stamped(fits) is fits
    with pytest.raises(MessageTooLarge, match=r"has 1,024 KB"):
        stamped(EditDraft.model_construct(by="anna", draft={"notes": most + letter}))


def test_a_wire_for_ten_thousand_invoices_is_sent() -> None:
    shares = tuple(Share(by=PAULA, number=f"INV-{number}") for number in range(10_000))
    assert stamped(payment("1.00", shares=shares)).shares == shares


def test_a_form_that_is_as_large_as_a_form_may_be_is_sent() -> None:
    draft = {"notes": "x" * 90_000}
    assert stamped(EditDraft(by="anna", draft=draft)).draft == draft
