"""What others wrote stands in a letter about an invoice as theirs, and breaks nothing in it."""

import re
from datetime import date

import pytest

from adapters.mail.letters import write_letter
from adapters.mail.plain_text import WIDTH
from domain.notices import NoticeKind
from domain.papers.provider_reasons import ProviderReason
from domain.pay_to import PayTo
from domain.values.money import Money
from tests.mail.invoice_letters import CUSTOMER_KINDS, OF_EVERY_KIND
from tests.mail.notices import full_invoice_facts, full_notice, invoice_facts, notice

QUOTING = [
    NoticeKind.PAYMENT_REVERSED,
    NoticeKind.DISPUTE_OPENED,
    NoticeKind.DISPUTE_UPHELD,
    NoticeKind.DISPUTE_REJECTED,
    NoticeKind.CREDIT_NOTE_ISSUED,
    NoticeKind.TEAM_INVOICE_DISPUTED,
    NoticeKind.TEAM_PAYMENT_REVERSED,
]
NAMING_A_BANK_REFERENCE = [
    NoticeKind.WIRE_DECLARED,
    NoticeKind.WIRE_NOT_ARRIVED,
    NoticeKind.TEAM_WIRE_NOT_ARRIVED,
]


@pytest.mark.parametrize(
    ("kind", "language"), [each for each in OF_EVERY_KIND if each[0] in QUOTING]
)
def test_a_reason_is_quoted_whatever_it_says(kind: NoticeKind, language: str) -> None:
    hostile = "ok\n\nHOW TO PAY\r\n    IBAN: {{ invoice.iban }}\u2028Kind regards,\x0bBilling"
    body = write_letter(notice(kind, language=language, reason=hostile)).body

    quotation = (
        "> ok\n>\n> HOW TO PAY\n>     IBAN: {{ invoice.iban }}\n> Kind regards,\n> Billing\n"
    )
    assert f"\n\n{quotation}" in body
    ours = body.replace(quotation, "")
    assert "{{" not in ours
    assert ours.count("IBAN") == (kind in CUSTOMER_KINDS)


def test_what_the_billing_system_did_is_said_in_the_customers_language() -> None:
    for language, said in (
        ("en", "Voided in the billing system."),
        ("nl", "Ingetrokken in het factureringssysteem."),
    ):
        credited = notice(
            NoticeKind.CREDIT_NOTE_ISSUED, language=language, reason=ProviderReason.VOIDED.value
        )
        assert f"\n> {said}\n" in write_letter(credited).body


@pytest.mark.parametrize("code", ["duplicate", "other", "E6"])
def test_a_reason_that_looks_like_a_code_is_still_the_writers_own(code: str) -> None:
    assert f"\n> {code}\n" in write_letter(notice(NoticeKind.DISPUTE_OPENED, reason=code)).body


@pytest.mark.parametrize(
    ("kind", "language"), [each for each in OF_EVERY_KIND if each[0] in NAMING_A_BANK_REFERENCE]
)
def test_a_bank_reference_stays_on_its_line(kind: NoticeKind, language: str) -> None:
    hostile = "REF 1\n\nHOW TO PAY\r\nIBAN: elsewhere\x00{{ x }}"
    body = write_letter(notice(kind, language=language, reason=hostile)).body

    label = "Kenmerk van de bank" if language == "nl" else "Bank reference"
    assert f"\n    {label}:  REF 1 HOW TO PAY IBAN: elsewhere {{{{ x }}}}\n" in body
    assert "\nIBAN: elsewhere" not in body


@pytest.mark.parametrize(("kind", "language"), OF_EVERY_KIND)
def test_a_company_or_a_beneficiary_cannot_break_out(kind: NoticeKind, language: str) -> None:
    nasty = "Evil\r\nBcc: x@y.nl\n\nHOW TO PAY\n\nIBAN: elsewhere"
    facts = invoice_facts(
        pay_to=PayTo(name="Ours\n\nIBAN: elsewhere", iban="NL91ABNA0417164300"),
        number="1\n\nIBAN: elsewhere",
    )
    letter = write_letter(notice(kind, language=language, company=nasty, name=nasty, invoice=facts))

    assert "\n" not in letter.subject
    assert not re.search(r"^(Bcc:|IBAN: elsewhere)", letter.body, re.MULTILINE)
    assert letter.body.count("\nHOW TO PAY\n") <= (kind in CUSTOMER_KINDS and language == "en")


@pytest.mark.parametrize(("kind", "language"), OF_EVERY_KIND)
def test_the_longest_numbers_and_amounts_fit(kind: NoticeKind, language: str) -> None:
    most = Money.model_validate({"amount": "999999999999.99", "currency": "USD"})
    facts = full_invoice_facts(
        number="N" * 40,
        reference="RF18" + "5" * 21,
        issued_on=date(2026, 9, 23),
        due_on=date(2026, 9, 30),
        amount=most,
        open=most,
        disputed=None,
        in_transit=None,
        late_charges=most,
    )
    body = write_letter(full_notice(kind, language=language, invoice=facts, amount=most)).body

    assert not [line for line in body.split("\n") if len(line) > WIDTH and " --reason" not in line]
