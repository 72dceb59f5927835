"""What happened to an invoice, as its letters say it."""

from datetime import timedelta
from typing import Any

import pytest

from domain.notices import NoticeKind
from domain.values.national_references import NationalKind, NationalReference
from tests.mail.invoice_letters import on_one_line
from tests.mail.notices import AT, eur, invoice_facts, notice

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


def test_a_letter_names_the_reference_in_each_form_that_the_invoice_shows() -> None:
    national = (
        NationalReference(kind=NationalKind.BELGIAN, reference="010806817183"),
        NationalReference(kind=NationalKind.SWEDISH, reference="000000012345674"),
    )
    facts = invoice_facts(national_references=national)
    for language, each in (("en", "or:"), ("nl", "of:")):
        body = on_one_line(notice(NoticeKind.INVOICE_ISSUED, language=language, invoice=facts))
        assert f"{each} +++010/8068/17183+++ {each} OCR 000000012345674" in " ".join(body.split())
