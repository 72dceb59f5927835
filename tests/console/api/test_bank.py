"""Bank statements through the API: files come in, and people decide what money is for."""

import asyncio
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx

from clients.bank.client import BankClient
from domain.access import Role
from domain.bank.profiles import CsvColumns, CsvProfile
from domain.invoices.new.references import creditor_reference
from tests.bank.camt_files import OURS, Booked, statement
from tests.bank.refused_files import refuse
from tests.console.api.office import Office, Program
from tests.workflows.billing import Billing, billing

FROM = "NL02ABNA0123456789"


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def zipped(**files: bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


async def sends(program: Program, *files: bytes, **more: Any) -> httpx.Response:
    named = [("files", (f"statement-{at}", each)) for at, each in enumerate(files)]
    return await program.asks("POST", "/bank/imports", files=named, **more)


async def imports(program: Program, *files: bytes) -> Any:
    answer = await sends(program, *files)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def came_in(program: Program, *entries: Booked) -> list[str]:
    """The ids of the entries of one statement."""
    await imports(program, statement(*entries))
    listed = (await program.gets("/bank/entries"))["entries"]
    by_text = {each["text"]: each["entry"] for each in listed}
    return [by_text[each.text] for each in entries]


async def a_clerk(office: Office) -> tuple[Billing, Program]:
    """Somebody of billing, and an invoice of 100 euros."""
    invoices = await billing(office.system)
    await invoices.issue("100.00")
    return invoices, await office.program(Role.BILLING, name="their bank's program")


async def test_files_come_in_at_once_and_what_is_certain_is_booked(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    reference = creditor_reference(invoices.payer.number)
    first = statement(Booked("100.00", reference, reference="NTRF-1", payer_account=FROM))
    second = statement(Booked("7.00", "thank you"), id="S-2", number=2, opening="1100.00")
    done = await imports(clerk, first, zipped(second=second))
    assert (done["entries"], done["booked"], done["unmatched"]) == (2, 1, 1)
    assert [each["closing"] for each in done["statements"]] == [money("1100.00"), money("1107.00")]
    assert (await clerk.gets(f"/invoices/{invoices.payer.number}"))["state"] == "paid"

    again = await imports(clerk, first, second)
    assert (again["already"], again["booked"]) == (2, 0)


async def test_a_file_that_does_not_add_up_is_refused_with_what_differs(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    answer = await sends(clerk, statement(Booked("7.00"), closing="1.00"))
    assert answer.status_code == 422
    assert answer.json()["invalid"][0]["code"]
    for nothing in (b"", b"not a statement", zipped()):
        assert (await sends(clerk, nothing)).status_code in (200, 422)
    assert (await clerk.asks("POST", "/bank/imports")).status_code == 422
    assert (await clerk.gets("/bank/entries")) == {"entries": [], "next": None}


async def test_what_waits_is_listed_by_state_and_account_and_from_after_one(office: Office) -> None:
    _, clerk = await a_clerk(office)
    entries = [Booked("7.00", "one"), Booked("8.00", "two"), Booked("-9.00", "three")]
    await came_in(clerk, *entries)

    async def texts(query: str = "") -> list[str]:
        listed = (await clerk.gets(f"/bank/entries?{query}"))["entries"]
        return [each["text"] for each in listed]

    everything = await texts()
    assert sorted(everything) == ["one", "three", "two"]
    assert sorted(await texts("state=unmatched")) == ["one", "two"]
    assert await texts("state=ignored") == ["three"]
    assert len(await texts(f"account={OURS[:4]}%20{OURS[4:]}")) == 3
    assert await texts("account=NL00NOBODY") == []
    first = (await clerk.gets("/bank/entries"))["entries"][0]["entry"]
    assert await texts(f"after={first}") == everything[1:]
    assert (await clerk.asks("GET", "/bank/entries?state=lost")).status_code == 422


async def test_an_entry_is_assigned_once_under_its_key_and_taken_back(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    number = invoices.payer.number
    (entry,) = await came_in(clerk, Booked("120.00", "thank you", payer="Contoso"))
    at = f"/bank/entries/{entry}"
    body = {"invoices": [{"invoice": number, "amount": money("60.00")}]}
    assigned = await clerk.does(f"{at}/assign", body, key="once")
    assert assigned["state"] == "booked"
    assert assigned["customer"] == invoices.payer.account_id
    assert assigned["possible"]["undo"] is None
    hindrance = assigned["possible"]["ignore"]
    assert (hindrance["code"], hindrance["reason"]) == ("entry_decided", "It is booked already.")
    assert [each["amount"] for each in assigned["matches"]] == [money("60.00")]
    assert await clerk.does(f"{at}/assign", body, key="once") == assigned
    assert await clerk.is_refused(f"{at}/ignore", {"reason": "no"}) == "bank_entry_decided"

    undone = await clerk.does(f"{at}/undo", {"reason": "the wrong one"})
    assert undone["state"] == "unmatched"
    assert [(each["state"], each["reason"]) for each in undone["decisions"]] == [
        ("booked", None),
        ("unmatched", "the wrong one"),
    ]
    whole = {"account": invoices.payer.account_id}
    assert (await clerk.does(f"{at}/assign", whole))["state"] == "booked"
    assert (await clerk.gets(f"/invoices/{number}"))["state"] == "paid"


async def test_a_proposal_is_accepted_and_what_is_none_is_refused(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    named = f"invoice {invoices.payer.number} of ours"
    (entry,) = await came_in(clerk, Booked("100.00", named, payer="Somebody Else"))
    at = f"/bank/entries/{entry}"
    shown = await clerk.gets(at)
    assert shown["state"] == "suggested"
    assert [each["invoice"] for each in shown["proposals"][0]["invoices"]] == [
        invoices.payer.number
    ]
    assert await clerk.is_refused(f"{at}/accept", {"proposal": 9}) == "nothing_proposed"
    assert (await clerk.does(f"{at}/accept", {}))["state"] == "booked"


async def test_what_makes_no_sense_is_refused_and_nothing_is_booked(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    number = invoices.payer.number
    (entry, back) = await came_in(
        clerk, Booked("7.00", "thanks"), Booked("-3.00", "back", returned="AC04")
    )
    at = f"/bank/entries/{entry}/assign"
    part = {"invoice": number, "amount": money("1.00")}
    for body in (
        {},
        {"invoices": [part], "account": invoices.payer.account_id},
        {"invoices": [part, part]},
        {"invoices": [{"invoice": number, "amount": money("0.00")}]},
        {"invoices": [{"invoice": number, "amount": {"amount": "1", "currency": "USD"}}]},
    ):
        answer = await clerk.asks("POST", at, json=body)
        assert answer.status_code == 422, (body, answer.text)
    unknown = {"invoices": [{"invoice": "no-such"}]}
    assert await clerk.is_refused(at, unknown, 404) == "invoice_unknown"
    assert await clerk.is_refused(at, {"account": "no-such"}, 404) == "account_unknown"
    missing = "/bank/entries/B0/accept"
    assert await clerk.is_refused(missing, {}, 404) == "bank_entry_unknown"
    of_an_account: dict[str, Any] = {"account": invoices.payer.account_id}
    for of_what in ({"invoices": [{"invoice": number}]}, of_an_account):
        refused = await clerk.is_refused(f"/bank/entries/{back}/assign", of_what)
        assert refused == "amount_not_acceptable"
    second = invoices.payer.another("b")
    await invoices.issue("50.00", second)
    nothing_left = {"invoices": [{"invoice": number}, {"invoice": second}]}
    assert await clerk.is_refused(at, nothing_left) == "amount_not_acceptable"
    assert (await clerk.asks("POST", at.replace("assign", "ignore"), json={})).status_code == 422
    waiting = (await clerk.gets("/bank/entries?state=unmatched"))["entries"]
    assert {each["entry"] for each in waiting} == {entry, back}


async def test_billing_decides_an_auditor_reads_and_nobody_else_does_either(
    office: Office,
) -> None:
    invoices, clerk = await a_clerk(office)
    (entry,) = await came_in(clerk, Booked("7.00", "interest"))
    ignoring, reason = f"/bank/entries/{entry}/ignore", {"reason": "interest"}
    auditor = await office.program(Role.AUDITOR)
    assert (await auditor.gets(f"/bank/entries/{entry}"))["entry"] == entry
    others = [await office.program(each) for each in (Role.CREDIT, Role.LEGAL)]
    theirs = invoices.payer.account_id
    for other in (*others, await office.program(Role.CUSTOMER, account=theirs)):
        for path in ("", f"/{entry}"):
            assert (await other.asks("GET", f"/bank/entries{path}")).status_code == 403
    for other in (auditor, *others):
        assert await other.is_refused(ignoring, reason, 403) == "not_allowed"
        assert (await sends(other, statement(Booked("7.00")))).status_code == 403
    admin = await office.program(Role.ADMIN)
    ignored = await admin.does(ignoring, reason)
    assert ignored["state"] == "ignored"
    assert [(each["rule"], each["reason"]) for each in ignored["decisions"]] == [
        ("person", "interest")
    ]


async def test_payment_advice_is_kept_and_books_what_waits(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    number = invoices.payer.number
    (entry,) = await came_in(clerk, Booked("60.00", "RUN-2026-11", reference="NTRF-1"))
    table = f"Reference;RUN-2026-11\ninvoice;amount\n{number};60.00\n"
    taken = await advises(clerk, table)
    assert taken.status_code == 200, taken.text
    (advice,) = taken.json()["advice"]
    assert (taken.json()["booked"], taken.json()["already"], advice["entry"]) == (1, 0, entry)
    assert (advice["reference"], advice["amount"]) == ("RUN-2026-11", money("60.00"))
    assert advice["invoices"] == [{"invoice": number, "amount": money("60.00")}]
    (match,) = (await clerk.gets(f"/bank/entries/{entry}"))["matches"]
    assert (match["rule"], match["evidence"][0]) == (
        "M7",
        {"seen": "advice", "text": advice["advice"]},
    )
    assert (await advises(clerk, table)).json()["already"] == 1
    listed = await clerk.gets("/bank/advice")
    assert listed == {"advice": [advice]}
    assert await clerk.gets(f"/bank/advice?after={advice['advice']}") == {"advice": []}

    wrong = await advises(clerk, table + "Total;61.00\n")
    assert (wrong.status_code, wrong.json()["invalid"][0]["code"]) == (422, "does_not_add_up")
    unknown = await advises(clerk, table, account="nobody")
    assert (unknown.status_code, unknown.json()["refused"]["code"]) == (404, "account_unknown")
    auditor = await office.program(Role.AUDITOR, name="audit")
    assert await auditor.gets("/bank/advice") == listed
    assert (await advises(auditor, table)).status_code == 403


async def advises(program: Program, table: str, **asked: str) -> httpx.Response:
    file = {"file": ("advice.csv", table.encode())}
    return await program.asks("POST", "/bank/advice", files=file, params=asked)


async def test_a_reconciliation_adds_up_and_names_what_differs(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    reference = creditor_reference(invoices.payer.number)
    named = Booked("100.00", reference, reference="NTRF-1", payer_account=FROM)
    await came_in(clerk, named, Booked("7.00", "thanks", reference="NTRF-2"))
    asked = f"/bank/reconciliation?account={OURS}&from=2026-11-01&to=2026-11-30"
    (euros,) = (await clerk.gets(asked))["currencies"]
    sums = {each["line"]: each["amount"] for each in euros["received_as"] if each["entries"]}
    assert sums == {"on_invoices": money("100.00"), "unmatched": money("7.00")}
    assert euros["received"] == {"amount": money("107.00"), "entries": 2}
    assert (euros["opening"], euros["closing"]) == (money("1000.00"), money("1107.00"))
    assert (euros["explained"], euros["differences"]) == (True, [])
    assert (await clerk.gets(asked.replace(OURS, "NL00NOBODY")))["currencies"] == []

    back = {"bank_reference": "NTRF-1", "reason": "Entered by hand."}
    await clerk.does(f"/invoices/{invoices.payer.number}/reverse", back)
    (euros,) = (await clerk.gets(asked))["currencies"]
    (difference,) = euros["differences"]
    assert (difference["kind"], difference["amount"]) == ("taken_back", money("100.00"))
    assert "was taken back elsewhere, by " in difference["said"]
    assert not euros["explained"]
    for wrong in (asked.replace("11-30", "10-30"), "/bank/reconciliation", f"{asked}x"):
        assert (await clerk.asks("GET", wrong)).status_code == 422
    assert (await (await office.program(Role.AUDITOR)).gets(asked))["account"] == OURS
    assert (await (await office.program(Role.LEGAL)).asks("GET", asked)).status_code == 403


async def test_the_command_line_answers_alike(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    (entry,) = await came_in(clerk, Booked("7.00", "thanks", payer="Contoso", end_to_end="E2E-1"))
    shell = office.shell()

    async def types(*words: str) -> Any:
        return await asyncio.to_thread(shell.asked, "bank", *words)

    assert await types("show", entry) == await clerk.gets(f"/bank/entries/{entry}")
    assert await types("list") == await clerk.gets("/bank/entries")
    table = office.system.settings.home / "advice.csv"
    table.write_text(f"invoice;amount\n{invoices.payer.number};5.00\n")
    assert (await types("advise", str(table)))["advice"] == (await types("advice"))["advice"]
    assert await types("advice") == await clerk.gets("/bank/advice")
    file = office.system.settings.home / "again.xml"
    content = statement(Booked("7.00", "thanks", payer="Contoso", end_to_end="E2E-1"))
    file.write_bytes(content)
    assert await types("import", str(file)) == await imports(clerk, content)
    days = ("--from", "2026-11-01", "--to", "2026-11-30")
    table = office.system.settings.home / "november.csv"
    asked = f"/bank/reconciliation?account={OURS}&from=2026-11-01&to=2026-11-30"
    spaced = f"{OURS[:4]} {OURS[4:]}"
    typed = await types("reconcile", "--account", spaced, *days, "--csv", str(table))
    assert typed == await clerk.gets(asked)
    assert table.read_text().count("\n") == 2


async def test_files_that_the_inbox_refused_are_listed_until_somebody_has_seen_to_them(
    office: Office,
) -> None:
    clerk = await office.program(Role.BILLING)
    await refuse(office.system, "ab12", "july.xml")
    (refused,) = (await clerk.gets("/bank/refused-files"))["refused"]
    assert (refused["file"], refused["name"]) == ("ab12", "july.xml")
    assert refused["problems"][0]["code"] == "amount_invalid"
    assert await clerk.is_refused("/bank/refused-files/ef56/seen", {}, 404) == "bank_file_unknown"
    for _ in range(2):
        assert await clerk.does("/bank/refused-files/ab12/seen") == {"refused": []}
    auditor = await office.program(Role.AUDITOR)
    assert await auditor.is_refused("/bank/refused-files/ab12/seen", {}, 403) == "not_allowed"


async def test_a_table_is_read_by_a_profile_that_is_listed(office: Office) -> None:
    clerk = await office.program(Role.BILLING)
    profile = CsvProfile(
        account=OURS, currency="EUR", columns=CsvColumns(booked_on="day", amount="amount")
    )
    async with BankClient.opened(office.system.settings) as bank:
        await bank.save_profile("our-bank", profile, "paula@provider.example")
    (listed,) = (await clerk.gets("/bank/profiles"))["profiles"]
    assert (listed["name"], listed["in_policy"]) == ("our-bank", False)
    assert CsvProfile.model_validate(listed["profile"]) == profile
    table = b"day,amount\n2026-11-02,7.00\n"
    said = []
    for asked in ({}, {"profile": "no-such"}, {"profile": "our-bank", "format": "camt"}):
        answer = await sends(clerk, table, params=asked)
        said.append((answer.status_code, answer.json()["invalid"][0]["code"]))
    assert said == [(422, "format_unknown"), (422, "profile_unknown"), (422, "format_unclear")]
    done = await sends(clerk, table, params={"profile": "our-bank"})
    assert (done.status_code, done.json()["entries"]) == (200, 1)
