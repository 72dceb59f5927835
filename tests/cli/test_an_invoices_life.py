"""Invoices driven through the real command line, against a real engine and worker."""

import csv
import io
import signal
import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.invoices.new.references import written
from tests.cli.payers import a_payer, euros, today
from tests.cli.shell import Shell

pytestmark = pytest.mark.timeout(300)


def test_an_invoice_is_issued_reminded_paid_in_parts_and_bounces(
    shell: Shell, tmp_path: Path
) -> None:
    payer, day = a_payer(shell, tmp_path), today() - timedelta(days=20)
    file = payer.invoice("LIFE-1", "1200.00", issued_on=str(day))
    issued = shell.asked("invoice", "issue", file, "--by", "paula")
    due = day + timedelta(days=30)
    assert issued["issued"] == 1
    assert issued["invoices"] == [
        {"invoice": "LIFE-1", "outcome": "issued", "due_on": str(due), "reminders_from": None}
    ]
    again = shell.asked("invoice", "issue", file)
    assert (again["issued"], again["already_issued"]) == (0, 1)
    other = payer.invoice("LIFE-1", "1300.00", issued_on=str(day))
    assert shell.refused("invoice", "issue", other) == "invoice_already_issued"

    shown = shell.asked("invoice", "show", "invoice/LIFE-1")
    assert shown["state"] == "open"
    assert shown["amount"] == shown["open"] == euros("1200.00")
    assert shown["issued_on"] == str(day)
    assert shown["due_on"] == str(due)
    assert [each["level"] for each in shown["reminders"]] == [1, 2, 3, 4, 5, 6]
    assert {each["outcome"] for each in shown["reminders"]} == {"planned"}
    assert shown["reminders"][0]["on"] == str(due - timedelta(days=7))
    assert shown["payments"] == []
    assert shown["timeline"][0].items() >= {"trigger": "issue", "by": "paula"}.items()
    assert shown["waiting_on"].items() >= {"who": "customer", "for": "pay the invoice"}.items()
    reference = written(shown["reference"])
    assert shell.asked("invoice", "show", reference)["invoice"] == "LIFE-1"

    moved = shell.asked("fast-forward", "invoice/LIFE-1", "5d")
    assert moved["id"] == "invoice/LIFE-1"
    pay = ("invoice", "pay", "LIFE-1", "--bank-reference")
    part = shell.asked(*pay, "LIFE/1", "--amount", "500", "--key", "part")
    assert part["state"] == "partly_paid"
    assert part["open"] == euros("700.00")
    assert part["settled"] == [
        {"invoice": "LIFE-1", "settled": euros("500.00"), "state": "partly_paid",
         "due_on": str(due), "open": euros("700.00")}
    ]  # fmt: skip
    assert part["unapplied_credit"] == euros("0.00")
    assert shell.asked(*pay, "LIFE/1", "--amount", "500", "--key", "part")["open"] == part["open"]
    assert shell.refused(*pay, "LIFE/1", "--amount", "500") == "payment_already_recorded"

    transit = ("invoice", "in-transit", "LIFE-1", "--bank-reference", "LIFE/2", "--kind")
    assert shell.refused(*transit, "ach", "--amount", "700.01") == "amount_not_acceptable"
    declared = shell.asked(*transit, "international", "--amount", "700 EUR")
    assert declared["in_transit"] == euros("700.00")
    assert declared["wires"][0]["state"] == "in_transit"
    assert declared["waiting_on"]["who"] == "billing"
    assert [(each["kind"], each["amount"]) for each in declared["pauses"]] == [
        ("in_transit", euros("700.00"))
    ]
    page = shell.run("invoice", "show", "LIFE-1").out
    assert "Paused: 700.00 EUR is on its way; reminders go on if it has not come in by" in page
    why = shell.asked("invoice", "why", "LIFE-1")
    assert [each["kind"] for each in why["remaining"]] == ["in_transit"]
    assert sum(Decimal(each["amount"]["amount"]) for each in why["booked"]) == 700
    page = shell.run("invoice", "why", "LIFE-1").out
    assert "700.00 EUR open" in page
    assert "LIFE/1" in page
    assert "on its way" in page
    assert shell.refused(*transit, "ach", "--amount", "700") == "payment_already_recorded"
    shell.asked("fast-forward", "invoice/LIFE-1", "20d")
    late = shell.asked("invoice", "show", "LIFE-1")
    assert late["state"] == "overdue"
    assert late["days_overdue"] > 10
    assert late["wires"][0]["state"] == "not_arrived"
    assert {"sent", "skipped", "planned"} >= {each["outcome"] for each in late["reminders"]}
    page = shell.run("invoice", "show", "LIFE-1").out
    assert "OVERDUE  invoice/LIFE-1" in page
    assert "to pay the invoice, overdue since " in page
    assert reference in page
    assert "invoice pay LIFE-1 --amount 700.00" in page
    listed = shell.asked("invoice", "list", "--overdue", "--account", payer.account)
    assert [(each["invoice"], each["state"]) for each in listed] == [("LIFE-1", "overdue")]
    assert (
        shell.asked("invoice", "list", "--state", "partly_paid", "--account", payer.account) == []
    )

    paid = shell.asked(*pay, "LIFE/3", "--amount", "750.00", "--instrument", "ach", "--by", "paula")
    assert paid["state"] == "paid"
    assert paid["unapplied_credit"] == euros("50.00")
    assert {each["outcome"] for each in paid["reminders"]} <= {"sent", "skipped", "cancelled"}
    account = shell.asked("account", "show", payer.account)
    assert account["unapplied_credit"] == euros("50.00")
    assert account["exposure"] == euros("0.00")
    assert account["on_hold"] is False

    shell.asked("invoice", "issue", payer.invoice("LIFE-2", "40.00"))
    apply = ("account", "apply-credit", payer.account)
    assert shell.refused(*apply, "LIFE-9") == "invoice_unknown"
    assert shell.refused("account", "apply-credit", "nobody", "LIFE-2") == "account_unknown"
    assert shell.asked("invoice", "show", "LIFE-2")["state"] == "paid"
    assert shell.refused(*apply, "LIFE-2") == "not_waiting_for_this"

    reverse = ("invoice", "reverse", "LIFE-1", "--reason", "No funds.", "--bank-reference")
    assert shell.refused(*reverse, "LIFE/9") == "payment_unknown"
    bounced = shell.asked(*reverse, "LIFE/3")
    assert bounced["open"] == euros("700.00")
    assert bounced["payments"][-1]["reversal_reason"] == "No funds."
    assert shell.refused(*reverse, "LIFE/3") == "payment_unknown"

    kinds = {each["kind"] for each in shell.asked("mails", "invoice/LIFE-1")}
    assert {"invoice_issued", "payment_received", "wire_declared", "payment_reversed"} <= kinds
    statement = shell.asked("account", "statement", payer.account)
    assert [each["kind"] for each in statement["entries"]].count("payment") == 2
    assert statement["entries"][-1]["balance"] == euros("740.00")
    table = shell.run("account", "statement", payer.account, "--csv")
    rows = list(csv.DictReader(io.StringIO(table.out)))
    assert len(rows) == len(statement["entries"])
    assert rows[-1]["balance"] == "740.00"
    assert "Open invoices" in shell.run("account", "statement", payer.account).out
    assert statement["closing"] == [euros("740.00")]
    tomorrow = str(today() + timedelta(days=40))
    later = shell.asked("account", "statement", payer.account, "--since", tomorrow)
    assert later["entries"] == []
    assert later["opening"] == later["closing"] == [euros("740.00")]
    file = tmp_path / "statement.pdf"
    shell.run("account", "statement", payer.account, "--pdf", str(file), "--language", "nl")
    assert file.read_bytes().startswith(b"%PDF")
    of_days = ("account", "statement", payer.account, "--since", tomorrow, "--until", str(today()))
    assert shell.invalid(*of_days) == {"--until": "not_acceptable"}


def test_a_payment_of_ten_times_what_is_open_is_asked_about(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("TEN-1", "100.00"))
    pay = ("invoice", "pay", "TEN-1", "--bank-reference", "TEN/1", "--amount")
    assert shell.refused(*pay, "1000.00") == "payment_outsized"
    of_account = ("account", "pay", payer.account, "--bank-reference", "TEN/1", "--amount")
    assert shell.refused(*of_account, "1234.56") == "payment_outsized"
    assert shell.asked("invoice", "show", "TEN-1")["payments"] == []
    said = shell.run(*pay, "1000.00", "--yes").out
    assert "Unapplied credit of the account: 900.00 EUR" in said
    # With nothing open there is nothing to compare with.
    shell.asked("invoice", "pay", "TEN-1", "--bank-reference", "TEN/2", "--amount", "5000.00")


def test_a_dispute_goes_one_way_or_the_other(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("DIS-1", "300.00"))
    reason = ("--reason", "Not what we ordered.")
    dispute = ("invoice", "dispute", "DIS-1", *reason, "--amount")
    assert shell.refused(*dispute, "300.01") == "amount_not_acceptable"
    assert shell.refused(*dispute, "5.00 USD") == "amount_not_acceptable"
    assert shell.refused(*dispute, "0") == "amount_not_acceptable"
    assert shell.refused("invoice", "resolve", "DIS-1", "upheld", *reason) == "not_waiting_for_this"
    disputed = shell.asked(*dispute, "300")
    assert disputed["state"] == "disputed"
    assert disputed["waiting_on"]["who"] == "billing"
    assert shell.refused(*dispute, "1") == "not_possible_now"
    assert "invoice resolve DIS-1 upheld" in shell.run("invoice", "show", "DIS-1").out
    rejected = shell.asked("invoice", "resolve", "DIS-1", "rejected", *reason)
    assert rejected["state"] == "open"
    shell.asked(*dispute, "100.00")
    assert shell.refused(*dispute, "1") == "already_under_way"
    upheld = shell.asked("invoice", "resolve", "DIS-1", "upheld", *reason, "--by", "paula")
    assert upheld["credited"] == euros("100.00")
    assert [each["state"] for each in upheld["disputes"]] == ["rejected", "upheld"]

    credit = ("invoice", "credit", "DIS-1", *reason, "--amount")
    assert shell.refused(*credit, "200.01") == "amount_not_acceptable"
    assert shell.asked(*credit, "50.00")["open"] == euros("150.00")
    written_off = shell.asked("invoice", "write-off", "DIS-1", *reason)
    assert written_off["state"] == "written_off"
    assert written_off["written_off"] == euros("150.00")
    assert shell.refused("invoice", "write-off", "DIS-1", *reason) == "not_possible_now"


def test_one_payment_settles_several_invoices_as_it_says(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    for number, days_ago in (("SEV-1", 5), ("SEV-2", 6), ("SEV-3", 7)):
        shell.asked("invoice", "issue", payer.invoice(number, "100.00", days_ago))

    def settled(*words: str) -> dict[str, str]:
        paid = shell.asked(*words)
        return {each["invoice"]: each["settled"]["amount"] for each in paid["settled"]}

    oldest = ("invoice", "pay", "SEV-1", "SEV-2", "--amount", "120", "--bank-reference", "SEV/1")
    assert settled(*oldest) == {"SEV-2": "100.00", "SEV-1": "20.00"}
    twice = ("invoice", "pay", "SEV-1", "invoice/SEV-1", "--amount", "1", "--bank-reference", "x")
    assert shell.invalid(*twice) == {"NUMBER": "twice"}
    capped = ("invoice", "pay", "SEV-1=10.00", "SEV-3", "--in-this-order")
    assert settled(*capped, "--amount", "30", "--bank-reference", "SEV/2") == {
        "SEV-1": "10.00",
        "SEV-3": "20.00",
    }
    whole = ("account", "pay", payer.account, "--amount", "200", "--bank-reference", "SEV/3")
    paid = shell.asked(*whole, "--key", "whole")
    assert {each["invoice"] for each in paid["settled"]} == {"SEV-1", "SEV-3"}
    assert paid["unapplied_credit"] == euros("50.00")
    assert shell.asked(*whole, "--key", "whole") == paid
    one_more = ("account", "pay", payer.account, "--bank-reference", "SEV/4", "--amount")
    assert shell.asked(*one_more, "5", "--of", "10")["unapplied_credit"] == euros("55.00")
    assert shell.refused(*one_more, "6", "--of", "10") == "payment_not_acceptable"
    assert shell.refused(*one_more, "5") == "payment_already_recorded"
    refund = ("account", "refund", payer.account, "--bank-reference", "BACK/1", "--amount")
    assert shell.refused(*refund, "55.01") == "amount_not_acceptable"
    back = shell.asked(*refund, "55", "--key", "back")
    assert back["unapplied_credit"] == euros("0.00")
    assert shell.asked(*refund, "55", "--key", "back") == back
    correct = ("account", "correct", payer.account, "--reason", "It came back.", "--entry")
    assert shell.asked(*correct, back["entry"])["unapplied_credit"] == euros("55.00")
    assert shell.refused(*correct, back["entry"]) == "entry_unknown"
    assert shell.refused("account", "pay", "nobody", "--bank-reference", "a", "--amount", "5") == (
        "account_unknown"
    )
    other = a_payer(shell, tmp_path)
    nothing = ("account", "pay", other.account, "--bank-reference", "a", "--amount", "5")
    assert shell.invalid(*nothing) == {"--amount": "currency_missing"}
    shell.asked("invoice", "issue", other.invoice("SEV-4"))
    shell.asked("invoice", "issue", payer.invoice("SEV-5"))
    both = ("invoice", "pay", "SEV-4", "SEV-5", "--amount", "5", "--bank-reference", "SEV/5")
    assert shell.refused(*both) == "payment_not_acceptable"
    answer = shell.run("invoice", "pay", "SEV-5", "--amount", "60", "--bank-reference", "SEV/6")
    assert "60.00 EUR came in" in answer.out
    wrong = shell.asked("invoice", "show", "SEV-5")["payments"][-1]
    correct = ("invoice", "correct", "SEV-5", "--reason", "Of another.", "--entry")
    assert shell.asked(*correct, wrong["entry"])["open"] == euros("45.00")
    assert shell.refused(*correct, wrong["entry"]) == "entry_unknown"
    assert wrong["entry"] in shell.run("account", "statement", payer.account).out


def test_an_account_that_does_not_pay_is_held_and_says_why(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("HELD-1", "80.00", days_ago=29))
    shell.asked("fast-forward", "invoice/HELD-1", "20d")
    assert shell.asked("invoice", "show", "HELD-1")["on_hold"] is True
    account = shell.asked("account", "show", payer.account)
    assert account["on_hold"] is True
    assert account["held_because"] == "HELD-1"
    page = shell.run("account", "show", payer.account).out
    assert "ON CREDIT HOLD: invoice HELD-1" in page
    assert "of it overdue" in page
    paid = shell.asked("invoice", "pay", "HELD-1", "--amount", "80", "--bank-reference", "HELD/1")
    assert paid["state"] == "paid"
    assert shell.asked("account", "show", payer.account)["on_hold"] is False


def test_what_cannot_be_issued_or_paid_is_refused(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)

    def problem(**extra: Any) -> str:
        refused = shell.asked("invoice", "issue", payer.invoice("NO-1", **extra), status=1)
        assert refused["refused"]["code"] == "invoice_not_issuable"
        return str(refused["refused"]["details"]["problem"])

    assert problem(scope="sub-nowhere") == "scope_unknown"
    assert problem(scope=payer.other_scope) == "scope_not_on_invoice"
    assert problem(issued_on=str(today() + timedelta(days=2))) == "dated_in_future"
    assert problem(amount="0.00") == "not_positive"
    wrong = payer.invoice("NO 1", "1.234", colour="red")
    assert shell.invalid("invoice", "issue", wrong) == {
        "number": "number_invalid", "amount.amount": "amount_ambiguous", "colour": "extra_forbidden"
    }  # fmt: skip
    assert "line" in shell.run("invoice", "issue", wrong).err

    for words in (("show",), ("watch",), ("write-off", "--reason", "r")):
        assert shell.refused("invoice", words[0], "NO-1", *words[1:]) == "invoice_unknown"
    assert shell.refused("invoice", "pay", "NO-1", "--amount", "5", "--bank-reference", "b") == (
        "invoice_unknown"
    )
    assert shell.refused("fast-forward", "invoice/NO-1", "1d") == "invoice_unknown"
    assert shell.asked("mails", "invoice/NO-1") == []
    assert shell.refused("account", "statement", "nobody") == "account_unknown"

    shell.asked("invoice", "issue", payer.invoice("YES-1"))
    pay = ("invoice", "pay", "YES-1", "--bank-reference", "YES/1", "--amount")
    assert shell.refused(*pay, "5 USD") == "amount_not_acceptable"
    assert shell.refused(*pay, "-5") == "amount_not_acceptable"
    assert shell.invalid(*pay, "1.234") == {"--amount": "amount_ambiguous"}
    assert shell.invalid(*pay, "1.2345") == {"--amount": "amount_too_fine"}
    assert shell.refused(*pay, "5", "--instrument", "cheque") == "payment_not_acceptable"
    ahead = today() + timedelta(days=2)
    assert shell.refused(*pay, "5", "--value-date", str(ahead)) == "payment_not_acceptable"


def test_an_invoice_is_watched_until_nothing_is_open(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("WATCH-1"))
    watching = [
        subprocess.Popen(
            shell.command("invoice", "watch", "WATCH-1", *words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(shell.environment),
        )
        for words in ((), ("--json",))
    ]
    for each in watching:
        assert each.stdout is not None
        assert b"open" in each.stdout.readline()
    watching[0].send_signal(signal.SIGINT)
    assert watching[0].wait(30) == 130
    shell.asked("invoice", "pay", "WATCH-1", "--amount", "100", "--bank-reference", "WATCH/1")
    out, err = watching[1].communicate(timeout=30)
    assert watching[1].returncode == 0
    assert not err
    assert b'"state": "paid"' in out.splitlines()[-1]


def test_invoices_pages_keep_to_the_width_they_are_given(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("WIDE-1"))
    pay = ("invoice", "pay", "WIDE-1", "--amount", "5", "--bank-reference", "WIDE/1")
    for words in (pay, ("invoice", "show", "WIDE-1"), ("invoice", "list"),
                  ("account", "show", payer.account),
                  ("account", "statement", payer.account)):  # fmt: skip
        page = shell.run(*words, COLUMNS="80")
        assert page.status == 0
        assert "\x1b" not in page.out
        to_type = ("  invoice ", "  account ")  # never cut or folded
        lines = [each for each in page.out.splitlines() if not each.startswith(to_type)]
        assert max(map(len, lines)) <= 80
    assert shell.run("diagram", "invoice").out.startswith("stateDiagram-v2")


def test_an_invoice_is_shown_where_no_engine_answers(shell: Shell, tmp_path: Path) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("ALONE-1", "100.00", days_ago=20))
    shown = shell.asked("invoice", "show", "ALONE-1")
    alone = Shell({**shell.environment, "TEMPORAL_ADDRESS": "127.0.0.1:1"})

    there = alone.asked("invoice", "show", "ALONE-1")
    assert there == {**shown, "as_of": there["as_of"]}
    assert "ALONE-1" in alone.run("invoice", "show", "ALONE-1").out
    assert alone.refused("invoice", "show", "ALONE-2") == "invoice_unknown"
    paid = ("invoice", "pay", "ALONE-1", "--amount", "1", "--bank-reference", "A-1")
    assert alone.asked(*paid, status=3)["refused"]["code"] == "service_unreachable"


def test_a_paper_is_checked_as_a_pdf_unless_a_format_is_named_and_writes_nothing(
    shell: Shell, tmp_path: Path
) -> None:
    payer = a_payer(shell, tmp_path)
    shell.asked("invoice", "issue", payer.invoice("PAPER-1", "1200.00"))

    checked = shell.asked("invoice", "paper", "PAPER-1", "--check")
    assert checked == {"paper": "PAPER-1", "format": "pdf", "problems": []}
    by_peppol = shell.asked("invoice", "paper", "PAPER-1", "--check", "--as", "ubl", status=1)
    assert "PEPPOL-EN16931-R010" in {each["code"] for each in by_peppol["problems"]}
    file = tmp_path / "paper.pdf"
    both = shell.invalid("invoice", "paper", "PAPER-1", "--check", "--output", file)
    assert both == {"--check": "not_together"}
    assert not file.exists()

    written = shell.asked("invoice", "paper", "PAPER-1", "--output", file)
    assert (written["differs"], written["size"]) == (False, file.stat().st_size)
    assert file.read_bytes().startswith(b"%PDF")
