"""Letters about invoices: what they show, what they ask for, and what they never do."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from adapters.mail.letters import write_letter
from adapters.mail.plain_text import WIDTH
from domain.invoices.policy import PayTo
from domain.money import Money
from domain.notices import Notice, NoticeKind
from tests.mail.notices import (
    AT,
    INVOICE_KINDS,
    eur,
    full_invoice_facts,
    full_notice,
    invoice_facts,
    notice,
)

CUSTOMER_KINDS = [kind for kind in INVOICE_KINDS if not kind.startswith("team_")]
TEAM_KINDS = [kind for kind in INVOICE_KINDS if kind.startswith("team_")]
OF_EVERY_KIND = [
    *((kind, language) for kind in CUSTOMER_KINDS for language in ("en", "nl")),
    *((kind, "en") for kind in TEAM_KINDS),
]
TO_CUSTOMERS = [(kind, language) for kind, language in OF_EVERY_KIND if kind in CUSTOMER_KINDS]
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
AN_ASKING = re.compile(
    r"HOW TO PAY|ZO BETAALT U|\bIBAN\b|NL91|RF18|[Pp]lease pay|\bto be paid\b|pay (now|again|at)"
    r"|\bBetaal\b|te betalen|worden betaald|due as before|vervaldatum gelden|yours|aan u\b"
    r"|see to it|ervoor dat"
)
"""Whatever could be read as: pay."""


def on_one_line(given: Notice) -> str:
    """The letter with its paragraphs unfilled, as one searches it."""
    return " ".join(write_letter(given).body.split())


def test_kinds_about_invoices_are_those_that_the_builder_gives_one() -> None:
    assert len(CUSTOMER_KINDS) == 16
    assert len(TEAM_KINDS) == 8


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


SETTLED = invoice_facts(open=eur("0.00"))
ON_THE_14TH = AT + timedelta(days=14)


@pytest.mark.parametrize(
    ("kind", "changes", "english", "dutch"),
    [
        (
            NoticeKind.INVOICE_ISSUED,
            {},
            ["of €8,000.00. It is due on Wednesday 11 November 2026."],
            ["van € 8.000,00. De vervaldatum is woensdag 11 november 2026."],
        ),
        (
            NoticeKind.INVOICE_DUE_SOON,
            {"invoice": invoice_facts(open=eur("3000.00"))},
            ["An amount of €3,000.00 is open."],
            ["Er staat € 3.000,00 open."],
        ),
        (
            NoticeKind.INVOICE_OVERDUE,
            {},
            ["have crossed"],
            ["elkaar gekruist"],
        ),
        (
            NoticeKind.INVOICE_OVERDUE_AGAIN,
            {"invoice": invoice_facts(days_overdue=7)},
            ["is now 7 days overdue", "the account is put on credit hold"],
            ["is nu 7 dagen te laat", "krijgt het account een kredietblokkade"],
        ),
        (
            NoticeKind.INVOICE_OVERDUE_FINAL,
            {},
            ["our last reminder", "tell us at once"],
            ["onze laatste herinnering", "ons direct te laten weten"],
        ),
        (
            NoticeKind.PAYMENT_RECEIVED,
            {"amount": eur("8100.00"), "invoice": SETTLED, "unapplied_credit": eur("100.00")},
            ["payment of €8,100.00", "The invoice is settled.", "now €100.00 of unapplied credit"],
            ["betaling van € 8.100,00", "De factuur is voldaan.", "is nu in totaal € 100,00"],
        ),
        (
            NoticeKind.PAYMENT_RECEIVED,
            {"amount": eur("5000.00"), "invoice": invoice_facts(open=eur("3000.00"))},
            ["payment of €5,000.00", "An amount of €3,000.00 is open."],
            ["betaling van € 5.000,00", "Er staat € 3.000,00 open."],
        ),
        (
            NoticeKind.PAYMENT_REVERSED,
            {"amount": eur("5000.00"), "reason": "No cover."},
            ["payment of €5,000.00", "> No cover.", "the invoice is open again", "date is Wed"],
            ["betaling van € 5.000,00", "> No cover.", "staat weer open", "vervaldatum is woe"],
        ),
        (
            NoticeKind.PAYMENT_REVERSED,
            {"invoice": invoice_facts(days_overdue=3)},
            ["The due date was Wednesday 11 November 2026, and the invoice is 3 days overdue."],
            ["De vervaldatum was woensdag 11 november 2026; de factuur is nu 3 dagen te laat."],
        ),
        (
            NoticeKind.CREDIT_APPLIED,
            {"amount": eur("100.00"), "invoice": invoice_facts(open=eur("7900.00"))},
            ["€100.00 of the unapplied credit", "An amount of €7,900.00 is open."],
            ["€ 100,00 van het tegoed", "Er staat € 7.900,00 open."],
        ),
        (
            NoticeKind.CREDIT_APPLIED,
            {"invoice": SETTLED},
            ["The invoice is settled."],
            ["De factuur is voldaan."],
        ),
        (
            NoticeKind.WIRE_DECLARED,
            {
                "amount": eur("5000.00"),
                "reason": "E2E-77/4",
                "deadline": ON_THE_14TH,
                "invoice": invoice_facts(in_transit=eur("5000.00")),
            },
            [
                "a payment of €5,000.00 in transit",
                "Bank reference: E2E-77/4",
                "pause until Saturday 14 November 2026",
                "What it does not cover, €3,000.00, is due as before.",
            ],
            [
                "een betaling van € 5.000,00",
                "Kenmerk van de bank: E2E-77/4",
                "pauzeren tot en met zaterdag 14 november 2026",
                "Voor wat niet onderweg is, € 3.000,00, blijft de vervaldatum gelden.",
            ],
        ),
        (
            NoticeKind.WIRE_NOT_ARRIVED,
            {"amount": eur("5000.00"), "reason": "E2E-77/4"},
            ["a payment of €5,000.00", "Bank reference: E2E-77/4", "reminders about this invoice"],
            ["een betaling van € 5.000,00", "Kenmerk van de bank: E2E-77/4", "gaan verder"],
        ),
        (
            NoticeKind.DISPUTE_OPENED,
            {
                "amount": eur("500.00"),
                "reason": "Not ordered.",
                "invoice": invoice_facts(disputed=eur("500.00")),
            },
            ["dispute €500.00 of", "> Not ordered.", "The rest, €7,500.00, is due as before."],
            ["u € 500,00 van", "> Not ordered.", "Voor de rest, € 7.500,00, blijft de"],
        ),
        (
            NoticeKind.DISPUTE_UPHELD,
            {"amount": eur("500.00"), "reason": "Our mistake."},
            ["You were right", "We credited €500.00.", "> Our mistake."],
            ["U hebt gelijk", "Wij hebben € 500,00 gecrediteerd.", "> Our mistake."],
        ),
        (
            NoticeKind.DISPUTE_REJECTED,
            {"amount": eur("500.00"), "reason": "It was used.", "deadline": ON_THE_14TH},
            ["dispute over €500.00", "> It was used.", "go on after Saturday 14 November 2026"],
            ["betwisting van € 500,00", "> It was used.", "na zaterdag 14 november 2026 verder"],
        ),
        (
            NoticeKind.CREDIT_NOTE_ISSUED,
            {"amount": eur("500.00"), "reason": "Goodwill.", "unapplied_credit": eur("200.00")},
            ["credit note of €500.00", "> Goodwill.", "€200.00 of unapplied credit"],
            ["creditnota van € 500,00", "> Goodwill.", "tegoed is in totaal € 200,00"],
        ),
        (
            NoticeKind.CREDIT_HOLD_PLACED,
            {"invoice": invoice_facts(days_overdue=16)},
            ["on credit hold", "16 days overdue", "lifted as soon as this invoice is paid"],
            ["kredietblokkade", "16 dagen te laat", "Zodra deze factuur is betaald"],
        ),
        (
            NoticeKind.CREDIT_HOLD_LIFTED,
            {"invoice": SETTLED},
            ["Thank you. The credit hold on the account of Contoso B.V."],
            ["Dank u wel. De kredietblokkade van het account van Contoso B.V."],
        ),
    ],
)
def test_each_letter_says_what_happened(
    kind: NoticeKind, changes: dict[str, Any], english: list[str], dutch: list[str]
) -> None:
    for language, told in (("en", english), ("nl", dutch)):
        body = on_one_line(notice(kind, language=language, **changes))

        assert [each for each in told if each not in body] == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (NoticeKind.TEAM_INVOICE_DISPUTED, "invoice resolve 2026/0001 upheld --reason TEXT"),
        (NoticeKind.TEAM_INVOICE_DISPUTED, "invoice resolve 2026/0001 rejected --reason TEXT"),
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
def test_billing_operations_are_told_what_they_have_to_know(kind: NoticeKind, told: str) -> None:
    assert told in on_one_line(full_notice(kind))


@pytest.mark.parametrize("kind", TEAM_KINDS)
def test_a_team_is_shown_the_invoice_and_never_told_to_pay_it(kind: NoticeKind) -> None:
    body = write_letter(full_notice(kind)).body

    assert "Due date:      Wednesday 14 October 2026 (17 days overdue)\n" in body
    assert "IBAN" not in body


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
