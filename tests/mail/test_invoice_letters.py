"""Letters about invoices: what they show, in every language of their readers."""

import pytest

from adapters.mail.letters import write_letter
from domain.notices import NoticeKind
from domain.values.money import Money
from tests.mail.invoice_letters import CUSTOMER_KINDS, TEAM_KINDS, on_one_line
from tests.mail.notices import eur, full_notice, invoice_facts, notice


def test_kinds_about_invoices_are_those_that_the_builder_gives_one() -> None:
    assert len(CUSTOMER_KINDS) == 19
    assert len(TEAM_KINDS) == 11


def test_an_english_letter_shows_the_invoice_and_how_to_pay_it() -> None:
    letter = write_letter(full_notice(NoticeKind.INVOICE_OVERDUE))

    assert letter.subject == "Reminder: invoice 2026/0001 was due on Wednesday 14 October 2026"
    assert letter.body == (
        "Dear Anna de Vries,\n"
        "\n"
        "Invoice 2026/0001 to Contoso B.V. was due on Wednesday 14 October 2026 and\n"
        "is 17 days overdue. An amount of €6,040.00 is open. Of this €3,540.00 is to\n"
        "be paid; the rest is disputed or in transit.\n"
        "\n"
        "Perhaps your payment and this letter have crossed: then thank you, and you\n"
        "need not do anything more. Otherwise, please pay as soon as you can. If\n"
        "something about this invoice is not right, please tell us.\n"
        "\n"
        "Invoice:       2026/0001\n"
        "Company:       Contoso B.V.\n"
        "Invoice date:  Monday 14 September 2026\n"
        "Due date:      Wednesday 14 October 2026 (17 days overdue)\n"
        "Amount:        €8,000.00\n"
        "Late charges:  €40.00\n"
        "Open:          €6,040.00\n"
        "Disputed:      €1,500.00\n"
        "In transit:    €1,000.00\n"
        "Next step:     yours; it was due by Wednesday 14 October 2026\n"
        "\n"
        "HOW TO PAY\n"
        "\n"
        "    Amount:       €3,540.00\n"
        "    Beneficiary:  Cloud Provider Billing\n"
        "    IBAN:         NL91 ABNA 0417 1643 00\n"
        "    BIC:          ABNANL2A\n"
        "    Reference:    RF18 5390 0754 7034\n"
        "\n"
        "Use exactly this reference and nothing else: it is how we recognise your\n"
        "payment.\n"
        "\n"
        "Kind regards,\n"
        "Billing\n"
    )


def test_a_dutch_letter_shows_the_same() -> None:
    letter = write_letter(full_notice(NoticeKind.INVOICE_OVERDUE, language="nl"))

    assert letter.subject == (
        "Herinnering: de vervaldatum van factuur 2026/0001 was woensdag 14 oktober 2026"
    )
    _, facts = letter.body.split("\n\nFactuur: ")
    assert facts == (
        "         2026/0001\n"
        "Bedrijf:          Contoso B.V.\n"
        "Factuurdatum:     maandag 14 september 2026\n"
        "Vervaldatum:      woensdag 14 oktober 2026 (17 dagen te laat)\n"
        "Bedrag:           € 8.000,00\n"
        "Rente en kosten:  € 40,00\n"
        "Open:             € 6.040,00\n"
        "Betwist:          € 1.500,00\n"
        "Onderweg:         € 1.000,00\n"
        "Volgende stap:    aan u; dit moest uiterlijk woensdag 14 oktober 2026\n"
        "\n"
        "ZO BETAALT U\n"
        "\n"
        "    Bedrag:            € 3.540,00\n"
        "    Ten name van:      Cloud Provider Billing\n"
        "    IBAN:              NL91 ABNA 0417 1643 00\n"
        "    BIC:               ABNANL2A\n"
        "    Betalingskenmerk:  RF18 5390 0754 7034\n"
        "\n"
        "Gebruik precies dit betalingskenmerk en niets anders: daaraan herkennen wij\n"
        "uw betaling.\n"
        "\n"
        "Met vriendelijke groet,\n"
        "Billing\n"
    )


@pytest.mark.parametrize(
    ("language", "absent"),
    [
        ("en", ["overdue", "Late charges:", "Disputed:", "In transit:", "BIC:"]),
        ("nl", ["te laat", "Rente en kosten:", "Betwist:", "Onderweg:", "BIC:"]),
    ],
)
def test_what_there_is_none_of_has_no_line(language: str, absent: list[str]) -> None:
    body = write_letter(notice(NoticeKind.INVOICE_ISSUED, language=language)).body

    assert not [each for each in absent if each in body]
    assert "NL91 ABNA 0417 1643 00" in body


def test_zero_is_none() -> None:
    nothing = eur("0.00")
    facts = invoice_facts(disputed=nothing, in_transit=nothing, late_charges=nothing)
    body = write_letter(notice(NoticeKind.PAYMENT_RECEIVED, invoice=facts)).body

    assert "€0.00" not in body
    assert "Disputed:" not in body


@pytest.mark.parametrize(
    ("days", "language", "written"),
    [
        (1, "en", "(1 day overdue)"),
        (2, "en", "(2 days overdue)"),
        (1, "nl", "(1 dag te laat)"),
        (2, "nl", "(2 dagen te laat)"),
    ],
)
def test_days_overdue_are_counted_as_one_says_them(days: int, language: str, written: str) -> None:
    facts = invoice_facts(days_overdue=days)

    assert written in on_one_line(
        notice(NoticeKind.INVOICE_OVERDUE, invoice=facts, language=language)
    )


@pytest.mark.parametrize("time_zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def test_the_dates_of_an_invoice_are_the_same_in_every_zone(time_zone: str) -> None:
    body = write_letter(notice(NoticeKind.INVOICE_ISSUED, time_zone=time_zone)).body

    assert "Invoice date:  Monday 12 October 2026\n" in body
    assert "Due date:      Wednesday 11 November 2026\n" in body


@pytest.mark.parametrize(
    ("currency", "amount", "language", "written"),
    [
        ("USD", "1250000.50", "en", "US$1,250,000.50"),
        ("USD", "1250000.50", "nl", "US$ 1.250.000,50"),
        ("JPY", "900000", "en", "JP¥900,000"),
    ],
)
def test_amounts_are_written_in_the_invoices_currency(
    currency: str, amount: str, language: str, written: str
) -> None:
    money = Money.model_validate({"amount": amount, "currency": currency})
    facts = invoice_facts(amount=money, open=money)
    letter = write_letter(
        notice(NoticeKind.INVOICE_ISSUED, invoice=facts, language=language, amount=money)
    )

    assert written in letter.subject
    assert letter.body.count(written) >= 4


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (NoticeKind.TEAM_INVOICE_DISPUTED, "Uphold or reject it"),
        (NoticeKind.TEAM_WIRE_NOT_ARRIVED, "declared a payment of €8,000.00"),
        (NoticeKind.TEAM_PAYMENT_REVERSED, "took back the payment of €8,000.00"),
        (NoticeKind.TEAM_REMINDERS_USED_UP, "€6,040.00 is still open"),
        (NoticeKind.TEAM_REMINDERS_USED_UP, "call the customer, agree on how"),
        (NoticeKind.TEAM_CREDIT_HOLD_PLACED, "is on credit hold"),
        (NoticeKind.TEAM_CREDIT_HOLD_LIFTED, "is lifted"),
        (NoticeKind.TEAM_LIMIT_NEARLY_USED, "owes €8,000.00 and has nearly used its credit limit"),
        (NoticeKind.TEAM_LIMIT_EXCEEDED, "€8,000.00, which is more than its credit limit of €10"),
    ],
)
def test_letters_to_billing_operations_say_what_they_need(kind: NoticeKind, told: str) -> None:
    assert told in on_one_line(full_notice(kind))


@pytest.mark.parametrize("kind", TEAM_KINDS)
def test_a_team_is_shown_the_invoice_and_never_asked_to_pay_it(kind: NoticeKind) -> None:
    body = write_letter(full_notice(kind)).body

    assert "Due date:      Wednesday 14 October 2026 (17 days overdue)\n" in body
    assert "IBAN" not in body
