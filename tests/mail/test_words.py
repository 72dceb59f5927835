import pytest

from adapters.mail.letters import write_letter
from domain.erasure.erasure import ACCOUNT_ERASED
from domain.forms.documents import DocumentKind
from domain.invoices.views.reminders import PauseKind
from domain.letters.pages import Page
from domain.notices import Item, NoticeKind
from domain.papers.provider_reasons import ProviderReason
from domain.requests.messages import DeclineCode, Security
from tests.mail.notices import notice
from wording.catalogue import LOCALES, words_in
from wording.codes import called

RULES = [*(f"E{number}" for number in range(1, 12)), *(f"S{number}" for number in range(1, 8))]
ENDS = ["abandoned", "no_answer", "approval_not_used", ACCOUNT_ERASED]
WORDED = {
    "code": {*RULES, "ACCOUNT", "FORM", *DocumentKind, *DeclineCode, *Security, *ENDS, "unknown"},
    "short": {*RULES, "ACCOUNT", "FORM"},
    "paused": set(PauseKind),
    "letter.page": set(Page),
    "provider_reason": {each.code for each in ProviderReason},
}


@pytest.mark.parametrize("family", WORDED)
@pytest.mark.parametrize("language", LOCALES)
def test_every_code_in_a_letter_to_a_customer_has_words(language: str, family: str) -> None:
    keys = {key for key in words_in(language) if key.startswith(f"{family}.")}

    assert {key.removeprefix(f"{family}.") for key in keys} == WORDED[family]


def test_a_poor_credit_check_is_worded_with_tact() -> None:
    body = write_letter(notice(NoticeKind.REJECTED, items=(Item(code="failing_credit"),))).body

    assert "does not meet our present" in body
    assert "failing" not in body


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("code", list(DeclineCode))
def test_a_decline_has_the_words_of_its_code_alone(code: DeclineCode, language: str) -> None:
    """Older workers put the analyst's own reason with the code: it is not shown either."""
    told = notice(
        NoticeKind.REJECTED, items=(Item(code=code),), reason="Scorecard 412.", language=language
    )
    body = " ".join(write_letter(told).body.split())

    assert f"- {called(code, language)}" in body
    assert "412" not in body


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "The switch was not made while"), ("nl", "De overstap is niet gemaakt zolang")],
)
def test_a_lapsed_request_says_why_in_words(language: str, told: str) -> None:
    body = write_letter(
        notice(NoticeKind.LAPSED, reason="approval_not_used", language=language)
    ).body

    assert told in body
    assert "approval_not_used" not in body


def test_a_code_from_a_newer_version_is_not_shown_as_such() -> None:
    assert called("E99", "en") == "A point that our team can explain to you."


def test_a_document_asked_for_names_what_will_do_instead_and_why_in_the_readers_language() -> None:
    asked = Item(
        code="certificate_of_incorporation", instead=("government_document",), because=("E6",)
    )
    body = write_letter(notice(NoticeKind.DOCUMENTS_REQUESTED, items=(asked,), language="nl")).body

    assert "Of in plaats daarvan:" in body
    assert "Waarom: De bedrijfsnaam in de aanvraag" in body
