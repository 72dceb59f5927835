"""Requests driven through the real command line, against a real engine and worker."""

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from tests.cli.shell import EXAMPLES, FORMS, Shell

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CERTIFICATE = EXAMPLES / "documents/certificate-of-incorporation.pdf"
SCAN = EXAMPLES / "documents/tax-certificate-scan.png"


def test_a_draft_with_mistakes_becomes_a_switched_account(shell: Shell, tmp_path: Path) -> None:
    scope = "sub-contoso-1"
    mistakes = FORMS / "contoso-mistakes.yaml"

    opened = shell.asked("open", mistakes, "--key", "first")
    assert opened["request"] == f"pay-by-invoice/{scope}"
    assert opened["state"] == "draft"
    assert opened["waiting_on"]["who"] == "customer"
    assert opened["waiting_on"]["for"] == "complete and submit the request"
    assert "company.tax_id" in {each["field"] for each in opened["problems"]}
    again = shell.asked("open", mistakes, "--key", "first")
    assert again["timeline"] == opened["timeline"]
    assert shell.refused("open", mistakes) == "request_already_open"
    refusal = shell.asked("submit", scope, status=1)["refused"]
    assert refusal["code"] == "form_invalid"
    assert "company.tax_id" in {each["field"] for each in refusal["details"]["problems"]}
    answer = shell.run("submit", scope)
    assert answer.status == 1
    assert "company.tax_id" in answer.err
    assert shell.refused("edit", scope, FORMS / "adatum.yaml") == "scope_fixed"

    edited = shell.asked("edit", scope, FORMS / "contoso-large.yaml")
    assert edited["problems"] == []
    submitted = shell.asked("submit", scope, "--by", "anna@contoso.nl")
    assert submitted["state"] == "legal_documents"
    assert submitted["timeline"][2]["by"] == "anna@contoso.nl"
    asked_for = submitted["documents"]["still_to_send"][0]["kind"]
    assert shell.refused("edit", scope, FORMS / "contoso.yaml") == "not_waiting_for_this"

    kind = asked_for.replace("_", "-")
    not_a_document = EXAMPLES / "documents/not-a-document.pdf"
    sending = ("add-document", scope, "--kind", kind)
    assert shell.refused(*sending, not_a_document) == "document_refused"
    assert shell.invalid(*sending, tmp_path / "nowhere.pdf").keys() == {"file"}
    sent = shell.asked("add-document", scope, CERTIFICATE, "--kind", asked_for)
    assert [each["id"] for each in sent["documents"]["received"]] == ["doc-1"]
    review = ("review-document", scope, "doc-1")
    assert shell.invalid(*review, "refuse") == {"--reason": "missing"}
    back = shell.asked(*review, "refuse", "--reason", "It is not signed.")
    assert back["waiting_on"]["who"] == "customer"
    last_day = datetime.now(AMSTERDAM).date() + timedelta(days=60)
    midnight = datetime.combine(last_day + timedelta(days=1), time.min, AMSTERDAM)
    extend = ("extend-deadline", scope, "--until")
    longer = shell.asked(*extend, last_day, "--reason", "Holidays.")
    assert datetime.fromisoformat(longer["waiting_on"]["until"]) == midnight
    assert shell.refused(*extend, last_day - timedelta(days=1)) == "deadline_not_extendable"
    shell.asked("add-document", scope, SCAN, "--kind", "government-document")
    assert shell.refused("review-document", scope, "doc-9", "accept") == "document_unknown"
    accepted = shell.asked("review-document", scope, "doc-2", "accept", "--by", "vera")
    assert accepted["state"] == "credit_check"

    application = EXAMPLES / "credit-applications/contoso.yaml"
    assert shell.refused("decide", scope, "approve", "--limit", 1) == "not_waiting_for_this"
    reviewed = shell.asked("apply-for-credit", scope, application)
    assert reviewed["waiting_on"]["who"] == "credit"
    assert shell.refused("decide", scope, "approve", "--limit", 48000.01) == "limit_not_acceptable"
    decision = ("decide", scope, "approve", "--limit", "20000.00", "--security", "letter_of_credit")
    decided = shell.asked(*decision, "--application", "application-1", "--by", "carl")
    assert decided["credit"]["conditions"][0]["kind"] == "letter_of_credit"
    before = decided["waiting_on"]["until"]
    extended = shell.asked("extend-deadline", scope, "--days", 14)
    assert extended["waiting_on"]["until"] > before
    approved = shell.asked("security", scope, "--provided", "--reference", "LC 2026/1")
    assert approved["state"] == "approved"
    assert approved["credit"]["limit"] == {"amount": "20000.00", "currency": "EUR"}

    assert shell.refused("switch", scope, "--by", "anna@contoso.nl") == "consent_missing"
    assert shell.refused("switch", scope, "--yes", "--by", "a@stranger.nl") == "switch_blocked"
    switch = ("switch", scope, "--yes", "--by", "anna@contoso.nl", "--key", "the switch")
    switched = shell.asked(*switch)
    assert switched["state"] == "switched"
    assert switched["switched"]["payment_method"] == "invoice"
    assert shell.refused("withdraw", scope, "--reason", "Too late.") == "not_possible_now"

    timeline = shell.asked("timeline", scope)
    assert timeline[0]["to"] == "draft"
    assert (
        timeline[-1].items() >= {"trigger": "switch", "from": "approved", "to": "switched"}.items()
    )
    assert shell.asked("watch", scope)["state"] == "switched"
    mails = shell.asked("mails", scope)
    assert {"approved", "switched"} <= {each["kind"] for each in mails}
    assert shell.refused("resend", mails[0]["key"]) == "not_waiting_for_this"
    account = shell.asked("account", "show", switched["account"])
    assert account["credit_limit"] == {"amount": "20000.00", "currency": "EUR"}
    assert account["scopes"][0]["payment_method"] == "invoice"
    imported = shell.asked("account", "import", EXAMPLES / "accounts.yaml")
    assert imported["accounts"][0]["kept_on_invoice"] == [scope]


def test_a_blocked_switch_says_what_to_put_right_and_goes_through_once_it_is(shell: Shell) -> None:
    scope = "sub-adatum-1"
    opened = shell.asked("open", FORMS / "adatum.yaml", "--submit")
    assert opened["state"] == "approved"
    assert "S1" in opened["waiting_on"]["for"]
    settled = shell.asked("account", "settle", scope)
    assert settled == {"scope": scope, "settled": {"amount": "312.40", "currency": "GBP"}}
    assert shell.asked("account", "settle", scope)["settled"] is None
    rechecked = shell.asked("recheck", scope)
    assert "S1" not in rechecked["waiting_on"]["for"]

    blocked = shell.asked("switch", scope, "--yes", "--by", "priya@adatum.example", status=1)
    assert blocked["refused"]["code"] == "switch_blocked"
    assert "S2" in {each["code"] for each in blocked["refused"]["details"]["findings"]}

    withdrawn = shell.asked("withdraw", scope, "--reason", "We stay with the card.")
    assert withdrawn["state"] == "withdrawn"


def test_time_passes_in_a_rehearsal_until_a_review_is_overdue_and_nothing_decides_it(
    shell: Shell, tmp_path: Path
) -> None:
    scope = "bp-mueller-1"
    form = yaml.safe_load((FORMS / "mueller.yaml").read_text())
    form["credit"]["amount"] = "25000.00"
    large = tmp_path / "large.yaml"
    large.write_text(yaml.safe_dump(form))
    application = yaml.safe_load((EXAMPLES / "credit-applications/contoso.yaml").read_text())
    application["financial_statements"] = "statements.pdf"
    filled = tmp_path / "application.yaml"
    filled.write_text(yaml.safe_dump(application))

    shell.asked("open", large)
    submit = ("submit", scope, "--credit-application", filled)
    assert shell.invalid(*submit) == {"financial_statements": "unreadable"}
    (tmp_path / "statements.pdf").write_bytes(CERTIFICATE.read_bytes())
    submitted = shell.asked(*submit)
    assert submitted["waiting_on"]["who"] == "credit"
    received = submitted["credit"]["application"]
    assert received["financial_statements"]["media_type"] == "application/pdf"

    moved = shell.asked("fast-forward", scope, "7d1h")
    assert moved["id"] == f"pay-by-invoice/{scope}"
    late = shell.asked("status", scope)
    assert late["credit"]["review_overdue"] is True
    assert late["state"] == "credit_check"
    page = shell.run("status", scope)
    assert "OVERDUE" in page.out
    assert "(7 days ago)" in page.out
    assert f"decide {scope} approve" in page.out

    more = shell.asked("decide", scope, "more-info", "--reason", "Which bank?")
    assert more["waiting_on"]["who"] == "customer"
    shell.asked("apply-for-credit", scope, filled)
    stale = ("decide", scope, "approve", "--limit", 5000, "--application", "application-1")
    assert shell.refused(*stale) == "not_waiting_for_this"
    asked = shell.asked("ask-documents", scope, "--reason", "Who are you?", "--kind",
                        "registration_form", "--kind", "name-change-deed")  # fmt: skip
    kinds = [each["kind"] for each in asked["documents"]["asked_for"]]
    assert kinds == ["registration_form", "name_change_deed"]
    declined = shell.asked("decide", scope, "decline", "--code", "thin_file", "--reason", "No.")
    assert declined["state"] == "rejected"
    assert declined["outcome"] == "rejected: thin_file"


def test_requests_are_listed_by_state_and_by_who_must_act(shell: Shell) -> None:
    rejected = shell.asked("open", FORMS / "wideworldimporters.yaml", "--submit")
    assert rejected["state"] == "rejected"
    draft = shell.asked("open", FORMS / "proseware.yaml")
    listed: dict[str, dict[str, str]] = {}
    for _ in range(20):  # the listing follows about a second behind
        found = shell.asked("list", "--state", "draft", "--waiting-on", "customer")
        listed = {each["request"]: each for each in found}
        if draft["request"] in listed:
            break
    line = listed[draft["request"]]
    assert line.keys() == {"request", "state", "waiting_on", "due_at"}
    assert line["state"] == "draft"
    assert line["waiting_on"] == "customer"
    # A new draft is listed with the deadline by the clock of the command that opened it.
    due_at, until = map(datetime.fromisoformat, (line["due_at"], draft["waiting_on"]["until"]))
    assert abs(due_at - until) < timedelta(seconds=5)
    assert rejected["request"] not in listed


def test_a_verifier_overrules_what_a_rule_found(shell: Shell, tmp_path: Path) -> None:
    scope = "bp-waterdam-1"
    form = yaml.safe_load((FORMS / "waterdam.yaml").read_text())
    form["company"]["name"] = "Provincie Zuiderzee"
    other = tmp_path / "other.yaml"
    other.write_text(yaml.safe_dump(form))
    shown = shell.asked("open", other, "--submit")
    assert shown["waiting_on"]["who"] == "legal"
    assert shell.refused("overrule", scope, "E1", "--reason", "?") == "finding_not_overrulable"
    overruled = shell.asked("overrule", scope, "e6", "--reason", "One and the same.")
    assert overruled["state"] == "approved"
    assert overruled["possible"]["switch"] is None
    assert overruled["possible"]["submit"]["reason"] == "The request was submitted already."


def test_a_form_with_mistakes_that_was_to_be_submitted_is_kept_as_a_draft(shell: Shell) -> None:
    form = FORMS / "northwind.yaml"
    text = form.read_text().replace('credit: {amount: "', 'credit: {amount: "-')
    broken = Path(shell.environment["PAYBYINVOICE_HOME"]) / "northwind-broken.yaml"
    broken.write_text(text)
    answer = shell.asked("open", broken, "--submit", status=2)
    assert answer["request"] == "pay-by-invoice/sub-northwind-1"
    assert [each["field"] for each in answer["invalid"]] == ["credit.amount"]
    kept = shell.asked("status", "sub-northwind-1")
    assert kept["state"] == "draft"
    assert kept["possible"]["edit"] is None
    assert kept["possible"]["approve"]["code"] == "no_credit_check"
    assert kept["possible"]["approve"]["reason"] == "There is no credit check to decide on now."
