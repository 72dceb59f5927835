"""Evidence over the API and the console: an auditor takes it, others do not."""

from clients.evidence import verify
from domain.access import Role
from tests.console.api.office import Office
from tests.console.api.test_bank import a_clerk


async def test_an_auditor_takes_evidence_of_an_invoice(office: Office) -> None:
    invoices, clerk = await a_clerk(office)
    number = invoices.payer.number
    auditor = await office.program(Role.AUDITOR)
    key = await auditor.gets("/evidence/key")
    answer = await auditor.asks("GET", f"/invoices/{number}/evidence")
    assert answer.status_code == 200
    assert answer.headers["X-Evidence-Sound"] == "true"
    found = verify(answer.content, key["public_key"])
    assert (found.problems, found.about) == ((), f"invoice/{number}")
    assert (await clerk.asks("GET", f"/invoices/{number}/evidence")).status_code == 403
    assert (await auditor.asks("GET", "/invoices/NO-SUCH/evidence")).status_code == 404
    assert (await auditor.asks("GET", "/requests/no-such/evidence")).status_code == 404


async def test_a_customer_takes_none_of_their_own(office: Office) -> None:
    invoices, _ = await a_clerk(office)
    theirs = await office.program(Role.CUSTOMER, account=invoices.payer.account_id)
    answer = await theirs.asks("GET", f"/invoices/{invoices.payer.number}/evidence")
    assert answer.status_code == 403
