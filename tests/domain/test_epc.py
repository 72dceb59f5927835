"""The text of the code that a banking app reads: the same on letters and papers."""

from decimal import Decimal

import pytest

from domain.pay_to import PayTo
from domain.values.epc import epc_text

ACCOUNT = PayTo(name="Example  Cloud\nB.V.", iban="NL91ABNA0417164300", bic="ABNANL2A")
REFERENCE = "RF18539007547034"


@pytest.mark.parametrize(
    ("amount", "written"),
    [("25.00", "EUR25"), ("25.50", "EUR25.5"), ("0.01", "EUR0.01"), ("100", "EUR100")],
)
def test_an_amount_has_the_digits_that_it_needs(amount: str, written: str) -> None:
    text = epc_text(ACCOUNT, Decimal(amount), "EUR", REFERENCE)

    assert text is not None
    assert text.split("\n") == [
        *("BCD", "002", "1", "SCT", "ABNANL2A", "Example Cloud B.V.", "NL91ABNA0417164300"),
        *(written, "", REFERENCE),
    ]


def test_another_reference_than_ours_goes_as_text() -> None:
    text = epc_text(ACCOUNT, Decimal(1), "EUR", "+++090/9337/55493+++")

    assert text is not None
    assert text.split("\n")[8:] == ["", "", "+++090/9337/55493+++"]


def test_there_is_none_where_no_sepa_transfer_reaches_or_there_is_no_room() -> None:
    brazilian = ACCOUNT.model_copy(update={"iban": "BR1500000000000010932840814P2"})
    long = ACCOUNT.model_copy(update={"name": "Ω" * 70})

    assert epc_text(brazilian, Decimal(1), "EUR", REFERENCE) is None
    assert epc_text(ACCOUNT, Decimal(1), "USD", REFERENCE) is None
    assert epc_text(ACCOUNT, Decimal(0), "EUR", REFERENCE) is None
    assert epc_text(ACCOUNT, Decimal(1), "EUR", "RF" + "1" * 34) is None
    assert epc_text(ACCOUNT, Decimal(1), "EUR", "x" * 141) is None
    assert epc_text(long, Decimal(1), "EUR", "Ω" * 140) is None
