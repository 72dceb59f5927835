"""Letters about invoices ask to pay what is open and to be paid, and nothing else."""

from collections.abc import Callable

import pytest

from adapters.mail.letters import write_letter
from domain.notices import Notice, NoticeKind
from tests.mail.invoice_letters import AN_ASKING, TO_CUSTOMERS, on_one_line
from tests.mail.notices import eur, full_invoice_facts, full_notice, invoice_facts, notice


@pytest.mark.parametrize("build", [notice, full_notice])
@pytest.mark.parametrize(("kind", "language"), TO_CUSTOMERS)
def test_nothing_asks_to_pay_when_nothing_is_open(
    kind: NoticeKind, language: str, build: Callable[..., Notice]
) -> None:
    for settled in (
        invoice_facts(open=eur("0.00")),
        full_invoice_facts(open=eur("0.00"), disputed=None, in_transit=None),
    ):
        letter = write_letter(build(kind, language=language, invoice=settled, reason=None))

        assert not AN_ASKING.search(letter.body)
        assert ("Open:          nothing" if language == "en" else "niets\n") in letter.body
        assert "(17" not in letter.body


@pytest.mark.parametrize(("kind", "language"), TO_CUSTOMERS)
def test_every_letter_says_how_to_pay_what_is_open(kind: NoticeKind, language: str) -> None:
    body = write_letter(notice(kind, language=language)).body

    assert AN_ASKING.search(body)
    assert "RF18 5390 0754 7034" in body


@pytest.mark.parametrize(
    "aside",
    [
        {"disputed": "8000.00"},
        {"in_transit": "8000.00"},
        {"disputed": "5000.00", "in_transit": "8000.00"},
    ],
)
@pytest.mark.parametrize(("kind", "language"), TO_CUSTOMERS)
def test_nobody_is_asked_to_pay_what_is_disputed_or_on_its_way(
    kind: NoticeKind, language: str, aside: dict[str, str]
) -> None:
    facts = invoice_facts(**{name: eur(amount) for name, amount in aside.items()})
    body = " ".join(write_letter(notice(kind, language=language, invoice=facts)).body.split())

    not_now = "u hoeft het nu niet te betalen" if language == "nl" else "you need not pay it now"
    assert not AN_ASKING.search(body.replace(not_now, ""))
    assert ("voorlopig geen" if language == "nl" else "none for now") in body


@pytest.mark.parametrize(
    ("aside", "language", "told"),
    [
        ({"disputed": "500.00"}, "en", "Of this €7,500.00 is to be paid; the rest is disputed."),
        ({"in_transit": "500.00"}, "en", "€7,500.00 is to be paid; the rest is in transit."),
        ({"disputed": "500.00"}, "nl", "€ 7.500,00 worden betaald; de rest is betwist."),
        ({"in_transit": "500.00"}, "nl", "€ 7.500,00 worden betaald; de rest is onderweg."),
    ],
)
def test_a_reminder_asks_for_the_rest_only(aside: dict[str, str], language: str, told: str) -> None:
    facts = invoice_facts(**{name: eur(amount) for name, amount in aside.items()})

    assert told in on_one_line(
        notice(NoticeKind.INVOICE_OVERDUE_AGAIN, invoice=facts, language=language)
    )
