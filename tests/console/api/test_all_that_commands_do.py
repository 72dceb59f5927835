"""Whatever the command line does, the API does: command by command."""

import asyncio

from cli.commands import COMMANDS
from console.api.description import described
from domain.access import Role
from tests.console.api.office import Office
from tests.naming import ROOT
from tests.storage.files import pdf
from tests.workflows.customers import a_customer
from tests.workflows.payers import a_payer
from tests.workflows.steps import submitted

NOT_OVER_HTTP = {
    "demo": "it starts a system of its own and plays a story in it",
    "sample": "it fills a copy on one's own machine, never a system that others use",
    "fast-forward": "it lets time pass in a rehearsal on one's own machine",
    "diagram": "it draws what the program is made of: the same for every system",
    "provider check": "it tries out a billing system that is being built, before it is connected",
    "evidence verify": "it needs nothing but the file, and is not to rest on what we answer",
    "keys show": "whoever looks after master keys has them on a machine of their own",
    "keys rotate-master": "it needs both master keys, which the console is not to be handed",
    "keys renew": "it belongs to the two above",
    "keys export": "it is made where backups are, beside the ledger's",
    "keys import": "it is done before anything runs on a ledger that was restored",
    "engine seal": "an operator does it once, with the settings of the workers at hand",
    "completion": "it is about the shell that it is typed in",
}

OVER_HTTP: dict[str, tuple[str, ...]] = {
    "status": ("show_request",),
    "timeline": ("show_timeline",),
    "list": ("list_requests",),
    "watch": ("follow_request",),
    "mails": ("mails_of_request", "mails_of_invoice", "list_stuck_mails"),
    "resend": ("resend_mail",),
    "dismiss": ("dismiss_mail",),
    "report": ("show_report", "report_as_csv"),
    "check": ("check_form",),
    "open": ("open_request",),
    "edit": ("edit_form",),
    "submit": ("submit_request",),
    "recheck": ("recheck_request",),
    "withdraw": ("withdraw_request",),
    "apply-for-credit": ("upload_statements", "return_credit_application"),
    "add-document": ("add_document", "download_document"),
    "switch": ("switch_to_invoice",),
    "decide": ("approve_credit", "ask_for_more", "decline_request"),
    "security": ("record_security",),
    "ask-documents": ("ask_for_documents",),
    "review-document": ("review_document",),
    "extend-deadline": ("extend_deadline",),
    "overrule": ("overrule_finding",),
    "invoice issue": ("issue_invoice", "issue_invoices"),
    "invoice show": ("show_invoice",),
    "invoice why": ("why_open",),
    "invoice paper": ("invoice_paper", "invoice_papers"),
    "invoice list": ("list_invoices",),
    # Asked again with the `ETag` of its last answer, or told by an event.
    "invoice watch": ("show_invoice", "list_events"),
    "invoice in-transit": ("declare_wire",),
    "invoice dispute": ("open_dispute",),
    "invoice pay": ("pay_invoice", "record_payment"),
    "account pay": ("pay_account",),
    "invoice reverse": ("reverse_payment",),
    "invoice correct": ("correct_entry",),
    "account reverse": ("reverse_account_payment",),
    "account correct": ("correct_account_entry",),
    "account refund": ("refund_credit",),
    "account apply-credit": ("apply_credit",),
    "invoice resolve": ("resolve_dispute",),
    "invoice credit": ("credit_invoice",),
    "invoice write-off": ("write_off",),
    "account statement": ("show_statement", "statement_as_pdf", "statement_as_csv"),
    "bank import": ("import_statements",),
    "bank list": ("list_bank_entries",),
    "bank show": ("show_bank_entry",),
    "bank accept": ("accept_bank_entry",),
    "bank assign": ("assign_bank_entry",),
    "bank ignore": ("ignore_bank_entry",),
    "bank undo": ("undo_bank_entry",),
    "bank advise": ("take_payment_advice",),
    "bank advice": ("list_payment_advice",),
    "bank reconcile": ("reconcile_bank_account",),
    "bank profiles": ("list_csv_profiles",),
    "bank refused": ("list_refused_bank_files",),
    "bank seen": ("see_refused_bank_file",),
    "queues show": ("list_requests", "count_requests"),
    "queues rebuild": ("rebuild_queues",),
    "clocks check": ("check_clocks",),
    "clocks tasks": ("list_clock_tasks",),
    "clocks seen": ("see_lost_request",),
    "provider drift": ("list_drifts",),
    "provider seen": ("see_drift",),
    "provider refused": ("list_refused_hints",),
    "provider retry": ("retry_hint",),
    "provider settled": ("settle_hint",),
    "events list": ("list_events",),
    "events send": ("send_event",),
    "hooks add": ("add_hook",),
    "hooks list": ("list_hooks",),
    "hooks deliveries": ("list_deliveries",),
    "hooks test": ("test_hook",),
    "hooks disable": ("disable_hook",),
    "hooks enable": ("enable_hook",),
    "hooks rotate": ("rotate_hook",),
    "provider list": ("show_provider",),
    "provider again": ("tell_provider_again",),
    "provider done": ("settle_provider_call",),
    "evidence take": ("evidence_of_request", "evidence_of_invoice"),
    "retention list": ("list_retention",),
    "person export": ("export_account",),
    "person show": ("show_erasure",),
    "person erase": ("erase_account",),
    "person confirm-erase": ("confirm_erasure",),
    "person cancel-erase": ("cancel_erasure",),
    "person erasures": ("list_erasures",),
    "evidence key": ("evidence_key",),
    "evidence check": ("evidence_check",),
    "release list": ("list_releases",),
    "release current": ("make_release_current",),
    "account import": ("import_accounts", "put_account", "put_accounts"),
    "account show": ("show_account",),
    "account list": ("list_accounts",),
    "account delete": ("delete_account",),
    "account invoice-format": ("show_invoice_format", "choose_invoice_format"),
    "account limit": ("show_limit", "change_limit"),
    "account confirm-limit": ("confirm_limit",),
    "account settle": ("settle_charges",),
    "access add": ("add_person",),
    "access list": ("list_people",),
    "access disable": ("disable_person",),
    "access enable": ("enable_person",),
    "access password": ("set_password",),
    "access reset-second-factor": ("reset_second_factor",),
    "access log": ("access_log",),
    "access key create": ("create_key",),
    "access key list": ("list_keys",),
    "access key revoke": ("revoke_key",),
    "access link create": ("create_link", "mail_link"),
    "access link list": ("list_links",),
    "access link revoke": ("revoke_link",),
}

API_ALONE = {"list_requests_of_account"}
"""What a command shows as a part of something else."""

OPERATIONS = {
    operation["operationId"]
    for methods in described()["paths"].values()
    for operation in methods.values()
}


def test_every_command_has_its_operations_or_a_reason_why_not() -> None:
    commands = {each.name for each in COMMANDS}
    assert set(OVER_HTTP).isdisjoint(NOT_OVER_HTTP)
    assert set(OVER_HTTP) | set(NOT_OVER_HTTP) == commands
    assert all(NOT_OVER_HTTP.values())


def test_every_operation_belongs_to_a_command() -> None:
    named = {each for operations in OVER_HTTP.values() for each in operations}
    assert named | API_ALONE == OPERATIONS


async def test_what_is_not_over_http_is_documented() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for name in NOT_OVER_HTTP:
        assert f"`{name}`" in page


async def test_reports_are_those_of_the_command_line(office: Office) -> None:
    program = await office.program(Role.AUDITOR)
    typed = await asyncio.to_thread(office.shell().asked, "report", "overdue")
    shown = await program.gets("/reports/overdue")
    assert {**typed, "at": None} == {**shown, "at": None}
    table = await program.asks("GET", "/reports/overdue/csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    backwards = {"since": "2026-11-30", "until": "2026-11-01"}
    wrong = await program.asks("GET", "/reports/overdue", params=backwards)
    assert wrong.status_code == 422


async def test_mails_are_listed_and_a_document_is_downloaded(office: Office) -> None:
    customer = a_customer(company__name="Contoso Holding")
    await submitted(office.system, customer)
    legal = await office.program(Role.ADMIN)
    at = f"/requests/{customer.scope_id}"
    mails = await legal.gets(f"{at}/mails")
    assert "documents_requested" in [each["kind"] for each in mails]
    file = pdf()
    sent = await legal.asks(
        "PUT", f"{at}/documents", content=file, params={"kind": "registration_form"}
    )
    (document,) = sent.json()["documents"]["received"]
    got = await legal.asks("GET", f"{at}/documents/{document['id']}")
    assert (got.status_code, got.content) == (200, file)
    assert got.headers["Content-Type"] == "application/pdf"
    billing = await office.program(Role.BILLING)
    assert (await billing.asks("GET", f"{at}/documents/{document['id']}")).status_code == 403
    stuck = await billing.gets("/mails")
    assert set(stuck) == {"states", "letters", "next"}
    refused = await billing.asks("POST", "/mails/resend", json={"key": "no-such-mail"})
    assert refused.json()["refused"]["code"] == "not_waiting_for_this"


async def test_a_statement_is_a_file_for_its_customer_too(office: Office) -> None:
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    anna = await office.program(Role.CUSTOMER, account=payer.account_id)
    at = f"/accounts/{payer.account_id}/statement"
    table = await anna.asks("GET", f"{at}/csv")
    assert table.status_code == 200
    turned = {"since": "2026-02-01", "until": "2026-01-31"}
    for each in (at, f"{at}/csv", f"{at}/pdf"):
        refused = await anna.asks("GET", each, params=turned)
        assert refused.json()["invalid"][0]["field"] == "until"
    paper = await anna.asks("GET", f"{at}/pdf", params={"language": "nl"})
    assert paper.content.startswith(b"%PDF")
    other = await anna.asks("GET", f"/accounts/{a_payer().account_id}/statement/csv")
    assert other.status_code == 403


async def test_an_administrator_lets_people_and_programs_in(office: Office) -> None:
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    admin = await office.program(Role.ADMIN)
    dora = {"sign_in": f"dora-{payer.number.lower()}@provider.example"}
    made = await admin.does(
        "/access/people", {**dora, "password": "four hills and a river", "roles": ["credit"]}, "p1"
    )
    assert made["roles"] == ["credit"]
    assert "password" not in made
    assert (await admin.does("/access/people/disable", dora))["disabled_at"] is not None
    assert (await admin.does("/access/people/enable", dora))["disabled_at"] is None
    listed = (await admin.gets("/access/people"))["people"]
    assert dora["sign_in"] in [each["sign_in"] for each in listed]

    body = {"name": "a till", "roles": ["billing"], "days": 30}
    key = await admin.does("/access/keys", body, "k1")
    till = await office.caller("a till", {"Authorization": f"Bearer {key['key']}"})
    assert (await till.asks("GET", f"/accounts/{payer.account_id}")).status_code == 200
    again = await admin.does("/access/keys", body, "k1")
    assert (again["id"], again["key"]) == (key["id"], None)
    revoked = key["id"]
    await admin.does(f"/access/keys/{revoked}/revoke")
    assert (await till.asks("GET", f"/accounts/{payer.account_id}")).status_code == 401

    body = {"name": "a till", "roles": ["billing"], "actions": ["view_invoice"]}
    key = await admin.does("/access/keys", body)
    assert key["actions"] == ["view_invoice"]
    till = await office.caller("a till", {"Authorization": f"Bearer {key['key']}"})
    assert (await till.asks("GET", "/invoices")).status_code == 200
    refused = await till.asks("GET", f"/accounts/{payer.account_id}")
    assert (refused.status_code, refused.json()["refused"]["code"]) == (403, "action_not_granted")
    assert refused.json()["refused"]["details"]["granted"] == ["view_invoice"]
    body = {"name": "a till", "roles": ["billing"], "actions": ["approve"]}
    assert (await admin.asks("POST", "/access/keys", json=body)).status_code == 422

    invited = {"account": payer.account_id, "sign_in": "boss@payer.example"}
    link = await admin.does("/access/links", invited, "l1")
    assert link["url"].rpartition("/")[2]
    await admin.does(f"/access/links/{link['id']}/revoke")
    entries = (await admin.gets("/access/log", params={"about": revoked}))["entries"]
    assert {"key_made", "key_revoked"} <= {each["event"] for each in entries}
    billing = await office.program(Role.BILLING)
    assert (await billing.asks("GET", "/access/people")).status_code == 403
    assert (await billing.asks("POST", "/access/keys", json=body)).status_code == 403


async def test_an_operator_looks_after_ledger_engine_and_workers(office: Office) -> None:
    admin = await office.program(Role.ADMIN)
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    office.system.opened.append(payer.workflow_id)
    await office.system.invoices.issue(payer.invoice(), "paula@provider.example")
    bundle = await admin.asks("GET", f"/invoices/{payer.number}/evidence")
    assert bundle.headers["X-Evidence-Sound"] == "true"
    assert (await admin.gets("/evidence/key"))["public_key"] in bundle.text
    checked = await admin.does("/clocks/checks", {"mend": False})
    assert checked["left"] == len([each for each in checked["findings"] if not each["mended"]])
    told = {(each["about"], each["trouble"]) for each in checked["findings"]}
    tasks = (await admin.gets("/clocks/tasks"))["tasks"]
    assert {(each["about"], each["trouble"]) for each in tasks} == told
    assert (await admin.does("/queues/rebuild"))["requests"] >= 0
    assert (await admin.gets("/releases"))["releases"] is not None
    lost = await admin.asks("POST", "/requests/no-such-scope/seen")
    assert lost.status_code == 404
    nobody = await admin.asks("POST", "/releases/current", json={"release": "9.9.9"})
    assert nobody.json()["refused"]["code"] == "release_has_no_workers"
