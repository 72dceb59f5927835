import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import adapters.mail
from adapters.mail.letters import write_letter
from adapters.mail.plain_text import WIDTH
from domain.letters.addressed import Addressed
from domain.letters.pages import Page, page_of, path_of
from domain.notices import ABOUT_LIMITS, Item, Notice, NoticeKind
from domain.values.money import Money
from tests.mail.notices import (
    AT,
    INVOICE_KINDS,
    audience_of,
    eur,
    full_notice,
    invoice_facts,
    notice,
)

CUSTOMER_KINDS = [kind for kind in NoticeKind if not kind.startswith("team_")]
ABOUT_NOTHING = {NoticeKind.CUSTOMER_LINK, NoticeKind.CONFIRM_CONTACT}
TEAM_KINDS = [kind for kind in NoticeKind if kind.startswith("team_")]
IN_EVERY_LANGUAGE = [
    *((kind, language) for kind in CUSTOMER_KINDS for language in ("en", "nl")),
    *((kind, "en") for kind in TEAM_KINDS),
]


@pytest.mark.parametrize("build", [notice, full_notice])
@pytest.mark.parametrize(("kind", "language"), IN_EVERY_LANGUAGE)
def test_every_kind_is_worded_in_every_language_of_its_readers(
    kind: NoticeKind, language: str, build: Callable[..., Notice]
) -> None:
    letter = write_letter(build(kind, language=language))

    assert letter.language == language
    assert letter.subject
    assert "\n" not in letter.subject
    if kind not in ABOUT_NOTHING | ABOUT_LIMITS:
        named = "2026/0001" if kind in INVOICE_KINDS else "pay-by-invoice/sub-contoso-1"
        assert named in letter.body
    assert ("Contoso B.V." in letter.body) is (kind is not NoticeKind.CONFIRM_CONTACT)
    assert "starter.py" not in letter.body
    assert "B.V.." not in letter.body
    assert not re.search(r"None|[{}]|\n\n\n| \n", letter.body)
    prose = (line for line in letter.body.split("\n") if re.match(r"[a-z]", line))
    assert all(len(line) <= WIDTH for line in prose)


def test_there_is_a_template_for_every_kind_and_for_nothing_else() -> None:
    folder = Path(adapters.mail.__file__).parent / "templates"
    worded = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}

    assert worded == set(NoticeKind)


@pytest.mark.parametrize("kind", TEAM_KINDS)
def test_a_team_reads_english_and_where_the_case_is(kind: NoticeKind) -> None:
    told = full_notice(kind, language="nl")
    case = f"https://pay.example{path_of(told)}"
    letter = write_letter(told, Addressed(link=case))

    assert letter.language == "en"
    assert "Contoso B.V." in letter.subject
    about = "/invoices/2026/0001" if kind in INVOICE_KINDS else "/requests/sub-contoso-1"
    assert letter.body.endswith(f"\n    https://pay.example{about}\n")


@pytest.mark.parametrize(("kind", "language"), IN_EVERY_LANGUAGE)
def test_every_letter_says_where_to_act_or_whom_to_write_to(
    kind: NoticeKind, language: str
) -> None:
    told = full_notice(kind, language=language)
    until = datetime(2026, 12, 1, tzinfo=UTC)
    there = write_letter(told, Addressed(link="https://pay.example/c/t0ken", until=until)).body
    nowhere = write_letter(told, Addressed(), reach="billing@provider.example").body

    assert there.count("https://pay.example/c/t0ken") == 1
    assert "starter.py" not in there + nowhere
    assert "http" not in nowhere
    if kind in CUSTOMER_KINDS:
        assert "1 December 2026" in there or "1 december 2026" in there
        assert "billing@provider.example" in nowhere


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (NoticeKind.DRAFT_REMINDER, "/my/requests/sub-contoso-1/form"),
        (NoticeKind.TO_FIX, "/my/requests/sub-contoso-1"),
        (NoticeKind.CREDIT_APPLICATION_REQUESTED, "/my/requests/sub-contoso-1/application"),
        (NoticeKind.MORE_INFORMATION_REMINDER, "/my/requests/sub-contoso-1/application"),
        (NoticeKind.DOCUMENT_REFUSED, "/my/requests/sub-contoso-1/documents"),
        (NoticeKind.APPROVED, "/my/requests/sub-contoso-1/switch"),
        (NoticeKind.APPROVAL_REMINDER, "/my/requests/sub-contoso-1/switch"),
        (NoticeKind.INVOICE_OVERDUE, "/my/invoices/2026/0001"),
        (NoticeKind.CREDIT_HOLD_PLACED, "/my/invoices/2026/0001"),
        (NoticeKind.SWITCHED, "/my/invoices"),
        (NoticeKind.REJECTED, "/my"),
    ],
)
def test_a_letters_link_leads_to_the_page_where_it_is_done(kind: NoticeKind, page: str) -> None:
    assert path_of(full_notice(kind)) == page


@pytest.mark.parametrize(
    ("open_", "page"), [("0.01", Page.INVOICE), ("0.00", Page.SETTLED_INVOICE)]
)
def test_a_letter_on_a_settled_invoice_asks_for_no_payment_and_no_dispute(
    open_: str, page: Page
) -> None:
    told = notice(NoticeKind.PAYMENT_RECEIVED, invoice=invoice_facts(open=eur(open_)))
    assert page_of(told) is page
    link = Addressed(link="https://pay.example/c/t0ken", until=AT)
    body = write_letter(told, link).body
    assert ("dispute it here" in body) is (page is Page.INVOICE)
    assert "https://pay.example/c/t0ken" in body


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_stranger_reads_nothing_that_anybody_wrote(language: str) -> None:
    told = full_notice(NoticeKind.CONFIRM_CONTACT, language=language, company="Win at evil.com")
    letter = write_letter(told, Addressed(link="https://pay.example/c/contact/x", until=AT))

    for written in ("Anna", "evil", "sub-contoso-1", "Win"):
        assert written not in letter.subject + letter.body


def test_an_english_letter_says_what_is_approved_how_to_switch_and_until_when() -> None:
    body = write_letter(full_notice(NoticeKind.APPROVED, items=())).body

    assert body.startswith("Dear Anna de Vries,\n")
    assert "€8,000.00" in body
    assert "by Monday 30 November 2026" in body
    assert "THE SWITCH CANNOT BE UNDONE" in body
    assert "Next step:  yours, until Monday 30 November 2026" in body


def test_a_dutch_letter_says_the_same() -> None:
    body = write_letter(full_notice(NoticeKind.APPROVED, items=(), language="nl")).body

    assert body.startswith("Beste Anna de Vries,\n")
    assert "€ 8.000,00" in body
    assert "uiterlijk maandag 30 november 2026" in body
    assert "DE OVERSTAP KAN NIET ONGEDAAN WORDEN GEMAAKT" in body
    assert "Volgende stap:    aan u, uiterlijk maandag 30 november 2026" in body


@pytest.mark.parametrize(
    ("language", "terms"), [("en", "within 30 days of its"), ("nl", "binnen 30 dagen na de")]
)
def test_the_letter_about_the_switch_confirms_30_days(language: str, terms: str) -> None:
    assert terms in write_letter(notice(NoticeKind.SWITCHED, language=language)).body


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("Pacific/Auckland", "Friday 1 January 2027"),
        ("Europe/Amsterdam", "Thursday 31 December 2026"),
        ("America/Los_Angeles", "Thursday 31 December 2026"),
    ],
)
def test_a_deadline_is_the_day_in_the_customers_own_zone(time_zone: str, day: str) -> None:
    noon = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    letter = write_letter(notice(NoticeKind.TO_FIX, deadline=noon, time_zone=time_zone))

    assert f"by {day}" in letter.body


def test_a_deadline_that_has_passed_is_not_promised_again() -> None:
    letter = write_letter(notice(NoticeKind.TEAM_SECURITY_MISSED, deadline=AT))

    assert "until" not in letter.body.split("Next step:")[1]
    assert "yours; it was due by Saturday 31 October 2026" in letter.body


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("1250000.50", "USD", "en", "US$1,250,000.50"),
        ("1250000.50", "USD", "nl", "US$ 1.250.000,50"),
        ("900000", "JPY", "en", "JP¥900,000"),
        ("12.345", "KWD", "nl", "KWD 12,345"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    amount: str, currency: str, language: str, written: str
) -> None:
    asked = Money.model_validate({"amount": amount, "currency": currency})
    letter = write_letter(notice(NoticeKind.SUBMITTED, amount=asked, language=language))

    assert written in letter.body


def test_a_persons_words_are_shown_as_written_and_marked_as_theirs() -> None:
    words = "Dear Anna,\n\nsend {{ money }} to <b>me</b>.\r\nKind regards,\nBilling"
    letter = write_letter(
        notice(
            NoticeKind.DOCUMENT_REFUSED,
            reason=words,
            items=(Item(code="registration_form", detail="Page 2\nis missing."),),
        )
    )

    quotation = "> Dear Anna,\n>\n> send {{ money }} to <b>me</b>.\n> Kind regards,\n> Billing\n"
    assert quotation in letter.body
    assert "  > Page 2\n  > is missing.\n" in letter.body


def test_a_company_cannot_break_out_of_the_subject_or_the_letter() -> None:
    nasty = "Evil\r\nBcc: everyone@contoso.nl\n\nYour bank account changed"
    letter = write_letter(notice(NoticeKind.APPROVED, company=nasty, name="Anna\nBcc: x@y.nl"))

    assert letter.subject == (
        "Approved: Evil Bcc: everyone@contoso.nl Your bank account changed may pay by invoice"
    )
    assert "Dear Anna Bcc: x@y.nl,\n" in letter.body
    assert "\nYour bank account" not in letter.body


def test_the_audience_and_the_kind_of_a_notice_agree() -> None:
    assert all((audience_of(kind) == "customer") == (kind in CUSTOMER_KINDS) for kind in NoticeKind)


def test_who_sees_to_a_step_reads_which_it_was_and_the_billing_systems_words() -> None:
    kind, why = NoticeKind.TEAM_PROVIDER_REFUSED, "It has payments."
    said = write_letter(notice(kind, reason=why, items=(Item(code="write_off"),))).body
    assert "was told of a step here (write off) and said no." in said
    assert "\n> It has payments.\n" in said
    of_before = write_letter(notice(kind, reason="write off: It has payments")).body
    assert "was told of a step here and said no." in of_before
    assert "\n> write off: It has payments\n" in of_before
